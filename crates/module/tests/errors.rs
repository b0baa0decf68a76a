//! What a user reads when something is wrong with a module.

mod support;

use std::path::{Path, PathBuf};

use module::{ErrorKind, Object, Options, link};
use support::{AT, Kernel, compile, compilers, refuse};

/// The errors of a module, without the directory it lies in.
fn complaints(text: &str) -> Vec<String> {
    let error = refuse(text);
    let shorten = |line: &str| line.rsplit_once("/module.c").map_or(line, |(_, rest)| rest).to_string();
    error.to_string().lines().map(shorten).collect()
}

#[test]
fn a_misspelt_name_gets_the_right_one() {
    let text = "#include <linux/module.h>\n#include <linux/spinlock.h>\n\nstatic DEFINE_SPINLOK(lock);\n\n\
                int f(void)\n{\n\tspin_lock(&lock);\n\treturn 0;\n}\n";
    assert_eq!(
        complaints(text),
        [":4:8: `DEFINE_SPINLOK` is unknown; did you mean `DEFINE_SPINLOCK` (linux/spinlock.h)?"]
    );
    let text = "#include <linux/module.h>\nint f(void)\n{\n\tprntk(\"x\");\n\treturn prntk(\"y\");\n}\n";
    assert_eq!(complaints(text), [":4:2: `prntk` is unknown; did you mean `printk` (linux/printk.h)?"]);
}

#[test]
fn a_name_that_is_refused_says_what_to_write_instead() {
    let text = "#include <linux/module.h>\n#include <linux/wait.h>\nvoid f(wait_queue_head_t *q)\n{\n\tsleep_on(q);\n}\n";
    assert_eq!(
        complaints(text),
        [":5:2: `sleep_on` was removed in 3.15, since it loses wake-ups: write wait_event(queue, condition)"]
    );
}

#[test]
fn a_removed_name_is_noted_once_where_it_stands_first() {
    let text = "#include <linux/module.h>\n#include <asm/semaphore.h>\nstatic DECLARE_MUTEX(a);\n\
                static DECLARE_MUTEX(b);\nvoid f(void)\n{\n\tinit_MUTEX(&a);\n\tup(&b);\n}\n\
                int own __attribute__((deprecated(\"use mine\")));\nint g(void)\n{\n\treturn own;\n}\n";
    let directory = tempfile::tempdir().unwrap();
    let source = directory.path().join("module.c");
    std::fs::write(&source, text).unwrap();
    for compiler in compilers() {
        let object = compiler.compile(&source, &Options::default()).unwrap_or_else(|e| panic!("{e}"));
        let notes: Vec<(u32, &str)> = object.notes.iter().map(|n| (n.line, n.message.as_str())).collect();
        assert_eq!(
            notes,
            [
                (2, "asm/semaphore.h was removed in 2.6.27: include linux/semaphore.h"),
                (3, "DECLARE_MUTEX was removed in 2.6.37: use DEFINE_SEMAPHORE(name, 1), or DEFINE_MUTEX"),
                (7, "init_MUTEX was removed in 2.6.37: use sema_init(sem, 1), or mutex_init"),
            ],
            "{:?}",
            compiler.kind
        );
        assert!(object.warnings.iter().any(|w| w.message.contains("use mine")), "{:?}", object.warnings);
    }
}

#[test]
fn cpu_numbers_that_were_mapped_are_noted() {
    let text = "#include <linux/smp.h>\nint a(void) { return cpu_number_map(1); }\n\
                int b(void) { return cpu_logical_map(1); }\n";
    let directory = tempfile::tempdir().unwrap();
    let source = directory.path().join("module.c");
    std::fs::write(&source, text).unwrap();
    for compiler in compilers() {
        let object = compiler.compile(&source, &Options::default()).unwrap_or_else(|e| panic!("{e}"));
        let names: Vec<_> = object.notes.iter().map(|n| (n.line, n.message.split(' ').next())).collect();
        assert_eq!(names, [(2, Some("cpu_number_map")), (3, Some("cpu_logical_map"))], "{:?}", compiler.kind);
    }
}

