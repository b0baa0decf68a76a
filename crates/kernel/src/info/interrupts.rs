//! `/proc/interrupts`.

use std::fmt::Write;

/// A line of `/proc/interrupts` that has a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What `request_irq` was given.
    pub number: u32,
    /// How often it was taken on each CPU.
    pub counts: Vec<u64>,
    /// `IO-APIC`
    pub chip: String,
    /// The number that the chip has for it.
    pub hardware: u32,
    /// `edge` or `fasteoi`
    pub flow: String,
    /// The names that its handlers were requested with.
    pub actions: Vec<String>,
}

/// Interrupts that each CPU has of its own, how often each was taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Local {
    /// Local timer interrupts.
    pub timer: Vec<u64>,
    /// Rescheduling interrupts.
    pub reschedule: Vec<u64>,
    /// Function call interrupts.
    pub call: Vec<u64>,
}

/// The text of `/proc/interrupts`.
pub fn interrupts(cpus: u16, lines: &[Line], local: &Local) -> String {
    let mut text = " ".repeat(11);
    for cpu in 0..cpus {
        let _ = write!(text, "CPU{cpu:<8}");
    }
    text.push('\n');
    for line in lines {
        let _ = write!(text, "{:3}: ", line.number);
        counts(&mut text, cpus, &line.counts);
        let _ = write!(text, " {:>8} {:3}-{:<8}", line.chip, line.hardware, line.flow);
        if !line.actions.is_empty() {
            let _ = write!(text, "  {}", line.actions.join(", "));
        }
        text.push('\n');
    }
    let rows = [
        ("LOC", &local.timer, "Local timer interrupts"),
        ("RES", &local.reschedule, "Rescheduling interrupts"),
        ("CAL", &local.call, "Function call interrupts"),
    ];
    for (name, taken, meaning) in rows {
        let _ = write!(text, "{name}: ");
        counts(&mut text, cpus, taken);
        let _ = writeln!(text, "  {meaning}");
    }
    let _ = writeln!(text, "ERR: {:10}\nMIS: {:10}", 0, 0);
    text
}

/// A column for each CPU; those that nothing is known of are 0.
fn counts(text: &mut String, cpus: u16, counts: &[u64]) {
    for cpu in 0..usize::from(cpus) {
        let _ = write!(text, "{:10} ", counts.get(cpu).copied().unwrap_or(0));
    }
}
