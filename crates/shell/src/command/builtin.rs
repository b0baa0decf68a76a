//! What the shell does by itself: directories, variables, loops, functions.

use super::{COMMANDS, Call, print};
use crate::arithmetic::Variables;
use crate::errno::words;
use crate::plan::Outcome;
use crate::shell::{Shell, Stop};
use crate::system::Kind;
use std::fmt::Write;

pub fn nothing(_: &mut Shell, _: &Call) -> Result<Outcome, Stop> {
    Ok(Outcome::Done(0))
}

pub fn fails(_: &mut Shell, _: &Call) -> Result<Outcome, Stop> {
    Ok(Outcome::Done(1))
}

pub fn source(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    let text = format!("bash: {}: not supported: put the commands into the script itself", call.name());
    Ok(Outcome::Done(shell.fail(call.io, 2, &text)))
}

pub fn cd(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    let to = match call.operands() {
        [] => shell.get("HOME").unwrap_or_else(|| "/".to_owned()),
        [dash] if dash == "-" => shell.get("OLDPWD").unwrap_or_else(|| "/".to_owned()),
        [to] => to.clone(),
        _ => return Ok(Outcome::Done(shell.fail(call.io, 1, "bash: cd: too many arguments"))),
    };
    let found = shell.resolve(&to);
    let error = match found {
        Ok((path, entry)) if entry.kind == Kind::Directory => {
            let old = std::mem::replace(&mut shell.scope.directory, path.clone());
            shell.set("OLDPWD", old);
            shell.set("PWD", path);
            return Ok(Outcome::Done(0));
        }
        Ok(_) => 20,
        Err(error) => error,
    };
    Ok(Outcome::Done(shell.fail(call.io, 1, &format!("bash: cd: {to}: {}", words(error)))))
}

pub fn pwd(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    let text = format!("{}\n", shell.scope.directory);
    Ok(print(shell, call, &text))
}

/// The number that a word is, or none if it is missing; what is none is told.
fn number(shell: &mut Shell, call: &Call) -> Result<Option<i64>, u8> {
    match call.operands().first().map(|w| (w, w.parse::<i64>())) {
        None => Ok(None),
        Some((_, Ok(n))) => Ok(Some(n)),
        Some((word, Err(_))) => {
            let text = format!("bash: {}: {word}: numeric argument required", call.name());
            Err(shell.fail(call.io, 2, &text))
        }
    }
}

pub fn exit(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    let status = match number(shell, call) {
        Ok(n) => n.map_or(shell.status, |n| n as u8),
        Err(status) => status,
    };
    Err(Stop::Exit(status))
}

pub fn returns(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    match number(shell, call) {
        Ok(n) => Err(Stop::Return(n.map_or(shell.status, |n| n as u8))),
        Err(status) => Err(Stop::Return(status)),
    }
}

