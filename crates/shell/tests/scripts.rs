//! Texts of commands in `tests/scripts`, each beside what it prints: `NAME.sh` and `NAME.out`. Lines of standard error
//! begin with `! `, and the last line is the status. With `BLESS` set in the environment the files are written anew.

mod support;

use std::path::Path;
use support::Memory;

/// A stream that marks its lines and shares a text with another one.
struct Marked<'a> {
    text: &'a std::cell::RefCell<Vec<u8>>,
    mark: &'static str,
}

impl std::io::Write for Marked<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let mut text = self.text.borrow_mut();
        for &byte in bytes {
            if text.last().is_none_or(|b| *b == b'\n') {
                text.extend(self.mark.bytes());
            }
            text.push(byte);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn run(script: &str) -> String {
    let text = std::cell::RefCell::new(Vec::new());
    let mut out = Marked { text: &text, mark: "" };
    let mut err = Marked { text: &text, mark: "! " };
    let status = shell::script(&mut Memory::new(), script, &mut out, &mut err);
    let text = String::from_utf8_lossy(&text.borrow()).into_owned();
    format!("{text}status {status}\n")
}

#[test]
fn scripts_print_what_they_should() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts");
    let mut files: Vec<_> = std::fs::read_dir(&directory).unwrap().map(|e| e.unwrap().path()).collect();
    files.retain(|p| p.extension().is_some_and(|e| e == "sh"));
    files.sort();
    assert!(files.len() > 5, "the scripts are not where they were looked for");
    let mut wrong = Vec::new();
    for file in files {
        let script = std::fs::read_to_string(&file).unwrap();
        let (printed, snapshot) = (run(&script), file.with_extension("out"));
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&snapshot, &printed).unwrap();
        }
        let expected = std::fs::read_to_string(&snapshot).unwrap_or_default();
        if printed != expected {
            wrong.push(format!("{}\n--- expected\n{expected}--- printed\n{printed}", file.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_same_script_prints_the_same() {
    let script =
        "insmod hello.c\nfor i in 1 2 3; do echo $i > /tmp/$i & done\nwait\nls -l /tmp; dmesg; ps -eaF";
    assert_eq!(run(script), run(script));
}
