//! A relocatable object file for x86-64, read once and checked.
//!
//! Everything that follows works on these owned tables, in which each index and each range is valid or absent.
//! The file may be damaged or hostile: whatever it claims of sizes is compared with the bytes that are there,
//! so that neither time nor memory exceeds a small multiple of the file's length.

use object::LittleEndian as Le;
use object::elf::{self, FileHeader64, Sym64};
use object::read::elf::{FileHeader, Rela, SectionHeader, Sym, SymbolTable};

/// A section, without its relocations if it has none.
pub(crate) struct Section<'a> {
    pub name: &'a str,
    pub flags: u64,
    pub size: u64,
    pub align: u64,
    /// Empty if the section takes no room in the file; else `size` bytes.
    pub data: &'a [u8],
    pub relocations: Vec<Relocation>,
}

impl Section<'_> {
    /// Whether the section is part of the loaded module.
    pub fn is_loaded(&self) -> bool {
        self.flags & elf::SHF_ALLOC.0 != 0
    }

    /// Whether it holds code.
    pub fn is_code(&self) -> bool {
        self.flags & elf::SHF_EXECINSTR.0 != 0
    }

    /// Whether the module may write to it.
    pub fn is_writable(&self) -> bool {
        self.flags & elf::SHF_WRITE.0 != 0
    }

    /// Whether its bytes are compressed, as debug sections may be.
    pub fn is_compressed(&self) -> bool {
        self.flags & elf::SHF_COMPRESSED.0 != 0
    }
}

/// One entry of a relocation table. The symbol is an index into the table of symbols and valid.
#[derive(Clone, Copy)]
pub(crate) struct Relocation {
    pub offset: u64,
    pub kind: u32,
    pub symbol: usize,
    pub addend: i64,
}

/// Where a symbol is defined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Home {
    Undefined,
    Absolute,
    Common,
    /// An index into the table of sections, which is valid.
    Section(usize),
}

/// What a symbol names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Names {
    Function,
    Object,
    ThreadLocal,
    Other,
}

/// One entry of the symbol table.
pub(crate) struct Symbol<'a> {
    pub name: &'a str,
    pub home: Home,
    /// The offset in its section, or the alignment of a common symbol.
    pub value: u64,
    pub size: u64,
    pub names: Names,
    pub is_weak: bool,
    pub is_local: bool,
}

/// The file.
pub(crate) struct Elf<'a> {
    pub sections: Vec<Section<'a>>,
    pub symbols: Vec<Symbol<'a>>,
}

impl<'a> Elf<'a> {
    /// Reads and checks the file; the error says what is wrong with it.
    pub fn parse(bytes: &'a [u8]) -> Result<Elf<'a>, String> {
        if bytes.is_empty() {
            return Err("the file is empty".into());
        }
        if !bytes.starts_with(b"\x7fELF") {
            return Err("is not an ELF object file (compile it with `gcc -c`, or give the .c file)".into());
        }
        if bytes.len() < size_of::<FileHeader64<Le>>() {
            return Err("the file is cut off in its header".into());
        }
        if bytes[4] != elf::ELFCLASS64.0 || bytes[5] != elf::ELFDATA2LSB.0 {
            return Err("is not an object file for 64-bit x86; compile it with -m64".into());
        }
        let header = FileHeader64::<Le>::parse(bytes).map_err(damaged)?;
        if header.e_machine(Le) != elf::EM_X86_64 {
            return Err(format!(
                "is an object file for another machine (ELF number {})",
                header.e_machine(Le).0
            ));
        }
        if header.e_type(Le) != elf::ET_REL {
            return Err("is linked already; give the object file that `gcc -c` makes".into());
        }
        let table = header.sections(Le, bytes).map_err(damaged)?;
        if table.is_empty() {
            return Err("has no sections".into());
        }
        let symbol_table = table.symbols(Le, bytes, elf::SHT_SYMTAB).map_err(damaged)?;
        let symbols = read_symbols(&symbol_table, table.len())?;
        let mut sections = Vec::with_capacity(table.len());
        for section in table.iter() {
            let in_file = !matches!(section.sh_type(Le), elf::SHT_NOBITS | elf::SHT_NULL);
            let name = table.section_name(Le, section).unwrap_or_default();
            sections.push(Section {
                name: std::str::from_utf8(name).unwrap_or("?"),
                flags: section.sh_flags(Le).0,
                size: section.sh_size(Le),
                align: section.sh_addralign(Le).max(1),
                data: if in_file { section.data(Le, bytes).map_err(damaged)? } else { &[] },
                relocations: Vec::new(),
            });
        }
        let mut room = bytes.len() / size_of::<elf::Rela64<Le>>();
        for section in table.iter() {
            if section.sh_type(Le) == elf::SHT_REL {
                return Err("has relocations without addends, which x86-64 does not use".into());
            }
            let Some((relocations, _)) = section.rela(Le, bytes).map_err(damaged)? else { continue };
            let target = section.sh_info(Le) as usize;
            let Some(target) = sections.get_mut(target) else {
                return Err(format!("is damaged: relocations for section {target}, which does not exist"));
            };
            room = room.checked_sub(relocations.len()).ok_or("is damaged: its relocation tables overlap")?;
            for entry in relocations {
                let symbol = entry.r_sym(Le, false) as usize;
                if symbol >= symbols.len() {
                    return Err(format!(
                        "is damaged: a relocation names symbol {symbol}, which does not exist"
                    ));
                }
                target.relocations.push(Relocation {
                    offset: entry.r_offset(Le),
                    kind: entry.r_type(Le, false).0,
                    symbol,
                    addend: entry.r_addend(Le),
                });
            }
        }
        Ok(Elf { sections, symbols })
    }

    /// The section of this name, if there is one.
    pub fn section(&self, name: &str) -> Option<&Section<'a>> {
        self.sections.iter().find(|s| s.name == name)
    }
}

fn damaged(error: object::read::Error) -> String {
    format!("is damaged or cut off: {error}")
}

fn read_symbols<'a>(
    table: &SymbolTable<'a, FileHeader64<Le>>,
    sections: usize,
) -> Result<Vec<Symbol<'a>>, String> {
    let mut symbols = Vec::with_capacity(table.len());

    for (index, symbol) in table.enumerate() {
        let symbol: &Sym64<Le> = symbol;
        let home = match table.symbol_section(Le, symbol, index).map_err(damaged)? {
            Some(section) if section.0 < sections => Home::Section(section.0),
            Some(section) => return Err(format!("is damaged: a symbol lies in section {}", section.0)),
            None if symbol.is_undefined(Le) => Home::Undefined,
            None if symbol.is_common(Le) => Home::Common,
            None => Home::Absolute,
        };
        let name = table.symbol_name(Le, symbol).map_err(damaged)?;
        symbols.push(Symbol {
            name: std::str::from_utf8(name).unwrap_or("?"),
            home,
            value: symbol.st_value(Le),
            size: symbol.st_size(Le),
            names: match symbol.st_type() {
                elf::STT_FUNC => Names::Function,
                elf::STT_OBJECT | elf::STT_COMMON => Names::Object,
                elf::STT_TLS => Names::ThreadLocal,
                _ => Names::Other,
            },
            is_weak: symbol.st_bind() == elf::STB_WEAK,
            is_local: symbol.st_bind() == elf::STB_LOCAL,
        });
    }
    Ok(symbols)
}
