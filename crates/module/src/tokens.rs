//! C as a row of tokens, for those who look for names in a source that a compiler has accepted.
//!
//! Comments and preprocessor lines are left out; nothing is expanded.

use std::ops::Range;

/// A token as the source writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    pub text: &'a str,
}

impl Token<'_> {
    /// A name or keyword.
    pub fn is_name(self) -> bool {
        self.text.starts_with(|c: char| c.is_alphabetic() || c == '_')
    }

    /// A name, keyword or number.
    pub fn is_word(self) -> bool {
        self.text.starts_with(|c: char| c.is_alphanumeric() || c == '_')
    }
}

/// The tokens of a source.
pub(crate) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut out = Vec::new();
    let mut rest = text;
    let mut line_begins = true;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '\n' => {
                line_begins = true;
                rest = &rest[1..];
                continue;
            }
            c if c.is_whitespace() => {
                rest = &rest[c.len_utf8()..];
                continue;
            }
            '/' if rest.starts_with("//") => {
                rest = &rest[directive(rest)..];
                continue;
            }
            '/' if rest.starts_with("/*") => {
                rest = rest[2..].find("*/").map_or("", |at| &rest[at + 4..]);
                continue;
            }
            '#' if line_begins => {
                rest = &rest[directive(rest)..];
                continue;
            }
            '"' | '\'' => quoted(rest, c),
            c if c.is_alphanumeric() || c == '_' => {
                rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len())
            }
            _ => {
                let operators = ["...", "->", "==", "!=", "<=", ">=", "&&", "||", "<<", ">>"];
                operators.iter().find(|o| rest.starts_with(**o)).map_or(c.len_utf8(), |o| o.len())
            }
        };
        line_begins = false;
        out.push(Token { text: &rest[..length] });
        rest = &rest[length..];
    }
    out
}

/// The length of a line that goes on behind a backslash at its end.
fn directive(text: &str) -> usize {
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        end += line.len();
        if !line.trim_end_matches(['\n', '\r']).ends_with('\\') {
            return end - usize::from(line.ends_with('\n'));
        }
    }
    end
}

/// The length of a string or character.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The index of the bracket that closes the one at `open`, which may be of any kind.
pub(crate) fn closing(tokens: &[Token<'_>], open: usize) -> Option<usize> {
    let mut depth = 0;
    for (i, token) in tokens.iter().enumerate().skip(open) {
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            _ => {}
        }
        if depth <= 0 {
            return (depth == 0 && i > open).then_some(i);
        }
    }
    None
}

/// The tokens of argument number `number` of the list that opens at `open`.
pub(crate) fn argument(tokens: &[Token<'_>], open: usize, number: usize) -> Option<Range<usize>> {
    let close = closing(tokens, open).filter(|close| tokens[*close].text == ")")?;
    let mut start = open + 1;
    let mut at = 0;
    let mut i = start;
    while i <= close {
        let token = tokens[i].text;
        if i == close || token == "," {
            if at == number {
                return Some(start..i);
            }
            at += 1;
            start = i + 1;
        } else if matches!(token, "(" | "[" | "{") {
            i = closing(tokens, i)?;
        }
        i += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_code_is_left() {
        let text = "#define A \\\n  1\nint a /* x\n*/ = ':' + \"a\\\"b\"; // b\nf(a, (b, c))";
        let found: Vec<&str> = tokens(text).iter().map(|t| t.text).collect();
        assert_eq!(
            found,
            [
                "int",
                "a",
                "=",
                "':'",
                "+",
                "\"a\\\"b\"",
                ";",
                "f",
                "(",
                "a",
                ",",
                "(",
                "b",
                ",",
                "c",
                ")",
                ")"
            ]
        );
    }

    #[test]
    fn arguments_are_counted() {
        let tokens = tokens("f(a, (b, c), d)");
        assert_eq!(closing(&tokens, 1), Some(11));
        assert_eq!(argument(&tokens, 1, 1), Some(4..9));
        assert_eq!(argument(&tokens, 1, 2), Some(10..11));
        assert_eq!(argument(&tokens, 1, 3), None);
        assert_eq!(closing(&tokens, 0), None);
    }
}
