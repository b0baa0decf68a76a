//! The region itself.
//!
//! **Invariants**, on which every access below relies:
//!
//! 1. While a [`Region`] lives, `BASE..BASE + SIZE` is mapped by it, and its address is exposed, so that a pointer
//!    may be made of any address in it.
//! 2. [`Pages`] says no more than the operating system allows: what it lets through does not fault.
//! 3. One thread uses the region, and module code runs only inside calls that it makes, while it holds no slice of the
//!    region's bytes. So a slice from [`Memory::bytes`] does not change while it lives. (`Region` is neither `Send`
//!    nor `Sync`; calling into a module is unsafe, and whoever does it answers for the slices.)

use crate::anonymous::Anonymous;
use crate::layout::{self, BASE, PAGE, SIZE};
use crate::protection::{Pages, Want};
use crate::{Memory, Protection, Snapshot};
use std::io;
use std::marker::PhantomData;
use std::ops::Range;
use std::ptr::{self, with_exposed_provenance, with_exposed_provenance_mut};
use std::slice;

/// The mapped region. There is at most one in a process; dropping it unmaps it.
pub struct Region {
    pages: Pages,
    guarded: Vec<bool>,
    mapping: Anonymous,
    one_thread: PhantomData<*mut u8>,
}

impl Region {
    /// Maps the region: all bytes zero, readable and writable but for the guards.
    ///
    /// # Errors
    /// `AlreadyExists` if something lies at its addresses, this process's other region for example; whatever else the
    /// operating system says.
    pub fn map() -> io::Result<Region> {
        let mapping = Anonymous::at(BASE..BASE + SIZE)?;
        mapping.start().expose_provenance();
        let guarded = vec![false; layout::STACK_SLOTS];
        Ok(Region { pages: Pages::new(), guarded, mapping, one_thread: PhantomData })
    }

    /// Makes the guard below the stack in `slot` inaccessible to whoever runs on that stack, too. Call it before code
    /// runs there; it costs something only once.
    ///
    /// # Errors
    /// Whatever the operating system says.
    #[inline]
    pub fn guard_stack(&mut self, slot: usize) -> io::Result<()> {
        if std::mem::replace(&mut self.guarded[slot], true) {
            return Ok(());
        }
        let guard = layout::guard(slot);
        // SAFETY: `pages` allows nobody to use a guard, so no slice of its bytes is alive.
        unsafe { self.mapping.protect(guard.start - BASE, guard.len(), libc::PROT_NONE) }
    }

    /// Changes what may be done with the pages in `range`.
    ///
    /// # Errors
    /// `InvalidInput` if `range` is not made of whole pages of the region or has a guard in it; whatever the operating
    /// system says.
    pub fn protect(&mut self, range: Range<usize>, protection: Protection) -> io::Result<()> {
        let whole =
            range.start <= range.end && range.start.is_multiple_of(PAGE) && range.end.is_multiple_of(PAGE);
        if !whole || !self.pages.allow(range.start, range.len(), Want::Read) {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        if range.is_empty() {
            return Ok(());
        }
        // SAFETY: `&mut self`: no slice of the bytes is alive, and `pages` is told.
        unsafe { self.mapping.protect(range.start - BASE, range.len(), protection.native())? };
        self.pages.set(&range, protection);
        Ok(())
    }

    /// A copy of the bytes in `range`.
    ///
    /// # Panics
    /// If they are not all readable.
    pub fn snapshot(&self, range: Range<usize>) -> Snapshot {
        let bytes = self.bytes(range.start, range.len()).expect("a snapshot is of readable bytes");
        Snapshot { start: range.start, bytes: bytes.into() }
    }

    /// Copies the bytes of `snapshot` back. Allocates nothing.
    ///
    /// # Panics
    /// If they are not all writable.
    #[inline]
    pub fn restore(&mut self, snapshot: &Snapshot) {
        self.write(snapshot.start, &snapshot.bytes).expect("a snapshot is restored to writable bytes");
    }
}

impl Memory for Region {
    #[inline]
    fn bytes(&self, at: usize, len: usize) -> Option<&[u8]> {
        if len == 0 {
            return Some(&[]);
        }
        if !self.pages.allow(at, len, Want::Read) {
            return None;
        }
        // SAFETY: invariants 1 and 2: the bytes are mapped readable; 3: they do not change while the slice lives.
        Some(unsafe { slice::from_raw_parts(with_exposed_provenance(at), len) })
    }

