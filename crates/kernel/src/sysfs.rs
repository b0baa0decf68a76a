//! /sys: directories, attributes and links that modules make (Documentation/filesystems/sysfs.rst).
//!
//! Who shows or stores an attribute is inside of it; removing one takes it from sight and waits until everybody has left,
//! so that no function of an attribute runs once its removal has returned. An attribute that removes itself in the ordinary way
//! waits for itself; `sysfs_remove_file_self` waits for the others. Files that are open do not hold up a removal: what is read or written later is refused with `ENODEV`.
//!
//! What this does not catch: the end of a function that has removed its own attribute with `sysfs_remove_file_self` may run in Linux
//! when the module is gone; here whoever removes the directory waits for it.
//!
//! A read shows the value once, into a page, and gives that out; a write hands over at most a page.

use crate::errno::{EEXIST, EINVAL, ENOMEM};
use crate::procfs::Path;
use crate::{bug, data, debugfs, slab, string};
use machine::layout::{attribute, attribute_group as group, bin_attribute, kobject};
use machine::{AccessKind, Fault, Form, Machine, Node, NodeKind, Place, Published};
use region::layout::PAGE;
use region::{Memory, Region};
use vm::Vm;

const PERMISSIONS: u16 = 0o664;
const PREALLOC: u16 = 0o10000;

pub(crate) fn word(vm: &Vm, at: usize) -> usize {
    vm.machine.memory.load(at, 8).unwrap_or(0) as usize
}

/// The slot of the kobject's directory.
pub(crate) fn slot(vm: &Vm, of: usize) -> Option<u32> {
    let slot = word(vm, of + kobject::SD).checked_sub(1)?;
    let node = vm.machine.nodes().get(slot)?;
    (node.kind == NodeKind::Directory).then_some(slot as u32)
}

/// The directory of a kobject that is registered; with 0, the root.
pub fn directory(vm: &Vm, of: usize) -> Option<Path> {
    if of == 0 {
        return Some(Path::new(b"/sys"));
    }
    if let Some(n) = data::root(of) {
        return Some(Path::new(data::ROOTS[n].1.as_bytes()));
    }
    let node = vm.machine.nodes()[slot(vm, of)? as usize];
    Some(Path::new(vm.machine.path(&node)))
}

/// Appends the name at `name`.
pub(crate) fn push_name(vm: &mut Vm, path: &mut Path, name: usize, place: Place) {
    let len = string::length(vm, name, place);
    path.push(b"/");
    if let Some(bytes) = vm.machine.memory.bytes(name, len) {
        path.push(bytes);
    }
}

/// What the kernel says of a name that is taken.
pub(crate) fn already(vm: &mut Vm, path: Path, place: Place) {
    let text = String::from_utf8_lossy(path.bytes()).into_owned();
    let said = format!("sysfs: cannot create duplicate filename '{}'", text.trim_start_matches("/sys"));
    bug::warn_of_kernel(vm, "fs/sysfs/dir.c:31", &said, place);
}

/// The slot of what can be found under a path.
pub(crate) fn find(vm: &Vm, path: Path) -> Option<u32> {
    vm.machine.node(Machine::<Region>::key(path.bytes())).map(|slot| slot as u32)
}

/// The slot of what can be found under a path, or of what is taken from sight and still has somebody inside.
fn find_leaving(vm: &Vm, path: Path) -> Option<u32> {
    let key = Machine::<Region>::key(path.bytes());
    let there = |n: &Published| n.key == key && (n.live || n.has_somebody());
    vm.machine.nodes().iter().rposition(there).map(|slot| slot as u32)
}

/// Makes a name visible: its slot, or an error.
pub(crate) fn publish(vm: &mut Vm, path: Path, node: Published, place: Place) -> Result<u32, i64> {
    if vm.fails(Fault::Allocation, place) {
        return Err(ENOMEM);
    }
    let slot = vm.machine.prepare_node(path.bytes(), node);
    match vm.op(Node::Publish(slot), place) as i64 {
        0 => Ok(slot),
        _ => Err(EEXIST),
    }
}

