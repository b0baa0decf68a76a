//! The machine as a world: who may move, and what a step does to the context that makes it.

use crate::{Kthread, Lifecycle, Machine, Op, Phase, Progress, RwSem, Sched, Softirq, Spin, ids};
use engine::{Alts, Ctx, Footprint, Mode, Nature, WaitsFor, World};
use region::Memory;

impl<M: Memory> Machine<M> {
    /// Whether the context may move, as far as CPUs and its operation are concerned.
    #[inline(always)]
    pub(crate) fn can_move(&self, c: Ctx) -> bool {
        !self.picks(c).is_empty()
    }

    /// The declared operation of `c`.
    pub fn declared(&self, c: Ctx) -> Option<Op> {
        match self.contexts[c.index()].phase {
            Phase::Declared(op) => Some(op),
            _ => None,
        }
    }
}

impl<M: Memory> World for Machine<M> {
    #[inline(always)]
    fn contexts(&self) -> &[Ctx] {
        &self.alive
    }

    #[inline(always)]
    fn picks(&self, c: Ctx) -> Alts {
        let context = &self.contexts[c.index()];
        let Phase::Declared(op) = &context.phase else { return Alts::NONE };
        if self.may_move(c, context) {
            return self.wakeup_picks(c, op);
        }
        if ids::is_task(c) && !self.may_run(c) || self.is_awaiting(c) {
            return Alts::NONE;
        }
        if !ids::is_task(c) && self.is_interrupted(c) {
            return Alts::NONE;
        }
        if context.asks { op.picks(self, c) } else { Alts::ONE }
    }

    fn wants(&self, c: Ctx, _: u8) -> Footprint {
        self.declared(c).map_or(Footprint::EMPTY, |op| op.wants(self, c))
    }

    fn may_wait(&self, c: Ctx) -> bool {
        self.contexts[c.index()].asks
    }

    fn untold(&self, c: Ctx) -> Option<&'static str> {
        let faults = self.config.faults;
        if faults.allocations || faults.user_copies || faults.signals {
            return Some("faults");
        }
        let what = match self.declared(c)? {
            Op::Spin(Spin::IsContended(_)) => "spin_is_contended()",
            Op::RwSem(RwSem::IsContended(_)) => "rwsem_is_contended()",
            Op::Semaphore(op) if op.has_timeout() => "down_timeout()",
            Op::Completion(op) if op.has_timeout() => "waits with a timeout",
            Op::Sleep(_) | Op::Timer(_) | Op::Hrtimer(_) => "time",
            Op::Sched(Sched::Unborn | Sched::Relax) => return self.crowd(),
            Op::Sched(_) => "schedule()",
            Op::Irq(_) | Op::Local(_) | Op::Ipi(_) => "interrupts",
            Op::Softirq(_) | Op::Tasklet(_) => "softirqs",
            Op::Wait(_) => "wait queues",
            Op::Work(_) => "workqueues",
            Op::Rcu(_) | Op::Srcu(_) => "RCU",
            Op::WwMutex(_) => "struct ww_mutex",
            Op::Kthread(
                Kthread::Park(_)
                | Kthread::Parking(_)
                | Kthread::Unpark(_)
                | Kthread::ParkMe
                | Kthread::Parked
                | Kthread::ShouldPark,
            ) => "kthread_park()",
            Op::Kthread(Kthread::Get(_) | Kthread::Put(_)) => "references to tasks",
            Op::Kthread(Kthread::Signal(_)) => "send_sig()",
            Op::Affinity(_) => "CPU affinity",
            // It ends the life of all that lies in the object, which its footprint does not tell.
            Op::Kfree(_) => "kfree() in a race",
            Op::Node(_) | Op::Process(_) | Op::Load(_) | Op::Lifecycle(Lifecycle::Unload) => "user processes",
            _ => return self.crowd(),
        };
        Some(what)
    }

    fn perform(&mut self, c: Ctx, alt: u8) -> Footprint {
        let mut fp = Footprint::EMPTY;
        self.step(c, alt, &mut fp);
        fp
    }

    fn waits_for(&self, c: Ctx) -> WaitsFor {
        self.waits(c)
    }

    /// The softirq that the CPU of `c` owes.
    fn successor(&self, c: Ctx) -> Option<Ctx> {
        let cpu = self.contexts[c.index()].cpu;
        self.cpus[usize::from(cpu)].owes.then(|| ids::softirq(cpu))
    }

    fn waits_also_for(&self, c: Ctx, nth: usize) -> Option<Ctx> {
        self.declared(c)?.waits_also_for(self, c, nth)
    }

    /// `rmmod` begins when nobody else can move.
    #[inline(always)]
    fn is_last_resort(&self, c: Ctx) -> bool {
        c == ids::RMMOD && self.stage == crate::Stage::Live
    }

    #[inline(always)]
    fn nature(&self, c: Ctx, alt: u8) -> Nature {
        if alt > 0 && self.declared(c).is_some_and(|op| op.fails()) {
            return Nature::Fault;
        }
        self.contexts[c.index()].nature
    }
}

