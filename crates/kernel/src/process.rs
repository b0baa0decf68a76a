//! What a user process does: the steps of its program, each a few system calls.
//!
//! A step that fails is no defect of the module: its error number is noted and the next step follows. In a scenario a
//! step waits until what it uses is registered, as long as the module's init function runs.

use crate::errno::{EBUSY, EINVAL, ENODEV, ENOENT};
use crate::file::{self, File, O_APPEND, O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY};
use crate::{device, tmpfs};
use machine::{Irq, Lifecycle, Machine, Need, Place, Process, Sleep, process_of};
use region::{Memory, Region, layout};
use vm::{Program, Step, Vm};

/// How much `cat` reads at a time.
const CAT: usize = 128 << 10;
/// So many reads or writes that go on for ever are enough of them.
const ROUNDS: u32 = 64;
/// Where in a process's memory the parts lie: what it reads into, what it writes from, an argument of `ioctl`.
const WRITE: usize = CAT;
const ARGUMENT: usize = layout::USER_SIZE - 4096;
const LARGEST_WRITE: usize = ARGUMENT - WRITE;

/// What the program needs before it begins: what its first step does.
pub fn need(program: &Program) -> Need {
    program.steps.first().map_or(Need::Nothing, step_need)
}

fn step_need(step: &Step) -> Need {
    match step {
        Step::Write { path, .. }
        | Step::Read { path }
        | Step::Ioctl { path, .. }
        | Step::Chmod { path, .. } => path_need(path),
        Step::Copy { from, to, .. } => match (from, to) {
            (Some(path), _) | (None, Some(path)) => path_need(path),
            (None, None) => Need::Nothing,
        },
        Step::Irq(line) => Need::Line(*line),
        Step::Rmmod(_) | Step::Unplug(_) => Need::Loaded,
        Step::Sleep(_) | Step::Insmod { .. } | Step::Remove { .. } => Need::Nothing,
        Step::MakeDirectory { .. } | Step::RemoveDirectory { .. } | Step::MakeNode { .. } => Need::Nothing,
    }
}

fn path_need(path: &str) -> Need {
    match path {
        p if p.starts_with("/dev/char/") => Need::Loaded,
        p if is_kernel_path(p) => Need::Node(Machine::<Region>::key(p.as_bytes())),
        _ => Need::Nothing,
    }
}

/// Whether a path belongs to the kernel, as opposed to ordinary files.
pub fn is_kernel_path(path: &str) -> bool {
    ["/proc/", "/dev/", "/sys/"].iter().any(|root| path.starts_with(root))
}

/// Runs the program of the process of this number: its exit status is the number of steps that failed.
pub fn run(vm: &mut Vm, number: u16) -> u64 {
    let program: &'static Program = vm.userland.programs[usize::from(number)];
    let mut failed = 0;
    for (i, step) in program.steps.iter().enumerate() {
        let place = vm.entry_place();
        let need = step_need(step);
        if i > 0 && !vm.machine.is_there(need) {
            vm.op(Process::Await(need), place);
        }
        if let Err(error) = perform(vm, number, step, place) {
            vm.userland.failed.push((number, i as u16, -error as i32));
            failed += 1;
        }
    }
    failed
}

fn perform(vm: &mut Vm, number: u16, step: &'static Step, place: Place) -> Result<(), i64> {
    match step {
        Step::Write { path, bytes, append } => write(vm, number, path, bytes, *append),
        Step::Read { path } => read(vm, number, path),
        Step::Copy { from, to, block, count } => {
            copy(vm, number, from.as_deref(), to.as_deref(), *block, *count)
        }
        Step::Ioctl { path, command, argument } => ioctl(vm, path, *command, *argument),
        Step::Irq(line) => result(vm.op(Irq::Invite(*line), place)),
        Step::Sleep(ns) => {
            vm.op(Sleep::For(*ns), place);
            Ok(())
        }
        Step::Unplug(_) => Err(ENODEV),
        Step::Insmod { .. } => Err(EINVAL),
        Step::Rmmod(name) => remove_module(vm, name, place),
        Step::Chmod { path, mode } => chmod(vm, path, *mode),
        Step::Remove { path } => tmpfs::remove(vm, path),
        Step::MakeDirectory { path } => tmpfs::make_directory(vm, path),
        Step::RemoveDirectory { path } => tmpfs::remove_directory(vm, path),
        Step::MakeNode { path, mode, major, minor } => {
            device::make_node(vm, path, *mode, *major << 20 | *minor, place)
        }
    }
}

fn result(value: u64) -> Result<(), i64> {
    if (value as i64) < 0 { Err(value as i64) } else { Ok(()) }
}

/// A buffer of the running process.
fn user(vm: &Vm, offset: usize) -> usize {
    layout::user(process_of(vm.current()).unwrap_or(0).into()).start + offset
}

