use kernel::class;

doors! { "linux/device/class.h";
    call __lockstep_class_create(name: usize) -> i64 |vm, place| class::create(vm, name, place);
    call class_destroy(of: usize) |vm, place| class::destroy(vm, of, place);
    call class_register(of: usize) -> i32 |vm, place| class::register(vm, of, place) as i32;
    call class_unregister(of: usize) |vm, place| class::unregister(vm, of, place);
    call class_create_file(of: usize, at: usize) -> i32 |vm, place| class::create_file(vm, of, at, place) as i32;
    call class_remove_file(of: usize, at: usize) |vm, place| class::remove_file(vm, of, at, place);
}
