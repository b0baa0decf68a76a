//! Workqueues (Documentation/core-api/workqueue.rst): a work item is a function that runs once in process context, in a
//! kworker, however often it was queued before it began; never beside itself.
//!
//! ```text
//!   idle --queue--> pending --its worker--> running --returns--> idle      queue, while it runs: pending as well
//!     '--delay--> waits for time --tick--^
//! ```
//!
//! A worker is a task. Each item has one of its own, which is born when the item is queued and ends when the function
//! has returned and the item is not pending again: so no order between items is seen that only their sharing a thread
//! would make. It is on the CPU on which the item was queued; for an unbound queue on any. An ordered queue, and one whose
//! `max_active` is reached, holds items back in the order in which they were queued, and what one of an ordered queue
//! did is seen by the next.
//!
//! `flush_work` waits for the item as it was queued last, `cancel_work_sync` takes it from the queue and waits for the
//! one that runs; while it waits the item cannot be queued.
//!
//! Virtual time stands still while contexts run, so an item that queues itself is held back until the next tick when it
//! has run a few times at one instant.
//!
//! What this does not know: that items of one CPU's pool begin in order and that the next begins when the one before
//! sleeps. Queues do not promise it to items that are queued on different CPUs.

use crate::layout::work_struct::FUNCTION;
use crate::layout::workqueue_struct::{FLAGS, MAX_ACTIVE};
use crate::{
    Blocking, Call, Context, Kind, Level, Machine, Misuse, Name, Op, Operation, Phase, Progress, Timer, ids,
    layout, objects,
};
use engine::{Alts, Ctx, Footprint, Mode, WaitsFor};
use region::Memory;

/// Operations on a `struct work_struct` by its address, or a workqueue by its.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Work {
    /// `queue_work_on(cpu, queue, work)`; [`Work::LOCAL`]: the CPU of the caller. Returns whether it was not pending.
    Queue(usize, usize, u16),
    /// `queue_delayed_work(queue, work, jiffies)`: returns whether it was not pending.
    Delay(usize, usize, u64),
    /// `mod_delayed_work(queue, work, jiffies)`: returns whether it was pending.
    Modify(usize, usize, u64),
    /// `cancel_work`, `cancel_delayed_work`: returns whether it was pending.
    Cancel(usize, Sort),
    /// `cancel_work_sync`, `cancel_delayed_work_sync`
    CancelSync(usize, Sort),
    /// Wait until it does not run; the second field is what the call returns.
    Canceling(usize, bool, Sort),
    /// `flush_work`: returns whether it had to wait.
    Flush(usize),
    /// `flush_delayed_work`: queues it at once, if it waits for time.
    FlushDelayed(usize),
    /// Wait until what was queued up to this number has run.
    Flushing(usize, u32),
    /// `flush_workqueue`, by the address of the queue.
    FlushQueue(usize),
    /// `drain_workqueue`: also waits for what items of the queue put on it.
    Drain(usize),
    /// Wait until what was queued on the queue up to this number has run.
    FlushingQueue(usize, u32),
    /// `work_pending`
    IsPending(usize),
    /// `work_busy`: 1 if it is pending, 2 if it runs.
    Busy(usize),
    /// A worker begins to run the item with this id.
    Start(u32),
    /// The item's function has returned.
    Done(u32),
}

/// What the caller takes an item for; the same to the machine.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sort {
    /// A `struct work_struct`.
    Work,
    /// A `struct delayed_work`.
    Delayed,
}

/// One that others queue may run so often at one instant.
const BURST: u32 = 64;

impl Work {
    /// The CPU of the caller.
    pub const LOCAL: u16 = u16::MAX;

    /// The address of the item, or of the queue.
    pub fn address(&self) -> Option<usize> {
        use Work::*;
        match *self {
            Queue(a, ..) | Delay(a, ..) | Modify(a, ..) | Cancel(a, _) | CancelSync(a, _) => Some(a),
            Canceling(a, ..) => Some(a),
            Flush(a) | FlushDelayed(a) | Flushing(a, _) | IsPending(a) | Busy(a) => Some(a),
            FlushQueue(a) | Drain(a) | FlushingQueue(a, _) => Some(a),
            Start(_) | Done(_) => None,
        }
    }