fn write(
    vm: &mut Vm,
    number: u16,
    path: &'static str,
    bytes: &'static [u8],
    append: bool,
) -> Result<(), i64> {
    let flags = O_WRONLY | if append { O_APPEND } else { O_TRUNC };
    if !is_kernel_path(path) {
        return tmpfs::write(vm, path, bytes, append);
    }
    if path == "/dev/null" {
        return Ok(());
    }
    let file = file::open(vm, path, flags)?;
    let result = write_all(vm, file, bytes);
    file::close(vm, file);
    let _ = number;
    result
}

/// Writes the bytes, the rest again after a short write.
fn write_all(vm: &mut Vm, file: File, bytes: &'static [u8]) -> Result<(), i64> {
    let buffer = user(vm, WRITE);
    let mut done = 0;
    for _ in 0..ROUNDS {
        let n = (bytes.len() - done).min(LARGEST_WRITE);
        vm.machine.memory.write(buffer, &bytes[done..done + n]);
        match file::write(vm, file, buffer, n) {
            error if error < 0 => return Err(error),
            // A write that takes nothing is tried again by nobody.
            0 => return Ok(()),
            taken => done += (taken as usize).min(n),
        }
        if done >= bytes.len() {
            break;
        }
    }
    Ok(())
}

fn read(vm: &mut Vm, number: u16, path: &'static str) -> Result<(), i64> {
    if !is_kernel_path(path) {
        let content = tmpfs::read(vm, path)?.to_vec();
        vm.userland.put(number, &content);
        return Ok(());
    }
    let file = file::open(vm, path, O_RDONLY)?;
    let buffer = user(vm, 0);
    let mut result = Ok(());
    for _ in 0..ROUNDS {
        let n = file::read(vm, file, buffer, CAT);
        if n < 0 {
            result = Err(n);
        }
        if n <= 0 {
            break;
        }
        put_out(vm, number, buffer, n as usize);
    }
    file::close(vm, file);
    result
}

fn put_out(vm: &mut Vm, number: u16, buffer: usize, n: usize) {
    if vm.userland.keeps_output
        && let Some(bytes) = vm.machine.memory.bytes(buffer, n.min(CAT))
    {
        vm.userland.put(number, bytes);
    }
}

fn copy(
    vm: &mut Vm,
    number: u16,
    from: Option<&'static str>,
    to: Option<&'static str>,
    block: usize,
    count: Option<u64>,
) -> Result<(), i64> {
    let block = block.clamp(1, CAT);
    let input = match from {
        Some("/dev/zero") | None => None,
        Some(path) => Some(file::open(vm, path, O_RDONLY)?),
    };
    let output = match to {
        Some("/dev/null") | None => None,
        Some(path) => Some(file::open(vm, path, O_WRONLY | O_TRUNC)?),
    };
    let buffer = user(vm, 0);
    let mut result = Ok(());
    for _ in 0..count.unwrap_or(u64::MAX).min(4096) {
        let n = match (input, from) {
            (Some(input), _) => file::read(vm, input, buffer, block),
            (None, Some(_)) => {
                vm.machine.memory.fill(buffer, block, 0);
                block as i64
            }
            (None, None) => 0,
        };
        if n <= 0 {
            if n < 0 {
                result = Err(n);
            }
            break;
        }
        match output {
            Some(output) => {
                let written = file::write(vm, output, buffer, n as usize);
                if written < 0 {
                    result = Err(written);
                    break;
                }
            }
            None if to.is_none() => put_out(vm, number, buffer, n as usize),
            None => {}
        }
    }
    for open in [input, output].into_iter().flatten() {
        file::close(vm, open);
    }
    result
}

/// A command that says how large its argument is takes the address of one that holds the number.
fn ioctl(vm: &mut Vm, path: &'static str, command: u32, argument: u64) -> Result<(), i64> {
    let file = file::open(vm, path, O_RDWR)?;
    let size = command >> 16 & 0x3fff;
    let argument = match size {
        0 => argument,
        _ => {
            let at = user(vm, ARGUMENT);
            vm.machine.memory.fill(at, 4096, 0);
            vm.machine.memory.store(at, 8, argument);
            at as u64
        }
    };
    let value = file::ioctl(vm, file, command, argument);
    file::close(vm, file);
    result(value as u64)
}

fn chmod(vm: &mut Vm, path: &str, mode: u16) -> Result<(), i64> {
    let key = Machine::<Region>::key(path.as_bytes());
    match vm.machine.node(key) {
        Some(slot) => {
            vm.machine.published(slot as u32).mode = mode;
            Ok(())
        }
        None => {
            vm.userland.files.get_mut(path).ok_or(ENOENT)?.mode = mode;
            Ok(())
        }
    }
}

fn remove_module(vm: &mut Vm, name: &str, place: Place) -> Result<(), i64> {
    if name != vm.name && name != "{mod}" {
        return Err(ENOENT);
    }
    result(vm.op(Lifecycle::Unload, place))?;
    let exit = vm.loaded().exit;
    if exit == 0 {
        return Err(EBUSY);
    }
    vm.call(exit, [0; 5], place);
    vm.op(Lifecycle::Exited, place);
    Ok(())
}
