//! Executions per second on one core: all interleavings of two threads that lock a mutex and add to an atomic under it, five
//! times each, within two preemptions; and at random.
//!
//! `cargo bench -p model --bench executions`: the median of 11 runs.

use model::atomic::{AtomicU32, Ordering::Relaxed};
use model::sync::Mutex;
use model::{Builder, thread};
use std::sync::Arc;
use std::time::Instant;

fn program() {
    let shared = Arc::new((Mutex::new(0), AtomicU32::new(0)));
    let spawned = [(); 2].map(|()| {
        let shared = shared.clone();
        thread::spawn(move || {
            for _ in 0..5 {
                *shared.0.lock().unwrap() += 1;
                shared.1.fetch_add(1, Relaxed);
            }
        })
    });
    spawned.into_iter().for_each(|t| t.join().unwrap());
    assert_eq!(shared.1.load(Relaxed), 10);
}

fn main() {
    for (name, builder) in [
        ("within bounds", Builder::new().preemptions(4).executions(50_000)),
        ("random", Builder::new().random(0).executions(50_000)),
    ] {
        let mut speeds: Vec<f64> = (0..11)
            .map(|_| {
                let begin = Instant::now();
                let verdict = builder.clone().explore(program);
                verdict.executions as f64 / begin.elapsed().as_secs_f64()
            })
            .collect();
        speeds.sort_by(f64::total_cmp);
        println!("{name}: 31 steps each, {:.0} executions per second", speeds[speeds.len() / 2]);
    }
}
