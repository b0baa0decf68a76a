//! Data races: conflicting accesses that nothing orders, one of them plain.
//!
//! **Happens-before.** Each context has three vector clocks. `now`: what happened before its next access. `seen`: the
//! clocks published by the stores that its marked loads read from. `fenced`: `now` at its last `smp_wmb`, `smp_mb`
//! or release. A marked store publishes `fenced`, a store-release `now`; a marked load joins what it read into
//! `seen`; acquire, `smp_rmb` and `smp_mb` move `seen` into `now`. Locks, births, ends, interrupts, timers and the
//! mask locks of a CPU (see `machine`'s `mask.rs`) join and publish `now`. Where tasks share the only CPU and none is
//! preempted, so does the switch from one to the next: they exclude each other up to where one gives the CPU up.
//!
//! **The rule.** An earlier access of another context races with this one if both touch a common byte, one of them
//! writes, one of them is plain, and the earlier one is not before this one. A plain load, and a marked one, is
//! checked against `now`; a store, and an access inside a heap object whose address a marked load returned, against
//! `now` joined with `seen`, because a control or address dependency may stand there.
//!
//! **The shadow.** Every 8 bytes have a cell with the last write and the last read, each as an epoch (generation,
//! thread, time, byte mask) and a place. What does not fit there (readers that are not ordered, other bytes of the
//! same granule) goes to a list beside the cell. (C. Flanagan, S. Freund, "FastTrack", PLDI 2009; the byte masks
//! make accesses of different sizes exact.) A generation number makes the whole shadow fresh in constant time.
//!
//! **Assertions** (Documentation/dev-tools/kcsan.rst). `ASSERT_EXCLUSIVE_WRITER` is a load, `ASSERT_EXCLUSIVE_ACCESS` a
//! store, that races with marked accesses and other assertions, too.
//!
//! **KCSAN's default rules**, where they are asked for: a plain store of an aligned word or less counts as marked.
//!
//! **What this does not catch.** A race whose two accesses are ordered in every execution that was searched by a
//! lock taken for another reason; a load that needs an order which only a dependency gives and the source does not
//! have (a plain store after a marked load is trusted); races on objects that we touch on behalf of the module
//! without its pc.

use crate::clocks::{self, Clocks, Numbers};
use crate::finding::{Defect, Finding, Side};
use crate::section::{Section, Sections};
use engine::{CONTEXTS, Ctx, Footprint, Mode, Obj};
use machine::{Access, AccessKind, Order, Place, objects};
use region::{Shadow, layout};

const GENERATIONS: u64 = 1 << 24;
const NO_THREAD: u16 = u16::MAX;

/// Bits of an epoch: generation 24, thread 10, time 22, byte mask 8.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Epoch(u64);

impl Epoch {
    #[inline(always)]
    fn new(generation: u64, thread: usize, time: u32, mask: u8) -> Epoch {
        Epoch(generation << 40 | (thread as u64) << 30 | u64::from(time) << 8 | u64::from(mask))
    }
    #[inline(always)]
    fn generation(self) -> u64 {
        self.0 >> 40
    }
    #[inline(always)]
    fn thread(self) -> usize {
        (self.0 >> 30) as usize & 0x3ff
    }
    #[inline(always)]
    fn time(self) -> u32 {
        (self.0 >> 8) as u32 & 0x3f_ffff
    }
    #[inline(always)]
    fn mask(self) -> u8 {
        self.0 as u8
    }
}

/// Where and how: pc as offset into the region (29 bits), kind (3 bits).
#[derive(Clone, Copy)]
struct Info(u32);

