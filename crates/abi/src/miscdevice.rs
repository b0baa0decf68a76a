use kernel::device;

doors! { "linux/miscdevice.h";
    call misc_register(misc: usize) -> i32 |vm, place| device::register_misc(vm, misc, place) as i32;
    call misc_deregister(misc: usize) |vm, place| device::deregister_misc(vm, misc, place);
}
