//! The threads of one execution as a world of the engine: who may move, and what a step does.
//!
//! A step is an operation on something shared. What a thread does between two of them belongs to the first; a plain
//! access to a cell is no step, because if it can be overtaken, nothing orders it, and then it is found as a race wherever
//! it runs (Adve, Hill, "Weak ordering: a new definition", ISCA 1990). To be born, to end and to join who has ended are
//! no steps either: nobody else can tell when they happen.
//!
//! **Waiting in a loop.** Who spins (`hint::spin_loop`) goes on when something has changed since it went on last, whoever
//! changed it; else when nobody else can move, twice, for it may have waited for nothing. `thread::yield_now` may be
//! without a reason and goes on once without a change. So executions end, and none is left out.

use crate::clock::{Clock, THREADS};
use crate::object::{Access, At, NOBODY, Object};
use crate::op::{Exchange, Op, Side, Word, Yield};
use engine::{Alts, Ctx, Footprint, Mode, Nature, Obj, WaitsFor, World as _};
use std::sync::atomic::Ordering;

/// How often a loop that waits goes on though nothing has changed.
const IDLE: u8 = 2;
/// The kinds of objects of footprints: what threads share; what writers of a lock do, as its readers see it; the tokens of
/// threads; their ends; that something has changed; how many weak exchanges may still fail.
const SHARED: u8 = 1;
const WRITERS: u8 = 2;
const TOKEN: u8 = 3;
const END: u8 = 4;
const CHANGES: u8 = 5;
const WEAK: u8 = 6;

/// What a thread is doing.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Phase {
    /// It has declared an operation.
    Declared(Op),
    /// Its code runs.
    Running,
    /// It has ended.
    Ended,
}

/// A thread.
#[derive(Clone, Debug)]
pub(crate) struct Thread {
    pub(crate) phase: Phase,
    /// Where it declared its operation.
    pub(crate) at: At,
    /// What the operation came to.
    pub(crate) result: (u64, bool),
    pub(crate) name: Option<String>,
    now: Clock,
    seen: Clock,
    fenced: Clock,
    /// Somebody has unparked it, with this clock.
    token: bool,
    unparked: Clock,
    /// A condition variable has woken it.
    woken: bool,
    /// Changes that it has made, and how many others had made when it yielded last.
    changes: u64,
    mark: u64,
    idle: u8,
}

impl Thread {
    fn born(at: At, now: Clock, mark: u64) -> Thread {
        Thread {
            phase: Phase::Running,
            at,
            result: (0, false),
            name: None,
            now,
            seen: Clock::ZERO,
            fenced: Clock::ZERO,
            token: false,
            unparked: Clock::ZERO,
            woken: false,
            changes: 0,
            mark,
            idle: 0,
        }
    }
}

/// What was found.
#[derive(Clone, Debug)]
pub(crate) enum Finding {
    Race {
        earlier: Access,
        earlier_writes: bool,
        later: Access,
        later_writes: bool,
        object: u32,
    },
    Panic {
        thread: u8,
        message: String,
        at: Option<crate::runner::Place>,
    },
    Deadlock {
        cycle: Vec<u8>,
    },
    /// Everybody who is left waits.
    Hang {
        threads: Vec<u8>,
    },
    /// The execution has more steps than it may have; who made the last ones.
    Endless {
        thread: u8,
        at: At,
    },
}

/// What an event says.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Happened {
    Loads(u32, u64, u8),
    Stores(u32, u64, u64, u8),
    /// A compare-and-exchange finds this instead.
    Fails(u64, u8),
    /// A weak one fails for no reason.
    FailsWeakly,
    Takes(u32),
    DoesNotTake(u8),
    Gives(u32),
    Sleeps,
    Wakes(u8),
    WakesAll(u8),
    Parks,
    Unparks(u8),
    Joins,
    Reads,
    Writes,
    Once(bool),
    Ends,
}

/// An event of a recorded execution.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Event {
    pub(crate) thread: u8,
    pub(crate) at: At,
    pub(crate) what: Happened,
}