    #[inline(always)]
    fn load(&self, at: usize, size: usize) -> Option<u64> {
        if !matches!(size, 1 | 2 | 4 | 8) || !self.pages.allow_few(at, size, Want::Read) {
            return None;
        }
        // SAFETY: invariants 1 and 2: `size` bytes are mapped readable at `at`.
        Some(unsafe {
            match size {
                1 => with_exposed_provenance::<u8>(at).read().into(),
                2 => with_exposed_provenance::<u16>(at).read_unaligned().into(),
                4 => with_exposed_provenance::<u32>(at).read_unaligned().into(),
                _ => with_exposed_provenance::<u64>(at).read_unaligned(),
            }
        })
    }

    #[inline(always)]
    fn store(&mut self, at: usize, size: usize, value: u64) -> Option<()> {
        if !matches!(size, 1 | 2 | 4 | 8) || !self.pages.allow_few(at, size, Want::Write) {
            return None;
        }
        // SAFETY: invariants 1 and 2: `size` bytes are mapped writable at `at`; 3: `&mut self`, so no slice is alive.
        unsafe {
            match size {
                1 => with_exposed_provenance_mut::<u8>(at).write(value as u8),
                2 => with_exposed_provenance_mut::<u16>(at).write_unaligned(value as u16),
                4 => with_exposed_provenance_mut::<u32>(at).write_unaligned(value as u32),
                _ => with_exposed_provenance_mut::<u64>(at).write_unaligned(value),
            }
        }
        Some(())
    }

    #[inline]
    fn write(&mut self, at: usize, bytes: &[u8]) -> Option<()> {
        if !self.pages.allow(at, bytes.len(), Want::Write) {
            return None;
        }
        // SAFETY: invariants 1 and 2: the bytes are mapped writable; `bytes` is no slice of the region, for none is
        // alive beside `&mut self`.
        unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), with_exposed_provenance_mut(at), bytes.len()) };
        Some(())
    }

    #[inline]
    fn fill(&mut self, at: usize, len: usize, byte: u8) -> Option<()> {
        if !self.pages.allow(at, len, Want::Write) {
            return None;
        }
        // SAFETY: invariants 1 and 2: the bytes are mapped writable; 3: no slice is alive.
        unsafe { with_exposed_provenance_mut::<u8>(at).write_bytes(byte, len) };
        Some(())
    }

    #[inline]
    fn copy(&mut self, to: usize, from: usize, len: usize) -> Option<()> {
        if !self.pages.allow(to, len, Want::Write) || !self.pages.allow(from, len, Want::Read) {
            return None;
        }
        // SAFETY: invariants 1 and 2: source and target are mapped so; `copy` lets them overlap; 3: no slice is alive.
        unsafe { ptr::copy(with_exposed_provenance::<u8>(from), with_exposed_provenance_mut(to), len) };
        Some(())
    }

    fn c_string(&self, at: usize, max: usize) -> Option<&[u8]> {
        // Page by page: what follows the string need not be readable.
        let mut len = 0;
        while len < max {
            let here = at.checked_add(len)?;
            let span = (PAGE - here % PAGE).min(max - len);
            match self.bytes(here, span)?.iter().position(|&b| b == 0) {
                Some(end) => return self.bytes(at, len + end),
                None => len += span,
            }
        }
        self.bytes(at, len)
    }
}
