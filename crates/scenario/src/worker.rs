//! The child's side: it maps the region, places the module, gives up what it does not need, and obeys orders until
//! its parent is gone.

use crate::Built;
use crate::order::{Account, Brief, Key, Order, Part, Reply, Spot, Unit};
use crate::setup::Conditions;
use crate::verdict::LogLine;
use detect::{Defect, Finding};
use engine::strategy::{Bounds, Dfs, Dpor, Fair, Random, Replay, Rule, Sampled};
use engine::{Deviation, Ending, Strategy};
use host::{Receiver, Sender};
use machine::{Misuse, Stage};
use region::{Memory, Protection, Region};
use std::convert::Infallible;
use std::os::fd::AsFd;
use vm::{Blackbox, Vm};

/// How many blocks without an event are a loop without end, where blocks are counted.
pub(crate) const BLOCK_LIMIT: u64 = 20_000_000;
/// Executions without end after which a part of the search is given up: each takes as long as its whole budget.
const ENDLESS: u64 = 8;

/// What a worker has.
pub(crate) struct Worker {
    pub(crate) vm: &'static mut Vm,
    pub(crate) built: &'static Built,
    promoted: Vec<Spot>,
    counts_blocks: bool,
    /// A search by partial-order reduction that may go on.
    reduced: Option<Dpor>,
    /// How many findings of a session were told.
    pub(crate) told: usize,
}

/// Which schedule of a finding is told. Within rising bounds the first is as simple as any; partial-order reduction comes
/// to them in no such order.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    First,
    Simplest,
}

/// The life of a worker process.
pub(crate) fn live(
    built: &'static Built,
    conditions: Conditions,
    blackbox: &'static Blackbox,
    mut orders: Receiver,
    replies: Sender,
    counts_blocks: bool,
) -> Infallible {
    // A panic is an error of ours; the parent is told of it.
    let replies: &'static Sender = Box::leak(Box::new(replies));
    std::panic::set_hook(Box::new(|what| {
        answer(replies, &Reply::Failed(what.to_string()));
        host::exit(1)
    }));
    let worker = Worker::new(built, conditions, blackbox, counts_blocks);
    let confined = worker.and_then(|w| {
        host::confine(&[orders.as_fd(), replies.as_fd()])
            .map_err(|e| format!("cannot confine a worker: {e}"))?;
        Ok(w)
    });
    let mut worker = match confined {
        Ok(worker) => worker,
        Err(why) => {
            answer(replies, &Reply::Failed(why));
            host::exit(1)
        }
    };
    while let Some(message) = orders.receive() {
        let reply = match serde_json::from_slice::<Order>(&message) {
            Ok(order) => worker.obey(order),
            Err(e) => Reply::Failed(format!("an order cannot be read: {e}")),
        };
        answer(replies, &reply);
    }
    host::exit(0)
}

fn answer(replies: &Sender, reply: &Reply) {
    let sent = serde_json::to_vec(reply).ok().and_then(|bytes| replies.send(&bytes).ok());
    if sent.is_none() {
        host::exit(1);
    }
}

impl Worker {
    pub(crate) fn new(
        built: &'static Built,
        conditions: Conditions,
        blackbox: &'static Blackbox,
        counts_blocks: bool,
    ) -> Result<Worker, String> {
        let mut region = Region::map().map_err(|e| format!("cannot map the module's region: {e}"))?;
        place(&mut region, built).ok_or("the module does not fit its region")?;
        let vm = Vm::new(conditions.config, region).map_err(|e| format!("cannot map shadow memory: {e}"))?;
        let vm = vm::enter(vm);
        vm.functions = built.functions();
        vm.name = built.image.name.clone();
        vm.variables = built.image.globals.iter().map(|g| g.addr..g.addr + g.size).collect();
        vm.load(built.loaded());
        vm.userland.programs = conditions.programs.to_vec();
        vm.userland.run = kernel::process::run;
        vm.userland.need = kernel::process::need;
        vm.attach(blackbox);
        vm.detect(conditions.switches, conditions.kcsan);
        if counts_blocks {
            vm.block_limit = BLOCK_LIMIT;
        }
        vm::catch_faults().map_err(|e| format!("cannot catch faults: {e}"))?;
        Ok(Worker { vm, built, promoted: Vec::new(), counts_blocks, reduced: None, told: 0 })
    }

