//! The queued spinlock: four bytes, first come, first served, each waiter on a line of its own.
//!
//! The lock is three atomics, `locked` and `pending` of a byte each and `tail` of two. They are never accessed as one
//! word, because accesses of different sizes to one place are outside of Rust's memory model; so unlocking is a store.
//!
//! ```text
//!   (tail, pending, locked)
//!
//!   0,0,0 --lock--> 0,0,1                             one atomic operation: the fast path
//!   0,0,1 --second comer--> 0,1,1                     waits for `locked`, without a node
//!   0,1,0 --it takes the lock--> 0,1,1 --> 0,0,1
//!   *,1,* --later comer--> n,1,*                      appends its node, waits on the node
//!   n,0,0 --the head takes the lock--> n,0,1 --> 0,0,1, or the next node is made the head
//! ```
//!
//! 1. *Only who changes `locked` from 0 to 1 has the lock.* Everybody does so by a compare-exchange, which is an acquire
//!    and reads the release store of an unlock. Mutual exclusion and ordering of the data rest on this alone; the rest
//!    is about who may try.
//! 2. A comer tries at once only if it has seen neither a pending waiter nor a queue; becomes pending only if it has seen
//!    no queue; and else appends itself to the queue. The pending waiter tries when `locked` is 0, the head of the queue
//!    when `locked` and `pending` both are. What a comer has seen may be old when it acts, so it may overtake those who
//!    came after it looked, once. Nobody is overtaken by who comes after it has been seen.
//! 3. The queue is that of Mellor-Crummey and Scott. Appending is an exchange of `tail`, which tells the predecessor;
//!    its `next` is then written once. The head leaves by taking its own code out of `tail`, or, if that is not there any
//!    more, by waiting for its `next` to be written and making that one the head. After that nobody knows its node.
//!
//! Nodes belong to CPUs, four to each: a task, a bottom half, an interrupt and a non-maskable interrupt may wait on one
//! CPU at a time, and each is done before the one it interrupted goes on, so that the number of nodes in use is a plain
//! counter. Preemption is off while a node is in use. A waiter without a node (a fifth one, or one on a CPU without
//! state) contends for `pending`, which is fair only by chance.
//!
//! Sources: Mellor-Crummey and Scott, "Algorithms for Scalable Synchronization on Shared-Memory Multiprocessors", ACM
//! TOCS 9(1), 1991; the idea of a pending bit and of per-CPU nodes is Linux's (4.2), as its mailing list and LWN
//! ("MCS locks and qspinlocks", 2014) describe it.

use crate::platform::Platform;
use crate::primitive::{AtomicU8, AtomicU16, AtomicU32, Ordering};
use crate::raw::RawLock;

/// Contexts that may wait on one CPU at a time.
const LEVELS: usize = 4;

/// CPUs that a tail can name.
const NAMED: usize = (1 << 14) - 1;

/// The place of one waiter.
#[derive(Debug)]
struct Node {
    /// The code of the successor, 0 until there is one.
    next: AtomicU16,
    /// Whether this is the head.
    head: AtomicU8,
}

/// The nodes of one CPU.
#[derive(Debug)]
pub(crate) struct Nodes {
    used: AtomicU32,
    nodes: [Node; LEVELS],
}

impl Nodes {
    crate::constant! {
        pub const fn new() -> Nodes {
            Nodes { used: AtomicU32::new(0), nodes: [Node::new(), Node::new(), Node::new(), Node::new()] }
        }
    }
}

impl Node {
    crate::constant! {
        const fn new() -> Node {
            Node { next: AtomicU16::new(0), head: AtomicU8::new(0) }
        }
    }

    /// The node that a tail names.
    fn of<P: Platform>(code: u16) -> &'static Node {
        let (cpu, level) = (usize::from(code >> 2) - 1, usize::from(code & 3));
        &P::per_cpu()[cpu].nodes.nodes[level]
    }
}

/// A first-come, first-served spinlock of four bytes, whose waiters do not disturb each other.
///
/// Uncontended it costs one read-modify-write and one store. It scales with the number of waiters, which a
/// [`Ticket`](crate::Ticket) lock does not.
#[derive(Debug)]
#[repr(C, align(4))]
pub struct Queued {
    locked: AtomicU8,
    pending: AtomicU8,
    tail: AtomicU16,
}

impl Queued {
    crate::constant! {
        /// A free lock.
        #[must_use]
        pub const fn new() -> Queued {
            Queued { locked: AtomicU8::new(0), pending: AtomicU8::new(0), tail: AtomicU16::new(0) }
        }
    }

    #[inline]
    fn take(&self) -> bool {
        self.locked.compare_exchange(0, 1, Ordering::Acquire, Ordering::Relaxed).is_ok()
    }

