//! The way into C and back: the one static pointer, and the body of a fiber.

use crate::Vm;
use engine::Ctx;
use machine::Place;
use region::layout;
use std::sync::atomic::{AtomicPtr, Ordering::Relaxed};

static VM: AtomicPtr<Vm> = AtomicPtr::new(std::ptr::null_mut());

/// The process's machine.
///
/// # Safety
/// [`enter`] was called, the process has one thread, and the result is used as the invariants at the head of this
/// crate say.
#[inline(always)]
pub unsafe fn vm() -> &'static mut Vm {
    // SAFETY: `enter` leaked a box; the caller promises the rest.
    unsafe { &mut *VM.load(Relaxed) }
}

/// Makes `vm` the process's machine, for ever.
pub fn enter(vm: Vm) -> &'static mut Vm {
    let vm = Box::leak(Box::new(vm));
    VM.store(vm, Relaxed);
    vm
}

impl Vm {
    /// This machine as code on other stacks sees it: the compiler must not keep any of it in registers across a
    /// switch, nor put off a store.
    #[inline(always)]
    pub(crate) fn shared(&mut self) -> *mut Vm {
        std::hint::black_box(std::ptr::from_mut(self))
    }

    /// Where the module's code called us: read from the cell in which every stub saves the stack and frame pointer.
    #[inline(always)]
    pub fn caller(&self) -> Place {
        let cell = layout::CALL_CELL as *const usize;
        // SAFETY: the region is mapped (this `Vm` owns it), and a stub saved a stack pointer that was valid when it
        // pushed the return address there.
        unsafe {
            let sp = cell.read();
            Place { pc: (sp as *const usize).read(), sp: sp + 8, fp: cell.add(1).read() }
        }
    }

    /// The callee-saved registers rbx, r12..r15 of the caller, for doors whose entry saves them beside the cell.
    pub(crate) fn saved_registers(&self) -> [usize; 5] {
        // SAFETY: the region is mapped; the cell is followed by room for these.
        unsafe { ((layout::CALL_CELL + 16) as *const [usize; 5]).read() }
    }

    /// Bytes of the running context's stack from `sp` up.
    pub(crate) fn stack_bytes(&self, sp: usize) -> &[u8] {
        let len = self.stack_top.saturating_sub(sp);
        if len > layout::STACK_LIMIT {
            return &[];
        }
        // SAFETY: `sp..stack_top` lies within the running context's stack, which is mapped.
        unsafe { std::slice::from_raw_parts(sp as *const u8, len) }
    }
}

/// The body of a fiber: the call that its context has to make.
pub(crate) fn run(context: u64) -> u64 {
    // SAFETY: fibers run only within `Vm::execute`, on the machine's own thread.
    let call = unsafe { vm() }.calls[Ctx(context as u16).index()];
    // SAFETY: `schedule` lets a context call only addresses within the module's text; what that code does is
    // confined to this process, which exists to run it.
    unsafe {
        let function: extern "C" fn(u64, u64) -> u64 = std::mem::transmute(call.function);
        function(call.arguments[0], call.arguments[1])
    }
}
