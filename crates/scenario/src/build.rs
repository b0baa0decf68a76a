//! From a source file to an image that workers can place: compiled, linked, its parameters set.

use crate::{Error, KernelExports, Setup};
use kernel::data::{CPU_MASK_SIZE, CPU_MASKS, NR_CPU_IDS, STRINGS};
use kernel::params::{ParamError, scalar, wanted};
use machine::layout::task_struct::COMM;
use machine::layout::{SYSTEM_QUEUE_POINTERS, SYSTEM_QUEUES};
use machine::{CLOCK, task_address};
use module::{Compiler, Exports, Image, Object, Options, Param, ParamType, Place, Scalar, Symbols, TracePc};
use region::layout::MODULES;
use std::path::PathBuf;
use std::sync::Arc;
use vm::{Function, Knob, Loaded, Parcel};

/// A module that is ready to run.
pub struct Built {
    /// The linked bytes.
    pub image: Image,
    /// Places and names of its addresses; none where there is no module.
    pub symbols: Option<Symbols>,
    /// The file that it was built from.
    pub file: PathBuf,
    /// Bytes to write over the image before the first execution: parameters.
    pub patches: Vec<(usize, Vec<u8>)>,
    /// What is said once, before anything runs: removed names that the source uses, unknown parameters.
    pub notes: Vec<String>,
    /// How many CPUs it is built for.
    pub cpus: u16,
}

/// Compiles, links and parametrises the module of `setup`.
///
/// # Errors
/// Everything that can be wrong with what the user gave.
pub fn build(setup: &Setup, trace_pc: TracePc) -> Result<Built, Error> {
    build_at(setup, trace_pc, MODULES.start, &KernelExports::of)
}

/// The same for any address and any symbols to link with; they are asked for with whether the module's licence allows
/// it those that are only for the GPL.
pub(crate) fn build_at<E: Exports>(
    setup: &Setup,
    trace_pc: TracePc,
    base: usize,
    exports: &dyn Fn(bool) -> E,
) -> Result<Built, Error> {
    let object = if setup.file.extension().is_some_and(|e| e == "o") {
        Object::read(&setup.file)?
    } else {
        let compiler = Compiler::find(setup.compiler.as_deref())?;
        let extra = setup.include.iter().map(|d| format!("-I{}", d.display())).collect();
        compiler.compile(&setup.file, &Options { opt: setup.opt, trace_pc, extra, ..Options::default() })?
    };
    let name = object.module_name();
    let image = module::link(&object, &name, &exports(true), base)?;
    // What only the GPL may use is not there for others.
    let image = match image.modinfo.is_gpl_compatible() {
        true => image,
        false => module::link(&object, &name, &exports(false), base)?,
    };
    let symbols = Some(Symbols::new(&object, &image));
    let notes = object.notes.iter().map(ToString::to_string).collect();
    let mut built = Built { image, symbols, notes, file: setup.file.clone(), ..Built::bare(setup.cpus) };
    let mut strings = STRINGS.start;
    for word in &setup.params {
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        let known = built.image.params.iter().find(|p| p.name.replace('-', "_") == name.replace('-', "_"));
        let Some(param) = known.cloned() else {
            let note = format!("{}: unknown parameter '{name}' ignored", built.image.name);
            built.notes.push(note);
            continue;
        };
        built
            .set(&param, value, &mut strings)
            .map_err(|source| Error::Parameter { module: built.image.name.clone(), source })?;
    }
    Ok(built)
}

fn type_name(s: Scalar) -> &'static str {
    match s {
        Scalar::Bool => "bool",
        Scalar::Invbool => "invbool",
        Scalar::Byte => "byte",
        Scalar::Short => "short",
        Scalar::Ushort => "ushort",
        Scalar::Int => "int",
        Scalar::Uint => "uint",
        Scalar::Long => "long",
        Scalar::Ulong => "ulong",
        Scalar::Charp => "charp",
    }
}

impl Built {
    /// No module, for a machine of so many CPUs.
    pub(crate) fn bare(cpus: u16) -> Built {
        let mut patches = vec![(NR_CPU_IDS, u32::from(cpus).to_le_bytes().to_vec())];
        for (i, queue) in SYSTEM_QUEUES.iter().enumerate() {
            patches.push((SYSTEM_QUEUE_POINTERS + 8 * i, queue.to_le_bytes().to_vec()));
        }
        patches.push((task_address(CLOCK) + COMM, b"swapper/0".to_vec()));
        let all = (u64::MAX >> (64 - cpus), 0);
        let each = (0..cpus).map(|cpu| (1 << cpu, 1 + usize::from(cpu)));
        for (mask, place) in std::iter::once(all).chain(each) {
            let at = CPU_MASKS.start + place * CPU_MASK_SIZE;
            patches.push((at, mask.to_le_bytes().to_vec()));
        }
        patches.extend(kernel::data::kobjects());
        let (symbols, file) = (None, PathBuf::new());
        Built { image: Image::empty(), symbols, file, patches, notes: Vec::new(), cpus }
    }

    /// The place in the source of an address of the module.
    pub(crate) fn place(&self, pc: usize) -> Option<Arc<Place>> {
        self.symbols.as_ref()?.place(pc)
    }

