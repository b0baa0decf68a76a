//! Says a compiler's errors in the words of somebody who knows the kernel.
//!
//! An unknown name is looked up among the names of our headers and of Linux, and what only follows from an
//! earlier error is left out: a second complaint about the same name or the same line, a variable that is
//! undeclared because the line that should declare it was refused, a function that returns nothing because
//! its return statement was refused.

use crate::Diagnostic;
use crate::names::{self, Known};
use crate::nearest::nearest;
use crate::slips;

/// What a complaint is about.
enum Subject {
    Name(String),
    Struct(String),
    Header(String),
}

/// Rewrites the errors of one source file, whose text is given. At least one remains.
pub(crate) fn explain(errors: Vec<Diagnostic>, source: &str) -> Vec<Diagnostic> {
    let lines: Vec<&str> = source.lines().collect();
    let mut kept: Vec<Diagnostic> = Vec::new();
    let of_include = errors.iter().any(slips::is_include);
    // The name that each error is about, and the line it stands on.
    let mut seen: Vec<(Option<String>, &str)> = Vec::new();
    for mut error in errors {
        let line = (error.line as usize).checked_sub(1).and_then(|l| lines.get(l)).copied().unwrap_or("");
        let subject = unknown_macro(&error, line, source)
            .or_else(|| unknown_annotation(&error, line))
            .or_else(|| subject(&error, line));
        let name = subject.as_ref().and_then(Subject::name);
        let follows = seen.iter().any(|(known, text)| {
            let again = known.as_deref().is_some_and(|known| mentions(&error.message, known));
            again || name.is_some_and(|name| known.as_deref() == Some(name) || mentions(text, name))
        });
        let same_line = kept.iter().any(|k| k.line == error.line && k.file == error.file);
        let returns_nothing = !kept.is_empty() && error.option.as_deref() == Some("-Wreturn-type");
        seen.push((name.map(str::to_string), line));
        if follows || same_line || returns_nothing || of_include && !slips::is_include(&error) {
            continue;
        }
        error.message = slips::slip(&error, line, source)
            .or_else(|| subject.and_then(|s| say(&s, source)))
            .unwrap_or_else(|| in_users_words(&error.message));
        kept.push(error);
    }
    kept
}

impl Subject {
    fn name(&self) -> Option<&str> {
        match self {
            Subject::Name(name) | Subject::Struct(name) => Some(name),
            Subject::Header(_) => None,
        }
    }
}

/// Doors that macros of our headers call, under the names of the macros.
fn in_users_words(message: &str) -> String {
    // A function that a header refuses, and why: `error` attributes.
    let refused = message.strip_prefix("call to '").and_then(|rest| {
        let by_gcc = rest.split_once("' declared with attribute error: ");
        by_gcc.or_else(|| rest.split_once("' declared with 'error' attribute: "))
    });
    if let Some((name, why)) = refused {
        return format!("`{name}` {why}");
    }
    let doors = [("'_spin_", "'spin_"), ("'_local_irq_", "'local_irq_"), ("'_printk'", "'printk'")];
    doors.iter().fold(message.to_string(), |text, (door, name)| text.replace(door, name))
}

fn mentions(text: &str, name: &str) -> bool {
    text.split(is_separator).any(|word| word == name)
}

fn is_separator(c: char) -> bool {
    !c.is_ascii_alphanumeric() && c != '_'
}

/// The unknown macro that a line outside of functions begins with: the compiler takes `DEFINE_PER_CPU(int, x);`
/// for a function and complains about what it takes for parameters.
fn unknown_macro(error: &Diagnostic, line: &str, source: &str) -> Option<Subject> {
    let line = line.strip_prefix("static ").unwrap_or(line);
    let name = line.split(is_separator).next().filter(|name| line[name.len()..].starts_with('('))?;
    let is_parameter = error.message.starts_with("expected declaration specifiers")
        || error.message.starts_with("expected parameter declarator")
        || error.message.starts_with("unknown type name");
    let is_known = matches!(names::look_up(name), Some(Known::Declared(_)));
    let is_defined = source.contains(&format!("#define {name}("));
    let is_unknown =
        is_parameter && !is_defined && !(is_known && error.message.starts_with("unknown type name"));
    is_unknown.then(|| Subject::Name(name.to_string()))
}

/// The unknown word before the one at which the compiler stumbles: `int` and `__int` in `static int __int start(void)`.
fn unknown_annotation(error: &Diagnostic, line: &str) -> Option<Subject> {
    let before = line.get(..error.column.saturating_sub(1) as usize)?.trim_end();
    let name = before.rsplit(is_separator).next().filter(|name| name.starts_with('_'))?;
    let is_unknown = error.message.starts_with("expected '='") && names::look_up(name).is_none();
    (is_unknown && names::near(name).is_some()).then(|| Subject::Name(name.to_string()))
}

/// The words around a quoted name in the complaints of gcc and clang about unknown names.
const UNKNOWN: &[(&str, &str)] = &[
    ("implicit declaration of function '", "'"),
    ("unknown type name '", "'"),
    ("type defaults to 'int' in declaration of '", "'"),
    ("'", "' undeclared"),
    ("use of undeclared identifier '", "'"),
    ("call to undeclared function '", "'"),
    ("call to undeclared library function '", "'"),
];

