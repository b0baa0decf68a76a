//! The locks, contexts and interrupts that the programs use.

use lockdep::{
    Acquire, Algorithm, Caller, ClassSpec, Context, Finding, Handler, Irq, Key, Map, Mode, Site, Task,
    Validator, Ww, WwClass,
};

/// The lock types of the table's columns, and those of single cases.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Spin,
    Wlock,
    /// `read_lock` as a recursive reader, as the table's main part has it.
    Rlock,
    /// `read_lock` as queued rwlocks have it: recursive only in interrupts.
    Queued,
    Mutex,
    Wsem,
    Rsem,
    Rtmutex,
    Raw,
    Local,
    Rcu,
    RcuBh,
    RcuSched,
}

impl Kind {
    pub fn named(name: &str) -> Option<Kind> {
        Some(match name {
            "spin" => Kind::Spin,
            "wlock" => Kind::Wlock,
            "rlock" => Kind::Rlock,
            "mutex" => Kind::Mutex,
            "wsem" => Kind::Wsem,
            "rsem" => Kind::Rsem,
            "rtmutex" => Kind::Rtmutex,
            _ => return None,
        })
    }

    /// Kinds that are two ways to take one lock have one number.
    fn object(self) -> u64 {
        match self {
            Kind::Spin => 1,
            Kind::Wlock | Kind::Rlock | Kind::Queued => 2,
            Kind::Mutex => 3,
            Kind::Wsem | Kind::Rsem => 4,
            Kind::Rtmutex => 5,
            Kind::Raw => 6,
            Kind::Local => 7,
            Kind::Rcu => 8,
            Kind::RcuBh => 9,
            Kind::RcuSched => 10,
        }
    }
}

pub const WW: WwClass<'static> = WwClass {
    acquire_key: Key(0xaaaa_0001),
    acquire_name: "ww_lockdep_acquire",
    mutex_key: Key(0xaaaa_0002),
    mutex_name: "ww_lockdep_mutex",
    algorithm: Algorithm::WaitDie,
};

/// One machine with one task, from power-on.
pub struct Bench {
    pub validator: Validator,
    pub task: Task,
    pub ww: Ww,
    line: u64,
}

impl Bench {
    pub fn new() -> Bench {
        Bench { validator: Validator::new(), task: Task::new(Context(1)), ww: Ww::default(), line: 0 }
    }

    pub fn findings(&mut self) -> Vec<Finding> {
        self.validator.take_findings()
    }

    /// Every event has a place and a number of its own.
    pub fn site(&mut self) -> Site {
        self.line += 1;
        self.validator.at(self.line);
        Site(self.line)
    }

    pub fn caller(&mut self) -> (&mut Ww, Caller<'_>) {
        let site = self.site();
        (&mut self.ww, Caller { validator: &mut self.validator, task: &mut self.task, site })
    }

    /// The lock called `name`. Names that begin alike are locks of one class.
    pub fn map(&mut self, kind: Kind, name: &str) -> Map {
        let letter = u64::from(name.as_bytes()[0]);
        let digit = u64::from(*name.as_bytes().get(1).unwrap_or(&b'0'));
        let key = Key(kind.object() << 8 | letter);
        let spec = match kind {
            Kind::Spin => ClassSpec::spinlock(key, name),
            Kind::Wlock | Kind::Rlock | Kind::Queued => ClassSpec::rwlock(key, name),
            Kind::Mutex | Kind::Wsem | Kind::Rsem | Kind::Rtmutex => ClassSpec::sleeping(key, name),
            Kind::Raw => ClassSpec::raw_spinlock(key, name),
            Kind::Local => ClassSpec::local_lock(key, name),
            Kind::Rcu | Kind::RcuBh => ClassSpec::rcu(key, name),
            Kind::RcuSched => ClassSpec::rcu_sched(key, name),
        };
        self.validator.map(kind.object() << 32 | letter << 16 | digit << 8, &spec)
    }

    pub fn request(&mut self, kind: Kind, name: &str) -> Acquire {
        let map = self.map(kind, name);
        let site = self.site();
        match kind {
            Kind::Rcu | Kind::RcuBh | Kind::RcuSched => Acquire::rcu(map, site),
            Kind::Rlock => Acquire::recursive(map, site),
            Kind::Rsem => Acquire::shared(map, site),
            Kind::Queued => Acquire::exclusive(map, site).mode(self.task.read_lock_mode()),
            _ => Acquire::exclusive(map, site).mode(Mode::Exclusive),
        }
    }

    pub fn lock(&mut self, kind: Kind, name: &str) {
        let request = self.request(kind, name);
        self.validator.acquire(&mut self.task, request);
    }

    pub fn unlock(&mut self, kind: Kind, name: &str) {
        let map = self.map(kind, name);
        let site = self.site();
        self.validator.release(&mut self.task, map, site);
    }

    pub fn lock_unlock(&mut self, kind: Kind, name: &str) {
        self.lock(kind, name);
        self.unlock(kind, name);
    }

    /// Takes `outer`, then `inner`, and releases both in reverse order.
    pub fn nest(&mut self, outer: (Kind, &str), inner: (Kind, &str)) {
        self.lock(outer.0, outer.1);
        self.lock_unlock(inner.0, inner.1);
        self.unlock(outer.0, outer.1);
    }

    /// Initialises the lock's memory.
    pub fn init(&mut self, kind: Kind, name: &str) {
        let address = self.map(kind, name).address;
        let site = self.site();
        self.validator.freeing(&self.task, address, 64, site);
    }

    pub fn irq_off(&mut self, irq: Irq) {
        match irq {
            Irq::Hardirq => self.task.hardirqs_off(),
            Irq::Softirq => self.task.softirqs_off(),
        }
    }

    pub fn irq_on(&mut self, irq: Irq) {
        let site = self.site();
        match irq {
            Irq::Hardirq => self.validator.hardirqs_on(&mut self.task, site),
            Irq::Softirq => self.validator.softirqs_on(&mut self.task, site),
        }
    }

    pub fn irq_enter(&mut self, irq: Irq) {
        match irq {
            Irq::Hardirq => self.hardirq_enter(Handler::Threaded),
            Irq::Softirq => {
                self.task.softirqs_off();
                self.task.hardirqs_off();
                self.task.softirq_enter();
            }
        }
    }

    pub fn hardirq_enter(&mut self, handler: Handler) {
        self.task.hardirqs_off();
        self.task.hardirq_enter(handler);
    }

    pub fn irq_exit(&mut self, irq: Irq) {
        match irq {
            Irq::Hardirq => {
                self.task.hardirq_exit();
                self.irq_on(Irq::Hardirq);
            }
            Irq::Softirq => {
                self.task.softirq_exit();
                self.irq_on(Irq::Hardirq);
                self.irq_on(Irq::Softirq);
            }
        }
    }
}
