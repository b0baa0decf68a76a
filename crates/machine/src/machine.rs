use crate::context::{Context, Phase, Place};
use crate::cpu::Cpu;
use crate::grace::Reader;
use crate::held::Holdings;
use crate::ipi::Sent;
use crate::lifecycle::ModuleSpan;
use crate::object::Object;
use crate::tasklet::Scheduled;
use crate::{
    Action, Callback, Config, Heap, Irq, Kthread, Lifecycle, Line, Local, Op, PerCpu, Process, Progress,
    Published, Resident, Softirq, Stage, Waiter, Work, ids, layout,
};
use engine::{CONTEXTS, Ctx, Obj};
use region::Memory;

/// The whole machine. Reset in place; allocates only when made and when it grows past what it ever held.
pub struct Machine<M> {
    /// The memory that modules see.
    pub memory: M,
    pub(crate) config: Config,
    pub(crate) contexts: Box<[Context; CONTEXTS]>,
    pub(crate) held: Box<[Holdings; CONTEXTS]>,
    pub(crate) alive: Vec<Ctx>,
    pub(crate) born: Vec<Ctx>,
    pub(crate) cpus: Vec<Cpu>,
    pub(crate) objects: Vec<Object>,
    pub(crate) timers: Vec<u32>,
    pub(crate) tasklets: Vec<Scheduled>,
    pub(crate) waiters: Vec<Waiter>,
    pub(crate) works: Vec<u32>,
    pub(crate) ticket: u32,
    pub(crate) actions: Vec<Action>,
    pub(crate) lines: Box<[Line; ids::LINE_COUNT]>,
    pub(crate) fired: Box<[[u32; Config::MAX_CPUS as usize]; ids::LINE_COUNT]>,
    pub(crate) sent: Vec<Sent>,
    pub(crate) ipis: u32,
    pub(crate) grace: u32,
    pub(crate) readers: Vec<Reader>,
    pub(crate) callbacks: Vec<Callback>,
    pub(crate) heap: Heap,
    pub(crate) percpu: Vec<PerCpu>,
    pub(crate) static_percpu: usize,
    pub(crate) nodes: Vec<Published>,
    pub(crate) paths: Vec<u8>,
    pub(crate) pins: u32,
    pub(crate) unloader: Ctx,
    pub(crate) residents: Vec<Resident>,
    pub(crate) gone: Vec<(usize, usize)>,
    pub(crate) now: u64,
    pub(crate) stage: Stage,
    pub(crate) module: ModuleSpan,
    pub(crate) progress: Progress,
    pub(crate) awaiting: usize,
    pub(crate) awaits: Vec<Await>,
    pub(crate) migrations: u32,
    pub(crate) faults: u32,
    pub(crate) struck: (Ctx, usize),
}

/// A context that polls: it does not move until something it read is written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Await {
    context: Ctx,
    objects: [Obj; Await::MAX],
    len: usize,
}

impl Await {
    const MAX: usize = 16;
}

impl<M: Memory> Machine<M> {
    /// A machine that is switched off.
    pub fn new(config: Config, memory: M) -> Machine<M> {
        Machine {
            memory,
            config,
            contexts: Box::new([Context::ABSENT; CONTEXTS]),
            held: Box::new([Holdings::NONE; CONTEXTS]),
            alive: Vec::with_capacity(CONTEXTS),
            born: Vec::with_capacity(CONTEXTS),
            cpus: vec![Cpu::IDLE; usize::from(config.cpus)],
            objects: Vec::with_capacity(1024),
            timers: Vec::with_capacity(256),
            tasklets: Vec::with_capacity(256),
            waiters: Vec::with_capacity(256),
            works: Vec::with_capacity(256),
            ticket: 0,
            actions: Vec::with_capacity(64),
            lines: Box::new([Line::FREE; ids::LINE_COUNT]),
            fired: Box::new([[0; Config::MAX_CPUS as usize]; ids::LINE_COUNT]),
            sent: Vec::with_capacity(64),
            ipis: 0,
            grace: 0,
            readers: Vec::with_capacity(64),
            callbacks: Vec::with_capacity(64),
            heap: Heap::with_capacity(4096),
            percpu: Vec::with_capacity(64),
            static_percpu: 0,
            nodes: Vec::with_capacity(64),
            paths: Vec::with_capacity(4096),
            pins: 0,
            unloader: ids::RMMOD,
            residents: Vec::new(),
            gone: Vec::new(),
            now: 0,
            stage: Stage::Loading,
            module: ModuleSpan::default(),
            progress: Progress::Ends,
            awaiting: 0,
            awaits: Vec::with_capacity(CONTEXTS),
            migrations: 0,
            faults: 0,
            struck: (Ctx::NONE, 0),
        }
    }

