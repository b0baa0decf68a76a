//! How far a module that nobody has tried here is from being run: which names of the kernel it uses, which of them we know,
//! and stand-ins for the others.
//!
//! The sources are read as tokens, without a compiler, because what is missing keeps a compiler from getting far. A name
//! of the kernel is one that our headers or our list of Linux's names have, and else one that is called, named as a
//! structure, or written as a constant, and that the sources do not define. Who it belongs to, where no list says so, is guessed: the header among
//! those that the sources include whose name the function's begins with (`pci_enable_device`, `linux/pci.h`).
//!
//! What this does not see: names in the bodies of macros, and types that are no structures.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::headers::header_files;
use crate::names::{self, Known};
use crate::tokens::{Token, closing, tokens};

/// A name that Linux has and we have not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Missing {
    /// The name; a structure's stands behind `struct`.
    pub name: String,
    /// The header it belongs to, if that is known or can be guessed.
    pub header: Option<String>,
    /// What it is used as.
    pub used: Use,
    /// Arguments of its first call.
    pub arguments: usize,
}

/// What a missing name is used as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Use {
    /// It is called, and its result is not used.
    Statement,
    /// It is called, and what comes of it is a number.
    Number,
    /// It is called, and what comes of it is a pointer.
    Pointer,
    /// `struct NAME`
    Structure,
    /// It is called with something that is no expression, or outside of functions: a macro.
    Macro,
    /// Anything else: a constant, a variable, a type.
    Other,
}

/// What was found out about sources.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Examined {
    /// Names of the kernel that are used and that we know.
    pub known: BTreeSet<String>,
    /// Names that are used and that we do not know.
    pub missing: Vec<Missing>,
    /// Headers that are included and that we do not have.
    pub headers: BTreeSet<String>,
}

impl Examined {
    /// Names of the kernel, in all.
    pub fn names(&self) -> usize {
        self.known.len() + self.missing.len()
    }
}

const KEYWORDS: &[&str] = &[
    "alignof",
    "asm",
    "auto",
    "break",
    "case",
    "const",
    "continue",
    "default",
    "do",
    "else",
    "enum",
    "extern",
    "for",
    "goto",
    "if",
    "inline",
    "register",
    "return",
    "sizeof",
    "static",
    "struct",
    "switch",
    "typedef",
    "typeof",
    "union",
    "void",
    "volatile",
    "while",
    "__attribute__",
    "__typeof__",
    "__alignof__",
    "defined",
    "offsetof",
    "_Static_assert",
    "_Generic",
    "__builtin_expect",
    "__builtin_constant_p",
    "int",
    "char",
    "long",
    "short",
    "unsigned",
    "signed",
    "float",
    "double",
    "__asm__",
    "__volatile__",
];

/// The headers that a source includes between angle brackets.
fn included(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| {
        let rest = line.trim_start().strip_prefix('#')?.trim_start().strip_prefix("include")?;
        rest.trim_start().strip_prefix('<')?.split_once('>').map(|(path, _)| path)
    })
}

/// The names that the sources make themselves: macros, functions, objects, structures, labels of enumerations.
fn defined<'a>(text: &'a str, tokens: &[Token<'a>], into: &mut BTreeSet<&'a str>) {
    for line in text.lines() {
        let define = line.trim_start().strip_prefix('#').map(str::trim_start);
        if let Some(rest) = define.and_then(|d| d.strip_prefix("define ")) {
            let rest = rest.trim_start();
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            into.insert(&rest[..end]);
        }
    }
    let mut depth = 0;
    for (i, token) in tokens.iter().enumerate() {
        let before = i.checked_sub(1).map_or("", |j| tokens[j].text);
        let after = tokens.get(i + 1).map_or("", |t| t.text);
        match token.text {
            "{" | "(" => depth += 1,
            "}" | ")" => depth -= 1,
            _ => {}
        }
        if !token.is_name() || KEYWORDS.contains(&token.text) {
            continue;
        }
        // A definition or declaration at file level, or a local or parameter: a name behind a type.
        let typed = before == "*"
            || before == "}"
            || tokens.get(i.wrapping_sub(1)).is_some_and(|t| t.is_name())
                && !matches!(
                    before,
                    "return" | "goto" | "else" | "case" | "do" | "sizeof" | "struct" | "enum" | "union"
                );
        let body = matches!(before, "struct" | "enum" | "union") && after == "{";
        if body || typed && (depth == 0 || !matches!(after, "(" | ".")) {
            into.insert(token.text);
        }
    }
    // Constants of enumerations.
    for (i, _) in tokens.iter().enumerate().filter(|(_, t)| t.text == "enum") {
        let Some(open) = (i + 1..(i + 3).min(tokens.len())).find(|j| tokens[*j].text == "{") else {
            continue;
        };
        let Some(end) = closing(tokens, open) else { continue };
        for j in open + 1..end {
            if tokens[j].is_name() && matches!(tokens[j - 1].text, "{" | ",") {
                into.insert(tokens[j].text);
            }
        }
    }
}

