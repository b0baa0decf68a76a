//! The guilty places of a story and the values of its defect, with names.

use super::{Cast, rows::numbers};
use crate::names::operation;
use crate::story::*;
use crate::worker::Worker;
use detect::finding::Fault as Raw;
use detect::{Defect, balance};
use engine::Ctx;
use machine::{Instead, Kind, Misuse, Op, Place, Protection, What, is_task};
use region::{Memory, layout};
use vm::{Recorded, Strike};

impl Worker {
    /// The innermost place in the module's own files: what stands in one of our headers is told by its caller.
    pub(super) fn own_source(&self, stack: &[Source], fallback: Source) -> Source {
        stack.iter().find(|s| is_own(s)).cloned().unwrap_or(fallback)
    }

    /// The place that is told of an event at `pc` with these callers, and whether it lies in a function of a header that
    /// is called from there.
    pub(crate) fn folded(&self, frames: &[usize], pc: usize) -> (Source, bool) {
        let here = self.built.source(pc);
        if here.line == 0 || is_own(&here) {
            return (here, false);
        }
        let told = self.own_source(&self.stack(frames), here);
        let inside = is_own(&told);
        (told, inside)
    }

    pub(crate) fn stack(&self, frames: &[usize]) -> Vec<Source> {
        frames.iter().take_while(|pc| **pc != 0).map(|pc| self.built.source(*pc)).collect()
    }

    pub(crate) fn held(&self, held: &[machine::Held]) -> Vec<HeldLock> {
        let held = held.iter().filter(|h| h.address != 0);
        held.map(|h| HeldLock {
            name: self.built.object(self.vm, h.address),
            taken: self.built.source(h.pc),
            shared: h.side == machine::Side::Read,
        })
        .collect()
    }

