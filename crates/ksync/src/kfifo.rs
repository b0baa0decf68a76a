//! `kfifo`: a queue between one producer and one consumer, without locks.
//!
//! An array of `N` slots, a power of two, and two counters that only grow: `in`, which the producer alone writes, and
//! `out`, which the consumer alone writes. Slot `i % N` is the consumer's for `out <= i < in`, else the producer's. Each
//! side moves its counter with a release after it has used a slot, and looks at the other's with an acquire before: so
//! the use of a slot by one side happens before its use by the other.
//!
//! Each side keeps its own counter and the last value that it saw of the other's in its handle. It looks at the other's
//! line only when that value says that there is nothing to do, so that a line moves between the two CPUs once for many
//! items and not twice for each (Lee, Bu and Chandranmenon, "A Lock-Free, Cache-Efficient Shared Ring Buffer", ANCS
//! 2009). Batch operations move the counter once.
//!
//! There is one [`Producer`] and one [`Consumer`] at a time: the handle is the right to use that end, which is claimed
//! when it is made and given back when it is dropped. A handle that is forgotten keeps its end claimed.
//!
//! All operations may be used in every context, and none waits: an interrupt handler may hold one end and a task the
//! other. Nothing in it breaks when the other side stops or dies at any point.
//!
//! Source: Lamport, "Specifying Concurrent Program Modules", ACM TOPLAS 5(2), 1983; the interface is that of
//! `linux/kfifo.h`.

use core::marker::PhantomData;
use core::mem::MaybeUninit;
use core::ptr::NonNull;

use crate::padded::Padded;
use crate::primitive::{AtomicBool, AtomicUsize, Ordering, UnsafeCell};

mod record;

pub use record::{RecordConsumer, RecordProducer};

/// The array and the counters. Put it into a static, an `Arc` or a local of the thread that outlives both users.
///
/// ```
/// use ksync::Kfifo;
///
/// static SAMPLES: Kfifo<u32, 8> = Kfifo::new();
///
/// let mut producer = SAMPLES.producer().expect("nobody else is the producer");
/// let reader = std::thread::spawn(|| {
///     let mut consumer = SAMPLES.consumer().expect("nobody else is the consumer");
///     let mut sum = 0;
///     for _ in 0..100 {
///         sum += loop {
///             match consumer.get() {
///                 Some(sample) => break sample,
///                 None => std::thread::yield_now(),
///             }
///         };
///     }
///     sum
/// });
/// for mut sample in 0..100 {
///     while let Err(back) = producer.put(sample) {
///         sample = back;
///         std::thread::yield_now();
///     }
/// }
/// assert_eq!(reader.join().unwrap(), 4950);
/// ```
pub struct Kfifo<T, const N: usize> {
    // invariant: the values of slots `out..in`, modulo `N`, are initialised, and those are at most `N`.
    r#in: Padded<AtomicUsize>,
    out: Padded<AtomicUsize>,
    // invariant: true while there is a `Producer`, a `Consumer`.
    produced: AtomicBool,
    consumed: AtomicBool,
    slots: [UnsafeCell<MaybeUninit<T>>; N],
}

// SAFETY: values are moved from the producer's thread to the consumer's; nobody shares one.
unsafe impl<T: Send, const N: usize> Send for Kfifo<T, N> {}
// SAFETY: `&Kfifo` gives access to values only through the two handles, of which there is one each.
unsafe impl<T: Send, const N: usize> Sync for Kfifo<T, N> {}

impl<T, const N: usize> Default for Kfifo<T, N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T, const N: usize> Kfifo<T, N> {
    /// An empty queue with room for `N` values. `N` is a power of two.
    #[cfg(not(loom))]
    #[must_use]
    pub const fn new() -> Self {
        const { assert!(N.is_power_of_two(), "the size of a kfifo is a power of two") };
        Kfifo {
            r#in: Padded(AtomicUsize::new(0)),
            out: Padded(AtomicUsize::new(0)),
            produced: AtomicBool::new(false),
            consumed: AtomicBool::new(false),
            slots: [const { UnsafeCell::new(MaybeUninit::uninit()) }; N],
        }
    }

