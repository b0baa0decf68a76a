//! The headers: each alone, and the layouts they share with Rust.

mod support;

use std::fmt::Write as _;

use module::layout::{CONSTANTS, FIELDS};
use module::{Options, UserError, header_files};
use support::compilers;

#[test]
fn each_header_compiles_alone() {
    let directory = tempfile::tempdir().unwrap();
    let source = directory.path().join("alone.c");
    let options = Options {
        extra: vec!["-Werror".into(), "-Wno-error=deprecated-declarations".into()],
        ..Options::default()
    };
    for compiler in compilers() {
        for (header, _) in header_files() {
            // It says itself what to include in its place.
            if *header == "asm/bitops.h" {
                continue;
            }
            std::fs::write(&source, format!("#include <{header}>\n#include <{header}>\n")).unwrap();
            let result = compiler.compile(&source, &options);
            if let Err(error) = result {
                panic!("{header} with {:?}: {error}", compiler.kind);
            }
        }
    }
}

#[test]
fn every_layout_is_that_of_the_headers() {
    let mut probe = String::new();
    for header in FIELDS.iter().map(|f| f.header).chain(CONSTANTS.iter().map(|c| c.header)) {
        writeln!(probe, "#include <{header}>").unwrap();
    }
    for field in FIELDS {
        let (of, name) = (field.of, field.name);
        if name.is_empty() {
            writeln!(probe, "_Static_assert(sizeof({of}) == {}, \"size of {of}\");", field.size).unwrap();
            continue;
        }
        writeln!(
            probe,
            "_Static_assert(offsetof({of}, {name}) == {}, \"offset of {of}.{name}\");\n\
             _Static_assert(sizeof((({of} *)0)->{name}) == {}, \"size of {of}.{name}\");",
            field.offset, field.size
        )
        .unwrap();
    }
    for constant in CONSTANTS {
        writeln!(probe, "_Static_assert({} == {}, \"{}\");", constant.name, constant.value, constant.name)
            .unwrap();
    }
    let directory = tempfile::tempdir().unwrap();
    let source = directory.path().join("probe.c");
    std::fs::write(&source, probe).unwrap();
    for compiler in compilers() {
        match compiler.compile(&source, &Options::default()) {
            Ok(_) => {}
            Err(UserError::Compile(errors)) => panic!("{:?}: {errors}", compiler.kind),
            Err(error) => panic!("{error}"),
        }
    }
}

#[test]
fn no_header_hides_an_access() {
    for (header, text) in header_files() {
        for line in text.lines().filter(|line| line.contains("asm") && !line.contains("include")) {
            let is_barrier = line.starts_with("#define barrier()");
            let is_name = line.starts_with("#define asmlinkage");
            assert!(is_barrier || is_name, "{header}: {line}");
        }
        assert!(!text.contains("__builtin_mem") && !text.contains("__atomic_"), "{header}");
    }
}
