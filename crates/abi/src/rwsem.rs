use machine::Side::{Read, Write};
use machine::TaskState::{Interruptible, Killable, Uninterruptible};
use machine::{Kind, RwSem};

doors! { "linux/rwsem.h";
    call __init_rwsem(sem: usize, name: usize) |vm, place| vm.initialise_named(Kind::RwSem, sem, name, place);
    call down_read(sem: usize) |vm, place| { vm.op(RwSem::Lock(sem, Read, Uninterruptible), place); };
    call down_read_interruptible(sem: usize) -> i32 |vm, place| {
        vm.op(RwSem::Lock(sem, Read, Interruptible), place) as i32
    };
    call down_read_killable(sem: usize) -> i32 |vm, place| vm.op(RwSem::Lock(sem, Read, Killable), place) as i32;
    poll down_read_trylock(sem: usize) -> i32 |vm, place| vm.op(RwSem::TryLock(sem, Read), place) as i32;
    call up_read(sem: usize) |vm, place| { vm.op(RwSem::Unlock(sem, Read), place); };
    call down_write(sem: usize) |vm, place| { vm.op(RwSem::Lock(sem, Write, Uninterruptible), place); };
    call down_write_killable(sem: usize) -> i32 |vm, place| {
        vm.op(RwSem::Lock(sem, Write, Killable), place) as i32
    };
    poll down_write_trylock(sem: usize) -> i32 |vm, place| vm.op(RwSem::TryLock(sem, Write), place) as i32;
    call up_write(sem: usize) |vm, place| { vm.op(RwSem::Unlock(sem, Write), place); };
    call downgrade_write(sem: usize) |vm, place| { vm.op(RwSem::Downgrade(sem), place); };
    poll rwsem_is_locked(sem: usize) -> i32 |vm, place| vm.op(RwSem::IsLocked(sem), place) as i32;
    call rwsem_is_contended(sem: usize) -> i32 |vm, place| vm.op(RwSem::IsContended(sem), place) as i32;
}
