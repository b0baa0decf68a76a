//! What the validator finds.

use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::assertion::Assertion;
use crate::class::{ClassInfo, Key};
use crate::dependency::Dependency;
use crate::held::HeldLock;
use crate::usage::{Irq, Usage};
use crate::wait_type::WaitType;
use crate::witness::{Context, Site, Witness};
use crate::ww::WwCheck;

/// One defect with its evidence. Nothing is formatted here; the names, numbers
/// and sites are what a report needs to print.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// The number of the event that showed it.
    pub order: u64,
    /// Who executed that event.
    pub context: Context,
    /// Where.
    pub site: Site,
    /// The lock that the event takes or whose state it changes, if it is about
    /// one. None for a finding that [`Facts::judge`](crate::Facts::judge) makes.
    pub lock: Option<HeldLock>,
    /// The locks held then, outermost first. Empty for a finding that
    /// [`Facts::judge`](crate::Facts::judge) makes.
    pub held: Vec<HeldLock>,
    /// The defect.
    pub defect: Defect,
}

/// A lock as the one that an event is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Subject {
    /// Its class, if it has a registered one.
    pub class: Option<ClassInfo>,
    /// The instance.
    pub address: u64,
}

/// One dependency in a chain: `class` was waited for while `held` was held.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    /// The class held.
    pub held: ClassInfo,
    /// The class wanted.
    pub class: ClassInfo,
    /// With readers or without.
    pub kind: Dependency,
    /// Who did it, and where both locks were taken.
    pub witness: Witness,
}

/// A lock-order circle. The links stand in reverse order as the kernel prints
/// them: the first one's class is the lock already held (`-> #n`), each link's
/// `held` is the next link's `class`, and the last link (`-> #0`) is the
/// dependency that closes the circle.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Circle {
    /// The dependencies; never empty.
    pub links: Vec<Link>,
}

/// A strong path from a lock that an interrupt takes to a lock that is held
/// with that interrupt enabled.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IrqChain {
    /// The interrupt.
    pub irq: Irq,
    /// The irq-safe lock: the interrupt takes it.
    pub safe: ClassInfo,
    /// The usage that makes it safe, with its witness.
    pub used: (Usage, Witness),
    /// The irq-unsafe lock: the interrupt may arrive while it is held.
    pub unsafe_: ClassInfo,
    /// The usage that makes it unsafe, with its witness.
    pub enabled: (Usage, Witness),
    /// The dependencies from the safe lock to the unsafe one, in order.
    pub links: Vec<Link>,
    /// The index of the link that is the last observation; none if a usage is.
    pub last: Option<usize>,
    /// The class whose usage is the last observation; none if a link is.
    pub changed: Option<ClassInfo>,
}

/// The kinds of defects.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Defect {
    /// Locks are taken in orders that form a strong circle.
    Circular(Circle),
    /// A task takes a class it holds already.
    Recursive {
        /// What it wants.
        next: HeldLock,
        /// What it holds.
        prev: HeldLock,
    },
    /// A class is taken in an interrupt and held with that interrupt enabled.
    InconsistentState {
        /// The class.
        class: ClassInfo,
        /// The earlier usage.
        earlier: (Usage, Witness),
        /// The usage that contradicts it.
        later: (Usage, Witness),
    },
    /// A dependency connects an irq-safe lock with an irq-unsafe one.
    SafeToUnsafe(IrqChain),
    /// A class becomes irq-safe or irq-unsafe and thereby turns an existing
    /// path into an inversion.
    IrqInversion(IrqChain),
    /// A lock is wanted where its kind of waiting is not allowed.
    InvalidWaitContext {
        /// The lock.
        lock: HeldLock,
        /// The wait type of the bare context, printed `context-{5:5}`.
        context: WaitType,
        /// The strictest wait type in force.
        allowed: WaitType,
    },
    /// A `_nest_lock` annotation names a lock that is not held.
    NestedLockNotTaken {
        /// The lock.
        lock: HeldLock,
        /// The address of the lock that should be held.
        outer: Subject,
    },
    /// A lock is released that the task does not hold.
    BadUnlockBalance {
        /// The lock.
        lock: Subject,
    },
    /// A held lock is downgraded that is held for reading already.
    DowngradedReadLock {
        /// The lock.
        lock: HeldLock,
    },
    /// Memory is freed or initialised anew that contains a held lock.
    HeldLockFreed {
        /// The lock.
        lock: HeldLock,
        /// The first address of the memory.
        from: u64,
        /// Its length.
        len: u64,
    },
    /// A task ends with locks held.
    HeldAtExit,
    /// A task returns to user space with locks held.
    HeldAtUserReturn,
    /// A lock is taken that was never initialised.
    NonStaticKey {
        /// Its address.
        address: u64,
    },
    /// A lock is initialised with a dynamic key that is not registered.
    KeyNotRegistered {
        /// The key.
        key: Key,
        /// The name given to the lock.
        name: Arc<str>,
    },
    /// A subclass of 8 or more.
    InvalidSubclass {
        /// The lock.
        lock: Subject,
        /// The subclass.
        subclass: u32,
    },
    /// A `lockdep_assert_*` does not hold.
    Assertion {
        /// Which one.
        assertion: Assertion,
        /// The lock it speaks of, if it does.
        lock: Option<Subject>,
    },
    /// A debug check of wound/wait mutexes fails.
    DebugLocks(WwCheck),
}

