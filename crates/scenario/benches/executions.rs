//! Executions per second on one core: two kthreads with ten increments each, both accesses promoted, by random walk, from
//! power-on to power-off with init and exit, race and heap checks on.
//!
//! `cargo bench -p scenario --bench executions`: the median of 31 runs of 100,000 executions, and
//! the quartile that disturbances of the computer reach least.

use scenario::{Setup, steady};

fn main() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/modules/increments.c");
    let setup = Setup { file: file.into(), ..Setup::default() };
    let mut speeds = Vec::new();
    for _ in 0..31 {
        let s = steady(&setup, 100_000, || 0).expect("the bench's module runs");
        speeds.push(s.executions as f64 / s.nanoseconds as f64 * 1e9);
        if speeds.len() == 1 {
            let each = |n: u64| n as f64 / s.executions as f64;
            println!(
                "per execution: {:.1} scheduling points, {:.1} steps, {:.1} switches; {} system calls in all",
                each(s.points),
                each(s.steps),
                each(s.switches),
                s.system_calls
            );
        }
    }
    speeds.sort_by(f64::total_cmp);
    let n = speeds.len();
    let (median, upper, most) = (speeds[n / 2], speeds[3 * n / 4], speeds[n - 1]);
    println!("executions per second: median {median:.0}, upper quartile {upper:.0}, best {most:.0}");
}
