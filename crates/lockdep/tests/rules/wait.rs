//! Wait types.

use crate::lab::{Lab, WAIT};
use lockdep::{Acquire, ClassSpec, Defect, Handler, Key, LockKind, WaitType};

#[test]
fn a_mutex_under_a_spinlock_says_what_is_allowed() {
    let mut lab = Lab::new();
    let [s, m] = [lab.spin("s"), lab.mutex("m")];
    lab.nest(&[s, m]);
    let Defect::InvalidWaitContext { lock, context, allowed } = lab.defect() else { panic!() };
    // The wait type is checked before the use is marked.
    assert_eq!(lock.class.to_string(), "(m){....}-{4:4}");
    assert_eq!((context, allowed), (WaitType::Max, WaitType::Config));
}

#[test]
fn a_trylock_does_not_wait_but_its_lock_restricts() {
    let mut lab = Lab::new();
    let [s, m] = [lab.spin("s"), lab.mutex("m")];
    lab.lock(s);
    lab.take(m, Acquire::trylock);
    lab.silent();
    lab.unlock(m);
    lab.unlock(s);
    lab.take(s, Acquire::trylock);
    lab.lock(m);
    lab.expect(&[WAIT]);
}

#[test]
fn releasing_the_strict_lock_in_the_middle_relaxes() {
    let mut lab = Lab::new();
    let raw = lab.v.map(1, &ClassSpec::raw_spinlock(Key(1), "raw"));
    let rcu = lab.v.map(2, &ClassSpec::rcu(Key(2), "rcu"));
    let s = lab.spin("s");
    lab.lock(raw);
    lab.take(rcu, |a| a.unchecked());
    lab.unlock(raw);
    lab.lock(s);
    lab.silent();
}

#[test]
fn rcu_in_a_strict_environment_does_not_loosen_it() {
    let mut lab = Lab::new();
    let raw = lab.v.map(1, &ClassSpec::raw_spinlock(Key(1), "raw"));
    let rcu = lab.v.map(2, &ClassSpec::rcu(Key(2), "rcu"));
    let s = lab.spin("s");
    lab.lock(raw);
    lab.take(rcu, |a| a.unchecked());
    lab.lock(s);
    lab.expect(&[WAIT]);
}

#[test]
fn an_override_replaces_the_type_in_force() {
    let mut lab = Lab::new();
    let raw = lab.v.map(1, &ClassSpec::raw_spinlock(Key(1), "raw"));
    let spec = ClassSpec { inner: WaitType::Sleep, ..ClassSpec::pseudo(Key(2), "override") };
    let spec = ClassSpec { outer: WaitType::Free, ..spec.kind(LockKind::WaitOverride) };
    let map = lab.v.map(2, &spec);
    let s = lab.spin("s");
    lab.lock(raw);
    lab.lock(map);
    lab.lock(s);
    lab.silent();
}

#[test]
fn what_the_interrupted_task_holds_does_not_restrict_the_handler() {
    let mut lab = Lab::new();
    let raw = lab.v.map(1, &ClassSpec::raw_spinlock(Key(1), "raw"));
    let s = lab.spin("s");
    lab.lock(raw);
    lab.in_hardirq(|lab| lab.nest(&[s]));
    lab.silent();
    lab.task.hardirqs_off();
    lab.task.hardirq_enter(Handler::NotThreaded);
    lab.lock(s);
    lab.expect(&[WAIT]);
}

#[test]
fn pseudo_locks_have_no_wait_type() {
    let mut lab = Lab::new();
    let s = lab.spin("s");
    let work = lab.v.map(1, &ClassSpec::pseudo(Key(1), "work"));
    lab.lock(s);
    lab.lock(work);
    lab.silent();
}
