//! What is done about an interrupt: the actions of a line, one for each `request_irq`, and their threads.
//!
//! ```text
//!   handler --IRQ_WAKE_THREAD--> woken --its thread--> runs --returns--> waits to be woken
//!                                  ^                     |
//!                                  '--- woken again -----'   (it runs again)
//! ```
//!
//! The handlers of a line run one after the other, each asked whether its device wants it. An action with `IRQF_ONESHOT`
//! keeps its line masked from the wake-up of its thread until the thread function has returned. `free_irq` takes the
//! action off the line, waits for the handlers that run, and then for the thread, which first does what it was woken for.
//!
//! Order: what handlers did is seen by the thread that they wake, and what the thread did by whoever waits for it.
//!
//! What this does not know: that threads of interrupts have real-time priority; forced threading.

use crate::layout::{IRQF_NO_AUTOEN, IRQF_ONESHOT, IRQF_SHARED, IRQF_TRIGGER_MASK};
use crate::{Call, Context, Level, Machine, Name, Op, Progress, ids, objects};
use engine::{Ctx, Footprint, Mode};
use region::Memory;

/// A handler on a line.
#[derive(Clone, Copy, Debug)]
pub struct Action {
    /// The line's number.
    pub irq: u32,
    /// The handler's address; 0: there is none, the thread is woken at once.
    pub handler: usize,
    /// The function of its thread; 0: it has none.
    pub thread_fn: usize,
    /// The last argument of both: what tells the actions of a line apart.
    pub dev: u64,
    /// `IRQF_SHARED` and the like.
    pub flags: u32,
    /// The address of the name that it was requested with.
    pub name: usize,
    /// Its thread.
    pub thread: Ctx,
    /// It is on its line.
    pub live: bool,
    woken: bool,
    runs: bool,
    masks: bool,
}

impl Action {
    /// An action that is on no line yet.
    pub const fn new(
        irq: u32,
        handler: usize,
        thread_fn: usize,
        dev: u64,
        flags: u32,
        name: usize,
    ) -> Action {
        Action {
            irq,
            handler,
            thread_fn,
            dev,
            flags,
            name,
            thread: Ctx::NONE,
            live: false,
            woken: false,
            runs: false,
            masks: false,
        }
    }

    /// What it calls first: its handler, else the function of its thread.
    pub fn function(&self) -> usize {
        if self.handler != 0 { self.handler } else { self.thread_fn }
    }

    /// Whether its thread has something to do, or does it.
    pub(crate) fn is_busy(&self) -> bool {
        self.woken || self.runs
    }

    /// Whether it may be beside `other` on a line.
    fn agrees(&self, other: &Action) -> bool {
        let differ = self.flags ^ other.flags;
        self.flags & other.flags & IRQF_SHARED != 0 && differ & (IRQF_TRIGGER_MASK | IRQF_ONESHOT) == 0
    }

    /// Whether `request_threaded_irq` takes these arguments at all.
    fn is_valid(&self) -> bool {
        let shared = self.flags & IRQF_SHARED != 0;
        let nameless = shared && (self.dev == 0 || self.flags & IRQF_NO_AUTOEN != 0);
        let unmasked = self.handler == 0 && (self.thread_fn == 0 || self.flags & IRQF_ONESHOT == 0);
        !nameless && !unmasked && self.irq < 1024
    }
}

const ENOMEM: i64 = 12;
const EBUSY: i64 = 16;
const EINVAL: i64 = 22;

/// What orders the handlers of a line before its threads, and the threads before who waits for them.
pub(crate) fn threads(slot: usize) -> engine::Obj {
    objects::of(objects::IRQ_THREADS, ids::line(slot))
}

impl<M: Memory> Machine<M> {
    /// A place for an action that [`crate::Irq::Request`] puts on its line.
    pub fn prepare_action(&mut self, action: Action) -> u32 {
        self.actions.push(action);
        self.actions.len() as u32 - 1
    }

    /// Every action that was ever asked for in this execution, in that order, which is that of the handlers of a line.
    pub fn actions(&self) -> &[Action] {
        &self.actions
    }

