//! Exit codes: part of the interface.

/// Nothing was found; also when the search was cut short, which its outcome says.
pub const NOTHING_FOUND: u8 = 0;
/// Something was found, by `check`, `run` or `replay`; or it did not come out as the table of `check --schedule` says.
pub const FINDINGS: u8 = 1;
/// A bad invocation: an unknown option, a path that is not there, no compiler.
pub const INVOCATION: u8 = 2;
/// The module does not build, load or initialise: syntax, symbols, a parameter's value, an error of init.
pub const MODULE: u8 = 3;
/// An error of Lockstep's.
pub const INTERNAL: u8 = 4;