    pub(super) fn places(&self, strike: &Strike, cast: &mut Cast) -> Vec<Guilty> {
        let (finding, at) = (&strike.finding, strike.at);
        let place_of = |c: Ctx, place: Place, role, cast: &mut Cast| {
            let stack = self.stack(&self.vm.frames(c, place));
            Guilty {
                role,
                actor: cast.index(c),
                source: self.own_source(&stack, self.built.source(place.pc)),
                access: None,
                stack,
                held: self.held(self.vm.machine.held(c)),
            }
        };
        let here = |cast: &mut Cast| {
            let stack = self.stack(&strike.frames);
            Guilty {
                role: Role::Here,
                actor: cast.index(finding.context),
                source: self.own_source(&stack, self.built.source(finding.place.pc)),
                access: None,
                stack,
                held: self.held(&strike.held),
            }
        };
        let only = |c: Ctx, pc: usize, role, cast: &mut Cast| Guilty {
            role,
            actor: cast.index(c),
            source: self.built.source(pc),
            access: None,
            stack: vec![self.built.source(pc)],
            held: Vec::new(),
        };
        match finding.defect {
            Defect::DataRace { earlier, later, .. } => {
                let n = self.events().len();
                let second = self.access_event(later.context, later.pc, at.saturating_sub(1)..n);
                let before = second.unwrap_or(at);
                let first = self.access_event(earlier.context, earlier.pc, (0..before).rev());
                let mut side = |s: detect::Side, i: Option<usize>, role| {
                    let r = i.map(|i| &self.events()[i]);
                    let size = match r.map(|r| r.event.what) {
                        Some(machine::What::Accessed(a, _)) => a.size,
                        _ => 0,
                    };
                    let stack = r.map_or(vec![self.built.source(s.pc)], |r| self.stack(&r.frames));
                    Guilty {
                        role,
                        actor: cast.index(s.context),
                        source: self.own_source(&stack, self.built.source(s.pc)),
                        access: Some(AccessWord {
                            write: s.kind.writes(),
                            marked: s.kind.is_marked(),
                            asserts: s.asserts,
                            size,
                        }),
                        stack,
                        held: r.map_or(Vec::new(), |r| self.held(&r.held)),
                    }
                };
                vec![side(earlier, first, Role::Earlier), side(later, second, Role::Here)]
            }
            Defect::Deadlock { cycle, len } => {
                let cycle = &cycle[..usize::from(len).min(8)];
                let waits: Vec<Guilty> = cycle
                    .iter()
                    .map(|c| place_of(*c, self.vm.machine.context(*c).place, Role::Waits, cast))
                    .collect();
                let took =
                    cycle.iter().flat_map(|c| self.vm.machine.held(*c).iter().map(move |h| (*c, h.pc)));
                let took: Vec<Guilty> = took.map(|(c, pc)| only(c, pc, Role::Took, cast)).collect();
                waits.into_iter().chain(took).collect()
            }
            Defect::Heap { object, write, size, .. } => {
                let mut here = here(cast);
                here.access = Some(AccessWord { write, marked: false, asserts: false, size });
                let mut all = vec![here];
                if let Some(o) = self.vm.machine.heap().objects().get(object as usize) {
                    if let Some((c, pc)) = o.freed {
                        all.push(only(c, pc, Role::Freed, cast));
                    }
                    all.push(only(o.by.0, o.by.1, Role::Allocated, cast));
                }
                all
            }
            Defect::Sleeps(sleeps) => {
                let mut all = vec![here(cast)];
                if sleeps.masks.since != 0 {
                    all.push(only(finding.context, sleeps.masks.since, Role::Since, cast));
                }
                all
            }
            Defect::Imbalance(imbalance) => {
                let role = if imbalance.lock == 0 { Role::Since } else { Role::Took };
                vec![only(finding.context, finding.place.pc, role, cast)]
            }
            Defect::FreedInUse(in_use) => {
                let mut all = vec![here(cast)];
                if let Some((c, pc)) = in_use.held {
                    all.push(only(c, pc, Role::Took, cast));
                }
                all
            }
            Defect::Leak { .. } | Defect::Registered { .. } | Defect::Reserved { .. } => {
                vec![only(finding.context, finding.place.pc, Role::Allocated, cast)]
            }
            Defect::Misuse(Misuse::DoubleFree { address }) => {
                let mut all = vec![here(cast)];
                if let Some((c, pc)) = self.vm.machine.heap().find(address).and_then(|o| o.freed) {
                    all.push(only(c, pc, Role::Freed, cast));
                }
                all
            }
            Defect::Leftover { blocked: true } => {
                // Everybody who waits belongs to it; the one that shows it stands first.
                let others = self.vm.machine.appeared().iter().copied().filter(|c| {
                    let context = self.vm.machine.context(*c);
                    let waits = context.is_alive() && context.asleep && context.place.pc != 0;
                    *c != finding.context && is_task(*c) && waits
                });
                let others: Vec<Ctx> = others.collect();
                let mut all = vec![here(cast)];
                for c in others {
                    all.push(place_of(c, self.vm.machine.context(c).place, Role::Waits, cast));
                }
                // A lock that was never given back.
                let mut kept = Vec::new();
                for c in all.iter().map(|g| g.actor).map(|actor| cast.0[actor]) {
                    if let Some(kept_by) = self.keeper(c).filter(|k| !kept.contains(k)) {
                        kept.push(kept_by);
                    }
                }
                all.extend(kept.into_iter().map(|(c, pc)| only(c, pc, Role::Took, cast)));
                all
            }
            _ => vec![here(cast)],
        }
    }

    /// Who has the lock for which `c` waits, waits for nothing itself, and where it took it.
    fn keeper(&self, c: Ctx) -> Option<(Ctx, usize)> {
        let machine = &self.vm.machine;
        let address = machine.declared(c).filter(is_lock)?.object()?;
        let keeps = |k: Ctx| {
            let asleep = machine.context(k).asleep;
            let held = machine.held(k).iter().rev().find(|h| h.address == address && !asleep)?;
            Some((k, held.pc))
        };
        machine.appeared().iter().find_map(|k| keeps(*k))
    }

