//! Where everything lies. All sizes are in bytes.

use std::ops::Range;

/// The first address of the region.
pub const BASE: usize = 0x2000_0000;
/// The size of the region.
pub const SIZE: usize = 512 << 20;

/// Our own data that modules can see.
pub const KERNEL: Part = Part { start: BASE, size: 1 << 20 };
/// Stubs, text, read-only data and data of modules.
pub const MODULES: Part = Part { start: KERNEL.end(), size: 63 << 20 };
/// The heap that modules allocate from.
pub const ARENA: Part = Part { start: MODULES.end(), size: 368 << 20 };
/// The memory of user processes, which modules reach through user copies only.
pub const USER: Part = Part { start: ARENA.end(), size: 16 << 20 };
/// The stacks of all contexts, each with its guard.
pub const STACKS: Part = Part { start: USER.end(), size: STACK_SLOTS * SLOT_SIZE };

/// Where every call stub saves rsp and rbp, as two `u64`, before it enters our code. The rest of the 64 bytes is
/// for the callee-saved registers of those stubs that save them.
pub const CALL_CELL: usize = BASE;
/// The module's `jiffies`, a `u64`.
pub const JIFFIES: usize = BASE + 64;
/// The first of [`STACK_SLOTS`] `task_struct` records of [`TASK_SIZE`] bytes.
pub const TASKS: usize = BASE + 0x1_0000;
/// The size of a `task_struct` record.
pub const TASK_SIZE: usize = 256;

/// How many stacks there are.
pub const STACK_SLOTS: usize = 512;
/// The usable size of a stack.
pub const STACK_SIZE: usize = 64 << 10;
/// The inaccessible bytes below a stack; no frame of a module jumps over them.
pub const GUARD_SIZE: usize = 64 << 10;
/// The size of the kernel's own stack, beyond which a module overflows it; the checks use it, not the mapping.
pub const STACK_LIMIT: usize = 16 << 10;

/// The memory of one user process.
pub const USER_SIZE: usize = 256 << 10;

/// The memory of the user process in `slot`, below 64.
pub const fn user(slot: usize) -> Part {
    Part { start: USER.start + slot * USER_SIZE, size: USER_SIZE }
}

/// The granularity of the shadow.
pub const GRANULE: usize = 8;
/// How many granules the region has.
pub const GRANULES: usize = SIZE / GRANULE;
/// The size of a page, the unit of protection.
pub const PAGE: usize = 4096;

const SLOT_SIZE: usize = GUARD_SIZE + STACK_SIZE;

const _: () = {
    assert!(STACKS.end() == BASE + SIZE && STACKS.end() <= 1 << 31);
    assert!(KERNEL.contains(TASKS + STACK_SLOTS * TASK_SIZE - 1));
};

/// A part of the region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its first address.
    pub start: usize,
    /// Its size in bytes.
    pub size: usize,
}

impl Part {
    /// One past its last address.
    pub const fn end(&self) -> usize {
        self.start + self.size
    }

    /// Whether `address` lies in it.
    #[inline(always)]
    pub const fn contains(&self, address: usize) -> bool {
        address.wrapping_sub(self.start) < self.size
    }

    /// Its addresses.
    pub const fn range(&self) -> Range<usize> {
        self.start..self.end()
    }
}

/// How far into the region `address` lies, if it lies in it.
#[inline(always)]
pub const fn offset(address: usize) -> Option<u32> {
    let offset = address.wrapping_sub(BASE);
    if offset < SIZE { Some(offset as u32) } else { None }
}

/// The index of the 8 bytes that `address` belongs to; [`GRANULES`] or more outside of the region.
#[inline(always)]
pub const fn granule(address: usize) -> usize {
    address.wrapping_sub(BASE) / GRANULE
}

/// The usable bytes of the stack in `slot`, below [`STACK_SLOTS`].
#[inline]
pub const fn stack(slot: usize) -> Range<usize> {
    debug_assert!(slot < STACK_SLOTS);
    let end = STACKS.start + (slot + 1) * SLOT_SIZE;
    end - STACK_SIZE..end
}

/// The inaccessible bytes below the stack in `slot`, below [`STACK_SLOTS`].
#[inline]
pub const fn guard(slot: usize) -> Range<usize> {
    debug_assert!(slot < STACK_SLOTS);
    let start = STACKS.start + slot * SLOT_SIZE;
    start..start + GUARD_SIZE
}

/// The slot whose stack, or the guard of whose stack, `address` lies in.
#[inline]
pub const fn stack_slot(address: usize) -> Option<usize> {
    if STACKS.contains(address) { Some((address - STACKS.start) / SLOT_SIZE) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_adjoin_and_fill_the_region() {
        let parts = [KERNEL, MODULES, ARENA, USER, STACKS];
        assert_eq!(parts[0].start, BASE);
        assert!(parts.windows(2).all(|p| p[0].end() == p[1].start && p[0].start % PAGE == 0));
        assert_eq!(parts.iter().map(|p| p.size).sum::<usize>(), SIZE);
        assert_eq!(STACKS.size, 64 << 20);
    }

    #[test]
    fn a_part_contains_its_first_and_last_byte_only() {
        assert!(ARENA.contains(ARENA.start) && ARENA.contains(ARENA.end() - 1));
        assert!(!ARENA.contains(ARENA.start - 1) && !ARENA.contains(ARENA.end()));
        assert!(!ARENA.contains(0) && !ARENA.contains(usize::MAX));
    }

    #[test]
    fn each_stack_lies_on_its_guard() {
        for slot in [0, 1, STACK_SLOTS - 1] {
            assert_eq!(guard(slot).end, stack(slot).start);
            assert_eq!((guard(slot).len(), stack(slot).len()), (GUARD_SIZE, STACK_SIZE));
            for address in [guard(slot).start, stack(slot).start, stack(slot).end - 1] {
                assert_eq!(stack_slot(address), Some(slot));
            }
        }
        assert_eq!(stack(0).end, guard(1).start);
        assert_eq!(stack(STACK_SLOTS - 1).end, STACKS.end());
        assert_eq!((stack_slot(ARENA.start), stack_slot(STACKS.end())), (None, None));
    }

    #[test]
    fn offsets_and_granules_count_from_the_base() {
        assert_eq!((offset(BASE), offset(BASE + 9), offset(BASE + SIZE)), (Some(0), Some(9), None));
        assert_eq!((offset(BASE - 1), offset(0)), (None, None));
        assert_eq!((granule(BASE + 7), granule(BASE + 8)), (0, 1));
        assert!(granule(0) >= GRANULES && granule(BASE + SIZE) >= GRANULES);
    }
}
