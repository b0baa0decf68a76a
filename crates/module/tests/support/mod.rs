//! What the tests share: a compiler, and a kernel that exports what the headers declare.
#![allow(dead_code, reason = "each test binary uses a part")]

use std::path::{Path, PathBuf};

use module::{Compiler, Export, Exports, Image, Object, Options, UserError, declared_names, link};

/// Where the tests load modules.
pub const AT: usize = 0x2010_0000;
/// Where the doors of [`Kernel`] pretend to be.
pub const DOOR: usize = 0x7f00_0000_1000;

/// Exports every name of the headers, every callback and every door, except those that begin with `missing`.
pub struct Kernel;

impl Exports for Kernel {
    fn find(&self, name: &str) -> Option<Export> {
        match name {
            "jiffies" => Some(Export::Data(0x2000_1000)),
            "nr_cpu_ids" => Some(Export::Data(0x2000_1008)),
            "__this_module" | "__tsan_init" | "_GLOBAL_OFFSET_TABLE_" => None,
            _ if name.starts_with("missing") => None,
            _ => Some(Export::Function(DOOR)),
        }
    }

    fn names(&self) -> Vec<(&'static str, &'static str)> {
        declared_names().to_vec()
    }
}

pub fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/modules").join(format!("{name}.c"))
}

/// The compilers of this host: gcc, and clang where there is one.
pub fn compilers() -> Vec<Compiler> {
    let found: Vec<Compiler> =
        ["gcc", "clang"].iter().filter_map(|cc| Compiler::find(Some(cc)).ok()).collect();
    assert!(!found.is_empty(), "the tests need a C compiler");
    found
}

pub fn compile(name: &str, options: &Options) -> Object {
    compilers()[0].compile(&sample(name), options).unwrap_or_else(|error| panic!("{error}"))
}

pub fn build(name: &str) -> (Object, Image) {
    let object = compile(name, &Options::default());
    let image = link(&object, name, &Kernel, AT).unwrap_or_else(|error| panic!("{error}"));
    (object, image)
}

/// Compiles a text as `module.c` in a directory of its own, and returns what is wrong with it.
pub fn refuse(text: &str) -> UserError {
    let directory = tempfile::tempdir().unwrap();
    let source = directory.path().join("module.c");
    std::fs::write(&source, text).unwrap();
    match compilers()[0].compile(&source, &Options::default()) {
        Ok(object) => link(&object, "module", &Kernel, AT).expect_err("the module is in order"),
        Err(error) => error,
    }
}

/// The number of the first line of a sample that contains a text.
pub fn line_of(name: &str, text: &str) -> u32 {
    let source = std::fs::read_to_string(sample(name)).unwrap();
    let line = source.lines().position(|line| line.contains(text));
    line.unwrap_or_else(|| panic!("{name}.c has no line with {text}")) as u32 + 1
}
