use crate::{Function, Vm};
use machine::PerCpu;
use region::{Memory, Protection};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A parameter of a module, for /sys/module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Knob {
    /// Its name.
    pub name: String,
    /// Its type: `int`, `charp`, `bool`; `string` for a text in place.
    pub kind: String,
    /// Where it lies.
    pub address: usize,
    /// For an array, where the number of its elements lies, and the size of each; 0: no array.
    pub array: (usize, usize),
    /// At most so many elements.
    pub max: usize,
    /// Permission bits; 0: it does not appear.
    pub mode: u16,
}

/// A linked module with everything that is needed to place it in a running machine.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Parcel {
    /// Its name.
    pub name: String,
    /// The address of its first byte.
    pub base: usize,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Executable bytes.
    pub text: Range<usize>,
    /// Constants.
    pub rodata: Range<usize>,
    /// Bytes to write over others: parameters.
    pub patches: Vec<(usize, Vec<u8>)>,
    /// Per-CPU variables: template, size, first copy, stride.
    pub percpu: Option<(usize, usize, usize, usize)>,
    /// The init function; 0: none.
    pub init: usize,
    /// The exit function; 0: none.
    pub exit: usize,
    /// Functions: address, size, name.
    pub functions: Vec<(usize, usize, String)>,
    /// Variables: address, size, name.
    pub variables: Vec<(usize, usize, String)>,
    /// Parameters.
    pub knobs: Vec<Knob>,
    /// What the log says when it is loaded: level and text.
    pub says: Vec<(u8, String)>,
    /// The letters of its taint: `O` for out of tree, `P` for a proprietary licence.
    pub taint: String,
}

impl Parcel {
    /// One past its last address.
    pub fn end(&self) -> usize {
        self.base + self.bytes.len().next_multiple_of(4096)
    }
}

impl Vm {
    /// Copies a module to its addresses and makes it known: its number among the modules of the session. None: it does
    /// not fit.
    pub fn place(&mut self, parcel: &'static Parcel) -> Option<u16> {
        let memory = &mut self.machine.memory;
        memory.write(parcel.base, &parcel.bytes)?;
        for (at, bytes) in &parcel.patches {
            memory.write(*at, bytes)?;
        }
        let pages = |r: &Range<usize>| r.start..r.end.next_multiple_of(4096);
        memory.protect(pages(&parcel.text), Protection::ReadExecute).ok()?;
        memory.protect(pages(&parcel.rodata), Protection::ReadOnly).ok()?;
        if let Some((template, size, first, stride)) = parcel.percpu {
            self.machine.add_resident_percpu(PerCpu { template, size, first, stride });
        }
        let function = |(start, size, name): &(usize, usize, String)| Function {
            start: *start,
            size: *size,
            name: name.clone(),
        };
        self.functions.extend(parcel.functions.iter().map(function));
        self.variables.extend(parcel.variables.iter().map(|(start, size, _)| *start..start + size));
        self.userland.residents.push(parcel);
        Some(self.machine.add_resident(parcel.base, parcel.end()))
    }
}
