use crate::{Machine, Operation, Progress, objects};
use engine::{Ctx, Footprint, Mode};
use region::Memory;

/// Freeing as an operation: a plain write of the whole object, and a scheduling point where it was found racing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Kfree {
    /// The object's first byte.
    pub address: usize,
}

impl Operation for Kfree {
    fn wants<M: Memory>(&self, _: &Machine<M>, _: Ctx) -> Footprint {
        Footprint::of(objects::memory(self.address), Mode::Write)
    }

    fn perform<M: Memory>(&self, m: &mut Machine<M>, c: Ctx, _: u8, fp: &mut Footprint) -> Progress {
        *fp = self.wants(m, c);
        Progress::Returns(0)
    }
}
