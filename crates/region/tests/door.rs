//! The mapped region and the array behave alike.

use region::layout::{self, ARENA, BASE, MODULES, PAGE, SIZE};
use region::{Bytes, Memory, Protection, Region};
use std::sync::Mutex;

/// There is one region in a process, and tests are threads of one.
static ONE: Mutex<()> = Mutex::new(());

fn with_region(test: impl FnOnce(&mut Region)) {
    let guard = ONE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    test(&mut Region::map().expect("the region is mapped"));
    drop(guard);
}

/// What every door promises of the bytes `at..at + 4096`.
fn contract(memory: &mut impl Memory, at: usize) {
    for size in [1, 2, 4, 8] {
        let mask = u64::MAX >> (64 - 8 * size);
        memory.fill(at, 32, 0xee).unwrap();
        memory.store(at + 3, size, 0x8877_6655_4433_2211).unwrap();
        assert_eq!(memory.load(at + 3, size), Some(0x8877_6655_4433_2211 & mask), "{size}");
        assert_eq!(memory.load(at + 3 + size, 1), Some(0xee), "{size}");
        assert_eq!(memory.load(at + 2, 1), Some(0xee), "{size}");
    }
    assert_eq!((memory.load(at, 3), memory.load(at, 16), memory.load(at, 0)), (None, None, None));
    assert_eq!(memory.store(at, 5, 0), None);

    memory.write(at, b"interleave\0rest").unwrap();
    assert_eq!(memory.load(at, 2), Some(u64::from(b'n') << 8 | u64::from(b'i')));
    assert_eq!(memory.c_string(at, 100), Some(&b"interleave"[..]));
    assert_eq!(memory.c_string(at, 5), Some(&b"inter"[..]));
    assert_eq!(memory.c_string(at + 10, 5), Some(&b""[..]));
    let mut buffer = [0; 5];
    memory.read(at + 11, &mut buffer[..4]).unwrap();
    assert_eq!(&buffer, b"rest\0");
    assert_eq!(memory.bytes(at + 11, 4), Some(&b"rest"[..]));

    memory.copy(at + 2, at, 10).unwrap();
    assert_eq!(memory.bytes(at, 12), Some(&b"ininterleave"[..]));
    memory.copy(at, at + 2, 10).unwrap();
    assert_eq!(memory.bytes(at, 10), Some(&b"interleave"[..]));

    for (outside, len) in
        [(0, 1), (8, 8), (usize::MAX, 1), (usize::MAX - 3, 8), (at, usize::MAX), (usize::MAX / 2, 4096)]
    {
        assert_eq!(memory.bytes(outside, len), None, "{outside:#x}");
        assert_eq!(memory.fill(outside, len, 0), None, "{outside:#x}");
        assert_eq!(memory.copy(outside, at, len), None, "{outside:#x}");
        assert_eq!(memory.copy(at, outside, len), None, "{outside:#x}");
    }
    assert_eq!((memory.load(0, 8), memory.store(0, 8, 1), memory.c_string(0, 8)), (None, None, None));
    assert_eq!(memory.write(7, b"wild"), None);
    assert_eq!(memory.bytes(at, 10), Some(&b"interleave"[..]), "a refused write touches nothing");
    assert_eq!(memory.bytes(0, 0), Some(&b""[..]));
    assert_eq!(
        (memory.write(0, b""), memory.fill(0, 0, 1), memory.copy(0, 0, 0)),
        (Some(()), Some(()), Some(()))
    );
}

#[test]
fn an_array_keeps_the_contract() {
    contract(&mut Bytes::new(ARENA.start, 4096), ARENA.start);
}

#[test]
fn the_region_keeps_the_contract() {
    with_region(|region| {
        contract(region, ARENA.start);
        contract(region, layout::stack(7).start);
        contract(region, BASE);
        contract(region, MODULES.start + 5);
    });
}

#[test]
fn memory_ends_where_it_ends() {
    let mut array = Bytes::new(ARENA.start, 16);
    with_region(|region| {
        let (a, r) = (ARENA.start + 16, BASE + SIZE);
        assert_eq!((array.load(a - 8, 8), region.load(r - 8, 8)), (Some(0), Some(0)));
        assert_eq!((array.load(a - 7, 8), region.load(r - 7, 8)), (None, None));
        array.fill(a - 4, 4, b'x').unwrap();
        region.fill(r - 4, 4, b'x').unwrap();
        assert_eq!((array.c_string(a - 4, 9), region.c_string(r - 4, 9)), (None, None));
        assert_eq!(array.c_string(a - 4, 4), Some(&b"xxxx"[..]));
        assert_eq!(region.c_string(r - 4, 4), Some(&b"xxxx"[..]));
        assert_eq!((array.c_string(a, 4), region.c_string(r, 4)), (None, None));
        assert_eq!((array.load(ARENA.start - 1, 2), region.load(BASE - 1, 2)), (None, None));
    });
}

