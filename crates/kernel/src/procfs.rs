//! /proc: entries that modules create and remove. A `struct proc_dir_entry` is opaque to modules; here it is a small
//! object of the heap that names its slot, so that one that is removed twice is found out.

use crate::errno::ENOMEM;
use crate::{bug, file, slab, string};
use machine::{Form, Machine, Node, NodeKind, Place, Published};
use region::{Memory, Region};
use vm::Vm;

/// `{ u32 magic; u32 slot; }` and room.
const ENTRY_SIZE: usize = 32;
const MAGIC: u64 = 0x534c_0100;
const LONGEST: usize = 240;

/// A path of at most 240 bytes.
#[derive(Clone, Copy)]
pub struct Path {
    bytes: [u8; LONGEST],
    len: usize,
}

impl Path {
    /// `text`
    pub fn new(text: &[u8]) -> Path {
        let mut path = Path { bytes: [0; LONGEST], len: 0 };
        path.push(text);
        path
    }

    /// Appends what fits.
    pub fn push(&mut self, text: &[u8]) {
        let n = text.len().min(LONGEST - self.len);
        self.bytes[self.len..self.len + n].copy_from_slice(&text[..n]);
        self.len += n;
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

/// The slot that the entry at `address` names.
fn slot_of(vm: &Vm, address: usize) -> Option<u32> {
    let word = vm.machine.memory.load(address, 8)?;
    let slot = (word >> 32) as u32;
    (word & 0xffff_ffff == MAGIC && (slot as usize) < vm.machine.nodes().len()).then_some(slot)
}

/// The path of `name` under the directory at `parent` (0: `root`).
pub(crate) fn path(vm: &mut Vm, root: &str, parent: usize, name: usize, place: Place) -> Path {
    let len = string::length(vm, name, place);
    let mut path = match slot_of(vm, parent) {
        Some(slot) => Path::new(vm.machine.path(&vm.machine.nodes()[slot as usize])),
        None => Path::new(root.as_bytes()),
    };
    path.push(b"/");
    if let Some(bytes) = vm.machine.memory.bytes(name, len) {
        path.push(bytes);
    }
    path
}

/// What a module creates: where, with which functions.
#[derive(Clone, Copy)]
pub struct Creation {
    /// `/proc`, or `/sys/kernel/debug`.
    pub root: &'static str,
    /// Address of the name.
    pub name: usize,
    /// Permission bits.
    pub mode: u16,
    /// The directory; 0: the root.
    pub parent: usize,
    /// How its functions are found.
    pub form: Form,
    /// Where.
    pub operations: usize,
    /// What goes with them.
    pub data: u64,
}

/// `proc_create` and its like: the entry's address, or 0.
pub fn create(vm: &mut Vm, what: Creation, place: Place) -> usize {
    let path = path(vm, what.root, what.parent, what.name, place);
    let directory = what.form == Form::None;
    let kind = if directory { NodeKind::Directory } else { NodeKind::Proc };
    let entry = slab::allocate(vm, ENTRY_SIZE, slab::GFP_ZERO, place);
    if entry == 0 {
        return 0;
    }
    // Without permission bits an entry has those of its kind.
    let mode = match what.mode {
        0 if directory => 0o555,
        0 => 0o444,
        mode => mode,
    };
    let context = vm.current();
    let mut node = Published::new(kind, what.form, what.operations, (context, place));
    node.data = what.data;
    node.mode = mode;
    node.object = entry;
    let slot = vm.machine.prepare_node(path.bytes(), node);
    vm.machine.memory.store(entry, 8, MAGIC | u64::from(slot) << 32);
    if vm.op(Node::Publish(slot), place) as i64 == 0 {
        return entry;
    }
    already(vm, path, place);
    slab::free(vm, entry, place);
    0
}

/// What the kernel says of a name that is taken.
fn already(vm: &mut Vm, path: Path, place: Place) {
    let text = String::from_utf8_lossy(path.bytes()).into_owned();
    let (directory, name) = text.rsplit_once('/').unwrap_or(("", &text));
    let said = format!("proc_dir_entry '{}/{name}' already registered", directory.trim_start_matches('/'));
    bug::warn_of_kernel(vm, "fs/proc/generic.c:377", &said, place);
}

/// `remove_proc_entry(name, parent)`: waits for whoever is inside. False: there is none, and the kernel says so.
pub fn remove_named(vm: &mut Vm, root: &'static str, name: usize, parent: usize, place: Place) -> bool {
    let path = path(vm, root, parent, name, place);
    let Some(slot) = vm.machine.node(Machine::<Region>::key(path.bytes())) else {
        let text = String::from_utf8_lossy(path.bytes()).into_owned();
        let said = format!("name '{}'", text.rsplit('/').next().unwrap_or(""));
        bug::warn_of_kernel(vm, "fs/proc/generic.c:712", &said, place);
        return false;
    };
    withdraw(vm, slot as u32, place);
    true
}

/// `proc_remove(entry)`
pub fn remove(vm: &mut Vm, entry: usize, place: Place) {
    if entry == 0 {
        return;
    }
    match slot_of(vm, entry) {
        Some(slot) if vm.machine.nodes()[slot as usize].live => {
            vm.touch(entry, 8, machine::AccessKind::Read, place);
            withdraw(vm, slot, place);
        }
        // Freed, or never one: the access says so.
        _ => vm.touch(entry, 8, machine::AccessKind::Read, place),
    }
}

/// Removes the entry and everything below it.
fn withdraw(vm: &mut Vm, slot: u32, place: Place) {
    let prefix = Path::new(vm.machine.path(&vm.machine.nodes()[slot as usize]));
    for below in (0..vm.machine.nodes().len()).rev() {
        let node = vm.machine.nodes()[below];
        let path = vm.machine.path(&node);
        let inside = path.len() > prefix.len
            && path.starts_with(prefix.bytes())
            && path[prefix.len] == b'/'
            && matches!(node.kind, NodeKind::Proc | NodeKind::Directory);
        if node.live && inside {
            withdraw_one(vm, below as u32, place);
        }
    }
    withdraw_one(vm, slot, place);
}

fn withdraw_one(vm: &mut Vm, slot: u32, place: Place) {
    vm.op(Node::Withdraw(slot, true), place);
    file::release_open(vm, slot, place);
    let object = vm.machine.nodes()[slot as usize].object;
    slab::free(vm, object, place);
}

/// `proc_mkdir(name, parent)`
pub fn make_directory(vm: &mut Vm, name: usize, mode: u16, parent: usize, data: u64, place: Place) -> usize {
    let what = Creation { root: "/proc", name, mode, parent, form: Form::None, operations: 0, data };
    create(vm, what, place)
}

/// `proc_get_parent_data(inode)`
pub fn parent_data(vm: &Vm, inode: usize) -> u64 {
    use machine::layout::inode::NUMBER;
    let slot = vm.machine.memory.load(inode + NUMBER, 8).unwrap_or(0).wrapping_sub(1) as usize;
    let Some(node) = vm.machine.nodes().get(slot) else { return 0 };
    let path = vm.machine.path(node);
    let end = path.iter().rposition(|b| *b == b'/').unwrap_or(0);
    let parent = vm.machine.node(Machine::<Region>::key(&path[..end]));
    parent.map_or(0, |slot| vm.machine.nodes()[slot].data)
}

/// What creating returns where the module asks for an error pointer.
pub fn or_error(entry: usize) -> usize {
    if entry == 0 { ENOMEM as usize } else { entry }
}
