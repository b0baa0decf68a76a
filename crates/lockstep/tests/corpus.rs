//! The corpus: C programs that say themselves what `lockstep` must make of them.
//!
//! - `tests/fail/<class>/<name>.c` has a bug. Each guilty line ends in `//~ ERROR <code>`, and `<name>.report` beside
//!   it is the whole report. Exactly the marked codes are found, each finding names a marked line, each marked line is
//!   named, and each trace shows its finding again.
//! - `tests/pass/<class>/<name>.c` looks like it and has none: nothing may be found.
//! - `tests/hostile/<name>.c` does its worst. `// expect: 1 oops` is the exit status and the code of the finding;
//!   alternatives are separated by `|`. `1 oops` may stand for a status alone, as `0` and `3` do.
//! - `examples/**/<name>.c` is what we show to people. The comment at its head holds the commands to try, each on a
//!   line of its own, as a reader would type them: `lockstep run examples/list/queue.c --do 'cat /proc/queue'`. They
//!   are what is tested; if there is only one it does for `run` and for `check`. `<name>.log` is what `run` prints, without
//!   stamps, pids and addresses, and `<name>.report` what `check` prints of a program that has a bug: one whose name
//!   ends in `_bug`, an exercise, or one that is listed below. Of the others nothing may be found.
//!
//! A line `// check: --cpus 1 param=3` adds arguments, each line `// do: cat /proc/x; rmmod` a user process with these
//! steps, and `// ignore: reason` keeps a program that waits for something out. A line with several defects is marked
//! with several codes, separated by commas. `LOCKSTEP_BLESS=1 cargo test --test corpus` writes the reports instead of comparing them.

use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::rc::Rc;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Every code of a finding: each needs a program that has it and one that nearly has.
const CODES: [&str; 25] = [
    "oops",
    "deadlock",
    "use-after-free",
    "out-of-bounds",
    "invalid-free",
    "after-rmmod",
    "stack-overflow",
    "bug",
    "held-lock-freed",
    "active-object-freed",
    "sleep-in-atomic",
    "preemptible",
    "lock-held-at-exit",
    "context-imbalance",
    "user-copy-overflow",
    "lock-order",
    "irq-lock",
    "wait-context",
    "misuse",
    "soft-lockup",
    "hang",
    "warn",
    "left-registered",
    "leak",
    "data-race",
];

/// The programs under `examples/` that have a bug though their names do not end in `_bug`.
const GUILTY: [&str; 4] = ["abba", "counter", "irq_lock", "timer_rmmod"];

const EXECUTIONS: &str = "2000";
const HOSTILE_EXECUTIONS: &str = "100";
const LIMIT: Duration = Duration::from_secs(60);

type Verdict = Result<(), Failed>;

fn main() {
    let arguments = Arguments::from_args();
    let mut trials = Vec::new();
    for (kind, test) in [("fail", fail as fn(&Program) -> Verdict), ("pass", pass)] {
        for class in entries(&workspace().join("tests").join(kind)) {
            let programs = Program::all_in(&class);
            trials.extend(programs.map(|p| p.trial(&format!("{kind}::{}", stem(&class)), test)));
        }
    }
    trials.extend(Program::all_in(&workspace().join("tests/hostile")).map(|p| p.trial("hostile", hostile)));
    trials.extend(Program::all_in(&workspace().join("examples")).map(|p| p.trial("examples", example)));
    for subject in directories(&workspace().join("examples")) {
        let programs = Program::all_in(&subject);
        trials.extend(programs.map(|p| p.trial(&format!("examples::{}", stem(&subject)), example)));
    }
    for (name, test) in OBJECTS {
        trials.push(Trial::test(format!("objects::{name}"), test));
    }
    trials.push(Trial::test("each_code_has_a_program_and_a_near_miss", each_code));
    trials.push(Trial::test("each_report_has_its_program", no_orphans));
    libtest_mimic::run(&arguments, trials).exit();
}

// Programs.

struct Program {
    path: PathBuf,
    source: String,
}

impl Program {
    fn all_in(directory: &Path) -> impl Iterator<Item = Program> + use<> {
        let files = entries(directory).into_iter().filter(|p| p.extension().is_some_and(|e| e == "c"));
        files.map(|path| Program { source: fs::read_to_string(&path).unwrap(), path })
    }

    fn trial(self, group: &str, test: fn(&Program) -> Verdict) -> Trial {
        let ignored = self.header("ignore").is_some();
        let name = format!("{group}::{}", stem(&self.path));
        Trial::test(name, move || test(&self)).with_ignored_flag(ignored)
    }

