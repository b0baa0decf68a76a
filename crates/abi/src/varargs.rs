use kernel::format::Varargs;

/// A variadic C function `$name` whose first `$fixed` arguments have names; `$inner(registers, overflow)` gets the
/// addresses of the saved argument registers and of the arguments on the stack.
macro_rules! variadic {
    ($name:ident => $inner:ident) => {
        #[unsafe(naked)]
        extern "C" fn $name() {
            core::arch::naked_asm!(
                "push rbp",
                "mov rbp, rsp",
                "sub rsp, 48",
                "mov [rsp], rdi",
                "mov [rsp + 8], rsi",
                "mov [rsp + 16], rdx",
                "mov [rsp + 24], rcx",
                "mov [rsp + 32], r8",
                "mov [rsp + 40], r9",
                "mov rdi, rsp",
                "lea rsi, [rbp + 16]",
                "call {inner}",
                "leave",
                "ret",
                inner = sym $inner,
            )
        }
    };
}
pub(crate) use variadic;

/// The arguments after the first `fixed`.
pub(crate) fn after(fixed: usize, registers: usize, overflow: usize) -> Varargs {
    Varargs { registers, used: fixed, overflow }
}

/// A named argument of a variadic function.
pub(crate) fn named(registers: usize, n: usize) -> usize {
    // SAFETY: `registers` is the address of six saved registers in the frame that called us.
    unsafe { (registers as *const usize).add(n).read() }
}
