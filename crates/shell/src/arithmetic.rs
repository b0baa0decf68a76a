//! `$((A))`: the expressions of C over 64-bit integers that wrap around.
//!
//! Precedence climbing: an operator takes what stands to its right as long as that binds tighter. A name that stands
//! before an assignment operator is a place; anywhere else it is its value, 0 if it has none.

use std::collections::BTreeMap;

/// How deep parentheses and operators may nest.
const DEEPEST: u32 = 64;

/// The variables of a shell.
pub trait Variables {
    /// The text of one.
    fn get(&self, name: &str) -> Option<String>;
    /// Sets one.
    fn set(&mut self, name: &str, value: String);
}

impl Variables for BTreeMap<String, String> {
    fn get(&self, name: &str) -> Option<String> {
        BTreeMap::get(self, name).cloned()
    }

    fn set(&mut self, name: &str, value: String) {
        self.insert(name.to_owned(), value);
    }
}

/// The value of an expression, or what is wrong with it.
pub fn evaluate(text: &str, variables: &mut dyn Variables) -> Result<i64, String> {
    let tokens = tokens(text)?;
    if tokens.is_empty() {
        return Ok(0);
    }
    let mut e = Evaluation { tokens, at: 0, variables, skip: 0, depth: 0 };
    let value = e.expression(0)?;
    match e.peek() {
        None => Ok(value),
        Some(token) => {
            Err(format!("{text}: syntax error in expression (error token is \"{}\")", show(token)))
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Number(i64),
    Name(String),
    Operator(&'static str),
}

fn show(token: &Token) -> String {
    match token {
        Token::Number(n) => n.to_string(),
        Token::Name(name) => name.clone(),
        Token::Operator(o) => (*o).to_owned(),
    }
}

/// Longer ones first.
const OPERATORS: &[&str] = &[
    "<<=", ">>=", "**", "++", "--", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "+=", "-=", "*=", "/=",
    "%=", "&=", "^=", "|=", "+", "-", "*", "/", "%", "<", ">", "&", "^", "|", "!", "~", "?", ":", "=", ",",
    "(", ")",
];

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(c) = rest.chars().next() {
        let word = |s: &str| {
            s.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '#')).unwrap_or(s.len())
        };
        if c.is_ascii_digit() {
            let (number, after) = rest.split_at(word(rest));
            tokens.push(Token::Number(self::number(number)?));
            rest = after;
        } else if c.is_ascii_alphabetic() || c == '_' || c == '$' {
            let body = rest.trim_start_matches('$');
            let (body, braced) = body.strip_prefix('{').map_or((body, false), |b| (b, true));
            let end = word(body);
            let (name, mut after) = body.split_at(end);
            if name.is_empty() || name.contains('#') {
                return Err(format!("{text}: syntax error: operand expected (error token is \"{rest}\")"));
            }
            if braced {
                after = after.strip_prefix('}').ok_or_else(|| format!("{text}: a `}}` is missing"))?;
            }
            tokens.push(Token::Name(name.to_owned()));
            rest = after;
        } else if let Some(operator) = OPERATORS.iter().find(|o| rest.starts_with(**o)) {
            tokens.push(Token::Operator(operator));
            rest = &rest[operator.len()..];
        } else {
            return Err(format!("{text}: syntax error: operand expected (error token is \"{rest}\")"));
        }
        rest = rest.trim_start();
    }
    Ok(tokens)
}

/// `42`, `0x2a`, `052`, `2#101010`.
fn number(text: &str) -> Result<i64, String> {
    let (base, digits) = if let Some((base, digits)) = text.split_once('#') {
        (base.parse().unwrap_or(0), digits)
    } else if let Some(digits) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        (16, digits)
    } else if text.len() > 1 && text.starts_with('0') {
        (8, &text[1..])
    } else {
        (10, text)
    };
    if !(2..=36).contains(&base) {
        return Err(format!("{text}: invalid arithmetic base"));
    }
    let mut value: i64 = 0;
    for c in digits.chars() {
        let digit = c
            .to_digit(base)
            .ok_or_else(|| format!("{text}: value too great for base (error token is \"{text}\")"))?;
        value = value.wrapping_mul(i64::from(base)).wrapping_add(i64::from(digit));
    }
    Ok(value)
}

