//! What the compiler's instrumentation calls before each access (`-fsanitize=thread`). The caller's own instruction
//! follows right after.

use machine::{Access, AccessKind};
use vm::{Vm, vm};

#[inline(always)]
fn access(address: usize, size: u32, kind: AccessKind) {
    // SAFETY: as for every door.
    let vm: &mut Vm = unsafe { vm() };
    let place = vm.caller();
    vm.access(Access { address, size, kind }, place);
}

macro_rules! plain {
    ($($name:ident $size:literal $kind:ident;)*) => {
        $(extern "C" fn $name(address: usize) {
            access(address, $size, AccessKind::$kind);
        })*
    };
}

plain! {
    __tsan_read1 1 Read; __tsan_read2 2 Read; __tsan_read4 4 Read; __tsan_read8 8 Read; __tsan_read16 16 Read;
    __tsan_write1 1 Write; __tsan_write2 2 Write; __tsan_write4 4 Write; __tsan_write8 8 Write; __tsan_write16 16 Write;
    __tsan_volatile_write1 1 MarkedWrite; __tsan_volatile_write2 2 MarkedWrite;
    __tsan_volatile_write4 4 MarkedWrite; __tsan_volatile_write8 8 MarkedWrite;
    __tsan_volatile_write16 16 MarkedWrite;
}

extern "C" fn __tsan_read_range(address: usize, size: usize) {
    access(address, size.min(1 << 20) as u32, AccessKind::Read);
}

extern "C" fn __tsan_write_range(address: usize, size: usize) {
    access(address, size.min(1 << 20) as u32, AccessKind::Write);
}

extern "C" fn __tsan_init() {}
extern "C" fn __tsan_func_entry(_: usize) {}
extern "C" fn __tsan_func_exit() {}

mod volatile {
    use super::{Access, AccessKind};
    doors! { "";
        poll __tsan_volatile_read1(address: usize) |vm, place|
            vm.access(Access { address, size: 1, kind: AccessKind::MarkedRead }, place);
        poll __tsan_volatile_read2(address: usize) |vm, place|
            vm.access(Access { address, size: 2, kind: AccessKind::MarkedRead }, place);
        poll __tsan_volatile_read4(address: usize) |vm, place|
            vm.access(Access { address, size: 4, kind: AccessKind::MarkedRead }, place);
        poll __tsan_volatile_read8(address: usize) |vm, place|
            vm.access(Access { address, size: 8, kind: AccessKind::MarkedRead }, place);
        poll __tsan_volatile_read16(address: usize) |vm, place|
            vm.access(Access { address, size: 16, kind: AccessKind::MarkedRead }, place);
    }
}

const PLAIN: &[crate::Door] = {
    macro_rules! list {
        ($($name:ident $(= $function:ident)?),* $(,)?) => {
            &[$(list!(@ $name $($function)?)),*]
        };
        (@ $name:ident) => { crate::Door::new(stringify!($name), "", $name as *const ()) };
        (@ $name:ident $function:ident) => { crate::Door::new(stringify!($name), "", $function as *const ()) };
    }
    list![
        __tsan_read1,
        __tsan_read2,
        __tsan_read4,
        __tsan_read8,
        __tsan_read16,
        __tsan_write1,
        __tsan_write2,
        __tsan_write4,
        __tsan_write8,
        __tsan_write16,
        __tsan_volatile_write1,
        __tsan_volatile_write2,
        __tsan_volatile_write4,
        __tsan_volatile_write8,
        __tsan_volatile_write16,
        __tsan_unaligned_read2 = __tsan_read2,
        __tsan_unaligned_read4 = __tsan_read4,
        __tsan_unaligned_read8 = __tsan_read8,
        __tsan_unaligned_read16 = __tsan_read16,
        __tsan_unaligned_write2 = __tsan_write2,
        __tsan_unaligned_write4 = __tsan_write4,
        __tsan_unaligned_write8 = __tsan_write8,
        __tsan_unaligned_write16 = __tsan_write16,
        __tsan_read_range,
        __tsan_write_range,
        __tsan_init,
        __tsan_func_entry,
        __tsan_func_exit,
    ]
};

/// The list of this file: plain accesses and marked loads.
pub(crate) const DOORS: &[crate::Door] = &{
    let mut all = [PLAIN[0]; PLAIN.len() + volatile::DOORS.len()];
    let mut i = 0;
    while i < PLAIN.len() {
        all[i] = PLAIN[i];
        i += 1;
    }
    let mut j = 0;
    while j < volatile::DOORS.len() {
        all[i + j] = volatile::DOORS[j];
        j += 1;
    }
    all
};
