//! Linking: from an object file to the bytes of an image. The kernel's own loader is the model.
//!
//! A function that the module does not define is called through a stub at the front of its text:
//!
//! ```text
//! mov [CALL_CELL], rsp        48 89 24 25 imm32     where the return address lies
//! mov [CALL_CELL+8], rbp      48 89 2c 25 imm32     the chain of frames
//! jmp [rip+0]                 ff 25 00 00 00 00
//! .quad target
//! ```
//!
//! so that every door knows which instruction of the module called it, on which stack, from which frames. The
//! cell lies below 2 GiB at an address that is the same in every process; only one context runs at a time.

use std::collections::BTreeMap;

use machine::Config;
use region::layout::CALL_CELL;

use crate::bind::{self, Import};
use crate::elf::{Elf, Home, Names, Symbol};
use crate::image::{Function, Global, Image, ModuleExport, NamedSection};
use crate::layout::{self, kernel_symbol, this_module};
use crate::object::Object;
use crate::relocate;
use crate::sections::{Plan, STUB, plan};
use crate::{Exports, Modinfo, UserError, params};

/// The cell as an operand of an instruction.
const CELL: u32 = CALL_CELL as u32;
const _: () = assert!(CALL_CELL + 8 <= i32::MAX as usize);

/// Links an object file for the address `at`, which begins a page in [`region::layout::MODULES`]; the first module
/// goes to its start.
///
/// # Errors
/// [`UserError::Object`] for a file that cannot be loaded, [`UserError::Symbol`] with every name that
/// nobody exports, [`UserError::Param`] for a table of parameters that makes no sense.
pub fn link(object: &Object, name: &str, exports: &dyn Exports, at: usize) -> Result<Image, UserError> {
    let unloadable = |what: String| UserError::Object { path: object.source.clone(), what };
    let elf = Elf::parse(&object.bytes).map_err(unloadable)?;
    let imports = bind::imports(&elf, name, exports)?;
    let stubs = imports.iter().filter(|(_, import)| matches!(import, Import::Stub { .. })).count();
    let got = relocate::got_entries(&elf);
    let plan = plan(&elf, at, stubs, got.len()).map_err(unloadable)?;
    let values = bind::values(&elf, &imports, &plan).map_err(unloadable)?;

    let mut bytes = vec![0; plan.data.end - plan.base];
    write_stubs(&mut bytes, &imports);
    write_this_module(&mut bytes, name, &plan);
    for (section, address) in elf.sections.iter().zip(&plan.sections) {
        if let Some(address) = address {
            let at = address - plan.base;
            bytes[at..at + section.data.len()].copy_from_slice(section.data);
        }
    }
    relocate::relocate(&mut bytes, &elf, &plan, &values, &got).map_err(unloadable)?;

    if let Some(area) = plan.percpu {
        let template = area.template - plan.base..area.template - plan.base + area.size;
        for cpu in 0..Config::MAX_CPUS {
            bytes.copy_within(template.clone(), area.copy(cpu) - plan.base);
        }
    }

    let entry = |name: &str| {
        let symbol = elf.symbols.iter().position(|s| s.name == name && s.home != Home::Undefined)?;
        values[symbol].map(|address| address as usize).filter(|address| plan.text.contains(address))
    };
    let modinfo = elf.section(".modinfo").map(|s| Modinfo::parse(s.data)).unwrap_or_default();
    let mut image = Image {
        name: name.to_string(),
        base: plan.base,
        bytes,
        stubs: stub_names(&elf, &imports, &plan),
        sections: named_sections(&elf, &plan),
        functions: functions(&elf, &values, &plan),
        globals: globals(&elf, &values, &plan),
        exports: Vec::new(),
        params: Vec::new(),
        init: entry("init_module"),
        exit: entry("cleanup_module"),
        this_module: plan.this_module,
        text: plan.text,
        rodata: plan.rodata,
        data: plan.data,
        percpu: plan.percpu,
        modinfo,
        values,
    };
    image.params = params::read(&image, &image.modinfo)?;
    image.exports = module_exports(&image);
    Ok(image)
}

fn write_stubs(bytes: &mut [u8], imports: &[(usize, Import)]) {
    for &(_, import) in imports {
        let Import::Stub { number, target } = import else { continue };
        let stub = &mut bytes[number * STUB..][..STUB];
        stub[0..4].copy_from_slice(&[0x48, 0x89, 0x24, 0x25]);
        stub[4..8].copy_from_slice(&CELL.to_le_bytes());
        stub[8..12].copy_from_slice(&[0x48, 0x89, 0x2c, 0x25]);
        stub[12..16].copy_from_slice(&(CELL + 8).to_le_bytes());
        stub[16..22].copy_from_slice(&[0xff, 0x25, 0, 0, 0, 0]);
        stub[22..30].copy_from_slice(&(target as u64).to_le_bytes());
        stub[30..].fill(0xcc);
    }
}

