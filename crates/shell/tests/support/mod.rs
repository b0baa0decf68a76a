//! A machine of files and clocks alone, with one module that says hello.

use shell::system::{
    Call, Done, Entry, Errno, Exit, Facts, Kind, Moved, Process, Progress, Record, System, Task,
};
use std::collections::BTreeMap;
use vm::Step;

struct File {
    entry: Entry,
    content: Vec<u8>,
}

struct Running {
    process: Process,
    at: usize,
    wakes: u64,
    stuck: bool,
    signal: Option<u8>,
    exit: Exit,
    start: u64,
}

/// The machine.
pub struct Memory {
    files: BTreeMap<String, File>,
    now: u64,
    next: u32,
    running: BTreeMap<u32, Running>,
    log: Vec<Record>,
    modules: Vec<String>,
}

const SHELL: u32 = 100;

impl Memory {
    pub fn new() -> Self {
        let mut memory = Self {
            files: BTreeMap::new(),
            now: 1_000_000_000,
            next: SHELL + 1,
            running: BTreeMap::new(),
            log: Vec::new(),
            modules: Vec::new(),
        };
        for directory in ["/", "/dev", "/proc", "/sys", "/sys/module", "/tmp"] {
            memory.put(directory, Kind::Directory, 0o755, "");
        }
        memory.put("/proc/modules", Kind::File, 0o444, "");
        memory.put("/proc/loadavg", Kind::File, 0o444, "0.10 0.02 0.00 1/12 101\n");
        memory.put(
            "/proc/meminfo",
            Kind::File,
            0o444,
            "MemTotal:        2097152 kB\nMemFree:         1048576 kB\nMemAvailable:    1048576 kB\n",
        );
        memory.put("/proc/strict", Kind::File, 0o644, "");
        memory.put("/proc/value", Kind::File, 0o644, "1\n");
        memory.put("/dev/null", Kind::Char(1, 3), 0o666, "");
        memory.put("/dev/empty", Kind::Char(240, 0), 0o600, "");
        memory.put("/dev/bad", Kind::Char(240, 1), 0o600, "");
        memory.put("/sys/link", Kind::Link("/proc/value".into()), 0o777, "");
        memory.say(6, "Linux version 6.1.0-lockstep");
        memory
    }

    fn put(&mut self, path: &str, kind: Kind, mode: u16, content: &str) {
        let name = if path == "/" { "/" } else { path.rsplit('/').next().unwrap() };
        let size = if path.starts_with("/tmp") { content.len() as u64 } else { 0 };
        let entry = Entry { name: name.into(), kind, mode, size, time: self.now };
        self.files.insert(path.into(), File { entry, content: content.into() });
    }

