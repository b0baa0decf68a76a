//! Kobjects: counted, named, and directories of /sys (Documentation/core-api/kobject.rst).
//!
//! `kobject_init` gives the first reference; `kobject_add` makes the directory, joins the set and takes a reference to the
//! parent. Whoever gives back the last reference undoes what is left of that and calls the release function of the type, which
//! frees what the kobject lies in. The count is in module memory, so that a use after the last reference is one of freed memory.
//!
//! What a rule of the interface forbids is said in the kernel's words and found as a warning.

use crate::errno::{EEXIST, EINVAL, ENOENT, ENOMEM};
use crate::format::{self, Varargs};
use crate::sysfs::{self, word};
use crate::{bug, data, device, kset, printk, refcount, slab, uevent};
use machine::layout::{kobj_type, kobject};
use machine::{AccessKind, Fault, Place};
use region::Memory;
use region::layout::ARENA;
use vm::Vm;

/// Bits of the word after the count.
pub(crate) const INITIALIZED: u64 = 1;
pub(crate) const IN_SYSFS: u64 = 2;
pub(crate) const ADD_SENT: u64 = 4;
pub(crate) const REMOVE_SENT: u64 = 8;
pub(crate) const SUPPRESS: u64 = 16;
const BITS: usize = kobject::KREF + 4;

pub(crate) fn bits(vm: &Vm, of: usize) -> u64 {
    vm.machine.memory.load(of + BITS, 4).unwrap_or(0)
}

pub(crate) fn set_bits(vm: &mut Vm, of: usize, clear: u64, set: u64) {
    let bits = bits(vm, of) & !clear | set;
    vm.machine.memory.store(of + BITS, 4, bits);
}

fn put_word(vm: &mut Vm, at: usize, value: usize) {
    vm.machine.memory.store(at, 8, value as u64);
}

/// The kobject's name, or `(null)`.
pub(crate) fn name(vm: &Vm, of: usize) -> String {
    match word(vm, of + kobject::NAME) {
        0 => "(null)".to_owned(),
        at => String::from_utf8_lossy(vm.machine.memory.c_string(at, 240).unwrap_or_default()).into_owned(),
    }
}

/// The `struct sysfs_ops` of its type; 0: none.
pub fn operations(vm: &Vm, of: usize) -> usize {
    match word(vm, of + kobject::KTYPE) {
        0 => 0,
        kind => word(vm, kind + kobj_type::OPS),
    }
}

/// The text of a format, with a zero after it, on the heap; 0: there is no memory. A slash becomes an exclamation mark, as
/// names have it. The text belongs to `owner`: what lies on the heap itself is told when it is lost, and its name is not.
pub(crate) fn text(vm: &mut Vm, owner: usize, at: usize, arguments: Varargs, place: Place) -> usize {
    printk::announce(vm, at, arguments, place);
    if vm.fails(Fault::Allocation, place) {
        return 0;
    }
    let mut name = [0; 241];
    let len = format::with_text(vm, at, arguments, |_, text, start| {
        let len = (text.len() - start).min(240);
        name[..len].copy_from_slice(&text[start..start + len]);
        len
    });
    name[..len].iter_mut().filter(|b| **b == b'/').for_each(|b| *b = b'!');
    let by = if ARENA.contains(owner) { Place { pc: 0, ..place } } else { place };
    let to = vm.allocate(len + 1, 0, by);
    if to != 0 {
        vm.machine.memory.write(to, &name[..=len]);
    }
    to
}

/// `kobject_set_name(kobject, format, ..)`
pub fn set_name(vm: &mut Vm, of: usize, at: usize, arguments: Varargs, place: Place) -> i64 {
    vm.might_sleep("kobject_set_name", place);
    vm.touch(of + kobject::NAME, 8, AccessKind::Write, place);
    rename(vm, of, at, arguments, place)
}

fn rename(vm: &mut Vm, of: usize, at: usize, arguments: Varargs, place: Place) -> i64 {
    let old = word(vm, of + kobject::NAME);
    if old != 0 && at == 0 {
        return 0;
    }
    let name = text(vm, of, at, arguments, place);
    if name == 0 {
        return ENOMEM;
    }
    slab::free(vm, old, place);
    put_word(vm, of + kobject::NAME, name);
    0
}

/// What `kobject_init` and `kset_init` do.
pub(crate) fn initialise(vm: &mut Vm, of: usize) {
    vm.machine.memory.store(of + kobject::KREF, 4, 1);
    for end in [0, 8] {
        put_word(vm, of + kobject::ENTRY + end, of + kobject::ENTRY);
    }
    set_bits(vm, of, IN_SYSFS | ADD_SENT | REMOVE_SENT, INITIALIZED);
}