#[test]
fn misspelt_atomics_and_bits_get_the_right_names() {
    for (wrong, right) in [
        ("atomic_rad(&v)", "atomic_read"),
        ("atomic_int(&v)", "atomic_inc"),
        ("atomic_int_and_test(&v)", "atomic_inc_and_test"),
        ("__test_bit(1, &w)", "test_bit"),
    ] {
        let text = format!(
            "#include <linux/module.h>\nstatic atomic_t v;\nstatic unsigned long w;\nint f(void)\n{{\n\treturn {wrong};\n}}\n\
             void *g(int n)\n{{\n\treturn n ? (void *)&v : &w;\n}}\n"
        );
        let said = complaints(&text);
        assert!(said.len() == 1 && said[0].contains(&format!("did you mean `{right}`")), "{wrong}: {said:?}");
    }
}

#[test]
fn bits_are_not_included_from_where_they_are_defined() {
    let said = complaints("#include <asm/bitops.h>\n");
    assert!(said[0].contains("only <linux/bitops.h> can be included directly"), "{said:?}");
}

#[test]
fn misspelt_locks_get_the_right_names() {
    for (wrong, right) in [
        ("spinloc_t x;", "spinlock_t"),
        ("void f(spinlock_t *l) { pin_lock_bh(l); }", "spin_lock_bh"),
        ("void f(spinlock_t *l, unsigned long x) { spin_lock_irqrestore(l, x); }", "spin_unlock_irqrestore"),
        ("spinlock_t l = __SPIN_LOCK_UNLOCED(l);", "__SPIN_LOCK_UNLOCKED"),
        ("struct rw_semaphore s; void f(void) { init_rwem(&s); }", "init_rwsem"),
    ] {
        let text = format!(
            "#include <linux/module.h>\n#include <linux/rwsem.h>\n#include <linux/spinlock.h>\n{wrong}\n"
        );
        let complaints = complaints(&text);
        assert!(complaints[0].contains(&format!("did you mean `{right}`")), "{wrong}: {complaints:?}");
    }
}

#[test]
fn a_missing_include_is_named() {
    let text = "#include <linux/types.h>\nvoid *f(void)\n{\n\treturn kmalloc(3, GFP_KERNEL);\n}\n";
    assert_eq!(complaints(text), [":4:9: `kmalloc` needs #include <linux/slab.h>"]);
    let text = "#include <linux/types.h>\nint f(struct task_struct *t)\n{\n\treturn t->pid;\n}\n";
    assert!(complaints(text)[0].ends_with("`struct task_struct` needs #include <linux/sched.h>"));
}

#[test]
fn what_is_not_modelled_is_said_to_be_so() {
    assert_eq!(complaints("#include <linux/pci.h>\n"), [":1:10: linux/pci.h is not modelled"]);
    assert_eq!(
        complaints("#include <linux/slap.h>\n"),
        [":1:10: there is no linux/slap.h; did you mean linux/slab.h?"]
    );
    assert_eq!(
        complaints("#include <stdio.h>\n"),
        [":1:10: stdio.h belongs to the C library, which a kernel module cannot use"]
    );
    assert_eq!(complaints("#include \"mine.h\"\n"), [":1:10: mine.h: no such file"]);
    let text = "#include <linux/module.h>\nint f(void)\n{\n\treturn memremap(0, 1, 1) == NULL;\n}\n";
    assert_eq!(complaints(text), [":4:9: `memremap` (linux/io.h) is not modelled"]);
}

#[test]
fn what_only_follows_is_left_out() {
    let text = "#include <linux/module.h>\nstatic const struct pglist_data fops = {\n\t.node_zones = NULL,\n\
                \t.node_zonelists = NULL,\n};\nconst void *use = &fops;\n";
    let complaints = complaints(text);
    assert!(
        complaints[0].ends_with("`struct pglist_data` (linux/mmzone.h) is not modelled"),
        "{complaints:?}"
    );
    assert_eq!(complaints.len(), 1, "{complaints:?}");
}

