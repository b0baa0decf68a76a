//! What user processes do when nobody says what they shall do: everything that the module registered is used.
//!
//! One execution on the default schedule tells what the module registers. Then two processes go through all of it, one
//! in the order of registration and writing first, the other backwards and reading first, so that every pair of
//! system calls on one file may meet: two readers, two writers, a reader and a writer, two commands.

use crate::crew::Hand;
use crate::order::{Order, Reply};
use crate::setup::Conditions;
use crate::{Built, Error};
use machine::layout::{cdev, file_operations as fops, proc_ops};
use machine::{Form, NodeKind, Published};
use region::Memory;
use serde::{Deserialize, Serialize};
use vm::{Program, Step, Vm};

/// A file that the module has published at some time.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Seen {
    /// Its path.
    pub(crate) path: String,
    /// It can be read.
    pub(crate) reads: bool,
    /// It can be written.
    pub(crate) writes: bool,
    /// It takes commands.
    pub(crate) commands: bool,
}

/// So many files are driven.
const FILES: usize = 16;
/// So many commands of a file.
const COMMANDS: usize = 4;

/// The doors through which names are published.
const PUBLISHERS: &[&str] = &[
    "__lockstep_proc_create",
    "cdev_add",
    "debugfs_create_file",
    "device_create",
    "misc_register",
    "register_chrdev",
];

/// The programs for this module. `commands` are the numbers that its source gives to `ioctl`.
pub(crate) fn programs(
    built: &'static Built,
    conditions: Conditions,
    commands: &[u32],
) -> Result<Vec<Program>, Error> {
    if !built.image.stubs.values().any(|name| PUBLISHERS.contains(&name.as_str())) {
        return Ok(Vec::new());
    }
    let mut hand = Hand::hire(built, conditions, false)?;
    let seen = match hand.ask(&Order::Look)? {
        Ok(Reply::Seen(seen)) => seen,
        Ok(Reply::Failed(why)) => return Err(Error::Internal(why)),
        // The search will meet what killed the worker.
        Ok(_) | Err(_) => Vec::new(),
    };
    Ok(drive(&seen, commands))
}

fn drive(seen: &[Seen], commands: &[u32]) -> Vec<Program> {
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

fn steps(s: &Seen, commands: &[u32], text: &[u8]) -> Vec<Step> {
    let path = || s.path.clone();
    let mut steps = Vec::new();
    if s.writes {
        steps.push(Step::Write { path: path(), bytes: text.to_vec(), append: false });
    }
    if s.reads || !s.writes {
        steps.push(Step::Read { path: path() });
    }
    if s.commands {
        for command in commands.iter().take(COMMANDS) {
            steps.push(Step::Ioctl { path: path(), command: *command, argument: 1 });
        }
    }
    steps
}

/// What the module has published in the execution that has just ended.
pub(crate) fn seen(vm: &Vm) -> Vec<Seen> {
    let nodes = vm.machine.nodes();
    let mut seen: Vec<Seen> = Vec::new();
    for n in nodes {
        let path = String::from_utf8_lossy(vm.machine.path(n)).into_owned();
        let found = match n.kind {
            NodeKind::Proc | NodeKind::Attribute => Some(members(vm, n, path)),
            NodeKind::Device => {
                let serves = |m: &&Published| {
                    m.kind == NodeKind::Numbers && (m.device..m.device + m.count).contains(&n.device)
                };
                nodes.iter().find(serves).map(|m| members(vm, m, path))
            }
            NodeKind::Numbers => {
                let has_node = nodes.iter().any(|d| {
                    d.kind == NodeKind::Device && (n.device..n.device + n.count).contains(&d.device)
                });
                let path = format!("/dev/char/{}:{}", n.device >> 20, n.device & 0xf_ffff);
                (!has_node).then(|| members(vm, n, path))
            }
            NodeKind::Directory => None,
        };
        seen.extend(found.filter(|f| !seen.iter().any(|s| s.path == f.path)));
    }
    seen
}

fn members(vm: &Vm, n: &Published, path: String) -> Seen {
    let load = |at: usize| vm.machine.memory.load(at, 8).unwrap_or(0) as usize;
    let has = |at: usize| load(at) != 0;
    let of = |at: usize, read, write, command| (has(at + read), has(at + write), has(at + command));
    let (reads, writes, commands) = match n.form {
        Form::ProcOps => of(n.operations, proc_ops::READ, proc_ops::WRITE, proc_ops::IOCTL),
        Form::FileOperations => of(n.operations, fops::READ, fops::WRITE, fops::IOCTL),
        Form::Cdev => of(load(n.operations + cdev::OPS), fops::READ, fops::WRITE, fops::IOCTL),
        Form::Single | Form::Sequence => (true, false, false),
        Form::Attribute | Form::None => (true, true, false),
    };
    Seen { path, reads, writes, commands }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::steps::text;

    #[test]
    fn two_processes_go_both_ways() {
        let seen = [
            Seen { path: "/proc/a".into(), reads: true, writes: true, commands: false },
            Seen { path: "/dev/b".into(), reads: true, writes: false, commands: true },
        ];
        let programs = drive(&seen, &[7]);
        let said: Vec<String> = programs.iter().map(text).collect();
        assert_eq!(
            said,
            [
                "echo 1 > /proc/a; cat /proc/a; cat /dev/b; ioctl /dev/b 0x7 1",
                "ioctl /dev/b 0x7 1; cat /dev/b; cat /proc/a; echo 2 > /proc/a",
            ]
        );
        assert_eq!(drive(&[], &[7]), []);
    }
}
