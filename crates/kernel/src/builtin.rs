//! The kernel's own files: what /proc and /sys tell of the machine and of its modules, made as they are read.

use crate::info::interrupts::{Line, Local, interrupts};
use crate::info::kallsyms::{Symbol, kallsyms};
use crate::info::modules::{Module, State, modules};
use crate::info::{config, cpuinfo, loadavg, softirqs, uptime, version};
use crate::params;
use machine::Stage;
use region::Memory;
use std::fmt::Write;
use vm::{Knob, Parcel, Vm};

const EACCES: i32 = 13;
const EINVAL: i32 = 22;

/// Files that are always there, by path.
pub const FILES: &[&str] = &[
    config::PATH,
    "/proc/cmdline",
    "/proc/cpuinfo",
    "/proc/devices",
    "/proc/interrupts",
    "/proc/kallsyms",
    "/proc/loadavg",
    "/proc/misc",
    "/proc/modules",
    "/proc/softirqs",
    "/proc/uptime",
    "/proc/version",
    "/sys/devices/system/cpu/online",
    "/sys/devices/system/cpu/possible",
    "/sys/devices/system/cpu/present",
];

/// The text of the file at `path`; none if it is no file of the kernel's own.
pub fn read(vm: &Vm, path: &str) -> Option<String> {
    let cpus = vm.machine.config().cpus;
    Some(match path {
        config::PATH => config::config(preemption(vm)),
        "/proc/cmdline" => "BOOT_IMAGE=lockstep\n".to_owned(),
        "/proc/cpuinfo" => cpuinfo::cpuinfo(cpus),
        "/proc/devices" => devices(vm),
        "/proc/interrupts" => interrupt_counts(vm),
        "/proc/kallsyms" => symbols(vm),
        "/proc/loadavg" => loadavg::loadavg([0; 3], 1, tasks(vm), 0),
        "/proc/misc" => misc(vm),
        "/proc/modules" => modules(&loaded(vm)),
        "/proc/softirqs" => softirqs::softirqs(cpus, |_, cpu| vm.machine.cpu(cpu).softirqs().into()),
        "/proc/uptime" => uptime::uptime(vm.machine.now(), vm.machine.now() * u64::from(cpus)),
        "/proc/version" => version::version("gcc", preemption(vm)),
        "/sys/devices/system/cpu/online"
        | "/sys/devices/system/cpu/possible"
        | "/sys/devices/system/cpu/present" => match cpus {
            1 => "0\n".to_owned(),
            n => format!("0-{}\n", n - 1),
        },
        path => return of_module(vm, path),
    })
}

fn preemption(vm: &Vm) -> &'static str {
    match vm.machine.config().preemption {
        machine::Preemption::Full => "PREEMPT",
        _ => "",
    }
}

fn tasks(vm: &Vm) -> u64 {
    let alive = |c: &&engine::Ctx| machine::is_task(**c) && vm.machine.context(**c).is_alive();
    vm.machine.appeared().iter().filter(alive).count() as u64
}

fn devices(vm: &Vm) -> String {
    let mut majors: Vec<(u32, String)> = vec![(1, "mem".to_owned()), (10, "misc".to_owned())];
    for n in &vm.userland.numbers {
        let name = String::from_utf8_lossy(&n.name).trim_end_matches('\0').to_owned();
        majors.push((n.first >> 20, name));
    }
    majors.sort();
    let mut text = "Character devices:\n".to_owned();
    for (major, name) in majors {
        let _ = writeln!(text, "{major:3} {name}");
    }
    text + "\nBlock devices:\n"
}

fn misc(vm: &Vm) -> String {
    let nodes = vm.machine.nodes().iter();
    let mut minors: Vec<(u32, String)> = nodes
        .filter(|n| n.live && n.kind == machine::NodeKind::Device && n.device >> 20 == 10)
        .map(|n| (n.device & 0xf_ffff, String::from_utf8_lossy(vm.machine.path(n)).into_owned()))
        .collect();
    minors.sort();
    minors.iter().fold(String::new(), |mut text, (minor, path)| {
        let _ = writeln!(text, "{minor:3} {}", path.trim_start_matches("/dev/"));
        text
    })
}

fn interrupt_counts(vm: &Vm) -> String {
    let cpus = vm.machine.config().cpus;
    let mut lines: Vec<Line> = Vec::new();
    let name = |a: &machine::Action| {
        let bytes = (0..64).map_while(|i| vm.machine.memory.load(a.name + i, 1)).map(|b| b as u8);
        let bytes: Vec<u8> = bytes.take_while(|b| *b != 0).collect();
        String::from_utf8_lossy(&bytes).into_owned()
    };
    for &c in vm.machine.appeared() {
        let Some(line) = vm.machine.line(c).filter(|l| l.handler != 0) else { continue };
        lines.push(Line {
            number: line.irq,
            counts: (0..cpus).map(|cpu| vm.machine.fired(c, cpu).into()).collect(),
            chip: "IO-APIC".to_owned(),
            hardware: line.irq,
            flow: "edge".to_owned(),
            actions: vm.machine.actions().iter().filter(|a| a.live && a.irq == line.irq).map(name).collect(),
        });
    }
    lines.sort_by_key(|l| l.number);
    let local = Local {
        timer: vec![vm.machine.jiffies().wrapping_sub(machine::INITIAL_JIFFIES); usize::from(cpus)],
        reschedule: vec![0; usize::from(cpus)],
        call: vec![0; usize::from(cpus)],
    };
    interrupts(cpus, &lines, &local)
}

