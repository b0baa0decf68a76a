//! What a context is about to do, in the words of tables: whether a cell means it, and whether it came out as the cell
//! says.

use crate::names::operation;
use crate::table::{Cell, Deed, Number, Target, Wanted};
use crate::worker::Worker;
use engine::{Ctx, Mode, WaitsFor, World};
use machine::{
    Access, AccessKind, Completion, Irq, Kthread, Lifecycle, Local, Op, Place, Process, Semaphore, Softirq,
    What, Work, local_cpu, softirq_cpu,
};
use vm::Recorded;

/// Functions that are loads and stores to us.
const LOADS: &[&str] = &["READ_ONCE", "atomic_read", "atomic64_read", "atomic_long_read", "smp_load_acquire"];
const STORES: &[&str] = &["WRITE_ONCE", "atomic_set", "atomic64_set", "atomic_long_set", "smp_store_release"];

/// Functions that are others by another name.
const NAMES: &[(&str, &str)] = &[
    ("timer_delete", "del_timer"),
    ("timer_delete_sync", "del_timer_sync"),
    ("schedule_work", "queue_work"),
    ("schedule_delayed_work", "queue_delayed_work"),
    ("mutex_lock_interruptible", "mutex_lock"),
    ("mutex_lock_killable", "mutex_lock"),
    ("msleep_interruptible", "msleep"),
    ("ssleep", "msleep"),
    ("usleep_range", "msleep"),
    ("fsleep", "msleep"),
    ("free_percpu", "kfree"),
    ("complete_and_exit", "exit"),
];

/// The name by which we know a function.
fn usual(name: &str) -> &str {
    NAMES.iter().find(|n| n.0 == name).map_or(name, |n| n.1)
}

/// How a step compares with its cell.
pub(crate) enum Came {
    /// It is what the cell says.
    Fits,
    /// It is the beginning of it: the context waits for what it shall take.
    Waits,
    /// It is something else: what.
    Differs(String),
}

impl Worker {
    /// The operation that `c` has declared, and from where.
    fn about(&self, c: Ctx) -> Option<(Op, Place)> {
        self.vm.machine.declared(c).map(|op| (op, self.vm.machine.context(c).place))
    }

    /// The place of the module's own source at which `c` is.
    fn own_place(&self, c: Ctx, place: Place) -> crate::story::Source {
        self.folded(&self.vm.frames(c, place), place.pc).0
    }

    /// Whether `c` is about to do something at this place of the source.
    pub(crate) fn is_at(&self, c: Ctx, of: &str, line: u32) -> bool {
        let Some((op, place)) = self.about(c) else { return false };
        if place.pc == 0 || matches!(op, Op::Flags(machine::Flags::Resume(_))) {
            return false;
        }
        let at = self.own_place(c, place);
        at.line == line && (of.is_empty() || of == at.function || of == crate::names::short(&at.file))
    }

    /// The instruction at which `c` is.
    pub(crate) fn pc(&self, c: Ctx) -> usize {
        self.vm.machine.context(c).place.pc
    }

    fn is_function(&self, c: Ctx, name: &str) -> bool {
        self.built.actor(self.vm, c).function == name
    }

