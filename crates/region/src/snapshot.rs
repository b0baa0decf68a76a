use std::ops::Range;

/// A copy of some bytes of the region, to which [`Region::restore`](crate::Region::restore) goes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    pub(crate) start: usize,
    pub(crate) bytes: Box<[u8]>,
}

impl Snapshot {
    /// The addresses that were copied.
    pub fn range(&self) -> Range<usize> {
        self.start..self.start + self.bytes.len()
    }

    /// The bytes as they were.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}
