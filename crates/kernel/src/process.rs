//! What a user process does: the steps of its program, each a few system calls.
//!
//! A step that fails is no defect of the module: its error number is noted and the next step follows. In a scenario a
//! step waits until what it uses is registered, as long as the module's init function runs.

use crate::errno::{EBUSY, EINVAL, ENODEV, ENOENT};
use crate::file::{self, File, O_APPEND, O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY};
use crate::{builtin, device, residence, tmpfs};
use machine::{Irq, Lifecycle, Machine, Need, Place, Process, Sleep, TaskState, process_of};
use region::{Memory, Region, layout};
use vm::{Done, Program, Step, Vm, Where};

/// How much `cat` reads at a time.
const CAT: usize = 128 << 10;
/// So many reads or writes that go on for ever are enough of them.
const ROUNDS: u32 = 64;
/// Where in a process's memory the parts lie: what it reads into, what it writes from, an argument of `ioctl`.
const WRITE: usize = CAT;
const ARGUMENT: usize = layout::USER_SIZE - 4096;
/// `dd` moves at most so many blocks.
const BLOCKS: u64 = 4096;
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

/// What a step has come to.
type Outcome = Result<Yield, Failure>;

/// What a step that succeeds has to tell.
#[derive(Clone, Copy, Default)]
struct Yield {
    value: i64,
    moved: [u64; 5],
}

/// The system call that failed, and its error number, negated.
#[derive(Clone, Copy)]
struct Failure {
    error: i64,
    at: Where,
    moved: [u64; 5],
}

impl From<i64> for Failure {
    fn from(error: i64) -> Failure {
        Failure { error, at: Where::Open, moved: [0; 5] }
    }
}

impl Failure {
    fn at(error: i64, at: Where) -> Failure {
        Failure { at, ..Failure::from(error) }
    }
}

const DONE: Outcome = Ok(Yield { value: 0, moved: [0; 5] });

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
        let before = put_so_far(vm, number);
        let outcome = perform(vm, number, step, place);
        failed += u64::from(outcome.is_err());
        let output = put_so_far(vm, number).saturating_sub(before) as u64;
        let done = match outcome {
            Ok(Yield { value, moved }) => Done { value, moved, output, ..Done::default() },
            Err(Failure { error, at, moved }) => {
                Done { error: -error as i32, at, moved, output, ..Done::default() }
            }
        };
        vm.userland.done.push((number, done));
        if vm.machine.is_signalled(vm.current(), TaskState::Interruptible) {
            break;
        }
    }
    failed
}

fn put_so_far(vm: &Vm, number: u16) -> usize {
    vm.userland.output.get(usize::from(number)).map_or(0, Vec::len)
}

fn perform(vm: &mut Vm, number: u16, step: &'static Step, place: Place) -> Outcome {
    match step {
        Step::Write { path, bytes, append } => write(vm, path, bytes, *append),
        Step::Read { path } => read(vm, number, path),
        Step::Copy { from, to, block, count } => {
            copy(vm, number, from.as_deref(), to.as_deref(), *block, *count)
        }
        Step::Ioctl { path, command, argument } => ioctl(vm, path, *command, *argument),
        Step::Irq(line) => result(vm.op(Irq::Invite(*line), place)),
        Step::Sleep(ns) => {
            vm.op(Sleep::For(*ns), place);
            DONE
        }
        Step::Unplug(_) => Err(ENODEV.into()),
        Step::Insmod { file, .. } => plain(residence::insert(vm, file, place)),
        Step::Rmmod(name) => remove_module(vm, name, place),
        Step::Chmod { path, mode } => plain(chmod(vm, path, *mode)),
        Step::Remove { path } => plain(tmpfs::remove(vm, path)),
        Step::MakeDirectory { path } => plain(tmpfs::make_directory(vm, path)),
        Step::RemoveDirectory { path } => plain(tmpfs::remove_directory(vm, path)),
        Step::MakeNode { path, mode, major, minor } => {
            plain(device::make_node(vm, path, *mode, *major << 20 | *minor, place))
        }
    }
}

fn plain(result: Result<(), i64>) -> Outcome {
    result.map_err(Failure::from).and(DONE)
}

fn result(value: u64) -> Outcome {
    if (value as i64) < 0 { Err(Failure::from(value as i64)) } else { DONE }
}

/// A buffer of the running process.
fn user(vm: &Vm, offset: usize) -> usize {
    layout::user(process_of(vm.current()).unwrap_or(0).into()).start + offset
}

