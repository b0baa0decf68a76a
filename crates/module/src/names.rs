//! The names of the kernel: those that our headers declare, and those that Linux has and we do not.
//!
//! Headers are read with a scanner that knows how they are written (one declaration begins on one line), not
//! with a C parser. It serves suggestions only; a name that it misses costs a worse message.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::headers::header_files;
use crate::nearest::nearest;

/// What is known of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    /// Our header declares it.
    Declared(&'static str),
    /// Linux declares it in this header; we do not.
    NotModelled(&'static str),
    /// Linux has it for itself; what it is, as it reads on after the name.
    Private(&'static str),
}

/// Names that Linux has and our headers lack, with the header that declares each in Linux.
static ELSEWHERE: &str = include_str!("../data/names.tsv");
/// Names that Linux keeps to itself, and how to say so.
static PRIVATE: &str = include_str!("../data/private.tsv");
/// Headers of Linux, whether we have them or not.
static LINUX_HEADERS: &str = include_str!("../data/headers.txt");

struct Index {
    sorted: Vec<(&'static str, &'static str)>,
    declared: HashMap<&'static str, &'static str>,
    elsewhere: HashMap<&'static str, &'static str>,
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let mut declared = HashMap::new();
    for (path, text) in header_files() {
        for line in text.lines() {
            for name in declares(line) {
                declared.entry(name).or_insert_with(|| public_header(path));
            }
        }
    }
    let elsewhere = ELSEWHERE.lines().filter_map(|line| line.split_once('\t')).collect();
    let mut sorted: Vec<_> = declared.iter().map(|(&name, &header)| (name, header)).collect();
    sorted.sort_unstable();
    Index { sorted, declared, elsewhere }
});

/// Every name that our headers declare, with the header that a module includes for it, sorted by name.
pub fn declared_names() -> &'static [(&'static str, &'static str)] {
    &INDEX.sorted
}

/// What is known of exactly this name.
pub(crate) fn look_up(name: &str) -> Option<Known> {
    let declared = INDEX.declared.get(name).map(|&header| Known::Declared(header));
    let private =
        || PRIVATE.lines().filter_map(|line| line.split_once('\t')).find(|(known, _)| *known == name);
    declared
        .or_else(|| private().map(|(_, text)| Known::Private(text)))
        .or_else(|| INDEX.elsewhere.get(name).map(|&header| Known::NotModelled(header)))
}

/// The name of our headers that is nearest to this one, with its header.
pub(crate) fn near(name: &str) -> Option<(&'static str, &'static str)> {
    // Who writes `__test_bit` looks for the plain form of `test_bit`, which has none.
    let bare = INDEX.declared.get_key_value(name.trim_start_matches('_'));
    if let Some((&bare, &header)) = bare.filter(|(bare, _)| **bare != name) {
        return Some((bare, header));
    }
    let near = |name: &str| nearest(name, INDEX.sorted.iter().copied(), |(name, _)| name);
    near(name).or_else(|| near(&name.to_ascii_lowercase()))
}

/// Whether a structure of our headers has a member of this name.
pub(crate) fn is_member(name: &str) -> bool {
    let declaration = format!("{name};");
    let declares = |line: &str| {
        let before = line.trim_end().strip_suffix(&declaration);
        line.starts_with('\t') && before.is_some_and(|b| b.ends_with([' ', '*']))
    };
    header_files().iter().any(|(_, text)| text.lines().any(declares))
}

/// Whether Linux is known to have this header.
pub(crate) fn is_known_header(path: &str) -> bool {
    let declares = |line: &str| line.split_once('\t').is_some_and(|(_, header)| header == path);
    LINUX_HEADERS.lines().any(|line| line == path) || ELSEWHERE.lines().any(declares)
}

/// Whether a header of this name would be one of Linux.
pub(crate) fn is_linux_header(path: &str) -> bool {
    let directories = ["linux/", "asm/", "asm-generic/", "uapi/", "net/", "crypto/", "sound/", "scsi/"];
    is_known_header(path) || directories.iter().any(|directory| path.starts_with(directory))
}

