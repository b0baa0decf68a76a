//! From the samples in `tests/modules` to images and back to source lines.

mod support;

use std::time::Instant;

use module::{Opt, Options, ParamType, Scalar, Symbols, TracePc, link};
use support::{AT, Kernel, build, compile, compilers, line_of, sample};

const SAMPLES: [&str; 6] = ["hello", "counter", "beat", "button", "pets", "marked"];

const fn is_send<T: Send>() {}
const _: () = is_send::<Symbols>();

#[test]
fn every_sample_compiles_links_and_has_places() {
    for compiler in compilers() {
        for name in SAMPLES {
            for opt in [Opt::O0, Opt::O1Kept, Opt::O2] {
                for trace_pc in [TracePc::Off, TracePc::On] {
                    let options = Options { opt, trace_pc, ..Options::default() };
                    let object = compiler.compile(&sample(name), &options).unwrap_or_else(|e| panic!("{e}"));
                    assert_eq!(object.warnings, [], "{name}");
                    let image = link(&object, name, &Kernel, AT).unwrap_or_else(|e| panic!("{e}"));
                    let symbols = Symbols::new(&object, &image);
                    assert!(!image.functions.is_empty());
                    for function in &image.functions {
                        let is_ctor =
                            function.name.starts_with("_sub_I_") || function.name.starts_with("tsan");
                        let place = symbols.place(function.addr);
                        assert!(place.is_some() || is_ctor, "{name}: {} has no place", function.name);
                    }
                }
            }
        }
    }
}

#[test]
fn hello_has_parameters_and_modinfo() {
    let (_, image) = build("hello");
    let info = &image.modinfo;
    assert_eq!(info.license.as_deref(), Some("GPL"));
    assert_eq!(info.authors, ["Somebody"]);
    assert_eq!(info.description.as_deref(), Some("Greets"));
    assert_eq!(info.parameter_types["table"], "array of int");

    let names: Vec<&str> = image.params.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["howmany", "whom", "silent", "table", "label"]);
    let [howmany, whom, silent, table, label] = image.params.as_slice() else { panic!() };
    assert_eq!(howmany.ty, ParamType::Scalar(Scalar::Int));
    assert_eq!((howmany.perm, howmany.desc.as_deref()), (0o644, Some("How many times to greet")));
    assert_eq!(Some(howmany.addr), image.address_of("howmany"));
    assert_eq!(image.read(howmany.addr, 4), Some(&1i32.to_le_bytes()[..]));
    assert_eq!(whom.ty, ParamType::Scalar(Scalar::Charp));
    assert_eq!(Some(silent.addr), image.address_of("quiet"));
    assert_eq!(table.ty, ParamType::Array { of: Scalar::Int, max: 4 });
    assert_eq!(table.count_addr, image.address_of("table_count"));
    assert_eq!(label.ty, ParamType::String { size: 12 });
}

#[test]
fn init_and_exit_are_found_under_the_names_of_the_source() {
    let (_, image) = build("hello");
    assert_eq!(image.function_name(image.init.unwrap()), Some("hello_init"));
    assert_eq!(image.function_name(image.exit.unwrap()), Some("hello_exit"));
    assert!(image.section(".init.text").unwrap().range.contains(&image.init.unwrap()));
    assert!(image.section(".exit.text").unwrap().range.contains(&image.exit.unwrap()));
    assert!(image.symbolic(image.init.unwrap() + 4).unwrap().starts_with("hello_init+0x4/0x"));

    let (_, old_style) = build("pets");
    assert_eq!(old_style.function_name(old_style.init.unwrap()), Some("init_module"));
}

#[test]
fn this_module_knows_its_name() {
    let (_, image) = build("hello");
    let name = image.this_module + module::layout::this_module::NAME;
    assert_eq!(image.read(name, 6), Some(&b"hello\0"[..]));
    assert_eq!(image.object_at(image.this_module).unwrap().0, "__this_module");
}

#[test]
fn stubs_store_the_stack_and_jump_to_the_door() {
    let (_, image) = build("hello");
    let (&at, name) = image.stubs.first_key_value().unwrap();
    assert_eq!(image.function_name(at), Some(name.as_str()));
    let mut code = vec![0x48, 0x89, 0x24, 0x25, 0, 0, 0, 0x20, 0x48, 0x89, 0x2c, 0x25, 8, 0, 0, 0x20];
    code.extend([0xff, 0x25, 0, 0, 0, 0]);
    code.extend((support::DOOR as u64).to_le_bytes());
    assert_eq!(image.read(at, 30), Some(&code[..]));
    assert!(image.stubs.values().any(|name| name == "_printk"));
    assert!(image.stubs.values().any(|name| name == "__tsan_read4"));
    assert!(!image.stubs.values().any(|name| name == "memcpy"));
}

