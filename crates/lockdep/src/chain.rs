//! The cache of lock chains.
//!
//! The locks that a context holds, in the order it took them, form a chain.
//! When the same chain occurs again nothing can be learnt from it, so an
//! acquisition that only extends a known chain is not validated again; after a
//! while nearly all are of this sort. The kernel keeps 64-bit hashes of chains;
//! here a chain is a node of a trie, so that two chains are never confused: a
//! node's parent is the chain without its last lock, and the link between them
//! is the lock's class and mode, and what decides its part in the order. All links
//! stand in one open-addressed table; following one is one probe and allocates
//! nothing.
//!
//! A node remembers the order number of the event that validated it. An event
//! of a lesser number is validated once more, for it may be the lesser witness
//! of the same facts.

use alloc::vec;
use alloc::vec::Vec;

pub(crate) type Node = u32;

/// The empty chain.
pub(crate) const ROOT: Node = 0;

const NEVER: u64 = u64::MAX;
const FREE: u64 = 0;

#[derive(Clone, Debug)]
pub(crate) struct Chains {
    table: Vec<(u64, Node)>,
    validated: Vec<u64>,
}

impl Chains {
    pub fn new() -> Chains {
        Chains { table: vec![(FREE, ROOT); 64], validated: vec![NEVER] }
    }

    fn place(table: &[(u64, Node)], key: u64) -> usize {
        let mask = table.len() - 1;
        let hash = key.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut at = (hash >> 32) as usize & mask;
        while table[at].0 != FREE && table[at].0 != key {
            at = (at + 1) & mask;
        }
        at
    }

    /// The chain that extends `parent` by `link`.
    pub fn extend(&mut self, parent: Node, link: u32) -> Node {
        let key = (u64::from(parent) + 1) << 32 | u64::from(link);
        let at = Self::place(&self.table, key);
        if self.table[at].0 == key {
            return self.table[at].1;
        }
        let node = Node::try_from(self.validated.len()).expect("fewer than 2^32 chains");
        self.validated.push(NEVER);
        self.table[at] = (key, node);
        if self.validated.len() * 2 > self.table.len() {
            let mut larger = vec![(FREE, ROOT); self.table.len() * 2];
            for &(key, node) in self.table.iter().filter(|(key, _)| *key != FREE) {
                let at = Self::place(&larger, key);
                larger[at] = (key, node);
            }
            self.table = larger;
        }
        node
    }

    /// Whether an event numbered `order` has nothing to add to this chain.
    pub fn is_known(&self, node: Node, order: u64) -> bool {
        let validated = self.validated[node as usize];
        validated != NEVER && validated <= order
    }

    pub fn set_known(&mut self, node: Node, order: u64) {
        let validated = &mut self.validated[node as usize];
        *validated = order.min(*validated);
    }

    pub fn len(&self) -> usize {
        self.validated.len() - 1
    }
}
