//! A verdict as LaTeX: paragraphs and `tabular`s, to be read with `\input`. No package is needed.

use crate::cell::Item;
use crate::page::Page;
use crate::style::Style;
use crate::{closing, line, page, text};
use scenario::verdict::{Found, LogLine, Verdict};

/// The whole fragment.
pub(crate) fn document(v: &Verdict, log: &[LogLine], whole: bool) -> String {
    let plain = Style { width: 100_000, colour: false, verbose: false };
    let mut out = String::from("% A fragment for \\input: paragraphs and tabulars, without packages.\n");
    let lines = v.notes.iter().map(|n| text::clean(n));
    let log = crate::log(log, &plain);
    for said in lines.chain(log.lines().map(str::to_owned)) {
        out += &format!("\\noindent{}\\par\n", code(&said));
    }
    for f in &v.findings {
        out += &format!("\n{}", finding(f, v, whole));
    }
    out += "\n";
    for said in line::render(&closing::lines(v, &plain), &plain).lines() {
        out += &format!("\\noindent {}\\par\n", escaped(said.trim()));
    }
    out
}

fn finding(f: &Found, v: &Verdict, whole: bool) -> String {
    let page = page::page(f, v, whole);
    let mut out = format!("\\noindent\\textbf{{{}: {}}}\\par\n", escaped(&page.head), marked(&page.summary));
    for place in &page.places {
        let source = if place.text.is_empty() { String::new() } else { format!(": {}", code(&place.text)) };
        out += &format!("\\noindent {} {}{source}\\par\n", escaped(&place.at), escaped(&place.label));
    }
    for said in &page.said {
        out += &format!("\\noindent\\emph{{{}}}\\par\n", escaped(said));
    }
    if !page.links.is_empty() {
        out += &cycle(&page);
    }
    if !page.items.is_empty() {
        out += &format!("\\noindent {}\\par\n", escaped(&page.how));
        out += &table(&page);
    }
    for note in &page.notes {
        let said = if note.is_command { code(&note.text) } else { marked(&note.text) };
        out += &format!("\\noindent\\emph{{{}}}: {said}\\par\n", escaped(note.head));
    }
    out
}

/// Who waits for whom, a row for each.
fn cycle(page: &Page) -> String {
    let mut out = String::from("\\begin{tabular}{rlll}\n");
    let n = page.links.len();
    for (i, link) in page.links.iter().enumerate() {
        let next = (i + 1) % n + 1;
        out += &format!(
            "{} & \\textbf{{{}}} & {} & {} $\\rightarrow$ {next} \\\\\n",
            i + 1,
            escaped(&link.name),
            escaped(&link.holds),
            escaped(&link.waits)
        );
    }
    out + "\\end{tabular}\\par\n"
}

fn table(page: &Page) -> String {
    let lanes = page.lanes.len();
    let mut out = format!("\\begin{{tabular}}{{r{}l}}\n", "|l".repeat(lanes));
    let heads: String = page.lanes.iter().map(|l| format!(" & \\textbf{{{}}}", escaped(l))).collect();
    out += &format!("{heads} & \\\\\n\\hline\n");
    for item in &page.items {
        match item {
            Item::Banner(said) => {
                let columns = lanes + 1;
                out += &format!(" & \\multicolumn{{{columns}}}{{l}}{{\\emph{{{}}}}} \\\\\n", escaped(said));
            }
            Item::Cell(c) => {
                let indent = "\\quad".repeat(c.depth);
                let source = if c.source().is_empty() { String::new() } else { code(c.source()) };
                let gap = if source.is_empty() || c.what.is_empty() { "" } else { " \\quad " };
                let said = format!("{indent} {source}{gap}{}", escaped(&c.what));
                let before = " &".repeat(c.column + 1);
                let after = " &".repeat(lanes - c.column);
                let markers = match c.markers.join(" ") {
                    m if m.is_empty() => String::new(),
                    m => format!(" \\textbf{{{}}}", escaped(&m)),
                };
                out += &format!("{}{before} {}{after}{markers} \\\\\n", escaped(&c.label), said.trim());
            }
        }
    }
    out + "\\end{tabular}\\par\n"
}

fn code(s: &str) -> String {
    // Spaces side by side would become one.
    format!("\\texttt{{{}}}", escaped(s).replace("  ", "~~"))
}

/// Text that marks its names with backticks.
fn marked(s: &str) -> String {
    let even = s.matches('`').count().is_multiple_of(2);
    let part = |(i, part): (usize, &str)| if even && i % 2 == 1 { code(part) } else { escaped(part) };
    s.split('`').enumerate().map(part).collect()
}

/// Text in which nothing is a command.
fn escaped(s: &str) -> String {
    let mut out = String::new();
    for c in s.chars() {
        match c {
            '\\' => out += "\\textbackslash{}",
            '~' => out += "\\textasciitilde{}",
            '^' => out += "\\textasciicircum{}",
            '<' => out += "\\textless{}",
            '>' => out += "\\textgreater{}",
            '|' => out += "\\textbar{}",
            '"' => out += "{\\char34}",
            '-' => out += "-{}",
            '{' | '}' | '$' | '&' | '#' | '_' | '%' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_source_is_a_command() {
        assert_eq!(code("a  = b_%[i] & ~{x}"), "\\texttt{a~~= b\\_\\%[i] \\& \\textasciitilde{}\\{x\\}}");
        assert_eq!(escaped("x--"), "x-{}-{}");
        assert_eq!(marked("a `b_c` d"), "a \\texttt{b\\_c} d");
    }
}
