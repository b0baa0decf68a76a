//! What user space is told of a kobject: nobody listens here, so the functions of the kobject's set are called, and what
//! they make of it is thrown away (lib/kobject_uevent.c documents who is asked, and in what order).

use crate::errno::{EINVAL, ENOENT, ENOMEM};
use crate::format::{self, Varargs};
use crate::kobject::{ADD_SENT, REMOVE_SENT, SUPPRESS, bits, set_bits};
use crate::sysfs::{self, word};
use crate::{bug, printk, slab, string};
use machine::Place;
use machine::layout::{kobj_uevent_env as environment, kobject, kset, kset_uevent_ops as operations};
use region::Memory;
use vm::Vm;

/// `KOBJ_ADD`
pub const ADD: u32 = 0;
/// `KOBJ_REMOVE`
pub const REMOVE: u32 = 1;

const ACTIONS: [&str; 8] = ["add", "remove", "change", "move", "online", "offline", "bind", "unbind"];
const MOST: u64 = 64;
const ROOM: usize = 2048;

/// `kobject_uevent_env(kobject, action, variables)`; without variables `kobject_uevent`.
pub fn send(vm: &mut Vm, of: usize, action: u32, variables: usize, place: Place) -> i64 {
    vm.event(place);
    let Some(said) = ACTIONS.get(action as usize) else { return EINVAL };
    if action == REMOVE {
        set_bits(vm, of, 0, REMOVE_SENT);
    }
    let mut top = of;
    while word(vm, top + kobject::KSET) == 0 && word(vm, top + kobject::PARENT) != 0 {
        top = word(vm, top + kobject::PARENT);
    }
    let set = word(vm, top + kobject::KSET);
    if set == 0 {
        return EINVAL;
    }
    if bits(vm, of) & SUPPRESS != 0 {
        return 0;
    }
    let asked = word(vm, set + kset::UEVENT_OPS);
    let member = |vm: &Vm, at: usize| if asked == 0 { 0 } else { word(vm, asked + at) };
    let arguments = [of as u64, 0, 0, 0, 0];
    let filter = member(vm, operations::FILTER);
    if filter != 0 && vm.call(filter, arguments, place) as i32 == 0 {
        return 0;
    }
    let namer = member(vm, operations::NAME);
    let subsystem = match namer {
        0 => word(vm, set + kset::KOBJ + kobject::NAME),
        f => vm.call(f, arguments, place) as usize,
    };
    if subsystem == 0 {
        return 0;
    }
    let told = member(vm, operations::UEVENT);
    let result = if told == 0 { 0 } else { ask(vm, (of, told), (said, subsystem, variables), place) };
    if result == 0 && action == ADD {
        set_bits(vm, of, 0, ADD_SENT);
    }
    result
}

/// Has the set's own function add to the event's variables.
pub(crate) fn ask(
    vm: &mut Vm,
    (of, told): (usize, usize),
    of_event: (&str, usize, usize),
    place: Place,
) -> i64 {
    let (action, subsystem, variables) = of_event;
    let Some(path) = sysfs::directory(vm, of) else { return ENOENT };
    let env = slab::allocate(vm, environment::SIZE, slab::GFP_ZERO, place);
    if env == 0 {
        return ENOMEM;
    }
    add_bytes(vm, env, b"ACTION=", action.as_bytes(), place);
    add_bytes(vm, env, b"DEVPATH=", &path.bytes()[4..], place);
    if subsystem != 0 {
        add_string(vm, env, b"SUBSYSTEM=", subsystem, place);
    }
    let mut n = 0;
    while variables != 0 && word(vm, variables + 8 * n) != 0 {
        let at = word(vm, variables + 8 * n);
        add_string(vm, env, b"", at, place);
        n += 1;
    }
    let result = i64::from(vm.call(told, [of as u64, env as u64, 0, 0, 0], place) as i32);
    slab::free(vm, env, place);
    result
}

fn add_string(vm: &mut Vm, env: usize, key: &[u8], at: usize, place: Place) {
    let mut text = [0; 256];
    let len = string::length_within(vm, at).min(text.len());
    vm.machine.memory.read(at, &mut text[..len]);
    add_bytes(vm, env, key, &text[..len], place);
}

fn add_bytes(vm: &mut Vm, env: usize, key: &[u8], value: &[u8], place: Place) -> i64 {
    let index = vm.machine.memory.load(env + environment::INDEX, 4).unwrap_or(0);
    let used = vm.machine.memory.load(env + environment::LEN, 4).unwrap_or(0) as usize;
    let wrong = match () {
        () if index >= MOST => Some(("lib/kobject_uevent.c:675", "add_uevent_var: too many keys")),
        () if used + key.len() + value.len() + 1 > ROOM => {
            Some(("lib/kobject_uevent.c:686", "add_uevent_var: buffer size too small"))
        }
        () => None,
    };
    if let Some((at, said)) = wrong {
        bug::warn_of_kernel(vm, at, said, place);
        return ENOMEM;
    }
    let at = env + environment::BUF + used;
    let memory = &mut vm.machine.memory;
    memory.write(at, key);
    memory.write(at + key.len(), value);
    memory.store(at + key.len() + value.len(), 1, 0);
    memory.store(env + environment::ENVP + 8 * index as usize, 8, at as u64);
    memory.store(env + environment::INDEX, 4, index + 1);
    memory.store(env + environment::LEN, 4, (used + key.len() + value.len() + 1) as u64);
    0
}

/// `add_uevent_var(environment, format, ..)`
pub fn add_variable(vm: &mut Vm, env: usize, at: usize, arguments: Varargs, place: Place) -> i64 {
    printk::announce(vm, at, arguments, place);
    let mut bytes = [0; ROOM];
    let len = format::with_text(vm, at, arguments, |_, text, start| {
        let len = (text.len() - start).min(ROOM);
        bytes[..len].copy_from_slice(&text[start..start + len]);
        len
    });
    add_bytes(vm, env, b"", &bytes[..len], place)
}
