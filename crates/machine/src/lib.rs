//! A small SMP, preemptive, interruptible machine as a pure state machine.
//!
//! # Principles
//!
//! 1. **Every context is its own**: a task, an interrupt line, a CPU's softirq, the clock. Nesting is state, not
//!    call depth: each CPU has a *pile* (task < softirq < hardirq) and only its top may move.
//! 2. **A context declares one operation and performs it later.** What a blocked primitive still has to do is
//!    data in its context ([`Op`]), never a frame.
//! 3. **What a context is given is a function of the context** and of how many it was given, never of a shared
//!    counter, so that two orders of independent steps lead to the same addresses and numbers.
//! 4. **State is plain data, reset in place.** No allocation in steady state.
//!
//! # Map
//!
//! [`Machine`] holds it all and implements [`engine::World`]. One file is one noun: `spinlock.rs` says what
//! `spin_lock` means, `timer.rs` what `mod_timer` means. An operation is a `Copy` value that implements
//! [`Operation`]; the list of them is in `op.rs`. C, fibers and strategies live elsewhere: [`Progress`] says when
//! a context's code must run, and [`Machine::declare`] and [`Machine::returned`] take what it does next.
#![forbid(unsafe_code)]

mod access;
mod action;
mod affinity;
mod atomic;
mod clock;
mod completion;
mod config;
mod context;
mod cpu;
mod event;
mod fault;
mod grace;
mod heap;
mod held;
mod hrtimer;
mod ids;
mod ipi;
mod irq;
mod irqflags;
mod kfree;
mod kthread;
pub mod layout;
mod lifecycle;
mod local;
mod machine;
mod mask;
mod mutex;
mod node;
mod object;
mod op;
mod percpu;
mod process;
mod rcu;
mod resident;
mod rwlock;
mod rwsem;
mod sched;
mod semaphore;
mod shared;
mod side;
mod sleep;
mod softirq;
mod spinlock;
mod srcu;
mod tasklet;
mod timer;
mod wait;
mod workqueue;
mod world;
mod ww_mutex;

pub use access::{Access, AccessKind, Order};
pub use action::Action;
pub use affinity::Affinity;
pub use atomic::{Atomic, Rmw};
pub use clock::INITIAL_JIFFIES;
pub use completion::Completion;
pub use config::{Config, Preemption};
pub use context::{Context, Level, Masks, Name, Nesting, Phase, Place};
pub use event::{Event, Instead, Misuse, Protection, What};
pub use fault::{Fault, Faults};
pub use grace::{Callback, FREE};
pub use heap::{Allocation, Heap, Origin};
pub use held::Held;
pub use hrtimer::{Hrtimer, Since};
pub use ids::{
    CLOCK, INSMOD, PROCESS_COUNT, RMMOD, is_task, line, line_of, local, local_cpu, objects, process,
    process_of, softirq, softirq_cpu, task_address, task_at,
};
pub use ipi::Ipi;
pub use irq::{Irq, Line};
pub use irqflags::Flags;
pub use kfree::Kfree;
pub use kthread::Kthread;
pub use lifecycle::{Lifecycle, Stage};
pub use local::Local;
pub use machine::Machine;
pub use mask::mask_range;
pub use mutex::Mutex;
pub use node::{Form, Node, NodeKind, Published};
pub use object::{Kind, Object};
pub use op::{Call, Op, Operation, Progress};
pub use percpu::PerCpu;
pub use process::{Need, PROGRAM, Process};
pub use rcu::Rcu;
pub use resident::{Load, Resident};
pub use rwlock::RwLock;
pub use rwsem::RwSem;
pub use sched::{Blocking, Sched};
pub use semaphore::Semaphore;
pub use side::{Side, TaskState};
pub use sleep::Sleep;
pub use softirq::Softirq;
pub use spinlock::{Flavour, Spin};
pub use srcu::Srcu;
pub use tasklet::{Tasklet, Urgency};
pub use timer::Timer;
pub use wait::{Turn, Wait, Waiter};
pub use workqueue::{Sort, Work};
pub use ww_mutex::WwMutex;
