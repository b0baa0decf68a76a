//! What a finding says.

use crate::lab::Lab;
use lockdep::{Action, Assertion, ClassSpec, Defect, Dependency, Key, Mode, Site, Usage, UsageSet};

#[test]
fn a_class_prints_as_the_kernel_prints_it() {
    let mut lab = Lab::new();
    let a = lab.spin("lock");
    lab.nest(&[a]);
    lab.in_hardirq(|lab| lab.nest(&[a]));
    let Defect::InconsistentState { class, .. } = lab.defect() else { panic!() };
    assert_eq!(class.to_string(), "(lock){?.+.}-{3:3}");
    // A second key of the same name is told apart.
    let b = lab.v.map(0x99, &ClassSpec::rcu(Key(0x99), "lock"));
    lab.lock(b);
    lab.take(b, |r| r.nested(2));
    let site = lab.site();
    lab.v.exit(&lab.task, site);
    let names: Vec<_> = lab.only().held.iter().map(|h| h.class.to_string()).collect();
    assert_eq!(names, ["(lock#2){+.+.}-{1:3}", "(lock#2/2){+.+.}-{1:3}"]);
}

#[test]
fn usage_characters() {
    let mut set = UsageSet::default();
    assert_eq!(set.to_string(), "....");
    set.insert(Usage::UsedInHardirqRead);
    set.insert(Usage::EnabledSoftirq);
    assert_eq!(set.to_string(), ".-+.");
    set.insert(Usage::UsedInSoftirq);
    assert_eq!(set.to_string(), ".-?.");
}

#[test]
fn a_circle_carries_sites_contexts_and_held_locks() {
    let mut lab = Lab::new();
    let [a, b] = ["a", "b"].map(|n| lab.mutex(n));
    lab.nest(&[a, b]);
    lab.task.reset(lockdep::Context(2));
    lab.line = 100;
    lab.lock(b);
    lab.lock(a);
    let finding = lab.only();
    assert_eq!((finding.order, finding.site), (102, Site(102)));
    assert_eq!(finding.context, lockdep::Context(2));
    assert_eq!(finding.held.len(), 1);
    assert_eq!(finding.held[0].site, Site(101));
    assert_eq!(finding.lock.as_ref().map(|l| (l.address, l.site)), Some((a.address, Site(102))));
    let Defect::Circular(circle) = &finding.defect else { panic!() };
    let told: Vec<_> = circle
        .links
        .iter()
        .map(|l| (l.held.name.to_string(), l.class.name.to_string(), l.witness.held.0, l.witness.site.0))
        .collect();
    // -> #1 (b), taken at 2 with a held from 1; -> #0 (a).
    assert_eq!(told, [("a".into(), "b".into(), 1, 2), ("b".into(), "a".into(), 101, 102)]);
    assert!(circle.links.iter().all(|l| l.kind == Dependency::ExclusiveNonRecursive));
    assert_eq!(circle.links[0].witness.context, lockdep::Context(1));
}

#[test]
fn the_scenario_of_two_and_of_three_locks() {
    let mut lab = Lab::new();
    let [a, b, c] = ["a", "b", "c"].map(|n| lab.mutex(n));
    lab.nest(&[a, b]);
    lab.nest(&[b, a]);
    let scenario = lab.only().scenario().unwrap();
    assert_eq!(scenario.chain, None);
    let rows: Vec<_> = scenario
        .rows
        .iter()
        .map(|r| match &r.action {
            Action::Lock(class) => (r.cpu, class.name.to_string()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(rows, [(0, "b".into()), (1, "a".into()), (1, "b".into()), (0, "a".into())]);
    lab.nest(&[b, c]);
    lab.nest(&[c, a]);
    let chain = lab.only().scenario().unwrap().chain.unwrap();
    assert_eq!(chain.map(|c| c.name.to_string()), ["a", "b", "c"]);
}

#[test]
fn the_scenario_of_an_interrupt() {
    let mut lab = Lab::new();
    let [a, b] = ["a", "b"].map(|n| lab.spin(n));
    lab.irqs_off(|lab| lab.nest(&[a, b]));
    lab.nest(&[b]);
    lab.in_hardirq(|lab| lab.nest(&[a]));
    let scenario = lab.only().scenario().unwrap();
    let cpus: Vec<_> = scenario.rows.iter().map(|r| r.cpu).collect();
    assert_eq!(cpus, [0, 1, 1, 1, 0, 0]);
    assert_eq!(scenario.rows[1].action, Action::IrqDisable);
    assert_eq!(scenario.rows[4].action, Action::Interrupt);
}

#[test]
fn readers_show_in_the_scenario_of_a_circle() {
    let mut lab = Lab::new();
    let [a, b] = ["a", "b"].map(|n| lab.mutex(n));
    lab.nest(&[a, b]);
    lab.take(b, |r| r.mode(Mode::Shared));
    lab.take(a, |r| r.mode(Mode::Shared));
    let mut finding = lab.only();
    let rows = finding.scenario().unwrap().rows;
    assert!(matches!(rows[0].action, Action::ReadLock(_)));
    assert!(matches!(rows[3].action, Action::ReadLock(_)));
    // A judged finding knows only the kinds of the dependencies.
    (finding.lock, finding.held) = (None, Vec::new());
    let rows = finding.scenario().unwrap().rows;
    assert!(matches!(rows[0].action, Action::ReadLock(_)));
    assert!(matches!(rows[3].action, Action::Lock(_)));
}

#[test]
fn findings_without_a_scenario_have_none() {
    let mut lab = Lab::new();
    let a = lab.mutex("a");
    let site = lab.site();
    lab.v.assert(&lab.task, Assertion::Held, Some(a), site);
    assert_eq!(lab.only().scenario(), None);
}

#[test]
fn one_circle_has_one_identity_from_wherever_it_closes() {
    let identity = |rotation: usize| {
        let mut lab = Lab::new();
        let m = ["a", "b", "c"].map(|n| lab.mutex(n));
        for i in 0..3 {
            let i = (i + rotation) % 3;
            lab.nest(&[m[i], m[(i + 1) % 3]]);
        }
        lab.only().identity()
    };
    assert_eq!(identity(0), identity(1));
    assert_eq!(identity(0), identity(2));
}
