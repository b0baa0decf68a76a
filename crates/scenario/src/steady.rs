//! What a worker costs in its steady state: measured in a process of its own, for benches and tests.

use crate::order::Unit;
use crate::setup::Conditions;
use crate::worker::Worker;
use crate::{Built, Error, Setup, build};
use engine::Strategy;
use engine::strategy::{Random, Rule};

use host::Shared;
use module::TracePc;
use std::convert::Infallible;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use vm::Blackbox;

/// What [`steady`] has measured, over all executions.
#[derive(Clone, Copy, Debug, Default)]
pub struct Steady {
    /// How many executions.
    pub executions: u64,
    /// System calls.
    pub system_calls: u64,
    /// How much the caller's probe has grown.
    pub probed: u64,
    /// Time on a processor.
    pub nanoseconds: u64,
    /// Steps that contexts performed.
    pub steps: u64,
    /// Points with more than one pick.
    pub points: u64,
    /// How often the moving context changed.
    pub switches: u64,
}

type Page = [AtomicU64; 5];

/// Does so many random executions of the module, with the places of all its races promoted, and measures them.
/// `probe` is asked in the worker, before and after: the number of allocations so far, for instance.
///
/// # Errors
/// Everything that can be wrong with what the user gave, and errors of ours.
pub fn steady(setup: &Setup, executions: u64, probe: fn() -> u64) -> Result<Steady, Error> {
    let built: &'static Built = Box::leak(Box::new(build(setup, TracePc::Off)?));
    let conditions = setup.conditions(false);
    let page: &'static Page = Shared::<Page>::new().map_err(Error::internal)?.leak();
    let (exit, system_calls) = host::count_syscalls(|| measure(built, conditions, executions, probe, page))
        .map_err(Error::internal)?;
    if exit != host::Exit::Code(0) {
        return Err(Error::Internal(format!("the measured worker ended by {exit:?}")));
    }
    let [probed, nanoseconds, steps, points, switches] = std::array::from_fn(|i| page[i].load(Relaxed));
    Ok(Steady { executions, system_calls, probed, nanoseconds, steps, points, switches })
}

fn measure(
    built: &'static Built,
    conditions: Conditions,
    executions: u64,
    probe: fn() -> u64,
    page: &'static Page,
) -> Infallible {
    let Ok(blackbox) = Shared::<Blackbox>::new() else { host::exit(2) };
    let Ok(mut worker) = Worker::new(built, conditions, blackbox.leak(), false) else { host::exit(3) };
    // What is found is promoted, until nothing more is found; and buffers grow to their size.
    let mut promoted = Vec::new();
    for _ in 0..8 {
        let warm = worker.search(&Unit::Random { rule: Some(Rule::Walk), first: 0, end: 2000 }, 0, 2000);
        let mut races: Vec<_> = warm.found.into_iter().flat_map(|b| b.races).collect();
        races.retain(|r| !promoted.contains(r));
        promoted.append(&mut races);
        promoted.dedup();
        worker.promote(promoted.clone());
    }
    // As in a search: facts about locks are kept, and learnt soon.
    worker.vm.locks.gather(true);
    let mut learning = Random::new(2, 0..2000);
    while learning.next().is_some() {
        worker.vm.execute(&mut learning);
    }
    let mut random = Random::new(1, 0..executions);
    let (mut steps, mut points, mut switches) = (0, 0, 0);
    let before = probe();
    let begun = host::cpu_time();
    host::syscalls::mark();
    while random.next().is_some() {
        worker.vm.execute(&mut random);
        steps += worker.vm.course.total();
        points += worker.vm.course.points();
        switches += worker.vm.course.switches();
    }
    host::syscalls::mark();
    let nanoseconds = (host::cpu_time() - begun).as_nanos() as u64;
    let values = [probe() - before, nanoseconds, steps, points, switches];
    for (slot, value) in page.iter().zip(values) {
        slot.store(value, Relaxed);
    }
    host::exit(0)
}
