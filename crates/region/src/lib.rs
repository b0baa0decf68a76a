//! The one fixed mapping below 2 GiB, and the only door to the bytes of a module.
//!
//! # Principles
//!
//! 1. **Every address that a module can see is the same in every execution and every process.** The region is
//!    mapped at [`layout::BASE`] or not at all, so a pointer that a module prints, hashes or sorts by replays
//!    exactly. Subtracting `BASE` from an address is the check for a wild pointer and the index of its shadow.
//! 2. **Nobody touches module bytes by pointer.** [`Memory`] loads, stores and copies, and says `None` where the
//!    bytes are nobody's; a bad pointer is an answer, never a signal.
//! 3. **Undo is a copy.** [`Region::restore`] is one `memcpy`; a [`Shadow`] is made fresh by its user, with a
//!    generation number in its cells, and by [`Shadow::clear`] when those run out.
//!
//! # Map
//!
//! ```text
//! BASE          +1 MiB                +64 MiB                          +448 MiB               +512 MiB
//!  |  KERNEL     |  MODULES            |  ARENA                         |  STACKS                |
//!  |  call cell, |  stubs, text,       |  the heap: a part per context, |  512 x (64 KiB guard,  |
//!  |  jiffies,   |  rodata, data       |  and a shared rest             |         64 KiB stack)  |
//!  |  tasks      |                     |                                |                        |
//! ```
//!
//! | file | holds |
//! |---|---|
//! | `layout` | where everything lies |
//! | `memory` | the door: the [`Memory`] trait |
//! | `mapping` | [`Region`], the door to the real bytes |
//! | `protection`, `snapshot` | what may be done with each page; bytes to go back to |
//! | `bytes` | [`Bytes`], the same door to an array, for tests that map nothing |
//! | `shadow` | [`Shadow`], one record for each 8 bytes |
//! | `anonymous` | pages from the operating system |
//!
//! ```
//! use region::{Bytes, Memory, layout};
//!
//! let mut memory = Bytes::new(layout::ARENA.start, 4096);
//! memory.store(layout::ARENA.start, 4, 7).expect("the arena has these bytes");
//! assert_eq!(memory.load(layout::ARENA.start, 4), Some(7));
//! assert_eq!(memory.load(8, 4), None);
//! ```
#![deny(unsafe_op_in_unsafe_fn)]

mod anonymous;
mod bytes;
pub mod layout;
mod mapping;
mod memory;
mod protection;
mod shadow;
mod snapshot;

pub use bytes::Bytes;
pub use layout::Part;
pub use mapping::Region;
pub use memory::Memory;
pub use protection::Protection;
pub use shadow::{Shadow, Zeroed};
pub use snapshot::Snapshot;
