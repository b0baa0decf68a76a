//! `test` and `[`.

use super::Call;
use crate::plan::Outcome;
use crate::shell::{Shell, Stop};
use crate::system::Kind;

pub fn test(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    let name = call.name().to_owned();
    let mut words = &call.argv[1..];
    if name == "[" {
        match words.split_last() {
            Some((last, rest)) if last == "]" => words = rest,
            _ => return Ok(Outcome::Done(shell.fail(call.io, 2, "bash: [: missing `]'"))),
        }
    }
    let mut expression = Expression { shell, words, at: 0, depth: 0 };
    let result = match words {
        [] => Ok(false),
        [word] => Ok(!word.is_empty()),
        _ => expression.or(),
    };
    let left = expression.at;
    Ok(Outcome::Done(match result {
        Ok(_) if words.len() > 1 && left < words.len() => {
            shell.fail(call.io, 2, &format!("bash: {name}: too many arguments"))
        }
        Ok(truth) => u8::from(!truth),
        Err(why) => shell.fail(call.io, 2, &format!("bash: {name}: {why}")),
    }))
}

struct Expression<'a, 'b> {
    shell: &'a Shell<'b>,
    words: &'a [String],
    at: usize,
    depth: u32,
}

impl Expression<'_, '_> {
    fn peek(&self, ahead: usize) -> Option<&str> {
        self.words.get(self.at + ahead).map(String::as_str)
    }

    fn or(&mut self) -> Result<bool, String> {
        let mut truth = self.and()?;
        while self.peek(0) == Some("-o") {
            self.at += 1;
            truth |= self.and()?;
        }
        Ok(truth)
    }

    fn and(&mut self) -> Result<bool, String> {
        let mut truth = self.one()?;
        while self.peek(0) == Some("-a") {
            self.at += 1;
            truth &= self.one()?;
        }
        Ok(truth)
    }

    fn one(&mut self) -> Result<bool, String> {
        self.depth += 1;
        if self.depth > 100 {
            return Err("expression nests too deep".to_owned());
        }
        let first = self.peek(0).ok_or("argument expected")?.to_owned();
        // A comparison comes before anything that its words might be by themselves.
        if let (Some(operator), Some(right)) = (self.peek(1), self.peek(2))
            && let Some(truth) = compare(&first, operator, right)?
        {
            self.at += 3;
            return Ok(truth);
        }
        if first == "!" {
            self.at += 1;
            return Ok(!self.one()?);
        }
        if first == "(" {
            self.at += 1;
            let truth = self.or()?;
            if self.peek(0) != Some(")") {
                return Err("`)' expected".to_owned());
            }
            self.at += 1;
            return Ok(truth);
        }
        if first.len() == 2
            && let Some(letter) = first.strip_prefix('-')
            && let Some(word) = self.peek(1)
        {
            let truth = self.unary(letter, word).ok_or(format!("{first}: unary operator expected"))?;
            self.at += 2;
            return Ok(truth);
        }
        if let Some(operator) = self.peek(1)
            && operator != "-a"
            && operator != "-o"
            && operator != ")"
        {
            return Err(format!("{operator}: binary operator expected"));
        }
        self.at += 1;
        Ok(!first.is_empty())
    }

    fn unary(&self, letter: &str, word: &str) -> Option<bool> {
        let found = || self.shell.resolve(word).ok().map(|(_, entry)| entry);
        Some(match letter {
            "z" => word.is_empty(),
            "n" => !word.is_empty(),
            "e" | "r" | "w" => found().is_some(),
            "f" => found().is_some_and(|e| e.kind == Kind::File),
            "d" => found().is_some_and(|e| e.kind == Kind::Directory),
            "c" => found().is_some_and(|e| matches!(e.kind, Kind::Char(..))),
            "b" | "p" | "S" => false,
            "s" => found().is_some_and(|e| e.size > 0),
            "x" => found().is_some_and(|e| e.mode & 0o111 != 0),
            "L" | "h" => {
                let path = self.shell.absolute(word);
                self.shell.system().stat(&path).is_ok_and(|e| matches!(e.kind, Kind::Link(_)))
            }
            "t" => self.shell.terminal,
            _ => return None,
        })
    }
}

/// Whether a comparison is true; none if the word in the middle is no comparison.
fn compare(left: &str, operator: &str, right: &str) -> Result<Option<bool>, String> {
    let number = |w: &str| w.trim().parse::<i64>().map_err(|_| format!("{w}: integer expression expected"));
    let order = || Ok::<_, String>(number(left)?.cmp(&number(right)?));
    Ok(Some(match operator {
        "=" | "==" => left == right,
        "!=" => left != right,
        "<" => left < right,
        ">" => left > right,
        "-eq" => order()?.is_eq(),
        "-ne" => order()?.is_ne(),
        "-lt" => order()?.is_lt(),
        "-le" => order()?.is_le(),
        "-gt" => order()?.is_gt(),
        "-ge" => order()?.is_ge(),
        _ => return Ok(None),
    }))
}
