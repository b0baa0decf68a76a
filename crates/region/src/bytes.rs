use crate::Memory;
use std::ops::Range;

/// An array of bytes at an address of its own, for tests that map nothing. Every byte may be read and written.
#[derive(Clone, Debug)]
pub struct Bytes {
    base: usize,
    bytes: Box<[u8]>,
}

impl Bytes {
    /// `len` zero bytes that begin at the address `base`.
    pub fn new(base: usize, len: usize) -> Bytes {
        Bytes { base, bytes: vec![0; len].into_boxed_slice() }
    }

    #[inline]
    fn index(&self, at: usize, len: usize) -> Option<Range<usize>> {
        if len == 0 {
            return Some(0..0);
        }
        let start = at.checked_sub(self.base)?;
        let end = start.checked_add(len)?;
        (end <= self.bytes.len()).then_some(start..end)
    }
}

impl Memory for Bytes {
    #[inline]
    fn bytes(&self, at: usize, len: usize) -> Option<&[u8]> {
        Some(&self.bytes[self.index(at, len)?])
    }

    #[inline]
    fn load(&self, at: usize, size: usize) -> Option<u64> {
        if !matches!(size, 1 | 2 | 4 | 8) {
            return None;
        }
        let mut value = [0; 8];
        value[..size].copy_from_slice(self.bytes(at, size)?);
        Some(u64::from_le_bytes(value))
    }

    #[inline]
    fn store(&mut self, at: usize, size: usize, value: u64) -> Option<()> {
        if !matches!(size, 1 | 2 | 4 | 8) {
            return None;
        }
        self.write(at, &value.to_le_bytes()[..size])
    }

    #[inline]
    fn write(&mut self, at: usize, bytes: &[u8]) -> Option<()> {
        let index = self.index(at, bytes.len())?;
        self.bytes[index].copy_from_slice(bytes);
        Some(())
    }

    #[inline]
    fn fill(&mut self, at: usize, len: usize, byte: u8) -> Option<()> {
        let index = self.index(at, len)?;
        self.bytes[index].fill(byte);
        Some(())
    }

    #[inline]
    fn copy(&mut self, to: usize, from: usize, len: usize) -> Option<()> {
        let (to, from) = (self.index(to, len)?, self.index(from, len)?);
        self.bytes.copy_within(from, to.start);
        Some(())
    }

    fn c_string(&self, at: usize, max: usize) -> Option<&[u8]> {
        if max == 0 {
            return Some(&[]);
        }
        let rest = self.bytes.get(at.checked_sub(self.base)?..)?;
        match rest.iter().take(max).position(|&b| b == 0) {
            Some(end) => Some(&rest[..end]),
            None => rest.get(..max),
        }
    }
}
