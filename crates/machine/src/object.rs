//! Linux objects in C memory (`spinlock_t`, `struct mutex`, ...) are `{ u32 magic; u32 id; .. }`. Their state is in
//! the machine's table at `id`, whose recorded address must match: a lock that was copied or moved is a misuse.
//! All-zero bytes were never initialised. A statically initialised object has id 0 and enters the table when it
//! is first used.

use crate::{Completion, Instead, Machine, Misuse, Op, Phase, Semaphore, layout};
use engine::Ctx;
use region::Memory;

/// What sort of object it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// `spinlock_t`
    Spinlock,
    /// `struct mutex`
    Mutex,
    /// `struct ww_mutex`
    WwMutex,
    /// `rwlock_t`
    RwLock,
    /// `struct semaphore`
    Semaphore,
    /// `struct rw_semaphore`
    RwSem,
    /// `struct srcu_struct`
    Srcu,
    /// `struct completion`
    Completion,
    /// `struct timer_list`
    Timer,
    /// `struct hrtimer`
    Hrtimer,
    /// `struct irq_work`
    IrqWork,
    /// `wait_queue_head_t`
    WaitQueue,
    /// `struct work_struct`
    Work,
    /// `struct workqueue_struct`
    Workqueue,
    /// `struct tasklet_struct`
    Tasklet,
    /// A reader of RCU, which is no object.
    Rcu,
    /// `struct task_struct`, which has no magic: the machine knows where they are.
    Task,
    /// `struct kobject`, which has no magic either.
    Kobject,
}

impl Kind {
    /// The first word of such an object, as the C headers have it.
    pub const fn magic(self) -> u32 {
        match self {
            Kind::Spinlock => layout::SPINLOCK_MAGIC,
            Kind::Mutex => layout::MUTEX_MAGIC,
            Kind::WwMutex => layout::WW_MUTEX_MAGIC,
            Kind::RwLock => layout::RWLOCK_MAGIC,
            Kind::Semaphore => layout::SEMAPHORE_MAGIC,
            Kind::RwSem => layout::RWSEM_MAGIC,
            Kind::Srcu => layout::SRCU_MAGIC,
            Kind::Completion => layout::COMPLETION_MAGIC,
            Kind::Timer => layout::TIMER_MAGIC,
            Kind::Hrtimer => layout::HRTIMER_MAGIC,
            Kind::IrqWork => layout::IRQ_WORK_MAGIC,
            Kind::WaitQueue => layout::WAIT_QUEUE_MAGIC,
            Kind::Tasklet => layout::TASKLET_MAGIC,
            Kind::Work => layout::WORK_MAGIC,
            Kind::Workqueue => layout::WORKQUEUE_MAGIC,
            Kind::Task | Kind::Rcu | Kind::Kobject => 0,
        }
    }

    /// The kind whose first word this is.
    pub fn of(magic: u32) -> Option<Kind> {
        Kind::ALL.into_iter().find(|k| k.magic() == magic)
    }

    const ALL: [Kind; 15] = [
        Kind::Spinlock,
        Kind::Mutex,
        Kind::WwMutex,
        Kind::RwLock,
        Kind::Semaphore,
        Kind::RwSem,
        Kind::Srcu,
        Kind::Completion,
        Kind::Timer,
        Kind::Hrtimer,
        Kind::IrqWork,
        Kind::WaitQueue,
        Kind::Work,
        Kind::Workqueue,
        Kind::Tasklet,
    ];

    /// The size of its C type in bytes.
    pub const fn size(self) -> usize {
        match self {
            Kind::Spinlock => layout::spinlock::SIZE,
            Kind::Mutex => layout::mutex::SIZE,
            Kind::WwMutex => layout::ww_mutex::SIZE,
            Kind::RwLock => layout::rwlock::SIZE,
            Kind::Semaphore => layout::semaphore::SIZE,
            Kind::RwSem => layout::rw_semaphore::SIZE,
            Kind::Srcu => layout::srcu_struct::SIZE,
            Kind::Rcu => 8,
            Kind::Completion => layout::completion::SIZE,
            Kind::Timer => layout::timer_list::SIZE,
            Kind::Hrtimer => layout::hrtimer::SIZE,
            Kind::IrqWork => layout::irq_work::SIZE,
            Kind::WaitQueue => layout::wait_queue_head::SIZE,
            Kind::Tasklet => layout::tasklet_struct::SIZE,
            Kind::Task => layout::task_struct::SIZE,
            Kind::Kobject => layout::kobject::SIZE,
            Kind::Work => layout::work_struct::SIZE,
            Kind::Workqueue => layout::workqueue_struct::SIZE,
        }
    }