struct Evaluation<'a> {
    tokens: Vec<Token>,
    at: usize,
    variables: &'a mut dyn Variables,
    /// More than 0 in the operand of `&&`, `||` or `?:` that is not evaluated.
    skip: u32,
    depth: u32,
}

/// How tight a binary operator binds, and whether it goes from right to left.
fn strength(operator: &str) -> Option<(u8, bool)> {
    Some(match operator {
        "," => (1, false),
        "=" | "+=" | "-=" | "*=" | "/=" | "%=" | "<<=" | ">>=" | "&=" | "^=" | "|=" => (2, true),
        "?" => (3, true),
        "||" => (4, false),
        "&&" => (5, false),
        "|" => (6, false),
        "^" => (7, false),
        "&" => (8, false),
        "==" | "!=" => (9, false),
        "<" | ">" | "<=" | ">=" => (10, false),
        "<<" | ">>" => (11, false),
        "+" | "-" => (12, false),
        "*" | "/" | "%" => (13, false),
        "**" => (14, true),
        _ => return None,
    })
}

impl Evaluation<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn operator(&self) -> Option<&'static str> {
        match self.peek() {
            Some(Token::Operator(o)) => Some(o),
            _ => None,
        }
    }

    fn take(&mut self, operator: &str) -> bool {
        let found = self.operator() == Some(operator);
        self.at += usize::from(found);
        found
    }

    /// What a name stands for: a number, or another name.
    fn value(&self, name: &str) -> Result<i64, String> {
        let mut text = self.variables.get(name).unwrap_or_default();
        for _ in 0..DEEPEST {
            if !text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
                break;
            }
            text = self.variables.get(text.trim()).unwrap_or_default();
        }
        let text = text.trim();
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |d| (true, d));
        match digits {
            "" => Ok(0),
            d if d.starts_with(|c: char| c.is_ascii_digit()) => {
                number(d).map(|n| if negative { n.wrapping_neg() } else { n })
            }
            _ => Err(format!("{name}: its value is no number: {text}")),
        }
    }

    fn store(&mut self, name: &str, value: i64) {
        if self.skip == 0 {
            self.variables.set(name, value.to_string());
        }
    }

    fn expression(&mut self, weakest: u8) -> Result<i64, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("expression nests too deep".to_owned());
        }
        let start = self.at;
        let mut left = self.unary()?;
        // A place is a name alone.
        let mut place = match self.tokens.get(start) {
            Some(Token::Name(name)) if self.at == start + 1 => Some(name.clone()),
            _ => None,
        };
        while let Some(operator) = self.operator()
            && let Some((strength, from_right)) = strength(operator)
            && strength >= weakest.max(1)
        {
            self.at += 1;
            let next = if from_right { strength } else { strength + 1 };
            left = match operator {
                "?" => self.choice(left)?,
                "&&" | "||" => {
                    let decided = (left != 0) == (operator == "||");
                    self.skip += u32::from(decided);
                    let right = self.expression(next)?;
                    self.skip -= u32::from(decided);
                    i64::from(if decided { operator == "||" } else { right != 0 })
                }
                _ if strength == 2 => {
                    let name = place.take().ok_or("attempted assignment to non-variable")?;
                    let right = self.expression(next)?;
                    let value = match operator {
                        "=" => right,
                        _ => self.binary(&operator[..operator.len() - 1], left, right)?,
                    };
                    self.store(&name, value);
                    value
                }
                _ => {
                    let right = self.expression(next)?;
                    self.binary(operator, left, right)?
                }
            };
            place = None;
        }
        self.depth -= 1;
        Ok(left)
    }

    fn choice(&mut self, condition: i64) -> Result<i64, String> {
        self.skip += u32::from(condition == 0);
        let yes = self.expression(2)?;
        self.skip -= u32::from(condition == 0);
        if !self.take(":") {
            return Err("`:' expected for conditional expression".to_owned());
        }
        self.skip += u32::from(condition != 0);
        let no = self.expression(3)?;
        self.skip -= u32::from(condition != 0);
        Ok(if condition != 0 { yes } else { no })
    }

    fn binary(&self, operator: &str, left: i64, right: i64) -> Result<i64, String> {
        let truth = i64::from;
        Ok(match operator {
            "," => right,
            "|" => left | right,
            "^" => left ^ right,
            "&" => left & right,
            "==" => truth(left == right),
            "!=" => truth(left != right),
            "<" => truth(left < right),
            ">" => truth(left > right),
            "<=" => truth(left <= right),
            ">=" => truth(left >= right),
            "<<" => left.wrapping_shl(right as u32),
            ">>" => left.wrapping_shr(right as u32),
            "+" => left.wrapping_add(right),
            "-" => left.wrapping_sub(right),
            "*" => left.wrapping_mul(right),
            "/" | "%" if right == 0 && self.skip > 0 => 0,
            "/" | "%" if right == 0 => return Err("division by 0".to_owned()),
            "/" => left.wrapping_div(right),
            "%" => left.wrapping_rem(right),
            "**" if right < 0 => return Err("exponent less than 0".to_owned()),
            _ => left.wrapping_pow(u32::try_from(right).unwrap_or(u32::MAX)),
        })
    }

    fn unary(&mut self) -> Result<i64, String> {
        let token = self.peek().cloned().ok_or("syntax error: operand expected")?;
        self.at += 1;
        match token {
            Token::Number(n) => Ok(n),
            // What is about to be set need not be a number.
            Token::Name(_) if self.operator() == Some("=") => Ok(0),
            Token::Name(name) => {
                let value = self.value(&name)?;
                if let Some(o @ ("++" | "--")) = self.operator() {
                    self.at += 1;
                    let next = if o == "++" { value.wrapping_add(1) } else { value.wrapping_sub(1) };
                    self.store(&name, next);
                }
                Ok(value)
            }
            Token::Operator("(") => {
                let value = self.expression(0)?;
                if self.take(")") { Ok(value) } else { Err("missing `)'".to_owned()) }
            }
            Token::Operator(o @ ("++" | "--")) => {
                let Some(Token::Name(name)) = self.peek().cloned() else {
                    return Err("syntax error: operand expected".to_owned());
                };
                self.at += 1;
                let value = self.value(&name)?;
                let value = if o == "++" { value.wrapping_add(1) } else { value.wrapping_sub(1) };
                self.store(&name, value);
                Ok(value)
            }
            Token::Operator(o @ ("-" | "+" | "!" | "~")) => {
                self.depth += 1;
                if self.depth > DEEPEST {
                    return Err("expression nests too deep".to_owned());
                }
                let value = self.unary()?;
                self.depth -= 1;
                Ok(match o {
                    "-" => value.wrapping_neg(),
                    "!" => i64::from(value == 0),
                    "~" => !value,
                    _ => value,
                })
            }
            Token::Operator(o) => Err(format!("syntax error: operand expected (error token is \"{o}\")")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Result<i64, String> {
        let mut variables =
            BTreeMap::from([("i", "5"), ("j", "1 2"), ("k", "i")].map(|(n, v)| (n.to_owned(), v.to_owned())));
        evaluate(text, &mut variables)
    }

    #[test]
    fn expressions_have_the_values_of_bash() {
        for (text, expected) in [
            ("1 + 2 * 3", 7),
            ("(1 + 2) * 3", 9),
            ("10 - 3 - 2", 5),
            ("2 ** 3 ** 2", 512),
            ("-2 ** 2", 4),
            ("i++ + i", 11),
            ("++i", 6),
            ("i += 2, i * 10", 70),
            ("i > 3 ? 1 : 2", 1),
            ("i < 3 || i == 5", 1),
            ("0 && 1 / 0", 0),
            ("1 ? 2 : 1 / 0", 2),
            ("0x10 + 010 + 2#11", 27),
            ("~0", -1),
            ("!i", 0),
            ("$i % 3", 2),
            ("nothing", 0),
            ("j = 3", 3),
            ("k", 5),
            ("", 0),
            ("7 & 3 | 8", 11),
            ("1 << 4 >> 2", 4),
            ("9223372036854775807 + 1", i64::MIN),
        ] {
            assert_eq!(value(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_expression_is_told() {
        for text in ["1 +", "1 / 0", "3 = 4", "(1", "1 2", "08", "a b", "1 ? 2", "@", "++3", "2 ** -1"] {
            assert!(value(text).is_err(), "{text}");
        }
        assert!(value(&"(".repeat(5000)).is_err());
        assert!(value(&"-".repeat(5001)).is_err());
    }
}
