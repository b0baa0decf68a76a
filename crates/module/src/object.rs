//! A compiled module: the bytes of a relocatable object file.

use std::path::{Path, PathBuf};

use crate::{Diagnostic, Opt, UserError};

/// An object file and where it comes from.
#[derive(Clone, Debug)]
pub struct Object {
    /// The file's content.
    pub bytes: Vec<u8>,
    /// The `.c` file it was compiled from, or the `.o` file itself, as the user named it.
    pub source: PathBuf,
    /// How it was compiled; `None` for an object file that the user gave. It is [`Opt::O1Kept`] where
    /// [`Opt::O0`] was asked for and the source needs an optimiser to compile.
    pub opt: Option<Opt>,
    /// What the compiler warned of, in the order of the source.
    pub warnings: Vec<Diagnostic>,
    /// Names that Linux has no more and the source uses: each once, at its first use, and what replaced it.
    pub notes: Vec<Diagnostic>,
}

impl Object {
    /// Takes an object file that somebody else compiled.
    pub fn read(path: &Path) -> Result<Object, UserError> {
        let bytes = std::fs::read(path).map_err(|e| no_such_file(path, &e))?;
        Ok(Object { bytes, source: path.to_path_buf(), opt: None, warnings: Vec::new(), notes: Vec::new() })
    }

    /// The name that Linux would give the module: the file's stem, with dashes made underscores.
    pub fn module_name(&self) -> String {
        module_name(&self.source)
    }
}

/// The name of the module in a file.
pub(crate) fn module_name(file: &Path) -> String {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    stem.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}

/// The error for a file that cannot be read.
pub(crate) fn no_such_file(path: &Path, error: &std::io::Error) -> UserError {
    let reason = match error.kind() {
        std::io::ErrorKind::NotFound => "no such file".to_string(),
        std::io::ErrorKind::IsADirectory => "is a directory, not a module".to_string(),
        _ => error.to_string(),
    };
    UserError::NoSuchFile { path: path.to_path_buf(), reason }
}
