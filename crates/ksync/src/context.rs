//! What is off while a lock is held, as a type.
//!
//! | context | Linux | for a lock that is also taken |
//! |---|---|---|
//! | [`NoGuard`] | `arch_spin_lock` | where the caller has turned off what must be off |
//! | [`PreemptDisabled`] | `spin_lock` | by tasks on other CPUs |
//! | [`BhDisabled`] | `spin_lock_bh` | by bottom halves |
//! | [`IrqDisabled`] | `spin_lock_irqsave` | by interrupt handlers |
//!
//! Entering comes before the lock is taken and leaving after it is given back: an interrupt between the two that took
//! the same lock would wait for the one that it interrupted.

use core::marker::PhantomData;

use crate::platform::{Host, Platform};

/// What is off while a lock is held.
pub trait Context: 'static {
    /// Where the lock is.
    type Platform: Platform;

    /// Turns it off on this CPU, once more.
    fn enter();

    /// Ends one [`enter`](Context::enter).
    fn leave();
}

/// Preemption is off.
#[derive(Debug)]
pub struct PreemptDisabled<P: Platform = Host>(PhantomData<P>);

impl<P: Platform> Context for PreemptDisabled<P> {
    type Platform = P;
    #[inline(always)]
    fn enter() {
        P::preempt_disable();
    }
    #[inline(always)]
    fn leave() {
        P::preempt_enable();
    }
}

/// Bottom halves, and with them preemption, are off.
#[derive(Debug)]
pub struct BhDisabled<P: Platform = Host>(PhantomData<P>);

impl<P: Platform> Context for BhDisabled<P> {
    type Platform = P;
    #[inline(always)]
    fn enter() {
        P::bh_disable();
        #[cfg(feature = "lockdep")]
        if P::bh_depth() == 1 {
            crate::validate::softirqs_off::<P>();
        }
    }
    #[inline(always)]
    fn leave() {
        #[cfg(feature = "lockdep")]
        if P::bh_depth() == 1 {
            crate::validate::softirqs_on::<P>();
        }
        P::bh_enable();
    }
}

/// Nothing is turned off: the caller has done what is needed, or nothing can come between.
#[derive(Debug)]
pub struct NoGuard<P: Platform = Host>(PhantomData<P>);

impl<P: Platform> Context for NoGuard<P> {
    type Platform = P;
    #[inline(always)]
    fn enter() {}
    #[inline(always)]
    fn leave() {}
}

/// Interrupts and preemption are off.
#[derive(Debug)]
pub struct IrqDisabled<P: Platform = Host>(PhantomData<P>);

impl<P: Platform> Context for IrqDisabled<P> {
    type Platform = P;
    #[inline(always)]
    fn enter() {
        P::irq_disable();
        #[cfg(feature = "lockdep")]
        if P::irq_depth() == 1 {
            crate::validate::hardirqs_off::<P>();
        }
        P::preempt_disable();
    }
    // Interrupts first, as in the kernel: where preemption is on again a reschedule may be due, which they would delay.
    #[inline(always)]
    fn leave() {
        #[cfg(feature = "lockdep")]
        if P::irq_depth() == 1 {
            crate::validate::hardirqs_on::<P>();
        }
        P::irq_enable();
        P::preempt_enable();
    }
}
