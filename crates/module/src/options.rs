//! The flags of a compilation, and why each is there.
//!
//! The compiler's thread sanitizer announces every access that could be shared, before it happens; nothing of
//! its library is used. The optimiser hides accesses (at -O1 a loop of `counter++` is one read and one write),
//! so that the default is -O0, where source and accesses agree one to one.

use crate::compiler::Kind;

/// How much the compiler may change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Opt {
    /// Every access of the source, as it stands. The default.
    #[default]
    O0,
    /// Optimised enough for code that needs it to compile, with those passes off that remove accesses.
    O1Kept,
    /// What a release build does to unmarked accesses: they are merged, moved and dropped.
    O2,
}

/// What to compile a module with.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// How much the compiler may change.
    pub opt: Opt,
    /// Whether to announce every basic block (`__sanitizer_cov_trace_pc`), so that a loop without accesses is
    /// counted too.
    pub trace_pc: TracePc,
    /// The module's name; by default the source file's stem, with dashes made underscores.
    pub name: Option<String>,
    /// More flags (`-DDEBUG`, `-I...`), after ours.
    pub extra: Vec<String>,
}

/// Whether basic blocks are announced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TracePc {
    /// Only accesses and calls are seen.
    #[default]
    Off,
    /// Every basic block is seen, at about 1 ns each.
    On,
}

/// Flags for the code of a module: instrumented, at fixed addresses below 2 GiB, with a chain of frames, and
/// without the compiler's own ideas of what `memcpy` is (it would do it inline and unannounced).
const CODE: &[&str] = &[
    "-c",
    "-g",
    "-m64",
    "-fsanitize=thread",
    "-fno-pic",
    "-fno-builtin",
    "-fno-stack-protector",
    "-fno-strict-aliasing",
    "-fno-omit-frame-pointer",
    "-fno-optimize-sibling-calls",
    "-fcf-protection=none",
    "-fno-asynchronous-unwind-tables",
    "-fstack-clash-protection",
    "-ftrivial-auto-var-init=pattern",
    "-fdata-sections",
];

/// Volatile accesses are announced as such, since they are the marked ones; functions are not announced.
const GCC: &[&str] =
    &["--param", "tsan-distinguish-volatile=1", "--param", "tsan-instrument-func-entry-exit=0", "-Wno-tsan"];

/// The same for clang, which would otherwise leave out the read of `x++`.
const CLANG: &[&str] = &[
    "-mllvm",
    "-tsan-distinguish-volatile=1",
    "-mllvm",
    "-tsan-instrument-func-entry-exit=0",
    "-mllvm",
    "-tsan-instrument-read-before-write=1",
    "-Wno-unknown-warning-option",
    "-Wno-gnu-variable-sized-type-not-at-end",
];

/// The passes of gcc -O1 that merge or move accesses.
const KEPT: &[&str] = &[
    "-fno-tree-loop-im",
    "-fno-move-loop-stores",
    "-fno-tree-scev-cprop",
    "-fno-tree-dse",
    "-fno-tree-fre",
    "-fno-tree-pre",
    "-fno-tree-dominator-opts",
    "-fno-tree-sink",
    "-fno-code-hoisting",
];

/// The kernel's dialect of C, and what its build treats as an error or does not mention.
const LANGUAGE: &[&str] = &[
    "-std=gnu11",
    "-nostdinc",
    "-D__KERNEL__",
    "-DMODULE",
    "-Wall",
    "-Werror=implicit-function-declaration",
    "-Werror=implicit-int",
    "-Werror=incompatible-pointer-types",
    "-Werror=return-type",
    "-Werror=strict-prototypes",
    "-Wno-address-of-packed-member",
    "-Wno-array-bounds",
    "-Wno-format-overflow",
    "-Wno-format-security",
    "-Wno-format-truncation",
    "-Wno-format-zero-length",
    "-Wno-frame-address",
    "-Wno-main",
    "-Wno-maybe-uninitialized",
    "-Wno-missing-attributes",
    "-Wno-pointer-sign",
    "-Wno-trigraphs",
    "-Wno-unused-but-set-variable",
    "-Wno-unused-const-variable",
];

/// Complaints of one line each, with columns in bytes, as debug information counts them.
const GCC_OUTPUT: &[&str] = &["-fdiagnostics-plain-output", "-fdiagnostics-column-unit=byte"];
const CLANG_OUTPUT: &[&str] = &["-fno-caret-diagnostics", "-fno-color-diagnostics"];

/// All flags but those that name files.
pub(crate) fn flags(kind: Kind, options: &Options, name: &str) -> Vec<String> {
    let mut flags: Vec<&str> = Vec::new();
    flags.extend(CODE);
    flags.extend(LANGUAGE);
    flags.extend(match kind {
        Kind::Gcc => GCC,
        Kind::Clang => CLANG,
    });
    flags.push(match options.opt {
        Opt::O0 => "-O0",
        Opt::O1Kept => "-O1",
        Opt::O2 => "-O2",
    });
    if options.opt == Opt::O1Kept && kind == Kind::Gcc {
        flags.extend(KEPT);
    }
    if options.trace_pc == TracePc::On {
        flags.push("-fsanitize-coverage=trace-pc");
    }
    flags.extend(match kind {
        Kind::Gcc => GCC_OUTPUT,
        Kind::Clang => CLANG_OUTPUT,
    });
    let mut flags: Vec<String> = flags.into_iter().map(String::from).collect();
    flags.push(format!("-DKBUILD_MODNAME=\"{name}\""));
    flags.push(format!("-DKBUILD_BASENAME=\"{name}\""));
    flags
}
