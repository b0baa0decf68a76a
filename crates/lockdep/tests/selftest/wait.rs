//! Wait contexts: `<inner>_in_<outer>`.

use lockdep::{Handler, Irq};

use crate::bench::{Bench, Kind};

/// The program of a case, if it is one of this family.
pub fn run(case: &str, b: &mut Bench) -> bool {
    let Some((inner, outer)) = case.split_once("_in_") else { return false };
    let inner = match inner {
        "RCU" => Kind::Rcu,
        "RAW_SPINLOCK" => Kind::Raw,
        "SPINLOCK" => Kind::Spin,
        "MUTEX" => Kind::Mutex,
        _ => return false,
    };
    let around = |b: &mut Bench, kind: Kind, name: &str| {
        b.lock(kind, name);
        b.lock_unlock(inner, "B");
        b.unlock(kind, name);
    };
    match outer {
        "HARDIRQ" | "NOTTHREADED_HARDIRQ" => {
            let threaded = outer == "HARDIRQ";
            b.hardirq_enter(if threaded { Handler::Threaded } else { Handler::NotThreaded });
            b.lock_unlock(inner, "B");
            b.irq_exit(Irq::Hardirq);
        }
        "SOFTIRQ" => {
            b.irq_enter(Irq::Softirq);
            b.lock_unlock(inner, "B");
            b.irq_exit(Irq::Softirq);
        }
        "RCU" => around(b, Kind::Rcu, "B"),
        "RCU_BH" => {
            b.irq_off(Irq::Softirq);
            around(b, Kind::RcuBh, "B");
            b.irq_on(Irq::Softirq);
        }
        "RCU_SCHED" => around(b, Kind::RcuSched, "B"),
        "RAW_SPINLOCK" => around(b, Kind::Raw, "A"),
        "SPINLOCK" => around(b, Kind::Spin, "A"),
        "MUTEX" => around(b, Kind::Mutex, "A"),
        _ => return false,
    }
    true
}