    /// Whether `c` is about to do what the cell says.
    pub(crate) fn means(&self, cell: &Cell, c: Ctx) -> bool {
        let Some((op, _)) = self.about(c) else { return false };
        let begins = matches!(
            op,
            Op::Kthread(Kthread::Begin)
                | Op::Process(Process::Begin(_))
                | Op::Work(Work::Start(_))
                | Op::Irq(Irq::Enter | Irq::Thread(_))
                | Op::Softirq(Softirq::Enter | Softirq::Owed)
                | Op::Local(Local::Enter)
                | Op::Lifecycle(Lifecycle::Insmod | Lifecycle::Rmmod)
        );
        let interrupts = matches!(
            op,
            Op::Irq(Irq::Enter) | Op::Softirq(Softirq::Enter | Softirq::Owed) | Op::Local(Local::Enter)
        );
        if cell.place.as_ref().is_some_and(|(of, line)| !self.is_at(c, of, *line)) {
            return false;
        }
        let object = || operation(&op).1.map_or(String::new(), |at| self.built.object(self.vm, at));
        match &cell.deed {
            Deed::Line => true,
            Deed::Read(t) => matches!(op, Op::Access(a) if !a.kind.writes() && self.is_named(t, &a)),
            Deed::Write(t) => match op {
                Op::Access(a) => a.kind.writes() && self.is_named(t, &a),
                _ => self.updates(&op, t),
            },
            Deed::Update(t) => self.updates(&op, t),
            Deed::Takes(lock) => {
                let asks = self.has(&op, c, Mode::Acquire) || !op.looks() && !self.has(&op, c, Mode::Release);
                asks && object() == *lock
            }
            Deed::Waits(lock) => !self.has(&op, c, Mode::Release) && object() == *lock,
            Deed::Releases(lock) => self.has(&op, c, Mode::Release) && object() == *lock,
            Deed::Begins => begins,
            Deed::Interrupts(_) => interrupts,
            Deed::Ends => matches!(
                op,
                Op::Kthread(Kthread::Exit(_))
                    | Op::Process(Process::Exit(_))
                    | Op::Work(Work::Done(_))
                    | Op::Irq(Irq::Exit(_) | Irq::ThreadDone(_))
                    | Op::Softirq(Softirq::Done(_))
                    | Op::Local(Local::Done)
                    | Op::Lifecycle(Lifecycle::Initialised(_) | Lifecycle::Exited)
            ),
            Deed::Call { name, object: named, .. } => {
                let named = |address: usize| {
                    named
                        .as_ref()
                        .is_none_or(|n| n.contains("->") || *n == self.built.object(self.vm, address))
                };
                match op {
                    Op::Access(a) => {
                        let list = if a.kind.writes() { STORES } else { LOADS };
                        list.contains(&name.as_str()) && named(a.address)
                    }
                    Op::Atomic(a) => self.is_atomic(name) && named(a.address),
                    _ if begins => {
                        self.is_function(c, name) || softirq_cpu(c).is_some() || local_cpu(c).is_some()
                    }
                    Op::Node(node) => self.node_call(node) == name,
                    _ => {
                        let (own, address) = operation(&op);
                        own == usual(name) && address.is_none_or(named)
                    }
                }
            }
        }
    }

    fn begun(&self, name: &str, events: &[Recorded]) -> Option<Came> {
        let function = events.iter().find_map(|r| match r.event.what {
            What::Called(function) => self.built.image.function_name(function),
            _ => None,
        })?;
        Some(if function == name { Came::Fits } else { Came::Differs(format!("begins {function}()")) })
    }

    fn is_atomic(&self, name: &str) -> bool {
        let rmw =
            ["atomic", "xchg", "cmpxchg", "try_cmpxchg", "test_and_", "set_bit", "clear_bit", "change_bit"];
        rmw.iter().any(|r| name.starts_with(r)) && !LOADS.contains(&name) && !STORES.contains(&name)
    }

    fn is_named(&self, t: &Target, a: &Access) -> bool {
        let name = || self.built.variable(self.vm, a.address, a.size as usize);
        t.variable.is_empty() || t.variable.contains("->") || name() == t.variable
    }

    fn updates(&self, op: &Op, t: &Target) -> bool {
        let Op::Atomic(a) = *op else { return false };
        let access = Access { address: a.address, size: a.size.into(), kind: AccessKind::Rmw(a.order) };
        self.is_named(t, &access)
    }

    fn has(&self, op: &Op, c: Ctx, mode: Mode) -> bool {
        // What counts is given back by a change that others may come before.
        let gives = matches!(
            op,
            Op::Semaphore(Semaphore::Up(_))
                | Op::Completion(Completion::Complete(_) | Completion::CompleteAll(_))
        );
        if gives {
            return mode == Mode::Release;
        }
        let lock = op.object().is_some();
        lock && self.vm.machine.wants(c, 0).iter().any(|(_, m)| m == mode)
    }