    fn say(&mut self, level: u8, text: &str) {
        let sequence = self.log.len() as u64;
        self.log.push(Record { sequence, time: self.now, level, text: text.into() });
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, (Errno, Call)> {
        if path == "/proc/modules" {
            let lines = self.modules.iter().rev();
            return Ok(lines
                .map(|m| format!("{m} 16384 0 - Live 0xffffffffc0000000 (O)\n"))
                .collect::<String>()
                .into());
        }
        if path == "/dev/bad" {
            return Err((5, Call::Read));
        }
        let file = self.files.get(path).ok_or((2, Call::Open))?;
        match &file.entry.kind {
            Kind::Directory => Err((21, Call::Read)),
            Kind::Link(to) => self.read(to),
            _ => Ok(file.content.clone()),
        }
    }

    fn write(&mut self, path: &str, bytes: &[u8], append: bool) -> Result<(), (Errno, Call)> {
        if path == "/proc/strict" && !bytes.is_empty() && bytes != b"1\n" {
            return Err((22, Call::Write));
        }
        if path == "/dev/null" {
            return Ok(());
        }
        if !self.files.contains_key(path) {
            if !path.starts_with("/tmp/") {
                return Err((13, Call::Open));
            }
            self.put(path, Kind::File, 0o644, "");
        }
        let file = self.files.get_mut(path).unwrap();
        if !append {
            file.content.clear();
        }
        file.content.extend(bytes);
        file.entry.size = file.content.len() as u64;
        Ok(())
    }

    /// One step; none: it waits.
    fn step(&mut self, step: &Step, input: &[u8]) -> Option<(Done, Vec<u8>)> {
        let mut done = Done::default();
        let mut output = Vec::new();
        let result = match step {
            Step::Read { path } if path == "/dev/empty" => return None,
            Step::Read { path } => self.read(path).map(|text| output = text),
            Step::Write { path, bytes, append } => self.write(path, bytes, *append),
            Step::Copy { from, to, block, count } => {
                let text = from.as_ref().map_or(Ok(input.to_vec()), |f| self.read(f));
                text.and_then(|text| {
                    let wanted =
                        count.map_or(text.len(), |c| text.len().min(block.saturating_mul(c as usize)));
                    let text = &text[..wanted];
                    let (whole, part) = ((wanted / block) as u64, u64::from(wanted % block != 0));
                    done.moved = Moved {
                        whole_in: whole,
                        part_in: part,
                        whole_out: whole,
                        part_out: part,
                        bytes: wanted as u64,
                    };
                    match to {
                        Some(to) => self.write(to, text, false),
                        None => {
                            output = text.to_vec();
                            Ok(())
                        }
                    }
                })
            }
            Step::Ioctl { path, command, argument } => match path.as_str() {
                "/dev/empty" if *command == 7 => {
                    done.value = (*argument as i64).wrapping_add(1);
                    Ok(())
                }
                "/dev/empty" => Err((25, Call::Ioctl)),
                _ => Err((2, Call::Open)),
            },
            Step::Irq(line) => {
                if *line == 7 {
                    Ok(())
                } else {
                    Err((22, Call::Open))
                }
            }
            Step::Sleep(_) => Ok(()),
            Step::Unplug(name) => {
                let path = format!("/dev/{name}");
                self.files.remove(&path).map(|_| ()).ok_or((19, Call::Open))
            }
            Step::Insmod { file, params } => self.insmod(file, params, &mut done),
            Step::Rmmod(name) if name == "busy" => Err((11, Call::Open)),
            Step::Rmmod(name) => match self.modules.iter().position(|m| m == name) {
                Some(at) => {
                    self.modules.remove(at);
                    self.say(6, "hello: bye");
                    Ok(())
                }
                None => Err((2, Call::Open)),
            },
            Step::Chmod { path, mode } => match self.files.get_mut(path) {
                Some(file) => {
                    file.entry.mode = *mode;
                    Ok(())
                }
                None => Err((2, Call::Open)),
            },
            Step::Remove { path } if path.starts_with("/proc") => Err((1, Call::Open)),
            Step::Remove { path } => self.files.remove(path).map(|_| ()).ok_or((2, Call::Open)),
            Step::MakeDirectory { path } if self.files.contains_key(path) => Err((17, Call::Open)),
            Step::MakeDirectory { path } => {
                self.put(path, Kind::Directory, 0o755, "");
                Ok(())
            }
            Step::RemoveDirectory { path } => {
                let inside = format!("{path}/");
                if self.files.keys().any(|k| k.starts_with(&inside)) {
                    Err((39, Call::Open))
                } else {
                    self.files.remove(path).map(|_| ()).ok_or((2, Call::Open))
                }
            }
            Step::MakeNode { path, mode, major, minor } => {
                self.put(path, Kind::Char(*major, *minor), *mode, "");
                Ok(())
            }
            #[allow(unreachable_patterns)]
            _ => Err((38, Call::Open)),
        };
        if let Err((error, at)) = result {
            (done.error, done.at) = (error, at);
        }
        done.output = output.len() as u64;
        Some((done, output))
    }

    fn insmod(&mut self, file: &str, params: &[String], done: &mut Done) -> Result<(), (Errno, Call)> {
        let name = file.rsplit('/').next().unwrap().split('.').next().unwrap();
        match name {
            "missing" => Err((2, Call::Open)),
            "broken" => {
                done.note = "broken.c:3:5: error: expected ';'\n".into();
                Err((8, Call::Open))
            }
            _ if self.modules.iter().any(|m| m == name) => Err((17, Call::Open)),
            _ if params.iter().any(|p| p == "times=x") => Err((22, Call::Open)),
            _ => {
                self.modules.push(name.into());
                self.say(6, &format!("{name}: hello {}", params.join(" ")));
                self.say(3, &format!("{name}: an error\nof two lines"));
                Ok(())
            }
        }
    }

    /// Everything goes on until a moment.
    fn advance(&mut self, until: u64) {
        loop {
            let pids: Vec<u32> = self.running.keys().copied().collect();
            for pid in pids {
                self.go_on(pid);
            }
            let next = self.running.values().filter(|r| !r.stuck && !r.over()).map(|r| r.wakes).min();
            match next {
                Some(at) if at <= until => self.now = self.now.max(at),
                _ => break,
            }
        }
        self.now = until;
    }

    fn go_on(&mut self, pid: u32) {
        loop {
            let now = self.now;
            let r = self.running.get_mut(&pid).unwrap();
            if r.over() || r.stuck || r.wakes > now {
                return;
            }
            let (step, input) = (r.process.steps[r.at].clone(), r.process.input.clone());
            match self.step(&step, &input) {
                None => self.running.get_mut(&pid).unwrap().stuck = true,
                Some((done, output)) => {
                    let r = self.running.get_mut(&pid).unwrap();
                    r.exit.done.push(done);
                    r.exit.output.extend(output);
                    r.at += 1;
                    if let Step::Sleep(ns) = step {
                        r.wakes = now.saturating_add(ns);
                    }
                }
            }
        }
    }
}

impl Running {
    fn over(&self) -> bool {
        self.signal.is_some() || self.at == self.process.steps.len()
    }
}

impl System for Memory {
    fn facts(&self) -> Facts {
        Facts {
            cpus: 4,
            preemption: "SMP PREEMPT".into(),
            release: "6.1.0-lockstep".into(),
            version: "0.1.0".into(),
            shell: SHELL,
        }
    }

