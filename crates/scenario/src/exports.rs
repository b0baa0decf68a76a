use module::{Export, Exports};
use std::collections::HashMap;

/// The kernel's symbol table: everything that `abi` has a door for.
pub struct KernelExports {
    table: HashMap<&'static str, Export>,
    names: Vec<(&'static str, &'static str)>,
    gpl: bool,
}

impl KernelExports {
    /// What a module gets, by whether its licence is compatible with the GPL.
    pub fn of(gpl: bool) -> KernelExports {
        let mut table = HashMap::new();
        let mut names = Vec::new();
        for door in abi::doors() {
            table.insert(door.name, Export::Function(door.address()));
            if !door.header.is_empty() {
                names.push((door.name, door.header));
            }
        }
        for &(name, address, header) in abi::VARIABLES {
            table.insert(name, Export::Data(address));
            names.push((name, header));
        }
        KernelExports { table, names, gpl }
    }
}

impl Exports for KernelExports {
    fn find(&self, name: &str) -> Option<Export> {
        self.table.get(name).copied().filter(|_| !self.is_withheld(name))
    }

    fn is_withheld(&self, name: &str) -> bool {
        !self.gpl && abi::GPL_ONLY.binary_search(&name.trim_start_matches("__lockstep_")).is_ok()
    }

    fn names(&self) -> Vec<(&'static str, &'static str)> {
        self.names.clone()
    }
}
