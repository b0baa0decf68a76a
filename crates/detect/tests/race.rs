//! The race detector says what a slow and obvious model says.

#[path = "../../machine/tests/script/mod.rs"]
mod script;

use detect::{Defect, RaceCheck, Section};
use engine::{Ctx, Footprint, Mode, Obj, World};
use machine::{Access, AccessKind, CLOCK, Op, Order, Place, line, objects, softirq};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use region::layout;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

const BASE: usize = layout::ARENA.start;

type Clock = BTreeMap<Ctx, u32>;

fn join(into: &mut Clock, from: &Clock) {
    for (c, time) in from {
        let mine = into.entry(*c).or_default();
        *mine = (*mine).max(*time);
    }
}

#[derive(Clone, Copy, Debug)]
enum Event {
    Access(Access),
    Touch(Obj, Mode),
    Barrier(Order),
    /// A marked load returned the address of the object in these eight bytes.
    Depends(usize),
}

struct Known {
    context: Ctx,
    time: u32,
    access: Access,
}

/// The rule of the detector's essay, with clocks as maps and a list of all accesses.
#[derive(Default)]
struct Model {
    now: BTreeMap<Ctx, Clock>,
    seen: BTreeMap<Ctx, Clock>,
    fenced: BTreeMap<Ctx, Clock>,
    released: BTreeMap<Obj, Clock>,
    published: BTreeMap<usize, Clock>,
    dependent: BTreeMap<Ctx, BTreeSet<usize>>,
    accesses: Vec<Known>,
}

impl Model {
    fn now(&mut self, c: Ctx) -> &mut Clock {
        self.now.entry(c).or_insert_with(|| Clock::from([(c, 1)]))
    }

    fn release(&mut self, c: Ctx) {
        let now = self.now(c).clone();
        self.fenced.insert(c, now);
        *self.now(c).get_mut(&c).expect("a context has a time") += 1;
    }

    fn acquire(&mut self, c: Ctx) {
        let seen = self.seen.entry(c).or_default().clone();
        join(self.now(c), &seen);
    }

    fn touch(&mut self, c: Ctx, object: Obj, mode: Mode) {
        let lock = matches!(object.kind(), objects::LOCK | objects::MASK);
        let now = self.now(c).clone();
        match mode {
            _ if matches!(object.kind(), objects::MEMORY | objects::TIME) => {}
            Mode::Read | Mode::Write if lock => {}
            Mode::Read | Mode::Acquire => {
                let released = self.released.entry(object).or_default().clone();
                join(self.now(c), &released);
            }
            Mode::Write | Mode::Release => {
                join(self.released.entry(object).or_default(), &now);
                self.release(c);
            }
        }
    }

    fn barrier(&mut self, c: Ctx, order: Order) {
        if matches!(order, Order::Acquire | Order::Full) {
            self.acquire(c);
        }
        if matches!(order, Order::Release | Order::Full) {
            self.release(c);
        }
    }

    fn depends(&mut self, c: Ctx, at: usize) {
        if self.seen.get(&c).is_some_and(|s| !s.is_empty()) {
            self.dependent.entry(c).or_default().insert(at);
        }
    }

    /// The earlier accesses that race with this one; then notes it.
    fn access(&mut self, c: Ctx, access: Access) -> Vec<usize> {
        let now = self.now(c).clone();
        let seen = self.seen.entry(c).or_default().clone();
        let time = |clock: &Clock, c: Ctx| clock.get(&c).copied().unwrap_or(0);
        let dependent = self.dependent.entry(c).or_default().clone();
        let races = |k: &Known| {
            let (from, to) = (k.access.address.max(access.address), end(&k.access).min(end(&access)));
            let conflict = k.context != c
                && (k.access.kind.writes() || access.kind.writes())
                && !(k.access.kind.is_marked() && access.kind.is_marked());
            conflict
                && (from..to).any(|byte| {
                    let trusts = access.kind.writes() || dependent.contains(&(byte & !7));
                    let before = k.time <= time(&now, k.context);
                    !(before || trusts && k.time <= time(&seen, k.context))
                })
        };
        let racing = (0..self.accesses.len()).filter(|i| races(&self.accesses[*i])).collect();
        self.accesses.push(Known { context: c, time: time(&now, c), access });
        self.publish(c, access);
        racing
    }

