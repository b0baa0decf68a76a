use machine::TaskState::{Interruptible, Killable};
use machine::{Kind, Mutex};

doors! { "linux/mutex.h";
    call __mutex_init(lock: usize, name: usize) |vm, place| vm.initialise_named(Kind::Mutex, lock, name, place);
    call mutex_lock(lock: usize) |vm, place| { vm.op(Mutex::Lock(lock), place); };
    call mutex_lock_interruptible(lock: usize) -> i32 |vm, place| vm.op(Mutex::LockIn(lock, Interruptible), place) as i32;
    call mutex_lock_killable(lock: usize) -> i32 |vm, place| vm.op(Mutex::LockIn(lock, Killable), place) as i32;
    call mutex_unlock(lock: usize) |vm, place| { vm.op(Mutex::Unlock(lock), place); };
    poll mutex_trylock(lock: usize) -> i32 |vm, place| vm.op(Mutex::TryLock(lock), place) as i32;
    poll mutex_is_locked(lock: usize) -> bool |vm, place| vm.op(Mutex::IsLocked(lock), place) != 0;
    call mutex_destroy(_lock: usize) |vm, place| vm.event(place);
}
