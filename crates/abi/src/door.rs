/// A function that modules can call.
#[derive(Clone, Copy)]
pub struct Door {
    /// Its name in C.
    pub name: &'static str,
    /// The header that declares it; empty for what the compiler calls by itself.
    pub header: &'static str,
    function: *const (),
}

// SAFETY: the pointer is the address of a function, which never changes.
unsafe impl Sync for Door {}
// SAFETY: as above.
unsafe impl Send for Door {}

impl Door {
    pub(crate) const fn new(name: &'static str, header: &'static str, function: *const ()) -> Door {
        Door { name, header, function }
    }

    /// The address of the function.
    pub fn address(&self) -> usize {
        self.function as usize
    }
}

/// Defines doors and their list.
///
/// `fn name(arg: type, ..) -> type |vm, place| body` is a C function; `polls fn` is one that a polling loop may call:
/// its entry also saves the callee-saved registers, which tell whether a turn of the loop changed anything.
macro_rules! doors {
    ($header:literal; $($kind:ident $name:ident($($arg:ident: $ty:ty),*) $(-> $ret:ty)? |$vm:ident, $place:ident| $body:expr;)*) => {
        $(doors!(@ $kind $name($($arg: $ty),*) $(-> $ret)? |$vm, $place| $body);)*

        pub(crate) const DOORS: &[$crate::Door] =
            &[$($crate::Door::new(stringify!($name), $header, $name as *const ())),*];
    };
    (@ call $name:ident($($arg:ident: $ty:ty),*) $(-> $ret:ty)? |$vm:ident, $place:ident| $body:expr) => {
        extern "C" fn $name($($arg: $ty),*) $(-> $ret)? {
            // SAFETY: module code runs within `Vm::execute`; the crate's head says how the reference is used.
            let $vm = unsafe { vm::vm() };
            let $place = $vm.caller();
            $body
        }
    };
    (@ poll $name:ident($($arg:ident: $ty:ty),*) $(-> $ret:ty)? |$vm:ident, $place:ident| $body:expr) => {
        #[unsafe(naked)]
        extern "C" fn $name($($arg: $ty),*) $(-> $ret)? {
            extern "C" fn inner($($arg: $ty),*) $(-> $ret)? {
                // SAFETY: as for every door.
                let $vm = unsafe { vm::vm() };
                let $place = $vm.caller();
                $body
            }
            core::arch::naked_asm!(
                "mov qword ptr ds:[{cell}], rbx",
                "mov qword ptr ds:[{cell} + 8], r12",
                "mov qword ptr ds:[{cell} + 16], r13",
                "mov qword ptr ds:[{cell} + 24], r14",
                "mov qword ptr ds:[{cell} + 32], r15",
                "jmp {inner}",
                cell = const region::layout::CALL_CELL + 16,
                inner = sym inner,
            )
        }
    };
}
