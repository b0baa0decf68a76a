//! The rows of a story: which recorded events it is told from, and what each says.

use super::Cast;
use crate::names::operation;
use crate::story::*;
use crate::worker::Worker;
use detect::{Defect, Finding};
use engine::{Ctx, WaitsFor, World};
use machine::{Form, Kind, Node, NodeKind, Op, RwLock, RwSem, Semaphore, Spin, Timer, is_task};
use std::ops::Range;
use vm::{Recorded, Strike};

/// Whether the operation's alternatives above 0 are faults; that a task is moved is none.
fn is_fault(op: &Op) -> bool {
    op.fails() && *op != Op::Affinity(machine::Affinity::Ask)
}

/// Device numbers in words, by the first.
pub(crate) fn numbers(first: u32) -> String {
    format!("device numbers {}:{}", first >> 20, first & 0xf_ffff)
}

/// The most rows of a story.
const ROWS: usize = 60;

impl Worker {
    /// The event of an access of `side`, looking from `from` in the direction of `step`.
    pub(super) fn access_event(
        &self,
        context: Ctx,
        pc: usize,
        range: impl Iterator<Item = usize>,
    ) -> Option<usize> {
        let mut range = range;
        range.find(|i| {
            self.events().get(*i).is_some_and(|r| r.event.context == context && r.event.place.pc == pc)
        })
    }

    /// The events that a story of `finding`, which struck at `at`, is told from.
    pub(super) fn window(&self, finding: &Finding, at: usize) -> Range<usize> {
        let n = self.events().len();
        if let Some(window) = self.lost_update(finding) {
            return self.fault_before(finding, window.start)..window.end;
        }
        match finding.defect {
            Defect::DataRace { earlier, later, .. } => {
                let end = self
                    .access_event(later.context, later.pc, at.saturating_sub(1)..n)
                    .unwrap_or(at.min(n.saturating_sub(1)));
                let start = self.access_event(earlier.context, earlier.pc, (0..end).rev()).unwrap_or(0);
                // An update begins with its load, and ends with its store.
                let line = |i: usize| self.built.source(self.events()[i].event.place.pc).line;
                let same_line = |i: usize, j: usize| {
                    self.events()[i].event.context == self.events()[j].event.context && line(i) == line(j)
                };
                let start = (start.saturating_sub(6)..start)
                    .rev()
                    .take_while(|i| same_line(*i, start))
                    .last()
                    .unwrap_or(start);
                let end = self.after_race(finding, end);
                self.fault_before(finding, start)..(end + 1).min(n)
            }
            Defect::Deadlock { .. } => 0..n,
            Defect::FreedInUse(_)
            | Defect::Leak { .. }
            | Defect::Registered { .. }
            | Defect::Reserved { .. } => 0..at.min(n),
            Defect::Imbalance(_) => {
                let own = |i: &usize| {
                    let e = &self.events()[*i].event;
                    e.context == finding.context && e.place.pc == finding.place.pc
                };
                (0..at.min(n)).rev().find(own).unwrap_or(0)..at.min(n)
            }
            // From what made it atomic: the call, or the interrupt that it is.
            Defect::Sleeps(sleeps) => {
                let began = |r: &Recorded| match sleeps.masks.since {
                    0 => matches!(
                        r.event.what,
                        machine::What::Performed(
                            Op::Irq(machine::Irq::Enter)
                                | Op::Softirq(machine::Softirq::Enter | machine::Softirq::Owed)
                                | Op::Local(machine::Local::Enter),
                            _
                        )
                    ),
                    since => r.event.place.pc == since,
                };
                let own = |i: &usize| self.events()[*i].event.context == finding.context;
                let start = (0..at.min(n)).rev().filter(own).find(|i| began(&self.events()[*i]));
                start.unwrap_or(0)..at.min(n)
            }
            _ => 0..(at + 1).min(n),
        }
    }

    /// For a race: where a fault struck one of the two last before `start`; else `start`.
    fn fault_before(&self, finding: &Finding, start: usize) -> usize {
        let Defect::DataRace { earlier, later, .. } = finding.defect else { return start };
        let struck = |i: &usize| {
            let r = &self.events()[*i];
            let fails = matches!(r.event.what, machine::What::Performed(op, _) if is_fault(&op));
            fails && r.alt > 0 && [earlier.context, later.context].contains(&r.event.context)
        };
        (0..start.min(self.events().len())).rev().find(struck).unwrap_or(start)
    }