    fn of_queue(&self) -> bool {
        matches!(self, Work::FlushQueue(_) | Work::Drain(_) | Work::FlushingQueue(..))
    }
}

impl Operation for Work {
    fn picks<M: Memory>(&self, m: &Machine<M>, _: Ctx) -> Alts {
        let waits = match *self {
            Work::Canceling(a, ..) => m.object_at(a).is_some_and(|o| o.owner != Ctx::NONE),
            Work::Flushing(a, number) => m.object_at(a).is_some_and(|o| o.is_before(number)),
            Work::FlushingQueue(queue, number) => m.busy_item(queue, number).is_some(),
            Work::Start(id) => !m.may_start(id as usize),
            _ => false,
        };
        if waits { Alts::NONE } else { Alts::ONE }
    }

    fn wants<M: Memory>(&self, m: &Machine<M>, _: Ctx) -> Footprint {
        let address = match *self {
            Work::Start(id) | Work::Done(id) => m.objects[id as usize].address,
            _ => self.address().unwrap_or(0),
        };
        Footprint::of(objects::timer(address), Mode::Write)
    }

    fn perform<M: Memory>(&self, m: &mut Machine<M>, c: Ctx, _: u8, fp: &mut Footprint) -> Progress {
        match *self {
            Work::Start(id) => return m.start_work(c, id as usize, fp),
            Work::Done(id) => return m.finish_work(c, id as usize, fp),
            _ if self.of_queue() => return self.on_queue(m, c, fp),
            _ => {}
        }
        let address = self.address().unwrap_or(0);
        let id = match m.object(Kind::Work, address) {
            Ok(id) => id,
            Err(misuse) => return Progress::Misused(misuse, 0),
        };
        let o = m.objects[id];
        let object = objects::timer(address);
        match *self {
            Work::Queue(_, queue, _) | Work::Delay(_, queue, _) | Work::Modify(_, queue, _) => {
                if let Err(misuse) = m.workqueue(queue) {
                    return Progress::Misused(misuse, 0);
                }
                fp.add(object, Mode::Write);
                fp.add(object, Mode::Release);
                let modifies = matches!(self, Work::Modify(..));
                if m.is_canceled(address) || o.armed && !modifies {
                    return Progress::Returns(0);
                }
                m.take_off(id);
                let cpu = match *self {
                    Work::Queue(_, _, cpu) if cpu < m.config.cpus => cpu,
                    _ => m.contexts[c.index()].cpu,
                };
                m.objects[id].cpu = cpu;
                m.objects[id].queue = queue;
                match *self {
                    Work::Delay(_, _, jiffies) | Work::Modify(_, _, jiffies) if jiffies > 0 => {
                        m.objects[id].expires = m.jiffies_from_now(jiffies);
                        m.objects[id].armed = true;
                        m.works.push(id as u32);
                    }
                    _ => m.put_on(id, o.owner == c),
                }
                Progress::Returns(if modifies { o.armed.into() } else { 1 })
            }
            Work::Cancel(..) => {
                fp.add(object, Mode::Write);
                m.take_off(id);
                Progress::Returns(o.armed.into())
            }
            Work::CancelSync(_, sort) if o.owner != Ctx::NONE => {
                fp.add(object, Mode::Write);
                m.take_off(id);
                Progress::Then(Work::Canceling(address, o.armed, sort).into())
            }
            Work::CancelSync(..) | Work::Canceling(..) => {
                fp.add(object, Mode::Acquire);
                m.take_off(id);
                Progress::Returns(match *self {
                    Work::Canceling(_, was, _) => was.into(),
                    _ => o.armed.into(),
                })
            }
            Work::Flush(_) | Work::FlushDelayed(_) => {
                if matches!(self, Work::FlushDelayed(_)) && o.armed && !o.due {
                    m.take_off(id);
                    m.put_on(id, false);
                }
                if m.objects[id].is_before(u32::MAX) {
                    fp.add(object, Mode::Write);
                    return Progress::Then(Work::Flushing(address, m.ticket).into());
                }
                fp.add(object, Mode::Acquire);
                Progress::Returns(0)
            }
            Work::Flushing(..) => {
                fp.add(object, Mode::Acquire);
                Progress::Returns(1)
            }
            Work::Busy(_) => {
                fp.add(object, Mode::Read);
                Progress::Returns(u64::from(o.armed) | u64::from(o.owner != Ctx::NONE) << 1)
            }
            _ => {
                fp.add(object, Mode::Read);
                Progress::Returns(o.armed.into())
            }
        }
    }

