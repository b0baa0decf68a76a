//! Fibers: the code of a context, on a stack of its own, that stops wherever it likes and goes on later.
//!
//! A fiber is killed by forgetting it ([`Fiber::kill`]): its frames are not unwound. **Invariant for all who
//! suspend:** no value with a destructor is alive in a frame of ours on the fiber's stack while it is
//! suspended, so that forgetting loses nothing.
//!
//! A fault signal taken on a fiber ends it: [`Fiber::divert`] gives the registers with which the signal handler
//! must return, and [`Fiber::resume`] then returns [`Resumed::Diverted`].

use corosensei::stack::{Stack, StackPointer};
use corosensei::trap::TrapHandlerRegs;
use corosensei::{Coroutine, CoroutineResult, Yielder};

/// The bytes of a stack: `low..high`, 16-byte aligned, mapped, and used by one fiber at a time.
#[derive(Clone, Copy, Debug)]
pub struct StackSpan {
    low: usize,
    high: usize,
}

impl StackSpan {
    /// # Safety
    /// `low..high` must be mapped readable and writable for as long as a fiber runs on it, must belong to
    /// nobody else, and must have a guard below it.
    pub unsafe fn new(low: usize, high: usize) -> StackSpan {
        StackSpan { low, high }
    }
}

// SAFETY: the maker of the span promises that it is a stack (`StackSpan::new`); the addresses are constant.
unsafe impl Stack for StackSpan {
    fn base(&self) -> StackPointer {
        StackPointer::new(self.high).expect("a stack does not end at address zero")
    }

    fn limit(&self) -> StackPointer {
        StackPointer::new(self.low).expect("a stack does not begin at address zero")
    }
}

enum Exit {
    Returned(u64),
    Diverted,
}

/// Why a fiber gave control back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Resumed {
    /// It suspended itself and wants to be resumed later.
    Suspended,
    /// Its function returned.
    Returned(u64),
    /// A fault signal ended it.
    Diverted,
}

/// A context's code in the middle of running, or nothing.
#[derive(Default)]
pub struct Fiber {
    coroutine: Option<Coroutine<(), (), Exit, StackSpan>>,
    yielder: usize,
}

/// The registers with which a signal handler returns in order to end the fiber.
#[derive(Clone, Copy, Debug)]
pub struct Diversion {
    /// Instruction pointer.
    pub rip: u64,
    /// Stack pointer.
    pub rsp: u64,
    /// Frame pointer.
    pub rbp: u64,
    /// First argument.
    pub rdi: u64,
    /// Second argument.
    pub rsi: u64,
}

impl Fiber {
    /// Readies `body(argument)` to run on `span` at the first [`Fiber::resume`]. A fiber that still ran is
    /// killed.
    ///
    /// # Safety
    /// `self` must not move until the fiber has ended or is killed.
    pub unsafe fn start(&mut self, span: StackSpan, body: fn(u64) -> u64, argument: u64) {
        self.kill();
        let slot = &raw mut self.yielder as usize;
        self.coroutine = Some(Coroutine::with_stack(span, move |yielder: &Yielder<(), ()>, ()| {
            // SAFETY: `slot` is the address of this fiber's field, which does not move (see `start`).
            unsafe { *(slot as *mut usize) = yielder as *const _ as usize };
            Exit::Returned(body(argument))
        }));
    }

    /// Whether there is code to go on with.
    pub fn is_alive(&self) -> bool {
        self.coroutine.is_some()
    }

    /// Runs the fiber until it suspends, returns or is diverted.
    ///
    /// # Panics
    /// If there is nothing to resume.
    #[inline]
    pub fn resume(&mut self) -> Resumed {
        let coroutine = self.coroutine.as_mut().expect("a fiber is started before it is resumed");
        let resumed = match coroutine.resume(()) {
            CoroutineResult::Yield(()) => return Resumed::Suspended,
            CoroutineResult::Return(Exit::Returned(value)) => Resumed::Returned(value),
            CoroutineResult::Return(Exit::Diverted) => Resumed::Diverted,
        };
        self.coroutine = None;
        resumed
    }

    /// Suspends the fiber on which this is called.
    ///
    /// # Safety
    /// Must be called on this fiber's own stack while it runs; the invariant at the head of this file holds.
    #[inline]
    pub unsafe fn suspend(&self) {
        // SAFETY: the yielder lives in the frame that runs the body, which is below ours on the same stack.
        unsafe { (*(self.yielder as *const Yielder<(), ()>)).suspend(()) }
    }

    /// The registers that end the running fiber; for use in a signal handler taken on its stack.
    pub fn divert(&self) -> Option<Diversion> {
        let coroutine = self.coroutine.as_ref()?;
        let handler = coroutine.trap_handler();
        // SAFETY: the caller is a signal handler taken on this fiber's stack, and returns with these registers.
        let regs: TrapHandlerRegs = unsafe { handler.setup_trap_handler(|| Exit::Diverted) };
        Some(Diversion { rip: regs.rip, rsp: regs.rsp, rbp: regs.rbp, rdi: regs.rdi, rsi: regs.rsi })
    }

    /// Forgets the fiber; nothing on its stack is unwound.
    pub fn kill(&mut self) {
        if let Some(mut coroutine) = self.coroutine.take() {
            // SAFETY: no value with a destructor is alive on the stack (the invariant at the head of this
            // file), so nothing is lost by not unwinding it.
            unsafe { coroutine.force_reset() };
        }
    }
}

impl Drop for Fiber {
    fn drop(&mut self) {
        self.kill();
    }
}
