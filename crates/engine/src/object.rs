use std::fmt;

/// A thing that operations act on: a lock, a memory location, a CPU's interrupt flag, the clock.
///
/// `kind` (8 bits) and `offset` (56 bits) mean the same in every execution, in every process, so that
/// footprints of different executions can be compared.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Obj(u64);

impl Obj {
    /// The object of this kind at this offset. Bits of `offset` above 56 are dropped.
    #[inline(always)]
    pub const fn new(kind: u8, offset: u64) -> Obj {
        Obj((kind as u64) << 56 | offset & ((1 << 56) - 1))
    }

    /// What sort of thing it is; the world defines the numbers.
    #[inline(always)]
    pub const fn kind(self) -> u8 {
        (self.0 >> 56) as u8
    }

    /// Which one of its sort it is.
    #[inline(always)]
    pub const fn offset(self) -> u64 {
        self.0 & ((1 << 56) - 1)
    }
}

impl fmt::Debug for Obj {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{:#x}", self.kind(), self.offset())
    }
}