/// `kobject_init(kobject, type)`
pub fn init(vm: &mut Vm, of: usize, kind: usize, place: Place) {
    if of == 0 || kind == 0 {
        let why = if of == 0 {
            "invalid kobject pointer!"
        } else {
            "must have a ktype to be initialized properly!"
        };
        return bug::warn_of_kernel(vm, "lib/kobject.c:349", &format!("kobject ({of:#x}): {why}"), place);
    }
    vm.touch(of, kobject::SIZE, AccessKind::Write, place);
    if bits(vm, of) & INITIALIZED != 0 {
        let said =
            format!("kobject ({of:#x}): tried to init an initialized object, something is seriously wrong.");
        bug::warn_of_kernel(vm, "lib/kobject.c:341", &said, place);
    }
    initialise(vm, of);
    put_word(vm, of + kobject::KTYPE, kind);
}

/// `kobject_add(kobject, parent, format, ..)`
pub fn add(vm: &mut Vm, of: usize, parent: usize, at: usize, arguments: Varargs, place: Place) -> i64 {
    if of == 0 {
        return EINVAL;
    }
    vm.touch(of, kobject::KREF, AccessKind::Write, place);
    if bits(vm, of) & INITIALIZED == 0 {
        let said = format!(
            "kobject '{}' ({of:#x}): tried to add an uninitialized object, something is seriously wrong.",
            name(vm, of)
        );
        bug::warn_of_kernel(vm, "lib/kobject.c:414", &said, place);
        return EINVAL;
    }
    let error = rename(vm, of, at, arguments, place);
    if error != 0 {
        printk::say(vm, 3, "kobject: can not set name properly!");
        return error;
    }
    put_word(vm, of + kobject::PARENT, parent);
    add_internal(vm, of, place)
}

/// `kobject_add` once name and parent are there.
pub(crate) fn add_internal(vm: &mut Vm, of: usize, place: Place) -> i64 {
    vm.might_sleep("kobject_add", place);
    let named = word(vm, of + kobject::NAME);
    if named == 0 || vm.machine.memory.load(named, 1) == Some(0) {
        let said = format!("kobject: ({of:#x}): attempted to be registered with empty name!");
        bug::warn_of_kernel(vm, "lib/kobject.c:210", &said, place);
        return EINVAL;
    }
    let mut parent = get(vm, word(vm, of + kobject::PARENT), place);
    let set = word(vm, of + kobject::KSET);
    if set != 0 {
        if parent == 0 {
            parent = get(vm, kset::kobject_of(set), place);
        }
        kset::join(vm, of, set, place);
        put_word(vm, of + kobject::PARENT, parent);
    }
    let error = make_directory(vm, of, parent, place);
    if error == 0 {
        set_bits(vm, of, 0, IN_SYSFS);
        return 0;
    }
    kset::leave(vm, of, place);
    put(vm, parent, place);
    put_word(vm, of + kobject::PARENT, 0);
    let named = name(vm, of);
    let said = match error {
        EEXIST => format!(
            "kobject_add_internal failed for {named} with -EEXIST, don't try to register things with the same name in the same directory."
        ),
        _ => format!("kobject_add_internal failed for {named} (error: {error})"),
    };
    printk::say(vm, 3, &said);
    error
}

/// Its directory, with the attributes that its type gives to all.
fn make_directory(vm: &mut Vm, of: usize, parent: usize, place: Place) -> i64 {
    let Some(mut path) = sysfs::directory(vm, parent) else { return ENOENT };
    sysfs::push_name(vm, &mut path, word(vm, of + kobject::NAME), place);
    let slot = match sysfs::make_directory(vm, path, of, place, place) {
        Ok(slot) => slot,
        Err(error) => return error,
    };
    put_word(vm, of + kobject::SD, slot as usize + 1);
    let kind = word(vm, of + kobject::KTYPE);
    let groups = if kind == 0 { 0 } else { word(vm, kind + kobj_type::GROUPS) };
    let error = sysfs::create_groups(vm, of, groups, place);
    if error != 0 {
        remove_directory(vm, of, place);
    }
    error
}

fn remove_directory(vm: &mut Vm, of: usize, place: Place) {
    if let Some(slot) = sysfs::slot(vm, of) {
        sysfs::withdraw(vm, slot, place);
    }
    put_word(vm, of + kobject::SD, 0);
}

/// `kobject_create_and_add(name, parent)`: the address, or 0.
pub fn create_and_add(vm: &mut Vm, name: usize, parent: usize, place: Place) -> usize {
    vm.might_sleep("kobject_create_and_add", place);
    let of = slab::allocate(vm, kobject::SIZE, slab::GFP_ZERO, place);
    if of == 0 {
        return 0;
    }
    initialise(vm, of);
    put_word(vm, of + kobject::KTYPE, data::DYNAMIC_KOBJ_KTYPE);
    let named = set_plain_name(vm, of, name, place);
    put_word(vm, of + kobject::PARENT, parent);
    let error = if named == 0 { add_internal(vm, of, place) } else { named };
    if error == 0 {
        return of;
    }
    printk::say(vm, 4, &format!("kobject_create_and_add: kobject_add error: {error}"));
    put(vm, of, place);
    0
}

