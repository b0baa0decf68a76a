//! What the heap gives, and what it says of a wrong free.

mod script;

use engine::Ctx;
use machine::Misuse;
use region::layout;
use script::*;

const T0: Ctx = thread(0);
const T1: Ctx = thread(1);

fn allocate(sim: &mut Sim, c: Ctx, size: usize) -> usize {
    let i = sim.machine.allocate(c, size, 0).expect("there is room");
    sim.machine.heap().objects()[i].address
}

#[test]
fn an_address_is_a_function_of_the_context_and_of_what_it_was_given() {
    let sizes = [1, 8, 24, 0, 100, 4096];
    let alone: Vec<usize> = {
        let mut sim = Script::new().boot();
        sizes.iter().map(|s| allocate(&mut sim, T0, *s)).collect()
    };
    let mut sim = Script::new().boot();
    let mut beside = Vec::new();
    for s in sizes {
        allocate(&mut sim, T1, 3 * s + 5);
        beside.push(allocate(&mut sim, T0, s));
    }
    assert_eq!(alone, beside);
}

#[test]
fn objects_are_aligned_apart_and_in_the_arena() {
    let mut sim = Script::new().boot();
    for i in 0..300 {
        allocate(&mut sim, if i % 3 == 0 { T0 } else { T1 }, i % 67);
    }
    let mut objects: Vec<(usize, usize)> =
        sim.machine.heap().objects().iter().map(|o| (o.address, o.size)).collect();
    objects.sort_unstable();
    assert!(objects.iter().all(|o| o.0 % 16 == 0 && layout::ARENA.contains(o.0 + o.1)));
    // At least 16 bytes that belong to nobody follow each.
    assert!(objects.windows(2).all(|w| w[0].0 + w[0].1.max(1) + 16 <= w[1].0));
}

#[test]
fn freed_memory_is_not_given_again() {
    let mut sim = Script::new().boot();
    let a = allocate(&mut sim, T0, 32);
    assert_eq!(sim.machine.free(T1, a, 77), Ok(0));
    assert_ne!(allocate(&mut sim, T0, 32), a);
    let object = sim.machine.heap().objects()[0];
    assert_eq!((object.by.0, object.freed), (T0, Some((T1, 77))));
}

#[test]
fn a_second_free_and_the_free_of_no_start_are_misuses() {
    let mut sim = Script::new().boot();
    let a = allocate(&mut sim, T0, 32);
    let inside = Misuse::NotAllocated { address: a + 8 };
    assert_eq!(sim.machine.free(T0, a + 8, 0), Err(inside));
    assert_eq!(sim.machine.free(T0, X, 0), Err(Misuse::NotAllocated { address: X }));
    assert_eq!(sim.machine.free(T0, a, 0), Ok(0));
    assert_eq!(sim.machine.free(T1, a, 0), Err(Misuse::DoubleFree { address: a }));
}

#[test]
fn an_object_is_found_by_any_of_its_bytes() {
    let mut sim = Script::new().boot();
    let (a, b) = (allocate(&mut sim, T0, 40), allocate(&mut sim, T0, 40));
    let found = |at: usize| sim.machine.heap().find(at).map(|o| o.address);
    assert_eq!((found(a), found(a + 39), found(a + 45), found(b)), (Some(a), Some(a), Some(a), Some(b)));
    assert_eq!(found(a - 1), None);
}

#[test]
fn who_asks_for_more_than_its_part_gets_of_the_rest() {
    let mut sim = Script::new().boot();
    let big = 1 << 20;
    let a = allocate(&mut sim, T0, big);
    let b = allocate(&mut sim, T1, big);
    assert!(b >= a + big || a >= b + big);
    let small = allocate(&mut sim, T0, 8);
    assert!(small < a && small < b);
}

#[test]
fn a_full_arena_gives_nothing() {
    let mut sim = Script::new().boot();
    assert_eq!(sim.machine.allocate(T0, layout::ARENA.size, 0), None);
    assert_eq!(sim.machine.allocate(T0, usize::MAX, 0), None);
    assert_eq!(sim.machine.allocate(T0, usize::MAX - 40, 0), None);
    let mut given = 0;
    while sim.machine.allocate(T0, 16 << 20, 0).is_some() {
        given += 1;
        assert!(given < 100);
    }
    assert!(given > 1);
    allocate(&mut sim, T1, 8);
}
