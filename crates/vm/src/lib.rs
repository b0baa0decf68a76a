//! Where they meet: one [`Vm`] holds the machine, the detectors, the strategy's course and the fibers, and has four
//! verbs for everything above it:
//!
//! * [`Vm::op`] performs an operation of the running context, whenever that may be;
//! * [`Vm::access`] announces a load or store of module code;
//! * [`Vm::execute`] calls into C, from power-on to power-off;
//! * choices are the strategy's, asked inside of both.
//!
//! # The life of an execution
//!
//! `execute` resets everything in place, and then `Vm::schedule` performs steps of the machine until the code of
//! some context has to run: that context's fiber is resumed, runs module code, and comes back through `op` (which
//! itself schedules, on the fiber, and returns at once if the same context goes on) or by returning.
//!
//! # Unsafe
//!
//! There is one `Vm` in a process, reached by [`vm`], and one thread. **Invariants:** only `Copy` locals live across
//! `op` in anything that runs on a fiber; a reference obtained from `vm()` before `op` is not used after it except to
//! read what `op` itself returned.
#![deny(unsafe_op_in_unsafe_fn)]

mod access;
mod atomic;
mod awaits;
mod balance;
mod blackbox;
mod call;
mod cpu;
mod fault;
mod faults;
mod life;
mod locks;
mod log;
mod operation;
mod parcel;
mod promotion;
mod recording;
mod session;
mod step;
mod stepwise;
mod userland;
mod vm;

pub use blackbox::Blackbox;
pub use call::{enter, vm};
pub use detect::Section;
pub use faults::catch_faults;
pub use log::{Log, Record};
pub use parcel::{Knob, Parcel};
pub use promotion::{Promotion, Reached};
pub use recording::{FRAMES, Recorded, Recording, Strike};
pub use session::Pause;
pub use step::Step;
pub use userland::{Done, Model, Numbers, Opened, Owned, Plain, Program, Userland, Where};
pub use vm::{Code, Function, Loaded, Vm};