/// The threads and what they share.
pub(crate) struct World {
    pub(crate) threads: Vec<Thread>,
    pub(crate) objects: Vec<Object>,
    /// For each thread but the first, its parent; known from earlier executions.
    pub(crate) births: Vec<u8>,
    pub(crate) generation: u32,
    pub(crate) finding: Option<Finding>,
    pub(crate) records: bool,
    pub(crate) events: Vec<Event>,
    /// How often weak exchanges may still fail for no reason.
    pub(crate) weak: u32,
    /// Somebody may have declared to join a thread that has ended.
    pub(crate) may_join: bool,
    present: Vec<Ctx>,
    changes: u64,
}

impl World {
    pub(crate) fn new(births: Vec<u8>, records: bool) -> World {
        World {
            threads: Vec::with_capacity(THREADS),
            objects: Vec::with_capacity(64),
            births,
            generation: 0,
            finding: None,
            records,
            events: Vec::new(),
            weak: 0,
            may_join: false,
            present: Vec::with_capacity(THREADS),
            changes: 0,
        }
    }

    /// Back to the state before the first thread.
    pub(crate) fn reset(&mut self, generation: u32, weak: u32) {
        self.threads.clear();
        self.objects.clear();
        self.events.clear();
        self.present.clear();
        self.generation = generation;
        self.finding = None;
        self.weak = weak;
        self.may_join = false;
        self.changes = 0;
    }

    /// A thread is born: its number, which is the same for the same child of the same parent in every execution; none if
    /// there are too many.
    pub(crate) fn born(&mut self, parent: Option<u8>, at: At) -> Option<u8> {
        let number = match parent {
            None => 0,
            Some(parent) => {
                let mut own = (1..=self.births.len()).filter(|n| self.births[n - 1] == parent);
                let known = own.find(|n| !self.is_present(*n as u8));
                match known {
                    Some(number) => number,
                    None if self.births.len() + 1 == THREADS => return None,
                    None => {
                        self.births.push(parent);
                        self.births.len()
                    }
                }
            }
        };
        while self.threads.len() <= number {
            let mut absent = Thread::born(at, Clock::ZERO, 0);
            absent.phase = Phase::Ended;
            self.threads.push(absent);
        }
        let mut now = Clock::ZERO;
        if let Some(parent) = parent {
            now = self.release(parent);
        }
        now.tick(number);
        self.threads[number] = Thread::born(at, now, self.changes);
        let c = Ctx(number as u16);
        let place = self.present.partition_point(|x| *x < c);
        self.present.insert(place, c);
        Some(number as u8)
    }

    fn is_present(&self, thread: u8) -> bool {
        self.present.contains(&Ctx(thread.into()))
    }

    /// The thread has ended.
    pub(crate) fn ended(&mut self, thread: u8) {
        self.note(thread, self.threads[usize::from(thread)].at, Happened::Ends);
        let now = self.release(thread);
        let t = &mut self.threads[usize::from(thread)];
        t.phase = Phase::Ended;
        t.unparked = now;
        self.may_join = true;
        self.changed(thread);
    }

    /// Whether every thread has ended.
    pub(crate) fn is_over(&self) -> bool {
        self.present.iter().all(|c| matches!(self.threads[c.index()].phase, Phase::Ended))
    }

    /// Who has not ended.
    pub(crate) fn left(&self) -> impl Iterator<Item = u8> {
        let alive = |c: &&Ctx| !matches!(self.threads[c.index()].phase, Phase::Ended);
        self.present.iter().filter(alive).map(|c| c.0 as u8)
    }

    /// Somebody who has declared to join a thread that has ended: it goes on at once.
    pub(crate) fn joins(&mut self) -> Option<u8> {
        let ready = |c: &&Ctx| match self.threads[c.index()].phase {
            Phase::Declared(Op::Join(whom)) => self.has_ended(whom),
            _ => false,
        };
        let found = if self.may_join { self.present.iter().find(ready).copied() } else { None };
        self.may_join = found.is_some();
        let c = found?;
        if let Phase::Declared(Op::Join(whom)) = self.threads[c.index()].phase {
            let theirs = self.threads[usize::from(whom)].unparked;
            self.threads[c.index()].now.join(&theirs);
            self.threads[c.index()].phase = Phase::Running;
            self.note(c.0 as u8, self.threads[c.index()].at, Happened::Joins);
        }
        Some(c.0 as u8)
    }

    pub(crate) fn has_ended(&self, thread: u8) -> bool {
        self.is_present(thread) && matches!(self.threads[usize::from(thread)].phase, Phase::Ended)
    }

