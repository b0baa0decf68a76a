//! Files that modules publish, as the system calls of a process see them: open, read, write, ioctl, close. `struct
//! inode` and `struct file` are objects of the heap for as long as the file is open, so that whoever keeps a pointer to
//! one beyond `release` is found out.
//!
//! Every call into a /proc entry's functions enters and leaves the entry, which is what `remove_proc_entry` waits for; an
//! entry that is removed while files are open has their release function called by who removes it (fs/proc/inode.c
//! documents both). A device pins its module for as long as it is open, if its operations name an owner.

use crate::errno::{EACCES, EINTR, EINVAL, EIO, EISDIR, ENODEV, ENOENT, ENOMEM, ENOTTY, ENXIO};
use crate::sysfs::{self, Transfer, Way, is_attribute};
use crate::{iter, seq_file, slab};
use machine::layout::{cdev, dentry, file, file_operations as fops, inode, proc_ops};
use machine::{Form, Kind, Machine, Node, NodeKind, Place, TaskState};
use region::{Memory, Region};
use vm::{Opened, Vm};

/// A file that the running process has open.
#[derive(Clone, Copy, Debug)]
pub struct File {
    /// Its `struct file`.
    pub address: usize,
    slot: u32,
    form: Form,
    operations: usize,
    inode: usize,
    owned: bool,
    is_proc: bool,
}

/// `open` for reading.
pub const O_RDONLY: u32 = 0;
/// `open` for writing.
pub const O_WRONLY: u32 = 1;
/// `open` for both.
pub const O_RDWR: u32 = 2;
/// `open` and forget what was there.
pub const O_TRUNC: u32 = 0o1000;
/// `open` and write at the end.
pub const O_APPEND: u32 = 0o2000;

const S_IFREG: u64 = 0o100_000;
const S_IFCHR: u64 = 0o020_000;

/// A function of the file's operations: in which member it stands.
#[derive(Clone, Copy)]
enum Member {
    Open,
    Read,
    Write,
    Ioctl,
    Release,
}

impl Member {
    fn offset(self, form: Form) -> usize {
        match (form, self) {
            (Form::ProcOps, Member::Open) => proc_ops::OPEN,
            (Form::ProcOps, Member::Read) => proc_ops::READ,
            (Form::ProcOps, Member::Write) => proc_ops::WRITE,
            (Form::ProcOps, Member::Ioctl) => proc_ops::IOCTL,
            (Form::ProcOps, Member::Release) => proc_ops::RELEASE,
            (_, Member::Open) => fops::OPEN,
            (_, Member::Read) => fops::READ,
            (_, Member::Write) => fops::WRITE,
            (_, Member::Ioctl) => fops::IOCTL,
            (_, Member::Release) => fops::RELEASE,
        }
    }
}

impl Member {
    /// The member that does the same with an iterator, and whether it writes.
    fn iterates(self, form: Form) -> Option<(usize, bool)> {
        match (form, self) {
            (Form::ProcOps, Member::Read) => Some((proc_ops::READ_ITER, false)),
            (Form::ProcOps, _) => None,
            (_, Member::Read) => Some((fops::READ_ITER, false)),
            (_, Member::Write) => Some((fops::WRITE_ITER, true)),
            _ => None,
        }
    }
}

fn word(vm: &Vm, at: usize) -> usize {
    vm.machine.memory.load(at, 8).unwrap_or(0) as usize
}

fn put(vm: &mut Vm, at: usize, size: usize, value: u64) {
    vm.machine.memory.store(at, size, value);
}

/// `/dev/char/MAJOR:MINOR`, which names a device whether it has a node or not.
fn numbered(path: &str) -> Option<u32> {
    let (major, minor) = path.strip_prefix("/dev/char/")?.split_once(':')?;
    Some(major.parse::<u32>().ok()? << 20 | minor.parse::<u32>().ok()?)
}