    /// For a race: the first load, overtaken by another context's store, up to the store that overwrites it.
    pub(super) fn lost_update(&self, finding: &Finding) -> Option<Range<usize>> {
        let Defect::DataRace { address, earlier, later } = finding.defect else { return None };
        let sides = [earlier.context, later.context];
        let accesses = self.events().iter().enumerate().filter_map(|(i, r)| match r.event.what {
            machine::What::Accessed(a, _)
                if a.address <= address && address < a.address + a.size as usize =>
            {
                sides
                    .contains(&r.event.context)
                    .then(|| (i, r.event.context, a.kind.writes(), r.event.place.pc))
            }
            _ => None,
        });
        let accesses: Vec<_> = accesses.collect();
        let line = |pc: usize| self.built.source(pc).line;
        for (n, (i, c, writes, pc)) in accesses.iter().enumerate() {
            if *writes {
                continue;
            }
            let mut overtaken = false;
            for (j, d, stores, other) in &accesses[n + 1..] {
                if d != c {
                    overtaken |= stores;
                } else if overtaken && *stores && line(*other) == line(*pc) {
                    return Some(*i..*j + 1);
                } else {
                    break;
                }
            }
        }
        None
    }

    /// The last of the next two accesses to the racing bytes by the two sides, if they follow soon.
    pub(super) fn after_race(&self, finding: &Finding, end: usize) -> usize {
        let Defect::DataRace { earlier, later, .. } = finding.defect else { return end };
        let sides = [earlier.context, later.context];
        let follows = (end + 1..self.events().len().min(end + 12)).filter(|i| {
            let r = &self.events()[*i];
            sides.contains(&r.event.context) && self.concerns(finding, r)
        });
        follows.take(2).last().unwrap_or(end)
    }

    /// Whether an event has to do with the finding.
    pub(super) fn concerns(&self, finding: &Finding, r: &Recorded) -> bool {
        let c = r.event.context;
        if let machine::What::Accessed(a, _) = r.event.what {
            // What the kernel reads of its own objects.
            if self.vm.machine.object_at(a.address).is_some_and(|o| o.kind == Kind::Workqueue) {
                return false;
            }
            // Constants: a format string that printk reads.
            if self.built.image.rodata.contains(&a.address) || is_ours(a.address) {
                return false;
            }
        }
        let touches = |address: usize, size: usize| match r.event.what {
            machine::What::Accessed(a, _) => {
                a.address < address + size && address < a.address + a.size as usize
            }
            machine::What::Performed(Op::Kfree(k), _) => {
                let o = self.vm.machine.heap().find(k.address);
                o.is_some_and(|o| o.address < address + size && address < o.address + o.size)
            }
            _ => false,
        };
        let loader = c == machine::INSMOD || c == machine::RMMOD;
        let call = matches!(r.event.what, machine::What::Performed(op, _) if !matches!(op, Op::Kfree(_) | Op::Access(_)));
        if finding.code() == detect::Code::AfterRmmod && c == machine::RMMOD {
            return !matches!(r.event.what, machine::What::Accessed(..));
        }
        match finding.defect {
            Defect::DataRace { address, earlier, later } => {
                let side = c == earlier.context || c == later.context;
                touches(address, 1) || side && call && !loader
            }
            Defect::Sleeps(_) | Defect::Imbalance(_) => c == finding.context,
            Defect::Deadlock { cycle, len } => cycle[..usize::from(len).min(8)].contains(&c) && call,
            Defect::Heap { object, .. } => {
                let o = self.vm.machine.heap().objects().get(object as usize);
                let own = o.is_some_and(|o| touches(o.address, o.size + 16));
                own || call && (c == finding.context || !loader) || self.matters(finding, r)
            }
            _ => c == finding.context || call && !loader || self.matters(finding, r),
        }
    }

    /// Whether another context's access is one to what the guilty context looks at, too, or a marked one.
    pub(super) fn matters(&self, finding: &Finding, r: &Recorded) -> bool {
        match r.event.what {
            machine::What::Accessed(a, _) if a.kind.is_marked() => true,
            machine::What::Accessed(a, _) => {
                let mut mine =
                    self.events().iter().rev().filter(|e| e.event.context == finding.context).take(64);
                mine.any(|e| match e.event.what {
                    machine::What::Accessed(b, _) => {
                        a.address < b.address + b.size as usize && b.address < a.address + a.size as usize
                    }
                    _ => false,
                })
            }
            machine::What::Performed(Op::Kfree(_), _) => true,
            _ => false,
        }
    }