/// Who is told of a name that is never removed: nobody, if its directory is the module's and is told itself.
fn blame(of: usize, place: Place) -> Place {
    if data::root(of).is_some() || of == 0 { place } else { Place { pc: 0, ..place } }
}

/// A directory appears.
///
/// # Errors
/// `-EEXIST`, which is said in the log, or `-ENOMEM`.
pub(crate) fn make_directory(
    vm: &mut Vm,
    path: Path,
    object: usize,
    by: Place,
    place: Place,
) -> Result<u32, i64> {
    let mut node = Published::new(NodeKind::Directory, Form::None, 0, (vm.current(), by));
    (node.mode, node.object) = (0o755, object);
    let made = publish(vm, path, node, place);
    if made == Err(EEXIST) {
        already(vm, path, place);
    }
    made
}

/// Whether what is behind a name shows and stores, and knows nothing of files.
pub fn is_attribute(form: Form) -> bool {
    matches!(form, Form::Attribute | Form::OfType | Form::OfObject | Form::Binary | Form::Value)
}

/// A file of a kobject, or of another object that has a directory.
#[derive(Clone, Copy)]
pub struct Attribute {
    /// Its `struct attribute`.
    pub at: usize,
    /// Its permission bits.
    pub mode: u16,
    /// Which functions it has.
    pub form: Form,
    /// What they get first.
    pub of: u64,
}

/// A file appears in a directory.
pub(crate) fn add(vm: &mut Vm, mut path: Path, what: Attribute, by: Place, place: Place) -> i64 {
    let name = word(vm, what.at + attribute::NAME);
    push_name(vm, &mut path, name, place);
    let mut node = Published::new(NodeKind::Attribute, what.form, what.at, (vm.current(), by));
    (node.mode, node.data) = (what.mode & 0o777, what.of);
    match publish(vm, path, node, place) {
        Ok(_) => 0,
        Err(error) => {
            if error == EEXIST {
                already(vm, path, place);
            }
            error
        }
    }
}

/// How the functions of a kobject's attributes are found.
fn form_of(vm: &Vm, of: usize) -> Form {
    use crate::kobject::operations;
    if operations(vm, of) == data::KOBJ_SYSFS_OPS { Form::Attribute } else { Form::OfType }
}

fn not_registered(vm: &mut Vm, call: &str, place: Place) -> i64 {
    let said = format!("{call}: the kobject is NULL or not registered");
    bug::warn_of_kernel(vm, "fs/sysfs/file.c:344", &said, place);
    EINVAL
}

/// `sysfs_create_file(kobject, attribute)`
pub fn create_file(vm: &mut Vm, of: usize, at: usize, place: Place) -> i64 {
    vm.might_sleep("sysfs_create_file", place);
    match owner(vm, of, place) {
        Some(owner) => create_file_of(vm, owner, at, place),
        None => not_registered(vm, "sysfs_create_file", place),
    }
}

/// An attribute of what has a directory.
pub(crate) fn create_file_of(vm: &mut Vm, owner: Owner, at: usize, place: Place) -> i64 {
    vm.might_sleep("sysfs_create_file", place);
    vm.touch(at, attribute::SIZE, AccessKind::Read, place);
    let mode = vm.machine.memory.load(at + attribute::MODE, 2).unwrap_or(0) as u16;
    add(vm, owner.path, Attribute { at, mode, form: owner.form, of: owner.of }, owner.by, place)
}

/// `sysfs_create_bin_file(kobject, attribute)`
pub fn create_bin_file(vm: &mut Vm, of: usize, at: usize, place: Place) -> i64 {
    vm.might_sleep("sysfs_create_bin_file", place);
    let path = (of != 0).then(|| directory(vm, of)).flatten();
    let Some(path) = path else { return not_registered(vm, "sysfs_create_bin_file", place) };
    vm.touch(at, bin_attribute::SIZE, AccessKind::Read, place);
    let mode = vm.machine.memory.load(at + attribute::MODE, 2).unwrap_or(0) as u16;
    let what = Attribute { at, mode, form: Form::Binary, of: of as u64 };
    add(vm, path, what, blame(of, place), place)
}

