use kernel::class;

doors! { "linux/miscdevice.h";
    call misc_register(misc: usize) -> i32 |vm, place| class::register_misc(vm, misc, place) as i32;
    call misc_deregister(misc: usize) |vm, place| class::deregister_misc(vm, misc, place);
}