    fn obey(&mut self, order: Order) -> Reply {
        match order {
            Order::Search { unit, seed, limit, promoted } => {
                self.promote(promoted);
                Reply::Part(self.search(&unit, seed, limit))
            }
            Order::Tell { key, deviations, promoted, shrink, locks: Some(case) } => {
                self.promote(promoted);
                Reply::Account(Box::new(self.tell_locks(&key, &case, deviations, shrink)))
            }
            Order::Tell { key, deviations, promoted, shrink, locks: None } => {
                self.promote(promoted);
                let harmful = if shrink { self.harmful(&key, &deviations) } else { None };
                let small = match harmful {
                    Some(harmful) => harmful,
                    None if shrink => self.shrink(&key, deviations),
                    None => deviations,
                };
                Reply::Account(Box::new(self.follow(&small, Some(&key))))
            }
            Order::Run { seed } => {
                self.vm.recording.switch(true);
                let mut fair = Fair::new(seed);
                self.vm.execute(&mut fair);
                self.vm.recording.switch(false);
                Reply::Account(Box::new(self.account(None)))
            }
            Order::Session(ask) => Reply::Session(Box::new(self.answer(*ask))),
            Order::Look => {
                self.vm.recording.switch(true);
                let mut default = Replay::new(&[]);
                self.vm.execute(&mut default);
                self.vm.recording.switch(false);
                Reply::Seen(crate::drive::registered(self.vm, self.built))
            }
            Order::Locks => {
                self.vm.recording.switch(true);
                let mut default = Replay::new(&[]);
                self.vm.execute(&mut default);
                self.vm.recording.switch(false);
                Reply::Locks(self.lock_pairs())
            }
            Order::Outcomes { seed, executions, address, size, promoted } => {
                self.promote(promoted);
                Reply::Outcomes(self.outcomes(seed, executions, address, size))
            }
            Order::Table { table, finals } => Reply::Followed(Box::new(self.follow_table(&table, &finals))),
            Order::Follow { deviations, promoted, before } => {
                self.promote(promoted);
                Reply::Account(Box::new(self.follow_all(&before, &deviations)))
            }
        }
    }

    pub(crate) fn promote(&mut self, spots: Vec<Spot>) {
        if spots != self.promoted {
            self.reduced = None;
            self.vm.promotion.set(&self.built.addresses(&spots));
            self.promoted = spots;
        }
    }

    /// Every access is a scheduling point, until [`Worker::promote_again`].
    pub(crate) fn promote_all(&mut self) {
        self.vm.promotion.set(&self.built.image.text.clone().collect::<Vec<_>>());
    }

    /// What is a scheduling point is so by order again.
    pub(crate) fn promote_again(&mut self) {
        self.vm.promotion.set(&self.built.addresses(&self.promoted));
    }