impl Info {
    #[inline(always)]
    fn new(pc: usize, kind: AccessKind) -> Info {
        let code = match kind {
            AccessKind::Read => 0,
            AccessKind::Write => 1,
            AccessKind::MarkedRead => 2,
            AccessKind::MarkedWrite => 3,
            AccessKind::Rmw(_) => 5,
        };
        Info::of(pc, code)
    }
    #[inline(always)]
    fn of(pc: usize, code: u32) -> Info {
        Info((pc.wrapping_sub(layout::BASE) as u32) << 3 | code)
    }
    /// A plain store that counts as one access.
    #[inline(always)]
    fn assumed(pc: usize) -> Info {
        Info::of(pc, 4)
    }
    #[inline(always)]
    fn asserts(self) -> bool {
        self.0 & 7 >= 6
    }
    #[inline(always)]
    fn is_marked(self) -> bool {
        self.0 & 7 >= 2
    }
    fn pc(self) -> usize {
        layout::BASE + (self.0 >> 3) as usize
    }
    fn kind(self) -> AccessKind {
        match self.0 & 7 {
            0 => AccessKind::Read,
            1 => AccessKind::Write,
            2 => AccessKind::MarkedRead,
            3 | 7 => AccessKind::MarkedWrite,
            4 => AccessKind::Write,
            6 => AccessKind::MarkedRead,
            _ => AccessKind::Rmw(Order::Full),
        }
    }
}

/// A cell: epoch of the last write, epoch of the last read, their infos, and the list beside them
/// (generation 24 | index 32; generation 0: none).
type Cell = [u64; 4];
const W: usize = 0;
const R: usize = 1;
const INFO: usize = 2;
const LIST: usize = 3;

#[derive(Clone, Copy)]
struct Beside {
    epoch: Epoch,
    info: Info,
    next: u32,
}

/// Finds data races.
pub struct RaceCheck {
    shadow: Shadow<Cell>,
    generation: u64,
    thread_of: Box<[u16; CONTEXTS]>,
    threads: Vec<Ctx>,
    now: Clocks,
    seen: Clocks,
    fenced: Clocks,
    numbers: Numbers,
    released: Clocks,
    baton: Clocks,
    /// For each row of `released`, the thread whose `now` is known to cover it.
    covered_by: Vec<(u64, u16)>,
    marked: Numbers,
    published: Clocks,
    beside: Vec<Beside>,
    dependent: Vec<[(usize, usize); 4]>,
    ignoring: Vec<bool>,
    sections: Sections,
    /// For each domain of RCU, the last grace period whose end was seen.
    graces: Vec<(u32, u32)>,
    /// KCSAN's rules, as the kernel has them where nobody asks for strict ones.
    compat: bool,
    found: Option<(usize, Epoch, Info)>,
    reported: [(u64, u32, u32); 64],
}

impl RaceCheck {
    /// A detector with an empty shadow.
    ///
    /// # Errors
    /// If the shadow cannot be mapped.
    pub fn new() -> std::io::Result<RaceCheck> {
        Ok(RaceCheck {
            shadow: Shadow::new()?,
            generation: 1,
            thread_of: Box::new([NO_THREAD; CONTEXTS]),
            threads: Vec::with_capacity(CONTEXTS),
            now: Clocks::new(CONTEXTS),
            seen: Clocks::new(CONTEXTS),
            fenced: Clocks::new(CONTEXTS),
            numbers: Numbers::new(1024),
            released: Clocks::new(1024),
            baton: Clocks::new(1),
            covered_by: vec![(0, 0); 1024],
            marked: Numbers::new(1024),
            published: Clocks::new(8 * 1024),
            beside: Vec::with_capacity(1 << 14),
            dependent: vec![[(0, 0); 4]; CONTEXTS],
            ignoring: vec![false; CONTEXTS],
            sections: Sections::new(),
            graces: Vec::with_capacity(16),
            compat: false,
            found: None,
            reported: [(0, 0, 0); 64],
        })
    }

    /// Forget the execution.
    pub fn reset(&mut self) {
        self.sections.reset();
        self.graces.clear();
        for c in self.threads.drain(..) {
            self.thread_of[c.index()] = NO_THREAD;
        }
        self.generation += 1;
        if self.generation == GENERATIONS {
            self.shadow.clear();
            self.covered_by.fill((0, 0));
            self.reported = [(0, 0, 0); 64];
            self.generation = 1;
        }
        self.now.reset();
        self.seen.reset();
        self.fenced.reset();
        self.numbers.reset();
        self.released.reset();
        self.marked.reset();
        self.published.reset();
        self.beside.clear();
    }