    pub(super) fn rows(&self, strike: &Strike, window: Range<usize>, cast: &mut Cast) -> Vec<Row> {
        let finding = &strike.finding;
        let mut rows: Vec<Row> = Vec::new();
        let mut on_cpu: Vec<(u16, Ctx)> = Vec::new();
        for i in 0..window.end {
            let r = &self.events()[i];
            let c = r.event.context;
            let interrupted = on_cpu.iter().rev().find(|(cpu, _)| *cpu == r.event.cpu).map(|x| x.1);
            if is_task(c) {
                on_cpu.retain(|(cpu, _)| *cpu != r.event.cpu);
                on_cpu.push((r.event.cpu, c));
            }
            if i < window.start || !self.concerns(finding, r) {
                continue;
            }
            let Some(what) = self.what(r, interrupted, cast) else { continue };
            let (source, inside) = self.folded(&r.frames, r.event.place.pc);
            let moved = self.moved(i);
            if let Some((what, true)) = &moved {
                rows.push(Row {
                    actor: cast.index(c),
                    source: source.clone(),
                    what: what.clone(),
                    inside,
                    guilty: None,
                });
            }
            let after = moved.filter(|m| !m.1).map(|m| Row {
                actor: cast.index(c),
                source: source.clone(),
                what: m.0,
                inside,
                guilty: None,
            });
            let row = Row { actor: cast.index(c), source, what, inside, guilty: None };
            if rows.last().is_none_or(|last| {
                last.what != row.what
                    || last.actor != row.actor
                    || matches!(row.what, What::Read { .. } | What::Write { .. })
            }) {
                rows.push(row);
            }
            rows.extend(after);
        }
        let stop = match finding.defect {
            Defect::Deadlock { .. } => false,
            Defect::Sleeps(_) | Defect::Imbalance(_) | Defect::UserCopy { .. } => true,
            _ => finding.is_fatal(),
        };
        if stop {
            let (source, inside) = match finding.defect {
                // Where it returns is not known, but from what.
                Defect::Imbalance(_) => {
                    let function = self.built.image.function_name(self.returning(strike)).unwrap_or("");
                    (Source { function: function.to_owned(), ..Source::default() }, false)
                }
                _ => self.folded(&strike.frames, finding.place.pc),
            };
            let actor = cast.index(finding.context);
            rows.push(Row { actor, source, what: What::Stops, inside, guilty: None });
        }
        let surplus = rows.len().saturating_sub(ROWS);
        rows.drain(..surplus);
        rows
    }

    /// Whether the task of event `i`, which asks for its CPU, is moved: from where to where, and whether that is before
    /// the answer.
    fn moved(&self, i: usize) -> Option<(What, bool)> {
        let r = &self.events()[i];
        let machine::What::Performed(Op::Affinity(machine::Affinity::Ask), Some(answer)) = r.event.what
        else {
            return None;
        };
        if r.alt == 0 {
            return None;
        }
        let before = self.events()[..i].iter().rev().find(|e| e.event.context == r.event.context);
        let to = r.event.cpu;
        let first = answer == u64::from(to);
        let from = if first { before.map_or(to, |e| e.event.cpu) } else { answer as u16 };
        Some((What::Moves(from, to), first))
    }

