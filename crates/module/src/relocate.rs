//! Patches addresses into an image, by the rules of the System V ABI for x86-64.
//!
//! With S the symbol's address, A the addend and P the place that is patched:
//!
//! | kind | value | width |
//! |---|---|---|
//! | 64 | S + A | 8 |
//! | PC32, PLT32 | S + A - P | 4, signed |
//! | 32 | S + A | 4, unsigned |
//! | 32S | S + A | 4, signed |
//! | PC64 | S + A - P | 8 |
//! | GOTPCREL, GOTPCRELX, REX_GOTPCRELX | G + A - P, G the symbol's entry in the offset table | 4, signed |
//!
//! A value that its width cannot hold is an error, as is a place outside its section.

use std::collections::HashMap;

use object::elf;

use crate::elf::{Elf, Relocation, Section};
use crate::sections::Plan;

/// Whether a relocation needs an entry in the offset table.
fn needs_got(kind: u32) -> bool {
    kind == elf::R_X86_64_GOTPCREL.0
        || kind == elf::R_X86_64_GOTPCRELX.0
        || kind == elf::R_X86_64_REX_GOTPCRELX.0
}

/// The place in the offset table of each symbol that needs one.
pub(crate) fn got_entries(elf: &Elf<'_>) -> HashMap<usize, usize> {
    let mut entries = HashMap::new();
    for section in elf.sections.iter().filter(|s| s.is_loaded()) {
        for relocation in section.relocations.iter().filter(|r| needs_got(r.kind)) {
            let next = entries.len();
            entries.entry(relocation.symbol).or_insert(next);
        }
    }
    entries
}

/// Applies every relocation of the loaded sections to `bytes`, which begin at the plan's base.
pub(crate) fn relocate(
    bytes: &mut [u8],
    elf: &Elf<'_>,
    plan: &Plan,
    values: &[Option<u64>],
    got: &HashMap<usize, usize>,
) -> Result<(), String> {
    for (&symbol, &entry) in got {
        let address = value_of(elf, values, symbol)?;
        put(bytes, plan.got - plan.base + entry * 8, &address.to_le_bytes())?;
    }
    for (section, address) in elf.sections.iter().zip(&plan.sections) {
        let &Some(address) = address else { continue };
        for relocation in &section.relocations {
            let got = got.get(&relocation.symbol).map(|entry| (plan.got + entry * 8) as u64);
            let symbol = value_of(elf, values, relocation.symbol)?;
            let place = (address as u64).wrapping_add(relocation.offset);
            let patch = value(relocation, symbol, place, got).map_err(|what| {
                let name = elf.symbols[relocation.symbol].name;
                format!("{what} at offset {:#x} of {}, for `{name}`", relocation.offset, section.name)
            })?;
            let patch = patch.as_slice();
            if !fits(section, relocation.offset, patch.len()) {
                return Err(format!("is damaged: a relocation lies outside {}", section.name));
            }
            put(bytes, place as usize - plan.base, patch)?;
        }
    }
    Ok(())
}

fn fits(section: &Section<'_>, offset: u64, width: usize) -> bool {
    offset.checked_add(width as u64).is_some_and(|end| end <= section.data.len() as u64)
}

fn put(bytes: &mut [u8], at: usize, patch: &[u8]) -> Result<(), String> {
    let place = at.checked_add(patch.len()).and_then(|end| bytes.get_mut(at..end));
    place.ok_or("is damaged: a relocation lies outside the module")?.copy_from_slice(patch);
    Ok(())
}

fn value_of(elf: &Elf<'_>, values: &[Option<u64>], symbol: usize) -> Result<u64, String> {
    values[symbol].ok_or_else(|| {
        format!("refers to `{}`, which lies in a section that is not loaded", elf.symbols[symbol].name)
    })
}

/// The bytes to write: four, eight or none.
enum Patch {
    None,
    Four([u8; 4]),
    Eight([u8; 8]),
}

impl Patch {
    fn as_slice(&self) -> &[u8] {
        match self {
            Patch::None => &[],
            Patch::Four(bytes) => bytes,
            Patch::Eight(bytes) => bytes,
        }
    }
}

fn value(relocation: &Relocation, symbol: u64, place: u64, got: Option<u64>) -> Result<Patch, String> {
    let absolute = symbol.wrapping_add_signed(relocation.addend);
    let relative = absolute.wrapping_sub(place) as i64;
    let signed = |value: i64| {
        let value = i32::try_from(value).map_err(|_| "an address does not fit into 32 bits".to_string())?;
        Ok(Patch::Four(value.to_le_bytes()))
    };
    match elf::RelocationType(relocation.kind) {
        elf::R_X86_64_NONE => Ok(Patch::None),
        elf::R_X86_64_64 => Ok(Patch::Eight(absolute.to_le_bytes())),
        elf::R_X86_64_PC64 => Ok(Patch::Eight(relative.to_le_bytes())),
        elf::R_X86_64_PC32 | elf::R_X86_64_PLT32 => signed(relative),
        elf::R_X86_64_32S => signed(absolute as i64),
        elf::R_X86_64_32 => {
            let value = u32::try_from(absolute).map_err(|_| "an address does not fit into 32 bits")?;
            Ok(Patch::Four(value.to_le_bytes()))
        }
        kind if needs_got(kind.0) => {
            let entry = got.ok_or("has no entry in the offset table")?;
            signed(entry.wrapping_add_signed(relocation.addend).wrapping_sub(place) as i64)
        }
        kind => Err(format!("a relocation of type {} is not one that modules use,", kind.0)),
    }
}