    pub(crate) fn search(&mut self, unit: &Unit, seed: u64, limit: u64) -> Part {
        let mut part = Part::default();
        self.vm.locks.gather(true);
        let mut learnt = 0;
        match unit {
            Unit::Random { rule, first, end } => {
                let numbers = *first..(*end).min(first + limit);
                let random: &mut dyn Strategy = match rule {
                    Some(Rule::Walk) => &mut Random::new(seed, numbers),
                    rule => &mut Sampled::new(seed, numbers, *rule),
                };
                while !part.gave_up && random.next().is_some() {
                    let ending = self.vm.execute(random);
                    random.ended(ending, &self.vm.machine);
                    self.note(&mut part, &mut learnt, ending, true, Keep::First);
                }
            }
            Unit::Differing { first } => {
                let mut dpor = self.reduced_at(*first);
                // What was done again on the way was told before.
                self.vm.locks.forget();
                // Executions that are given up do not count, but they are not free.
                dpor.go_on(4 * limit);
                while !part.gave_up && part.counted < limit && dpor.next().is_some() {
                    let ending = self.vm.execute(&mut dpor);
                    dpor.ended(ending, &self.vm.machine);
                    match ending {
                        Ending::Abandoned => {
                            part.done += 1;
                            self.note_learnt(&mut part, &mut learnt);
                        }
                        _ => self.note(&mut part, &mut learnt, ending, true, Keep::Simplest),
                    }
                }
                part.untold = dpor.untold().map(str::to_owned);
                part.cut = !dpor.coverage().complete;
                part.open = !dpor.is_over();
                self.reduced = Some(dpor);
            }
            Unit::Within { level, part: subtree } => {
                let below = level.checked_sub(1).map(Bounds::level);
                // Executions that repeat a lower level do not count, but they are not free.
                let mut dfs = Dfs::new(Bounds::level(*level), below, subtree, 4 * limit);
                while !part.gave_up && part.counted < limit && dfs.next().is_some() {
                    let ending = self.vm.execute(&mut dfs);
                    dfs.ended(ending, &self.vm.machine);
                    self.note(&mut part, &mut learnt, ending, dfs.counts(), Keep::First);
                }
                part.rest = dfs.rest();
                part.cut = dfs.was_cut();
                part.share = (dfs.share() * 10_000.0) as u32;
            }
        }
        part.learnt = self.learnt();
        self.vm.locks.gather(false);
        part.refused = self.vm.full;
        part.ran = self.ran();
        part
    }

    /// The search by partial-order reduction of these scheduling points, after `begun` executions: as it was left here, or
    /// done again up to there.
    fn reduced_at(&mut self, begun: u64) -> Dpor {
        if let Some(dpor) = self.reduced.take().filter(|d| begun > 0 && d.begun() == begun) {
            return dpor;
        }
        let mut dpor = Dpor::new(begun);
        while dpor.next().is_some() {
            let ending = self.vm.execute(&mut dpor);
            dpor.ended(ending, &self.vm.machine);
        }
        dpor
    }

    /// The functions from which a call into us was made, by number.
    fn ran(&self) -> Vec<u32> {
        let functions = self.built.image.functions.iter().enumerate();
        // A return address may be one past the last byte.
        let ran = functions.filter(|(_, f)| self.vm.reached.any(f.addr + 1..f.addr + f.size));
        ran.map(|(i, _)| i as u32).collect()
    }

    /// Takes stock of the execution that has just ended.
    fn note(&mut self, part: &mut Part, learnt: &mut u64, ending: Ending, counts: bool, keep: Keep) {
        part.done += 1;
        self.note_learnt(part, learnt);
        // One that polls for ever ends at once, by being found out.
        let ended = ending != Ending::Finished;
        let endless = ended && self.vm.findings.list().iter().any(|f| f.defect == Defect::SoftLockup);
        part.endless += u64::from(counts && endless);
        part.gave_up |= part.endless >= if self.counts_blocks { 1 } else { ENDLESS };
        if let Stage::Failed(value) = self.vm.machine.stage() {
            part.failed = part.failed.or(Some(value));
        }
        if matches!(self.vm.machine.stage(), Stage::GaveUp(_)) && self.vm.machine.faults() == 1 {
            self.gave_up(part);
        }
        if !self.vm.findings.list().is_empty() {
            self.collect(part, keep);
        }
        part.counted += u64::from(counts);
    }

    /// Keeps the schedule of the execution that has just ended if it has shown something about locks for the first time.
    fn note_learnt(&self, part: &mut Part, learnt: &mut u64) {
        if self.vm.locks.learnt() != *learnt {
            *learnt = self.vm.locks.learnt();
            let deviations = self.vm.course.deviations().to_vec();
            part.schedules.push((self.vm.locks.execution(), part.counted, deviations));
        }
    }

