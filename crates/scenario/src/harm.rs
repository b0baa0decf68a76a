//! Showing what a race does, not only that it is one.
//!
//! Two unordered accesses are a race in any order. What harms is an update that is lost: a context loads, another stores,
//! and the first one stores what it made of the old value. Such a schedule is built from the default one: leave the first
//! side after a load, let the other side go on to its first store, and come back. If that shows the race and loses an
//! update, it is told instead of the witness.

use crate::order::Key;
use crate::worker::Worker;
use detect::{Code, Defect};
use engine::strategy::Replay;
use engine::{Ctx, Deviation, Position};
use machine::{What, is_task};

/// The most loads after which the first side is left.
const TRIES: usize = 40;

impl Worker {
    /// A schedule that shows `key` and in which an update is lost, if one is found. `witness` shows the race.
    pub(crate) fn harmful(&mut self, key: &Key, witness: &[Deviation]) -> Option<Vec<Deviation>> {
        if key.code != Code::DataRace || !self.shows(key, witness) {
            return None;
        }
        let sides = self.vm.findings.list().iter().find(|f| self.key(f) == *key).map(|f| f.defect);
        let Some(Defect::DataRace { earlier, later, .. }) = sides else { return None };
        self.vm.recording.switch(true);
        let found = [(earlier.context, later.context), (later.context, earlier.context)]
            .into_iter()
            .filter(|(a, b)| is_task(*a) && is_task(*b))
            .find_map(|(a, b)| self.interleaved(key, a, b));
        self.vm.recording.switch(false);
        found
    }

    fn interleaved(&mut self, key: &Key, first: Ctx, second: Ctx) -> Option<Vec<Deviation>> {
        self.record(&[]);
        for after in self.accesses(key, first, false).into_iter().take(TRIES) {
            let leave = Deviation { at: after, context: second, alt: 0 };
            self.record(&[leave]);
            let Some(store) = self.accesses(key, second, true).first().copied() else { continue };
            self.record(&[leave, Deviation { at: store, context: first, alt: 0 }]);
            let shown = self.vm.findings.list().iter().any(|f| self.key(f) == *key);
            if shown && self.loses_update(key) {
                return Some(self.vm.course.deviations().to_vec());
            }
        }
        None
    }

    fn record(&mut self, deviations: &[Deviation]) {
        let mut replay = Replay::new(deviations);
        self.vm.execute(&mut replay);
    }

    /// The points right after the loads, or stores, of `c` at the places of the race.
    fn accesses(&self, key: &Key, c: Ctx, stores: bool) -> Vec<Position> {
        let events = self.vm.recording.events().iter().filter(|r| r.event.context == c);
        let wanted = |r: &&vm::Recorded| {
            let fits = matches!(r.event.what, What::Accessed(a, _) if a.kind.writes() == stores);
            fits && key.spots.contains(&self.built.spot(r.event.place.pc))
        };
        events.filter(wanted).map(|r| Position { context: c, steps: r.steps }).collect()
    }

    /// Whether the recorded execution has a load and a store of one source line with another context's store to the
    /// same bytes in between, at the places of the race.
    fn loses_update(&self, key: &Key) -> bool {
        let accesses: Vec<_> = self
            .vm
            .recording
            .events()
            .iter()
            .filter_map(|r| match r.event.what {
                What::Accessed(a, _) => Some((r.event.context, a, r.event.place.pc)),
                _ => None,
            })
            .filter(|(_, _, pc)| key.spots.contains(&self.built.spot(*pc)))
            .collect();
        accesses.iter().enumerate().any(|(i, (c, load, pc))| {
            if load.kind.writes() {
                return false;
            }
            let line = self.built.spot(*pc).line;
            let same = |a: &machine::Access| a.address == load.address;
            let mut overtaken = false;
            for (d, a, other) in accesses[i + 1..].iter().filter(|(_, a, _)| same(a)) {
                if d == c {
                    return overtaken && a.kind.writes() && self.built.spot(*other).line == line;
                }
                overtaken |= a.kind.writes();
            }
            false
        })
    }
}
