//! The commands: one table, which makes what runs, what `help` says, what is completed, and what a slip is told.

use crate::options::{Opt, Options, Order, opt, read};
use crate::plan::Outcome;
use crate::shell::{Shell, Stop};
use crate::stream::Io;
use crate::system::Errno;

mod builtin;
mod copy;
mod cpu;
pub(crate) mod dmesg;
mod file;
mod filter;
mod help;
mod job;
mod listing;
mod module;
mod output;
mod predicate;
mod run;
mod search;
mod system;
mod task;

/// A command.
pub struct Command {
    /// What it is called.
    pub name: &'static str,
    /// What may stand after the name.
    pub usage: &'static str,
    /// What it does, in a line.
    pub summary: &'static str,
    /// Its options.
    pub options: &'static [Opt],
    /// Where they may stand.
    pub order: Order,
    /// Who does it.
    pub place: Place,
    /// The status of a wrong use.
    pub misuse: u8,
    /// What it does.
    pub run: fn(&mut Shell, &Call) -> Result<Outcome, Stop>,
}

/// Who does a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The shell itself.
    Builtin,
    /// A program.
    Program,
}

impl Command {
    /// Whether the shell itself does it.
    pub fn is_builtin(&self) -> bool {
        self.place == Place::Builtin
    }

    const fn program(
        name: &'static str,
        usage: &'static str,
        summary: &'static str,
        options: &'static [Opt],
        run: fn(&mut Shell, &Call) -> Result<Outcome, Stop>,
    ) -> Self {
        Self { name, usage, summary, options, order: Order::Any, place: Place::Program, misuse: 1, run }
    }

    const fn builtin(
        name: &'static str,
        usage: &'static str,
        summary: &'static str,
        run: fn(&mut Shell, &Call) -> Result<Outcome, Stop>,
    ) -> Self {
        let (options, order) = (&[] as &[Opt], Order::None);
        Self { name, usage, summary, options, order, place: Place::Builtin, misuse: 2, run }
    }

    const fn order(self, order: Order) -> Self {
        Self { order, ..self }
    }

    const fn misuse(self, misuse: u8) -> Self {
        Self { misuse, ..self }
    }
}

/// A command as it was called.
pub struct Call<'a> {
    /// Its name and every word after it.
    pub argv: &'a [String],
    /// Its options and the words that are none.
    pub options: Options,
    /// Its streams.
    pub io: &'a Io,
}

impl Call<'_> {
    fn name(&self) -> &str {
        self.argv[0].rsplit('/').next().unwrap_or_default()
    }

    fn operands(&self) -> &[String] {
        &self.options.operands
    }

    /// What there is at standard input.
    fn input(&self) -> Vec<u8> {
        self.io.input.as_ref().map(crate::stream::Input::rest).unwrap_or_default()
    }
}