    #[cold]
    fn collect(&mut self, part: &mut Part, keep: Keep) {
        for i in 0..self.vm.findings.list().len() {
            let finding = self.vm.findings.list()[i];
            let key = self.key(&finding);
            let known = part.found.iter().position(|b| b.key == key);
            if known.is_some() && keep == Keep::First {
                continue;
            }
            let races = match finding.defect {
                Defect::DataRace { earlier, later, .. } => {
                    vec![self.built.spot(earlier.pc), self.built.spot(later.pc)]
                }
                _ => Vec::new(),
            };
            let deviations = self.vm.course.deviations().to_vec();
            let switches = self.vm.course.switches();
            let classes = self.classes(&finding);
            let index = part.counted;
            let brief = Brief { key, index, deviations, switches, races, killed: None, locks: None, classes };
            match known.map(|i| &mut part.found[i]) {
                None => part.found.push(brief),
                Some(known) if brief.is_simpler(known) => *known = Brief { index: known.index, ..brief },
                Some(_) => {}
            }
        }
    }

    /// What makes a finding the same as another.
    pub(crate) fn key(&self, finding: &Finding) -> Key {
        let mut spots = match finding.defect {
            Defect::DataRace { earlier, later, .. } => {
                vec![self.built.spot(earlier.pc), self.built.spot(later.pc)]
            }
            Defect::Deadlock { cycle, len } => cycle[..usize::from(len).min(cycle.len())]
                .iter()
                .map(|c| self.built.spot(self.vm.machine.context(*c).place.pc))
                .collect(),
            Defect::Locks { index, .. } => self.lock_spots(index),
            // Wherever code of an unloaded module is met: the guilty function is the same.
            Defect::Misuse(Misuse::ModuleGone { .. }) => {
                vec![self.built.spot(self.vm.entry(finding.context) + 1)]
            }
            // A statement that loads and stores meets one object twice.
            Defect::Heap { object, .. } => {
                let frames = self.vm.frames(finding.context, finding.place);
                let own = self.folded(&frames, finding.place.pc).0;
                let here = match own.line {
                    0 => self.built.spot(finding.place.pc),
                    line => Spot { file: own.file, line, column: 0 },
                };
                let made = self.vm.machine.heap().objects().get(object as usize);
                std::iter::once(here).chain(made.map(|o| self.built.spot(o.by.1))).collect()
            }
            _ => vec![self.built.spot(finding.place.pc)],
        };
        spots.sort();
        Key { code: finding.code(), spots }
    }

    /// Runs a schedule without recording; whether it shows the finding.
    pub(crate) fn shows(&mut self, key: &Key, deviations: &[Deviation]) -> bool {
        let mut replay = Replay::new(deviations);
        self.vm.execute(&mut replay);
        self.vm.findings.list().iter().any(|f| self.key(f) == *key)
    }

    pub(crate) fn follow(&mut self, deviations: &[Deviation], key: Option<&Key>) -> Account {
        self.vm.recording.switch(true);
        let mut replay = Replay::new(deviations);
        self.vm.execute(&mut replay);
        self.vm.recording.switch(false);
        Account { left_out: replay.left_out().len(), ..self.account(key) }
    }

    /// The log of the execution that has just ended.
    pub(crate) fn log(&self) -> Vec<LogLine> {
        let line = |(r, text): (vm::Record, &[u8])| LogLine {
            time: r.time,
            level: r.level,
            text: String::from_utf8_lossy(text).into_owned(),
        };
        self.vm.log.records().map(line).collect()
    }
}

/// Copies the image to its addresses, sets parameters, and protects text and constants.
fn place(region: &mut Region, built: &Built) -> Option<()> {
    let image = &built.image;
    region.write(image.base, &image.bytes)?;
    for (at, bytes) in &built.patches {
        region.write(*at, bytes)?;
    }
    let pages = |r: &std::ops::Range<usize>| r.start..r.end.next_multiple_of(4096);
    region.protect(kernel::data::CPU_MASKS.range(), Protection::ReadOnly).ok()?;
    region.protect(pages(&image.text), Protection::ReadExecute).ok()?;
    region.protect(pages(&image.rodata), Protection::ReadOnly).ok()
}
