//! The parent's side of workers: making them, giving orders, noticing that one is stuck or dead.

use crate::order::{Order, Reply};
use crate::{Built, Error, worker};
use host::{Child, Exit, Receiver, Sender, Shared, fork, pipe};
use machine::Config;
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
}

/// A worker process.
pub(crate) struct Hand {
    child: Child,
    orders: Sender,
    pub(crate) replies: Receiver,
    blackbox: &'static Blackbox,
    seen: (u64, Instant),
    patience: Duration,
}

impl Hand {
    /// Forks a worker for this module on this machine. `counts_blocks`: the module was compiled to announce basic
    /// blocks, and loops without events end deterministically.
    pub(crate) fn hire(built: &'static Built, config: Config, counts_blocks: bool) -> Result<Hand, Error> {
        let (their_orders, orders) = pipe().map_err(Error::internal)?;
        let (replies, their_replies) = pipe().map_err(Error::internal)?;
        let blackbox = Shared::<Blackbox>::new().map_err(Error::internal)?.leak();
        let child = fork(|| worker::live(built, config, blackbox, their_orders, their_replies, counts_blocks));
        let patience = Duration::from_secs(if counts_blocks { 60 } else { 1 });
        Ok(Hand {
            child: child.map_err(Error::internal)?,
            orders,
            replies,
            blackbox,
            seen: (0, Instant::now()),
            patience,
        })
    }

    /// Gives an order; the reply comes by itself.
    pub(crate) fn give(&mut self, order: &Order) -> Result<(), Error> {
        let bytes = serde_json::to_vec(order).map_err(Error::internal)?;
        self.blackbox.index.store(0, Relaxed);
        self.seen = (self.blackbox.begun.load(Relaxed), Instant::now());
        self.orders.send(&bytes).map_err(Error::internal)
    }

    /// The reply, if it has come; how the worker was lost, if it was.
    pub(crate) fn look(&mut self, wait: Duration) -> Option<Result<Reply, Lost>> {
        match self.replies.receive_timeout(wait) {
            host::Received::Message(bytes) => match serde_json::from_slice(&bytes) {
                Ok(reply) => Some(Ok(reply)),
                Err(_) => Some(Err(Lost::Died(Exit::Code(1)))),
            },
            host::Received::End => Some(Err(Lost::Died(self.child.wait()))),
            host::Received::Timeout => {
                let begun = self.blackbox.begun.load(Relaxed);
                if begun != self.seen.0 {
                    self.seen = (begun, Instant::now());
                }
                let stuck = self.seen.1.elapsed() > self.patience;
                stuck.then(|| {
                    self.child.kill();
                    Err(Lost::Stuck)
                })
            }
        }
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

    /// The schedule of the execution that is or was under way, and its number within the order, from 1.
    pub(crate) fn schedule(&self) -> (Vec<engine::Deviation>, u64) {
        (self.blackbox.deviations(), self.blackbox.index.load(Relaxed))
    }
}
