//! Tests of what is written for other programs to show: it is well-formed whatever a story holds.

use crate::samples::{self, verdict};
use crate::{Markup, document};
use scenario::story::Story;

/// Checks that a text is well-formed XML, as far as we write it: elements that close in order, quoted attributes, known
/// entities, no character that XML excludes.
pub(crate) fn well_formed(xml: &str) -> Result<(), String> {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = xml;
    while let Some(at) = rest.find('<') {
        characters(&rest[..at])?;
        let end = rest[at..].find('>').ok_or("a tag does not end")? + at;
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        match tag.strip_prefix('/') {
            Some(name) if open.pop() != Some(name) => {
                return Err(format!("</{name}> closes another element"));
            }
            Some(_) => {}
            None => {
                let (inner, closed) = match tag.strip_suffix('/') {
                    Some(inner) => (inner, true),
                    None => (tag, false),
                };
                let (name, attributes) = inner.split_once(' ').unwrap_or((inner, ""));
                if name.is_empty() || !name.chars().all(char::is_alphanumeric) {
                    return Err(format!("<{name}> is no element"));
                }
                let pieces: Vec<&str> = attributes.split('"').collect();
                if pieces.len().is_multiple_of(2) {
                    return Err(format!("quotes in <{tag}>"));
                }
                for pair in pieces.chunks(2) {
                    let named = pair[0].trim().ends_with('=') || pair.len() == 1 && pair[0].is_empty();
                    if !named {
                        return Err(format!("an attribute in <{tag}>"));
                    }
                    pair[1..].iter().try_for_each(|value| characters(value))?;
                }
                if !closed {
                    open.push(name);
                }
            }
        }
        if open.is_empty() && !rest.trim().is_empty() {
            return Err("there is more than one root".into());
        }
    }
    if open.is_empty() && rest.trim().is_empty() { Ok(()) } else { Err(format!("{open:?} is open")) }
}

fn characters(text: &str) -> Result<(), String> {
    for part in text.split('&').skip(1) {
        let known = ["amp;", "lt;", "gt;", "quot;"].iter().any(|e| part.starts_with(e));
        if !known {
            return Err(format!("& in {text:?}"));
        }
    }
    let excluded = |c: char| c.is_control() && !matches!(c, '\n' | '\t' | '\r') || c == '\u{ffff}';
    if text.contains(excluded) { Err(format!("a control character in {text:?}")) } else { Ok(()) }
}

/// Checks the braces and the rows of every table of a fragment.
pub(crate) fn is_latex(text: &str) -> Result<(), String> {
    let mut depth = 0_i64;
    let mut escaped = false;
    for c in text.lines().filter(|l| !l.starts_with('%')).flat_map(str::chars) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '{' => depth += 1,
            '}' => depth -= 1,
            '#' | '_' | '^' | '"' => return Err(format!("{c} is a command")),
            _ => {}
        }
        if depth < 0 {
            return Err("a brace too many".into());
        }
    }
    let mut columns = 0;
    for line in text.lines() {
        if let Some(spec) = line.strip_prefix("\\begin{tabular}") {
            columns = spec.matches(['l', 'r']).count();
        } else if line.ends_with("\\\\") {
            let ends = line.matches('&').count() - line.matches("\\&").count();
            let spanned = match line.split_once("\\multicolumn{") {
                Some((_, n)) => n.split('}').next().and_then(|n| n.parse::<usize>().ok()).unwrap_or(1) - 1,
                None => 0,
            };
            if ends + spanned + 1 != columns {
                return Err(format!("{columns} columns: {line}"));
            }
        }
    }
    if depth == 0 { Ok(()) } else { Err("a brace is open".into()) }
}

/// Checks that each row of a table has as many cells as its head.
pub(crate) fn is_markdown(text: &str) -> Result<(), String> {
    let mut cells = None;
    let mut fence = None;
    for line in text.lines() {
        if line.starts_with("```") {
            fence = if fence.is_none() {
                Some(line.trim_end_matches("text"))
            } else {
                fence.filter(|f| *f != line)
            };
        }
        if fence.is_some() {
            continue;
        }
        if !line.starts_with('|') {
            cells = None;
            continue;
        }
        let n = line.matches('|').count() - line.matches("\\|").count();
        if *cells.get_or_insert(n) != n {
            return Err(format!("another number of cells: {line}"));
        }
    }
    if fence.is_none() { Ok(()) } else { Err("a fence is open".into()) }
}

fn each(markup: Markup, check: fn(&str) -> Result<(), String>) {
    let mut stories = samples::all();
    let drawn: [fn() -> Story; 6] =
        [samples::abba, samples::twice, samples::nested, samples::circle, samples::stop, samples::long];
    stories.extend(drawn.map(|s| s()));
    for story in stories {
        let name = crate::summary(&story);
        let text = document(markup, &verdict(vec![story]), &[], true);
        if let Err(why) = check(&text) {
            panic!("{name}: {why}\n{text}");
        }
    }
    check(&document(markup, &verdict(Vec::new()), &[], false)).unwrap();
}

#[test]
fn every_picture_is_well_formed() {
    each(Markup::Svg, well_formed);
}

#[test]
fn every_fragment_is_latex() {
    each(Markup::Latex, is_latex);
}

#[test]
fn every_page_is_markdown() {
    each(Markup::Markdown, is_markdown);
}

#[test]
fn the_checks_can_fail() {
    for wrong in ["<a><b></a></b>", "<a x=1/>", "<a>&nbsp;</a>", "<a/><b/>", "<a>", "<a>\u{1}</a>"] {
        assert!(well_formed(wrong).is_err(), "{wrong}");
    }
    assert!(well_formed("<a x=\"1\" y=\"2\"><b/>&amp;</a>\n").is_ok());
    assert!(is_latex("\\begin{tabular}{rl}\na & b & c \\\\\n").is_err());
    assert!(is_latex("a_b").is_err());
    assert!(is_markdown("| a | b |\n| - |\n").is_err());
}

#[test]
fn documents_of_a_race_and_a_deadlock() {
    let all = [Markup::Markdown, Markup::Latex, Markup::Svg];
    let v = verdict(vec![samples::counter(), samples::abba()]);
    let [markdown, latex, svg] = all.map(|m| document(m, &v, &[], false));
    insta::assert_snapshot!("documents_markdown", markdown);
    insta::assert_snapshot!("documents_latex", latex);
    insta::assert_snapshot!("documents_svg", svg);
}
