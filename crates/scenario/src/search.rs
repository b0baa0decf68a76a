//! The search loop.
//!
//! **Rounds.** A round searches with a fixed set of scheduling points: every operation, and the plain accesses at the
//! places that were promoted. It is divided into batches; when a batch has found races at places that are not promoted,
//! these are promoted and a new round begins from the beginning.
//!
//! **Units.** A round is a list of units in canonical order: executions that differ, by partial-order reduction; if these
//! are too many or not known, subtrees of the depth-first search at bound 0, then 1, then 2 and so on, as far as the budget
//! goes, then ranges of random executions. Workers do units ahead of their turn; the results are *accepted* in
//! order, and only accepted results count. What is left of a subtree takes its place in the list. A unit is cut where it
//! would exceed the budget, and done again up to the cut. So everything that is reported is a function of the module, the
//! seed and the budget, for any number of workers. A limit of time stops accepting; what was accepted has no gaps.
//!
//! **Workers that are lost.** A loop without events makes a worker stick, and a crash kills it. The unit is then done by a
//! worker whose build of the module counts basic blocks, so that the loop ends at the same place every time.

use crate::crew::{Hand, Lost};
use crate::lock_book::LockBook;
use crate::order::{Brief, Key, Order, Part, Reply, Spot, Unit};
use crate::setup::Conditions;
use crate::setup::{Limits, StrategyChoice};
use crate::verdict::Searched;
use crate::{Built, Error};
use engine::strategy::{Rest, Rule, Subtree};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::{Duration, Instant};

/// Executions of a unit that count.
const UNIT: u64 = 256;
/// The same for random executions, which need no splitting.
const RANDOM_UNIT: u64 = 1024;
/// Executions within bounds, and at random, where nobody says otherwise.
const DEFAULT_EACH: u64 = 10_000;
/// Executions that differ, where they are all that was asked for.
const DIFFERING: u64 = 1_000_000;
/// The search for them ends where fewer than one in so many executions counts.
const VAIN: u64 = 8;
/// After so many executions within bounds it is judged whether there is hope.
const DOUBT: u64 = 512;
/// There is none if less than this was done at the lowest bound, in hundredths of a percent.
const HOPELESS: u32 = 500;
/// Rounds that begin anew at most.
const ROUNDS: u32 = 24;

/// A finding with where it showed first.
#[derive(Clone, Debug)]
pub(crate) struct Hit {
    pub(crate) brief: Brief,
    pub(crate) execution: u64,
    pub(crate) promoted: Vec<Spot>,
    /// It was found in the build that counts blocks.
    pub(crate) counting: bool,
}

/// What a search has brought.
#[derive(Default)]
pub(crate) struct Harvest {
    pub(crate) hits: Vec<Hit>,
    pub(crate) searched: Searched,
    pub(crate) promoted: Vec<Spot>,
    pub(crate) cut_short: bool,
    pub(crate) failed: Option<i32>,
    /// Where init gave up because something was made to fail, and what it left.
    pub(crate) gave_up_at: BTreeMap<Spot, BTreeSet<String>>,
    /// Functions that ran, by their number in the image.
    pub(crate) ran: BTreeSet<u32>,
}

enum State {
    /// Not a unit yet: what is left of a subtree, to be taken apart when there is somebody to do it.
    Rest(Rest),
    Waiting,
    Running,
    Done(Part, bool),
}

struct Item {
    id: u64,
    unit: Unit,
    limit: u64,
    state: State,
}

pub(crate) struct Search<'a> {
    built: &'static Built,
    conditions: Conditions,
    limits: &'a Limits,
    counting: &'a mut dyn FnMut() -> Result<&'static Built, Error>,
    hands: Vec<(Hand, Option<u64>)>,
    spare: Option<Hand>,
    items: VecDeque<Item>,
    next_id: u64,
    harvest: Harvest,
    deadline: Option<Instant>,
    progress: &'a mut dyn FnMut(&Searched),
    gave_up: bool,
    book: LockBook,
}

