use crate::{Level, Machine};
use engine::Ctx;
use region::Memory;

/// A CPU: the task it runs and what interrupted it.
#[derive(Clone, Copy, Debug)]
pub struct Cpu {
    /// The task whose turn it is, if any was ever run.
    pub current: Ctx,
    /// Softirq and hardirq on top of it, lowest first.
    pile: [Ctx; 2],
    depth: u8,
    /// Its softirq has to run before its task goes on.
    pub(crate) owes: bool,
    pub(crate) softirqs: u32,
}

impl Cpu {
    pub(crate) const IDLE: Cpu =
        Cpu { current: Ctx::NONE, pile: [Ctx::NONE; 2], depth: 0, owes: false, softirqs: 0 };

    /// The interrupting context that stands on top, if any.
    #[inline(always)]
    pub fn interrupter(&self) -> Option<Ctx> {
        (self.depth > 0).then(|| self.pile[usize::from(self.depth) - 1])
    }

    /// The context on top: an interrupter, else the current task.
    #[inline(always)]
    pub fn top(&self) -> Ctx {
        self.interrupter().unwrap_or(self.current)
    }

    /// How often it has run softirqs.
    pub fn softirqs(&self) -> u32 {
        self.softirqs
    }

    pub(crate) fn push(&mut self, c: Ctx) {
        self.pile[usize::from(self.depth)] = c;
        self.depth += 1;
    }

    pub(crate) fn pop(&mut self) {
        self.depth -= 1;
    }

    /// Whom `c` stands on: the interrupters below it, and the current task.
    pub(crate) fn below(&self, c: Ctx) -> impl Iterator<Item = Ctx> + '_ {
        let pile = &self.pile[..usize::from(self.depth)];
        let under = pile.iter().position(|x| *x == c).map(|i| &pile[..i]);
        let task = under.is_some().then_some(self.current).filter(|c| *c != Ctx::NONE);
        under.unwrap_or_default().iter().copied().chain(task)
    }

    /// Who stands directly on `c`, if anyone does.
    pub fn above(&self, c: Ctx) -> Option<Ctx> {
        let pile = &self.pile[..usize::from(self.depth)];
        match pile.iter().position(|x| *x == c) {
            Some(i) => pile.get(i + 1).copied(),
            None => pile.first().copied(),
        }
    }
}

impl<M: Memory> Machine<M> {
    /// Whether an interrupter of `level` can be pushed on `cpu` at this moment.
    pub(crate) fn can_interrupt(&self, cpu: u16, level: Level) -> bool {
        let top = self.cpus[usize::from(cpu)].top();
        if top == Ctx::NONE {
            return true;
        }
        let top = &self.contexts[top.index()];
        if !top.is_alive() || top.level == Level::Task && top.asleep {
            return true;
        }
        match level {
            Level::Task => false,
            Level::Softirq => top.level == Level::Task && top.bh == 0 && !top.irqs_off,
            Level::Hardirq => top.level < Level::Hardirq && !top.irqs_off,
        }
    }

    /// Whether the task `c` may perform its operation on its CPU: nobody stands on it, and the CPU is its own,
    /// free, or held by a task that may be preempted.
    #[inline(always)]
    pub(crate) fn may_run(&self, c: Ctx) -> bool {
        self.may_run_on(c, self.contexts[c.index()].cpu)
    }

    /// The same if its CPU were `at`.
    #[inline(always)]
    pub(crate) fn may_run_on(&self, c: Ctx, at: u16) -> bool {
        let cpu = &self.cpus[usize::from(at)];
        if cpu.interrupter().is_some() || cpu.owes && self.softirq_is_pending(at) {
            return false;
        }
        cpu.current == c || self.gives_way(cpu.current)
    }

    /// Whether the current task of a CPU leaves it to another.
    pub(crate) fn gives_way(&self, current: Ctx) -> bool {
        if current == Ctx::NONE {
            return true;
        }
        let context = &self.contexts[current.index()];
        !context.is_alive() || context.asleep || (context.is_preemptible() && self.at_resched(context))
    }
}
