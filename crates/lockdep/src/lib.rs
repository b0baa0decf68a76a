//! Linux's lock-order and context validator, lockdep, as a pure state machine.
//!
//! It is told what happens to locks and interrupts, and says which of it could
//! end in a deadlock: not whether one occurs, but whether the *order* in which
//! locks are taken, ever, by anybody, allows one. It takes no lock, does no
//! I/O, formats nothing until asked, and its answers depend on nothing but the
//! events: no address order, no hash order, no time.
//!
//! ```
//! use lockdep::{Acquire, ClassSpec, Context, Key, Site, Task, Validator, Who};
//!
//! let mut lockdep = Validator::new();
//! let a = lockdep.map(0x1000, &ClassSpec::sleeping(Key(1), "&a"));
//! let b = lockdep.map(0x2000, &ClassSpec::sleeping(Key(2), "&b"));
//!
//! // Two tasks that never meet.
//! let mut one = Task::new(Context(1));
//! lockdep.acquire(&mut one, Acquire::exclusive(a, Site(10)));
//! lockdep.acquire(&mut one, Acquire::exclusive(b, Site(11)));
//! lockdep.release(&mut one, b, Site(12));
//! lockdep.release(&mut one, a, Site(13));
//!
//! let mut two = Task::new(Context(2));
//! lockdep.acquire(&mut two, Acquire::exclusive(b, Site(20)));
//! lockdep.acquire(&mut two, Acquire::exclusive(a, Site(21)));
//!
//! let findings = lockdep.take_findings();
//! assert_eq!(
//!     findings[0].headline(&Who::default()),
//!     "WARNING: possible circular locking dependency detected"
//! );
//! assert_eq!(findings[0].held[0].class.to_string(), "(&b){+.+.}-{4:4}");
//! ```
//!
//! # The parts
//!
//! * [`Validator`] is what all tasks share: the classes, the order graph, the
//!   cache of lock chains, the findings. The caller serialises access to it.
//! * [`Task`] is the run state of one context: the locks it holds and its
//!   interrupt state. The caller owns one for each of its contexts.
//! * [`Map`] stands beside each lock and leads to its class; [`ClassSpec`] says
//!   of what sort the class is.
//! * [`Finding`] is one defect with its evidence and the kernel's headline. The
//!   validator goes on after a finding, and gives each one once.
//! * [`Facts`] is what is known over many executions: it can be merged in any
//!   sequence, and judged as a whole. A checker gives each event its number with
//!   [`Validator::at`], resets its tasks between executions, keeps the validator,
//!   and merges the facts of its workers.
//! * [`Ww`] does the bookkeeping of wound/wait mutexes and its debug checks.
//!
//! # Where the rules stand
//!
//! Each rule has its essay at the head of its file: `order.rs` circles and
//! recursion, `dependency.rs` readers, `irq.rs` interrupts, `wait_type.rs` wait
//! types, `search.rs` the search, `chain.rs` the cache, `facts.rs` merging.
//! They follow Documentation/locking/lockdep-design.rst of Linux 6.1 and say
//! where they depart from it.
//!
//! # How Linux's primitives map to events
//!
//! | primitive | event |
//! |---|---|
//! | `spin_lock`, `mutex_lock`, `down_write` | [`Acquire::exclusive`] |
//! | `down_read` | [`Acquire::shared`] |
//! | `read_lock` | in the mode of [`Task::read_lock_mode`] |
//! | `rcu_read_lock` | [`Acquire::rcu`] |
//! | `*_trylock` that succeeded | [`Acquire::trylock`] |
//! | `*_nested`, `*_nest_lock` | [`Acquire::nested`], [`Acquire::nest_lock`] |
//! | a work item or timer, around its function and where it is waited for | [`Acquire::exclusive`] of a [`ClassSpec::pseudo`] |
//! | a completion | [`Acquire::exclusive`] around the code that ends in `complete`, [`Acquire::sync`] where it is waited for |
//! | `might_lock` | acquire, then release |
//! | `mutex_lock_interruptible` that failed | acquire, then release |
//! | any unlock | [`Validator::release`] |
//! | `local_irq_disable`, `local_bh_disable` | [`Task::hardirqs_off`], [`Task::softirqs_off`] |
//! | `local_irq_enable`, `local_bh_enable` | [`Validator::hardirqs_on`], [`Validator::softirqs_on`] |
//! | an interrupt | [`Task::hardirq_enter`], [`Task::softirq_enter`] and their exits |
//! | `kfree`, `mutex_init` | [`Validator::freeing`] |
//!
//! # What it costs
//!
//! An acquisition that only extends a known chain is a few comparisons, one
//! probe of a table and, for recursion, a look at each lock held; it allocates
//! nothing. Whatever is learnt for the first time costs one or a few
//! breadth-first searches of the graph.

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod acquire;
mod assertion;
mod chain;
mod class;
mod dependency;
mod facts;
mod finding;
mod graph;
mod headline;
mod held;
mod irq;
mod keys;
mod knowledge;
mod order;
mod scenario;
mod search;
mod task;
mod usage;
mod validator;
mod wait_type;
mod witness;
mod ww;

pub use acquire::{Acquire, Attempt, Map, Mode};
pub use assertion::Assertion;
pub use class::{ClassId, ClassInfo, ClassSpec, Key, LockKind, SUBCLASSES};
pub use dependency::{Dependency, DependencySet};
pub use facts::Facts;
pub use finding::{Circle, Defect, Finding, Identity, IrqChain, Link, Subject};
pub use headline::Who;
pub use held::HeldLock;
pub use scenario::{Action, Row, Scenario};
pub use task::{Handler, Task};
pub use usage::{Irq, Usage, UsageSet};
pub use validator::Validator;
pub use wait_type::WaitType;
pub use witness::{Context, Site, Witness};
pub use ww::{AcquireContext, Algorithm, Caller, ContextId, MutexId, Outcome, Ww, WwCheck, WwClass, WwMutex};
