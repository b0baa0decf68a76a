//! Unmodified programs of Linux's own source, run to compare our kernel with the one they were written for.
//!
//! Each has a machine of its own: it is built, inserted, used if it has files, and removed. A program tells itself whether
//! what it found is right: by KTAP, by a line that counts, or by ending without a warning. Nothing of them is kept here;
//! they come from a source tree of the user's.

use crate::session::{Session, State};
use crate::{Error, Setup};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use vm::Step;

/// A program, and how it tells what it found.
#[derive(Clone, Copy, Debug)]
pub struct Program {
    /// Where it stands in Linux's source.
    pub path: &'static str,
    /// What init returns: a test that does all its work there may refuse to stay.
    returns: i32,
    tells: Tells,
    /// What processes do with its files.
    uses: &'static [&'static str],
    /// Whether it warns on purpose.
    warns: bool,
    /// Whether it has to pass.
    pub required: bool,
}

#[derive(Clone, Copy, Debug)]
enum Tells {
    /// In KTAP.
    Ktap,
    /// `IDA: 12 of 12 tests passed`
    Count(&'static str),
    /// `all 12 tests passed`, or `failed 1 out of 12 tests`
    All,
    /// This line, if all is well.
    Line(&'static str),
    /// By a warning, if it is not well.
    Silence,
}

const EAGAIN: i32 = 11;
const EINVAL: i32 = 22;

const fn program(path: &'static str, tells: Tells) -> Program {
    Program { path, returns: 0, tells, uses: &[], warns: false, required: true }
}

/// Every program, in the order of the table.
pub const PROGRAMS: &[Program] = &[
    Program {
        uses: &["echo 5 > /proc/bytestream-fifo; cat /proc/bytestream-fifo"],
        ..program("samples/kfifo/bytestream-example.c", Tells::Line("test passed"))
    },
    program("samples/kfifo/inttype-example.c", Tells::Line("test passed")),
    Program {
        uses: &["echo 5 > /proc/record-fifo"],
        ..program("samples/kfifo/record-example.c", Tells::Line("test passed"))
    },
    program("lib/atomic64_test.c", Tells::Line("passed")),
    program("lib/cmdline_kunit.c", Tells::Ktap),
    Program { returns: EAGAIN, ..program("lib/interval_tree_test.c", Tells::Silence) },
    program("lib/is_signed_type_kunit.c", Tells::Ktap),
    program("lib/kunit/kunit-example-test.c", Tells::Ktap),
    program("lib/list-test.c", Tells::Ktap),
    Program { returns: EAGAIN, ..program("lib/percpu_test.c", Tells::Silence) },
    Program { returns: EAGAIN, ..program("lib/rbtree_test.c", Tells::Silence) },
    Program { returns: EINVAL, ..program("lib/test-kstrtox.c", Tells::Silence) },
    program("lib/test_bitops.c", Tells::Line("Completed bitops test")),
    Program { returns: EINVAL, warns: true, ..program("lib/test_ida.c", Tells::Count("IDA: ")) },
    program("lib/test_bits.c", Tells::Ktap),
    program("lib/test_hexdump.c", Tells::All),
    program("lib/test_list_sort.c", Tells::Ktap),
    program("lib/test_scanf.c", Tells::All),
    program("lib/test_sort.c", Tells::Ktap),
    program("lib/test_strscpy.c", Tells::All),
    Program {
        uses: &["echo 5 > /sys/kernel/kobject_example/foo; cat /sys/kernel/kobject_example/baz"],
        ..program("samples/kobject/kobject-example.c", Tells::Silence)
    },
    Program {
        uses: &["echo 5 > /sys/kernel/kset_example/foo/bar; cat /sys/kernel/kset_example/baz/foo"],
        ..program("samples/kobject/kset-example.c", Tells::Silence)
    },
    program("kernel/locking/locktorture.c", Tells::Line("End of test: SUCCESS")),
    program("kernel/locking/test-ww_mutex.c", Tells::Line("All ww mutex selftests passed")),
];

/// What programs include by its place in the tree.
const HELPERS: &[&str] = &["tools/testing/selftests/kselftest_module.h"];

/// How a program did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its name.
    pub name: &'static str,
    /// Whether it has to pass.
    pub required: bool,
    /// Why it is not built; none: it is.
    pub refused: Option<String>,
    /// It was inserted, and init returned what it should.
    pub loaded: bool,
    /// Cases that passed, and all.
    pub cases: (u32, u32),
    /// What went wrong besides.
    pub complaints: Vec<String>,
    /// How long it took, with its build.
    pub took: Duration,
}

impl Row {
    /// Everything is as on Linux.
    pub fn passes(&self) -> bool {
        let (passed, all) = self.cases;
        self.refused.is_none() && self.loaded && all > 0 && passed == all && self.complaints.is_empty()
    }
}

/// Virtual time that one step may take.
const PATIENCE: u64 = 600_000_000_000;

impl Program {
    /// Its name: the file's.
    pub fn name(&self) -> &'static str {
        let file = self.path.rsplit('/').next().unwrap_or(self.path);
        file.strip_suffix(".c").unwrap_or(file)
    }

