//! The commands of ioctl functions, as the compiler counts them.

use module::{Compiler, IoctlNumber, Options, constants, ioctl_numbers};
use std::path::PathBuf;

fn source(directory: &tempfile::TempDir, text: &str) -> PathBuf {
    let path = directory.path().join("ring.c");
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn the_compiler_gives_the_numbers() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("ring.h"), "#define RING_GROW _IOW('r', 2, struct growth)\n")
        .unwrap();
    let path = source(
        &directory,
        r#"
#include <linux/fs.h>
#include <linux/ioctl.h>
#include <linux/module.h>
#include "ring.h"
struct growth { u64 by; u32 flags; };
#define RING_RESET _IO('r', 1)
enum { RING_OLD = 0x5401 };
static long ring_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	switch (cmd) {
	case RING_RESET:
	case RING_GROW:
	case RING_OLD:
		return 0;
#ifdef RING_NEVER
	case RING_UNKNOWN:
		return 1;
#endif
	case 0:
		return 2;
	}
	return -ENOTTY;
}
static const struct file_operations ops = { .unlocked_ioctl = ring_ioctl };
static int __init ring_init(void) { return ops.unlocked_ioctl ? 0 : -EINVAL; }
module_init(ring_init);
MODULE_LICENSE("GPL");
"#,
    );
    let compiler = Compiler::find(None).unwrap();
    let found = ioctl_numbers(&compiler, &path, &Options::default()).unwrap();
    let number =
        |name: &str, number| IoctlNumber { function: "ring_ioctl".to_owned(), name: name.to_owned(), number };
    let expected = [
        number("RING_RESET", 0x7201),
        number("RING_GROW", 0x4010_7202),
        number("RING_OLD", 0x5401),
        number("0", 0),
    ];
    assert_eq!(found, expected);
    assert_eq!(found[1].size(), 16);
}

#[test]
fn what_is_no_constant_has_no_value() {
    let directory = tempfile::tempdir().unwrap();
    let path = source(&directory, "enum { A = 3 };\nstatic int v;\nint *use(void) { return &v; }\n");
    let compiler = Compiler::find(None).unwrap();
    let expressions = ["A + 1", "v", "missing", "sizeof(int)"].map(String::from);
    let values = constants(&compiler, &path, &Options::default(), &expressions).unwrap();
    assert_eq!(values, [Some(4), None, None, Some(4)]);
}

#[test]
fn a_source_that_does_not_compile_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = source(&directory, "int f(void) { return missing; }\n");
    let compiler = Compiler::find(None).unwrap();
    let expressions = ["1".to_owned()];
    assert!(constants(&compiler, &path, &Options::default(), &expressions).is_err());
}
