//! kthreads: made, woken, asked to stop and waited for, as kernel/kthread.c documents them. A thread that is
//! stopped before it was ever woken never runs its function and reports `-EINTR`.

use crate::layout::task_struct::{ALLOC_LOCK, COMM, FLAGS, NORMAL_PRIO, PID, PRIO, STATIC_PRIO, TGID};
use crate::{
    Blocking, Call, Context, Kind, Level, Machine, Misuse, Name, Op, Operation, Phase, Progress, Sched, ids,
    objects,
};
use engine::{Alts, Ctx, Footprint, Mode, WaitsFor};
use region::{Memory, layout};

/// Operations on kthreads; a task is named by its context.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kthread {
    /// `wake_up_process`, of the `task_struct` at this address.
    Wake(usize),
    /// `wake_up_state`: if the task sleeps in one of these states.
    WakeFrom(usize, u32),
    /// The thread runs for the first time.
    Begin,
    /// `kthread_stop`, of the `task_struct` at this address.
    Stop(usize),
    /// Wait until the thread has ended.
    Join(Ctx),
    /// `kthread_should_stop`
    ShouldStop,
    /// `kthread_park`, of the `task_struct` at this address.
    Park(usize),
    /// Wait until the thread stands parked, or has ended.
    Parking(Ctx),
    /// `kthread_unpark`, of the `task_struct` at this address.
    Unpark(usize),
    /// `kthread_parkme`: stand parked as long as somebody wants it.
    ParkMe,
    /// It stands parked.
    Parked,
    /// `kthread_should_park`
    ShouldPark,
    /// `get_task_struct`, of the one at this address.
    Get(usize),
    /// `put_task_struct`
    Put(usize),
    /// `send_sig`: a signal to the task at this address. Returns 0, or -ESRCH if it has ended.
    Signal(usize),
    /// The thread ends with this value.
    Exit(u64),
}

const ESRCH: i64 = 3;
const EINTR: i64 = 4;
const EBUSY: i64 = 16;
const ENOSYS: i64 = 38;
const PF_KTHREAD: u64 = 0x0020_0000;

impl Kthread {
    fn footprint<M: Memory>(&self, m: &Machine<M>, c: Ctx) -> Footprint {
        let task = |address| ids::task_at(address).unwrap_or(c);
        match *self {
            Kthread::Wake(a) | Kthread::WakeFrom(a, _) | Kthread::Signal(a) => wake_footprint(task(a)),
            Kthread::Park(a) | Kthread::Unpark(a) => {
                wake_footprint(task(a)).and(objects::of(objects::PARK, task(a)), Mode::Write)
            }
            Kthread::Parking(t) => Footprint::of(objects::of(objects::PARK, t), Mode::Acquire),
            Kthread::ParkMe => Footprint::of(objects::of(objects::PARK, c), Mode::Release),
            Kthread::Parked => Footprint::of(objects::of(objects::PARK, c), Mode::Acquire),
            Kthread::ShouldPark => Footprint::of(objects::of(objects::PARK, c), Mode::Read),
            Kthread::Get(a) | Kthread::Put(a) => {
                Footprint::of(objects::of(objects::TASK, task(a)), Mode::Write)
            }
            Kthread::Begin => Footprint::of(objects::of(objects::TASK, c), Mode::Acquire)
                .and(objects::of(objects::STOP, c), Mode::Read),
            Kthread::Stop(a) => wake_footprint(task(a))
                .and(objects::of(objects::STOP, task(a)), Mode::Write)
                .and(objects::of(objects::STOP, task(a)), Mode::Release),
            Kthread::Join(t) => Footprint::of(objects::of(objects::EXIT, t), Mode::Acquire),
            Kthread::ShouldStop => Footprint::of(objects::of(objects::STOP, c), Mode::Read),
            Kthread::Exit(_) => {
                let _ = m;
                Footprint::of(objects::of(objects::EXIT, c), Mode::Write)
                    .and(objects::of(objects::EXIT, c), Mode::Release)
            }
        }
    }
}

fn wake_footprint(task: Ctx) -> Footprint {
    let task = objects::of(objects::TASK, task);
    Footprint::of(task, Mode::Write).and(task, Mode::Release)
}

impl Operation for Kthread {
    fn picks<M: Memory>(&self, m: &Machine<M>, c: Ctx) -> Alts {
        match *self {
            Kthread::Join(t) if m.contexts[t.index()].phase != Phase::Dead => Alts::NONE,
            Kthread::Parking(t) if m.contexts[t.index()].is_alive() && !m.contexts[t.index()].parked => {
                Alts::NONE
            }
            Kthread::Parked if m.contexts[c.index()].park => Alts::NONE,
            _ => Alts::ONE,
        }
    }

    fn wants<M: Memory>(&self, m: &Machine<M>, c: Ctx) -> Footprint {
        self.footprint(m, c)
    }

