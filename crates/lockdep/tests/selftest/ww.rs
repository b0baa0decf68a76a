//! Wound/wait mutexes.

use lockdep::{Acquire, ContextId, MutexId, Outcome};

use crate::bench::{Bench, Kind, WW};

/// The calls as the programs name them.
struct Calls<'a> {
    bench: &'a mut Bench,
    o: MutexId,
    o2: MutexId,
    o3: MutexId,
}

impl<'a> Calls<'a> {
    fn new(bench: &'a mut Bench) -> Calls<'a> {
        let mut mutex = |address| {
            let Bench { ww, validator, .. } = &mut *bench;
            ww.mutex_init(validator, address, &WW)
        };
        let (o, o2, o3) = (mutex(0x5000), mutex(0x6000), mutex(0x7000));
        Calls { bench, o, o2, o3 }
    }

    fn begin(&mut self) -> ContextId {
        let (ww, mut by) = self.bench.caller();
        ww.acquire_init(&mut by, 0x8000, &WW)
    }

    fn begin_at(&mut self, address: u64) -> ContextId {
        let (ww, mut by) = self.bench.caller();
        ww.acquire_init(&mut by, address, &WW)
    }

    fn done(&mut self, context: ContextId) {
        let (ww, mut by) = self.bench.caller();
        ww.acquire_done(&mut by, context);
    }

    fn fini(&mut self, context: ContextId) {
        let (ww, mut by) = self.bench.caller();
        ww.acquire_fini(&mut by, context);
    }

    fn lock(&mut self, mutex: MutexId, context: impl Into<Option<ContextId>>) -> Outcome {
        let (ww, mut by) = self.bench.caller();
        ww.lock(&mut by, mutex, context.into())
    }

    fn slow(&mut self, mutex: MutexId, context: ContextId) -> Outcome {
        let (ww, mut by) = self.bench.caller();
        ww.lock_slow(&mut by, mutex, context)
    }

    fn trylock(&mut self, mutex: MutexId) -> bool {
        let (ww, mut by) = self.bench.caller();
        ww.trylock(&mut by, mutex) == Outcome::Acquired
    }

    fn unlock(&mut self, mutex: MutexId) {
        let (ww, mut by) = self.bench.caller();
        ww.unlock(&mut by, mutex);
    }

    /// `mutex_lock` on the mutex inside, past the wound/wait layer.
    fn base_lock(&mut self, mutex: MutexId, with: impl Fn(Acquire) -> Acquire) {
        let map = self.bench.ww.mutex(mutex).map;
        self.bench.ww.mutex(mutex).locked = true;
        let request = with(Acquire::exclusive(map, self.bench.site()));
        self.bench.validator.acquire(&mut self.bench.task, request);
    }

    fn base_unlock(&mut self, mutex: MutexId) {
        self.bench.ww.mutex(mutex).locked = false;
        self.forget(mutex);
    }

    /// The validator's half of an unlock.
    fn forget(&mut self, mutex: MutexId) {
        let map = self.bench.ww.mutex(mutex).map;
        let site = self.bench.site();
        self.bench.validator.release(&mut self.bench.task, map, site);
    }

    /// Makes `mutex` look held by somebody else.
    fn hold_elsewhere(&mut self, mutex: MutexId) {
        self.base_lock(mutex, |a| a);
        self.forget(mutex);
    }

    /// The holder of `mutex` releases it.
    fn release_elsewhere(&mut self, mutex: MutexId) {
        self.bench.ww.mutex(mutex).context = None;
        self.base_lock(mutex, Acquire::trylock);
        self.base_unlock(mutex);
    }

    /// A context that holds `o` and was told `-EDEADLK` at `o2`, which an older
    /// context holds; so are all of `others`.
    fn deadlocked(&mut self, others: &[MutexId]) -> ContextId {
        self.hold_elsewhere(self.o2);
        others.iter().for_each(|other| self.hold_elsewhere(*other));
        let t = self.begin();
        let older = self.bench.ww.copy_context(t);
        self.bench.ww.context(older).stamp -= 1;
        for mutex in [&[self.o2], others].concat() {
            self.bench.ww.mutex(mutex).context = Some(older);
        }
        assert_eq!(self.lock(self.o, t), Outcome::Acquired);
        assert_eq!(self.lock(self.o2, t), Outcome::Deadlock);
        t
    }
}

/// The program of a case, if it is one of this family.
pub fn run(case: &str, bench: &mut Bench) -> bool {
    let Some(case) = case.strip_prefix("ww_test_") else { return false };
    let mut c = Calls::new(bench);
    interface(case, &mut c) || deadlock(case, &mut c) || matrix(case, &mut c)
}

fn interface(case: &str, c: &mut Calls<'_>) -> bool {
    let (o, o2) = (c.o, c.o2);
    match case {
        "fail_acquire" => {
            let t = c.begin();
            c.bench.ww.context(t).stamp += 1;
            assert_eq!(c.lock(o, t), Outcome::Acquired);
            assert_eq!(c.lock(o, t), Outcome::Already);
            assert!(!c.trylock(o));
            let younger = c.bench.ww.copy_context(t);
            c.bench.ww.context(younger).stamp += 1;
            assert_eq!(c.lock(o, younger), Outcome::Deadlock);
            c.unlock(o);
            assert!(c.trylock(o));
            c.unlock(o);
        }
        "normal" => {
            // Plain mutex calls leave the context of the mutex alone.
            let t = c.begin();
            c.bench.ww.mutex(o).context = Some(t);
            let outer = c.bench.ww.context(t).map;
            for with in [|a: Acquire| a, Acquire::trylock] {
                c.base_lock(o, with);
                c.base_unlock(o);
            }
            c.base_lock(o, |a| a.nest_lock(outer));
            assert!(!c.trylock(o));
            c.base_unlock(o);
            assert_eq!(c.bench.ww.mutex(o).context, Some(t));
        }
        "unneeded_slow" => {
            let t = c.begin();
            c.slow(o, t);
        }
        "two_contexts" => {
            c.begin_at(0x8000);
            c.begin_at(0x9000);
        }
        "diff_class" => {
            let t = c.begin();
            c.bench.ww.context(t).class = None;
            c.lock(o, t);
        }
        "context_done_twice" | "context_unlock_twice" | "context_lock_after_done" => {
            let t = c.begin();
            c.done(t);
            match case {
                "context_done_twice" => c.done(t),
                "context_unlock_twice" => c.fini(t),
                _ => drop(c.lock(o, t)),
            }
            c.fini(t);
        }
        "context_fini_early" => {
            let t = c.begin();
            c.lock(o, t);
            c.done(t);
            c.fini(t);
        }
        "object_unlock_twice" => {
            c.lock(o, None);
            c.unlock(o);
            c.unlock(o);
        }
        "object_lock_unbalanced" => {
            let t = c.begin();
            c.lock(o, t);
            c.bench.ww.context(t).acquired = 0;
            c.unlock(o);
            c.fini(t);
        }
        "object_lock_stale_context" => {
            let t = c.begin();
            let stale = c.bench.ww.copy_context(t);
            c.bench.ww.mutex(o).context = Some(stale);
            c.lock(o, t);
        }
        "spin_nest_unlocked" => {
            let outer = c.bench.ww.mutex(o2).map;
            let request = c.bench.request(Kind::Spin, "A").nest_lock(outer);
            c.bench.validator.acquire(&mut c.bench.task, request);
            c.bench.unlock(Kind::Spin, "A");
        }
        "spin_nest_lock" => {
            let b = &mut *c.bench;
            let outer = b.map(Kind::Spin, "X1");
            b.lock(Kind::Spin, "X1");
            let request = b.request(Kind::Spin, "Y1").nest_lock(outer);
            b.validator.acquire(&mut b.task, request);
            b.lock(Kind::Spin, "A");
            let request = b.request(Kind::Spin, "Y2").nest_lock(outer);
            b.validator.acquire(&mut b.task, request);
            ["A", "Y2", "Y1", "X1"].into_iter().for_each(|name| b.unlock(Kind::Spin, name));
        }
        _ => return false,
    }
    true
}

/// `edeadlk_<what follows>[_slow]`.
fn deadlock(case: &str, c: &mut Calls<'_>) -> bool {
    let Some(what) = case.strip_prefix("edeadlk_") else { return false };
    let (what, slow) = what.strip_suffix("_slow").map_or((what, false), |what| (what, true));
    let (o, o2, o3) = (c.o, c.o2, c.o3);
    let again = |c: &mut Calls<'_>, mutex, t| if slow { c.slow(mutex, t) } else { c.lock(mutex, t) };
    match what {
        "normal" | "no_unlock" => {
            let t = c.deadlocked(&[]);
            c.release_elsewhere(o2);
            if what == "normal" {
                c.unlock(o);
            }
            assert_eq!(again(c, o2, t), Outcome::Acquired);
        }
        "acquire_more" => {
            let t = c.deadlocked(&[]);
            assert_eq!(again(c, o3, t), Outcome::Acquired);
        }
        "acquire_more_edeadlk" => {
            let t = c.deadlocked(&[o3]);
            assert_eq!(again(c, o3, t), Outcome::Deadlock);
        }
        "acquire_wrong" => {
            let t = c.deadlocked(&[]);
            c.unlock(o);
            assert_eq!(again(c, o3, t), Outcome::Acquired);
        }
        _ => return false,
    }
    true
}

/// `<held>_<wanted>`: a mutex taken by trylock, with or without a context, or a
/// spinlock; and inside it a second mutex.
fn matrix(case: &str, c: &mut Calls<'_>) -> bool {
    let Some((held, wanted)) = case.split_once('_') else { return false };
    let (o, o2) = (c.o, c.o2);
    let mut t = None;
    let mut want = |c: &mut Calls<'_>, how: &str, mutex: MutexId| match how {
        "block" => assert_eq!(c.lock(mutex, None), Outcome::Acquired),
        "try" => assert!(c.trylock(mutex)),
        "context" => {
            let t = *t.get_or_insert_with(|| c.begin());
            assert_eq!(c.lock(mutex, t), Outcome::Acquired);
        }
        _ => unreachable!("{how}"),
    };
    if held == "spin" {
        c.bench.lock_unlock(Kind::Spin, "A");
        want(c, wanted, o);
        c.bench.lock_unlock(Kind::Spin, "A");
        c.unlock(o);
        c.bench.lock(Kind::Spin, "A");
        want(c, wanted, o);
        c.unlock(o);
        c.bench.unlock(Kind::Spin, "A");
    } else {
        want(c, held, o);
        want(c, wanted, o2);
        c.unlock(o2);
        c.unlock(o);
    }
    true
}
