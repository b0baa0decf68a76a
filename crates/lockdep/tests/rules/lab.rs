//! A validator, a task, and short names for what tests do with them.

use lockdep::{Acquire, ClassSpec, Context, Defect, Finding, Irq, Key, Map, Site, Task, Validator, Who};

pub struct Lab {
    pub v: Validator,
    pub task: Task,
    pub line: u64,
}

pub const CIRCULAR: &str = "WARNING: possible circular locking dependency detected";
pub const RECURSIVE: &str = "WARNING: possible recursive locking detected";
pub const INCONSISTENT: &str = "WARNING: inconsistent lock state";
pub const INVERSION: &str = "WARNING: possible irq lock inversion dependency detected";
pub const WAIT: &str = "[ BUG: Invalid wait context ]";
pub const BALANCE: &str = "WARNING: bad unlock balance detected!";

impl Lab {
    pub fn new() -> Lab {
        Lab { v: Validator::new(), task: Task::new(Context(1)), line: 0 }
    }

    pub fn site(&mut self) -> Site {
        self.line += 1;
        self.v.at(self.line);
        Site(self.line)
    }

    pub fn mutex(&mut self, name: &str) -> Map {
        let key = Key(name.bytes().fold(1, |key, b| key << 8 | u64::from(b)));
        self.v.map(key.0 << 8, &ClassSpec::sleeping(key, name))
    }

    pub fn spin(&mut self, name: &str) -> Map {
        let key = Key(name.bytes().fold(2, |key, b| key << 8 | u64::from(b)));
        self.v.map(key.0 << 8, &ClassSpec::spinlock(key, name))
    }

    /// Another lock of the class of `name`.
    pub fn second(&mut self, map: Map) -> Map {
        map.at(map.address + 64)
    }

    pub fn take(&mut self, map: Map, with: impl Fn(Acquire) -> Acquire) {
        let request = with(Acquire::exclusive(map, self.site()));
        self.v.acquire(&mut self.task, request);
    }

    pub fn lock(&mut self, map: Map) {
        self.take(map, |a| a);
    }

    pub fn unlock(&mut self, map: Map) {
        let site = self.site();
        self.v.release(&mut self.task, map, site);
    }

    /// Takes the locks in order and releases them in reverse order.
    pub fn nest(&mut self, maps: &[Map]) {
        maps.iter().for_each(|map| self.lock(*map));
        maps.iter().rev().for_each(|map| self.unlock(*map));
    }

    pub fn irqs_on(&mut self, irq: Irq) {
        let site = self.site();
        match irq {
            Irq::Hardirq => self.v.hardirqs_on(&mut self.task, site),
            Irq::Softirq => self.v.softirqs_on(&mut self.task, site),
        }
    }

    pub fn in_hardirq(&mut self, body: impl FnOnce(&mut Lab)) {
        self.task.hardirqs_off();
        self.task.hardirq_enter(lockdep::Handler::Threaded);
        body(self);
        self.task.hardirq_exit();
        self.irqs_on(Irq::Hardirq);
    }

    pub fn irqs_off(&mut self, body: impl FnOnce(&mut Lab)) {
        self.task.hardirqs_off();
        body(self);
        self.irqs_on(Irq::Hardirq);
    }

    pub fn findings(&mut self) -> Vec<Finding> {
        self.v.take_findings()
    }

    pub fn headlines(&mut self) -> Vec<String> {
        self.findings().iter().map(|f| f.headline(&Who::default()).into_owned()).collect()
    }

    #[track_caller]
    pub fn expect(&mut self, headlines: &[&str]) {
        assert_eq!(self.headlines(), headlines);
    }

    #[track_caller]
    pub fn silent(&mut self) {
        self.expect(&[]);
    }

    #[track_caller]
    pub fn only(&mut self) -> Finding {
        let mut findings = self.findings();
        assert_eq!(findings.len(), 1, "{findings:#?}");
        findings.remove(0)
    }

    #[track_caller]
    pub fn defect(&mut self) -> Defect {
        self.only().defect
    }
}
