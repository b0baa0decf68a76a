//! Wound/wait mutexes beyond the self-test.

use lockdep::{Algorithm, Caller, Key, Outcome, Site, Task, Validator, Ww, WwClass};

fn class(algorithm: Algorithm) -> WwClass<'static> {
    WwClass {
        acquire_key: Key(1),
        acquire_name: "test_acquire",
        mutex_key: Key(2),
        mutex_name: "test_mutex",
        algorithm,
    }
}

/// Two tasks, each with a context and one mutex; the older one is first.
struct Two {
    validator: Validator,
    tasks: [Task; 2],
    ww: Ww,
    contexts: [lockdep::ContextId; 2],
    mutexes: [lockdep::MutexId; 2],
}

impl Two {
    fn new(algorithm: Algorithm) -> Two {
        let class = class(algorithm);
        let (mut validator, mut ww) = (Validator::new(), Ww::default());
        let mutexes = [0x100, 0x200].map(|address| ww.mutex_init(&mut validator, address, &class));
        let mut tasks = [1, 2].map(|context| Task::new(lockdep::Context(context)));
        let contexts = [0, 1].map(|i| {
            let mut by = Caller { validator: &mut validator, task: &mut tasks[i], site: Site(1) };
            ww.acquire_init(&mut by, 0x1000, &class)
        });
        let mut two = Two { validator, tasks, ww, contexts, mutexes };
        assert_eq!(two.lock(0, 0), Outcome::Acquired);
        assert_eq!(two.lock(1, 1), Outcome::Acquired);
        two
    }

    fn lock(&mut self, who: usize, mutex: usize) -> Outcome {
        let Two { validator, tasks, ww, contexts, mutexes } = self;
        let mut by = Caller { validator, task: &mut tasks[who], site: Site(2) };
        ww.lock(&mut by, mutexes[mutex], Some(contexts[who]))
    }

    fn unlock(&mut self, who: usize, mutex: usize) {
        let Two { validator, tasks, ww, mutexes, .. } = self;
        ww.unlock(&mut Caller { validator, task: &mut tasks[who], site: Site(3) }, mutexes[mutex]);
    }

    fn granted(&mut self, who: usize, mutex: usize) {
        let Two { validator, tasks, ww, contexts, mutexes } = self;
        let mut by = Caller { validator, task: &mut tasks[who], site: Site(4) };
        ww.granted(&mut by, mutexes[mutex], Some(contexts[who]));
    }

    fn fini(&mut self, who: usize) {
        let Two { validator, tasks, ww, contexts, .. } = self;
        ww.acquire_fini(&mut Caller { validator, task: &mut tasks[who], site: Site(5) }, contexts[who]);
    }
}

#[test]
fn wait_die_the_younger_gives_way_and_the_older_waits() {
    let mut two = Two::new(Algorithm::WaitDie);
    assert_eq!(two.lock(0, 1), Outcome::Blocked);
    assert_eq!(two.lock(1, 0), Outcome::Deadlock);
    two.unlock(1, 1);
    two.granted(0, 1);
    two.unlock(0, 0);
    two.unlock(0, 1);
    // The younger one begins again with the contended mutex.
    assert_eq!(two.lock(1, 0), Outcome::Acquired);
    assert_eq!(two.lock(1, 1), Outcome::Acquired);
    two.unlock(1, 1);
    two.unlock(1, 0);
    two.fini(0);
    two.fini(1);
    assert_eq!(two.validator.take_findings(), []);
    assert!(two.tasks.iter().all(|t| t.depth() == 0));
}

#[test]
fn wound_wait_the_younger_is_wounded_and_gives_way_at_its_next_contended_lock() {
    let mut two = Two::new(Algorithm::WoundWait);
    assert_eq!(two.lock(0, 1), Outcome::Blocked);
    let younger = two.contexts[1];
    assert!(two.ww.context(younger).wounded);
    assert_eq!(two.lock(1, 0), Outcome::Deadlock);
    assert_eq!(two.validator.take_findings(), []);
}

#[test]
fn wound_wait_a_younger_requester_waits_for_the_older_holder() {
    let mut two = Two::new(Algorithm::WoundWait);
    assert_eq!(two.lock(1, 0), Outcome::Blocked);
    let older = two.contexts[0];
    assert!(!two.ww.context(older).wounded);
}

#[test]
fn a_context_that_holds_nothing_waits() {
    let mut two = Two::new(Algorithm::WaitDie);
    two.unlock(1, 1);
    assert_eq!(two.lock(1, 0), Outcome::Blocked);
}

#[test]
fn fini_with_a_mutex_held_is_told_twice() {
    let mut two = Two::new(Algorithm::WaitDie);
    two.fini(0);
    let who = lockdep::Who::default();
    let headlines: Vec<_> =
        two.validator.take_findings().iter().map(|f| f.headline(&who).into_owned()).collect();
    assert_eq!(headlines, ["WARNING: Nested lock was not taken", "DEBUG_LOCKS_WARN_ON(ctx->acquired)"]);
}
