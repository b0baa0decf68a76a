//! The way from a variable to a part of it, by its type: `.count`, `[3].next`.
//!
//! A way descends through members and elements until what it reached is no larger than the access, has no
//! parts, or is a type of the kernel whose parts are no module's business: an access to `hits.counter` of an
//! `atomic_t` is one to `hits`. Types come from a file that may be damaged, so the descent is bounded.

use gimli::{AttributeValue, DebuggingInformationEntry, Dwarf, Unit, UnitOffset};

use crate::dwarf::Reader;

type Entry = DebuggingInformationEntry<Reader>;

/// No type of C is nested deeper than this.
const DEPTH: usize = 32;

/// Types that are one thing to those who use them.
const OPAQUE: &[&str] = &[
    "atomic_t",
    "atomic64_t",
    "refcount_t",
    "kref",
    "atomic_long_t",
    "spinlock",
    "raw_spinlock",
    "mutex",
    "completion",
];

/// The text of an attribute.
pub(crate) fn text(
    dwarf: &Dwarf<Reader>,
    unit: &Unit<Reader>,
    value: AttributeValue<Reader>,
) -> Option<String> {
    let bytes = dwarf.attr_string(unit, value).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// The size of a type in bytes.
pub(crate) fn size(dwarf: &Dwarf<Reader>, unit: &Unit<Reader>, ty: UnitOffset) -> Option<u64> {
    let types = Types { dwarf, unit };
    types.size(ty, DEPTH)
}

/// The way from a variable of this type to what an access of `size` bytes at `offset` in it touches.
pub(crate) fn path(
    dwarf: &Dwarf<Reader>,
    unit: &Unit<Reader>,
    ty: UnitOffset,
    offset: u64,
    size: u64,
) -> String {
    let types = Types { dwarf, unit };
    let Step { text: mut path, ty, offset } = types.descend(ty, offset, size);
    if offset > 0 && !types.is_opaque(ty) {
        path.push_str(&format!("+{offset:#x}"));
    }
    path
}

/// Whether what an access of `size` bytes at `offset` touches is a number with a sign; nothing if it is no number.
pub(crate) fn is_signed(
    dwarf: &Dwarf<Reader>,
    unit: &Unit<Reader>,
    ty: UnitOffset,
    offset: u64,
    size: u64,
) -> Option<bool> {
    let types = Types { dwarf, unit };
    let Step { ty, offset, .. } = types.descend(ty, offset, size);
    if offset > 0 || types.size(ty, DEPTH) != Some(size) {
        return None;
    }
    let entry = types.bare(ty)?;
    match (entry.tag(), entry.attr_value(gimli::DW_AT_encoding)) {
        (gimli::DW_TAG_enumeration_type, _) => Some(true),
        (gimli::DW_TAG_base_type, Some(AttributeValue::Encoding(encoding))) => match encoding {
            gimli::DW_ATE_signed | gimli::DW_ATE_signed_char => Some(true),
            gimli::DW_ATE_unsigned | gimli::DW_ATE_unsigned_char | gimli::DW_ATE_boolean => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// One step down: into a member or an element.
struct Step {
    text: String,
    ty: UnitOffset,
    offset: u64,
}

#[derive(Clone, Copy)]
struct Types<'a> {
    dwarf: &'a Dwarf<Reader>,
    unit: &'a Unit<Reader>,
}

fn number(entry: &Entry, name: gimli::DwAt) -> Option<u64> {
    entry.attr_value(name)?.udata_value()
}

fn type_of(entry: &Entry) -> Option<UnitOffset> {
    match entry.attr_value(gimli::DW_AT_type)? {
        AttributeValue::UnitRef(offset) => Some(offset),
        _ => None,
    }
}

impl Types<'_> {
    fn name(self, entry: &Entry) -> Option<String> {
        text(self.dwarf, self.unit, entry.attr_value(gimli::DW_AT_name)?)
    }

    /// The type behind qualifiers and type names.
    fn bare(self, ty: UnitOffset) -> Option<Entry> {
        let mut entry = self.unit.entry(ty).ok()?;
        for _ in 0..DEPTH {
            match entry.tag() {
                gimli::DW_TAG_typedef
                | gimli::DW_TAG_const_type
                | gimli::DW_TAG_volatile_type
                | gimli::DW_TAG_atomic_type
                | gimli::DW_TAG_restrict_type => entry = self.unit.entry(type_of(&entry)?).ok()?,
                _ => return Some(entry),
            }
        }
        None
    }

    /// Whether the type, or a name that it has on the way to the bare one, is opaque.
    fn is_opaque(self, ty: UnitOffset) -> bool {
        let mut next = Some(ty);
        for _ in 0..DEPTH {
            let Some(entry) = next.and_then(|ty| self.unit.entry(ty).ok()) else { return false };
            if self.name(&entry).is_some_and(|name| OPAQUE.contains(&name.as_str())) {
                return true;
            }
            next = type_of(&entry).filter(|_| entry.tag() == gimli::DW_TAG_typedef);
        }
        false
    }

    fn size(self, ty: UnitOffset, depth: usize) -> Option<u64> {
        let entry = self.bare(ty)?;
        if let Some(size) = number(&entry, gimli::DW_AT_byte_size) {
            return Some(size);
        }
        match entry.tag() {
            gimli::DW_TAG_pointer_type => Some(8),
            gimli::DW_TAG_array_type if depth > 0 => {
                let element = self.size(type_of(&entry)?, depth - 1)?;
                self.counts(&entry)?.into_iter().try_fold(element, |size, count| size.checked_mul(count))
            }
            _ => None,
        }
    }

    /// The number of elements in each dimension of an array.
    fn counts(self, array: &Entry) -> Option<Vec<u64>> {
        let mut counts = Vec::new();
        self.children(array, |child| {
            if child.tag() == gimli::DW_TAG_subrange_type {
                let last = || number(child, gimli::DW_AT_upper_bound)?.checked_add(1);
                counts.push(number(child, gimli::DW_AT_count).or_else(last).unwrap_or(0));
            }
        })?;
        Some(counts)
    }

    fn children(self, of: &Entry, mut visit: impl FnMut(&Entry)) -> Option<()> {
        let mut tree = self.unit.entries_tree(Some(of.offset())).ok()?;
        let mut children = tree.root().ok()?.children();
        while let Some(child) = children.next().ok()? {
            visit(child.entry());
        }
        Some(())
    }

    /// The whole way down, with what is left of the offset at its end.
    fn descend(self, ty: UnitOffset, offset: u64, size: u64) -> Step {
        let mut way = Step { text: String::new(), ty, offset };
        for _ in 0..DEPTH {
            let Some(step) = self.step(way.ty, way.offset, size) else { break };
            way.text.push_str(&step.text);
            way = Step { text: way.text, ..step };
        }
        way
    }

    fn step(self, ty: UnitOffset, offset: u64, size: u64) -> Option<Step> {
        if self.is_opaque(ty) || (offset == 0 && self.size(ty, DEPTH)? <= size) {
            return None;
        }
        let entry = self.bare(ty)?;
        match entry.tag() {
            gimli::DW_TAG_structure_type | gimli::DW_TAG_union_type => self.member(&entry, offset, size),
            gimli::DW_TAG_array_type => self.element(&entry, offset),
            _ => None,
        }
    }

    /// The member that holds the offset; in a union the first that is no smaller than the access.
    fn member(self, of: &Entry, offset: u64, size: u64) -> Option<Step> {
        let mut found: Option<(Step, bool)> = None;
        self.children(of, |child| {
            let member = || {
                let start = number(child, gimli::DW_AT_data_member_location).unwrap_or(0);
                let ty = type_of(child)?;
                let length = self.size(ty, DEPTH)?;
                let rest = offset.checked_sub(start).filter(|&rest| rest < length)?;
                let text = self.name(child).map_or_else(String::new, |name| format!(".{name}"));
                Some((Step { text, ty, offset: rest }, length - rest >= size))
            };
            if child.tag() == gimli::DW_TAG_member
                && let Some((step, holds)) = member()
                && found.as_ref().is_none_or(|(_, held)| holds && !held)
            {
                found = Some((step, holds));
            }
        })?;
        found.map(|(step, _)| step)
    }

    /// The element that holds the offset, with an index for each dimension.
    fn element(self, array: &Entry, offset: u64) -> Option<Step> {
        let ty = type_of(array)?;
        let each = self.size(ty, DEPTH).filter(|&each| each > 0)?;
        let (mut index, rest) = (offset / each, offset % each);
        let mut indices = Vec::new();
        for (dimension, count) in self.counts(array)?.into_iter().enumerate().rev() {
            // The first dimension is not bounded: its number of elements need not be known.
            let within = if dimension == 0 { index } else { index.checked_rem(count)? };
            indices.push(within);
            index = if dimension == 0 { 0 } else { index.checked_div(count)? };
        }
        let text = indices.iter().rev().map(|index| format!("[{index}]")).collect();
        Some(Step { text, ty, offset: rest })
    }
}