pub fn leave(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    match number(shell, call) {
        Ok(n) => {
            let n = u32::try_from(n.unwrap_or(1)).unwrap_or(0);
            if n == 0 {
                let text = format!("bash: {}: loop count out of range", call.name());
                return Ok(Outcome::Done(shell.fail(call.io, 1, &text)));
            }
            Err(if call.name() == "break" { Stop::Break(n) } else { Stop::Continue(n) })
        }
        Err(status) => Ok(Outcome::Done(status)),
    }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

pub fn export(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    let words: Vec<&String> = call.operands().iter().filter(|w| *w != "-p").collect();
    if words.is_empty() {
        let mut text = String::new();
        for (name, variable) in shell.scope.variables.iter().filter(|(_, v)| v.exported) {
            let _ = writeln!(text, "declare -x {name}=\"{}\"", variable.value);
        }
        return Ok(print(shell, call, &text));
    }
    for word in words {
        let (name, value) = word.split_once('=').map_or((word.as_str(), None), |(n, v)| (n, Some(v)));
        if !is_name(name) {
            let text = format!("bash: export: `{word}': not a valid identifier");
            return Ok(Outcome::Done(shell.fail(call.io, 1, &text)));
        }
        let variable = shell.scope.variables.entry(name.to_owned()).or_default();
        variable.exported = true;
        if let Some(value) = value {
            variable.value = value.to_owned();
        }
    }
    Ok(Outcome::Done(0))
}

pub fn unset(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    for name in call.operands() {
        shell.scope.variables.remove(name);
        shell.scope.functions.remove(name);
    }
    Ok(Outcome::Done(0))
}

pub fn set(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    if call.operands().is_empty() {
        let mut text = String::new();
        for (name, variable) in &shell.scope.variables {
            let _ = writeln!(text, "{name}={}", crate::interpret::quote(&variable.value));
        }
        return Ok(print(shell, call, &text));
    }
    let mut words = call.operands().iter();
    while let Some(word) = words.next() {
        let on = word.starts_with('-');
        if word == "--" || !(on || word.starts_with('+')) {
            let mut arguments = if word == "--" { Vec::new() } else { vec![word.clone()] };
            arguments.extend(words.cloned());
            shell.scope.arguments = arguments;
            return Ok(Outcome::Done(0));
        }
        let named = if &word[1..] == "o" { words.next().map(String::as_str) } else { None };
        let letters = match named {
            Some("errexit") => "e",
            Some("nounset") => "u",
            Some("xtrace") => "x",
            // A pipeline has the status of its last command all the same.
            Some(other) => {
                let text = format!("bash: set: {other}: not supported; errexit, nounset and xtrace are");
                return Ok(Outcome::Done(shell.fail(call.io, 1, &text)));
            }
            None => &word[1..],
        };
        for letter in letters.chars() {
            match letter {
                'e' => shell.scope.errexit = on,
                'u' => shell.scope.nounset = on,
                'x' => shell.scope.trace = on,
                other => {
                    let text = format!("bash: set: -{other}: not supported; -e, -u and -x are");
                    return Ok(Outcome::Done(shell.fail(call.io, 2, &text)));
                }
            }
        }
    }
    Ok(Outcome::Done(0))
}

pub fn shift(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    let n = match number(shell, call) {
        Ok(n) => usize::try_from(n.unwrap_or(1)).unwrap_or(usize::MAX),
        Err(status) => return Ok(Outcome::Done(status)),
    };
    if n > shell.scope.arguments.len() {
        return Ok(Outcome::Done(1));
    }
    shell.scope.arguments.drain(..n);
    Ok(Outcome::Done(0))
}

pub fn read_line(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    let names: Vec<&String> = call.operands().iter().filter(|w| *w != "-r").collect();
    if let Some(bad) = names.iter().find(|n| !is_name(n)) {
        let text = format!("bash: read: `{bad}': not a valid identifier");
        return Ok(Outcome::Done(shell.fail(call.io, 2, &text)));
    }
    let line = call.io.input.as_ref().and_then(crate::stream::Input::line);
    let status = u8::from(!line.as_ref().is_some_and(|l| l.ends_with(b"\n")));
    let line = String::from_utf8_lossy(&line.unwrap_or_default()).into_owned();
    let separators = shell.get("IFS").unwrap_or_else(|| " \t\n".to_owned());
    let mut rest = line.trim_matches(['\n']).trim_matches(|c| separators.contains(c));
    if names.is_empty() {
        shell.set("REPLY", rest.to_owned());
    }
    for (i, name) in names.iter().enumerate() {
        let (word, after) = match rest.split_once(|c| separators.contains(c)) {
            Some((word, after)) if i + 1 < names.len() => {
                (word, after.trim_start_matches(|c: char| c.is_whitespace() && separators.contains(c)))
            }
            _ => (rest, ""),
        };
        shell.set(name, word.to_owned());
        rest = after;
    }
    Ok(Outcome::Done(status))
}

pub fn kind(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    let mut status = 0;
    for name in call.operands() {
        let command = COMMANDS.iter().find(|c| c.name == name);
        let text = match command {
            _ if shell.scope.functions.contains_key(name) => format!("{name} is a function"),
            Some(c) if c.is_builtin() => format!("{name} is a shell builtin"),
            Some(_) => format!("{name} is /usr/bin/{name}"),
            None => {
                status = shell.fail(call.io, 1, &format!("bash: type: {name}: not found"));
                continue;
            }
        };
        shell.say(&call.io.out, &format!("{text}\n"));
    }
    Ok(Outcome::Done(status))
}

pub fn history(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    let text: String =
        shell.history.iter().enumerate().map(|(i, line)| format!("{:5}  {line}\n", i + 1)).collect();
    Ok(print(shell, call, &text))
}
