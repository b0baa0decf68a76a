use crate::layout::{self, PAGE, SIZE};
use std::ops::Range;

/// What code, ours and the module's, may do with pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// Constants.
    ReadOnly,
    /// Code.
    ReadExecute,
    /// Data.
    ReadWrite,
}

impl Protection {
    pub(crate) fn native(self) -> libc::c_int {
        match self {
            Protection::ReadOnly => libc::PROT_READ,
            Protection::ReadExecute => libc::PROT_READ | libc::PROT_EXEC,
            Protection::ReadWrite => libc::PROT_READ | libc::PROT_WRITE,
        }
    }
}

const PAGES: usize = SIZE / PAGE;

/// Whether an access wants to read or to write.
#[derive(Clone, Copy)]
pub(crate) enum Want {
    Read = 1,
    Write = 3,
}

/// What may be done with each page of the region: one byte a page, so that guards and read-only pages cost an access
/// one look into a table.
///
/// invariant: a page whose byte has the bits of a [`Want`] is mapped so that it can be done.
pub(crate) struct Pages(Box<[u8; PAGES]>);

impl Pages {
    /// All pages readable and writable, but for the guards of stacks.
    pub(crate) fn new() -> Pages {
        let bytes = vec![Want::Write as u8; PAGES].into_boxed_slice();
        let mut pages = Pages(bytes.try_into().expect("the table has a byte for each page"));
        for slot in 0..layout::STACK_SLOTS {
            pages.bytes(&layout::guard(slot)).fill(0);
        }
        pages
    }

    /// Records the protection of the whole pages in `range`, which lies in the region.
    pub(crate) fn set(&mut self, range: &Range<usize>, protection: Protection) {
        let want = match protection {
            Protection::ReadOnly | Protection::ReadExecute => Want::Read,
            Protection::ReadWrite => Want::Write,
        };
        self.bytes(range).fill(want as u8);
    }

    fn bytes(&mut self, range: &Range<usize>) -> &mut [u8] {
        &mut self.0[(range.start - layout::BASE) / PAGE..(range.end - layout::BASE) / PAGE]
    }

    /// Whether `len` bytes at `at`, one at least and at most a page, lie in the region and allow what is wanted.
    #[inline(always)]
    pub(crate) fn allow_few(&self, at: usize, len: usize, want: Want) -> bool {
        let first = at.wrapping_sub(layout::BASE);
        let last = first.wrapping_add(len - 1);
        if first >= SIZE || last >= SIZE {
            return false;
        }
        self.0[first / PAGE] & self.0[last / PAGE] & want as u8 == want as u8
    }

    /// The same for any number of bytes; none are always allowed.
    #[inline]
    pub(crate) fn allow(&self, at: usize, len: usize, want: Want) -> bool {
        if len == 0 {
            return true;
        }
        if len <= PAGE {
            return self.allow_few(at, len, want);
        }
        let first = at.wrapping_sub(layout::BASE);
        if first >= SIZE || len > SIZE - first {
            return false;
        }
        let pages = &self.0[first / PAGE..=(first + len - 1) / PAGE];
        pages.iter().all(|p| p & want as u8 == want as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::{ARENA, BASE, MODULES, guard, stack};

    #[test]
    fn what_is_outside_is_not_allowed() {
        let pages = Pages::new();
        assert!(pages.allow(BASE, 8, Want::Write) && pages.allow(BASE, SIZE / 2, Want::Write));
        assert!(!pages.allow(BASE, SIZE + 1, Want::Read) && !pages.allow(BASE - 1, 8, Want::Read));
        assert!(!pages.allow(0, 1, Want::Read) && !pages.allow(usize::MAX, 8, Want::Read));
        assert!(
            pages.allow(BASE + SIZE - 8, 8, Want::Write) && !pages.allow(BASE + SIZE - 7, 8, Want::Write)
        );
        assert!(pages.allow(0, 0, Want::Write));
        assert!(!pages.allow(ARENA.start, usize::MAX, Want::Read));
    }

    #[test]
    fn guards_are_nobodys() {
        let pages = Pages::new();
        assert!(pages.allow(stack(3).start, 8, Want::Write));
        assert!(!pages.allow(stack(3).start - 1, 8, Want::Read), "the first byte lies on the guard");
        assert!(!pages.allow(guard(3).start - 1, 2, Want::Read));
        assert!(!pages.allow(stack(2).start, 1 << 20, Want::Read), "guards lie between");
    }

    #[test]
    fn read_only_pages_are_read_and_not_written() {
        let mut pages = Pages::new();
        pages.set(&(MODULES.start + PAGE..MODULES.start + 2 * PAGE), Protection::ReadExecute);
        assert!(pages.allow(MODULES.start, 3 * PAGE, Want::Read));
        assert!(!pages.allow(MODULES.start, 3 * PAGE, Want::Write));
        assert!(pages.allow(MODULES.start, PAGE, Want::Write));
        assert!(!pages.allow(MODULES.start + 1, PAGE, Want::Write));
    }
}
