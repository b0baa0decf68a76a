//! The parent's side of workers: making them, giving orders, noticing that one is stuck or dead.

use crate::order::{Order, Reply};
use crate::setup::Conditions;
use crate::{Built, Error, worker};
use host::{Child, Exit, Receiver, Sender, Shared, fork, pipe};
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};
use vm::Blackbox;

/// How a worker was lost.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Lost {
    /// No execution ended for this long: an endless loop without events.
    Stuck,
    /// It died.
    Died(Exit),
    /// What it says makes no sense: module code wrote to its descriptors.
    Garbled,
}

impl Lost {
    /// In words, for a worker that was lost in this way after another was lost in the way of `first`.
    pub(crate) fn how(self, first: Lost) -> String {
        match (self, first) {
            (Lost::Died(Exit::Signal(31)), _) => {
                "killed by SIGSYS: it made a system call of its own".to_owned()
            }
            (Lost::Died(Exit::Signal(n)), _) | (_, Lost::Died(Exit::Signal(n))) => {
                format!("killed by signal {n}")
            }
            (Lost::Died(Exit::Code(n)), _) | (_, Lost::Died(Exit::Code(n))) => {
                format!("ended with status {n}")
            }
            (Lost::Garbled, _) | (_, Lost::Garbled) => {
                "no longer to be understood: it wrote to its descriptors".to_owned()
            }
            (Lost::Stuck, Lost::Stuck) => "stuck for ever, and not in the module's code".to_owned(),
        }
    }
}

/// A worker process.
pub(crate) struct Hand {
    child: Child,
    orders: Sender,
    pub(crate) replies: Receiver,
    blackbox: &'static Blackbox,
    seen: (u64, Instant),
    patience: Duration,
    counts_blocks: bool,
    alarmed: bool,
}

impl Hand {
    /// Forks a worker for this module on this machine. `counts_blocks`: the module was compiled to announce basic
    /// blocks, and loops without events end deterministically.
    pub(crate) fn hire(
        built: &'static Built,
        conditions: Conditions,
        counts_blocks: bool,
    ) -> Result<Hand, Error> {
        let (their_orders, orders) = pipe().map_err(Error::internal)?;
        let (replies, their_replies) = pipe().map_err(Error::internal)?;
        let blackbox = Shared::<Blackbox>::new().map_err(Error::internal)?.leak();
        let child =
            fork(|| worker::live(built, conditions, blackbox, their_orders, their_replies, counts_blocks));
        let patience = Duration::from_secs(if counts_blocks { 2 } else { 1 });
        Ok(Hand {
            child: child.map_err(Error::internal)?,
            orders,
            replies,
            blackbox,
            seen: (0, Instant::now()),
            patience,
            counts_blocks,
            alarmed: false,
        })
    }

    /// Gives an order; the reply comes by itself.
    pub(crate) fn give(&mut self, order: &Order) -> Result<(), Error> {
        let bytes = serde_json::to_vec(order).map_err(Error::internal)?;
        self.blackbox.index.store(0, Relaxed);
        self.seen = (self.blackbox.progress(), Instant::now());
        self.alarmed = false;
        self.orders.send(&bytes).map_err(Error::internal)
    }

    /// The reply, if it has come; how the worker was lost, if it was.
    pub(crate) fn look(&mut self, wait: Duration) -> Option<Result<Reply, Lost>> {
        match self.replies.receive_timeout(wait) {
            host::Received::Message(bytes) => match serde_json::from_slice(&bytes) {
                Ok(reply) => Some(Ok(reply)),
                Err(_) => Some(Err(self.lose())),
            },
            host::Received::End => Some(Err(self.lose())),
            host::Received::Timeout => {
                let progress = self.blackbox.progress();
                if progress != self.seen.0 {
                    self.seen = (progress, Instant::now());
                    self.alarmed = false;
                }
                if self.seen.1.elapsed() <= self.patience {
                    return None;
                }
                if self.counts_blocks && !self.alarmed {
                    // A loop of empty blocks is not counted: the worker ends it where it stands.
                    self.child.alarm();
                    self.alarmed = true;
                    self.seen.1 = Instant::now();
                    return None;
                }
                self.child.kill();
                Some(Err(Lost::Stuck))
            }
        }
    }

    /// The worker said nothing that makes sense, or is gone.
    fn lose(&mut self) -> Lost {
        // One that ends by itself has a moment for it.
        for _ in 0..20 {
            if let Some(exit) = self.child.try_wait() {
                return Lost::Died(exit);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        self.child.kill();
        Lost::Garbled
    }

    /// Gives an order and waits for the reply.
    pub(crate) fn ask(&mut self, order: &Order) -> Result<Result<Reply, Lost>, Error> {
        self.give(order)?;
        loop {
            if let Some(result) = self.look(Duration::from_millis(100)) {
                return Ok(result);
            }
        }
    }

    /// Gives an order and waits for the reply as long as `patience` allows.
    pub(crate) fn ask_patiently(
        &mut self,
        order: &Order,
        patience: Duration,
    ) -> Result<Result<Reply, Lost>, Error> {
        self.patience = patience;
        self.ask(order)
    }

    /// The schedule of the execution that is or was under way, and its number within the order, from 1.
    pub(crate) fn schedule(&self) -> (Vec<engine::Deviation>, u64) {
        (self.blackbox.deviations(), self.blackbox.index.load(Relaxed))
    }
}
