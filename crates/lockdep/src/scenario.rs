//! The table of CPUs that shows how a finding becomes a deadlock.

use alloc::vec;
use alloc::vec::Vec;

use crate::acquire::{Attempt, Mode};
use crate::class::ClassInfo;
use crate::finding::{Defect, Finding};

/// A ` Possible unsafe locking scenario:`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Scenario {
    /// First, middle and last class of a `Chain exists of:` line, where more
    /// than two classes take part.
    pub chain: Option<[ClassInfo; 3]>,
    /// What happens, from top to bottom.
    pub rows: Vec<Row>,
}

/// One row of the table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// The column.
    pub cpu: u8,
    /// What that CPU does.
    pub action: Action,
}

/// What a CPU does in a scenario.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Action {
    /// `lock(A);`
    Lock(ClassInfo),
    /// `rlock(A);`
    ReadLock(ClassInfo),
    /// `sync(A);`
    Sync(ClassInfo),
    /// `local_irq_disable();`
    IrqDisable,
    /// `<Interrupt>`
    Interrupt,
    /// `lock(A);` inside the interrupt.
    LockInInterrupt(ClassInfo),
}

fn row(cpu: u8, action: Action) -> Row {
    Row { cpu, action }
}

fn lock(class: &ClassInfo) -> Action {
    Action::Lock(class.clone())
}

fn take(class: &ClassInfo, mode: Mode, attempt: Attempt) -> Action {
    match (attempt, mode) {
        (_, Mode::Shared | Mode::Recursive) => Action::ReadLock(class.clone()),
        (Attempt::Sync, _) => Action::Sync(class.clone()),
        _ => lock(class),
    }
}

impl Finding {
    /// The scenario, for the findings that have one.
    #[must_use]
    pub fn scenario(&self) -> Option<Scenario> {
        match &self.defect {
            Defect::Circular(circle) => {
                let (first, closing) = (circle.links.first()?, circle.links.last()?);
                let (target, parent, source) = (&first.class, &first.held, &closing.class);
                let chain =
                    (parent.id != source.id).then(|| [source.clone(), parent.clone(), target.clone()]);
                let holds = self.held.iter().rev().find(|h| h.class.id == target.id);
                let held = match holds.map_or(closing.kind.is_shared(), |h| h.mode != Mode::Exclusive) {
                    true => Action::ReadLock(target.clone()),
                    false => lock(target),
                };
                let want = match &self.lock {
                    Some(wanted) => take(source, wanted.mode, wanted.attempt),
                    None if closing.kind.is_recursive() => Action::ReadLock(source.clone()),
                    None => lock(source),
                };
                let rows = vec![row(0, held), row(1, lock(parent)), row(1, lock(target)), row(0, want)];
                Some(Scenario { chain, rows })
            }
            Defect::Recursive { next, prev } => {
                let rows = [prev, next].map(|l| row(0, take(&l.class, l.mode, l.attempt)));
                Some(Scenario { chain: None, rows: rows.into() })
            }
            Defect::InconsistentState { class, .. } => Some(Scenario {
                chain: None,
                rows: vec![
                    row(0, lock(class)),
                    row(0, Action::Interrupt),
                    row(0, Action::LockInInterrupt(class.clone())),
                ],
            }),
            Defect::SafeToUnsafe(path) | Defect::IrqInversion(path) => {
                let middle = &path.links.first()?.class;
                let chain = (middle.id != path.unsafe_.id)
                    .then(|| [path.safe.clone(), middle.clone(), path.unsafe_.clone()]);
                let rows = vec![
                    row(0, lock(&path.unsafe_)),
                    row(1, Action::IrqDisable),
                    row(1, lock(&path.safe)),
                    row(1, lock(middle)),
                    row(0, Action::Interrupt),
                    row(0, Action::LockInInterrupt(path.safe.clone())),
                ];
                Some(Scenario { chain, rows })
            }
            _ => None,
        }
    }
}
