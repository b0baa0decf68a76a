//! A bare x86-64 machine without a scheduler.
//!
//! The number of a CPU is what its start-up code has written into its `IA32_TSC_AUX` register, from where `rdtscp` reads
//! it. Interrupts go off by `cli` and on by `sti`. There is nobody else to run, so waiting is spinning, and the task is
//! the CPU. A kernel that has a scheduler implements [`Platform`] itself and may call these functions for the rest.

use core::arch::asm;

use super::Platform;
use crate::cpu::CpuState;
use crate::primitive::{self, AtomicU32, AtomicU64, Ordering};

/// A bare x86-64 machine: privileged code only.
#[derive(Debug)]
pub enum Bare {}

/// How many CPUs have state.
const CPUS: usize = 256;

/// Depths of one CPU, which only it uses: interrupts that come between a load and a store leave them as they were.
#[repr(align(64))]
struct Cpu {
    preempt: AtomicU32,
    bh: AtomicU32,
    irq: AtomicU32,
    /// Whether interrupts were on before the outermost `irq_disable`.
    were_on: AtomicU32,
}

static LOCKS: [CpuState; CPUS] = [const { CpuState::new() }; CPUS];

static STATE: [Cpu; CPUS] = [const {
    Cpu {
        preempt: AtomicU32::new(0),
        bh: AtomicU32::new(0),
        irq: AtomicU32::new(0),
        were_on: AtomicU32::new(0),
    }
}; CPUS];

/// Ticks of the time stamp counter in 2^20 nanoseconds.
static TICKS: AtomicU64 = AtomicU64::new(1 << 20);

impl Bare {
    /// Says how fast the time stamp counter is. Until then it is taken to count nanoseconds.
    pub fn set_frequency(hertz: u64) {
        let ticks = (u128::from(hertz) << 20) / 1_000_000_000;
        TICKS.store((ticks as u64).max(1), Ordering::Relaxed);
    }
}

fn rdtscp() -> (u64, u32) {
    let (low, high, aux): (u32, u32, u32);
    // SAFETY: reads two registers.
    unsafe {
        asm!("rdtscp", out("eax") low, out("edx") high, out("ecx") aux, options(nomem, nostack, preserves_flags));
    }
    (u64::from(high) << 32 | u64::from(low), aux)
}

fn here() -> &'static Cpu {
    &STATE[Bare::cpu()]
}

fn up(depth: &AtomicU32) -> u32 {
    let before = depth.load(Ordering::Relaxed);
    depth.store(before + 1, Ordering::Relaxed);
    before
}

fn down(depth: &AtomicU32) -> u32 {
    let after = depth.load(Ordering::Relaxed).wrapping_sub(1);
    depth.store(after, Ordering::Relaxed);
    after
}

// SAFETY: without a scheduler a context never leaves its CPU, so that the CPU's number, which the start-up code has made
// unique, identifies it.
unsafe impl Platform for Bare {
    const CPUS: usize = CPUS;

    #[inline]
    fn per_cpu() -> &'static [CpuState] {
        &LOCKS
    }

    #[inline]
    fn cpu() -> usize {
        rdtscp().1 as usize
    }

    #[inline]
    fn task() -> u32 {
        Self::cpu() as u32 + 1
    }

    #[inline]
    fn preempt_disable() {
        up(&here().preempt);
    }
    #[inline]
    fn preempt_enable() {
        down(&here().preempt);
    }
    #[inline]
    fn preempt_depth() -> u32 {
        here().preempt.load(Ordering::Relaxed)
    }

    #[inline]
    fn bh_disable() {
        Self::preempt_disable();
        up(&here().bh);
    }
    #[inline]
    fn bh_enable() {
        down(&here().bh);
        Self::preempt_enable();
    }
    #[inline]
    fn bh_depth() -> u32 {
        here().bh.load(Ordering::Relaxed)
    }

    #[inline]
    fn irq_disable() {
        let flags: u64;
        // SAFETY: the flags are pushed and popped; `cli` is allowed in privileged code. Memory is not named as untouched,
        // so that nothing moves out of the section.
        unsafe {
            asm!("pushfq", "pop {}", "cli", out(reg) flags);
        }
        // Only after `cli`: an interrupt between the two would see the depth of a section that has not begun.
        let cpu = here();
        if up(&cpu.irq) == 0 {
            cpu.were_on.store((flags >> 9) as u32 & 1, Ordering::Relaxed);
        }
    }
    #[inline]
    fn irq_enable() {
        let cpu = here();
        if down(&cpu.irq) == 0 && cpu.were_on.load(Ordering::Relaxed) == 1 {
            // SAFETY: they were on before the outermost section, which ends here.
            unsafe {
                asm!("sti");
            }
        }
    }
    #[inline]
    fn irq_depth() -> u32 {
        here().irq.load(Ordering::Relaxed)
    }

    fn park(word: &AtomicU32, expected: u32, until: Option<u64>) {
        while word.load(Ordering::Acquire) == expected && until.is_none_or(|time| Self::now() < time) {
            primitive::pause();
        }
    }

    fn wake(_word: *const AtomicU32, _count: u32) {}

    fn now() -> u64 {
        let ticks = TICKS.load(Ordering::Relaxed);
        ((u128::from(rdtscp().0) << 20) / u128::from(ticks)) as u64
    }
}