/// What to do after a result was accepted.
enum Then {
    NewRound,
    NextPhase,
    Stop,
}

impl<'a> Search<'a> {
    pub(crate) fn new(
        built: &'static Built,
        conditions: Conditions,
        limits: &'a Limits,
        counting: &'a mut dyn FnMut() -> Result<&'static Built, Error>,
        progress: &'a mut dyn FnMut(&Searched),
    ) -> Result<Search<'a>, Error> {
        let mut hands = Vec::new();
        for _ in 0..limits.workers.max(1) {
            hands.push((Hand::hire(built, conditions, false)?, None));
        }
        Ok(Search {
            built,
            conditions,
            limits,
            counting,
            hands,
            spare: None,
            items: VecDeque::new(),
            next_id: 0,
            harvest: Harvest::default(),
            deadline: limits.time.map(|t| Instant::now() + Duration::from_secs_f64(t)),
            progress,
            gave_up: false,
            book: LockBook::default(),
        })
    }

    pub(crate) fn run(mut self) -> Result<Harvest, Error> {
        loop {
            self.harvest.searched.rounds += 1;
            self.book = LockBook::default();
            self.harvest.searched.complete = false;
            self.harvest.searched.bound = None;
            self.harvest.searched.share = None;
            match self.round()? {
                Then::NewRound if self.harvest.searched.rounds < ROUNDS => self.abandon()?,
                Then::NewRound => {
                    self.harvest.cut_short = true;
                    break;
                }
                _ => break,
            }
        }
        self.harvest.searched.promoted = self.harvest.promoted.len() as u32;
        Ok(self.harvest)
    }

    /// Executions that are left of the budget.
    fn left(&self) -> Option<u64> {
        self.limits.executions.map(|n| n.saturating_sub(self.harvest.searched.executions))
    }

    /// How many executions partial-order reduction may do.
    fn for_reduction(&self) -> u64 {
        match self.limits.strategy {
            StrategyChoice::Portfolio if self.limits.bound.is_none() => {
                self.left().map_or(DEFAULT_EACH, |left| (left / 3).min(DEFAULT_EACH))
            }
            StrategyChoice::Dpor => self.left().unwrap_or(DIFFERING),
            _ => 0,
        }
    }

    /// Executions that are left within bounds and at random.
    fn budgets(&self) -> (u64, u64) {
        let (mut exhaustive, mut random) = match self.left() {
            Some(left) => (left.div_ceil(2), left / 2),
            None if self.limits.time.is_some() => (DEFAULT_EACH, u64::MAX >> 1),
            None => (DEFAULT_EACH, DEFAULT_EACH),
        };
        match self.limits.strategy {
            StrategyChoice::Portfolio | StrategyChoice::Dpor => {}
            StrategyChoice::Dfs => {
                exhaustive = self.left().unwrap_or(u64::MAX >> 1);
                random = 0;
            }
            StrategyChoice::Random(_) => {
                random = self.left().unwrap_or(random);
                exhaustive = 0;
            }
        }
        (exhaustive, random)
    }

    fn round(&mut self) -> Result<Then, Error> {
        match self.differing()? {
            Then::NextPhase => {}
            other => return Ok(other),
        }
        let (exhaustive, random) = self.budgets();
        let highest = self.limits.bound.unwrap_or(u32::MAX);
        let mut left = exhaustive;
        let mut level = 0;
        while left > 0 && level <= highest {
            self.push_back(Unit::Within { level, part: Subtree::default() }, UNIT);
            let mut cut = false;
            let before = left;
            match self.phase(&mut left, None, &mut cut)? {
                Then::NextPhase => {}
                other => return Ok(other),
            }
            let whole = left > 0 || before == 0;
            if !whole {
                break;
            }
            self.harvest.searched.bound = Some(level);
            self.harvest.searched.share = None;
            if !cut {
                self.harvest.searched.complete = true;
                return Ok(Then::Stop);
            }
            level += 1;
        }
        if random == 0 {
            self.harvest.cut_short = self.harvest.searched.bound.is_none_or(|b| b < highest);
            return Ok(Then::Stop);
        }
        let mut left = match self.limits.strategy {
            StrategyChoice::Random(_) => random,
            _ => self.left().unwrap_or(random),
        };
        if left == 0 {
            return Ok(Then::Stop);
        }
        self.phase(&mut left, Some(0), &mut false)
    }

    /// Every execution that differs, if that can be done.
    fn differing(&mut self) -> Result<Then, Error> {
        let mut left = self.for_reduction();
        self.harvest.searched.untold = None;
        self.harvest.searched.reduction_asked = self.limits.strategy == StrategyChoice::Dpor;
        if left == 0 {
            return Ok(Then::NextPhase);
        }
        let before = self.harvest.searched.reduced;
        self.push_back(Unit::Differing { first: 0 }, UNIT.min(left));
        let mut cut = true;
        match self.phase(&mut left, None, &mut cut)? {
            Then::NextPhase if !cut => {
                self.harvest.searched.complete = true;
                self.harvest.searched.differing = Some(self.harvest.searched.reduced - before);
                Ok(Then::Stop)
            }
            then => Ok(then),
        }
    }

    /// How random executions are drawn.
    fn rule(&self) -> Option<Rule> {
        match self.limits.strategy {
            StrategyChoice::Random(rule) => Some(rule),
            _ => None,
        }
    }

    fn push_back(&mut self, unit: Unit, limit: u64) {
        let id = self.next_id;
        self.next_id += 1;
        self.items.push_back(Item { id, unit, limit, state: State::Waiting });
    }

    /// Does the items of the list, and with `random` further ranges as long as there is budget.
    fn phase(&mut self, left: &mut u64, mut random: Option<u64>, cut: &mut bool) -> Result<Then, Error> {
        let mut batch_end = 64;
        let mut accepted = 0;
        loop {
            if let Some(next) = &mut random {
                while self.items.len() < 3 * self.hands.len() {
                    let (first, end) = (*next, *next + RANDOM_UNIT);
                    let rule = self.rule();
                    self.push_back(Unit::Random { rule, first, end }, RANDOM_UNIT);
                    *next = end;
                }
            }
            while let Some(Item { state: State::Done(..), .. }) = self.items.front() {
                if self.front_exceeds(*left) {
                    let Some(item) = self.items.front_mut() else { break };
                    item.limit = *left;
                    item.state = State::Waiting;
                    break;
                }
                let Some(Item { unit, state: State::Done(part, counting), .. }) = self.items.pop_front()
                else {
                    break;
                };
                *left -= part.counted.min(*left);
                accepted += part.counted;
                // What partial-order reduction has left is done by the units that follow.
                *cut = part.cut || *cut && !matches!(unit, Unit::Differing { .. });
                let is_worth_it = part.done <= VAIN * (part.counted + 1);
                if let Unit::Differing { first } = unit
                    && part.open
                    && is_worth_it
                    && !counting
                    && *left > 0
                {
                    self.push_back(Unit::Differing { first: first + part.done }, UNIT.min(*left));
                }
                self.accept(unit, part, counting);
                (self.progress)(&self.harvest.searched);
                if self.harvest.failed.is_some() {
                    return Ok(Then::Stop);
                }
                if self.gave_up {
                    self.harvest.cut_short = true;
                    return Ok(Then::Stop);
                }
                if accepted >= DOUBT && self.is_hopeless() && self.limits.bound.is_none() && random.is_none()
                {
                    if self.promote() {
                        return Ok(Then::NewRound);
                    }
                    self.abandon()?;
                    *left = 0;
                    return Ok(Then::NextPhase);
                }
                if accepted >= batch_end {
                    batch_end *= 4;
                    if self.promote() {
                        return Ok(Then::NewRound);
                    }
                }
                if *left == 0 {
                    return Ok(if self.promote() && self.limits.executions.is_none() {
                        Then::NewRound
                    } else {
                        self.abandon()?;
                        Then::NextPhase
                    });
                }
            }
            if self.items.is_empty() && random.is_some() {
                continue;
            }
            if self.items.is_empty() {
                return Ok(if self.promote() { Then::NewRound } else { Then::NextPhase });
            }
            if self.deadline.is_some_and(|d| Instant::now() >= d) {
                self.harvest.cut_short =
                    self.limits.executions.is_some() || self.harvest.searched.executions == 0;
                self.promote();
                return Ok(Then::Stop);
            }
            self.assign()?;
            self.wait()?;
        }
    }

    /// Whether the default search will not even get through what is possible without a preemption.
    fn is_hopeless(&self) -> bool {
        let s = &self.harvest.searched;
        self.limits.strategy != StrategyChoice::Dfs
            && s.bound.is_none()
            && s.share.is_some_and(|n| n < HOPELESS)
    }

    fn front_exceeds(&self, left: u64) -> bool {
        match self.items.front() {
            Some(Item { state: State::Done(part, _), .. }) => part.counted > left,
            _ => false,
        }
    }

    fn accept(&mut self, unit: Unit, part: Part, counting: bool) {
        let base = self.harvest.searched.executions;
        for brief in part.found {
            let promoted = &self.harvest.promoted;
            match self.harvest.hits.iter_mut().find(|h| h.brief.key == brief.key) {
                None => {
                    let (execution, promoted) = (base + brief.index, promoted.clone());
                    self.harvest.hits.push(Hit { brief, execution, promoted, counting });
                }
                Some(hit)
                    if matches!(unit, Unit::Differing { .. })
                        && (&hit.promoted, hit.counting) == (promoted, counting)
                        && brief.is_simpler(&hit.brief) =>
                {
                    hit.brief = brief;
                }
                Some(_) => {}
            }
        }
        let judged = self.book.accept(base, part.learnt, part.schedules);
        for (brief, execution) in judged {
            if !self.harvest.hits.iter().any(|h| h.brief.key == brief.key) {
                let promoted = self.harvest.promoted.clone();
                self.harvest.hits.push(Hit { brief, execution, promoted, counting });
            }
        }
        let s = &mut self.harvest.searched;
        s.executions += part.counted;
        if matches!(unit, Unit::Within { .. }) {
            s.share = Some(part.share);
        }
        *(match unit {
            Unit::Differing { .. } => &mut s.reduced,
            Unit::Within { .. } => &mut s.exhaustive,
            Unit::Random { .. } => &mut s.random,
        }) += part.counted;
        s.endless += part.endless;
        s.untold = s.untold.take().or(part.untold);
        s.kthreads_refused |= part.refused;
        // The build that counts blocks has other numbers.
        if !counting {
            self.harvest.ran.extend(part.ran);
        }
        self.harvest.failed = self.harvest.failed.or(part.failed);
        for (spot, left) in part.gave_up_at {
            self.harvest.gave_up_at.entry(spot).or_default().extend(left);
        }
        self.gave_up |= part.gave_up;
        if matches!(unit, Unit::Within { .. }) && !part.rest.is_empty() {
            let id = self.next_id;
            self.next_id += 1;
            self.items.push_front(Item { id, unit, limit: UNIT, state: State::Rest(part.rest) });
        }
    }

    /// The first item that nobody does; what is left of a subtree gives up its next part for it.
    fn next_item(&mut self) -> Option<usize> {
        let at = self.items.iter().position(|x| matches!(x.state, State::Waiting | State::Rest(_)))?;
        let Item { unit: Unit::Within { level, .. }, state: State::Rest(rest), .. } = &mut self.items[at]
        else {
            return Some(at);
        };
        let level = *level;
        let part = rest.next()?;
        if rest.is_empty() {
            self.items.remove(at);
        }
        let id = self.next_id;
        self.next_id += 1;
        let item = Item { id, unit: Unit::Within { level, part }, limit: UNIT, state: State::Waiting };
        self.items.insert(at, item);
        Some(at)
    }

    /// Promotes the places of all races found so far; whether there were new ones.
    fn promote(&mut self) -> bool {
        let before = self.harvest.promoted.len();
        for hit in &self.harvest.hits {
            for spot in &hit.brief.races {
                if !self.harvest.promoted.contains(spot) {
                    self.harvest.promoted.push(spot.clone());
                }
            }
        }
        self.harvest.promoted.len() > before
    }

    fn order(&self, unit: &Unit, limit: u64) -> Order {
        Order::Search {
            unit: unit.clone(),
            seed: self.limits.seed,
            limit,
            promoted: self.harvest.promoted.clone(),
        }
    }

    fn assign(&mut self) -> Result<(), Error> {
        for i in 0..self.hands.len() {
            if self.hands[i].1.is_some() {
                continue;
            }
            let Some(at) = self.next_item() else { return Ok(()) };
            let order = self.order(&self.items[at].unit, self.items[at].limit);
            self.hands[i].0.give(&order)?;
            self.hands[i].1 = Some(self.items[at].id);
            self.items[at].state = State::Running;
        }
        Ok(())
    }

    /// Waits for a result of any worker.
    fn wait(&mut self) -> Result<(), Error> {
        let receivers: Vec<_> = self.hands.iter().map(|h| &h.0.replies).collect();
        host::wait_any(&receivers, Some(Duration::from_millis(20)));
        for i in 0..self.hands.len() {
            let Some(id) = self.hands[i].1 else { continue };
            let Some(result) = self.hands[i].0.look(Duration::ZERO) else { continue };
            self.hands[i].1 = None;
            let (part, counting) = match result {
                Ok(Reply::Part(part)) => (part, false),
                Ok(Reply::Failed(why)) => return Err(Error::Internal(why)),
                Ok(_) => return Err(Error::internal("a worker answers another question")),
                Err(lost) => {
                    self.hands[i].0 = Hand::hire(self.built, self.conditions, false)?;
                    match self.items.iter().position(|x| x.id == id) {
                        Some(at) => (self.do_again(at, lost)?, true),
                        None => continue,
                    }
                }
            };
            if let Some(item) = self.items.iter_mut().find(|x| x.id == id) {
                item.state = State::Done(part, counting);
            }
        }
        Ok(())
    }

    /// A worker was lost over this item: it is done in the build that counts blocks.
    fn do_again(&mut self, at: usize, lost: Lost) -> Result<Part, Error> {
        let order = self.order(&self.items[at].unit, self.items[at].limit);
        let mut hand = match self.spare.take() {
            Some(hand) => hand,
            None => Hand::hire((self.counting)()?, self.conditions, true)?,
        };
        match hand.ask(&order)? {
            Ok(Reply::Part(part)) => {
                self.spare = Some(hand);
                Ok(part)
            }
            Ok(Reply::Failed(why)) => Err(Error::Internal(why)),
            Ok(_) => Err(Error::internal("a worker answers another question")),
            Err(again) => {
                let (deviations, index) = hand.schedule();
                let key = Key { code: detect::Code::Oops, spots: Vec::new() };
                let killed = Some(again.how(lost));
                let index = index.saturating_sub(1);
                let (races, classes) = (Vec::new(), Vec::new());
                let found =
                    vec![Brief { key, index, deviations, switches: 0, races, killed, locks: None, classes }];
                Ok(Part { found, gave_up: true, ..Part::default() })
            }
        }
    }

    /// Forgets all items; workers that still do one are replaced.
    fn abandon(&mut self) -> Result<(), Error> {
        self.items.clear();
        for hand in &mut self.hands {
            if hand.1.take().is_some() {
                // The result is of no use any more, and would be taken for that of the next order.
                if !matches!(hand.0.look(Duration::from_millis(200)), Some(Ok(_))) {
                    hand.0 = Hand::hire(self.built, self.conditions, false)?;
                }
            }
        }
        Ok(())
    }
}

/// Findings of two builds or two rounds are the same if their keys are.
pub(crate) fn key_text(key: &Key) -> String {
    let spots: Vec<String> =
        key.spots.iter().map(|s| format!("{}:{}:{}", s.file, s.line, s.column)).collect();
    format!("{} {}", key.code.name(), spots.join(" "))
}
