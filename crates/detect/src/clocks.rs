//! Vector clocks by the row, and a table from objects to rows.

use engine::Obj;

/// Vector clocks, one a row. A row that was not written since the last reset reads as zero.
pub struct Clocks {
    values: Vec<u32>,
    written: Vec<(u64, u16)>,
    generation: u64,
}

/// The most components of a clock.
pub const WIDTH: usize = engine::CONTEXTS;

impl Clocks {
    /// Room for `rows` clocks; more are made as needed.
    pub fn new(rows: usize) -> Clocks {
        Clocks { values: vec![0; rows * WIDTH], written: vec![(0, 0); rows], generation: 1 }
    }

    /// All rows read as zero.
    pub fn reset(&mut self) {
        self.generation += 1;
    }

    /// Makes sure that there is a row `row`.
    pub fn ensure(&mut self, row: usize) {
        if row >= self.written.len() {
            let rows = (row + 1).next_power_of_two();
            self.values.resize(rows * WIDTH, 0);
            self.written.resize(rows, (0, 0));
        }
    }

    #[inline(always)]
    fn len(&self, row: usize) -> usize {
        let (generation, len) = self.written[row];
        if generation == self.generation { usize::from(len) } else { 0 }
    }

    /// The component of `row`.
    #[inline(always)]
    pub fn get(&self, row: usize, component: usize) -> u32 {
        if component < self.len(row) { self.values[row * WIDTH + component] } else { 0 }
    }

    /// Whether the row is all zero.
    #[inline(always)]
    pub fn is_zero(&self, row: usize) -> bool {
        self.len(row) == 0
    }

    /// `row` becomes the maximum of itself and `other`, component by component.
    pub fn absorb(&mut self, row: usize, other: usize) {
        let n = self.len(other);
        self.grow(row, n);
        for i in 0..n {
            let value = self.values[other * WIDTH + i];
            let own = &mut self.values[row * WIDTH + i];
            *own = (*own).max(value);
        }
    }

    /// Forgets the row.
    #[inline(always)]
    pub fn clear(&mut self, row: usize) {
        self.written[row].0 = 0;
    }

    /// Sets one component.
    #[inline(always)]
    pub fn set(&mut self, row: usize, component: usize, value: u32) {
        self.grow(row, component + 1);
        self.values[row * WIDTH + component] = value;
    }

    #[inline(always)]
    fn grow(&mut self, row: usize, len: usize) {
        let old = self.len(row);
        if old < len {
            self.values[row * WIDTH + old..row * WIDTH + len].fill(0);
            self.written[row] = (self.generation, len as u16);
        }
    }
}

/// `into[into_row]` becomes the maximum of itself and `from[from_row]`, component by component.
#[inline(always)]
pub fn join(into: &mut Clocks, into_row: usize, from: &Clocks, from_row: usize) {
    let n = from.len(from_row);
    if n == 0 {
        return;
    }
    into.grow(into_row, n);
    let a = &mut into.values[into_row * WIDTH..][..n];
    let b = &from.values[from_row * WIDTH..][..n];
    for (x, y) in a.iter_mut().zip(b) {
        *x = (*x).max(*y);
    }
}

/// `into[into_row]` becomes `from[from_row]`.
#[inline(always)]
pub fn copy(into: &mut Clocks, into_row: usize, from: &Clocks, from_row: usize) {
    let n = from.len(from_row);
    into.written[into_row] = (into.generation, n as u16);
    into.values[into_row * WIDTH..][..n].copy_from_slice(&from.values[from_row * WIDTH..][..n]);
}

/// A table from objects to small numbers, given out in the order of asking. Emptied in constant time.
pub struct Numbers {
    slots: Vec<(u64, Obj, u32)>,
    count: u32,
    generation: u64,
}

impl Numbers {
    /// Room for `n` objects before the table has to grow.
    pub fn new(n: usize) -> Numbers {
        let slots = vec![(0, Obj::default(), 0); (2 * n).next_power_of_two()];
        Numbers { slots, count: 0, generation: 1 }
    }

    /// Forgets all objects.
    pub fn reset(&mut self) {
        self.generation += 1;
        self.count = 0;
    }

    /// The number of `object`, if it has one.
    #[inline(always)]
    pub fn get(&self, object: Obj) -> Option<usize> {
        match self.slot(object) {
            (_, Some(n)) => Some(n),
            (_, None) => None,
        }
    }

    /// The number of `object`, which it gets if it has none.
    #[inline(always)]
    pub fn number(&mut self, object: Obj) -> usize {
        let (slot, found) = self.slot(object);
        if let Some(n) = found {
            return n;
        }
        let n = self.count;
        self.slots[slot] = (self.generation, object, n);
        self.count += 1;
        if self.count as usize * 2 > self.slots.len() {
            self.grow();
        }
        n as usize
    }

    #[inline(always)]
    fn slot(&self, object: Obj) -> (usize, Option<usize>) {
        let mask = self.slots.len() - 1;
        let hash = (object.offset() ^ u64::from(object.kind()) << 40).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut at = (hash >> 40) as usize & mask;
        loop {
            let (generation, known, n) = self.slots[at];
            if generation != self.generation {
                return (at, None);
            }
            if known == object {
                return (at, Some(n as usize));
            }
            at = (at + 1) & mask;
        }
    }

    #[cold]
    fn grow(&mut self) {
        let old = std::mem::take(&mut self.slots);
        self.slots = vec![(0, Obj::default(), 0); old.len() * 2];
        for (generation, object, n) in old {
            if generation == self.generation {
                let (at, _) = self.slot(object);
                self.slots[at] = (generation, object, n);
            }
        }
    }
}
