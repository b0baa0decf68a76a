//! Statistics of locks: feature `lock_stat`.
//!
//! For each class of locks and each place where they are taken: how often, how often they were not free, how long one
//! waited and for how long they were held. [`proc_lock_stat`] prints them as Linux's /proc/lock_stat does, and [`lockmeter`]
//! as the tool of that name did.
//!
//! ```
//! use ksync::{Mutex, lock_stat};
//!
//! let mutex = <Mutex<u32>>::named("inode", 0);
//! *mutex.lock() += 1;
//! let text = lock_stat::proc_lock_stat();
//! assert!(text.contains("inode:"));
//! assert!(lock_stat::lockmeter().contains("inode"));
//! lock_stat::reset();
//! assert!(!lock_stat::proc_lock_stat().contains("inode:"));
//! ```
//!
//! Times are nanoseconds of [`Platform::now`](crate::Platform::now), printed in microseconds. A *bounce* is a lock that was
//! last taken on another CPU. Of classes with readers the two ways of taking it are apart, `-W` and `-R`.
//!
//! Source: Documentation/locking/lockstat.rst; Bryant and Hawkes, "Lockmeter: Highly-Informative Instrumentation for
//! Spin Locks in the Linux Kernel", Atlanta Linux Showcase 2000.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt::Write;
use core::panic::Location;
use core::sync::atomic::Ordering;

use crate::class::{Class, Taken};
use crate::platform::{Host, Platform};
use crate::track::{self, Place};

/// Least, greatest, sum and number of times.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Times {
    /// The shortest, in nanoseconds.
    pub min: u64,
    /// The longest.
    pub max: u64,
    /// All together.
    pub total: u64,
    /// How many.
    pub count: u64,
}

impl Times {
    fn add(&mut self, time: u64) {
        self.min = if self.count == 0 { time } else { self.min.min(time) };
        self.max = self.max.max(time);
        self.total += time;
        self.count += 1;
    }

    fn merge(&mut self, other: Times) {
        if other.count > 0 {
            self.min = if self.count == 0 { other.min } else { self.min.min(other.min) };
            self.max = self.max.max(other.max);
            self.total += other.total;
            self.count += other.count;
        }
    }

    /// The mean; 0 of none.
    #[must_use]
    pub fn average(&self) -> u64 {
        self.total.checked_div(self.count).unwrap_or(0)
    }
}

/// What is counted of one class, or of one place where it is taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// How often it was taken.
    pub acquisitions: u64,
    /// How often of these on another CPU than before.
    pub acquisition_bounces: u64,
    /// How often it was not free.
    pub contentions: u64,
    /// How often of these the last one to take it was on another CPU.
    pub contention_bounces: u64,
    /// How often it was tried in vain.
    pub rejections: u64,
    /// How long one waited, when it was not free.
    pub wait: Times,
    /// How long it was held.
    pub hold: Times,
}

impl Counts {
    fn merge(&mut self, other: &Counts) {
        self.acquisitions += other.acquisitions;
        self.acquisition_bounces += other.acquisition_bounces;
        self.contentions += other.contentions;
        self.contention_bounces += other.contention_bounces;
        self.rejections += other.rejections;
        self.wait.merge(other.wait);
        self.hold.merge(other.hold);
    }
}

/// A class by where its locks are made, as what it is taken, and where.
type Key = (usize, Taken, usize);

/// A lock that is held.
pub(crate) struct Holding {
    pub address: usize,
    key: Key,
    since: u64,
}

struct ClassOf {
    name: Option<&'static str>,
    made: Place,
    /// Where the lock was wanted while it was not free, and how often.
    wanted: BTreeMap<usize, (Place, u64)>,
    /// Where whoever had it had taken it.
    taken: BTreeMap<usize, (Place, u64)>,
}

impl ClassOf {
    fn label(&self) -> String {
        self.name.map_or_else(|| format!("{}:{}", self.made.file(), self.made.line()), ToString::to_string)
    }
}

pub(crate) struct Statistics {
    since: u64,
    classes: BTreeMap<usize, ClassOf>,
    counts: BTreeMap<Key, (Place, Counts)>,
}

fn id(place: Place) -> usize {
    (&raw const *place).addr()
}

impl Statistics {
    pub fn new(now: u64) -> Statistics {
        Statistics { since: now, classes: BTreeMap::new(), counts: BTreeMap::new() }
    }

