//! Two threads add one to a counter: with a load and a store, and with a lock.
//!
//! `cargo run -p model --example counter` prints the interleaving in which an increment is lost, and, of the repaired
//! one, that all interleavings were done.

use model::atomic::{AtomicU32, Ordering::SeqCst};
use model::sync::Mutex;
use model::{Builder, thread};
use std::sync::Arc;

/// An increment that is two steps.
fn two_steps() {
    let counter = Arc::new(AtomicU32::new(0));
    let increments = [(); 2].map(|()| {
        let counter = counter.clone();
        thread::spawn(move || {
            let seen = counter.load(SeqCst);
            counter.store(seen + 1, SeqCst);
        })
    });
    increments.into_iter().for_each(|t| t.join().unwrap());
    assert_eq!(counter.load(SeqCst), 2, "an increment is lost");
}

/// The same under a lock.
fn under_a_lock() {
    let counter = Arc::new(Mutex::new(0));
    let increments = [(); 2].map(|()| {
        let counter = counter.clone();
        thread::spawn(move || *counter.lock().unwrap() += 1)
    });
    increments.into_iter().for_each(|t| t.join().unwrap());
    assert_eq!(*counter.lock().unwrap(), 2, "an increment is lost");
}

fn main() {
    println!("A load and a store:\n");
    println!("{}", Builder::new().explore(two_steps));
    println!("Under a lock:\n");
    print!("{}", Builder::new().explore(under_a_lock));
}
