//! The kernel's words for a finding.

use alloc::borrow::{Cow, ToOwned};
use alloc::format;

use crate::finding::{Defect, Finding};

/// Who is at fault, for the headlines that name it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Who<'a> {
    /// The task's name.
    pub comm: &'a str,
    /// The task's process id.
    pub pid: u32,
    /// The CPU it runs on.
    pub cpu: u32,
    /// The place as `WARN_ON` prints it, `file.c:12 function+0x1c/0x40`.
    pub place: &'a str,
}

impl Finding {
    /// The headline, exactly as the kernel prints it.
    #[must_use]
    pub fn headline(&self, who: &Who<'_>) -> Cow<'static, str> {
        Cow::Borrowed(match &self.defect {
            Defect::Circular(_) => "WARNING: possible circular locking dependency detected",
            Defect::Recursive { .. } => "WARNING: possible recursive locking detected",
            Defect::InconsistentState { .. } => "WARNING: inconsistent lock state",
            Defect::SafeToUnsafe(chain) => {
                let irq = chain.used.0.irq_class();
                return format!("WARNING: {irq}-safe -> {irq}-unsafe lock order detected").into();
            }
            Defect::IrqInversion(_) => "WARNING: possible irq lock inversion dependency detected",
            Defect::InvalidWaitContext { .. } => "[ BUG: Invalid wait context ]",
            Defect::NestedLockNotTaken { .. } => "WARNING: Nested lock was not taken",
            Defect::BadUnlockBalance { .. } => "WARNING: bad unlock balance detected!",
            Defect::DowngradedReadLock { .. } => "downgrading a read lock",
            Defect::HeldLockFreed { .. } => "WARNING: held lock freed!",
            Defect::HeldAtExit => {
                return format!("WARNING: {}/{} still has locks held!", who.comm, who.pid).into();
            }
            Defect::HeldAtUserReturn => "WARNING: lock held when returning to user space!",
            Defect::NonStaticKey { .. } => "INFO: trying to register non-static key.",
            Defect::KeyNotRegistered { key, .. } => {
                return format!("BUG: key {:016x} has not been registered!", key.0).into();
            }
            Defect::InvalidSubclass { subclass, .. } => {
                return format!("BUG: looking up invalid subclass: {subclass}").into();
            }
            Defect::Assertion { .. } => {
                let Who { cpu, pid, place, .. } = who;
                return format!("WARNING: CPU: {cpu} PID: {pid} at {place}").into();
            }
            Defect::DebugLocks(check) => {
                return format!("DEBUG_LOCKS_WARN_ON({})", check.condition().to_owned()).into();
            }
        })
    }
}
