//! The records in which readers say that they read.
//!
//! A list to whose front records are added and from which none is removed; those whose thread has ended are used again. So
//! whoever walks it needs no lock, and a thread that registers waits for nobody, in particular for no grace period.

use alloc::boxed::Box;
use core::ptr::{null, null_mut};

use crate::primitive::{AtomicBool, AtomicPtr, AtomicU64, Ordering};

/// What one thread says; on cache lines of its own, which writers only read.
#[derive(Debug)]
#[repr(align(128))]
pub struct Record {
    /// Written by the owner only.
    pub word: AtomicU64,
    taken: AtomicBool,
    next: *const Record,
}

// SAFETY: `next` does not change once the record can be reached by others.
unsafe impl Sync for Record {}

/// All records.
pub struct Records {
    /// invariant: null or a record that lives for ever, as is each `next`.
    first: AtomicPtr<Record>,
}

impl Records {
    crate::constant! {
        pub const fn new() -> Records {
            Records { first: AtomicPtr::new(null_mut()) }
        }
    }

    /// A record for a thread, idle.
    pub fn take(&self) -> &'static Record {
        let free = |record: &&Record| {
            let taken = &record.taken;
            taken.compare_exchange(false, true, Ordering::Acquire, Ordering::Relaxed).is_ok()
        };
        if let Some(record) = self.iter().find(free) {
            return record;
        }
        let mut first = self.first.load(Ordering::Relaxed);
        let record = Box::into_raw(Box::new(Record {
            word: AtomicU64::new(0),
            taken: AtomicBool::new(true),
            next: null(),
        }));
        loop {
            // SAFETY: nobody else can reach it yet.
            unsafe { (*record).next = first };
            match self.first.compare_exchange_weak(first, record, Ordering::AcqRel, Ordering::Relaxed) {
                // SAFETY: it is never freed.
                Ok(_) => return unsafe { &*record },
                Err(is) => first = is,
            }
        }
    }

    /// Lets another thread have the record, which is idle.
    pub fn give_back(&self, record: &Record) {
        record.taken.store(false, Ordering::Release);
    }

    /// All records, those that nobody has included.
    pub fn iter(&self) -> impl Iterator<Item = &'static Record> {
        let mut next = self.first.load(Ordering::Acquire).cast_const();
        core::iter::from_fn(move || {
            // SAFETY: the invariant of `first`.
            let record = unsafe { next.as_ref() }?;
            next = record.next;
            Some(record)
        })
    }
}