/// The commands, in the order of their names.
pub const COMMANDS: &[Command] = &[
    Command::builtin(".", "FILE", "refused: put the commands into the script itself", builtin::source),
    Command::builtin(":", "", "does nothing", builtin::nothing),
    Command::builtin("[", "EXPRESSION ]", "tells whether an expression is true", predicate::test),
    Command::program(
        "bash",
        "-c TEXT [ARG..]",
        "runs a text of commands",
        &[opt('c', "", "TEXT", "run this text")],
        run::sh,
    )
    .order(Order::First),
    Command::builtin("break", "[N]", "leaves N loops", builtin::leave),
    Command::program(
        "cat",
        "[FILE..]",
        "prints files",
        &[opt('n', "number", "", "number the lines")],
        copy::cat,
    ),
    Command::builtin("cd", "[DIRECTORY]", "changes the current directory", builtin::cd),
    Command::program("chmod", "MODE FILE..", "changes permissions: 644, u+x, a-w", &[], file::chmod)
        .order(Order::None),
    Command::program("clear", "", "clears the terminal", &[], output::clear),
    Command::builtin("continue", "[N]", "goes on with the next round of a loop", builtin::leave),
    Command::program("cp", "FROM TO", "copies a file", &[], copy::cp),
    Command::program(
        "cut",
        "-d CHAR -f LIST | -c LIST [FILE..]",
        "prints parts of lines",
        filter::CUT,
        filter::cut,
    ),
    Command::program(
        "date",
        "",
        "prints virtual time, which is 1970-01-01 00:00:00 at power-on",
        &[],
        system::date,
    )
    .order(Order::None),
    Command::program(
        "dd",
        "[if=FILE] [of=FILE] [bs=N] [count=N]",
        "copies a file block by block",
        &[],
        copy::dd,
    )
    .order(Order::None),
    Command::program("dmesg", "", "prints the kernel log", dmesg::OPTIONS, dmesg::dmesg),
    Command::builtin("echo", "[-neE] [WORD..]", "prints words", output::echo),
    Command::builtin("exit", "[STATUS]", "ends the shell", builtin::exit),
    Command::builtin("export", "[NAME[=VALUE]..]", "makes variables those of commands too", builtin::export),
    Command::builtin("false", "", "fails", builtin::fails),
    Command::program("free", "", "tells how much memory there is", system::FREE, system::free),
    Command::program(
        "grep",
        "PATTERN [FILE..]",
        "prints the lines that fit a pattern",
        search::OPTIONS,
        search::grep,
    )
    .misuse(2),
    Command::program("head", "[-n N] [FILE..]", "prints the first lines", filter::HEAD, filter::head),
    Command::builtin("help", "[COMMAND]", "lists the commands, or tells of one", help::help),
    Command::builtin("history", "", "prints the lines that were typed", builtin::history),
    Command::program("hostname", "", "prints the name of the machine", &[], system::hostname),
    Command::program("id", "", "tells who one is", &[], system::id),
    Command::program(
        "insmod",
        "FILE [PARAM=VALUE..]",
        "loads a module, from its .c, .o or .ko file",
        &[],
        module::insmod,
    )
    .order(Order::None),
    Command::program(
        "ioctl",
        "FILE COMMAND [ARGUMENT]",
        "does an ioctl on a device; numbers as in C",
        &[],
        file::ioctl,
    )
    .order(Order::None),
    Command::program("irq", "N", "makes interrupt line N fire once", &[], system::irq),
    Command::builtin("jobs", "", "lists what runs in the background", job::jobs),
    Command::builtin("kill", "[-SIGNAL] PID..", "sends a signal", job::kill),
    Command::program("less", "[FILE..]", "prints files", &[], filter::page),
    Command::program("ls", "[FILE..]", "lists files", listing::OPTIONS, listing::ls).misuse(2),
    Command::program("lscpu", "", "tells of the CPUs", &[], cpu::lscpu),
    Command::program("lshw", "[-class processor]", "tells of the CPUs as hardware", &[], cpu::lshw)
        .order(Order::None),
    Command::program("lsmod", "", "lists the modules that are loaded", &[], module::lsmod),
    Command::program(
        "lspci",
        "",
        "lists the devices of the PCI bus, which the machine lacks",
        &[],
        cpu::lspci,
    ),
    Command::program("make", "", "says that insmod takes the source itself", &[], module::make)
        .order(Order::None),
    Command::builtin("man", "COMMAND", "tells of a command", help::man),
    Command::program("mkdir", "DIRECTORY..", "makes directories", file::MKDIR, file::mkdir),
    Command::program(
        "mknod",
        "[-m MODE] FILE c MAJOR MINOR",
        "makes the node of a device",
        file::MKNOD,
        file::mknod,
    ),
    Command::program("modinfo", "FILE|MODULE", "tells of a module", &[], module::modinfo),
    Command::program(
        "modprobe",
        "[-r] MODULE [PARAM=VALUE..]",
        "loads a module by its name, of a file that insmod had before",
        &[opt('r', "remove", "", "unload it"), opt('v', "verbose", "", "say what is done")],
        module::modprobe,
    ),
    Command::program("more", "[FILE..]", "prints files", &[], filter::page),
    Command::program("nproc", "", "prints the number of CPUs", cpu::NPROC, cpu::nproc),
    Command::program("pidof", "NAME..", "prints the pids of a name", &[], task::pidof),
    Command::builtin("printf", "FORMAT [WORD..]", "prints words by a format", output::printf),
    Command::program("ps", "", "lists processes", &[], task::ps).order(Order::None),
    Command::builtin("pwd", "", "prints the current directory", builtin::pwd),
    Command::builtin("read", "[-r] [NAME..]", "reads a line into variables", builtin::read_line),
    Command::builtin("return", "[STATUS]", "ends a function", builtin::returns),
    Command::program("rm", "FILE..", "removes files", file::RM, file::rm),
    Command::program("rmdir", "DIRECTORY..", "removes empty directories", &[], file::rmdir),
    Command::program("rmmod", "MODULE..", "unloads modules", module::RMMOD, module::rmmod),
    Command::program("seq", "[FIRST [STEP]] LAST", "prints numbers", &[], output::seq).order(Order::None),
    Command::builtin("set", "[-+eux] [--] [ARG..]", "sets options and arguments of the shell", builtin::set),
    Command::program(
        "sh",
        "-c TEXT [ARG..]",
        "runs a text of commands",
        &[opt('c', "", "TEXT", "run this text")],
        run::sh,
    )
    .order(Order::First),
    Command::builtin("shift", "[N]", "moves the arguments of the shell", builtin::shift),
    Command::program("sleep", "SECONDS[smhd]..", "lets virtual time pass", &[], system::sleep),
    Command::program("sort", "[FILE..]", "sorts lines", filter::SORT, filter::sort).misuse(2),
    Command::builtin("source", "FILE", "refused: put the commands into the script itself", builtin::source),
    Command::program("stat", "FILE..", "tells of files", &[], listing::stat),
    Command::program("sudo", "COMMAND", "runs a command; one is root already", &[], run::sudo)
        .order(Order::First),
    Command::program("tail", "[-n N] [FILE..]", "prints the last lines", filter::TAIL, filter::tail),
    Command::program(
        "taskset",
        "[-c] CPUS COMMAND",
        "runs a command on these CPUs",
        run::TASKSET,
        run::taskset,
    )
    .order(Order::First),
    Command::program(
        "tee",
        "[-a] [FILE..]",
        "copies its input to files",
        &[opt('a', "append", "", "append")],
        copy::tee,
    ),
    Command::builtin("test", "EXPRESSION", "tells whether an expression is true", predicate::test),
    Command::program(
        "touch",
        "FILE..",
        "makes empty files",
        &[opt('c', "no-create", "", "make none")],
        file::touch,
    ),
    Command::program("tr", "[-d] FROM [TO]", "replaces characters", filter::TR, filter::tr),
    Command::builtin("true", "", "succeeds", builtin::nothing),
    Command::builtin("type", "NAME..", "tells what a name is", builtin::kind),
    Command::program("uname", "", "tells of the kernel", system::UNAME, system::uname),
    Command::program(
        "uniq",
        "[-c]",
        "leaves out lines that are like the one before",
        filter::UNIQ,
        filter::uniq,
    ),
    Command::program("unplug", "DEVICE", "makes a device disappear", &[], system::unplug),
    Command::builtin("unset", "NAME..", "forgets variables", builtin::unset),
    Command::program(
        "uptime",
        "",
        "tells for how much virtual time the machine has been on",
        &[],
        system::uptime,
    ),
    Command::builtin("wait", "[PID|%JOB..]", "waits for what runs in the background", job::wait),
    Command::program(
        "watch",
        "[-n SECONDS] COMMAND",
        "runs a command again and again: until Ctrl-C, or three times in a script",
        run::WATCH,
        run::watch,
    )
    .order(Order::First),
    Command::program("wc", "[-lwc] [FILE..]", "counts lines, words and bytes", filter::WC, filter::wc),
    Command::program("whoami", "", "tells who one is", &[], system::whoami),
    Command::program("yes", "", "refused: it never ends", &[], output::yes).order(Order::None),
];

