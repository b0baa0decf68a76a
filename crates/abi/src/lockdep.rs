use machine::{Nesting, Side};

fn side(side: i32) -> Option<Side> {
    match side {
        0 => Some(Side::Write),
        1 => Some(Side::Read),
        _ => None,
    }
}

doors! { "linux/lockdep.h";
    call __lockstep_is_held(lock: usize, how: i32) -> bool |vm, _place| {
        vm.machine.is_held(vm.current(), lock, side(how))
    };
    call __lockstep_holds_none() -> bool |vm, _place| vm.machine.held(vm.current()).is_empty();
    call __lockstep_nests(lock: usize, subclass: u32, nest: usize) |vm, _place| {
        let subclass = subclass.min(255) as u8;
        vm.machine.nests(vm.current(), Nesting { lock, subclass, nest });
    };
    call __lockstep_set_class(lock: usize, key: usize, subclass: u32) |vm, _place| {
        vm.machine.set_class(lock, key, subclass.min(255) as u8);
    };
    call __lockstep_might_lock(lock: usize, how: i32, subclass: u32) |vm, place| {
        vm.might_lock(lock, side(how).unwrap_or_default(), subclass, place);
    };
}
