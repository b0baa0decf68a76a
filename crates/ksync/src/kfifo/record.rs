//! Records: `kfifo_rec_ptr_1` and `kfifo_rec_ptr_2`.
//!
//! A queue of bytes in which each record is preceded by its length, in `R` bytes, little endian. The counter moves once,
//! over length and bytes, so that the consumer never sees a part of a record.

use super::{Consumer, FifoRef, Kfifo, Producer};

/// The largest length that fits in `R` bytes.
const fn largest(r: usize) -> usize {
    assert!(r == 1 || r == 2, "the length of a record takes one byte or two");
    (1 << (8 * r)) - 1
}

/// Puts records into a [`Kfifo`] of bytes.
///
/// ```
/// use ksync::kfifo::{Kfifo, RecordConsumer, RecordProducer};
///
/// let mut fifo = Kfifo::<u8, 16>::new();
/// let (producer, consumer) = fifo.split();
/// let mut producer = RecordProducer::<_, 1>::from(producer);
/// let mut consumer = RecordConsumer::<_, 1>::from(consumer);
///
/// assert!(producer.put(b"first"));
/// assert!(producer.put(b"second"));
/// assert!(!producer.put(b"no room")); // a record is there as a whole or not at all
///
/// let mut buffer = [0; 4];
/// assert_eq!(consumer.peek_len(), Some(5));
/// assert_eq!(consumer.get(&mut buffer), Some(4)); // what does not fit in the buffer is gone
/// assert_eq!(&buffer, b"firs");
/// assert_eq!(consumer.peek_len(), Some(6));
/// ```
pub struct RecordProducer<F: FifoRef, const R: usize>(Producer<F>);

impl<F: FifoRef, const R: usize> From<Producer<F>> for RecordProducer<F, R> {
    fn from(producer: Producer<F>) -> Self {
        const { largest(R) };
        RecordProducer(producer)
    }
}

impl<const N: usize, F: FifoRef<Fifo = Kfifo<u8, N>>, const R: usize> RecordProducer<F, R> {
    /// `kfifo_in`: puts a record in, and says whether there was room for all of it. One release.
    pub fn put(&mut self, record: &[u8]) -> bool {
        let needed = R + record.len();
        if record.len() > const { largest(R) } || self.0.room(needed) < needed {
            return false;
        }
        let (at, length) = (self.0.r#in, record.len().to_le_bytes());
        // SAFETY: there is room for both, so the slots are ours.
        unsafe {
            self.0.fifo().write(at, length.as_ptr(), R);
            self.0.fifo().write(at.wrapping_add(R), record.as_ptr(), record.len());
        }
        self.0.publish(needed);
        true
    }

    /// `kfifo_avail`: the length of the longest record that there is room for; `None` if not even an empty one fits.
    pub fn avail(&mut self) -> Option<usize> {
        Some(self.0.avail().checked_sub(R)?.min(const { largest(R) }))
    }
}

/// Takes records out of a [`Kfifo`] of bytes.
pub struct RecordConsumer<F: FifoRef, const R: usize>(Consumer<F>);

impl<F: FifoRef, const R: usize> From<Consumer<F>> for RecordConsumer<F, R> {
    fn from(consumer: Consumer<F>) -> Self {
        const { largest(R) };
        RecordConsumer(consumer)
    }
}

impl<const N: usize, F: FifoRef<Fifo = Kfifo<u8, N>>, const R: usize> RecordConsumer<F, R> {
    /// `kfifo_peek_len`: the length of the record that comes next. An acquire.
    pub fn peek_len(&mut self) -> Option<usize> {
        let mut length = [0; size_of::<usize>()];
        if self.0.peek_slice(&mut length[..R]) < R {
            return None;
        }
        Some(usize::from_le_bytes(length))
    }

