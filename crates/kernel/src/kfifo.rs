//! Rings of elements: `struct __kfifo { in; out; mask; esize; data }`.
//!
//! `in` and `out` count for ever and are taken modulo the size. The writer alone moves `in`, after it has stored the
//! elements; the reader alone moves `out`, after it has loaded them. Each looks at the other's counter with a marked
//! load that orders what follows, and publishes its own with a marked store that orders what precedes; its own counter
//! it loads plainly. So one of each needs no lock, and two writers, or two readers, race.
//!
//! In a fifo of records each begins with its length, in one or two bytes, the least first.

use crate::errno::{EFAULT, EINVAL, ENOMEM};
use crate::{slab, string, uaccess};
use machine::{Access, AccessKind, Order, Place};
use region::Memory;
use vm::Vm;

const IN: usize = 0;
const OUT: usize = 4;
const MASK: usize = 8;
const ESIZE: usize = 12;
const DATA: usize = 16;

/// A fifo, by the address of its `struct __kfifo`, and who asks from where.
pub struct Fifo<'a> {
    vm: &'a mut Vm,
    at: usize,
    /// How many bytes the length of a record has; 0: there are no records.
    length: u32,
    place: Place,
}

impl Fifo<'_> {
    /// The fifo at `at`.
    pub fn new(vm: &mut Vm, at: usize, length: u32, place: Place) -> Fifo<'_> {
        Fifo { vm, at, length, place }
    }

    fn load(&mut self, field: usize) -> u32 {
        self.vm.touch(self.at + field, 4, AccessKind::Read, self.place);
        self.vm.machine.memory.load(self.at + field, 4).unwrap_or(0) as u32
    }

    /// A counter that somebody else moves.
    fn look(&mut self, field: usize) -> u32 {
        let access = Access { address: self.at + field, size: 4, kind: AccessKind::MarkedRead };
        // The first counter that is looked at is where a loop may wait.
        match field {
            IN => self.vm.access(access, self.place),
            _ => self.vm.access_again(access, self.place),
        }
        let value = self.vm.machine.memory.load(self.at + field, 4).unwrap_or(0) as u32;
        self.vm.barrier(Order::Acquire, self.place);
        value
    }

    /// Moves a counter, after all that was done before.
    fn publish(&mut self, field: usize, value: u32) {
        self.vm.barrier(Order::Release, self.place);
        let at = self.at + field;
        self.vm.access(Access { address: at, size: 4, kind: AccessKind::MarkedWrite }, self.place);
        string::store(self.vm, |vm| vm.machine.memory.store(at, 4, value.into()), at, self.place);
    }

    fn set(&mut self, field: usize, size: usize, value: usize) {
        let at = self.at + field;
        self.vm.touch(at, size, AccessKind::Write, self.place);
        string::store(self.vm, |vm| vm.machine.memory.store(at, size, value as u64), at, self.place);
    }

    fn data(&mut self) -> usize {
        self.vm.touch(self.at + DATA, 8, AccessKind::Read, self.place);
        self.vm.machine.memory.load(self.at + DATA, 8).unwrap_or(0) as usize
    }

    /// Makes it an empty fifo of `count` elements of `esize` bytes at `data`.
    pub fn initialise(&mut self, data: usize, count: u32, esize: u32) {
        for (field, value) in [(IN, 0), (OUT, 0), (MASK, count.saturating_sub(1)), (ESIZE, esize)] {
            self.set(field, 4, value as usize);
        }
        self.set(DATA, 8, data);
    }

    /// `kfifo_alloc`: 0, or an error.
    pub fn allocate(&mut self, count: u32, esize: u32, flags: u32) -> i32 {
        let count = count.checked_next_power_of_two().unwrap_or(0);
        if count < 2 {
            self.initialise(0, 0, esize);
            return EINVAL as i32;
        }
        let data = slab::allocate_array(self.vm, count as usize, esize as usize, flags, self.place);
        if data == 0 {
            self.initialise(0, 0, esize);
            return ENOMEM as i32;
        }
        self.initialise(data, count, esize);
        0
    }

    /// `kfifo_init` with a buffer of so many bytes: 0, or an error.
    pub fn take(&mut self, data: usize, bytes: u32, esize: u32) -> i32 {
        let count = bytes / esize.max(1);
        if count < 2 {
            self.initialise(data, 0, esize);
            return EINVAL as i32;
        }
        self.initialise(data, 1 << count.ilog2(), esize);
        0
    }

    /// `kfifo_free`
    pub fn free(&mut self) {
        let data = self.data();
        slab::free(self.vm, data, self.place);
        self.initialise(0, 0, 0);
    }

    /// `kfifo_reset`, or `kfifo_reset_out` if not `all`.
    pub fn reset(&mut self, all: bool) {
        if all {
            self.set(IN, 4, 0);
            self.set(OUT, 4, 0);
        } else {
            let filled = self.look(IN);
            self.publish(OUT, filled);
        }
    }

    /// How many elements it has room for when it is empty.
    pub fn size(&mut self) -> u32 {
        self.load(MASK).wrapping_add(1)
    }

    /// `kfifo_len`: elements in it.
    pub fn filled(&mut self) -> u32 {
        self.look(IN).wrapping_sub(self.look(OUT))
    }

    /// `kfifo_avail`: elements that it has room for, beside the length of a record.
    pub fn room(&mut self) -> u32 {
        let free = self.size().wrapping_sub(self.filled());
        free.saturating_sub(self.length)
    }

    /// Copies `n` elements between memory and the ring from counter `at` on.
    fn copy(&mut self, memory: usize, at: u32, n: u32, into: bool) {
        let (data, esize) = (self.data(), self.load(ESIZE) as usize);
        let size = self.size();
        let from = at & (size - 1);
        let first = n.min(size - from);
        for (done, slot, count) in [(0, from, first), (first, 0, n - first)] {
            let (a, b) = (data + slot as usize * esize, memory + done as usize * esize);
            let (to, from) = if into { (a, b) } else { (b, a) };
            if count > 0 {
                string::copy(self.vm, to, from, count as usize * esize, self.place);
            }
        }
    }

    /// Writes or reads a byte of a record's length.
    fn byte(&mut self, at: u32, value: Option<u8>) -> u8 {
        let slot = self.data() + (at & (self.size() - 1)) as usize;
        let kind = if value.is_some() { AccessKind::Write } else { AccessKind::Read };
        self.vm.touch(slot, 1, kind, self.place);
        match value {
            Some(value) => {
                let store = |vm: &mut Vm| vm.machine.memory.store(slot, 1, value.into());
                string::store(self.vm, store, slot, self.place);
                value
            }
            None => self.vm.machine.memory.load(slot, 1).unwrap_or(0) as u8,
        }
    }

    /// The length of the record at counter `at`.
    fn record(&mut self, at: u32) -> u32 {
        (0..self.length).map(|i| u32::from(self.byte(at.wrapping_add(i), None)) << (8 * i)).sum()
    }

    /// `kfifo_in`: how many elements were stored; of a record all or none.
    pub fn put(&mut self, from: usize, n: u32) -> u32 {
        let filled = self.load(IN);
        let free = self.size().wrapping_sub(filled.wrapping_sub(self.look(OUT)));
        if self.length == 0 {
            let n = n.min(free);
            self.copy(from, filled, n, true);
            if n > 0 {
                self.publish(IN, filled.wrapping_add(n));
            }
            return n;
        }
        if n.saturating_add(self.length) > free || n >> (8 * self.length) != 0 {
            return 0;
        }
        for i in 0..self.length {
            self.byte(filled.wrapping_add(i), Some((n >> (8 * i)) as u8));
        }
        self.copy(from, filled.wrapping_add(self.length), n, true);
        self.publish(IN, filled.wrapping_add(self.length + n));
        n
    }

    /// `kfifo_out`, or `kfifo_out_peek`: how many elements were loaded; what does not fit of a record is lost.
    pub fn get(&mut self, to: usize, n: u32, peek: bool) -> u32 {
        let taken = self.load(OUT);
        let len = self.look(IN).wrapping_sub(taken);
        if self.length == 0 || len == 0 {
            let n = n.min(len);
            self.copy(to, taken, n, false);
            if !peek && n > 0 {
                self.publish(OUT, taken.wrapping_add(n));
            }
            return n;
        }
        let record = self.record(taken);
        let n = n.min(record);
        self.copy(to, taken.wrapping_add(self.length), n, false);
        if !peek {
            self.publish(OUT, taken.wrapping_add(self.length + record));
        }
        n
    }

    /// Copies `n` elements between a user's memory and the ring from counter `at` on: how many bytes were copied.
    fn copy_user(&mut self, user: usize, at: u32, n: u32, into: bool) -> usize {
        let (data, esize) = (self.data(), self.load(ESIZE) as usize);
        let size = self.size();
        let from = at & (size - 1);
        let first = n.min(size - from);
        let mut copied = 0;
        for (done, slot, count) in [(0, from, first), (first, 0, n - first)] {
            let (ring, user) = (data + slot as usize * esize, user + done as usize * esize);
            let bytes = count as usize * esize;
            if bytes > 0 {
                let left = match into {
                    true => uaccess::from_user(self.vm, ring, user, bytes, self.place),
                    false => uaccess::to_user(self.vm, user, ring, bytes, self.place),
                };
                copied += bytes - left;
                if left > 0 {
                    break;
                }
            }
        }
        copied
    }

    /// Stores how many bytes were copied; 0, or `-EFAULT` if it were to be more.
    fn copied(&mut self, at: usize, bytes: usize, wanted: usize) -> i32 {
        self.vm.touch(at, 4, AccessKind::Write, self.place);
        string::store(self.vm, |vm| vm.machine.memory.store(at, 4, bytes as u64), at, self.place);
        if bytes < wanted { EFAULT as i32 } else { 0 }
    }

    /// `kfifo_from_user`: at most `n` bytes; of a record all or none.
    pub fn put_from_user(&mut self, from: usize, n: u32, copied: usize) -> i32 {
        let filled = self.load(IN);
        let free = self.size().wrapping_sub(filled.wrapping_sub(self.look(OUT)));
        let esize = self.load(ESIZE).max(1);
        if self.length == 0 {
            let n = (n / esize).min(free);
            let bytes = self.copy_user(from, filled, n, true);
            self.publish(IN, filled.wrapping_add(bytes as u32 / esize));
            return self.copied(copied, bytes, (n * esize) as usize);
        }
        if n.saturating_add(self.length) > free || n >> (8 * self.length) != 0 {
            return self.copied(copied, 0, 0);
        }
        let bytes = self.copy_user(from, filled.wrapping_add(self.length), n, true);
        if bytes == n as usize {
            for i in 0..self.length {
                self.byte(filled.wrapping_add(i), Some((n >> (8 * i)) as u8));
            }
            self.publish(IN, filled.wrapping_add(self.length + n));
        }
        self.copied(copied, bytes, n as usize)
    }

    /// `kfifo_to_user`: at most `n` bytes; what does not fit of a record is lost.
    pub fn get_to_user(&mut self, to: usize, n: u32, copied: usize) -> i32 {
        let taken = self.load(OUT);
        let len = self.look(IN).wrapping_sub(taken);
        let esize = self.load(ESIZE).max(1);
        if self.length == 0 || len == 0 {
            let n = (n / esize).min(len);
            let bytes = self.copy_user(to, taken, n, false);
            self.publish(OUT, taken.wrapping_add(bytes as u32 / esize));
            return self.copied(copied, bytes, (n * esize) as usize);
        }
        let record = self.record(taken);
        let n = n.min(record);
        let bytes = self.copy_user(to, taken.wrapping_add(self.length), n, false);
        if bytes == n as usize {
            self.publish(OUT, taken.wrapping_add(self.length + record));
        }
        self.copied(copied, bytes, n as usize)
    }

    /// `kfifo_peek_len`: bytes of the next record, or of the next element.
    pub fn next_len(&mut self) -> u32 {
        let taken = self.load(OUT);
        if self.look(IN) == taken {
            return 0;
        }
        if self.length == 0 { self.load(ESIZE) } else { self.record(taken) }
    }

    /// `kfifo_skip`: leaves out the next record, or `n` elements.
    pub fn skip(&mut self, n: u32) {
        let taken = self.load(OUT);
        let step = if self.length == 0 { n } else { self.length + self.record(taken) };
        self.publish(OUT, taken.wrapping_add(step));
    }
}
