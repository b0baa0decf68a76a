use kernel::procfs::{self, Creation};
use machine::{Form, layout};

fn form(n: i32) -> Form {
    match n {
        layout::PROC_OPS => Form::ProcOps,
        layout::PROC_SINGLE => Form::Single,
        layout::PROC_SEQUENCE => Form::Sequence,
        _ => Form::FileOperations,
    }
}

doors! { "linux/proc_fs.h";
    call __lockstep_proc_create(name: usize, mode: u16, parent: usize, operations: usize, data: u64, n: i32) -> usize |vm, place| {
        let what = Creation { root: "/proc", name, mode, parent, form: form(n), operations, data };
        procfs::create(vm, what, place)
    };
    call proc_mkdir(name: usize, parent: usize) -> usize |vm, place| {
        procfs::make_directory(vm, name, 0, parent, 0, place)
    };
    call proc_mkdir_mode(name: usize, mode: u16, parent: usize) -> usize |vm, place| {
        procfs::make_directory(vm, name, mode, parent, 0, place)
    };
    call proc_mkdir_data(name: usize, mode: u16, parent: usize, data: u64) -> usize |vm, place| {
        procfs::make_directory(vm, name, mode, parent, data, place)
    };
    call proc_remove(entry: usize) |vm, place| procfs::remove(vm, entry, place);
    call remove_proc_entry(name: usize, parent: usize) |vm, place| {
        procfs::remove_named(vm, "/proc", name, parent, place);
    };
    call remove_proc_subtree(name: usize, parent: usize) -> i32 |vm, place| {
        if procfs::remove_named(vm, "/proc", name, parent, place) { 0 } else { kernel::errno::ENOENT as i32 }
    };
    call proc_set_size(_entry: usize, _size: i64) |vm, place| vm.event(place);
    call proc_set_user(_entry: usize, _uid: u32, _gid: u32) |vm, place| vm.event(place);
    call proc_get_parent_data(inode: usize) -> u64 |vm, _place| procfs::parent_data(vm, inode);
}
