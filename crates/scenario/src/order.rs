//! What parent and workers say to each other.

use crate::follow::{Followed, Variable};
use crate::story::Story;
use crate::table::Table;
use crate::verdict::LogLine;
use detect::Code;
use engine::Deviation;
use engine::strategy::{Rest, Rule, Subtree};
use serde::{Deserialize, Serialize};

/// A place in the source, or an address where there is no debug information: what findings and promotions are
/// identified by. The same for every build of a module.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Spot {
    /// File, or function.
    pub file: String,
    /// Line; 0 without debug information.
    pub line: u32,
    /// Column, or offset in the function.
    pub column: u32,
}

/// What makes two findings the same: kind and places.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Key {
    /// Kind.
    pub code: Code,
    /// The guilty places, sorted.
    pub spots: Vec<Spot>,
}

/// A class of locks: where they are initialised, or the name of the one that there is.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct LockClass {
    /// Where, or what.
    pub spot: Spot,
    /// The subclass.
    pub subclass: u8,
}

/// What an execution shows about locks.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum LockFact {
    /// The class is used in this state of `lockdep::Usage`.
    Used(LockClass, u8),
    /// The second is wanted while the first is held, in this way of `lockdep::Dependency`.
    Order(LockClass, LockClass, u8),
}

/// A finding that follows from facts about locks.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct LockCase {
    /// The facts, in the order in which they are told.
    pub facts: Vec<LockFact>,
    /// The executions, in order, that show them together with the one that shows the finding.
    pub before: Vec<Vec<Deviation>>,
}

/// A part of the search.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Unit {
    /// A subtree of the depth-first search within a bound.
    Within {
        /// The bound of each sort.
        level: u32,
        /// The subtree.
        part: Subtree,
    },
    /// Executions that differ, by partial-order reduction. The search goes on where the part before has left it.
    Differing {
        /// Executions that were begun before.
        first: u64,
    },
    /// Random executions.
    Random {
        /// How they are drawn; none: in each way in turn.
        rule: Option<Rule>,
        /// The first number.
        first: u64,
        /// One past the last.
        end: u64,
    },
}

/// What a worker is to do.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Order {
    /// Do a part of the search, at most `limit` executions that count, with these places as scheduling points.
    Search {
        /// Which part.
        unit: Unit,
        /// The seed of random executions.
        seed: u64,
        /// The most executions that count.
        limit: u64,
        /// Scheduling points.
        promoted: Vec<Spot>,
    },
    /// Make a schedule small that shows the finding `key`, and tell it.
    Tell {
        /// Which finding.
        key: Key,
        /// A schedule that shows it.
        deviations: Vec<Deviation>,
        /// Scheduling points.
        promoted: Vec<Spot>,
        /// Whether to make it small first.
        shrink: bool,
        /// For a finding that follows from facts about locks: which.
        locks: Option<LockCase>,
    },
    /// One realistic execution; tell its log and the findings.
    Run {
        /// The seed of the schedule.
        seed: u64,
    },
    /// One execution on the default schedule; tell what the module publishes.
    Look,
    /// One execution on the default schedule; tell which locks are taken under which.
    Locks,
    /// Random executions `0..executions` of a seed; tell which values some bytes of the module's data have at their ends.
    Outcomes {
        /// The seed.
        seed: u64,
        /// How many executions.
        executions: u64,
        /// Where the bytes lie.
        address: usize,
        /// How many, at most 8.
        size: usize,
        /// Scheduling points.
        promoted: Vec<Spot>,
    },
    /// A question to a machine that is used from a prompt.
    Session(Box<crate::desk::Ask>),
    /// Follow a table; tell the log, the findings and the values of variables at the end.
    Table {
        /// The table.
        table: Box<Table>,
        /// The variables.
        finals: Vec<Variable>,
    },
    /// Follow a schedule; tell the log and the findings.
    Follow {
        /// The schedule.
        deviations: Vec<Deviation>,
        /// Scheduling points.
        promoted: Vec<Spot>,
        /// Executions that come before, for what is known about locks.
        before: Vec<Vec<Deviation>>,
    },
}