#[test]
fn there_is_one_region_at_a_time() {
    with_region(|_| {
        let second = Region::map().err().expect("the addresses are taken");
        assert_eq!(second.kind(), std::io::ErrorKind::AlreadyExists);
    });
    with_region(|region| assert_eq!(region.load(ARENA.start, 8), Some(0), "a fresh region is zero"));
}

#[test]
fn guards_are_nobodys() {
    with_region(|region| {
        let (stack, guard) = (layout::stack(4), layout::guard(4));
        assert_eq!((region.load(guard.start, 8), region.store(guard.end - 8, 8, 1)), (None, None));
        assert_eq!(region.store(stack.start - 4, 8, 1), None, "across the edge");
        assert_eq!(region.store(stack.start, 8, 1), Some(()));
        region.fill(layout::stack(3).end - 2, 2, b'y').unwrap();
        assert_eq!(region.c_string(layout::stack(3).end - 2, 9), None, "runs into the guard");
        assert!(region.protect(guard, Protection::ReadWrite).is_err());
    });
}

#[test]
fn read_only_pages_refuse_our_writes_and_do_not_fault() {
    with_region(|region| {
        let at = MODULES.start;
        region.write(at, b"text").unwrap();
        region.protect(at..at + PAGE, Protection::ReadExecute).unwrap();
        region.protect(at + PAGE..at + 2 * PAGE, Protection::ReadOnly).unwrap();
        assert_eq!(region.bytes(at, 4), Some(&b"text"[..]));
        for address in [at, at + PAGE - 4, at + 2 * PAGE - 8, at + 2 * PAGE - 1] {
            assert_eq!(region.store(address, 8, 1), None, "{address:#x}");
            assert_eq!(region.write(address, b"12345678"), None, "{address:#x}");
            assert_eq!(region.fill(address, 3 * PAGE, 1), None, "{address:#x}");
            assert_eq!(region.copy(address, ARENA.start, 8), None, "{address:#x}");
        }
        assert_eq!(region.store(at + 2 * PAGE, 8, 1), Some(()));
        assert_eq!(region.copy(ARENA.start, at, 8), Some(()), "reading is allowed");
        region.protect(at..at + PAGE, Protection::ReadWrite).unwrap();
        assert_eq!(region.store(at, 8, 1), Some(()));
        for bad in [at + 1..at + PAGE, at..at + 5, 0..PAGE, BASE + SIZE..BASE + SIZE + PAGE] {
            assert!(region.protect(bad.clone(), Protection::ReadOnly).is_err(), "{bad:?}");
        }
    });
}

#[test]
fn code_placed_in_the_region_runs() {
    with_region(|region| {
        let at = MODULES.start;
        // lea rax, [rdi + rsi]; ret
        region.write(at, &[0x48, 0x8d, 0x04, 0x37, 0xc3]).unwrap();
        region.protect(at..at + PAGE, Protection::ReadExecute).unwrap();
        // SAFETY: the bytes above are such a function, and their page is executable.
        let add: extern "C" fn(u64, u64) -> u64 = unsafe { std::mem::transmute(at) };
        assert_eq!(add(40, 2), 42);
    });
}

#[test]
fn a_snapshot_brings_bytes_back() {
    with_region(|region| {
        let range = MODULES.start + 10..MODULES.start + 3 * PAGE;
        region.fill(range.start, range.len(), 5).unwrap();
        let snapshot = region.snapshot(range.clone());
        assert_eq!((snapshot.range(), snapshot.bytes().len()), (range.clone(), range.len()));
        region.fill(range.start - 1, range.len() + 2, 9).unwrap();
        region.restore(&snapshot);
        assert!(region.bytes(range.start, range.len()).unwrap().iter().all(|&b| b == 5));
        assert_eq!((region.load(range.start - 1, 1), region.load(range.end, 1)), (Some(9), Some(9)));
        let empty = region.snapshot(0..0);
        region.restore(&empty);
    });
}
