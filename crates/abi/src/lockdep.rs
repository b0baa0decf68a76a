use machine::Side;

doors! { "linux/lockdep.h";
    call __lockstep_is_held(lock: usize, side: i32) -> bool |vm, _place| {
        let side = match side {
            0 => Some(Side::Write),
            1 => Some(Side::Read),
            _ => None,
        };
        vm.machine.is_held(vm.current(), lock, side)
    };
    call __lockstep_holds_none() -> bool |vm, _place| vm.machine.held(vm.current()).is_empty();
}
