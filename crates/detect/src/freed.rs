//! Memory that is freed while something in it is in use: a lock that is held (`WARNING: held lock freed!`, lockdep), a
//! timer that is armed, a work item that is pending (`ODEBUG: free active`, lib/debugobjects.c), a kobject whose directory is
//! still in /sys.
//!
//! Whoever releases the lock, runs the timer or takes the item uses freed memory later; here it is told at its cause, in
//! any schedule. What this does not catch: memory of the module itself, which goes at rmmod.

use crate::finding::{Defect, Finding, Findings};
use engine::Ctx;
use machine::{Allocation, Kind, Machine, NodeKind, Place};
use region::Memory;

/// Something that is in use in memory that is freed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InUse {
    /// What it is.
    pub kind: Kind,
    /// Where it lies.
    pub address: usize,
    /// Who holds the lock, and where it was taken.
    pub held: Option<(Ctx, usize)>,
}

/// `c` frees `object` from `place`.
pub fn freed<M: Memory>(c: Ctx, object: &Allocation, place: Place, m: &Machine<M>, out: &mut Findings) {
    let inside = |address: usize| address.wrapping_sub(object.address) < object.size;
    let mut add = |kind, address, held| {
        out.add(Finding { defect: Defect::FreedInUse(InUse { kind, address, held }), context: c, place });
    };
    for &holder in m.appeared() {
        let context = m.context(holder);
        for held in m.held(holder).iter().filter(|h| context.is_alive() && inside(h.address)) {
            let kind = m.object_at(held.address).map_or(Kind::Spinlock, |o| o.kind);
            if kind != Kind::Semaphore {
                add(kind, held.address, Some((holder, held.pc)));
            }
        }
    }
    for o in m.objects().iter().filter(|o| o.armed && inside(o.address)) {
        if matches!(o.kind, Kind::Timer | Kind::Hrtimer | Kind::Work) {
            add(o.kind, o.address, None);
        }
    }
    for n in m.nodes().iter().filter(|n| n.live && n.kind == NodeKind::Directory && inside(n.object)) {
        let path = m.path(n);
        if path.starts_with(b"/sys/") && !path.starts_with(b"/sys/kernel/debug/") {
            add(Kind::Kobject, n.object, None);
        }
    }
}
