//! What the kernel offers to a module.

/// The meaning of an exported name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Export {
    /// The absolute address of an `extern "C"` function. Modules reach it through a stub.
    Function(usize),
    /// The absolute address of a variable, which modules use directly. It lies below 2 GiB.
    Data(usize),
}

/// The kernel's symbol table, as the linker asks it.
pub trait Exports {
    /// The meaning of a name, if it is exported.
    fn find(&self, name: &str) -> Option<Export>;

    /// Whether the name is exported, but not to this module: its licence is not compatible with the GPL.
    fn is_withheld(&self, name: &str) -> bool {
        let _ = name;
        false
    }

    /// All exported names, each with the header that declares it (`linux/mutex.h`); for suggestions.
    fn names(&self) -> Vec<(&'static str, &'static str)>;
}