/// `open(path, flags)`
///
/// # Errors
/// The error number, negated.
pub fn open(vm: &mut Vm, path: &str, flags: u32) -> Result<File, i64> {
    let place = vm.entry_place();
    if let Some(number) = numbered(path) {
        return open_device(vm, number, path, flags, place);
    }
    let mut slot = vm.op(Node::Enter(Machine::<Region>::key(path.as_bytes())), place);
    if slot == 0
        && let Some(path) = sysfs::resolve(vm, path)
    {
        slot = vm.op(Node::Enter(Machine::<Region>::key(path.bytes())), place);
    }
    let Some(slot) = slot.checked_sub(1) else { return Err(ENOENT) };
    let slot = slot as u32;
    let node = *vm.machine.published(slot);
    match node.kind {
        NodeKind::Directory | NodeKind::Link => {
            vm.op(Node::Leave(slot), place);
            Err(EISDIR)
        }
        NodeKind::Device => {
            vm.op(Node::Leave(slot), place);
            open_device(vm, node.device, path, flags, place)
        }
        NodeKind::Proc | NodeKind::Attribute => {
            let opened = open_entry(vm, slot, path, flags, place);
            vm.op(Node::Leave(slot), place);
            opened
        }
        NodeKind::Numbers => Err(ENXIO),
    }
}

fn open_entry(vm: &mut Vm, slot: u32, path: &str, flags: u32, place: Place) -> Result<File, i64> {
    let node = *vm.machine.published(slot);
    let mode = S_IFREG | u64::from(node.mode);
    if is_attribute(node.form) && !may_open(vm, &node, flags) {
        return Err(EACCES);
    }
    let file = make(vm, slot, path, flags, mode, place)?;
    put(vm, file.inode + inode::PRIVATE, 8, node.data);
    let result = match node.form {
        Form::Single => seq_file::open_single(vm, file.address, node.operations, node.data as usize, place),
        Form::Sequence => seq_file::open(vm, file.address, node.operations, place),
        form if is_attribute(form) => 0,
        _ => {
            enter(vm, file, Member::Open, [file.inode as u64, file.address as u64, 0, 0], place).unwrap_or(0)
        }
    };
    opened(vm, file, slot, result)
}

fn may_open(vm: &Vm, node: &machine::Published, flags: u32) -> bool {
    let reads = matches!(flags & 3, O_RDONLY | O_RDWR);
    let writes = matches!(flags & 3, O_WRONLY | O_RDWR);
    (!reads || sysfs::may_open(vm, node, Way::Out)) && (!writes || sysfs::may_open(vm, node, Way::In))
}

fn open_device(vm: &mut Vm, number: u32, path: &str, flags: u32, place: Place) -> Result<File, i64> {
    let slot = vm.machine.numbers(number, 1).map(|slot| slot as u32);
    let Some(slot) = slot.filter(|slot| vm.op(Node::Reenter(*slot), place) != 0) else { return Err(ENXIO) };
    let node = *vm.machine.published(slot);
    // A struct cdev names its operations; register_chrdev gives them itself.
    let (operations, device) = match node.form {
        Form::Cdev => (word(vm, node.operations + cdev::OPS), node.operations),
        _ => (node.operations, 0),
    };
    let owner = vm.machine.memory.load(operations + fops::OWNER, 8).unwrap_or(0);
    let pinned = owner != 0 && vm.op(Node::Pin(operations), place) != 0;
    vm.op(Node::Leave(slot), place);
    if owner != 0 && !pinned {
        return Err(ENXIO);
    }
    let made = make(vm, slot, path, flags, S_IFCHR | 0o600, place);
    let Ok(file) = made else {
        if pinned {
            vm.op(Node::Unpin(operations), place);
        }
        return made;
    };
    let file = File { operations, owned: pinned, is_proc: false, form: Form::FileOperations, ..file };
    put(vm, file.address + file::OPERATIONS, 8, operations as u64);
    put(vm, file.inode + inode::OPERATIONS, 8, operations as u64);
    put(vm, file.inode + inode::DEVICE, 4, number.into());
    put(vm, file.inode + inode::CDEV, 8, device as u64);
    let result =
        enter(vm, file, Member::Open, [file.inode as u64, file.address as u64, 0, 0], place).unwrap_or(0);
    opened(vm, file, slot, result)
}

