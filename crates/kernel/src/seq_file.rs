//! Sequence files (Documentation/filesystems/seq_file.rst): a read calls `start`, `show`, `next` .. `stop` until the
//! reader's buffer is full or nothing is left. A record that does not fit the buffer is shown again into one of twice
//! the size. `single_open` is the sequence of one record.

use crate::errno::{EINVAL, ENOMEM};
use crate::format::{self, Varargs};
use crate::{printk, slab, string, uaccess};
use machine::layout::{file, seq_file as seq, seq_operations as ops};
use machine::{Kind, Place};
use region::Memory;
use vm::Vm;

const PAGE: usize = 4096;
const LARGEST: usize = 1 << 22;

fn get(vm: &Vm, at: usize) -> usize {
    vm.machine.memory.load(at, 8).unwrap_or(0) as usize
}

fn set(vm: &mut Vm, at: usize, value: usize) {
    vm.machine.memory.store(at, 8, value as u64);
}

/// Makes the `struct seq_file` of a file that is being opened: its address, or 0.
fn make(vm: &mut Vm, of: usize, place: Place) -> usize {
    let m = slab::allocate(vm, seq::SIZE, slab::GFP_ZERO, place);
    if m != 0 {
        vm.initialise(Kind::Mutex, m + seq::LOCK, place);
        set(vm, m + seq::FILE, of);
        set(vm, of + file::PRIVATE, m);
    }
    m
}

/// `seq_open(file, operations)`
pub fn open(vm: &mut Vm, of: usize, operations: usize, place: Place) -> i64 {
    let m = make(vm, of, place);
    if m == 0 {
        return ENOMEM;
    }
    set(vm, m + seq::OP, operations);
    0
}

/// `__seq_open_private(file, operations, size)`: the private data, or 0.
pub fn open_private(vm: &mut Vm, of: usize, operations: usize, size: usize, place: Place) -> usize {
    let private = slab::allocate(vm, size, slab::GFP_ZERO, place);
    if private == 0 || open(vm, of, operations, place) != 0 {
        return 0;
    }
    let m = get(vm, of + file::PRIVATE);
    set(vm, m + seq::PRIVATE, private);
    private
}

/// `single_open(file, show, data)`
pub fn open_single(vm: &mut Vm, of: usize, show: usize, data: usize, place: Place) -> i64 {
    let m = make(vm, of, place);
    if m == 0 {
        return ENOMEM;
    }
    set(vm, m + seq::SHOW, show);
    set(vm, m + seq::PRIVATE, data);
    0
}

/// `seq_release`, `single_release`, and `seq_release_private` which frees the private data too.
pub fn release(vm: &mut Vm, of: usize, private: bool, place: Place) -> i64 {
    let m = get(vm, of + file::PRIVATE);
    if m == 0 {
        return 0;
    }
    if private {
        let data = get(vm, m + seq::PRIVATE);
        slab::free(vm, data, place);
    }
    let buffer = get(vm, m + seq::BUF);
    slab::free(vm, buffer, place);
    slab::free(vm, m, place);
    set(vm, of + file::PRIVATE, 0);
    0
}

/// The sequence of one record, or the module's operations.
#[derive(Clone, Copy)]
struct Sequence {
    m: usize,
    operations: usize,
    show: usize,
    place: Place,
}

impl Sequence {
    fn of(vm: &Vm, m: usize, place: Place) -> Sequence {
        Sequence { m, operations: get(vm, m + seq::OP), show: get(vm, m + seq::SHOW), place }
    }

    fn function(self, vm: &Vm, offset: usize) -> usize {
        get(vm, self.operations + offset)
    }

    fn start(self, vm: &mut Vm) -> usize {
        if self.operations == 0 {
            return usize::from(get(vm, self.m + seq::INDEX) == 0);
        }
        let start = self.function(vm, ops::START);
        vm.call(start, [self.m as u64, (self.m + seq::INDEX) as u64, 0, 0, 0], self.place) as usize
    }

    fn next(self, vm: &mut Vm, v: usize) -> usize {
        if self.operations == 0 {
            set(vm, self.m + seq::INDEX, 1);
            return 0;
        }
        let next = self.function(vm, ops::NEXT);
        let before = get(vm, self.m + seq::INDEX);
        let v = vm.call(next, [self.m as u64, v as u64, (self.m + seq::INDEX) as u64, 0, 0], self.place);
        if get(vm, self.m + seq::INDEX) == before {
            // A buggy next function that did not move on: the kernel says so and moves on itself.
            set(vm, self.m + seq::INDEX, before + 1);
        }
        v as usize
    }

    fn stop(self, vm: &mut Vm, v: usize) {
        if self.operations != 0 {
            let stop = self.function(vm, ops::STOP);
            vm.call(stop, [self.m as u64, v as u64, 0, 0, 0], self.place);
        }
    }

