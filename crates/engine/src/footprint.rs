use crate::Obj;

/// How a step touches an object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Mode {
    /// It looks at the object. Two reads commute.
    Read,
    /// It changes the object.
    Write,
    /// It takes the object. Races between takers lie between two acquisitions.
    Acquire,
    /// It gives the object back: this orders what follows, and races with nothing.
    Release,
}

/// What one step touches. As a wish ([`crate::World::wants`]) it may be too large, never too small; as a deed
/// ([`crate::World::perform`]) it is exact: a failed trylock is a [`Mode::Read`].
#[derive(Clone, Copy, Debug)]
pub struct Footprint {
    objects: [Obj; Footprint::MAX],
    modes: [Mode; Footprint::MAX],
    len: u8,
}

impl Footprint {
    /// The most objects one step touches.
    pub const MAX: usize = 7;
    /// A step that nobody can observe.
    pub const EMPTY: Footprint =
        Footprint { objects: [Obj::new(0, 0); Self::MAX], modes: [Mode::Read; Self::MAX], len: 0 };

    /// A step on one object.
    #[inline(always)]
    pub fn of(object: Obj, mode: Mode) -> Footprint {
        Self::EMPTY.and(object, mode)
    }

    /// The same step, which also touches `object`.
    ///
    /// # Panics
    /// If there are more than [`Footprint::MAX`] objects: an error of the world's author.
    #[inline(always)]
    #[must_use]
    pub fn and(mut self, object: Obj, mode: Mode) -> Footprint {
        self.add(object, mode);
        self
    }

    /// Adds an object in place.
    #[inline(always)]
    pub fn add(&mut self, object: Obj, mode: Mode) {
        let at = self.len as usize;
        self.objects[at] = object;
        self.modes[at] = mode;
        self.len += 1;
    }

    /// What either of two steps touches, and changes what they touch in different ways. With more than
    /// [`Footprint::MAX`] objects the rest is lost, and [`Footprint::is_full`] holds.
    #[must_use]
    pub fn or(mut self, other: &Footprint) -> Footprint {
        for (object, mode) in other.iter() {
            let n = self.len as usize;
            match self.objects[..n].iter().position(|o| *o == object) {
                Some(i) if self.modes[i] != mode => self.modes[i] = Mode::Write,
                Some(_) => {}
                None if n < Self::MAX => self.add(object, mode),
                None => {}
            }
        }
        self
    }

    /// Whether the order of two steps with these footprints can be seen: a change conflicts with everything, two looks do
    /// not, nor do two givings back.
    #[inline]
    pub fn conflicts(&self, other: &Footprint) -> bool {
        let apart = |m, n| matches!((m, n), (Mode::Read, Mode::Read) | (Mode::Release, Mode::Release));
        self.iter().any(|(x, m)| other.iter().any(|(y, n)| x == y && !apart(m, n)))
    }

    /// Whether there is no room for another object.
    #[inline(always)]
    pub fn is_full(&self) -> bool {
        self.len as usize == Self::MAX
    }

    /// The objects and how each is touched.
    #[inline(always)]
    pub fn iter(&self) -> impl Iterator<Item = (Obj, Mode)> + '_ {
        let n = self.len as usize;
        self.objects[..n].iter().copied().zip(self.modes[..n].iter().copied())
    }

    /// Whether the step touched one object only, of this kind.
    #[inline(always)]
    pub fn is_single(&self, kind: u8) -> bool {
        self.len == 1 && self.objects[0].kind() == kind
    }

    /// Whether the step took, changed or gave back something, and so is no mere look.
    #[inline(always)]
    pub fn changes(&self) -> bool {
        self.modes[..self.len as usize].iter().any(|m| *m != Mode::Read)
    }
}

/// The same objects in the same order, touched in the same ways.
impl PartialEq for Footprint {
    fn eq(&self, other: &Footprint) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Footprint {}
