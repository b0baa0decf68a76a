//! A bounded queue between any number of producers and consumers.
//!
//! Each slot carries a sequence number that says whose turn it is: a slot with index `i` is ready for the producer of
//! position `p` (`p % N == i`) when its sequence is `p`, and for the consumer of position `p` when it is `p + 1`; the
//! consumer leaves `p + N`, which is the turn of the producer of the next round. Who finds that it is its turn claims the
//! position by compare-and-exchange on the shared counter, uses the slot, and passes the turn on with a release; who
//! looks at the sequence does so with an acquire.
//!
//! Sequences are stored less their index, so that an empty ring is all zeros.
//!
//! It is no queue of a lock-free kind in the strict sense: a producer that is stopped between its claim and its release
//! makes consumers find the ring empty at its position, though others put values behind it, and a consumer that is
//! stopped makes it full. Nobody spins on it, so no interrupt handler hangs.
//!
//! Source: Vyukov, "Bounded MPMC queue", 1024cores.net, 2011.

use core::mem::MaybeUninit;

use crate::padded::Padded;
use crate::primitive::{AtomicUsize, Ordering, UnsafeCell, pause};

struct Slot<T> {
    sequence: AtomicUsize,
    value: UnsafeCell<MaybeUninit<T>>,
}

/// A bounded queue for any number of producers and consumers, without locks. Each operation costs one
/// compare-and-exchange and two line transfers where others use the queue, may be used in every context, and never waits.
/// A `push` is a release, the `pop` that takes its value an acquire.
///
/// ```
/// use ksync::Ring;
///
/// static EVENTS: Ring<&str, 4> = Ring::new();
///
/// assert_eq!(EVENTS.push("up"), Ok(()));
/// assert_eq!(EVENTS.push("down"), Ok(()));
/// assert_eq!(EVENTS.pop(), Some("up"));
/// ```
pub struct Ring<T, const N: usize> {
    tail: Padded<AtomicUsize>,
    head: Padded<AtomicUsize>,
    slots: [Slot<T>; N],
}

// SAFETY: values are moved from thread to thread; nobody shares one.
unsafe impl<T: Send, const N: usize> Send for Ring<T, N> {}
// SAFETY: who uses a slot has claimed its position alone, and is ordered after its last user by the sequence.
unsafe impl<T: Send, const N: usize> Sync for Ring<T, N> {}

impl<T, const N: usize> Default for Ring<T, N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T, const N: usize> Ring<T, N> {
    // With one slot, "filled" and "ready for the next round" would be the same sequence number.
    const SIZE: () =
        assert!(N.is_power_of_two() && N > 1, "the size of a ring is a power of two, at least 2");

    /// An empty ring with room for `N` values. `N` is a power of two, at least 2.
    #[cfg(not(loom))]
    #[must_use]
    pub const fn new() -> Self {
        let () = Self::SIZE;
        Ring {
            tail: Padded(AtomicUsize::new(0)),
            head: Padded(AtomicUsize::new(0)),
            slots: [const { Slot { sequence: AtomicUsize::new(0), value: UnsafeCell::new(MaybeUninit::uninit()) } };
                N],
        }
    }

    /// An empty ring with room for `N` values. `N` is a power of two, at least 2.
    #[cfg(loom)]
    #[must_use]
    pub fn new() -> Self {
        let () = Self::SIZE;
        let slot = |_| Slot { sequence: AtomicUsize::new(0), value: UnsafeCell::new(MaybeUninit::uninit()) };
        Ring {
            tail: Padded(AtomicUsize::new(0)),
            head: Padded(AtomicUsize::new(0)),
            slots: core::array::from_fn(slot),
        }
    }

    /// Claims the position of `counter` whose slot has come to a turn that is `ahead` of the position; `None` if the slot
    /// is not there yet.
    #[inline(always)]
    fn claim(&self, counter: &AtomicUsize, ahead: usize) -> Option<(usize, &Slot<T>)> {
        let mut position = counter.load(Ordering::Relaxed);
        let mut turns = 0;
        loop {
            let index = position & (N - 1);
            let slot = &self.slots[index];
            let turn = slot.sequence.load(Ordering::Acquire).wrapping_add(index);
            match turn.wrapping_sub(position.wrapping_add(ahead)).cast_signed() {
                0 => {
                    let next = position.wrapping_add(1);
                    match counter.compare_exchange_weak(position, next, Ordering::Relaxed, Ordering::Relaxed)
                    {
                        Ok(_) => return Some((position, slot)),
                        Err(_) => position = Self::again(counter, &mut turns),
                    }
                }
                behind if behind < 0 => return None,
                // Somebody else has claimed it meanwhile.
                _ => position = Self::again(counter, &mut turns),
            }
        }
    }

