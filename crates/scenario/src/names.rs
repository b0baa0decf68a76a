//! Names of contexts, objects, places and operations, as they are printed.

mod locks;

use crate::Built;
use crate::order::Spot;
use crate::story::{Actor, ActorKind, Source};
use engine::Ctx;
use machine::layout::{RCU_READER, TASK_INTERRUPTIBLE};
use machine::{
    CLOCK, Completion, Fault, Flags, Flavour, Hrtimer, INSMOD, Ipi, Irq, Kind, Kthread, Mutex, Node, Op,
    Process, RMMOD, Rcu, Rmw, Sched, Sleep, Sort, Spin, Srcu, TaskState, Tasklet, Timer, Urgency, Wait, Work,
    WwMutex, is_task, local_cpu, process_of, softirq_cpu, task_at,
};
use vm::Vm;

impl Built {
    /// The place of the call that returns to `pc`.
    pub(crate) fn source(&self, pc: usize) -> Source {
        let address = pc.wrapping_sub(1);
        let function = self.image.function_name(address).unwrap_or("").to_owned();
        match self.place(address) {
            Some(p) => Source {
                file: p.file.to_string(),
                line: p.line,
                column: p.column,
                function: p.function.as_ref().map_or(function, |f| f.to_string()),
                text: String::new(),
            },
            None => Source { function, ..Source::default() },
        }
    }

    /// What identifies the place of the call that returns to `pc`.
    pub(crate) fn spot(&self, pc: usize) -> Spot {
        let address = pc.wrapping_sub(1);
        match self.place(address) {
            Some(p) => Spot { file: p.file.to_string(), line: p.line, column: p.column },
            None => {
                let function = self.image.function_at(address);
                let file = function.map_or(String::new(), |f| f.name.clone());
                Spot { file, line: 0, column: (address - function.map_or(0, |f| f.addr)) as u32 }
            }
        }
    }

    /// Every address of the module's text whose place is one of `spots`, as return addresses.
    pub(crate) fn addresses(&self, spots: &[Spot]) -> Vec<usize> {
        if spots.is_empty() {
            return Vec::new();
        }
        let text = self.image.text.clone();
        text.filter(|pc| spots.contains(&self.spot(*pc))).collect()
    }

    /// The name of the lock, timer or other object of a primitive that begins at `address`.
    pub(crate) fn object(&self, vm: &Vm, address: usize) -> String {
        let size = vm.machine.object_at(address).map_or(8, |o| o.kind.size());
        self.variable(vm, address, size)
    }

    /// The name of what lies at `address`.
    pub(crate) fn variable(&self, vm: &Vm, address: usize, size: usize) -> String {
        if address == RCU_READER {
            return "rcu_read_lock".to_owned();
        }
        if let Some((pointer, cpu)) = vm.machine.percpu_pointer(address) {
            return format!("{} [CPU {cpu}]", self.variable(vm, pointer, size));
        }
        if let Some(name) = self.symbols.as_ref().and_then(|s| s.variable(address, size)) {
            return name;
        }
        if let Some(c) = task_at(address & !255) {
            return format!("task_struct of {}", self.name(vm, c));
        }
        if let Some(slot) = region::layout::stack_slot(address) {
            return format!("a local variable of {}", self.name(vm, Ctx(slot as u16)));
        }
        if address == region::layout::JIFFIES {
            return "jiffies".to_owned();
        }
        match vm.machine.heap().find(address).filter(|o| address < o.address + o.size + 16) {
            Some(o) => {
                let at = self.source(o.by.1);
                let whence =
                    if at.line > 0 { format!("{}:{}", short(&at.file), at.line) } else { at.function };
                match address - o.address {
                    0 => format!("object from {whence}"),
                    n => format!("object from {whence} + {n}"),
                }
            }
            None => format!("{address:#x}"),
        }
    }