fn subject(error: &Diagnostic, line: &str) -> Option<Subject> {
    let message = error.message.as_str();
    if let Some(header) = message.strip_suffix(": No such file or directory") {
        return Some(Subject::Header(header.to_string()));
    }
    if let Some(header) = message.strip_suffix(" file not found") {
        return Some(Subject::Header(header.trim_matches('\'').to_string()));
    }
    if message.starts_with("type specifier missing") {
        let rest = line.get(error.column.saturating_sub(1) as usize..)?;
        let name = rest.split(is_separator).next()?;
        return Some(Subject::Name(name.to_string())).filter(|_| !name.is_empty());
    }
    let incomplete = ["incomplete type", "isn't known", "undefined type", "incomplete definition"];
    if incomplete.iter().any(|words| message.contains(words)) {
        let tagged = |text: &str| {
            let rest = &text[text.find("struct ")? + "struct ".len()..];
            Some(rest.split(is_separator).next()?.to_string())
        };
        return tagged(message).or_else(|| tagged(line)).map(Subject::Struct);
    }
    UNKNOWN.iter().find_map(|(before, after)| {
        let (name, rest) = message.strip_prefix(before)?.split_once('\'')?;
        format!("'{rest}").starts_with(after).then(|| Subject::Name(name.to_string()))
    })
}

fn say(subject: &Subject, source: &str) -> Option<String> {
    match subject {
        Subject::Header(path) => Some(header(path, source)),
        Subject::Struct(name) => match names::look_up(name) {
            Some(Known::Declared(header)) => Some(format!("`struct {name}` needs #include <{header}>")),
            Some(Known::NotModelled(header)) => Some(format!("`struct {name}` ({header}) is not modelled")),
            Some(Known::Private(text)) => Some(format!("`struct {name}` {text}")),
            None => {
                let (near, header) = names::near(name)?;
                Some(format!("`struct {name}` is unknown; did you mean `{near}` ({header})?"))
            }
        },
        Subject::Name(name) => Some(unknown(name, source)),
    }
}

/// Words of C that a name may be a misspelling of.
const KEYWORDS: &[&str] = &[
    "char", "const", "extern", "inline", "return", "sizeof", "static", "struct", "switch", "typedef",
    "unsigned", "while",
];

fn unknown(name: &str, source: &str) -> String {
    if let Some(ty) = name.strip_prefix("__lockstep_ctype_") {
        const TYPES: &str = "bool, invbool, byte, short, ushort, int, uint, long, ulong and charp";
        return format!("`{ty}` is not a type of parameters; those are {TYPES}");
    }
    match names::look_up(name) {
        Some(Known::Declared(header)) => return format!("`{name}` needs #include <{header}>"),
        Some(Known::NotModelled(header)) => return format!("`{name}` ({header}) is not modelled"),
        Some(Known::Private(text)) => return format!("`{name}` {text}"),
        None => {}
    }
    if let Some(keyword) = nearest(name, KEYWORDS, |keyword| keyword) {
        return format!("`{name}` is unknown; did you mean `{keyword}`?");
    }
    // A name of the module's own in other letters is nearer than any of the kernel's.
    if let Some(meant) = own(name, source).filter(|meant| meant.eq_ignore_ascii_case(name)) {
        return format!("`{name}` is unknown; did you mean `{meant}`?");
    }
    if let Some((near, header)) = names::near(name) {
        return format!("`{name}` is unknown; did you mean `{near}` ({header})?");
    }
    match joined(name, source).or_else(|| own(name, source)) {
        Some(meant) => format!("`{name}` is unknown; did you mean `{meant}`?"),
        None => format!("`{name}` is unknown"),
    }
}

/// What an underscore was written for: a blank between words of C, as in `static_void`, or the arrow between a pointer
/// of the module and a member, as in `file_f_pos`.
fn joined(name: &str, source: &str) -> Option<String> {
    let (first, rest) = name.split_once('_')?;
    if KEYWORDS.contains(&first) && (KEYWORDS.contains(&rest) || matches!(rest, "int" | "long" | "void")) {
        return Some(format!("{first} {rest}"));
    }
    let is_pointer = source.contains(&format!("*{first}")) && names::is_member(rest);
    is_pointer.then(|| format!("{first}->{rest}"))
}

/// The word of the module itself that is nearest.
fn own(name: &str, source: &str) -> Option<String> {
    let words = source.split(is_separator).filter(|word| !word.is_empty() && *word != name);
    nearest(name, words, |word| word).map(str::to_string)
}

fn header(path: &str, source: &str) -> String {
    if let Some(near) = names::near_header(path).filter(|_| !names::is_known_header(path)) {
        return format!("there is no {path}; did you mean {near}?");
    }
    if names::is_linux_header(path) {
        return format!("{path} is not modelled");
    }
    const C_LIBRARY: &[&str] = &[
        "assert", "ctype", "errno", "fcntl", "pthread", "signal", "stdint", "stdio", "stdlib", "string",
        "unistd",
    ];
    let stem = path.strip_suffix(".h").unwrap_or(path);
    if let Some(near) = nearest(stem, C_LIBRARY, |known| known).filter(|near| **near != stem) {
        return format!(
            "there is no {path}; did you mean {near}.h? It belongs to the C library, which a kernel module cannot use"
        );
    }
    if C_LIBRARY.contains(&stem) || stem.starts_with("sys/") {
        let program = match source.contains("main(") {
            true => "; what a program does with a module's files, cat, echo and dd do in `lockstep shell`",
            false => "",
        };
        return format!("{path} belongs to the C library, which a kernel module cannot use{program}");
    }
    format!("{path}: no such file")
}