    pub(crate) fn what(&self, r: &Recorded, interrupted: Option<Ctx>, cast: &mut Cast) -> Option<What> {
        Some(match r.event.what {
            machine::What::Accessed(a, value) => {
                let variable = self.built.variable(self.vm, a.address, a.size as usize);
                match a.kind.writes() {
                    true => What::Write { variable, before: value, value: r.after, size: a.size },
                    false => What::Read { variable, value, size: a.size },
                }
            }
            // Told as the row at which the defect strikes.
            machine::What::Broke(_) => return None,
            machine::What::Called(function) => {
                let name = self.built.image.function_name(function).unwrap_or("?").to_owned();
                What::Begins(name)
            }
            machine::What::Performed(op, result) => match op {
                Op::Lifecycle(machine::Lifecycle::Exited) => What::Ends,
                Op::Atomic(_) | Op::Access(_) | Op::Lifecycle(_) | Op::Load(_) | Op::Process(_) => {
                    return None;
                }
                // What a process does on its way into the module and out of it.
                Op::Node(_) | Op::Kfree(_) if r.event.place.pc == 0 => return None,
                Op::Node(op) => {
                    let result = self.result(r.event.context, &Op::Node(op), result, cast);
                    What::Call { name: self.node_call(op).to_owned(), object: String::new(), result }
                }
                Op::Flags(machine::Flags::Resume(_)) => return None,
                Op::Fault(_) if r.alt == 0 => return None,
                op if r.alt > 0 && is_fault(&op) => {
                    let (name, object) = operation(&op);
                    let object = object.map_or(String::new(), |at| self.built.object(self.vm, at));
                    let value = if matches!(op, Op::Fault(_)) { 0 } else { result.unwrap_or(0) as i64 };
                    What::Call { name: name.to_owned(), object, result: CallResult::Fails(value) }
                }
                Op::Softirq(machine::Softirq::Enter | machine::Softirq::Owed)
                | Op::Local(machine::Local::Enter)
                | Op::Irq(machine::Irq::Enter) => What::Interrupts {
                    cpu: r.event.cpu,
                    interrupted: interrupted
                        .filter(|t| self.vm.machine.context(*t).is_alive())
                        .map(|t| cast.index(t)),
                },
                Op::Softirq(_) | Op::Local(_) => return None,
                Op::Work(machine::Work::Start(_)) | Op::Irq(machine::Irq::Thread(_)) => return None,
                Op::Work(machine::Work::Done(_))
                | Op::Irq(machine::Irq::Exit(_) | machine::Irq::ThreadDone(_))
                | Op::Kthread(machine::Kthread::Exit(_)) => What::Ends,
                Op::Kthread(machine::Kthread::Begin) => return None,
                Op::Timer(Timer::Tick) => What::Time(r.time),
                // All copies are freed by one call.
                Op::Kfree(k) if self.vm.machine.percpu_pointer(k.address).is_some() => What::Call {
                    name: "free_percpu".to_owned(),
                    object: String::new(),
                    result: CallResult::Done,
                },
                _ => {
                    let (name, object) = operation(&op);
                    let object = object.map_or(String::new(), |at| self.built.object(self.vm, at));
                    let result = self.result(r.event.context, &op, result, cast);
                    What::Call { name: name.to_owned(), object, result }
                }
            },
        })
    }

    /// A name that is still there, in words.
    pub(crate) fn registered(&self, slot: usize) -> Told {
        let m = &self.vm.machine;
        let Some(n) = m.nodes().get(slot) else {
            return Told::Registered { name: String::new(), removes: String::new() };
        };
        let name = match n.kind {
            NodeKind::Numbers => numbers(n.device),
            _ => String::from_utf8_lossy(m.path(n)).into_owned(),
        };
        let removes = match (n.kind, n.form) {
            (NodeKind::Device, _) if n.device >> 20 == 10 => "misc_deregister",
            (NodeKind::Numbers, Form::FileOperations) if n.device >> 20 == 10 => "misc_deregister",
            _ if name.starts_with("/sys/kernel/debug/") => "debugfs_remove",
            (NodeKind::Directory, _) if name.starts_with("/sys/devices/") && n.object != 0 => {
                "device_unregister"
            }
            (NodeKind::Directory, _) if name.starts_with("/sys/class/") => "class_unregister",
            (NodeKind::Directory, _) if name.contains("/drivers/") => "driver_unregister",
            (NodeKind::Directory, _) if name.starts_with("/sys/bus/") => "bus_unregister",
            (NodeKind::Directory, _) if n.object != 0 && name.starts_with("/sys/") => "kobject_put",
            _ => self.node_call(Node::Drain(slot as u32)),
        };
        Told::Registered { name, removes: removes.to_owned() }
    }

    /// The call that waits for who is inside of a name, with the name.
    pub(super) fn node_wait(&self, op: &Op) -> String {
        let Op::Node(node) = *op else { return String::new() };
        let name = match node {
            Node::Withdraw(slot, _) | Node::Drain(slot) | Node::DrainOthers(slot, _) => {
                self.registered(slot as usize)
            }
            _ => return format!("{}()", self.node_call(node)),
        };
        let Told::Registered { name, .. } = name else { return String::new() };
        format!("{}({name})", self.node_call(node))
    }

