//! The order in which a module takes its locks, as one writes it above them: `cat_lock -> dog_lock -> fox_lock`.
//!
//! What a context holds when it takes a lock comes before that lock. The pairs are those of one execution on the default
//! schedule, so they are what the code does when nobody is in its way; orders that contradict each other are findings of the
//! search and no matter of this. The pairs that follow from others are left out, and what remains is told as chains.

use crate::crew::Hand;
use crate::order::{Order, Reply};
use crate::worker::Worker;
use std::collections::BTreeSet;

/// The first is held when the second is taken.
pub(crate) type Pairs = BTreeSet<(String, String)>;

impl Worker {
    /// The pairs of the execution that was recorded last.
    pub(crate) fn lock_pairs(&self) -> Pairs {
        let mut pairs = Pairs::new();
        for recorded in self.vm.recording.events() {
            let held: Vec<usize> = recorded.held.iter().map(|h| h.address).take_while(|a| *a != 0).collect();
            for two in held.windows(2) {
                let name = |a| self.built.object(self.vm, a);
                pairs.insert((name(two[0]), name(two[1])));
            }
        }
        pairs.retain(|(a, b)| a != b);
        pairs
    }
}

/// The chains of the orders that this module is seen to keep.
pub(crate) fn observed(hand: &mut Hand) -> Result<Vec<String>, crate::Error> {
    match hand.ask(&Order::Locks)? {
        Ok(Reply::Locks(pairs)) => Ok(chains(&pairs)),
        Ok(Reply::Failed(why)) => Err(crate::Error::Internal(why)),
        // The search has met what killed the worker.
        Ok(_) | Err(_) => Ok(Vec::new()),
    }
}

/// Chains in which each pair stands that does not follow from others, in alphabetical order of their beginnings.
fn chains(pairs: &Pairs) -> Vec<String> {
    let follows = |(a, b): &(String, String)| {
        let mut reached: BTreeSet<&String> = BTreeSet::new();
        let mut open: Vec<&String> = pairs.iter().filter(|(x, y)| x == a && y != b).map(|p| &p.1).collect();
        while let Some(at) = open.pop() {
            if reached.insert(at) {
                open.extend(pairs.iter().filter(|(x, _)| x == at).map(|p| &p.1));
            }
        }
        reached.contains(b)
    };
    let mut left: Pairs = pairs.iter().filter(|p| !follows(p)).cloned().collect();
    let mut chains = Vec::new();
    while let Some(first) = left.iter().find(|(a, _)| left.iter().all(|(_, b)| b != a)).or(left.first()) {
        let first = first.clone();
        let mut chain = vec![first.0.clone(), first.1.clone()];
        left.remove(&first);
        while let Some(next) = left.iter().find(|(a, _)| Some(a) == chain.last()).cloned() {
            chain.push(next.1.clone());
            left.remove(&next);
        }
        chains.push(chain.join(" -> "));
    }
    chains
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, &str)]) -> Vec<String> {
        chains(&pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect())
    }

    #[test]
    fn what_follows_is_left_out() {
        assert_eq!(of(&[("cat", "dog"), ("dog", "fox"), ("cat", "fox")]), ["cat -> dog -> fox"]);
    }

    #[test]
    fn branches_are_chains_of_their_own() {
        assert_eq!(of(&[("a", "b"), ("b", "c"), ("b", "d"), ("x", "b")]), ["a -> b -> c", "x -> b -> d"]);
    }

    #[test]
    fn contradictions_are_told_as_they_are() {
        assert_eq!(of(&[("a", "b"), ("b", "a")]), ["a -> b -> a"]);
        assert_eq!(of(&[]), Vec::<String>::new());
    }
}