    /// How the step that `c` has made, told by these events, compares with the cell that means it.
    pub(crate) fn came(&self, cell: &Cell, c: Ctx, events: &[Recorded]) -> Came {
        let own = || events.iter().filter(|r| r.event.context == c);
        let access = own().find_map(|r| match r.event.what {
            What::Accessed(a, value) => Some((a, value, r.after)),
            _ => None,
        });
        let performed = own().find_map(|r| match r.event.what {
            What::Performed(op, result) => Some((op, result)),
            _ => None,
        });
        if let Deed::Call { name, .. } = &cell.deed
            && let Some(came) = self.begun(name, events)
        {
            return came;
        }
        match (&cell.deed, access, performed) {
            (Deed::Read(t), Some((a, value, _)), _) => match &t.value {
                Some(n) if !n.is(value, a.size) => self.differs("reads", &a, value),
                _ => Came::Fits,
            },
            (Deed::Write(t) | Deed::Update(t), Some((a, before, after)), _) => {
                if t.before.as_ref().is_some_and(|n| !n.is(before, a.size)) {
                    return self.differs("finds", &a, before);
                }
                match (&t.value, after) {
                    (Some(n), Some(value)) if !n.is(value, a.size) => self.differs("writes", &a, value),
                    (Some(_), None) => Came::Differs("does not write: the execution ends there".to_owned()),
                    _ => Came::Fits,
                }
            }
            (Deed::Call { wanted: Wanted::Returns(n), .. }, Some((a, value, _)), _) => {
                match n.is(value, a.size) {
                    true => Came::Fits,
                    false => self.differs("reads", &a, value),
                }
            }
            (Deed::Takes(lock), _, Some((op, result))) => self.taken(lock, &op, result),
            (Deed::Waits(lock), _, Some((_, result))) => self.waited(lock, c, result),
            (Deed::Call { wanted, .. }, _, Some((op, result))) => match wanted {
                Wanted::Anything => Came::Fits,
                Wanted::Taken => self.taken("it", &op, result),
                Wanted::Waits(whom) => match self.waited("", c, result) {
                    Came::Fits if !whom.is_empty() => self.waits_for(c, &op, whom),
                    came => came,
                },
                Wanted::Returns(n) => match result {
                    Some(value) if n.is(value, 8) || n.is(value, 4) => Came::Fits,
                    Some(value) => Came::Differs(format!("gets {} from {}", value as i64, operation(&op).0)),
                    None => Came::Waits,
                },
            },
            _ => Came::Fits,
        }
    }

    fn differs(&self, verb: &str, a: &Access, value: u64) -> Came {
        let name = self.built.variable(self.vm, a.address, a.size as usize);
        let signed = self.built.symbols.as_ref().and_then(|s| s.is_signed(a.address, a.size as usize));
        Came::Differs(format!("{verb} {name} = {}", decimal(value, a.size, signed.unwrap_or(false))))
    }

    fn taken(&self, lock: &str, op: &Op, result: Option<u64>) -> Came {
        let tries = matches!(
            op,
            Op::Spin(machine::Spin::TryLock(..))
                | Op::Mutex(machine::Mutex::TryLock(_))
                | Op::RwLock(machine::RwLock::TryLock(..))
                | Op::RwSem(machine::RwSem::TryLock(..))
        );
        match result {
            None => Came::Waits,
            Some(value) if tries && value & 1 == 0 => Came::Differs(format!("does not get {lock}")),
            Some(_) => Came::Fits,
        }
    }

    fn waited(&self, lock: &str, c: Ctx, result: Option<u64>) -> Came {
        let gets = if lock.is_empty() { "what it asks for" } else { lock };
        match result {
            None => Came::Fits,
            Some(_) => Came::Differs(format!(
                "{} does not have to wait: it gets {gets}",
                self.built.name(self.vm, c)
            )),
        }
    }