#[test]
fn marked_and_plain_accesses_are_announced_apart() {
    let (_, image) = build("marked");
    let called = |name: &str| image.stubs.values().any(|stub| stub == name);
    for name in ["__tsan_write4", "__tsan_volatile_read4", "__tsan_volatile_write4", "__lockstep_release"] {
        assert!(called(name), "{name}");
    }
    for name in image.stubs.values() {
        assert!(!name.contains("atomic_") && !name.contains("fence"), "{name} is the compiler's own atomic");
    }
}

#[test]
fn places_are_those_of_the_source() {
    let (object, image) = build("counter");
    let symbols = Symbols::new(&object, &image);
    let bump = image.functions.iter().find(|f| f.name == "bump").unwrap();
    let lines: Vec<u32> = (bump.addr..bump.addr + bump.size)
        .filter_map(|pc| symbols.place(pc).map(|place| place.line))
        .collect();
    for text in ["counter++", "mutex_lock(&guard)", "calls++", "atomic_inc", "kthread_should_stop"] {
        assert!(lines.contains(&line_of("counter", text)), "{text}");
    }
    let place = symbols.place(bump.addr).unwrap();
    assert_eq!(place.function.as_deref(), Some("bump"));
    assert!(place.file.ends_with("tests/modules/counter.c"), "{}", place.file);
    assert!((bump.addr..bump.addr + bump.size).any(|pc| symbols.place(pc).is_some_and(|p| p.column > 1)));
    assert_eq!(place.inlined_into, None);
    assert_eq!(symbols.place(image.data.start), None);
    assert_eq!(symbols.place(usize::MAX), None);
}

#[test]
fn inlined_functions_know_where_they_were_inlined() {
    let object = compile("pets", &Options { opt: Opt::O2, ..Options::default() });
    let image = link(&object, "pets", &Kernel, AT).unwrap();
    let symbols = Symbols::new(&object, &image);
    let inlined = image.text.clone().filter_map(|pc| symbols.place(pc)).find(|p| p.inlined_into.is_some());
    let inner = inlined.expect("-O2 inlines list_add_tail()");
    let mut outer = inner.as_ref();
    while let Some(next) = &outer.inlined_into {
        outer = next;
    }
    assert!(outer.file.ends_with("pets.c"), "{outer:?}");
}

#[test]
fn variables_are_named_down_to_their_members() {
    let (object, image) = build("counter");
    let symbols = Symbols::new(&object, &image);
    let at = |name: &str| image.address_of(name).unwrap();
    let name = |addr: usize| symbols.variable_at(addr).unwrap();
    assert_eq!(name(at("counter")), "counter");
    assert_eq!(name(at("stats")), "stats.seen");
    assert_eq!(name(at("stats") + 8), "stats.pair[0].low");
    assert_eq!(name(at("stats") + 8 + 2 * 4 + 2), "stats.pair[2].high");
    assert_eq!(name(at("stats") + 20), "stats.hits");
    assert_eq!(name(at("stats") + 1), "stats.seen+0x1");
    assert_eq!(name(at("guard") + 4), "guard");
    assert_eq!(name(at("threads") + 8), "threads[1]");
    assert_eq!(name(at("calls")), "calls");
    assert_eq!(symbols.variable(at("stats"), 24).as_deref(), Some("stats"));
    assert_eq!(symbols.variable_at(at("counter") + 4), None, "a red zone has no name");
    assert_eq!(symbols.variable_at(0), None);
}

#[test]
fn variables_keep_their_distance() {
    for name in SAMPLES {
        let (_, image) = build(name);
        for pair in image.globals.windows(2).filter(|pair| image.data.contains(&pair[0].addr)) {
            let end = pair[0].addr + pair[0].size;
            let apart = pair[1].addr - end;
            let same_section = image
                .sections
                .iter()
                .any(|s| s.range.contains(&pair[0].addr) && s.range.contains(&pair[1].addr));
            assert!(apart >= 32 || same_section, "{name}: {pair:?}");
            if apart > 0 {
                assert_eq!(image.object_at(end), None);
            }
        }
    }
}

#[test]
fn without_debug_information_names_and_offsets_remain() {
    let options = Options { extra: vec!["-g0".into()], ..Options::default() };
    let object = compile("counter", &options);
    let image = link(&object, "counter", &Kernel, AT).unwrap();
    let symbols = Symbols::new(&object, &image);
    assert_eq!(symbols.place(image.init.unwrap()), None);
    assert_eq!(symbols.variable_at(image.address_of("stats").unwrap() + 6).as_deref(), Some("stats+0x6"));
    assert!(image.symbolic(image.init.unwrap()).unwrap().starts_with("counter_init+0x0/"));
}