    /// Runs it, from the source tree at `root`.
    ///
    /// # Errors
    /// If no machine can be made.
    pub fn run(&self, root: &Path) -> Result<Row, Error> {
        let begun = Instant::now();
        let mut row = Row {
            name: self.name(),
            required: self.required,
            refused: None,
            loaded: false,
            cases: (0, 0),
            complaints: Vec::new(),
            took: Duration::ZERO,
        };
        self.judge(&root.join(self.path), &mut row)?;
        row.took = begun.elapsed();
        Ok(row)
    }

    fn judge(&self, file: &Path, row: &mut Row) -> Result<(), Error> {
        let mut session = Session::boot(&Setup::default(), 0)?;
        let insmod = Step::Insmod { file: file.display().to_string(), params: Vec::new() };
        let (error, said) = perform(&mut session, "insmod", vec![insmod]);
        if let Some(why) = said {
            row.refused = Some(why.lines().next().unwrap_or_default().to_owned());
            return Ok(());
        }
        row.loaded = error == Some(self.returns);
        if !row.loaded {
            row.complaints.push(match error {
                Some(n) => format!("init returns {}, not {}", -n, -self.returns),
                None => session.halted().unwrap_or("init does not end").to_owned(),
            });
        }
        let module = self.name().replace('-', "_");
        for text in self.uses {
            let program = crate::steps::parse(text, &module)?;
            if perform(&mut session, "sh", program.steps).0 != Some(0) {
                row.complaints.push(format!("`{text}` fails"));
            }
        }
        if error == Some(0) && perform(&mut session, "rmmod", vec![Step::Rmmod(module)]).0 != Some(0) {
            row.complaints.push("rmmod fails".to_owned());
        }
        let log: Vec<String> = session.log(0).into_iter().map(|(_, _, text)| text).collect();
        row.cases = self.tells.cases(&log);
        let expected = |found: &String| self.warns && found.starts_with("lockstep: warn");
        row.complaints.extend(session.findings().into_iter().filter(|f| !expected(f)));
        let warned = log.iter().filter(|l| l.starts_with("WARNING:")).take(1);
        row.complaints.extend(warned.filter(|_| !self.warns).cloned());
        Ok(())
    }
}

/// Lets a process do these steps: the first error number, 0 if there is none; and why a module was not built. No number: it does not
/// end.
fn perform(session: &mut Session, name: &str, steps: Vec<Step>) -> (Option<i32>, Option<String>) {
    let (number, said) = session.spawn(name, steps, Vec::new(), Vec::new());
    let said = said.into_iter().next().map(|(_, why)| why);
    let Some(number) = number else { return (None, said) };
    match session.run(number, PATIENCE) {
        State::Ended { done, killed: false, .. } => {
            (Some(done.iter().map(|d| d.error).find(|e| *e != 0).unwrap_or(0)), said)
        }
        _ => (None, said),
    }
}

impl Tells {
    fn cases(self, log: &[String]) -> (u32, u32) {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        match self {
            Tells::Ktap => {
                let results =
                    |word: &str| log.iter().filter(|l| l.starts_with(&format!("    {word}"))).count();
                let (good, bad) = (results("ok "), results("not ok "));
                (count(good), count(good + bad))
            }
            Tells::Count(before) => {
                let line = log.iter().find_map(|l| l.strip_prefix(before)).unwrap_or_default();
                let mut numbers = line.split(' ').filter_map(|w| w.parse().ok());
                (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0))
            }
            Tells::All => {
                let rest = |l: &String, word: &str| Some(l[l.find(word)? + word.len()..].to_owned());
                let number = |l: &String, word: &str| rest(l, word)?.split(' ').next()?.parse().ok();
                let passed =
                    log.iter().filter(|l| l.contains("tests passed")).find_map(|l| number(l, "all "));
                let failed = log.iter().find_map(|l| Some((number(l, "failed ")?, number(l, " out of ")?)));
                match (passed, failed) {
                    (_, Some((bad, all))) => (all - u32::min(bad, all), all),
                    (Some(all), None) => (all, all),
                    (None, None) => (0, 0),
                }
            }
            Tells::Line(line) => (u32::from(log.iter().any(|l| l.contains(line))), 1),
            Tells::Silence => (1, 1),
        }
    }
}

