//! Usage states: in which contexts the locks of a class were ever used.
//!
//! For each of hardirq and softirq there are four states, as in the kernel's
//! lockdep-design document: *used in* the interrupt context, and *enabled*,
//! which means held while that interrupt could arrive; each for writers (W)
//! and for readers (R).

use core::fmt;

use crate::acquire::Mode;

/// The two interrupt contexts that usage is tracked for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Irq {
    /// Hardware interrupts.
    Hardirq,
    /// Softirqs, tasklets and timers.
    Softirq,
}

impl Irq {
    /// Both, in the kernel's order.
    pub const ALL: [Irq; 2] = [Irq::Hardirq, Irq::Softirq];
}

/// One usage state. The discriminant is the bit number in a [`UsageSet`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum Usage {
    /// Taken exclusively in a hardirq.
    UsedInHardirq = 0,
    /// Taken for reading in a hardirq.
    UsedInHardirqRead = 1,
    /// Held exclusively while hardirqs were enabled.
    EnabledHardirq = 2,
    /// Held for reading while hardirqs were enabled.
    EnabledHardirqRead = 3,
    /// Taken exclusively in a softirq.
    UsedInSoftirq = 4,
    /// Taken for reading in a softirq.
    UsedInSoftirqRead = 5,
    /// Held exclusively while softirqs were enabled.
    EnabledSoftirq = 6,
    /// Held for reading while softirqs were enabled.
    EnabledSoftirqRead = 7,
    /// Ever taken exclusively.
    Used = 8,
    /// Ever taken for reading.
    UsedRead = 9,
}

const READ: u8 = 1;
const ENABLED: u8 = 2;

impl Usage {
    /// Every state in the order in which one acquisition marks them: used-in
    /// states first, then enabled states, then plain use.
    pub const ALL: [Usage; 10] = [
        Usage::UsedInHardirq,
        Usage::UsedInHardirqRead,
        Usage::UsedInSoftirq,
        Usage::UsedInSoftirqRead,
        Usage::EnabledHardirq,
        Usage::EnabledHardirqRead,
        Usage::EnabledSoftirq,
        Usage::EnabledSoftirqRead,
        Usage::Used,
        Usage::UsedRead,
    ];

    fn pick(exclusive: Usage, read: Usage, mode: Mode) -> Usage {
        if mode == Mode::Exclusive { exclusive } else { read }
    }

    /// The state of a lock taken inside `irq`.
    #[must_use]
    pub fn used_in(irq: Irq, mode: Mode) -> Usage {
        match irq {
            Irq::Hardirq => Self::pick(Usage::UsedInHardirq, Usage::UsedInHardirqRead, mode),
            Irq::Softirq => Self::pick(Usage::UsedInSoftirq, Usage::UsedInSoftirqRead, mode),
        }
    }

    /// The state of a lock held while `irq` was enabled.
    #[must_use]
    pub fn enabled(irq: Irq, mode: Mode) -> Usage {
        match irq {
            Irq::Hardirq => Self::pick(Usage::EnabledHardirq, Usage::EnabledHardirqRead, mode),
            Irq::Softirq => Self::pick(Usage::EnabledSoftirq, Usage::EnabledSoftirqRead, mode),
        }
    }

    /// The state of any lock taken.
    #[must_use]
    pub fn used(mode: Mode) -> Usage {
        Self::pick(Usage::Used, Usage::UsedRead, mode)
    }

    /// The interrupt context it speaks of; none for plain use.
    #[must_use]
    pub fn irq(self) -> Option<Irq> {
        match self as u8 {
            0..=3 => Some(Irq::Hardirq),
            4..=7 => Some(Irq::Softirq),
            _ => None,
        }
    }

    /// Whether it speaks of a reader.
    #[must_use]
    pub fn is_read(self) -> bool {
        self as u8 & READ != 0
    }

    /// Whether it is an enabled state and not a used-in state.
    #[must_use]
    pub fn is_enabled(self) -> bool {
        self.irq().is_some() && self as u8 & ENABLED != 0
    }

    /// The writer's state that excludes this one on the same class; none for
    /// plain use.
    #[must_use]
    pub fn exclusive(self) -> Option<Usage> {
        let irq = self.irq()?;
        Some(if self.is_enabled() {
            Usage::used_in(irq, Mode::Exclusive)
        } else {
            Usage::enabled(irq, Mode::Exclusive)
        })
    }

    /// The state as the kernel prints it, `IN-HARDIRQ-W` or `SOFTIRQ-ON-R`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Usage::UsedInHardirq => "IN-HARDIRQ-W",
            Usage::UsedInHardirqRead => "IN-HARDIRQ-R",
            Usage::EnabledHardirq => "HARDIRQ-ON-W",
            Usage::EnabledHardirqRead => "HARDIRQ-ON-R",
            Usage::UsedInSoftirq => "IN-SOFTIRQ-W",
            Usage::UsedInSoftirqRead => "IN-SOFTIRQ-R",
            Usage::EnabledSoftirq => "SOFTIRQ-ON-W",
            Usage::EnabledSoftirqRead => "SOFTIRQ-ON-R",
            Usage::Used => "INITIAL USE",
            Usage::UsedRead => "INITIAL READ USE",
        }
    }

    /// The word in `WARNING: %s-safe -> %s-unsafe lock order detected`.
    #[must_use]
    pub fn irq_class(self) -> &'static str {
        match (self.irq(), self.is_read()) {
            (Some(Irq::Hardirq), false) => "HARDIRQ",
            (Some(Irq::Hardirq), true) => "HARDIRQ-READ",
            (Some(Irq::Softirq), false) => "SOFTIRQ",
            (Some(Irq::Softirq), true) => "SOFTIRQ-READ",
            (None, _) => "",
        }
    }
}

/// A set of usage states. It prints as the kernel's four characters: hardirq,
/// hardirq read, softirq, softirq read; each `.` for neither, `-` for used in
/// the interrupt, `+` for held with it enabled, `?` for both.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct UsageSet(u16);

impl UsageSet {
    /// Whether `usage` is in the set.
    #[must_use]
    pub fn contains(self, usage: Usage) -> bool {
        self.0 & (1 << usage as u8) != 0
    }

    /// Whether every state of `other` is in the set.
    #[must_use]
    pub fn contains_all(self, other: UsageSet) -> bool {
        self.0 & other.0 == other.0
    }

    /// Adds `usage`.
    pub fn insert(&mut self, usage: Usage) {
        self.0 |= 1 << usage as u8;
    }

    /// The members in marking order.
    pub fn iter(self) -> impl Iterator<Item = Usage> {
        Usage::ALL.into_iter().filter(move |u| self.contains(*u))
    }

    /// The four usage characters.
    #[must_use]
    pub fn chars(self) -> [char; 4] {
        let one = |irq, mode| {
            let used = self.contains(Usage::used_in(irq, mode));
            match (self.contains(Usage::enabled(irq, mode)), used) {
                (true, true) => '?',
                (true, false) => '+',
                (false, true) => '-',
                (false, false) => '.',
            }
        };
        [
            one(Irq::Hardirq, Mode::Exclusive),
            one(Irq::Hardirq, Mode::Shared),
            one(Irq::Softirq, Mode::Exclusive),
            one(Irq::Softirq, Mode::Shared),
        ]
    }
}

impl fmt::Display for UsageSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.chars().iter().try_for_each(|c| write!(f, "{c}"))
    }
}
