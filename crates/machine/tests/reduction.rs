//! What the machine says its steps touch is enough: on random scripts the reduced search sees everything that the full one
//! sees.
//!
//! `SCRIPTS=2000 cargo test -p machine --release --test reduction -- --nocapture` compares so many of each family.

mod script;

use engine::strategy::{Bounds, Dfs, Dpor, Subtree};
use engine::{Course, Ctx, Ending, RandomNumbers, Strategy};
use machine::{Completion, Flavour, Mutex, RwLock, RwSem, Semaphore, Side, Spin};
use script::*;
use std::collections::BTreeSet;

#[derive(Clone, Copy)]
enum Kind {
    Access,
    Atomic,
    Spin,
    TrySpin,
    Irqs,
    Mutex,
    TryMutex,
    Semaphore,
    Completion,
    Shared,
    SharedSleeping,
    Thread,
}

use Kind::*;

struct Generator(RandomNumbers);

impl Generator {
    fn below(&mut self, n: usize) -> usize {
        self.0.below(n as u32) as usize
    }

    /// So many pieces of code, some of them nested.
    fn code(&mut self, kinds: &[Kind], length: usize) -> Vec<Step> {
        let mut code = Vec::new();
        let mut left = length;
        while left > 0 {
            left -= 1;
            let kind = kinds[self.below(kinds.len())];
            let inner = |g: &mut Self, left: &mut usize| -> Vec<Step> {
                if *left == 0 || g.below(2) == 0 {
                    return Vec::new();
                }
                *left -= 1;
                g.code(kinds, 1)
            };
            code.extend(match kind {
                Access => match self.below(3) {
                    0 => vec![read(X)],
                    1 => vec![read(Y), Step::Load(Y), write(X), Step::Store(X, 1)],
                    _ => vec![write(X), Step::Store(X, 1)],
                },
                Atomic => vec![atomic_inc([X, Y][self.below(2)])],
                Spin => {
                    let l = SPIN[self.below(2)];
                    [vec![lock(l)], inner(self, &mut left), vec![unlock(l)]].concat()
                }
                Irqs => {
                    let l = SPIN[self.below(2)];
                    [vec![lock_irqsave(l)], inner(self, &mut left), vec![restore(l)]].concat()
                }
                TrySpin => {
                    let l = SPIN[self.below(2)];
                    let skip = [Step::Do(|_, _| 1), Step::SkipIf(1)];
                    let attempt = vec![Spin::TryLock(l, Flavour::Plain).into(), Step::SkipIf(2)];
                    [attempt, skip.to_vec(), vec![unlock(l)]].concat()
                }
                Mutex => {
                    let l = MUTEX[self.below(2)];
                    [vec![mutex_lock(l)], inner(self, &mut left), vec![mutex_unlock(l)]].concat()
                }
                TryMutex => {
                    let l = MUTEX[self.below(2)];
                    let skip = [Step::Do(|_, _| 1), Step::SkipIf(1)];
                    let attempt = vec![Mutex::TryLock(l).into(), Step::SkipIf(2)];
                    [attempt, skip.to_vec(), vec![mutex_unlock(l)]].concat()
                }
                Semaphore => match self.below(3) {
                    0 => vec![down(SEM[1])],
                    1 => vec![up(SEM[1])],
                    _ => vec![Semaphore::TryDown(SEM[1]).into()],
                },
                Completion => match self.below(3) {
                    0 => vec![wait(DONE[0])],
                    1 => vec![complete(DONE[0])],
                    _ => vec![Completion::TryWait(DONE[0]).into()],
                },
                Shared => {
                    let (l, side) = (RWLOCK[self.below(2)], [Side::Read, Side::Write][self.below(2)]);
                    let begin = RwLock::Lock(l, side, Flavour::Plain).into();
                    let end = RwLock::Unlock(l, side, Flavour::Plain, 0).into();
                    [vec![begin], inner(self, &mut left), vec![end]].concat()
                }
                Thread => match self.below(2) {
                    0 => vec![should_stop()],
                    _ => vec![nop()],
                },
                SharedSleeping => match self.below(2) {
                    0 => {
                        [vec![down_read(RWSEM[0])], inner(self, &mut left), vec![up_read(RWSEM[0])]].concat()
                    }
                    _ => {
                        let end = match self.below(2) {
                            0 => vec![up_write(RWSEM[0])],
                            _ => vec![RwSem::Downgrade(RWSEM[0]).into(), up_read(RWSEM[0])],
                        };
                        [vec![down_write(RWSEM[0])], inner(self, &mut left), end].concat()
                    }
                },
            });
        }
        code
    }
}

