//! Grace periods: the counter, and waiting for records.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::record::{Record, Records};
use crate::padded::Padded;
use crate::platform::{Host, Platform};
use crate::primitive::{AtomicU64, Ordering, compiler_fence, fence};

/// The bits of a record's word, and of the period's, that count how deep the reader is; idle at zero.
pub const NEST: u64 = 0xffff;
/// Set where readers need a fence of their own.
pub const FENCE: u64 = 0x1_0000;
/// One period of readers who nest.
pub const PERIOD: u64 = 0x2_0000;

/// A mark of a moment, which tells whether a grace period has passed since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cookie(u64);

/// The counter of one flavour.
pub struct Periods {
    /// The period, in units of `step`; the bits below are the flavour's, and readers copy them.
    pub word: Padded<AtomicU64>,
    /// The last period whose grace period has begun, and the last whose has ended, in the same units.
    begun: AtomicU64,
    ended: AtomicU64,
    step: u64,
    /// Held by who makes the period end.
    lock: Mutex<()>,
}

/// Turns of a wait that spin or yield; every later one sleeps.
const IMPATIENT: u32 = 1024;

impl Periods {
    crate::constant! {
        pub const fn new(word: u64, step: u64) -> Periods {
            let last = word & !(step - 1);
            Periods {
                word: Padded(AtomicU64::new(word)),
                begun: AtomicU64::new(last),
                ended: AtomicU64::new(last),
                step,
                lock: Mutex::new(()),
            }
        }
    }

    /// Begins a read section, of a reader who nests.
    #[inline(always)]
    pub fn enter(&self, record: &Record) {
        let word = record.word.load(Ordering::Relaxed);
        if word & NEST == 0 {
            let period = self.word.load(Ordering::Acquire);
            record.word.store(period, Ordering::Relaxed);
            if period & FENCE != 0 {
                fence(Ordering::SeqCst);
            }
            compiler_fence(Ordering::SeqCst);
        } else {
            assert!(word & NEST != NEST, "read sections are nested more than 65,535 times");
            record.word.store(word + 1, Ordering::Relaxed);
        }
    }

    /// Ends a read section, of a reader who nests.
    #[inline(always)]
    pub fn leave(record: &Record) {
        compiler_fence(Ordering::SeqCst);
        let word = record.word.load(Ordering::Relaxed);
        record.word.store(word - 1, Ordering::Release);
    }

    fn number(&self, word: u64) -> u64 {
        word & !(self.step - 1)
    }

    /// A mark of this moment.
    ///
    /// The period that has begun last may be past its first barrier; the one after it has not come to it, as `begun`
    /// moves before: so that one will do.
    pub fn cookie(&self) -> Cookie {
        fence(Ordering::SeqCst);
        Cookie(self.begun.load(Ordering::Relaxed) + self.step)
    }

    /// Whether a grace period has passed since the mark was made.
    pub fn passed(&self, cookie: Cookie) -> bool {
        self.ended.load(Ordering::Acquire) >= cookie.0
    }

    /// Waits for a grace period that begins after the call, or makes it pass: (1) to (4) of the essay.
    pub fn pass(&self, records: &Records, barrier: fn(), idle: fn(u64) -> bool) {
        let cookie = self.cookie();
        let _lock = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        if self.passed(cookie) {
            return;
        }
        let period = self.ended.load(Ordering::Relaxed) + self.step;
        self.begun.store(period, Ordering::Relaxed);
        barrier();
        self.word.fetch_add(self.step, Ordering::AcqRel);
        for record in records.iter() {
            let mut turn = 0;
            loop {
                let word = record.word.load(Ordering::Acquire);
                if idle(word) || self.number(word) == period {
                    break;
                }
                match turn {
                    ..IMPATIENT => Host::relax(turn),
                    _ => std::thread::sleep(Duration::from_micros(100)),
                }
                turn = turn.saturating_add(1);
            }
        }
        barrier();
        self.ended.store(period, Ordering::Release);
    }
}