    fn counts(&mut self, class: &Class, taken: Taken, site: Place) -> (Key, &mut Counts) {
        let made = id(class.made);
        self.class(class);
        let key = (made, if taken == Taken::Exclusive { taken } else { Taken::Shared }, id(site));
        (key, &mut self.counts.entry(key).or_insert_with(|| (site, Counts::default())).1)
    }

    fn class(&mut self, class: &Class) -> &mut ClassOf {
        self.classes.entry(id(class.made)).or_insert_with(|| ClassOf {
            name: class.name,
            made: class.made,
            wanted: BTreeMap::new(),
            taken: BTreeMap::new(),
        })
    }

    pub fn contended(&mut self, class: &Class, site: Place, cpu: usize) {
        let last = class.last.load(Ordering::Relaxed);
        let bounced = class.cpu.load(Ordering::Relaxed) != cpu + 1;
        let known = self.class(class);
        known.wanted.entry(id(site)).or_insert((site, 0)).1 += 1;
        if last != 0 {
            // SAFETY: only addresses of places that live for ever are stored there.
            let holder = unsafe { &*core::ptr::with_exposed_provenance::<Location<'static>>(last) };
            known.taken.entry(last).or_insert((holder, 0)).1 += 1;
        }
        let (_, counts) = self.counts(class, Taken::Exclusive, site);
        counts.contention_bounces += u64::from(bounced);
    }

    pub fn taken(
        &mut self,
        class: &Class,
        taken: Taken,
        site: Place,
        waited: Option<u64>,
        cpu: usize,
        now: u64,
    ) -> Holding {
        let bounced = class.cpu.swap(cpu + 1, Ordering::Relaxed) != cpu + 1;
        class.last.store((&raw const *site).expose_provenance(), Ordering::Relaxed);
        let (key, counts) = self.counts(class, taken, site);
        counts.acquisitions += 1;
        counts.acquisition_bounces += u64::from(bounced);
        if let Some(time) = waited {
            counts.contentions += 1;
            counts.wait.add(time);
        }
        Holding { address: (&raw const *class).addr(), key, since: now }
    }

    pub fn rejected(&mut self, class: &Class, taken: Taken, site: Place) {
        self.counts(class, taken, site).1.rejections += 1;
    }

    pub fn released(&mut self, holding: Holding, now: u64) {
        if let Some((_, counts)) = self.counts.get_mut(&holding.key) {
            counts.hold.add(now - holding.since);
        }
    }

    /// The classes that were taken or tried, by the way of taking, the most contended first; each with its places.
    fn rows(&self) -> Vec<Row<'_>> {
        let mut rows: Vec<Row<'_>> = Vec::new();
        for ((made, taken, _), (site, counts)) in &self.counts {
            let class = &self.classes[made];
            match rows.last_mut().filter(|row| core::ptr::eq(row.class, class) && row.taken == *taken) {
                Some(row) => row.sites.push((site, *counts)),
                None => rows.push(Row {
                    class,
                    taken: *taken,
                    all: Counts::default(),
                    sites: Vec::from([(*site, *counts)]),
                }),
            }
        }
        for row in &mut rows {
            row.sites.sort_by_key(|(site, counts)| (core::cmp::Reverse(counts.acquisitions), site.line()));
            row.sites.iter().for_each(|(_, counts)| row.all.merge(counts));
        }
        rows.sort_by(|a, b| {
            b.all.contentions.cmp(&a.all.contentions).then_with(|| a.class.label().cmp(&b.class.label()))
        });
        rows
    }
}

struct Row<'a> {
    class: &'a ClassOf,
    taken: Taken,
    all: Counts,
    sites: Vec<(Place, Counts)>,
}

