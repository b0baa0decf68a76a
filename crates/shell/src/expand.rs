//! What words come to: braces, variables, commands and arithmetic, splitting, file names, in bash's order.

use crate::arithmetic::{self, Variables};
use crate::glob;
use crate::shell::{Shell, Stop};
use crate::stream::{Io, Sink};
use crate::tree::{Change, Colon, End, Extent, Piece, Word};
use std::cell::RefCell;
use std::rc::Rc;

/// The most words that a word may come to, and the most bytes that one may have.
const MOST: usize = 1 << 16;

/// A word on its way.
#[derive(Clone, Default)]
struct Field {
    text: String,
    /// The same with backslashes before what stands for itself.
    pattern: String,
    /// Whether there is something in it that can fit several names.
    globs: bool,
    /// Whether it is a word even if it is empty: something was quoted.
    present: bool,
}

impl Field {
    fn open(&mut self, text: &str) {
        self.text.push_str(text);
        self.pattern.push_str(text);
        self.globs |= text.contains(['*', '?', '[']);
    }

    fn quoted(&mut self, text: &str) {
        self.text.push_str(text);
        self.pattern.push_str(&glob::escape(text));
        self.present = true;
    }
}

impl Shell<'_> {
    /// The words that words come to.
    pub(crate) fn words(&mut self, words: &[Word], io: &Io) -> Result<Vec<String>, Stop> {
        let mut all = Vec::new();
        for word in words {
            for word in braces(word) {
                for field in self.fields(&word, io)? {
                    let names = if field.globs { self.names(&field.pattern) } else { Vec::new() };
                    if names.is_empty() {
                        all.push(field.text);
                    } else {
                        all.extend(names);
                    }
                }
                if all.len() > MOST {
                    return self.refuse(&format!("a command of more than {MOST} words"));
                }
            }
        }
        Ok(all)
    }

    /// What one word comes to, neither split nor taken for a pattern.
    pub(crate) fn one(&mut self, word: &Word, io: &Io) -> Result<String, Stop> {
        Ok(self.joined(word, io)?.text)
    }

    /// What one word comes to as a pattern.
    pub(crate) fn as_pattern(&mut self, word: &Word, io: &Io) -> Result<String, Stop> {
        Ok(self.joined(word, io)?.pattern)
    }

    fn joined(&mut self, word: &Word, io: &Io) -> Result<Field, Stop> {
        let mut field = Field::default();
        for (i, piece) in word.iter().enumerate() {
            match piece {
                Piece::Text(text) => field.open(&self.home(text, i)),
                Piece::Quoted(text) => field.quoted(text),
                Piece::Double(inner) => field.quoted(&self.one(inner, io)?),
                other => {
                    let value = self.piece(other, io)?;
                    field.open(&value);
                }
            }
            if field.text.len() > MOST * 16 {
                return self.refuse("a word of more than a megabyte");
            }
        }
        Ok(field)
    }

    /// `~` at the beginning of a word.
    fn home(&self, text: &str, place: usize) -> String {
        match text.strip_prefix('~') {
            Some(rest) if place == 0 && (rest.is_empty() || rest.starts_with('/')) => {
                let home = self.get("HOME").unwrap_or_default();
                format!("{}{rest}", home.trim_end_matches('/'))
            }
            _ => text.to_owned(),
        }
    }

    fn fields(&mut self, word: &Word, io: &Io) -> Result<Vec<Field>, Stop> {
        let mut fields = vec![Field::default()];
        for (i, piece) in word.iter().enumerate() {
            let last = fields.len() - 1;
            match piece {
                Piece::Text(text) => fields[last].open(&self.home(text, i)),
                Piece::Quoted(text) => fields[last].quoted(text),
                Piece::Double(inner) if inner.as_slice() == [Piece::Variable("@".to_owned())] => {
                    for (n, argument) in self.scope.arguments.clone().iter().enumerate() {
                        if n > 0 {
                            fields.push(Field::default());
                        }
                        let last = fields.len() - 1;
                        fields[last].quoted(argument);
                    }
                }
                Piece::Double(inner) => {
                    let text = self.one(inner, io)?;
                    fields[last].quoted(&text);
                }
                other => {
                    let value = self.piece(other, io)?;
                    let separators = self.get("IFS").unwrap_or_else(|| " \t\n".to_owned());
                    split(&value, &separators, &mut fields);
                }
            }
        }
        fields.retain(|f| f.present || !f.text.is_empty());
        Ok(fields)
    }

    /// The value of a piece that has one.
    fn piece(&mut self, piece: &Piece, io: &Io) -> Result<String, Stop> {
        match piece {
            Piece::Text(text) | Piece::Quoted(text) => Ok(text.clone()),
            Piece::Double(inner) => self.one(inner, io),
            Piece::Variable(name) => self.value(name, io),
            Piece::Parameter(name, change) => self.changed(name, change, io),
            Piece::Command(list) => {
                let buffer = Rc::new(RefCell::new(Vec::new()));
                let inner = Io { out: Sink::Buffer(buffer.clone()), ..io.clone() };
                let status = self.subshell(list, &inner)?;
                self.status = status;
                let text = String::from_utf8_lossy(&buffer.borrow()).into_owned();
                Ok(text.trim_end_matches('\n').replace('\0', ""))
            }
            Piece::Arithmetic(inner) => {
                let text = self.one(inner, io)?;
                Ok(self.calculate(&text, io)?.to_string())
            }
        }
    }

    /// The value of an expression.
    pub(crate) fn calculate(&mut self, text: &str, io: &Io) -> Result<i64, Stop> {
        match arithmetic::evaluate(text, self) {
            Ok(value) => Ok(value),
            Err(why) => self.give_up(&why, io),
        }
    }

    /// An error that ends the command, and a script.
    fn give_up<T>(&mut self, why: &str, io: &Io) -> Result<T, Stop> {
        self.status = self.fail(io, 1, &format!("bash: {why}"));
        Err(if self.terminal { Stop::Refused } else { Stop::Exit(1) })
    }

    fn value(&mut self, name: &str, io: &Io) -> Result<String, Stop> {
        match self.get(name) {
            Some(value) => Ok(value),
            None if self.scope.nounset => self.give_up(&format!("{name}: unbound variable"), io),
            None => Ok(String::new()),
        }
    }

    fn changed(&mut self, name: &str, change: &Change, io: &Io) -> Result<String, Stop> {
        let value = self.get(name);
        let lacks = |colon: &Colon| value.as_ref().is_none_or(|v| *colon == Colon::Given && v.is_empty());
        match change {
            Change::Length => Ok(self.value(name, io)?.chars().count().to_string()),
            Change::Default(colon, word) if lacks(colon) => self.one(word, io),
            Change::Assign(colon, word) if lacks(colon) => {
                let value = self.one(word, io)?;
                self.set(name, value.clone());
                Ok(value)
            }
            Change::Error(colon, word) if lacks(colon) => {
                let text = self.one(word, io)?;
                let text = if text.is_empty() { "parameter null or not set".to_owned() } else { text };
                self.give_up(&format!("{name}: {text}"), io)
            }
            Change::Alternative(colon, _) if lacks(colon) => Ok(String::new()),
            Change::Alternative(_, word) => self.one(word, io),
            Change::Default(..) | Change::Assign(..) | Change::Error(..) => Ok(value.unwrap_or_default()),
            Change::Remove(end, extent, word) => {
                let value = self.value(name, io)?;
                let pattern = self.as_pattern(word, io)?;
                Ok(remove(&value, *end, *extent, &pattern))
            }
            Change::Replace(extent, word, by) => {
                let value = self.value(name, io)?;
                let (pattern, by) = (self.as_pattern(word, io)?, self.one(by, io)?);
                Ok(replace(&value, *extent, &pattern, &by))
            }
            Change::Slice(offset, length) => {
                let value: Vec<char> = self.value(name, io)?.chars().collect();
                let offset = self.one(offset, io)?;
                let offset = self.calculate(&offset, io)?;
                let whole = i64::try_from(value.len()).unwrap_or(i64::MAX);
                let from = if offset < 0 { (whole.saturating_add(offset)).max(0) } else { offset.min(whole) };
                let to = match length {
                    None => whole,
                    Some(length) => {
                        let length = self.one(length, io)?;
                        let length = self.calculate(&length, io)?;
                        if length < 0 {
                            whole.saturating_add(length)
                        } else {
                            from.saturating_add(length).min(whole)
                        }
                    }
                };
                let range = from as usize..to.max(from) as usize;
                Ok(value[range].iter().collect())
            }
        }
    }

    /// The files that a pattern fits, in the order of names.
    fn names(&mut self, pattern: &str) -> Vec<String> {
        let rooted = pattern.starts_with('/');
        let mut found = vec![if rooted { "/".to_owned() } else { String::new() }];
        let parts: Vec<&str> = pattern.split('/').filter(|p| !p.is_empty()).collect();
        for part in &parts {
            let mut next = Vec::new();
            for base in &found {
                let entries = self.system().list(&self.absolute(base)).unwrap_or_default();
                for entry in entries {
                    let hidden = entry.name.starts_with('.') && !part.starts_with('.');
                    if !hidden && glob::fits(part, &entry.name) {
                        let slash = if base.is_empty() || base.ends_with('/') { "" } else { "/" };
                        next.push(format!("{base}{slash}{}", entry.name));
                    }
                }
            }
            found = next;
        }
        if parts.is_empty() {
            found.clear();
        }
        found.sort();
        found
    }
}

