//! Locks and interrupts.
//!
//! A class is *irq-safe* once an interrupt has taken it, and *irq-unsafe* once
//! it has been held with that interrupt enabled; for hardirqs and softirqs
//! separately. Three rules follow (lockdep-design, "Single-lock state rules"
//! and "Multi-lock dependency rules"):
//!
//! 1. No class is both: the interrupt could arrive at the holder and wait for
//!    it for ever. (*inconsistent lock state*)
//! 2. No dependency may connect an irq-safe class with an irq-unsafe one:
//!    the holder of the unsafe lock is interrupted by a handler that wants the
//!    safe lock, whose holder waits for the unsafe one. (*X-safe -> X-unsafe
//!    lock order*)
//! 3. No class may become safe or unsafe so that an existing path connects
//!    such a pair. (*irq lock inversion*)
//!
//! Rules 2 and 3 are one rule, violated by an edge or by a usage: a strong path
//! L -> ... -> M, L safe and M unsafe for one interrupt. The interrupt adds the
//! dependency M -> L; the circle is strong if the ends fit. A reader in the
//! interrupt is recursive, so a path that can only begin with a shared holder
//! needs L *written* in the interrupt; a path that can only end in a recursive
//! reader needs M held exclusively when the interrupt comes.
//!
//! One finding is made for each pair and interrupt, with the nearest pair that
//! the observation connects.
//!
//! Departures from the kernel: after an inconsistent state the search for
//! inversions goes on, past the class itself; and used-in readers count as
//! recursive in every rule, where the kernel asks the acquisition in rule 3 and
//! the class in rule 2. Both agree, because `read_lock` in an interrupt *is*
//! recursive.
//!
//! What it does not catch: interrupts are not told apart, so a lock taken by
//! one line is unsafe even where only another line is enabled (`disable_irq`);
//! a local lock takes no part; nested interrupts of one kind count as one.

use crate::acquire::Mode;
use crate::finding::{Defect, IrqChain, Link};
use crate::graph::{Graph, Slot};
use crate::knowledge::{Knowledge, Scene};
use crate::search::{Direction, Hop};
use crate::usage::{Irq, Usage};
use alloc::vec::Vec;

/// The state that makes a class safe (backwards) or unsafe (forwards) at the
/// end of a path that is weak there or not.
fn state(graph: &Graph, slot: Slot, irq: Irq, direction: Direction, weak: bool) -> Option<Usage> {
    let usage = |mode| match direction {
        Direction::Backward => Usage::used_in(irq, mode),
        Direction::Forward => Usage::enabled(irq, mode),
    };
    let has = |u: &Usage| graph.class(slot).usage.contains(*u);
    let write = Some(usage(Mode::Exclusive)).filter(has);
    write.or_else(|| Some(usage(Mode::Shared)).filter(|u| !weak && has(u)))
}

/// One half of a chain: the class found, its state, and the way to it.
struct Half {
    class: Slot,
    usage: Usage,
    hops: Vec<Hop>,
}

impl Knowledge {
    /// The nearest safe or unsafe class from `root` on, `except` aside.
    fn half(&mut self, irq: Irq, dir: Direction, root: (Slot, bool), except: Option<Slot>) -> Option<Half> {
        let (graph, search) = (&self.graph, &mut self.search);
        let goal =
            |class: Slot, weak: bool| Some(class) != except && state(graph, class, irq, dir, weak).is_some();
        let end = search.run(graph, dir, root, |class| graph.inverts(class), goal)?;
        let class = search.class(end);
        let usage = state(graph, class, irq, dir, true).or_else(|| state(graph, class, irq, dir, false))?;
        let hops = search.path(graph, dir, end, usage.is_read());
        Some(Half { class, usage, hops })
    }

    fn chain(
        &self,
        irq: Irq,
        safe: (Slot, Usage),
        unsafe_: (Slot, Usage),
        links: Vec<Link>,
    ) -> Option<IrqChain> {
        let (safe_class, unsafe_class) = (self.graph.class(safe.0), self.graph.class(unsafe_.0));
        Some(IrqChain {
            irq,
            safe: safe_class.info(),
            used: (safe.1, safe_class.witness[safe.1 as usize]?),
            unsafe_: unsafe_class.info(),
            enabled: (unsafe_.1, unsafe_class.witness[unsafe_.1 as usize]?),
            links,
            last: None,
            changed: None,
        })
    }

    /// Rule 1.
    pub(crate) fn check_state(&mut self, slot: Slot, usage: Usage, scene: Scene<'_>) {
        let class = self.graph.class(slot);
        let Some((write, irq)) = usage.exclusive().zip(usage.irq()) else {
            return;
        };
        let read = match write.is_enabled() {
            true => Usage::enabled(irq, Mode::Shared),
            false => Usage::used_in(irq, Mode::Shared),
        };
        let bad = [write, read].into_iter().take(if usage.is_read() { 1 } else { 2 });
        let bad = bad.filter_map(|u| Some((u, class.witness[u as usize]?))).next();
        if let Some(earlier) = bad {
            let (class, later) = (class.info(), (usage, scene.witness));
            self.report(scene, Defect::InconsistentState { class, earlier, later });
        }
    }

    /// Rule 2.
    pub(crate) fn check_irq_order(&mut self, hop: Hop, scene: Scene<'_>) {
        let edge = self.graph.edge(hop.edge);
        let (prev, next) = (edge.from, edge.to);
        for irq in Irq::ALL {
            let root = (prev, hop.kind.is_shared());
            let Some(safe) = self.half(irq, Direction::Backward, root, None) else { continue };
            let root = (next, hop.kind.is_recursive());
            let Some(unsafe_) = self.half(irq, Direction::Forward, root, None) else { continue };
            let last = safe.hops.len();
            let hops = safe.hops.into_iter().chain([hop]).chain(unsafe_.hops);
            let links = hops.filter_map(|hop| self.link(hop)).collect();
            let ends = ((safe.class, safe.usage), (unsafe_.class, unsafe_.usage));
            if let Some(chain) = self.chain(irq, ends.0, ends.1, links) {
                self.report(scene, Defect::SafeToUnsafe(IrqChain { last: Some(last), ..chain }));
            }
        }
    }

    /// Rule 3.
    pub(crate) fn check_inversion(&mut self, slot: Slot, usage: Usage, scene: Scene<'_>) {
        let Some(irq) = usage.irq() else { return };
        let dir = if usage.is_enabled() { Direction::Backward } else { Direction::Forward };
        let Some(other) = self.half(irq, dir, (slot, usage.is_read()), Some(slot)) else { return };
        let links = other.hops.iter().filter_map(|hop| self.link(*hop)).collect();
        let (this, other) = ((slot, usage), (other.class, other.usage));
        let (safe, unsafe_) = if usage.is_enabled() { (other, this) } else { (this, other) };
        if let Some(chain) = self.chain(irq, safe, unsafe_, links) {
            let changed = Some(self.graph.class(slot).info());
            self.report(scene, Defect::IrqInversion(IrqChain { changed, ..chain }));
        }
    }
}
