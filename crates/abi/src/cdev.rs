use kernel::chrdev;

doors! { "linux/cdev.h";
    call cdev_init(cdev: usize, operations: usize) |vm, place| chrdev::init(vm, cdev, operations, place);
    call cdev_alloc() -> usize |vm, place| chrdev::allocate_cdev(vm, place);
    call cdev_add(cdev: usize, first: u32, count: u32) -> i32 |vm, place| {
        chrdev::add(vm, cdev, first, count, place) as i32
    };
    call cdev_del(cdev: usize) |vm, place| chrdev::delete(vm, cdev, place);
    call cdev_put(_cdev: usize) |vm, place| vm.event(place);
}
