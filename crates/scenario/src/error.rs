use std::path::PathBuf;
use thiserror::Error;

/// Why a command could not do its work, by blame.
#[derive(Debug, Error)]
pub enum Error {
    /// What the user gave: a file, a compiler, source that does not compile, symbols nobody exports.
    #[error("{0}")]
    User(#[from] module::UserError),
    /// A parameter that the module does not take as given.
    #[error("{module}: {source}")]
    Parameter {
        /// The module.
        module: String,
        /// What is wrong with the parameter.
        source: kernel::params::ParamError,
    },
    /// The module's init function failed.
    #[error("could not insert module {module}.ko: {reason} (init returned {value}){log}")]
    Init {
        /// The module.
        module: String,
        /// What init returned.
        value: i32,
        /// What that means.
        reason: String,
        /// What the module printed.
        log: String,
    },
    /// A trace that cannot be read or followed.
    #[error("{}: {what}", path.display())]
    Trace {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// A schedule that cannot be read, or does not belong to the module.
    #[error("{}: {what}", path.display())]
    Schedule {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// Steps of a user process that are not understood.
    #[error("--do: {0}")]
    Steps(#[from] crate::steps::StepError),
    /// A script that cannot be read.
    #[error("{}: {what}", path.display())]
    Script {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// An error of ours.
    #[error("internal error: {0}; please report it with the module and the command line")]
    Internal(String),
}

impl Error {
    pub(crate) fn internal(what: impl std::fmt::Display) -> Error {
        Error::Internal(what.to_string())
    }

    /// What an error number that init returned means, in the words of `insmod`.
    pub(crate) fn reason(value: i32) -> String {
        Error::plain(&std::io::Error::from_raw_os_error(-value))
    }

    /// What the operating system says, without the number.
    pub(crate) fn plain(error: &std::io::Error) -> String {
        error.to_string().split(" (os error").next().unwrap_or("?").to_owned()
    }
}
