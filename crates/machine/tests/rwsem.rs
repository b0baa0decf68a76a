//! What `down_read`, `down_write` and their relatives mean.

mod script;

use engine::{Ctx, Ending, Mode, RandomNumbers, WaitsFor, World};
use machine::{Kind, Misuse, Op, RwSem, Side, objects};
use script::*;

const A: usize = RWSEM[0];
const T0: Ctx = thread(0);
const T1: Ctx = thread(1);
const T2: Ctx = thread(2);
const T3: Ctx = thread(3);

fn downgrade(a: usize) -> Step {
    RwSem::Downgrade(a).into()
}

#[test]
fn readers_hold_it_together_and_a_writer_alone() {
    let mut sim = Script::new()
        .thread([down_read(A), up_read(A)])
        .thread([down_read(A), up_read(A)])
        .thread([down_write(A), up_write(A)])
        .boot();
    sim.go(T0);
    sim.go(T1);
    sim.go(T2);
    assert!(!sim.can(T2) && sim.machine.context(T2).asleep);
    sim.go(T0);
    assert!(!sim.can(T2));
    sim.go(T1);
    sim.go(T2);
    assert_eq!(sim.owner(A), Some(T2));
}

#[test]
fn a_waiting_writer_holds_up_later_readers() {
    let mut sim = Script::new()
        .thread([down_read(A), up_read(A)])
        .thread([down_write(A), up_write(A)])
        .thread([down_read(A), up_read(A)])
        .boot();
    sim.go(T0);
    sim.go(T1);
    sim.go(T2);
    assert!(!sim.can(T2), "it stands behind the writer");
    sim.go(T0);
    assert!(sim.can(T1) && !sim.can(T2));
    sim.go(T1);
    assert!(!sim.can(T2));
    sim.go(T1);
    assert!(sim.can(T2));
}

#[test]
fn all_waiting_readers_get_it_at_once_when_a_reader_is_first() {
    let mut sim = Script::new()
        .thread([down_write(A), up_write(A)])
        .thread([down_read(A), up_read(A)])
        .thread([down_write(A), up_write(A)])
        .thread([down_read(A), up_read(A)])
        .boot();
    for c in [T0, T1, T2, T3] {
        sim.go(c);
    }
    sim.go(T0);
    assert!(sim.can(T1) && sim.can(T3) && !sim.can(T2), "both readers pass the writer between them");
    assert_eq!((sim.machine.reader(A, 0), sim.machine.reader(A, 1)), (Some(T1), Some(T3)));
}

#[test]
fn downgrading_lets_the_waiting_readers_in_and_no_writer() {
    let mut sim = Script::new()
        .thread([down_write(A), downgrade(A), up_read(A)])
        .thread([down_read(A), up_read(A)])
        .thread([down_write(A), up_write(A)])
        .boot();
    sim.go(T0);
    sim.go(T1);
    sim.go(T2);
    sim.go(T0);
    assert!(sim.can(T1) && !sim.can(T2));
    sim.go(T1);
    sim.go(T1);
    sim.go(T0);
    assert!(sim.can(T2));
    assert_eq!(sim.misuses, []);
}

#[test]
fn trylock_takes_it_or_returns_0() {
    let read = || RwSem::TryLock(A, Side::Read).into();
    let write = || RwSem::TryLock(A, Side::Write).into();
    let mut sim = Script::new()
        .thread([read(), up_read(A), write(), RwSem::IsLocked(A).into()])
        .thread([read(), write(), read(), write()])
        .boot();
    sim.go(T0);
    sim.go(T1);
    sim.go(T1);
    assert_eq!((sim.value(T0), sim.values(T1)), (1, vec![1, 0]));
    let mut sim =
        Script::new().thread([write(), RwSem::IsLocked(A).into(), nop()]).thread([read(), write()]).boot();
    sim.go(T0);
    sim.go(T0);
    sim.go(T1);
    sim.go(T1);
    assert_eq!((sim.values(T0), sim.values(T1)), (vec![1, 1], vec![0, 0]));
}

#[test]
fn reading_twice_with_a_writer_between_deadlocks() {
    let reader = [down_read(A), down_read(A), up_read(A), up_read(A)];
    let mut endings = [0, 0];
    Script::new().thread(reader).thread([down_write(A), up_write(A)]).search(10_000, |_, course, ending| {
        let deadlock = ending == Ending::Deadlock;
        endings[usize::from(deadlock)] += 1;
        if deadlock {
            let mut cycle = course.cycle().to_vec();
            cycle.sort();
            assert_eq!(cycle, [T0, T1]);
        }
    });
    assert!(endings[0] > 0 && endings[1] > 0, "{endings:?}");
}

#[test]
fn writing_while_reading_is_a_cycle_of_one() {
    Script::new().thread([down_read(A), down_write(A)]).search(1000, |_, course, ending| {
        assert_eq!((ending, course.cycle()), (Ending::Deadlock, &[T0][..]));
    });
}