    fn waits_for<M: Memory>(&self, m: &Machine<M>, _: Ctx) -> WaitsFor {
        let item = match *self {
            Work::Canceling(a, ..) | Work::Flushing(a, _) => m.object_at(a).copied(),
            Work::FlushingQueue(queue, number) => m.busy_item(queue, number).map(|id| m.objects[id]),
            Work::Start(id) => m.predecessor(id as usize).map(|id| m.objects[id]),
            _ => None,
        };
        match item {
            Some(o) if o.owner != Ctx::NONE => WaitsFor::Context(o.owner),
            Some(o) if o.due && o.worker != Ctx::NONE => WaitsFor::Context(o.worker),
            _ => WaitsFor::Anyone,
        }
    }

    fn blocking(&self) -> Blocking {
        match self {
            Work::CancelSync(..)
            | Work::Flush(_)
            | Work::FlushDelayed(_)
            | Work::FlushQueue(_)
            | Work::Drain(_) => Blocking::MightSleep,
            _ => Blocking::Never,
        }
    }

    fn sleeps(&self) -> bool {
        use Work::*;
        matches!(self, Canceling(..) | Flushing(..) | FlushingQueue(..) | Start(_))
    }

    fn looks(&self) -> bool {
        matches!(self, Work::IsPending(_) | Work::Busy(_))
    }
}

impl crate::Object {
    /// Whether the item was queued up to this number and has not run since.
    fn is_before(&self, number: u32) -> bool {
        self.due && self.number <= number || self.owner != Ctx::NONE && self.running <= number
    }
}

impl Work {
    fn on_queue<M: Memory>(&self, m: &mut Machine<M>, _: Ctx, fp: &mut Footprint) -> Progress {
        let queue = self.address().unwrap_or(0);
        if let Err(misuse) = m.workqueue(queue) {
            return Progress::Misused(misuse, 0);
        }
        let number = if matches!(self, Work::Drain(_)) { u32::MAX } else { m.ticket };
        match *self {
            Work::FlushQueue(_) | Work::Drain(_) if m.busy_item(queue, number).is_some() => {
                fp.add(objects::timer(queue), Mode::Write);
                Progress::Then(Work::FlushingQueue(queue, number).into())
            }
            _ => {
                fp.add(objects::timer(queue), Mode::Acquire);
                Progress::Returns(0)
            }
        }
    }
}

/// What limits the items of a queue.
#[derive(Clone, Copy)]
struct Limits {
    /// How many may run at once: on each CPU, or in all if it is unbound.
    active: u32,
    unbound: bool,
}

impl<M: Memory> Machine<M> {
    /// The queue at this address, which must be alive.
    fn workqueue(&mut self, queue: usize) -> Result<(), Misuse> {
        if layout::SYSTEM_QUEUES.contains(&queue) {
            return Ok(());
        }
        self.object(Kind::Workqueue, queue).map(|_| ())
    }

    fn limits(&self, queue: usize) -> Limits {
        let word = |at| self.memory.load(queue + at, 4).unwrap_or(0) as u32;
        match layout::SYSTEM_QUEUES.iter().position(|q| *q == queue) {
            Some(i) => Limits { active: u32::MAX, unbound: layout::SYSTEM_UNBOUND == i },
            None => {
                let active = if word(MAX_ACTIVE) == 0 { u32::MAX } else { word(MAX_ACTIVE) };
                Limits { active, unbound: word(FLAGS) & layout::WQ_UNBOUND != 0 }
            }
        }
    }

    fn is_canceled(&self, address: usize) -> bool {
        self.alive.iter().any(|c| match self.contexts[c.index()].phase {
            Phase::Declared(Op::Work(Work::Canceling(a, ..))) => a == address,
            _ => false,
        })
    }