    /// An empty queue with room for `N` values. `N` is a power of two.
    #[cfg(loom)]
    #[must_use]
    pub fn new() -> Self {
        const { assert!(N.is_power_of_two(), "the size of a kfifo is a power of two") };
        Kfifo {
            r#in: Padded(AtomicUsize::new(0)),
            out: Padded(AtomicUsize::new(0)),
            produced: AtomicBool::new(false),
            consumed: AtomicBool::new(false),
            slots: core::array::from_fn(|_| UnsafeCell::new(MaybeUninit::uninit())),
        }
    }

    /// `kfifo_size`: how many values there is room for.
    #[must_use]
    pub const fn size(&self) -> usize {
        N
    }

    /// `kfifo_len`: how many values are in it, as of some moment during the call.
    #[must_use]
    pub fn len(&self) -> usize {
        // `in` last: it only grows, so that the difference is not below zero.
        let out = self.out.load(Ordering::Acquire);
        self.r#in.load(Ordering::Acquire).wrapping_sub(out).min(N)
    }

    /// `kfifo_is_empty`.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// `kfifo_is_full`.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.len() == N
    }

    /// `kfifo_avail`: for how many values there is room.
    #[must_use]
    pub fn avail(&self) -> usize {
        N - self.len()
    }

    /// The producer's end, unless somebody has it.
    #[must_use]
    pub fn producer(&self) -> Option<Producer<&Self>> {
        Producer::claim(self)
    }

    /// The consumer's end, unless somebody has it.
    #[must_use]
    pub fn consumer(&self) -> Option<Consumer<&Self>> {
        Consumer::claim(self)
    }

    /// Both ends of a queue that is the caller's alone.
    ///
    /// ```
    /// let mut fifo = ksync::Kfifo::<_, 4>::new();
    /// let (mut producer, mut consumer) = fifo.split();
    /// assert_eq!(producer.put_slice(&[1, 2, 3, 4, 5]), 4);
    /// assert_eq!(consumer.linear(), [1, 2, 3, 4]);
    /// assert_eq!(consumer.skip(3), 3);
    /// assert_eq!(consumer.get(), Some(4));
    /// assert_eq!(consumer.get(), None);
    /// ```
    pub fn split(&mut self) -> (Producer<&Self>, Consumer<&Self>) {
        // Handles that were forgotten have no use any more: they borrowed the queue.
        self.produced = AtomicBool::new(false);
        self.consumed = AtomicBool::new(false);
        let fifo = &*self;
        match (Producer::claim(fifo), Consumer::claim(fifo)) {
            (Some(producer), Some(consumer)) => (producer, consumer),
            _ => unreachable!("nobody else can reach the queue"),
        }
    }

    #[inline(always)]
    fn slot(&self, position: usize) -> &UnsafeCell<MaybeUninit<T>> {
        &self.slots[position & (N - 1)]
    }

    /// Writes values from `position` on.
    ///
    /// # Safety
    ///
    /// The slots are the producer's, who calls; `count` values can be read at `from`.
    #[inline]
    unsafe fn write(&self, position: usize, from: *const T, count: usize) {
        #[cfg(not(loom))]
        {
            let (at, slots) = (position & (N - 1), self.slots.as_ptr().cast_mut().cast::<T>());
            let first = count.min(N - at);
            // SAFETY: the slots lie within the array, in two pieces, and are the caller's.
            unsafe {
                slots.add(at).copy_from_nonoverlapping(from, first);
                slots.copy_from_nonoverlapping(from.add(first), count - first);
            }
        }
        #[cfg(loom)]
        for i in 0..count {
            // SAFETY: as the caller says.
            self.slot(position.wrapping_add(i))
                .with_mut(|slot| unsafe { slot.cast::<T>().copy_from(from.add(i), 1) });
        }
    }

    /// Copies values from `position` on.
    ///
    /// # Safety
    ///
    /// The slots are the consumer's, who calls; `count` values can be written at `to`. Of each value at most one copy is
    /// used as a value.
    #[inline]
    unsafe fn read(&self, position: usize, to: *mut T, count: usize) {
        #[cfg(not(loom))]
        {
            let (at, slots) = (position & (N - 1), self.slots.as_ptr().cast_mut().cast::<T>());
            let first = count.min(N - at);
            // SAFETY: the slots lie within the array, in two pieces, and are the caller's.
            unsafe {
                to.copy_from_nonoverlapping(slots.add(at), first);
                to.add(first).copy_from_nonoverlapping(slots, count - first);
            }
        }
        #[cfg(loom)]
        for i in 0..count {
            // SAFETY: as the caller says.
            self.slot(position.wrapping_add(i))
                .with(|slot| unsafe { to.add(i).copy_from(slot.cast::<T>(), 1) });
        }
    }
}

