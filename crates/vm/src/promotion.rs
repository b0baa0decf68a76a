use std::ops::Range;

/// Which plain accesses are scheduling points: those whose announcing call returns to a promoted address.
#[derive(Clone, Debug, Default)]
pub struct Promotion {
    start: usize,
    flags: Vec<bool>,
}

/// Which calls of the module's text into us were ever made, by return address, and which of its functions we called.
#[derive(Clone, Debug, Default)]
pub struct Reached {
    start: usize,
    flags: Vec<bool>,
}

impl Reached {
    pub(crate) fn of(text: Range<usize>) -> Reached {
        Reached { start: text.start, flags: vec![false; text.len()] }
    }

    #[inline(always)]
    pub(crate) fn note(&mut self, pc: usize) {
        if let Some(flag) = self.flags.get_mut(pc.wrapping_sub(self.start)) {
            *flag = true;
        }
    }

    /// The function that begins here is called by us: it may return without a call of its own.
    pub(crate) fn enter(&mut self, function: usize) {
        self.note(function.wrapping_add(1));
    }

    /// Whether a call that returns to one of these addresses was made, or a function called by us that holds them.
    pub fn any(&self, pcs: Range<usize>) -> bool {
        let at = pcs.start.wrapping_sub(self.start);
        self.flags.get(at..at + pcs.len()).is_some_and(|flags| flags.contains(&true))
    }
}

impl Promotion {
    pub(crate) fn of(text: Range<usize>) -> Promotion {
        Promotion { start: text.start, flags: vec![false; text.len()] }
    }

    /// The accesses announced by the calls that return to these addresses are promoted, and no others.
    pub fn set(&mut self, pcs: &[usize]) {
        self.flags.fill(false);
        for pc in pcs {
            if let Some(flag) = self.flags.get_mut(pc.wrapping_sub(self.start)) {
                *flag = true;
            }
        }
    }

    /// Whether the access announced from `pc` is a scheduling point.
    #[inline(always)]
    pub fn contains(&self, pc: usize) -> bool {
        self.flags.get(pc.wrapping_sub(self.start)).copied().unwrap_or(false)
    }
}
