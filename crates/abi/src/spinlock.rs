use machine::{Flavour, Kind, Spin};

doors! { "linux/spinlock.h";
    call __spin_lock_init(lock: usize, name: usize) |vm, place| vm.initialise_named(Kind::Spinlock, lock, name, place);
    call __lockstep_raw_lock(lock: usize) |vm, _place| vm.machine.set_raw(lock);
    call _spin_lock(lock: usize) |vm, place| { vm.op(Spin::Lock(lock, Flavour::Plain), place); };
    call _spin_unlock(lock: usize) |vm, place| { vm.op(Spin::Unlock(lock, Flavour::Plain, 0), place); };
    call _spin_lock_irq(lock: usize) |vm, place| { vm.op(Spin::Lock(lock, Flavour::Irq), place); };
    call _spin_unlock_irq(lock: usize) |vm, place| { vm.op(Spin::Unlock(lock, Flavour::Irq, 0), place); };
    call _spin_lock_bh(lock: usize) |vm, place| { vm.op(Spin::Lock(lock, Flavour::Bh), place); };
    call _spin_unlock_bh(lock: usize) |vm, place| { vm.op(Spin::Unlock(lock, Flavour::Bh, 0), place); };
    call _spin_lock_irqsave(lock: usize) -> u64 |vm, place| vm.op(Spin::Lock(lock, Flavour::IrqSave), place);
    call _spin_unlock_irqrestore(lock: usize, flags: u64) |vm, place| {
        vm.op(Spin::Unlock(lock, Flavour::IrqSave, flags), place);
    };
    poll _spin_trylock(lock: usize) -> i32 |vm, place| vm.op(Spin::TryLock(lock, Flavour::Plain), place) as i32;
    poll _spin_trylock_irq(lock: usize) -> i32 |vm, place| vm.op(Spin::TryLock(lock, Flavour::Irq), place) as i32;
    poll _spin_trylock_bh(lock: usize) -> i32 |vm, place| vm.op(Spin::TryLock(lock, Flavour::Bh), place) as i32;
    poll _spin_trylock_irqsave(lock: usize) -> u64 |vm, place| vm.op(Spin::TryLock(lock, Flavour::IrqSave), place);
    poll _spin_is_locked(lock: usize) -> i32 |vm, place| vm.op(Spin::IsLocked(lock), place) as i32;
    call _spin_is_contended(lock: usize) -> i32 |vm, place| vm.op(Spin::IsContended(lock), place) as i32;
}
