//! From a source file to an image that workers can place: compiled, linked, its parameters set.

use crate::{Error, KernelExports, Setup};
use kernel::data::{CPU_MASK_SIZE, CPU_MASKS, NR_CPU_IDS, STRINGS};
use kernel::params::{ParamError, scalar, wanted};
use machine::layout::{SYSTEM_QUEUE_POINTERS, SYSTEM_QUEUES};
use module::{Compiler, Image, Object, Options, Param, ParamType, Scalar, Symbols, TracePc};
use region::layout::MODULES;
use vm::{Function, Loaded};

/// A module that is ready to run.
pub struct Built {
    /// The linked bytes.
    pub image: Image,
    /// Places and names of its addresses.
    pub symbols: Symbols,
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
    let object = if setup.file.extension().is_some_and(|e| e == "o") {
        Object::read(&setup.file)?
    } else {
        let compiler = Compiler::find(setup.compiler.as_deref())?;
        compiler.compile(&setup.file, &Options { opt: setup.opt, trace_pc, ..Options::default() })?
    };
    let name = object.module_name();
    let image = module::link(&object, &name, &KernelExports::default(), MODULES.start)?;
    let symbols = Symbols::new(&object, &image);
    let notes = object.notes.iter().map(ToString::to_string).collect();
    let mut built = Built { image, symbols, patches: Vec::new(), notes, cpus: setup.cpus };
    for (i, queue) in SYSTEM_QUEUES.iter().enumerate() {
        built.patches.push((SYSTEM_QUEUE_POINTERS + 8 * i, queue.to_le_bytes().to_vec()));
    }
    built.patches.push((NR_CPU_IDS, u32::from(setup.cpus).to_le_bytes().to_vec()));
    let all = (u64::MAX >> (64 - setup.cpus), 0);
    for (mask, place) in
        std::iter::once(all).chain((0..setup.cpus).map(|cpu| (1 << cpu, 1 + usize::from(cpu))))
    {
        let at = CPU_MASKS.start + place * CPU_MASK_SIZE;
        built.patches.push((at, mask.to_le_bytes().to_vec()));
    }
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
