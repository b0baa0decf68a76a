//! The variables of a module by address, from its debug information.

use std::cell::OnceCell;
use std::sync::Arc;

use gimli::{AttributeValue, DebuggingInformationEntry, Dwarf, Operation, Unit, UnitOffset};

use crate::dwarf::Reader;
use crate::types;

type Entry = DebuggingInformationEntry<Reader>;

/// A variable that has an address.
struct Variable {
    addr: u64,
    name: String,
    unit: usize,
    ty: UnitOffset,
    size: u64,
}

#[derive(Default)]
struct Table {
    units: Vec<Unit<Reader>>,
    variables: Vec<Variable>,
}

/// All variables; read when first asked for.
pub(crate) struct Variables {
    dwarf: Option<Arc<Dwarf<Reader>>>,
    table: OnceCell<Table>,
}

impl Variables {
    pub fn new(dwarf: Option<Arc<Dwarf<Reader>>>) -> Variables {
        Variables { dwarf, table: OnceCell::new() }
    }

    /// The way to what an access of `size` bytes at `addr` touches.
    pub fn path(&self, addr: u64, size: u64) -> Option<String> {
        let (dwarf, unit, variable, offset) = self.find(addr)?;
        Some(format!("{}{}", variable.name, types::path(dwarf, unit, variable.ty, offset, size)))
    }

    /// Whether an access of `size` bytes at `addr` touches a number with a sign; nothing if it is no number.
    pub fn is_signed(&self, addr: u64, size: u64) -> Option<bool> {
        let (dwarf, unit, variable, offset) = self.find(addr)?;
        types::is_signed(dwarf, unit, variable.ty, offset, size)
    }

    /// The variable at an address, and the offset in it.
    fn find(&self, addr: u64) -> Option<(&Dwarf<Reader>, &Unit<Reader>, &Variable, u64)> {
        let dwarf = self.dwarf.as_ref()?;
        let table = self.table.get_or_init(|| read(dwarf));
        let at = table.variables.partition_point(|v| v.addr <= addr);
        let variable = table.variables[..at].last()?;
        let offset = addr - variable.addr;
        (offset < variable.size).then(|| (&**dwarf, &table.units[variable.unit], variable, offset))
    }
}

fn read(dwarf: &Dwarf<Reader>) -> Table {
    let mut table = Table::default();
    let mut headers = dwarf.units();
    while let Ok(Some(header)) = headers.next() {
        let Ok(unit) = dwarf.unit(header) else { continue };
        let number = table.units.len();
        let mut entries = unit.entries();
        while let Ok(Some(entry)) = entries.next_dfs() {
            if entry.tag() == gimli::DW_TAG_variable
                && let Some(variable) = variable(dwarf, &unit, number, entry)
            {
                table.variables.push(variable);
            }
        }
        table.units.push(unit);
    }
    table.variables.sort_by_key(|v| v.addr);
    table
}

fn variable(dwarf: &Dwarf<Reader>, unit: &Unit<Reader>, number: usize, entry: &Entry) -> Option<Variable> {
    let AttributeValue::Exprloc(location) = entry.attr_value(gimli::DW_AT_location)? else { return None };
    let addr = match location.operations(unit.encoding()).next().ok()?? {
        Operation::Address { address } => address,
        Operation::AddressIndex { index } => dwarf.address(unit, index).ok()?,
        _ => return None,
    };
    // A definition apart from its declaration leaves name and type to the latter.
    let declaration = match entry.attr_value(gimli::DW_AT_specification) {
        Some(AttributeValue::UnitRef(offset)) => unit.entry(offset).ok(),
        _ => None,
    };
    let attribute = |name| {
        let own = entry.attr_value(name);
        own.or_else(|| declaration.as_ref().and_then(|declaration| declaration.attr_value(name)))
    };
    let name = types::text(dwarf, unit, attribute(gimli::DW_AT_name)?)?;
    let AttributeValue::UnitRef(ty) = entry.attr_value(gimli::DW_AT_type).or(attribute(gimli::DW_AT_type))?
    else {
        return None;
    };
    let size = types::size(dwarf, unit, ty)?;
    Some(Variable { addr, name, unit: number, ty, size })
}
