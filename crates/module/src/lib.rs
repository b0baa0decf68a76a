//! From a `.c` file to an image that can run: compile, link, describe.
//!
//! A module is compiled by the host's gcc or clang with the headers of `include/` and nothing else, and every
//! load and store of its shared data is announced by a call. The object file is loaded as Linux loads a `.ko`:
//! there is no `ld` and no `dlopen`. Nothing here is unsafe and nothing here runs module code; linking is a pure
//! computation of bytes for one fixed address, and [`Image::place`] copies them.
//!
//! ```text
//! hello.c --Compiler::compile--> Object --link--> Image --place--> region
//!                                   |               |
//!                                   '---Symbols::new'   pc -> file:line:column, address -> `stats.count`
//! ```
//!
//! | file | holds |
//! |---|---|
//! | `compiler` | finding a compiler, running it |
//! | `options` | the flags, and why each is there |
//! | `diagnostics`, `explain` | the compiler's complaints, said so that a module author can act on them |
//! | `must_check` | results that are thrown away |
//! | `removed` | names that Linux has no more |
//! | `doctor` | how far a strange module is from being run, and stand-ins |
//! | `headers`, `names`, `nearest` | the embedded headers, the names in them, the name that was meant |
//! | `elf` | a relocatable object, checked |
//! | `layout` | the layouts that C and Rust share |
//! | `sections` | where each section goes |
//! | `bind` | what each symbol means |
//! | `relocate` | patching addresses into the bytes |
//! | `link`, `image`, `place` | the whole of it, the result, and its copy in memory |
//! | `modinfo`, `params` | what a module says of itself |
//! | `tokens`, `constants`, `ioctl` | the commands that ioctl functions know |
//! | `dwarf`, `symbols`, `variables`, `types` | from addresses back to the source |
//!
//! Bad input of any kind is a [`UserError`], never a panic; debug information that cannot be read is absent.
#![forbid(unsafe_code)]

mod bind;
mod compiler;
mod constants;
mod diagnostics;
pub mod doctor;
mod dwarf;
mod elf;
mod error;
mod explain;
mod exports;
mod headers;
mod image;
mod ioctl;
mod link;
mod modinfo;
mod must_check;
mod names;
mod nearest;
mod object;
mod options;
mod params;
mod place;
mod relocate;
mod removed;
mod sections;
mod slips;
mod symbols;
mod tokens;
mod types;
mod variables;

pub use compiler::{Compiler, Kind};
pub use constants::constants;
pub use diagnostics::{Diagnostic, Severity};
pub use error::{CompileErrors, ErrorKind, UnknownSymbol, UnknownSymbols, UserError};
pub use exports::{Export, Exports};
pub use headers::{header_files, unpack_headers};
pub use image::{Function, Global, Image, ModuleExport, NamedSection};
pub use ioctl::{IoctlNumber, ioctl_numbers};
pub use link::link;
pub use machine::layout;
pub use modinfo::Modinfo;
pub use names::declared_names;
pub use object::Object;
pub use options::{Opt, Options, TracePc};
pub use params::{Param, ParamType, Scalar};
pub use symbols::{Place, Symbols};
