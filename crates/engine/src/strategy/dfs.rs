//! Exhaustive search within bounds, depth first.
//!
//! Executions are the leaves of a tree whose nodes are points and whose branches are the picks that the
//! bounds allow, the default pick first, then the others in rising order. The search holds one path: at each
//! depth the branch taken and how many there are. Nothing else is stored; an execution repeats its prefix.
//!
//! **Levels.** The bounds rise 0, 1, 2, ... An execution within level n also lies within level n + 1; there it
//! is done again, since its points are needed, but not counted ([`Dfs::counts`]).
//!
//! **Subtrees.** A search can be cut anywhere: what is left of it is one subtree for each depth of its path, the
//! deepest first ([`Dfs::rest`]). Done in that order they are exactly what would have followed, so the order of
//! executions, and with it their numbers, does not depend on who does which part.
//!
//! What it does not do: it knows no independence, so executions that differ in the order of two commuting steps
//! are done twice.

use super::{Bounds, Cost, Coverage, Execution, Pick, Point, Strategy};
use crate::{Ending, World};
use serde::{Deserialize, Serialize};

/// A part of the tree: everything below `path`, whose last step also ranges over the branches that follow it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Subtree {
    /// The branch taken at each depth.
    pub path: Vec<u16>,
}

/// What is left of a subtree: for each of some depths of a path, the branches that follow.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Rest {
    path: Vec<u16>,
    depths: Vec<u32>,
}

impl Rest {
    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.depths.is_empty()
    }
}

/// The subtrees, in the order in which they would have been done: the deepest first.
impl Iterator for Rest {
    type Item = Subtree;

    fn next(&mut self) -> Option<Subtree> {
        let depth = self.depths.pop()? as usize;
        self.path.truncate(depth + 1);
        let mut path = self.path.clone();
        path[depth] += 1;
        Some(Subtree { path })
    }
}

#[derive(Clone, Copy)]
struct Frame {
    branch: u16,
    branches: u16,
}

/// A depth-first search of one subtree.
pub struct Dfs {
    bounds: Bounds,
    below: Option<Bounds>,
    stack: Vec<Frame>,
    floor: usize,
    depth: usize,
    cost: Cost,
    limit: u64,
    executions: u64,
    counted: u64,
    last_counts: bool,
    started: bool,
    exhausted: bool,
    cut: bool,
}

/// The deepest path that is followed; beyond it the default schedule is kept and the search is incomplete.
const DEEPEST: usize = 1 << 16;

impl Dfs {
    /// Searches `part` of the tree of `bounds`, at most `limit` executions. Executions that lie within `below`
    /// were counted at a lower level and are not counted here.
    pub fn new(bounds: Bounds, below: Option<Bounds>, part: &Subtree, limit: u64) -> Dfs {
        let mut stack = Vec::with_capacity(DEEPEST);
        stack.extend(part.path.iter().map(|&branch| Frame { branch, branches: 0 }));
        Dfs {
            bounds,
            below,
            floor: part.path.len().saturating_sub(1),
            stack,
            depth: 0,
            cost: Cost::default(),
            limit,
            executions: 0,
            counted: 0,
            last_counts: false,
            started: false,
            exhausted: false,
            cut: false,
        }
    }

    /// Whether the execution that has just ended is one that no lower level has seen.
    pub fn counts(&self) -> bool {
        self.last_counts
    }

    /// How many executions counted.
    pub fn counted(&self) -> u64 {
        self.counted
    }

    /// Whether a pick was left out because of the bounds.
    pub fn was_cut(&self) -> bool {
        self.cut
    }

    /// How much of the whole tree lies before what is left, if each branch of a point weighs the same (D. Knuth, "Estimating
    /// the efficiency of backtrack programs", Mathematics of Computation 29 (1975)): an estimate, from 0 to 1.
    pub fn share(&self) -> f64 {
        let (mut share, mut weight) = (0.0, 1.0);
        for f in self.stack.iter().take_while(|f| f.branches > 0) {
            weight /= f64::from(f.branches);
            share += weight * f64::from(f.branch);
        }
        share + weight
    }

    /// What is left.
    pub fn rest(&self) -> Rest {
        if self.exhausted {
            return Rest::default();
        }
        let open = |d: &usize| self.stack[*d].branch + 1 < self.stack[*d].branches;
        let depths: Vec<u32> = (self.floor..self.stack.len()).filter(open).map(|d| d as u32).collect();
        let len = depths.last().map_or(0, |d| *d as usize + 1);
        Rest { path: self.stack[..len].iter().map(|f| f.branch).collect(), depths }
    }

    fn backtrack(&mut self) -> bool {
        while self.stack.len() > self.floor {
            let Some(top) = self.stack.last_mut() else { return false };
            if top.branch + 1 < top.branches {
                top.branch += 1;
                return true;
            }
            self.stack.pop();
        }
        false
    }
}

impl Strategy for Dfs {
    fn next(&mut self) -> Option<Execution> {
        if self.exhausted || self.executions >= self.limit {
            return None;
        }
        if self.started && !self.backtrack() {
            self.exhausted = true;
            return None;
        }
        self.started = true;
        self.depth = 0;
        self.cost.reset();
        self.executions += 1;
        Some(Execution { number: self.executions - 1 })
    }

    fn choose(&mut self, at: &Point<'_>) -> Pick {
        let (default, alt) = at.default;
        if self.depth >= DEEPEST {
            self.cut = true;
            return Pick::Go(default, alt);
        }
        let known = self.stack.get(self.depth).copied();
        let wanted = known.map_or(0, |f| f.branch);
        let fresh = known.is_none_or(|f| f.branches == 0);
        let mut branches = 0u16;
        let mut pick = None;
        let mut consider = |c, a, cost: &Cost, cut: &mut bool, bounds: &Bounds| {
            if cost.allows(bounds, at, c, a) {
                if branches == wanted {
                    pick = Some((c, a));
                }
                branches += 1;
            } else {
                *cut = true;
            }
            pick.is_some() && !fresh
        };
        let mut found = consider(default, alt, &self.cost, &mut self.cut, &self.bounds);
        'all: for choice in at.choices {
            for a in choice.alts.iter() {
                if found {
                    break 'all;
                }
                if (choice.context, a) != at.default {
                    found = consider(choice.context, a, &self.cost, &mut self.cut, &self.bounds);
                }
            }
        }
        match known {
            None => self.stack.push(Frame { branch: 0, branches: branches.max(1) }),
            Some(_) if fresh => self.stack[self.depth].branches = branches.max(1),
            Some(_) => {}
        }
        self.depth += 1;
        let (c, a) = pick.unwrap_or(at.default);
        self.cost.pay(at, c, a);
        Pick::Go(c, a)
    }

    fn ended(&mut self, ending: Ending, _: &dyn World) {
        self.stack.truncate(self.depth.max(self.floor));
        self.last_counts = self.below.is_none_or(|b| self.cost.exceeds(&b)) && ending != Ending::Abandoned;
        self.counted += u64::from(self.last_counts);
    }

    fn coverage(&self) -> Coverage {
        Coverage { executions: self.counted, finished: self.exhausted, complete: self.exhausted && !self.cut }
    }
}