    /// The call that publishes a name, or withdraws it.
    pub(crate) fn node_call(&self, op: Node) -> &'static str {
        let nodes = self.vm.machine.nodes();
        let kind = |slot: u32| nodes.get(slot as usize).map(|n| (n.kind, n.form));
        let has_object = |slot: u32| nodes.get(slot as usize).is_some_and(|n| n.object != 0);
        let sysfs = |slot: u32| {
            nodes.get(slot as usize).is_some_and(|n| {
                let path = self.vm.machine.path(n);
                path.starts_with(b"/sys/") && !path.starts_with(b"/sys/kernel/debug/")
            })
        };
        match op {
            Node::Publish(slot) => match kind(slot) {
                _ if sysfs(slot) => match kind(slot) {
                    Some((NodeKind::Directory, _)) if has_object(slot) => "kobject_add",
                    Some((NodeKind::Directory, _)) => "sysfs_create_group",
                    Some((NodeKind::Link, _)) => "sysfs_create_link",
                    Some((_, Form::Binary)) => "sysfs_create_bin_file",
                    _ => "sysfs_create_file",
                },
                Some((NodeKind::Proc, _)) => "proc_create",
                Some((NodeKind::Directory, _)) => "proc_mkdir",
                Some((NodeKind::Numbers, Form::Cdev)) => "cdev_add",
                Some((NodeKind::Numbers, _)) => "register_chrdev",
                _ => "device_create",
            },
            Node::Desert(_) | Node::DrainOthers(..) => "sysfs_remove_file_self",
            Node::Withdraw(slot, _) | Node::Drain(slot) => match kind(slot) {
                _ if sysfs(slot) => match kind(slot) {
                    Some((NodeKind::Directory, _)) if has_object(slot) => "kobject_del",
                    Some((NodeKind::Directory, _)) => "sysfs_remove_group",
                    Some((NodeKind::Link, _)) => "sysfs_remove_link",
                    Some((_, Form::Binary)) => "sysfs_remove_bin_file",
                    _ => "sysfs_remove_file",
                },
                Some((NodeKind::Proc | NodeKind::Directory, _)) => "remove_proc_entry",
                Some((NodeKind::Numbers, Form::Cdev)) => "cdev_del",
                Some((NodeKind::Numbers, _)) => "unregister_chrdev",
                _ => "device_destroy",
            },
            op => operation(&Op::Node(op)).0,
        }
    }

    pub(super) fn result(&self, c: Ctx, op: &Op, result: Option<u64>, cast: &mut Cast) -> CallResult {
        let Some(value) = result else {
            let owner = match op {
                Op::Spin(_) | Op::Mutex(_) | Op::RwLock(_) | Op::Semaphore(_) | Op::RwSem(_) => {
                    self.blocker(op, c)
                }
                Op::Kthread(machine::Kthread::Stop(task)) => machine::task_at(*task),
                _ => None,
            };
            return CallResult::Waits(owner.map(|o| cast.index(o)));
        };
        match op {
            Op::Spin(Spin::Lock(..) | Spin::Wait(..)) => CallResult::Taken,
            Op::Spin(Spin::Unlock(..)) | Op::Mutex(machine::Mutex::Unlock(_)) => CallResult::Released,
            Op::Mutex(machine::Mutex::LockIn(..)) if value == 0 => CallResult::Taken,
            Op::Mutex(machine::Mutex::Lock(_) | machine::Mutex::Wait(..)) => CallResult::Taken,
            Op::Spin(Spin::TryLock(..)) | Op::RwLock(RwLock::TryLock(..)) if value & 1 != 0 => {
                CallResult::Taken
            }
            Op::Spin(Spin::TryLock(..)) | Op::RwLock(RwLock::TryLock(..)) => CallResult::Returns(0),
            Op::Mutex(machine::Mutex::TryLock(_)) | Op::RwSem(RwSem::TryLock(..)) if value != 0 => {
                CallResult::Taken
            }
            Op::RwLock(RwLock::Lock(..) | RwLock::Wait(..)) => CallResult::Taken,
            Op::RwLock(RwLock::Unlock(..)) => CallResult::Released,
            Op::RwSem(RwSem::Lock(..) | RwSem::Wait(..) | RwSem::Granted(..)) if value == 0 => {
                CallResult::Taken
            }
            Op::RwSem(RwSem::Unlock(..)) => CallResult::Released,
            Op::RwSem(RwSem::Downgrade(_)) => CallResult::Done,
            Op::RwSem(_) => CallResult::Returns(value as i64),
            Op::Semaphore(Semaphore::Up(_)) => CallResult::Released,
            Op::Semaphore(_) if value == 0 => CallResult::Taken,
            Op::Semaphore(_) => CallResult::Returns(value as i64),
            Op::Spin(_) | Op::Mutex(_) | Op::Affinity(machine::Affinity::Ask) => {
                CallResult::Returns(value as i64)
            }
            Op::Kthread(machine::Kthread::Wake(task) | machine::Kthread::WakeFrom(task, _)) => {
                let woken = machine::task_at(*task).filter(|_| value != 0);
                CallResult::Wakes(value as u32, woken.map(|t| cast.index(t)))
            }
            Op::Wait(machine::Wait::Wake(..)) => {
                let first = (value as u32 > 0).then(|| cast.index(Ctx((value >> 32) as u16)));
                CallResult::Wakes(value as u32, first)
            }
            Op::Wait(machine::Wait::IsActive(_)) => CallResult::Returns(value as i64),
            Op::Kthread(machine::Kthread::ShouldStop | machine::Kthread::Join(_)) => {
                CallResult::Returns(value as i32 as i64)
            }
            Op::Completion(machine::Completion::Done(_) | machine::Completion::TryWait(_)) => {
                CallResult::Returns(value as i64)
            }
            Op::Hrtimer(machine::Hrtimer::Start(..)) => CallResult::Done,
            Op::Timer(_) | Op::Hrtimer(_) | Op::Irq(machine::Irq::Request(..)) => {
                CallResult::Returns(value as i32 as i64)
            }
            Op::Work(w) => match w {
                machine::Work::Drain(_) | machine::Work::FlushQueue(_) | machine::Work::FlushingQueue(..) => {
                    CallResult::Done
                }
                _ => CallResult::Returns(value as i64),
            },
            Op::WwMutex(_) => CallResult::Returns(value as i32 as i64),
            _ => CallResult::Done,
        }
    }
}

