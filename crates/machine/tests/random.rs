//! Random scripts under random schedules keep the machine's invariants, and an execution is a function of its
//! choices.

mod script;

use engine::strategy::Random;
use engine::{Course, Ctx, Ending, RandomNumbers, Strategy, World};
use machine::{Completion, Context, Flags, Irq, Op, Phase, Preemption, Softirq, is_task, line_of};
use machine::{Timer, softirq_cpu};
use region::{Memory, layout};
use script::*;

struct Generator(RandomNumbers);

impl Generator {
    fn below(&mut self, n: usize) -> usize {
        self.0.below(n as u32) as usize
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    /// A balanced piece of code; `depth` bounds nesting. Only tasks may sleep.
    fn piece(&mut self, depth: usize, task: bool) -> Vec<Step> {
        let inner = |g: &mut Self| if depth == 0 { vec![nop()] } else { g.code(depth - 1, task) };
        let (spin, timer) = (self.pick(&SPIN), self.pick(&TIMER));
        match self.below(if task { 20 } else { 9 }) {
            0 => [vec![lock(spin)], inner(self), vec![unlock(spin)]].concat(),
            1 => [vec![lock_irqsave(spin)], inner(self), vec![restore(spin)]].concat(),
            2 => increment(X).to_vec(),
            3 => vec![Step::Arm(timer, 1 + self.below(3) as u64)],
            4 => vec![Timer::Delete(timer).into()],
            5 => vec![complete(self.pick(&DONE))],
            6 => vec![wake(thread(self.below(3) as u16))],
            7 => vec![atomic_inc(Y)],
            8 => {
                let skip = [Step::Do(|_, _| 1), Step::SkipIf(1)];
                [
                    vec![machine::Spin::TryLock(spin, machine::Flavour::Plain).into(), Step::SkipIf(2)],
                    skip.to_vec(),
                    vec![unlock(spin)],
                ]
                .concat()
            }
            9 => [vec![lock_bh(spin)], inner(self), vec![unlock_bh(spin)]].concat(),
            10 => [vec![Flags::BhDisable.into()], inner(self), vec![Flags::BhEnable.into()]].concat(),
            11 => {
                [vec![Flags::PreemptDisable.into()], inner(self), vec![Flags::PreemptEnable.into()]].concat()
            }
            12 => {
                let mutex = self.pick(&MUTEX);
                [vec![mutex_lock(mutex)], inner(self), vec![mutex_unlock(mutex)]].concat()
            }
            13 => vec![
                Completion::Wait(
                    self.pick(&DONE),
                    machine::TaskState::Uninterruptible,
                    1 + self.below(3) as u64,
                )
                .into(),
            ],
            14 => {
                let sem = self.pick(&SEM);
                [vec![down(sem)], inner(self), vec![up(sem)]].concat()
            }
            15 => {
                let (l, pair) = (self.pick(&RWSEM), [down_read, up_read]);
                let pair = self.pick(&[pair, [down_write, up_write]]);
                [vec![pair[0](l)], inner(self), vec![pair[1](l)]].concat()
            }
            16 => {
                let (l, pair) = (self.pick(&RWLOCK), [read_lock, read_unlock]);
                let pair = self.pick(&[pair, [write_lock, write_unlock]]);
                // What spins must not sleep.
                [vec![pair[0](l)], increment(X).to_vec(), vec![pair[1](l)]].concat()
            }
            17 => self
                .pick(&[
                    [Timer::DeleteSync(timer).into(), nop()],
                    [request(5, 3), nop()],
                    [free(5), nop()],
                    [Irq::Disable(5).into(), Irq::Enable(5).into()],
                ])
                .to_vec(),
            _ => self
                .pick(&[[msleep(1), nop()], [Step::Create(4), Step::WakeLast], [resched(), nop()]])
                .to_vec(),
        }
    }

    fn code(&mut self, depth: usize, task: bool) -> Vec<Step> {
        (0..1 + self.below(3)).flat_map(|_| self.piece(depth, task)).collect()
    }

    fn script(&mut self) -> Script {
        let mut script = Script::new()
            .cpus(self.pick(&[1, 2, 3]))
            .preemption(self.pick(&[Preemption::Full, Preemption::Voluntary, Preemption::None]))
            .irqs(2)
            .init([request(5, 3), request(6, 3)])
            .exit([free(6)]);
        for (number, timer) in TIMER.into_iter().enumerate() {
            let code = self.code(1, false);
            script = script.timer(timer, number).function(number, code);
        }
        script = script.function(3, self.code(1, false)).function(4, [nop(), increment(X)[0]]);
        for _ in 0..1 + self.below(3) {
            script = script.thread(self.code(2, true));
        }
        script
    }
}

/// The contexts of a CPU, the task first, each directly below the next.
fn pile(sim: &Sim, cpu: u16) -> Vec<Ctx> {
    let cpu = sim.machine.cpu(cpu);
    let mut pile = vec![cpu.current];
    while let Some(above) = cpu.above(*pile.last().expect("a pile is not empty")) {
        pile.push(above);
    }
    assert_eq!(*pile.last().expect("a pile is not empty"), cpu.top());
    pile
}

fn has_entered(context: &Context) -> bool {
    let outside = [Op::Irq(Irq::Enter), Op::Softirq(Softirq::Enter), Op::Softirq(Softirq::Owed)];
    !outside.iter().any(|op| context.phase == Phase::Declared(*op)) && context.is_alive()
}

fn check(sim: &Sim) {
    let m = &sim.machine;
    let cpus = m.config().cpus;
    let piles: Vec<Vec<Ctx>> = (0..cpus).map(|cpu| pile(sim, cpu)).collect();
    for pile in &piles {
        let levels: Vec<_> = pile.iter().filter(|c| **c != Ctx::NONE).map(|c| m.context(*c).level).collect();
        assert!(levels.windows(2).all(|w| w[0] < w[1]), "levels rise: {pile:?} {levels:?}");
    }
    for lock in SPIN.into_iter().chain(MUTEX) {
        let holders: Vec<Ctx> =
            m.appeared().iter().copied().filter(|c| m.held(*c).iter().any(|h| h.address == lock)).collect();
        assert_eq!(holders, m.lock_owner(lock).into_iter().collect::<Vec<_>>(), "one owner, who knows it");
    }
    for lock in RWLOCK.into_iter().chain(RWSEM) {
        let readers = (0..).map_while(|n| m.reader(lock, n)).count();
        assert!(readers == 0 || m.lock_owner(lock).is_none(), "readers or a writer");
    }
    for &c in m.appeared() {
        let context = m.context(c);
        assert_ne!(context.phase, Phase::Running, "{c:?} has declared what comes next");
        let on: Vec<usize> = (0..piles.len()).filter(|p| piles[*p][1..].contains(&c)).collect();
        if line_of(c).is_some() || softirq_cpu(c).is_some() {
            let expected = if has_entered(context) { vec![usize::from(context.cpu)] } else { vec![] };
            assert_eq!(on, expected, "{c:?} is where it has entered");
        } else {
            assert!(on.is_empty());
        }
        if context.asleep {
            let op = m.declared(c).expect("who sleeps has declared what it waits for");
            assert!(op.sleeps() || matches!(op, Op::Kthread(_)), "{op:?}");
        }
        if m.picks(c).is_empty() {
            continue;
        }
        assert!(context.is_alive());
        if is_task(c) {
            let cpu = m.cpu(context.cpu);
            assert_eq!(cpu.interrupter(), None, "a task moves only if nobody stands on it");
            let current = cpu.current;
            if current != c
                && current != Ctx::NONE
                && m.context(current).is_alive()
                && !m.context(current).asleep
            {
                assert!(m.context(current).is_preemptible(), "{c:?} takes the CPU of {current:?}");
            }
        } else if has_entered(context) && (line_of(c).is_some() || softirq_cpu(c).is_some()) {
            assert_eq!(m.cpu(context.cpu).top(), c, "only the top of a pile moves");
        }
    }
}

/// Everything there is to see at the end.
fn summary(sim: &Sim) -> String {
    let m = &sim.machine;
    let contexts: Vec<_> = m.appeared().iter().map(|c| (c, m.context(*c))).collect();
    let cpus: Vec<_> = (0..m.config().cpus).map(|cpu| m.cpu(cpu)).collect();
    let memory = m.memory.bytes(layout::MODULES.start, 0x1_1000).expect("it is mapped");
    let sum = memory.iter().fold(0u64, |h, b| h.wrapping_mul(31).wrapping_add((*b).into()));
    format!("{:?} {contexts:?} {cpus:?} {sum} {} {:?} {:?}", sim.log, m.now(), m.stage(), sim.misuses)
}

fn random_scripts() -> impl Iterator<Item = (u64, Script)> {
    (0..400).map(|seed| (seed, Generator(RandomNumbers::new(seed, 0)).script()))
}

#[test]
fn the_invariants_hold_at_every_step_of_a_random_execution() {
    let (mut steps, mut deadlocks, mut interrupts) = (0, 0, 0);
    let mut course = Course::default();
    for (seed, script) in random_scripts() {
        let mut random = Random::new(seed, 0..10);
        while random.next().is_some() {
            let mut sim = script.power_on();
            let ending = sim.run(&mut course, &mut random, |sim| {
                check(sim);
                steps += 1;
            });
            deadlocks += u32::from(ending == Ending::Deadlock);
            interrupts += sim.calls.iter().filter(|c| !is_task(c.0)).count();
            assert_ne!(ending, Ending::Budget, "seed {seed}");
        }
    }
    assert!(steps > 20_000 && deadlocks > 10 && interrupts > 1000, "{steps} {deadlocks} {interrupts}");
}

#[test]
fn an_execution_is_a_function_of_its_deviations() {
    let mut deviations = 0;
    for (seed, script) in random_scripts() {
        script.walk(seed, 3, |sim, course, ending| {
            deviations += course.deviations().len();
            let (first, steps) = (summary(sim), course.total());
            script.replay(course.deviations(), |again, course, other| {
                assert_eq!((ending, steps), (other, course.total()), "seed {seed}");
                assert_eq!(first, summary(again), "seed {seed}");
            });
        });
    }
    assert!(deviations > 1000);
}

#[test]
fn a_machine_that_is_switched_on_again_is_as_new() {
    for (seed, script) in random_scripts().take(100) {
        let mut random = Random::new(seed, 0..1);
        random.next();
        let mut used = script.power_on();
        used.run(&mut Course::default(), &mut random, |_| {});
        used.switch_on_again(&script);
        let mut fresh = script.power_on();
        for sim in [&mut used, &mut fresh] {
            let mut random = Random::new(seed, 1..2);
            random.next();
            sim.run(&mut Course::default(), &mut random, |_| {});
        }
        assert_eq!(summary(&used), summary(&fresh), "seed {seed}");
    }
}

#[test]
fn what_a_step_touches_lies_within_what_it_wants() {
    for (seed, script) in random_scripts().take(100) {
        let mut random = Random::new(seed, 0..1);
        random.next();
        let mut course = Course::default();
        let mut sim = script.boot();
        for _ in 0..200 {
            let engine::Turn::Go(c, alt) = course.turn(&sim.machine, &mut random) else { break };
            let wants = sim.machine.wants(c, alt);
            course.moves(&sim.machine, c, alt);
            let op = sim.machine.declared(c);
            sim.perform(c, alt);
            let (_, did) = *sim.footprints.last().expect("there was a step");
            course.performed(c, alt, &did, &mut random);
            for (object, _) in did.iter().filter(|(o, _)| o.kind() == machine::objects::LOCK) {
                assert!(
                    wants.iter().any(|(o, _)| o == object),
                    "{op:?} touches {object:?} and wants {wants:?}"
                );
            }
        }
    }
}