    #[inline(always)]
    fn thread(&mut self, c: Ctx) -> usize {
        let t = self.thread_of[c.index()];
        if t != NO_THREAD { usize::from(t) } else { self.appear(c) }
    }

    #[cold]
    fn appear(&mut self, c: Ctx) -> usize {
        let t = self.threads.len();
        self.threads.push(c);
        self.thread_of[c.index()] = t as u16;
        self.now.set(t, t, 1);
        self.dependent[t] = [(0, 0); 4];
        self.ignoring[t] = false;
        t
    }

    /// A step of `c` joined and published clocks of these objects.
    #[inline(always)]
    pub fn synchronise(&mut self, c: Ctx, fp: &Footprint) {
        if !fp.is_single(objects::MEMORY) {
            self.exchange(c, fp);
        }
    }

    #[inline(never)]
    fn exchange(&mut self, c: Ctx, fp: &Footprint) {
        let t = self.thread(c);
        self.sections.operated(t);
        let mut published = false;
        for (object, mode) in fp.iter() {
            let (joins, publishes) = match (object.kind(), mode) {
                (objects::MEMORY | objects::TIME, _) => continue,
                (objects::LOCK | objects::MASK, Mode::Acquire) => (true, false),
                (objects::LOCK | objects::MASK, Mode::Release) => (false, true),
                (objects::LOCK | objects::MASK, _) => continue,
                (_, Mode::Read | Mode::Acquire) => (true, false),
                (_, Mode::Write | Mode::Release) => (false, true),
            };
            if object.kind() == objects::LEFT && mode == Mode::Acquire {
                self.grace_ends(t, object);
                continue;
            }
            let row = self.numbers.number(object);
            self.room_for(row);
            let mine = self.covered_by[row] == (self.generation, t as u16);
            if joins && !mine {
                clocks::join(&mut self.now, t, &self.released, row);
                self.covered_by[row] = (self.generation, t as u16);
            }
            if publishes {
                if mine {
                    clocks::copy(&mut self.released, row, &self.now, t);
                } else {
                    clocks::join(&mut self.released, row, &self.now, t);
                    self.covered_by[row] = (0, 0);
                }
                published = true;
            }
        }
        if published {
            self.release(t);
        }
    }

    /// A grace period that `t` has waited for is over: it knows what the readers did that it waited for, and what was done
    /// with preemption, bottom halves or interrupts off.
    #[cold]
    fn grace_ends(&mut self, t: usize, object: Obj) {
        let (domain, number) = objects::left_when(object);
        let known = self.graces.iter().position(|(d, _)| *d == domain);
        let known = known.unwrap_or_else(|| {
            self.graces.push((domain, 0));
            self.graces.len() - 1
        });
        // The readers of grace periods that ended before stand in one row.
        let all = self.numbers.number(objects::left(domain, u32::MAX));
        self.room_for(all);
        for count in self.graces[known].1..number {
            if let Some(row) = self.numbers.get(objects::left(domain, count)) {
                self.released.absorb(all, row);
            }
        }
        self.graces[known].1 = self.graces[known].1.max(number);
        clocks::join(&mut self.now, t, &self.released, all);
        if domain == 0 {
            for cpu in 0..machine::Config::MAX_CPUS {
                for mask in 0..3 {
                    if let Some(row) = self.numbers.get(objects::mask(cpu, mask)) {
                        clocks::join(&mut self.now, t, &self.released, row);
                    }
                }
            }
        }
    }

    #[inline(always)]
    fn room_for(&mut self, row: usize) {
        if row >= self.covered_by.len() {
            self.covered_by.resize(row * 2, (0, 0));
            self.released.ensure(row);
        }
    }

    /// After `now` of `t` was published: what follows is not covered by it.
    #[inline(always)]
    fn release(&mut self, t: usize) {
        clocks::copy(&mut self.fenced, t, &self.now, t);
        let time = self.now.get(t, t);
        self.now.set(t, t, time + 1);
    }

