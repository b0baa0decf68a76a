//! `/proc/kallsyms`.

use std::fmt::Write;

/// A symbol of the kernel or of a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// Its address.
    pub address: u64,
    /// As `nm` has it: `t` text, `d` data, `b` data without contents, `r` constants; in capitals if it is exported.
    pub kind: char,
    /// Its name.
    pub name: String,
    /// The module it belongs to; none: the kernel.
    pub module: Option<String>,
}

/// The text of `/proc/kallsyms`.
pub fn kallsyms(symbols: &[Symbol]) -> String {
    let mut text = String::new();
    for s in symbols {
        let _ = write!(text, "{:016x} {} {}", s.address, s.kind, s.name);
        if let Some(module) = &s.module {
            let _ = write!(text, "\t[{module}]");
        }
        text.push('\n');
    }
    text
}
