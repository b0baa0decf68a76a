/// The alternatives of one context's declared operation: a set of numbers below 64. Empty: it cannot move.
///
/// Alternative 0 is what happens on a good day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Alts(pub u64);

impl Alts {
    /// The context cannot move.
    pub const NONE: Alts = Alts(0);
    /// The operation has one way to happen.
    pub const ONE: Alts = Alts(1);

    /// The set `{0, .., n - 1}`; `n` is at most 64.
    pub fn first(n: u32) -> Alts {
        if n >= 64 { Alts(u64::MAX) } else { Alts((1 << n) - 1) }
    }

    /// Whether the context cannot move.
    #[inline(always)]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many alternatives there are.
    #[inline(always)]
    pub fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// Whether `alt` is one of them.
    #[inline(always)]
    pub fn contains(self, alt: u8) -> bool {
        alt < 64 && self.0 >> alt & 1 == 1
    }

    /// The smallest alternative; 0 for the empty set.
    #[inline(always)]
    pub fn least(self) -> u8 {
        if self.0 == 0 { 0 } else { self.0.trailing_zeros() as u8 }
    }

    /// The alternatives in rising order.
    pub fn iter(self) -> impl Iterator<Item = u8> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let alt = (rest != 0).then(|| rest.trailing_zeros() as u8)?;
            rest &= rest - 1;
            Some(alt)
        })
    }
}
