//! On which CPU a task runs: where it may, and where it wakes up.
//!
//! A task that wakes up, or is created, may be put on any CPU that it is allowed on, its own one first: where the
//! machine lets tasks move ([`Config::moves`](crate::Config::moves)), these are the alternatives of its wake-up.
//! Alternative `n` is the CPU `n` places after its own, so that alternative 0 stays.
//!
//! A task that nothing keeps on its CPU may be moved at any time; it matters where it asks for its CPU, which may then be
//! another one than before, or no longer its own by the time it uses the answer. So that is where a search moves tasks
//! ([`Affinity::Ask`]), a few times in an execution: the lower alternatives move it and then answer, the upper ones
//! answer and then move it. What this does not catch: a task that is moved between two steps none of which asks.

use crate::{Context, Kthread, Machine, Op, Operation, Phase, Progress, ids, objects};
use engine::{Alts, Ctx, Footprint, Mode, WaitsFor};
use region::Memory;

/// Operations on the CPUs that tasks may run on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Affinity {
    /// `set_cpus_allowed_ptr`: the address of a `task_struct`, and the task's CPUs, a bit each.
    Allow(usize, u64),
    /// `kthread_bind`: the same, for ever.
    Bind(usize, u64),
    /// `smp_processor_id` of a task that may be moved: its CPU.
    Ask,
    /// The task runs again, on a CPU that it is allowed on.
    Moved,
}

const EINVAL: i64 = 22;

impl Operation for Affinity {
    /// A task is moved where it can be preempted.
    fn picks<M: Memory>(&self, m: &Machine<M>, c: Ctx) -> Alts {
        if *self == Affinity::Ask {
            return m.departures(c);
        }
        match self.other(c) {
            Some(task) if !m.contexts[task.index()].is_preemptible() => Alts::NONE,
            _ => Alts::ONE,
        }
    }

    fn wants<M: Memory>(&self, _: &Machine<M>, _: Ctx) -> Footprint {
        match self {
            Affinity::Ask => Footprint::of(objects::FAULTS, Mode::Write),
            _ => Footprint::EMPTY,
        }
    }

    fn perform<M: Memory>(&self, m: &mut Machine<M>, c: Ctx, alt: u8, fp: &mut Footprint) -> Progress {
        *fp = self.wants(m, c);
        let (address, cpus) = match *self {
            Affinity::Allow(address, cpus) | Affinity::Bind(address, cpus) => (address, cpus),
            Affinity::Ask => return Progress::Returns(m.departs(c, alt).into()),
            Affinity::Moved => return Progress::Returns(0),
        };
        let task = match m.task(address) {
            Ok(task) => task,
            Err(misuse) => return Progress::Misused(misuse, -EINVAL as u64),
        };
        let online = cpus & m.online();
        if online == 0 {
            return Progress::Returns(-EINVAL as u64);
        }
        let context = &mut m.contexts[task.index()];
        context.allowed = cpus;
        context.bound |= matches!(self, Affinity::Bind(..)) && online.is_power_of_two();
        if online >> context.cpu & 1 == 1 {
            return Progress::Returns(0);
        }
        m.put(task, online.trailing_zeros() as u16);
        if task == c { Progress::Then(Op::Affinity(Affinity::Moved)) } else { Progress::Returns(0) }
    }

    fn waits_for<M: Memory>(&self, _: &Machine<M>, c: Ctx) -> WaitsFor {
        self.other(c).map_or(WaitsFor::Anyone, WaitsFor::Context)
    }

    fn fails(&self) -> bool {
        *self == Affinity::Ask
    }

    fn looks(&self) -> bool {
        *self == Affinity::Ask
    }
}

impl Affinity {
    /// The task that is moved, if it is not `c` itself.
    fn other(&self, c: Ctx) -> Option<Ctx> {
        match *self {
            Affinity::Allow(address, _) | Affinity::Bind(address, _) => {
                ids::task_at(address).filter(|task| *task != c)
            }
            Affinity::Ask | Affinity::Moved => None,
        }
    }
}

