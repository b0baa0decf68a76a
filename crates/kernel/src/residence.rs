//! `insmod` and `rmmod` in a session: a process places a module that was built for it, calls its init function, and later
//! its exit function. What the log says is what Linux says.

use crate::builtin;
use crate::errno::{EBUSY, EEXIST, ENOENT, ENOMEM};
use crate::printk;
use machine::{Load, Place};
use vm::{Parcel, Vm};

/// `insmod` of the parcel of this number.
///
/// # Errors
/// The error number, negated; what init returned, if it failed.
pub fn insert(vm: &mut Vm, number: &str, place: Place) -> Result<(), i64> {
    let parcel: &'static Parcel =
        number.parse().ok().and_then(|n: usize| vm.userland.parcels.get(n).copied()).ok_or(ENOENT)?;
    if builtin::resident(vm, &parcel.name).is_some() {
        return Err(EEXIST);
    }
    for (level, text) in &parcel.says {
        printk::say(vm, *level, text);
    }
    let Some(n) = vm.place(parcel) else { return Err(ENOMEM) };
    vm.op(Load::Init(n), place);
    let value = match parcel.init {
        0 => 0,
        init => vm.call(init, [0; 5], place) as i32,
    };
    if value > 0 {
        let said = format!(
            "do_init_module: '{}'->init suspiciously returned {value}, it should follow 0/-E convention",
            parcel.name
        );
        printk::say(vm, 4, &said);
        printk::say(vm, 4, "do_init_module: loading module anyway...");
    }
    vm.op(Load::Ready(n, value), place);
    if value < 0 {
        vm.op(Load::Gone(n), place);
        return Err(value.into());
    }
    Ok(())
}

/// `rmmod` of the module of this name.
///
/// # Errors
/// The error number, negated.
pub fn remove(vm: &mut Vm, name: &str, place: Place) -> Result<(), i64> {
    let Some((parcel, n)) = builtin::resident(vm, name) else { return Err(ENOENT) };
    if parcel.init != 0 && parcel.exit == 0 {
        return Err(EBUSY);
    }
    let n = n as u16;
    let error = vm.op(Load::Exit(n), place) as i64;
    if error < 0 {
        return Err(error);
    }
    if parcel.exit != 0 {
        vm.call(parcel.exit, [0; 5], place);
    }
    vm.op(Load::Gone(n), place);
    Ok(())
}
