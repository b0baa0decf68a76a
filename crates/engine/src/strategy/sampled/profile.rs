use super::super::{Point, Step};
use crate::{CONTEXTS, Ctx, Mode, Obj};

/// What one execution was like: an estimate of the others.
pub(super) struct Profile {
    /// Points at which there was a choice.
    pub(super) points: u32,
    /// Who took part, in the order of appearance, and who had moved last before: the parent, as far as one can tell.
    pub(super) family: Vec<(Ctx, Ctx)>,
    appeared: Box<[bool; CONTEXTS]>,
    /// Steps of each context.
    pub(super) steps: Box<[u32; CONTEXTS]>,
    /// How often a context touched an object, and whether it changed it.
    touched: Vec<(Obj, Ctx, u32, bool)>,
    /// Objects that several touch and somebody changes.
    pub(super) shared: Vec<Obj>,
    last: Ctx,
}

/// So many pairs of object and context are looked at.
const PAIRS: usize = 512;

impl Profile {
    pub(super) fn new() -> Profile {
        Profile {
            points: 0,
            family: Vec::new(),
            appeared: Box::new([false; CONTEXTS]),
            steps: Box::new([0; CONTEXTS]),
            touched: Vec::with_capacity(PAIRS),
            shared: Vec::new(),
            last: Ctx::NONE,
        }
    }

    fn appears(&mut self, c: Ctx) {
        if !std::mem::replace(&mut self.appeared[c.index()], true) {
            self.family.push((c, self.last));
        }
    }

    pub(super) fn point(&mut self, at: &Point<'_>) {
        self.points += 1;
        for choice in at.choices {
            self.appears(choice.context);
        }
    }

    pub(super) fn performed(&mut self, step: &Step<'_>) {
        self.appears(step.context);
        self.steps[step.context.index()] += 1;
        self.last = step.context;
        for (object, mode) in step.footprint.iter() {
            let changes = mode != Mode::Read;
            let known = self.touched.iter().position(|t| (t.0, t.1) == (object, step.context));
            match known {
                Some(i) => {
                    self.touched[i].2 += 1;
                    self.touched[i].3 |= changes;
                }
                None if self.touched.len() < PAIRS => self.touched.push((object, step.context, 1, changes)),
                None => {}
            }
        }
    }

    /// The execution is over.
    pub(super) fn complete(&mut self) {
        for (object, c, ..) in &self.touched {
            let of = || self.touched.iter().filter(|t| t.0 == *object);
            if of().any(|t| t.1 != *c) && of().any(|t| t.3) && !self.shared.contains(object) {
                self.shared.push(*object);
            }
        }
    }

    /// How many steps of `c` touch `object`; all of them, if there is none.
    pub(super) fn count(&self, c: Ctx, object: Option<Obj>) -> u32 {
        match object {
            None => self.steps[c.index()],
            Some(o) => self.touched.iter().find(|t| (t.0, t.1) == (o, c)).map_or(0, |t| t.2),
        }
    }
}
