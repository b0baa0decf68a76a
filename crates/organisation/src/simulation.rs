//! The simulation: a heap of events in virtual time.
//!
//! A process computes, then calls the kernel. How it gets in is the organisation's: at once (a system for each CPU), by
//! a lock for which its CPU spins, or by a message to the master while its CPU runs another process. When the call is
//! over the process goes on, sleeps, or waits for the disk. A CPU without a process takes the first ready one of its
//! system; where there is one system it is the system's.

use crate::cache::Caches;
use crate::frames::{Frames, Pages};
use crate::station::Station;
use crate::{Figures, Organisation, Region, Share, Workload};
use engine::RandomNumbers;
use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, VecDeque};

/// What a CPU is doing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Doing {
    Idle,
    User,
    System,
    Waits,
}

#[derive(Debug)]
struct Cpu {
    doing: Doing,
    process: u32,
    /// Since when it does that.
    since: u64,
    /// Events that were scheduled for an earlier number are void.
    turn: u32,
    /// For how long its process may still run while others are ready.
    slice: u64,
    share: Share,
}

#[derive(Clone, Copy, Debug)]
struct Process {
    domain: usize,
    /// What it has to compute before its next call.
    left: u64,
    region: Region,
    /// Its working set, in pages.
    pages: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Event {
    Computed { cpu: usize, turn: u32 },
    Served { cpu: usize, turn: u32 },
    Wakes { process: u32 },
}

struct Simulation<'a> {
    organisation: Organisation,
    workload: &'a Workload,
    numbers: RandomNumbers,
    now: u64,
    number: u64,
    events: BinaryHeap<Reverse<(u64, u64, Event)>>,
    cpus: Vec<Cpu>,
    processes: Vec<Process>,
    /// The ready processes of each system.
    ready: Vec<VecDeque<u32>>,
    /// The idle CPUs of each system.
    idle: Vec<BTreeSet<usize>>,
    idle_cpus: usize,
    ready_processes: usize,
    /// Since when both numbers are what they are.
    counted: u64,
    locks: Vec<Station<usize>>,
    master: Station<u32>,
    /// Whom the master serves.
    client: Option<u32>,
    frames: Vec<Frames>,
    pages: Option<Pages>,
    caches: Option<Caches>,
    figures: Figures,
}

/// Simulates the workload on so many CPUs until so many calls were made after a warm-up.
///
/// # Panics
/// If there are no CPUs or no processes.
pub fn simulate(
    organisation: Organisation,
    cpus: usize,
    workload: &Workload,
    calls: u64,
    seed: u64,
) -> Figures {
    assert!(cpus > 0 && workload.processes > 0, "a machine has CPUs and processes");
    let mut s = Simulation::new(organisation, cpus, workload, seed);
    s.run(calls / 4 + 20 * cpus as u64);
    s.begin_figures();
    s.run(calls);
    s.end_figures();
    s.figures
}

