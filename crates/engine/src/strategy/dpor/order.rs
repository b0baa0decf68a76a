//! Which steps of an execution come before which: happens-before over footprints, with one clock a step.
//!
//! Two steps of different contexts *conflict* if they touch a common object and the order of the two can be seen there: a
//! change conflicts with everything, two looks do not. Taking and giving back an object that has one owner at a time
//! ([`Mode::Acquire`], [`Mode::Release`]) are ordered, but who takes after a giving back could not have come before it:
//! the *race* is the one between the two takings, and it is judged with the clock that the later one had before it took.
//! An object that counts (a semaphore, a completion) is also [`Mode::Write`] to those who take and give.

use crate::{Footprint, Mode, Obj};

/// At most so many contexts take part.
pub(super) const THREADS: usize = 64;

/// For each thread the last of its steps that comes before, by its number, which counts from 1.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock([u16; THREADS]);

impl Clock {
    pub(super) const ZERO: Clock = Clock([0; THREADS]);

    /// After everything.
    pub(super) const LAST: Clock = Clock([u16::MAX; THREADS]);

    #[inline(always)]
    pub(super) fn set(&mut self, thread: u8, number: u16) {
        self.0[thread as usize] = number;
    }

    /// Whether one of these steps comes before what has the clock `other`.
    pub(super) fn is_before(&self, other: &Clock) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a <= b)
    }

    #[inline(always)]
    pub(super) fn join(&mut self, other: &Clock) {
        for (a, b) in self.0.iter_mut().zip(&other.0) {
            *a = (*a).max(*b);
        }
    }

    /// Whether the step with this number of this thread comes before.
    #[inline(always)]
    pub(super) fn covers(&self, thread: u8, number: u16) -> bool {
        self.0[thread as usize] >= number
    }

    #[inline(always)]
    pub(super) fn advance(&mut self, thread: u8) -> u16 {
        self.0[thread as usize] += 1;
        self.0[thread as usize]
    }

    #[inline(always)]
    pub(super) fn of(&self, thread: u8) -> u16 {
        self.0[thread as usize]
    }
}

/// What is known of one object.
#[derive(Clone)]
struct Record {
    /// The last step that changed or took it.
    change: Option<(u32, Mode)>,
    changed: Clock,
    /// Steps since then: those that looked, and those that gave back.
    looks: Vec<u32>,
    looked: Clock,
    gifts: Vec<u32>,
    given: Clock,
}

impl Record {
    const NEW: Record = Record {
        change: None,
        changed: Clock::ZERO,
        looks: Vec::new(),
        looked: Clock::ZERO,
        gifts: Vec::new(),
        given: Clock::ZERO,
    };

    fn reset(&mut self) {
        self.change = None;
        self.changed = Clock::ZERO;
        self.forget();
    }

    fn forget(&mut self) {
        self.looks.clear();
        self.looked = Clock::ZERO;
        self.gifts.clear();
        self.given = Clock::ZERO;
    }
}

/// The objects that an execution has touched so far. Reset in place.
pub(super) struct Objects {
    numbers: Numbers,
    records: Vec<Record>,
    used: usize,
}

impl Objects {
    pub(super) fn new() -> Objects {
        Objects { numbers: Numbers::new(), records: Vec::new(), used: 0 }
    }

    pub(super) fn reset(&mut self) {
        self.numbers.reset();
        for r in &mut self.records[..self.used] {
            r.reset();
        }
        self.used = 0;
    }

    fn record(&mut self, object: Obj) -> &mut Record {
        let i = self.numbers.number(object);
        if i == self.used {
            if i == self.records.len() {
                self.records.push(Record::NEW);
            }
            self.used += 1;
        }
        &mut self.records[i]
    }

    /// The earlier steps with which a step of this footprint conflicts, as far as no other one lies between at the same
    /// object; those that can only come before it left out.
    pub(super) fn conflicts(&mut self, footprint: &Footprint, mut tell: impl FnMut(u32)) {
        for (object, mode) in footprint.iter() {
            let r = self.record(object);
            let of_change = match (mode, r.change) {
                (Mode::Release, Some((_, Mode::Acquire))) => None,
                (_, change) => change.map(|c| c.0),
            };
            let looks = if mode == Mode::Read { &[][..] } else { &r.looks[..] };
            let gifts = if matches!(mode, Mode::Read | Mode::Write) { &r.gifts[..] } else { &[][..] };
            if looks.is_empty() && gifts.is_empty() || mode == Mode::Acquire {
                of_change.into_iter().for_each(&mut tell);
            }
            looks.iter().chain(gifts).copied().for_each(&mut tell);
        }
    }

    /// Joins into `clock` what comes before a step with this footprint.
    pub(super) fn joins(&mut self, footprint: &Footprint, clock: &mut Clock) {
        for (object, mode) in footprint.iter() {
            let r = self.record(object);
            if mode != Mode::Read {
                clock.join(&r.looked);
            }
            if mode != Mode::Release {
                clock.join(&r.given);
            }
            if mode != Mode::Release || matches!(r.change, Some((_, Mode::Write))) {
                clock.join(&r.changed);
            }
        }
    }

    /// Step `at`, whose clock is complete, has happened.
    pub(super) fn happened(&mut self, at: u32, footprint: &Footprint, clock: &Clock) {
        for (object, mode) in footprint.iter() {
            let r = self.record(object);
            match mode {
                Mode::Read => {
                    r.looks.push(at);
                    r.looked.join(clock);
                }
                Mode::Write | Mode::Acquire => {
                    r.change = Some((at, mode));
                    r.changed = *clock;
                    r.forget();
                }
                Mode::Release => {
                    r.gifts.push(at);
                    r.given.join(clock);
                }
            }
        }
    }
}

/// Dense numbers for objects in the order in which they are asked for: open addressing, generations to reset.
struct Numbers {
    slots: Vec<(Obj, u32, u32)>,
    generation: u32,
    used: usize,
}

impl Numbers {
    fn new() -> Numbers {
        Numbers { slots: vec![(Obj::default(), 0, 0); 256], generation: 1, used: 0 }
    }

    fn reset(&mut self) {
        self.used = 0;
        self.generation = self.generation.wrapping_add(1);
        if self.generation == 0 {
            self.slots.fill((Obj::default(), 0, 0));
            self.generation = 1;
        }
    }

    fn slot(&self, object: Obj) -> usize {
        let mix = (object.offset() ^ u64::from(object.kind()) << 40).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mask = self.slots.len() - 1;
        let mut i = (mix >> 32) as usize & mask;
        while self.slots[i].1 == self.generation && self.slots[i].0 != object {
            i = (i + 1) & mask;
        }
        i
    }

    fn number(&mut self, object: Obj) -> usize {
        let i = self.slot(object);
        let (_, generation, number) = self.slots[i];
        if generation == self.generation {
            return number as usize;
        }
        if self.used * 2 >= self.slots.len() {
            self.grow();
            return self.number(object);
        }
        self.slots[i] = (object, self.generation, self.used as u32);
        self.used += 1;
        self.used - 1
    }

    #[cold]
    fn grow(&mut self) {
        let larger = vec![(Obj::default(), 0, 0); self.slots.len() * 2];
        for (object, generation, number) in std::mem::replace(&mut self.slots, larger) {
            if generation == self.generation {
                let i = self.slot(object);
                self.slots[i] = (object, generation, number);
            }
        }
    }
}
