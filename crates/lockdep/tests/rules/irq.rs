//! Interrupts.

use crate::lab::{INCONSISTENT, INVERSION, Lab};
use lockdep::{Acquire, ClassSpec, Context, Defect, Irq, Key, Mode, Task, Usage};

#[test]
fn a_lock_always_taken_with_irqs_off_may_be_taken_in_the_interrupt() {
    let mut lab = Lab::new();
    let [a, b] = ["a", "b"].map(|n| lab.spin(n));
    lab.irqs_off(|lab| lab.nest(&[a, b]));
    lab.in_hardirq(|lab| lab.nest(&[a, b]));
    lab.irqs_off(|lab| lab.nest(&[b]));
    lab.silent();
}

#[test]
fn a_trylock_in_the_interrupt_does_not_make_a_lock_safe() {
    let mut lab = Lab::new();
    let a = lab.spin("a");
    lab.nest(&[a]);
    lab.in_hardirq(|lab| {
        lab.take(a, Acquire::trylock);
        lab.unlock(a);
    });
    lab.silent();
}

#[test]
fn enabling_irqs_marks_what_is_held() {
    let mut lab = Lab::new();
    let a = lab.spin("a");
    lab.in_hardirq(|lab| lab.nest(&[a]));
    lab.task.hardirqs_off();
    lab.lock(a);
    lab.silent();
    lab.irqs_on(Irq::Hardirq);
    let Defect::InconsistentState { earlier, later, .. } = lab.defect() else { panic!() };
    assert_eq!((earlier.0.name(), later.0.name()), ("IN-HARDIRQ-W", "HARDIRQ-ON-W"));
    // Where it was held from, and where interrupts came on.
    assert_eq!((later.1.held.0 + 1, later.1.site.0), (later.1.site.0, lab.line));
}

#[test]
fn softirqs_count_only_with_hardirqs_on() {
    let mut lab = Lab::new();
    let a = lab.spin("a");
    lab.task.softirqs_off();
    lab.task.softirq_enter();
    lab.nest(&[a]);
    lab.task.softirq_exit();
    lab.irqs_on(Irq::Softirq);
    lab.silent();
    lab.irqs_off(|lab| lab.nest(&[a]));
    lab.silent();
    lab.nest(&[a]);
    lab.expect(&[INCONSISTENT]);
}

#[test]
fn an_interrupt_begins_a_chain_of_its_own() {
    let mut lab = Lab::new();
    let [a, b] = ["a", "b"].map(|n| lab.spin(n));
    lab.task.hardirqs_off();
    lab.lock(a);
    lab.task.hardirq_enter(lockdep::Handler::Threaded);
    lab.nest(&[b]);
    lab.task.hardirq_exit();
    lab.unlock(a);
    lab.nest(&[b, a]);
    lab.irqs_on(Irq::Hardirq);
    lab.silent();
}

#[test]
fn an_interrupt_on_a_task_of_its_own_gives_the_same_verdict() {
    let mut lab = Lab::new();
    let a = lab.spin("a");
    lab.nest(&[a]);
    let mut irq = Task::new(Context(2));
    irq.hardirqs_off();
    irq.hardirq_enter(lockdep::Handler::Threaded);
    let site = lab.site();
    lab.v.acquire(&mut irq, Acquire::exclusive(a, site));
    let finding = lab.only();
    assert_eq!(finding.context, Context(2));
    assert!(matches!(finding.defect, Defect::InconsistentState { .. }));
}

#[test]
fn an_inversion_over_a_long_chain_names_both_ends() {
    let mut lab = Lab::new();
    let m: Vec<_> = ["a", "b", "c", "d"].iter().map(|n| lab.spin(n)).collect();
    lab.irqs_off(|lab| m.windows(2).for_each(|pair| lab.nest(pair)));
    lab.nest(&[m[3]]);
    lab.silent();
    lab.in_hardirq(|lab| lab.nest(&[m[0]]));
    let finding = lab.only();
    let Defect::IrqInversion(chain) = &finding.defect else { panic!() };
    assert_eq!((&*chain.safe.name, &*chain.unsafe_.name), ("a", "d"));
    assert_eq!((chain.used.0, chain.enabled.0), (Usage::UsedInHardirq, Usage::EnabledHardirq));
    let path: Vec<_> = chain.links.iter().map(|l| &*l.class.name).collect();
    assert_eq!(path, ["b", "c", "d"]);
    assert_eq!(&*chain.changed.as_ref().unwrap().name, "a");
}

#[test]
fn a_safe_to_unsafe_edge_says_which_link_is_the_last() {
    let mut lab = Lab::new();
    let m: Vec<_> = ["a", "b", "c", "d"].iter().map(|n| lab.spin(n)).collect();
    lab.in_hardirq(|lab| lab.nest(&m[..2]));
    lab.irqs_off(|lab| lab.nest(&m[2..]));
    lab.nest(&m[3..]);
    lab.silent();
    lab.irqs_off(|lab| lab.nest(&m[1..3]));
    let Defect::SafeToUnsafe(chain) = lab.defect() else { panic!() };
    // b is the nearest safe lock.
    assert_eq!((&*chain.safe.name, &*chain.unsafe_.name), ("b", "d"));
    assert_eq!((chain.links.len(), chain.last), (2, Some(0)));
}

#[test]
fn one_pair_is_reported_once_however_it_comes_about() {
    let mut lab = Lab::new();
    let [a, b, c] = ["a", "b", "c"].map(|n| lab.spin(n));
    lab.irqs_off(|lab| lab.nest(&[a, b]));
    lab.nest(&[b]);
    lab.in_hardirq(|lab| lab.nest(&[a]));
    lab.expect(&[INVERSION]);
    // A second path between the two.
    lab.irqs_off(|lab| lab.nest(&[a, c]));
    lab.irqs_off(|lab| lab.nest(&[c, b]));
    lab.silent();
}

#[test]
fn both_irqs_are_reported() {
    let mut lab = Lab::new();
    let [a, b] = ["a", "b"].map(|n| lab.spin(n));
    lab.in_hardirq(|lab| lab.nest(&[a]));
    lab.task.softirqs_off();
    lab.task.softirq_enter();
    lab.irqs_off(|lab| lab.nest(&[a]));
    lab.task.softirq_exit();
    lab.irqs_on(Irq::Softirq);
    lab.nest(&[b]);
    lab.silent();
    lab.irqs_off(|lab| lab.nest(&[a, b]));
    lab.expect(&[
        "WARNING: HARDIRQ-safe -> HARDIRQ-unsafe lock order detected",
        "WARNING: SOFTIRQ-safe -> SOFTIRQ-unsafe lock order detected",
    ]);
}

#[test]
fn readers_in_the_interrupt_and_outside_are_legal() {
    let mut lab = Lab::new();
    let a = lab.spin("a");
    let read = |lab: &mut Lab| {
        let mode = lab.task.read_lock_mode();
        lab.take(a, |r| r.mode(mode));
        lab.unlock(a);
    };
    read(&mut lab);
    lab.in_hardirq(read);
    lab.irqs_off(|lab| lab.nest(&[a]));
    lab.silent();
    assert_eq!(lab.task.read_lock_mode(), Mode::Shared);
}

#[test]
fn a_local_lock_stands_in_no_inversion() {
    let mut lab = Lab::new();
    let a = lab.spin("a");
    let local = lab.v.map(5, &ClassSpec::local_lock(Key(5), "l"));
    lab.in_hardirq(|lab| lab.nest(&[a]));
    lab.nest(&[local]);
    lab.irqs_off(|lab| lab.nest(&[a, local]));
    lab.silent();
}
