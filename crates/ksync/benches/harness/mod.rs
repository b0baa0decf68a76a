//! What the benches share: threads bound to CPUs, candidates in turns, medians with their intervals, targets.
//!
//! In each of 30 rounds every candidate runs once, so that what disturbs the machine disturbs all of them alike. A figure is
//! the median of its rounds; the interval is that between the 10th and the 21st of 30 in order, which holds the true
//! median with a probability of 95 % whatever the distribution (the sign test). A ratio is the median of the ratios of each
//! round, with its interval in the same way. A target is missed if the whole interval lies above it.
//!
//! Threads ask for the scheduling class `SCHED_FIFO`, which root gets: a round is some milliseconds, which nobody else then
//! interrupts. Without it the figures of waiting threads mean little on a machine that does something else, too.

#![allow(dead_code, reason = "each bench uses a part of it")]

use std::sync::Barrier;
use std::time::{Duration, Instant};

/// How often each candidate runs.
pub const ROUNDS: usize = 30;
/// The places, counted from 0, of the interval's ends among the rounds in order.
const INTERVAL: (usize, usize) = (9, 20);

/// A median and its interval.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    pub median: f64,
    pub low: f64,
    pub high: f64,
}

impl Figure {
    fn of(mut samples: Vec<f64>) -> Figure {
        samples.sort_by(f64::total_cmp);
        let middle = samples.len() / 2;
        let at = |place: usize| samples[place * samples.len() / ROUNDS];
        Figure {
            median: (samples[middle - 1] + samples[middle]) / 2.0,
            low: at(INTERVAL.0),
            high: at(INTERVAL.1),
        }
    }
}

type Measure<'a> = Box<dyn FnMut() -> f64 + 'a>;

/// What is compared: each candidate returns nanoseconds for one operation.
pub struct Table<'a> {
    title: &'a str,
    candidates: Vec<(String, Measure<'a>)>,
    /// The candidate, what it is measured against, and by how much it may be slower.
    targets: Vec<(String, Option<String>, f64)>,
}

/// What came out of a [`Table`].
pub struct Results {
    samples: Vec<(String, Vec<f64>)>,
}

impl<'a> Table<'a> {
    pub fn new(title: &'a str) -> Table<'a> {
        Table { title, candidates: Vec::new(), targets: Vec::new() }
    }

    /// Adds a candidate.
    pub fn candidate(mut self, name: impl Into<String>, run: impl FnMut() -> f64 + 'a) -> Self {
        self.candidates.push((name.into(), Box::new(run)));
        self
    }

    /// `name` is to take at most `times` as long as `peer`.
    pub fn at_most(mut self, times: f64, name: &str, peer: &str) -> Self {
        self.targets.push((name.into(), Some(peer.into()), times));
        self
    }

    /// `name` is to take at most so many nanoseconds.
    pub fn at_most_ns(mut self, ns: f64, name: &str) -> Self {
        self.targets.push((name.into(), None, ns));
        self
    }

    /// Runs all candidates, in turns, and prints the table.
    pub fn run(mut self) -> Results {
        for (_, run) in &mut self.candidates {
            run();
        }
        let mut samples: Vec<(String, Vec<f64>)> =
            self.candidates.iter().map(|(name, _)| (name.clone(), Vec::new())).collect();
        let count = self.candidates.len();
        for round in 0..ROUNDS {
            for turn in 0..count {
                let index = (round + turn) % count;
                // Whoever else wants the CPUs gets them here.
                std::thread::sleep(Duration::from_millis(1));
                let sample = self.candidates[index].1();
                samples[index].1.push(sample);
            }
        }
        let results = Results { samples };
        println!("\n{}", self.title);
        for (name, _) in &results.samples {
            let Figure { median, low, high } = results.figure(name);
            println!("  {name:<44} {median:>9.2} ns   [{low:.2} .. {high:.2}]");
        }
        for (name, peer, limit) in &self.targets {
            let (what, figure, unit) = match peer {
                Some(peer) if !results.samples.iter().any(|(name, _)| name == peer) => {
                    println!("  target: {name} at most {limit:.2} x {peer}: not measured here");
                    continue;
                }
                Some(peer) => (format!("{limit:.2} x {peer}"), results.ratio(name, peer), "x"),
                None => (format!("{limit:.2} ns"), results.figure(name), "ns"),
            };
            let verdict = if figure.low > *limit { "MISSED" } else { "met" };
            let Figure { median, low, high } = figure;
            println!("  target: {name} at most {what}: {median:.2} {unit} [{low:.2} .. {high:.2}] {verdict}");
        }
        results
    }
}

impl Results {
    fn samples(&self, name: &str) -> &[f64] {
        &self.samples.iter().find(|(other, _)| other == name).expect("a candidate of the table").1
    }

    /// The candidates, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.samples.iter().map(|(name, _)| name.as_str())
    }

    /// The figure of a candidate.
    pub fn figure(&self, name: &str) -> Figure {
        Figure::of(self.samples(name).to_vec())
    }

    /// How much longer a candidate takes than another.
    pub fn ratio(&self, name: &str, peer: &str) -> Figure {
        Figure::of(self.samples(name).iter().zip(self.samples(peer)).map(|(a, b)| a / b).collect())
    }
}

/// Binds the calling thread to a CPU, and asks that nobody else runs there meanwhile.
pub fn bind(cpu: usize) {
    // SAFETY: the set and the parameters are plain data, which the calls read. If they fail it is only noisier.
    unsafe {
        let mut set: libc::cpu_set_t = std::mem::zeroed();
        libc::CPU_SET(cpu, &mut set);
        libc::sched_setaffinity(0, size_of_val(&set), &set);
        let first = libc::sched_param { sched_priority: 1 };
        libc::sched_setscheduler(0, libc::SCHED_FIFO, &first);
    }
}

/// Runs a function on CPU 0, and returns nanoseconds for one of its operations.
pub fn alone(operations: usize, run: impl FnOnce() + Send) -> f64 {
    std::thread::scope(|s| {
        let thread = s.spawn(|| {
            bind(0);
            let start = Instant::now();
            run();
            start.elapsed().as_nanos() as f64 / operations as f64
        });
        thread.join().expect("a bench does not panic")
    })
}

/// Runs two functions on CPUs 0 and 1 at the same time, and returns nanoseconds for one of `operations`, from the common
/// start to the later end.
pub fn both(operations: usize, one: impl FnOnce() + Send, other: impl FnOnce() + Send) -> f64 {
    let ready = Barrier::new(2);
    type Work<'a> = Box<dyn FnOnce() + Send + 'a>;
    let timed = |cpu: usize, run: Work<'_>| {
        bind(cpu);
        ready.wait();
        let start = Instant::now();
        run();
        (start, Instant::now())
    };
    let (one, other): (Work<'_>, Work<'_>) = (Box::new(one), Box::new(other));
    std::thread::scope(|s| {
        let one = s.spawn(|| timed(0, one));
        let other = s.spawn(|| timed(1, other));
        let (a, b) =
            (one.join().expect("a bench does not panic"), other.join().expect("a bench does not panic"));
        (a.1.max(b.1) - a.0.min(b.0)).as_nanos() as f64 / operations as f64
    })
}