    pub(crate) fn actions_of(&self, irq: u32) -> impl Iterator<Item = (usize, &Action)> + '_ {
        self.actions.iter().enumerate().filter(move |(_, a)| a.irq == irq)
    }

    /// The action of this device on this line.
    pub(crate) fn action_of(&self, irq: u32, dev: u64) -> Option<usize> {
        self.actions_of(irq).find(|(_, a)| a.live && a.dev == dev).map(|(i, _)| i)
    }

    /// Whether a thread keeps the line masked.
    pub(crate) fn is_masked(&self, irq: u32) -> bool {
        self.actions_of(irq).any(|(_, a)| a.masks)
    }

    /// The thread of an action of the line that is woken or runs.
    pub(crate) fn busy_thread(&self, irq: u32) -> Option<Ctx> {
        self.actions_of(irq).find(|(_, a)| a.is_busy()).map(|(_, a)| a.thread)
    }

    /// Why the action cannot be put on its line, as an error number; 0: it can.
    pub(crate) fn refusal(&self, index: usize) -> i64 {
        let action = &self.actions[index];
        if !action.is_valid() {
            return -EINVAL;
        }
        let agrees = self.actions_of(action.irq).all(|(_, other)| !other.live || action.agrees(other));
        if agrees { 0 } else { -EBUSY }
    }

    /// Makes the thread of an action, if it has one.
    pub(crate) fn thread_appears(&mut self, index: usize, parent: Ctx) -> i64 {
        let action = self.actions[index];
        if action.thread_fn == 0 {
            return 0;
        }
        let nth = self.contexts[parent.index()].children;
        let Some(c) = self.free_task(parent, nth) else { return -ENOMEM };
        self.contexts[parent.index()].children += 1;
        self.contexts[c.index()] = Context {
            level: Level::Task,
            cpu: c.0 % self.config.cpus,
            birth: (parent, nth),
            entry: (action.thread_fn, action.dev),
            origin: self.contexts[parent.index()].place.pc,
            name: self.thread_name(&action),
            started: true,
            asleep: true,
            action: index as u32 + 1,
            given: self.contexts[c.index()].given,
            ..Context::ABSENT
        }
        .declaring(Op::Irq(crate::Irq::Thread(index as u32)));
        self.actions[index].thread = c;
        self.enter_alive(c);
        self.write_task(c);
        0
    }

    /// `irq/7-button`
    fn thread_name(&self, action: &Action) -> Name {
        let mut text = *b"irq/\0\0\0\0\0\0\0\0\0\0\0\0";
        let mut at = 4;
        for unit in [1000, 100, 10, 1] {
            if action.irq >= unit || unit == 1 {
                text[at] = b'0' + (action.irq / unit % 10) as u8;
                at += 1;
            }
        }
        text[at] = b'-';
        for (i, byte) in text[at + 1..15].iter_mut().enumerate() {
            match self.memory.load(action.name + i, 1) {
                Some(b) if b != 0 && action.name != 0 => *byte = b as u8,
                _ => break,
            }
        }
        Name::new(&text)
    }

    /// The handler of `index` has returned `IRQ_WAKE_THREAD`. Whether there is a thread to be woken.
    fn wake_thread(&mut self, index: usize) -> bool {
        let action = &mut self.actions[index];
        let has = action.thread != Ctx::NONE && self.contexts[action.thread.index()].is_alive();
        if has {
            action.woken = true;
            action.masks |= action.flags & IRQF_ONESHOT != 0;
        }
        has
    }

    /// The line in `slot` goes on to its next handler at or after `from`; `woken`: the one before has woken its thread.
    /// `None`: there is none left.
    pub(crate) fn next_handler(
        &mut self,
        slot: usize,
        from: usize,
        mut woken: bool,
        fp: &mut Footprint,
    ) -> Option<Call> {
        let irq = self.lines[slot].irq;
        let mut next = None;
        for index in from..self.actions.len() {
            let a = &self.actions[index];
            if a.irq != irq || !a.live {
                continue;
            }
            if a.handler != 0 {
                self.lines[slot].at = index as u32;
                next = Some(Call { function: a.handler, arguments: [irq.into(), a.dev] });
                break;
            }
            woken |= self.wake_thread(index);
        }
        if woken {
            fp.add(threads(slot), Mode::Release);
        }
        next
    }

    /// A handler of the line in `slot` has returned `IRQ_WAKE_THREAD`: whether there is a thread to be woken.
    pub(crate) fn handler_wakes(&mut self, slot: usize) -> bool {
        self.wake_thread(self.lines[slot].at as usize)
    }

    /// Whether the thread of the action may do something: what it was woken for, or end.
    pub(crate) fn thread_goes_on(&self, index: usize) -> bool {
        let a = &self.actions[index];
        a.woken || !a.live && !self.lines[self.slot_of(a.irq)].active
    }

    /// The thread of the action does what it was woken for; it ends if it was not and the action is off its line.
    pub(crate) fn thread_begins(&mut self, index: usize, c: Ctx, fp: &mut Footprint) -> Progress {
        let slot = self.slot_of(self.actions[index].irq);
        let a = &mut self.actions[index];
        if !a.woken {
            fp.add(objects::of(objects::EXIT, c), Mode::Release);
            return Progress::Ends;
        }
        (a.woken, a.runs) = (false, true);
        fp.add(threads(slot), Mode::Acquire);
        Progress::Calls(Call { function: a.thread_fn, arguments: [a.irq.into(), a.dev] })
    }

    /// The thread function has returned.
    pub(crate) fn thread_done(&mut self, index: usize, fp: &mut Footprint) -> Progress {
        let slot = self.slot_of(self.actions[index].irq);
        let a = &mut self.actions[index];
        a.runs = false;
        fp.add(threads(slot), Mode::Release);
        if a.masks && !a.woken {
            // The line is unmasked under its lock.
            a.masks = false;
            fp.add(objects::of(objects::LINE, ids::line(slot)), Mode::Release);
        }
        Progress::Then(Op::Irq(crate::Irq::Thread(index as u32)))
    }
}
