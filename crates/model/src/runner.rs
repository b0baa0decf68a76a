//! The life of an execution: threads as fibers on one thread of the computer.
//!
//! A thread runs up to its next operation, which it declares; the engine's course says who moves; if that is somebody
//! else, the thread's fiber suspends itself, and the loop in [`Runner::execute`] resumes the other's. Switching is some
//! tens of nanoseconds; nothing is allocated between a declaration and the resumption.
//!
//! **A panic** is a finding. Where panics unwind, the fiber is unwound up to its next operation; where they abort, the hook
//! never returns. Either way the execution is over, and what its fibers hold is forgotten, not dropped. The thread of
//! the computer counts as one that panics from then on, and is not used for another execution.

use crate::clock::THREADS;
use crate::object::At;
use crate::op::Op;
use crate::world::{Finding, Phase, World, end};
use corosensei::stack::{DefaultStack, Stack};
use engine::{Course, Ctx, Ending, Fiber, Footprint, Resumed, StackSpan, Strategy, Turn, World as _};
use std::cell::{Cell, RefCell};
use std::panic::AssertUnwindSafe;
use std::ptr::NonNull;
use std::sync::Once;

/// Bytes of a thread's stack.
const STACK: usize = 256 * 1024;

/// File, line, column.
pub(crate) type Place = (String, u32, u32);

/// What a thread runs.
pub(crate) type Body = Box<dyn FnOnce()>;

/// One execution after the other.
pub(crate) struct Runner {
    pub(crate) world: World,
    pub(crate) course: Course,
    fibers: Box<[Fiber]>,
    stacks: Vec<DefaultStack>,
    bodies: Vec<Option<Body>>,
    /// invariant: points to the strategy of `execute`, which is on the stack below, or is empty.
    strategy: Option<NonNull<dyn Strategy>>,
    running: u8,
    next: Option<u8>,
    /// Who has made a thread that has not come to its first operation yet.
    makers: Vec<u8>,
    over: Option<Ending>,
    steps: u64,
    /// The step behind which code runs, which belongs to it: the strategy is told when that has come to its end.
    made: Option<(Ctx, u8, Footprint)>,
}

thread_local! {
    /// The runner of this thread of the computer, while it runs code of the user.
    static RUNNER: Cell<*mut Runner> = const { Cell::new(std::ptr::null_mut()) };
    /// The panic that the hook has seen.
    static PANIC: RefCell<Option<(String, Option<Place>)>> = const { RefCell::new(None) };
}

/// What the code of a thread asks for.
///
/// # Panics
/// If nothing is being searched on this thread of the computer.
fn runner() -> *mut Runner {
    let runner = RUNNER.get();
    assert!(!runner.is_null(), "what belongs to `model` is used outside of `model::check`");
    runner
}

/// Whether code of a thread of an execution runs, and the execution is not over.
pub(crate) fn is_running() -> bool {
    let runner = RUNNER.get();
    // SAFETY: it points to the runner of `execute` below on this stack or on that of the loop, as long as it is set.
    !runner.is_null() && unsafe { (*runner).over.is_none() }
}

/// A question to the world, or a change of it, that is no step. It does not return if the execution is over, or ends by it.
pub(crate) fn with<R>(f: impl FnOnce(&mut World, u8) -> R) -> R {
    let pointer = runner();
    let result = {
        // SAFETY: as in `is_running`; `f` does not suspend, so no other reference to the runner is made meanwhile.
        let runner = unsafe { &mut *pointer };
        match runner.over {
            Some(_) => None,
            None => {
                let result = f(&mut runner.world, runner.running);
                runner.over = runner.world.finding.as_ref().map(|_| Ending::Stopped);
                runner.over.is_none().then_some(result)
            }
        }
    };
    match result {
        Some(result) => result,
        None => vanish(pointer),
    }
}

/// The running thread is never resumed: the execution is over.
fn vanish(runner: *mut Runner) -> ! {
    loop {
        // SAFETY: as in `is_running`.
        leave(unsafe { (*runner).running });
    }
}

/// The running thread performs `op`, which it declares at `at`: what it comes to. Others may move before. When the
/// execution is over this does not return, not even to a thread that is being unwound.
pub(crate) fn operate(op: Op, at: At) -> (u64, bool) {
    let pointer = runner();
    let me = {
        // SAFETY: as in `is_running`. The reference ends before the fiber is suspended.
        let runner = unsafe { &mut *pointer };
        if runner.over.is_some() {
            vanish(pointer);
        }
        let me = runner.running;
        let thread = &mut runner.world.threads[usize::from(me)];
        thread.phase = Phase::Declared(op);
        thread.at = at;
        runner.world.may_join |= matches!(op, Op::Join(_));
        let next = match runner.makers.pop() {
            Some(maker) => Some(maker),
            None => runner.schedule(),
        };
        if next == Some(me) {
            return runner.world.threads[usize::from(me)].result;
        }
        runner.next = next;
        me
    };
    leave(me);
    // SAFETY: the runner outlives the fibers, which it resumes.
    unsafe { (&(*pointer).world.threads)[usize::from(me)].result }
}

