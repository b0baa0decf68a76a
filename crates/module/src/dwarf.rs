//! The debug information of an object file, with the addresses of the loaded module in it.
//!
//! In an object file these sections are relocatable like the others: a reference to code is the address that
//! the code got, a reference to another debug section an offset in it.

use std::sync::Arc;

use gimli::{Dwarf, EndianArcSlice, LittleEndian, SectionId};
use object::elf;

use crate::elf::{Elf, Home, Section};
use crate::image::Image;
use crate::object::Object;

pub(crate) type Reader = EndianArcSlice<LittleEndian>;

/// The debug information, or `None` if there is none that can be read.
pub(crate) fn load(object: &Object, image: &Image) -> Option<Dwarf<Reader>> {
    let elf = Elf::parse(&object.bytes).ok()?;
    elf.section(".debug_info")?;
    let section = |id: SectionId| -> Result<Reader, gimli::Error> {
        let section = elf.section(id.name()).filter(|s| !s.is_compressed());
        let bytes = section.map_or_else(Vec::new, |s| relocated(&elf, s, image));
        Ok(EndianArcSlice::new(Arc::from(bytes), LittleEndian))
    };
    Dwarf::load(section).ok()
}

fn relocated(elf: &Elf<'_>, section: &Section<'_>, image: &Image) -> Vec<u8> {
    let mut bytes = section.data.to_vec();
    for relocation in &section.relocations {
        let symbol = &elf.symbols[relocation.symbol];
        let loaded = image.values.get(relocation.symbol).copied().flatten();
        let base = match symbol.home {
            Home::Section(_) => loaded.unwrap_or(symbol.value),
            _ => loaded.unwrap_or(0),
        };
        let value = base.wrapping_add_signed(relocation.addend).to_le_bytes();
        let width = match elf::RelocationType(relocation.kind) {
            elf::R_X86_64_64 => 8,
            elf::R_X86_64_32 | elf::R_X86_64_32S => 4,
            _ => continue,
        };
        let at = usize::try_from(relocation.offset).unwrap_or(usize::MAX);
        if let Some(place) = at.checked_add(width).and_then(|end| bytes.get_mut(at..end)) {
            place.copy_from_slice(&value[..width]);
        }
    }
    bytes
}