    /// `kfifo_out_peek`: copies as much of the next record as fits into the buffer, and returns how much. An acquire.
    pub fn peek(&mut self, buffer: &mut [u8]) -> Option<usize> {
        // Bytes that are no record, put in by another handle, may claim to be longer than they are.
        let length = self.peek_len()?;
        let count = length.min(buffer.len()).min(self.0.ready(R + length).saturating_sub(R));
        // SAFETY: there are as many bytes, so the slots are ours.
        unsafe { self.0.fifo().read(self.0.out.wrapping_add(R), buffer.as_mut_ptr(), count) };
        Some(count)
    }

    /// `kfifo_out`: takes a record out, copies as much of it as fits into the buffer, and returns how much; the rest of it
    /// is lost. `None` if there is no record. An acquire.
    pub fn get(&mut self, buffer: &mut [u8]) -> Option<usize> {
        let count = self.peek(buffer)?;
        self.skip();
        Some(count)
    }

    /// `kfifo_skip`: drops the next record, and says whether there was one.
    pub fn skip(&mut self) -> bool {
        self.peek_len().is_some_and(|length| self.0.skip(R + length) >= R)
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::{collections::VecDeque, vec, vec::Vec};

    fn check<const R: usize>(steps: Vec<(i32, usize)>) -> Result<(), TestCaseError> {
        let mut fifo = Kfifo::<u8, 32>::new();
        let (producer, consumer) = fifo.split();
        let mut producer = RecordProducer::<_, R>::from(producer);
        let mut consumer = RecordConsumer::<_, R>::from(consumer);
        let (mut model, mut used, mut next) = (VecDeque::<Vec<u8>>::new(), 0, 0_u8);
        for (step, length) in steps {
            match step {
                0 | 1 => {
                    next = next.wrapping_add(1);
                    let fits = used + R + length <= 32;
                    prop_assert_eq!(producer.avail().is_some_and(|most| most >= length), fits);
                    prop_assert_eq!(producer.put(&vec![next; length]), fits);
                    if fits {
                        model.push_back(vec![next; length]);
                        used += R + length;
                    }
                }
                2 | 3 => {
                    let mut buffer = vec![0; length];
                    let expected = model.front().map(|record| record.len().min(length));
                    prop_assert_eq!(consumer.peek(&mut buffer), expected);
                    if step == 3 {
                        prop_assert_eq!(consumer.get(&mut buffer), expected);
                    }
                    if let Some(front) = model.front() {
                        let count = front.len().min(length);
                        prop_assert_eq!(&buffer[..count], &front[..count]);
                        if step == 3 {
                            used -= R + front.len();
                            model.pop_front();
                        }
                    }
                }
                _ => {
                    prop_assert_eq!(consumer.skip(), !model.is_empty());
                    used -= model.pop_front().map_or(0, |record| R + record.len());
                }
            }
            prop_assert_eq!(consumer.peek_len(), model.front().map(Vec::len));
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn records_stay_whole_and_in_order(steps in proptest::collection::vec((0..5, 0..14_usize), 0..200)) {
            check::<1>(steps.clone())?;
            check::<2>(steps)?;
        }
    }

    #[test]
    fn a_record_whose_length_does_not_fit_is_refused() {
        let mut fifo = Kfifo::<u8, 1024>::new();
        let (producer, _consumer) = fifo.split();
        let mut producer = RecordProducer::<_, 1>::from(producer);
        assert_eq!(producer.avail(), Some(255));
        assert!(!producer.put(&[0; 256]));
        assert!(producer.put(&[0; 255]));
    }

    #[test]
    fn bytes_that_are_no_record_do_no_harm() {
        let mut fifo = Kfifo::<u8, 8>::new();
        let (mut producer, consumer) = fifo.split();
        producer.put_slice(&[200, 1, 2]);
        let mut consumer = RecordConsumer::<_, 1>::from(consumer);
        let mut buffer = [0; 8];
        assert_eq!(consumer.get(&mut buffer), Some(2));
        assert_eq!(buffer[..2], [1, 2]);
        assert_eq!(consumer.get(&mut buffer), None);
    }
}