/// Microseconds, with two decimals.
fn micros(nanoseconds: u64) -> String {
    let hundredths = (nanoseconds + 5) / 10;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// Forgets all statistics (`echo 0 > /proc/lock_stat`).
pub fn reset() {
    track::statistics::<Host, _>(|all| *all = Statistics::new(Host::now()));
}

/// What is known of a class by its name, all ways and places of taking it together.
#[must_use]
pub fn of(name: &str) -> Counts {
    track::statistics::<Host, _>(|all| {
        let mut sum = Counts::default();
        all.rows().iter().filter(|row| row.class.label() == name).for_each(|row| sum.merge(&row.all));
        sum
    })
}

/// The statistics as /proc/lock_stat prints them.
#[must_use]
pub fn proc_lock_stat() -> String {
    track::statistics::<Host, _>(|all| {
        let mut text = String::from("lock_stat version 0.4\n");
        let line = "-".repeat(40 + 12 * 15);
        let _ = writeln!(text, "{line}");
        let _ = write!(text, "{:>40}", "class name");
        for head in [
            "con-bounces",
            "contentions",
            "waittime-min",
            "waittime-max",
            "waittime-total",
            "waittime-avg",
            "acq-bounces",
            "acquisitions",
            "holdtime-min",
            "holdtime-max",
            "holdtime-total",
            "holdtime-avg",
        ] {
            let _ = write!(text, " {head:>14}");
        }
        let _ = writeln!(text, "\n{line}\n");
        let rows = all.rows();
        for row in &rows {
            let both =
                rows.iter().any(|other| core::ptr::eq(other.class, row.class) && other.taken != row.taken);
            let label = row.class.label();
            let way = match row.taken {
                Taken::Exclusive if both => "-W",
                Taken::Exclusive => "",
                Taken::Shared | Taken::Rwlock => "-R",
            };
            let Counts { wait, hold, .. } = row.all;
            let _ = write!(text, "{:>40}", format!("{label}{way}:"));
            let _ = write!(text, " {:>14} {:>14}", row.all.contention_bounces, row.all.contentions);
            for time in [wait.min, wait.max, wait.total, wait.average()] {
                let _ = write!(text, " {:>14}", micros(time));
            }
            let _ = write!(text, " {:>14} {:>14}", row.all.acquisition_bounces, row.all.acquisitions);
            for time in [hold.min, hold.max, hold.total, hold.average()] {
                let _ = write!(text, " {:>14}", micros(time));
            }
            text.push('\n');
            for points in [&row.class.wanted, &row.class.taken] {
                if row.all.contentions == 0 || points.is_empty() {
                    continue;
                }
                let _ = writeln!(text, "{:>40}", "-".repeat(label.len().min(40)));
                let mut points: Vec<_> = points.values().collect();
                points.sort_by_key(|(place, count)| (core::cmp::Reverse(*count), place.line()));
                for (place, count) in points.into_iter().take(4) {
                    let _ = writeln!(text, "{label:>40} {count:>14}          {place}");
                }
            }
            text.push('\n');
        }
        text
    })
}

/// The statistics as lockmeter printed them: a line for each class, and below it one for each place that takes it.
///
/// UTIL is the part of the time in which it was held, CON the part of the acquisitions for which it was not free; the third
/// number of WAIT is the waits' part of the time.
#[must_use]
pub fn lockmeter() -> String {
    let now = Host::now();
    track::statistics::<Host, _>(|all| {
        let elapsed = (now - all.since).max(1);
        let mut text = String::from(
            "LOCKS             HOLD                        WAIT\n  \
             UTIL    CON      MEAN(     MAX )       MEAN(     MAX )(  TIME)       TOTAL NOWAIT   SPIN  RJECT  NAME\n",
        );
        for row in all.rows() {
            meter(&mut text, &row.all, elapsed, &row.class.label());
            for (place, counts) in &row.sites {
                meter(&mut text, counts, elapsed, &format!("  {place}"));
            }
        }
        text
    })
}

fn meter(text: &mut String, counts: &Counts, elapsed: u64, name: &str) {
    let tries = counts.acquisitions + counts.rejections;
    let percent = |part: u64, whole: u64| {
        let hundredths = u128::from(part) * 10_000 / u128::from(whole.max(1));
        format!("{}.{:02}%", hundredths / 100, hundredths % 100)
    };
    let nowait = counts.acquisitions - counts.contentions.min(counts.acquisitions);
    let _ = writeln!(
        text,
        "{:>6} {:>6} {:>9}us({:>6}us) {:>8}us({:>6}us)({:>6}) {:>9} {:>6} {:>6} {:>6}  {name}",
        percent(counts.hold.total, elapsed),
        percent(counts.contentions, tries),
        micros(counts.hold.average()),
        micros(counts.hold.max),
        micros(counts.wait.average()),
        micros(counts.wait.max),
        percent(counts.wait.total, elapsed),
        counts.acquisitions,
        percent(nowait, tries),
        percent(counts.contentions, tries),
        percent(counts.rejections, tries),
    );
}