    fn publish(&mut self, c: Ctx, access: Access) {
        let bytes = access.address..end(&access);
        let order = match access.kind {
            AccessKind::Read | AccessKind::Write => return,
            AccessKind::Rmw(order) => order,
            _ => Order::Relaxed,
        };
        if access.kind != AccessKind::MarkedWrite {
            for byte in bytes.clone() {
                let published = self.published.entry(byte).or_default().clone();
                join(self.seen.entry(c).or_default(), &published);
            }
            if matches!(order, Order::Acquire | Order::Full) {
                self.acquire(c);
            }
        }
        if access.kind.writes() {
            if matches!(order, Order::Release | Order::Full) {
                self.release(c);
            }
            let fenced = self.fenced.entry(c).or_default().clone();
            for byte in bytes {
                let published = self.published.entry(byte).or_default();
                match access.kind {
                    AccessKind::Rmw(_) => join(published, &fenced),
                    _ => *published = fenced.clone(),
                }
            }
        }
    }
}

fn end(access: &Access) -> usize {
    access.address + access.size as usize
}

fn place(i: usize) -> Place {
    Place { pc: layout::BASE + 16 * i, ..Place::default() }
}

fn orders() -> impl Strategy<Value = Order> {
    prop::sample::select(vec![Order::Relaxed, Order::Acquire, Order::Release, Order::Full])
}

fn events() -> impl Strategy<Value = (Ctx, Event)> {
    use AccessKind::*;
    let plain =
        (0..24usize, prop::sample::select(vec![1u32, 2, 4, 8]), prop::sample::select(vec![Read, Write]))
            .prop_map(|(at, size, kind)| Access { address: BASE + at, size, kind });
    let kinds = prop_oneof![Just(MarkedRead), Just(MarkedWrite), orders().prop_map(Rmw)];
    let marked = (0..24u32, prop::sample::select(vec![1u32, 2, 4, 8]), kinds).prop_map(|(at, size, kind)| {
        let at = at / size * size;
        Access { address: BASE + at as usize, size, kind }
    });
    let kinds =
        vec![objects::LOCK, objects::MASK, objects::TASK, objects::TIMER, objects::MEMORY, objects::TIME];
    let modes = vec![Mode::Read, Mode::Write, Mode::Acquire, Mode::Acquire, Mode::Release, Mode::Release];
    let object = (prop::sample::select(kinds), 0..2u64).prop_map(|(kind, n)| Obj::new(kind, n));
    let event = prop_oneof![
        5 => plain.prop_map(Event::Access),
        5 => marked.prop_map(Event::Access),
        4 => (object, prop::sample::select(modes)).prop_map(|(o, m)| Event::Touch(o, m)),
        2 => orders().prop_map(Event::Barrier),
        1 => (0..3usize).prop_map(|g| Event::Depends(BASE + 8 * g)),
    ];
    (prop::sample::select(vec![Ctx(0), Ctx(1), Ctx(300), Ctx(2)]), event)
}

/// Shows the events to both; `judge` is told of each access, what the model says and what the detector says.
fn compare(
    race: &mut RaceCheck,
    events: &[(Ctx, Event)],
    always_release: bool,
    mut judge: impl FnMut(&Model, usize, &[usize], Option<usize>) -> Result<(), TestCaseError>,
) -> Result<(), TestCaseError> {
    race.reset();
    let mut model = Model::default();
    for &(c, event) in events {
        match event {
            Event::Touch(object, mode) => {
                race.synchronise(c, &Footprint::of(object, mode));
                model.touch(c, object, mode);
            }
            Event::Barrier(order) => {
                race.barrier(c, order);
                model.barrier(c, order);
            }
            Event::Depends(at) => {
                race.depends(c, at, at + 8);
                model.depends(c, at);
            }
            Event::Access(access) => {
                if always_release {
                    let own = objects::of(objects::EXIT, c);
                    race.synchronise(c, &Footprint::of(own, Mode::Release));
                    model.touch(c, own, Mode::Release);
                }
                let i = model.accesses.len();
                let racing = model.access(c, access);
                let found = race.access(c, &access, place(i)).map(|f| match f.defect {
                    Defect::DataRace { earlier, later, address } => {
                        assert_eq!((later.context, later.pc, f.context), (c, place(i).pc, c));
                        assert!((access.address..end(&access)).contains(&address));
                        (earlier.pc - layout::BASE) / 16
                    }
                    defect => panic!("{defect:?} is no race"),
                });
                judge(&model, i, &racing, found)?;
            }
        }
    }
    Ok(())
}

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() })
}

