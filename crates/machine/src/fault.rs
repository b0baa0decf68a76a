//! Faults: what goes wrong without the module having done anything for it.
//!
//! An allocation fails, a page of the user is not there, a signal comes while a task waits. Each is an alternative of an
//! operation: alternative 0 is the good day. Where the machine is not asked for faults there is no such alternative, and
//! of those that are asked for an execution has a few at most ([`Faults::most`]).
//!
//! **Signals** come to user processes, `insmod` and `rmmod` among them, and to kthreads that allow them. The one that is
//! modelled is that of Ctrl-C, which ends the process: it cuts short killable and interruptible waits, stays pending, and
//! the process goes no further than out of the kernel. It comes where a wait begins that has to wait. One that comes later
//! is told apart only by who has queued meanwhile.

use crate::{Context, Machine, Operation, Progress, TaskState, ids, layout, objects};
use engine::{Alts, Ctx, Footprint, Mode};
use region::Memory;

/// Which faults there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Faults {
    /// Allocations, and what needs one, fail.
    pub allocations: bool,
    /// Copies from and to user space fail.
    pub user_copies: bool,
    /// Signals come.
    pub signals: bool,
    /// How many strike in one execution at most.
    pub most: u32,
}

/// Something that may fail: returns whether it does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// An allocation.
    Allocation,
    /// A copy from or to user space.
    UserCopy,
}

impl Operation for Fault {
    fn picks<M: Memory>(&self, m: &Machine<M>, _: Ctx) -> Alts {
        if m.may_fail(*self) { Alts::first(2) } else { Alts::ONE }
    }

    fn wants<M: Memory>(&self, _: &Machine<M>, _: Ctx) -> Footprint {
        Footprint::of(objects::FAULTS, Mode::Write)
    }

    fn perform<M: Memory>(&self, m: &mut Machine<M>, c: Ctx, alt: u8, fp: &mut Footprint) -> Progress {
        fp.add(objects::FAULTS, Mode::Write);
        if alt > 0 {
            m.strikes(c);
        }
        Progress::Returns((alt > 0).into())
    }

    fn fails(&self) -> bool {
        true
    }

    fn looks(&self) -> bool {
        true
    }
}

impl<M: Memory> Machine<M> {
    /// Whether this may still fail in this execution.
    #[inline]
    pub fn may_fail(&self, fault: Fault) -> bool {
        let faults = &self.config.faults;
        let asked = match fault {
            Fault::Allocation => faults.allocations,
            Fault::UserCopy => faults.user_copies,
        };
        asked && self.faults < faults.most
    }

    /// How many faults have struck in this execution.
    pub fn faults(&self) -> u32 {
        self.faults
    }

    /// Whom the last of them struck, and the return address of the call.
    pub fn struck(&self) -> (Ctx, usize) {
        self.struck
    }

    fn strikes(&mut self, c: Ctx) {
        self.faults += 1;
        self.struck = (c, self.contexts[c.index()].place.pc);
    }

    /// Whether a signal is pending for the task that cuts short waits in this state.
    pub fn is_signalled(&self, c: Ctx, state: TaskState) -> bool {
        state != TaskState::Uninterruptible && self.contexts[c.index()].signalled
    }

    /// `allow_signal`
    pub fn allow_signals(&mut self, c: Ctx) {
        self.contexts[c.index()].allows_signals = true;
    }

    /// `flush_signals`
    pub fn flush_signals(&mut self, c: Ctx) {
        self.contexts[c.index()].signalled = false;
    }

    pub(crate) fn gets_signals(&self, c: Ctx, context: &Context) -> bool {
        matches!(c, ids::INSMOD | ids::RMMOD) || ids::process_of(c).is_some() || context.allows_signals
    }

    /// The alternatives of a wait of `c` that has to wait from here on.
    pub(crate) fn wait_alternatives(&self, c: Ctx, state: TaskState) -> Alts {
        let (faults, context) = (&self.config.faults, &self.contexts[c.index()]);
        let may = faults.signals
            && self.faults < faults.most
            && state != TaskState::Uninterruptible
            && !context.signalled
            && self.gets_signals(c, context);
        if may { Alts::first(2) } else { Alts::ONE }
    }

    /// Whether the wait of `c` that begins is cut short, by this alternative or by a signal that is pending.
    pub(crate) fn is_cut_short(&mut self, c: Ctx, state: TaskState, alt: u8) -> bool {
        if alt > 0 {
            self.strikes(c);
            self.contexts[c.index()].signalled = true;
        }
        self.is_signalled(c, state)
    }
}

impl TaskState {
    /// What may end the sleep of a task with this value of `__state`.
    pub fn of(state: u64) -> TaskState {
        match state as u32 {
            s if s & layout::TASK_INTERRUPTIBLE != 0 => TaskState::Interruptible,
            s if s & layout::TASK_WAKEKILL != 0 => TaskState::Killable,
            _ => TaskState::Uninterruptible,
        }
    }
}