/// The open function has returned: remembers the file, or forgets it.
fn opened(vm: &mut Vm, file: File, slot: u32, result: i64) -> Result<File, i64> {
    vm.returns_to_user("openat");
    if result < 0 {
        if file.owned {
            let place = vm.entry_place();
            vm.op(Node::Unpin(file.operations), place);
        }
        drop_objects(vm, file);
        return Err(result);
    }
    vm.userland.open.push(Opened { slot, file: file.address, released: false });
    Ok(file)
}

/// Makes inode and file.
fn make(vm: &mut Vm, slot: u32, path: &str, flags: u32, mode: u64, place: Place) -> Result<File, i64> {
    let node = *vm.machine.published(slot);
    let inode = slab::allocate(vm, inode::SIZE, slab::GFP_ZERO, place);
    let at = slab::allocate(vm, file::SIZE, slab::GFP_ZERO, place);
    if inode == 0 || at == 0 {
        return Err(ENOMEM);
    }
    put(vm, inode + inode::MODE, 2, mode);
    put(vm, inode + inode::NUMBER, 8, u64::from(slot) + 1);
    put(vm, inode + inode::LINKS, 4, 1);
    put(vm, at + file::OPERATIONS, 8, node.operations as u64);
    put(vm, at + file::FLAGS, 4, (flags | 0o100_000).into());
    put(vm, at + file::MODE, 4, [1, 2, 3, 3][flags as usize & 3] | 4);
    put(vm, at + file::INODE, 8, inode as u64);
    vm.initialise(Kind::Spinlock, at + file::LOCK, place);
    vm.initialise(Kind::Mutex, at + file::POSITION_LOCK, place);
    let entry = at + file::DENTRY;
    let name = path.rsplit('/').next().unwrap_or("").as_bytes();
    let name = &name[..name.len().min(39)];
    put(vm, at + file::PATH_DENTRY, 8, entry as u64);
    put(vm, entry + dentry::LEN, 4, name.len() as u64);
    put(vm, entry + dentry::NAME, 8, (entry + dentry::INLINE) as u64);
    put(vm, entry + dentry::INODE, 8, inode as u64);
    vm.machine.memory.write(entry + dentry::INLINE, name);
    Ok(File {
        address: at,
        slot,
        form: node.form,
        operations: node.operations,
        inode,
        owned: false,
        is_proc: true,
    })
}

/// Calls a member of the file's operations. None: it has none.
fn enter(vm: &mut Vm, f: File, member: Member, arguments: [u64; 4], place: Place) -> Option<i64> {
    let function = word(vm, f.operations + member.offset(f.form));
    if function == 0 {
        let (offset, writes) = member.iterates(f.form)?;
        return match word(vm, f.operations + offset) {
            0 => None,
            function => Some(iter::request(vm, function, arguments, writes, place)),
        };
    }
    let [a, b, c, d] = arguments;
    let result = vm.call(function, [a, b, c, d, 0], place) as i64;
    // `int` functions leave the upper half of the register undefined.
    Some(if matches!(member, Member::Open | Member::Release) { i64::from(result as i32) } else { result })
}

