//! Slips that a compiler reports far from what they are: a blank that stands for an underscore, a bracket or a quote
//! that a text has lost, a full stop for a comma. They come with listings that were scanned, or copied from slides.

use crate::Diagnostic;
use crate::names;

/// What was meant at the place of this error, if it is such a slip.
pub(crate) fn slip(error: &Diagnostic, line: &str, source: &str) -> Option<String> {
    let message = error.message.as_str();
    if is_include(error) {
        return include(line);
    }
    if message.starts_with("stray '") && line.contains(['\u{201c}', '\u{201d}', '\u{2018}', '\u{2019}']) {
        return Some("typographic quotes; C has `\"` and `'`".to_owned());
    }
    if error.option.as_deref() == Some("-Wstrict-prototypes") {
        let name = line.split_once("()")?.0.rsplit(|c: char| !is_of_name(c)).next()?;
        return Some(format!("a function without parameters is declared as `{name}(void)`"));
    }
    if message.starts_with("request for member") && line.trim_end().ends_with('.') {
        return Some("the line ends in `.`; did you mean `,`?".to_owned());
    }
    if message.starts_with("expected ")
        || message.ends_with("undeclared")
        || message.contains("' undeclared ")
    {
        return blank(line, source);
    }
    None
}

/// Whether it is about an `#include` without a name: whatever else is unknown may follow from it.
pub(crate) fn is_include(error: &Diagnostic) -> bool {
    error.message.starts_with("#include expects") || error.message.starts_with("expected \"FILENAME\"")
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

fn include(line: &str) -> Option<String> {
    let rest = line.trim_start().strip_prefix('#')?.trim_start().strip_prefix("include")?.trim_start();
    let path = rest.split(['>', '"', ' ', '\t']).next()?.trim_start_matches(['<', '"']);
    let path = match names::is_known_header(path) {
        true => path,
        false => names::near_header(path).unwrap_or(path),
    };
    Some(format!("the name of a header stands in brackets: `#include <{path}>`"))
}

/// Two words with a blank between them that together are a name.
fn blank(line: &str, source: &str) -> Option<String> {
    let (_, pair) = pairs(line).find_map(|(a, b)| {
        let joined = format!("{a}_{b}");
        let spaced = format!("{a} {b}");
        let is_name = names::look_up(&joined).is_some()
            || source.split(|c: char| !is_of_name(c)).any(|word| word == joined)
            || is_plain(a) && is_plain(b) && source.matches(spaced.as_str()).count() > 1;
        is_name.then_some((spaced, joined))
    })?;
    Some(format!("a name holds no blanks; did you mean `{pair}`?"))
}

/// Whether the word may be part of a name that somebody chose: no word of C, and like no name that is known.
fn is_plain(word: &str) -> bool {
    const OF_C: &[&str] = &[
        "auto", "char", "const", "double", "else", "enum", "extern", "float", "for", "goto", "if", "inline",
        "int", "long", "register", "return", "short", "signed", "sizeof", "static", "struct", "switch",
        "typedef", "union", "unsigned", "void", "volatile", "while",
    ];
    !OF_C.contains(&word) && names::look_up(word).is_none() && names::near(word).is_none()
}

/// The words of a line that nothing but blanks separates from the next.
fn pairs(line: &str) -> impl Iterator<Item = (&str, &str)> {
    let starts = move |i: usize| {
        let before = line[..i].chars().next_back();
        line[i..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && !before.is_some_and(is_of_name)
    };
    line.char_indices().map(|(i, _)| i).filter(move |&i| starts(i)).filter_map(move |i| {
        let first = &line[i..][..line[i..].find(|c| !is_of_name(c))?];
        let rest = &line[i + first.len()..];
        let second = rest.trim_start_matches([' ', '\t']);
        let end = second.find(|c| !is_of_name(c)).unwrap_or(second.len());
        let second = &second[..end];
        (rest.starts_with([' ', '\t']) && second.starts_with(|c: char| c.is_ascii_alphabetic()))
            .then_some((first, second))
    })
}