#[test]
fn an_access_races_exactly_if_the_model_says_so() {
    let race = RefCell::new(RaceCheck::new().expect("the shadow is mapped"));
    let found_races = RefCell::new((0, 0));
    let sequences = prop::collection::vec(events(), 1..80);
    let result = runner(4000).run(&sequences, |events| {
        compare(&mut race.borrow_mut(), &events, true, |_, i, racing, found| {
            let counts = &mut *found_races.borrow_mut();
            if racing.is_empty() {
                counts.0 += 1
            } else {
                counts.1 += 1
            }
            prop_assert_eq!(found.is_some(), !racing.is_empty(), "access {}", i);
            prop_assert!(found.is_none_or(|f| racing.contains(&f)), "{:?} is not in {:?}", found, racing);
            Ok(())
        })
    });
    result.unwrap_or_else(|e| panic!("{e}"));
    let counts = *found_races.borrow();
    assert!(counts.0 > 10_000 && counts.1 > 10_000, "{counts:?}");
}

#[test]
fn only_a_repeated_access_is_not_checked_again() {
    let race = RefCell::new(RaceCheck::new().expect("the shadow is mapped"));
    let sequences = prop::collection::vec(events(), 1..80);
    let result = runner(4000).run(&sequences, |events| {
        compare(&mut race.borrow_mut(), &events, false, |model, i, racing, found| {
            prop_assert!(found.is_none_or(|f| racing.contains(&f)), "{:?} is not in {:?}", found, racing);
            let (me, earlier) = model.accesses.split_last().expect("there is this one");
            let repeated = earlier.iter().any(|k| {
                (k.context, k.time) == (me.context, me.time)
                    && k.access.kind.writes() == me.access.kind.writes()
                    && k.access.address < end(&me.access)
                    && me.access.address < end(&k.access)
            });
            prop_assert!(
                found.is_some() || racing.is_empty() || repeated,
                "access {} races with {:?}",
                i,
                racing
            );
            Ok(())
        })
    });
    result.unwrap_or_else(|e| panic!("{e}"));
}

/// A detector with two contexts that it is told of by hand.
struct Told {
    race: RaceCheck,
    places: usize,
}

const A: Ctx = Ctx(1);
const B: Ctx = Ctx(2);
const C: Ctx = Ctx(3);
const DATA: usize = BASE;
const FLAG: usize = BASE + 64;
const X: usize = BASE + 256;
const Y: usize = BASE + 320;

impl Told {
    fn new() -> Told {
        Told { race: RaceCheck::new().expect("the shadow is mapped"), places: 0 }
    }

    fn access(&mut self, c: Ctx, address: usize, size: u32, kind: AccessKind) -> bool {
        self.places += 1;
        self.race.access(c, &Access { address, size, kind }, place(self.places)).is_some()
    }

    fn read(&mut self, c: Ctx, address: usize) -> bool {
        self.access(c, address, 4, AccessKind::Read)
    }

    fn write(&mut self, c: Ctx, address: usize) -> bool {
        self.access(c, address, 4, AccessKind::Write)
    }

    fn read_once(&mut self, c: Ctx, address: usize) -> bool {
        self.access(c, address, 4, AccessKind::MarkedRead)
    }

    fn write_once(&mut self, c: Ctx, address: usize) -> bool {
        self.access(c, address, 4, AccessKind::MarkedWrite)
    }

    fn touch(&mut self, c: Ctx, object: Obj, mode: Mode) {
        self.race.synchronise(c, &Footprint::of(object, mode));
    }

    /// A writes data and sets a flag, B reads the flag and then data; whether that is a race.
    fn message(&mut self, wmb: Option<Order>, rmb: Option<Order>) -> bool {
        assert!(!self.write(A, DATA));
        wmb.into_iter().for_each(|o| self.race.barrier(A, o));
        assert!(!self.write_once(A, FLAG));
        assert!(!self.read_once(B, FLAG));
        rmb.into_iter().for_each(|o| self.race.barrier(B, o));
        self.read(B, DATA)
    }
}