/// What makes two findings the same one: the defect's kind and the classes or
/// places it concerns, never the history that led there.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Identity(Vec<u64>);

impl Finding {
    /// The identity.
    #[must_use]
    pub fn identity(&self) -> Identity {
        let mut parts = Vec::new();
        let class = |parts: &mut Vec<u64>, class: &ClassInfo| {
            parts.push(class.id.key.0);
            parts.push(class.id.subclass.into());
        };
        let mut tag = |tag: u64| parts.push(tag);
        match &self.defect {
            Defect::Circular(circle) => {
                tag(0);
                for link in circle.rotated() {
                    class(&mut parts, &link.class);
                }
            }
            Defect::Recursive { next, prev } => {
                tag(1);
                class(&mut parts, &next.class);
                parts.extend([prev.site.0, next.site.0]);
            }
            Defect::InconsistentState { class: of, earlier, later } => {
                tag(2);
                class(&mut parts, of);
                let (a, b) = (earlier.0 as u64, later.0 as u64);
                parts.extend([a.min(b), a.max(b)]);
            }
            Defect::SafeToUnsafe(chain) | Defect::IrqInversion(chain) => {
                tag(3);
                parts.push(chain.irq as u64);
                class(&mut parts, &chain.safe);
                class(&mut parts, &chain.unsafe_);
            }
            Defect::InvalidWaitContext { lock, allowed, .. } => {
                tag(4);
                class(&mut parts, &lock.class);
                parts.extend([lock.site.0, *allowed as u64]);
            }
            Defect::NestedLockNotTaken { lock, .. } => {
                tag(5);
                class(&mut parts, &lock.class);
                parts.extend([lock.site.0, self.site.0]);
            }
            Defect::BadUnlockBalance { lock } => {
                tag(6);
                parts.push(self.site.0);
                lock.class.iter().for_each(|c| class(&mut parts, c));
            }
            Defect::DowngradedReadLock { .. } => tag(7),
            Defect::HeldLockFreed { lock, .. } => {
                tag(8);
                class(&mut parts, &lock.class);
                parts.extend([lock.site.0, self.site.0]);
            }
            Defect::HeldAtExit | Defect::HeldAtUserReturn => {
                tag(if self.defect == Defect::HeldAtExit { 9 } else { 10 });
                for lock in &self.held {
                    class(&mut parts, &lock.class);
                    parts.push(lock.site.0);
                }
            }
            Defect::NonStaticKey { .. } => tag(11),
            Defect::KeyNotRegistered { key, .. } => parts.extend([12, key.0]),
            Defect::InvalidSubclass { subclass, .. } => parts.extend([13, u64::from(*subclass)]),
            Defect::Assertion { assertion, .. } => parts.extend([14, *assertion as u64]),
            Defect::DebugLocks(check) => parts.extend([15, *check as u64]),
        }
        if matches!(parts[0], 7 | 11 | 13 | 14 | 15) {
            parts.push(self.site.0);
        }
        Identity(parts)
    }
}

impl Circle {
    /// The links from the one with the least class on, so that every way to
    /// come upon the circle gives the same sequence.
    fn rotated(&self) -> impl Iterator<Item = &Link> {
        let least = (0..self.links.len()).min_by_key(|i| self.links[*i].class.id).unwrap_or(0);
        self.links[least..].iter().chain(&self.links[..least])
    }
}