    fn file(&self) -> &str {
        self.path.file_name().unwrap().to_str().unwrap()
    }

    /// What follows `// key: ` on a line of its own.
    fn header(&self, key: &str) -> Option<&str> {
        let begins = format!("// {key}: ");
        self.source.lines().find_map(|l| l.strip_prefix(begins.as_str()))
    }

    /// The lines that end in `//~ ERROR code`, with their codes.
    fn marks(&self) -> BTreeSet<(u64, String)> {
        let lines = (1..).zip(self.source.lines());
        let marked = lines.filter_map(|(n, l)| Some((n, l.split_once("//~ ERROR ")?.1)));
        marked.flat_map(|(n, codes)| codes.split(',').map(move |code| (n, code.trim().to_owned()))).collect()
    }

    /// The arguments of each `lockstep run` and `lockstep check` in the comment at the head.
    fn commands(&self, path: &str) -> Result<Vec<Vec<String>>, Failed> {
        let head = self.source.split_once("*/").map_or("", |s| s.0);
        let lines =
            head.lines().filter_map(|l| Some(&l[l.find("lockstep run ").or(l.find("lockstep check "))?..]));
        let split = |l: &str| shlex::split(l).ok_or_else(|| format!("a quotation is not closed: {l}").into());
        let mut commands: Vec<Vec<String>> = lines.map(split).collect::<Result<_, Failed>>()?;
        commands.iter_mut().for_each(|c| drop(c.remove(0)));
        if commands.is_empty() {
            commands.push(vec!["check".to_owned(), path.to_owned()]);
        }
        // Who names only one of both means the other in the same way.
        for (at, word) in [(0, "run"), (commands.len(), "check")] {
            if commands.iter().all(|c| c[0] != word) {
                let mut other = commands[0].clone();
                other[0] = word.to_owned();
                commands.insert(at, other);
            }
        }
        Ok(commands)
    }

    /// `lockstep COMMAND FILE ARGS` in a directory with nothing but the program.
    fn lockstep(&self, command: &str, executions: &str, more: &[&str]) -> Result<Ran, Failed> {
        let directory = Rc::new(TempDir::new().unwrap());
        fs::write(directory.path().join(self.file()), &self.source).unwrap();
        let own: Vec<&str> = self.header("check").unwrap_or_default().split_whitespace().collect();
        let mut args = vec![command, self.file()];
        if command == "check" {
            args.extend(own.iter().copied());
            let steps = self.source.lines().filter_map(|l| l.strip_prefix("// do: "));
            args.extend(steps.flat_map(|s| ["--do", s]));
            if !own.contains(&"--executions") {
                args.extend(["--executions", executions]);
            }
        } else {
            args.extend(own.iter().copied().filter(|a| a.contains('=') && !a.starts_with('-')));
        }
        args.extend(more);
        lockstep(&directory, &args)
    }
}

fn fail(p: &Program) -> Verdict {
    let marks = p.marks();
    check(!marks.is_empty(), || "no line is marked with //~ ERROR".to_owned())?;
    let ran = p.lockstep("check", EXECUTIONS, &["--format", "json", "--workers", "1"])?;
    ran.ends_with(1)?;
    let findings = ran.findings()?;
    for (line, code) in &marks {
        let named = findings.iter().any(|f| f.code == *code && f.lines(p.file()).any(|l| l == *line));
        check(named, || format!("{}:{line}: no finding `{code}` names this line\n{ran}", p.file()))?;
    }
    for f in &findings {
        let named = f.lines(p.file()).any(|l| marks.contains(&(l, f.code.clone())));
        check(named, || format!("a finding `{}` names no line that is marked with it\n{ran}", f.code))?;
    }
    for f in &findings {
        let replayed = ran.then(&["replay", &f.trace])?;
        replayed.ends_with(1)?;
        let shown = replayed.stdout.contains(&format!("[{}]", f.code));
        check(shown, || format!("replay of {} does not show `{}`\n{replayed}", f.trace, f.code))?;
    }
    let text = p.lockstep("check", EXECUTIONS, &["--color", "never", "--width", "100", "--workers", "1"])?;
    text.ends_with(1)?;
    snapshot(&p.path.with_extension("report"), &text.stdout)
}

fn pass(p: &Program) -> Verdict {
    check(p.marks().is_empty(), || "a line is marked with //~ ERROR".to_owned())?;
    let ran = p.lockstep("check", EXECUTIONS, &["--format", "json", "--workers", "1"])?;
    ran.ends_with(0)?;
    check(ran.json()?["outcome"] == "clean", || format!("the outcome is not `clean`\n{ran}"))
}

