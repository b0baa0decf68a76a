//! Loops that wait.

use crate::op::{Op, Yield};
use crate::runner;
use std::panic::Location;

/// The body of a loop that waits for a change by another thread: this one goes on when there is one.
#[track_caller]
pub fn spin_loop() {
    runner::operate(Op::Yield(Yield::Spin), Location::caller());
}