    fn waits_for(&self, c: Ctx, op: &Op, whom: &str) -> Came {
        let object = operation(op).1.map_or(String::new(), |at| self.built.object(self.vm, at));
        let keeper = self.keeper_name(c);
        if object == whom || keeper.as_deref() == Some(whom) {
            return Came::Fits;
        }
        Came::Differs(format!("waits for {}", keeper.unwrap_or(object)))
    }

    /// For whom `c` waits, if for one.
    pub(crate) fn keeper_name(&self, c: Ctx) -> Option<String> {
        match self.vm.machine.waits_for(c) {
            WaitsFor::Context(d) | WaitsFor::Presumably(d) => Some(self.built.name(self.vm, d)),
            WaitsFor::Anyone => None,
        }
    }

    /// What `c` would do next: `write counter (counter.c:20)`.
    pub(crate) fn next_of(&self, c: Ctx) -> String {
        let (what, at) = self.next_step(c);
        match at.line {
            0 => what,
            line => format!("{what} ({}:{line})", crate::names::short(&at.file)),
        }
    }

    /// Where `c` is in the module's own source; nowhere if it is not in the module.
    pub(crate) fn place_of(&self, c: Ctx) -> crate::story::Source {
        match self.about(c) {
            Some((_, place)) if place.pc != 0 => self.own_place(c, place),
            _ => crate::story::Source::default(),
        }
    }

    /// What `c` would do next, `write counter`, and where.
    pub(crate) fn next_step(&self, c: Ctx) -> (String, crate::story::Source) {
        (self.next_what(c), self.place_of(c))
    }

    fn next_what(&self, c: Ctx) -> String {
        let Some((op, _)) = self.about(c) else {
            return match self.vm.machine.context(c).is_alive() {
                true => "run".to_owned(),
                false => "nothing: it has ended".to_owned(),
            };
        };
        let name = |a: usize, size: usize| self.built.variable(self.vm, a, size);
        match op {
            Op::Access(a) if a.kind.writes() => format!("write {}", name(a.address, a.size as usize)),
            Op::Access(a) => format!("read {}", name(a.address, a.size as usize)),
            Op::Atomic(a) => format!("update {}", name(a.address, a.size.into())),
            Op::Node(node) => format!("{}()", self.node_call(node)),
            Op::Irq(Irq::Enter) | Op::Softirq(Softirq::Enter | Softirq::Owed) | Op::Local(Local::Enter) => {
                "interrupt a CPU".to_owned()
            }
            Op::Irq(Irq::Exit(_) | Irq::ThreadDone(_)) | Op::Work(Work::Done(_)) => "return".to_owned(),
            Op::Softirq(_) | Op::Local(_) => "go on".to_owned(),
            Op::Kthread(Kthread::Begin)
            | Op::Process(Process::Begin(_))
            | Op::Work(Work::Start(_))
            | Op::Irq(Irq::Thread(_)) => "begin".to_owned(),
            Op::Kthread(Kthread::Exit(_)) | Op::Process(Process::Exit(_)) => "end".to_owned(),
            Op::Lifecycle(Lifecycle::Insmod | Lifecycle::Rmmod) => {
                format!("begin {}()", self.built.actor(self.vm, c).function)
            }
            Op::Lifecycle(_) => "end".to_owned(),
            Op::Timer(machine::Timer::Tick) => "let time pass".to_owned(),
            Op::Sched(machine::Sched::Unborn) => "begin, once it is woken".to_owned(),
            _ => match operation(&op) {
                (own, Some(at)) => format!("{own}(&{})", self.built.object(self.vm, at)),
                (own, None) => format!("{own}()"),
            },
        }
    }
}

/// A value as a decimal number.
pub(crate) fn decimal(value: u64, size: u32, signed: bool) -> String {
    let unused = 64 - 8 * size.clamp(1, 8);
    match signed {
        true => (((value << unused) as i64) >> unused).to_string(),
        false => ((value << unused) >> unused).to_string(),
    }
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}
