use machine::{Sleep, Timer};

/// `msleep` sleeps one jiffy more than the time rounded up, so that it is never short.
fn milliseconds(ms: u32) -> u64 {
    let jiffies = (u64::from(ms) * 1_000_000).div_ceil(Timer::TICK_NS) + 1;
    jiffies * Timer::TICK_NS
}

doors! { "linux/delay.h";
    call msleep(ms: u32) |vm, place| { vm.op(Sleep::For(milliseconds(ms)), place); };
    call msleep_interruptible(ms: u32) -> u64 |vm, place| vm.op(Sleep::Interruptible(milliseconds(ms)), place);
    call usleep_range(least: u64, _most: u64) |vm, place| {
        vm.op(Sleep::For(least.saturating_mul(1000)), place);
    };
    call ndelay(ns: u64) |vm, place| { vm.event(place); vm.machine.pass(ns); };
    call udelay(us: u64) |vm, place| { vm.event(place); vm.machine.pass(us.saturating_mul(1000)); };
    call mdelay(ms: u64) |vm, place| { vm.event(place); vm.machine.pass(ms.saturating_mul(1_000_000)); };
}
