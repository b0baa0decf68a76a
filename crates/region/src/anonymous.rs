use std::io;
use std::ops::Range;
use std::ptr::{self, NonNull};

/// Private pages of zeroes from the operating system, reserved but not committed; unmapped when dropped.
///
/// invariant: `len` bytes at `start` are mapped by this value and by no other.
pub(crate) struct Anonymous {
    start: NonNull<u8>,
    len: usize,
}

impl Anonymous {
    /// `len` bytes, readable and writable, anywhere.
    pub(crate) fn anywhere(len: usize) -> io::Result<Anonymous> {
        Anonymous::map(ptr::null_mut(), len, 0)
    }

    /// The same at exactly this address, which must be free.
    pub(crate) fn at(range: Range<usize>) -> io::Result<Anonymous> {
        let wanted = ptr::without_provenance_mut(range.start);
        let mapped = Anonymous::map(wanted, range.len(), libc::MAP_FIXED_NOREPLACE)?;
        match mapped.start.addr().get() == range.start {
            true => Ok(mapped),
            // A kernel older than 4.17 takes the address as a hint.
            false => Err(io::Error::from_raw_os_error(libc::EEXIST)),
        }
    }

    fn map(wanted: *mut libc::c_void, len: usize, flags: libc::c_int) -> io::Result<Anonymous> {
        let access = libc::PROT_READ | libc::PROT_WRITE;
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE | flags;
        // SAFETY: without MAP_FIXED a mapping replaces no other.
        let start = unsafe { libc::mmap(wanted, len, access, flags, -1, 0) };
        if start == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        // Few bytes in many places are used: a huge page for each would fill memory with zeroes. Old kernels know no
        // such advice, and it is only that.
        // SAFETY: the bytes were just mapped; the advice changes none of them.
        unsafe { libc::madvise(start, len, libc::MADV_NOHUGEPAGE) };
        let start = NonNull::new(start.cast()).ok_or_else(|| io::Error::from_raw_os_error(libc::EINVAL))?;
        Ok(Anonymous { start, len })
    }

    pub(crate) fn start(&self) -> NonNull<u8> {
        self.start
    }

    /// Changes what may be done with some pages.
    ///
    /// # Safety
    /// Nothing that is still to be used may rely on the access that is taken away.
    pub(crate) unsafe fn protect(&self, offset: usize, len: usize, access: libc::c_int) -> io::Result<()> {
        assert!(offset <= self.len && len <= self.len - offset, "the pages are this mapping's");
        // SAFETY: the pages lie within the mapping; the caller answers for the rest.
        match unsafe { libc::mprotect(self.start.as_ptr().add(offset).cast(), len, access) } {
            0 => Ok(()),
            _ => Err(io::Error::last_os_error()),
        }
    }

    /// Makes all bytes zero and gives their pages back.
    ///
    /// # Safety
    /// There must be no reference to any byte, and zero must be a value of whatever lies there.
    pub(crate) unsafe fn clear(&mut self) -> io::Result<()> {
        // SAFETY: the pages are this mapping's; the caller answers for the rest.
        match unsafe { libc::madvise(self.start.as_ptr().cast(), self.len, libc::MADV_DONTNEED) } {
            0 => Ok(()),
            _ => Err(io::Error::last_os_error()),
        }
    }
}

impl Drop for Anonymous {
    fn drop(&mut self) {
        // SAFETY: the pages are this mapping's, and nothing that points to them outlives it.
        unsafe { libc::munmap(self.start.as_ptr().cast(), self.len) };
    }
}