/// Splits a value: white space among the separators ends a field wherever it is, any other one ends exactly one.
fn split(value: &str, separators: &str, fields: &mut Vec<Field>) {
    let mut chars = value.chars().peekable();
    while let Some(c) = chars.next() {
        if !separators.contains(c) {
            let last = fields.len() - 1;
            fields[last].open(c.encode_utf8(&mut [0; 4]));
            continue;
        }
        if !c.is_ascii_whitespace() {
            let last = fields.len() - 1;
            fields[last].present = true;
        }
        while c.is_ascii_whitespace()
            && chars.peek().is_some_and(|n| separators.contains(*n) && n.is_ascii_whitespace())
        {
            chars.next();
        }
        if fields.len() < MOST {
            fields.push(Field::default());
        }
    }
}

/// `${NAME#PATTERN}` and its like.
fn remove(value: &str, end: End, extent: Extent, pattern: &str) -> String {
    let mut cuts: Vec<usize> = value.char_indices().map(|(i, _)| i).chain([value.len()]).collect();
    // The shortest match is tried first at the front from the left, at the back from the right.
    if (end == End::Back) == (extent == Extent::Least) {
        cuts.reverse();
    }
    for cut in cuts {
        let (front, back) = value.split_at(cut);
        let (taken, left) = if end == End::Front { (front, back) } else { (back, front) };
        if glob::fits(pattern, taken) {
            return left.to_owned();
        }
    }
    value.to_owned()
}