/// Our header whose path is nearest to this one.
pub(crate) fn near_header(path: &str) -> Option<&'static str> {
    nearest(path, header_files().iter().map(|(path, _)| *path), |path| path)
}

/// The header that a module includes to get what stands in this file of ours.
fn public_header(path: &'static str) -> &'static str {
    match path {
        "linux/spinlock_types.h" => "linux/spinlock.h",
        "linux/compiler_types.h" => "linux/compiler.h",
        "linux/irqreturn.h" => "linux/interrupt.h",
        "linux/rbtree_types.h" => "linux/rbtree.h",
        "linux/percpu-defs.h" => "linux/percpu.h",
        "linux/find.h" | "asm/bitops.h" => "linux/bitops.h",
        "linux/threads.h" => "linux/cpumask.h",
        "linux/kern_levels.h" => "linux/printk.h",
        "linux/errno-base.h" | "asm/errno.h" => "linux/errno.h",
        _ if path.starts_with("linux/atomic/") => "linux/atomic.h",
        _ => path,
    }
}

/// The names that one line of a header declares; none that are only ours.
fn declares(line: &'static str) -> Vec<&'static str> {
    let found = if let Some(rest) = line.strip_prefix("#define ") {
        words(rest).next().into_iter().collect()
    } else if let Some(rest) = ["extern ", "static inline "].iter().find_map(|p| line.strip_prefix(p)) {
        function(rest).or_else(|| variable(rest)).into_iter().collect()
    } else if line.starts_with("typedef ") && line.contains("(*") {
        line.split("(*").nth(1).and_then(|rest| words(rest).next()).into_iter().collect()
    } else if (line.starts_with("typedef ") || line.starts_with("} ")) && line.ends_with(';') {
        variable(line).into_iter().collect()
    } else if let Some(rest) = line.strip_prefix("struct ") {
        words(rest).next().filter(|_| line.ends_with('{')).into_iter().collect()
    } else {
        let constant = line.trim_start().split([' ', ',']).next().unwrap_or_default();
        let is_constant = line.starts_with('\t')
            && constant.len() > 3
            && constant.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
        if is_constant { vec![constant] } else { Vec::new() }
    };
    found.into_iter().filter(|name| !name.to_ascii_lowercase().contains("lockstep")).collect()
}

fn words(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// The first word before a parenthesis that is not an annotation.
fn function(declaration: &'static str) -> Option<&'static str> {
    declaration
        .match_indices('(')
        .filter_map(|(at, _)| {
            words(&declaration[..at]).last().filter(|word| declaration[..at].ends_with(word))
        })
        .find(|word| !matches!(*word, "__printf" | "__scanf" | "__aligned" | "__section"))
}

/// The last word before the semicolon.
fn variable(declaration: &'static str) -> Option<&'static str> {
    words(declaration.split([';', '[']).next()?)
        .last()
        .filter(|word| !word.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_each_kind_of_line_declares() {
        for (name, header) in [
            ("DEFINE_SPINLOCK", "linux/spinlock.h"),
            ("request_irq", "linux/interrupt.h"),
            ("_printk", "linux/printk.h"),
            ("list_add_tail", "linux/list.h"),
            ("jiffies", "linux/jiffies.h"),
            ("irq_handler_t", "linux/interrupt.h"),
            ("task_struct", "linux/sched.h"),
            ("spinlock_t", "linux/spinlock.h"),
            ("atomic_dec_and_test", "linux/atomic.h"),
            ("IRQ_HANDLED", "linux/interrupt.h"),
            ("EINVAL", "linux/errno.h"),
            ("gfp_t", "linux/types.h"),
            ("atomic_t", "linux/types.h"),
        ] {
            assert_eq!(look_up(name), Some(Known::Declared(header)), "{name}");
        }
        assert_eq!(look_up("__lockstep_bug"), None);
        assert_eq!(look_up("nosuchname"), None);
        assert_eq!(look_up("struct"), None);
    }

    #[test]
    fn knows_names_that_linux_has_and_we_lack() {
        assert!(matches!(look_up("CONFIGFS_ATTR"), Some(Known::NotModelled(_))));
        assert!(is_linux_header("linux/pci.h"));
        assert!(!is_linux_header("stdio.h"));
    }
}
