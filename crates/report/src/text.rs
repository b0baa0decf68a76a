//! Text in columns of a terminal: measured, cut, wrapped.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The columns that a text fills.
pub fn width(s: &str) -> usize {
    s.width()
}

/// The text in one line, without what a terminal would obey or what fills no column of its own.
pub fn clean(s: &str) -> String {
    s.chars()
        .filter_map(|c| match c {
            '\t' | '\n' | '\r' => Some(' '),
            c if c.is_control() => Some('?'),
            c if c.width().unwrap_or(0) == 0 => None,
            c => Some(c),
        })
        .collect()
}

/// The longest beginning of a text that fills at most `room` columns.
fn beginning(s: &str, room: usize) -> &str {
    let mut end = 0;
    let mut filled = 0;
    for (at, c) in s.char_indices() {
        filled += c.width().unwrap_or(0);
        if filled > room {
            break;
        }
        end = at + c.len_utf8();
    }
    &s[..end]
}

/// The text, cut to `room` columns; `..` stands for what is missing at the end.
pub fn clip(s: &str, room: usize) -> String {
    if width(s) <= room {
        return s.to_string();
    }
    let mut kept = beginning(s, room.saturating_sub(2)).to_string();
    kept += &".."[..room.min(2)];
    kept
}

/// The text, cut to `room` columns; `..` stands for what is missing at the beginning.
pub fn clip_start(s: &str, room: usize) -> String {
    if width(s) <= room {
        return s.to_string();
    }
    let mut start = s.len();
    let mut filled = 2;
    for (at, c) in s.char_indices().rev() {
        filled += c.width().unwrap_or(0);
        if filled > room {
            break;
        }
        start = at;
    }
    format!("{}{}", &".."[..room.min(2)], &s[start..])
}

/// The words of a text in lines of at most `room` columns. A word that is longer is cut in pieces.
pub fn wrap(s: &str, room: usize) -> Vec<String> {
    let room = room.max(2);
    let mut lines = vec![String::new()];
    for word in s.split(' ').filter(|w| !w.is_empty()) {
        let last = lines.last_mut().expect("there is a line");
        let gap = usize::from(!last.is_empty());
        if width(last) + gap + width(word) <= room {
            *last += &" "[..gap];
            *last += word;
            continue;
        }
        let mut rest = word;
        while width(rest) > room {
            let piece = beginning(rest, room);
            push(&mut lines, piece);
            rest = &rest[piece.len()..];
        }
        push(&mut lines, rest);
    }
    lines
}

/// Adds a line, or fills the last one if it is empty.
fn push(lines: &mut Vec<String>, s: &str) {
    match lines.last_mut() {
        Some(last) if last.is_empty() => last.push_str(s),
        _ => lines.push(s.to_string()),
    }
}

/// The length of a call at the beginning of a text, up to the parenthesis that closes it: `f(a, g(b))`.
pub fn call(s: &str) -> Option<usize> {
    let open = s.find('(')?;
    let is_name = s[..open].chars().all(|c| c.is_alphanumeric() || c == '_');
    let end = closing(&s[open..])?;
    if is_name && open > 0 { Some(open + end) } else { None }
}

/// The length of the text up to the parenthesis that closes the one it begins with.
fn closing(s: &str) -> Option<usize> {
    let mut depth = 0;
    for (i, c) in s.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 1 => return Some(i + 1),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// A line of C without its comments and the semicolon at its end.
pub fn code(s: &str) -> String {
    let mut out = String::new();
    let mut rest = s;
    let mut quoted = false;
    while let Some(c) = rest.chars().next() {
        if !quoted && rest.starts_with("//") {
            break;
        }
        if !quoted && rest.starts_with("/*") {
            rest = rest.find("*/").map_or("", |i| &rest[i + 2..]);
            continue;
        }
        quoted ^= c == '"' && !out.ends_with('\\');
        out.push(c);
        rest = &rest[c.len_utf8()..];
    }
    clean(out.trim()).trim_end_matches([';', ' ', '{']).to_string()
}
