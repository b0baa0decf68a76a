use kernel::errno::{EBUSY, ENOMEM, ENOSPC};
use kernel::xarray::Array;
use kernel::{ida, slab, string};
use machine::{Flavour, Place, Spin};
use region::Memory;
use vm::Vm;

/// Where the head lies in `struct xarray`, behind its lock and its flags.
const FLAGS: usize = 8;
const HEAD: usize = 16;
/// `XA_ZERO_ENTRY`: reserved, and read as nothing.
const ZERO_ENTRY: usize = 0x402;

/// Takes the array's lock, as its flags say.
fn lock(vm: &mut Vm, xa: usize, place: Place) -> u64 {
    vm.op(Spin::Lock(xa, flavour(vm, xa)), place)
}

fn unlock(vm: &mut Vm, xa: usize, flags: u64, place: Place) {
    vm.op(Spin::Unlock(xa, flavour(vm, xa), flags), place);
}

/// `XA_FLAGS_LOCK_IRQ`, `XA_FLAGS_LOCK_BH`
fn flavour(vm: &Vm, xa: usize) -> Flavour {
    match vm.machine.memory.load(xa + FLAGS, 4).unwrap_or(0) & 3 {
        0 => Flavour::Plain,
        2 => Flavour::Bh,
        _ => Flavour::IrqSave,
    }
}

/// An error as an entry: `xa_err` of it is the number.
fn error(number: i64) -> usize {
    (number as usize) << 2 | 2
}

fn read(entry: usize) -> usize {
    if entry == ZERO_ENTRY { 0 } else { entry }
}

/// Stores under the lock that is held.
fn store(vm: &mut Vm, xa: usize, index: u64, entry: usize, flags: u32, place: Place) -> usize {
    match Array::new(vm, xa + HEAD, flags, place).put(index, entry) {
        Ok(old) => read(old),
        Err(_) => error(ENOMEM),
    }
}

/// The least free index within limits gets the entry: 0 and the index stored at `id`, or an error.
fn allocate(
    vm: &mut Vm,
    xa: usize,
    id: usize,
    entry: usize,
    limits: (u64, u64),
    flags: u32,
    place: Place,
) -> i32 {
    let stored = if entry == 0 { ZERO_ENTRY } else { entry };
    let mut array = Array::new(vm, xa + HEAD, flags, place);
    let Some(index) = array.free_index(limits.0, limits.1) else { return EBUSY as i32 };
    if array.put(index, stored).is_err() {
        return ENOMEM as i32;
    }
    string::write(vm, id, &(index as u32).to_le_bytes(), place);
    0
}

/// Who changes an idr writes its flags, plainly, as in Linux: two at once are a data race even where one entry is all.
fn change(vm: &mut Vm, idr: usize, place: Place) {
    vm.touch(idr + 12, 4, machine::AccessKind::Read, place);
    vm.touch(idr + 12, 4, machine::AccessKind::Write, place);
}

/// The least number from `start` up to `end` (0: all there are) gets the pointer, or an error.
fn number(vm: &mut Vm, idr: usize, pointer: usize, start: u64, end: u64, flags: u32, place: Place) -> i64 {
    change(vm, idr, place);
    let mut array = Array::new(vm, idr, flags, place);
    match array.free_index(start, end) {
        None => ENOSPC,
        Some(index) => match array.put(index, if pointer == 0 { ZERO_ENTRY } else { pointer }) {
            Ok(_) => index as i64,
            Err(_) => ENOMEM,
        },
    }
}

/// The last number of `idr_alloc`, whose `end` is one more; 0 and less: all there are.
fn last(end: i32) -> u64 {
    if end > 0 { end as u64 - 1 } else { i32::MAX as u64 }
}

