//! What commands read from and write to.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// Where what is written goes.
#[derive(Clone)]
pub enum Sink {
    /// The shell's standard output.
    Out,
    /// The shell's standard error.
    Err,
    /// `/dev/null`
    Null,
    /// The next command of a pipeline, or a variable.
    Buffer(Rc<RefCell<Vec<u8>>>),
    /// A file of the kernel, which is written when the command has ended.
    File(Rc<File>),
}

/// A file of the kernel that a command's output goes to.
pub struct File {
    /// Its absolute path.
    pub path: String,
    /// `>>`
    pub append: bool,
    /// What has been written.
    pub text: RefCell<Vec<u8>>,
    /// Whether the command's own steps write it.
    pub taken: Cell<bool>,
}

/// What there is to read, and how far it has been read.
#[derive(Clone, Default)]
pub struct Input(Rc<RefCell<(Vec<u8>, usize)>>);

impl Input {
    /// This text.
    pub fn new(text: Vec<u8>) -> Self {
        Self(Rc::new(RefCell::new((text, 0))))
    }

    /// All that is left.
    pub fn rest(&self) -> Vec<u8> {
        let mut held = self.0.borrow_mut();
        let from = held.1;
        held.1 = held.0.len();
        held.0[from..].to_vec()
    }

    /// The next line, its newline with it; none at the end.
    pub fn line(&self) -> Option<Vec<u8>> {
        let mut held = self.0.borrow_mut();
        let from = held.1;
        let rest = &held.0[from..];
        if rest.is_empty() {
            return None;
        }
        let length = rest.iter().position(|&b| b == b'\n').map_or(rest.len(), |i| i + 1);
        held.1 = from + length;
        Some(held.0[from..from + length].to_vec())
    }
}

/// The three streams of a command.
#[derive(Clone)]
pub struct Io {
    /// Standard input; none: nothing was redirected, and reading finds the end.
    pub input: Option<Input>,
    /// Standard output.
    pub out: Sink,
    /// Standard error.
    pub err: Sink,
}