    /// Its name in C.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Spinlock => "spinlock_t",
            Kind::Mutex => "struct mutex",
            Kind::WwMutex => "struct ww_mutex",
            Kind::RwLock => "rwlock_t",
            Kind::Semaphore => "struct semaphore",
            Kind::RwSem => "struct rw_semaphore",
            Kind::Srcu => "struct srcu_struct",
            Kind::Rcu => "RCU reader",
            Kind::Completion => "struct completion",
            Kind::Timer => "struct timer_list",
            Kind::Hrtimer => "struct hrtimer",
            Kind::IrqWork => "struct irq_work",
            Kind::WaitQueue => "wait_queue_head_t",
            Kind::Tasklet => "struct tasklet_struct",
            Kind::Work => "struct work_struct",
            Kind::Workqueue => "struct workqueue_struct",
            Kind::Task => "struct task_struct",
            Kind::Kobject => "struct kobject",
        }
    }
}

/// The state of an object; which fields mean something depends on the kind.
#[derive(Clone, Copy, Debug)]
pub struct Object {
    /// What it is.
    pub kind: Kind,
    /// Where it lies.
    pub address: usize,
    /// Lock: who holds it, alone. Semaphore of one unit: who took it last. Timer: the softirq that runs its callback.
    pub owner: Ctx,
    /// Mutex: the next waiter's number. SRCU: how many grace periods have begun. Completion: how often it is completed; `u32::MAX`: for all. Semaphore: units
    /// that are there.
    pub count: u32,
    /// How many hold it as readers. SRCU: how many are inside.
    pub readers: u32,
    /// The number of the last that joined the queue.
    pub tickets: u32,
    /// Semaphore: how many units it began with.
    pub units: u32,
    /// Timer: when it expires, in nanoseconds of virtual time.
    pub expires: u64,
    /// Timer: the CPU on which it runs.
    pub cpu: u16,
    /// Timer: it waits for its expiry, or for its softirq. Tasklet: it waits for its softirq.
    pub armed: bool,
    /// Timer: it has expired and its softirq has not run it.
    pub due: bool,
    /// Timer of high resolution: it runs in the softirq.
    pub(crate) soft: bool,
    /// Timer, tasklet: how often it has fired.
    pub fired: u32,
    /// Tasklet: the instant at which it ran last, and how often it ran at that instant.
    pub(crate) since: u64,
    pub(crate) burst: u32,
    /// What names its class: where it was initialised, or what a call of `lockdep_set_class` says; 0: itself.
    pub key: usize,
    /// The address of its name, if its initialiser was given one; 0: none.
    pub name: usize,
    /// The subclass that it has by itself.
    pub subclass: u8,
    /// Spinlock: it is a `raw_spinlock_t`.
    pub raw: bool,
    /// Work: the queue it was put on last, the number it got there, and that of the one that runs.
    pub(crate) queue: usize,
    pub(crate) number: u32,
    pub(crate) running: u32,
    /// Work: the worker that was made for it.
    pub(crate) worker: Ctx,
}

impl Object {
    fn new(kind: Kind, address: usize) -> Object {
        Object {
            kind,
            address,
            owner: Ctx::NONE,
            count: 0,
            readers: 0,
            tickets: 0,
            units: 0,
            expires: 0,
            cpu: 0,
            armed: false,
            due: false,
            soft: false,
            fired: 0,
            key: 0,
            name: 0,
            subclass: 0,
            raw: false,
            since: 0,
            burst: 0,
            queue: 0,
            number: 0,
            running: 0,
            worker: Ctx::NONE,
        }
    }
}

impl<M: Memory> Machine<M> {
    /// The object at `address`, which must be initialised.
    #[inline]
    pub(crate) fn object(&mut self, kind: Kind, address: usize) -> Result<usize, Misuse> {
        let Some(word) = self.memory.load(address, 8) else { return Err(Misuse::Wild { address }) };
        let (magic, id) = (word as u32, (word >> 32) as usize);
        if magic != kind.magic() {
            return Err(match word {
                0 => Misuse::Uninitialised { kind, address },
                _ => self.mistaken(kind, address, word),
            });
        }
        if id == 0 {
            return self.register(kind, address);
        }
        if id == layout::RAW_LOCK as usize {
            let id = self.register(kind, address)?;
            self.objects[id].raw = true;
            return Ok(id);
        }
        match self.objects.get(id - 1) {
            Some(o) if o.address == address && o.kind == kind => Ok(id - 1),
            Some(o) if o.kind == kind => Err(Misuse::Moved { kind, address, original: o.address }),
            _ => Err(Misuse::Corrupted { kind, address }),
        }
    }

    /// What the bytes at `address`, which are no object of this kind, are.
    #[cold]
    fn mistaken(&self, kind: Kind, address: usize, word: u64) -> Misuse {
        let magic = |at: usize| self.memory.load(at, 4).unwrap_or(0) as u32;
        let instead = if let Some(other) = Kind::of(word as u32) {
            Instead::Other(other)
        } else if magic(word as usize) == kind.magic() {
            Instead::Pointer
        } else if self.object_at(address).is_none() && self.heap.find(address).is_some() {
            Instead::Nothing
        } else {
            return Misuse::Corrupted { kind, address };
        };
        Misuse::Mistaken { kind, address, instead }
    }

