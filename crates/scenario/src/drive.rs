//! What user processes do when nobody says what they shall do: everything that the module registered is used.
//!
//! One execution on the default schedule tells what the module registers. Then two processes go through all of it, one
//! in the order of registration and writing first, the other backwards and reading first, so that every pair of
//! system calls on one file may meet: two readers, two writers, a reader and a writer, two commands.

use crate::crew::Hand;
use crate::order::{Order, Reply};
use crate::setup::{Conditions, Setup};
use crate::{Built, Error};
use kernel::sysfs::{self, Way};
use machine::layout::{cdev, file_operations as fops, proc_ops, seq_operations as seq};
use machine::{Form, Irq, NodeKind, Op, Published, What};
use module::{Compiler, IoctlNumber, Options, ioctl_numbers};
use region::Memory;
use serde::{Deserialize, Serialize};
use vm::{Program, Step, Vm};

/// What a module registers that something outside of it may use.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub(crate) struct Registered {
    /// Files.
    pub(crate) files: Vec<Seen>,
    /// Interrupt lines, with their handlers.
    pub(crate) lines: Vec<(u32, String)>,
}

/// What makes a file call a function of the module.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) enum Use {
    /// `cat`
    Read,
    /// `echo`
    Write,
    /// `ioctl`
    Command,
    /// Any of these.
    Open,
}

/// A file that the module has published at some time.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub(crate) struct Seen {
    /// Its path.
    pub(crate) path: String,
    /// It can be read.
    pub(crate) reads: bool,
    /// It can be written.
    pub(crate) writes: bool,
    /// It takes commands.
    pub(crate) commands: bool,
    /// The functions behind it.
    pub(crate) functions: Vec<(Use, String)>,
}

impl Seen {
    /// Those of the module's commands that this file takes.
    pub(crate) fn numbers<'a>(&'a self, commands: &'a [IoctlNumber]) -> impl Iterator<Item = u32> + 'a {
        let own =
            |n: &&IoctlNumber| self.functions.iter().any(|(by, f)| *by == Use::Command && *f == n.function);
        commands.iter().filter(own).map(|n| n.number)
    }
}

/// So many files are driven.
const FILES: usize = 16;
/// So many commands of a file.
const COMMANDS: usize = 4;

const FILE_USES: &[(Use, usize)] = &[
    (Use::Read, fops::READ),
    (Use::Write, fops::WRITE),
    (Use::Command, fops::IOCTL),
    (Use::Open, fops::OPEN),
    (Use::Open, fops::FLUSH),
    (Use::Open, fops::RELEASE),
];
const PROC_USES: &[(Use, usize)] = &[
    (Use::Read, proc_ops::READ),
    (Use::Write, proc_ops::WRITE),
    (Use::Command, proc_ops::IOCTL),
    (Use::Open, proc_ops::OPEN),
    (Use::Open, proc_ops::RELEASE),
];
const SEQUENCE_USES: &[(Use, usize)] =
    &[(Use::Read, seq::START), (Use::Read, seq::STOP), (Use::Read, seq::NEXT), (Use::Read, seq::SHOW)];

/// The doors through which names are published.
const PUBLISHERS: &[&str] = &[
    "__lockstep_proc_create",
    "__platform_driver_register",
    "bus_create_file",
    "bus_register",
    "cdev_add",
    "debugfs_create_file",
    "class_create_file",
    "class_register",
    "device_add",
    "device_add_groups",
    "device_create",
    "device_create_bin_file",
    "device_create_file",
    "device_create_with_groups",
    "device_register",
    "driver_create_file",
    "driver_register",
    "kobject_add",
    "kobject_init_and_add",
    "misc_register",
    "register_chrdev",
    "sysfs_create_bin_file",
    "sysfs_create_file_ns",
    "sysfs_create_files",
    "sysfs_create_group",
    "sysfs_create_groups",
];