    /// An object that is used for the first time: its number.
    pub(crate) fn object(&mut self, at: At) -> u32 {
        self.objects.push(Object::new(at));
        self.objects.len() as u32 - 1
    }

    /// A fence: it touches nothing that others see.
    pub(crate) fn fence(&mut self, thread: u8, order: Ordering) {
        let t = &mut self.threads[usize::from(thread)];
        if acquires(order) {
            let seen = t.seen;
            t.now.join(&seen);
        }
        if releases(order) {
            t.fenced = t.now;
            t.now.tick(usize::from(thread));
        }
    }

    /// A plain access to a cell.
    pub(crate) fn access(&mut self, thread: u8, object: u32, writes: bool, at: At) {
        let now = self.threads[usize::from(thread)].now;
        let o = &mut self.objects[object as usize];
        let race = match writes {
            true => o.written(thread, &now, at),
            false => o.read(thread, &now, at).map(|a| (a, true)),
        };
        self.note(thread, at, if writes { Happened::Writes } else { Happened::Reads });
        if let (Some((earlier, earlier_writes)), None) = (race, &self.finding) {
            let later = Access { thread, time: now.of(thread.into()), at };
            let finding = Finding::Race { earlier, earlier_writes, later, later_writes: writes, object };
            self.finding = Some(finding);
        }
    }

    /// What happened before so far is published under `object`, and joined from it: for what is ordered without a step.
    pub(crate) fn order(&mut self, thread: u8, object: u32) {
        let published = self.objects[object as usize].published;
        self.threads[usize::from(thread)].now.join(&published);
        let now = self.release(thread);
        self.objects[object as usize].published = now;
    }

    pub(crate) fn note(&mut self, thread: u8, at: At, what: Happened) {
        if self.records {
            self.events.push(Event { thread, at, what });
        }
    }

    /// The thread's clock, to be published; what it does next is not in it.
    fn release(&mut self, thread: u8) -> Clock {
        let t = &mut self.threads[usize::from(thread)];
        let now = t.now;
        t.now.tick(usize::from(thread));
        now
    }

    fn changed(&mut self, thread: u8) {
        self.changes += 1;
        let t = &mut self.threads[usize::from(thread)];
        t.changes += 1;
        t.idle = 0;
    }

    /// How many changes others have made.
    fn by_others(&self, t: &Thread) -> u64 {
        self.changes - t.changes
    }

    fn may_go_on(&self, c: Ctx, why: Yield) -> bool {
        let t = &self.threads[c.index()];
        if self.by_others(t) > t.mark {
            return true;
        }
        let free = if why == Yield::Polite { 1 } else { 0 };
        if t.idle < free {
            return true;
        }
        // Others that spin, too, wait like this one; who moved least often for nothing is first.
        let moves = |d: &Ctx| {
            *d != c
                && match self.threads[d.index()].phase {
                    Phase::Declared(Op::Yield(_)) => {
                        let other = &self.threads[d.index()];
                        self.by_others(other) > other.mark || other.idle < t.idle
                    }
                    _ => !self.picks(*d).is_empty(),
                }
        };
        t.idle < free + IDLE && !self.present.iter().any(moves)
    }

    /// What a load joins.
    fn loads(&mut self, thread: u8, object: u32, order: Ordering) {
        let published = self.objects[object as usize].published;
        let t = &mut self.threads[usize::from(thread)];
        t.seen.join(&published);
        if acquires(order) {
            t.now.join(&published);
        }
    }

    /// What a store publishes; an update goes on with what was published before.
    fn stores(&mut self, thread: u8, object: u32, order: Ordering, updates: bool) {
        let mut clock = match releases(order) {
            true => self.release(thread),
            false => self.threads[usize::from(thread)].fenced,
        };
        let o = &mut self.objects[object as usize];
        if updates {
            clock.join(&o.published);
        }
        o.published = clock;
    }

    fn take(&mut self, thread: u8, object: u32, side: Side) {
        let at = self.threads[usize::from(thread)].at;
        let o = &mut self.objects[object as usize];
        match side {
            Side::Alone => o.owner = thread,
            Side::Shared => o.readers |= 1 << thread,
        }
        o.taken = Some(at);
        let published = o.published;
        self.threads[usize::from(thread)].now.join(&published);
        self.note(thread, at, Happened::Takes(object));
        self.changed(thread);
    }

