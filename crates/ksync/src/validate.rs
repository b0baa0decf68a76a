//! The lock validator: feature `lockdep`.
//!
//! Every lock reports to the crate `lockdep`, which learns in what orders classes of locks are taken and in what contexts,
//! and says so where that allows a deadlock, whether or not one happens. A class is the place where a lock is made; locks
//! that are made in one place and taken one inside the other need names of their own.
//!
//! ```
//! use ksync::{Mutex, validate};
//!
//! let a = <Mutex<u32>>::named("a", 0);
//! let b = <Mutex<u32>>::named("b", 0);
//! {
//!     let _a = a.lock();
//!     let _b = b.lock();
//! }
//! {
//!     let _b = b.lock();
//!     let _a = a.lock();
//! }
//! let reports = validate::reports();
//! assert!(reports[0].starts_with("WARNING: possible circular locking dependency detected"));
//! ```
//!
//! A platform that has interrupts says when it enters and leaves them ([`hardirq_enter`] and its relatives), so that a lock
//! that an interrupt handler takes and a task holds with interrupts on is found.
//!
//! What it does not see: completions, wait queues and semaphores, which have no owner; the big-reader lock it sees as the
//! lock below it, and turns its bias off.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write;
use core::panic::Location;

use lockdep::{Acquire, ClassSpec, Context, Defect, Finding, Handler, Key, Map, Mode, Site, Validator, Who};

use crate::class::{Class, Sort, Taken};
use crate::platform::{Host, Platform};
use crate::track::{self, Place};

/// What happens to a CPU's context.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Event {
    HardirqsOff,
    HardirqsOn,
    SoftirqsOff,
    SoftirqsOn,
    HardirqEnter,
    HardirqExit,
    SoftirqEnter,
    SoftirqExit,
}

/// What the validator knows of a task.
pub(crate) struct Record {
    number: u32,
    task: lockdep::Task,
}

impl Default for Record {
    fn default() -> Record {
        Record { number: 0, task: lockdep::Task::new(Context(0)) }
    }
}

impl Record {
    pub fn begin(&mut self, number: u32) {
        if self.number != number {
            self.number = number;
            self.task.reset(Context(u64::from(number)));
        }
    }

    pub fn is_idle(&self) -> bool {
        use lockdep::Irq;
        let quiet = |irq| self.task.enabled(irq) && !self.task.inside(irq);
        self.task.depth() == 0 && Irq::ALL.into_iter().all(quiet)
    }
}

pub(crate) struct Validation {
    validator: Validator,
    order: u64,
}

fn site(place: Place) -> Site {
    Site((&raw const *place).expose_provenance() as u64)
}