/// Calls a member within the entry, if it is a /proc entry's and still there.
fn within(vm: &mut Vm, f: File, member: Member, arguments: [u64; 4], absent: i64) -> i64 {
    let place = vm.entry_place();
    // Whom a signal has killed makes no further calls.
    if vm.machine.is_signalled(vm.current(), TaskState::Interruptible) {
        return EINTR;
    }
    if f.is_proc && vm.op(Node::Reenter(f.slot), place) == 0 {
        return if is_attribute(f.form) { ENODEV } else { EIO };
    }
    let result = match (f.form, member) {
        (Form::Single | Form::Sequence, Member::Read) => {
            let [of, buffer, n, position] = arguments.map(|a| a as usize);
            seq_file::read(vm, of, buffer, n, position, place)
        }
        (Form::Single | Form::Sequence, _) => absent,
        (form, _) if is_attribute(form) => {
            let [_, buffer, n, _] = arguments.map(|a| a as usize);
            let t = Transfer { file: f.address, inode: f.inode, slot: f.slot, buffer, n };
            match member {
                Member::Read => sysfs::read(vm, t, place),
                Member::Write => sysfs::write(vm, t, place),
                _ => absent,
            }
        }
        _ => enter(vm, f, member, arguments, place).unwrap_or(absent),
    };
    if f.is_proc {
        vm.op(Node::Leave(f.slot), place);
    }
    result
}

/// `read(file, buffer, n)`: bytes, or an error number, negated. `buffer` lies in the process's memory.
pub fn read(vm: &mut Vm, f: File, buffer: usize, n: usize) -> i64 {
    let position = (f.address + file::POSITION) as u64;
    let absent = if f.is_proc { EIO } else { EINVAL };
    let read = within(vm, f, Member::Read, [f.address as u64, buffer as u64, n as u64, position], absent);
    vm.returns_to_user("read");
    read
}

/// `write(file, buffer, n)`: bytes, or an error number, negated.
pub fn write(vm: &mut Vm, f: File, buffer: usize, n: usize) -> i64 {
    let position = (f.address + file::POSITION) as u64;
    let absent = if f.is_proc { EIO } else { EINVAL };
    let written = within(vm, f, Member::Write, [f.address as u64, buffer as u64, n as u64, position], absent);
    vm.returns_to_user("write");
    written
}

/// `ioctl(file, command, argument)`
pub fn ioctl(vm: &mut Vm, f: File, command: u32, argument: u64) -> i64 {
    let value = within(vm, f, Member::Ioctl, [f.address as u64, command.into(), argument, 0], ENOTTY);
    vm.returns_to_user("ioctl");
    value
}

/// `close(file)`
pub fn close(vm: &mut Vm, f: File) {
    let place = vm.entry_place();
    let held = f.is_proc && !is_attribute(f.form);
    if held {
        vm.op(Node::Hold(f.slot), place);
    }
    if release(vm, f.address) {
        release_entry(vm, f, place);
    }
    if held {
        vm.op(Node::Leave(f.slot), place);
    } else if f.owned {
        vm.op(Node::Unpin(f.operations), place);
    }
    vm.userland.open.retain(|o| o.file != f.address);
    drop_objects(vm, f);
    vm.returns_to_user("close");
}

fn release_entry(vm: &mut Vm, f: File, place: Place) {
    match f.form {
        Form::Single | Form::Sequence => {
            seq_file::release(vm, f.address, false, place);
        }
        form if is_attribute(form) => sysfs::release(vm, f.address, place),
        _ => {
            enter(vm, f, Member::Release, [f.inode as u64, f.address as u64, 0, 0], place);
        }
    }
}

/// Marks the file as released; false if somebody else has done so.
fn release(vm: &mut Vm, address: usize) -> bool {
    let open = vm.userland.open.iter_mut().find(|o| o.file == address && !o.released);
    open.is_some_and(|o| {
        o.released = true;
        true
    })
}

/// The entry in `slot` was removed and nobody is inside: the files that are still open are released.
pub fn release_open(vm: &mut Vm, slot: u32, place: Place) {
    while let Some(open) = vm.userland.open.iter().find(|o| o.slot == slot && !o.released).copied() {
        release(vm, open.file);
        let node = *vm.machine.published(slot);
        let f = File {
            address: open.file,
            slot,
            form: node.form,
            operations: node.operations,
            inode: word(vm, open.file + file::INODE),
            owned: false,
            is_proc: true,
        };
        release_entry(vm, f, place);
    }
}

fn drop_objects(vm: &mut Vm, f: File) {
    let place = vm.entry_place();
    slab::free(vm, f.address, place);
    slab::free(vm, f.inode, place);
}
