//! `/boot/config-$(uname -r)`: the options that modules are compiled with, from the header that defines them.

use std::fmt::Write;

/// The path of the file.
pub const PATH: &str = "/boot/config-6.1.0-lockstep";

const HEADER: &str = include_str!("../../../../include/linux/kconfig.h");

/// The text of the file, for a kernel with this preemption model: `PREEMPT`, or nothing.
pub fn config(preemption: &str) -> String {
    let mut text = "#\n# Linux/x86 6.1.0-lockstep Kernel Configuration\n#\n".to_owned();
    let options = HEADER.lines().filter_map(|line| line.strip_prefix("#define ")?.split_once(' '));
    for (name, value) in options.filter(|(name, _)| name.starts_with("CONFIG_")) {
        let _ = match value {
            _ if name.starts_with("CONFIG_PREEMPT") && preemption.is_empty() => {
                writeln!(text, "# {name} is not set")
            }
            "1" => writeln!(text, "{name}=y"),
            value => writeln!(text, "{name}={value}"),
        };
    }
    text
}
