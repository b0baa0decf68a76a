//! `grep`.

use super::Call;
use super::filter::sources;
use crate::options::{Opt, opt};
use crate::plan::Outcome;
use crate::shell::{Shell, Stop};
use regex_lite::{Regex, RegexBuilder};
use std::fmt::Write;

pub const OPTIONS: &[Opt] = &[
    opt('A', "after-context", "N", "and N lines after each"),
    opt('B', "before-context", "N", "and N lines before each"),
    opt('c', "count", "", "how many lines"),
    opt('E', "extended-regexp", "", "`+`, `?`, `|`, `{` and `(` mean something without backslashes"),
    opt('e', "regexp", "PATTERN", "the pattern"),
    opt('F', "fixed-strings", "", "nothing in the pattern means anything"),
    opt('H', "with-filename", "", "with names of files"),
    opt('h', "no-filename", "", "without names of files"),
    opt('i', "ignore-case", "", "capitals and small letters are the same"),
    opt('l', "files-with-matches", "", "names of files only"),
    opt('n', "line-number", "", "with numbers of lines"),
    opt('o', "only-matching", "", "only what fits"),
    opt('q', "quiet", "", "only the status"),
    opt('s', "no-messages", "", "nothing about files that are not there"),
    opt('v', "invert-match", "", "the lines that do not fit"),
    opt('w', "word-regexp", "", "whole words"),
    opt('x', "line-regexp", "", "whole lines"),
];

pub fn grep(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    let options = call.options.clone();
    let (pattern, files) = match (options.argument('e'), call.operands().split_first()) {
        (Some(pattern), _) => (pattern.to_owned(), call.operands()),
        (None, Some((pattern, files))) => (pattern.clone(), files),
        (None, None) => {
            let text = "Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.";
            return Ok(Outcome::Done(shell.fail(call.io, 2, text)));
        }
    };
    let expression = match expression(&pattern, &options) {
        Ok(expression) => expression,
        Err(why) => return Ok(Outcome::Done(shell.fail(call.io, 2, &format!("grep: {why}")))),
    };
    let named = options.has('H') || (files.len() > 1 && !options.has('h'));
    let around = |letter| options.argument(letter).and_then(|n| n.parse::<usize>().ok()).unwrap_or(0);
    let (before, after) = (around('B'), around('A'));
    Ok(sources(shell, call, files, move |shell, all, io| {
        let (mut found, mut text) = (false, String::new());
        for source in all {
            let content = String::from_utf8_lossy(&source.text).into_owned();
            let lines: Vec<&str> = content.lines().collect();
            let fits: Vec<bool> = lines.iter().map(|l| expression.is_match(l) != options.has('v')).collect();
            let count = fits.iter().filter(|f| **f).count();
            found |= count > 0;
            let name = if source.name.is_empty() { "(standard input)" } else { &source.name };
            if options.has('q') {
                continue;
            }
            if options.has('l') {
                if count > 0 {
                    let _ = writeln!(text, "{name}");
                }
                continue;
            }
            let prefix = if named { format!("{name}:") } else { String::new() };
            if options.has('c') {
                let _ = writeln!(text, "{prefix}{count}");
                continue;
            }
            let mut last = None;
            for (i, line) in lines.iter().enumerate() {
                let near = (i.saturating_sub(after)..=i.saturating_add(before).min(lines.len() - 1))
                    .any(|j| fits[j]);
                if !near {
                    continue;
                }
                if before + after > 0 && last.is_some_and(|l| l + 1 < i) {
                    text.push_str("--\n");
                }
                last = Some(i);
                let mark = if fits[i] { ':' } else { '-' };
                let mut place = if named { format!("{name}{mark}") } else { String::new() };
                if options.has('n') {
                    let _ = write!(place, "{}{mark}", i + 1);
                }
                if options.has('o') {
                    for part in expression.find_iter(line).filter(|m| !m.is_empty()) {
                        let _ = writeln!(text, "{place}{}", part.as_str());
                    }
                } else {
                    let _ = writeln!(text, "{place}{line}");
                }
            }
        }
        shell.say(&io.out, &text);
        u8::from(!found)
    }))
}

fn expression(pattern: &str, options: &crate::options::Options) -> Result<Regex, String> {
    let mut alternatives = Vec::new();
    for line in pattern.split('\n') {
        alternatives.push(if options.has('F') {
            regex_lite::escape(line)
        } else if options.has('E') {
            classes(line)
        } else {
            classes(&extended(line))
        });
    }
    let mut whole = format!("(?:{})", alternatives.join("|"));
    if options.has('w') {
        whole = format!(r"\b{whole}\b");
    }
    if options.has('x') {
        whole = format!("^{whole}$");
    }
    RegexBuilder::new(&whole)
        .case_insensitive(options.has('i'))
        .size_limit(1 << 20)
        .nest_limit(64)
        .build()
        .map_err(|_| format!("the pattern is not one that is understood: {pattern}"))
}

/// A basic regular expression as an extended one: what has a backslash there has none here, and the other way round.
fn extended(basic: &str) -> String {
    let mut made = String::new();
    let mut chars = basic.chars().peekable();
    let mut set = false;
    while let Some(c) = chars.next() {
        if set {
            set = c != ']' || made.ends_with('[') || made.ends_with("[^");
            made.push(c);
            continue;
        }
        match c {
            '\\' => match chars.next() {
                Some(c @ ('+' | '?' | '|' | '(' | ')' | '{' | '}')) => made.push(c),
                Some(c) => {
                    made.push('\\');
                    made.push(c);
                }
                None => made.push_str("\\\\"),
            },
            '+' | '?' | '|' | '(' | ')' | '{' | '}' => {
                made.push('\\');
                made.push(c);
            }
            // A star at the beginning stands for itself.
            '*' if made.is_empty() || made == "^" || made.ends_with('(') => made.push_str("\\*"),
            '[' => {
                set = true;
                made.push(c);
            }
            c => made.push(c),
        }
    }
    made
}

/// Words that the expressions of GNU have and others write differently: `\<` and `\>` are ends of words.
fn classes(expression: &str) -> String {
    expression.replace(r"\<", r"\b").replace(r"\>", r"\b")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Options;

    #[test]
    fn basic_expressions_need_backslashes() {
        let fits = |pattern: &str, text: &str| {
            expression(pattern, &Options::default()).is_ok_and(|e| e.is_match(text))
        };
        assert!(fits("a+b", "a+b") && !fits("a+b", "aab"));
        assert!(fits(r"a\+b", "aab"));
        assert!(fits(r"one\|two", "two"));
        assert!(fits("[ab](", "b("));
        assert!(fits("[]x]y", "]y"));
        assert!(fits("*x", "*x"));
        assert!(fits(r"\<cpu\>", "a cpu b") && !fits(r"\<cpu\>", "cpus"));
        assert!(!fits("[", "["));
    }
}