    /// Power-on with a module whose bytes lie in `start..end` of memory: `insmod` is ready to begin.
    pub fn power_on(&mut self, start: usize, end: usize, init: usize, exit: usize) {
        while let Some(c) = self.born.pop() {
            // Whoever appears here next writes the rest.
            self.contexts[c.index()].phase = Phase::Absent;
            self.held[c.index()].clear();
            if let Some(slot) = ids::line_of(c) {
                self.lines[slot] = Line::FREE;
            }
        }
        self.alive.clear();
        self.cpus.fill(Cpu::IDLE);
        self.objects.clear();
        self.timers.clear();
        self.tasklets.clear();
        self.waiters.clear();
        self.works.clear();
        self.actions.clear();
        self.ticket = 0;
        self.sent.clear();
        self.ipis = 0;
        self.grace = 0;
        self.readers.clear();
        self.callbacks.clear();
        self.heap.reset();
        self.percpu.truncate(self.static_percpu);
        self.nodes.clear();
        self.paths.clear();
        self.pins = 0;
        self.unloader = ids::RMMOD;
        self.residents.clear();
        self.gone.clear();
        self.now = 0;
        self.stage = Stage::Loading;
        self.module = ModuleSpan { start, end, init, exit };
        self.awaiting = 0;
        self.awaits.clear();
        self.migrations = 0;
        self.faults = 0;
        self.struck = (Ctx::NONE, 0);
        if !self.config.session {
            self.births();
        }
        self.memory.store(layout::BIT_QUEUE, 8, layout::WAIT_QUEUE_MAGIC.into());
        self.write_jiffies();
    }

    /// What machine it is.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The state of a context.
    #[inline(always)]
    pub fn context(&self, c: Ctx) -> &Context {
        &self.contexts[c.index()]
    }

    /// Counts a random number of `c`: how many it was given before.
    pub fn draw(&mut self, c: Ctx) -> u32 {
        let drawn = &mut self.contexts[c.index()].drawn;
        *drawn += 1;
        *drawn - 1
    }

    /// Every context that exists or has ended in this execution, in the order of appearance.
    pub fn appeared(&self) -> &[Ctx] {
        &self.born
    }

    /// What an annotation says of the next acquisition of `c`.
    pub fn nests(&mut self, c: Ctx, nesting: crate::Nesting) {
        self.contexts[c.index()].nesting = nesting;
    }

    /// The heap's objects.
    pub fn heap(&self) -> &Heap {
        &self.heap
    }

    /// The line that a context stands for.
    pub fn line(&self, c: Ctx) -> Option<&Line> {
        ids::line_of(c).map(|slot| &self.lines[slot])
    }

    /// The state of a CPU.
    pub fn cpu(&self, cpu: u16) -> &Cpu {
        &self.cpus[usize::from(cpu)]
    }

    /// What became of the context that moved last.
    #[inline(always)]
    pub fn progress(&self) -> Progress {
        self.progress
    }

    /// The running context `c` declares its next operation, from `place`.
    #[inline(always)]
    pub fn declare(&mut self, c: Ctx, op: Op, place: Place) {
        let context = &mut self.contexts[c.index()];
        context.place = place;
        context.declare(op);
    }

