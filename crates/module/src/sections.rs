//! Where each section of a module goes.
//!
//! ```text
//! base  [stub stub ... | code sections]        text    read, execute
//!       [GOT | constants | template]           rodata  read
//!       [this_module . data . bss . COMMON]    data    read, write
//!       [CPU 0 . CPU 1 . ...]                  data    read, write
//! ```
//!
//! The template is `.data..percpu`: nobody's memory, whose bytes every CPU's copy begins with.
//!
//! Each class begins on a page of its own. Modules are compiled with `-fdata-sections`, so that nearly every
//! variable has its own section; the dots above are red zones of [`RED_ZONE`] bytes that belong to no variable,
//! and an access that runs past the end of one is seen.

use std::ops::Range;

use region::layout::{self, MODULES};

use machine::{Config, PerCpu};

use crate::elf::{Elf, Home, Section};
use crate::layout::this_module;

/// The size of a stub, in bytes.
pub(crate) const STUB: usize = 32;
/// The bytes between two variables that belong to neither.
pub(crate) const RED_ZONE: u64 = 32;
const PAGE: u64 = layout::PAGE as u64;
/// Copies of different CPUs share no line.
const CACHE_LINE: u64 = 64;

/// The address of everything in the image.
pub(crate) struct Plan {
    pub base: usize,
    pub text: Range<usize>,
    pub rodata: Range<usize>,
    pub data: Range<usize>,
    pub got: usize,
    pub this_module: usize,
    /// The per-CPU variables, if there are any.
    pub percpu: Option<PerCpu>,
    /// The address of each section that is loaded.
    pub sections: Vec<Option<usize>>,
    /// The address of each common symbol, by the symbol's index.
    pub commons: Vec<(usize, usize)>,
}

/// Whether a section has no meaning to a module here: constructors that only serve the C library's
/// sanitizer, unwind tables, notes.
fn is_ignored(name: &str) -> bool {
    [".init_array", ".fini_array", ".ctors", ".dtors", ".eh_frame", ".note"]
        .iter()
        .any(|p| name.starts_with(p))
}

/// The section of per-CPU variables.
const PERCPU: &str = ".data..percpu";

/// Whether the module itself may write to it: a template is for its copies.
fn is_variable(section: &Section<'_>) -> bool {
    section.is_writable() && section.name != PERCPU
}

fn up(at: u64, align: u64) -> Result<u64, String> {
    if !align.is_power_of_two() || align > PAGE {
        return Err(format!(
            "wants an alignment of {align} bytes; a page of {PAGE} is the most a module can have"
        ));
    }
    at.checked_next_multiple_of(align).ok_or_else(too_large)
}

fn too_large() -> String {
    format!("is too large: all modules together have {} MiB", MODULES.size >> 20)
}

/// Offsets handed out one after the other, up to the end of what modules may have.
struct Cursor {
    at: u64,
    end: u64,
}

impl Cursor {
    fn take(&mut self, size: u64, align: u64) -> Result<u64, String> {
        let at = up(self.at, align)?;
        self.at = at.checked_add(size).filter(|&end| end <= self.end).ok_or_else(too_large)?;
        Ok(at)
    }
}

/// Gives an address at or after `base`, which begins a page, to each section, with room for `stubs` stubs and `got` table entries.
pub(crate) fn plan(elf: &Elf<'_>, base: usize, stubs: usize, got: usize) -> Result<Plan, String> {
    let mut cursor = Cursor { at: 0, end: MODULES.end().saturating_sub(base) as u64 };
    let mut sections = vec![None; elf.sections.len()];
    let loaded: Vec<(usize, &Section<'_>)> = (elf.sections.iter().enumerate())
        .filter(|(_, s)| s.is_loaded() && s.size > 0 && !is_ignored(s.name))
        .collect();
    let named = |offset: u64| base + offset as usize;

    cursor.take((stubs * STUB) as u64, 1)?;
    for &(index, section) in loaded.iter().filter(|(_, s)| s.is_code()) {
        sections[index] = Some(named(cursor.take(section.size, section.align.max(16))?));
    }
    let text = named(0)..named(cursor.at);

    let start = cursor.take(0, PAGE)?;
    let got = named(cursor.take(got as u64 * 8, 8)?);
    for &(index, section) in loaded.iter().filter(|(_, s)| !s.is_code() && !is_variable(s)) {
        sections[index] = Some(named(cursor.take(section.size, section.align)?));
        if section.name.starts_with(".rodata.") {
            cursor.take(RED_ZONE, 1)?;
        }
    }
    let rodata = named(start)..named(cursor.at);

    let start = cursor.take(0, PAGE)?;
    let mut variable = |size: u64, align: u64| {
        let at = cursor.take(size, align.max(16))?;
        cursor.take(RED_ZONE, 1)?;
        Ok::<usize, String>(named(at))
    };
    let this_module = variable(this_module::SIZE as u64, 64)?;
    for &(index, section) in loaded.iter().filter(|(_, s)| !s.is_code() && is_variable(s)) {
        sections[index] = Some(variable(section.size, section.align)?);
    }
    let mut commons = Vec::new();
    for (index, symbol) in elf.symbols.iter().enumerate().filter(|(_, s)| s.home == Home::Common) {
        commons.push((index, variable(symbol.size, symbol.value.max(1))?));
    }
    let mut percpu = None;
    if let Some(&(index, section)) = loaded.iter().find(|(_, s)| s.name == PERCPU) {
        let align = section.align.max(CACHE_LINE);
        let stride = up(section.size + RED_ZONE, align)?;
        let copies = stride.checked_mul(Config::MAX_CPUS.into()).ok_or_else(too_large)?;
        let first = named(cursor.take(copies, align)?);
        let (size, stride) = (section.size as usize, stride as usize);
        percpu = sections[index].map(|template| PerCpu { template, size, first, stride });
    }
    let data = named(start)..named(cursor.take(0, PAGE)?);
    Ok(Plan { base, text, rodata, data, got, this_module, percpu, sections, commons })
}
