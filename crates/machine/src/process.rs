//! User processes: each runs a program of ours (the steps of a scenario, or a command of the prompt) on a context of
//! its own, beside everything else, and enters the kernel by system calls.
//!
//! A process of a scenario may begin as soon as what it uses is registered, beside the rest of the module's init
//! function; what is still missing when that function has returned will not come.

use crate::{Call, Context, Level, Machine, Name, Op, Operation, Progress, Stage, ids, objects};
use engine::{Alts, Ctx, Footprint, Mode, WaitsFor};
use region::Memory;

/// The function address that stands for a process's program in a [`Call`].
pub const PROGRAM: usize = 1;

/// What a process waits for before it goes on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Need {
    /// Nothing.
    Nothing,
    /// A name, by its key.
    Node(u64),
    /// An interrupt line.
    Line(u32),
    /// That the module is loaded.
    Loaded,
}

/// Operations of user processes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Process {
    /// It begins, when this is there.
    Begin(Need),
    /// It goes on when this is there.
    Await(Need),
    /// Wait until the process of this number has ended.
    Join(u16),
    /// It ends with this status.
    Exit(u64),
}

impl Operation for Process {
    fn picks<M: Memory>(&self, m: &Machine<M>, _: Ctx) -> Alts {
        let may = match *self {
            Process::Begin(need) | Process::Await(need) => m.is_there(need),
            Process::Join(n) => !m.contexts[ids::process(n).index()].is_alive(),
            Process::Exit(_) => true,
        };
        if may { Alts::ONE } else { Alts::NONE }
    }

    fn wants<M: Memory>(&self, m: &Machine<M>, c: Ctx) -> Footprint {
        match *self {
            Process::Begin(need) | Process::Await(need) => match need {
                Need::Nothing => Footprint::EMPTY,
                Need::Node(key) => Footprint::of(objects::node(key), Mode::Read),
                Need::Line(irq) => {
                    Footprint::of(objects::of(objects::LINE, ids::line(m.slot_of(irq))), Mode::Read)
                }
                Need::Loaded => Footprint::of(objects::LIFE, Mode::Acquire),
            },
            Process::Join(n) => Footprint::of(objects::of(objects::EXIT, ids::process(n)), Mode::Acquire),
            Process::Exit(_) => Footprint::of(objects::of(objects::EXIT, c), Mode::Write)
                .and(objects::of(objects::EXIT, c), Mode::Release),
        }
    }

    fn perform<M: Memory>(&self, m: &mut Machine<M>, c: Ctx, _: u8, fp: &mut Footprint) -> Progress {
        *fp = self.wants(m, c);
        if m.config.session {
            // Whoever begins a command has seen the end of those before it.
            match self {
                Process::Begin(_) => fp.add(objects::PROMPT, Mode::Acquire),
                Process::Exit(_) => fp.add(objects::PROMPT, Mode::Release),
                _ => {}
            }
        }
        match *self {
            Process::Begin(_) => {
                let number = u64::from(ids::process_of(c).unwrap_or(0));
                Progress::Calls(Call { function: PROGRAM, arguments: [number, 0] })
            }
            Process::Await(_) => Progress::Returns(0),
            Process::Join(n) => Progress::Returns(m.contexts[ids::process(n).index()].value),
            Process::Exit(value) => {
                m.contexts[c.index()].value = value;
                Progress::Ends
            }
        }
    }

    fn waits_for<M: Memory>(&self, _: &Machine<M>, _: Ctx) -> WaitsFor {
        match *self {
            Process::Join(n) => WaitsFor::Context(ids::process(n)),
            Process::Begin(Need::Loaded) | Process::Await(Need::Loaded) => WaitsFor::Context(ids::INSMOD),
            _ => WaitsFor::Anyone,
        }
    }

    fn sleeps(&self) -> bool {
        !matches!(self, Process::Exit(_))
    }
}

impl<M: Memory> Machine<M> {
    /// Makes the user process of this number, below [`ids::PROCESS_COUNT`], which may begin when `need` is there.
    pub fn create_process(&mut self, number: u16, name: Name, need: Need) -> Ctx {
        let c = ids::process(number);
        self.contexts[c.index()] = Context {
            level: Level::Task,
            cpu: (number + 1) % self.config.cpus,
            name,
            started: true,
            asleep: true,
            birth: (Ctx::NONE, number),
            given: self.contexts[c.index()].given,
            ..Context::ABSENT
        }
        .declaring(Op::Process(Process::Begin(need)));
        self.enter_alive(c);
        self.write_task(c);
        c
    }

    /// Whether what a process needs is there, or will never come.
    pub fn is_there(&self, need: Need) -> bool {
        if self.stage != Stage::Loading || self.config.session {
            return true;
        }
        match need {
            Need::Nothing => true,
            Need::Node(key) => self.node(key).is_some(),
            Need::Line(irq) => self.line_of(irq).is_some(),
            Need::Loaded => false,
        }
    }
}