    fn register(&mut self, kind: Kind, address: usize) -> Result<usize, Misuse> {
        let mut object = Object::new(kind, address);
        if kind == Kind::Semaphore {
            let units = self.memory.load(address + layout::semaphore::COUNT, 4).unwrap_or(0) as u32;
            (object.count, object.units) = (units, units);
        }
        self.objects.push(object);
        let id = self.objects.len() as u64;
        let word = u64::from(kind.magic()) | id << 32;
        self.memory.store(address, 8, word).ok_or(Misuse::Wild { address })?;
        if matches!(kind, Kind::Timer | Kind::Hrtimer) {
            self.timers.push(id as u32 - 1);
        }
        Ok(id as usize - 1)
    }

    /// Initialises the object at `address`, whatever lay there before. An object in use is replaced, and that is
    /// a misuse.
    pub fn initialise(&mut self, kind: Kind, address: usize) -> Result<(), Misuse> {
        let Some(word) = self.memory.load(address, 8) else { return Err(Misuse::Wild { address }) };
        let id = (word >> 32) as usize;
        let known = word as u32 == kind.magic() && id > 0;
        if known && kind == Kind::Semaphore && self.objects.get(id - 1).is_some_and(|o| o.address == address)
        {
            // Who took its unit has nothing to give back: the count begins anew.
            self.gives_unit(id - 1);
        }
        let old = known.then(|| self.objects.get(id - 1).copied()).flatten();
        let waits = |c: &Ctx| match self.contexts[c.index()].phase {
            Phase::Declared(Op::Completion(Completion::Waiting(a, ..))) => a == address,
            Phase::Declared(Op::Semaphore(Semaphore::Wait(a, ..))) => a == address,
            _ => false,
        };
        let queued = || self.waiters.iter().find(|w| w.queue == address).map(|w| w.task);
        let waiter = self.alive.iter().copied().find(waits).or_else(queued).unwrap_or(Ctx::NONE);
        let runs_itself = |o: &Object| o.kind == Kind::Work && !o.armed;
        let in_use = |o: &Object| {
            !runs_itself(o) && (o.owner != Ctx::NONE || o.readers > 0 || o.armed || waiter != Ctx::NONE)
        };
        if let Some(o) = old.filter(|o| o.address == address) {
            match o.kind {
                Kind::Tasklet => self.tasklets.retain(|s| s.id as usize != id - 1),
                Kind::Work => self.take_off(id - 1),
                _ => {}
            }
        }
        let used = old.filter(|o| o.address == address && in_use(o));
        match old.filter(|o| o.address == address) {
            Some(_) => self.objects[id - 1] = Object::new(kind, address),
            None => {
                self.register(kind, address)?;
            }
        }
        match used {
            Some(o) => {
                let holder = Some(o.owner).filter(|c| *c != Ctx::NONE).or_else(|| self.reader(address, 0));
                let owner = holder.unwrap_or(waiter);
                Err(Misuse::InitialisedInUse { kind, address, owner })
            }
            None => Ok(()),
        }
    }

    /// The object at `address` was initialised at `pc`, which names its class, as `name`.
    pub fn initialised_at(&mut self, address: usize, pc: usize, name: usize) {
        if let Some(i) = self.number_at(address) {
            (self.objects[i].key, self.objects[i].name) = (pc, name);
        }
    }

    /// The lock at `address` is of the class `key` from here on (0: as before), and of this subclass.
    pub fn set_class(&mut self, address: usize, key: usize, subclass: u8) {
        let magic = self.memory.load(address, 4).unwrap_or(0) as u32;
        let Some(kind) = Kind::of(magic) else { return };
        if let Ok(id) = self.object(kind, address) {
            let object = &mut self.objects[id];
            object.key = if key == 0 { object.key } else { key };
            object.subclass = subclass;
        }
    }

    /// The lock at `address` is a `raw_spinlock_t`.
    pub fn set_raw(&mut self, address: usize) {
        if let Some(i) = self.number_at(address) {
            self.objects[i].raw = true;
        }
    }

    fn number_at(&self, address: usize) -> Option<usize> {
        let id = (self.memory.load(address, 8)? >> 32) as usize;
        let i = id.checked_sub(1)?;
        self.objects.get(i).filter(|o| o.address == address).map(|_| i)
    }

    /// Every object of C memory that was used in this execution.
    pub fn objects(&self) -> &[Object] {
        &self.objects
    }

    /// The object at `address` if it is known, without touching memory.
    pub fn object_at(&self, address: usize) -> Option<&Object> {
        self.objects.iter().rev().find(|o| o.address == address)
    }
}
