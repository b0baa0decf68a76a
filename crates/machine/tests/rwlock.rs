//! What `read_lock`, `write_lock` and their relatives mean.

mod script;

use engine::{Ctx, Ending, Mode, RandomNumbers};
use machine::{Flavour, Kind, Misuse, Op, RwLock, Side, line, objects};
use script::*;

const A: usize = RWLOCK[0];
const T0: Ctx = thread(0);
const T1: Ctx = thread(1);
const T2: Ctx = thread(2);

#[test]
fn readers_hold_it_together_and_a_writer_alone() {
    let mut sim = Script::new()
        .thread([read_lock(A), read_unlock(A)])
        .thread([read_lock(A), read_unlock(A)])
        .thread([write_lock(A), write_unlock(A)])
        .boot();
    sim.go(T0);
    sim.go(T1);
    sim.go(T2);
    assert!(!sim.can(T2) && !sim.machine.context(T2).asleep, "it keeps its CPU");
    sim.go(T0);
    sim.go(T1);
    sim.go(T2);
    assert_eq!((sim.owner(A), sim.machine.context(T2).preempt), (Some(T2), 1));
}

#[test]
fn a_reader_queues_behind_a_waiting_writer() {
    let mut sim = Script::new()
        .thread([read_lock(A), read_unlock(A)])
        .thread([write_lock(A), write_unlock(A)])
        .thread([read_lock(A), read_unlock(A)])
        .boot();
    sim.go(T0);
    sim.go(T1);
    sim.go(T2);
    assert!(!sim.can(T2));
    sim.go(T0);
    assert!(sim.can(T1) && !sim.can(T2));
    sim.go(T1);
    sim.go(T1);
    assert!(sim.can(T2));
}

#[test]
fn a_reader_in_interrupt_context_passes_waiting_writers() {
    let body = [RwLock::Lock(A, Side::Read, Flavour::Bh).into(), nop()];
    let mut sim =
        Script::new().thread([read_lock(A), nop()]).thread([write_lock(A), nop()]).thread(body).boot();
    sim.go(T0);
    sim.go(T1);
    sim.go(T2);
    assert_eq!(sim.machine.reader(A, 1), Some(T2), "with bottom halves off it is in_interrupt()");
}

#[test]
fn a_handler_may_read_what_its_cpu_reads_whoever_waits() {
    let writer: [Step; 2] = [
        RwLock::Lock(A, Side::Write, Flavour::Irq).into(),
        RwLock::Unlock(A, Side::Write, Flavour::Irq, 0).into(),
    ];
    let script = Script::new()
        .cpus(2)
        .init([request(5, 0)])
        .function(0, [read_lock(A), read_unlock(A)])
        .thread([read_lock(A), nop(), read_unlock(A)])
        .thread(writer);
    let mut interrupted = 0;
    script.search_within(2, 50_000, |sim, _, ending| {
        assert_eq!(ending, Ending::Finished);
        interrupted += u32::from(sim.log.iter().any(|e| e.0 == line(5)));
    });
    assert!(interrupted > 0);
}

#[test]
fn reading_twice_with_a_writer_between_deadlocks() {
    let reader = [read_lock(A), read_lock(A), read_unlock(A), read_unlock(A)];
    let mut endings = [0, 0];
    Script::new().thread(reader).thread([write_lock(A), write_unlock(A)]).search(
        10_000,
        |_, course, ending| {
            let deadlock = ending == Ending::Deadlock;
            endings[usize::from(deadlock)] += 1;
            if deadlock {
                let mut cycle = course.cycle().to_vec();
                cycle.sort();
                assert_eq!(cycle, [T0, T1]);
            }
        },
    );
    assert!(endings[0] > 0 && endings[1] > 0, "{endings:?}");
}

#[test]
fn writing_while_reading_is_a_cycle_of_one() {
    Script::new().thread([read_lock(A), write_lock(A)]).search(1000, |_, course, ending| {
        assert_eq!((ending, course.cycle()), (Ending::Deadlock, &[T0][..]));
    });
}

#[test]
fn trylock_takes_it_with_its_masks_or_changes_nothing() {
    let irqsave = || RwLock::TryLock(A, Side::Write, Flavour::IrqSave).into();
    let mut sim = Script::new().thread([irqsave(), nop()]).thread([irqsave(), nop()]).boot();
    sim.go(T0);
    sim.go(T1);
    assert_eq!((sim.value(T0), sim.value(T1)), (0x201, 0x200));
    assert!(sim.machine.context(T0).irqs_off && !sim.machine.context(T1).irqs_off);
    let read = || RwLock::TryLock(A, Side::Read, Flavour::Plain).into();
    let mut sim = Script::new().thread([read(), nop()]).thread([write_lock(A)]).thread([read()]).boot();
    sim.go(T0);
    sim.go(T1);
    sim.go(T2);
    assert_eq!((sim.value(T0), sim.value(T2)), (1, 0), "a writer waits");
}

