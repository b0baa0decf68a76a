//! `__ratelimit`: of the calls at one place so many pass in an interval of virtual time. The state is guarded by a lock
//! of its own, so that its accesses are none of the module's.

use crate::printk;
use machine::{Place, layout};
use region::Memory;
use vm::Vm;

use layout::ratelimit_state::{BEGIN, BURST, INTERVAL, MISSED, PRINTED, SUPPRESSED};

/// Whether this call may pass. What was suppressed is told when the next interval begins.
pub fn passes(vm: &mut Vm, state: usize, function: usize, place: Place) -> bool {
    vm.event(place);
    let load = |vm: &Vm, at: usize| vm.machine.memory.load(state + at, 4).unwrap_or(0) as u32;
    let (interval, burst) = (load(vm, INTERVAL), load(vm, BURST));
    if interval == 0 {
        return true;
    }
    let now = vm.machine.jiffies();
    let begin = vm.machine.memory.load(state + BEGIN, 8).unwrap_or(0);
    if begin == 0 || now.wrapping_sub(begin) > u64::from(interval) {
        let missed = load(vm, MISSED);
        if missed > 0 && load(vm, SUPPRESSED) == 0 {
            let name = |i: usize| vm.machine.memory.load(function + i, 1).filter(|b| *b != 0);
            let name: String = (0..64).map_while(name).map(|b| char::from(b as u8)).collect();
            printk::say(vm, 4, &format!("{name}: {missed} callbacks suppressed"));
        }
        vm.machine.memory.store(state + BEGIN, 8, now.max(1));
        vm.machine.memory.store(state + PRINTED, 4, 0);
        vm.machine.memory.store(state + MISSED, 4, 0);
    }
    let counter = if load(vm, PRINTED) < burst { PRINTED } else { MISSED };
    let count = load(vm, counter);
    vm.machine.memory.store(state + counter, 4, u64::from(count) + 1);
    counter == PRINTED
}
