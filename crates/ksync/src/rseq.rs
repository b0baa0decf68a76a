//! Restartable sequences: what a thread does to its CPU's data, without atomic instructions.
//!
//! The kernel keeps, in an area of each thread, the number of the CPU that it runs on. A critical section announces
//! itself by a pointer, in that area, to its bounds; if the thread is preempted, migrated or interrupted by a signal
//! within them, it does not go on where it was but at the section's abort handler, which here begins again. The last
//! instruction of a section is the one store that matters. So a section that reads the CPU's number and ends with an
//! addition to that CPU's word adds it on that CPU, with no other thread in between on the same one; and since threads on
//! other CPUs use other words, the addition needs no lock prefix.
//!
//! The area is the one that glibc (2.35 and newer) registers for each thread; it says where by `__rseq_offset`. Where
//! there is none (another C library, `GLIBC_TUNABLES=glibc.pthread.rseq=0`, an older kernel, Miri), and on other
//! architectures and systems, [`available`] is false, and who would use a section does something else.
//!
//! The pointer to the bounds stays in the area after the section. It leads into the program's own data; a shared object
//! that uses this module must not be unloaded by a thread that has used it.
//!
//! Source: Linux, `rseq(2)` and `tools/testing/selftests/rseq` by its documentation; Turner and Hunter, "PerCpu Atomics",
//! Linux Plumbers Conference 2013.

#[cfg(all(target_os = "linux", target_arch = "x86_64", target_pointer_width = "64", not(any(miri, loom))))]
mod imp {
    use core::arch::asm;
    use core::sync::atomic::{AtomicIsize, Ordering};

    use crate::padded::Padded;
    use crate::primitive::AtomicI64;

    /// No area lies here.
    const ABSENT: isize = isize::MIN;

    /// Where the area of a thread lies, counted from its thread pointer; `ABSENT` until [`available`] has found it.
    static OFFSET: AtomicIsize = AtomicIsize::new(ABSENT);

    /// Whether the calling thread has an area. The first call looks for it; other functions work after that only.
    pub fn available() -> bool {
        if OFFSET.load(Ordering::Relaxed) == ABSENT {
            // SAFETY: the names are strings.
            let (offset, size) = unsafe {
                (
                    libc::dlsym(libc::RTLD_DEFAULT, c"__rseq_offset".as_ptr()),
                    libc::dlsym(libc::RTLD_DEFAULT, c"__rseq_size".as_ptr()),
                )
            };
            if !offset.is_null() && !size.is_null() {
                // SAFETY: glibc declares them as `const ptrdiff_t` and `const unsigned int`, and they do not change
                // after the program's start.
                let (offset, size) = unsafe { (offset.cast::<isize>().read(), size.cast::<u32>().read()) };
                if size != 0 {
                    OFFSET.store(offset, Ordering::Relaxed);
                }
            }
        }
        cpu().is_some()
    }

    /// The number of the CPU that the caller runs on, or ran on just before. Costs two loads.
    #[inline]
    pub fn cpu() -> Option<usize> {
        let offset = OFFSET.load(Ordering::Relaxed);
        if offset == ABSENT {
            return None;
        }
        let cpu: u32;
        // SAFETY: `OFFSET` leads to the thread's area, whose word 1 is the number of the CPU.
        unsafe {
            asm!(
                "mov {cpu:e}, fs:[{offset} + 4]",
                offset = in(reg) offset,
                cpu = out(reg) cpu,
                options(nostack, readonly, preserves_flags),
            );
        }
        // Negative: not registered, or the registration failed.
        (cpu.cast_signed() >= 0).then_some(cpu as usize)
    }

    /// The section that adds a value to the word of the CPU that it runs on, with instructions in its middle.
    macro_rules! section {
        ($offset:expr, $words:expr, $value:expr, $missing:block, [$($middle:literal,)*], $($operands:tt)*) => {
            asm!(
                ".pushsection __rseq_cs, \"aw\"",
                ".balign 32",
                "66:",
                ".long 0, 0",
                ".quad 62f, 63f - 62f, 64f",
                ".popsection",
                "65:",
                "lea {at}, [rip + 66b]",
                "mov fs:[{offset} + 8], {at}",
                "62:",
                "mov {at:e}, fs:[{offset} + 4]",
                "cmp {at}, {count}",
                "jae {missing}",
                $($middle,)*
                "shl {at}, 7",
                "add qword ptr [{words} + {at}], {value}",
                "63:",
                ".pushsection __rseq_failure, \"ax\"",
                ".byte 0x0f, 0xb9, 0x3d",
                ".long 0x53053053",
                "64:",
                "jmp 65b",
                ".popsection",
                offset = in(reg) $offset,
                count = in(reg) $words.len(),
                words = in(reg) $words.as_ptr(),
                value = in(reg) $value,
                at = out(reg) _,
                missing = label $missing,
                $($operands)*
                options(nostack),
            )
        };
    }