/// Takes a name from sight, waits until nobody is inside, and does the same with all that lies below it, first. What
/// somebody else takes from sight is waited for, too.
pub(crate) fn withdraw(vm: &mut Vm, slot: u32, place: Place) {
    let prefix = Path::new(vm.machine.path(&vm.machine.nodes()[slot as usize]));
    for below in (0..vm.machine.nodes().len()).rev() {
        let node = vm.machine.nodes()[below];
        let path = vm.machine.path(&node);
        let inside = path.len() > prefix.bytes().len()
            && path.starts_with(prefix.bytes())
            && path[prefix.bytes().len()] == b'/';
        if inside && (node.live || node.has_somebody()) {
            vm.op(Node::Withdraw(below as u32, true), place);
        }
    }
    vm.op(Node::Withdraw(slot, true), place);
}

/// The same for a directory that the kernel made: only what can be inside of is an operation.
pub(crate) fn withdraw_silently(vm: &mut Vm, slot: u32, place: Place) {
    let prefix = Path::new(vm.machine.path(&vm.machine.nodes()[slot as usize]));
    for below in (0..vm.machine.nodes().len()).rev() {
        let node = vm.machine.nodes()[below];
        let path = vm.machine.path(&node);
        let inside = path.len() > prefix.bytes().len()
            && path.starts_with(prefix.bytes())
            && path[prefix.bytes().len()] == b'/';
        match node.kind {
            NodeKind::Attribute if inside && (node.live || node.has_somebody()) => {
                vm.op(Node::Withdraw(below as u32, true), place);
            }
            NodeKind::Directory | NodeKind::Link if inside => vm.machine.published(below as u32).live = false,
            _ => {}
        }
    }
    vm.machine.published(slot).live = false;
}

/// Appends the text at `text`, which nobody is told to have read.
pub(crate) fn push_text(vm: &Vm, path: &mut Path, text: usize) {
    path.push(b"/");
    path.push(vm.machine.memory.c_string(text, 240).unwrap_or_default());
}

/// A directory is there from here on, which nobody else can observe before something is in it: its slot.
pub(crate) fn show_directory(vm: &mut Vm, path: Path, object: usize, by: Place) -> u32 {
    let mut node = Published::new(NodeKind::Directory, Form::None, 0, (vm.current(), by));
    (node.mode, node.object, node.live) = (0o755, object, true);
    vm.machine.prepare_node(path.bytes(), node)
}

/// A directory of the kernel's own is there, for ever.
pub(crate) fn ensure_directory(vm: &mut Vm, path: Path) {
    let own = std::str::from_utf8(path.bytes()).is_ok_and(|p| crate::tmpfs::DIRECTORIES.contains(&p));
    if !own && find(vm, path).is_none() {
        show_directory(vm, path, 0, Place::default());
    }
}

/// Another name of the directory in `slot`.
pub(crate) fn show_link(vm: &mut Vm, path: Path, slot: u32) {
    let mut node = Published::new(NodeKind::Link, Form::None, 0, (vm.current(), Place::default()));
    (node.mode, node.data, node.live) = (0o777, u64::from(slot) + 1, true);
    vm.machine.prepare_node(path.bytes(), node);
}

/// The directory in `slot` has no other names any more.
pub(crate) fn hide_links(vm: &mut Vm, slot: u32) {
    for n in 0..vm.machine.nodes().len() {
        let node = &vm.machine.nodes()[n];
        if node.kind == NodeKind::Link && node.data == u64::from(slot) + 1 && node.by.1.pc == 0 {
            vm.machine.published(n as u32).live = false;
        }
    }
}

/// Removes the name at `name` from a directory, if it is there.
pub(crate) fn remove_named(vm: &mut Vm, mut path: Path, name: usize, place: Place) {
    push_name(vm, &mut path, name, place);
    match find_leaving(vm, path) {
        Some(slot) => withdraw(vm, slot, place),
        None => vm.event(place),
    }
}