    pub(super) fn told(&self, strike: &Strike, cast: &mut Cast) -> Told {
        let finding = &strike.finding;
        let m = &self.vm.machine;
        let name = |address: usize| self.built.object(self.vm, address);
        match finding.defect {
            Defect::DataRace { address, .. } => {
                Told::DataRace { variable: self.built.variable(self.vm, address, 1), address }
            }
            Defect::Deadlock { cycle, len } => {
                let cycle = &cycle[..usize::from(len).min(8)];
                let waiting = cycle.iter().map(|c| {
                    let context = m.context(*c);
                    let cpu = m.cpu(context.cpu);
                    let interrupted = !context.asleep && cpu.above(*c).is_some() && cpu.top() != *c;
                    let waits_for = m.declared(*c).map_or(String::new(), |op| match operation(&op) {
                        _ if matches!(op, Op::Node(_)) => self.node_wait(&op),
                        (_, Some(at)) if is_lock(&op) => name(at),
                        (what, Some(at)) => format!("{what}({})", name(at)),
                        (what, None) => format!("{what}()"),
                    });
                    Waiting {
                        actor: cast.index(*c),
                        waits_for: if interrupted { String::new() } else { waits_for },
                        at: self.folded(&self.vm.frames(*c, context.place), context.place.pc).0,
                        holds: self.held(m.held(*c)),
                        interrupted,
                    }
                });
                Told::Deadlock { cycle: waiting.collect() }
            }
            Defect::Oops { address, fault } => Told::Oops {
                address,
                how: String::new(),
                user: layout::USER.contains(address),
                fault: match fault {
                    Raw::Page { fetch: true, .. } => Fault::Jump,
                    Raw::Page { write: true, .. } => Fault::Write,
                    Raw::Page { .. } => Fault::Read,
                    Raw::Protection => Fault::Protection,
                    Raw::Divide => Fault::Divide,
                    Raw::InvalidOpcode => Fault::InvalidOpcode,
                    Raw::Stack => Fault::Stack,
                },
            },
            Defect::Heap { address, size, write, object, freed } => Told::Heap {
                freed,
                write,
                size,
                address,
                object: m.heap().objects().get(object as usize).map(|o| (o.address, o.size)),
            },
            Defect::StackOverflow { depth } => Told::StackOverflow { depth },
            Defect::Sleeps(sleeps) => self.sleeps(strike, &sleeps),
            Defect::Locks { .. } => {
                Told::Locks { rule: LockRule::Circular, says: Vec::new(), acts: Vec::new() }
            }
            Defect::Bug => Told::Bug,
            Defect::Preemptible { call } => Told::Preemptible { call: call.to_owned() },
            Defect::Warn { line, message } => self.warned(line as usize, message, finding.place.pc),
            Defect::UserCopy { room, size, to_user } => Told::UserCopy { room, size, to_user },
            Defect::Imbalance(imbalance) => Told::Imbalance {
                caller: self.caller(imbalance.caller, finding.context),
                function: self.built.image.function_name(self.returning(strike)).unwrap_or("").to_owned(),
                lock: if imbalance.lock == 0 { String::new() } else { name(imbalance.lock) },
                masks: self.masks(&imbalance.masks, finding.context, strike.at),
            },
            Defect::FreedInUse(in_use) => {
                let at = in_use.address;
                let hint = match in_use.kind {
                    Kind::Timer => m.memory.load(at + machine::layout::timer_list::FUNCTION, 8),
                    Kind::Hrtimer => m.memory.load(at + machine::layout::hrtimer::FUNCTION, 8),
                    Kind::Work => m.memory.load(at + machine::layout::work_struct::FUNCTION, 8),
                    _ => None,
                };
                let hint = hint.and_then(|f| self.built.image.function_name(f as usize));
                Told::FreedInUse {
                    kind: in_use.kind.name().to_owned(),
                    object: name(at),
                    owner: in_use.held.map(|(c, _)| cast.index(c)),
                    hint: hint.unwrap_or("").to_owned(),
                }
            }
            Defect::SoftLockup => Told::SoftLockup,
            Defect::Registered { slot } => self.registered(slot as usize),
            Defect::Reserved { first } => {
                Told::Registered { name: numbers(first), removes: "unregister_chrdev_region".to_owned() }
            }
            Defect::Leak { object } => {
                let o = m.heap().objects().get(object as usize);
                Told::Leak { address: o.map_or(0, |o| o.address), size: o.map_or(0, |o| o.size) }
            }
            Defect::Leftover { blocked: false } => {
                Told::AfterRmmod { thread: true, address: finding.place.pc }
            }
            Defect::Leftover { blocked: true } => {
                let op = m.declared(finding.context);
                let queued = m.waiters().iter().find(|w| w.task == finding.context).map(|w| w.queue);
                if let (Some(Op::Sched(_)), Some(queue)) = (op, queued) {
                    return Told::Hang { waits_at: format!("the wait queue {}", name(queue)) };
                }
                let waits_at = op.map_or(String::new(), |op| match operation(&op) {
                    _ if matches!(op, Op::Node(_)) => self.node_wait(&op),
                    (what, Some(at)) => {
                        format!("{what}(&{})", name(at))
                    }
                    (what, None) => format!("{what}()"),
                });
                Told::Hang { waits_at }
            }
            Defect::Misuse(misuse) => self.rule(misuse, cast),
        }
    }

