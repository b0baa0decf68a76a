//! Where copies of per-CPU data lie, and on which CPU a task runs.

mod script;

use engine::Ctx;
use machine::{Affinity, Misuse, PerCpu, task_address};
use script::*;

const T0: Ctx = thread(0);
const T1: Ctx = thread(1);
const EINVAL: i64 = 22;

#[test]
fn each_cpu_has_a_copy_of_its_own_that_leads_back_to_the_pointer() {
    let mut sim = Script::new().cpus(4).boot();
    let (index, pointer) = sim.machine.allocate_percpu(T0, 24, 64, 0).expect("there is room");
    let mut copies: Vec<usize> = (0..4).map(|cpu| sim.machine.percpu_copy(pointer, cpu)).collect();
    for (cpu, copy) in copies.iter().enumerate() {
        let object = sim.machine.heap().objects()[index + cpu];
        assert_eq!((object.address, object.size, copy % 64), (*copy, 24, 0));
        assert_eq!(sim.machine.percpu_pointer(copy + 23), Some((pointer + 23, cpu as u16)));
        assert_eq!(sim.machine.percpu_pointer(copy + 24), None);
        assert_eq!(sim.machine.percpu_copy(pointer + 8, cpu as u16), copy + 8);
    }
    copies.dedup();
    assert_eq!(copies.len(), 4);
}

#[test]
fn what_is_no_percpu_pointer_leads_nowhere() {
    let mut sim = Script::new().cpus(2).boot();
    let (_, pointer) = sim.machine.allocate_percpu(T0, 8, 8, 0).expect("there is room");
    let nowhere = |pointer, cpu| sim.machine.percpu_copy(pointer, cpu) >= 1 << 47;
    assert!(nowhere(X, 0) && nowhere(pointer, 2) && nowhere(pointer + 8, 0) && !nowhere(pointer, 1));
    assert_eq!(sim.machine.percpu_copy(0, 1), 0);
}

#[test]
fn percpu_memory_is_freed_once_by_its_own_pointer_and_its_copies_are_known_for_ever() {
    let mut sim = Script::new().cpus(2).boot();
    let (index, pointer) = sim.machine.allocate_percpu(T0, 8, 8, 0).expect("there is room");
    let copy = sim.machine.percpu_copy(pointer, 1);
    assert!(sim.machine.is_percpu_object(pointer) && !sim.machine.is_percpu_object(copy));
    assert_eq!(sim.machine.free_percpu(T0, copy, 0), Err(Misuse::NotAllocated { address: copy }));
    assert_eq!(sim.machine.free_percpu(T1, pointer, 7), Ok(index));
    assert!(sim.machine.heap().objects()[index..index + 2].iter().all(|o| o.freed == Some((T1, 7))));
    assert_eq!(sim.machine.free_percpu(T0, pointer, 0), Err(Misuse::DoubleFree { address: pointer }));
    assert_eq!(sim.machine.percpu_copy(pointer, 1), copy);
}

#[test]
fn too_much_is_refused() {
    let mut sim = Script::new().cpus(2).boot();
    for (size, align) in [(0, 8), (32 * 1024 + 1, 8), (8, 3), (8, 8192), (usize::MAX, 8)] {
        assert_eq!(sim.machine.allocate_percpu(T0, size, align, 0), None, "{size} {align}");
    }
}

#[test]
fn static_areas_outlive_the_execution_and_dynamic_ones_do_not() {
    let script = Script::new().cpus(2);
    let mut sim = script.boot();
    let area = PerCpu { template: Y + 4096, size: 16, first: Y + 8192, stride: 64 };
    sim.machine.add_static_percpu(area);
    let (_, pointer) = sim.machine.allocate_percpu(T0, 8, 8, 0).expect("there is room");
    sim.switch_on_again(&script);
    assert_eq!(sim.machine.percpu_copy(Y + 4096 + 4, 1), Y + 8192 + 64 + 4);
    assert!(!sim.machine.is_percpu_object(pointer) && sim.machine.percpu_copy(pointer, 0) >= 1 << 47);
}

fn allow(c: Ctx, cpus: u64) -> Step {
    Affinity::Allow(task_address(c), cpus).into()
}

#[test]
fn a_task_leaves_a_cpu_that_it_may_no_longer_run_on() {
    let mut sim = Script::new().cpus(4).thread([allow(T0, 0b0100), allow(T0, 0b0101), nop()]).boot();
    assert_eq!(sim.machine.context(T0).cpu, 1);
    sim.go(T0);
    sim.go(T0);
    assert_eq!((sim.machine.context(T0).cpu, sim.value(T0)), (2, 0));
    sim.go(T0);
    assert_eq!(sim.machine.context(T0).cpu, 2, "a CPU that is allowed is kept");
}

#[test]
fn no_cpu_at_all_is_refused() {
    let mut sim = Script::new().cpus(2).thread([allow(T0, 0), allow(T0, 0b1100)]).boot();
    sim.go(T0);
    sim.go(T0);
    assert_eq!(sim.values(T0), [-EINVAL as u64, -EINVAL as u64]);
}

#[test]
fn a_task_that_cannot_be_preempted_is_moved_later() {
    let holder = [lock(SPIN[0]), unlock(SPIN[0])];
    let mut sim = Script::new().cpus(4).thread(holder).thread([allow(T0, 0b1000)]).boot();
    sim.go(T0);
    sim.go_as(T1, 0);
    assert!(!sim.can(T1), "T1 has begun");
    sim.go(T0);
    sim.go(T1);
    assert_eq!(sim.machine.context(T0).cpu, 3);
}

#[test]
fn a_sleeper_wakes_up_on_any_cpu_that_it_may_run_on() {
    let script = Script::new().cpus(4).config(|c| c.moves = true);
    let mut sim = script.thread([allow(T0, 0b1110), msleep(1), nop()]).thread([lock(SPIN[0])]).boot();
    sim.go(T0);
    sim.go(T0);
    sim.go(T1);
    sim.go(machine::CLOCK);
    // Its own CPU 1, and CPU 3; on CPU 2 the other one holds a lock, and CPU 0 is forbidden.
    assert_eq!(sim.machine.context(T0).cpu, 1);
    assert_eq!(engine::World::picks(&sim.machine, T0).iter().collect::<Vec<_>>(), [0, 2]);
    sim.go_as(T0, 2);
    assert_eq!(sim.machine.context(T0).cpu, 3);
}

#[test]
fn without_moves_a_sleeper_wakes_up_where_it_was() {
    let mut sim = Script::new().cpus(4).thread([msleep(1), nop()]).boot();
    sim.go(T0);
    sim.go(machine::CLOCK);
    assert_eq!(engine::World::picks(&sim.machine, T0), engine::Alts::ONE);
}

#[test]
fn who_spins_on_a_bit_that_is_set_only_looks() {
    use machine::{Atomic, Order, Rmw};
    let set = Atomic { address: X, size: 8, rmw: Rmw::Or, order: Order::Acquire, operand: 1, other: 0 };
    let mut sim = Script::new().thread([Step::Op(set.into()), Step::Op(set.into())]).boot();
    let object = machine::objects::memory(X);
    sim.go(T0);
    assert_eq!(sim.touched(object).last(), Some(&engine::Mode::Write));
    sim.go(T0);
    assert_eq!(sim.touched(object).last(), Some(&engine::Mode::Read));
}
