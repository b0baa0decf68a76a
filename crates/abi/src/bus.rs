use kernel::driver;

doors! { "linux/device/bus.h";
    call bus_register(bus: usize) -> i32 |vm, place| driver::register_bus(vm, bus, place) as i32;
    call bus_unregister(bus: usize) |vm, place| driver::unregister_bus(vm, bus, place);
    call bus_create_file(bus: usize, at: usize) -> i32 |vm, place| {
        driver::create_bus_file(vm, bus, at, place) as i32
    };
    call bus_remove_file(bus: usize, at: usize) |vm, place| driver::remove_bus_file(vm, bus, at, place);
    call bus_for_each_dev(bus: usize, start: usize, data: u64, function: usize) -> i32 |vm, place| {
        driver::for_each_device(vm, bus, start, (data, function), place)
    };
}
