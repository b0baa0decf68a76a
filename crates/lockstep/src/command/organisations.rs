mod plot;

use crate::args::{Organisations, Shape};
use crate::command::Failure;
use crate::{exit, terminal};
use organisation::{Figures, Organisation, Spread, Workload, simulate};
use std::fmt::Write;

/// Calls that are simulated for each number of CPUs of a curve, and for each line of the tables.
const CALLS_OF_A_POINT: u64 = 20_000;
const CALLS_OF_A_LINE: u64 = 200_000;

/// What was simulated: for each organisation the throughput at each number of CPUs.
pub(super) struct Curves {
    pub(super) share: u32,
    pub(super) cpus: Vec<u32>,
    /// In CPUs' worth of work.
    pub(super) speedups: [Vec<f64>; 4],
}

/// `lockstep organisations`
pub fn organisations(args: &Organisations) -> Result<u8, Failure> {
    let spread = if args.fixed { Spread::Fixed } else { Spread::Exponential };
    let workload = Workload { spread, ..Workload::busy(args.syscalls.0) };
    let curves = curves(args, &workload);
    let text = match args.format {
        Shape::Text => text(args, &workload, &curves),
        Shape::Csv => csv(&curves),
        Shape::Json => json(&curves)?,
        Shape::Svg => plot::svg(&curves)?,
    };
    terminal::print(&text)?;
    Ok(exit::NOTHING_FOUND)
}

fn curves(args: &Organisations, workload: &Workload) -> Curves {
    let cpus: Vec<u32> = match args.format {
        Shape::Text => lines(args.cpus.first, args.cpus.last, args.syscalls.0),
        _ => (args.cpus.first..=args.cpus.last).collect(),
    };
    let work = workload.call + workload.between();
    let at = |o: Organisation, n: u32| {
        simulate(o, n as usize, workload, CALLS_OF_A_POINT, args.seed).speedup(work)
    };
    let speedups = Organisation::ALL.map(|o| cpus.iter().map(|n| at(o, *n)).collect());
    Curves { share: args.syscalls.0, cpus, speedups }
}

/// The numbers of CPUs that a table shows: powers of two, where a master is saturated and where it is overloaded.
fn lines(first: u32, last: u32, share: u32) -> Vec<u32> {
    let knee = 10_000u32.div_ceil(share);
    let powers = (0..32).map(|i| 1u32 << i);
    let mut shown: Vec<u32> = powers.chain([first, last, knee, 2 * knee]).collect();
    shown.retain(|n| (first..=last).contains(n));
    shown.sort_unstable();
    shown.dedup();
    shown
}

fn text(args: &Organisations, workload: &Workload, curves: &Curves) -> String {
    let mut out = String::new();
    let share = args.syscalls;
    let _ = writeln!(
        out,
        "Throughput in CPUs' worth of work, where {share} of a process's time is system calls ({} us each)\n",
        workload.call / 1_000
    );
    let _ = write!(out, "  CPUs");
    for o in Organisation::ALL {
        let _ = write!(out, "  {:>15}", o.name());
    }
    out.push('\n');
    for (i, n) in curves.cpus.iter().enumerate() {
        let _ = write!(out, "{n:>6}");
        for line in &curves.speedups {
            let _ = write!(out, "  {:>15.2}", line[i]);
        }
        out.push('\n');
    }
    // Where a master is said to be overloaded, if the range comes so far.
    let overloaded = (2 * 10_000u32.div_ceil(share.0)).clamp(args.cpus.first, args.cpus.last);
    let _ = writeln!(
        out,
        "\nOne kernel that serves one call at a time bears 1 / {share} = {:.0} CPUs.",
        1e4 / f64::from(share.0)
    );
    accounts(&mut out, overloaded, workload, args.seed);
    blames(&mut out, overloaded, args);
    out
}

/// What the CPUs' time went into.
fn accounts(out: &mut String, cpus: u32, workload: &Workload, seed: u64) {
    let _ =
        writeln!(out, "\nWhere the time of {cpus} CPUs goes, and how many calls wait to enter the kernel\n");
    let _ = writeln!(
        out,
        "{:>17}  {:>8}  {:>8}  {:>8}  {:>8}  {:>8}",
        "", "user", "system", "spins", "idle", "queue"
    );
    for o in Organisation::ALL {
        let f = simulate(o, cpus as usize, workload, CALLS_OF_A_LINE, seed);
        let sum = f.sum();
        let percent = |ns: u64| format!("{:.1} %", 100.0 * ns as f64 / sum.total().max(1) as f64);
        let _ = writeln!(
            out,
            "{:>17}  {:>8}  {:>8}  {:>8}  {:>8}  {:>8.1}",
            o.name(),
            percent(sum.user),
            percent(sum.system),
            percent(sum.waits),
            percent(sum.idle),
            f.queue
        );
    }
}

/// What each organisation is blamed for, where processes also sleep and touch memory and disk.
fn blames(out: &mut String, cpus: u32, args: &Organisations) {
    let workload = Workload::mixed(args.syscalls.0);
    let figures =
        Organisation::ALL.map(|o| simulate(o, cpus as usize, &workload, CALLS_OF_A_LINE, args.seed));
    let _ = writeln!(
        out,
        "\nWhat a system cannot lend or know, of {CALLS_OF_A_LINE} calls of processes that also sleep, and touch memory\n\
         and disk ({cpus} CPUs)\n"
    );
    let _ = write!(out, "{:>44}", "");
    for o in Organisation::ALL {
        let _ = write!(out, "  {:>15}", o.name());
    }
    out.push('\n');
    let mut row = |what: &str, of: &dyn Fn(&Figures) -> String| {
        let _ = write!(out, "{what:>44}");
        for f in &figures {
            let _ = write!(out, "  {:>15}", of(f));
        }
        out.push('\n');
    };
    let idle = |f: &Figures| {
        let all = f.sum().total().max(1);
        format!("{:.1} %", 100.0 * f.idle_beside_ready as f64 / all as f64)
    };
    row("CPU time idle while another CPU has a queue", &idle);
    row("page faults", &|f| f.faults.to_string());
    row("while another CPU has free memory", &|f| f.faults_beside_free.to_string());
    row("blocks made dirty in a second cache", &|f| f.doubled.to_string());
    row("reads that get an outdated block", &|f| f.stale.to_string());
}

fn csv(curves: &Curves) -> String {
    let mut out = String::from("cpus,own,master,big_lock,regions\n");
    for (i, n) in curves.cpus.iter().enumerate() {
        let [own, master, big, regions] = [0, 1, 2, 3].map(|o| curves.speedups[o][i]);
        let _ = writeln!(out, "{n},{own:.4},{master:.4},{big:.4},{regions:.4}");
    }
    out
}

fn json(curves: &Curves) -> Result<String, Failure> {
    let [own, master, big_lock, regions] = &curves.speedups;
    let value = serde_json::json!({
        "unit": "CPUs' worth of work",
        "syscalls": f64::from(curves.share) / 1e4,
        "cpus": curves.cpus,
        "own": own,
        "master": master,
        "big_lock": big_lock,
        "regions": regions,
    });
    let text = serde_json::to_string_pretty(&value).map_err(|e| Failure::Output(e.to_string()))?;
    Ok(text + "\n")
}