    fn perform<M: Memory>(&self, m: &mut Machine<M>, c: Ctx, _: u8, fp: &mut Footprint) -> Progress {
        *fp = self.footprint(m, c);
        match *self {
            Kthread::WakeFrom(address, states) => match m.task(address) {
                Ok(t) => Progress::Returns(m.wake_from(t, states).into()),
                Err(misuse) => Progress::Misused(misuse, 0),
            },
            Kthread::Wake(address) => match m.task(address) {
                Ok(t) => Progress::Returns(m.wake(t).into()),
                Err(misuse) => Progress::Misused(misuse, 0),
            },
            Kthread::Stop(address) => match m.task(address) {
                Ok(t) => {
                    m.contexts[t.index()].stop = true;
                    m.contexts[t.index()].park = false;
                    m.wake(t);
                    Progress::Then(Op::Kthread(Kthread::Join(t)))
                }
                Err(misuse) => Progress::Misused(misuse, 0),
            },
            Kthread::Begin if m.contexts[c.index()].stop => {
                Progress::Then(Op::Kthread(Kthread::Exit(-EINTR as u64)))
            }
            Kthread::Begin if m.contexts[c.index()].park => {
                m.contexts[c.index()].parked = true;
                Progress::Then(Op::Kthread(Kthread::Parked))
            }
            Kthread::Begin => {
                m.contexts[c.index()].begun = true;
                let (function, data) = m.contexts[c.index()].entry;
                Progress::Calls(Call { function, arguments: [data, 0] })
            }
            Kthread::Join(t) => {
                m.contexts[t.index()].stop = false;
                Progress::Returns(m.contexts[t.index()].value)
            }
            Kthread::ShouldStop => Progress::Returns(m.contexts[c.index()].stop.into()),
            Kthread::Park(address) => match m.task(address) {
                Ok(t) if !m.contexts[t.index()].is_alive() => Progress::Returns(-ENOSYS as u64),
                Ok(t) if m.contexts[t.index()].park => Progress::Returns(-EBUSY as u64),
                Ok(t) => {
                    m.contexts[t.index()].park = true;
                    if t == c {
                        return Progress::Returns(0);
                    }
                    m.wake(t);
                    Progress::Then(Op::Kthread(Kthread::Parking(t)))
                }
                Err(misuse) => Progress::Misused(misuse, 0),
            },
            Kthread::Parking(t) => {
                let ended = !m.contexts[t.index()].is_alive();
                Progress::Returns(if ended { -ENOSYS as u64 } else { 0 })
            }
            Kthread::Unpark(address) => match m.task(address) {
                Ok(t) => {
                    m.contexts[t.index()].park = false;
                    Progress::Returns(0)
                }
                Err(misuse) => Progress::Misused(misuse, 0),
            },
            Kthread::ParkMe if m.contexts[c.index()].park => {
                m.contexts[c.index()].parked = true;
                Progress::Then(Op::Kthread(Kthread::Parked))
            }
            Kthread::ParkMe => Progress::Returns(0),
            Kthread::Parked => {
                let context = &mut m.contexts[c.index()];
                context.parked = false;
                match context.begun {
                    true => Progress::Returns(0),
                    false => Progress::Then(Op::Kthread(Kthread::Begin)),
                }
            }
            Kthread::ShouldPark => Progress::Returns(m.contexts[c.index()].park.into()),
            Kthread::Get(address) => match m.task(address) {
                Ok(t) => {
                    m.contexts[t.index()].references += 1;
                    Progress::Returns(address as u64)
                }
                Err(misuse) => Progress::Misused(misuse, address as u64),
            },
            Kthread::Put(address) => match m.task(address) {
                Ok(t) => {
                    let context = &mut m.contexts[t.index()];
                    context.references = context.references.saturating_sub(1);
                    Progress::Returns(0)
                }
                Err(misuse) => Progress::Misused(misuse, 0),
            },
            Kthread::Signal(address) => match m.task(address) {
                Ok(t) if !m.contexts[t.index()].is_alive() => Progress::Returns(-ESRCH as u64),
                Ok(t) => {
                    m.signal(t);
                    Progress::Returns(0)
                }
                Err(misuse) => Progress::Misused(misuse, 0),
            },
            Kthread::Exit(value) => {
                m.contexts[c.index()].value = value;
                Progress::Ends
            }
        }
    }

    fn waits_for<M: Memory>(&self, _: &Machine<M>, _: Ctx) -> WaitsFor {
        match *self {
            Kthread::Join(t) | Kthread::Parking(t) => WaitsFor::Context(t),
            _ => WaitsFor::Anyone,
        }
    }

    fn sleeps(&self) -> bool {
        matches!(self, Kthread::Join(_) | Kthread::Parking(_) | Kthread::Parked)
    }

    fn blocking(&self) -> Blocking {
        match self {
            Kthread::Stop(_) | Kthread::Join(_) | Kthread::Park(_) => Blocking::MightSleep,
            Kthread::ParkMe => Blocking::Schedules,
            _ => Blocking::Never,
        }
    }

    fn looks(&self) -> bool {
        matches!(self, Kthread::ShouldStop | Kthread::ShouldPark)
    }
}