impl<T, const N: usize> Drop for Kfifo<T, N> {
    fn drop(&mut self) {
        // A handle that was forgotten is gone with the queue: whatever it was, it borrowed or owned a part of it.
        self.consumed = AtomicBool::new(false);
        if core::mem::needs_drop::<T>()
            && let Some(mut consumer) = self.consumer()
        {
            while consumer.get().is_some() {}
        }
    }
}

/// What a handle needs to know of a queue.
pub trait Queue: sealed::Queue {
    /// What is in the queue.
    type Item;
}

impl<T, const N: usize> Queue for Kfifo<T, N> {
    type Item = T;
}

mod sealed {
    use super::{AtomicBool, Kfifo};

    pub trait Queue {
        fn produced(&self) -> &AtomicBool;
        fn consumed(&self) -> &AtomicBool;
    }

    impl<T, const N: usize> Queue for Kfifo<T, N> {
        fn produced(&self) -> &AtomicBool {
            &self.produced
        }
        fn consumed(&self) -> &AtomicBool {
            &self.consumed
        }
    }
}

/// A pointer that leads to one and the same queue as long as it lives: `&Kfifo`, or an `Arc` of one.
///
/// # Safety
///
/// [`fifo`](FifoRef::fifo) always returns the same, and moving the pointer does not move the queue.
pub unsafe trait FifoRef {
    /// The queue.
    type Fifo: Queue;
    /// Where it is.
    fn fifo(&self) -> NonNull<Self::Fifo>;
}

type Item<F> = <<F as FifoRef>::Fifo as Queue>::Item;

// SAFETY: a reference does not change where it leads.
unsafe impl<T, const N: usize> FifoRef for &Kfifo<T, N> {
    type Fifo = Kfifo<T, N>;
    fn fifo(&self) -> NonNull<Kfifo<T, N>> {
        NonNull::from(*self)
    }
}

// SAFETY: an `Arc` does not change where it leads.
#[cfg(feature = "alloc")]
unsafe impl<T, const N: usize> FifoRef for alloc::sync::Arc<Kfifo<T, N>> {
    type Fifo = Kfifo<T, N>;
    fn fifo(&self) -> NonNull<Kfifo<T, N>> {
        NonNull::from(&**self)
    }
}

/// The end of a [`Kfifo`] where values are put in. `F` is how it holds the queue.
pub struct Producer<F: FifoRef> {
    /// Where `_keep` leads.
    fifo: NonNull<F::Fifo>,
    /// `in`, which nobody else writes.
    r#in: usize,
    /// invariant: not above `out`, so that there is at least as much room as it says.
    out: usize,
    /// Keeps it alive.
    _keep: F,
    items: PhantomData<Item<F>>,
}

// SAFETY: the handle is a reference to the queue and two numbers; the queue may be used by several threads.
unsafe impl<F: FifoRef + Send> Send for Producer<F> where Item<F>: Send {}