#[test]
fn an_unknown_macro_is_named_itself() {
    let text = "#include <linux/module.h>\nMODULE_LICENCE(\"GPL\");\n";
    let complaints = complaints(text);
    assert!(complaints[0].contains("did you mean `MODULE_LICENSE` (linux/module.h)?"), "{complaints:?}");
    let complaints = self::complaints("#include <linux/types.h>\nMODULE_LICENSE(\"GPL\");\n");
    assert!(complaints[0].ends_with("`MODULE_LICENSE` needs #include <linux/module.h>"), "{complaints:?}");
    let complaints =
        self::complaints("#include <linux/module.h>\nstatic long n;\nmodule_param(n, integer, 0);\n");
    assert!(complaints[0].contains("`integer` is not a type of parameters"), "{complaints:?}");
    let complaints = self::complaints("#include <linux/module.h>\nstatic strcut list_head *p;\n");
    assert!(complaints[0].ends_with("did you mean `struct`?"), "{complaints:?}");
}

#[test]
fn a_wrong_argument_is_told_under_the_names_that_the_user_wrote() {
    let text = "#include <linux/module.h>\n#include <linux/mutex.h>\nstatic DEFINE_MUTEX(m);\n\
                void f(void)\n{\n\tspin_lock(&m);\n}\n";
    let complaints = complaints(text);
    assert!(complaints[0].starts_with(":6:"), "{complaints:?}");
    assert!(complaints[0].contains("spinlock_t *") && !complaints[0].contains("'_spin"), "{complaints:?}");
}

#[test]
fn mistakes_in_c_are_the_compilers_words_at_the_users_line() {
    let text = "#include <linux/module.h>\nint f(void)\n{\n\treturn 1 +;\n}\n";
    let complaints = complaints(text);
    assert!(complaints[0].starts_with(":4:"), "{complaints:?}");
    let text = "#include <linux/kernel.h>\nstatic int *p;\nint f(void)\n{\n\treturn ARRAY_SIZE(p);\n}\n";
    let complaints = self::complaints(text);
    assert!(complaints[0].starts_with(":5:") && complaints.len() == 1, "{complaints:?}");
}

#[test]
fn wrong_use_of_the_interface_is_an_error_as_in_kbuild() {
    let text = "#include <linux/module.h>\nstatic void f(void)\n{\n}\nmodule_init(f);\n";
    assert!(complaints(text)[0].starts_with(":5:"), "{:?}", complaints(text));
    let text = "#include <linux/module.h>\nstatic long n;\nmodule_param(n, int, 0644);\n";
    assert!(complaints(text)[0].starts_with(":3:"), "{:?}", complaints(text));
    let text = "#include <linux/module.h>\nstatic int n;\nmodule_param(n, int, 0666);\n";
    assert!(complaints(text)[0].contains("not writable by others"), "{:?}", complaints(text));
}

#[test]
fn every_unknown_symbol_is_listed() {
    let text = "extern void missing_one(void);\nextern int missingtwo(void);\nextern void mutex_lok(void);\n\
                int init_module(void)\n{\n\tmissing_one();\n\treturn missingtwo();\n}\n";
    let error = refuse(text);
    assert_eq!(error.kind(), ErrorKind::Symbol);
    assert_eq!(
        error.to_string(),
        "module: Unknown symbol missing_one (err -2)\nmodule: Unknown symbol missingtwo (err -2)"
    );
}

#[test]
fn an_unknown_symbol_has_a_hint() {
    struct Few;
    impl module::Exports for Few {
        fn find(&self, name: &str) -> Option<module::Export> {
            (name == "mutex_lock" || name.starts_with("__tsan")).then_some(module::Export::Function(1))
        }
        fn names(&self) -> Vec<(&'static str, &'static str)> {
            vec![("mutex_lock", "linux/mutex.h")]
        }
    }
    let directory = tempfile::tempdir().unwrap();
    let source = directory.path().join("m.c");
    let text = "extern void mutex_lokc(void); extern void msleep(unsigned int);\n\
                extern void __weak_one(void) __attribute__((weak)); extern void pci_enable_device(void);\n\
                int init_module(void) { mutex_lokc(); msleep(1); __weak_one(); pci_enable_device(); return 0; }\n";
    std::fs::write(&source, text).unwrap();
    let object = compilers()[0].compile(&source, &Options::default()).unwrap();
    let error = link(&object, "m", &Few, AT).unwrap_err().to_string();
    assert!(error.contains("mutex_lokc (err -2): did you mean `mutex_lock` (linux/mutex.h)?"), "{error}");
    assert!(error.contains("msleep (err -2): declared in linux/delay.h, but not modelled"), "{error}");
    assert!(!error.contains("__weak_one"), "{error}");
}

