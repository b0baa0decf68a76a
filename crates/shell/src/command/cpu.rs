//! `lscpu`, `lshw`, `nproc`: the CPUs.

use super::{Call, print};
use crate::options::{Opt, opt};
use crate::plan::Outcome;
use crate::shell::{Shell, Stop};

pub const NPROC: &[Opt] = &[
    opt('a', "all", "", "those that are not online too"),
    opt('i', "ignore", "N", "N less, but not less than one"),
];

pub fn nproc(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    let facts = shell.system().facts();
    let all = match shell.affinity.len() {
        n if n > 0 && !call.options.has('a') => n as u64,
        _ => u64::from(facts.cpus),
    };
    let less = call.options.argument('i').and_then(|n| n.parse().ok()).unwrap_or(0);
    Ok(print(shell, call, &format!("{}\n", all.saturating_sub(less).max(1))))
}

/// `0-3`, or `0`.
fn range(cpus: u16) -> String {
    if cpus > 1 { format!("0-{}", cpus - 1) } else { "0".to_owned() }
}

pub fn lscpu(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    let cpus = shell.system().facts().cpus;
    let rows = [
        ("Architecture:", "x86_64".to_owned()),
        ("  CPU op-mode(s):", "32-bit, 64-bit".to_owned()),
        ("  Address sizes:", "46 bits physical, 48 bits virtual".to_owned()),
        ("  Byte Order:", "Little Endian".to_owned()),
        ("CPU(s):", cpus.to_string()),
        ("  On-line CPU(s) list:", range(cpus)),
        ("Vendor ID:", "Lockstep".to_owned()),
        ("  Model name:", "Lockstep virtual CPU".to_owned()),
        ("    CPU family:", "6".to_owned()),
        ("    Model:", "1".to_owned()),
        ("    Thread(s) per core:", "1".to_owned()),
        ("    Core(s) per socket:", cpus.to_string()),
        ("    Socket(s):", "1".to_owned()),
        ("    Stepping:", "1".to_owned()),
        ("    BogoMIPS:", "2000.00".to_owned()),
        ("NUMA:", String::new()),
        ("  NUMA node(s):", "1".to_owned()),
        ("  NUMA node0 CPU(s):", range(cpus)),
    ];
    let lines = rows.iter().map(|(name, value)| format!("{name:<25}{value}").trim_end().to_owned() + "\n");
    let text: String = lines.collect();
    Ok(print(shell, call, &text))
}

pub fn lshw(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    let words: Vec<&str> = call.operands().iter().map(String::as_str).collect();
    let mut short = false;
    let mut i = 0;
    while let Some(word) = words.get(i) {
        match *word {
            "-short" => short = true,
            "-class" | "-C" => {
                i += 1;
                if !matches!(words.get(i), Some(&("processor" | "cpu"))) {
                    let text = "lshw: there is only one class of hardware here: processor";
                    return Ok(Outcome::Done(shell.fail(call.io, 1, text)));
                }
            }
            other => {
                let text = format!("lshw: {other} is not supported: -short and -class processor are");
                return Ok(Outcome::Done(shell.fail(call.io, 1, &text)));
            }
        }
        i += 1;
    }
    let cpus = shell.system().facts().cpus;
    let text = if short {
        format!(
            "{:<15} {:<6} {:<14} {}\n{}\n{:<15} {:<6} {:<14} {}\n",
            "H/W path",
            "Device",
            "Class",
            "Description",
            "=".repeat(56),
            "/0/4",
            "",
            "processor",
            "Lockstep virtual CPU"
        )
    } else {
        format!(
            "  *-cpu\n       description: CPU\n       product: Lockstep virtual CPU\n       vendor: Lockstep\n       \
             physical id: 4\n       bus info: cpu@0\n       width: 64 bits\n       capabilities: fpu tsc cx8 apic cmov \
             mmx fxsr sse sse2 ht syscall nx x86-64 constant_tsc cx16\n       configuration: cores={cpus} \
             enabledcores={cpus} threads={cpus}\n"
        )
    };
    Ok(print(shell, call, &text))
}

/// The machine has no PCI bus, and the real command prints nothing of an empty one.
pub fn lspci(_: &mut Shell, _: &Call) -> Result<Outcome, Stop> {
    Ok(Outcome::Done(0))
}
