//! What a line of the shell means: the part of the grammar that is interpreted.

use std::rc::Rc;

/// Commands, one after the other.
pub type List = Vec<Node>;

/// A command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// `NAME=VALUE .. WORD .. > FILE ..`
    Simple {
        /// Variables that are set: for the command if there is one.
        assignments: Vec<(String, Word)>,
        /// The command and its arguments.
        words: Vec<Word>,
        /// Where its input comes from and its output goes.
        redirects: Vec<Redirect>,
    },
    /// `A | B`
    Pipe(Vec<Node>),
    /// `A && B`
    And(Box<Node>, Box<Node>),
    /// `A || B`
    Or(Box<Node>, Box<Node>),
    /// `! A`
    Not(Box<Node>),
    /// `A &`, with its text.
    Background(Box<Node>, String),
    /// A command of several, with redirections.
    Compound(Compound, Vec<Redirect>),
    /// `NAME() A`
    Function(String, Rc<Node>),
}

/// A command of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Compound {
    /// `{ A; }`
    Group(List),
    /// `( A )`
    Subshell(List),
    /// `if A; then B; elif .. else C; fi`
    If(Vec<(List, List)>, List),
    /// `for NAME in WORD ..; do A; done`
    For(String, Option<Vec<Word>>, List),
    /// `for ((A; B; C)); do D; done`
    Count([String; 3], List),
    /// `while A; do B; done`
    While(List, List),
    /// `until A; do B; done`
    Until(List, List),
    /// `case WORD in PATTERN|..) A;; .. esac`
    Case(Word, Vec<(Vec<Word>, List)>),
    /// `((A))`
    Arithmetic(String),
}

/// A word before it is expanded.
pub type Word = Vec<Piece>;

/// A piece of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Text in which `*`, `?`, `[`, `{` and a leading `~` mean something.
    Text(String),
    /// Text that stands for itself.
    Quoted(String),
    /// What stands between double quotes.
    Double(Word),
    /// `$NAME`
    Variable(String),
    /// `${NAME..}`
    Parameter(String, Box<Change>),
    /// `$(A)`
    Command(Rc<List>),
    /// `$((A))`
    Arithmetic(Word),
}

/// What `${NAME..}` does with the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// `${#NAME}`
    Length,
    /// `${NAME-WORD}`; with a colon also where the value is empty.
    Default(Colon, Word),
    /// `${NAME=WORD}`
    Assign(Colon, Word),
    /// `${NAME+WORD}`
    Alternative(Colon, Word),
    /// `${NAME?WORD}`
    Error(Colon, Word),
    /// `${NAME#PATTERN}`, `${NAME##PATTERN}`, `${NAME%PATTERN}`, `${NAME%%PATTERN}`
    Remove(End, Extent, Word),
    /// `${NAME/PATTERN/WORD}`, `${NAME//PATTERN/WORD}`
    Replace(Extent, Word, Word),
    /// `${NAME:OFFSET:LENGTH}`
    Slice(Word, Option<Word>),
}

/// Whether an empty value counts as none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colon {
    /// It does.
    Given,
    /// It does not.
    Absent,
}

/// An end of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The beginning.
    Front,
    /// The end.
    Back,
}

/// How much of a text a pattern takes, or how many of its matches count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// The shortest, or the first.
    Least,
    /// The longest, or all.
    Most,
}

/// A redirection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Redirect {
    /// `< FILE`
    Input(Word),
    /// `<< END`, `<<< WORD`: the text.
    Text(Word),
    /// `FD> FILE`, `FD>> FILE`
    File(Stream, Word, Append),
    /// `&> FILE`
    Both(Word, Append),
    /// `2>&1`
    Same(Stream, Stream),
}

/// What a command writes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Standard output, 1.
    Output,
    /// Standard error, 2.
    Error,
}

/// Whether a file keeps what it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Append {
    /// `>>`
    Yes,
    /// `>`
    No,
}
