//! From addresses of a loaded module back to its source.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use addr2line::Context;

use crate::dwarf::{self, Reader};
use crate::image::{Function, Global, Image, global_at, symbolic};
use crate::object::Object;
use crate::variables::Variables;

/// A place in the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, as the user named it when compiling; our headers begin with `include/`.
    pub file: Arc<str>,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1; 0 if it is not known.
    pub column: u32,
    /// The function whose text this is.
    pub function: Option<Arc<str>>,
    /// Where the function was inlined, if it was.
    pub inlined_into: Option<Arc<Place>>,
}

/// What is known of a module's addresses. Nothing here fails: what is not known is `None`.
pub struct Symbols {
    context: Option<Context<Reader>>,
    places: RefCell<HashMap<u64, Option<Arc<Place>>>>,
    files: RefCell<HashMap<String, Arc<str>>>,
    variables: Variables,
    text: Range<usize>,
    functions: Vec<Function>,
    globals: Vec<Global>,
}

impl Symbols {
    /// Reads the debug information of an object file for the addresses of its image.
    pub fn new(object: &Object, image: &Image) -> Symbols {
        let dwarf = dwarf::load(object, image).map(Arc::new);
        let context = dwarf.as_ref().and_then(|dwarf| Context::from_arc_dwarf(dwarf.clone()).ok());
        Symbols {
            context,
            places: RefCell::default(),
            files: RefCell::default(),
            variables: Variables::new(dwarf),
            text: image.text.clone(),
            functions: image.functions.clone(),
            globals: image.globals.clone(),
        }
    }

    /// The place in the source of an instruction. For a return address ask for `pc - 1`, which belongs to the
    /// call.
    pub fn place(&self, pc: usize) -> Option<Arc<Place>> {
        if !self.text.contains(&pc) {
            return None;
        }
        let pc = pc as u64;
        if let Some(known) = self.places.borrow().get(&pc) {
            return known.clone();
        }
        let place = self.find_place(pc);
        self.places.borrow_mut().insert(pc, place.clone());
        place
    }

    fn find_place(&self, pc: u64) -> Option<Arc<Place>> {
        let mut frames = self.context.as_ref()?.find_frames(pc).skip_all_loads().ok()?;
        let mut places = Vec::new();
        while let Ok(Some(frame)) = frames.next() {
            let Some(location) = frame.location else { continue };
            let function = frame.function.and_then(|f| Some(Arc::from(f.raw_name().ok()?.as_ref())));
            places.push(Place {
                file: self.file(location.file.unwrap_or("?")),
                line: location.line.unwrap_or(0),
                column: location.column.unwrap_or(0),
                function,
                inlined_into: None,
            });
        }
        // Frames come from the inside out.
        let mut outer = None;
        for mut place in places.into_iter().rev() {
            place.inlined_into = outer;
            outer = Some(Arc::new(place));
        }
        outer
    }

    /// One string for each file, without the `./` that the working directory became.
    fn file(&self, path: &str) -> Arc<str> {
        let path = path.strip_prefix("./").unwrap_or(path);
        if let Some(file) = self.files.borrow().get(path) {
            return file.clone();
        }
        let file: Arc<str> = Arc::from(path);
        self.files.borrow_mut().insert(path.to_string(), file.clone());
        file
    }

    /// The variable at an address and the way to what lies there: `counter`, `stats.count`, `table[3].next`.
    /// Without debug information, or where nothing begins, a name and an offset: `stats+0x6`.
    pub fn variable_at(&self, addr: usize) -> Option<String> {
        self.variable(addr, 1)
    }

    /// The same for an access of `size` bytes: the way ends where what lies there is no larger than the access,
    /// so that the copy of a whole `struct stats` is one of `stats`.
    pub fn variable(&self, addr: usize, size: usize) -> Option<String> {
        let by_type = self.variables.path(addr as u64, size as u64);
        by_type.or_else(|| {
            let (Global { name, .. }, offset) = global_at(&self.globals, addr)?;
            Some(if offset == 0 { name.clone() } else { format!("{name}+{offset:#x}") })
        })
    }

    /// Whether an access of `size` bytes at an address touches a number with a sign; nothing if it touches no number of
    /// this size, or nothing is known.
    pub fn is_signed(&self, addr: usize, size: usize) -> Option<bool> {
        self.variables.is_signed(addr as u64, size as u64)
    }

    /// The address of an instruction as the kernel prints it: `bump+0x12/0x40`.
    pub fn symbolic(&self, pc: usize) -> Option<String> {
        symbolic(&self.functions, pc)
    }
}
