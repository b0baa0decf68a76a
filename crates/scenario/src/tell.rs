//! From a recorded execution to stories: the events that matter, with names and places.
//!
//! A story is a window of the recorded events around the one at which the finding struck, without what has nothing to
//! do with it: for a race the accesses to the racing bytes, for a deadlock the calls of those who wait, otherwise the
//! last steps before the end.

mod locks;
mod places;
mod rows;

pub(crate) use rows::numbers;

use crate::names::operation;
use crate::order::{Account, Key, Turned};
use crate::story::*;
use crate::worker::Worker;
use engine::{Ctx, Deviation};
use machine::{Stage, line_of, local_cpu, softirq_cpu};
use vm::{Recorded, Strike};

impl Worker {
    /// What the execution that has just ended, recorded, was like; told are the findings with this key, or all.
    pub(crate) fn account(&self, key: Option<&Key>) -> Account {
        let mut stories: Vec<(Key, Story)> = Vec::new();
        for strike in self.vm.recording.strikes_so_far() {
            let own = self.key(&strike.finding);
            if key.is_none_or(|k| *k == own) && stories.iter().all(|(k, _)| *k != own) {
                stories.push((own, self.story(&strike)));
            }
        }
        let deviations = self.vm.course.deviations();
        let mut names: Vec<Ctx> = deviations.iter().flat_map(|d| [d.at.context, d.context]).collect();
        names.sort_unstable();
        names.dedup();
        let failed = match self.vm.machine.stage() {
            Stage::Failed(value) => Some(value),
            _ => None,
        };
        Account {
            log: self.log(),
            stories,
            failed,
            schedule: deviations.iter().map(|d| self.turned(d)).collect(),
            names: names
                .into_iter()
                .filter(|c| *c != Ctx::NONE)
                .map(|c| (c.0, self.built.name(self.vm, c)))
                .collect(),
            left_out: 0,
            output: self.vm.userland.output.clone(),
            failures: self.failures(),
        }
    }

    /// The steps of processes that failed.
    fn failures(&self) -> Vec<(u16, usize, vm::Where, i32)> {
        let done = &self.vm.userland.done;
        let failure = |(i, (n, step)): (usize, &(u16, vm::Done))| {
            let before = done[..i].iter().filter(|d| d.0 == *n).count();
            (step.error != 0).then_some((*n, before, step.at, step.error))
        };
        done.iter().enumerate().filter_map(failure).collect()
    }

    pub(super) fn turned(&self, d: &Deviation) -> Turned {
        let next = |r: &&Recorded| r.event.context == d.at.context && r.steps == d.at.steps + 1;
        let about = self.vm.recording.events().iter().find(next).map_or(String::new(), |r| {
            let name = match r.event.what {
                machine::What::Performed(op, _) => operation(&op).0,
                machine::What::Accessed(a, _) if a.kind.writes() => "store",
                machine::What::Accessed(..) => "load",
                machine::What::Called(_) | machine::What::Broke(_) => "call",
            };
            let source = self.folded(&r.frames, r.event.place.pc).0;
            match source.line {
                0 => name.to_owned(),
                line => format!("{name} {}:{line}", crate::names::short(&source.file)),
            }
        });
        Turned { deviation: *d, about }
    }

    pub(super) fn story(&self, strike: &Strike) -> Story {
        let finding = &strike.finding;
        if let detect::Defect::Locks { index, .. } = finding.defect
            && let Some(story) = self.validator_story(finding.code(), index)
        {
            return story;
        }
        let mut cast = Cast::default();
        let window = self.window(finding, strike.at);
        let places = self.places(strike, &mut cast);
        let defect = self.told(strike, &mut cast);
        let mut rows = self.rows(strike, window, &mut cast);
        rows::mark(&mut rows, &places, finding);
        let uninvited = |d: &&Deviation| {
            softirq_cpu(d.context).or(local_cpu(d.context)).is_some()
                || line_of(d.context).is_some()
                || d.context == machine::CLOCK
        };
        let deviations = self.vm.course.deviations();
        let interrupts = deviations.iter().filter(uninvited).count() as u32;
        let departs = |r: &&Recorded| {
            let asks = machine::Op::Affinity(machine::Affinity::Ask);
            r.alt > 0 && matches!(r.event.what, machine::What::Performed(op, _) if op == asks)
        };
        let migrations = self.events().iter().filter(departs).count() as u32;
        let fails = |r: &&Recorded| {
            r.alt > 0 && matches!(r.event.what, machine::What::Performed(op, _) if op.fails())
        };
        let faults = self.events().iter().filter(fails).count() as u32 - migrations;
        Story {
            code: finding.code(),
            defect,
            actors: cast.0.iter().map(|c| self.built.actor(self.vm, *c)).collect(),
            places,
            rows,
            preemptions: (deviations.len() as u32 - interrupts).saturating_sub(migrations + faults),
            interrupts,
            migrations,
            faults,
            outcomes: None,
        }
    }

    pub(super) fn events(&self) -> &[Recorded] {
        self.vm.recording.events()
    }
}

/// Who takes part, in the order of appearance.
#[derive(Default)]
pub(crate) struct Cast(pub(crate) Vec<Ctx>);

impl Cast {
    pub(crate) fn index(&mut self, c: Ctx) -> usize {
        match self.0.iter().position(|x| *x == c) {
            Some(i) => i,
            None => {
                self.0.push(c);
                self.0.len() - 1
            }
        }
    }
}
