//! What the tab key offers: commands, their options, files of the kernel, and files of the host where a command takes
//! those.

use crate::command::{COMMANDS, find};
use crate::shell::absolute;
use crate::system::{Kind, System};

/// Where the word before the cursor begins, and what may stand in its place.
pub(crate) fn candidates(
    system: &mut dyn System,
    directory: &str,
    host: &dyn Fn(&str) -> Vec<String>,
    line: &str,
) -> (usize, Vec<String>) {
    let ends_word = |c: char| c.is_whitespace() || "|;&()<>=".contains(c);
    let start = line.rfind(ends_word).map_or(0, |i| i + 1);
    let word = &line[start..];
    let ends_command = |c: char| "|;&(`".contains(c);
    let command = &line[line.rfind(ends_command).map_or(0, |i| i + 1)..start];
    let redirected = command.trim_end().ends_with(['<', '>']);
    let mut words = command.split_whitespace().skip_while(|w| *w == "sudo" || w.contains('='));
    let name = words.next();
    let mut found: Vec<String> = match name {
        None if !redirected => COMMANDS
            .iter()
            .filter(|c| !c.summary.starts_with("refused"))
            .map(|c| format!("{} ", c.name))
            .collect(),
        Some(name) if word.starts_with('-') => find(name)
            .map(|c| c.options)
            .unwrap_or_default()
            .iter()
            .filter(|o| o.letter != '#')
            .flat_map(|o| [format!("-{} ", o.letter), format!("--{} ", o.long)])
            .filter(|o| o != "-- ")
            .collect(),
        Some("insmod" | "modinfo") if !redirected => host(word),
        Some("rmmod") => {
            let modules = system.list("/sys/module").unwrap_or_default();
            modules.into_iter().map(|e| format!("{} ", e.name)).collect()
        }
        Some("help" | "man") => COMMANDS.iter().map(|c| format!("{} ", c.name)).collect(),
        _ => {
            let (parent, _) = split(word);
            let entries = system.list(&absolute(directory, parent)).unwrap_or_default();
            let show = |e: crate::system::Entry| {
                let end = if e.kind == Kind::Directory { "/" } else { " " };
                format!("{parent}{}{end}", e.name)
            };
            entries.into_iter().map(show).collect()
        }
    };
    found.retain(|f| f.starts_with(word));
    (start, found)
}

/// A path up to its last slash, and what stands after it.
fn split(word: &str) -> (&str, &str) {
    word.split_at(word.rfind('/').map_or(0, |i| i + 1))
}

/// Files of the host whose paths begin like this: directories, and what `insmod` takes.
pub(crate) fn host_files(word: &str) -> Vec<String> {
    let (parent, _) = split(word);
    let directory = if parent.is_empty() { "." } else { parent };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() {
            found.push(format!("{parent}{name}/"));
        } else if [".c", ".o", ".ko"].iter().any(|e| name.ends_with(e)) {
            found.push(format!("{parent}{name} "));
        }
    }
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::{Entry, Errno, Facts, Process, Progress, Record, Task};

    /// A machine of which only the directories are asked for.
    struct Directories;

    impl System for Directories {
        fn facts(&self) -> Facts {
            unreachable!()
        }

        fn now(&self) -> u64 {
            unreachable!()
        }

        fn spawn(&mut self, _: Process) -> u32 {
            unreachable!()
        }

        fn run(&mut self, _: u32, _: u64) -> Progress {
            unreachable!()
        }

        fn output(&mut self, _: u32) -> Vec<u8> {
            unreachable!()
        }

        fn idle(&mut self, _: u64) {
            unreachable!()
        }

        fn kill(&mut self, _: u32, _: u8) -> Result<(), Errno> {
            unreachable!()
        }

        fn list(&mut self, path: &str) -> Result<Vec<Entry>, Errno> {
            let entry = |name: &str, kind| Entry { name: name.into(), kind, mode: 0o755, size: 0, time: 0 };
            match path {
                "/" => Ok(vec![entry("dev", Kind::Directory), entry("proc", Kind::Directory)]),
                "/proc" => Ok(vec![entry("cpuinfo", Kind::File), entry("modules", Kind::File)]),
                "/sys/module" => Ok(vec![entry("hello", Kind::Directory)]),
                _ => Err(2),
            }
        }

        fn stat(&mut self, _: &str) -> Result<Entry, Errno> {
            unreachable!()
        }

        fn tasks(&mut self) -> Vec<Task> {
            unreachable!()
        }

        fn log(&mut self) -> Vec<Record> {
            unreachable!()
        }

        fn modinfo(&mut self, _: &str) -> Result<Vec<(String, String)>, String> {
            unreachable!()
        }

        fn findings(&mut self) -> Vec<String> {
            unreachable!()
        }

        fn halted(&self) -> Option<String> {
            unreachable!()
        }
    }

    #[test]
    fn each_place_is_offered_what_belongs_there() {
        let host = |_: &str| vec!["hello.c ".to_owned(), "high/".to_owned()];
        for (line, start, expected) in [
            ("lsm", 0, &["lsmod "][..]),
            ("sudo rmm", 5, &["rmmod "]),
            ("cat /proc/m", 4, &["/proc/modules "]),
            ("cat pr", 4, &["proc/"]),
            ("echo 1 > /proc/c", 9, &["/proc/cpuinfo "]),
            ("echo 1 >/d", 8, &["/dev/"]),
            ("insmod he", 7, &["hello.c "]),
            ("rmmod ", 6, &["hello "]),
            ("dmesg --cl", 6, &["--clear "]),
            ("true; unam", 6, &["uname "]),
            ("dd if=/proc/m", 6, &["/proc/modules "]),
            ("nothing /none/", 8, &[]),
        ] {
            let found = candidates(&mut Directories, "/", &host, line);
            assert_eq!(found, (start, expected.iter().map(|e| (*e).to_owned()).collect()), "{line}");
        }
    }
}
