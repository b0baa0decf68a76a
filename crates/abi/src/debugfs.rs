use kernel::procfs::{self, Creation};
use machine::Form;

const ROOT: &str = "/sys/kernel/debug";

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
}