fn example(p: &Program) -> Verdict {
    let root = workspace().join("examples");
    let path = format!("examples/{}", p.path.strip_prefix(&root).unwrap().display());
    let directory = Rc::new(TempDir::new().unwrap());
    fs::create_dir_all(directory.path().join(&path).parent().unwrap())?;
    fs::write(directory.path().join(&path), &p.source)?;

    let is_exercise = path.starts_with("examples/exercises/") && !stem(&p.path).ends_with("_solution");
    let guilty = is_exercise || GUILTY.contains(&stem(&p.path)) || stem(&p.path).ends_with("_bug");
    let (mut log, mut report, mut inserted, mut found) = (String::new(), String::new(), true, false);
    for words in p.commands(&path)? {
        let of_this = words.contains(&path);
        check(of_this, || format!("`lockstep {}` does not name {path}", words.join(" ")))?;
        let mut args: Vec<&str> = words.iter().map(String::as_str).collect();
        args.extend(["--color", "never", "--width", "100"]);
        if args[0] == "run" {
            let ran = lockstep(&directory, &args)?;
            inserted &= ran.status != 3;
            check(matches!(ran.status, 0 | 3) || guilty && ran.status == 1, || {
                format!("ends with {}\n{ran}", ran.status)
            })?;
            log += &normalised(&ran.stdout);
            log += &ran.stderr;
            continue;
        }
        if !args.contains(&"--executions") {
            args.extend(["--executions", EXECUTIONS]);
        }
        args.extend(["--workers", "1"]);
        let ran = lockstep(&directory, &args)?;
        found |= ran.status == 1;
        let fine = ran.status == 0 || ran.status == 1 && guilty || ran.status == 3 && !inserted;
        check(fine, || format!("ends with {}\n{ran}", ran.status))?;
        report += &normalised(&ran.stdout);
    }
    check(found == guilty, || format!("nothing is found\n{report}"))?;
    snapshot(&p.path.with_extension("log"), &log)?;
    if guilty { snapshot(&p.path.with_extension("report"), &report) } else { Ok(()) }
}

/// What a command prints, without the stamps and pids of the log, and with an `X` for each digit of an address.
fn normalised(printed: &str) -> String {
    let stamped = |line: &str| {
        let (stamp, rest) = line.strip_prefix('[')?.split_once("] ")?;
        let is_stamp = stamp.trim().bytes().all(|b| b.is_ascii_digit() || b == b'.');
        is_stamp.then(|| masked(rest, "pid ", 10, |_| "N".to_owned()))
    };
    let address = |digits: &str| if digits.len() < 6 { digits.to_owned() } else { "X".repeat(digits.len()) };
    let lines = printed.lines().map(|line| stamped(line).unwrap_or_else(|| line.to_owned()));
    lines.map(|line| masked(&line, "0x", 16, address) + "\n").collect()
}

/// The line with `by` of the digits that follow each `after` in their place.
fn masked(line: &str, after: &str, radix: u32, by: impl Fn(&str) -> String) -> String {
    let mut parts = line.split(after);
    let mut masked = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !c.is_digit(radix)).unwrap_or(part.len());
        masked += after;
        if end > 0 {
            masked += &by(&part[..end]);
        }
        masked += &part[end..];
    }
    masked
}

fn hostile(p: &Program) -> Verdict {
    let wanted = p.header("expect").ok_or("no line `// expect: ...`")?;
    let ran = p.lockstep("check", HOSTILE_EXECUTIONS, &["--format", "json", "--workers", "1"])?;
    let codes: Vec<String> = match ran.status {
        0 | 1 => ran.findings()?.into_iter().map(|f| f.code).collect(),
        _ => Vec::new(),
    };
    // `1 oops`, `oops` or `3`.
    let alternatives: Vec<&str> = wanted.split('|').map(|a| a.trim().trim_start_matches("1 ")).collect();
    let as_wanted = match ran.status {
        1 => !codes.is_empty() && codes.iter().all(|c| alternatives.contains(&c.as_str())),
        status => codes.is_empty() && alternatives.contains(&status.to_string().as_str()),
    };
    check(as_wanted, || format!("expected {wanted}, found status {} and {codes:?}\n{ran}", ran.status))?;
    if stem(&p.path).starts_with("endless") {
        for workers in ["1", "2"] {
            let again =
                p.lockstep("check", HOSTILE_EXECUTIONS, &["--format", "json", "--workers", workers])?;
            check(again.stdout == ran.stdout, || format!("differs from run to run\n{ran}\n{again}"))?;
        }
        return Ok(());
    }
    let ran = p.lockstep("run", "", &[])?;
    check(matches!(ran.status, 0..=3), || format!("`run` ends with {}\n{ran}", ran.status))
}

