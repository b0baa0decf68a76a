//! What the compiler calls at each basic block (`-fsanitize-coverage=trace-pc`), where blocks are counted to find a
//! loop without events.

doors! { "";
    call __sanitizer_cov_trace_pc() |vm, place| vm.block(|_| place);
}
