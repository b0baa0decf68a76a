//! What is left when nothing can move any more: waits that nobody ends, and what the module leaves behind.
//!
//! While the module is loaded or unloaded, the task that does it must come to its end. After that no task may be left in the
//! module's code, and no interrupt line may be requested. Kthreads that sleep while the module lives are well: whoever
//! wakes them may still come.
//!
//! What this does not catch: memory that is never freed; a thread that has only to return when the module goes.

use crate::Detector;
use crate::finding::{Defect, Finding, Findings};
use engine::Ctx;
use machine::{CLOCK, INSMOD, Irq, Level, Machine, Op, Phase, Place, RMMOD, Sched, Stage, process_of};
use region::Memory;

/// Judges the end of an execution.
#[derive(Default)]
pub struct Leftovers;

impl<M: Memory> Detector<M> for Leftovers {
    type Facts = ();

    fn ended(&mut self, m: &Machine<M>, out: &mut Findings) {
        for &c in m.appeared() {
            if let Some(finding) = judge(c, m) {
                out.add(finding);
            }
        }
    }
}

fn judge<M: Memory>(c: Ctx, m: &Machine<M>) -> Option<Finding> {
    let context = m.context(c);
    if !context.is_alive() || c == CLOCK {
        return None;
    }
    let stage = m.stage();
    if context.level != Level::Task {
        let requested = m.line(c).is_some_and(|l| l.handler != 0)
            && matches!(stage, Stage::Gone | Stage::Failed(_) | Stage::GaveUp(_));
        let place = Place { pc: context.origin, ..Place::default() };
        return requested.then_some(Finding {
            defect: Defect::Leftover { blocked: false },
            context: c,
            place,
        });
    }
    // A process that is not in the module's code is none of its business.
    let outside = process_of(c).is_some() && context.place.pc == 0;
    if outside {
        return None;
    }
    // The line that it belongs to is told.
    if matches!(context.phase, Phase::Declared(Op::Irq(Irq::Thread(_)))) {
        return None;
    }
    let unborn = matches!(context.phase, Phase::Declared(Op::Sched(Sched::Unborn)));
    let loader = match stage {
        Stage::Loading => INSMOD,
        Stage::Unloading => m.unloader(),
        Stage::Gone | Stage::Failed(_) | Stage::GaveUp(_) if c != RMMOD && !unborn => c,
        _ => return None,
    };
    let defect = match stage {
        _ if c != loader => return None,
        Stage::Gone | Stage::Failed(_) | Stage::GaveUp(_) => Defect::Leftover { blocked: false },
        _ if m.is_awaiting(c) => Defect::SoftLockup,
        _ => Defect::Leftover { blocked: true },
    };
    Some(Finding { defect, context: c, place: context.place })
}