    /// Adds to the word of the CPU that the caller runs on; false if there is no area or no word for that CPU, and then
    /// nothing is done. Costs seven instructions, none of them locked. No order.
    ///
    /// The words are changed by this function only, on whatever thread; reading them is free to everybody.
    #[inline]
    pub fn add(words: &[Padded<AtomicI64>], value: i64) -> bool {
        let offset = OFFSET.load(Ordering::Relaxed);
        if offset == ABSENT {
            return false;
        }
        // SAFETY: `OFFSET` leads to the thread's area: word 1 is the number of the CPU, words 2 and 3 are the pointer to
        // the bounds. The number is below the number of words, and each is an `AtomicI64` in 128 bytes; it is written by
        // one aligned store, so that others read the old value or the sum. The section's only store outside of the area
        // is its last instruction; before it there is nothing to undo. The handler is preceded by the signature with
        // which glibc registers.
        unsafe { section!(offset, words, value, { return false }, [],) };
        true
    }

    const _: () = assert!(size_of::<Padded<AtomicI64>>() == 1 << 7);

    #[cfg(test)]
    mod tests {
        use super::*;
        use crate::percpu::num_possible_cpus;
        use std::vec::Vec;

        /// [`add`] with a section so long that the thread is moved in its middle: whether it ends on the CPU that it
        /// began on.
        fn ends_where_it_began(words: &[Padded<AtomicI64>]) -> bool {
            // SAFETY: as in `add`; the instructions in the middle change one register.
            unsafe {
                section!(OFFSET.load(Ordering::Relaxed), words, 1_i64, { unreachable!("there is an area") },
                    ["mov {turns:e}, 20000", "67:", "dec {turns:e}", "jnz 67b", "cmp {at:e}, fs:[{offset} + 4]", "jne {moved}",],
                    turns = out(reg) _, moved = label { return false },);
            }
            true
        }

        #[test]
        fn a_thread_that_is_moved_within_a_section_begins_it_again() {
            if !available() || num_possible_cpus() < 2 {
                return;
            }
            let words: Vec<_> = (0..num_possible_cpus()).map(|_| Padded(AtomicI64::new(0))).collect();
            let done = crate::primitive::AtomicBool::new(false);
            // SAFETY: it has no conditions.
            let thread = unsafe { libc::gettid() };
            std::thread::scope(|s| {
                let mover = s.spawn(|| {
                    let mut moves = 0_usize;
                    while !done.load(Ordering::Relaxed) {
                        // SAFETY: the set is plain data.
                        let moved = unsafe {
                            let mut set: libc::cpu_set_t = core::mem::zeroed();
                            libc::CPU_SET(moves % num_possible_cpus(), &mut set);
                            libc::sched_setaffinity(thread, size_of_val(&set), &set)
                        };
                        moves += usize::from(moved == 0);
                        std::thread::sleep(std::time::Duration::from_micros(20));
                    }
                    moves
                });
                let sections = 20_000;
                let good = (0..sections).filter(|_| ends_where_it_began(&words)).count();
                done.store(true, Ordering::Relaxed);
                let moves = mover.join().unwrap();
                assert_eq!(good, sections, "of {sections} sections, under {moves} moves");
                assert_eq!(
                    words.iter().map(|word| word.load(Ordering::Relaxed)).sum::<i64>(),
                    sections as i64
                );
            });
        }
    }
}

#[cfg(not(all(
    target_os = "linux",
    target_arch = "x86_64",
    target_pointer_width = "64",
    not(any(miri, loom))
)))]
mod imp {
    use crate::padded::Padded;
    use crate::primitive::AtomicI64;

    /// Whether the calling thread has an area: no.
    pub fn available() -> bool {
        false
    }

    /// The number of the CPU that the caller runs on: not known.
    pub fn cpu() -> Option<usize> {
        None
    }

    /// Adds to the word of the CPU that the caller runs on: does nothing and returns false.
    pub fn add(_words: &[Padded<AtomicI64>], _value: i64) -> bool {
        false
    }
}

pub(crate) use imp::add;
pub use imp::{available, cpu};
