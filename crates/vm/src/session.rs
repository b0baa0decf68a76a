//! A machine that is used from a prompt: one execution that stops whenever a process has ended, and goes on when there is
//! more to do. Tasks that run into an oops are killed, as on Linux, and the machine goes on without them.

use crate::vm::Code;
use crate::{Program, Vm};
use engine::{Ctx, Strategy};
use machine::{Name, Need, PROCESS_COUNT, process};
use std::ptr::NonNull;

/// Why the machine stands still.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pause {
    /// A process that was waited for has ended.
    Ended,
    /// Nothing can move.
    Stuck,
    /// The machine has stopped for good.
    Halted,
}

/// How much may happen between two prompts.
const BUDGET: u64 = 200_000_000;

impl Vm {
    /// Power-on. The machine stands still until [`Vm::go_on`].
    pub fn begin_session(&mut self, strategy: &'static mut dyn Strategy) {
        self.power_on_session();
        self.strategy = NonNull::new(strategy);
        self.budget = BUDGET;
    }

    /// Lets the machine run until one of these two contexts has ended.
    pub fn go_on(&mut self, until: [Ctx; 2]) -> Pause {
        self.until = until;
        self.budget = self.weight() + BUDGET;
        loop {
            self.state = Code::Runs;
            if until.iter().any(|c| *c != Ctx::NONE && !self.machine.context(*c).is_alive()) {
                return Pause::Ended;
            }
            let mut next = self.schedule();
            while let Some(c) = next {
                next = self.resume(c);
            }
            self.course.forget();
            match self.state {
                Code::Paused => return Pause::Ended,
                Code::Fatal => self.bury(),
                Code::Over(engine::Ending::Deadlock) => {
                    self.findings.go_on();
                    self.course.look_away();
                }
                Code::Over(_) => return Pause::Stuck,
                Code::Budget | Code::Runs => return Pause::Halted,
            }
        }
    }

    /// The task that ran into the last finding is no more.
    fn bury(&mut self) {
        let struck = self.struck.take().or(self.findings.list().last().copied());
        self.findings.go_on();
        if let Some(finding) = struck {
            (self.userland.last_words)(self, finding);
            let c = finding.context;
            self.fibers[c.index()].kill();
            self.machine.abandon(c);
            self.buried.push(c);
        }
    }

    /// A process beside the others: its number. None: there are too many.
    pub fn spawn(&mut self, program: &'static Program) -> Option<u16> {
        let free = |n: &u16| !self.machine.context(process(*n)).is_alive();
        let n = (0..PROCESS_COUNT - 1).find(|n| free(n) && !self.userland.unreaped.contains(n))?;
        self.userland.programs.resize(usize::from(PROCESS_COUNT), &NOTHING);
        self.userland.programs[usize::from(n)] = program;
        self.userland.unreaped.push(n);
        self.buried.retain(|c| *c != process(n));
        self.machine.create_process(n, Name::new(program.name.as_bytes()), Need::Nothing);
        Some(n)
    }

    /// A process whose end stops the machine after `ns`.
    pub fn alarm(&mut self, program: &'static Program) -> Ctx {
        let n = PROCESS_COUNT - 1;
        self.userland.programs.resize(usize::from(PROCESS_COUNT), &NOTHING);
        self.userland.programs[usize::from(n)] = program;
        self.machine.create_process(n, Name::new(b"alarm"), Need::Nothing)
    }

    /// The process is no more, whatever it was doing.
    pub fn cancel(&mut self, c: Ctx) {
        if self.machine.context(c).is_alive() {
            self.fibers[c.index()].kill();
            self.machine.abandon(c);
        }
    }

    /// Whether the task was killed by an oops.
    pub fn was_buried(&self, c: Ctx) -> bool {
        self.buried.contains(&c)
    }
}

static NOTHING: Program = Program { name: String::new(), steps: Vec::new() };
