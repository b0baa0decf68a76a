//! Random executions for the property tests.

use lockdep::{Acquire, ClassSpec, Context, Handler, Irq, Key, Mode, Site, Task, Validator};
use proptest::prelude::*;

pub const CLASSES: u64 = 5;

/// What a context does next. What is impossible is skipped.
#[derive(Clone, Copy, Debug)]
pub enum Op {
    /// Takes a lock of a class, by trylock or not.
    Take(u64, Mode, bool),
    /// Releases one of the locks of the current interrupt context.
    Drop(usize),
    IrqOff,
    IrqOn,
    Enter,
    Exit,
}

/// What really happens: possible, and with all that the caller must see to.
#[derive(Clone, Copy, Debug)]
pub enum Event {
    Take { class: u64, mode: Mode, try_: bool, address: u64 },
    Drop { address: u64 },
    IrqOff,
    IrqOn,
    Enter,
    Exit,
}

pub fn executions(count: usize, ops: usize) -> impl Strategy<Value = Vec<Vec<Event>>> {
    let mode = prop_oneof![4 => Just(Mode::Exclusive), 2 => Just(Mode::Shared), 3 => Just(Mode::Recursive)];
    let op = prop_oneof![
        10 => (0..CLASSES, mode, prop::bool::weighted(0.15)).prop_map(|(c, m, t)| Op::Take(c, m, t)),
        6 => (0_usize..4).prop_map(Op::Drop),
        1 => Just(Op::IrqOff),
        2 => Just(Op::IrqOn),
        1 => Just(Op::Enter),
        1 => Just(Op::Exit),
    ];
    let execution = prop::collection::vec(op, 1..ops).prop_map(|ops| events(&ops));
    prop::collection::vec(execution, 1..=count)
}

fn events(ops: &[Op]) -> Vec<Event> {
    let mut out = Vec::new();
    // Held addresses, and the depth at which the interrupt came.
    let (mut held, mut interrupt, mut off) = (Vec::new(), None, false);
    for (number, op) in ops.iter().enumerate() {
        let floor = interrupt.unwrap_or(0);
        match *op {
            Op::Take(class, mode, try_) => {
                let address = class << 16 | number as u64;
                held.push(address);
                out.push(Event::Take { class, mode, try_, address });
            }
            Op::Drop(index) if held.len() > floor => {
                let address = held.remove(floor + index % (held.len() - floor));
                out.push(Event::Drop { address });
            }
            Op::IrqOff if !off => {
                off = true;
                out.push(Event::IrqOff);
            }
            Op::IrqOn if off && interrupt.is_none() => {
                off = false;
                out.push(Event::IrqOn);
            }
            Op::Enter if !off => {
                off = true;
                interrupt = Some(held.len());
                out.push(Event::Enter);
            }
            Op::Exit if interrupt.is_some() => {
                out.extend(held.drain(floor..).rev().map(|address| Event::Drop { address }));
                (interrupt, off) = (None, false);
                out.push(Event::Exit);
            }
            _ => {}
        }
    }
    out
}

/// Plays one event of an execution.
pub fn step(v: &mut Validator, task: &mut Task, order: u64, event: Event) {
    v.at(order);
    let site = Site(order & 0xffff);
    let map = |v: &mut Validator, address: u64| {
        let name = ["a", "b", "c", "d", "e"][(address >> 16) as usize];
        v.map(address, &ClassSpec::spinlock(Key(address >> 16), name))
    };
    match event {
        Event::Take { mode, try_, address, .. } => {
            let request = Acquire::exclusive(map(v, address), site).mode(mode);
            v.acquire(task, if try_ { request.trylock() } else { request });
        }
        Event::Drop { address } => {
            let map = map(v, address);
            v.release(task, map, site);
        }
        Event::IrqOff => task.hardirqs_off(),
        Event::IrqOn => v.hardirqs_on(task, site),
        Event::Enter => {
            task.hardirqs_off();
            task.hardirq_enter(Handler::Threaded);
        }
        Event::Exit => {
            task.hardirq_exit();
            assert!(!task.enabled(Irq::Hardirq));
            v.hardirqs_on(task, site);
        }
    }
}

/// Plays a whole execution by its number.
pub fn play(v: &mut Validator, number: u64, execution: &[Event]) {
    let mut task = Task::new(Context(number));
    for (i, event) in execution.iter().enumerate() {
        step(v, &mut task, number << 16 | i as u64, *event);
    }
}