#[test]
fn exports_of_a_module_are_listed() {
    let (_, image) = build("button");
    let [export] = image.exports.as_slice() else { panic!("{:?}", image.exports) };
    assert_eq!(export.name, "presses_so_far");
    assert!(export.gpl_only);
    assert_eq!(image.function_name(export.addr), Some("presses_so_far"));
}

#[test]
fn tentative_definitions_get_room() {
    let directory = tempfile::tempdir().unwrap();
    let source = directory.path().join("common.c");
    std::fs::write(&source, "int one; long two[3];\nint *where = &one;\n").unwrap();
    let options = Options { extra: vec!["-fcommon".into()], ..Options::default() };
    let object = compilers()[0].compile(&source, &options).unwrap();
    let image = link(&object, "common", &Kernel, AT).unwrap();
    let one = image.address_of("one").unwrap();
    assert_eq!(image.read(image.address_of("where").unwrap(), 8), Some(&one.to_le_bytes()[..]));
    assert_eq!(image.object_at(image.address_of("two").unwrap() + 20), Some(("two", 20, 24)));
    assert_eq!(Symbols::new(&object, &image).variable_at(one).as_deref(), Some("one"));
}

#[test]
fn the_tick_is_settable() {
    let directory = tempfile::tempdir().unwrap();
    let source = directory.path().join("hz.c");
    let text = "#include <linux/jiffies.h>\nint ticks[HZ], *f(void);\nlong g(void) { return msecs_to_jiffies(5); }\n";
    std::fs::write(&source, text).unwrap();
    let options = Options { extra: vec!["-DHZ=1000".into()], ..Options::default() };
    let object = compilers()[0].compile(&source, &options).unwrap();
    let image = link(&object, "hz", &Kernel, AT).unwrap();
    assert_eq!(image.globals.iter().find(|g| g.name == "ticks").unwrap().size, 4000);
}

#[test]
fn an_object_of_somebody_else_is_taken_as_it_is() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("my-hello.o");
    let built = compile("hello", &Options { opt: Opt::O2, ..Options::default() });
    std::fs::write(&path, &built.bytes).unwrap();
    let object = compilers()[0].compile(&path, &Options::default()).unwrap();
    assert_eq!((object.opt, object.module_name().as_str()), (None, "my_hello"));
    link(&object, "my_hello", &Kernel, AT).unwrap();
}

#[test]
fn position_independent_code_gets_an_offset_table() {
    for flag in ["-fPIC", "-fPIE", "-mcmodel=large", "-mcmodel=kernel"] {
        let options = Options { extra: vec![flag.into()], ..Options::default() };
        let object = compile("hello", &options);
        link(&object, "hello", &Kernel, AT).unwrap_or_else(|error| panic!("{flag}: {error}"));
    }
}

#[test]
fn code_that_needs_an_optimiser_gets_one() {
    let directory = tempfile::tempdir().unwrap();
    let source = directory.path().join("fold.c");
    let text = "extern void wrong(void) __attribute__((error(\"not a constant\")));\n\
                int folded(void)\n{\n\tint n = 3;\n\n\tif (n != 3)\n\t\twrong();\n\treturn n;\n}\n";
    std::fs::write(&source, text).unwrap();
    let object = compilers()[0].compile(&source, &Options::default()).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(object.opt, Some(Opt::O1Kept));
}

#[test]
fn warnings_are_kept_with_their_place() {
    let directory = tempfile::tempdir().unwrap();
    let source = directory.path().join("warn.c");
    let text = "#include <linux/spinlock.h>\nvoid f(spinlock_t *l)\n{\n\tint flags;\n\
                \tspin_lock_irqsave(l, flags);\n}\n";
    std::fs::write(&source, text).unwrap();
    let object = compilers()[0].compile(&source, &Options::default()).unwrap();
    assert!(
        object.warnings.iter().any(|w| w.line == 5 && w.file.ends_with("warn.c")),
        "{:?}",
        object.warnings
    );
}

#[test]
fn compiling_hello_is_quick() {
    compile("hello", &Options::default());
    let start = Instant::now();
    let object = compile("hello", &Options::default());
    let compiled = start.elapsed();
    let start = Instant::now();
    let image = link(&object, "hello", &Kernel, AT).unwrap();
    let linked = start.elapsed();
    let start = Instant::now();
    let symbols = Symbols::new(&object, &image);
    symbols.place(image.init.unwrap()).unwrap();
    println!(
        "hello: compile {compiled:?} with finding gcc, link {linked:?}, first place {:?}",
        start.elapsed()
    );
}