/// Whether a module may publish names at all.
pub(crate) fn publishes(built: &Built) -> bool {
    built.image.stubs.values().any(|name| PUBLISHERS.contains(&name.as_str()))
}

/// The commands of the module's ioctl functions, as far as its source is there.
pub(crate) fn commands(setup: &Setup, built: &Built) -> Vec<IoctlNumber> {
    if !publishes(built) || setup.file.extension().is_none_or(|e| e != "c") {
        return Vec::new();
    }
    let options = Options { opt: setup.opt, ..Options::default() };
    let compiler = Compiler::find(setup.compiler.as_deref());
    compiler.and_then(|c| ioctl_numbers(&c, &setup.file, &options)).unwrap_or_default()
}

/// What this module registers in an execution on the default schedule.
pub(crate) fn look(built: &'static Built, conditions: Conditions) -> Result<Registered, Error> {
    let mut hand = Hand::hire(built, conditions, false)?;
    match hand.ask(&Order::Look)? {
        Ok(Reply::Seen(seen)) => Ok(seen),
        Ok(Reply::Failed(why)) => Err(Error::Internal(why)),
        // The search will meet what killed the worker.
        Ok(_) | Err(_) => Ok(Registered::default()),
    }
}

/// The programs for this module.
pub(crate) fn programs(
    built: &'static Built,
    conditions: Conditions,
    commands: &[IoctlNumber],
) -> Result<Vec<Program>, Error> {
    if !publishes(built) {
        return Ok(Vec::new());
    }
    Ok(drive(&look(built, conditions)?.files, commands))
}

fn drive(seen: &[Seen], commands: &[IoctlNumber]) -> Vec<Program> {
    let seen = &seen[..seen.len().min(FILES)];
    let forth = seen.iter().flat_map(|s| steps(s, commands, b"1\n"));
    let back = seen.iter().rev().flat_map(|s| {
        let mut steps = steps(s, commands, b"2\n");
        steps.reverse();
        steps
    });
    let program = |steps: Vec<Step>| (!steps.is_empty()).then(|| crate::steps::program(steps));
    [program(forth.collect()), program(back.collect())].into_iter().flatten().collect()
}

fn steps(s: &Seen, commands: &[IoctlNumber], text: &[u8]) -> Vec<Step> {
    let path = || s.path.clone();
    let mut steps = Vec::new();
    if s.writes {
        steps.push(Step::Write { path: path(), bytes: text.to_vec(), append: false });
    }
    if s.reads || !s.writes {
        steps.push(Step::Read { path: path() });
    }
    if s.commands {
        for command in s.numbers(commands).take(COMMANDS) {
            steps.push(Step::Ioctl { path: path(), command, argument: 1 });
        }
    }
    steps
}

/// What the module has registered in the execution that has just ended, recorded.
pub(crate) fn registered(vm: &Vm, built: &Built) -> Registered {
    let name = |f: usize| built.image.function_at(f).map_or(String::new(), |f| f.name.clone());
    let requests = vm.recording.events().iter().filter_map(|r| match r.event.what {
        What::Performed(Op::Irq(Irq::Request(index)), _) => {
            let action = vm.machine.actions()[index as usize];
            Some((action.irq, name(action.function())))
        }
        _ => None,
    });
    let mut lines: Vec<(u32, String)> = requests.filter(|(_, handler)| !handler.is_empty()).collect();
    lines.sort();
    lines.dedup();
    Registered { files: seen(vm, &name), lines }
}