/// Linux's source, as the user has it.
#[derive(Debug)]
pub struct Tree {
    root: PathBuf,
    /// It was unpacked for this run.
    ours: bool,
}

impl Tree {
    /// The tree in this directory, or in the archive that this is or that lies there.
    ///
    /// # Errors
    /// Why there is none, in words.
    pub fn find(path: &Path) -> Result<Tree, String> {
        let is_tree = |p: &Path| p.join("lib/list-test.c").exists();
        if is_tree(path) {
            return Ok(Tree { root: path.to_owned(), ours: false });
        }
        if path.is_file() {
            return Tree::unpack(path);
        }
        let mut inside: Vec<PathBuf> = std::fs::read_dir(path)
            .map_err(|e| format!("{}: {}", path.display(), Error::plain(&e)))?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|p| p.file_name().is_some_and(|n| n.to_string_lossy().starts_with("linux-")))
            .collect();
        inside.sort();
        let name = |p: &&PathBuf| p.to_string_lossy().contains(".tar");
        match (inside.iter().find(|p| is_tree(p)), inside.iter().find(name)) {
            (Some(tree), _) => Ok(Tree { root: tree.clone(), ours: false }),
            (None, Some(archive)) => Tree::unpack(archive),
            (None, None) => Err(format!(
                "{}: no source of Linux: neither lib/list-test.c nor an archive linux-*.tar.* is there",
                path.display()
            )),
        }
    }

    /// What is needed of the archive, in a directory of its own.
    fn unpack(archive: &Path) -> Result<Tree, String> {
        let tree = Tree {
            root: std::env::temp_dir().join(format!("lockstep-linux-{}", std::process::id())),
            ours: true,
        };
        std::fs::create_dir_all(&tree.root)
            .map_err(|e| format!("{}: {}", tree.root.display(), Error::plain(&e)))?;
        let mut tar = std::process::Command::new("tar");
        tar.arg("-xf").arg(archive).arg("-C").arg(&tree.root).args(["--strip-components=1", "--wildcards"]);
        tar.args(PROGRAMS.iter().map(|p| p.path).chain(HELPERS.iter().copied()).map(|p| format!("*/{p}")));
        let done = tar.output().map_err(|e| format!("tar: {}", Error::plain(&e)))?;
        if !done.status.success() {
            let said = String::from_utf8_lossy(&done.stderr);
            let said = said.lines().next().unwrap_or("it cannot be unpacked").to_owned();
            return Err(format!("{}: {said}", archive.display()));
        }
        Ok(tree)
    }

    /// Its directory.
    pub fn root(&self) -> &Path {
        &self.root
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        if self.ours {
            let _ = std::fs::remove_dir_all(&self.root);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn a_program_tells_its_cases() {
        let log = lines("KTAP version 1\n    ok 1 a\n    not ok 2 b\n    ok 3 c # SKIP no\nnot ok 1 suite");
        assert_eq!(Tells::Ktap.cases(&log), (2, 3));
        assert_eq!(Tells::Count("IDA: ").cases(&lines("IDA: 7 of 9 tests passed")), (7, 9));
        assert_eq!(Tells::Count("IDA: ").cases(&lines("nothing")), (0, 0));
        assert_eq!(Tells::All.cases(&lines("t: all 30 tests passed")), (30, 30));
        assert_eq!(Tells::All.cases(&lines("t: failed 2 out of 30 tests")), (28, 30));
        assert_eq!(Tells::Line("test passed").cases(&lines("a\ntest passed")), (1, 1));
        assert_eq!(Tells::Line("test passed").cases(&lines("test failed")), (0, 1));
    }

    #[test]
    fn what_is_no_source_is_refused() {
        let directory = std::env::temp_dir();
        assert!(Tree::find(&directory.join("lockstep-no-such-directory")).is_err());
    }
}