/// Compares `text` with what the file holds, or, if the user blesses it, writes it there.
fn snapshot(path: &Path, text: &str) -> Verdict {
    if std::env::var_os("LOCKSTEP_BLESS").is_some_and(|v| v == "1") {
        return Ok(fs::write(path, text)?);
    }
    let wanted = fs::read_to_string(path).unwrap_or_default();
    check(wanted == text, || {
        let line = wanted.lines().zip(text.lines()).take_while(|(a, b)| a == b).count() + 1;
        let name = path.display();
        format!("the report differs from {name} at line {line} (LOCKSTEP_BLESS=1 accepts it):\n{text}")
    })
}

fn each_code() -> Verdict {
    let tests = workspace().join("tests");
    let all = |kind: &str| {
        entries(&tests.join(kind)).into_iter().flat_map(|d| Program::all_in(&d).collect::<Vec<_>>())
    };
    let marked: BTreeSet<String> = all("fail").flat_map(|p| p.marks()).map(|m| m.1).collect();
    let classes: BTreeSet<String> = all("pass").map(|p| stem(p.path.parent().unwrap()).to_owned()).collect();
    for code in CODES {
        check(marked.contains(code), || format!("no program under tests/fail is marked `{code}`"))?;
        check(classes.contains(code), || format!("no program under tests/pass/{code}"))?;
    }
    let unknown: Vec<_> = marked.iter().filter(|c| !CODES.contains(&c.as_str())).collect();
    check(unknown.is_empty(), || format!("no finding has the code {unknown:?}"))
}

fn no_orphans() -> Verdict {
    for class in entries(&workspace().join("tests/fail")) {
        for file in entries(&class) {
            check(file.with_extension("c").exists(), || format!("{} has no program", file.display()))?;
        }
    }
    let examples = workspace().join("examples");
    for directory in directories(&examples).into_iter().chain([examples]) {
        for file in entries(&directory) {
            if file.extension().is_some_and(|e| e == "log" || e == "report") {
                check(file.with_extension("c").exists(), || format!("{} has no program", file.display()))?;
            }
        }
    }
    Ok(())
}

// Object files that no compiler makes for us.

