use crate::{Machine, Misuse, Operation, Order, Progress, objects};
use engine::{Ctx, Footprint, Mode};
use region::Memory;

/// What an atomic operation computes from the old value and its operand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rmw {
    /// old + operand
    Add,
    /// old - operand
    Sub,
    /// old & operand
    And,
    /// old | operand
    Or,
    /// old ^ operand
    Xor,
    /// old & ~operand
    AndNot,
    /// operand
    Exchange,
    /// operand, if old is `other`; else nothing is stored
    CompareExchange,
    /// old + operand, unless old is `other`; then nothing is stored
    AddUnless,
    /// old + operand, unless old is below 0 (signed)
    AddUnlessNegative,
    /// old + operand, unless old is above 0 (signed)
    AddUnlessPositive,
    /// old + operand, unless that is below 0 (signed)
    AddUnlessBelow,
}

/// An atomic read-modify-write; returns the old value, zero-extended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Atomic {
    /// Where.
    pub address: usize,
    /// 1, 2, 4 or 8 bytes.
    pub size: u8,
    /// What.
    pub rmw: Rmw,
    /// With which order.
    pub order: Order,
    /// The operand.
    pub operand: u64,
    /// The value that a compare-exchange expects or an add-unless avoids.
    pub other: u64,
}

impl Atomic {
    /// Whether storing `value` over `old` changes nothing, and doing it again would not either.
    fn repeats(&self, old: u64, value: u64) -> bool {
        old == value && self.looks()
    }

    /// What memory holds afterwards; `None`: it is left alone.
    pub fn result(&self, old: u64) -> Option<u64> {
        let mask = if self.size >= 8 { u64::MAX } else { (1 << (8 * self.size)) - 1 };
        let unused = 64 - 8 * u32::from(self.size.min(8));
        let signed = |value: u64| ((value << unused) as i64) >> unused;
        let value = match self.rmw {
            Rmw::Add => old.wrapping_add(self.operand),
            Rmw::Sub => old.wrapping_sub(self.operand),
            Rmw::And => old & self.operand,
            Rmw::Or => old | self.operand,
            Rmw::Xor => old ^ self.operand,
            Rmw::AndNot => old & !self.operand,
            Rmw::Exchange => self.operand,
            Rmw::CompareExchange => (old == self.other & mask).then_some(self.operand)?,
            Rmw::AddUnlessNegative => (signed(old) >= 0).then(|| old.wrapping_add(self.operand))?,
            Rmw::AddUnlessPositive => (signed(old) <= 0).then(|| old.wrapping_add(self.operand))?,
            Rmw::AddUnlessBelow => {
                let sum = old.wrapping_add(self.operand);
                (signed(sum) >= 0).then_some(sum)?
            }
            Rmw::AddUnless => (old != self.other & mask).then(|| old.wrapping_add(self.operand))?,
        };
        Some(value & mask)
    }
}

impl Operation for Atomic {
    fn wants<M: Memory>(&self, _: &Machine<M>, _: Ctx) -> Footprint {
        Footprint::of(objects::memory(self.address), Mode::Write)
    }

    fn perform<M: Memory>(&self, m: &mut Machine<M>, _: Ctx, _: u8, fp: &mut Footprint) -> Progress {
        let Some(old) = m.memory.load(self.address, self.size.into()) else {
            return Progress::Misused(Misuse::Wild { address: self.address }, 0);
        };
        let object = objects::memory(self.address);
        match self.result(old) {
            Some(value) => {
                fp.add(object, if self.repeats(old, value) { Mode::Read } else { Mode::Write });
                if m.memory.store(self.address, self.size.into(), value).is_none() {
                    return Progress::Misused(Misuse::Wild { address: self.address }, 0);
                }
            }
            None => fp.add(object, Mode::Read),
        }
        Progress::Returns(old)
    }

    /// A conditional operation only looks where its condition fails, and `test_and_set_bit` or `xchg` where what it
    /// stores is there already; where it is not so, the step shows it.
    fn looks(&self) -> bool {
        !matches!(self.rmw, Rmw::Add | Rmw::Sub | Rmw::Xor)
    }

    fn asks(&self) -> bool {
        false
    }
}