    /// The function that `c` ran has returned: declares what comes after it.
    pub fn returned(&mut self, c: Ctx, value: u64) {
        let op: Op = match c {
            ids::INSMOD => Lifecycle::Initialised(value as i32).into(),
            ids::RMMOD => Lifecycle::Exited.into(),
            c if ids::process_of(c).is_some() => Process::Exit(value).into(),
            c if self.contexts[c.index()].work > 0 => Work::Done(self.contexts[c.index()].work - 1).into(),
            c if self.contexts[c.index()].action > 0 => {
                Irq::ThreadDone(self.contexts[c.index()].action - 1).into()
            }
            c if ids::is_task(c) => Kthread::Exit(value as i32 as i64 as u64).into(),
            c if ids::line_of(c).is_some() => Irq::Exit(value as u32).into(),
            c if ids::local_cpu(c).is_some() => Local::Done.into(),
            c => Softirq::Done(self.contexts[c.index()].entry.1 as u32).into(),
        };
        let context = &mut self.contexts[c.index()];
        context.place = Place::default();
        context.value = value;
        context.declare(op);
    }

    /// Whether `c` is a worker that runs an item.
    pub fn runs_work(&self, c: Ctx) -> bool {
        self.contexts[c.index()].work > 0
    }

    /// What the function that `c` is called to run belongs to, by address: the queue and the item, or the timer.
    pub fn pseudo_locks(&self, c: Ctx) -> [Option<usize>; 2] {
        let context = &self.contexts[c.index()];
        if context.work > 0 {
            let item = &self.objects[context.work as usize - 1];
            return [Some(item.queue), Some(item.address)];
        }
        let timer = ids::softirq_cpu(c).and_then(|_| self.objects.get(context.entry.1 as usize));
        [None, timer.filter(|o| o.kind == crate::Kind::Timer && o.owner == c).map(|o| o.address)]
    }

    /// The running context polls: it waits until one of `objects` is written. False: there are too many.
    pub fn await_change(&mut self, c: Ctx, objects: &[Obj]) -> bool {
        if objects.len() > Await::MAX {
            return false;
        }
        let mut all = [Obj::default(); Await::MAX];
        all[..objects.len()].copy_from_slice(objects);
        self.awaits.push(Await { context: c, objects: all, len: objects.len() });
        self.awaiting = self.awaits.len();
        if objects.contains(&crate::objects::memory(region::layout::JIFFIES)) {
            self.start_clock();
        }
        true
    }

    /// Whether somebody polls `jiffies`.
    pub(crate) fn awaits_time(&self) -> bool {
        let jiffies = crate::objects::memory(region::layout::JIFFIES);
        self.awaits.iter().any(|a| a.objects[..a.len].contains(&jiffies))
    }

    /// Whether `c` waits for a change.
    #[inline(always)]
    pub fn is_awaiting(&self, c: Ctx) -> bool {
        self.awaiting > 0 && self.awaits.iter().any(|a| a.context == c)
    }

    /// How many contexts wait for a change.
    #[inline(always)]
    pub fn awaiting(&self) -> usize {
        self.awaiting
    }

    /// `object` was written: who polls it may move again.
    pub fn changed(&mut self, object: Obj) {
        self.awaits.retain(|a| !a.objects[..a.len].contains(&object));
        self.awaiting = self.awaits.len();
    }

    pub(crate) fn enter_alive(&mut self, c: Ctx) {
        self.contexts[c.index()].born = self.now;
        if let Err(i) = self.alive.binary_search(&c) {
            self.alive.insert(i, c);
        }
        if !self.born.contains(&c) {
            self.born.push(c);
        }
    }

    pub(crate) fn leave_alive(&mut self, c: Ctx) {
        if let Ok(i) = self.alive.binary_search(&c) {
            self.alive.remove(i);
        }
        self.contexts[c.index()].phase = Phase::Dead;
        self.awaits.retain(|a| a.context != c);
        self.awaiting = self.awaits.len();
    }
}
