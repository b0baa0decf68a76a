//! `/proc/stat`.

use std::fmt::Write;

/// What a CPU has spent its time with, in nanoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    /// In programs.
    pub user: u64,
    /// In system calls and kernel threads.
    pub system: u64,
    /// With nothing.
    pub idle: u64,
    /// In interrupt handlers.
    pub irq: u64,
    /// In softirqs.
    pub softirq: u64,
}

/// What the kernel counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// For each CPU.
    pub cpus: Vec<Spent>,
    /// Interrupts taken.
    pub interrupts: u64,
    /// Context switches.
    pub switches: u64,
    /// Tasks made since power-on.
    pub tasks: u64,
    /// Tasks that run or could.
    pub running: u64,
    /// Tasks in state D.
    pub blocked: u64,
    /// Softirqs taken, by number.
    pub softirqs: [u64; 10],
}

/// The text of `/proc/stat`. Times are in hundredths of a second.
pub fn stat(c: &Counts) -> String {
    let mut text = String::new();
    let mut all = Spent::default();
    for s in &c.cpus {
        all.user += s.user;
        all.system += s.system;
        all.idle += s.idle;
        all.irq += s.irq;
        all.softirq += s.softirq;
    }
    row(&mut text, "cpu ", &all);
    for (cpu, spent) in c.cpus.iter().enumerate() {
        row(&mut text, &format!("cpu{cpu}"), spent);
    }
    let _ = writeln!(text, "intr {}\nctxt {}\nbtime 0\nprocesses {}", c.interrupts, c.switches, c.tasks);
    let _ = writeln!(text, "procs_running {}\nprocs_blocked {}", c.running, c.blocked);
    let _ = write!(text, "softirq {}", c.softirqs.iter().sum::<u64>());
    for n in c.softirqs {
        let _ = write!(text, " {n}");
    }
    text.push('\n');
    text
}

fn row(text: &mut String, name: &str, s: &Spent) {
    let [user, system, idle, irq, softirq] =
        [s.user, s.system, s.idle, s.irq, s.softirq].map(|ns| ns / 10_000_000);
    let _ = writeln!(text, "{name} {user} 0 {system} {idle} 0 {irq} {softirq} 0 0 0");
}