impl<M: Memory> Machine<M> {
    /// Makes a kthread that waits to be woken. `None`: the machine is full, which Linux reports as `-ENOMEM`.
    ///
    /// Its number is a function of its maker and of how many that made, as long as `insmod` makes at most 128
    /// and the places of others' children do not collide.
    pub fn create_kthread(
        &mut self,
        parent: Ctx,
        function: usize,
        data: u64,
        name: Name,
        origin: usize,
    ) -> Option<Ctx> {
        let nth = self.contexts[parent.index()].children;
        let c = self.free_task(parent, nth)?;
        self.contexts[parent.index()].children += 1;
        let cpu = c.0 % self.config.cpus;
        self.contexts[c.index()] = Context {
            level: Level::Task,
            cpu,
            birth: (parent, nth),
            entry: (function, data),
            origin,
            name,
            asleep: true,
            given: self.contexts[c.index()].given,
            ..Context::ABSENT
        }
        .declaring(Op::Sched(Sched::Unborn));
        self.enter_alive(c);
        self.write_task(c);
        Some(c)
    }

    pub(crate) fn free_task(&self, parent: Ctx, nth: u16) -> Option<Ctx> {
        let (first, last) = (*ids::TASKS.start(), *ids::TASKS.end());
        let wish = match parent {
            ids::INSMOD if nth < 128 => first + nth,
            _ => 129 + (parent.0.wrapping_mul(5).wrapping_add(nth)) % (last - 128),
        };
        let places = || (wish..=last).chain(first..wish).map(Ctx);
        let unused = |c: &Ctx| self.contexts[c.index()].phase == Phase::Absent;
        let dead = |c: &Ctx| {
            let context = &self.contexts[c.index()];
            context.phase == Phase::Dead && context.references == 0
        };
        places().find(unused).or_else(|| places().find(dead))
    }

    /// The living task whose `task_struct` lies at `address`, or one that has ended and to which somebody holds a reference.
    /// Without one its `task_struct` is given back.
    pub(crate) fn task(&self, address: usize) -> Result<Ctx, Misuse> {
        match ids::task_at(address).map(|c| (c, self.contexts[c.index()].phase)) {
            Some((c, Phase::Dead)) if self.contexts[c.index()].references > 0 => Ok(c),
            Some((_, Phase::Dead)) => Err(Misuse::NoTask { address }),
            Some((c, phase)) if phase != Phase::Absent => Ok(c),
            _ if self.memory.load(address, 8).is_none() => Err(Misuse::Wild { address }),
            _ => Err(Misuse::Corrupted { kind: Kind::Task, address }),
        }
    }

    /// Makes a sleeping task runnable; whether it slept.
    pub(crate) fn wake(&mut self, t: Ctx) -> bool {
        let context = &mut self.contexts[t.index()];
        match context.phase {
            Phase::Declared(Op::Sched(Sched::Unborn)) => {
                context.started = true;
                context.asleep = false;
                context.declare(Op::Kthread(Kthread::Begin));
                true
            }
            Phase::Declared(_) | Phase::Running => {
                let state = ids::task_address(t);
                let slept = self.memory.load(state, 4).is_some_and(|s| s != 0);
                self.memory.store(state, 4, 0);
                slept
            }
            _ => false,
        }
    }

    /// A signal comes to a task: to a kthread only if it allows signals.
    fn signal(&mut self, t: Ctx) {
        if self.gets_signals(t, &self.contexts[t.index()]) {
            self.contexts[t.index()].signalled = true;
            self.wake_from(t, crate::layout::TASK_INTERRUPTIBLE);
        }
    }

    /// The task after `c` by number, of those that are alive; the first after none.
    pub fn next_task(&self, c: Option<Ctx>) -> Option<Ctx> {
        self.alive.iter().copied().find(|d| ids::is_task(*d) && c.is_none_or(|c| *d > c))
    }

    /// Writes what C sees of a task: state, pid, tgid, priority, name.
    pub(crate) fn write_task(&mut self, c: Ctx) {
        let at = ids::task_address(c);
        let pid = u64::from(self.pid(c));
        let name = self.contexts[c.index()].name;
        self.memory.fill(at, layout::TASK_SIZE, 0);
        let user = matches!(c, ids::INSMOD | ids::RMMOD) || ids::process_of(c).is_some();
        self.memory.store(at + FLAGS, 4, if user { 0 } else { PF_KTHREAD });
        self.memory.store(at + PID, 4, pid);
        self.memory.store(at + TGID, 4, pid);
        for priority in [PRIO, STATIC_PRIO, NORMAL_PRIO] {
            self.memory.store(at + priority, 4, 120);
        }
        self.memory.store(at + ALLOC_LOCK, 4, crate::layout::SPINLOCK_MAGIC.into());
        self.memory.write(at + COMM, name.bytes());
    }

    /// The process id of a task.
    pub fn pid(&self, c: Ctx) -> u32 {
        match ids::process_of(c) {
            Some(n) => 101 + u32::from(ids::RMMOD.0 + n),
            None => 100 + u32::from(c.0),
        }
    }
}
