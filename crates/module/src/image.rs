//! A linked module: bytes for one fixed address, and what lies where in them.

use std::collections::BTreeMap;
use std::ops::Range;

use machine::PerCpu;

use crate::{Modinfo, Param};

/// A section that keeps its name in the image (`.init.text`, `__ksymtab`, `.data..percpu`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedSection {
    /// Its name in the object file.
    pub name: String,
    /// The addresses it takes.
    pub range: Range<usize>,
}

/// A function of the module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name in the source.
    pub name: String,
    /// Its first address.
    pub addr: usize,
    /// Its length in bytes.
    pub size: usize,
}

/// A variable of the module, global or static.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Global {
    /// Its name in the source; a static variable inside a function has no prefix.
    pub name: String,
    /// Its address.
    pub addr: usize,
    /// Its length in bytes.
    pub size: usize,
}

/// A symbol that the module exports to other modules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleExport {
    /// Its name.
    pub name: String,
    /// Its address.
    pub addr: usize,
    /// Whether only modules with a licence compatible with the GPL may use it.
    pub gpl_only: bool,
}

/// A module that is ready to be copied to its address.
#[derive(Clone, Debug)]
pub struct Image {
    /// The module's name.
    pub name: String,
    /// The address of the first byte; page-aligned.
    pub base: usize,
    /// Everything from `base` to the end of `data`.
    pub bytes: Vec<u8>,
    /// Stubs and code: read and execute.
    pub text: Range<usize>,
    /// Constants: read.
    pub rodata: Range<usize>,
    /// Variables and the red zones between them: read and write.
    pub data: Range<usize>,
    /// The per-CPU variables; their copies are the last of `data`.
    pub percpu: Option<PerCpu>,
    /// What the module calls outside of itself: the address of each stub, and the name behind it.
    pub stubs: BTreeMap<usize, String>,
    /// The loaded sections, by address.
    pub sections: Vec<NamedSection>,
    /// The module's functions, by address.
    pub functions: Vec<Function>,
    /// The module's variables and named constants, by address.
    pub globals: Vec<Global>,
    /// What the module exports.
    pub exports: Vec<ModuleExport>,
    /// What the module says of itself.
    pub modinfo: Modinfo,
    /// The module's parameters, in the order of their table.
    pub params: Vec<Param>,
    /// The address of `init_module`.
    pub init: Option<usize>,
    /// The address of `cleanup_module`.
    pub exit: Option<usize>,
    /// The address of the module's `struct module`, `THIS_MODULE`.
    pub this_module: usize,
    /// The address of each symbol of the object file, by its index.
    pub(crate) values: Vec<Option<u64>>,
}

/// The last entry that begins at or before `addr`.
fn last_before<T>(sorted: &[T], addr: usize, start: impl Fn(&T) -> usize) -> Option<&T> {
    sorted[..sorted.partition_point(|entry| start(entry) <= addr)].last()
}

/// The function that holds this address, of a list sorted by address.
pub(crate) fn function_at(functions: &[Function], addr: usize) -> Option<&Function> {
    last_before(functions, addr, |f| f.addr).filter(|f| addr - f.addr < f.size)
}

/// The variable that holds this address, of a list sorted by address, and the offset in it.
pub(crate) fn global_at(globals: &[Global], addr: usize) -> Option<(&Global, usize)> {
    let global = last_before(globals, addr, |g| g.addr)?;
    Some((global, addr - global.addr)).filter(|(global, offset)| *offset < global.size)
}

/// An address in a function, as the kernel prints it.
pub(crate) fn symbolic(functions: &[Function], addr: usize) -> Option<String> {
    let function = function_at(functions, addr)?;
    Some(format!("{}+{:#x}/{:#x}", function.name, addr - function.addr, function.size))
}

impl Image {
    /// No module at all.
    pub fn empty() -> Image {
        let at = region::layout::MODULES.start;
        Image {
            name: String::new(),
            base: at,
            bytes: Vec::new(),
            text: at..at,
            rodata: at..at,
            data: at..at,
            percpu: None,
            stubs: BTreeMap::new(),
            sections: Vec::new(),
            functions: Vec::new(),
            globals: Vec::new(),
            exports: Vec::new(),
            modinfo: Modinfo::default(),
            params: Vec::new(),
            init: None,
            exit: None,
            this_module: 0,
            values: Vec::new(),
        }
    }

    /// The section of this name.
    pub fn section(&self, name: &str) -> Option<&NamedSection> {
        self.sections.iter().find(|section| section.name == name)
    }

    /// The function that holds this address.
    pub fn function_at(&self, addr: usize) -> Option<&Function> {
        function_at(&self.functions, addr)
    }

    /// The name of the function that holds this address, or of the door behind a stub.
    pub fn function_name(&self, addr: usize) -> Option<&str> {
        let stub = || {
            let (&at, name) = self.stubs.range(..=addr).next_back()?;
            (addr - at < crate::sections::STUB).then_some(name.as_str())
        };
        self.function_at(addr).map(|f| f.name.as_str()).or_else(stub)
    }

    /// The address as the kernel prints it: `bump+0x12/0x40`.
    pub fn symbolic(&self, addr: usize) -> Option<String> {
        symbolic(&self.functions, addr)
    }

    /// The variable that holds this address: its name, the offset in it, its size. Nothing for a red zone.
    pub fn object_at(&self, addr: usize) -> Option<(&str, usize, usize)> {
        let (global, offset) = global_at(&self.globals, addr)?;
        Some((&global.name, offset, global.size))
    }

    /// The variable or function of this name.
    pub fn address_of(&self, name: &str) -> Option<usize> {
        let variable = self.globals.iter().find(|g| g.name == name).map(|g| g.addr);
        variable.or_else(|| self.functions.iter().find(|f| f.name == name).map(|f| f.addr))
    }

    /// The bytes of the image at an address, as they are before the module runs.
    pub fn read(&self, addr: usize, size: usize) -> Option<&[u8]> {
        let at = addr.checked_sub(self.base)?;
        self.bytes.get(at..at.checked_add(size)?)
    }

    pub(crate) fn read_u64(&self, addr: usize) -> Option<u64> {
        Some(u64::from_le_bytes(self.read(addr, 8)?.try_into().ok()?))
    }

    pub(crate) fn read_u32(&self, addr: usize) -> Option<u32> {
        Some(u32::from_le_bytes(self.read(addr, 4)?.try_into().ok()?))
    }

    pub(crate) fn read_str(&self, addr: usize) -> Option<String> {
        let rest = self.bytes.get(addr.checked_sub(self.base)?..)?;
        let text = &rest[..rest.iter().position(|&byte| byte == 0)?];
        Some(String::from_utf8_lossy(text).into_owned())
    }
}
