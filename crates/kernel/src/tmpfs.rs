//! Ordinary files and directories, in memory: what processes make beside the files of the kernel. No module code is
//! concerned, so nothing here is an operation.

use crate::errno::{EEXIST, EISDIR, ENOENT, ENOTDIR, ENOTEMPTY};
use machine::{Machine, NodeKind};
use region::Region;
use vm::{Plain, Vm};

/// The directories that are there from the beginning.
pub const DIRECTORIES: &[&str] = &[
    "/",
    "/boot",
    "/dev",
    "/dev/char",
    "/proc",
    "/root",
    "/sys",
    "/sys/bus",
    "/sys/bus/platform",
    "/sys/bus/platform/devices",
    "/sys/bus/platform/drivers",
    "/sys/class",
    "/sys/class/misc",
    "/sys/devices",
    "/sys/devices/platform",
    "/sys/devices/virtual",
    "/sys/firmware",
    "/sys/fs",
    "/sys/hypervisor",
    "/sys/kernel",
    "/sys/kernel/debug",
    "/sys/kernel/mm",
    "/sys/module",
    "/sys/power",
    "/tmp",
];

/// The directory that a path lies in.
pub fn parent(path: &str) -> &str {
    match path.rfind('/') {
        Some(0) | None => "/",
        Some(at) => &path[..at],
    }
}

/// The kind of name that the module has published under this path, if it has.
fn published(vm: &Vm, path: &str) -> Option<NodeKind> {
    let slot = vm.machine.node(Machine::<Region>::key(path.as_bytes()))?;
    Some(vm.machine.nodes()[slot].kind)
}

/// Whether the path is a directory.
pub fn is_directory(vm: &Vm, path: &str) -> bool {
    DIRECTORIES.contains(&path)
        || vm.userland.files.get(path).is_some_and(|f| f.content.is_none())
        || published(vm, path) == Some(NodeKind::Directory)
}

fn place(vm: &Vm, path: &str) -> Result<(), i64> {
    let above = parent(path);
    if is_directory(vm, above) {
        return Ok(());
    }
    Err(if vm.userland.files.contains_key(above) { ENOTDIR } else { ENOENT })
}

/// Writes a file whole, or at its end.
///
/// # Errors
/// The error number, negated.
pub fn write(vm: &mut Vm, path: &str, bytes: &[u8], append: bool) -> Result<(), i64> {
    if is_directory(vm, path) {
        return Err(EISDIR);
    }
    place(vm, path)?;
    let time = vm.machine.now();
    let file = vm.userland.files.entry(path.to_owned()).or_insert_with(|| Plain::file(time));
    let content = file.content.get_or_insert_default();
    if !append {
        content.clear();
    }
    content.extend_from_slice(bytes);
    file.time = time;
    Ok(())
}

/// The bytes of a file.
///
/// # Errors
/// The error number, negated.
pub fn read<'a>(vm: &'a Vm, path: &str) -> Result<&'a [u8], i64> {
    if is_directory(vm, path) {
        return Err(EISDIR);
    }
    vm.userland.files.get(path).and_then(|f| f.content.as_deref()).ok_or(ENOENT)
}

/// `unlink`
///
/// # Errors
/// The error number, negated.
pub fn remove(vm: &mut Vm, path: &str) -> Result<(), i64> {
    if is_directory(vm, path) {
        return Err(EISDIR);
    }
    vm.userland.files.remove(path).map(|_| ()).ok_or(ENOENT)
}

/// `mkdir`
///
/// # Errors
/// The error number, negated.
pub fn make_directory(vm: &mut Vm, path: &str) -> Result<(), i64> {
    if is_directory(vm, path) || vm.userland.files.contains_key(path) {
        return Err(EEXIST);
    }
    place(vm, path)?;
    let time = vm.machine.now();
    vm.userland.files.insert(path.to_owned(), Plain { content: None, mode: 0o755, time });
    Ok(())
}

/// `rmdir`
///
/// # Errors
/// The error number, negated.
pub fn remove_directory(vm: &mut Vm, path: &str) -> Result<(), i64> {
    match vm.userland.files.get(path) {
        None => return Err(if is_directory(vm, path) { crate::errno::EBUSY } else { ENOENT }),
        Some(f) if f.content.is_some() => return Err(ENOTDIR),
        Some(_) => {}
    }
    let prefix = format!("{path}/");
    let inside = vm.userland.files.keys().any(|k| k.starts_with(&prefix));
    if inside {
        return Err(ENOTEMPTY);
    }
    vm.userland.files.remove(path);
    Ok(())
}