#[test]
fn giving_back_what_is_not_held_is_a_misuse() {
    let mut sim =
        Script::new().thread([read_unlock(A), write_unlock(A)]).thread([read_lock(A), nop()]).boot();
    sim.go(T0);
    sim.go(T1);
    sim.go(T0);
    let misuse = |owner| Misuse::NotHeld { kind: Kind::RwLock, address: A, owner };
    assert_eq!(sim.misuses, [(T0, misuse(None)), (T0, misuse(Some(T1)))]);
}

#[test]
fn what_readers_touch_does_not_conflict() {
    let mut sim = Script::new().thread([read_lock(A), read_unlock(A)]).boot();
    sim.go(T0);
    let (_, taken) = *sim.footprints.last().unwrap();
    let of_lock = |o: &engine::Obj| o.kind() == objects::LOCK || o.kind() == objects::WRITERS;
    let taken: Vec<_> = taken.iter().filter(|(o, _)| of_lock(o)).collect();
    assert_eq!(taken, [(objects::lock(A), Mode::Read), (objects::writers(A), Mode::Read)]);
    sim.go(T0);
    let (_, given) = *sim.footprints.last().unwrap();
    let given: Vec<_> = given.iter().filter(|(o, _)| of_lock(o)).collect();
    assert_eq!(given, [(objects::lock(A), Mode::Release)]);
}

/// The lock as one would write it down: who holds it and who waits, in the order of coming.
#[derive(Default)]
struct Model {
    writer: Option<Ctx>,
    readers: Vec<Ctx>,
    queue: Vec<(Ctx, Side)>,
}

impl Model {
    fn may_take(&self, c: Ctx, side: Side) -> bool {
        let at = self.queue.iter().position(|w| w.0 == c);
        match side {
            Side::Write => {
                self.writer.is_none()
                    && self.readers.is_empty()
                    && at.map_or(self.queue.is_empty(), |at| at == 0)
            }
            Side::Read => {
                let behind = self.queue.first().is_some_and(|w| w.1 == Side::Write);
                self.writer.is_none() && at.map_or(!behind, |at| at == 0)
            }
        }
    }

    fn takes(&mut self, c: Ctx, side: Side) {
        self.queue.retain(|w| w.0 != c);
        match side {
            Side::Write => self.writer = Some(c),
            Side::Read => self.readers.push(c),
        }
    }
}

#[test]
fn it_does_what_holders_and_a_queue_do() {
    let mut numbers = RandomNumbers::new(13, 0);
    let mut waits = 0;
    for _ in 0..400 {
        let mut steps = || -> Vec<Step> {
            let one = |n| match n {
                0 => vec![write_lock(A), write_unlock(A)],
                _ => vec![read_lock(A), read_unlock(A)],
            };
            (0..3).flat_map(|_| one(numbers.below(3))).collect()
        };
        let mut sim = Script::new().thread(steps()).thread(steps()).thread(steps()).boot();
        let mut model = Model::default();
        loop {
            let able: Vec<Ctx> = (0..3).map(thread).filter(|c| sim.can(*c)).collect();
            let Some(most) = able.len().checked_sub(1) else { break };
            let c = able[numbers.below(most as u32 + 1) as usize];
            let Some(Op::RwLock(op)) = sim.machine.declared(c) else {
                sim.go_as(c, 0);
                continue;
            };
            sim.go(c);
            match op {
                RwLock::Lock(_, side, _) | RwLock::Wait(_, side, ..) if model.may_take(c, side) => {
                    model.takes(c, side);
                }
                RwLock::Lock(_, side, _) => model.queue.push((c, side)),
                RwLock::Unlock(_, Side::Write, ..) => model.writer = None,
                RwLock::Unlock(_, Side::Read, ..) => model.readers.retain(|r| *r != c),
                op => panic!("{op:?} was not to be"),
            }
            assert_eq!(sim.owner(A), model.writer);
            for c in (0..3).map(thread).filter(|c| sim.machine.context(*c).is_alive()) {
                let waiting = model.queue.iter().find(|w| w.0 == c);
                assert_eq!(sim.can(c), waiting.is_none_or(|w| model.may_take(c, w.1)), "{c:?}");
                waits += u32::from(!sim.can(c));
            }
        }
        assert!((0..3).all(|n| sim.is_dead(thread(n))), "everybody comes to the end");
    }
    assert!(waits > 300, "{waits}");
}