    /// `c` has its CPU after `before`, which has given it up: the scheduler orders what they do.
    pub fn follows(&mut self, c: Ctx, before: Ctx) {
        let (t, p) = (self.thread(c), self.thread(before));
        clocks::copy(&mut self.baton, 0, &self.now, p);
        clocks::join(&mut self.now, t, &self.baton, 0);
        let time = self.now.get(p, p);
        self.now.set(p, p, time + 1);
    }

    /// `smp_wmb` (or a release), `smp_rmb` (or an acquire), `smp_mb`.
    pub fn barrier(&mut self, c: Ctx, order: Order) {
        let t = self.thread(c);
        if matches!(order, Order::Acquire | Order::Full) {
            clocks::join(&mut self.now, t, &self.seen, t);
        }
        if matches!(order, Order::Release | Order::Full) {
            self.release(t);
        }
    }

    /// A marked load of `c` returned the address of the heap object `start..end`.
    pub fn depends(&mut self, c: Ctx, start: usize, end: usize) {
        let t = self.thread(c);
        if !self.seen.is_zero(t) && self.dependent[t][0].0 != start {
            self.dependent[t].rotate_right(1);
            self.dependent[t][0] = (start, end);
        }
    }

    /// `data_race()`: the accesses of `c` are not checked until it ends.
    pub fn ignore(&mut self, c: Ctx, on: bool) {
        let t = self.thread(c);
        self.ignoring[t] = on;
    }

    /// `c` enters or leaves a section of a sequence counter.
    pub fn section(&mut self, c: Ctx, section: Section) {
        let t = self.thread(c);
        self.sections.change(t, section);
    }

    /// As what an access of `c` counts, given the sections it is in.
    #[inline(always)]
    pub fn counts_as(&mut self, c: Ctx, kind: AccessKind) -> AccessKind {
        if !self.sections.used() {
            return kind;
        }
        let t = self.thread(c);
        self.sections.counts_as(t, kind)
    }

    /// [`RaceCheck::access`] for callers that need it seldom.
    #[inline(never)]
    pub fn access_rarely(&mut self, c: Ctx, access: &Access, place: Place) -> Option<Finding> {
        self.access(c, access, place)
    }

    /// From here on a plain store of an aligned word counts as marked (`CONFIG_KCSAN_ASSUME_PLAIN_WRITES_ATOMIC`), or not.
    pub fn compat(&mut self, on: bool) {
        self.compat = on;
    }

    /// `c` asserts that nobody else writes these bytes, or that nobody else uses them. Some: somebody did, unordered.
    /// Who does it later is told at its access.
    pub fn asserts(&mut self, c: Ctx, bytes: (usize, usize), writers: bool, place: Place) -> Option<Finding> {
        let t = self.thread(c);
        let time = self.now.get(t, t);
        let (kind, code) = if writers { (AccessKind::MarkedRead, 6) } else { (AccessKind::MarkedWrite, 7) };
        let info = Info::of(place.pc, code);
        let (mut at, end) = (bytes.0, bytes.0 + bytes.1);
        while at < end {
            let upto = end.min((at | 7) + 1);
            let mask = (((1u16 << (upto - at)) - 1) << (at & 7)) as u8;
            let epoch = Epoch::new(self.generation, t, time, mask);
            self.check_slow(t, at, layout::granule(at), epoch, info, kind);
            at = upto;
        }
        self.found?;
        self.finding(c, place, info)
    }

    /// `c` accesses memory from `place`. Some: it races with an earlier access.
    #[inline(always)]
    pub fn access(&mut self, c: Ctx, access: &Access, place: Place) -> Option<Finding> {
        let t = self.thread(c);
        if self.ignoring[t] && !access.kind.is_marked() {
            return None;
        }
        let time = self.now.get(t, t);
        let info = match self.compat && is_assumed(access) {
            true => Info::assumed(place.pc),
            false => Info::new(place.pc, access.kind),
        };
        let start = access.address;
        let end = start + access.size as usize;
        let mut at = start;
        while at < end {
            let granule_end = (at | 7) + 1;
            let upto = end.min(granule_end);
            let mask = (((1u16 << (upto - at)) - 1) << (at & 7)) as u8;
            let epoch = Epoch::new(self.generation, t, time, mask);
            self.check(t, at, epoch, info, access.kind);
            at = upto;
        }
        if access.kind.is_marked() {
            self.publish(t, access);
        }
        self.found?;
        self.finding(c, place, info)
    }

