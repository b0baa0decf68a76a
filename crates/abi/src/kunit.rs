doors! { "kunit/test.h";
    call __lockstep_kunit_failed() |vm, place| kernel::kunit::failed(vm, place);
}