/// `${NAME/PATTERN/WORD}` and its like.
fn replace(value: &str, extent: Extent, pattern: &str, by: &str) -> String {
    let (mut result, mut rest) = (String::new(), value);
    while let Some(first) = rest.chars().next() {
        let mut ends = rest.char_indices().rev().map(|(i, c)| i + c.len_utf8());
        let longest = ends.find(|&end| glob::fits(pattern, &rest[..end]));
        if let Some(end) = longest {
            result.push_str(by);
            rest = &rest[end..];
            if extent == Extent::Least {
                break;
            }
        } else {
            result.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    result + rest
}

/// `{A,B}` and `{1..5}`, the leftmost first; a word without them is itself.
fn braces(word: &Word) -> Vec<Word> {
    let mut done = Vec::new();
    let mut open = vec![word.clone()];
    while let Some(word) = open.pop() {
        let found = word.iter().enumerate().find_map(|(i, piece)| match piece {
            Piece::Text(text) => alternatives(text).map(|a| (i, a)),
            _ => None,
        });
        match found {
            Some((i, (front, middles, back))) if done.len() + open.len() + middles.len() <= MOST => {
                for middle in middles.iter().rev() {
                    let mut word = word.clone();
                    word[i] = Piece::Text(format!("{front}{middle}{back}"));
                    open.push(word);
                }
            }
            _ => done.push(word),
        }
    }
    done
}

/// What stands before the first braces that mean something, what each of their words is, and what stands after.
fn alternatives(text: &str) -> Option<(&str, Vec<String>, &str)> {
    for (start, _) in text.match_indices('{') {
        let (mut depth, mut commas) = (0u32, vec![start]);
        for (i, c) in text[start..].char_indices().map(|(i, c)| (i + start, c)) {
            match c {
                '{' => depth += 1,
                ',' if depth == 1 => commas.push(i),
                '}' => depth -= 1,
                _ => {}
            }
            if depth > 0 {
                continue;
            }
            let (front, inner, back) = (&text[..start], &text[start + 1..i], &text[i + 1..]);
            if commas.len() > 1 {
                commas.push(i);
                let middles = commas.windows(2).map(|w| text[w[0] + 1..w[1]].to_owned()).collect();
                return Some((front, middles, back));
            }
            if let Some(middles) = sequence(inner) {
                return Some((front, middles, back));
            }
            break;
        }
    }
    None
}

/// `1..5`, `1..10..2`, `a..e`.
fn sequence(text: &str) -> Option<Vec<String>> {
    let parts: Vec<&str> = text.split("..").collect();
    let (from, to, step) = match parts.as_slice() {
        [from, to] => (*from, *to, 1),
        [from, to, step] => (*from, *to, step.parse::<i64>().ok()?),
        _ => return None,
    };
    let step = step.unsigned_abs().max(1) as usize;
    if let (Ok(from), Ok(to)) = (from.parse::<i64>(), to.parse::<i64>()) {
        let width = parts[..2].iter().any(|p| p.starts_with('0') && p.len() > 1);
        let width = if width { parts[0].len().max(parts[1].len()) } else { 0 };
        let show = |n: i64| format!("{n:0width$}");
        let (low, high) = (from.min(to), from.max(to));
        if high.checked_sub(low)? > MOST as i64 {
            return None;
        }
        let up = (low..=high).map(show);
        return Some(if from <= to { up.step_by(step).collect() } else { up.rev().step_by(step).collect() });
    }
    let one = |s: &str| (s.len() == 1 && s.as_bytes()[0].is_ascii_alphabetic()).then(|| s.as_bytes()[0]);
    let (from, to) = (one(from)?, one(to)?);
    let up = (from.min(to)..=from.max(to)).map(|b| char::from(b).to_string());
    Some(if from <= to { up.step_by(step).collect() } else { up.rev().step_by(step).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(text: &str) -> Vec<String> {
        let word = vec![Piece::Text(text.to_owned())];
        let words = braces(&word);
        words
            .iter()
            .map(|w| if let [Piece::Text(t)] = w.as_slice() { t.clone() } else { unreachable!() })
            .collect()
    }

    #[test]
    fn braces_spread_as_in_bash() {
        assert_eq!(spread("x{a,b{1,2}}y"), ["xay", "xb1y", "xb2y"]);
        assert_eq!(spread("{3..1}"), ["3", "2", "1"]);
        assert_eq!(spread("{08..10}"), ["08", "09", "10"]);
        assert_eq!(spread("{1..9..4}"), ["1", "5", "9"]);
        assert_eq!(spread("{c..a}"), ["c", "b", "a"]);
        assert_eq!(spread("{a}"), ["{a}"]);
        assert_eq!(spread("{"), ["{"]);
        assert_eq!(spread("{a}{b,c}"), ["{a}b", "{a}c"]);
        assert_eq!(spread("{,x}"), ["", "x"]);
    }

    #[test]
    fn ends_are_removed_as_in_bash() {
        let value = "/proc/sys/x";
        assert_eq!(remove(value, End::Front, Extent::Least, "*/"), "proc/sys/x");
        assert_eq!(remove(value, End::Front, Extent::Most, "*/"), "x");
        assert_eq!(remove(value, End::Back, Extent::Least, "/*"), "/proc/sys");
        assert_eq!(remove(value, End::Back, Extent::Most, "/*"), "");
        assert_eq!(remove(value, End::Back, Extent::Most, "y"), value);
    }

    #[test]
    fn parts_are_replaced_as_in_bash() {
        assert_eq!(replace("a.b.c", Extent::Least, ".", "-"), "a-b.c");
        assert_eq!(replace("a.b.c", Extent::Most, ".", "-"), "a-b-c");
        assert_eq!(replace("aXXb", Extent::Most, "X*", "-"), "a-");
        assert_eq!(replace("", Extent::Most, "*", "-"), "");
    }
}