/// Whether a name is written as those of constants are: `PCI_ANY_ID`, and no option of the configuration.
fn is_constant(name: &str) -> bool {
    let upper = name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    upper && name.contains('_') && !name.starts_with('_') && !name.starts_with("CONFIG_")
}

/// How many arguments a call has whose bracket opens at `open`.
fn arguments(tokens: &[Token<'_>], open: usize) -> usize {
    let Some(end) = closing(tokens, open) else { return 0 };
    let mut depth = 0;
    let mut commas = 0;
    for token in &tokens[open + 1..end] {
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            "," if depth == 0 => commas += 1,
            _ => {}
        }
    }
    if end == open + 1 { 0 } else { commas + 1 }
}

/// What a call at `i` is used as, in a source that declares pointers of these names.
fn call_use(tokens: &[Token<'_>], i: usize, depth: usize, pointers: &BTreeSet<&str>) -> Use {
    let before = i.checked_sub(1).map_or("", |j| tokens[j].text);
    if depth == 0 {
        return Use::Macro;
    }
    match before {
        ";" | "{" | "}" | ":" | "else" => Use::Statement,
        ")" => Use::Statement,
        "=" => {
            let target = i.checked_sub(2).map(|j| tokens[j].text);
            let is_pointer = target.is_some_and(|t| pointers.contains(t));
            if is_pointer { Use::Pointer } else { Use::Number }
        }
        _ => Use::Number,
    }
}

/// The header that a name with no known home may be from.
fn guessed(name: &str, headers: &BTreeSet<&str>) -> Option<String> {
    let stem = |h: &&&str| {
        let file = h.rsplit('/').next().unwrap_or(h);
        let stem = file.strip_suffix(".h").unwrap_or(file).replace('-', "_");
        let bare = name.trim_start_matches('_').to_ascii_lowercase();
        bare.starts_with(&format!("{stem}_")) || bare == stem || bare.starts_with(&format!("devm_{stem}_"))
    };
    headers.iter().filter(stem).max_by_key(|h| h.len()).map(|h| (*h).to_owned())
}

/// Examines sources, each as (path, text); quoted headers of the module's own are sources, too.
pub fn examine(sources: &[(String, String)]) -> Examined {
    let rows: Vec<(&str, Vec<Token<'_>>)> =
        sources.iter().map(|(_, text)| (text.as_str(), tokens(text))).collect();
    let mut own = BTreeSet::new();
    let mut includes = BTreeSet::new();
    let mut pointers = BTreeSet::new();
    for (text, tokens) in &rows {
        defined(text, tokens, &mut own);
        includes.extend(included(text));
        let stars = tokens.windows(2).filter(|w| w[0].text == "*" && w[1].is_name());
        pointers.extend(stars.map(|w| w[1].text));
    }
    let mut examined = Examined::default();
    let ours = |path: &str| header_files().iter().any(|(p, _)| *p == path);
    examined.headers = includes.iter().filter(|p| !ours(p)).map(|p| (*p).to_owned()).collect();
    let mut missing: BTreeMap<String, Missing> = BTreeMap::new();
    for (_, tokens) in &rows {
        let mut depth = 0usize;
        for (i, token) in tokens.iter().enumerate() {
            match token.text {
                "{" => depth += 1,
                "}" => depth = depth.saturating_sub(1),
                _ => {}
            }
            let before = i.checked_sub(1).map_or("", |j| tokens[j].text);
            let after = tokens.get(i + 1).map_or("", |t| t.text);
            let name = token.text;
            let skipped = !token.is_name() || KEYWORDS.contains(&name) || own.contains(name);
            if skipped || matches!(before, "." | "->" | "goto") || name.starts_with('"') {
                continue;
            }
            let used = match (before, after) {
                ("struct" | "union", _) => Use::Structure,
                (_, "(") => call_use(tokens, i, depth, &pointers),
                _ => Use::Other,
            };
            let header = match names::look_up(name) {
                Some(Known::Declared(_)) => {
                    examined.known.insert(name.to_owned());
                    continue;
                }
                Some(Known::NotModelled(header)) => Some(header.to_owned()),
                Some(Known::Private(_)) => None,
                None if used == Use::Other && !is_constant(name) => continue,
                None => guessed(name, &includes),
            };
            let known_call = missing.get(name).map(|m| m.used);
            let used = known_call.map_or(used, |known| known.max_call(used));
            let arguments = if after == "(" { arguments(tokens, i + 1) } else { 0 };
            let arguments = missing.get(name).map_or(arguments, |m| m.arguments.max(arguments));
            missing.insert(name.to_owned(), Missing { name: name.to_owned(), header, used, arguments });
        }
    }
    examined.missing = missing.into_values().collect();
    examined
}

impl Use {
    /// What a name is that is used in both ways.
    fn max_call(self, other: Use) -> Use {
        match (self, other) {
            (Use::Pointer, _) | (_, Use::Pointer) => Use::Pointer,
            (Use::Number, Use::Statement) | (Use::Statement, Use::Number) => Use::Number,
            (Use::Other, b) => b,
            (a, _) => a,
        }
    }
}

/// Stand-ins, as files of a directory for `-I`: path, text. One file holds them; each header that is missing includes it.
pub fn stubs(examined: &Examined) -> Vec<(String, String)> {
    let mut text = String::from(
        "/* Stand-ins for what is not modelled, made by `lockstep stubs`: replace those that matter by what they do.\n\
         \u{20}* A structure has room and no members. What returns a number or a pointer succeeds, or, with\n\
         \u{20}* `lockstep check --faults alloc`, may fail. */\n\
         #ifndef LOCKSTEP_STUBS_H\n#define LOCKSTEP_STUBS_H\n\n\
         #include <linux/kernel.h>\n#include <linux/slab.h>\n#include <lockstep/stub.h>\n\n",
    );
    // Writing to a string cannot fail.
    for m in &examined.missing {
        let from = m.header.as_deref().map_or(String::new(), |h| format!("\t/* {h} */"));
        let name = &m.name;
        let _ = match m.used {
            Use::Structure => writeln!(text, "struct {name} {{ char room[256]; }};{from}"),
            Use::Statement => writeln!(text, "#define {name}(...) lockstep_stub_done(__VA_ARGS__){from}"),
            Use::Number => writeln!(text, "#define {name}(...) lockstep_stub_number(__VA_ARGS__){from}"),
            Use::Pointer => writeln!(text, "#define {name}(...) lockstep_stub_pointer(__VA_ARGS__){from}"),
            Use::Macro => writeln!(text, "#define {name}(...){from}"),
            Use::Other => writeln!(text, "#define {name} 0{from}"),
        };
    }
    text += "\n#endif\n";
    let mut files = vec![("lockstep_stubs.h".to_owned(), text)];
    let include = "#include <lockstep_stubs.h>\n";
    files.extend(examined.headers.iter().map(|h| (h.clone(), include.to_owned())));
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRIVER: &str = "#include <linux/module.h>\n#include <linux/frob.h>\n\
        #define LOCAL 1\nstruct own { int x; };\nstatic int helper(int n) { return n; }\n\
        static int probe(struct frob_dev *dev, const struct frob_id *id)\n{\n\
        int any = FROB_ANY_ID;\n\
        struct own *own = kzalloc(sizeof(*own), GFP_KERNEL);\n\
        void *base;\n\
        int error = frob_enable(dev);\n\
        if (error) return error;\n\
        base = frob_map(dev, 0);\n\
        frob_set_master(dev);\n\
        pr_info(\"%d\", helper(LOCAL));\n\
        return own ? 0 : -ENOMEM;\n}\n";

    fn driver() -> Examined {
        examine(&[("frob.c".to_owned(), DRIVER.to_owned())])
    }

    #[test]
    fn names_are_told_apart() {
        let examined = driver();
        for name in ["kzalloc", "GFP_KERNEL", "pr_info", "ENOMEM"] {
            assert!(examined.known.contains(name), "{name}");
        }
        let used: Vec<(&str, Use)> = examined.missing.iter().map(|m| (m.name.as_str(), m.used)).collect();
        assert_eq!(
            used,
            [
                ("FROB_ANY_ID", Use::Other),
                ("frob_dev", Use::Structure),
                ("frob_enable", Use::Number),
                ("frob_id", Use::Structure),
                ("frob_map", Use::Pointer),
                ("frob_set_master", Use::Statement),
            ]
        );
        assert!(examined.missing.iter().all(|m| m.header.as_deref() == Some("linux/frob.h")));
        assert_eq!(examined.headers.iter().collect::<Vec<_>>(), ["linux/frob.h"]);
    }

    #[test]
    fn a_missing_header_includes_the_stand_ins() {
        let files = stubs(&driver());
        assert_eq!(files[1], ("linux/frob.h".to_owned(), "#include <lockstep_stubs.h>\n".to_owned()));
        assert!(files[0].1.contains("struct frob_dev { char room[256]; };\t/* linux/frob.h */\n"));
        assert!(files[0].1.contains("#define frob_map(...) lockstep_stub_pointer(__VA_ARGS__)"));
    }
}