    fn now(&self) -> u64 {
        self.now
    }

    fn spawn(&mut self, process: Process) -> u32 {
        let pid = self.next;
        self.next += 1;
        let (wakes, exit, start) = (self.now, Exit::default(), self.now);
        self.running.insert(pid, Running { process, at: 0, wakes, stuck: false, signal: None, exit, start });
        pid
    }

    fn run(&mut self, pid: u32, ns: u64) -> Progress {
        if ns > 0 {
            let until = self.now.saturating_add(ns);
            // Time stops where the process ends.
            loop {
                self.advance(self.now);
                let r = &self.running[&pid];
                let next = self.running.values().filter(|r| !r.stuck && !r.over()).map(|r| r.wakes).min();
                match next {
                    Some(at) if !r.over() && at <= until => self.now = at,
                    _ => break,
                }
            }
            if !self.running[&pid].over() && !self.running[&pid].stuck {
                self.advance(until);
            }
        }
        let r = self.running.get_mut(&pid).unwrap();
        // A sleep is a step that ends when its time is over.
        if r.over() && (r.signal.is_some() || r.wakes <= self.now) {
            let mut exit = std::mem::take(&mut r.exit);
            exit.signal = r.signal;
            self.running.remove(&pid);
            return Progress::Ended(exit);
        }
        if r.over() {
            let wakes = r.wakes;
            if ns > 0 {
                self.now = wakes;
                return self.run(pid, 0);
            }
            return Progress::Runs;
        }
        if r.stuck { Progress::Stuck } else { Progress::Runs }
    }

    fn output(&mut self, pid: u32) -> Vec<u8> {
        self.running.get_mut(&pid).map(|r| std::mem::take(&mut r.exit.output)).unwrap_or_default()
    }

    fn idle(&mut self, ns: u64) {
        self.advance(self.now.saturating_add(ns));
    }

    fn kill(&mut self, pid: u32, signal: u8) -> Result<(), Errno> {
        let r = self.running.get_mut(&pid).ok_or(3)?;
        r.signal = Some(signal);
        Ok(())
    }

    fn list(&mut self, path: &str) -> Result<Vec<Entry>, Errno> {
        if self.stat(path)?.kind != Kind::Directory {
            return Err(20);
        }
        let base = format!("{}/", path.trim_end_matches('/'));
        let inside = self.files.iter().filter_map(|(p, f)| {
            let name = p.strip_prefix(&base)?;
            (!name.is_empty() && !name.contains('/')).then(|| f.entry.clone())
        });
        Ok(inside.collect())
    }

    fn stat(&mut self, path: &str) -> Result<Entry, Errno> {
        self.files.get(path).map(|f| f.entry.clone()).ok_or(2)
    }

    fn tasks(&mut self) -> Vec<Task> {
        let task = |pid, ppid, name: &str, argv: &[&str], state| Task {
            pid,
            ppid,
            name: name.into(),
            argv: argv.iter().map(|a| (*a).into()).collect(),
            state,
            cpu: (pid % 4) as u16,
            start: 0,
            busy: 61_000_000_000 / u64::from(pid),
            nice: 0,
        };
        let mut all = vec![
            task(1, 0, "init", &["init"], 'S'),
            task(2, 0, "kthreadd", &[], 'S'),
            task(13, 2, "ksoftirqd/0", &[], 'S'),
            task(SHELL, 1, "bash", &["bash"], 'S'),
        ];
        for (pid, r) in &self.running {
            let argv: Vec<&str> = r.process.argv.iter().map(String::as_str).collect();
            all.push(Task { start: r.start, ..task(*pid, SHELL, argv[0], &argv, 'S') });
        }
        all
    }

    fn log(&mut self) -> Vec<Record> {
        self.log.clone()
    }

    fn modinfo(&mut self, file: &str) -> Result<Vec<(String, String)>, String> {
        if file.ends_with(".c") {
            let fields = [("filename", file), ("license", "GPL"), ("parm", "who:Whom to greet (charp)")];
            return Ok(fields.map(|(n, v)| (n.to_owned(), v.to_owned())).to_vec());
        }
        Err(format!("Module {file} not found."))
    }

    fn findings(&mut self) -> Vec<String> {
        Vec::new()
    }

    fn halted(&self) -> Option<String> {
        None
    }
}