    /// The item is pending no more.
    pub(crate) fn take_off(&mut self, id: usize) {
        let o = &mut self.objects[id];
        if !o.armed {
            return;
        }
        let worker = o.worker;
        (o.armed, o.due) = (false, false);
        self.works.retain(|w| *w as usize != id);
        let waits = Phase::Declared(Op::Work(Work::Start(id as u32)));
        if worker != Ctx::NONE && self.contexts[worker.index()].phase == waits {
            self.leave_alive(worker);
        }
    }

    /// The item is put on its queue; by itself, while it runs, or by others.
    fn put_on(&mut self, id: usize, by_itself: bool) {
        let (now, laps) = (self.now, self.config.laps);
        self.ticket += 1;
        let o = &mut self.objects[id];
        let enough = if by_itself { laps } else { BURST };
        let later = o.since == now && o.burst >= enough;
        o.expires = if later { (now / Timer::TICK_NS + 1) * Timer::TICK_NS } else { now };
        (o.armed, o.due, o.number) = (true, true, self.ticket);
        self.works.retain(|w| *w as usize != id);
        self.works.push(id as u32);
        if later {
            self.start_clock();
        }
        self.employ(id);
    }

    /// A worker for the item, unless one runs it. If there is no place for one, the next that ends makes room.
    fn employ(&mut self, id: usize) {
        let o = self.objects[id];
        let own = o.worker != Ctx::NONE && self.contexts[o.worker.index()].work == id as u32 + 1;
        if own && self.contexts[o.worker.index()].is_alive() {
            return;
        }
        let Some(c) = (if own { Some(o.worker) } else { self.free_worker(o.address) }) else { return };
        let unbound = self.limits(o.queue).unbound;
        let cpu = if unbound { c.0 % self.config.cpus } else { o.cpu };
        let function = self.memory.load(o.address + FUNCTION, 8).unwrap_or(0) as usize;
        let stays = own && self.contexts[c.index()].cpu == cpu;
        let name = if stays { self.contexts[c.index()].name } else { self.worker_name(cpu, unbound) };
        self.contexts[c.index()] = Context {
            level: Level::Task,
            cpu,
            bound: !unbound,
            birth: (Ctx::NONE, c.0),
            entry: (function, id as u64),
            work: id as u32 + 1,
            name,
            started: true,
            asleep: true,
            given: self.contexts[c.index()].given,
            ..Context::ABSENT
        }
        .declaring(Work::Start(id as u32).into());
        self.objects[id].worker = c;
        self.enter_alive(c);
        self.write_task(c);
    }

    fn free_worker(&self, address: usize) -> Option<Ctx> {
        let (first, last) = (*ids::TASKS.start(), *ids::TASKS.end());
        let wish = 129 + (address >> 3) as u16 % (last - 128);
        let places = || (wish..=last).chain(first..wish).map(Ctx);
        let unused = |c: &Ctx| self.contexts[c.index()].phase == Phase::Absent;
        let dead = |c: &Ctx| self.contexts[c.index()].phase == Phase::Dead;
        places().find(unused).or_else(|| places().find(dead))
    }

    /// `kworker/CPU:N`, the Nth worker on its CPU; `kworker/uPOOL:N` of an unbound queue.
    fn worker_name(&self, cpu: u16, unbound: bool) -> Name {
        let alike = |c: &&Context| match c.name.bytes()[8] == b'u' {
            true => unbound,
            false => !unbound && c.cpu == cpu,
        };
        let workers =
            self.born.iter().map(|c| &self.contexts[c.index()]).filter(|c| c.work > 0).filter(alike);
        let nth = workers.count() as u16 + 1;
        let (pool, mut at) = if unbound { (2 * self.config.cpus, 9) } else { (cpu, 8) };
        let mut text = *b"kworker/u\0\0\0\0\0\0\0";
        for (number, end) in [(pool, b':'), (nth, 0)] {
            for unit in [100, 10, 1] {
                if number >= unit || unit == 1 {
                    text[at] = b'0' + (number / unit % 10) as u8;
                    at += 1;
                }
            }
            text[at.min(15)] = end;
            at += 1;
        }
        Name::new(&text[..at - 1])
    }