type ObjectTest = (&'static str, fn() -> Verdict);

const OBJECTS: [ObjectTest; 6] = [
    ("data_only", || loaded("data.o", &compiled("int data[4] = { 1, 2, 3 };")).map(drop)),
    ("empty", || refused("empty.o", b"")),
    ("text", || refused("text.o", b"Dear Sir or Madam,\n\nplease find attached the module.\n")),
    ("of_another_machine", of_another_machine),
    ("truncated", truncated),
    ("damaged", damaged),
];

const MODULE: &str = "
extern int _printk(const char *format, ...);
static int value = 7;
static int *pointer = &value;
int init_module(void) { return _printk(\"value is %d\\n\", *pointer) < 0; }
void cleanup_module(void) { value++; }
static const char license[] __attribute__((section(\".modinfo\"), used)) = \"license=Dual MIT/GPL\";
";

/// What the host's compiler makes of this.
fn compiled(source: &str) -> Vec<u8> {
    let directory = TempDir::new().unwrap();
    fs::write(directory.path().join("a.c"), source).unwrap();
    let done = Command::new("gcc")
        .args([
            "-c",
            "-g",
            "-O0",
            "-fno-pic",
            "-fcf-protection=none",
            "-fno-asynchronous-unwind-tables",
            "a.c",
        ])
        .current_dir(&directory)
        .status()
        .unwrap();
    assert!(done.success(), "gcc failed");
    fs::read(directory.path().join("a.o")).unwrap()
}

/// The file can be given to every command: it is loaded or refused, and nothing of ours breaks.
fn loaded(name: &str, bytes: &[u8]) -> Result<Ran, Failed> {
    let directory = Rc::new(TempDir::new().unwrap());
    fs::write(directory.path().join(name), bytes).unwrap();
    let ran = lockstep(&directory, &["check", name, "--executions", "10", "--workers", "1"])?;
    check(matches!(ran.status, 0..=3), || format!("ends with {}\n{ran}", ran.status))?;
    Ok(ran)
}

fn refused(name: &str, bytes: &[u8]) -> Verdict {
    let ran = loaded(name, bytes)?;
    check(ran.status == 3 && ran.stderr.starts_with("error: "), || format!("is not refused\n{ran}"))
}

fn of_another_machine() -> Verdict {
    let object = compiled(MODULE);
    // A file of 32 bits, of the other byte order, for ARM; an executable, a shared object, a core.
    for (at, byte) in [(4, 1), (5, 2), (18, 0xb7), (16, 2), (16, 3), (16, 4)] {
        let mut other = object.clone();
        other[at] = byte;
        refused("other.o", &other)?;
    }
    Ok(())
}

fn truncated() -> Verdict {
    let object = compiled(MODULE);
    check(loaded("whole.o", &object)?.status == 0, || "the whole object is not loaded".to_owned())?;
    for part in 1..16 {
        refused("part.o", &object[..object.len() * part / 16])?;
    }
    Ok(())
}

/// Bytes here and there become 0xff, of the ELF header above all.
fn damaged() -> Verdict {
    let object = compiled(MODULE);
    let far = (64..object.len()).step_by(object.len() / 24 + 1);
    for at in (0..64).step_by(3).chain(far) {
        let mut other = object.clone();
        other[at] ^= 0xff;
        loaded("damaged.o", &other)?;
    }
    Ok(())
}

// Running.

/// What an invocation printed, and its exit status.
struct Ran {
    directory: Rc<TempDir>,
    status: i32,
    stdout: String,
    stderr: String,
}

struct Finding {
    code: String,
    trace: String,
    locations: Vec<(String, u64)>,
}

impl Finding {
    fn lines<'a>(&'a self, file: &'a str) -> impl Iterator<Item = u64> + 'a {
        self.locations.iter().filter(move |l| l.0 == file).map(|l| l.1)
    }
}

impl Ran {
    fn ends_with(&self, status: i32) -> Verdict {
        check(self.status == status, || format!("the exit status is {}, not {status}\n{self}", self.status))
    }

    fn json(&self) -> Result<Value, Failed> {
        serde_json::from_str(&self.stdout).map_err(|e| format!("no JSON: {e}\n{self}").into())
    }

    fn findings(&self) -> Result<Vec<Finding>, Failed> {
        let json = self.json()?;
        let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
        let findings = json["findings"].as_array().ok_or("no findings in the JSON")?;
        let locations = |f: &Value| {
            let list = f["locations"].as_array().into_iter().flatten();
            list.map(|l| (text(&l["file"]), l["line"].as_u64().unwrap_or(0))).collect()
        };
        let finding =
            |f: &Value| Finding { code: text(&f["code"]), trace: text(&f["trace"]), locations: locations(f) };
        Ok(findings.iter().map(finding).collect())
    }

    /// Another invocation in the same directory.
    fn then(&self, args: &[&str]) -> Result<Ran, Failed> {
        lockstep(&self.directory, args)
    }
}

impl std::fmt::Display for Ran {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "-- stdout\n{}-- stderr\n{}", self.stdout, self.stderr)
    }
}

/// Runs the binary. A signal and a run that does not end in time are failures whatever is expected.
fn lockstep(directory: &Rc<TempDir>, args: &[&str]) -> Result<Ran, Failed> {
    let file = |name: &str| directory.path().join(name);
    let (out, err) = (file("stdout"), file("stderr"));
    let begun = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_lockstep"))
        .args(args)
        .current_dir(directory.path())
        .env_remove("CC")
        .env_remove("COLUMNS")
        .env_remove("NO_COLOR")
        .stdin(Stdio::null())
        .stdout(File::create(&out).unwrap())
        .stderr(File::create(&err).unwrap())
        .spawn()?;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if begun.elapsed() > LIMIT {
            child.kill()?;
            child.wait()?;
            return Err(format!("lockstep {} does not end within {LIMIT:?}", args.join(" ")).into());
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let text = |path: &Path| String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned();
    let (stdout, stderr) = (text(&out), text(&err));
    let status = status.code().ok_or_else(|| format!("lockstep {}: {status}\n{stderr}", args.join(" ")))?;
    check(!stderr.contains("panicked at"), || format!("lockstep panics\n{stderr}"))?;
    Ok(Ran { directory: Rc::clone(directory), status, stdout, stderr })
}

fn check(holds: bool, otherwise: impl FnOnce() -> String) -> Verdict {
    if holds { Ok(()) } else { Err(otherwise().into()) }
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The entries of a directory, sorted.
fn entries(directory: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<_> =
        fs::read_dir(directory).into_iter().flatten().map(|e| e.unwrap().path()).collect();
    entries.sort();
    entries
}

fn directories(directory: &Path) -> Vec<PathBuf> {
    entries(directory).into_iter().filter(|p| p.is_dir()).collect()
}

fn stem(path: &Path) -> &str {
    path.file_stem().unwrap().to_str().unwrap()
}