fn place(site: Site) -> Place {
    // SAFETY: sites are made by the function above alone, from references that live for ever.
    unsafe { &*core::ptr::with_exposed_provenance::<Location<'static>>(site.0 as usize) }
}

impl Validation {
    pub fn new() -> Validation {
        Validation { validator: Validator::new(), order: 0 }
    }

    fn map(&mut self, class: &Class) -> Map {
        self.order += 1;
        self.validator.at(self.order);
        let address = (&raw const *class).addr() as u64;
        let key = Key((&raw const *class.made).addr() as u64);
        let made;
        let name = match class.name {
            Some(name) => name,
            None => {
                made = Name::of(class.made);
                made.text()
            }
        };
        let spec = match class.sort {
            Sort::Sleeps => ClassSpec::sleeping(key, name),
            Sort::Spins | Sort::Hidden => ClassSpec::spinlock(key, name),
        };
        self.validator.map(address, &spec)
    }

    pub fn acquire(&mut self, record: &mut Record, class: &Class, taken: Taken, at: Place, tried: bool) {
        let map = self.map(class);
        let mode = match taken {
            Taken::Exclusive => Mode::Exclusive,
            Taken::Shared => Mode::Shared,
            Taken::Rwlock => record.task.read_lock_mode(),
        };
        let request = Acquire::exclusive(map, site(at)).mode(mode);
        self.validator.acquire(&mut record.task, if tried { request.trylock() } else { request });
    }

    pub fn release(&mut self, record: &mut Record, class: &Class, at: Place) {
        let map = self.map(class);
        self.validator.release(&mut record.task, map, site(at));
    }

    pub fn downgrade(&mut self, record: &mut Record, class: &Class, at: Place) {
        let map = self.map(class);
        self.validator.downgrade(&mut record.task, map, site(at));
    }

    pub fn context(&mut self, record: &mut Record, event: Event, at: Place) {
        self.order += 1;
        self.validator.at(self.order);
        let task = &mut record.task;
        match event {
            Event::HardirqsOff => task.hardirqs_off(),
            Event::HardirqsOn => self.validator.hardirqs_on(task, site(at)),
            Event::SoftirqsOff => task.softirqs_off(),
            Event::SoftirqsOn => self.validator.softirqs_on(task, site(at)),
            Event::HardirqEnter => task.hardirq_enter(Handler::Threaded),
            Event::HardirqExit => task.hardirq_exit(),
            Event::SoftirqEnter => task.softirq_enter(),
            Event::SoftirqExit => task.softirq_exit(),
        }
    }

    pub fn take(&mut self) -> Vec<Finding> {
        self.validator.take_findings()
    }
}

/// A place as a name, made without allocating: this is on the way of every lock.
struct Name {
    bytes: [u8; 64],
    length: usize,
}

impl Name {
    /// The end of the file's name and the line.
    fn of(place: Place) -> Name {
        let file = place.file();
        let mut from = file.len().saturating_sub(48);
        while !file.is_char_boundary(from) {
            from += 1;
        }
        let mut name = Name { bytes: [0; 64], length: 0 };
        let _ = write!(name, "{}:{}", &file[from..], place.line());
        name
    }

    fn text(&self) -> &str {
        core::str::from_utf8(&self.bytes[..self.length]).unwrap_or("?")
    }
}

impl Write for Name {
    fn write_str(&mut self, text: &str) -> core::fmt::Result {
        let room = self.bytes.get_mut(self.length..self.length + text.len()).ok_or(core::fmt::Error)?;
        room.copy_from_slice(text.as_bytes());
        self.length += text.len();
        Ok(())
    }
}

/// The findings so far, in the validator's own form, and none of them again.
#[must_use]
pub fn findings() -> Vec<Finding> {
    track::findings::<Host>()
}

/// The findings so far as texts, each a headline as the kernel prints it, what was taken, what was held, and the other order,
/// with places. None of them comes again.
#[must_use]
pub fn reports() -> Vec<String> {
    findings().iter().map(report).collect()
}

/// A finding as a text.
#[must_use]
pub fn report(finding: &Finding) -> String {
    let at = place(finding.site);
    let mut text = String::new();
    let pid = finding.context.0 as u32;
    let _ = writeln!(text, "{}", finding.headline(&Who { pid, ..Who::default() }));
    let _ = writeln!(text, "  task {pid} at {at}");
    if let Some(lock) = &finding.lock {
        let _ = writeln!(text, "  wants {}", lock.class);
    }
    for held in &finding.held {
        let _ = writeln!(text, "  holds {} since {}", held.class, place(held.site));
    }
    let links: &[_] = match &finding.defect {
        Defect::Circular(circle) => &circle.links,
        Defect::SafeToUnsafe(chain) | Defect::IrqInversion(chain) => &chain.links,
        _ => &[],
    };
    for link in links {
        let witness = link.witness;
        let _ = writeln!(
            text,
            "  -> task {} took {} at {} while it held {} since {}",
            witness.context.0,
            link.class,
            place(witness.site),
            link.held,
            place(witness.held)
        );
    }
    text
}

macro_rules! events {
    ($($(#[$meta:meta])* $name:ident $event:ident)*) => {$(
        $(#[$meta])*
        #[track_caller]
        pub fn $name<P: Platform>() {
            track::context::<P>(Event::$event, Location::caller());
        }
    )*};
}

events! {
    /// An interrupt handler begins, on the stack of the task that it interrupts; interrupts are off.
    hardirq_enter HardirqEnter
    /// An interrupt handler ends.
    hardirq_exit HardirqExit
    /// Bottom halves begin to run; bottom halves are off.
    softirq_enter SoftirqEnter
    /// Bottom halves have run.
    softirq_exit SoftirqExit
    /// Interrupts have been turned off by other means than a lock's context.
    hardirqs_off HardirqsOff
    /// Interrupts are about to be turned on by other means than a lock's context.
    hardirqs_on HardirqsOn
    /// Bottom halves have been turned off by other means than a lock's context.
    softirqs_off SoftirqsOff
    /// Bottom halves are about to be turned on by other means than a lock's context.
    softirqs_on SoftirqsOn
}
