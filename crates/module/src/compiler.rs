//! The host's C compiler: finding it and running it.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::diagnostics::{self, Severity};
use crate::headers::unpack_headers;
use crate::object::{module_name, no_such_file};
use crate::options::flags;
use crate::{CompileErrors, Diagnostic, Object, Opt, Options, UserError, explain};
use crate::{must_check, removed};

/// The oldest gcc whose sanitizer tells volatile accesses from others.
const OLDEST_GCC: u32 = 12;
/// The oldest clang that has every flag used here.
const OLDEST_CLANG: u32 = 13;

/// Whose flags a compiler understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The GNU compiler.
    Gcc,
    /// The LLVM compiler.
    Clang,
}

/// A compiler that can build modules.
#[derive(Clone, Debug)]
pub struct Compiler {
    /// Whose flags it understands.
    pub kind: Kind,
    /// Its first version number.
    pub version: u32,
    /// The program and the arguments it always gets, as in `CC="ccache gcc"`.
    command: Vec<String>,
}

impl Compiler {
    /// The compiler that is asked for; else the one that `$CC` names; else gcc, clang or cc, the first that
    /// is there and new enough.
    pub fn find(requested: Option<&str>) -> Result<Compiler, UserError> {
        let remedy = |error: UserError, otherwise: &str| {
            let needed = format!("install gcc {OLDEST_GCC} or newer, or clang {OLDEST_CLANG} or newer");
            UserError::NoCompiler(format!("{error}; {needed}, {otherwise}"))
        };
        if let Some(command) = requested {
            return Compiler::probe(command).map_err(|e| remedy(e, "or name another with --cc"));
        }
        if let Some(command) = std::env::var("CC").ok().filter(|cc| !cc.trim().is_empty()) {
            return Compiler::probe(&command).map_err(|e| remedy(e, "or change $CC, which names this one"));
        }
        let mut refused = Vec::new();
        for command in ["gcc", "clang", "cc"] {
            match Compiler::probe(command) {
                Ok(compiler) => return Ok(compiler),
                Err(error) => refused.push(error.to_string()),
            }
        }
        Err(UserError::NoCompiler(format!(
            "no C compiler: {}. Install gcc {OLDEST_GCC} or newer, or clang {OLDEST_CLANG} or newer",
            refused.join("; ")
        )))
    }

    fn probe(command: &str) -> Result<Compiler, UserError> {
        let no = |what: String| UserError::NoCompiler(format!("{command}: {what}"));
        let words = shlex::split(command).filter(|words| !words.is_empty());
        let words = words.ok_or_else(|| no("is not a command".into()))?;
        let output = Command::new(&words[0])
            .args(&words[1..])
            .arg("--version")
            .env("LC_ALL", "C")
            .stdin(Stdio::null())
            .output()
            .map_err(|error| no(cannot_run(&error)))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let (kind, version) =
            identify(&text).ok_or_else(|| no("is neither gcc nor clang, going by --version".into()))?;
        let oldest = match kind {
            Kind::Gcc => OLDEST_GCC,
            Kind::Clang => OLDEST_CLANG,
        };
        if version < oldest {
            return Err(no(format!("is version {version}; modules need {oldest} or newer")));
        }
        Ok(Compiler { kind, version, command: words })
    }

    /// The command that runs it.
    pub fn command(&self) -> String {
        self.command.join(" ")
    }

    /// Compiles a `.c` file, or takes an `.o` file as it is.
    ///
    /// Code that does not compile at -O0 is tried with [`Opt::O1Kept`], since some needs an optimiser (to
    /// fold what must be constant); the object says which it was.
    pub fn compile(&self, source: &Path, options: &Options) -> Result<Object, UserError> {
        match source.extension().and_then(|e| e.to_str()) {
            Some("o") => return Object::read(source),
            Some("c") => {}
            _ if !source.is_dir() => {
                return Err(UserError::NoSuchFile {
                    path: source.to_path_buf(),
                    reason: match source.exists() {
                        true => "is neither a C file (.c) nor an object file (.o)".to_string(),
                        false => "no such file".to_string(),
                    },
                });
            }
            _ => {}
        }
        let text = fs::read(source).map_err(|error| no_such_file(source, &error))?;
        let text = String::from_utf8_lossy(&text);
        match self.run(source, &text, options) {
            Err(UserError::Compile(_)) if options.opt == Opt::O0 => {
                self.run(source, &text, &Options { opt: Opt::O1Kept, ..options.clone() })
            }
            result => result,
        }
    }

