//! Runs the `lockstep` binary on modules in a temporary directory of their own.
#![allow(dead_code, reason = "each test file uses its part")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// One invocation: what stands in its directory, its arguments, and what is expected of it.
#[must_use = "run it with `run()`"]
pub struct Test {
    directory: TempDir,
    args: Vec<String>,
    variables: Vec<(String, String)>,
    working: PathBuf,
    status: Option<i32>,
    stdout: Option<String>,
    stdout_parts: Vec<String>,
    stderr: Option<String>,
    stderr_parts: Vec<String>,
}

/// What an invocation printed and left.
pub struct Ran {
    /// The directory, which lives as long as this.
    pub directory: TempDir,
    pub stdout: String,
    pub stderr: String,
}

impl Test {
    pub fn new() -> Test {
        Test {
            directory: TempDir::new().unwrap(),
            args: Vec::new(),
            variables: Vec::new(),
            working: PathBuf::new(),
            status: Some(0),
            stdout: None,
            stdout_parts: Vec::new(),
            stderr: Some(String::new()),
            stderr_parts: Vec::new(),
        }
    }

    /// A file of this text.
    pub fn file(self, name: &str, text: impl AsRef<[u8]>) -> Test {
        let path = self.directory.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    /// A module: `body` between the includes that all need and the licence.
    pub fn module(self, name: &str, body: &str) -> Test {
        let text = module(body);
        self.file(name, text)
    }

    /// A copy of the program of this name under `examples/`.
    pub fn example(self, name: &str) -> Test {
        let text = std::fs::read(example(name)).unwrap();
        self.file(name, text)
    }

    pub fn args<S: Into<String>>(mut self, args: impl IntoIterator<Item = S>) -> Test {
        self.args.extend(args.into_iter().map(Into::into));
        self
    }

    /// An environment variable.
    pub fn env(mut self, name: &str, value: &str) -> Test {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The working directory, below the temporary one.
    pub fn working_in(mut self, directory: &str) -> Test {
        std::fs::create_dir_all(self.directory.path().join(directory)).unwrap();
        self.working = directory.into();
        self
    }

    /// The exit code; 0 where nobody says.
    pub fn status(mut self, status: i32) -> Test {
        self.status = Some(status);
        self
    }

    /// Nothing or something was found: exit code 0 or 1.
    pub fn any_verdict(mut self) -> Test {
        self.status = None;
        self
    }

    /// All of standard output.
    pub fn stdout(mut self, text: &str) -> Test {
        self.stdout = Some(text.to_owned());
        self
    }

    /// A part of standard output.
    pub fn stdout_contains(mut self, text: &str) -> Test {
        self.stdout_parts.push(text.to_owned());
        self
    }

    /// All of standard error; nothing where nobody says.
    pub fn stderr(mut self, text: &str) -> Test {
        self.stderr = Some(text.to_owned());
        self
    }

    /// A part of standard error.
    pub fn stderr_contains(mut self, text: &str) -> Test {
        self.stderr = None;
        self.stderr_parts.push(text.to_owned());
        self
    }

    /// The temporary directory.
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// Runs it, and compares.
    #[track_caller]
    pub fn run(self) -> Ran {
        let output = command(&self.directory.path().join(&self.working), &self.args, &self.variables);
        let stdout = text(&output.stdout);
        let stderr = text(&output.stderr);
        let said = format!("lockstep {}\n-- stdout\n{stdout}-- stderr\n{stderr}", self.args.join(" "));
        match (self.status, output.status.code()) {
            (None, code) => assert!(matches!(code, Some(0 | 1)), "{said}"),
            (wanted, code) => assert_eq!(code, wanted, "{said}"),
        }
        if let Some(wanted) = &self.stdout {
            assert_eq!(&stdout, wanted, "{said}");
        }
        if let Some(wanted) = &self.stderr {
            assert_eq!(&stderr, wanted, "{said}");
        }
        for part in &self.stdout_parts {
            assert!(stdout.contains(part.as_str()), "standard output lacks `{part}`\n{said}");
        }
        for part in &self.stderr_parts {
            assert!(stderr.contains(part.as_str()), "standard error lacks `{part}`\n{said}");
        }
        let directory = self.directory.path().display().to_string();
        for leak in ["panicked at", "RUST_BACKTRACE", "(os error", &directory, "lockstep-"] {
            assert!(!stderr.contains(leak), "standard error shows `{leak}`\n{said}");
        }
        Ran { directory: self.directory, stdout, stderr }
    }
}

impl Ran {
    /// Another invocation in the same directory.
    pub fn then(self) -> Test {
        Test { directory: self.directory, ..Test::new() }
    }

    /// Standard output as JSON.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|e| panic!("{e} in {}", self.stdout))
    }

    /// The files under `.lockstep` with their contents, sorted by path.
    pub fn traces(&self) -> Vec<(PathBuf, String)> {
        let mut found = Vec::new();
        collect(self.directory.path(), Path::new(".lockstep"), &mut found);
        found.sort();
        found
    }
}

fn collect(root: &Path, below: &Path, found: &mut Vec<(PathBuf, String)>) {
    let Ok(entries) = std::fs::read_dir(root.join(below)) else { return };
    for entry in entries {
        let path = below.join(entry.unwrap().file_name());
        match std::fs::read_to_string(root.join(&path)) {
            Ok(text) => found.push((path, text)),
            Err(_) => collect(root, &path, found),
        }
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn command(directory: &Path, args: &[String], variables: &[(String, String)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_lockstep"))
        .current_dir(directory)
        .env_remove("CC")
        .env_remove("COLUMNS")
        .env_remove("NO_COLOR")
        .args(args)
        .envs(variables.iter().map(|(n, v)| (n, v)))
        .output()
        .unwrap()
}

/// The root of the workspace.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The path of a program under `examples/`.
pub fn example(name: &str) -> PathBuf {
    workspace().join("examples").join(name)
}

/// The text of a module: `body` between the includes that all need and the licence.
pub fn module(body: &str) -> String {
    format!("#include <linux/module.h>\n{body}\nMODULE_LICENSE(\"GPL\");\n")
}
