//! The options of a command, read as `getopt_long` does.

/// An option that a command has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opt {
    /// Its letter; `#` for a number.
    pub letter: char,
    /// Its long form without the dashes; empty: none.
    pub long: &'static str,
    /// What its argument is called; empty: it has none.
    pub argument: &'static str,
    /// What it does, for the help.
    pub text: &'static str,
}

/// A row of a table of options.
pub const fn opt(letter: char, long: &'static str, argument: &'static str, text: &'static str) -> Opt {
    Opt { letter, long, argument, text }
}

/// Whether words that look like options may stand after operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// They may.
    Any,
    /// The first operand ends the options: what follows is another command's.
    First,
    /// Nothing is an option; the command reads its words itself.
    None,
}

/// What was given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    given: Vec<(char, String)>,
    /// Everything that is no option.
    pub operands: Vec<String>,
}

impl Options {
    /// Whether an option was given.
    pub fn has(&self, letter: char) -> bool {
        self.given.iter().any(|(l, _)| *l == letter)
    }

    /// The argument of an option, the last one's if it was given several times.
    pub fn argument(&self, letter: char) -> Option<&str> {
        self.given.iter().rev().find(|(l, _)| *l == letter).map(|(_, a)| a.as_str())
    }

    /// The one of these letters that was given last.
    pub fn last_of(&self, letters: &str) -> Option<char> {
        self.given.iter().rev().map(|(l, _)| *l).find(|l| letters.contains(*l))
    }
}

/// Reads the words after a command's name. An error is what stands after `NAME: `.
pub fn read(words: &[String], known: &[Opt], order: Order) -> Result<Options, String> {
    let mut options = Options::default();
    if order == Order::None {
        options.operands = words.to_vec();
        return Ok(options);
    }
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if word == "--" {
            options.operands.extend(words.cloned());
            break;
        }
        if let Some(long) = word.strip_prefix("--") {
            let (name, value) = long.split_once('=').map_or((long, None), |(n, v)| (n, Some(v)));
            let mut fitting = known.iter().filter(|o| !o.long.is_empty() && o.long.starts_with(name));
            let exact = known.iter().find(|o| o.long == name);
            let option = match (exact, fitting.next(), fitting.next()) {
                (Some(o), ..) | (None, Some(o), None) => o,
                (None, Some(_), Some(_)) => return Err(format!("option '--{name}' is ambiguous")),
                (None, None, _) => return Err(format!("unrecognized option '--{name}'")),
            };
            let value = match (option.argument.is_empty(), value) {
                (true, Some(_)) => {
                    return Err(format!("option '--{}' doesn't allow an argument", option.long));
                }
                (true, None) => String::new(),
                (false, Some(value)) => value.to_owned(),
                (false, None) => words
                    .next()
                    .cloned()
                    .ok_or_else(|| format!("option '--{}' requires an argument", option.long))?,
            };
            options.given.push((option.letter, value));
        } else if word.len() > 1 && word.starts_with('-') {
            let digits = |o: &&Opt| o.letter == '#';
            if word[1..].chars().all(|c| c.is_ascii_digit())
                && let Some(number) = known.iter().find(digits)
            {
                options.given.push((number.letter, word[1..].to_owned()));
                continue;
            }
            let mut letters = word[1..].chars();
            while let Some(letter) = letters.next() {
                let option = known
                    .iter()
                    .find(|o| o.letter == letter)
                    .ok_or_else(|| format!("invalid option -- '{letter}'"))?;
                let mut value = String::new();
                if !option.argument.is_empty() {
                    value = letters.by_ref().collect();
                    if value.is_empty() {
                        value = words
                            .next()
                            .cloned()
                            .ok_or_else(|| format!("option requires an argument -- '{letter}'"))?;
                    }
                }
                options.given.push((letter, value));
            }
        } else {
            options.operands.push(word.clone());
            if order == Order::First {
                options.operands.extend(words.cloned());
                break;
            }
        }
    }
    Ok(options)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &[Opt] = &[
        opt('a', "all", "", ""),
        opt('n', "lines", "N", ""),
        opt('l', "long", "", ""),
        opt('w', "", "", ""),
        opt('#', "", "", ""),
    ];

    fn read(words: &[&str], order: Order) -> Result<Options, String> {
        let words: Vec<_> = words.iter().map(|w| (*w).to_owned()).collect();
        super::read(&words, KNOWN, order)
    }

    #[test]
    fn letters_may_stand_together_and_arguments_apart() {
        let options = read(&["-aln5", "x", "-n", "7", "--", "-l"], Order::Any).unwrap();
        assert!(options.has('a') && options.has('l') && !options.has('w'));
        assert_eq!(options.argument('n'), Some("7"));
        assert_eq!(options.operands, ["x", "-l"]);
        assert_eq!(options.last_of("al"), Some('l'));
        assert_eq!(read(&["-12"], Order::Any).unwrap().argument('#'), Some("12"));
    }

    #[test]
    fn long_forms_may_be_cut_short() {
        let options = read(&["--al", "--lines=3"], Order::Any).unwrap();
        assert!(options.has('a'));
        assert_eq!(options.argument('n'), Some("3"));
        assert_eq!(read(&["--l"], Order::Any).unwrap_err(), "option '--l' is ambiguous");
        assert_eq!(read(&["--nothing"], Order::Any).unwrap_err(), "unrecognized option '--nothing'");
    }

    #[test]
    fn the_first_operand_can_end_the_options() {
        let options = read(&["-a", "ls", "-l"], Order::First).unwrap();
        assert_eq!(options.operands, ["ls", "-l"]);
        assert!(!options.has('l'));
        assert_eq!(read(&["-z"], Order::First).unwrap_err(), "invalid option -- 'z'");
    }
}
