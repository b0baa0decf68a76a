//! What all executions of a search together show about locks, and what follows from it.
//!
//! Workers tell which facts they have met, and in which execution each was met first. They are accepted in the order of the
//! search and judged together, so that an inversion is found whose two halves no execution shows at once. A finding names
//! its facts and the executions that show them; it is told by running these again, one after the other.

use crate::order::{Brief, Key, LockCase, LockClass, LockFact, Spot};
use detect::Code;
use engine::Deviation;
use lockdep::{
    ClassId, ClassInfo, ClassSpec, Context, Defect, Dependency, Facts, Link, Site, Usage, Witness,
};
use std::collections::BTreeMap;

/// The facts of a round of the search.
#[derive(Default)]
pub(crate) struct LockBook {
    facts: Facts,
    classes: Vec<LockClass>,
    schedules: BTreeMap<u64, (u64, Vec<Deviation>)>,
    executions: u64,
}

impl LockBook {
    /// Adds what a part of the search has learnt, before which `base` executions counted. What follows from it, with the
    /// number of the execution that shows it.
    pub(crate) fn accept(
        &mut self,
        base: u64,
        learnt: Vec<(LockFact, u64)>,
        schedules: Vec<(u64, u64, Vec<Deviation>)>,
    ) -> Vec<(Brief, u64)> {
        if learnt.is_empty() {
            return Vec::new();
        }
        let first = self.executions;
        self.executions += schedules.iter().map(|s| s.0).max().unwrap_or(0);
        let mut fresh = false;
        for (fact, execution) in learnt {
            let (context, held, site) = (Context(0), Site(0), Site(0));
            let witness = Witness { order: first + execution, context, held, site };
            fresh |= match fact {
                LockFact::Used(class, usage) => {
                    let id = self.class(class);
                    Usage::ALL
                        .into_iter()
                        .find(|u| *u as u8 == usage)
                        .is_some_and(|u| self.facts.add_usage(id, u, witness))
                }
                LockFact::Order(from, to, kind) => {
                    let ends = (self.class(from), self.class(to));
                    let kind = Dependency::ALL.into_iter().find(|d| *d as u8 == kind);
                    kind.is_some_and(|k| self.facts.add_order(ends.0, ends.1, k, witness))
                }
            };
        }
        if !fresh {
            return Vec::new();
        }
        for (execution, index, deviations) in schedules {
            self.schedules.insert(first + execution, (base + index, deviations));
        }
        self.facts.judge().iter().filter_map(|f| self.brief(f)).collect()
    }

    fn class(&mut self, class: LockClass) -> ClassId {
        let key = |i: usize| lockdep::Key(i as u64 + 1);
        let spot = &class.spot;
        let i = self.classes.iter().position(|c| c.spot == *spot).unwrap_or_else(|| {
            self.classes.push(class.clone());
            self.classes.len() - 1
        });
        let id = ClassId { key: key(i), subclass: class.subclass };
        self.facts.add_class(class.subclass, &ClassSpec::spinlock(id.key, ""));
        id
    }

    fn told(&self, id: ClassId) -> LockClass {
        let spot = self.classes[id.key.0 as usize - 1].spot.clone();
        LockClass { spot, subclass: id.subclass }
    }

    fn brief(&self, finding: &lockdep::Finding) -> Option<(Brief, u64)> {
        let (facts, witnesses, code) = parts(finding, |class| self.told(class.id))?;
        let mut orders: Vec<u64> = witnesses.iter().map(|w| w.order).collect();
        orders.sort_unstable();
        orders.dedup();
        let (execution, deviations) = self.schedules.get(&orders.pop()?)?.clone();
        let before = orders.iter().filter_map(|o| Some(self.schedules.get(o)?.1.clone())).collect();
        let classes = spots(&facts);
        let key = Key { code, spots: classes.clone() };
        let locks = Some(LockCase { facts, before });
        let brief =
            Brief { key, index: 0, deviations, switches: 0, races: Vec::new(), killed: None, locks, classes };
        Some((brief, execution))
    }
}

/// The places of the classes that facts speak of, sorted.
pub(crate) fn spots(facts: &[LockFact]) -> Vec<Spot> {
    let mut spots: Vec<Spot> = Vec::new();
    for fact in facts {
        match fact {
            LockFact::Used(class, _) => spots.push(class.spot.clone()),
            LockFact::Order(from, to, _) => spots.extend([from.spot.clone(), to.spot.clone()]),
        }
    }
    spots.sort();
    spots.dedup();
    spots
}

/// The facts from which a finding follows, with the witness of each, and its kind; none: it does not follow from facts.
pub(crate) fn parts(
    finding: &lockdep::Finding,
    told: impl Fn(&ClassInfo) -> LockClass,
) -> Option<(Vec<LockFact>, Vec<Witness>, Code)> {
    detect::lock_order::rule(&finding.defect)?;
    let used = |class: &ClassInfo, usage: Usage| LockFact::Used(told(class), usage as u8);
    let order = |l: &Link| (LockFact::Order(told(&l.held), told(&l.class), l.kind as u8), l.witness);
    match &finding.defect {
        Defect::Circular(circle) => {
            // From the class that was held first, each held under the one before.
            let (mut facts, mut witnesses): (Vec<_>, Vec<_>) = circle.links.iter().rev().map(order).unzip();
            // What was met last stands last.
            facts.rotate_left(1);
            witnesses.rotate_left(1);
            Some((facts, witnesses, Code::LockOrder))
        }
        Defect::InconsistentState { class, earlier, later } => {
            let mut uses = [earlier, later];
            uses.sort_by_key(|u| u.0.is_enabled());
            let facts = uses.map(|u| used(class, u.0)).to_vec();
            Some((facts, uses.map(|u| u.1).to_vec(), Code::IrqLock))
        }
        Defect::SafeToUnsafe(chain) | Defect::IrqInversion(chain) => {
            let (links, witnesses): (Vec<_>, Vec<_>) = chain.links.iter().map(order).unzip();
            let first = used(&chain.safe, chain.used.0);
            let last = used(&chain.unsafe_, chain.enabled.0);
            let facts = std::iter::once(first).chain(links).chain([last]).collect();
            let ends = [chain.used.1, chain.enabled.1];
            let witnesses = std::iter::once(ends[0]).chain(witnesses).chain([ends[1]]).collect();
            Some((facts, witnesses, Code::IrqLock))
        }
        _ => None,
    }
}
