//! Dependencies between classes, and which of them chain.
//!
//! `A -> B` says that B was waited for while A was held. With readers there are
//! four kinds of it (lockdep-design, "Recursive read locks"): the holder of A
//! is exclusive (E) or shared (S), the waiter for B is a recursive reader (R)
//! or not (N).
//!
//! A recursive reader waits only for a writer that holds the lock. So in
//! `-(xR)-> B -(Sx)->` nobody waits: the one who reads B does not stop the one
//! who wants to read it. A path without such a pair is *strong*; a deadlock is
//! possible exactly where a strong path closes to a strong circle. The proof is
//! in the kernel's document; it rests on readers that are not recursive being
//! stopped by a waiting writer, so that they exclude each other as E would.
//!
//! Along a path it is enough to know whether its last edge can *only* be R
//! (then an S edge cannot follow): each edge carries the set of kinds that were
//! ever observed, and the searcher drops those that do not fit. Backwards the
//! rule is the mirror: behind an edge that can only be S, an R edge cannot
//! stand.

use crate::acquire::Mode;

/// The kind of a dependency. The discriminant is the bit in a
/// [`DependencySet`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum Dependency {
    /// A shared holder waits as a recursive reader.
    SharedRecursive = 0,
    /// An exclusive holder waits as a recursive reader.
    ExclusiveRecursive = 1,
    /// A shared holder waits, not as a recursive reader.
    SharedNonRecursive = 2,
    /// An exclusive holder waits, not as a recursive reader.
    ExclusiveNonRecursive = 3,
}

impl Dependency {
    /// All kinds.
    pub const ALL: [Dependency; 4] = [
        Dependency::SharedRecursive,
        Dependency::ExclusiveRecursive,
        Dependency::SharedNonRecursive,
        Dependency::ExclusiveNonRecursive,
    ];

    /// The kind that arises when a lock is wanted in mode `next` while another
    /// is held in mode `prev`.
    #[must_use]
    pub fn between(prev: Mode, next: Mode) -> Dependency {
        match (prev == Mode::Exclusive, next == Mode::Recursive) {
            (false, true) => Dependency::SharedRecursive,
            (true, true) => Dependency::ExclusiveRecursive,
            (false, false) => Dependency::SharedNonRecursive,
            (true, false) => Dependency::ExclusiveNonRecursive,
        }
    }

    /// Whether the holder is shared (S).
    #[must_use]
    pub fn is_shared(self) -> bool {
        self as u8 & 1 == 0
    }

    /// Whether the waiter is a recursive reader (R).
    #[must_use]
    pub fn is_recursive(self) -> bool {
        self as u8 & 2 == 0
    }
}

/// The kinds that one edge was observed with.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct DependencySet(u8);

const SHARED: u8 = 0b0101;
const RECURSIVE: u8 = 0b0011;

impl DependencySet {
    /// Whether `dep` is in the set.
    #[must_use]
    pub fn contains(self, dep: Dependency) -> bool {
        self.0 & (1 << dep as u8) != 0
    }

    /// Adds `dep`.
    pub fn insert(&mut self, dep: Dependency) {
        self.0 |= 1 << dep as u8;
    }

    /// The members.
    pub fn iter(self) -> impl Iterator<Item = Dependency> {
        Dependency::ALL.into_iter().filter(move |d| self.contains(*d))
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(crate) fn without_shared(self) -> DependencySet {
        DependencySet(self.0 & !SHARED)
    }

    pub(crate) fn without_recursive(self) -> DependencySet {
        DependencySet(self.0 & !RECURSIVE)
    }
}
