use crate::args::Explain;
use crate::command::Failure;
use crate::{exit, terminal};

/// `lockstep explain`
pub fn explain(args: &Explain) -> Result<u8, Failure> {
    // The parser takes no other code.
    terminal::print(report::explain::explain(&args.code).unwrap_or_default())?;
    Ok(exit::NOTHING_FOUND)
}