    fn run(&self, source: &Path, text: &str, options: &Options) -> Result<Object, UserError> {
        let include = unpack_headers()?;
        let target = Temporary::new("o");
        let output = self
            .command_for(source, options, &include, &target.0)
            .output()
            .map_err(|error| UserError::NoCompiler(format!("{}: {}", self.command[0], cannot_run(&error))))?;
        let complaints = diagnostics::parse(&String::from_utf8_lossy(&output.stderr), &include);
        let (errors, warnings): (Vec<_>, Vec<_>) =
            complaints.into_iter().partition(|d| d.severity == Severity::Error);
        if !output.status.success() {
            if errors.is_empty() {
                return Err(self.failed(source, &output));
            }
            return Err(UserError::Compile(CompileErrors { errors: explain::explain(errors, text) }));
        }
        let bytes = fs::read(&target.0).map_err(UserError::host(&target.0))?;
        let opt = Some(options.opt);
        let (mut notes, warnings) = removed::part(warnings);
        let (ignored, warnings) = must_check::part(warnings);
        notes.extend(ignored);
        Ok(Object { bytes, source: source.to_path_buf(), opt, warnings, notes })
    }

    fn command_for(&self, source: &Path, options: &Options, include: &Path, target: &Path) -> Command {
        let name = options.name.clone().unwrap_or_else(|| module_name(source));
        let mut command = Command::new(&self.command[0]);
        command.args(&self.command[1..]).args(flags(self.kind, options, &name));
        command.arg("-I").arg(include).arg("-include").arg(include.join("linux/kconfig.h"));
        command.arg(mapped(include, "include"));
        if let Some(directory) = std::env::current_dir().ok().filter(|d| d.parent().is_some()) {
            command.arg(mapped(&directory, "."));
        }
        command.args(&options.extra).arg("-o").arg(target);
        // A name that begins with a dash is no option.
        match source.as_os_str().as_encoded_bytes().first() {
            Some(b'-') => command.arg(Path::new(".").join(source)),
            _ => command.arg(source),
        };
        command.env("LC_ALL", "C").stdin(Stdio::null());
        command
    }

    /// The error for a compiler that fails without a complaint about the source.
    fn failed(&self, source: &Path, output: &Output) -> UserError {
        let text = String::from_utf8_lossy(&output.stderr);
        let said = text.lines().find(|line| !line.trim().is_empty());
        let said = said.map_or_else(|| output.status.to_string(), str::to_string);
        let message = format!("{} failed: {said}", self.command());
        let complaint = Diagnostic::on_file(source.display().to_string(), message);
        UserError::Compile(CompileErrors { errors: vec![complaint] })
    }
}

/// Debug information and `__FILE__` name files as the user does, not as this host does.
fn mapped(from: &Path, to: &str) -> OsString {
    let mut flag = OsString::from("-ffile-prefix-map=");
    flag.push(from);
    flag.push("=");
    flag.push(to);
    flag
}

fn cannot_run(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such compiler".into(),
        _ => error.to_string().split(" (os error").next().unwrap_or("cannot be run").into(),
    }
}

/// Kind and first version number, from what `--version` prints.
fn identify(text: &str) -> Option<(Kind, u32)> {
    let line = text.lines().next()?;
    let number = |word: &str| word.split('.').next()?.parse::<u32>().ok().filter(|_| word.contains('.'));
    if let Some((_, version)) = line.split_once("clang version ") {
        return Some((Kind::Clang, number(version.split_whitespace().next()?)?));
    }
    // Other programs of the foundation say so, too.
    if !text.contains("Free Software Foundation") || text.contains("coreutils") {
        return None;
    }
    // The vendor's words stand in parentheses and may hold version numbers of their own.
    let mut depth = 0;
    let outside: String = (line.chars())
        .filter(|c| {
            depth += i32::from(*c == '(') - i32::from(*c == ')');
            depth == 0 && *c != ')'
        })
        .collect();
    Some((Kind::Gcc, outside.split_whitespace().find_map(number)?))
}

/// A file that is gone when this is dropped.
pub(crate) struct Temporary(pub PathBuf);

impl Temporary {
    /// A name that is free, with this extension.
    pub fn new(extension: &str) -> Temporary {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        Temporary(std::env::temp_dir().join(format!("lockstep-{}-{number}.{extension}", std::process::id())))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_compilers_apart() {
        let fsf = "\nCopyright (C) 2022 Free Software Foundation, Inc.\n";
        let gcc = |line: &str| identify(&format!("{line}{fsf}"));
        assert_eq!(gcc("gcc (Debian 12.2.0-14+deb12u1) 12.2.0"), Some((Kind::Gcc, 12)));
        assert_eq!(gcc("gcc (GCC) 14.1.1 20240522 (Red Hat 14.1.1-4)"), Some((Kind::Gcc, 14)));
        assert_eq!(identify("Debian clang version 16.0.6 (15~deb12u1)\nTarget: x"), Some((Kind::Clang, 16)));
        assert_eq!(identify("tcc version 0.9.27"), None);
        assert_eq!(identify(""), None);
    }

    #[test]
    fn says_which_compiler_is_missing() {
        let error = Compiler::find(Some("no-such-cc-anywhere")).unwrap_err();
        let said = error.to_string();
        assert!(said.starts_with("no-such-cc-anywhere: no such compiler; install gcc 12 or newer"), "{said}");
        assert_eq!(error.kind(), crate::ErrorKind::NoCompiler);
    }
}