impl<T, const N: usize, F: FifoRef<Fifo = Kfifo<T, N>>> Producer<F> {
    /// The producer's end of a queue, unless somebody has it.
    ///
    /// ```
    /// use ksync::kfifo::{Consumer, Kfifo, Producer};
    /// use std::sync::Arc;
    ///
    /// let fifo = Arc::new(Kfifo::<String, 16>::new());
    /// let mut producer = Producer::claim(fifo.clone()).unwrap();
    /// assert!(Producer::claim(fifo.clone()).is_none());
    /// let mut consumer = Consumer::claim(fifo).unwrap();
    /// producer.put("hello".to_string()).unwrap();
    /// assert_eq!(consumer.get().as_deref(), Some("hello"));
    /// ```
    #[must_use]
    pub fn claim(keep: F) -> Option<Self> {
        let fifo = keep.fifo();
        // SAFETY: `keep` keeps it alive (the contract of `FifoRef`).
        let shared = unsafe { fifo.as_ref() };
        if shared.produced.swap(true, Ordering::Acquire) {
            return None;
        }
        let (r#in, out) = (shared.r#in.load(Ordering::Relaxed), shared.out.load(Ordering::Acquire));
        Some(Producer { fifo, r#in, out, _keep: keep, items: PhantomData })
    }

    /// The queue.
    #[inline(always)]
    #[must_use]
    pub fn fifo(&self) -> &Kfifo<T, N> {
        // SAFETY: `_keep` keeps it alive (the contract of `FifoRef`).
        unsafe { self.fifo.as_ref() }
    }

    /// For how many values there is room, of `wanted`. Looks at the consumer's line only if the last look is not enough.
    #[inline(always)]
    fn room(&mut self, wanted: usize) -> usize {
        let seen = N - self.r#in.wrapping_sub(self.out);
        if seen >= wanted {
            return wanted;
        }
        self.out = self.fifo().out.load(Ordering::Acquire);
        wanted.min(N - self.r#in.wrapping_sub(self.out))
    }

    /// Gives the consumer what was written into the next `count` slots. A release.
    #[inline(always)]
    fn publish(&mut self, count: usize) {
        self.r#in = self.r#in.wrapping_add(count);
        self.fifo().r#in.store(self.r#in, Ordering::Release);
    }

    /// `kfifo_put`: puts a value in, or gives it back if there is no room. A release.
    ///
    /// # Errors
    ///
    /// The value, if the queue is full.
    #[inline]
    pub fn put(&mut self, value: T) -> Result<(), T> {
        if self.room(1) == 0 {
            return Err(value);
        }
        // SAFETY: there is room, so the slot is ours.
        self.fifo().slot(self.r#in).with_mut(|slot| unsafe { (*slot).write(value) });
        self.publish(1);
        Ok(())
    }

    /// `kfifo_in`: puts in as many of the values as there is room for, and returns how many. One release for all.
    #[inline]
    pub fn put_slice(&mut self, values: &[T]) -> usize
    where
        T: Copy,
    {
        let count = self.room(values.len());
        // SAFETY: there is room, so the slots are ours; a copy is as good as the value.
        unsafe { self.fifo().write(self.r#in, values.as_ptr(), count) };
        self.publish(count);
        count
    }

    /// Puts in what the iterator gives until there is no room, and returns how many. One release for all. No value is
    /// taken from the iterator that there is no room for.
    pub fn put_iter(&mut self, values: impl IntoIterator<Item = T>) -> usize {
        /// Publishes what was written even if the iterator panics.
        struct Written<'a, T, const N: usize, F: FifoRef<Fifo = Kfifo<T, N>>>(&'a mut Producer<F>, usize);
        impl<T, const N: usize, F: FifoRef<Fifo = Kfifo<T, N>>> Drop for Written<'_, T, N, F> {
            fn drop(&mut self) {
                self.0.publish(self.1);
            }
        }
        let mut values = values.into_iter();
        let room = self.room(values.size_hint().1.unwrap_or(N).min(N));
        let at = self.r#in & (N - 1);
        let first = room.min(N - at);
        let mut written = Written(self, 0);
        // Two pieces, so that the compiler sees that each lies side by side.
        for (at, count) in [(at, first), (0, room - first)] {
            for slot in at..at + count {
                let Some(value) = values.next() else { return written.1 };
                // SAFETY: there is room, so the slot is ours.
                written.0.fifo().slots[slot].with_mut(|slot| unsafe { (*slot).write(value) });
                written.1 += 1;
            }
        }
        written.1
    }

    /// `kfifo_avail`: for how many values there is room. It can only become more until the producer puts something in.
    pub fn avail(&mut self) -> usize {
        self.room(N)
    }

    /// `kfifo_is_full`.
    pub fn is_full(&mut self) -> bool {
        self.room(1) == 0
    }
}

impl<F: FifoRef> Drop for Producer<F> {
    fn drop(&mut self) {
        // SAFETY: `_keep` keeps it alive (the contract of `FifoRef`).
        sealed::Queue::produced(unsafe { self.fifo.as_ref() }).store(false, Ordering::Release);
    }
}

/// The end of a [`Kfifo`] where values are taken out. `F` is how it holds the queue.
pub struct Consumer<F: FifoRef> {
    /// Where `_keep` leads.
    fifo: NonNull<F::Fifo>,
    /// invariant: not above `in`, so that there are at least as many values as it says.
    r#in: usize,
    /// `out`, which nobody else writes.
    out: usize,
    /// Keeps it alive.
    _keep: F,
    items: PhantomData<Item<F>>,
}

// SAFETY: the handle is a reference to the queue and two numbers; the queue may be used by several threads.
unsafe impl<F: FifoRef + Send> Send for Consumer<F> where Item<F>: Send {}

impl<T, const N: usize, F: FifoRef<Fifo = Kfifo<T, N>>> Consumer<F> {
    /// The consumer's end of a queue, unless somebody has it.
    #[must_use]
    pub fn claim(keep: F) -> Option<Self> {
        let fifo = keep.fifo();
        // SAFETY: `keep` keeps it alive (the contract of `FifoRef`).
        let shared = unsafe { fifo.as_ref() };
        if shared.consumed.swap(true, Ordering::Acquire) {
            return None;
        }
        let (out, r#in) = (shared.out.load(Ordering::Relaxed), shared.r#in.load(Ordering::Acquire));
        Some(Consumer { fifo, r#in, out, _keep: keep, items: PhantomData })
    }

    /// The queue.
    #[inline(always)]
    #[must_use]
    pub fn fifo(&self) -> &Kfifo<T, N> {
        // SAFETY: `_keep` keeps it alive (the contract of `FifoRef`).
        unsafe { self.fifo.as_ref() }
    }

    /// How many values there are, of `wanted`. Looks at the producer's line only if the last look is not enough.
    #[inline(always)]
    fn ready(&mut self, wanted: usize) -> usize {
        let seen = self.r#in.wrapping_sub(self.out);
        if seen >= wanted {
            return wanted;
        }
        self.r#in = self.fifo().r#in.load(Ordering::Acquire);
        wanted.min(self.r#in.wrapping_sub(self.out))
    }

    /// Gives the producer the next `count` slots. A release.
    #[inline(always)]
    fn give_back(&mut self, count: usize) {
        self.out = self.out.wrapping_add(count);
        self.fifo().out.store(self.out, Ordering::Release);
    }

    /// `kfifo_get`: takes a value out, if there is one. An acquire.
    #[inline]
    pub fn get(&mut self) -> Option<T> {
        if self.ready(1) == 0 {
            return None;
        }
        // SAFETY: there is a value, so the slot is ours; after `give_back` nobody reads it again.
        let value = self.fifo().slot(self.out).with(|slot| unsafe { (*slot).assume_init_read() });
        self.give_back(1);
        Some(value)
    }

    /// `kfifo_out`: takes out as many values as there are and as `values` has room for, and returns how many. An acquire.
    #[inline]
    pub fn get_slice(&mut self, values: &mut [T]) -> usize
    where
        T: Copy,
    {
        let count = self.peek_slice(values);
        self.give_back(count);
        count
    }

    /// `kfifo_out_peek`: copies what [`get_slice`](Consumer::get_slice) would take out. An acquire.
    #[inline]
    pub fn peek_slice(&mut self, values: &mut [T]) -> usize
    where
        T: Copy,
    {
        let count = self.ready(values.len());
        // SAFETY: there are as many values, so the slots are ours; they are `Copy`.
        unsafe { self.fifo().read(self.out, values.as_mut_ptr(), count) };
        count
    }

    /// `kfifo_peek`: the value that comes next. An acquire.
    #[cfg(not(loom))]
    #[inline]
    pub fn peek(&mut self) -> Option<&T> {
        self.linear().first()
    }

    /// `kfifo_out_linear`: the values that come next, as many as lie side by side in the array; of those that the last look
    /// at the producer's line showed, or, where that was none, that one shows which it takes. An acquire.
    /// [`skip`](Consumer::skip) takes them out.
    #[cfg(not(loom))]
    #[inline]
    pub fn linear(&mut self) -> &[T] {
        self.ready(1);
        let at = self.out & (N - 1);
        let count = self.r#in.wrapping_sub(self.out).min(N - at);
        let first = self.fifo().slots.as_ptr().cast::<T>();
        // SAFETY: those slots are within the array, hold values and are ours until `give_back`, which needs `&mut self`.
        unsafe { core::slice::from_raw_parts(first.add(at), count) }
    }

    /// `kfifo_skip_count`: drops up to `count` values, and returns how many.
    pub fn skip(&mut self, count: usize) -> usize {
        let count = self.ready(count.min(N));
        if core::mem::needs_drop::<T>() {
            for _ in 0..count {
                drop(self.get());
            }
        } else {
            self.give_back(count);
        }
        count
    }

    /// `kfifo_reset_out`: drops the values that are in the queue at the beginning of the call.
    pub fn reset_out(&mut self) {
        self.skip(N);
    }

    /// `kfifo_len`: how many values there are. It can only become more until the consumer takes something out.
    pub fn len(&mut self) -> usize {
        self.ready(N)
    }

    /// `kfifo_is_empty`.
    pub fn is_empty(&mut self) -> bool {
        self.ready(1) == 0
    }
}

impl<F: FifoRef> Drop for Consumer<F> {
    fn drop(&mut self) {
        // SAFETY: `_keep` keeps it alive (the contract of `FifoRef`).
        sealed::Queue::consumed(unsafe { self.fifo.as_ref() }).store(false, Ordering::Release);
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::{boxed::Box, collections::VecDeque, sync::Arc, vec, vec::Vec};

    proptest! {
        #[test]
        fn it_is_a_queue_of_limited_length(steps in proptest::collection::vec((0..9, 0..12_usize), 0..200)) {
            let mut fifo = Kfifo::<u32, 8>::new();
            let (mut producer, mut consumer) = fifo.split();
            let (mut model, mut next) = (VecDeque::new(), 0_u32);
            for (step, count) in steps {
                let room = 8 - model.len();
                let fresh: Vec<u32> = (next..).take(count).collect();
                match step {
                    0 => {
                        prop_assert_eq!(producer.put(next), if room > 0 { Ok(()) } else { Err(next) });
                        if room > 0 { model.push_back(next); }
                    }
                    1 => prop_assert_eq!(consumer.get(), model.pop_front()),
                    2 => {
                        prop_assert_eq!(producer.put_slice(&fresh), count.min(room));
                        model.extend(&fresh[..count.min(room)]);
                    }
                    3 => {
                        prop_assert_eq!(producer.put_iter(fresh.iter().copied()), count.min(room));
                        model.extend(&fresh[..count.min(room)]);
                    }
                    4 | 5 => {
                        let mut values = vec![0; count];
                        let got = if step == 4 { consumer.get_slice(&mut values) } else { consumer.peek_slice(&mut values) };
                        prop_assert_eq!(got, count.min(model.len()));
                        prop_assert!(values[..got].iter().eq(model.iter().take(got)));
                        if step == 4 { model.drain(..got); }
                    }
                    6 => {
                        prop_assert_eq!(consumer.skip(count), count.min(model.len()));
                        model.drain(..count.min(model.len()));
                    }
                    7 => prop_assert_eq!(consumer.peek(), model.front()),
                    _ => {
                        let linear = consumer.linear().to_vec();
                        prop_assert_eq!(linear.is_empty(), model.is_empty());
                        prop_assert!(linear.iter().eq(model.iter().take(linear.len())));
                    }
                }
                next += 12;
                prop_assert_eq!(consumer.len(), model.len());
                prop_assert_eq!(producer.avail(), 8 - model.len());
                prop_assert_eq!(producer.fifo().is_full(), model.len() == 8);
                prop_assert_eq!(consumer.fifo().is_empty(), model.is_empty());
            }
        }
    }

    #[test]
    fn what_is_left_is_dropped_once() {
        let alive = Arc::new(());
        let mut fifo = Kfifo::<_, 4>::new();
        let (mut producer, mut consumer) = fifo.split();
        for _ in 0..4 {
            producer.put(Box::new(alive.clone())).unwrap();
        }
        drop(consumer.get());
        assert_eq!(consumer.skip(1), 1);
        assert_eq!(Arc::strong_count(&alive), 3);
        assert_eq!(producer.put_iter((0..9).map(|_| Box::new(alive.clone()))), 2);
        assert_eq!(Arc::strong_count(&alive), 5);
        drop((producer, consumer));
        drop(fifo);
        assert_eq!(Arc::strong_count(&alive), 1);
    }

    #[test]
    fn an_end_is_claimed_once_and_goes_on_where_it_was() {
        let fifo = Kfifo::<u8, 2>::new();
        let mut producer = fifo.producer().unwrap();
        assert!(fifo.producer().is_none());
        producer.put(1).unwrap();
        drop(producer);
        let mut producer = fifo.producer().unwrap();
        producer.put(2).unwrap();
        assert!(producer.is_full());
        core::mem::forget(producer);
        assert!(fifo.producer().is_none());
        assert_eq!(fifo.consumer().unwrap().get(), Some(1));
        assert_eq!(fifo.consumer().unwrap().get(), Some(2));
    }

    #[test]
    fn an_iterator_that_panics_loses_nothing_that_was_written() {
        let mut fifo = Kfifo::<u8, 8>::new();
        let (mut producer, mut consumer) = fifo.split();
        let panics = (0..5).map(|i| if i == 3 { panic!("on purpose") } else { i });
        let caught = std::panic::catch_unwind(core::panic::AssertUnwindSafe(|| producer.put_iter(panics)));
        assert!(caught.is_err());
        assert_eq!(consumer.linear(), [0, 1, 2]);
    }

    #[test]
    fn counters_may_wrap() {
        let mut fifo = Kfifo::<usize, 4>::new();
        fifo.r#in = Padded(AtomicUsize::new(usize::MAX - 5));
        fifo.out = Padded(AtomicUsize::new(usize::MAX - 5));
        let (mut producer, mut consumer) = fifo.split();
        for i in 0..20 {
            producer.put(i).unwrap();
            producer.put(i).unwrap();
            assert_eq!(consumer.len(), 2);
            assert_eq!(consumer.get(), Some(i));
            assert_eq!(consumer.skip(9), 1);
        }
    }

    #[test]
    fn two_threads_see_every_value_once_and_in_order() {
        let fifo = Arc::new(Kfifo::<Box<usize>, 8>::new());
        let count = if cfg!(miri) { 100 } else { 20_000 };
        let mut producer = Producer::claim(fifo.clone()).unwrap();
        let mut consumer = Consumer::claim(fifo).unwrap();
        let thread = std::thread::spawn(move || {
            let mut next = 0;
            while next < count {
                if next % 3 == 0 {
                    next += producer.put_iter((next..count).map(Box::new));
                } else if producer.put(Box::new(next)).is_ok() {
                    next += 1;
                } else {
                    std::thread::yield_now();
                }
            }
        });
        for i in 0..count {
            let value = loop {
                match consumer.get() {
                    Some(value) => break value,
                    None => std::thread::yield_now(),
                }
            };
            assert_eq!(*value, i);
        }
        thread.join().unwrap();
        assert!(consumer.is_empty());
    }
}