/// `sysfs_remove_file(kobject, attribute)`
pub fn remove_file(vm: &mut Vm, of: usize, at: usize, place: Place) {
    vm.might_sleep("sysfs_remove_file", place);
    let Some(path) = directory(vm, of) else { return vm.event(place) };
    vm.touch(at, attribute::SIZE, AccessKind::Read, place);
    let name = word(vm, at + attribute::NAME);
    remove_named(vm, path, name, place);
}

/// `sysfs_remove_file_self(kobject, attribute)`: for a function of the attribute, which does not wait for itself. Whether
/// it was this call that removed it.
pub fn remove_file_self(vm: &mut Vm, of: usize, at: usize, place: Place) -> bool {
    vm.might_sleep("sysfs_remove_file_self", place);
    let Some(mut path) = directory(vm, of) else { return false };
    let name = word(vm, at + attribute::NAME);
    push_name(vm, &mut path, name, place);
    let Some(slot) = find_leaving(vm, path) else { return false };
    vm.op(Node::Desert(slot), place) != 0
}

/// `sysfs_create_files(kobject, attributes)`: all, or none.
pub fn create_files(vm: &mut Vm, of: usize, list: usize, place: Place) -> i64 {
    let mut n = 0;
    loop {
        let at = word(vm, list + 8 * n);
        if at == 0 {
            return 0;
        }
        let error = create_file(vm, of, at, place);
        if error != 0 {
            for i in (0..n).rev() {
                let at = word(vm, list + 8 * i);
                remove_file(vm, of, at, place);
            }
            return error;
        }
        n += 1;
    }
}

/// `sysfs_remove_files(kobject, attributes)`
pub fn remove_files(vm: &mut Vm, of: usize, list: usize, place: Place) {
    let mut n = 0;
    while word(vm, list + 8 * n) != 0 {
        let at = word(vm, list + 8 * n);
        remove_file(vm, of, at, place);
        n += 1;
    }
}

/// `sysfs_chmod_file(kobject, attribute, mode)`
pub fn chmod(vm: &mut Vm, of: usize, at: usize, mode: u16, place: Place) -> i64 {
    vm.might_sleep("sysfs_chmod_file", place);
    let Some(mut path) = directory(vm, of) else { return crate::errno::ENOENT };
    let name = word(vm, at + attribute::NAME);
    push_name(vm, &mut path, name, place);
    vm.event(place);
    let Some(slot) = find(vm, path) else { return crate::errno::ENOENT };
    vm.machine.published(slot).mode = mode & 0o777;
    0
}

/// What an attribute of a group gets for a mode: what `is_visible` says, if there is one.
fn visible(vm: &mut Vm, function: usize, (of, at, n): (usize, usize, usize), place: Place) -> u16 {
    match function {
        0 => vm.machine.memory.load(at + attribute::MODE, 2).unwrap_or(0) as u16,
        f => vm.call(f, [of as u64, at as u64, n as u64, 0, 0], place) as u16,
    }
}

/// Something that has a directory.
#[derive(Clone, Copy)]
pub(crate) struct Owner {
    /// Its directory.
    pub(crate) path: Path,
    /// What the functions of its attributes get first.
    pub(crate) of: u64,
    /// How they are found.
    pub(crate) form: Form,
    /// Who is told of an attribute that is never removed.
    pub(crate) by: Place,
}

/// A kobject that is registered.
fn owner(vm: &Vm, of: usize, place: Place) -> Option<Owner> {
    let path = (of != 0).then(|| directory(vm, of)).flatten()?;
    Some(Owner { path, of: of as u64, form: form_of(vm, of), by: blame(of, place) })
}

/// `sysfs_create_group(kobject, group)`: all of it, or nothing.
pub fn create_group(vm: &mut Vm, of: usize, at: usize, place: Place) -> i64 {
    match owner(vm, of, place) {
        Some(owner) => create_group_of(vm, owner, at, place),
        None => not_registered(vm, "sysfs_create_group", place),
    }
}

