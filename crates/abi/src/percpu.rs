use crate::atomic::operation;
use kernel::percpu;
use machine::Rmw;

doors! { "linux/percpu.h";
    call __lockstep_this_cpu_ptr(pointer: usize) -> usize |vm, place| percpu::own(vm, pointer, place);
    call __lockstep_raw_cpu_ptr(pointer: usize) -> usize |vm, place| percpu::raw(vm, pointer, place);
    call __lockstep_this_cpu_check(op: u32) |vm, place| percpu::check(vm, op, place);
    call __lockstep_per_cpu_ptr(pointer: usize, cpu: u32) -> usize |vm, _place| percpu::copy_of(vm, pointer, cpu);
    poll __lockstep_this_cpu_read(pointer: usize, size: usize) -> u64 |vm, place| {
        percpu::read(vm, pointer, size, place)
    };
    call __lockstep_this_cpu_write(pointer: usize, size: usize, value: u64) |vm, place| {
        percpu::write(vm, pointer, size, value, place)
    };
    call __lockstep_this_cpu_fetch(pointer: usize, size: usize, op: i32, operand: u64) -> u64 |vm, place| {
        percpu::update(vm, pointer, size, operation(op), (operand, 0), place)
    };
    call __lockstep_this_cpu_xchg(pointer: usize, size: usize, value: u64) -> u64 |vm, place| {
        percpu::update(vm, pointer, size, Rmw::Exchange, (value, 0), place)
    };
    poll __lockstep_this_cpu_cmpxchg(pointer: usize, size: usize, expected: u64, value: u64) -> u64 |vm, place| {
        percpu::update(vm, pointer, size, Rmw::CompareExchange, (value, expected), place)
    };
    call __alloc_percpu(size: usize, align: usize) -> usize |vm, place| {
        vm.might_sleep("alloc_percpu", place);
        percpu::allocate(vm, size, align, place)
    };
    call __alloc_percpu_gfp(size: usize, align: usize, flags: u32) -> usize |vm, place| {
        kernel::slab::might_block(vm, flags, "alloc_percpu_gfp", place);
        percpu::allocate(vm, size, align, place)
    };
    call free_percpu(pointer: usize) |vm, place| percpu::free(vm, pointer, place);
}
