//! `sort` and `sort_r`: heapsort (J. Williams, 1964), as the kernel has it, for it needs no memory and never more than
//! n log n steps. Comparing, and swapping if the caller says how, are the module's own functions; an element that is
//! swapped here is read and written at the caller's line.

use crate::string;
use machine::{AccessKind, Place};
use region::Memory;
use vm::Vm;

/// An array that is sorted, the functions, and who asks from where.
pub struct Array<'a> {
    /// The machine.
    pub vm: &'a mut Vm,
    /// Its first element.
    pub base: usize,
    /// Bytes of an element.
    pub size: usize,
    /// `int (*)(a, b, data)`
    pub compare: usize,
    /// `void (*)(a, b, size, data)`; 0: bytes are swapped.
    pub swap: usize,
    /// What both get besides.
    pub data: u64,
    /// The caller.
    pub place: Place,
}

impl Array<'_> {
    fn at(&self, i: usize) -> usize {
        self.base + i * self.size
    }

    fn is_less(&mut self, a: usize, b: usize) -> bool {
        let arguments = [self.at(a) as u64, self.at(b) as u64, self.data, 0, 0];
        (self.vm.call(self.compare, arguments, self.place) as i32) < 0
    }

    fn swap(&mut self, a: usize, b: usize) {
        let (a, b) = (self.at(a), self.at(b));
        if self.swap != 0 {
            let arguments = [a as u64, b as u64, self.size as u64, self.data, 0];
            self.vm.call(self.swap, arguments, self.place);
            return;
        }
        for kind in [AccessKind::Read, AccessKind::Write] {
            self.vm.touch(a, self.size, kind, self.place);
            self.vm.touch(b, self.size, kind, self.place);
        }
        let mut done = 0;
        while done < self.size {
            let n = if self.size - done >= 8 { 8 } else { 1 };
            let memory = &self.vm.machine.memory;
            let (x, y) = (memory.load(a + done, n).unwrap_or(0), memory.load(b + done, n).unwrap_or(0));
            string::store(self.vm, |vm| vm.machine.memory.store(a + done, n, y), a, self.place);
            string::store(self.vm, |vm| vm.machine.memory.store(b + done, n, x), b, self.place);
            done += n;
        }
    }

    /// Lets element `i` sink in the heap of the first `n`.
    fn sink(&mut self, mut i: usize, n: usize) {
        while 2 * i + 1 < n {
            let mut child = 2 * i + 1;
            if child + 1 < n && self.is_less(child, child + 1) {
                child += 1;
            }
            if !self.is_less(i, child) {
                return;
            }
            self.swap(i, child);
            i = child;
        }
    }

    /// Sorts `n` elements.
    pub fn sort(&mut self, n: usize) {
        for i in (0..n / 2).rev() {
            self.sink(i, n);
        }
        for last in (1..n).rev() {
            self.swap(0, last);
            self.sink(0, last);
        }
    }
}