    /// Everything that a running machine needs to load it. `first`: the kernel is not tainted yet.
    pub(crate) fn parcel(&self, first: bool) -> Parcel {
        let image = &self.image;
        let mut says: Vec<(u8, String)> = Vec::new();
        let name = &image.name;
        let gpl = image.modinfo.is_gpl_compatible();
        if first {
            says.push((4, format!("{name}: loading out-of-tree module taints kernel.")));
        }
        if !gpl {
            let license = image.modinfo.license.as_deref().unwrap_or("unspecified");
            says.push((4, format!("{name}: module license '{license}' taints kernel.")));
            says.push((4, "Disabling lock debugging due to kernel taint".to_owned()));
        }
        says.extend(self.notes.iter().map(|n| (4, n.clone())));
        let knob = |p: &Param| {
            let (kind, array, max) = match p.ty {
                ParamType::Scalar(s) => (type_name(s), (0, 0), 1),
                ParamType::Array { of, max } => (type_name(of), (p.count_addr.unwrap_or(0), of.size()), max),
                ParamType::String { size } => ("string", (0, 0), size),
            };
            Knob { name: p.name.clone(), kind: kind.to_owned(), address: p.addr, array, max, mode: p.perm }
        };
        Parcel {
            name: name.clone(),
            base: image.base,
            bytes: image.bytes.clone(),
            text: image.text.clone(),
            rodata: image.rodata.clone(),
            patches: self
                .patches
                .iter()
                .filter(|(at, _)| *at >= image.base || STRINGS.contains(*at))
                .cloned()
                .collect(),
            percpu: image.percpu.map(|a| (a.template, a.size, a.first, a.stride)),
            init: image.init.unwrap_or(0),
            exit: image.exit.unwrap_or(0),
            functions: image.functions.iter().map(|f| (f.addr, f.size, f.name.clone())).collect(),
            variables: image.globals.iter().map(|g| (g.addr, g.size, g.name.clone())).collect(),
            knobs: image.params.iter().map(knob).collect(),
            says,
            taint: if gpl { "O" } else { "PO" }.to_owned(),
        }
    }

    fn set(&mut self, param: &Param, value: &str, strings: &mut usize) -> Result<(), ParamError> {
        let invalid = |wanted: String| ParamError::Invalid {
            name: param.name.clone(),
            value: value.to_owned(),
            wanted,
        };
        match param.ty {
            ParamType::Scalar(s) => {
                let bytes =
                    self.scalar(s, value, strings).ok_or_else(|| invalid(wanted(type_name(s)).to_owned()))?;
                self.patches.push((param.addr, bytes));
            }
            ParamType::Array { of, max } => {
                let wanted = || match max {
                    1 => wanted(type_name(of)).to_owned(),
                    _ => format!("at most {max} values with commas between, each {}", wanted(type_name(of))),
                };
                let values: Vec<&str> = value.split(',').collect();
                if values.len() > max {
                    return Err(invalid(wanted()));
                }
                for (i, v) in values.iter().enumerate() {
                    let bytes = self.scalar(of, v, strings).ok_or_else(|| invalid(wanted()))?;
                    self.patches.push((param.addr + i * of.size(), bytes));
                }
                if let Some(count) = param.count_addr {
                    self.patches.push((count, (values.len() as u32).to_le_bytes().to_vec()));
                }
            }
            ParamType::String { size } => {
                if value.len() + 1 > size {
                    return Err(ParamError::TooLarge {
                        room: size - 1,
                        name: param.name.clone(),
                        value: value.to_owned(),
                    });
                }
                self.patches.push((param.addr, [value.as_bytes(), &[0]].concat()));
            }
        }
        Ok(())
    }

    fn scalar(&mut self, s: Scalar, value: &str, strings: &mut usize) -> Option<Vec<u8>> {
        if s != Scalar::Charp {
            return scalar(type_name(s), value);
        }
        let text = [value.as_bytes(), &[0]].concat();
        let at = *strings;
        if at + text.len() > STRINGS.end() || value.len() > 1024 {
            return None;
        }
        *strings += text.len();
        self.patches.push((at, text));
        Some((at as u64).to_le_bytes().to_vec())
    }

    pub(crate) fn loaded(&self) -> Loaded {
        let image = &self.image;
        // Copies of CPUs that do not exist need no undoing.
        let end = image.percpu.map_or(image.data.end, |area| area.copy(self.cpus));
        Loaded {
            span: image.base..image.base + image.bytes.len().next_multiple_of(4096),
            text: image.text.clone(),
            data: image.data.start..end,
            init: image.init.unwrap_or(0),
            exit: image.exit.unwrap_or(0),
            percpu: image.percpu,
        }
    }

    /// Whether function number `i` calls into us at all, so that it is seen when it runs.
    pub(crate) fn is_observable(&self, i: usize) -> bool {
        let Some(f) = self.image.functions.get(i) else { return false };
        let Some(code) = self.image.read(f.addr, f.size) else { return false };
        code.windows(5).enumerate().any(|(at, call)| {
            let distance = i32::from_le_bytes([call[1], call[2], call[3], call[4]]);
            let target = (f.addr + at + 5).wrapping_add_signed(distance as isize);
            call[0] == 0xe8 && self.image.stubs.contains_key(&target)
        })
    }

    pub(crate) fn functions(&self) -> Vec<Function> {
        let of = |f: &module::Function| Function { start: f.addr, size: f.size, name: f.name.clone() };
        self.image.functions.iter().map(of).collect()
    }
}