    #[cold]
    fn finding(&mut self, c: Ctx, place: Place, info: Info) -> Option<Finding> {
        let (address, epoch, other) = self.found.take()?;
        if self.is_repeated(other, info) {
            return None;
        }
        let earlier = Side {
            context: self.threads[epoch.thread()],
            kind: other.kind(),
            pc: other.pc(),
            asserts: other.asserts(),
        };
        let later = Side { context: c, kind: info.kind(), pc: place.pc, asserts: info.asserts() };
        Some(Finding { defect: Defect::DataRace { address, earlier, later }, context: c, place })
    }

    /// Whether the pair was reported in this execution; remembers it.
    fn is_repeated(&mut self, earlier: Info, later: Info) -> bool {
        let slot = (earlier.0.wrapping_mul(31) ^ later.0) >> 3;
        let slot = &mut self.reported[slot as usize % 64];
        let pair = (self.generation, earlier.0, later.0);
        std::mem::replace(slot, pair) == pair
    }

    #[inline(always)]
    fn check(&mut self, t: usize, at: usize, epoch: Epoch, info: Info, kind: AccessKind) {
        let granule = layout::granule(at);
        let cell = self.shadow.get_mut(granule);
        let mine = if kind.writes() { W } else { R };
        let known = (cell[INFO] >> (32 * mine)) as u32;
        if cell[mine] == epoch.0 && (info.is_marked() || !Info(known).is_marked()) {
            return;
        }
        self.check_slow(t, at, granule, epoch, info, kind);
    }

    fn check_slow(
        &mut self,
        t: usize,
        at: usize,
        granule: usize,
        epoch: Epoch,
        info: Info,
        kind: AccessKind,
    ) {
        let cell = *self.shadow.get_mut(granule);
        let trusts = kind.writes() || !self.seen.is_zero(t) && self.is_dependent(t, at);
        let races = |s: &Self, e: Epoch, i: Info| {
            e.generation() == s.generation
                && e.thread() != t
                && e.mask() & epoch.mask() != 0
                && (i.asserts() || info.asserts() || !(i.is_marked() && info.is_marked()))
                && !s.is_before(e, t, trusts)
        };
        let (write, read) = (Info(cell[INFO] as u32), Info((cell[INFO] >> 32) as u32));
        let list = self.list(&cell);
        if self.found.is_none() {
            if races(self, Epoch(cell[W]), write) {
                self.found = Some((at, Epoch(cell[W]), write));
            } else if kind.writes() && races(self, Epoch(cell[R]), read) {
                self.found = Some((at, Epoch(cell[R]), read));
            } else if list != 0 {
                self.found = self.beside_race(list, kind, at, &races);
            }
        }
        self.record(t, granule, cell, epoch, info, kind);
    }

    #[cold]
    fn is_dependent(&self, t: usize, at: usize) -> bool {
        self.dependent[t].iter().any(|(a, b)| (*a..*b).contains(&at))
    }

    /// A race with one of the records in the list beside the cell.
    #[cold]
    fn beside_race(
        &self,
        mut i: u32,
        kind: AccessKind,
        at: usize,
        races: &dyn Fn(&Self, Epoch, Info) -> bool,
    ) -> Option<(usize, Epoch, Info)> {
        while i != 0 {
            let b = self.beside[i as usize - 1];
            if (b.info.kind().writes() || kind.writes()) && races(self, b.epoch, b.info) {
                return Some((at, b.epoch, b.info));
            }
            i = b.next;
        }
        None
    }