#[test]
fn a_message_with_both_barriers_is_no_race_and_without_either_it_is() {
    use Order::*;
    for (wmb, rmb, race) in [
        (Some(Release), Some(Acquire), false),
        (Some(Full), Some(Full), false),
        (None, Some(Acquire), true),
        (Some(Release), None, true),
        (None, None, true),
        (Some(Acquire), Some(Acquire), true),
        (Some(Release), Some(Release), true),
    ] {
        assert_eq!(Told::new().message(wmb, rmb), race, "{wmb:?} {rmb:?}");
    }
}

#[test]
fn an_atomic_carries_a_message_as_far_as_its_order_says() {
    use Order::*;
    for (write, read, race) in [
        (Full, Full, false),
        (Release, Acquire, false),
        (Relaxed, Full, true),
        (Full, Relaxed, true),
        (Acquire, Release, true),
    ] {
        let mut t = Told::new();
        assert!(!t.write(A, DATA));
        assert!(!t.access(A, FLAG, 4, AccessKind::Rmw(write)));
        assert!(!t.access(B, FLAG, 4, AccessKind::Rmw(read)));
        assert_eq!(t.read(B, DATA), race, "{write:?} {read:?}");
    }
}

#[test]
fn an_atomic_between_the_two_passes_the_message_on_and_a_store_ends_it() {
    for (between, race) in [(AccessKind::Rmw(Order::Relaxed), false), (AccessKind::MarkedWrite, true)] {
        let mut t = Told::new();
        t.write(A, DATA);
        t.race.barrier(A, Order::Release);
        t.write_once(A, FLAG);
        t.access(C, FLAG, 4, between);
        t.read_once(B, FLAG);
        t.race.barrier(B, Order::Acquire);
        assert_eq!(t.read(B, DATA), race, "{between:?}");
    }
}

#[test]
fn a_flag_beside_another_in_the_same_eight_bytes_does_not_disturb_it() {
    let mut t = Told::new();
    t.write(A, DATA);
    t.race.barrier(A, Order::Release);
    t.write_once(A, FLAG);
    // C stores to its own flag without any order.
    t.write_once(C, FLAG + 4);
    t.read_once(B, FLAG);
    t.race.barrier(B, Order::Acquire);
    assert!(!t.read(B, DATA));
    // And reading the other flag gives no order.
    let mut t = Told::new();
    t.write(A, DATA);
    t.race.barrier(A, Order::Release);
    t.write_once(A, FLAG);
    t.read_once(B, FLAG + 4);
    t.race.barrier(B, Order::Acquire);
    assert!(t.read(B, DATA));
}

#[test]
fn a_store_after_a_marked_load_is_trusted_and_a_load_is_not() {
    for (loads, kind, races) in
        [(false, AccessKind::Write, true), (true, AccessKind::Write, false), (true, AccessKind::Read, true)]
    {
        let mut t = Told::new();
        t.write(A, DATA);
        t.race.barrier(A, Order::Release);
        t.write_once(A, FLAG);
        if loads {
            t.read_once(B, FLAG);
        }
        assert_eq!(t.access(B, DATA, 4, kind), races, "{loads} {kind:?}");
    }
}

#[test]
fn an_object_whose_address_was_loaded_is_trusted_and_another_is_not() {
    let mut t = Told::new();
    t.write(A, DATA);
    t.write(A, DATA + 128);
    t.race.barrier(A, Order::Release);
    t.write_once(A, FLAG);
    t.read_once(B, FLAG);
    t.race.depends(B, DATA, DATA + 16);
    assert!(!t.read(B, DATA));
    assert!(t.read(B, DATA + 128));
}

#[test]
fn what_a_lock_protects_does_not_race_and_what_it_does_not_does() {
    let mut t = Told::new();
    for c in [A, B, A, C, B] {
        t.touch(c, objects::lock(X), Mode::Acquire);
        assert!(!t.read(c, DATA) && !t.write(c, DATA));
        t.touch(c, objects::lock(X), Mode::Release);
    }
    t.touch(C, objects::lock(Y), Mode::Acquire);
    assert!(t.read(C, DATA));
}