#[test]
fn a_writer_waits_for_every_reader() {
    // T0 reads and goes on; T1 reads and waits for the mutex of T2, which waits for the readers.
    let mut sim = Script::new()
        .thread([down_read(A), nop(), nop()])
        .thread([down_read(A), mutex_lock(MUTEX[0])])
        .thread([mutex_lock(MUTEX[0]), down_write(A)])
        .boot();
    for c in [T0, T1, T2, T2, T1] {
        sim.go(c);
    }
    assert_eq!(sim.machine.waits_for(T2), WaitsFor::Context(T0));
    assert_eq!(sim.machine.waits_also_for(T2, 1), Some(T1));
    let mut course = engine::Course::default();
    assert!(course.any_cycle(&sim.machine));
    let mut cycle = course.cycle().to_vec();
    cycle.sort();
    assert_eq!(cycle, [T1, T2]);
}

#[test]
fn giving_back_what_is_not_held_is_a_misuse() {
    let mut sim = Script::new().thread([up_read(A), up_write(A)]).thread([down_write(A), nop()]).boot();
    sim.go(T0);
    sim.go(T1);
    sim.go(T0);
    let misuse = |owner| Misuse::NotHeld { kind: Kind::RwSem, address: A, owner };
    assert_eq!(sim.misuses, [(T0, misuse(None)), (T0, misuse(Some(T1)))]);
}

#[test]
fn what_readers_touch_does_not_conflict() {
    let mut sim = Script::new().thread([down_read(A), up_read(A)]).boot();
    sim.go(T0);
    let (_, taken) = *sim.footprints.last().unwrap();
    assert!(taken.iter().all(|(_, mode)| mode == Mode::Read), "{taken:?}");
    assert!(taken.iter().any(|(object, _)| object == objects::writers(A)), "it sees what writers did");
    sim.go(T0);
    let (_, given) = *sim.footprints.last().unwrap();
    assert!(given.iter().all(|(o, mode)| mode == Mode::Release && o != objects::writers(A)), "{given:?}");
}

/// The semaphore as one would write it down: who holds it and who waits, in the order of coming.
#[derive(Default)]
struct Model {
    writer: Option<Ctx>,
    readers: Vec<Ctx>,
    queue: Vec<(Ctx, Side)>,
}

impl Model {
    fn comes(&mut self, c: Ctx, side: Side) {
        let free = self.writer.is_none() && self.readers.is_empty();
        match side {
            Side::Write if free => self.writer = Some(c),
            Side::Read if free || self.writer.is_none() && self.queue.is_empty() => self.readers.push(c),
            _ => self.queue.push((c, side)),
        }
    }

    fn is_granted(&self, c: Ctx) -> bool {
        self.readers.contains(&c)
    }

    fn may_go_on(&self, c: Ctx) -> bool {
        let first = self.queue.first() == Some(&(c, Side::Write));
        let free = self.writer.is_none() && self.readers.is_empty();
        self.is_granted(c) || self.queue.iter().all(|w| w.0 != c) || first && free
    }

    fn opens(&mut self) {
        let free = self.writer.is_none();
        if free && self.queue.first().is_some_and(|w| w.1 == Side::Read) {
            self.readers.extend(self.queue.iter().filter(|w| w.1 == Side::Read).map(|w| w.0));
            self.queue.retain(|w| w.1 == Side::Write);
        }
    }
}

#[test]
fn it_does_what_holders_and_a_queue_do() {
    let mut numbers = RandomNumbers::new(11, 0);
    let mut waits = 0;
    for _ in 0..400 {
        let mut steps = || -> Vec<Step> {
            let one = |n| match n {
                0 => vec![down_write(A), up_write(A)],
                1 => vec![down_write(A), downgrade(A), up_read(A)],
                _ => vec![down_read(A), up_read(A)],
            };
            (0..3).flat_map(|_| one(numbers.below(4))).collect()
        };
        let mut sim = Script::new().thread(steps()).thread(steps()).thread(steps()).thread(steps()).boot();
        let mut model = Model::default();
        loop {
            let able: Vec<Ctx> = (0..4).map(thread).filter(|c| sim.can(*c)).collect();
            let Some(most) = able.len().checked_sub(1) else { break };
            let c = able[numbers.below(most as u32 + 1) as usize];
            let Some(Op::RwSem(op)) = sim.machine.declared(c) else {
                sim.go_as(c, 0);
                continue;
            };
            sim.go(c);
            match op {
                RwSem::Lock(_, side, _) => model.comes(c, side),
                RwSem::Wait(_, Side::Write, ..) => {
                    model.queue.remove(0);
                    model.writer = Some(c);
                }
                RwSem::Unlock(_, Side::Write) => {
                    model.writer = None;
                    model.opens();
                }
                RwSem::Unlock(_, Side::Read) => model.readers.retain(|r| *r != c),
                RwSem::Downgrade(_) => {
                    model.writer = None;
                    model.readers.push(c);
                    model.opens();
                }
                _ => {}
            }
            assert_eq!(sim.owner(A), model.writer);
            for c in (0..4).map(thread).filter(|c| sim.machine.context(*c).is_alive()) {
                assert_eq!(sim.can(c), model.may_go_on(c), "{c:?}");
                waits += u32::from(!sim.can(c));
            }
        }
        assert!((0..4).all(|n| sim.is_dead(thread(n))), "everybody comes to the end");
    }
    assert!(waits > 1000);
}
