use kernel::errno::EINTR;
use machine::layout::hrtimer::{EXPIRES, FUNCTION, MODE, SIZE, SOFT_EXPIRES};
use machine::layout::{HRTIMER_MODE_REL, HRTIMER_MODE_SOFT};
use machine::{AccessKind, Hrtimer, Kind, Place, Sched, Since};
use region::Memory;
use vm::Vm;

fn initialise(vm: &mut Vm, timer: usize, function: usize, mode: u32, place: Place) {
    vm.initialise(Kind::Hrtimer, timer, place);
    let memory = &mut vm.machine.memory;
    memory.fill(timer + EXPIRES, SIZE - EXPIRES, 0);
    memory.store(timer + FUNCTION, 8, function as u64);
    memory.store(timer + MODE, 4, mode.into());
}

fn since(mode: u32) -> Since {
    if mode & HRTIMER_MODE_REL != 0 { Since::Now } else { Since::PowerOn }
}

/// A rule of timers is broken; said once for each place.
fn warn(vm: &mut Vm, at: &str, message: &str, place: Place) {
    kernel::bug::warn_of_kernel_once(vm, at, message, place);
}

fn start(vm: &mut Vm, timer: usize, time: i64, mode: u32, place: Place) {
    let word = |at, size| vm.machine.memory.load(timer + at, size);
    let known = vm.machine.object_at(timer).is_some_and(|o| o.kind == Kind::Hrtimer);
    let soft = word(MODE, 4).unwrap_or(0) as u32 & HRTIMER_MODE_SOFT;
    if known && word(FUNCTION, 8) == Some(0) {
        return warn(vm, "kernel/time/hrtimer.c:1279", "a timer without a function is started", place);
    }
    if known && soft != mode & HRTIMER_MODE_SOFT {
        let message = "a timer is started in another mode than it was initialised in";
        warn(vm, "kernel/time/hrtimer.c:1287", message, place);
    }
    vm.op(Hrtimer::Start(timer, time, since(mode)), place);
}

/// `hrtimer_forward`
fn forward(vm: &mut Vm, timer: usize, now: i64, interval: i64, place: Place) -> u64 {
    vm.event(place);
    if vm.machine.object_at(timer).is_some_and(|o| o.armed && o.kind == Kind::Hrtimer) {
        warn(vm, "kernel/time/hrtimer.c:1061", "a timer that is armed is forwarded", place);
        return 0;
    }
    vm.touch(timer + EXPIRES, 8, AccessKind::Write, place);
    let expires = vm.machine.memory.load(timer + EXPIRES, 8).unwrap_or(0) as i64;
    let late = now.saturating_sub(expires);
    if late < 0 {
        return 0;
    }
    let interval = interval.max(1);
    let times = late / interval + 1;
    let expires = expires.saturating_add(interval.saturating_mul(times)) as u64;
    vm.machine.memory.store(timer + EXPIRES, 8, expires);
    vm.machine.memory.store(timer + SOFT_EXPIRES, 8, expires);
    times as u64
}

fn sleep(vm: &mut Vm, time: usize, mode: u32, place: Place) -> i32 {
    let until = match time {
        0 => u64::MAX,
        at => {
            vm.touch(at, 8, AccessKind::Read, place);
            let time = (vm.machine.memory.load(at, 8).unwrap_or(0) as i64).max(0) as u64;
            match since(mode) {
                Since::Now => vm.machine.time_from_now(time),
                Since::PowerOn => vm.machine.time_from_now(0).max(time),
            }
        }
    };
    vm.op(Sched::Schedule(until), place);
    if vm.machine.now() >= until { 0 } else { EINTR as i32 }
}

doors! { "linux/hrtimer.h";
    call hrtimer_init(timer: usize, _clock: i32, mode: u32) |vm, place| initialise(vm, timer, 0, mode, place);
    call hrtimer_setup(timer: usize, function: usize, _clock: i32, mode: u32) |vm, place| {
        initialise(vm, timer, function, mode, place);
    };
    call hrtimer_start(timer: usize, time: i64, mode: u32) |vm, place| start(vm, timer, time, mode, place);
    call hrtimer_cancel(timer: usize) -> i32 |vm, place| vm.op(Hrtimer::Cancel(timer), place) as i32;
    poll hrtimer_try_to_cancel(timer: usize) -> i32 |vm, place| vm.op(Hrtimer::TryCancel(timer), place) as i32;
    poll hrtimer_active(timer: usize) -> bool |vm, place| vm.op(Hrtimer::IsActive(timer), place) != 0;
    poll hrtimer_is_queued(timer: usize) -> bool |vm, place| vm.op(Hrtimer::IsQueued(timer), place) != 0;
    poll hrtimer_callback_running(timer: usize) -> i32 |vm, place| vm.op(Hrtimer::IsRunning(timer), place) as i32;
    call hrtimer_forward(timer: usize, now: i64, interval: i64) -> u64 |vm, place| {
        forward(vm, timer, now, interval, place)
    };
    call hrtimer_get_remaining(timer: usize) -> i64 |vm, place| {
        vm.event(place);
        vm.machine.memory.load(timer + EXPIRES, 8).unwrap_or(0) as i64 - vm.machine.now() as i64
    };
    call schedule_hrtimeout(time: usize, mode: u32) -> i32 |vm, place| sleep(vm, time, mode, place);
    call schedule_hrtimeout_range(time: usize, _slack: u64, mode: u32) -> i32 |vm, place| sleep(vm, time, mode, place);
}
