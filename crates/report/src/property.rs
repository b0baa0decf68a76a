//! Any story makes a report: no panic, no line wider than the terminal, no spaces at the end of a line.

use crate::{Style, finding, json, replayed, samples, text, verdict};
use detect::Code;
use proptest::prelude::*;
use scenario::story::*;

/// Values for a story, drawn from random numbers; zero when they are used up.
struct Draw(Vec<u32>);

const WORDS: &[&str] = &[
    "",
    "x",
    "ring->lock",
    "mutex_lock(&a_rather_long_name_of_a_lock_in_a_structure->member[index]);",
    "if (a && b) { /* what */",
    "\tcount += \"a // b\" ;",
    "\u{6f22}\u{5b57}\u{304b}\u{306a}",
    "e\u{301}\u{200d}\u{fe0f}\u{1f600}",
    "\u{1b}[31m\n\r",
    "))((",
    "0x1000",
    "object from some/where.c:12 + 8",
];

impl Draw {
    fn below(&mut self, n: usize) -> usize {
        self.0.pop().unwrap_or(0) as usize % n
    }

    fn flip(&mut self) -> bool {
        self.below(2) == 1
    }

    fn word(&mut self) -> String {
        WORDS[self.below(WORDS.len())].to_string()
    }

    fn number(&mut self) -> u64 {
        [0, 1, 7, 4095, 0xffff_ffff, 0x1000_0000, u64::MAX, 0xdead_0000_0000_0100][self.below(8)]
    }

    fn source(&mut self) -> Source {
        let file = ["", "a.c", "some/rather/long/path/to/a/source/file/of/a/module.c"][self.below(3)];
        let line = [0, 1, 17, 1204, u32::MAX][self.below(5)];
        let column = [0, 1, 9, 4000][self.below(4)];
        Source { file: file.into(), line, column, function: self.word(), text: self.word() }
    }

    fn held(&mut self) -> Vec<HeldLock> {
        (0..self.below(3))
            .map(|_| HeldLock { name: self.word(), taken: self.source(), shared: self.flip() })
            .collect()
    }

    fn actor(&mut self) -> Actor {
        let kinds = [
            ActorKind::Kthread,
            ActorKind::Insmod,
            ActorKind::Rmmod,
            ActorKind::Irq(7),
            ActorKind::Interrupt,
            ActorKind::Softirq,
            ActorKind::Clock,
        ];
        let kind = kinds[self.below(6)];
        let pid = self.number() as u32;
        Actor {
            name: self.word(),
            kind,
            function: self.word(),
            comm: self.word(),
            pid,
            cpu: self.number() as u16,
        }
    }

    fn guilty(&mut self) -> Guilty {
        let roles =
            [Role::Here, Role::Earlier, Role::Waits, Role::Took, Role::Allocated, Role::Freed, Role::Since];
        let access = AccessWord {
            write: self.flip(),
            marked: self.flip(),
            asserts: self.flip(),
            size: self.number() as u32,
        };
        Guilty {
            role: roles[self.below(7)],
            actor: self.below(6),
            source: self.source(),
            access: self.flip().then_some(access),
            stack: (0..self.below(4)).map(|_| self.source()).collect(),
            held: self.held(),
        }
    }

    fn what(&mut self) -> What {
        let size = [0, 1, 4, 8, 4096][self.below(5)];
        match self.below(8) {
            0 => What::Read { variable: self.word(), value: self.number(), size },
            1 => {
                let value = self.flip().then_some(self.number());
                What::Write { variable: self.word(), before: self.number(), value, size }
            }
            2 | 3 => {
                let results = [
                    CallResult::Taken,
                    CallResult::Released,
                    CallResult::Waits(None),
                    CallResult::Waits(Some(self.below(6))),
                    CallResult::Wakes(self.below(3) as u32, self.flip().then_some(self.below(6))),
                    CallResult::Done,
                    CallResult::Returns(self.number() as i64),
                    CallResult::Fails(-4),
                ];
                What::Call { name: "mutex_lock".into(), object: self.word(), result: results[self.below(8)] }
            }
            4 => What::Begins(self.word()),
            5 => What::Interrupts { cpu: 1, interrupted: self.flip().then_some(self.below(6)) },
            6 if self.flip() => What::Moves(1, 2),
            6 => What::Time(self.number()),
            _ => {
                if self.flip() {
                    What::Ends
                } else {
                    What::Stops
                }
            }
        }
    }

    fn act(&mut self) -> LockAct {
        let interrupts = [None, Some(Interrupts::InHardirq), Some(Interrupts::SoftirqsOn)][self.below(3)];
        LockAct { actor: self.below(6), lock: self.word(), under: self.word(), interrupts }
    }

    fn masks(&mut self) -> Masks {
        Masks {
            count: self.number() as u32 & 0xff_ffff,
            preemption: self.flip(),
            reader: self.flip(),
            bottom_halves: self.flip(),
            interrupts: self.flip(),
            lock: self.word(),
        }
    }