#[test]
fn readers_of_a_lock_see_what_writers_did_and_not_each_other() {
    let (lock, writers) = (objects::lock(X), objects::writers(X));
    let taken_to_read = Footprint::of(lock, Mode::Read).and(writers, Mode::Read);
    let taken_to_write = Footprint::of(lock, Mode::Acquire);
    let given_by_writer = Footprint::of(lock, Mode::Release).and(writers, Mode::Release);
    let mut t = Told::new();
    t.race.synchronise(A, &taken_to_write);
    assert!(!t.write(A, DATA));
    t.race.synchronise(A, &given_by_writer);
    for c in [B, C] {
        t.race.synchronise(c, &taken_to_read);
        assert!(!t.read(c, DATA));
        assert_eq!(t.write(c, FLAG), c == C, "the first reader's store is not ordered before the second");
        t.touch(c, lock, Mode::Release);
    }
    t.race.synchronise(A, &taken_to_write);
    assert!(!t.write(A, DATA) && !t.write(A, FLAG), "a writer sees what all readers did");
}

#[test]
fn a_section_of_a_sequence_counter_makes_its_accesses_marked() {
    let mut t = Told::new();
    let access = |t: &mut Told, c, kind| {
        let kind = t.race.counts_as(c, kind);
        t.access(c, DATA, 4, kind)
    };
    t.race.section(A, Section::WriteBegins);
    assert!(!access(&mut t, A, AccessKind::Write));
    t.race.section(B, Section::ReadBegins);
    assert!(!access(&mut t, B, AccessKind::Read));
    t.race.section(B, Section::ReadEnds);
    assert!(access(&mut t, B, AccessKind::Read), "it reads outside of its section");
    t.race.section(A, Section::WriteEnds);
    t.race.section(C, Section::ReadBegins);
    assert_eq!(t.race.counts_as(C, AccessKind::Write), AccessKind::Write, "a reader's store is a plain one");
    t.touch(C, objects::lock(X), Mode::Acquire);
    assert!(access(&mut t, C, AccessKind::Read), "a section without a retry ends at the next operation");
    t.race.section(C, Section::ReadBegins);
    t.race.reset();
    assert_eq!(t.race.counts_as(C, AccessKind::Read), AccessKind::Read);
}

#[test]
fn every_completion_of_several_reaches_the_waiter() {
    let done = objects::lock(X);
    let complete = Footprint::of(done, Mode::Write).and(done, Mode::Release);
    for waiter in [C, B] {
        let mut t = Told::new();
        t.write(A, DATA);
        t.race.synchronise(A, &complete);
        t.race.synchronise(B, &complete);
        t.race.synchronise(B, &complete);
        t.touch(waiter, done, Mode::Acquire);
        assert!(!t.read(waiter, DATA), "{waiter:?}");
    }
}

#[test]
fn bytes_of_one_granule_are_independent() {
    let mut t = Told::new();
    assert!(!t.access(A, BASE, 1, AccessKind::Write));
    assert!(!t.access(B, BASE + 1, 1, AccessKind::Write));
    assert!(!t.access(C, BASE + 2, 2, AccessKind::Write));
    assert!(!t.access(B, BASE + 4, 4, AccessKind::Read));
    assert!(t.access(C, BASE + 1, 1, AccessKind::Read));
    assert!(t.access(A, BASE + 3, 1, AccessKind::Read));
}

#[test]
fn an_access_over_two_granules_is_checked_in_both() {
    let mut t = Told::new();
    assert!(!t.access(A, BASE + 6, 4, AccessKind::Write));
    assert!(t.access(B, BASE + 6, 1, AccessKind::Read));
    assert!(t.access(C, BASE + 9, 1, AccessKind::Read));
    assert!(!t.access(B, BASE + 10, 1, AccessKind::Read));
}

#[test]
fn two_marked_accesses_and_two_reads_never_race() {
    let mut t = Told::new();
    assert!(!t.write_once(A, DATA) && !t.write_once(B, DATA) && !t.read_once(C, DATA));
    assert!(!t.read(A, FLAG) && !t.read(B, FLAG) && !t.read_once(C, FLAG));
    assert!(t.write_once(C, FLAG) && t.read(C, DATA));
}

