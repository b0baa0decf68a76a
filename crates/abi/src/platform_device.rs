use kernel::platform;

doors! { "linux/platform_device.h";
    call platform_device_register(at: usize) -> i32 |vm, place| platform::register(vm, at, place) as i32;
    call platform_device_unregister(at: usize) |vm, place| platform::unregister(vm, at, place);
    call platform_device_alloc(name: usize, id: i32) -> usize |vm, place| platform::allocate(vm, name, id, place);
    call platform_device_add(at: usize) -> i32 |vm, place| platform::add(vm, at, place) as i32;
    call platform_device_del(at: usize) |vm, place| platform::del(vm, at, place);
    call platform_device_put(at: usize) |vm, place| platform::put(vm, at, place);
    call platform_device_register_simple(name: usize, id: i32, resources: usize, n: u32) -> i64 |vm, place| {
        platform::register_simple(vm, name, id, (resources, n), place)
    };
    call __platform_driver_register(at: usize, owner: usize) -> i32 |vm, place| {
        platform::register_driver(vm, at, owner, place) as i32
    };
    call platform_driver_unregister(at: usize) |vm, place| platform::unregister_driver(vm, at, place);
}