    fn told(&mut self) -> Told {
        let rules = [
            Rule::Uninitialised,
            Rule::Corrupted,
            Rule::Mistaken,
            Rule::Moved,
            Rule::InitialisedInUse,
            Rule::NotHeld,
            Rule::NoTask,
            Rule::Unprotected,
            Rule::NoLine,
            Rule::NotAllocated,
            Rule::DoubleFree,
        ];
        let faults = [Fault::Read, Fault::Write, Fault::Jump, Fault::Protection, Fault::Divide, Fault::Stack];
        let address = self.number() as usize;
        match self.below(20) {
            0 => Told::DataRace { variable: self.word(), address },
            1 | 2 => Told::Deadlock {
                cycle: (0..self.below(5))
                    .map(|_| Waiting {
                        actor: self.below(6),
                        waits_for: self.word(),
                        at: self.source(),
                        holds: self.held(),
                        interrupted: self.flip(),
                    })
                    .collect(),
            },
            3 => Told::Oops { fault: faults[self.below(6)], address, how: String::new(), user: self.flip() },
            4 => Told::Heap {
                freed: self.flip(),
                write: self.flip(),
                size: self.number() as u32,
                address,
                object: self.flip().then_some((self.number() as usize, self.number() as usize)),
            },
            5 => Told::StackOverflow { depth: address },
            6 => Told::Misuse {
                rule: rules[self.below(10)],
                object: self.word(),
                of: self.word(),
                owner: self.flip().then_some(self.below(6)),
                instead: self.word(),
            },
            7 => Told::AfterRmmod { thread: self.flip(), address },
            8 => Told::Bug,
            9 => Told::Warn { message: self.word(), place: self.word() },
            13 => Told::UserCopy { room: address, size: address, to_user: self.flip() },
            14 => {
                let callers = [Caller::Init, Caller::Thread, Caller::Irq(7), Caller::Syscall("read".into())];
                let caller = callers[self.below(4)].clone();
                Told::Imbalance { caller, function: self.word(), lock: self.word(), masks: self.masks() }
            }
            15 => Told::FreedInUse {
                kind: "struct timer_list".into(),
                object: self.word(),
                owner: self.flip().then_some(self.below(6)),
                hint: self.word(),
            },
            10 => Told::SoftLockup,
            16 => Told::Registered { name: self.word(), removes: self.word() },
            17 => Told::Leak { address, size: address },
            19 => {
                let rules =
                    [LockRule::Circular, LockRule::Recursive, LockRule::Interrupt, LockRule::WaitContext];
                let acts = (0..self.below(5)).map(|_| self.act()).collect();
                Told::Locks { rule: rules[self.below(4)], says: vec![self.word(), self.word()], acts }
            }
            18 => Told::Preemptible { call: self.word() },
            11 => Told::Sleeps { call: self.word(), schedules: self.flip(), masks: self.masks() },
            _ => Told::Hang { waits_at: self.word() },
        }
    }

    fn story(&mut self) -> Story {
        Story {
            code: [Code::Deadlock, Code::Warn][self.below(2)],
            defect: self.told(),
            actors: (0..self.below(6)).map(|_| self.actor()).collect(),
            places: (0..self.below(4)).map(|_| self.guilty()).collect(),
            rows: (0..self.below(50))
                .map(|_| {
                    let guilty = [None, Some(1), Some(2), Some(0)][self.below(4)];
                    let inside = self.below(2) == 0;
                    Row { actor: self.below(6), source: self.source(), what: self.what(), inside, guilty }
                })
                .collect(),
            faults: self.below(2) as u32,
            migrations: self.below(2) as u32,
            preemptions: self.below(3) as u32,
            interrupts: self.below(3) as u32,
            outcomes: None,
        }
    }
}

proptest! {
    #[test]
    fn any_story_fits(numbers in prop::collection::vec(any::<u32>(), 0..900), width in 0_usize..160) {
        let mut v = samples::verdict(vec![Draw(numbers).story()]);
        v.findings[0].trace = None;
        let style = Style { width, colour: false, verbose: width % 2 == 0 };
        let pages = [verdict(&v, &style), finding(&v.findings[0], &v, &style), replayed(&v.findings[0], &v, &style)];
        for line in pages.iter().flat_map(|p| p.split('\n')) {
            prop_assert!(text::width(line) <= width.max(40), "too wide at {width}: {line:?}");
            prop_assert!(!line.ends_with(' '), "a space at the end: {line:?}");
        }
        let markups = [
            (crate::Markup::Svg, crate::documents::well_formed as fn(&str) -> Result<(), String>),
            (crate::Markup::Latex, crate::documents::is_latex),
            (crate::Markup::Markdown, crate::documents::is_markdown),
        ];
        for (markup, check) in markups {
            let text = crate::document(markup, &v, &[], false);
            prop_assert_eq!(check(&text), Ok(()), "{}", text);
        }
        let value: serde_json::Value = serde_json::from_str(&json(&v)).expect("it is JSON");
        prop_assert_eq!(&value["schema"], 1);
    }
}
