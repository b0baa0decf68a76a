use machine::Fault;

doors! { "lockstep/stub.h";
    call lockstep_stub_fails() -> bool |vm, place| {
        vm.event(place);
        vm.fails(Fault::Allocation, place)
    };
}