impl<M: Memory> Machine<M> {
    /// Tasks that share a CPU wait for each other, which no footprint tells.
    fn crowd(&self) -> Option<&'static str> {
        let mut busy = 0u64;
        for c in self.alive.iter().filter(|c| ids::is_task(**c)) {
            let context = &self.contexts[c.index()];
            if context.phase == Phase::Declared(Op::Lifecycle(Lifecycle::Rmmod)) {
                continue;
            }
            let cpu = 1 << (context.cpu % 64);
            if busy & cpu != 0 {
                return Some("tasks that share a CPU");
            }
            busy |= cpu;
        }
        None
    }

    /// Performs the declared operation of `c` and adds what it touched to `fp`, which is empty.
    #[inline]
    pub fn step(&mut self, c: Ctx, alt: u8, fp: &mut Footprint) {
        let Phase::Declared(op) = self.contexts[c.index()].phase else {
            debug_assert!(false, "a context performs what it has declared");
            return;
        };
        let mut alt = alt;
        if alt > 0 && self.may_move(c, &self.contexts[c.index()]) && op.picks(self, c) == Alts::ONE {
            self.wakes_on(c, alt);
            alt = 0;
        }
        let context = &mut self.contexts[c.index()];
        context.asleep = false;
        if ids::is_task(c) {
            self.cpus[usize::from(context.cpu)].current = c;
        }
        context.phase = Phase::Running;
        let bh = context.bh;
        self.progress = op.perform(self, c, alt, fp);
        if bh > 0 && self.contexts[c.index()].bh == 0 {
            self.bottom_halves_on(c);
        }
        match self.progress {
            Progress::Then(op) => {
                let context = &mut self.contexts[c.index()];
                context.declare(op);
                context.asleep = op.sleeps();
            }
            Progress::Ends => self.leave_alive(c),
            _ => {}
        }
        if self.awaiting > 0 && fp.changes() {
            for (object, mode) in fp.iter() {
                if mode != Mode::Read {
                    self.changed(object);
                }
            }
        }
        self.pass_time();
    }

    /// The picks of a context that may wake up on another CPU.
    #[inline(never)]
    fn wakeup_picks(&self, c: Ctx, op: &Op) -> Alts {
        let own = if self.is_awaiting(c) { Alts::NONE } else { op.picks(self, c) };
        match own {
            Alts::NONE => own,
            Alts::ONE => self.wakeups(c),
            own if self.may_run(c) => own,
            _ => Alts::NONE,
        }
    }

    fn waits(&self, c: Ctx) -> WaitsFor {
        let context = &self.contexts[c.index()];
        let Phase::Declared(op) = context.phase else { return WaitsFor::Anyone };
        let cpu = &self.cpus[usize::from(context.cpu)];
        let on_cpu = ids::is_task(c) || self.is_entered(c);
        if on_cpu && !context.asleep {
            if let Some(above) = cpu.above(c) {
                return WaitsFor::Context(above);
            }
            if ids::is_task(c) && cpu.owes && self.softirq_is_pending(context.cpu) {
                return WaitsFor::Context(ids::softirq(context.cpu));
            }
            if ids::is_task(c) && cpu.current != c && !self.gives_way(cpu.current) {
                return WaitsFor::Context(cpu.current);
            }
        }
        if self.is_awaiting(c) { WaitsFor::Anyone } else { op.waits_for(self, c) }
    }
}

impl<M: Memory> Machine<M> {
    /// Whether a softirq or line context has entered its CPU.
    pub(crate) fn is_entered(&self, c: Ctx) -> bool {
        let context = &self.contexts[c.index()];
        !matches!(context.nature, Nature::Interrupt | Nature::Clock)
            && context.phase != Phase::Declared(Op::Softirq(Softirq::Owed))
    }

    /// Whether another context stands on this softirq or line.
    fn is_interrupted(&self, c: Ctx) -> bool {
        if !self.is_entered(c) || c == ids::CLOCK {
            return false;
        }
        let cpu = &self.cpus[usize::from(self.contexts[c.index()].cpu)];
        cpu.top() != c
    }
}