doors! { "linux/xarray.h";
    call xa_load(xa: usize, index: u64) -> usize |vm, place| {
        vm.event(place);
        read(Array::new(vm, xa + HEAD, 0, place).get(index))
    };
    call xa_store(xa: usize, index: u64, entry: usize, flags: u32) -> usize |vm, place| {
        slab::might_block(vm, flags, "xa_store", place);
        let irq = lock(vm, xa, place);
        let old = store(vm, xa, index, entry, flags, place);
        unlock(vm, xa, irq, place);
        old
    };
    call __xa_store(xa: usize, index: u64, entry: usize, flags: u32) -> usize |vm, place| {
        vm.event(place);
        store(vm, xa, index, entry, flags, place)
    };
    call xa_erase(xa: usize, index: u64) -> usize |vm, place| {
        let irq = lock(vm, xa, place);
        let old = store(vm, xa, index, 0, 0, place);
        unlock(vm, xa, irq, place);
        old
    };
    call __xa_erase(xa: usize, index: u64) -> usize |vm, place| {
        vm.event(place);
        store(vm, xa, index, 0, 0, place)
    };
    call xa_cmpxchg(xa: usize, index: u64, old: usize, entry: usize, flags: u32) -> usize |vm, place| {
        slab::might_block(vm, flags, "xa_cmpxchg", place);
        let irq = lock(vm, xa, place);
        let there = read(Array::new(vm, xa + HEAD, flags, place).get(index));
        let found = match there == old {
            true => store(vm, xa, index, entry, flags, place),
            false => there,
        };
        unlock(vm, xa, irq, place);
        found
    };
    call xa_insert(xa: usize, index: u64, entry: usize, flags: u32) -> i32 |vm, place| {
        slab::might_block(vm, flags, "xa_insert", place);
        let irq = lock(vm, xa, place);
        let mut array = Array::new(vm, xa + HEAD, flags, place);
        let result = match array.get(index) {
            0 => match array.put(index, if entry == 0 { ZERO_ENTRY } else { entry }) {
                Ok(_) => 0,
                Err(_) => ENOMEM as i32,
            },
            _ => EBUSY as i32,
        };
        unlock(vm, xa, irq, place);
        result
    };
    call __lockstep_xa_alloc(xa: usize, id: usize, entry: usize, first: u32, last: u32, flags: u32) -> i32 |vm, place| {
        slab::might_block(vm, flags, "xa_alloc", place);
        let irq = lock(vm, xa, place);
        // XA_FLAGS_ALLOC1: numbers begin at 1.
        let one = vm.machine.memory.load(xa + FLAGS, 4).unwrap_or(0) & 0x10 != 0;
        let first = u64::from(first.max(one.into()));
        let result = allocate(vm, xa, id, entry, (first, last.into()), flags, place);
        unlock(vm, xa, irq, place);
        result
    };
    call xa_empty(xa: usize) -> bool |vm, place| {
        vm.event(place);
        Array::new(vm, xa + HEAD, 0, place).is_empty()
    };
    call xa_destroy(xa: usize) |vm, place| {
        let irq = lock(vm, xa, place);
        Array::new(vm, xa + HEAD, 0, place).clear();
        unlock(vm, xa, irq, place);
    };
    call xa_find(xa: usize, index: usize, last: u64, _filter: u32) -> usize |vm, place| {
        vm.event(place);
        found(vm, xa, index, last, 0, place)
    };
    call xa_find_after(xa: usize, index: usize, last: u64, _filter: u32) -> usize |vm, place| {
        vm.event(place);
        found(vm, xa, index, last, 1, place)
    };
    call __lockstep_idr_alloc(idr: usize, pointer: usize, start: i32, end: i32, flags: u32) -> i32 |vm, place| {
        slab::might_block(vm, flags, "idr_alloc", place);
        if start < 0 {
            return kernel::errno::EINVAL as i32;
        }
        number(vm, idr, pointer, start as u64, last(end), flags, place) as i32
    };
    call idr_alloc_cyclic(idr: usize, pointer: usize, start: i32, end: i32, flags: u32) -> i32 |vm, place| {
        slab::might_block(vm, flags, "idr_alloc_cyclic", place);
        let next = idr + 8;
        vm.touch(next, 4, machine::AccessKind::Read, place);
        let (start, last) = (start.max(0) as u64, last(end));
        let from = vm.machine.memory.load(next, 4).unwrap_or(0).max(start);
        let mut id = number(vm, idr, pointer, from, last, flags, place);
        if id == ENOSPC && from > start {
            id = number(vm, idr, pointer, start, last, flags, place);
        }
        if id >= 0 {
            string::write(vm, next, &(id as u32 + 1).to_le_bytes(), place);
        }
        id as i32
    };
    call idr_find(idr: usize, id: u64) -> usize |vm, place| {
        vm.event(place);
        read(Array::new(vm, idr, 0, place).get(id))
    };
    call idr_remove(idr: usize, id: u64) -> usize |vm, place| {
        vm.event(place);
        change(vm, idr, place);
        Array::new(vm, idr, 0, place).put(id, 0).map_or(0, read)
    };
    call idr_replace(idr: usize, pointer: usize, id: u64) -> usize |vm, place| {
        vm.event(place);
        let mut array = Array::new(vm, idr, 0, place);
        match array.get(id) {
            0 => kernel::errno::ENOENT as usize,
            _ => array.put(id, pointer).map_or(ENOMEM as usize, read),
        }
    };
    call idr_get_next(idr: usize, id: usize) -> usize |vm, place| {
        vm.event(place);
        vm.touch(id, 4, machine::AccessKind::Read, place);
        let from = vm.machine.memory.load(id, 4).unwrap_or(0);
        match Array::new(vm, idr, 0, place).next(from, i32::MAX as u64) {
            Some((at, entry)) => {
                string::write(vm, id, &(at as u32).to_le_bytes(), place);
                read(entry)
            }
            None => 0,
        }
    };
    call idr_for_each(idr: usize, function: usize, data: u64) -> i32 |vm, place| {
        vm.event(place);
        let mut from = 0;
        while let Some((at, entry)) = Array::new(vm, idr, 0, place).next(from, i32::MAX as u64) {
            let result = vm.call(function, [at, read(entry) as u64, data, 0, 0], place) as i32;
            if result != 0 {
                return result;
            }
            from = at + 1;
        }
        0
    };
    call idr_is_empty(idr: usize) -> bool |vm, place| {
        vm.event(place);
        Array::new(vm, idr, 0, place).is_empty()
    };
    call idr_destroy(idr: usize) |vm, place| {
        vm.event(place);
        Array::new(vm, idr, 0, place).clear();
    };
    call ida_alloc_range(ida: usize, min: u32, max: u32, flags: u32) -> i32 |vm, place| {
        slab::might_block(vm, flags, "ida_alloc", place);
        let irq = lock(vm, ida, place);
        let id = ida::allocate(vm, ida + HEAD, min, max, flags, place);
        unlock(vm, ida, irq, place);
        id as i32
    };
    call ida_free(ida: usize, id: u32) |vm, place| {
        let irq = lock(vm, ida, place);
        ida::free(vm, ida + HEAD, id, place);
        unlock(vm, ida, irq, place);
    };
    call ida_destroy(ida: usize) |vm, place| {
        let irq = lock(vm, ida, place);
        ida::destroy(vm, ida + HEAD, place);
        unlock(vm, ida, irq, place);
    };
}

/// The first entry from the index that lies at `index`, `behind` it or from it on; the index is stored there.
fn found(vm: &mut Vm, xa: usize, index: usize, last: u64, behind: u64, place: Place) -> usize {
    vm.touch(index, 8, machine::AccessKind::Read, place);
    let Some(mut from) = vm.machine.memory.load(index, 8).unwrap_or(0).checked_add(behind) else { return 0 };
    while let Some((at, entry)) = Array::new(vm, xa + HEAD, 0, place).next(from, last) {
        if read(entry) != 0 {
            string::write(vm, index, &at.to_le_bytes(), place);
            return entry;
        }
        from = at + 1;
    }
    0
}