fn write_this_module(bytes: &mut [u8], name: &str, plan: &Plan) {
    let object = &mut bytes[plan.this_module - plan.base..][..this_module::SIZE];
    object[this_module::STATE..][..4].copy_from_slice(&layout::MODULE_STATE_COMING.to_le_bytes());
    let room = this_module::SIZE - this_module::NAME - 1;
    for (to, from) in object[this_module::NAME..].iter_mut().zip(name.bytes().take(room)) {
        *to = from;
    }
}

fn stub_names(elf: &Elf<'_>, imports: &[(usize, Import)], plan: &Plan) -> BTreeMap<usize, String> {
    let name = |&(symbol, import): &(usize, Import)| match import {
        Import::Stub { number, .. } => {
            Some((plan.base + number * STUB, elf.symbols[symbol].name.to_string()))
        }
        _ => None,
    };
    imports.iter().filter_map(name).collect()
}

fn named_sections(elf: &Elf<'_>, plan: &Plan) -> Vec<NamedSection> {
    let mut sections: Vec<_> = (elf.sections.iter().zip(&plan.sections))
        .filter_map(|(section, &address)| {
            let address = address?;
            Some(NamedSection { name: section.name.into(), range: address..address + section.size as usize })
        })
        .collect();
    sections.sort_by_key(|section| section.range.start);
    sections
}

/// The symbols of one kind that lie in the image, sorted by address, one for each address: the name that the
/// source gives rather than an alias like `init_module`.
fn located<'a>(
    elf: &'a Elf<'a>,
    values: &[Option<u64>],
    kind: Names,
    within: impl Fn(usize) -> bool,
) -> Vec<(usize, &'a Symbol<'a>)> {
    let mut found: Vec<_> = (elf.symbols.iter().zip(values))
        .filter(|(symbol, _)| symbol.names == kind && symbol.home != Home::Undefined && symbol.size > 0)
        .filter_map(|(symbol, value)| Some(((*value)? as usize, symbol)))
        .filter(|&(address, symbol)| within(address) && address.checked_add(symbol.size as usize).is_some())
        .collect();
    let is_alias = |symbol: &Symbol<'_>| matches!(symbol.name, "init_module" | "cleanup_module");
    found.sort_by_key(|&(address, symbol)| (address, is_alias(symbol), !symbol.is_local));
    found.dedup_by_key(|&mut (address, _)| address);
    found
}

/// A function's name in the source: compilers name the parts and clones that they make of it after a dot.
fn function_name(symbol: &str) -> String {
    symbol.split('.').next().unwrap_or(symbol).to_string()
}

/// A variable's name in the source: gcc calls the `calls` inside of `bump` `calls.0`, clang `bump.calls`.
fn variable_name(symbol: &str) -> String {
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    symbol.split('.').rfind(|part| !is_number(part)).unwrap_or(symbol).to_string()
}

fn functions(elf: &Elf<'_>, values: &[Option<u64>], plan: &Plan) -> Vec<Function> {
    let of = |(addr, symbol): (usize, &Symbol<'_>)| Function {
        name: function_name(symbol.name),
        addr,
        size: symbol.size as usize,
    };
    located(elf, values, Names::Function, |addr| plan.text.contains(&addr)).into_iter().map(of).collect()
}

fn globals(elf: &Elf<'_>, values: &[Option<u64>], plan: &Plan) -> Vec<Global> {
    let tables = [".modinfo", "__param", "__ksymtab"];
    let is_table = |symbol: &Symbol<'_>| match symbol.home {
        Home::Section(section) => tables.contains(&elf.sections[section].name),
        _ => false,
    };
    let is_ours = |addr: usize| plan.rodata.contains(&addr) || plan.data.contains(&addr);
    let mut globals: Vec<Global> = (located(elf, values, Names::Object, is_ours).into_iter())
        .filter(|(_, symbol)| !is_table(symbol))
        .map(|(addr, symbol)| Global { name: variable_name(symbol.name), addr, size: symbol.size as usize })
        .collect();
    let this = Global { name: "__this_module".into(), addr: plan.this_module, size: this_module::SIZE };
    let at = globals.partition_point(|global| global.addr < this.addr);
    globals.insert(at, this);
    globals
}

fn module_exports(image: &Image) -> Vec<ModuleExport> {
    let Some(table) = image.section("__ksymtab") else { return Vec::new() };
    let entry = |at: usize| {
        let addr = image.read_u64(at + kernel_symbol::VALUE)? as usize;
        let name = image.read_str(image.read_u64(at + kernel_symbol::NAME)? as usize)?;
        let license = image.read_str(image.read_u64(at + kernel_symbol::LICENSE)? as usize)?;
        Some(ModuleExport { name, addr, gpl_only: license == "GPL" })
    };
    table.range.clone().step_by(kernel_symbol::SIZE).filter_map(entry).collect()
}
