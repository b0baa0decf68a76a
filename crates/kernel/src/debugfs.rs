//! Files of debugfs that show and take the value of a variable (Documentation/filesystems/debugfs.rst). What a directory or a
//! file with functions of its own is, is that of /proc.

use crate::errno::{EFAULT, EINVAL};
use crate::procfs::{self, Creation};
use crate::{number, string};
use machine::{Form, Machine, Place, Published};
use region::{Memory, Region};
use std::fmt::Write;
use vm::Vm;

/// Where debugfs is mounted.
pub const ROOT: &str = "/sys/kernel/debug";

/// How a value is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Value {
    /// An unsigned number of so many bytes.
    Decimal(u8),
    /// The same in hexadecimal digits, all of them.
    Hexadecimal(u8),
    /// `atomic_t`
    Atomic,
    /// `bool`: Y or N.
    Bool,
    /// `struct debugfs_blob_wrapper`
    Blob,
    /// `struct debugfs_u32_array`
    Array,
}

impl Value {
    fn code(self) -> usize {
        match self {
            Value::Decimal(n) => n.into(),
            Value::Hexadecimal(n) => 0x10 + usize::from(n),
            Value::Atomic => 0x20,
            Value::Bool => 0x21,
            Value::Blob => 0x22,
            Value::Array => 0x23,
        }
    }

    fn of(code: usize) -> Value {
        match code {
            0x20 => Value::Atomic,
            0x21 => Value::Bool,
            0x22 => Value::Blob,
            0x23 => Value::Array,
            n if n > 0x10 => Value::Hexadecimal(n as u8 - 0x10),
            n => Value::Decimal(n as u8),
        }
    }

    fn size(self) -> usize {
        match self {
            Value::Decimal(n) | Value::Hexadecimal(n) => n.into(),
            Value::Atomic => 4,
            _ => 1,
        }
    }
}

/// `debugfs_create_u32(name, mode, parent, value)` and its like: the entry, or 0.
pub fn create(
    vm: &mut Vm,
    value: Value,
    (name, mode, parent): (usize, u16, usize),
    at: usize,
    place: Place,
) -> usize {
    let what = Creation {
        root: ROOT,
        name,
        mode: if value == Value::Blob || value == Value::Array { mode & 0o444 } else { mode },
        parent,
        form: Form::Value,
        operations: value.code(),
        data: at as u64,
    };
    procfs::create(vm, what, place)
}

/// `debugfs_lookup(name, parent)`: the entry, or 0.
pub fn look_up(vm: &mut Vm, name: usize, parent: usize, place: Place) -> usize {
    vm.event(place);
    let path = procfs::path(vm, ROOT, parent, name, place);
    let slot = vm.machine.node(Machine::<Region>::key(path.bytes()));
    slot.map_or(0, |slot| vm.machine.nodes()[slot].object)
}

/// The text of a file, at `page`, of `room` bytes: its length.
pub(crate) fn show(vm: &mut Vm, node: &Published, page: usize, room: usize) -> i64 {
    let (value, at) = (Value::of(node.operations), node.data as usize);
    let load = |at: usize, size: usize| vm.machine.memory.load(at, size).unwrap_or(0);
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = match value {
        Value::Decimal(n) => writeln!(text, "{}", load(at, n.into())),
        Value::Hexadecimal(n) => writeln!(text, "{:#0w$x}", load(at, n.into()), w = 2 + 2 * usize::from(n)),
        Value::Atomic => writeln!(text, "{}", load(at, 4) as u32 as i32),
        Value::Bool => writeln!(text, "{}", if load(at, 1) != 0 { "Y" } else { "N" }),
        Value::Array => {
            let (array, n) = (load(at, 8) as usize, load(at + 8, 4) as usize);
            let each = (0..n.min(512)).map(|i| load(array + 4 * i, 4).to_string());
            writeln!(text, "{}", each.collect::<Vec<_>>().join(" "))
        }
        Value::Blob => {
            let (data, size) = (load(at, 8) as usize, (load(at + 8, 8) as usize).min(room));
            vm.machine.memory.copy(page, data, size);
            return size as i64;
        }
    };
    let len = text.len().min(room);
    vm.machine.memory.write(page, &text.as_bytes()[..len]);
    len as i64
}

/// What a process writes becomes the value: how many bytes were taken, or an error.
pub(crate) fn store(vm: &mut Vm, node: &Published, buffer: usize, n: usize) -> i64 {
    let (value, at) = (Value::of(node.operations), node.data as usize);
    let mut bytes = [0; 32];
    let len = n.min(bytes.len());
    if vm.machine.memory.read(buffer, &mut bytes[..len]).is_none() {
        return EFAULT;
    }
    let text = &bytes[..len];
    let stored = match value {
        Value::Blob | Value::Array => return EINVAL,
        Value::Bool => match text.first() {
            Some(b'y' | b'Y' | b't' | b'T' | b'1') => 1,
            Some(b'n' | b'N' | b'f' | b'F' | b'0') => 0,
            _ => return n as i64,
        },
        _ => match number::parse(text, 0) {
            Ok(value) => value as u64,
            Err(error) => return error,
        },
    };
    let size = value.size();
    string::store(vm, |vm| vm.machine.memory.store(at, size, stored), at, Place::default());
    n as i64
}