#[test]
fn a_reset_forgets_everything() {
    let mut t = Told::new();
    t.write(A, DATA);
    t.race.reset();
    assert!(!t.write(B, DATA));
    assert!(t.write(A, DATA));
    // Nor does a clock survive: the lock orders nothing that came before the reset.
    t.touch(A, objects::lock(X), Mode::Release);
    t.race.reset();
    t.write(A, DATA);
    t.touch(B, objects::lock(X), Mode::Acquire);
    assert!(t.write(B, DATA));
}

#[test]
fn data_race_marks_what_shall_not_be_told() {
    let mut t = Told::new();
    t.write(A, DATA);
    t.race.ignore(B, true);
    assert!(!t.read(B, DATA));
    t.race.ignore(B, false);
    assert!(t.write(B, DATA));
}

#[test]
fn a_pair_of_places_is_told_once_an_execution() {
    let mut race = RaceCheck::new().expect("the shadow is mapped");
    let twice = |race: &mut RaceCheck| {
        let access = |address, kind| Access { address, size: 4, kind };
        let mut found = Vec::new();
        for at in [DATA, FLAG] {
            race.access(A, &access(at, AccessKind::Write), place(1));
            found.push(race.access(B, &access(at, AccessKind::Write), place(2)).is_some());
        }
        found
    };
    assert_eq!(twice(&mut race), [true, false]);
    race.reset();
    assert_eq!(twice(&mut race), [true, false]);
}

#[test]
fn more_objects_and_contexts_than_there_is_room_for_at_first_are_kept_apart() {
    let mut t = Told::new();
    let n = 3000;
    for i in 0..n {
        t.write(A, DATA + 8 * i);
        t.touch(A, objects::lock(DATA + 8 * i), Mode::Release);
        t.write_once(A, DATA + 8 * (n + i));
    }
    for c in (10..500).map(Ctx) {
        t.touch(c, objects::lock(DATA), Mode::Acquire);
        assert!(!t.read(c, DATA));
    }
    // The 1200th lock orders what came before its release only.
    t.touch(B, objects::lock(DATA + 8 * 1200), Mode::Acquire);
    assert!(!t.read(B, DATA + 8 * 1200));
    assert!(t.read(B, DATA + 8 * 1201));
    // So does a marked store that published the clock of its time.
    t.read_once(C, DATA + 8 * (n + 2000));
    t.race.barrier(C, Order::Acquire);
    assert!(!t.read(C, DATA + 8 * 2000));
    assert!(t.read(C, DATA + 8 * 2001));
}

/// A scripted machine whose footprints and accesses the detector sees.
struct Watched {
    sim: script::Sim,
    race: RaceCheck,
}

impl Watched {
    fn new(script: &script::Script) -> Watched {
        let mut watched =
            Watched { sim: script.power_on(), race: RaceCheck::new().expect("the shadow is mapped") };
        while watched.sim.can(machine::INSMOD) {
            watched.perform(machine::INSMOD, 0);
        }
        watched
    }

    /// One step of `c`; whether it is an access that races.
    fn perform(&mut self, c: Ctx, alt: u8) -> bool {
        let op = self.sim.machine.declared(c);
        let place = self.sim.machine.context(c).place;
        self.sim.go_as(c, alt);
        let (_, fp) = *self.sim.footprints.last().expect("there was a step");
        self.race.synchronise(c, &fp);
        match op {
            Some(Op::Access(access)) => self.race.access(c, &access, place).is_some(),
            _ => false,
        }
    }

    /// The line fires on this CPU, whether or not a search would offer it among the idle ones.
    fn fires_on(&mut self, line: Ctx, cpu: u8) {
        self.sim.perform(line, cpu);
        let (_, fp) = *self.sim.footprints.last().expect("there was a step");
        self.race.synchronise(line, &fp);
    }

    /// All steps that `c` can make; whether one of them races.
    fn go_on(&mut self, c: Ctx) -> bool {
        let mut raced = false;
        while self.sim.can(c) {
            let alt = self.sim.machine.picks(c).least();
            raced |= self.perform(c, alt);
        }
        raced
    }
}

