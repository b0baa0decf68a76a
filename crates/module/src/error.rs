//! Bad input, said so that its author can act on it.

use std::fmt;
use std::path::PathBuf;

use thiserror::Error;

use crate::Diagnostic;

/// What is wrong with what the user gave: what, where, and what to do instead.
///
/// The texts are fragments that read after `error: ` or after "failed to load NAME: ".
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum UserError {
    /// A source or object file that is not there or cannot be read.
    #[error("{}: {reason}", path.display())]
    NoSuchFile {
        /// The file as the user named it.
        path: PathBuf,
        /// What the operating system says.
        reason: String,
    },
    /// No C compiler, or one that cannot build modules.
    #[error("{0}")]
    NoCompiler(String),
    /// The compiler refused the source.
    #[error("{0}")]
    Compile(CompileErrors),
    /// The object file is damaged, or is not one that can be loaded.
    #[error("{}: {what}", path.display())]
    Object {
        /// The object file, or the source it was compiled from.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// The module needs symbols that nobody exports.
    #[error("{0}")]
    Symbol(UnknownSymbols),
    /// The module's table of parameters makes no sense.
    #[error("{module}: parameter {param}: {what}")]
    Param {
        /// The module's name.
        module: String,
        /// The parameter's name, or its number in the table.
        param: String,
        /// What is wrong with it.
        what: String,
    },
    /// The host refused a temporary file or the header cache.
    #[error("{}: {source}", path.display())]
    Host {
        /// The file or directory.
        path: PathBuf,
        /// What the operating system says.
        source: std::io::Error,
    },
}

/// The stable classification of a [`UserError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// See [`UserError::NoSuchFile`].
    NoSuchFile,
    /// See [`UserError::NoCompiler`].
    NoCompiler,
    /// See [`UserError::Compile`].
    Compile,
    /// See [`UserError::Object`].
    Object,
    /// See [`UserError::Symbol`].
    Symbol,
    /// See [`UserError::Param`].
    Param,
    /// See [`UserError::Host`].
    Host,
}

impl UserError {
    /// The class of the error, which stays the same when its text changes.
    pub fn kind(&self) -> ErrorKind {
        match self {
            UserError::NoSuchFile { .. } => ErrorKind::NoSuchFile,
            UserError::NoCompiler(_) => ErrorKind::NoCompiler,
            UserError::Compile(_) => ErrorKind::Compile,
            UserError::Object { .. } => ErrorKind::Object,
            UserError::Symbol(_) => ErrorKind::Symbol,
            UserError::Param { .. } => ErrorKind::Param,
            UserError::Host { .. } => ErrorKind::Host,
        }
    }

    pub(crate) fn host(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> UserError {
        let path = path.into();
        move |source| UserError::Host { path, source }
    }
}

/// How many complaints a report shows before it only counts them.
const SHOWN: usize = 5;

/// What the compiler refused, without what only follows from it. Printed one complaint a line.
#[derive(Clone, Debug)]
pub struct CompileErrors {
    /// The complaints in the order of the source; never empty.
    pub errors: Vec<Diagnostic>,
}

impl fmt::Display for CompileErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, error) in self.errors.iter().take(SHOWN).enumerate() {
            if i > 0 {
                writeln!(f)?;
            }
            write!(f, "{error}")?;
        }
        if self.errors.len() > SHOWN {
            write!(f, "\nand {} more", self.errors.len() - SHOWN)?;
        }
        Ok(())
    }
}

/// A symbol that the module refers to and nobody exports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownSymbol {
    /// The name in the object file.
    pub name: String,
    /// What is known of it: where it is declared, or which name was meant.
    pub hint: Option<String>,
}

/// All symbols of a module that nobody exports, in the order of the object file.
#[derive(Clone, Debug)]
pub struct UnknownSymbols {
    /// The module's name.
    pub module: String,
    /// The symbols; never empty.
    pub symbols: Vec<UnknownSymbol>,
}

impl fmt::Display for UnknownSymbols {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, symbol) in self.symbols.iter().enumerate() {
            if i > 0 {
                writeln!(f)?;
            }
            write!(f, "{}: Unknown symbol {} (err -2)", self.module, symbol.name)?;
            if let Some(hint) = &symbol.hint {
                write!(f, ": {hint}")?;
            }
        }
        Ok(())
    }
}