/// The variables, who is in a deadlock, and what was returned.
type End = (Vec<u64>, Vec<Ctx>, Vec<Vec<u64>>);

/// What can be seen of executions.
#[derive(Default, PartialEq, Eq)]
struct Sights {
    /// The variables and what was returned at the end; of a deadlock, who is in it.
    ends: BTreeSet<End>,
    /// What each context was returned, up to each of its steps.
    views: BTreeSet<(Ctx, Vec<u64>)>,
}

fn see(script: &Script, strategy: &mut dyn Strategy) -> Sights {
    let mut sights = Sights::default();
    script.explore(strategy, |sim: &Sim, course: &Course, ending| {
        if ending == Ending::Abandoned {
            return;
        }
        let contexts: Vec<Ctx> = (0..4).map(Ctx).collect();
        let values = |c: &Ctx| sim.values(*c);
        let mut cycle = if ending == Ending::Deadlock { course.cycle().to_vec() } else { Vec::new() };
        cycle.sort_unstable();
        let of = if cycle.is_empty() { &contexts } else { &cycle };
        let variables = if cycle.is_empty() { vec![sim.load(X), sim.load(Y)] } else { Vec::new() };
        sights.ends.insert((variables, cycle.clone(), of.iter().map(values).collect()));
        for c in contexts {
            let mut seen = sim.values(c);
            while !seen.is_empty() {
                sights.views.insert((c, seen.clone()));
                seen.pop();
            }
        }
    });
    sights
}

fn fuzz(seed: u64, kinds: &[Kind]) {
    let scripts = std::env::var("SCRIPTS").map_or(20, |n| n.parse().expect("SCRIPTS is a number"));
    let (mut done, mut full, mut reduced, mut vain, mut untold) = (0, 0, 0, 0, 0);
    for number in 0..scripts {
        let mut g = Generator(RandomNumbers::new(seed, number));
        let threads = if g.below(4) == 0 { 3 } else { 2 };
        let mut script = Script::new();
        let mut text = String::new();
        for _ in 0..threads {
            let length = 1 + g.below(5 - threads);
            let code = g.code(kinds, length);
            for step in &code {
                if let Step::Op(op) = step {
                    text.push_str(&format!("{op:?}; "));
                }
            }
            text.push('\n');
            script = script.thread(code);
        }
        if kinds.iter().any(|k| matches!(k, Thread)) {
            script = script.exit([stop(thread(0)), read(X), stop(thread(1))]);
        }
        let mut dfs = Dfs::new(Bounds::NONE, None, &Subtree::default(), 4_000);
        let all = see(&script, &mut dfs);
        if !dfs.coverage().complete {
            continue;
        }
        let mut dpor = Dpor::new(40_000);
        let seen = see(&script, &mut dpor);
        if dpor.untold().is_some() {
            untold += 1;
            continue;
        }
        assert!(dpor.coverage().complete, "script {number} of seed {seed} is not done:\n{text}");
        let lost: Vec<_> = all.ends.difference(&seen.ends).collect();
        assert!(
            lost.is_empty(),
            "script {number} of seed {seed} loses {lost:?} of {}\n{text}",
            all.ends.len()
        );
        let lost: Vec<_> = all.views.difference(&seen.views).collect();
        assert!(
            lost.is_empty(),
            "script {number} of seed {seed} loses {lost:?} of {}\n{text}",
            all.views.len()
        );
        assert!(seen == all, "script {number} of seed {seed} sees what there is not:\n{text}");
        done += 1;
        full += dfs.coverage().executions;
        reduced += dpor.coverage().executions;
        vain += dpor.blocked();
    }
    println!(
        "{done} scripts: {full} executions in full, {reduced} reduced, {vain} given up; {untold} left alone"
    );
    assert!(done * 10 > scripts, "the scripts are too large");
}

#[test]
fn accesses() {
    fuzz(1, &[Access, Atomic]);
}

#[test]
fn spinlocks() {
    fuzz(2, &[Access, Spin, Spin, TrySpin, Irqs]);
}

#[test]
fn mutexes() {
    fuzz(3, &[Access, Mutex, Mutex, TryMutex]);
}

#[test]
fn semaphores() {
    fuzz(4, &[Access, Semaphore]);
}

#[test]
fn completions() {
    fuzz(5, &[Access, Completion]);
}

#[test]
fn rwlocks() {
    fuzz(6, &[Access, Shared]);
}

#[test]
fn rwsems() {
    fuzz(7, &[Access, SharedSleeping]);
}

#[test]
fn kthreads() {
    fuzz(8, &[Access, Thread, Completion]);
}
