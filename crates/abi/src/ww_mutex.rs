use machine::layout::ww_mutex::CTX;
use machine::{Kind, TaskState, WwMutex};
use region::Memory;

doors! { "linux/ww_mutex.h";
    call __lockstep_ww_mutex_init(lock: usize) |vm, place| {
        vm.initialise(Kind::WwMutex, lock, place);
        vm.machine.memory.store(lock + CTX, 8, 0);
    };
    call ww_mutex_lock(lock: usize, ctx: usize) -> i32 |vm, place| {
        vm.op(WwMutex::Lock(lock, ctx, TaskState::Uninterruptible), place) as i32
    };
    call ww_mutex_lock_interruptible(lock: usize, ctx: usize) -> i32 |vm, place| {
        vm.op(WwMutex::Lock(lock, ctx, TaskState::Interruptible), place) as i32
    };
    poll ww_mutex_trylock(lock: usize, ctx: usize) -> i32 |vm, place| vm.op(WwMutex::TryLock(lock, ctx), place) as i32;
    call ww_mutex_unlock(lock: usize) |vm, place| { vm.op(WwMutex::Unlock(lock), place); };
    poll ww_mutex_is_locked(lock: usize) -> bool |vm, place| vm.op(WwMutex::IsLocked(lock), place) != 0;
}
