//! Modules of a session: several at a time, loaded and unloaded by processes. (`lifecycle.rs` is about the one module of
//! a check, with its own `insmod` and `rmmod`.)

use crate::{Machine, Operation, Progress, Stage, objects};
use engine::{Ctx, Footprint, Mode};
use region::Memory;

/// A module of a session.
#[derive(Clone, Copy, Debug)]
pub struct Resident {
    /// First address of everything that belongs to it.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// How far it is.
    pub stage: Stage,
    /// How many references to it there are.
    pub pins: u32,
}

/// Operations on the life of a session's module, which is given by its number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Load {
    /// Its init function is about to be called.
    Init(u16),
    /// Its init function has returned this.
    Ready(u16, i32),
    /// Its exit function is about to be called. Returns 0; -EWOULDBLOCK while somebody holds a reference or it is not
    /// loaded; -ENOENT if it is gone.
    Exit(u16),
    /// Its memory is given back.
    Gone(u16),
}

const ENOENT: i64 = 2;
const EWOULDBLOCK: i64 = 11;

impl Operation for Load {
    fn wants<M: Memory>(&self, _: &Machine<M>, _: Ctx) -> Footprint {
        Footprint::of(objects::LIFE, Mode::Write)
    }

    fn perform<M: Memory>(&self, m: &mut Machine<M>, _: Ctx, _: u8, fp: &mut Footprint) -> Progress {
        fp.add(objects::LIFE, Mode::Write);
        let order = if matches!(self, Load::Init(_) | Load::Exit(_)) { Mode::Acquire } else { Mode::Release };
        fp.add(objects::LIFE, order);
        let (Load::Init(n) | Load::Ready(n, _) | Load::Exit(n) | Load::Gone(n)) = *self;
        let Some(module) = m.residents.get_mut(usize::from(n)) else {
            return Progress::Returns(-ENOENT as u64);
        };
        match *self {
            Load::Init(_) => module.stage = Stage::Loading,
            Load::Ready(_, value) if value < 0 => module.stage = Stage::Failed(value),
            Load::Ready(..) => module.stage = Stage::Live,
            Load::Exit(_) => match module.stage {
                Stage::Live if module.pins == 0 => module.stage = Stage::Unloading,
                Stage::Gone | Stage::Failed(_) => return Progress::Returns(-ENOENT as u64),
                _ => return Progress::Returns(-EWOULDBLOCK as u64),
            },
            Load::Gone(_) => {
                module.stage = Stage::Gone;
                let span = (module.start, module.end);
                m.gone.push(span);
            }
        }
        Progress::Returns(0)
    }
}

impl<M: Memory> Machine<M> {
    /// A module of the session that lies at `start..end`: its number.
    pub fn add_resident(&mut self, start: usize, end: usize) -> u16 {
        self.residents.push(Resident { start, end, stage: Stage::Loading, pins: 0 });
        self.residents.len() as u16 - 1
    }

    /// The modules of the session, those that are gone included.
    pub fn residents(&self) -> &[Resident] {
        &self.residents
    }

    /// The number of the session's module that `address` belongs to.
    pub fn resident_at(&self, address: usize) -> Option<usize> {
        self.residents.iter().rposition(|r| (r.start..r.end).contains(&address))
    }

    /// The task is gone for good, with whatever it held: it was killed in the kernel.
    pub fn abandon(&mut self, c: Ctx) {
        let cpu = usize::from(self.contexts[c.index()].cpu);
        if self.cpus[cpu].interrupter() == Some(c) {
            self.cpus[cpu].pop();
        }
        if self.contexts[c.index()].is_alive() {
            self.leave_alive(c);
        }
    }
}