/// `jiffies`, `nr_cpu_ids`, `system_wq` and the masks of CPUs, which modules only read.
fn is_ours(address: usize) -> bool {
    let queues = machine::layout::SYSTEM_QUEUE_POINTERS;
    address.wrapping_sub(region::layout::JIFFIES) < 16
        || (queues..queues + 48).contains(&address)
        || kernel::data::CPU_MASKS.contains(address)
}

impl Worker {
    /// For whom `c` waits, as far as the end of the execution shows: the next of the cycle that it closes, else who
    /// holds what `op` acts on.
    fn blocker(&self, op: &Op, c: Ctx) -> Option<Ctx> {
        let machine = &self.vm.machine;
        let waits = machine.declared(c).filter(|d| d.object() == op.object());
        let cycle = self.vm.course.cycle();
        if let (Some(_), Some(at)) = (waits, cycle.iter().position(|d| *d == c)) {
            return Some(cycle[(at + 1) % cycle.len()]);
        }
        match waits.map(|_| machine.waits_for(c)) {
            Some(WaitsFor::Context(owner) | WaitsFor::Presumably(owner)) => Some(owner),
            _ => {
                let address = op.object()?;
                let holds = |d: &Ctx| machine.held(*d).iter().any(|h| h.address == address);
                let holder = || machine.appeared().iter().copied().find(holds);
                machine.lock_owner(address).or_else(holder).filter(|owner| *owner != c)
            }
        }
    }
}

/// Numbers the rows that are guilty places.
pub(super) fn mark(rows: &mut [Row], places: &[Guilty], finding: &Finding) {
    let is_race = matches!(finding.defect, Defect::DataRace { .. });
    for (n, place) in places.iter().enumerate() {
        let fits = |row: &Row| {
            let write = matches!(row.what, What::Write { .. });
            row.guilty.is_none()
                && row.actor == place.actor
                && row.source.line == place.source.line
                && (!is_race
                    || place.access.is_some_and(|a| a.write == write)
                        && matches!(row.what, What::Write { .. } | What::Read { .. }))
        };
        let found = match place.role {
            Role::Earlier | Role::Took | Role::Allocated | Role::Since => rows.iter_mut().find(|r| fits(r)),
            _ => rows.iter_mut().rev().find(|r| fits(r)),
        };
        if let Some(row) = found {
            row.guilty = Some(n + 1);
        }
    }
}