    fn show(self, vm: &mut Vm, v: usize) -> i32 {
        let show = if self.operations == 0 { self.show } else { self.function(vm, ops::SHOW) };
        vm.call(show, [self.m as u64, v as u64, 0, 0, 0], self.place) as i32
    }
}

fn is_error(v: usize) -> bool {
    v >= (-4095i64) as usize
}

/// `seq_read(file, buffer, n, position)`: bytes, or an error. Linux holds the sequence's mutex meanwhile; here a file
/// belongs to one process, which needs none.
pub fn read(vm: &mut Vm, of: usize, buffer: usize, n: usize, position: usize, place: Place) -> i64 {
    let m = get(vm, of + file::PRIVATE);
    let sequence = Sequence::of(vm, m, place);
    let at = get(vm, position);
    if at == 0 {
        set(vm, m + seq::INDEX, 0);
        set(vm, m + seq::COUNT, 0);
    } else if at != get(vm, m + seq::READ_POS) {
        let error = traverse(vm, sequence, at);
        if error != 0 {
            return error;
        }
        set(vm, m + seq::READ_POS, at);
    }
    if n == 0 {
        return 0;
    }
    let mut copied = 0;
    if get(vm, m + seq::BUF) == 0 && !grow(vm, m, PAGE, place) {
        return ENOMEM;
    }
    if get(vm, m + seq::COUNT) > 0 {
        match flush(vm, m, buffer, n) {
            Some(k) => copied += k,
            None => return crate::errno::EFAULT,
        }
        if get(vm, m + seq::COUNT) > 0 {
            return done(vm, m, position, copied);
        }
    }
    let error = fill(vm, sequence, n - copied);
    if error != 0 && copied == 0 {
        return error;
    }
    match flush(vm, m, buffer + copied, n - copied) {
        Some(k) => done(vm, m, position, copied + k),
        None => crate::errno::EFAULT,
    }
}

/// Shows records until the buffer holds at least one, and as many more as fit it and the reader. 0, or an error.
fn fill(vm: &mut Vm, s: Sequence, wanted: usize) -> i64 {
    let m = s.m;
    set(vm, m + seq::FROM, 0);
    let mut v = s.start(vm);
    loop {
        if v == 0 || is_error(v) {
            s.stop(vm, v);
            return if is_error(v) { v as i64 } else { 0 };
        }
        let error = s.show(vm, v);
        if error < 0 {
            s.stop(vm, v);
            set(vm, m + seq::COUNT, 0);
            return error.into();
        }
        if error > 0 {
            set(vm, m + seq::COUNT, 0);
        }
        let (count, size) = (get(vm, m + seq::COUNT), get(vm, m + seq::SIZE_));
        if count == 0 {
            v = s.next(vm, v);
        } else if count < size {
            break;
        } else {
            // Overflow: the same record once more into a larger buffer.
            s.stop(vm, v);
            set(vm, m + seq::COUNT, 0);
            if !grow(vm, m, size * 2, s.place) {
                return ENOMEM;
            }
            v = s.start(vm);
        }
    }
    // There is one; get more.
    loop {
        let before = get(vm, m + seq::COUNT);
        v = s.next(vm, v);
        if v == 0 || is_error(v) || before >= wanted {
            break;
        }
        let error = s.show(vm, v);
        let overflow = get(vm, m + seq::COUNT) >= get(vm, m + seq::SIZE_);
        if error != 0 || overflow {
            set(vm, m + seq::COUNT, before);
            if error <= 0 {
                break;
            }
        }
    }
    s.stop(vm, v);
    0
}

/// Shows and forgets what lies before position `at`.
fn traverse(vm: &mut Vm, s: Sequence, at: usize) -> i64 {
    let m = s.m;
    set(vm, m + seq::INDEX, 0);
    set(vm, m + seq::COUNT, 0);
    if get(vm, m + seq::BUF) == 0 && !grow(vm, m, PAGE, s.place) {
        return ENOMEM;
    }
    let mut past = 0;
    while past < at {
        let error = fill(vm, s, 1);
        let count = get(vm, m + seq::COUNT);
        if error != 0 || count == 0 {
            return error;
        }
        let skip = count.min(at - past);
        set(vm, m + seq::FROM, skip);
        set(vm, m + seq::COUNT, count - skip);
        past += skip;
    }
    0
}

fn grow(vm: &mut Vm, m: usize, size: usize, place: Place) -> bool {
    let old = get(vm, m + seq::BUF);
    slab::free(vm, old, place);
    let new = if size > LARGEST { 0 } else { slab::allocate(vm, size, 0, place) };
    set(vm, m + seq::BUF, new);
    set(vm, m + seq::SIZE_, if new == 0 { 0 } else { size });
    new != 0
}

