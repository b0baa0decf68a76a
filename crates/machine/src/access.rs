use crate::{Machine, Op, Operation, Progress, objects};
use engine::{Ctx, Footprint, Mode};
use region::Memory;

/// The memory order of a marked access or atomic operation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    /// No order.
    Relaxed,
    /// What follows stays after.
    Acquire,
    /// What precedes stays before.
    Release,
    /// Both, fully ordered.
    Full,
}

/// How memory is accessed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AccessKind {
    /// A plain load.
    Read,
    /// A plain store.
    Write,
    /// A marked load: `READ_ONCE`, `atomic_read`.
    MarkedRead,
    /// A marked store: `WRITE_ONCE`, `atomic_set`.
    MarkedWrite,
    /// An atomic read-modify-write that changes memory.
    Rmw(Order),
}

impl AccessKind {
    /// Whether memory is changed.
    #[inline(always)]
    pub fn writes(self) -> bool {
        !matches!(self, AccessKind::Read | AccessKind::MarkedRead)
    }

    /// Whether the access is marked: two marked accesses are no data race.
    #[inline(always)]
    pub fn is_marked(self) -> bool {
        !matches!(self, AccessKind::Read | AccessKind::Write)
    }
}

/// A load or store, announced before it happens. As an operation it is a scheduling point right before the
/// module's own instruction, which nobody comes between.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Access {
    /// Where.
    pub address: usize,
    /// How many bytes.
    pub size: u32,
    /// How.
    pub kind: AccessKind,
}

impl Access {
    #[inline(always)]
    fn touch(&self, fp: &mut Footprint) {
        let mode = if self.kind.writes() { Mode::Write } else { Mode::Read };
        let (first, last) = (self.address >> 3, (self.address + self.size.max(1) as usize - 1) >> 3);
        if first == last {
            fp.add(objects::memory(self.address), mode);
            return;
        }
        for granule in (first..=last).take(Footprint::MAX) {
            fp.add(objects::memory(granule << 3), mode);
        }
    }
}

impl Operation for Access {
    fn wants<M: Memory>(&self, _: &Machine<M>, _: Ctx) -> Footprint {
        let mut fp = Footprint::EMPTY;
        self.touch(&mut fp);
        fp
    }

    #[inline(always)]
    fn perform<M: Memory>(&self, _: &mut Machine<M>, _: Ctx, _: u8, fp: &mut Footprint) -> Progress {
        self.touch(fp);
        Progress::Returns(0)
    }

    fn looks(&self) -> bool {
        !self.kind.writes()
    }

    fn asks(&self) -> bool {
        false
    }
}

impl Access {
    /// The access as an operation.
    #[inline(always)]
    pub fn op(self) -> Op {
        Op::Access(self)
    }
}
