//! The life of the module: `insmod` calls its init function, `rmmod` its exit function; then its memory is gone.
//!
//! `rmmod` may begin when the machine is *settled*: nothing but the clock (and uninvited interrupts) can move, and
//! nothing expires that is waited for. It is one more context, beside what is still armed.

use crate::{Call, Context, Level, Machine, Name, Op, Operation, Phase, Progress, ids, objects};
use engine::{Alts, Ctx, Footprint, Mode};
use region::Memory;

/// How far the module is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// Its init function runs, or has yet to.
    Loading,
    /// It is loaded.
    Live,
    /// Its init function failed with this value.
    Failed(i32),
    /// The same, in an execution in which something was made to fail.
    GaveUp(i32),
    /// Its exit function runs.
    Unloading,
    /// It was unloaded.
    Gone,
}

/// Operations on the module's life.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lifecycle {
    /// `insmod` begins.
    Insmod,
    /// The init function has returned this.
    Initialised(i32),
    /// `rmmod` begins.
    Rmmod,
    /// The exit function has returned.
    Exited,
    /// A process is about to call the exit function. Returns 0; -EAGAIN while somebody holds a reference or the module is
    /// not loaded yet; -ENOENT if it is gone or going.
    Unload,
}

const ENOENT: i64 = 2;
const EAGAIN: i64 = 11;

impl Operation for Lifecycle {
    fn picks<M: Memory>(&self, m: &Machine<M>, _: Ctx) -> Alts {
        match self {
            Lifecycle::Rmmod if m.pins > 0 || !m.may_unload() => Alts::NONE,
            _ => Alts::ONE,
        }
    }

    fn wants<M: Memory>(&self, _: &Machine<M>, _: Ctx) -> Footprint {
        Footprint::of(objects::LIFE, Mode::Write)
    }

    fn perform<M: Memory>(&self, m: &mut Machine<M>, c: Ctx, _: u8, fp: &mut Footprint) -> Progress {
        fp.add(objects::LIFE, Mode::Write);
        let call = |function| Progress::Calls(Call { function, arguments: [0; 2] });
        match *self {
            Lifecycle::Insmod => match m.module.init {
                0 => Progress::Then(Op::Lifecycle(Lifecycle::Initialised(0))),
                init => call(init),
            },
            Lifecycle::Initialised(value) => {
                fp.add(objects::LIFE, Mode::Release);
                // A positive value breaks the convention, but the module stays (kernel/module/main.c says so in the log).
                m.stage = match value {
                    0.. => Stage::Live,
                    _ if m.faults > 0 => Stage::GaveUp(value),
                    _ => Stage::Failed(value),
                };
                Progress::Ends
            }
            Lifecycle::Unload => {
                fp.add(objects::LIFE, Mode::Acquire);
                match m.stage {
                    Stage::Live if m.pins == 0 => {
                        m.stage = Stage::Unloading;
                        m.unloader = c;
                        Progress::Returns(0)
                    }
                    Stage::Live | Stage::Loading => Progress::Returns(-EAGAIN as u64),
                    _ => Progress::Returns(-ENOENT as u64),
                }
            }
            Lifecycle::Rmmod => {
                fp.add(objects::LIFE, Mode::Acquire);
                m.stage = Stage::Unloading;
                m.unloader = c;
                call(m.module.exit)
            }
            Lifecycle::Exited => {
                m.stage = Stage::Gone;
                if c == ids::RMMOD { Progress::Ends } else { Progress::Returns(0) }
            }
        }
    }
}

/// What the machine knows of the module.
#[derive(Clone, Copy, Default, Debug)]
pub struct ModuleSpan {
    /// First address of text, read-only data and data.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The init function; 0: none.
    pub init: usize,
    /// The exit function; 0: the module cannot be unloaded.
    pub exit: usize,
}

impl<M: Memory> Machine<M> {
    /// Who unloads the module, or has.
    pub fn unloader(&self) -> Ctx {
        self.unloader
    }

    /// How far the module is.
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// Whether `address` belongs to the module, gone or not.
    pub fn is_of_module(&self, address: usize) -> bool {
        (self.module.start..self.module.end).contains(&address)
    }

    /// Whether `address` belongs to a module whose memory was given back.
    #[inline(always)]
    pub fn module_gone(&self, address: usize) -> bool {
        matches!(self.stage, Stage::Gone | Stage::Failed(_) | Stage::GaveUp(_))
            && (self.module.start..self.module.end).contains(&address)
            || !self.gone.is_empty() && self.gone.iter().any(|(start, end)| (*start..*end).contains(&address))
    }

    /// Whether the execution is over although something could still move: only the clock, uninvited interrupts
    /// and what they start are left, and they no longer concern the module.
    pub fn is_over(&self) -> bool {
        match self.stage {
            Stage::Loading | Stage::Unloading => false,
            Stage::Live => self.module.exit == 0 && !self.config.session && self.is_settled(),
            Stage::Gone | Stage::Failed(_) | Stage::GaveUp(_) => {
                !self.module_timer_armed()
                    && self.tasklet_expiries().chain(self.work_expiries()).next().is_none()
                    && self.nobody_can_move()
            }
        }
    }

    /// Whether `rmmod` may begin: beside user processes that still run if the machine says so, else when all has
    /// settled.
    fn may_unload(&self) -> bool {
        let process = |c: &&Ctx| ids::process_of(**c).is_some();
        let beside = self.config.rmmod_beside && self.stage == Stage::Live;
        beside && self.alive.iter().rev().find(process).is_some() || self.is_settled()
    }

    pub(crate) fn is_settled(&self) -> bool {
        self.stage == Stage::Live && self.nobody_can_move() && !self.time_holds_up_settling()
    }

    /// Whether no task and no softirq can move.
    fn nobody_can_move(&self) -> bool {
        self.alive.iter().all(|c| {
            let context = &self.contexts[c.index()];
            let rmmod = matches!(context.phase, Phase::Declared(Op::Lifecycle(Lifecycle::Rmmod)));
            let uninvited =
                *c == ids::CLOCK || matches!(context.phase, Phase::Declared(Op::Irq(crate::Irq::Enter)));
            rmmod || uninvited || !self.can_move(*c)
        })
    }

    pub(crate) fn births(&mut self) {
        for (c, name, op) in
            [(ids::INSMOD, &b"insmod"[..], Lifecycle::Insmod), (ids::RMMOD, &b"rmmod"[..], Lifecycle::Rmmod)]
        {
            if c == ids::RMMOD && self.module.exit == 0 {
                continue;
            }
            self.contexts[c.index()] = Context {
                level: Level::Task,
                // A CPU of its own, while CPUs last: sharing one would hide what runs beside it.
                cpu: if c == ids::RMMOD { self.config.cpus - 1 } else { 0 },
                name: Name::new(name),
                started: true,
                ..Context::ABSENT
            }
            .declaring(op.into());
            self.enter_alive(c);
            self.write_task(c);
        }
    }
}
