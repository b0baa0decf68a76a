//! `/proc/softirqs`.

use std::fmt::Write;

/// The softirqs of Linux by their numbers.
pub const SOFTIRQS: [&str; 10] =
    ["HI", "TIMER", "NET_TX", "NET_RX", "BLOCK", "IRQ_POLL", "TASKLET", "SCHED", "HRTIMER", "RCU"];

/// The text of `/proc/softirqs`. `count` is how often the softirq of a number ran on a CPU.
pub fn softirqs(cpus: u16, count: impl Fn(usize, u16) -> u64) -> String {
    let mut text = " ".repeat(20);
    for cpu in 0..cpus {
        let _ = write!(text, "CPU{cpu:<8}");
    }
    text.push('\n');
    for (number, name) in SOFTIRQS.iter().enumerate() {
        let _ = write!(text, "{name:>12}:");
        for cpu in 0..cpus {
            let _ = write!(text, " {:10}", count(number, cpu));
        }
        text.push('\n');
    }
    text
}
