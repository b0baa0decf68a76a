//! What each kind of finding means, the rule behind it, an example and the usual repair: one text for each code.

use detect::Code;

/// Every code with its text, the code first in its heading.
pub const PAGES: &[(Code, &str)] = &[
    (Code::ActiveObjectFreed, include_str!("../explain/active-object-freed.md")),
    (Code::AfterRmmod, include_str!("../explain/after-rmmod.md")),
    (Code::Bug, include_str!("../explain/bug.md")),
    (Code::ContextImbalance, include_str!("../explain/context-imbalance.md")),
    (Code::DataRace, include_str!("../explain/data-race.md")),
    (Code::Deadlock, include_str!("../explain/deadlock.md")),
    (Code::Hang, include_str!("../explain/hang.md")),
    (Code::HeldLockFreed, include_str!("../explain/held-lock-freed.md")),
    (Code::InvalidFree, include_str!("../explain/invalid-free.md")),
    (Code::IrqLock, include_str!("../explain/irq-lock.md")),
    (Code::Leak, include_str!("../explain/leak.md")),
    (Code::LeftRegistered, include_str!("../explain/left-registered.md")),
    (Code::LockHeldAtExit, include_str!("../explain/lock-held-at-exit.md")),
    (Code::LockOrder, include_str!("../explain/lock-order.md")),
    (Code::Misuse, include_str!("../explain/misuse.md")),
    (Code::Oops, include_str!("../explain/oops.md")),
    (Code::OutOfBounds, include_str!("../explain/out-of-bounds.md")),
    (Code::Preemptible, include_str!("../explain/preemptible.md")),
    (Code::SleepInAtomic, include_str!("../explain/sleep-in-atomic.md")),
    (Code::SoftLockup, include_str!("../explain/soft-lockup.md")),
    (Code::StackOverflow, include_str!("../explain/stack-overflow.md")),
    (Code::UseAfterFree, include_str!("../explain/use-after-free.md")),
    (Code::UserCopyOverflow, include_str!("../explain/user-copy-overflow.md")),
    (Code::WaitContext, include_str!("../explain/wait-context.md")),
    (Code::Warn, include_str!("../explain/warn.md")),
];

/// The text on a code.
pub fn explain(code: &str) -> Option<&'static str> {
    PAGES.iter().find(|(c, _)| c.name() == code).map(|(_, text)| *text)
}

/// The codes, sorted.
pub fn codes() -> impl Iterator<Item = &'static str> {
    PAGES.iter().map(|(c, _)| c.name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_is_about_its_code() {
        for (code, text) in PAGES {
            assert!(text.starts_with(&format!("# {}\n", code.name())), "{}", code.name());
            for part in ["\n## Example\n", "\n## Repair\n", "\n```c\n", "rule"] {
                assert!(text.contains(part), "{} has no {part:?}", code.name());
            }
        }
        assert!(codes().is_sorted());
        assert!(Code::ALL.iter().all(|code| explain(code.name()).is_some()));
        assert_eq!(PAGES.len(), Code::ALL.len());
    }
}
