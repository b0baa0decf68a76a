use crate::args::{Doctor, Stubs};
use crate::command::Failure;
use crate::{exit, terminal};
use module::doctor::{Examined, examine, stubs as stand_ins};
use std::path::{Path, PathBuf};

/// `lockstep doctor`
pub fn doctor(args: &Doctor) -> Result<u8, Failure> {
    let examined = match read(&args.paths) {
        Ok(sources) => examine(&sources),
        Err(why) => return Ok(refuse(&why)),
    };
    let known = examined.known.len();
    terminal::print(&format!("{known} of {} names known\n", examined.names()))?;
    if !examined.headers.is_empty() {
        let headers: Vec<&str> = examined.headers.iter().map(String::as_str).collect();
        terminal::print(&format!("headers that are not there: {}\n", headers.join(", ")))?;
    }
    for (header, names) in by_header(&examined) {
        terminal::print(&format!("missing of {header}: {}\n", names.join(", ")))?;
    }
    Ok(if examined.missing.is_empty() && examined.headers.is_empty() {
        exit::NOTHING_FOUND
    } else {
        exit::FINDINGS
    })
}

/// `lockstep stubs`
pub fn stubs(args: &Stubs) -> Result<u8, Failure> {
    let examined = match read(&args.paths) {
        Ok(sources) => examine(&sources),
        Err(why) => return Ok(refuse(&why)),
    };
    for (path, text) in stand_ins(&examined) {
        let file = args.out.join(&path);
        let written = std::fs::create_dir_all(file.parent().unwrap_or(&args.out))
            .and_then(|()| if file.exists() { Ok(()) } else { std::fs::write(&file, text) });
        if let Err(e) = written {
            return Ok(refuse(&format!("{}: {}", file.display(), plain(&e))));
        }
        terminal::print(&format!("{}\n", file.display()))?;
    }
    Ok(exit::NOTHING_FOUND)
}

fn refuse(why: &str) -> u8 {
    terminal::complain(&format!("error: {why}"));
    exit::INVOCATION
}

fn plain(error: &std::io::Error) -> String {
    error.to_string().split(" (os error").next().unwrap_or("?").to_owned()
}

/// What is missing, by header; what nobody knows the home of comes last.
fn by_header(examined: &Examined) -> Vec<(String, Vec<String>)> {
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for m in &examined.missing {
        let header = m.header.clone().unwrap_or_else(|| "headers that are not known".to_owned());
        match groups.iter_mut().find(|(h, _)| *h == header) {
            Some((_, names)) => names.push(m.name.clone()),
            None => groups.push((header, vec![m.name.clone()])),
        }
    }
    groups.sort_by_key(|(header, _)| (header.contains(' '), header.clone()));
    groups
}

/// The C sources and headers at these paths, directories with all that lies in them.
fn read(paths: &[PathBuf]) -> Result<Vec<(String, String)>, String> {
    let mut files = Vec::new();
    for path in paths {
        collect(path, &mut files).map_err(|e| format!("{}: {}", path.display(), plain(&e)))?;
    }
    files.sort();
    files.dedup();
    if files.is_empty() {
        return Err("no C files are there".to_owned());
    }
    let text = |file: PathBuf| match std::fs::read(&file) {
        Ok(bytes) => Ok((file.display().to_string(), String::from_utf8_lossy(&bytes).into_owned())),
        Err(e) => Err(format!("{}: {}", file.display(), plain(&e))),
    };
    files.into_iter().map(text).collect()
}

fn collect(path: &Path, into: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if !path.is_dir() {
        into.push(path.to_owned());
        return Ok(());
    }
    for entry in std::fs::read_dir(path)? {
        let entry = entry?.path();
        let is_c = entry.extension().is_some_and(|e| e == "c" || e == "h");
        if entry.is_dir() || is_c && !entry.to_string_lossy().ends_with(".mod.c") {
            collect(&entry, into)?;
        }
    }
    Ok(())
}
