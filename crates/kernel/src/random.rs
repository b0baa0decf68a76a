//! Random numbers: a context's n-th is a function of the context and of n, so that an execution is a function of its
//! choices (the mixing is that of SplitMix64: G. Steele, D. Lea, C. Flood, OOPSLA 2014).

use crate::string;
use machine::Place;
use vm::Vm;

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// `get_random_u64`
pub fn next(vm: &mut Vm) -> u64 {
    let c = vm.current();
    let n = vm.machine.draw(c);
    mix((u64::from(c.0) << 32 | u64::from(n)).wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

/// `get_random_bytes`
pub fn fill(vm: &mut Vm, to: usize, n: usize, place: Place) {
    for at in (0..n).step_by(8) {
        let bytes = next(vm).to_le_bytes();
        string::write(vm, to + at, &bytes[..8.min(n - at)], place);
    }
}