/// The same for what has a directory.
pub(crate) fn create_group_of(vm: &mut Vm, owner: Owner, at: usize, place: Place) -> i64 {
    vm.might_sleep("sysfs_create_group", place);
    vm.touch(at, group::SIZE, AccessKind::Read, place);
    let Owner { mut path, of, form, by } = owner;
    let name = word(vm, at + group::NAME);
    if name != 0 {
        push_name(vm, &mut path, name, place);
    }
    let lists = [word(vm, at + group::ATTRS), word(vm, at + group::BIN_ATTRS)];
    if lists == [0, 0] {
        let text = String::from_utf8_lossy(path.bytes()).into_owned();
        let said = format!("sysfs: (bin_)attrs not set by subsystem for group: {text}");
        bug::warn_of_kernel(vm, "fs/sysfs/group.c:119", &said, place);
        return EINVAL;
    }
    let mut made = None;
    if name != 0 {
        match make_directory(vm, path, 0, by, place) {
            Ok(slot) => made = Some(slot),
            Err(error) => return error,
        }
    }
    for (list, checks, form) in
        [(lists[0], group::IS_VISIBLE, form), (lists[1], group::IS_BIN_VISIBLE, Form::Binary)]
    {
        let function = word(vm, at + checks);
        let mut n = 0;
        while list != 0 && word(vm, list + 8 * n) != 0 {
            let each = word(vm, list + 8 * n);
            let mode = visible(vm, function, (of as usize, each, n), place);
            n += 1;
            if mode == 0 {
                continue;
            }
            if mode & !(PREALLOC | PERMISSIONS) != 0 && form != Form::Binary {
                invalid_permissions(vm, each, mode, place);
            }
            let mode = if form == Form::Binary { mode } else { mode & (PREALLOC | PERMISSIONS) };
            let error = add(vm, path, Attribute { at: each, mode, form, of }, by, place);
            if error != 0 {
                remove_lists(vm, path, lists, place);
                if let Some(slot) = made {
                    withdraw(vm, slot, place);
                }
                return error;
            }
        }
    }
    0
}

fn invalid_permissions(vm: &mut Vm, at: usize, mode: u16, place: Place) {
    let name = word(vm, at + attribute::NAME);
    let text = vm.machine.memory.c_string(name, 256).unwrap_or_default();
    let said = format!("Attribute {}: Invalid permissions 0{mode:o}", String::from_utf8_lossy(text));
    bug::warn_of_kernel(vm, "fs/sysfs/group.c:63", &said, place);
}

fn remove_lists(vm: &mut Vm, path: Path, lists: [usize; 2], place: Place) {
    for list in lists {
        let mut n = 0;
        while list != 0 && word(vm, list + 8 * n) != 0 {
            let at = word(vm, list + 8 * n);
            let name = word(vm, at + attribute::NAME);
            remove_named(vm, path, name, place);
            n += 1;
        }
    }
}

/// `sysfs_remove_group(kobject, group)`
pub fn remove_group(vm: &mut Vm, of: usize, at: usize, place: Place) {
    match directory(vm, of) {
        Some(path) => remove_group_of(vm, path, at, place),
        None => vm.event(place),
    }
}

/// The same in this directory.
fn remove_group_of(vm: &mut Vm, mut path: Path, at: usize, place: Place) {
    vm.might_sleep("sysfs_remove_group", place);
    vm.touch(at, group::SIZE, AccessKind::Read, place);
    let name = word(vm, at + group::NAME);
    if name != 0 {
        push_name(vm, &mut path, name, place);
    }
    if name == 0 {
        let lists = [word(vm, at + group::ATTRS), word(vm, at + group::BIN_ATTRS)];
        return remove_lists(vm, path, lists, place);
    }
    match find(vm, path) {
        Some(slot) => withdraw(vm, slot, place),
        None => {
            let text = String::from_utf8_lossy(path.bytes()).into_owned();
            let (above, name) = text.rsplit_once('/').unwrap_or(("", &text));
            let object = above.rsplit('/').next().unwrap_or("");
            let said = format!("sysfs group '{name}' not found for kobject '{object}'");
            bug::warn_of_kernel(vm, "fs/sysfs/group.c:280", &said, place);
        }
    }
}