    #[inline(always)]
    fn list(&self, cell: &Cell) -> u32 {
        if cell[LIST] >> 40 == self.generation { cell[LIST] as u32 } else { 0 }
    }

    /// Whether the access at epoch `e` is before the present one of `t`.
    #[inline(always)]
    fn is_before(&self, e: Epoch, t: usize, trusts: bool) -> bool {
        let u = e.thread();
        e.time() <= self.now.get(t, u) || trusts && e.time() <= self.seen.get(t, u)
    }

    /// Notes the access. The old record of the same sort is replaced if the new one stands for it: it is before
    /// the new one, lies within its bytes, and is not plain where the new one is marked. Otherwise it moves to
    /// the list.
    fn record(
        &mut self,
        t: usize,
        granule: usize,
        mut cell: Cell,
        epoch: Epoch,
        info: Info,
        kind: AccessKind,
    ) {
        let slot = if kind.writes() { W } else { R };
        let old = Epoch(cell[slot]);
        let old_info = Info((cell[INFO] >> (32 * slot)) as u32);
        let stands_for = |s: &Self, e: Epoch, i: Info| {
            e.generation() != s.generation
                || (e.thread() == t || s.is_before(e, t, false))
                    && e.mask() & !epoch.mask() == 0
                    && (i.is_marked() || !info.is_marked())
                    && (!i.asserts() || info.asserts())
        };
        let mut list = self.list(&cell);
        if !stands_for(self, old, old_info) {
            // Drop what the displaced record's list no longer needs before it grows.
            let mut kept = 0u32;
            let mut i = list;
            while i != 0 {
                let b = self.beside[i as usize - 1];
                let next = b.next;
                let same = b.info.kind().writes() == kind.writes();
                if !(same && stands_for(self, b.epoch, b.info)) {
                    self.beside[i as usize - 1].next = kept;
                    kept = i;
                }
                i = next;
            }
            list = kept;
            if self.beside.len() < self.beside.capacity() {
                self.beside.push(Beside { epoch: old, info: old_info, next: list });
                list = self.beside.len() as u32;
            }
            cell[LIST] = self.generation << 40 | u64::from(list);
        }
        cell[slot] = epoch.0;
        let shift = 32 * slot;
        cell[INFO] = cell[INFO] & !(0xffff_ffff << shift) | u64::from(info.0) << shift;
        *self.shadow.get_mut(granule) = cell;
    }

    /// Marked accesses carry clocks through memory; each byte has its own.
    #[inline]
    fn publish(&mut self, t: usize, access: &Access) {
        let object: Obj = objects::memory(access.address);
        let order = match access.kind {
            AccessKind::Rmw(order) => order,
            _ => Order::Relaxed,
        };
        let full = order == Order::Full;
        let first = access.address & 7;
        let bytes = first..(first + access.size as usize).min(8);
        if !matches!(access.kind, AccessKind::MarkedWrite) {
            if let Some(row) = self.marked.get(object) {
                for byte in bytes.clone() {
                    clocks::join(&mut self.seen, t, &self.published, 8 * row + byte);
                }
            }
            if full || order == Order::Acquire {
                clocks::join(&mut self.now, t, &self.seen, t);
            }
        }
        if access.kind.writes() {
            if full || order == Order::Release {
                self.release(t);
            }
            let rmw = matches!(access.kind, AccessKind::Rmw(_));
            if self.fenced.is_zero(t) && self.marked.get(object).is_none() {
                return;
            }
            let row = self.marked.number(object);
            self.published.ensure(8 * row + 7);
            for at in bytes.map(|byte| 8 * row + byte) {
                match rmw {
                    true => clocks::join(&mut self.published, at, &self.fenced, t),
                    false => clocks::copy(&mut self.published, at, &self.fenced, t),
                }
            }
        }
    }
}

/// Whether KCSAN, by default, takes a plain access for one that the compiler does not tear.
fn is_assumed(access: &Access) -> bool {
    let size = access.size as usize;
    access.kind == AccessKind::Write
        && size <= 8
        && size.is_power_of_two()
        && access.address.is_multiple_of(size)
}