    fn give(&mut self, thread: u8, object: u32, side: Side) {
        let mut now = self.release(thread);
        let o = &mut self.objects[object as usize];
        match side {
            Side::Alone => o.owner = NOBODY,
            Side::Shared => o.readers &= !(1 << thread),
        }
        now.join(&o.published);
        o.published = now;
        self.changed(thread);
    }

    fn wake(&mut self, thread: u8, object: u32, n: usize) -> Option<u8> {
        let woken = self.objects[object as usize].wake(n)?;
        self.threads[usize::from(woken)].woken = true;
        self.changed(thread);
        Some(woken)
    }

    fn write(&mut self, thread: u8, word: Word, value: u64) -> u64 {
        let before = word.load();
        word.store(value);
        let at = self.threads[usize::from(thread)].at;
        let after = word.load();
        self.note(thread, at, Happened::Stores(word.object, before, after, word.size));
        if after != before {
            self.changed(thread);
        }
        before
    }

    fn exchange(&mut self, thread: u8, x: Exchange, fails: bool) -> (u64, bool) {
        let at = self.threads[usize::from(thread)].at;
        let before = x.word.load();
        if before != x.expected || fails {
            self.loads(thread, x.word.object, x.failure);
            let what = match fails {
                true => Happened::FailsWeakly,
                false => Happened::Fails(before, x.word.size),
            };
            self.note(thread, at, what);
            self.weak -= u32::from(fails);
            return (before, false);
        }
        self.loads(thread, x.word.object, x.success);
        self.stores(thread, x.word.object, x.success, true);
        (self.write(thread, x.word, x.new), true)
    }

    /// The lock that a thread waits for, and how.
    pub(crate) fn awaited(&self, thread: u8) -> Option<(u32, Side)> {
        match self.threads[usize::from(thread)].phase {
            Phase::Declared(Op::Take(o, side)) => Some((o, side)),
            Phase::Declared(Op::Awake(_, m)) if self.threads[usize::from(thread)].woken => {
                Some((m, Side::Alone))
            }
            _ => None,
        }
    }

    /// The locks that a thread holds, each with where it was taken.
    pub(crate) fn held(&self, thread: u8) -> impl Iterator<Item = (u32, At)> {
        let has = move |o: &Object| o.owner == thread && !o.done || o.readers >> thread & 1 == 1;
        self.objects
            .iter()
            .enumerate()
            .filter_map(move |(i, o)| Some((i as u32, o.taken.filter(|_| has(o))?)))
    }
}

fn acquires(order: Ordering) -> bool {
    matches!(order, Ordering::Acquire | Ordering::AcqRel | Ordering::SeqCst)
}

fn releases(order: Ordering) -> bool {
    matches!(order, Ordering::Release | Ordering::AcqRel | Ordering::SeqCst)
}

fn shared(object: u32, mode: Mode) -> Footprint {
    Footprint::of(Obj::new(SHARED, object.into()), mode)
}

/// A step on a lock: readers take it by looking at what writers do.
fn lock(object: u32, side: Side, mode: Mode) -> Footprint {
    let writers = Obj::new(WRITERS, object.into());
    match (side, mode) {
        (Side::Shared, Mode::Acquire) => Footprint::of(writers, Mode::Read),
        (Side::Shared, Mode::Release) => shared(object, mode),
        (Side::Shared, mode) => shared(object, mode).and(writers, Mode::Read),
        (Side::Alone, mode) => shared(object, mode).and(writers, mode),
    }
}

/// What a thread's end touches, beside the step that it follows.
pub(crate) fn end(thread: u8) -> (Obj, Mode) {
    (Obj::new(END, thread.into()), Mode::Write)
}

