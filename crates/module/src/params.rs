//! The parameters of a module, read from the section `__param` of its image.

use crate::image::Image;
use crate::layout::kernel_param;
use crate::{Modinfo, UserError};

/// A type of one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scalar {
    /// `bool`: one byte, 0 or 1
    Bool,
    /// `bool` that holds the opposite of what is given
    Invbool,
    /// `unsigned char`
    Byte,
    /// `short`
    Short,
    /// `unsigned short`
    Ushort,
    /// `int`
    Int,
    /// `unsigned int`
    Uint,
    /// `long`
    Long,
    /// `unsigned long`
    Ulong,
    /// `char *`, which receives the address of a copy of the text
    Charp,
}

impl Scalar {
    /// The type of this name, as `module_param` takes it.
    pub fn parse(name: &str) -> Option<Scalar> {
        Some(match name {
            "bool" => Scalar::Bool,
            "invbool" => Scalar::Invbool,
            "byte" => Scalar::Byte,
            "short" => Scalar::Short,
            "ushort" => Scalar::Ushort,
            "int" => Scalar::Int,
            "uint" => Scalar::Uint,
            "long" => Scalar::Long,
            "ulong" => Scalar::Ulong,
            "charp" => Scalar::Charp,
            _ => return None,
        })
    }

    /// The size of the variable, in bytes.
    pub fn size(self) -> usize {
        match self {
            Scalar::Bool | Scalar::Invbool | Scalar::Byte => 1,
            Scalar::Short | Scalar::Ushort => 2,
            Scalar::Int | Scalar::Uint => 4,
            Scalar::Long | Scalar::Ulong | Scalar::Charp => 8,
        }
    }
}

/// What a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamType {
    /// One value.
    Scalar(Scalar),
    /// Values with commas between them.
    Array {
        /// The type of each.
        of: Scalar,
        /// The most there may be.
        max: usize,
    },
    /// Text, copied into a buffer of the module.
    String {
        /// The size of the buffer, in bytes, with the final zero.
        size: usize,
    },
}

/// A parameter of a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// The name that users give.
    pub name: String,
    /// What it takes.
    pub ty: ParamType,
    /// The address of the variable, in the module's data.
    pub addr: usize,
    /// The permission bits of its file in /sys/module; 0 if it has none.
    pub perm: u16,
    /// The text of `MODULE_PARM_DESC`.
    pub desc: Option<String>,
    /// The address of the `unsigned int` that receives how many elements were given to an array.
    pub count_addr: Option<usize>,
}

/// Reads the table of parameters of a relocated image.
pub(crate) fn read(image: &Image, modinfo: &Modinfo) -> Result<Vec<Param>, UserError> {
    let Some(section) = image.section("__param") else { return Ok(Vec::new()) };
    let mut params = Vec::new();
    for (number, entry) in section.range.clone().step_by(kernel_param::SIZE).enumerate() {
        let mut label = format!("number {number}");
        let param = read_entry(image, modinfo, entry, &mut label).map_err(|what| UserError::Param {
            module: image.name.clone(),
            param: label,
            what: what.into(),
        })?;
        params.push(param);
    }
    Ok(params)
}

fn read_entry(
    image: &Image,
    modinfo: &Modinfo,
    entry: usize,
    label: &mut String,
) -> Result<Param, &'static str> {
    const DAMAGED: &str = "the entry in its table is damaged";
    let word = |offset: usize| image.read_u64(entry + offset).ok_or(DAMAGED).map(|w| w as usize);
    let half = |offset: usize| image.read_u32(entry + offset).ok_or(DAMAGED);
    let name = image.read_str(word(kernel_param::NAME)?).ok_or(DAMAGED)?;
    label.clone_from(&name);
    let type_name = image.read_str(word(kernel_param::TYPE)?).ok_or(DAMAGED)?;
    let max = half(kernel_param::MAX)? as usize;
    let ty = if type_name == "string" {
        ParamType::String { size: max }
    } else if let Some(of) = type_name.strip_prefix("array of ") {
        ParamType::Array { of: Scalar::parse(of).ok_or("its type is not one of module_param's")?, max }
    } else {
        ParamType::Scalar(Scalar::parse(&type_name).ok_or("its type is not one of module_param's")?)
    };
    let size = match ty {
        ParamType::Scalar(scalar) => scalar.size(),
        ParamType::Array { of, max } => of.size().checked_mul(max).ok_or(DAMAGED)?,
        ParamType::String { size } => size,
    };
    let addr = word(kernel_param::ARG)?;
    let is_variable = |addr: usize, size: usize| {
        addr >= image.data.start && addr.checked_add(size).is_some_and(|end| end <= image.data.end)
    };
    let count_addr = Some(word(kernel_param::COUNT)?).filter(|&addr| addr != 0);
    if !is_variable(addr, size) || count_addr.is_some_and(|addr| !is_variable(addr, 4)) {
        return Err("it does not name a variable that can be written");
    }
    let desc = modinfo.parameter_texts.get(&name).cloned();
    let perm = half(kernel_param::PERM)? as u16;
    Ok(Param { name, ty, addr, perm, desc, count_addr })
}
