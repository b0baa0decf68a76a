/// A door to the bytes that modules live in: the mapped region, or an array in a test.
///
/// Everywhere, `None` means that the bytes do not lie wholly inside, lie on a guard page, or, for what writes, that
/// they must not be written; nothing is touched then. Values are little-endian and need no alignment. An empty range
/// is fine wherever it starts.
pub trait Memory {
    /// The `len` bytes at `at`.
    fn bytes(&self, at: usize, len: usize) -> Option<&[u8]>;

    /// The integer of `size` bytes (1, 2, 4 or 8; else `None`) at `at`, zero-extended.
    fn load(&self, at: usize, size: usize) -> Option<u64>;

    /// Stores the low `size` bytes (1, 2, 4 or 8; else `None`) of `value` at `at`.
    fn store(&mut self, at: usize, size: usize, value: u64) -> Option<()>;

    /// Copies `bytes` to `at`.
    fn write(&mut self, at: usize, bytes: &[u8]) -> Option<()>;

    /// Sets `len` bytes at `at` to `byte`.
    fn fill(&mut self, at: usize, len: usize, byte: u8) -> Option<()>;

    /// Copies `len` bytes from `from` to `to`; the two may overlap.
    fn copy(&mut self, to: usize, from: usize, len: usize) -> Option<()>;

    /// The bytes at `at` up to a NUL, without it, or the first `max` bytes if none of them is one (`strnlen`). `None`
    /// if memory ends before either.
    fn c_string(&self, at: usize, max: usize) -> Option<&[u8]>;

    /// Fills `into` with the bytes at `at`.
    #[inline]
    fn read(&self, at: usize, into: &mut [u8]) -> Option<()> {
        into.copy_from_slice(self.bytes(at, into.len())?);
        Some(())
    }
}
