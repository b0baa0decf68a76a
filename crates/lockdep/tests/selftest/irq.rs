//! Interrupt safety: the families of permuted events, and single cases.

use lockdep::Irq;

use crate::bench::{Bench, Kind};
use Irq::{Hardirq, Softirq};

/// The program of a case, if it is one of these families.
pub fn run(case: &str, bench: &mut Bench) -> bool {
    single(case, bench) || permuted(case, bench)
}

/// `<family>_<hard|soft>_<kind>_<sequence>`: the family's numbered events in
/// the given sequence. One family has no irq part.
fn permuted(case: &str, bench: &mut Bench) -> bool {
    let mut parts = case.rsplitn(3, '_');
    let (Some(sequence), Some(kind), Some(family)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let Some(kind) = Kind::named(kind) else { return false };
    let (family, irq) = match family.rsplit_once('_') {
        Some((family, "hard")) => (family, Hardirq),
        Some((family, "soft")) => (family, Softirq),
        _ => (family, Hardirq),
    };
    sequence.bytes().all(|digit| event(family, digit - b'0', bench, irq, kind))
}

fn in_irq(b: &mut Bench, irq: Irq, kind: Kind, name: &str) {
    b.irq_enter(irq);
    b.lock_unlock(kind, name);
    b.irq_exit(irq);
}

fn nest_with_irq_off(b: &mut Bench, irq: Irq, outer: (Kind, &str), inner: (Kind, &str)) {
    b.irq_off(irq);
    b.nest(outer, inner);
    b.irq_on(irq);
}

fn lock_then_irq_on(b: &mut Bench, irq: Irq, kind: Kind) {
    b.irq_off(irq);
    b.lock(kind, "A");
    b.irq_on(irq);
    b.unlock(kind, "A");
}

fn event(family: &str, number: u8, b: &mut Bench, irq: Irq, kind: Kind) -> bool {
    use Kind::{Rlock, Spin, Wlock};
    match (family, number) {
        // A is taken by the interrupt, and with it enabled.
        ("irqsafe1", 1) => in_irq(b, irq, kind, "A"),
        ("irqsafe1", 2) => b.lock_unlock(kind, "A"),

        // A is taken by the softirq, and held when hardirqs are enabled.
        ("irqsafe2A", 1) => in_irq(b, Softirq, kind, "A"),
        ("irqsafe2A", 2) => lock_then_irq_on(b, Hardirq, kind),

        // A is taken by the interrupt, and held when it is enabled.
        ("irqsafe2B", 1) => in_irq(b, irq, kind, "A"),
        ("irqsafe2B", 2) => lock_then_irq_on(b, irq, kind),

        // B is unsafe and taken inside A, which is safe but taken unsafely.
        ("irqsafe3", 1) => b.nest((kind, "A"), (kind, "B")),
        ("irqsafe3" | "irqsafe4" | "irq_inversion", 2) => b.lock_unlock(kind, "B"),
        ("irqsafe3" | "irqsafe4", 3) => in_irq(b, irq, kind, "A"),

        // The same with A always taken safely.
        ("irqsafe4", 1) => nest_with_irq_off(b, irq, (kind, "A"), (kind, "B")),

        // A is written around B, and only read by the interrupt.
        ("irq_inversion", 1) => nest_with_irq_off(b, irq, (Wlock, "A"), (kind, "B")),
        ("irq_inversion", 3) => in_irq(b, irq, Rlock, "A"),

        // A is read unsafely and taken by the interrupt around B.
        ("irq_read_recursion", 1) => {
            b.irq_off(irq);
            b.lock_unlock(Wlock, "A");
            b.irq_on(irq);
        }
        ("irq_read_recursion" | "irq_read_recursion2" | "irq_read_recursion3", 2) => {
            b.lock_unlock(Rlock, "A");
        }
        ("irq_read_recursion", 3) => {
            b.irq_enter(irq);
            b.nest((kind, "A"), (Spin, "B"));
            b.irq_exit(irq);
        }

        // A is read unsafely and taken inside B, which the interrupt takes.
        ("irq_read_recursion2", 1) => nest_with_irq_off(b, irq, (Spin, "B"), (kind, "A")),
        ("irq_read_recursion2", 3) => in_irq(b, irq, Spin, "B"),

        // The same, B being written here and read in the interrupt.
        ("irq_read_recursion3", 1) => nest_with_irq_off(b, irq, (Wlock, "B"), (kind, "A")),
        ("irq_read_recursion3", 3) => in_irq(b, irq, Rlock, "B"),
        _ => return false,
    }
    true
}

fn single(case: &str, b: &mut Bench) -> bool {
    use Kind::{Local, Mutex, Queued, Spin, Wlock};
    // A local lock is taken with irqs on (around B, for the third case) and
    // inside the spinlock A, which the interrupt takes.
    let local = |b: &mut Bench, around: bool| {
        b.lock(Local, "L");
        if around {
            b.lock_unlock(Spin, "B");
        }
        b.unlock(Local, "L");
        in_irq(b, Hardirq, Spin, "A");
        nest_with_irq_off(b, Hardirq, (Spin, "A"), (Local, "L"));
    };
    match case {
        "queued_read_lock_hardirq_RE_Er" => {
            b.irq_enter(Hardirq);
            b.nest((Queued, "A"), (Wlock, "B"));
            b.irq_exit(Hardirq);
            nest_with_irq_off(b, Hardirq, (Wlock, "B"), (Queued, "A"));
        }
        "queued_read_lock_hardirq_ER_rE" => {
            b.irq_enter(Hardirq);
            b.nest((Wlock, "B"), (Queued, "A"));
            b.irq_exit(Hardirq);
            nest_with_irq_off(b, Hardirq, (Queued, "A"), (Wlock, "B"));
        }
        "queued_read_lock_hardirq_inversion" => {
            in_irq(b, Hardirq, Wlock, "B");
            nest_with_irq_off(b, Hardirq, (Wlock, "B"), (Queued, "A"));
            b.lock_unlock(Queued, "A");
        }
        "local_lock_2" => local(b, false),
        "local_lock_3A" => local(b, true),
        "local_lock_3B" => {
            local(b, true);
            nest_with_irq_off(b, Hardirq, (Spin, "A"), (Spin, "B"));
        }
        // Two chains meet in C -> D. The one from the mutex joins softirq
        // usages that exclude each other in the harmless direction, the one
        // from A joins hardirq usages in the deadly one.
        "hardirq_deadlock_softirq_not_deadlock" => {
            b.lock(Mutex, "A");
            b.irq_off(Hardirq);
            b.lock_unlock(Spin, "C");
            b.irq_on(Hardirq);
            b.unlock(Mutex, "A");
            in_irq(b, Hardirq, Spin, "A");
            nest_with_irq_off(b, Hardirq, (Spin, "A"), (Spin, "B"));
            nest_with_irq_off(b, Hardirq, (Spin, "B"), (Spin, "C"));
            in_irq(b, Softirq, Spin, "D");
            b.irq_off(Softirq);
            b.lock_unlock(Spin, "D");
            b.irq_on(Softirq);
            nest_with_irq_off(b, Hardirq, (Spin, "C"), (Spin, "D"));
        }
        _ => return false,
    }
    true
}
