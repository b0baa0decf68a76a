//! Balance, lifetime, keys and assertions.

use crate::lab::{BALANCE, Lab};
use lockdep::{Acquire, Assertion, ClassSpec, Defect, Handler, Key, Map, Mode, Who};

#[test]
fn releasing_a_lock_of_another_interrupt_level_is_unbalanced() {
    let mut lab = Lab::new();
    let [a, b] = ["a", "b"].map(|n| lab.spin(n));
    lab.lock(a);
    lab.in_hardirq(|lab| {
        lab.lock(b);
        lab.unlock(a);
        lab.expect(&[BALANCE]);
        lab.unlock(b);
    });
    lab.unlock(a);
    lab.silent();
}

#[test]
fn an_unlock_by_another_task_is_unbalanced() {
    let mut lab = Lab::new();
    let a = lab.mutex("a");
    lab.lock(a);
    let mut other = lockdep::Task::new(lockdep::Context(2));
    let site = lab.site();
    lab.v.release(&mut other, a, site);
    let Defect::BadUnlockBalance { lock } = lab.defect() else { panic!() };
    assert_eq!(&*lock.class.unwrap().name, "a");
    assert_eq!(lock.address, a.address);
}

#[test]
fn locks_held_at_exit_and_on_the_way_to_user_space() {
    let mut lab = Lab::new();
    let a = lab.mutex("a");
    let site = lab.site();
    lab.v.exit(&lab.task, site);
    lab.v.return_to_user(&lab.task, site);
    lab.silent();
    lab.lock(a);
    lab.v.return_to_user(&lab.task, site);
    lab.expect(&["WARNING: lock held when returning to user space!"]);
    lab.v.exit(&lab.task, site);
    let finding = lab.only();
    let who = Who { comm: "kworker", pid: 7, ..Who::default() };
    assert_eq!(finding.headline(&who), "WARNING: kworker/7 still has locks held!");
    assert_eq!(finding.held.len(), 1);
}

#[test]
fn freeing_looks_at_the_bytes_freed_only() {
    let mut lab = Lab::new();
    let a = lab.mutex("a");
    lab.lock(a);
    let site = lab.site();
    lab.v.freeing(&lab.task, a.address - 16, 16, site);
    lab.v.freeing(&lab.task, a.address + 1, 16, site);
    lab.silent();
    lab.v.freeing(&lab.task, a.address - 16, 17, site);
    lab.expect(&["WARNING: held lock freed!"]);
    lab.unlock(a);
    lab.v.freeing(&lab.task, a.address - 16, 17, site);
    lab.silent();
}

#[test]
fn a_lock_that_was_never_initialised() {
    let mut lab = Lab::new();
    let a = Map::without_key(0x40);
    lab.lock(a);
    lab.expect(&["INFO: trying to register non-static key."]);
    assert_eq!(lab.task.depth(), 1);
    lab.unlock(a);
    lab.silent();
}

#[test]
fn a_dynamic_key_must_be_registered() {
    let mut lab = Lab::new();
    let spec = ClassSpec::sleeping(Key(0xff00), "wq");
    let site = lab.site();
    let map = lab.v.map_dynamic(&lab.task, 0x40, &spec, site);
    lab.expect(&["BUG: key 000000000000ff00 has not been registered!"]);
    lab.lock(map);
    lab.expect(&["INFO: trying to register non-static key."]);
    lab.unlock(map);
    lab.v.register_key(Key(0xff00));
    let map = lab.v.map_dynamic(&lab.task, 0x40, &spec, site);
    lab.nest(&[map]);
    lab.silent();
    lab.v.unregister_key(Key(0xff00));
    lab.v.map_dynamic(&lab.task, 0x80, &spec, site);
    // The same defect at the same key is the same finding.
    lab.silent();
}

#[test]
fn a_subclass_out_of_range() {
    let mut lab = Lab::new();
    let a = lab.mutex("a");
    lab.take(a, |r| r.nested(7));
    lab.silent();
    lab.unlock(a);
    lab.take(a, |r| r.nested(8));
    lab.expect(&["BUG: looking up invalid subclass: 8"]);
    lab.unlock(a);
    lab.take(a, |r| r.nested(1000));
    lab.expect(&["BUG: looking up invalid subclass: 1000"]);
}

#[test]
fn a_nest_lock_released_before_what_it_protects() {
    let mut lab = Lab::new();
    let [outer, x] = ["outer", "x"].map(|n| lab.mutex(n));
    lab.lock(outer);
    lab.take(x, |a| a.nest_lock(outer));
    lab.unlock(outer);
    lab.expect(&["WARNING: Nested lock was not taken"]);
}

#[test]
fn assertions_on_locks() {
    use Assertion::{Held, HeldRead, HeldWrite, NoneHeld, NotHeld};
    let mut lab = Lab::new();
    let a = lab.mutex("a");
    let all = [Held, HeldWrite, HeldRead, NotHeld, NoneHeld];
    let met = |lab: &Lab| all.map(|assertion| assertion.is_met(&lab.task, Some(a)));
    assert_eq!(met(&lab), [false, false, false, true, true]);
    lab.lock(a);
    assert_eq!(met(&lab), [true, true, false, false, false]);
    lab.unlock(a);
    lab.take(a, |r| r.mode(Mode::Shared));
    assert_eq!(met(&lab), [true, false, true, false, false]);
    lab.take(a, Acquire::trylock);
    lab.unlock(a);
    lab.silent();
    let site = lab.site();
    lab.v.assert(&lab.task, Held, Some(a), site);
    lab.silent();
    lab.v.assert(&lab.task, NotHeld, Some(a), site);
    let finding = lab.only();
    let who = Who { cpu: 1, pid: 42, place: "counter.c:17 bump+0x1c/0x40", ..Who::default() };
    assert_eq!(finding.headline(&who), "WARNING: CPU: 1 PID: 42 at counter.c:17 bump+0x1c/0x40");
}

#[test]
fn assertions_on_interrupts() {
    use Assertion::{InHardirq, InSoftirq, IrqsDisabled, IrqsEnabled};
    let mut lab = Lab::new();
    let all = [IrqsEnabled, IrqsDisabled, InHardirq, InSoftirq];
    let met = |lab: &Lab| all.map(|assertion| assertion.is_met(&lab.task, None));
    assert_eq!(met(&lab), [true, false, false, false]);
    lab.task.softirqs_off();
    assert_eq!(met(&lab), [true, false, false, true]);
    lab.task.hardirqs_off();
    lab.task.hardirq_enter(Handler::Threaded);
    assert_eq!(met(&lab), [false, true, true, false]);
}

#[test]
fn a_reset_task_starts_anew_and_facts_stay() {
    let mut lab = Lab::new();
    let [a, b] = ["a", "b"].map(|n| lab.mutex(n));
    lab.lock(a);
    lab.lock(b);
    lab.task.hardirqs_off();
    lab.task.reset(lockdep::Context(9));
    assert_eq!(lab.task.depth(), 0);
    assert!(lab.task.enabled(lockdep::Irq::Hardirq));
    lab.nest(&[b, a]);
    let finding = lab.only();
    assert_eq!(finding.context, lockdep::Context(9));
}

#[test]
fn fs_reclaim_as_a_pseudo_lock() {
    let mut lab = Lab::new();
    let reclaim = lab.v.map(1, &ClassSpec::pseudo(Key(1), "fs_reclaim"));
    // Reclaim that allocates without __GFP_FS does not enter reclaim again.
    lab.nest(&[reclaim]);
    lab.silent();
    lab.nest(&[reclaim, reclaim]);
    lab.expect(&[crate::lab::RECURSIVE]);
}
