//! `insmod`, `rmmod`, `modprobe`, `lsmod`, `modinfo`, `make`.

use super::{Call, missing, print};
use crate::errno::words;
use crate::options::{Opt, opt};
use crate::plan::{Outcome, Plan};
use crate::shell::{Shell, Stop};
use std::fmt::Write;
use vm::Step;

pub const RMMOD: &[Opt] = &[opt('v', "verbose", "", "say what is done"), opt('f', "force", "", "refused")];

pub fn insmod(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    let Some((file, params)) = call.operands().split_first() else {
        return Ok(Outcome::Done(shell.fail(call.io, 1, "insmod: ERROR: missing filename.")));
    };
    if file.starts_with('-') {
        let text = format!("insmod: ERROR: there is no option {file}; usage: insmod FILE [PARAM=VALUE..]");
        return Ok(Outcome::Done(shell.fail(call.io, 1, &text)));
    }
    Ok(insert(shell, "insmod", file, params))
}

fn insert(shell: &mut Shell, tool: &'static str, file: &str, params: &[String]) -> Outcome {
    shell.seen.insert(stem(file), file.to_owned());
    let file = file.to_owned();
    let step = Step::Insmod { file: file.clone(), params: params.to_vec() };
    Plan::outcome(vec![step], move |shell, exit, io| {
        let Some(done) = exit.done.first() else { return 1 };
        if !done.note.is_empty() {
            shell.fail(io, 1, done.note.trim_end_matches('\n'));
        }
        if done.error == 0 {
            return 0;
        }
        if done.note.is_empty() {
            // The words of kmod, which differ from the usual ones in these.
            let why = match done.error {
                3 => "Module has wrong symbol version".to_owned(),
                8 => "Invalid module format".to_owned(),
                22 => "Invalid parameters".to_owned(),
                other => words(other),
            };
            let text = match tool {
                "insmod" if done.error == 2 => format!("insmod: ERROR: could not load module {file}: {why}"),
                "insmod" => format!("insmod: ERROR: could not insert module {file}: {why}"),
                _ => format!("modprobe: ERROR: could not insert '{}': {why}", stem(&file)),
            };
            shell.fail(io, 1, &text);
        }
        1
    })
}

/// The name of the module that a file has: the last component without its ending, `-` as `_`.
fn stem(file: &str) -> String {
    let name = file.rsplit('/').next().unwrap_or(file);
    let name = [".ko", ".c", ".o"].iter().find_map(|e| name.strip_suffix(e)).unwrap_or(name);
    name.replace('-', "_")
}

pub fn rmmod(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    if call.options.has('f') {
        let text = "rmmod: ERROR: -f is not supported: a module in use stays";
        return Ok(Outcome::Done(shell.fail(call.io, 1, text)));
    }
    if call.operands().is_empty() {
        return Ok(Outcome::Done(shell.fail(call.io, 1, "rmmod: ERROR: missing module name.")));
    }
    Ok(remove("rmmod", call.operands()))
}

fn remove(tool: &'static str, names: &[String]) -> Outcome {
    let names: Vec<String> = names.iter().map(|n| stem(n)).collect();
    let steps = names.iter().cloned().map(Step::Rmmod).collect();
    Plan::outcome(steps, move |shell, exit, io| {
        let mut status = 0;
        for (name, done) in names.iter().zip(&exit.done) {
            let text = match (done.error, tool) {
                (0, _) => continue,
                _ if !done.note.is_empty() => done.note.trim_end_matches('\n').to_owned(),
                (2, "rmmod") => format!("rmmod: ERROR: Module {name} is not currently loaded"),
                (2, _) => format!("modprobe: FATAL: Module {name} not found."),
                (11, "rmmod") => format!("rmmod: ERROR: Module {name} is in use"),
                (11, _) => format!("modprobe: FATAL: Module {name} is in use."),
                (error, "rmmod") => {
                    format!("rmmod: ERROR: could not remove module {name}: {}", words(error))
                }
                (error, _) => format!("modprobe: ERROR: could not remove '{name}': {}", words(error)),
            };
            status = shell.fail(io, 1, &text);
        }
        status
    })
}

pub fn modprobe(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    let Some((name, params)) = call.operands().split_first() else {
        return Ok(missing(shell, call));
    };
    if call.options.has('r') {
        return Ok(remove("modprobe", call.operands()));
    }
    match shell.seen.get(&stem(name)).cloned() {
        Some(file) => Ok(insert(shell, "modprobe", &file, params)),
        None => {
            let release = shell.system().facts().release;
            let text = format!(
                "modprobe: FATAL: Module {name} not found in directory /lib/modules/{release}; \
                 modprobe knows the files that insmod had: use insmod FILE"
            );
            Ok(Outcome::Done(shell.fail(call.io, 1, &text)))
        }
    }
}

pub fn lsmod(_: &mut Shell, _: &Call) -> Result<Outcome, Stop> {
    Ok(Plan::outcome(vec![Step::Read { path: "/proc/modules".to_owned() }], |shell, exit, io| {
        if let Some(done) = exit.done.first()
            && done.error != 0
        {
            let text = format!("lsmod: ERROR: could not get list of modules: {}", words(done.error));
            return shell.fail(io, 1, &text);
        }
        let mut text = "Module                  Size  Used by\n".to_owned();
        for line in String::from_utf8_lossy(&exit.output).lines() {
            let mut fields = line.split(' ');
            let mut next = || fields.next().unwrap_or_default();
            let (name, size, users, by) = (next(), next(), next(), next());
            let _ = write!(text, "{name:<19} {size:>8}  {users}");
            match by.trim_end_matches(',') {
                "" | "-" => {}
                by => {
                    let _ = write!(text, " {by}");
                }
            }
            text.push('\n');
        }
        shell.say(&io.out, &text);
        0
    }))
}

pub fn modinfo(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    if call.operands().is_empty() {
        let text = "modinfo: ERROR: missing module or filename.";
        return Ok(Outcome::Done(shell.fail(call.io, 1, text)));
    }
    let mut status = 0;
    for name in call.operands() {
        let file = shell.seen.get(name).unwrap_or(name).clone();
        let told = shell.system().modinfo(&file);
        match told {
            Ok(fields) => {
                let mut text = String::new();
                for (name, value) in fields {
                    let name = format!("{name}:");
                    let _ = writeln!(text, "{name:<16}{value}");
                }
                shell.say(&call.io.out, &text);
            }
            Err(why) => status = shell.fail(call.io, 1, &format!("modinfo: ERROR: {}", why.trim_end())),
        }
    }
    Ok(Outcome::Done(status))
}

pub fn make(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    Ok(print(
        shell,
        call,
        "make: nothing to be done: insmod takes the source itself, as in `insmod hello.c`\n",
    ))
}

#[cfg(test)]
mod tests {
    use super::stem;

    #[test]
    fn a_module_is_named_after_its_file() {
        for (file, name) in
            [("a/b/hello.ko", "hello"), ("my-driver.c", "my_driver"), ("x.o", "x"), ("plain", "plain")]
        {
            assert_eq!(stem(file), name);
        }
    }
}