    /// `bump/0`: the function a context runs, and which of its kind it is; `insmod`, `irq 7`, `softirq/1`.
    pub(crate) fn name(&self, vm: &Vm, c: Ctx) -> String {
        match c {
            INSMOD => return "insmod".to_owned(),
            RMMOD => return "rmmod".to_owned(),
            CLOCK => return "clock".to_owned(),
            _ => {}
        }
        if let Some(cpu) = softirq_cpu(c) {
            return format!("softirq/{cpu}");
        }
        if let Some(cpu) = local_cpu(c) {
            return format!("interrupt/{cpu}");
        }
        if let Some(line) = vm.machine.line(c) {
            return format!("irq {}", line.irq);
        }
        let context = vm.machine.context(c);
        if let Some(n) = process_of(c) {
            let alike = |d: &&Ctx| {
                process_of(**d).is_some_and(|m| m < n) && vm.machine.context(**d).name == context.name
            };
            let before = vm.machine.appeared().iter().filter(alike).count();
            return format!("{}/{before}", context.name.as_str());
        }
        if context.work > 0 || context.action > 0 {
            return context.name.as_str().to_owned();
        }
        let function = self.image.function_name(context.entry.0).map_or(String::new(), str::to_owned);
        let function = if function.is_empty() { context.name.as_str().to_owned() } else { function };
        let alike = |d: &&Ctx| {
            let other = vm.machine.context(**d);
            is_task(**d)
                && **d != INSMOD
                && **d != RMMOD
                && other.entry.0 == context.entry.0
                && context.entry.0 != 0
        };
        let before = vm.machine.appeared().iter().filter(alike).filter(|d| **d < c).count();
        format!("{function}/{before}")
    }

    /// `timer expired`, `tasklet work_fn`: what a softirq or a CPU's own interrupt runs, if that is one thing only in the
    /// recorded execution.
    fn softirq_name(&self, vm: &Vm, c: Ctx) -> Option<String> {
        softirq_cpu(c).or(local_cpu(c))?;
        let mut functions = vm.recording.events().iter().filter_map(|r| match r.event.what {
            machine::What::Called(f) if r.event.context == c => Some(f),
            _ => None,
        });
        // A call that was not made has no event.
        let (kind, runs) = match vm.machine.runs_callback(c) {
            true => (Kind::Rcu, true),
            false if vm.machine.runs_sent(c) => (Kind::IrqWork, true),
            false => vm.machine.softirq_runs(c)?,
        };
        let first = functions.next().or(runs.then(|| vm.entry(c)))?;
        let name = self.image.function_name(first).filter(|_| functions.all(|f| f == first))?;
        match kind {
            Kind::Rcu => Some(format!("rcu callback {name}")),
            Kind::IrqWork => Some(format!("interrupt {name}")),
            Kind::Tasklet => Some(format!("tasklet {name}")),
            Kind::Timer => Some(format!("timer {name}")),
            Kind::Hrtimer => Some(format!("hrtimer {name}")),
            _ => None,
        }
    }

    /// Everything that a report says of a context.
    pub(crate) fn actor(&self, vm: &Vm, c: Ctx) -> Actor {
        let context = vm.machine.context(c);
        let kind = match c {
            INSMOD => ActorKind::Insmod,
            RMMOD => ActorKind::Rmmod,
            CLOCK => ActorKind::Clock,
            c if softirq_cpu(c).is_some() => ActorKind::Softirq,
            c if local_cpu(c).is_some() => ActorKind::Interrupt,
            c if process_of(c).is_some() => ActorKind::Process,
            c => match vm.machine.line(c) {
                Some(line) => ActorKind::Irq(line.irq),
                None => ActorKind::Kthread,
            },
        };
        let entry = match c {
            INSMOD => self.image.init.unwrap_or(0),
            RMMOD => self.image.exit.unwrap_or(0),
            _ => context.entry.0,
        };
        let loader = |name: &'static str| {
            let own = |f: &&module::Function| f.addr == entry && f.name != name;
            self.image.functions.iter().find(own).map_or(name, |f| &f.name).to_owned()
        };
        let function = match c {
            INSMOD => loader("init_module"),
            RMMOD => loader("cleanup_module"),
            _ => self.image.function_name(entry).unwrap_or("").to_owned(),
        };
        Actor {
            name: self.softirq_name(vm, c).unwrap_or_else(|| self.name(vm, c)),
            kind,
            function,
            comm: context.name.as_str().to_owned(),
            pid: if is_task(c) { vm.machine.pid(c) } else { 0 },
            cpu: context.cpu,
        }
    }
}

