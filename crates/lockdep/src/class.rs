//! Lock classes: what the rules speak of.
//!
//! All locks initialised at one place share a key and thus a class; the rules
//! hold between classes, never between single locks. `_nested` annotations
//! split a key into at most eight subclasses, each a class of its own.

use alloc::sync::Arc;
use core::fmt;

use crate::usage::{Usage, UsageSet};
use crate::wait_type::WaitType;
use crate::witness::Witness;

/// The number of subclasses of a key (`MAX_LOCKDEP_SUBCLASSES`).
pub const SUBCLASSES: usize = 8;

/// The identity of a `lock_class_key`: an address, or any number that names the
/// same key in every execution.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Key(pub u64);

/// The identity of a class, the same in every execution.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ClassId {
    /// Its key.
    pub key: Key,
    /// Its subclass, below [`SUBCLASSES`].
    pub subclass: u8,
}

/// What sort of lock a class is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum LockKind {
    /// A lock.
    #[default]
    Normal,
    /// A `local_lock_t`: per CPU, hence part of no interrupt inversion.
    PerCpu,
    /// Only an annotation that replaces the wait type in force.
    WaitOverride,
    /// Tracked as held but never validated (`lockdep_set_novalidate_class`).
    NoValidate,
}

/// What a lock says of its class when it is initialised.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ClassSpec<'a> {
    /// The key.
    pub key: Key,
    /// The name, usually the expression given to the initialiser.
    pub name: &'a str,
    /// What its environment must tolerate; [`WaitType::Inv`] for "as inner".
    pub outer: WaitType,
    /// What it tolerates inside.
    pub inner: WaitType,
    /// Its sort.
    pub kind: LockKind,
}

impl<'a> ClassSpec<'a> {
    fn typed(key: Key, name: &'a str, outer: WaitType, inner: WaitType) -> Self {
        ClassSpec { key, name, outer, inner, kind: LockKind::Normal }
    }

    /// A `raw_spinlock_t`.
    #[must_use]
    pub fn raw_spinlock(key: Key, name: &'a str) -> Self {
        Self::typed(key, name, WaitType::Inv, WaitType::Spin)
    }

    /// A `spinlock_t`.
    #[must_use]
    pub fn spinlock(key: Key, name: &'a str) -> Self {
        Self::typed(key, name, WaitType::Inv, WaitType::Config)
    }

    /// An `rwlock_t`.
    #[must_use]
    pub fn rwlock(key: Key, name: &'a str) -> Self {
        Self::typed(key, name, WaitType::Inv, WaitType::Config)
    }

    /// A `struct mutex`, `rw_semaphore`, `rt_mutex` or `ww_mutex`.
    #[must_use]
    pub fn sleeping(key: Key, name: &'a str) -> Self {
        Self::typed(key, name, WaitType::Inv, WaitType::Sleep)
    }

    /// A `local_lock_t`.
    #[must_use]
    pub fn local_lock(key: Key, name: &'a str) -> Self {
        ClassSpec { kind: LockKind::PerCpu, ..Self::typed(key, name, WaitType::Inv, WaitType::Config) }
    }

    /// `rcu_read_lock` and `rcu_read_lock_bh`.
    #[must_use]
    pub fn rcu(key: Key, name: &'a str) -> Self {
        Self::typed(key, name, WaitType::Free, WaitType::Config)
    }

    /// `rcu_read_lock_sched`.
    #[must_use]
    pub fn rcu_sched(key: Key, name: &'a str) -> Self {
        Self::typed(key, name, WaitType::Free, WaitType::Spin)
    }

    /// A pseudo-lock (`lock_map`): a work item, a timer, a completion.
    #[must_use]
    pub fn pseudo(key: Key, name: &'a str) -> Self {
        Self::typed(key, name, WaitType::Inv, WaitType::Inv)
    }

    /// The same with another sort.
    #[must_use]
    pub fn kind(self, kind: LockKind) -> Self {
        ClassSpec { kind, ..self }
    }
}

/// A class as a finding quotes it: a snapshot. It prints as the kernel prints a
/// class, `(name#2/1){+.+.}-{3:3}`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct ClassInfo {
    /// The identity.
    pub id: ClassId,
    /// The name.
    pub name: Arc<str>,
    /// Counts the keys that share the name, from 1; printed from 2 on.
    pub version: u32,
    /// The usage at the time of the snapshot.
    pub usage: UsageSet,
    /// The outer wait type in force.
    pub outer: WaitType,
    /// The inner wait type.
    pub inner: WaitType,
}

impl ClassInfo {
    /// The name with version and subclass, as in `lock(name#2/1);`.
    #[must_use]
    pub fn label(&self) -> impl fmt::Display + '_ {
        Label(self)
    }
}

struct Label<'a>(&'a ClassInfo);

impl fmt::Display for Label<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.name)?;
        if self.0.version > 1 {
            write!(f, "#{}", self.0.version)?;
        }
        if self.0.id.subclass > 0 {
            write!(f, "/{}", self.0.id.subclass)?;
        }
        Ok(())
    }
}

impl fmt::Display for ClassInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({}){{{}}}-{{{}:{}}}", self.label(), self.usage, self.outer as u8, self.inner as u8)
    }
}

/// A class as the graph keeps it.
#[derive(Clone, Debug)]
pub(crate) struct Class {
    pub id: ClassId,
    pub name: Arc<str>,
    pub version: u32,
    pub outer: WaitType,
    pub inner: WaitType,
    pub kind: LockKind,
    pub usage: UsageSet,
    pub witness: [Option<Witness>; Usage::ALL.len()],
    /// The greatest order among the witnesses: an event of a lesser order may
    /// have a better witness to offer.
    pub latest: u64,
}

impl Class {
    pub fn info(&self) -> ClassInfo {
        ClassInfo {
            id: self.id,
            name: self.name.clone(),
            version: self.version,
            usage: self.usage,
            outer: self.outer.or(self.inner),
            inner: self.inner,
        }
    }
}