/// A finding as a part of the search reports it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Brief {
    /// What makes it the same as another.
    pub key: Key,
    /// Which execution of the unit, counting those that count.
    pub index: u64,
    /// Its schedule.
    pub deviations: Vec<Deviation>,
    /// How often the moving context changed in it.
    pub switches: u64,
    /// For a race: the places to promote.
    pub races: Vec<Spot>,
    /// The execution killed its worker, in this way; there is nothing more to tell.
    pub killed: Option<String>,
    /// It follows from facts about locks.
    pub locks: Option<LockCase>,
    /// For a deadlock, and for what could become one: the classes of the locks, sorted.
    pub classes: Vec<Spot>,
}

impl Brief {
    /// Whether its schedule is simpler than that of `other`.
    pub fn is_simpler(&self, other: &Brief) -> bool {
        let cost = |b: &Brief| (b.switches, b.deviations.len());
        cost(self) < cost(other)
    }
}

/// The result of a part of the search.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Part {
    /// Executions that count.
    pub counted: u64,
    /// Executions in all.
    pub done: u64,
    /// What was found, first things first.
    pub found: Vec<Brief>,
    /// What is left of a subtree, in order.
    pub rest: Rest,
    /// A pick was left out because of the bound; partial-order reduction has not done everything.
    pub cut: bool,
    /// How much of what lies within the bound is done up to the end of this part, in hundredths of a percent: an estimate.
    pub share: u32,
    /// Partial-order reduction can go on.
    pub open: bool,
    /// What keeps partial-order reduction from searching this module.
    pub untold: Option<String>,
    /// Executions that used up their budget of events.
    pub endless: u64,
    /// So many executions had no end that the part was given up.
    pub gave_up: bool,
    /// A kthread was refused because there were too many.
    pub refused: bool,
    /// Functions that ran in this worker so far, by their number in the image.
    pub ran: Vec<u32>,
    /// What was learnt about locks, with the number of the execution.
    pub learnt: Vec<(LockFact, u64)>,
    /// The executions that showed it: the number, how many before it count, the schedule.
    pub schedules: Vec<(u64, u64, Vec<Deviation>)>,
    /// What init returned, if it failed in some execution.
    pub failed: Option<i32>,
    /// Where something was made to fail that init gave up for, and what that left behind.
    pub gave_up_at: Vec<(Spot, Vec<String>)>,
}

/// What one told execution was like.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Account {
    /// The log.
    pub log: Vec<LogLine>,
    /// The findings, each with its story.
    pub stories: Vec<(Key, Story)>,
    /// What init returned, if it failed.
    pub failed: Option<i32>,
    /// The schedule, with what was about to happen at each deviation.
    pub schedule: Vec<Turned>,
    /// Names of the contexts in the schedule.
    pub names: Vec<(u16, String)>,
    /// Deviations that could not be followed.
    pub left_out: usize,
    /// What each process has put out.
    pub output: Vec<Vec<u8>>,
    /// Steps of processes that failed: the process, its step, where, and the error number.
    pub failures: Vec<(u16, usize, vm::Where, i32)>,
}

/// A deviation with what the context that it leaves was about to do.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Turned {
    /// The deviation.
    pub deviation: Deviation,
    /// `mutex_lock counter.c:17`; empty if unknown.
    pub about: String,
}

/// What a worker answers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Reply {
    /// To [`Order::Search`].
    Part(Part),
    /// To the orders that tell.
    Account(Box<Account>),
    /// To [`Order::Look`].
    Seen(crate::drive::Registered),
    /// To [`Order::Locks`].
    Locks(crate::lock_order::Pairs),
    /// To [`Order::Outcomes`].
    Outcomes(crate::outcomes::Tally),
    /// To [`Order::Session`]: the answer and the time.
    Session(Box<(crate::desk::Answer, u64)>),
    /// To [`Order::Table`].
    Followed(Box<Followed>),
    /// The worker cannot do what it is asked.
    Failed(String),
}
