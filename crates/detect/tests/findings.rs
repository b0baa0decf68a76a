//! What findings are the same, which of them end an execution, and where a deadlock is said to be.

#[path = "../../machine/tests/script/mod.rs"]
mod script;

use detect::{Code, Defect, Finding, Findings, Side, deadlock, oops};
use engine::{Ctx, Ending};
use machine::{Access, AccessKind, Misuse, Place};
use region::layout;
use script::{MUTEX, Script, mutex_lock, thread};
use std::collections::BTreeSet;

fn at(pc: usize) -> Place {
    Place { pc, ..Place::default() }
}

fn race(earlier: usize, later: usize) -> Finding {
    let side = |pc| Side { context: Ctx(1), kind: AccessKind::Write, pc, asserts: false };
    let defect = Defect::DataRace { address: 8, earlier: side(earlier), later: side(later) };
    Finding { defect, context: Ctx(1), place: at(later) }
}

#[test]
fn a_race_is_the_same_whoever_comes_first() {
    let mut findings = Findings::default();
    [race(1, 2), race(2, 1), race(1, 2), race(1, 3)].into_iter().for_each(|f| findings.add(f));
    assert_eq!(findings.list(), [race(1, 2), race(1, 3)]);
    assert!(!findings.is_fatal());
    findings.reset();
    assert!(findings.list().is_empty());
}

#[test]
fn an_execution_ends_with_a_fatal_finding_until_the_next() {
    let misuse = |m| Finding { defect: Defect::Misuse(m), context: Ctx(1), place: at(1) };
    let mut findings = Findings::default();
    findings.add(misuse(Misuse::NoLine { irq: 3 }));
    assert!(!findings.is_fatal());
    findings.add(misuse(Misuse::DoubleFree { address: 8 }));
    assert!(findings.is_fatal());
    assert_eq!(
        findings.list().iter().map(Finding::code).collect::<Vec<_>>(),
        [Code::Misuse, Code::InvalidFree]
    );
    findings.reset();
    assert!(!findings.is_fatal());
}

#[test]
fn no_more_findings_are_kept_than_there_is_room_for() {
    let mut findings = Findings::default();
    (0..200).for_each(|i| findings.add(race(i, 1000)));
    assert_eq!(findings.list().len(), Findings::MAX);
    assert_eq!(findings.list()[63], race(63, 1000));
}

#[test]
fn a_deadlock_is_the_same_finding_whoever_closes_the_cycle() {
    let take = |i: usize| [mutex_lock(MUTEX[i]), mutex_lock(MUTEX[(i + 1) % 3])];
    let script = Script::new().thread(take(0)).thread(take(1)).thread(take(2));
    let (mut found, mut closers) = (BTreeSet::new(), BTreeSet::new());
    script.search_within(2, 100_000, |sim, course, ending| {
        if ending == Ending::Deadlock {
            closers.insert(course.cycle()[0]);
            let finding = deadlock::finding(course.cycle(), &sim.machine).expect("there is a cycle");
            assert_eq!((finding.code(), finding.context), (Code::Deadlock, thread(0)));
            found.insert(format!("{:?}", finding));
        }
    });
    assert!(closers.len() > 1);
    assert_eq!(found.len(), 1, "{found:?}");
    let expected = "Deadlock { cycle: [c1, c2, c3, c-, c-, c-, c-, c-], len: 3 }";
    assert!(found.iter().all(|f| f.contains(expected)), "{found:?}");
}

#[test]
fn an_access_oopses_exactly_if_it_leaves_what_modules_may_touch() {
    let oops =
        |address, size, kind| oops::access(Ctx(1), &Access { address, size, kind }, at(1)).map(|f| f.code());
    let (start, end) = (layout::TASKS, layout::BASE + layout::SIZE);
    for kind in [AccessKind::Read, AccessKind::Write] {
        for (address, size) in [(start, 8), (end - 8, 8), (end - 1, 1)] {
            assert_eq!(oops(address, size, kind), None);
        }
        for (address, size) in [(0, 1), (start - 1, 1), (end - 7, 8), (end, 1), (usize::MAX, 8)] {
            assert_eq!(oops(address, size, kind), Some(Code::Oops), "{address:#x}");
        }
    }
    let user = layout::USER;
    for (address, size) in [(user.start - 8, 8), (layout::stack(0).start, 8)] {
        assert_eq!(oops(address, size, AccessKind::Write), None, "{address:#x}");
    }
    for (address, size) in [(user.start - 4, 8), (user.start, 1), (user.end() - 1, 2)] {
        assert_eq!(oops(address, size, AccessKind::Read), Some(Code::Oops), "{address:#x}");
    }
    assert_eq!(oops(layout::JIFFIES, 8, AccessKind::Read), None);
    assert_eq!(oops(layout::JIFFIES, 8, AccessKind::Write), Some(Code::Oops));
}

#[test]
fn a_stack_may_be_as_deep_as_a_kernel_stack_and_no_deeper() {
    let top = layout::stack(3).end;
    let stack = |sp| oops::stack(Ctx(3), Place { sp, ..Place::default() }, top).map(|f| f.code());
    assert_eq!(stack(top - layout::STACK_LIMIT), None);
    assert_eq!(stack(top - layout::STACK_LIMIT - 8), Some(Code::StackOverflow));
    assert_eq!(stack(top + 8), Some(Code::Oops));
}