    /// The item before which this one, which is pending, may not begin.
    fn predecessor(&self, id: usize) -> Option<usize> {
        let o = &self.objects[id];
        let limits = self.limits(o.queue);
        if limits.active == u32::MAX {
            return None;
        }
        let beside = |other: &crate::Object| {
            other.kind == Kind::Work && other.queue == o.queue && (limits.unbound || other.cpu == o.cpu)
        };
        let running = || {
            (0..self.objects.len())
                .filter(|i| self.objects[*i].owner != Ctx::NONE && beside(&self.objects[*i]))
        };
        let before = |w: &&u32| {
            let other = &self.objects[**w as usize];
            other.due && other.number < o.number && beside(other)
        };
        match running().count() as u32 >= limits.active {
            true => running().next(),
            false => self.works.iter().find(before).map(|w| *w as usize),
        }
    }

    fn may_start(&self, id: usize) -> bool {
        let o = &self.objects[id];
        o.due && o.expires <= self.now && o.owner == Ctx::NONE && self.predecessor(id).is_none()
    }

    /// An item of the queue that was queued up to this number and has not run since.
    fn busy_item(&self, queue: usize, number: u32) -> Option<usize> {
        let busy = |o: &crate::Object| o.kind == Kind::Work && o.queue == queue && o.is_before(number);
        self.objects.iter().position(busy)
    }

    fn start_work(&mut self, c: Ctx, id: usize, fp: &mut Footprint) -> Progress {
        let now = self.now;
        self.works.retain(|w| *w as usize != id);
        let o = &mut self.objects[id];
        o.burst = if o.since == now { o.burst + 1 } else { 1 };
        (o.since, o.armed, o.due, o.owner, o.running) = (now, false, false, c, o.number);
        o.fired += 1;
        let (address, queue) = (o.address, o.queue);
        fp.add(objects::timer(address), Mode::Acquire);
        if self.limits(queue).active == 1 {
            fp.add(objects::timer(queue), Mode::Acquire);
        }
        match self.memory.load(address + FUNCTION, 8) {
            Some(function) => {
                self.contexts[c.index()].entry.0 = function as usize;
                Progress::Calls(Call { function: function as usize, arguments: [address as u64, 0] })
            }
            None => Progress::Misused(Misuse::Wild { address }, 0),
        }
    }

    /// The function has returned; the item's memory may be gone.
    fn finish_work(&mut self, c: Ctx, id: usize, fp: &mut Footprint) -> Progress {
        let o = &mut self.objects[id];
        fp.add(objects::timer(o.address), Mode::Release);
        fp.add(objects::timer(o.queue), Mode::Release);
        if o.owner == c {
            o.owner = Ctx::NONE;
        }
        if o.due && o.worker == c {
            return Progress::Then(Work::Start(id as u32).into());
        }
        let unstaffed = |w: &u32| {
            let o = &self.objects[*w as usize];
            o.due && (o.worker == Ctx::NONE || self.contexts[o.worker.index()].work != *w + 1)
        };
        let waiting = self.works.iter().copied().find(unstaffed);
        match waiting {
            Some(next) => {
                self.contexts[c.index()].work = next + 1;
                self.objects[next as usize].worker = c;
                Progress::Then(Work::Start(next).into())
            }
            None => Progress::Ends,
        }
    }

    /// Items whose time has come are put on their queues.
    pub(crate) fn expire_works(&mut self) {
        let mut i = 0;
        while i < self.works.len() {
            let id = self.works[i] as usize;
            let o = &self.objects[id];
            if !o.due && o.expires <= self.now {
                // It goes to the end of the list.
                self.put_on(id, false);
            } else {
                i += 1;
            }
        }
    }

    /// When items are due, and whether each has done its laps.
    pub(crate) fn work_expiries(&self) -> impl Iterator<Item = (u64, bool)> + '_ {
        let waiting = self.works.iter().map(|w| &self.objects[*w as usize]);
        waiting.filter(|o| o.expires > self.now).map(|o| (o.expires, o.fired >= self.config.laps))
    }

    /// The item that a worker runs.
    pub fn current_work(&self, c: Ctx) -> Option<usize> {
        let id = self.contexts[c.index()].work.checked_sub(1)?;
        Some(self.objects[id as usize].address)
    }
}