#[test]
fn a_section_with_interrupts_off_and_a_handler_of_its_cpu_do_not_race() {
    use script::{Script, X, lock_irqsave, nop, request, restore, thread, write};
    let (a, off) = (thread(0), machine::Flags::IrqDisable);
    let sections = [
        (vec![off.into(), write(X), machine::Flags::IrqEnable.into(), nop()], false),
        (vec![lock_irqsave(script::SPIN[0]), write(X), restore(script::SPIN[0]), nop()], false),
        (vec![machine::Flags::BhDisable.into(), write(X), machine::Flags::BhEnable.into(), nop()], true),
        (vec![write(X), nop()], true),
    ];
    for (section, races) in sections {
        for cpu in [1, 0] {
            let mut w = Watched::new(
                &Script::new().init([request(5, 0)]).function(0, [write(X)]).thread(section.clone()),
            );
            assert!(!w.go_on(a));
            assert_eq!(w.sim.machine.context(a).cpu, 1);
            // CPU 1 is the task's: there the section excludes the handler. CPU 0 is another.
            let line = line(5);
            w.fires_on(line, cpu);
            assert_eq!(w.go_on(line), races || cpu == 0, "on CPU {cpu}");
        }
    }
}

#[test]
fn a_section_with_bottom_halves_off_and_a_timer_of_its_cpu_do_not_race() {
    use script::{Script, Step, TIMER, X, lock, lock_bh, nop, thread, unlock, unlock_bh, write};
    let spin = script::SPIN[0];
    for (section, races) in [
        (vec![lock_bh(spin), write(X), unlock_bh(spin), nop()], false),
        (vec![lock(spin), write(X), unlock(spin), nop()], true),
    ] {
        for other_cpu in [false, true] {
            let other = thread(1);
            let arm = vec![Step::Arm(TIMER[0], 1), nop()];
            let own = if other_cpu { vec![] } else { vec![Step::Arm(TIMER[0], 1)] };
            let mut w = Watched::new(
                &Script::new()
                    .timer(TIMER[0], 0)
                    .function(0, [write(X)])
                    .thread([own, section.clone()].concat())
                    .thread(if other_cpu { arm } else { vec![] }),
            );
            assert!(!w.go_on(other));
            assert!(!w.go_on(thread(0)));
            w.perform(CLOCK, 0);
            let raced = w.go_on(softirq(if other_cpu { 2 } else { 1 }));
            assert_eq!(raced, races || other_cpu, "on another CPU: {other_cpu}");
        }
    }
}

#[test]
fn what_the_machine_orders_does_not_race() {
    use script::*;
    let d = DONE[0];
    let m = MUTEX[0];
    // Each pair: what the first thread does and then what the second does.
    let ordered: [(&str, Vec<Step>, Vec<Step>); 4] = [
        ("completion", vec![write(script::X), complete(d)], vec![wait(d), write(script::X)]),
        (
            "completion_done",
            vec![write(script::X), complete(d)],
            vec![machine::Completion::Done(d).into(), write(script::X)],
        ),
        (
            "mutex",
            vec![mutex_lock(m), write(script::X), mutex_unlock(m)],
            vec![mutex_lock(m), write(script::X), mutex_unlock(m)],
        ),
        (
            "wake",
            vec![write(script::X), wake(thread(1))],
            vec![interruptible(), schedule(), write(script::X)],
        ),
    ];
    for (name, first, second) in ordered {
        let mut w = Watched::new(&Script::new().thread(first.clone()).thread(second.clone()));
        if name == "wake" {
            assert!(!w.go_on(thread(1)));
        }
        assert!(!w.go_on(thread(0)));
        assert!(!w.go_on(thread(1)), "{name}");
        assert!(w.sim.is_dead(thread(1)));
    }
    let mut w = Watched::new(&Script::new().thread([write(script::X)]).thread([write(script::X)]));
    assert!(!w.go_on(thread(0)));
    assert!(w.go_on(thread(1)), "two threads are not ordered by being born of one");
    let mut w = Watched::new(
        &Script::new().function(0, [write(script::X)]).init([write(script::X)]).thread([write(script::X)]),
    );
    assert!(!w.go_on(thread(0)), "a thread comes after what its maker did before");
    let mut w = Watched::new(
        &Script::new().thread([nop(), write(script::X)]).thread([stop(thread(0)), write(script::X)]),
    );
    w.perform(thread(0), 0);
    w.perform(thread(1), 0);
    w.perform(thread(1), 0);
    assert!(!w.go_on(thread(0)));
    assert!(!w.go_on(thread(1)), "who stops a thread comes after it");
}