/// What `op` touches; where `fails`, it looks and does not get what it wants.
fn touches(me: u8, op: Op, fails: bool) -> Footprint {
    let looks = |mode: Mode| if fails { Mode::Read } else { mode };
    match op {
        Op::Load(w, _) => shared(w.object, Mode::Read),
        Op::Store(w, ..) | Op::Update(w, ..) => shared(w.object, Mode::Write),
        Op::Exchange(x) if x.weak => {
            shared(x.word.object, looks(Mode::Write)).and(Obj::new(WEAK, 0), Mode::Read)
        }
        Op::Exchange(x) => shared(x.word.object, looks(Mode::Write)),
        Op::Take(o, side) => lock(o, side, Mode::Acquire),
        Op::TryTake(o, side) => lock(o, side, looks(Mode::Write)),
        Op::Give(o, side) => lock(o, side, Mode::Release),
        Op::Once(o) | Op::Done(o) => shared(o, Mode::Write),
        Op::IsDone(o) => shared(o, Mode::Read),
        Op::Sleep(v, m) => lock(m, Side::Alone, Mode::Release).and(Obj::new(SHARED, v.into()), Mode::Write),
        Op::Awake(v, m) => lock(m, Side::Alone, Mode::Acquire).and(Obj::new(SHARED, v.into()), Mode::Read),
        Op::WakeOne(v) | Op::WakeAll(v) => shared(v, Mode::Write),
        Op::Park => Footprint::of(Obj::new(TOKEN, me.into()), Mode::Write),
        Op::Unpark(whom) => {
            Footprint::of(Obj::new(TOKEN, whom.into()), Mode::Write).and(end(whom).0, Mode::Read)
        }
        Op::Join(whom) | Op::IsFinished(whom) => Footprint::of(end(whom).0, Mode::Read),
        Op::Yield(_) => Footprint::of(Obj::new(CHANGES, 0), Mode::Read),
    }
}

impl engine::World for World {
    fn contexts(&self) -> &[Ctx] {
        &self.present
    }

    fn picks(&self, c: Ctx) -> Alts {
        let t = &self.threads[c.index()];
        let Phase::Declared(op) = t.phase else { return Alts::NONE };
        let can = match op {
            Op::Take(o, side) => self.objects[o as usize].is_free(side),
            Op::Awake(_, mutex) => t.woken && self.objects[mutex as usize].is_free(Side::Alone),
            Op::Park => t.token,
            Op::Join(whom) => self.has_ended(whom),
            Op::Yield(why) => self.may_go_on(c, why),
            Op::Once(o) => self.objects[o as usize].owner == NOBODY,
            Op::WakeOne(o) => return Alts::first(u32::from(self.objects[o as usize].asleep).max(1)),
            Op::Exchange(x) if x.weak && self.weak > 0 && x.word.load() == x.expected => {
                return Alts::first(2);
            }
            _ => true,
        };
        if can { Alts::ONE } else { Alts::NONE }
    }

    fn wants(&self, c: Ctx, _: u8) -> Footprint {
        let Phase::Declared(op) = self.threads[c.index()].phase else { return Footprint::EMPTY };
        touches(c.0 as u8, op, false)
    }

    fn may_wait(&self, c: Ctx) -> bool {
        let Phase::Declared(op) = self.threads[c.index()].phase else { return false };
        matches!(op, Op::Take(..) | Op::Awake(..) | Op::Park | Op::Join(_) | Op::Yield(_) | Op::Once(_))
    }