impl<'a> Simulation<'a> {
    fn new(organisation: Organisation, cpus: usize, workload: &'a Workload, seed: u64) -> Simulation<'a> {
        let domains = organisation.domains(cpus);
        let count = cpus * workload.processes as usize;
        let share = |total: u32| total as usize * cpus / domains;
        let mut numbers = RandomNumbers::new(seed, 0);
        let processes: Vec<Process> = (0..count)
            .map(|i| Process {
                domain: i % domains,
                left: workload.draw(workload.between(), &mut numbers),
                region: Region::Scheduler,
                pages: workload.paging.map_or(0, |p| 1 + numbers.below(p.pages)),
            })
            .collect();
        let cpu =
            |_| Cpu { doing: Doing::Idle, process: 0, since: 0, turn: 0, slice: 0, share: Share::default() };
        let mut s = Simulation {
            organisation,
            workload,
            numbers,
            now: 0,
            number: 0,
            events: BinaryHeap::new(),
            cpus: (0..cpus).map(cpu).collect(),
            processes,
            ready: vec![VecDeque::new(); domains],
            idle: vec![BTreeSet::new(); domains],
            idle_cpus: cpus,
            ready_processes: 0,
            counted: 0,
            locks: (0..Region::ALL.len()).map(|_| Station::new()).collect(),
            master: Station::new(),
            client: None,
            frames: match workload.paging {
                Some(p) => (0..domains).map(|_| Frames::new(share(p.frames))).collect(),
                None => Vec::new(),
            },
            pages: workload.paging.map(|p| Pages::new(count, p)),
            caches: workload.disk.map(|d| Caches::new(domains, share(d.cached), d)),
            figures: Figures {
                calls: 0,
                time: 0,
                cpus: Vec::new(),
                queue: 0.0,
                idle_beside_ready: 0,
                faults: 0,
                faults_beside_free: 0,
                accesses: 0,
                doubled: 0,
                stale: 0,
                events: 0,
            },
        };
        for c in 0..cpus {
            s.idle[c % domains].insert(c);
        }
        for p in 0..count {
            s.becomes_ready(p as u32);
        }
        s
    }

    fn domain_of(&self, cpu: usize) -> usize {
        cpu % self.ready.len()
    }

    fn run(&mut self, calls: u64) {
        let end = self.figures.calls + calls;
        while self.figures.calls < end {
            let Some(Reverse((at, _, event))) = self.events.pop() else { return };
            self.now = at;
            match event {
                Event::Computed { cpu, turn } if self.cpus[cpu].turn == turn => self.computed(cpu),
                Event::Served { cpu, turn } if self.cpus[cpu].turn == turn => self.served(cpu),
                Event::Wakes { process } => self.becomes_ready(process),
                _ => continue,
            }
            self.figures.events += 1;
        }
    }

    fn schedule(&mut self, after: u64, event: Event) {
        self.number += 1;
        self.events.push(Reverse((self.now + after, self.number, event)));
    }

    /// The CPU does something else from now on.
    fn turn_to(&mut self, cpu: usize, doing: Doing) {
        let c = &mut self.cpus[cpu];
        let passed = self.now - c.since;
        match c.doing {
            Doing::Idle => c.share.idle += passed,
            Doing::User => c.share.user += passed,
            Doing::System => c.share.system += passed,
            Doing::Waits => c.share.waits += passed,
        }
        (c.doing, c.since, c.turn) = (doing, self.now, c.turn + 1);
    }

    /// Accounts CPUs that idle while others have too much to do, before either number changes.
    fn count(&mut self) {
        let wasted = self.idle_cpus.min(self.ready_processes) as u64;
        self.figures.idle_beside_ready += wasted * (self.now - self.counted);
        self.counted = self.now;
    }

    fn becomes_ready(&mut self, process: u32) {
        self.count();
        let domain = self.processes[process as usize].domain;
        self.ready[domain].push_back(process);
        self.ready_processes += 1;
        if let Some(cpu) = self.idle[domain].pop_first() {
            self.idle_cpus -= 1;
            self.dispatch(cpu);
        }
    }

    /// The CPU takes the next process, or idles.
    fn dispatch(&mut self, cpu: usize) {
        self.count();
        let domain = self.domain_of(cpu);
        match self.ready[domain].pop_front() {
            Some(process) => {
                self.ready_processes -= 1;
                self.cpus[cpu].process = process;
                self.cpus[cpu].slice = self.workload.quantum;
                self.computes(cpu);
            }
            None => {
                self.idle[domain].insert(cpu);
                self.idle_cpus += 1;
                self.turn_to(cpu, Doing::Idle);
            }
        }
    }

    fn computes(&mut self, cpu: usize) {
        self.turn_to(cpu, Doing::User);
        let c = &self.cpus[cpu];
        let (left, turn) = (self.processes[c.process as usize].left, c.turn);
        self.schedule(left, Event::Computed { cpu, turn });
    }

    /// The process of the CPU makes a system call.
    fn computed(&mut self, cpu: usize) {
        let process = self.cpus[cpu].process;
        let region = Region::ALL[self.numbers.below(3) as usize];
        let p = &mut self.processes[process as usize];
        self.cpus[cpu].slice = self.cpus[cpu].slice.saturating_sub(p.left);
        p.region = region;
        p.left = self.workload.draw(self.workload.between(), &mut self.numbers);
        match self.organisation {
            Organisation::Own => self.serves(cpu),
            Organisation::Master => {
                if self.master.arrive(process, self.now) {
                    self.master_takes(process, cpu);
                }
                if cpu != 0 {
                    self.dispatch(cpu);
                }
            }
            Organisation::BigLock | Organisation::Regions => {
                let lock = self.lock_of(region);
                if self.locks[lock].arrive(cpu, self.now) {
                    self.serves(cpu);
                } else {
                    self.turn_to(cpu, Doing::Waits);
                }
            }
        }
    }

    fn lock_of(&self, region: Region) -> usize {
        if self.organisation == Organisation::Regions { region as usize } else { 0 }
    }

    /// The master leaves what it does for a call, which `caller` made.
    fn master_takes(&mut self, process: u32, caller: usize) {
        self.count();
        match self.cpus[0].doing {
            // Its own process called.
            Doing::User if caller == 0 => {}
            Doing::User => {
                // What is left of its process goes on later, by whoever is free.
                let own = self.cpus[0].process;
                let ran = self.now - self.cpus[0].since;
                let p = &mut self.processes[own as usize];
                p.left = p.left.saturating_sub(ran);
                self.client = Some(process);
                self.serves(0);
                self.ready[0].push_front(own);
                self.ready_processes += 1;
                if let Some(cpu) = self.idle[0].pop_first() {
                    self.idle_cpus -= 1;
                    self.dispatch(cpu);
                }
                return;
            }
            _ => {
                if self.idle[0].remove(&0) {
                    self.idle_cpus -= 1;
                }
            }
        }
        self.client = Some(process);
        self.serves(0);
    }

    fn serves(&mut self, cpu: usize) {
        self.turn_to(cpu, Doing::System);
        let length = self.workload.draw(self.workload.call, &mut self.numbers);
        let turn = self.cpus[cpu].turn;
        self.schedule(length, Event::Served { cpu, turn });
    }

    /// A call is over.
    fn served(&mut self, cpu: usize) {
        self.figures.calls += 1;
        match self.organisation {
            Organisation::Master => {
                let client = self.client.take();
                let next = self.master.leave(self.now);
                if let Some(process) = next {
                    self.client = Some(process);
                    self.serves(0);
                }
                if let Some(process) = client
                    && !self.goes_away(process)
                {
                    self.becomes_ready(process);
                }
                if next.is_none() {
                    self.dispatch(0);
                }
            }
            _ => {
                let process = self.cpus[cpu].process;
                if self.organisation != Organisation::Own {
                    let lock = self.lock_of(self.processes[process as usize].region);
                    if let Some(next) = self.locks[lock].leave(self.now) {
                        self.serves(next);
                    }
                }
                if self.goes_away(process) {
                    self.dispatch(cpu);
                } else if self.cpus[cpu].slice == 0 && !self.ready[self.domain_of(cpu)].is_empty() {
                    self.becomes_ready(process);
                    self.dispatch(cpu);
                } else {
                    self.computes(cpu);
                }
            }
        }
    }

    /// What the call touched, and whether its process waits for the disk or sleeps.
    fn goes_away(&mut self, process: u32) -> bool {
        let mut away = 0;
        if self.touches_disk(process) {
            away += self.workload.draw(self.workload.disk_time, &mut self.numbers);
        }
        if self.workload.sleep > 0 {
            away += self.workload.draw(self.workload.sleep, &mut self.numbers);
        }
        if away > 0 {
            self.schedule(away, Event::Wakes { process });
        }
        away > 0
    }

    fn touches_disk(&mut self, process: u32) -> bool {
        let Process { domain, region, pages, .. } = self.processes[process as usize];
        match region {
            Region::Scheduler => false,
            Region::Files => {
                let (Some(disk), Some(caches)) = (self.workload.disk, &mut self.caches) else { return false };
                let block = self.numbers.below(disk.blocks);
                let write = self.numbers.below(disk.write_one_in.max(1)) == 0;
                let met = caches.access(domain, block, write);
                self.figures.accesses += 1;
                self.figures.doubled += u64::from(met.doubled);
                self.figures.stale += u64::from(met.stale);
                met.missed
            }
            Region::Paging => {
                let Some(at) = &mut self.pages else { return false };
                let page = self.numbers.below(pages);
                let was_full = self.frames[domain].free() == 0;
                let fault = self.frames[domain].touch(process, page, at);
                if fault {
                    self.figures.faults += 1;
                    let elsewhere = || self.frames.iter().any(|f| f.free() > 0);
                    self.figures.faults_beside_free += u64::from(was_full && elsewhere());
                }
                fault
            }
        }
    }

    fn begin_figures(&mut self) {
        self.count();
        for cpu in 0..self.cpus.len() {
            let (doing, turn) = (self.cpus[cpu].doing, self.cpus[cpu].turn);
            self.turn_to(cpu, doing);
            self.cpus[cpu].turn = turn;
            self.cpus[cpu].share = Share::default();
        }
        self.locks.iter_mut().for_each(|l| l.begin(self.now));
        self.master.begin(self.now);
        let cpus = Vec::with_capacity(self.cpus.len());
        self.figures = Figures {
            calls: 0,
            time: self.now,
            cpus,
            queue: 0.0,
            idle_beside_ready: 0,
            faults: 0,
            faults_beside_free: 0,
            accesses: 0,
            doubled: 0,
            stale: 0,
            events: 0,
        };
    }

    fn end_figures(&mut self) {
        self.count();
        let now = self.now;
        for cpu in 0..self.cpus.len() {
            let doing = self.cpus[cpu].doing;
            self.turn_to(cpu, doing);
            self.figures.cpus.push(self.cpus[cpu].share);
        }
        self.figures.time = now - self.figures.time;
        let waited = self.locks.iter_mut().map(|l| l.waited(now)).sum::<u128>() + self.master.waited(now);
        self.figures.queue = waited as f64 / self.figures.time.max(1) as f64;
    }
}