impl<M: Memory> Machine<M> {
    /// A process that has yet to begin may be on these CPUs only, a bit each, and is on the first of them.
    pub fn confine(&mut self, c: Ctx, cpus: u64) {
        let online = cpus & self.online();
        if online != 0 {
            let context = &mut self.contexts[c.index()];
            context.allowed = online;
            context.cpu = online.trailing_zeros() as u16;
        }
    }
}

impl<M: Memory> Machine<M> {
    /// The CPUs that exist, a bit each.
    pub fn online(&self) -> u64 {
        u64::MAX >> (64 - self.config.cpus)
    }

    /// Puts a task, which is not running, on a CPU.
    fn put(&mut self, c: Ctx, cpu: u16) {
        let old = std::mem::replace(&mut self.contexts[c.index()].cpu, cpu);
        let old = &mut self.cpus[usize::from(old)];
        if old.current == c {
            old.current = Ctx::NONE;
        }
    }

    /// Whether `c`, which asks for its CPU, may be moved to another.
    #[inline]
    pub fn may_depart(&self, c: Ctx) -> bool {
        self.migrations < self.config.migrations && self.contexts[c.index()].may_leave_its_cpu()
    }

    /// `migrate_disable`, which nests.
    pub fn migrate_disable(&mut self, c: Ctx) {
        self.contexts[c.index()].stays += 1;
    }

    /// `migrate_enable`; false: migration was on.
    pub fn migrate_enable(&mut self, c: Ctx) -> bool {
        let stays = &mut self.contexts[c.index()].stays;
        let was_off = *stays > 0;
        *stays = stays.saturating_sub(1);
        was_off
    }

    /// To stay, and for each other CPU that takes `c` at once to leave for it before the answer, and after it.
    fn departures(&self, c: Ctx) -> Alts {
        let stay = Alts::ONE;
        if !self.may_depart(c) {
            return stay;
        }
        let others = u32::from(self.config.cpus) - 1;
        let away = self.wakeups(c).0 & !1;
        Alts(stay.0 | away | if 2 * others < 64 { away << others } else { 0 })
    }

    /// `c` asks for its CPU by alternative `alt` of its departures: the answer.
    fn departs(&mut self, c: Ctx, alt: u8) -> u16 {
        let (own, cpus) = (self.contexts[c.index()].cpu, self.config.cpus);
        if alt == 0 {
            return own;
        }
        let (alt, others) = (u16::from(alt), cpus - 1);
        let cpu = (own + if alt > others { alt - others } else { alt }) % cpus;
        self.migrations += 1;
        self.put(c, cpu);
        self.cpus[usize::from(cpu)].current = c;
        if alt > others { own } else { cpu }
    }

    /// Whether the declared operation of `c` is a wake-up at which it may be put on another CPU.
    #[inline(always)]
    pub(crate) fn may_move(&self, c: Ctx, context: &Context) -> bool {
        let wakes = || context.asleep || context.phase == Phase::Declared(Op::Kthread(Kthread::Begin));
        self.config.moves && ids::is_task(c) && context.is_preemptible() && context.stays == 0 && wakes()
    }

    /// The alternatives of a wake-up: for each CPU on which `c` may run its distance from the present one.
    pub(crate) fn wakeups(&self, c: Ctx) -> Alts {
        let (own, cpus) = (self.contexts[c.index()].cpu, self.config.cpus);
        let allowed = self.contexts[c.index()].allowed & self.online();
        let may = |n: &u16| {
            let cpu = (own + n) % cpus;
            allowed >> cpu & 1 == 1 && self.may_run_on(c, cpu)
        };
        Alts((0..cpus).filter(may).fold(0, |alts, n| alts | 1 << n))
    }

    /// A wake-up of `c` by alternative `alt`.
    pub(crate) fn wakes_on(&mut self, c: Ctx, alt: u8) {
        let cpu = (self.contexts[c.index()].cpu + u16::from(alt)) % self.config.cpus;
        self.put(c, cpu);
    }
}
