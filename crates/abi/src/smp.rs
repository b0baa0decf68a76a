doors! { "linux/smp.h";
    call smp_processor_id() -> i32 |vm, place| vm.own_cpu("smp_processor_id", place).into();
    call raw_smp_processor_id() -> i32 |vm, place| vm.this_cpu(place).into();
    call smp_send_reschedule(_cpu: i32) |vm, place| vm.event(place);
    call num_online_cpus() -> u32 |vm, _place| u32::from(vm.machine.config().cpus);
}