/// The command of a name.
pub fn find(name: &str) -> Option<&'static Command> {
    COMMANDS.binary_search_by(|c| c.name.cmp(name)).ok().map(|i| &COMMANDS[i])
}

/// The command whose name is nearest to one that is none.
pub(crate) fn nearest(name: &str) -> Option<&'static str> {
    let name: Vec<char> = name.to_lowercase().chars().take(32).collect();
    let near = |c: &Command| distance(&name, &c.name.chars().collect::<Vec<_>>());
    let longer = COMMANDS.iter().filter(|c| c.name.len() > 1);
    let (far, command) = longer.map(|c| (near(c), c)).min_by_key(|(d, _)| *d)?;
    (far <= 1 + name.len() / 4 && far < command.name.len()).then_some(command.name)
}

/// How many characters have to be changed, added, removed or exchanged with the next.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            rows[i][j] = match (i, j) {
                (i, 0) => i,
                (0, j) => j,
                _ => {
                    let changed = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                    let mut least = changed.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
                    if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                        least = least.min(rows[i - 2][j - 2] + 1);
                    }
                    least
                }
            };
        }
    }
    rows[a.len()][b.len()]
}

/// Calls a command.
pub(crate) fn invoke(
    shell: &mut Shell,
    command: &Command,
    argv: &[String],
    io: &Io,
) -> Result<Outcome, Stop> {
    let words = &argv[1..];
    if !command.is_builtin() && words.first().is_some_and(|w| w == "--help") {
        let out = io.out.clone();
        shell.say(&out, &help::page(command));
        return Ok(Outcome::Done(0));
    }
    match read(words, command.options, command.order) {
        Ok(options) => (command.run)(shell, &Call { argv, options, io }),
        Err(why) => {
            let name = command.name;
            let text = format!("{name}: {why}\nTry '{name} --help' for more information.");
            Ok(Outcome::Done(shell.fail(io, command.misuse, &text)))
        }
    }
}

/// `NAME: FILE: No such file or directory`
fn complaint(name: &str, file: &str, error: Errno) -> String {
    format!("{name}: {file}: {}", crate::errno::words(error))
}

/// A command that was given no operand: `cat: missing operand`.
fn missing(shell: &mut Shell, call: &Call) -> Outcome {
    let name = call.name().to_owned();
    let text = format!("{name}: missing operand\nTry '{name} --help' for more information.");
    Outcome::Done(shell.fail(call.io, 1, &text))
}

/// Prints a text, and is done.
fn print(shell: &mut Shell, call: &Call, text: &str) -> Outcome {
    shell.say(&call.io.out, text);
    Outcome::Done(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_names() {
        for pair in COMMANDS.windows(2) {
            assert!(pair[0].name < pair[1].name, "{} {}", pair[0].name, pair[1].name);
        }
    }

    #[test]
    fn slips_are_told_the_right_name() {
        for (slip, right) in [
            ("lscpus", Some("lscpu")),
            ("1smod", Some("lsmod")),
            ("dmseg", Some("dmesg")),
            ("insmode", Some("insmod")),
            ("rmod", Some("rmmod")),
            ("ech", Some("echo")),
            ("systemctl", None),
            ("x", None),
        ] {
            assert_eq!(nearest(slip), right, "{slip}");
        }
    }
}