    fn perform(&mut self, c: Ctx, alt: u8) -> Footprint {
        let (i, thread) = (c.index(), c.0 as u8);
        let Phase::Declared(op) = self.threads[i].phase else { return Footprint::EMPTY };
        let at = self.threads[i].at;
        let changes = self.changes;
        self.threads[i].phase = Phase::Running;
        let mut result = (0, true);
        match op {
            Op::Load(w, order) => {
                self.loads(thread, w.object, order);
                result.0 = w.load();
                self.note(thread, at, Happened::Loads(w.object, result.0, w.size));
            }
            Op::Store(w, order, value) => {
                self.stores(thread, w.object, order, false);
                result.0 = self.write(thread, w, value);
            }
            Op::Update(w, order, f, operand) => {
                self.loads(thread, w.object, order);
                self.stores(thread, w.object, order, true);
                result.0 = self.write(thread, w, f(w.load(), operand));
            }
            Op::Exchange(x) => result = self.exchange(thread, x, alt == 1),
            Op::Take(o, side) => self.take(thread, o, side),
            Op::TryTake(o, side) => {
                result.1 = self.objects[o as usize].is_free(side);
                match result.1 {
                    true => self.take(thread, o, side),
                    false => self.note(thread, at, Happened::DoesNotTake(self.objects[o as usize].owner)),
                }
            }
            Op::Give(o, side) => {
                self.give(thread, o, side);
                self.note(thread, at, Happened::Gives(o));
            }
            Op::Sleep(v, m) => {
                self.give(thread, m, Side::Alone);
                let o = &mut self.objects[v as usize];
                o.sleepers[usize::from(o.asleep)] = thread;
                o.asleep += 1;
                self.threads[i].woken = false;
                self.threads[i].phase = Phase::Declared(Op::Awake(v, m));
                self.note(thread, at, Happened::Sleeps);
            }
            Op::Awake(_, m) => self.take(thread, m, Side::Alone),
            Op::WakeOne(v) => {
                let woken = self.wake(thread, v, alt.into()).unwrap_or(NOBODY);
                self.note(thread, at, Happened::Wakes(woken));
            }
            Op::WakeAll(v) => {
                let mut n = 0;
                while self.wake(thread, v, 0).is_some() {
                    n += 1;
                }
                self.note(thread, at, Happened::WakesAll(n));
            }
            Op::Park => {
                let t = &mut self.threads[i];
                t.token = false;
                let unparked = t.unparked;
                t.now.join(&unparked);
                self.note(thread, at, Happened::Parks);
            }
            Op::Unpark(whom) => {
                let now = self.release(thread);
                let t = &mut self.threads[usize::from(whom)];
                if !matches!(t.phase, Phase::Ended) {
                    t.token = true;
                    t.unparked.join(&now);
                    self.changed(thread);
                }
                self.note(thread, at, Happened::Unparks(whom));
            }
            Op::Yield(_) => {
                let t = &self.threads[i];
                let others = self.by_others(t);
                let t = &mut self.threads[i];
                t.idle = if others > t.mark { 0 } else { t.idle + 1 };
                t.mark = others;
            }
            Op::Join(_) => {}
            Op::IsFinished(whom) => {
                result.1 = self.has_ended(whom);
                if result.1 {
                    let theirs = self.threads[usize::from(whom)].unparked;
                    self.threads[i].now.join(&theirs);
                }
            }
            Op::Once(o) => {
                let object = &mut self.objects[o as usize];
                let published = object.published;
                result.1 = !object.done;
                if result.1 {
                    object.owner = thread;
                    object.taken = Some(at);
                    self.changed(thread);
                }
                self.threads[i].now.join(&published);
                self.note(thread, at, Happened::Once(result.1));
            }
            Op::Done(o) => {
                self.give(thread, o, Side::Alone);
                self.objects[o as usize].done = true;
            }
            Op::IsDone(o) => {
                result.1 = self.objects[o as usize].done;
                let published = self.objects[o as usize].published;
                if result.1 {
                    self.threads[i].now.join(&published);
                }
            }
        }
        self.threads[i].result = result;
        let mut footprint = touches(thread, op, !result.1);
        if alt > 0 && matches!(op, Op::Exchange(_)) {
            footprint.add(Obj::new(WEAK, 0), Mode::Write);
        }
        // Who waits in a loop sees every change.
        if self.changes != changes {
            footprint.add(Obj::new(CHANGES, 0), Mode::Release);
        }
        footprint
    }

    fn waits_for(&self, c: Ctx) -> WaitsFor {
        let context = |thread: u8| {
            if thread == NOBODY { WaitsFor::Anyone } else { WaitsFor::Context(Ctx(thread.into())) }
        };
        match self.threads[c.index()].phase {
            Phase::Declared(Op::Join(whom)) => context(whom),
            Phase::Declared(Op::Once(o)) => context(self.objects[o as usize].owner),
            _ => self.waits_also_for(c, 0).map_or(WaitsFor::Anyone, WaitsFor::Context),
        }
    }

    fn waits_also_for(&self, c: Ctx, nth: usize) -> Option<Ctx> {
        let (o, _) = self.awaited(c.0 as u8)?;
        let o = &self.objects[o as usize];
        let owner = (o.owner != NOBODY).then(|| Ctx(o.owner.into()));
        let readers = (0..THREADS as u16).filter(|t| o.readers >> t & 1 == 1).map(Ctx);
        owner.into_iter().chain(readers).nth(nth)
    }

    fn nature(&self, c: Ctx, alt: u8) -> Nature {
        match self.threads[c.index()].phase {
            Phase::Declared(Op::Exchange(_)) if alt == 1 => Nature::Fault,
            _ => Nature::Ordinary,
        }
    }
}