fn symbols(vm: &Vm) -> String {
    let mut all = Vec::new();
    for (parcel, _) in alive(vm) {
        let symbol = |(address, _, name): &(usize, usize, String), kind| Symbol {
            address: *address as u64,
            kind,
            name: name.clone(),
            module: Some(parcel.name.clone()),
        };
        all.extend(parcel.functions.iter().map(|f| symbol(f, 't')));
        all.extend(parcel.variables.iter().map(|v| symbol(v, 'd')));
    }
    kallsyms(&all)
}

/// The modules that are loaded, the newest first, each with its number.
fn alive(vm: &Vm) -> impl Iterator<Item = (&'static Parcel, usize)> {
    let residents = vm.machine.residents();
    let live = |n: usize| !matches!(residents[n].stage, Stage::Gone | Stage::Failed(_));
    let parcels = &vm.userland.residents;
    (0..parcels.len().min(residents.len())).rev().filter(move |n| live(*n)).map(|n| (parcels[n], n))
}

/// The number of the loaded module of this name.
pub fn resident(vm: &Vm, name: &str) -> Option<(&'static Parcel, usize)> {
    let name = name.replace('-', "_");
    alive(vm).find(|(parcel, _)| parcel.name == name)
}

fn loaded(vm: &Vm) -> Vec<Module> {
    let module = |(parcel, n): (&'static Parcel, usize)| {
        let resident = vm.machine.residents()[n];
        Module {
            name: parcel.name.clone(),
            size: (parcel.end() - parcel.base) as u64,
            users: resident.pins,
            used_by: Vec::new(),
            state: match resident.stage {
                Stage::Loading => State::Loading,
                Stage::Unloading => State::Unloading,
                _ => State::Live,
            },
            address: parcel.base as u64,
            taints: parcel.taint.clone(),
            permanent: parcel.init != 0 && parcel.exit == 0,
        }
    };
    alive(vm).map(module).collect()
}

/// The files under /sys/module of a module, without the directory's path.
pub fn files_of(parcel: &Parcel) -> Vec<String> {
    let mut files: Vec<String> = ["coresize", "initstate", "refcnt", "taint"].map(str::to_owned).to_vec();
    let knobs = parcel.knobs.iter().filter(|k| k.mode != 0);
    files.extend(knobs.map(|k| format!("parameters/{}", k.name)));
    files
}

/// The names of the modules that are loaded.
pub fn names(vm: &Vm) -> Vec<String> {
    alive(vm).map(|(parcel, _)| parcel.name.clone()).collect()
}

fn of_module(vm: &Vm, path: &str) -> Option<String> {
    let (name, file) = path.strip_prefix("/sys/module/")?.split_once('/')?;
    let (parcel, n) = resident(vm, name)?;
    Some(match file {
        "coresize" => format!("{}\n", parcel.end() - parcel.base),
        "initstate" => match vm.machine.residents()[n].stage {
            Stage::Loading => "coming\n".to_owned(),
            Stage::Unloading => "going\n".to_owned(),
            _ => "live\n".to_owned(),
        },
        "refcnt" => format!("{}\n", vm.machine.residents()[n].pins),
        "taint" => format!("{}\n", parcel.taint),
        file => {
            let name = file.strip_prefix("parameters/")?;
            let knob = parcel.knobs.iter().find(|k| k.name == name && k.mode != 0)?;
            format!("{}\n", value(vm, knob))
        }
    })
}

/// A parameter's value, as /sys/module shows it.
fn value(vm: &Vm, knob: &Knob) -> String {
    let (count, size) = knob.array;
    if size == 0 {
        return params::show(&vm.machine.memory, &knob.kind, knob.address);
    }
    let n = vm.machine.memory.load(count, 4).map_or(knob.max, |n| n as usize).min(knob.max);
    let element = |i: usize| params::show(&vm.machine.memory, &knob.kind, knob.address + i * size);
    (0..n).map(element).collect::<Vec<_>>().join(",")
}

/// Writes a file of the kernel's own. None: it is none.
pub fn write(vm: &mut Vm, path: &str, bytes: &[u8]) -> Option<Result<(), i32>> {
    let in_module = path.strip_prefix("/sys/module/").and_then(|rest| rest.split_once('/'));
    let Some((name, file)) = in_module else {
        return FILES.contains(&path).then_some(Err(EACCES));
    };
    let (parcel, _) = resident(vm, name)?;
    let knob = file.strip_prefix("parameters/");
    let Some(knob) = knob.and_then(|name| parcel.knobs.iter().find(|k| k.name == name && k.mode != 0)) else {
        return files_of(parcel).iter().any(|f| f == file).then_some(Err(EACCES));
    };
    if knob.mode & 0o222 == 0 {
        return Some(Err(EACCES));
    }
    let text = String::from_utf8_lossy(bytes);
    let text = text.strip_suffix('\n').unwrap_or(&text);
    let stored = params::scalar(&knob.kind, text).filter(|_| knob.array.1 == 0);
    let stored = match (stored, knob.kind.as_str()) {
        (None, "string") if text.len() < knob.max => Some([text.as_bytes(), &[0]].concat()),
        (stored, _) => stored,
    };
    Some(match stored {
        Some(bytes) => {
            vm.machine.memory.write(knob.address, &bytes);
            Ok(())
        }
        None => Err(EINVAL),
    })
}
