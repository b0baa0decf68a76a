//! What each symbol of a module means.

use crate::elf::{Elf, Home, Names};
use crate::exports::{Export, Exports};
use crate::names::{self, Known};
use crate::nearest::nearest;
use crate::sections::{Plan, STUB};
use crate::{UnknownSymbol, UnknownSymbols, UserError};

/// The symbol that a module without one gets from the loader.
const THIS_MODULE: &str = "__this_module";
/// Called only by the sanitizer's constructor, which never runs.
const NEVER_CALLED: &str = "__tsan_init";
const GOT: &str = "_GLOBAL_OFFSET_TABLE_";

/// Where an undefined symbol leads.
#[derive(Clone, Copy)]
pub(crate) enum Import {
    /// To a stub that jumps to this address.
    Stub {
        number: usize,
        target: usize,
    },
    /// Straight to an address; 0 for a weak symbol that nobody exports.
    Address(usize),
    ThisModule,
    Got,
}

/// Each undefined symbol's meaning, by index, or all those that have none.
pub(crate) fn imports(
    elf: &Elf<'_>,
    module: &str,
    exports: &dyn Exports,
) -> Result<Vec<(usize, Import)>, UserError> {
    let mut imports = Vec::new();
    let mut unknown = Vec::new();
    let mut stubs = 0;
    for (index, symbol) in elf.symbols.iter().enumerate() {
        if symbol.home != Home::Undefined || symbol.name.is_empty() {
            continue;
        }
        let import = match exports.find(symbol.name) {
            Some(Export::Function(target)) => {
                stubs += 1;
                Import::Stub { number: stubs - 1, target }
            }
            Some(Export::Data(address)) => Import::Address(address),
            None if symbol.name == THIS_MODULE => Import::ThisModule,
            None if symbol.name == GOT => Import::Got,
            None if symbol.is_weak || symbol.name == NEVER_CALLED => Import::Address(0),
            None => {
                // Where a macro of our headers stands for a function, it is the function that is missing.
                let name = symbol.name.trim_start_matches("__lockstep_");
                unknown.push(UnknownSymbol { name: name.into(), hint: hint(name, exports) });
                continue;
            }
        };
        imports.push((index, import));
    }
    if unknown.is_empty() {
        Ok(imports)
    } else {
        Err(UserError::Symbol(UnknownSymbols { module: module.into(), symbols: unknown }))
    }
}

fn hint(name: &str, exports: &dyn Exports) -> Option<String> {
    if exports.is_withheld(name) {
        return Some(
            "exported to modules with a licence compatible with the GPL only: write MODULE_LICENSE(\"GPL\") or one that \
             names it, or do without"
                .into(),
        );
    }
    if name.starts_with("__tsan_") || name.starts_with("__sanitizer_") {
        return Some("a callback of the compiler's instrumentation that is not modelled".into());
    }
    match names::look_up(name) {
        Some(Known::Declared(header)) => return Some(format!("declared in {header}, but not modelled")),
        Some(Known::NotModelled(header)) => return Some(format!("{header} has it; it is not modelled")),
        Some(Known::Private(text)) => return Some(text.to_string()),
        None => {}
    }
    let exported = nearest(name, exports.names(), |(name, _)| name);
    let (near, header) = exported.or_else(|| names::near(name))?;
    Some(format!("did you mean `{near}` ({header})?"))
}

/// The address of every symbol that has one.
pub(crate) fn values(
    elf: &Elf<'_>,
    imports: &[(usize, Import)],
    plan: &Plan,
) -> Result<Vec<Option<u64>>, String> {
    let mut values = vec![None; elf.symbols.len()];
    for (value, symbol) in values.iter_mut().zip(&elf.symbols) {
        if symbol.names == Names::ThreadLocal {
            return Err(format!("has a thread-local variable `{}`; a kernel has none", symbol.name));
        }
        *value = match symbol.home {
            Home::Section(section) => {
                if symbol.value > elf.sections[section].size {
                    return Err(format!("is damaged: symbol `{}` lies outside its section", symbol.name));
                }
                plan.sections[section].map(|address| address as u64 + symbol.value)
            }
            Home::Absolute => Some(symbol.value),
            Home::Undefined if symbol.name.is_empty() => Some(0),
            Home::Undefined | Home::Common => None,
        };
    }
    for &(index, address) in &plan.commons {
        values[index] = Some(address as u64);
    }
    for &(index, import) in imports {
        values[index] = Some(match import {
            Import::Stub { number, .. } => plan.base + number * STUB,
            Import::Address(address) => address,
            Import::ThisModule => plan.this_module,
            Import::Got => plan.got,
        } as u64);
    }
    Ok(values)
}
