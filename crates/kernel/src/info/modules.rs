//! `/proc/modules`.

use std::fmt::Write;

/// A module that is loaded, or on its way in or out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// Its name.
    pub name: String,
    /// Bytes of memory, whole pages.
    pub size: u64,
    /// How many users it has, modules among them.
    pub users: u32,
    /// The modules that use it.
    pub used_by: Vec<String>,
    /// Where it is in its life.
    pub state: State,
    /// Where its text is.
    pub address: u64,
    /// Letters of what it taints the kernel with: `O` for a module from outside the tree.
    pub taints: String,
    /// Whether it has an init function and no exit function.
    pub permanent: bool,
}

/// Where a module is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Its init function has returned.
    Live,
    /// Its init function runs.
    Loading,
    /// Its exit function runs.
    Unloading,
}

/// The text of `/proc/modules`, the module loaded last first.
pub fn modules(modules: &[Module]) -> String {
    let mut text = String::new();
    for m in modules {
        let _ = write!(text, "{} {} {} ", m.name, m.size, m.users);
        for user in &m.used_by {
            let _ = write!(text, "{user},");
        }
        match (m.permanent, m.used_by.is_empty()) {
            (true, _) => text.push_str("[permanent],"),
            (false, true) => text.push('-'),
            (false, false) => {}
        }
        let _ = write!(text, " {:?} 0x{:016x}", m.state, m.address);
        if !m.taints.is_empty() {
            let _ = write!(text, " ({})", m.taints);
        }
        text.push('\n');
    }
    text
}