/// Copies what the buffer holds to the reader, as far as it fits: how much. None: the reader's memory is bad.
fn flush(vm: &mut Vm, m: usize, to: usize, n: usize) -> Option<usize> {
    let (count, from, buffer) = (get(vm, m + seq::COUNT), get(vm, m + seq::FROM), get(vm, m + seq::BUF));
    let n = n.min(count);
    if !uaccess::store(vm, to, buffer + from, n) {
        return None;
    }
    set(vm, m + seq::COUNT, count - n);
    set(vm, m + seq::FROM, if n == count { 0 } else { from + n });
    Some(n)
}

fn done(vm: &mut Vm, m: usize, position: usize, copied: usize) -> i64 {
    let at = get(vm, position) + copied;
    set(vm, position, at);
    set(vm, m + seq::READ_POS, at);
    copied as i64
}

/// `seq_lseek(file, offset, whence)`
pub fn seek(vm: &mut Vm, of: usize, offset: i64, whence: i32, place: Place) -> i64 {
    vm.event(place);
    let at = vm.machine.memory.load(of + file::POSITION, 8).unwrap_or(0) as i64;
    let to = match whence {
        0 => offset,
        1 => at + offset,
        _ => return EINVAL,
    };
    if to < 0 {
        return EINVAL;
    }
    vm.machine.memory.store(of + file::POSITION, 8, to as u64);
    to
}

/// `seq_write(m, data, n)`: -1 if the buffer is too small.
pub fn write(vm: &mut Vm, m: usize, data: usize, n: usize, place: Place) -> i32 {
    vm.touch(data, n, machine::AccessKind::Read, place);
    let (count, size, buffer) = (get(vm, m + seq::COUNT), get(vm, m + seq::SIZE_), get(vm, m + seq::BUF));
    if count + n < size {
        vm.machine.memory.copy(buffer + count, data, n);
        set(vm, m + seq::COUNT, count + n);
        return 0;
    }
    set(vm, m + seq::COUNT, size);
    -1
}

/// `seq_putc(m, c)`
pub fn put(vm: &mut Vm, m: usize, c: u8, place: Place) {
    vm.event(place);
    append(vm, m, &[c]);
}

/// `seq_puts(m, text)`
pub fn puts(vm: &mut Vm, m: usize, text: usize, place: Place) {
    let n = string::length(vm, text, place);
    write(vm, m, text, n, place);
}

/// `seq_pad(m, c)`
pub fn pad(vm: &mut Vm, m: usize, c: u8, place: Place) {
    vm.event(place);
    let until = get(vm, m + seq::PAD_UNTIL);
    while get(vm, m + seq::COUNT) < until.min(get(vm, m + seq::SIZE_)) {
        append(vm, m, b" ");
    }
    if c != 0 {
        append(vm, m, &[c]);
    }
}

fn append(vm: &mut Vm, m: usize, bytes: &[u8]) {
    let (count, size, buffer) = (get(vm, m + seq::COUNT), get(vm, m + seq::SIZE_), get(vm, m + seq::BUF));
    if count + bytes.len() < size {
        vm.machine.memory.write(buffer + count, bytes);
        set(vm, m + seq::COUNT, count + bytes.len());
    } else {
        set(vm, m + seq::COUNT, size);
    }
}

/// `seq_printf(m, format, ..)`
pub fn print(vm: &mut Vm, m: usize, format: usize, arguments: Varargs, place: Place) {
    printk::announce(vm, format, arguments, place);
    // The log's own buffer is filled; nobody else runs before it is put back.
    let mut text = std::mem::take(vm.log.begin());
    let start = text.len();
    format::format(vm, &mut text, format, arguments);
    append(vm, m, &text[start..]);
    text.truncate(start);
    *vm.log.begin() = text;
    vm.machine.pass_time();
}

/// `seq_list_start(head, position)`: the node at that position, or 0; with `head_counts` position 0 is the head itself.
pub fn list_start(vm: &mut Vm, head: usize, position: i64, head_counts: bool, place: Place) -> usize {
    if head_counts && position == 0 {
        return head;
    }
    let mut left = position - i64::from(head_counts);
    vm.touch(head, 8, machine::AccessKind::Read, place);
    let mut node = get(vm, head);
    while node != head && node != 0 {
        if left == 0 {
            return node;
        }
        left -= 1;
        vm.touch(node, 8, machine::AccessKind::Read, place);
        node = get(vm, node);
    }
    0
}

/// `seq_list_next(v, head, position)`: the node behind `v`, or 0.
pub fn list_next(vm: &mut Vm, v: usize, head: usize, position: usize, place: Place) -> usize {
    vm.touch(v, 8, machine::AccessKind::Read, place);
    let next = get(vm, v);
    let at = get(vm, position);
    set(vm, position, at + 1);
    if next == head { 0 } else { next }
}