    #[inline]
    fn nobody_waits(&self) -> bool {
        self.pending.load(Ordering::Relaxed) == 0 && self.tail.load(Ordering::Relaxed) == 0
    }

    fn become_pending(&self) -> bool {
        self.pending.load(Ordering::Relaxed) == 0
            && self.pending.compare_exchange(0, 1, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }

    /// Waits as the pending one.
    fn wait_pending<P: Platform>(&self) {
        let mut turn = 0;
        while self.locked.load(Ordering::Relaxed) != 0 || !self.take() {
            P::relax(turn);
            turn = turn.saturating_add(1);
        }
        self.pending.store(0, Ordering::Relaxed);
    }

    #[cold]
    fn lock_slow<P: Platform>(&self) {
        if self.tail.load(Ordering::Relaxed) == 0 && !always_queues() && self.become_pending() {
            return self.wait_pending::<P>();
        }
        P::preempt_disable();
        let cpu = P::cpu();
        match P::per_cpu().get(cpu).filter(|_| cpu < NAMED) {
            Some(state) => self.wait_queued::<P>(&state.nodes, cpu),
            None => self.wait_without_node::<P>(),
        }
        P::preempt_enable();
    }

    fn wait_without_node<P: Platform>(&self) {
        let mut turn = 0;
        while !self.become_pending() {
            P::relax(turn);
            turn = turn.saturating_add(1);
        }
        self.wait_pending::<P>();
    }

    fn wait_queued<P: Platform>(&self, nodes: &Nodes, cpu: usize) {
        let level = nodes.used.load(Ordering::Relaxed);
        let Some(node) = nodes.nodes.get(level as usize) else { return self.wait_without_node::<P>() };
        nodes.used.store(level + 1, Ordering::Relaxed);
        // An interrupt that waits on this CPU sees the node as used before it is written.
        crate::primitive::compiler_fence(Ordering::SeqCst);
        node.next.store(0, Ordering::Relaxed);
        node.head.store(0, Ordering::Relaxed);
        let code = ((cpu as u16 + 1) << 2) | level as u16;

        // Release: who follows writes to the node only after it has been prepared. Acquire: that of the predecessor has.
        let before = self.tail.swap(code, Ordering::AcqRel);
        if before != 0 {
            Node::of::<P>(before).next.store(code, Ordering::Release);
            wait_while::<P>(|| node.head.load(Ordering::Acquire) == 0);
        }
        wait_while::<P>(|| {
            self.pending.load(Ordering::Relaxed) != 0
                || self.locked.load(Ordering::Relaxed) != 0
                || !self.take()
        });
        self.leave::<P>(node, code);

        crate::primitive::compiler_fence(Ordering::SeqCst);
        nodes.used.store(level, Ordering::Relaxed);
    }

    /// Leaves the queue, of which `node` is the head.
    fn leave<P: Platform>(&self, node: &Node, code: u16) {
        let tail = self.tail.load(Ordering::Relaxed);
        if tail == code && self.tail.compare_exchange(code, 0, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
            return;
        }
        let mut next = 0;
        wait_while::<P>(|| {
            next = node.next.load(Ordering::Acquire);
            next == 0
        });
        Node::of::<P>(next).head.store(1, Ordering::Release);
    }
}

/// A test of the queue needs one thread less if nobody becomes pending.
fn always_queues() -> bool {
    #[cfg(loom)]
    return crate::platform::Loom::always_queues();
    #[cfg(not(loom))]
    false
}

fn wait_while<P: Platform>(mut condition: impl FnMut() -> bool) {
    let mut turn = 0;
    while condition() {
        P::relax(turn);
        turn = turn.saturating_add(1);
    }
}

impl Default for Queued {
    fn default() -> Queued {
        Queued::new()
    }
}

// SAFETY: rule 1 at the head of this file.
unsafe impl RawLock for Queued {
    #[cfg(not(loom))]
    const INIT: Queued = Queued::new();

    #[cfg(loom)]
    fn init() -> Queued {
        Queued::new()
    }

    #[inline]
    fn lock<P: Platform>(&self) {
        if !self.try_lock() {
            self.lock_slow::<P>();
        }
    }

    #[inline]
    fn try_lock(&self) -> bool {
        self.nobody_waits() && self.locked.load(Ordering::Relaxed) == 0 && self.take()
    }

    #[inline]
    unsafe fn unlock(&self) {
        self.locked.store(0, Ordering::Release);
    }

    #[inline]
    fn is_locked(&self) -> bool {
        self.locked.load(Ordering::Relaxed) != 0
    }

    #[inline]
    fn is_contended(&self) -> bool {
        !self.nobody_waits()
    }
}