fn seen(vm: &Vm, name: &dyn Fn(usize) -> String) -> Vec<Seen> {
    let nodes = vm.machine.nodes();
    let mut seen: Vec<Seen> = Vec::new();
    for n in nodes {
        let path = String::from_utf8_lossy(vm.machine.path(n)).into_owned();
        let found = match n.kind {
            // What the kernel shows and sets calls nothing of the module.
            _ if n.form == Form::Value => None,
            NodeKind::Proc | NodeKind::Attribute => Some(members(vm, n, path, name)),
            NodeKind::Device => {
                let serves = |m: &&Published| {
                    m.kind == NodeKind::Numbers && (m.device..m.device + m.count).contains(&n.device)
                };
                nodes.iter().find(serves).map(|m| members(vm, m, path, name))
            }
            NodeKind::Numbers => {
                let has_node = nodes.iter().any(|d| {
                    d.kind == NodeKind::Device && (n.device..n.device + n.count).contains(&d.device)
                });
                let path = format!("/dev/char/{}:{}", n.device >> 20, n.device & 0xf_ffff);
                (!has_node).then(|| members(vm, n, path, name))
            }
            NodeKind::Directory | NodeKind::Link => None,
        };
        seen.extend(found.filter(|f| !seen.iter().any(|s| s.path == f.path)));
    }
    seen
}

fn members(vm: &Vm, n: &Published, path: String, name: &dyn Fn(usize) -> String) -> Seen {
    let load = |at: usize| vm.machine.memory.load(at, 8).unwrap_or(0) as usize;
    let has = |at: usize| load(at) != 0;
    let of = |at: usize, read, write, command| (has(at + read), has(at + write), has(at + command));
    let (reads, writes, commands) = match n.form {
        Form::ProcOps => of(n.operations, proc_ops::READ, proc_ops::WRITE, proc_ops::IOCTL),
        Form::FileOperations => of(n.operations, fops::READ, fops::WRITE, fops::IOCTL),
        Form::Cdev => of(load(n.operations + cdev::OPS), fops::READ, fops::WRITE, fops::IOCTL),
        Form::Single | Form::Sequence => (true, false, false),
        Form::None => (true, true, false),
        _ => (sysfs::may_open(vm, n, Way::Out), sysfs::may_open(vm, n, Way::In), false),
    };
    let (table, uses): (usize, &[(Use, usize)]) = match n.form {
        Form::ProcOps => (n.operations, PROC_USES),
        Form::FileOperations => (n.operations, FILE_USES),
        Form::Cdev => (load(n.operations + cdev::OPS), FILE_USES),
        Form::Sequence => (n.operations, SEQUENCE_USES),
        _ => (0, &[]),
    };
    let mut functions: Vec<(Use, String)> = match n.form {
        Form::Single => vec![(Use::Read, name(n.operations))],
        Form::Attribute | Form::OfType | Form::OfObject | Form::Binary => {
            let of = |way| name(sysfs::function(vm, n, way));
            vec![(Use::Read, of(Way::Out)), (Use::Write, of(Way::In))]
        }
        _ => uses.iter().map(|(by, member)| (*by, name(load(table + member)))).collect(),
    };
    functions.retain(|(_, f)| !f.is_empty());
    Seen { path, reads, writes, commands, functions }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::steps::text;

    #[test]
    fn two_processes_go_both_ways() {
        let seen = [
            Seen { path: "/proc/a".into(), reads: true, writes: true, ..Seen::default() },
            Seen {
                path: "/dev/b".into(),
                reads: true,
                commands: true,
                functions: vec![(Use::Command, "b_ioctl".into())],
                ..Seen::default()
            },
        ];
        let command = |function: &str, number| IoctlNumber {
            function: function.to_owned(),
            name: String::new(),
            number,
        };
        let commands = [command("a_ioctl", 6), command("b_ioctl", 7)];
        let programs = drive(&seen, &commands);
        let said: Vec<String> = programs.iter().map(text).collect();
        assert_eq!(
            said,
            [
                "echo 1 > /proc/a; cat /proc/a; cat /dev/b; ioctl /dev/b 0x7 1",
                "ioctl /dev/b 0x7 1; cat /dev/b; cat /proc/a; echo 2 > /proc/a",
            ]
        );
        assert_eq!(drive(&[], &commands), []);
    }
}
