use machine::Flavour::{Bh, Irq, IrqSave, Plain};
use machine::Side::{Read, Write};
use machine::{Kind, RwLock};

doors! { "linux/rwlock.h";
    call __rwlock_init(lock: usize, name: usize) |vm, place| vm.initialise_named(Kind::RwLock, lock, name, place);
    call _read_lock(lock: usize) |vm, place| { vm.op(RwLock::Lock(lock, Read, Plain), place); };
    call _read_lock_irq(lock: usize) |vm, place| { vm.op(RwLock::Lock(lock, Read, Irq), place); };
    call _read_lock_irqsave(lock: usize) -> u64 |vm, place| vm.op(RwLock::Lock(lock, Read, IrqSave), place);
    call _read_lock_bh(lock: usize) |vm, place| { vm.op(RwLock::Lock(lock, Read, Bh), place); };
    call _read_unlock(lock: usize) |vm, place| { vm.op(RwLock::Unlock(lock, Read, Plain, 0), place); };
    call _read_unlock_irq(lock: usize) |vm, place| { vm.op(RwLock::Unlock(lock, Read, Irq, 0), place); };
    call _read_unlock_irqrestore(lock: usize, flags: u64) |vm, place| {
        vm.op(RwLock::Unlock(lock, Read, IrqSave, flags), place);
    };
    call _read_unlock_bh(lock: usize) |vm, place| { vm.op(RwLock::Unlock(lock, Read, Bh, 0), place); };
    poll _read_trylock(lock: usize) -> i32 |vm, place| vm.op(RwLock::TryLock(lock, Read, Plain), place) as i32;
    call _write_lock(lock: usize) |vm, place| { vm.op(RwLock::Lock(lock, Write, Plain), place); };
    call _write_lock_irq(lock: usize) |vm, place| { vm.op(RwLock::Lock(lock, Write, Irq), place); };
    call _write_lock_irqsave(lock: usize) -> u64 |vm, place| vm.op(RwLock::Lock(lock, Write, IrqSave), place);
    call _write_lock_bh(lock: usize) |vm, place| { vm.op(RwLock::Lock(lock, Write, Bh), place); };
    call _write_unlock(lock: usize) |vm, place| { vm.op(RwLock::Unlock(lock, Write, Plain, 0), place); };
    call _write_unlock_irq(lock: usize) |vm, place| { vm.op(RwLock::Unlock(lock, Write, Irq, 0), place); };
    call _write_unlock_irqrestore(lock: usize, flags: u64) |vm, place| {
        vm.op(RwLock::Unlock(lock, Write, IrqSave, flags), place);
    };
    call _write_unlock_bh(lock: usize) |vm, place| { vm.op(RwLock::Unlock(lock, Write, Bh, 0), place); };
    poll _write_trylock(lock: usize) -> i32 |vm, place| vm.op(RwLock::TryLock(lock, Write, Plain), place) as i32;
    poll _write_trylock_irqsave(lock: usize) -> u64 |vm, place| {
        vm.op(RwLock::TryLock(lock, Write, IrqSave), place)
    };
}