/// A copy of the text at `from` becomes its name.
pub(crate) fn set_plain_name(vm: &mut Vm, of: usize, from: usize, place: Place) -> i64 {
    let len = crate::string::length(vm, from, place);
    if vm.fails(Fault::Allocation, place) {
        return ENOMEM;
    }
    let name = vm.allocate(len + 1, 0, Place { pc: 0, ..place });
    if name == 0 {
        return ENOMEM;
    }
    vm.machine.memory.copy(name, from, len);
    put_word(vm, of + kobject::NAME, name);
    0
}

fn check_initialised(vm: &mut Vm, of: usize, call: &str, line: &str, place: Place) {
    if bits(vm, of) & INITIALIZED == 0 {
        let said = format!(
            "kobject: '{}' ({of:#x}): is not initialized, yet {call}() is being called.",
            name(vm, of)
        );
        bug::warn_of_kernel(vm, line, &said, place);
    }
}

/// `kobject_get(kobject)`
pub fn get(vm: &mut Vm, of: usize, place: Place) -> usize {
    if of == 0 || data::root(of).is_some() {
        return of;
    }
    check_initialised(vm, of, "kobject_get", "lib/kobject.c:632", place);
    refcount::add(vm, of + kobject::KREF, 1, place);
    of
}

/// `kobject_get_unless_zero(kobject)`
pub fn get_unless_zero(vm: &mut Vm, of: usize, place: Place) -> usize {
    if of == 0 || data::root(of).is_some() {
        return of;
    }
    if refcount::add_not_zero(vm, of + kobject::KREF, 1, place) { of } else { 0 }
}

/// `kobject_put(kobject)`
pub fn put(vm: &mut Vm, of: usize, place: Place) {
    let mut of = of;
    // Each last reference gives back the one to the parent.
    while of != 0 && data::root(of).is_none() {
        check_initialised(vm, of, "kobject_put", "lib/kobject.c:726", place);
        if !refcount::sub_and_test(vm, of + kobject::KREF, 1, place) {
            return;
        }
        of = clean_up(vm, of, place);
    }
}

/// The last reference is gone: the parent, if the kobject has a reference to it.
fn clean_up(vm: &mut Vm, of: usize, place: Place) -> usize {
    let kind = word(vm, of + kobject::KTYPE);
    let named = word(vm, of + kobject::NAME);
    let release = if kind == 0 { 0 } else { word(vm, kind + kobj_type::RELEASE) };
    let ours = [data::DYNAMIC_KOBJ_KTYPE, data::KSET_KTYPE, data::DEVICE_KTYPE].contains(&kind);
    if kind != 0 && release == 0 && !ours {
        let said = format!(
            "kobject: '{}' ({of:#x}): does not have a release() function, it is broken and must be fixed. See Documentation/core-api/kobject.rst.",
            name(vm, of)
        );
        bug::warn_of_kernel(vm, "lib/kobject.c:672", &said, place);
    }
    let parent = if bits(vm, of) & IN_SYSFS != 0 { delete(vm, of, place) } else { 0 };
    match kind {
        data::DYNAMIC_KOBJ_KTYPE => slab::free(vm, of, place),
        data::KSET_KTYPE => slab::free(vm, kset::around(of), place),
        data::DEVICE_KTYPE => device::released(vm, of, place),
        _ if release != 0 => {
            vm.call(release, [of as u64, 0, 0, 0, 0], place);
        }
        _ => {}
    }
    slab::free(vm, named, place);
    parent
}

/// What `kobject_del` does: the parent, to which a reference is left.
fn delete(vm: &mut Vm, of: usize, place: Place) -> usize {
    let kind = word(vm, of + kobject::KTYPE);
    let parent = word(vm, of + kobject::PARENT);
    let groups = if kind == 0 { 0 } else { word(vm, kind + kobj_type::GROUPS) };
    if sysfs::slot(vm, of).is_some() {
        sysfs::remove_groups(vm, of, groups, place);
    }
    if bits(vm, of) & (ADD_SENT | REMOVE_SENT) == ADD_SENT {
        uevent::send(vm, of, uevent::REMOVE, 0, place);
    }
    remove_directory(vm, of, place);
    set_bits(vm, of, IN_SYSFS, 0);
    kset::leave(vm, of, place);
    put_word(vm, of + kobject::PARENT, 0);
    parent
}

/// `kobject_del(kobject)`
pub fn del(vm: &mut Vm, of: usize, place: Place) {
    if of == 0 {
        return;
    }
    vm.touch(of, 8, AccessKind::Read, place);
    let parent = delete(vm, of, place);
    put(vm, parent, place);
}

/// `kobject_get_path(kobject, flags)`: its path below /sys, on the heap; 0: it has none, or there is no memory.
pub fn path(vm: &mut Vm, of: usize, flags: u32, place: Place) -> usize {
    slab::might_block(vm, flags, "kobject_get_path", place);
    let Some(path) = sysfs::directory(vm, of) else { return 0 };
    let path = &path.bytes()[4..];
    let to = slab::allocate(vm, path.len() + 1, slab::GFP_ZERO, place);
    if to != 0 {
        vm.machine.memory.write(to, path);
    }
    to
}
