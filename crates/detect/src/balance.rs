//! What a function of the module leaves behind when it returns: a lock that is held, preemption, bottom halves or
//! interrupts off, or, from a handler, interrupts on.
//!
//! Whoever calls into a module (a system call, `insmod`, the code that runs timers, interrupts and work items) finds the
//! context afterwards as it was before: nothing held and everything on, but for a hard interrupt, in which interrupts stay
//! off. lockdep says so at the return to user space and at the end of a task; `do_one_initcall`, the timer code and the
//! softirq loop compare `preempt_count()`.
//!
//! Semaphores are left out: one that a context takes and another gives back is a use of them. What this does not catch: a
//! lock that one function of a sequence file takes and the next gives back is right, so only the whole system call is judged.

use crate::finding::{Defect, Finding, Findings};
use engine::Ctx;
use machine::{Kind, Level, Machine, Masks, Place};
use region::Memory;

/// Who called the function that has returned.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Caller {
    /// `insmod`
    Init,
    /// `rmmod`
    Exit,
    /// A kthread ends.
    Thread,
    /// A work item.
    Work,
    /// A timer.
    Timer,
    /// A timer of high resolution.
    Hrtimer,
    /// Another CPU, which has sent it.
    Ipi,
    /// A tasklet.
    Tasklet,
    /// An interrupt line.
    Irq,
    /// This system call of a process.
    Syscall(&'static str),
}

/// A function that does not leave the context as it found it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Imbalance {
    /// Who called it.
    pub caller: Caller,
    /// Its address; 0: not known.
    pub function: usize,
    /// The lock that is held; 0: none.
    pub lock: usize,
    /// What is off.
    pub masks: Masks,
}

/// Whether `c` is as every function of a module must leave it.
#[inline]
pub fn is_balanced<M: Memory>(c: Ctx, m: &Machine<M>) -> bool {
    let context = m.context(c);
    let irqs_off = context.level == Level::Hardirq;
    m.held(c).is_empty() && context.preempt == 0 && context.bh == 0 && context.irqs_off == irqs_off
}

/// `c` has returned from `function`, unbalanced.
#[cold]
pub fn returned<M: Memory>(c: Ctx, m: &Machine<M>, caller: Caller, function: usize, out: &mut Findings) {
    let context = m.context(c);
    let masks = context.masks();
    let mut add = |lock, pc| {
        let place = Place { pc, ..Place::default() };
        let defect = Defect::Imbalance(Imbalance { caller, function, lock, masks });
        out.add(Finding { defect, context: c, place });
    };
    let mut spins = false;
    for held in m.held(c) {
        match m.object_at(held.address).map(|o| o.kind) {
            Some(Kind::Semaphore) => continue,
            kind => spins |= matches!(kind, Some(Kind::Spinlock | Kind::RwLock)),
        }
        add(held.address, held.pc);
    }
    let irqs = context.irqs_off != (context.level == Level::Hardirq);
    if !spins && (context.preempt > 0 || context.bh > 0 || irqs) {
        add(0, if masks.since != 0 { masks.since } else { function + 1 });
    }
}
