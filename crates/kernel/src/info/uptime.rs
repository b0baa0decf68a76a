//! `/proc/uptime`.

/// The text of `/proc/uptime`: time since power-on, and the idle time of all CPUs together, both in nanoseconds.
pub fn uptime(now: u64, idle: u64) -> String {
    let show = |ns: u64| format!("{}.{:02}", ns / 1_000_000_000, ns % 1_000_000_000 / 10_000_000);
    format!("{} {}\n", show(now), show(idle))
}
