//! The values of constant expressions as a module's own source means them: its macros, enumerators and types count.
//!
//! The compiler evaluates them. A probe includes the source and defines one constant for each expression; the object
//! file holds the values. An expression that does not compile is left out, and the probe is compiled once more.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use crate::compiler::Temporary;
use crate::elf::{Elf, Home};
use crate::object::no_such_file;
use crate::{Compiler, Options, UserError};

/// What each constant of the probe is named, with its number behind.
const NAME: &str = "__lockstep_constant_";
/// What the probe calls itself in complaints.
const PROBE: &str = "lockstep-probe";

/// The value of each expression at the end of `source`, as an unsigned number of 32 bits; nothing for what is no
/// constant there.
///
/// # Errors
/// If the source does not compile, or no compiler runs.
pub fn constants(
    compiler: &Compiler,
    source: &Path,
    options: &Options,
    expressions: &[String],
) -> Result<Vec<Option<u32>>, UserError> {
    let mut wrong = BTreeSet::new();
    loop {
        match probe(compiler, source, options, expressions, &wrong) {
            Ok(bytes) => return Ok((0..expressions.len()).map(|i| value(&bytes, i)).collect()),
            Err(UserError::Compile(complaints)) => {
                let before = wrong.len();
                let ours = complaints.errors.iter().filter(|e| e.file == PROBE && e.line > 0);
                wrong.extend(ours.map(|e| e.line as usize - 1));
                if wrong.len() == before {
                    return Err(UserError::Compile(complaints));
                }
            }
            Err(error) => return Err(error),
        }
    }
}

fn probe(
    compiler: &Compiler,
    source: &Path,
    options: &Options,
    expressions: &[String],
    wrong: &BTreeSet<usize>,
) -> Result<Vec<u8>, UserError> {
    let path = std::path::absolute(source).map_err(|e| no_such_file(source, &e))?;
    let mut text = format!("#include \"{}\"\n", path.display());
    for (i, expression) in expressions.iter().enumerate().filter(|(i, _)| !wrong.contains(i)) {
        let _ = writeln!(text, "#line {} \"{PROBE}\"\nconst unsigned int {NAME}{i} = ({expression});", i + 1);
    }
    let file = Temporary::new("c");
    fs::write(&file.0, text).map_err(UserError::host(&file.0))?;
    let mut options = options.clone();
    options.name.get_or_insert_with(|| crate::object::module_name(source));
    options.extra.extend(["-g0", "-w", "-fno-sanitize=thread"].map(String::from));
    Ok(compiler.compile(&file.0, &options)?.bytes)
}

fn value(object: &[u8], number: usize) -> Option<u32> {
    let elf = Elf::parse(object).ok()?;
    let name = format!("{NAME}{number}");
    let symbol = elf.symbols.iter().find(|s| s.name == name)?;
    let Home::Section(section) = symbol.home else { return None };
    let start = usize::try_from(symbol.value).ok()?;
    match elf.sections[section].data {
        // Zeros need no room in the file.
        [] => Some(0),
        data => Some(u32::from_le_bytes(data.get(start..start.checked_add(4)?)?.try_into().ok()?)),
    }
}
