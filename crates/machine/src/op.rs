use crate::access::Access;
use crate::{
    Affinity, Atomic, Blocking, Completion, Fault, Flags, Hrtimer, Ipi, Irq, Kthread, Lifecycle, Local,
    Machine, Misuse, Mutex, RwLock, RwSem, Sched, Semaphore, Sleep, Spin, Timer,
};
use crate::{Kfree, Load, Node, Process, Rcu, Softirq, Srcu, Tasklet, Wait, Work, WwMutex};
use engine::{Alts, Ctx, Footprint, Nature, WaitsFor};
use region::Memory;

/// A call into module code that a context has to make.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Call {
    /// The address of the function.
    pub function: usize,
    /// Its first two arguments.
    pub arguments: [u64; 2],
}

/// What becomes of a context when its operation has been performed.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Progress {
    /// The operation is done; the context's code goes on with this value.
    Returns(u64),
    /// The rest of the operation is declared.
    Then(Op),
    /// The context begins to run module code.
    Calls(Call),
    /// The context ends.
    Ends,
    /// The operation broke a rule; nothing was done beyond what Linux would do, and the context's code goes on
    /// with this value.
    Misused(Misuse, u64),
}

/// One kind of operation: what it needs, touches and does. Every method but [`Operation::perform`] has a default
/// for an operation that is always possible in one way.
pub trait Operation: Copy + Into<Op> {
    /// Its alternatives as far as the operation itself is concerned; whether the context may run at all is
    /// decided by the machine.
    fn picks<M: Memory>(&self, m: &Machine<M>, c: Ctx) -> Alts {
        let _ = (m, c);
        Alts::ONE
    }

    /// What it would touch; may be too large.
    fn wants<M: Memory>(&self, m: &Machine<M>, c: Ctx) -> Footprint;

    /// Performs it and adds what it touched to `fp`.
    fn perform<M: Memory>(&self, m: &mut Machine<M>, c: Ctx, alt: u8, fp: &mut Footprint) -> Progress;

    /// For whom it waits where [`Operation::picks`] is empty.
    fn waits_for<M: Memory>(&self, m: &Machine<M>, c: Ctx) -> WaitsFor {
        let _ = (m, c);
        WaitsFor::Anyone
    }

    /// For whom it waits besides: it goes on only when none of them keeps it. The first is that of
    /// [`Operation::waits_for`].
    fn waits_also_for<M: Memory>(&self, m: &Machine<M>, c: Ctx, nth: usize) -> Option<Ctx> {
        let _ = (m, c, nth);
        None
    }

    /// What sort of event it is.
    fn nature(&self) -> Nature {
        Nature::Ordinary
    }

    /// Whether its alternatives above 0 are what goes wrong, which is rare and counted.
    fn fails(&self) -> bool {
        false
    }

    /// Whether a context that has declared it has given up its CPU.
    fn sleeps(&self) -> bool {
        false
    }

    /// Whether it may give up its CPU, which atomic context must not.
    fn blocking(&self) -> Blocking {
        Blocking::Never
    }

    /// Whether it only looks, so that doing it again changes nothing: what an await may wait at.
    fn looks(&self) -> bool {
        false
    }

    /// Whether [`Operation::picks`] has to be asked: false if it always is [`Alts::ONE`].
    fn asks(&self) -> bool {
        true
    }
}