/// `sysfs_create_groups(kobject, groups)`: all, or none.
pub fn create_groups(vm: &mut Vm, of: usize, list: usize, place: Place) -> i64 {
    if list == 0 {
        return 0;
    }
    match owner(vm, of, place) {
        Some(owner) => create_groups_of(vm, owner, list, place),
        None => not_registered(vm, "sysfs_create_groups", place),
    }
}

/// The same for what has a directory.
pub(crate) fn create_groups_of(vm: &mut Vm, owner: Owner, list: usize, place: Place) -> i64 {
    let mut n = 0;
    while list != 0 && word(vm, list + 8 * n) != 0 {
        let at = word(vm, list + 8 * n);
        let error = create_group_of(vm, owner, at, place);
        if error != 0 {
            for i in (0..n).rev() {
                let at = word(vm, list + 8 * i);
                remove_group_of(vm, owner.path, at, place);
            }
            return error;
        }
        n += 1;
    }
    0
}

/// `sysfs_remove_groups(kobject, groups)`
pub fn remove_groups(vm: &mut Vm, of: usize, list: usize, place: Place) {
    let mut n = 0;
    while list != 0 && word(vm, list + 8 * n) != 0 {
        let at = word(vm, list + 8 * n);
        remove_group(vm, of, at, place);
        n += 1;
    }
}

/// `sysfs_create_link(kobject, target, name)`
pub fn create_link(vm: &mut Vm, of: usize, target: usize, name: usize, place: Place) -> i64 {
    vm.might_sleep("sysfs_create_link", place);
    let Some(mut path) = directory(vm, of) else { return not_registered(vm, "sysfs_create_link", place) };
    push_name(vm, &mut path, name, place);
    let data = match data::root(target) {
        Some(_) => target as u64,
        None => match slot(vm, target) {
            Some(slot) if target != 0 => u64::from(slot) + 1,
            _ => return crate::errno::ENOENT,
        },
    };
    let mut node = Published::new(NodeKind::Link, Form::None, 0, (vm.current(), blame(of, place)));
    (node.mode, node.data) = (0o777, data);
    match publish(vm, path, node, place) {
        Ok(_) => 0,
        Err(error) => {
            if error == EEXIST {
                already(vm, path, place);
            }
            error
        }
    }
}

/// `sysfs_remove_link(kobject, name)`
pub fn remove_link(vm: &mut Vm, of: usize, name: usize, place: Place) {
    vm.might_sleep("sysfs_remove_link", place);
    match directory(vm, of) {
        Some(path) => remove_named(vm, path, name, place),
        None => vm.event(place),
    }
}

/// Where a link leads.
pub fn target(vm: &Vm, link: &Published) -> Option<Path> {
    match link.data as usize {
        at if data::root(at).is_some() => directory(vm, at),
        at => {
            let node = vm.machine.nodes().get(at.checked_sub(1)?)?;
            Some(Path::new(vm.machine.path(node)))
        }
    }
}

/// What a link says: the way from its own directory.
pub fn leads_to(vm: &Vm, link: &Published) -> Option<String> {
    let to = target(vm, link)?;
    let to: Vec<&[u8]> = to.bytes().split(|b| *b == b'/').collect();
    let from: Vec<&[u8]> = vm.machine.path(link).split(|b| *b == b'/').collect();
    let from = &from[..from.len() - 1];
    let common = to.iter().zip(from).take_while(|(a, b)| a == b).count();
    let up = from[common..].iter().map(|_| &b".."[..]);
    let steps: Vec<&[u8]> = up.chain(to[common..].iter().copied()).collect();
    Some(String::from_utf8_lossy(&steps.join(&b'/')).into_owned())
}