#[test]
fn files_that_are_not_there_are_named() {
    let compiler = &compilers()[0];
    let error = |path: &str| compiler.compile(Path::new(path), &Options::default()).unwrap_err();
    assert_eq!(error("no/such.c").to_string(), "no/such.c: no such file");
    assert_eq!(error("no/such.o").kind(), ErrorKind::NoSuchFile);
    assert_eq!(error("/tmp").to_string(), "/tmp: is a directory, not a module");
}

fn loading(bytes: Vec<u8>) -> String {
    let object =
        Object { bytes, source: PathBuf::from("x.o"), opt: None, warnings: Vec::new(), notes: Vec::new() };
    let error = link(&object, "x", &Kernel, AT).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Object);
    error.to_string()
}

#[test]
fn what_is_no_object_file_is_refused() {
    assert_eq!(loading(Vec::new()), "x.o: the file is empty");
    assert!(loading(b"int main(void) {}".to_vec()).contains("is not an ELF object file"));
    let whole = compile("hello", &Options::default()).bytes;
    assert!(loading(whole[..40].to_vec()).contains("cut off"));
    assert!(loading(whole[..whole.len() / 2].to_vec()).contains("cut off"));
    let patched = |at: usize, byte: u8| {
        let mut bytes = whole.clone();
        bytes[at] = byte;
        loading(bytes)
    };
    assert!(patched(4, 1).contains("64-bit x86"));
    assert!(patched(5, 2).contains("64-bit x86"));
    assert!(patched(18, 183).contains("another machine"));
    assert!(patched(16, 2).contains("linked already"));
    let executable = std::fs::read(std::env::current_exe().unwrap()).unwrap();
    assert!(loading(executable).contains("linked already"));
}

#[test]
fn thread_local_variables_and_giants_are_refused() {
    let directory = tempfile::tempdir().unwrap();
    let build = |text: &str| {
        let source = directory.path().join("m.c");
        std::fs::write(&source, text).unwrap();
        compilers()[0].compile(&source, &Options::default()).unwrap()
    };
    let object = build("static __thread int t; int init_module(void) { return t++; }\n");
    let error = link(&object, "m", &Kernel, AT).unwrap_err().to_string();
    assert!(error.contains("thread-local variable `t`"), "{error}");
    let object = build("char giant[1ul << 40];\n");
    let error = link(&object, "m", &Kernel, AT).unwrap_err().to_string();
    assert!(error.contains("all modules together have 63 MiB"), "{error}");
}

#[test]
fn a_slip_of_the_pen_is_named_where_it_is() {
    let body = |body: &str| format!("#include <linux/module.h>\nint f(void)\n{{\n{body}\n\treturn 0;\n}}\n");
    for (text, said) in [
        (
            "#include linux/module.h>\nstatic int __init f(void)\n{\n\treturn 0;\n}\nmodule_init(f);\n".to_owned(),
            ":1:10: the name of a header stands in brackets: `#include <linux/module.h>`",
        ),
        (body("\tprintk(KERN INFO \"x\");"), ":4:9: a name holds no blanks; did you mean `KERN_INFO`?"),
        (
            "#include <linux/module.h>\nstatic int hello init(void)\n{\n\treturn 0;\n}\nmodule_init(hello init);\n"
                .to_owned(),
            ":2:18: a name holds no blanks; did you mean `hello_init`?",
        ),
        (
            "#include <linux/module.h>\nint g()\n{\n\treturn 0;\n}\n".to_owned(),
            ":2:5: a function without parameters is declared as `g(void)`",
        ),
        ("#include <linux/module.h>\n#include <linux/sched.h>\nint f(void)\n{\n\treturn task_curr(0);\n}\n".to_owned(), ":5:9: `task_curr` is not exported to modules: no module may ask whether a task runs at this moment"),
        (
            body("\tprintk(\u{201c}x\u{201d});"),
            ":4:9: typographic quotes; C has `\"` and `'`",
        ),
    ] {
        assert_eq!(complaints(&text).first().map(String::as_str), Some(said), "{text}");
    }
}
