//! Fault signals of module code become findings of its context.

use crate::vm;
use detect::finding::Fault;
use detect::{Defect, Finding};
use engine::Ctx;
use host::fault::{self, Kind, Resume};
use machine::Place;
use region::layout;

/// Installs the handlers. A fault in our own code is not caught: the worker dies, and its parent says so.
///
/// # Errors
/// If the operating system refuses.
pub fn catch_faults() -> std::io::Result<()> {
    // SAFETY: `handle` answers only for faults of module code, which holds no lock of ours, and makes no allocation but
    // within the capacity of `Findings`; it leads to the fiber's own trap entry, which abandons frames without
    // destructors.
    unsafe { fault::install(handle) }
}

fn handle(f: &fault::Fault) -> Option<Resume> {
    // SAFETY: handlers are installed after `enter`; the machine's thread is the only one, and it is stopped here.
    let vm = unsafe { vm() };
    let c = vm.current;
    let fetch = f.fetch || f.pc.wrapping_sub(layout::BASE) >= layout::SIZE && f.pc == f.address;
    let ours = !vm.loaded.text.contains(&f.pc) && !fetch && f.pc.wrapping_sub(layout::BASE) >= layout::SIZE;
    if c == Ctx::NONE || ours {
        return None;
    }
    let stack = layout::stack(c.index());
    let guard = layout::guard(c.index());
    let in_guard = |a: usize| guard.contains(&a);
    let on_stack = stack.contains(&f.sp) || in_guard(f.sp);
    // A jump to nowhere: the call pushed its return address.
    let pc = match fetch && stack.contains(&f.sp) {
        // SAFETY: `sp` lies within the mapped stack.
        true => unsafe { (f.sp as *const usize).read() },
        false => f.pc + 1,
    };
    let place = Place { pc, sp: f.sp, fp: f.fp };
    let defect = match f.kind {
        _ if in_guard(f.address) || in_guard(f.sp) => {
            Defect::StackOverflow { depth: stack.end - f.sp.min(stack.end) }
        }
        _ if !on_stack => Defect::Oops { address: f.sp, fault: Fault::Stack },
        Kind::Alarm => Defect::SoftLockup,
        Kind::Fpe => Defect::Oops { address: f.pc, fault: Fault::Divide },
        Kind::Ill | Kind::Trap => Defect::Oops { address: f.pc, fault: Fault::InvalidOpcode },
        Kind::Protection => Defect::Oops { address: usize::MAX, fault: Fault::Protection },
        _ => Defect::Oops { address: f.address, fault: Fault::Page { write: f.write, fetch } },
    };
    vm.find(Finding { defect, context: c, place });
    let d = vm.fibers[c.index()].divert()?;
    Some(Resume { rip: d.rip, rsp: d.rsp, rbp: d.rbp, rdi: d.rdi, rsi: d.rsi })
}