/// Suspends the running thread, which is this one.
fn leave(me: u8) {
    let runner = runner();
    // SAFETY: this runs on the fiber of `me`, and nothing that has a destructor is in our frames. Frames of the user may
    // have some; an execution that is over forgets them, which is safe.
    unsafe { (&(*runner).fibers)[usize::from(me)].suspend() }
}

/// Makes a thread that runs `body`; it runs up to its first operation. None: there are too many.
pub(crate) fn spawn(name: Option<String>, body: Body, at: At) -> Option<u8> {
    let pointer = runner();
    let me = {
        // SAFETY: as in `operate`.
        let runner = unsafe { &mut *pointer };
        if runner.over.is_some() {
            vanish(pointer);
        }
        let me = runner.running;
        let child = runner.world.born(Some(me), at)?;
        runner.world.threads[usize::from(child)].name = name;
        runner.ready(child, body);
        runner.makers.push(me);
        runner.next = Some(child);
        (me, child)
    };
    leave(me.0);
    Some(me.1)
}

/// The body of every fiber.
fn run(thread: u64) -> u64 {
    let runner = runner();
    // SAFETY: as in `operate`.
    let body = unsafe { (&mut (*runner).bodies)[thread as usize].take() };
    if let Some(body) = body
        && std::panic::catch_unwind(AssertUnwindSafe(body)).is_err()
    {
        // The hook has said what there is to say.
        return 1;
    }
    0
}

static HOOK: Once = Once::new();

/// From here on a panic of a thread of an execution is noted and not printed.
pub(crate) fn install_hook() {
    HOOK.call_once(|| {
        let previous = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let runner = RUNNER.get();
            if runner.is_null() {
                return previous(info);
            }
            let message = info.payload_as_str().unwrap_or("a value that is no text").to_owned();
            let at = info.location().map(|l| (l.file().to_owned(), l.line(), l.column()));
            PANIC.with_borrow_mut(|seen| _ = seen.get_or_insert((message, at)));
            // SAFETY: as in `is_running`.
            let running = unsafe {
                (*runner).over.get_or_insert(Ending::Stopped);
                (*runner).running
            };
            if cfg!(panic = "abort") {
                leave(running);
            }
        }));
    });
}

impl Runner {
    /// A runner; `births` are the parents of threads that earlier executions had.
    pub(crate) fn new(births: Vec<u8>, records: bool) -> Runner {
        Runner {
            world: World::new(births, records),
            course: Course::default(),
            fibers: (0..THREADS).map(|_| Fiber::default()).collect(),
            stacks: Vec::with_capacity(THREADS),
            bodies: (0..THREADS).map(|_| None).collect(),
            strategy: None,
            running: 0,
            next: None,
            makers: Vec::with_capacity(THREADS),
            over: None,
            steps: 0,
            made: None,
        }
    }