fn write(vm: &mut Vm, path: &'static str, bytes: &'static [u8], append: bool) -> Outcome {
    let flags = O_WRONLY | if append { O_APPEND } else { O_TRUNC };
    if path == "/dev/null" {
        return DONE;
    }
    if let Some(result) = builtin::write(vm, path, bytes) {
        let at = |e: i32| if e == -EINVAL as i32 { Where::Write } else { Where::Open };
        return result.map_err(|e| Failure::at(-i64::from(e), at(e))).and(DONE);
    }
    if !is_kernel_path(path) {
        return plain(tmpfs::write(vm, path, bytes, append));
    }
    let file = file::open(vm, path, flags)?;
    let result = write_all(vm, file, bytes);
    file::close(vm, file);
    result.map_err(|error| Failure::at(error, Where::Write)).and(DONE)
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

fn read(vm: &mut Vm, number: u16, path: &'static str) -> Outcome {
    if let Some(text) = builtin::read(vm, path) {
        vm.userland.put(number, text.as_bytes());
        return DONE;
    }
    if path == "/dev/null" {
        return DONE;
    }
    if !is_kernel_path(path) {
        let content = tmpfs::read(vm, path)?.to_vec();
        vm.userland.put(number, &content);
        return DONE;
    }
    let file = file::open(vm, path, O_RDONLY)?;
    let buffer = user(vm, 0);
    let mut result = DONE;
    for _ in 0..ROUNDS {
        let n = file::read(vm, file, buffer, CAT);
        if n < 0 {
            result = Err(Failure::at(n, Where::Read));
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

/// A side of `dd`.
#[derive(Clone, Copy)]
enum Side {
    Nothing,
    Input,
    Zeroes,
    Output,
    Open(File),
    Plain(&'static str),
}

fn source(vm: &mut Vm, path: Option<&'static str>) -> Result<Side, i64> {
    Ok(match path {
        None => Side::Input,
        Some("/dev/null") => Side::Nothing,
        Some("/dev/zero") => Side::Zeroes,
        Some(path) if builtin::read(vm, path).is_some() => Side::Plain(path),
        Some(path) if is_kernel_path(path) => Side::Open(file::open(vm, path, O_RDONLY)?),
        Some(path) => {
            tmpfs::read(vm, path)?;
            Side::Plain(path)
        }
    })
}

fn sink(vm: &mut Vm, path: Option<&'static str>) -> Result<Side, i64> {
    Ok(match path {
        None => Side::Output,
        Some("/dev/null") => Side::Nothing,
        Some(path) if is_kernel_path(path) => Side::Open(file::open(vm, path, O_WRONLY | O_TRUNC)?),
        Some(path) => {
            tmpfs::write(vm, path, b"", false)?;
            Side::Plain(path)
        }
    })
}

/// The next block into the buffer: its length, or an error number, negated.
fn take(vm: &mut Vm, from: Side, buffer: usize, block: usize, at: usize) -> i64 {
    match from {
        Side::Nothing | Side::Output => 0,
        Side::Input => {
            let number = process_of(vm.current()).unwrap_or(0);
            let bytes = vm.userland.input.get(usize::from(number)).map_or(&[][..], |b| &b[at.min(b.len())..]);
            let n = bytes.len().min(block);
            vm.machine.memory.write(buffer, &bytes[..n]);
            n as i64
        }
        Side::Zeroes => {
            vm.machine.memory.fill(buffer, block, 0);
            block as i64
        }
        Side::Open(file) => file::read(vm, file, buffer, block),
        Side::Plain(path) => {
            let text = builtin::read(vm, path).map(String::into_bytes);
            let bytes = text.or_else(|| tmpfs::read(vm, path).ok().map(<[u8]>::to_vec)).unwrap_or_default();
            let rest = &bytes[at.min(bytes.len())..];
            let rest = &rest[..rest.len().min(block)];
            vm.machine.memory.write(buffer, rest);
            rest.len() as i64
        }
    }
}

fn give(vm: &mut Vm, number: u16, to: Side, buffer: usize, n: usize) -> i64 {
    match to {
        Side::Open(file) => return file::write(vm, file, buffer, n),
        Side::Output => put_out(vm, number, buffer, n),
        Side::Plain(path) => {
            let bytes = vm.machine.memory.bytes(buffer, n).unwrap_or_default().to_vec();
            if let Err(error) = tmpfs::write(vm, path, &bytes, true) {
                return error;
            }
        }
        Side::Nothing | Side::Input | Side::Zeroes => {}
    }
    n as i64
}

fn copy(
    vm: &mut Vm,
    number: u16,
    from: Option<&'static str>,
    to: Option<&'static str>,
    block: usize,
    count: Option<u64>,
) -> Outcome {
    let block = block.clamp(1, CAT);
    let input = source(vm, from)?;
    let output = match sink(vm, to) {
        Ok(output) => output,
        Err(error) => {
            close_side(vm, input);
            return Err(Failure::from(error));
        }
    };
    let buffer = user(vm, 0);
    let mut moved = [0; 5];
    let mut failure = None;
    let mut at = 0;
    for _ in 0..count.unwrap_or(u64::MAX).min(BLOCKS) {
        let n = take(vm, input, buffer, block, at);
        if n < 0 {
            failure = Some((n, Where::Read));
        }
        if n <= 0 {
            break;
        }
        at += n as usize;
        moved[usize::from((n as usize) < block)] += 1;
        let written = give(vm, number, output, buffer, n as usize);
        if written < 0 {
            failure = Some((written, Where::Write));
            break;
        }
        moved[2 + usize::from((written as usize) < block)] += 1;
        moved[4] += written as u64;
    }
    close_side(vm, input);
    close_side(vm, output);
    match failure {
        Some((error, at)) => Err(Failure { error, at, moved }),
        None => Ok(Yield { value: 0, moved }),
    }
}

fn close_side(vm: &mut Vm, side: Side) {
    if let Side::Open(file) = side {
        file::close(vm, file);
    }
}

/// A command that says how large its argument is takes the address of one that holds the number.
fn ioctl(vm: &mut Vm, path: &'static str, command: u32, argument: u64) -> Outcome {
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
    let value = i64::from(file::ioctl(vm, file, command, argument) as i32);
    file::close(vm, file);
    if value < 0 { Err(Failure::at(value, Where::Ioctl)) } else { Ok(Yield { value, moved: [0; 5] }) }
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

fn remove_module(vm: &mut Vm, name: &str, place: Place) -> Outcome {
    if vm.machine.config().session {
        return plain(residence::remove(vm, name, place));
    }
    if name != vm.name && name != "{mod}" {
        return Err(ENOENT.into());
    }
    result(vm.op(Lifecycle::Unload, place))?;
    let exit = vm.loaded().exit;
    if exit == 0 {
        return Err(EBUSY.into());
    }
    vm.call(exit, [0; 5], place);
    vm.returns_to_user("delete_module");
    vm.op(Lifecycle::Exited, place);
    DONE
}
