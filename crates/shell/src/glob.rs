//! Patterns of file names: `*`, `?`, `[a-z]`, and a backslash before what stands for itself.

/// Whether the whole of a text fits a pattern.
///
/// Only the last `*` is ever taken up again: what an earlier one took, a later one can take as well.
pub fn fits(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t) = (0, 0);
    let mut star = None;
    loop {
        if pattern.get(p) == Some(&'*') {
            star = Some((p, t));
            p += 1;
        } else if t < text.len()
            && let Some(length) = one(&pattern[p..], text[t])
        {
            (p, t) = (p + length, t + 1);
        } else if t == text.len() && p == pattern.len() {
            return true;
        } else if let Some((at, from)) = star
            && from < text.len()
        {
            star = Some((at, from + 1));
            (p, t) = (at + 1, from + 1);
        } else {
            return false;
        }
    }
}

/// How many characters of the pattern the character fits, if it does.
fn one(pattern: &[char], c: char) -> Option<usize> {
    match *pattern.first()? {
        '?' => Some(1),
        '\\' if pattern.len() > 1 => (pattern[1] == c).then_some(2),
        '[' => match set(pattern, c) {
            Some((true, length)) => Some(length),
            Some((false, _)) => None,
            None => (c == '[').then_some(1),
        },
        other => (other == c).then_some(1),
    }
}

/// Whether a `[..]` has the character, and how long it is; none if it has no end.
fn set(pattern: &[char], c: char) -> Option<(bool, usize)> {
    let mut i = 1;
    let inverted = matches!(pattern.get(i), Some('!' | '^'));
    i += usize::from(inverted);
    let (first, mut found) = (i, false);
    loop {
        let low = *pattern.get(i)?;
        if low == ']' && i > first {
            return Some((found != inverted, i + 1));
        }
        if pattern.get(i + 1) == Some(&'-') && pattern.get(i + 2).is_some_and(|&high| high != ']') {
            found |= (low..=pattern[i + 2]).contains(&c);
            i += 3;
        } else {
            found |= low == c;
            i += 1;
        }
    }
}

/// Text as a pattern that only it fits.
pub fn escape(text: &str) -> String {
    let mut pattern = String::new();
    for c in text.chars() {
        if matches!(c, '*' | '?' | '[' | ']' | '\\' | '-' | '!' | '^') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_as_in_bash() {
        for (pattern, text, expected) in [
            ("*", "", true),
            ("*.c", "hello.c", true),
            ("*.c", "hello.o", false),
            ("a*b*c", "aXbXbc", true),
            ("a*b*c", "aXbXb", false),
            ("cpu[0-3]", "cpu2", true),
            ("cpu[!0-3]", "cpu2", false),
            ("[]x]", "]", true),
            ("[x", "[x", true),
            ("a\\*", "a*", true),
            ("a\\*", "ab", false),
            ("?", "ä", true),
            ("", "a", false),
        ] {
            assert_eq!(fits(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn what_is_escaped_fits_itself() {
        for text in ["*?[a-z]\\", "[!x]", "plain"] {
            assert!(fits(&escape(text), text), "{text}");
        }
        assert!(!fits(&escape("*"), "x"));
    }
}
