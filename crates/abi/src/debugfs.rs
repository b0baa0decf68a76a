use kernel::debugfs::{self, ROOT, Value};
use kernel::procfs::{self, Creation};
use machine::Form;

doors! { "linux/debugfs.h";
    call debugfs_create_dir(name: usize, parent: usize) -> usize |vm, place| {
        let form = Form::None;
        let what = Creation { root: ROOT, name, mode: 0o755, parent, form, operations: 0, data: 0 };
        procfs::or_error(procfs::create(vm, what, place))
    };
    call debugfs_create_file(name: usize, mode: u16, parent: usize, data: u64, operations: usize) -> usize |vm, place| {
        let what = Creation { root: ROOT, name, mode, parent, form: Form::FileOperations, operations, data };
        procfs::or_error(procfs::create(vm, what, place))
    };
    call debugfs_remove(entry: usize) |vm, place| procfs::remove(vm, entry, place);
    call debugfs_lookup(name: usize, parent: usize) -> usize |vm, place| debugfs::look_up(vm, name, parent, place);
    call debugfs_lookup_and_remove(name: usize, parent: usize) |vm, place| {
        let entry = debugfs::look_up(vm, name, parent, place);
        procfs::remove(vm, entry, place);
    };
    call debugfs_create_u8(name: usize, mode: u16, parent: usize, at: usize) |vm, place| {
        debugfs::create(vm, Value::Decimal(1), (name, mode, parent), at, place);
    };
    call debugfs_create_u16(name: usize, mode: u16, parent: usize, at: usize) |vm, place| {
        debugfs::create(vm, Value::Decimal(2), (name, mode, parent), at, place);
    };
    call debugfs_create_u32(name: usize, mode: u16, parent: usize, at: usize) |vm, place| {
        debugfs::create(vm, Value::Decimal(4), (name, mode, parent), at, place);
    };
    call debugfs_create_u64(name: usize, mode: u16, parent: usize, at: usize) |vm, place| {
        debugfs::create(vm, Value::Decimal(8), (name, mode, parent), at, place);
    };
    call debugfs_create_ulong(name: usize, mode: u16, parent: usize, at: usize) |vm, place| {
        debugfs::create(vm, Value::Decimal(8), (name, mode, parent), at, place);
    };
    call debugfs_create_size_t(name: usize, mode: u16, parent: usize, at: usize) |vm, place| {
        debugfs::create(vm, Value::Decimal(8), (name, mode, parent), at, place);
    };
    call debugfs_create_x8(name: usize, mode: u16, parent: usize, at: usize) |vm, place| {
        debugfs::create(vm, Value::Hexadecimal(1), (name, mode, parent), at, place);
    };
    call debugfs_create_x16(name: usize, mode: u16, parent: usize, at: usize) |vm, place| {
        debugfs::create(vm, Value::Hexadecimal(2), (name, mode, parent), at, place);
    };
    call debugfs_create_x32(name: usize, mode: u16, parent: usize, at: usize) |vm, place| {
        debugfs::create(vm, Value::Hexadecimal(4), (name, mode, parent), at, place);
    };
    call debugfs_create_x64(name: usize, mode: u16, parent: usize, at: usize) |vm, place| {
        debugfs::create(vm, Value::Hexadecimal(8), (name, mode, parent), at, place);
    };
    call debugfs_create_atomic_t(name: usize, mode: u16, parent: usize, at: usize) |vm, place| {
        debugfs::create(vm, Value::Atomic, (name, mode, parent), at, place);
    };
    call debugfs_create_bool(name: usize, mode: u16, parent: usize, at: usize) |vm, place| {
        debugfs::create(vm, Value::Bool, (name, mode, parent), at, place);
    };
    call debugfs_create_u32_array(name: usize, mode: u16, parent: usize, at: usize) |vm, place| {
        debugfs::create(vm, Value::Array, (name, mode, parent), at, place);
    };
    call debugfs_create_blob(name: usize, mode: u16, parent: usize, at: usize) -> usize |vm, place| {
        procfs::or_error(debugfs::create(vm, Value::Blob, (name, mode, parent), at, place))
    };
}
