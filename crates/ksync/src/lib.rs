//! Linux's synchronization primitives as real algorithms on real atomics.
//!
//! For people who write kernels, hypervisors, drivers or hard-pressed user programs. The crate is `no_std`; with the
//! feature `std`, which is on by default, threads take the place of CPUs and a futex that of the scheduler.
//!
//! ```
//! use ksync::{PreemptDisabled, SpinLock};
//!
//! static QUEUE: SpinLock<[u64; 4], PreemptDisabled> = SpinLock::new([0; 4]);
//!
//! QUEUE.lock()[0] += 1;
//! assert_eq!(*QUEUE.lock(), [1, 0, 0, 0]);
//! ```
//!
//! # The parts
//!
//! * [`Platform`] is what an environment supplies: its CPUs, its depths of preemption, bottom halves and interrupts, its
//!   way to wait. A kernel implements it once and names it in the types that it uses.
//! * A [`Context`] is what has to be off while a lock is held. It is a parameter of the lock's type, so that a lock is
//!   always taken in the same way, and there is one method `lock` and not six.
//! * A [`RawLock`] is an algorithm without data.
//! * [`intrusive`] tells how elements of [`List`], [`HList`], [`LList`] and [`RbTree`] hold their own links, safely.
//! * [`AtomicT`] and its like, [`bitops`] and [`Refcount`] are operations on words, with the kernel's names and orders.
//! * [`Kfifo`] and [`Ring`] hand values from thread to thread; `PerCpu`, `PerCpuCounter` and `rcu`, with the feature
//!   `std`, are for what many threads read or count and few change.
//!
//! # What all of them have in common
//!
//! What happens before an unlock happens before what follows the next lock: releasing is a release, taking an acquire.
//! A guard gives its lock back when it is dropped, also by a panic; nothing is poisoned. A guard that is forgotten
//! leaves the lock held, which is safe and a deadlock. Depths are counted on the CPU and not saved in guards, so that
//! guards may be dropped in any order.

#![no_std]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(any(feature = "std", test, loom))]
extern crate std;

pub mod atomic;
pub mod bitops;
pub mod bravo;
mod class;
pub mod completion;
pub mod context;
mod cpu;
pub mod hlist;
pub mod intrusive;
pub mod kfifo;
pub mod list;
pub mod llist;
pub mod locallock;
#[cfg(feature = "lock_stat")]
pub mod lock_stat;
pub mod mcs;
pub mod mutex;
pub mod once;
pub mod padded;
#[cfg(feature = "std")]
pub mod percpu;
#[cfg(feature = "std")]
pub mod percpu_counter;
pub mod platform;
pub mod primitive;
#[cfg(all(test, lockstep))]
mod proofs;
pub mod queued;
pub mod raw;
pub mod rbtree;
#[cfg(all(feature = "std", not(loom)))]
pub mod rcu;
#[cfg(all(test, loom))]
#[path = "rcu/loom.rs"]
mod rcu_under_loom;
pub mod refcount;
pub mod ring;
#[cfg(feature = "std")]
pub mod rseq;
pub mod rwlock;
pub mod rwsem;
pub mod semaphore;
pub mod seqcount;
pub mod seqlock;
pub mod spinlock;
pub mod ticket;
#[cfg(any(feature = "lockdep", feature = "lock_stat"))]
mod track;
#[cfg(feature = "lockdep")]
pub mod validate;
mod waiters;
pub mod waitqueue;

pub use atomic::{Atomic64T, AtomicLongT, AtomicT};
pub use bravo::{BigReaderLock, BigReaderReadGuard, BigReaderWriteGuard};
pub use completion::Completion;
pub use context::{BhDisabled, Context, IrqDisabled, NoGuard, PreemptDisabled};
pub use cpu::CpuState;
pub use hlist::{HList, HListNode};
pub use kfifo::Kfifo;
pub use list::{List, ListHead};
pub use llist::{LList, LListNode};
pub use locallock::{LocalLock, LocalLockGuard};
pub use mcs::Mcs;
pub use mutex::{Mutex, MutexGuard};
pub use once::Once;
pub use padded::Padded;
#[cfg(feature = "std")]
pub use percpu::PerCpu;
#[cfg(feature = "std")]
pub use percpu_counter::PerCpuCounter;
pub use platform::{Host, Platform};
pub use queued::Queued;
pub use raw::RawLock;
pub use rbtree::{RbNode, RbTree};
#[cfg(all(feature = "std", not(loom)))]
pub use rcu::RcuPtr;
pub use refcount::Refcount;
pub use ring::Ring;
pub use rwlock::{RwLock, RwLockReadGuard, RwLockWriteGuard};
pub use rwsem::{RwSemaphore, RwSemaphoreReadGuard, RwSemaphoreWriteGuard};
pub use semaphore::Semaphore;
pub use seqcount::SeqCount;
pub use seqlock::{Plain, SeqLock};
pub use spinlock::{SpinLock, SpinLockGuard};
pub use ticket::Ticket;
pub use waitqueue::WaitQueue;