    fn sleeps(&self, strike: &Strike, sleeps: &detect::Sleeps) -> Told {
        let (finding, own) = (&strike.finding, strike.finding.context);
        let performed = |r: &Recorded| match r.event.what {
            What::Performed(op, _) if r.event.context == own => Some((op, r.event.place.pc)),
            _ => None,
        };
        let here = || {
            let mut after = self.events().iter().skip(strike.at).filter_map(performed);
            after.find(|(_, pc)| *pc == finding.place.pc).map(|(op, _)| operation(&op).0)
        };
        Told::Sleeps {
            call: sleeps.call.or_else(here).unwrap_or_default().to_owned(),
            schedules: sleeps.schedules,
            masks: self.masks(&sleeps.masks, own, strike.at),
        }
    }

    /// The function that has returned: the one that was called, or the innermost in whose place something was taken.
    pub(super) fn returning(&self, strike: &Strike) -> usize {
        match strike.finding.defect {
            Defect::Imbalance(i) if i.function != 0 => i.function,
            _ => strike.finding.place.pc.wrapping_sub(1),
        }
    }

    fn caller(&self, caller: balance::Caller, c: Ctx) -> Caller {
        use balance::Caller as Raw;
        match caller {
            Raw::Init => Caller::Init,
            Raw::Exit => Caller::Exit,
            Raw::Thread => Caller::Thread,
            Raw::Work => Caller::Work,
            Raw::Timer => Caller::Timer,
            Raw::Hrtimer => Caller::Hrtimer,
            Raw::Ipi => Caller::Ipi,
            Raw::Tasklet => Caller::Tasklet,
            Raw::Irq => Caller::Irq(self.vm.machine.line(c).map_or(0, |l| l.irq)),
            Raw::Syscall(call) => Caller::Syscall(call.to_owned()),
        }
    }

    /// What a warning said, whose record of the log is `line`.
    fn warned(&self, line: usize, message: bool, pc: usize) -> Told {
        let text = |n: usize| {
            let record = self.vm.log.records().nth(n);
            record.map_or(String::new(), |(_, text)| String::from_utf8_lossy(text).into_owned())
        };
        let message = if message && line > 0 { text(line - 1) } else { String::new() };
        let warning = text(line);
        let place = warning.split_once(" at ").map_or("", |(_, place)| place);
        let own = self.vm.functions.iter().any(|f| (f.start..f.start + f.size).contains(&pc.wrapping_sub(1)))
            && place.ends_with(']');
        Told::Warn { message, place: if own { String::new() } else { place.to_owned() } }
    }