    /// The position to try next, after somebody else was faster: a little later each time, up to 128 pauses, so that one
    /// gets several positions while it has the line.
    #[cold]
    fn again(counter: &AtomicUsize, turns: &mut u32) -> usize {
        for _ in 0..1_u32 << *turns {
            pause();
        }
        *turns = if cfg!(loom) { 0 } else { (*turns + 1).min(7) };
        counter.load(Ordering::Relaxed)
    }

    /// Passes the turn of a slot on.
    #[inline(always)]
    fn pass(slot: &Slot<T>, position: usize, to: usize) {
        slot.sequence.store(to.wrapping_sub(position & (N - 1)), Ordering::Release);
    }

    /// Puts a value in.
    ///
    /// # Errors
    ///
    /// The value, if the ring is full or the consumer of the next slot has not finished.
    #[inline]
    pub fn push(&self, value: T) -> Result<(), T> {
        let Some((position, slot)) = self.claim(&self.tail, 0) else { return Err(value) };
        // SAFETY: the slot is ours between claim and pass.
        slot.value.with_mut(|slot| unsafe { (*slot).write(value) });
        Self::pass(slot, position, position.wrapping_add(1));
        Ok(())
    }

    /// Takes the oldest value out; `None` if the ring is empty or the producer of the next slot has not finished.
    #[inline]
    pub fn pop(&self) -> Option<T> {
        let (position, slot) = self.claim(&self.head, 1)?;
        // SAFETY: the slot is ours between claim and pass, and its producer has written it.
        let value = slot.value.with(|slot| unsafe { (*slot).assume_init_read() });
        Self::pass(slot, position, position.wrapping_add(N));
        Some(value)
    }

    /// How many values there is room for.
    #[must_use]
    pub const fn size(&self) -> usize {
        N
    }

    /// How many values are in it, claimed ones included, as of some moment during the call.
    #[must_use]
    pub fn len(&self) -> usize {
        let head = self.head.load(Ordering::Acquire);
        self.tail.load(Ordering::Acquire).wrapping_sub(head).min(N)
    }

    /// Whether no value is in it, as of some moment during the call.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<T, const N: usize> Drop for Ring<T, N> {
    fn drop(&mut self) {
        if core::mem::needs_drop::<T>() {
            while self.pop().is_some() {}
        }
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;
    use crate::AtomicT;
    use proptest::prelude::*;
    use std::{collections::VecDeque, sync::Arc, vec, vec::Vec};

    proptest! {
        #[test]
        fn alone_it_is_a_queue(steps in proptest::collection::vec(0..2, 0..200)) {
            let (ring, mut model) = (Ring::<usize, 4>::new(), VecDeque::new());
            for (i, step) in steps.into_iter().enumerate() {
                if step == 0 {
                    let full = model.len() == 4;
                    prop_assert_eq!(ring.push(i), if full { Err(i) } else { Ok(()) });
                    if !full { model.push_back(i); }
                } else {
                    prop_assert_eq!(ring.pop(), model.pop_front());
                }
                prop_assert_eq!(ring.len(), model.len());
            }
        }
    }

    #[test]
    fn what_is_left_is_dropped_once() {
        let alive = Arc::new(());
        let ring = Ring::<_, 4>::new();
        for _ in 0..3 {
            ring.push(alive.clone()).unwrap();
        }
        drop(ring.pop());
        assert_eq!(Arc::strong_count(&alive), 3);
        drop(ring);
        assert_eq!(Arc::strong_count(&alive), 1);
    }

    #[test]
    fn every_value_comes_out_once_and_each_producers_in_order() {
        const PRODUCERS: usize = 2;
        let each = if cfg!(miri) { 40 } else { 20_000 };
        let (ring, taken) = (Ring::<(usize, usize), 4>::new(), AtomicT::new(0));
        let seen: Vec<Vec<(usize, usize)>> = std::thread::scope(|s| {
            for producer in 0..PRODUCERS {
                let ring = &ring;
                s.spawn(move || {
                    for i in 0..each {
                        while ring.push((producer, i)).is_err() {
                            std::thread::yield_now();
                        }
                    }
                });
            }
            let consume = || {
                let mut seen = vec![];
                while (taken.read() as usize) < PRODUCERS * each {
                    match ring.pop() {
                        Some(value) => {
                            taken.inc();
                            seen.push(value);
                        }
                        None => std::thread::yield_now(),
                    }
                }
                seen
            };
            let threads = [s.spawn(consume), s.spawn(consume)];
            threads.map(|thread| thread.join().unwrap()).into()
        });
        for seen in &seen {
            for producer in 0..PRODUCERS {
                let own: Vec<usize> = seen.iter().filter(|v| v.0 == producer).map(|v| v.1).collect();
                assert!(own.is_sorted());
            }
        }
        let mut all: Vec<_> = seen.concat();
        all.sort_unstable();
        let expected: Vec<_> = (0..PRODUCERS).flat_map(|p| (0..each).map(move |i| (p, i))).collect();
        assert_eq!(all, expected);
    }
}