/// The path that leads through no link; none if this one does not either.
pub fn resolve(vm: &Vm, path: &str) -> Option<Path> {
    let passes = |n: &&Published| {
        let link = vm.machine.path(n);
        n.live
            && n.kind == NodeKind::Link
            && path.as_bytes().strip_prefix(link).is_some_and(|rest| rest.first() == Some(&b'/'))
    };
    let link = vm.machine.nodes().iter().find(passes)?;
    let mut to = target(vm, link)?;
    to.push(&path.as_bytes()[vm.machine.path(link).len()..]);
    Some(to)
}

/// What `sysfs_emit` may write to: the page that a show function was given.
fn is_page(vm: &Vm, at: usize) -> bool {
    let object = vm.machine.heap().find(at);
    at != 0
        && (at.is_multiple_of(PAGE)
            || object.is_some_and(|o| o.address == at && o.size >= PAGE && o.freed.is_none()))
}

/// The room that `sysfs_emit` has at `at` in `buffer`; 0: the buffer is none of sysfs, or the page is at its end.
pub fn room(vm: &mut Vm, buffer: usize, at: i32, place: Place) -> usize {
    let inside = (0..PAGE as i32).contains(&at);
    if !inside || !is_page(vm, buffer) {
        let said = format!("invalid sysfs_emit: buf:{buffer:#x} at:{at}");
        bug::warn_of_kernel(vm, "fs/sysfs/file.c:762", &said, place);
        return 0;
    }
    PAGE - at as usize
}

/// An open attribute, and a buffer of its reader or writer.
#[derive(Clone, Copy)]
pub(crate) struct Transfer {
    /// Its `struct file`.
    pub(crate) file: usize,
    /// Its `struct inode`.
    pub(crate) inode: usize,
    /// Its slot.
    pub(crate) slot: u32,
    /// The process's buffer.
    pub(crate) buffer: usize,
    /// How many bytes.
    pub(crate) n: usize,
}

use crate::errno::EIO;
use machine::layout::{file, inode, kobj_attribute, sysfs_ops};

/// A function of an attribute.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// `show`, or `read`
    Out,
    /// `store`, or `write`
    In,
}

/// The function that an attribute has for this; 0: none.
pub fn function(vm: &Vm, node: &Published, way: Way) -> usize {
    let at = |out: usize, r#in: usize| if way == Way::Out { out } else { r#in };
    match node.form {
        Form::Binary => word(vm, node.operations + at(bin_attribute::READ, bin_attribute::WRITE)),
        Form::OfType => {
            let operations = crate::kobject::operations(vm, node.data as usize);
            if operations == 0 { 0 } else { word(vm, operations + at(sysfs_ops::SHOW, sysfs_ops::STORE)) }
        }
        _ => word(vm, node.operations + at(kobj_attribute::SHOW, kobj_attribute::STORE)),
    }
}

/// Whether the attribute may be opened for this: its permission bits and its functions tell.
pub fn may_open(vm: &Vm, node: &Published, way: Way) -> bool {
    let bits = if way == Way::Out { 0o444 } else { 0o222 };
    let has = !matches!(node.form, Form::Binary | Form::OfType) || function(vm, node, way) != 0;
    node.mode & bits != 0 && has
}

/// `read` of an attribute: bytes, or an error.
pub(crate) fn read(vm: &mut Vm, t: Transfer, place: Place) -> i64 {
    let node = *vm.machine.published(t.slot);
    let position = word(vm, t.file + file::POSITION);
    if node.form == Form::Binary {
        return transfer_binary(vm, t, node, Way::Out, place);
    }
    if position == 0 {
        let kept = word(vm, t.file + file::PRIVATE);
        let page = if kept == 0 { slab::allocate(vm, PAGE, slab::GFP_ZERO, place) } else { kept };
        if page == 0 {
            return ENOMEM;
        }
        vm.machine.memory.store(t.file + file::PRIVATE, 8, page as u64);
        let count = show(vm, &node, page, place);
        if count < 0 {
            return count;
        }
        vm.machine.memory.store(t.inode + inode::SIZE_, 8, count as u64);
    }
    let whole = word(vm, t.inode + inode::SIZE_);
    let n = t.n.min(whole.saturating_sub(position));
    let page = word(vm, t.file + file::PRIVATE);
    if n > 0 {
        vm.machine.memory.copy(t.buffer, page + position, n);
    }
    vm.machine.memory.store(t.file + file::POSITION, 8, (position + n) as u64);
    n as i64
}