    /// What keeps `c` from sleeping at the event `at`, with the lock that began it.
    fn masks(&self, masks: &machine::Masks, c: Ctx, at: usize) -> Masks {
        let mut before = self.events().iter().take(at).rev();
        let began = before.find(|r| r.event.context == c && r.event.place.pc == masks.since);
        let lock = match began.map(|r| r.event.what) {
            Some(What::Performed(op, _)) => op.object().filter(|_| masks.since != 0),
            _ => None,
        };
        Masks {
            count: masks.count,
            preemption: masks.preempt > 0,
            bottom_halves: masks.bh > 0,
            interrupts: masks.irqs_off,
            reader: masks.rcu > 0,
            lock: lock.map_or(String::new(), |at| self.built.variable(self.vm, at, 8)),
        }
    }

    pub(super) fn rule(&self, misuse: Misuse, cast: &mut Cast) -> Told {
        let name = |address: usize| self.built.object(self.vm, address);
        let rule = |rule, object: String, of: &str, owner| Told::Misuse {
            rule,
            object,
            of: of.to_owned(),
            owner,
            instead: String::new(),
        };
        match misuse {
            Misuse::Wild { address } => {
                let user = layout::USER.contains(address);
                Told::Oops { fault: Fault::Read, address, how: String::new(), user }
            }
            Misuse::ModuleGone { address } => Told::AfterRmmod { thread: false, address },
            Misuse::Uninitialised { kind, address } => {
                rule(Rule::Uninitialised, name(address), kind.name(), None)
            }
            Misuse::Corrupted { kind, address } => rule(Rule::Corrupted, name(address), kind.name(), None),
            Misuse::Mistaken { kind, address, instead } => Told::Misuse {
                rule: Rule::Mistaken,
                object: name(address),
                of: kind.name().to_owned(),
                owner: None,
                instead: match instead {
                    Instead::Other(other) => other.name().to_owned(),
                    Instead::Pointer => format!("pointer to a {}", kind.name()),
                    Instead::Nothing => String::new(),
                },
            },
            Misuse::Moved { kind, address, .. } => rule(Rule::Moved, name(address), kind.name(), None),
            Misuse::InitialisedInUse { kind, address, owner } => {
                let owner = (owner != Ctx::NONE).then(|| cast.index(owner));
                rule(Rule::InitialisedInUse, name(address), kind.name(), owner)
            }
            Misuse::NotHeld { kind, address, owner } => {
                rule(Rule::NotHeld, name(address), kind.name(), owner.map(|o| cast.index(o)))
            }
            Misuse::Unprotected { address, by } => {
                let by = match by {
                    Protection::Reader => "rcu_dereference_check",
                    Protection::Condition => "rcu_dereference_protected",
                    Protection::List => "list",
                };
                rule(Rule::Unprotected, self.built.variable(self.vm, address, 8), by, None)
            }
            Misuse::NoTask { address } => rule(Rule::NoTask, name(address), "struct task_struct", None),
            Misuse::NoLine { irq } => rule(Rule::NoLine, format!("irq {irq}"), "free_irq", None),
            Misuse::NotAllocated { address } => rule(Rule::NotAllocated, name(address), "kfree", None),
            Misuse::DoubleFree { address } => rule(Rule::DoubleFree, name(address), "kfree", None),
        }
    }
}

/// Whether the operation acts on a lock, which is told by its name.
fn is_lock(op: &Op) -> bool {
    matches!(
        op,
        Op::Spin(_) | Op::Mutex(_) | Op::WwMutex(_) | Op::RwLock(_) | Op::Semaphore(_) | Op::RwSem(_)
    )
}

/// Whether the place is known and in a file of the module.
fn is_own(source: &Source) -> bool {
    source.line > 0 && !source.file.starts_with("include/")
}