    /// One execution of `body`, with at most so many steps and weak failures. What was found is in the world.
    pub(crate) fn execute(
        &mut self,
        body: Body,
        strategy: &mut dyn Strategy,
        steps: u64,
        weak: u32,
    ) -> Ending {
        self.course.reset();
        self.course.ask_always(strategy.asks_always());
        self.world.reset(generation(), weak);
        (self.over, self.next, self.steps, self.made) = (None, None, steps, None);
        self.makers.clear();
        let pointer: *mut (dyn Strategy + '_) = strategy;
        // SAFETY: only the lifetime changes; the pointer is cleared below, before `strategy` can go.
        let pointer: *mut (dyn Strategy + 'static) = unsafe { std::mem::transmute(pointer) };
        self.strategy = NonNull::new(pointer);
        let main = self.world.born(None, std::panic::Location::caller()).unwrap_or(0);
        self.ready(main, body);
        // From here on the threads use the runner through the pointer, and so does this loop.
        let this: *mut Runner = self;
        let outer = RUNNER.replace(this);
        let mut next = Some(main);
        while let Some(thread) = next {
            // SAFETY: `this` is valid for the call; no reference to the runner lives across `resume` but that to the
            // fiber, which nobody else touches but to suspend it, through a shared reference.
            next = unsafe {
                (*this).running = thread;
                let fiber: *mut Fiber = &mut (&mut (*this).fibers)[usize::from(thread)];
                let resumed = (*fiber).resume();
                (*this).resumed(thread, resumed)
            };
        }
        RUNNER.set(outer);
        self.tell_step();
        self.strategy = None;
        for fiber in &mut self.fibers {
            fiber.kill();
        }
        for body in &mut self.bodies {
            *body = None;
        }
        self.conclude()
    }

    /// Who goes on when a fiber has come back.
    fn resumed(&mut self, thread: u8, resumed: Resumed) -> Option<u8> {
        if let Some((message, at)) = PANIC.take() {
            // An operation that found something first, and then was unwound, keeps what it found.
            self.world.finding.get_or_insert(Finding::Panic { thread, message, at });
            self.over = Some(Ending::Stopped);
        }
        if self.over.is_some() {
            return None;
        }
        if resumed == Resumed::Suspended {
            return self.next.take();
        }
        self.world.ended(thread);
        if let Some((_, _, footprint)) = self.made.as_mut().filter(|made| !made.2.is_full()) {
            let (object, mode) = end(thread);
            footprint.add(object, mode);
        }
        match self.makers.pop() {
            Some(maker) => Some(maker),
            None => self.schedule(),
        }
    }

    /// Performs steps until the code of a thread has to run: whose. None: the execution is over.
    fn schedule(&mut self) -> Option<u8> {
        loop {
            if let Some(joined) = self.world.joins() {
                return Some(joined);
            }
            self.tell_step();
            // SAFETY: `execute` put a strategy there that outlives the execution.
            let strategy = unsafe { self.strategy?.as_mut() };
            let (c, alt) = match self.course.turn(&self.world, strategy) {
                Turn::Go(c, alt) => (c, alt),
                Turn::Stuck => return self.end(Ending::Finished),
                Turn::Deadlock => return self.end(Ending::Deadlock),
                Turn::Abandoned | Turn::Paused => return self.end(Ending::Abandoned),
            };
            if self.course.total() >= self.steps {
                let (thread, at) = (c.0 as u8, self.world.threads[c.index()].at);
                self.world.finding = Some(Finding::Endless { thread, at });
                return self.end(Ending::Budget);
            }
            self.course.moves(&self.world, c, alt);
            self.made = Some((c, alt, self.world.perform(c, alt)));
            if matches!(self.world.threads[c.index()].phase, Phase::Running) {
                return Some(c.0 as u8);
            }
        }
    }

    /// Tells the strategy of the step that was made last, if it has not been told yet.
    fn tell_step(&mut self) {
        let (Some((c, alt, footprint)), Some(mut strategy)) = (self.made.take(), self.strategy) else {
            return;
        };
        // SAFETY: as in `schedule`.
        let strategy = unsafe { strategy.as_mut() };
        self.course.performed(c, alt, &footprint, strategy);
    }

    fn end(&mut self, ending: Ending) -> Option<u8> {
        self.over = Some(ending);
        None
    }

    /// Readies a thread's fiber.
    fn ready(&mut self, thread: u8, body: Body) {
        let i = usize::from(thread);
        while self.stacks.len() <= i {
            self.stacks.push(DefaultStack::new(STACK).expect("memory for a thread's stack can be mapped"));
        }
        self.bodies[i] = Some(body);
        let stack = &self.stacks[i];
        // SAFETY: the stack is mapped, with a guard below, as long as the runner is there; each thread has its own; the
        // fibers lie in a boxed slice and do not move.
        unsafe {
            let span = StackSpan::new(stack.limit().get(), stack.base().get());
            self.fibers[i].start(span, run, thread.into());
        }
    }

    /// How it ended, and what is to be found when nobody can move.
    fn conclude(&mut self) -> Ending {
        let ending = self.over.unwrap_or(Ending::Finished);
        let cycle = |course: &Course| {
            let mut cycle: Vec<u8> = course.cycle().iter().map(|c| c.0 as u8).collect();
            let first = (0..cycle.len()).min_by_key(|i| cycle[*i]).unwrap_or(0);
            cycle.rotate_left(first);
            cycle
        };
        match ending {
            Ending::Deadlock => self.world.finding = Some(Finding::Deadlock { cycle: cycle(&self.course) }),
            Ending::Finished if !self.world.is_over() => {
                let finding = match self.course.any_cycle(&self.world) {
                    true => Finding::Deadlock { cycle: cycle(&self.course) },
                    false => Finding::Hang { threads: self.world.left().collect() },
                };
                self.world.finding = Some(finding);
            }
            _ => {}
        }
        ending
    }
}

/// The number of an execution in this process, from 1: what is older belongs to another.
fn generation() -> u32 {
    static NEXT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(1);
    NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
}
