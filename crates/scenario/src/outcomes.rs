//! What comes out of a race: the values that the racing variable has at the ends of many random executions.
//!
//! Most interleavings of a race lose nothing, some do; how many of each there are is what a run on real hardware would
//! look like, slowed down. The executions are those of one seed with every racing place a scheduling point, so that
//! the numbers are a function of the module. Numbers of the module's own data are told only: a pointer or a heap object
//! says little, and results that never differ say nothing.

use crate::crew::Hand;
use crate::order::{Order, Reply, Spot};
use crate::setup::Conditions;
use crate::story::{Outcomes, Story, Told};
use crate::worker::Worker;
use crate::{Built, Error};
use engine::strategy::Random;
use engine::{Ending, Strategy};
use region::Memory;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Executions that are done.
const EXECUTIONS: u64 = 1000;
/// Their seed.
const SEED: u64 = 0;
/// Executions that do not come to their end, after which no more are done: each may take as long as its budget.
const BROKEN: u64 = 100;

/// How often each value came out.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Tally {
    values: Vec<(u64, u64)>,
    broken: u64,
}

impl Worker {
    /// Counts the values of `size` bytes at `address` over random executions.
    pub(crate) fn outcomes(&mut self, seed: u64, executions: u64, address: usize, size: usize) -> Tally {
        let mut random = Random::new(seed, 0..executions);
        let mut values = BTreeMap::new();
        let mut broken = 0;
        while broken < BROKEN && random.next().is_some() {
            let ending = self.vm.execute(&mut random);
            random.ended(ending, &self.vm.machine);
            match self.vm.machine.memory.load(address, size) {
                Some(value) if ending == Ending::Finished => *values.entry(value).or_insert(0) += 1,
                _ => broken += 1,
            }
        }
        Tally { values: values.into_iter().collect(), broken }
    }
}

/// The results of the races of a search, each variable counted once.
pub(crate) struct Results {
    built: &'static Built,
    conditions: Conditions,
    known: BTreeMap<(usize, usize), Option<Outcomes>>,
}

impl Results {
    pub(crate) fn new(built: &'static Built, conditions: Conditions) -> Results {
        Results { built, conditions, known: BTreeMap::new() }
    }

    /// What comes out of the race of this story.
    pub(crate) fn of(
        &mut self,
        story: &Story,
        promoted: &[Spot],
        hand: &mut Hand,
    ) -> Result<Option<Outcomes>, Error> {
        let Told::DataRace { variable, address } = &story.defect else { return Ok(None) };
        let sizes = story.places.iter().filter_map(|g| g.access).map(|a| a.size as usize);
        let (address, size) = (*address, sizes.max().unwrap_or(0));
        if !self.built.image.data.contains(&address) {
            return Ok(None);
        }
        let signed = self.built.symbols.as_ref().and_then(|s| s.is_signed(address, size));
        let Some(signed) = signed else { return Ok(None) };
        if let Some(known) = self.known.get(&(address, size)) {
            return Ok(known.clone());
        }
        let (seed, executions, promoted) = (SEED, EXECUTIONS, promoted.to_vec());
        let told = match hand.ask(&Order::Outcomes { seed, executions, address, size, promoted })? {
            Ok(Reply::Outcomes(tally)) => tell(variable, &tally, size, signed),
            Ok(Reply::Failed(why)) => return Err(Error::Internal(why)),
            Ok(_) => return Err(Error::internal("a worker answers another question")),
            // A loop without events, or worse: that is a finding of its own.
            Err(_) => {
                *hand = Hand::hire(self.built, self.conditions, false)?;
                None
            }
        };
        self.known.insert((address, size), told.clone());
        Ok(told)
    }
}

fn tell(variable: &str, tally: &Tally, size: usize, signed: bool) -> Option<Outcomes> {
    if tally.values.len() < 2 {
        return None;
    }
    let ended: u64 = tally.values.iter().map(|(_, n)| n).sum();
    let mut values = tally.values.clone();
    values.sort_by_key(|(value, n)| (std::cmp::Reverse(*n), *value));
    let unused = 64 - 8 * size as u32;
    let decimal = |value: u64| match signed {
        true => (((value << unused) as i64) >> unused).to_string(),
        false => value.to_string(),
    };
    Some(Outcomes {
        variable: variable.to_owned(),
        executions: ended + tally.broken,
        values: values.into_iter().map(|(value, n)| (decimal(value), n)).collect(),
        broken: tally.broken,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequent_values_come_first_with_their_sign() {
        let tally = Tally { values: vec![(19, 388), (20, 600), (0xffff_ffff, 12)], broken: 3 };
        let told = tell("counter", &tally, 4, true).unwrap();
        let values: Vec<(&str, u64)> = told.values.iter().map(|(v, n)| (v.as_str(), *n)).collect();
        assert_eq!(values, [("20", 600), ("19", 388), ("-1", 12)]);
        assert_eq!((told.executions, told.broken), (1003, 3));
        assert_eq!(tell("counter", &tally, 4, false).unwrap().values[2].0, "4294967295");
    }

    #[test]
    fn one_value_says_nothing() {
        let tally = Tally { values: vec![(20, 1000)], broken: 0 };
        assert_eq!(tell("counter", &tally, 4, true), None);
    }
}