/// Calls what shows the value: how many bytes of the page it filled.
fn show(vm: &mut Vm, node: &Published, page: usize, place: Place) -> i64 {
    if node.form == Form::Value {
        return debugfs::show(vm, node, page, PAGE);
    }
    let function = function(vm, node, Way::Out);
    if function == 0 {
        return EIO;
    }
    let (of, at, page) = (node.data, node.operations as u64, page as u64);
    let arguments = if node.form == Form::OfObject { [of, page, 0, 0, 0] } else { [of, at, page, 0, 0] };
    let count = vm.call(function, arguments, place) as i64;
    if count < PAGE as i64 {
        return count;
    }
    let said = format!("fill_read_buffer: {} returned bad count", vm.symbol(function, true));
    crate::printk::say(vm, 4, &said);
    PAGE as i64 - 1
}

/// `write` to an attribute: bytes, or an error.
pub(crate) fn write(vm: &mut Vm, t: Transfer, place: Place) -> i64 {
    let node = *vm.machine.published(t.slot);
    if node.form == Form::Binary {
        return transfer_binary(vm, t, node, Way::In, place);
    }
    let n = t.n.min(PAGE);
    if n == 0 {
        return 0;
    }
    if node.form == Form::Value {
        return debugfs::store(vm, &node, t.buffer, n);
    }
    let function = function(vm, &node, Way::In);
    if function == 0 {
        return EIO;
    }
    let text = slab::allocate(vm, n + 1, 0, place);
    if text == 0 {
        return ENOMEM;
    }
    vm.machine.memory.copy(text, t.buffer, n);
    vm.machine.memory.store(text + n, 1, 0);
    let (of, at, given) = (node.data, node.operations as u64, text as u64);
    let arguments =
        if node.form == Form::OfObject { [of, given, n as u64, 0, 0] } else { [of, at, given, n as u64, 0] };
    let taken = vm.call(function, arguments, place) as i64;
    slab::free(vm, text, place);
    taken
}

/// `read` or `write` of a binary attribute: at most a page, within its size if it has one.
fn transfer_binary(vm: &mut Vm, t: Transfer, node: Published, way: Way, place: Place) -> i64 {
    let position = word(vm, t.file + file::POSITION);
    let size = word(vm, node.operations + bin_attribute::SIZE_);
    let mut n = t.n.min(PAGE);
    if size > 0 {
        if position >= size {
            return if way == Way::Out { 0 } else { crate::errno::EFBIG };
        }
        n = n.min(size - position);
    }
    let function = function(vm, &node, way);
    if function == 0 {
        return EIO;
    }
    if n == 0 {
        return 0;
    }
    let page = slab::allocate(vm, n, 0, place);
    if page == 0 {
        return ENOMEM;
    }
    if way == Way::In {
        vm.machine.memory.copy(page, t.buffer, n);
    }
    // The function has a sixth argument, the number of bytes.
    let arguments = [t.file as u64, node.data, node.operations as u64, page as u64, position as u64];
    let done = vm.call_with(function, arguments, n as u64, place) as i64;
    if way == Way::Out && done > 0 {
        vm.machine.memory.copy(t.buffer, page, (done as usize).min(n));
    }
    slab::free(vm, page, place);
    if done > 0 {
        vm.machine.memory.store(t.file + file::POSITION, 8, (position + done as usize) as u64);
    }
    done
}

/// The file is closed.
pub(crate) fn release(vm: &mut Vm, at: usize, place: Place) {
    let page = word(vm, at + file::PRIVATE);
    slab::free(vm, page, place);
}
