//! A slow, obvious model, and the validator against it.
//!
//! The model writes down every dependency of every held lock on every lock
//! waited for, and then looks at all simple paths there are. It has no cache,
//! no shortcuts through transitivity and no search that stops early.

use lockdep::{Context, Defect, Dependency, Facts, Finding, Mode, Task, Validator};
use proptest::prelude::*;

use crate::random::{CLASSES, Event, executions, play, step};

type Edge = (u64, u64, Dependency);

#[derive(Clone, Default)]
struct Model {
    edges: Vec<Edge>,
    /// For each class: written and read in the interrupt, written and read with
    /// it enabled.
    usage: [[bool; 4]; CLASSES as usize],
}

struct Holding {
    class: u64,
    mode: Mode,
    address: u64,
    in_irq: bool,
}

#[derive(Default)]
struct Run {
    held: Vec<Holding>,
    off: bool,
    in_irq: bool,
}

impl Model {
    fn mark(&mut self, class: u64, enabled: bool, mode: Mode) {
        let state = usize::from(enabled) * 2 + usize::from(mode != Mode::Exclusive);
        self.usage[class as usize][state] = true;
    }

    fn step(&mut self, run: &mut Run, event: Event) {
        match event {
            Event::Take { class, mode, try_, address } => {
                if run.in_irq && !try_ {
                    self.mark(class, false, mode);
                }
                if !run.off {
                    self.mark(class, true, mode);
                }
                let reads = |h: &Holding| mode == Mode::Recursive && h.mode != Mode::Exclusive;
                let recursion = run.held.iter().any(|h| h.class == class && !reads(h));
                let before = run.held.iter().filter(|h| h.in_irq == run.in_irq && h.class != class);
                if !try_ && !recursion {
                    for h in before {
                        let edge = (h.class, class, Dependency::between(h.mode, mode));
                        if !self.edges.contains(&edge) {
                            self.edges.push(edge);
                        }
                    }
                }
                run.held.push(Holding { class, mode, address, in_irq: run.in_irq });
            }
            Event::Drop { address } => run.held.retain(|h| h.address != address),
            Event::IrqOff => run.off = true,
            Event::Enter => (run.off, run.in_irq) = (true, true),
            Event::IrqOn | Event::Exit => {
                (run.off, run.in_irq) = (false, false);
                for h in &run.held {
                    self.mark(h.class, true, h.mode);
                }
            }
        }
    }

    /// Whether some simple strong path satisfies `goal`.
    fn any_path(&self, path: &mut Vec<Edge>, goal: &dyn Fn(&[Edge]) -> bool) -> bool {
        if !path.is_empty() && goal(path) {
            return true;
        }
        for edge in &self.edges {
            let fits = path.last().is_none_or(|last| {
                let entered = path.iter().any(|e| e.1 == edge.1);
                last.1 == edge.0 && !entered && !(last.2.is_recursive() && edge.2.is_shared())
            });
            // Only the last step may come back to the beginning.
            if !fits || path.first().is_some_and(|first| first.0 == edge.0) {
                continue;
            }
            path.push(*edge);
            let found = self.any_path(path, goal);
            path.pop();
            if found {
                return true;
            }
        }
        false
    }

    fn has_circle(&self) -> bool {
        self.any_path(&mut Vec::new(), &|path| {
            let (first, last) = (path[0], path[path.len() - 1]);
            first.0 == last.1 && !(last.2.is_recursive() && first.2.is_shared())
        })
    }

    fn has_irq_defect(&self) -> bool {
        let inconsistent = |u: &[bool; 4]| (u[0] && (u[2] || u[3])) || (u[1] && u[2]);
        self.usage.iter().any(inconsistent)
            || self.any_path(&mut Vec::new(), &|path| {
                let (first, last) = (path[0], path[path.len() - 1]);
                let safe = self.usage[first.0 as usize];
                let unsafe_ = self.usage[last.1 as usize];
                first.0 != last.1
                    && (safe[0] || safe[1] && !first.2.is_shared())
                    && (unsafe_[2] || unsafe_[3] && !last.2.is_recursive())
            })
    }
}

/// Whether there is a circle among the findings, and an interrupt defect.
fn verdict(findings: &[Finding]) -> (bool, bool) {
    let circle = |f: &Finding| matches!(f.defect, Defect::Circular(_));
    let irq = |f: &Finding| {
        matches!(
            f.defect,
            Defect::InconsistentState { .. } | Defect::SafeToUnsafe(_) | Defect::IrqInversion(_)
        )
    };
    (findings.iter().any(circle), findings.iter().any(irq))
}

/// With a circle around, a path may be strong only by passing a class twice;
/// interrupt verdicts are then compared no more.
fn agree(model: &Model, (circle, irq): (bool, bool)) -> bool {
    circle == model.has_circle() && (circle || irq == model.has_irq_defect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_validator_agrees_with_the_model_after_every_event(runs in executions(4, 24)) {
        let (mut model, mut validator) = (Model::default(), Validator::new());
        let mut seen = (false, false);
        for (number, events) in runs.iter().enumerate() {
            let (mut run, mut task) = (Run::default(), Task::new(Context(number as u64)));
            for (i, event) in events.iter().enumerate() {
                model.step(&mut run, *event);
                step(&mut validator, &mut task, (number << 16 | i) as u64, *event);
                let found = verdict(&validator.take_findings());
                seen = (seen.0 || found.0, seen.1 || found.1);
                prop_assert!(agree(&model, seen), "{:?} at {}:{}", seen, number, i);
            }
        }
        let judged = verdict(&validator.facts().judge());
        prop_assert!(agree(&model, judged), "judged {judged:?}");
    }

    #[test]
    fn merged_facts_of_separate_workers_agree_with_the_model(runs in executions(5, 16)) {
        let (mut model, mut facts) = (Model::default(), Facts::new());
        for (number, events) in runs.iter().enumerate() {
            let mut run = Run::default();
            events.iter().for_each(|event| model.step(&mut run, *event));
            let mut worker = Validator::new();
            play(&mut worker, number as u64, events);
            facts.merge(&worker.facts());
        }
        let judged = verdict(&facts.judge());
        prop_assert!(agree(&model, judged), "judged {judged:?}");
    }
}
