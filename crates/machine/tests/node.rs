//! What entering, leaving and withdrawing a name mean.

mod script;

use machine::{Form, Node, NodeKind, Place, Published};
use script::*;

const T0: engine::Ctx = thread(0);
const T1: engine::Ctx = thread(1);
const T2: engine::Ctx = thread(2);

fn file(sim: &mut Sim) -> u32 {
    let node = Published::new(NodeKind::Attribute, Form::Attribute, 0, (T0, Place::default()));
    let slot = sim.machine.prepare_node(b"/sys/kernel/a/b", node);
    sim.machine.published(slot).live = true;
    slot
}

#[test]
fn a_withdrawal_waits_for_who_is_inside_and_for_nobody_else() {
    let mut sim = Script::new()
        .thread([Node::Withdraw(0, true).into(), Node::Withdraw(0, true).into()])
        .thread([Node::Reenter(0).into(), Node::Leave(0).into(), Node::Reenter(0).into()])
        .boot();
    assert_eq!(file(&mut sim), 0);
    sim.go(T1);
    sim.go(T0);
    assert!(!sim.can(T0));
    sim.go(T1);
    assert!(sim.can(T0));
    sim.go(T0);
    sim.go(T1);
    assert_eq!(sim.value(T1), 0, "what is withdrawn cannot be entered");
    sim.go(T0);
    assert_eq!(sim.values(T0).len(), 2, "nobody is inside: the second withdrawal does not wait");
}

#[test]
fn who_withdraws_a_name_from_inside_waits_for_the_others_only() {
    let inside = || [Node::Reenter(0).into(), Node::Desert(0).into(), Node::Leave(0).into()];
    let mut sim =
        Script::new().thread([Node::Withdraw(0, true).into()]).thread(inside()).thread(inside()).boot();
    file(&mut sim);
    sim.go(T1);
    sim.go(T2);
    sim.go(T1);
    assert!(!sim.can(T1), "the other one is inside");
    sim.go(T2);
    assert!(sim.can(T1) && sim.can(T2), "both have withdrawn it");
    sim.go(T1);
    sim.go(T2);
    assert_eq!((sim.value(T1), sim.value(T2)), (1, 0), "one of them was first");
    sim.go(T0);
    assert!(!sim.can(T0), "both are inside still");
    sim.go(T1);
    sim.go(T2);
    assert!(sim.can(T0));
}
