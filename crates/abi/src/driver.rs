use kernel::driver;

doors! { "linux/device/driver.h";
    call driver_register(at: usize) -> i32 |vm, place| driver::register(vm, at, place) as i32;
    call driver_unregister(at: usize) |vm, place| driver::unregister(vm, at, place);
    call driver_create_file(of: usize, at: usize) -> i32 |vm, place| driver::create_file(vm, of, at, place) as i32;
    call driver_remove_file(of: usize, at: usize) |vm, place| driver::remove_file(vm, of, at, place);
}