/// The last part of a path.
pub(crate) fn short(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The function's name in C, and the address of what it acts on.
pub(crate) fn operation(op: &Op) -> (&'static str, Option<usize>) {
    use Completion as C;
    match *op {
        Op::Access(a) => (if a.kind.writes() { "store" } else { "load" }, Some(a.address)),
        Op::Atomic(a) => {
            let name = match a.rmw {
                Rmw::Exchange => "xchg",
                Rmw::CompareExchange => "cmpxchg",
                Rmw::Add | Rmw::Sub => "atomic_add",
                Rmw::And | Rmw::AndNot => "atomic_and",
                Rmw::Or => "atomic_or",
                Rmw::Xor => "atomic_xor",
                _ => "atomic_add_unless",
            };
            (name, Some(a.address))
        }
        Op::Spin(s) => {
            let name = match s {
                Spin::Lock(_, Flavour::Plain) | Spin::Wait(..) => "spin_lock",
                Spin::Lock(_, Flavour::Irq) => "spin_lock_irq",
                Spin::Lock(_, Flavour::IrqSave) => "spin_lock_irqsave",
                Spin::Lock(_, Flavour::Bh) => "spin_lock_bh",
                Spin::TryLock(_, Flavour::Plain) => "spin_trylock",
                Spin::TryLock(_, Flavour::Irq) => "spin_trylock_irq",
                Spin::TryLock(_, Flavour::IrqSave) => "spin_trylock_irqsave",
                Spin::TryLock(_, Flavour::Bh) => "spin_trylock_bh",
                Spin::IsLocked(_) => "spin_is_locked",
                Spin::IsContended(_) => "spin_is_contended",
                Spin::Unlock(_, Flavour::Plain, _) => "spin_unlock",
                Spin::Unlock(_, Flavour::Irq, _) => "spin_unlock_irq",
                Spin::Unlock(_, Flavour::IrqSave, _) => "spin_unlock_irqrestore",
                Spin::Unlock(_, Flavour::Bh, _) => "spin_unlock_bh",
            };
            (name, Some(s.address()))
        }
        Op::Mutex(m) => {
            let name = match m {
                Mutex::Lock(_) | Mutex::Wait(..) => "mutex_lock",
                Mutex::LockIn(_, TaskState::Killable) => "mutex_lock_killable",
                Mutex::LockIn(..) => "mutex_lock_interruptible",
                Mutex::TryLock(_) => "mutex_trylock",
                Mutex::Unlock(_) => "mutex_unlock",
                Mutex::IsLocked(_) => "mutex_is_locked",
            };
            (name, Some(m.address()))
        }
        Op::WwMutex(m) => {
            let name = match m {
                WwMutex::Lock(..) | WwMutex::Wait(..) => "ww_mutex_lock",
                WwMutex::TryLock(..) => "ww_mutex_trylock",
                WwMutex::Unlock(_) => "ww_mutex_unlock",
                WwMutex::IsLocked(_) => "ww_mutex_is_locked",
            };
            (name, Some(m.address()))
        }
        Op::RwLock(l) => (locks::rwlock(&l), Some(l.address())),
        Op::Semaphore(s) => (locks::semaphore(&s), Some(s.address())),
        Op::RwSem(s) => (locks::rwsem(&s), Some(s.address())),
        Op::Rcu(r) => match r {
            Rcu::Lock => ("rcu_read_lock", None),
            Rcu::Unlock => ("rcu_read_unlock", None),
            Rcu::Synchronize | Rcu::Waiting(_) => ("synchronize_rcu", None),
            Rcu::Call(head, _) => ("call_rcu", Some(head)),
            Rcu::Free(object) => ("kfree_rcu", Some(object)),
            Rcu::Barrier | Rcu::Barring(_) => ("rcu_barrier", None),
            Rcu::Begin => ("start_poll_synchronize_rcu", None),
            Rcu::IsOver(_) => ("poll_state_synchronize_rcu", None),
        },
        Op::Srcu(s) => {
            let name = match s {
                Srcu::Lock(_) => "srcu_read_lock",
                Srcu::Unlock(..) => "srcu_read_unlock",
                Srcu::Synchronize(_) | Srcu::Waiting(..) => "synchronize_srcu",
                Srcu::Call(..) => "call_srcu",
                Srcu::Barrier(_) | Srcu::Barring(..) => "srcu_barrier",
                Srcu::Cleanup(_) => "cleanup_srcu_struct",
            };
            (name, Some(s.address()))
        }
        Op::Completion(c) => {
            let name = match c {
                C::Complete(_) => "complete",
                C::CompleteAll(_) => "complete_all",
                C::Wait(_, state, timeout) | C::Waiting(_, state, timeout) => {
                    locks::wait_for_completion(state, timeout)
                }
                C::TryWait(_) => "try_wait_for_completion",
                C::Done(_) => "completion_done",
                C::Reinit(_) => "reinit_completion",
            };
            (name, Some(c.address()))
        }
        Op::Kthread(k) => match k {
            Kthread::Wake(task) => ("wake_up_process", Some(task)),
            Kthread::WakeFrom(task, _) => ("wake_up_state", Some(task)),
            Kthread::Begin => ("begin", None),
            Kthread::Stop(task) => ("kthread_stop", Some(task)),
            Kthread::Join(task) => ("kthread_stop", Some(machine::task_address(task))),
            Kthread::ShouldStop => ("kthread_should_stop", None),
            Kthread::Park(task) => ("kthread_park", Some(task)),
            Kthread::Parking(task) => ("kthread_park", Some(machine::task_address(task))),
            Kthread::Unpark(task) => ("kthread_unpark", Some(task)),
            Kthread::ParkMe | Kthread::Parked => ("kthread_parkme", None),
            Kthread::ShouldPark => ("kthread_should_park", None),
            Kthread::Get(task) => ("get_task_struct", Some(task)),
            Kthread::Put(task) => ("put_task_struct", Some(task)),
            Kthread::Signal(task) => ("send_sig", Some(task)),
            Kthread::Exit(_) => ("exit", None),
        },
        Op::Sleep(Sleep::Interruptible(_)) => ("msleep_interruptible", None),
        Op::Sleep(Sleep::For(_) | Sleep::Until(_)) => ("msleep", None),
        Op::Sched(s) => match s {
            Sched::Schedule(_) | Sched::Asleep(_) => ("schedule", None),
            Sched::Yield => ("cond_resched", None),
            Sched::Relax => ("cpu_relax", None),
            Sched::Unborn => ("born", None),
        },
        Op::Flags(f) => {
            let name = match f {
                Flags::IrqDisable => "local_irq_disable",
                Flags::IrqEnable => "local_irq_enable",
                Flags::IrqRestore(_) => "local_irq_restore",
                Flags::BhDisable => "local_bh_disable",
                Flags::BhEnable => "local_bh_enable",
                Flags::Resume(_) => "softirq",
                Flags::PreemptDisable => "preempt_disable",
                Flags::PreemptEnable => "preempt_enable",
            };
            (name, None)
        }
        Op::Ipi(i) => match i {
            Ipi::Send(..) | Ipi::Wait(_) => ("smp_call_function", None),
            Ipi::Queue(a, _) => ("irq_work_queue", Some(a)),
            Ipi::Synchronize(a) => ("irq_work_sync", Some(a)),
            Ipi::IsPending(a) => ("irq_work_is_pending", Some(a)),
            Ipi::IsBusy(a) => ("irq_work_is_busy", Some(a)),
        },
        Op::Irq(i) => match i {
            Irq::Request(_) => ("request_irq", None),
            Irq::Free(..) | Irq::Freeing(_) => ("free_irq", None),
            Irq::Synchronize(_) => ("synchronize_irq", None),
            Irq::Disable(_) => ("disable_irq", None),
            Irq::DisableNosync(_) => ("disable_irq_nosync", None),
            Irq::Enable(_) => ("enable_irq", None),
            Irq::Invite(_) => ("irq", None),
            Irq::Enter => ("interrupt", None),
            Irq::Exit(_) => ("return from interrupt", None),
            Irq::Thread(_) | Irq::ThreadDone(_) => ("an interrupt", None),
        },
        Op::Softirq(_) => ("softirq", None),
        Op::Local(_) => ("interrupt", None),
        Op::Hrtimer(t) => {
            let name = match t {
                Hrtimer::Start(..) => "hrtimer_start",
                Hrtimer::TryCancel(_) => "hrtimer_try_to_cancel",
                Hrtimer::Cancel(_) | Hrtimer::Canceling(..) => "hrtimer_cancel",
                Hrtimer::IsActive(_) => "hrtimer_active",
                Hrtimer::IsQueued(_) => "hrtimer_is_queued",
                Hrtimer::IsRunning(_) => "hrtimer_callback_running",
            };
            (name, Some(t.address()))
        }
        Op::Timer(t) => match t {
            Timer::Modify(a, _) => ("mod_timer", Some(a)),
            Timer::Reduce(a, _) => ("timer_reduce", Some(a)),
            Timer::TryDelete(a) => ("try_to_del_timer_sync", Some(a)),
            Timer::Add(a) => ("add_timer", Some(a)),
            Timer::Delete(a) => ("del_timer", Some(a)),
            Timer::DeleteSync(a) | Timer::Synchronize(a, _) => ("del_timer_sync", Some(a)),
            Timer::Shutdown(a) => ("timer_shutdown_sync", Some(a)),
            Timer::Pending(a) => ("timer_pending", Some(a)),
            Timer::Tick => ("time passes", None),
        },
        Op::Tasklet(t) => {
            let name = match t {
                Tasklet::Schedule(_, Urgency::Normal) => "tasklet_schedule",
                Tasklet::Schedule(_, Urgency::High) => "tasklet_hi_schedule",
                Tasklet::DisableNosync(_) => "tasklet_disable_nosync",
                Tasklet::Disable(_) | Tasklet::Synchronize(_) => "tasklet_disable",
                Tasklet::Enable(_) => "tasklet_enable",
                Tasklet::Kill(_) | Tasklet::Killing(_) => "tasklet_kill",
            };
            (name, Some(t.address()))
        }
        Op::Wait(w) => {
            let name = match w {
                Wait::Prepare(..) => "prepare_to_wait",
                Wait::Finish(..) => "finish_wait",
                Wait::Add(..) => "add_wait_queue",
                Wait::Remove(..) => "remove_wait_queue",
                Wait::Wake(_, TASK_INTERRUPTIBLE, 1) => "wake_up_interruptible",
                Wait::Wake(_, TASK_INTERRUPTIBLE, 0) => "wake_up_interruptible_all",
                Wait::Wake(_, _, 0) => "wake_up_all",
                Wait::Wake(..) => "wake_up",
                Wait::IsActive(_) => "waitqueue_active",
            };
            (name, Some(w.address()))
        }
        Op::Work(w) => {
            let name = match w {
                Work::Queue(..) => "queue_work",
                Work::Delay(..) => "queue_delayed_work",
                Work::Modify(..) => "mod_delayed_work",
                Work::Cancel(_, Sort::Work) => "cancel_work",
                Work::Cancel(_, Sort::Delayed) => "cancel_delayed_work",
                Work::CancelSync(_, Sort::Work) | Work::Canceling(_, _, Sort::Work) => "cancel_work_sync",
                Work::CancelSync(..) | Work::Canceling(..) => "cancel_delayed_work_sync",
                Work::Flush(_) | Work::Flushing(..) => "flush_work",
                Work::FlushDelayed(_) => "flush_delayed_work",
                Work::Drain(_) | Work::FlushingQueue(_, u32::MAX) => "drain_workqueue",
                Work::FlushQueue(_) | Work::FlushingQueue(..) => "flush_workqueue",
                Work::IsPending(_) => "work_pending",
                Work::Busy(_) => "work_busy",
                Work::Start(_) => "begin",
                Work::Done(_) => "return",
            };
            (name, w.address())
        }
        Op::Kfree(k) => ("kfree", Some(k.address)),
        Op::Lifecycle(_) => ("module", None),
        Op::Affinity(machine::Affinity::Allow(task, _)) => ("set_cpus_allowed_ptr", Some(task)),
        Op::Affinity(machine::Affinity::Bind(task, _)) => ("kthread_bind", Some(task)),
        Op::Affinity(machine::Affinity::Ask) => ("smp_processor_id", None),
        Op::Affinity(machine::Affinity::Moved) => ("runs again", None),
        Op::Node(n) => {
            let name = match n {
                Node::Publish(_) => "publish",
                Node::Withdraw(..) | Node::Drain(_) | Node::Desert(_) | Node::DrainOthers(..) => {
                    "remove_proc_entry"
                }
                Node::Enter(_) | Node::Reenter(_) | Node::Hold(_) => "enter",
                Node::Leave(_) => "leave",
                Node::Pin(_) => "try_module_get",
                Node::Unpin(_) => "module_put",
            };
            (name, None)
        }
        Op::Fault(Fault::Allocation) => ("allocation", None),
        Op::Fault(Fault::UserCopy) => ("user copy", None),
        Op::Load(_) => ("module", None),
        Op::Process(p) => match p {
            Process::Begin(_) => ("begin", None),
            Process::Await(_) => ("wait", None),
            Process::Join(_) => ("wait", None),
            Process::Exit(_) => ("exit", None),
        },
    }
}
