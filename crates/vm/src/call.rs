//! The way into C and back: the one static pointer, and the body of a fiber.

use crate::Vm;
use engine::Ctx;
use machine::{FREE, PROGRAM, Place, What};
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

/// The body of a fiber: the call that its context has to make, or the program of a process.
pub(crate) fn run(context: u64) -> u64 {
    let c = Ctx(context as u16);
    // SAFETY: fibers run only within `Vm::execute`, on the machine's own thread.
    let vm = unsafe { vm() };
    let call = vm.calls[c.index()];
    if call.function == PROGRAM {
        return (vm.userland.run)(vm, call.arguments[0] as u16);
    }
    let [first, second] = call.arguments;
    if call.function == FREE {
        let place = Place { pc: second as usize, ..vm.entry_place() };
        vm.free(first as usize, place);
        return 0;
    }
    vm.reached.enter(call.function);
    // SAFETY: `schedule` lets a context call only addresses within the module's text; `first_frame` is an address of
    // this fiber's stack below all frames of ours.
    unsafe { enter_module(first_frame(c), call.function, [first, second, 0, 0, 0, 0]) }
}

/// Calls `function` on the stack that ends at `top`.
///
/// # Safety
/// `function` lies in the module's text: what that code does is confined to this process, which exists to run it. `top` is
/// an address of the running fiber's stack below all frames of ours, 16-byte aligned as the ABI wants it at a call.
unsafe fn enter_module(top: usize, function: usize, arguments: [u64; 6]) -> u64 {
    let value: u64;
    // SAFETY: as above; r12 keeps the stack pointer, and the callee preserves it. The operands have registers of their own,
    // since the compiler might choose rbp for one.
    unsafe {
        std::arch::asm!(
            "mov r12, rsp",
            "mov r13, rbp",
            "mov rsp, r10",
            "xor ebp, ebp",
            "call r11",
            "mov rbp, r13",
            "mov rsp, r12",
            inout("r10") top => _,
            inout("r11") function => _,
            inout("rdi") arguments[0] => _,
            inout("rsi") arguments[1] => _,
            inout("rdx") arguments[2] => _,
            inout("rcx") arguments[3] => _,
            inout("r8") arguments[4] => _,
            inout("r9") arguments[5] => _,
            out("rax") value,
            out("r12") _,
            out("r13") _,
            clobber_abi("C"),
        );
    }
    value
}

impl Vm {
    /// The place of a process that enters the kernel: no line of the module's.
    pub fn entry_place(&self) -> Place {
        Place { pc: 0, sp: self.stack_bases[self.current.index()], fp: 0 }
    }
}

/// How much of a stack our own frames may take between two calls into the module on it.
const OURS: usize = 8192;

impl Vm {
    /// The running context calls a function of the module from code of ours, which was called from `place` (by default:
    /// by nobody, as a process that enters the kernel). Its stack begins a fixed distance below the caller's, so that
    /// addresses of its locals do not depend on how large our own frames are.
    ///
    /// If the execution ends, this does not return.
    pub fn call(&mut self, function: usize, arguments: [u64; 5], place: Place) -> u64 {
        self.call_with(function, arguments, 0, place)
    }

    /// The same with a sixth argument.
    pub fn call_with(&mut self, function: usize, arguments: [u64; 5], sixth: u64, place: Place) -> u64 {
        let [a, b, c, d, e] = arguments;
        let arguments = [a, b, c, d, e, sixth];
        let c = self.current;
        if !self.may_call(c, function) {
            return self.leave();
        }
        let base = self.stack_bases[c.index()];
        let from = if layout::stack(c.index()).contains(&place.sp) { place.sp } else { base };
        let top = (from - OURS) & !15;
        let here = std::ptr::from_ref(&base) as usize;
        assert!(
            top + 512 < here && top > layout::stack(c.index()).start + 4096,
            "a stack has room for a call"
        );
        if self.recording.is_on() {
            self.record(c, Place { pc: 0, ..place }, What::Called(function));
        }
        self.reached.enter(function);
        // What lies between is ours, and does not count as the module's depth.
        self.set_stack_base(c, base - (from - top));
        // SAFETY: `may_call` looked at the function; the assertion above at the stack.
        let value = unsafe { enter_module(top, function, arguments) };
        self.set_stack_base(c, base);
        value
    }

    /// Where the stack of module code of the running context begins, as far as its depth goes. Doors that the module's
    /// code calls read it, of which the compiler knows nothing.
    fn set_stack_base(&mut self, c: Ctx, base: usize) {
        let this = self.shared();
        // SAFETY: `this` is the process's one machine, and nothing else uses it at this moment.
        unsafe {
            (*this).stack_bases[c.index()] = base;
            (*this).stack_top = base;
        }
    }
}

/// Where the stack of module code begins: a fixed distance below the top, so that addresses of its locals do not depend
/// on how large our own frames are.
pub(crate) fn first_frame(c: Ctx) -> usize {
    layout::stack(c.index()).end - 4096
}