macro_rules! operations {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {
        /// An operation of any kind.
        #[derive(Clone, Copy, PartialEq, Debug)]
        pub enum Op {
            $($(#[$doc])* $name($name),)*
        }

        $(impl From<$name> for Op {
            #[inline(always)]
            fn from(op: $name) -> Op {
                Op::$name(op)
            }
        })*

        impl Op {
            #[inline(always)]
            pub(crate) fn picks<M: Memory>(&self, m: &Machine<M>, c: Ctx) -> Alts {
                match self { $(Op::$name(op) => op.picks(m, c),)* }
            }

            pub(crate) fn wants<M: Memory>(&self, m: &Machine<M>, c: Ctx) -> Footprint {
                match self { $(Op::$name(op) => op.wants(m, c),)* }
            }

            #[inline(always)]
            pub(crate) fn perform<M: Memory>(
                &self, m: &mut Machine<M>, c: Ctx, alt: u8, fp: &mut Footprint,
            ) -> Progress {
                match self { $(Op::$name(op) => op.perform(m, c, alt, fp),)* }
            }

            pub(crate) fn waits_for<M: Memory>(&self, m: &Machine<M>, c: Ctx) -> WaitsFor {
                match self { $(Op::$name(op) => op.waits_for(m, c),)* }
            }

            pub(crate) fn waits_also_for<M: Memory>(&self, m: &Machine<M>, c: Ctx, nth: usize) -> Option<Ctx> {
                match self { $(Op::$name(op) => op.waits_also_for(m, c, nth),)* }
            }

            #[inline(always)]
            pub(crate) fn nature(&self) -> Nature {
                match self { $(Op::$name(op) => op.nature(),)* }
            }

            /// Whether its alternatives above 0 are what goes wrong.
            pub fn fails(&self) -> bool {
                match self { $(Op::$name(op) => op.fails(),)* }
            }

            /// Whether a context that has declared it has given up its CPU.
            #[inline(always)]
            pub fn sleeps(&self) -> bool {
                match self { $(Op::$name(op) => op.sleeps(),)* }
            }

            /// Whether it may give up its CPU.
            #[inline(always)]
            pub fn blocking(&self) -> Blocking {
                match self { $(Op::$name(op) => op.blocking(),)* }
            }

            #[inline(always)]
            pub(crate) fn asks(&self) -> bool {
                match self { $(Op::$name(op) => op.asks(),)* }
            }

            /// Whether it only looks, so that doing it again changes nothing.
            #[inline(always)]
            pub fn looks(&self) -> bool {
                match self { $(Op::$name(op) => op.looks(),)* }
            }
        }
    };
}

impl Op {
    /// The object in C memory that the operation acts on, if it does.
    #[inline(always)]
    pub fn object(&self) -> Option<usize> {
        match self {
            Op::Spin(op) => Some(op.address()),
            Op::Mutex(op) => Some(op.address()),
            Op::RwLock(op) => Some(op.address()),
            Op::Semaphore(op) => Some(op.address()),
            Op::RwSem(op) => Some(op.address()),
            Op::Srcu(op) => Some(op.address()),
            Op::WwMutex(op) => Some(op.address()),
            Op::Completion(op) => Some(op.address()),
            Op::Ipi(op) => op.address(),
            Op::Timer(op) => op.address(),
            Op::Hrtimer(op) => Some(op.address()),
            Op::Tasklet(op) => Some(op.address()),
            Op::Wait(op) => Some(op.address()),
            Op::Work(op) => op.address(),
            _ => None,
        }
    }
}

impl Op {
    /// The work item, the queue or the timer for whose function it waits.
    #[inline(always)]
    pub fn flushes(&self) -> Option<usize> {
        match *self {
            Op::Work(Work::Flush(a) | Work::FlushDelayed(a) | Work::CancelSync(a, _)) => Some(a),
            Op::Work(Work::FlushQueue(a) | Work::Drain(a)) => Some(a),
            Op::Timer(Timer::DeleteSync(a) | Timer::Shutdown(a)) => Some(a),
            _ => None,
        }
    }
}

operations! {
    /// A load or store of module code that is a scheduling point.
    Access,
    /// An atomic read-modify-write.
    Atomic,
    /// `spinlock_t`.
    Spin,
    /// `struct mutex`.
    Mutex,
    /// `rwlock_t`.
    RwLock,
    /// `struct semaphore`.
    Semaphore,
    /// `struct rw_semaphore`.
    RwSem,
    /// `struct ww_mutex`
    WwMutex,
    /// RCU.
    Rcu,
    /// `struct srcu_struct`
    Srcu,
    /// `struct completion`.
    Completion,
    /// kthreads.
    Kthread,
    /// Sleeping for a time.
    Sleep,
    /// Yielding and sleeping until woken.
    Sched,
    /// Interrupts, bottom halves and preemption on and off.
    Flags,
    /// Functions that CPUs send each other, and `struct irq_work`.
    Ipi,
    /// Interrupt lines.
    Irq,
    /// A CPU's softirq.
    Softirq,
    /// The interrupt that a CPU has of its own.
    Local,
    /// `struct timer_list`, and the clock.
    Timer,
    /// `struct hrtimer`
    Hrtimer,
    /// `struct tasklet_struct`
    Tasklet,
    /// `wait_queue_head_t`
    Wait,
    /// `struct work_struct`, `struct workqueue_struct`
    Work,
    /// Freeing memory.
    Kfree,
    /// Loading and unloading the module.
    Lifecycle,
    /// Which CPUs a task may run on.
    Affinity,
    /// What may go wrong.
    Fault,
    /// Names that modules publish: /proc entries, devices.
    Node,
    /// User processes.
    Process,
    /// The modules of a session.
    Load,
}
