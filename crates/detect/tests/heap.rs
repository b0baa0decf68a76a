//! The heap detector says what a map from bytes to objects says.

use detect::{Code, Defect, HeapCheck};
use engine::Ctx;
use machine::{Access, AccessKind, Allocation, Place};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use region::layout;
use std::cell::RefCell;
use std::collections::BTreeMap;

const BASE: usize = layout::ARENA.start;
const C: Ctx = Ctx(1);

#[derive(Clone, Copy, Debug)]
enum Event {
    Allocate(usize),
    Free(usize),
    /// An access so many bytes from the start of an object.
    Access(usize, isize, u32),
}

fn events() -> impl Strategy<Value = Event> {
    prop_oneof![
        3 => (0..64usize).prop_map(Event::Allocate),
        1 => (0..8usize).prop_map(Event::Free),
        6 => (0..8usize, -20..100isize, 1..20u32).prop_map(|(o, at, size)| Event::Access(o, at, size)),
    ]
}

fn allocation(address: usize, size: usize) -> Allocation {
    Allocation { address, size, by: (C, 0), freed: None, origin: machine::Origin::Kmalloc }
}

/// Every byte of an object, and of the granule in which it ends: the object, and whether the byte is its own.
#[derive(Default)]
struct Model {
    objects: Vec<Allocation>,
    bytes: BTreeMap<usize, (usize, bool)>,
    end: usize,
}

impl Model {
    fn allocate(&mut self, size: usize) -> usize {
        let address = BASE + 64 + self.end;
        self.end += size.max(1).next_multiple_of(16) + 16;
        let i = self.objects.len();
        for at in 0..size.max(1).next_multiple_of(8) {
            self.bytes.insert(address + at, (i, at < size));
        }
        self.objects.push(allocation(address, size));
        i
    }

    /// The first eight bytes that the access may not touch: the object whose they are, and whether it was freed.
    fn judge(&self, access: &Access) -> Option<Option<(usize, bool)>> {
        let freed = |i: usize| self.objects[i].freed.is_some();
        let bad = |at: &usize| !self.bytes.get(at).is_some_and(|(i, own)| *own && !freed(*i));
        let at = (access.address..access.address + access.size as usize).find(bad)?;
        Some(self.bytes.get(&at).map(|(i, _)| (*i, freed(*i))))
    }
}

#[test]
fn an_access_is_reported_exactly_if_a_byte_of_it_is_nobodys() {
    let heap = RefCell::new(HeapCheck::new().expect("the shadow is mapped"));
    let seen = RefCell::new([0; 3]);
    let config = Config { cases: 3000, failure_persistence: None, ..Config::default() };
    let result = TestRunner::new(config).run(&prop::collection::vec(events(), 1..60), |events| {
        let heap = &mut *heap.borrow_mut();
        heap.reset();
        let mut model = Model::default();
        for event in events {
            match event {
                Event::Allocate(size) => {
                    let i = model.allocate(size);
                    heap.allocated(i, &model.objects[i]);
                }
                Event::Free(i) if i < model.objects.len() && model.objects[i].freed.is_none() => {
                    model.objects[i].freed = Some((C, 0));
                    heap.freed(i, &model.objects[i]);
                }
                Event::Free(_) => {}
                Event::Access(i, offset, size) => {
                    let Some(object) = model.objects.get(i) else { continue };
                    let kind = if size % 2 == 0 { AccessKind::Read } else { AccessKind::Write };
                    let access = Access { address: object.address.wrapping_add_signed(offset), size, kind };
                    let found = heap.access(C, &access, Place { pc: 5, ..Place::default() });
                    let expected = model.judge(&access);
                    prop_assert_eq!(found.is_some(), expected.is_some(), "{:?}", access);
                    let (Some(found), Some(known)) = (found, expected) else {
                        seen.borrow_mut()[0] += 1;
                        continue;
                    };
                    let Defect::Heap { address, size, write, object, freed } = found.defect else {
                        return Err(TestCaseError::fail("it is no heap error"));
                    };
                    prop_assert_eq!((address, size, write), (access.address, access.size, kind.writes()));
                    prop_assert_eq!(freed, known.is_some_and(|k| k.1));
                    if let Some((i, _)) = known {
                        prop_assert_eq!(object as usize, i);
                    }
                    let code = if freed { Code::UseAfterFree } else { Code::OutOfBounds };
                    prop_assert_eq!(found.code(), code);
                    seen.borrow_mut()[if freed { 2 } else { 1 }] += 1;
                }
            }
        }
        Ok(())
    });
    result.unwrap_or_else(|e| panic!("{e}"));
    assert!(seen.borrow().iter().all(|n| *n > 1000), "{seen:?}");
}

fn access(heap: &mut HeapCheck, address: usize, size: u32) -> Option<(u32, bool)> {
    let access = Access { address, size, kind: AccessKind::Read };
    heap.access(C, &access, Place::default()).map(|f| match f.defect {
        Defect::Heap { object, freed, .. } => (object, freed),
        defect => panic!("{defect:?} is no heap error"),
    })
}

#[test]
fn a_short_overrun_is_told_of_the_object_before_it() {
    for size in [0, 1, 5, 8, 12, 16, 31, 64] {
        let mut heap = HeapCheck::new().expect("the shadow is mapped");
        heap.allocated(7, &allocation(BASE, size));
        let next = size.max(1).next_multiple_of(8);
        for at in [size, next, next + 7] {
            assert_eq!(access(&mut heap, BASE + at, 1), Some((7, false)), "{size} bytes at {at}");
        }
    }
}

#[test]
fn a_reset_forgets_every_object() {
    let mut heap = HeapCheck::new().expect("the shadow is mapped");
    heap.allocated(0, &allocation(BASE, 32));
    assert_eq!(access(&mut heap, BASE + 8, 8), None);
    heap.reset();
    assert_eq!(access(&mut heap, BASE + 8, 8), Some((u32::MAX, false)));
    heap.allocated(0, &allocation(BASE, 8));
    assert_eq!(access(&mut heap, BASE, 8), None);
    assert!(access(&mut heap, BASE + 16, 8).is_some());
}

#[test]
fn memory_outside_of_the_arena_is_not_the_heaps() {
    let mut heap = HeapCheck::new().expect("the shadow is mapped");
    for address in [0, layout::MODULES.start, BASE - 8, layout::ARENA.end()] {
        assert_eq!(access(&mut heap, address, 8), None);
    }
    assert!(access(&mut heap, layout::ARENA.end() - 8, 8).is_some());
}
