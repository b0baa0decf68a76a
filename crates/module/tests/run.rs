//! A module runs: its code reaches the doors, and the doors know who called.

mod support;

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use module::{Export, Exports, Symbols, link};
use region::layout::{CALL_CELL, MODULES};
use region::{Memory, Region};
use support::{Kernel, compile, line_of};

static PRINTED_FROM: AtomicUsize = AtomicUsize::new(0);
static ACCESSES: AtomicUsize = AtomicUsize::new(0);
static LAST_ACCESS: AtomicUsize = AtomicUsize::new(0);

extern "C" fn printk(_format: *const u8) -> i32 {
    let cell = std::ptr::with_exposed_provenance::<usize>(CALL_CELL);
    // SAFETY: the region is mapped, and the stub has just stored the caller's stack pointer in the cell.
    let return_address = unsafe { *std::ptr::with_exposed_provenance::<usize>(*cell) };
    PRINTED_FROM.store(return_address, Relaxed);
    0
}

extern "C" fn access(addr: usize) {
    ACCESSES.fetch_add(1, Relaxed);
    LAST_ACCESS.store(addr, Relaxed);
}

extern "C" fn yes() -> i32 {
    1
}

struct Doors;

impl Exports for Doors {
    fn find(&self, name: &str) -> Option<Export> {
        match name {
            "_printk" => Some(Export::Function(printk as *const () as usize)),
            "kthread_should_stop" => Some(Export::Function(yes as *const () as usize)),
            _ if name.starts_with("__tsan") && name != "__tsan_init" => {
                Some(Export::Function(access as *const () as usize))
            }
            _ => Kernel.find(name).map(|export| match export {
                Export::Function(_) => Export::Function(yes as *const () as usize),
                data => data,
            }),
        }
    }

    fn names(&self) -> Vec<(&'static str, &'static str)> {
        Vec::new()
    }
}

#[test]
fn modules_run_where_they_were_linked() {
    let mut region = Region::map().unwrap();
    let hello = compile("hello", &Default::default());
    let hello_image = link(&hello, "hello", &Doors, MODULES.start).unwrap();
    hello_image.place(&mut region).unwrap();
    let counter = compile("counter", &Default::default());
    let counter_image = link(&counter, "counter", &Doors, hello_image.data.end).unwrap();
    counter_image.place(&mut region).unwrap();

    let entry = std::ptr::with_exposed_provenance::<()>(hello_image.init.unwrap());
    // SAFETY: the image is placed, and every door that `hello_init` calls is there.
    let result = unsafe { std::mem::transmute::<*const (), extern "C" fn() -> i32>(entry)() };
    assert_eq!(result, 0, "table[3]");
    let symbols = Symbols::new(&hello, &hello_image);
    let place = symbols.place(PRINTED_FROM.load(Relaxed) - 1).unwrap();
    assert_eq!(place.function.as_deref(), Some("hello_init"));
    assert_eq!(place.line, line_of("hello", "THIS_MODULE->name"));
    assert_eq!(symbols.variable_at(LAST_ACCESS.load(Relaxed)).as_deref(), Some("table[3]"));

    ACCESSES.store(0, Relaxed);
    let bump = counter_image.address_of("bump").unwrap();
    let entry = std::ptr::with_exposed_provenance::<()>(bump);
    // SAFETY: as above, for `bump`.
    unsafe { std::mem::transmute::<*const (), extern "C" fn(usize) -> i32>(entry)(0) };
    assert_eq!(region.load(counter_image.address_of("counter").unwrap(), 4), Some(10));
    assert_eq!(ACCESSES.load(Relaxed), 10 * 2 + 3, "a read and a write each time, and those of `calls`");

    assert_eq!(region.store(hello_image.text.start, 1, 0), None, "code is not written");
    assert_eq!(region.store(hello_image.rodata.start, 1, 0), None, "constants are not written");
    counter_image.place(&mut region).unwrap();
    assert_eq!(region.load(counter_image.address_of("counter").unwrap(), 4), Some(0));
}
