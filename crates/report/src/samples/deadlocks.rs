//! Deadlocks made by hand: of one, two and three contexts, with an interrupt, with a wait that is no lock.

use super::*;

/// Two threads take two mutexes in different orders.
pub fn abba() -> Story {
    let line = |n, f, text: &str| at("pets.c", n, 2, f, text);
    let [a1, b1] = [line(42, "feed", "mutex_lock(&cat_lock);"), line(44, "feed", "mutex_lock(&dog_lock);")];
    let [b2, a2] = [line(59, "walk", "mutex_lock(&dog_lock);"), line(61, "walk", "mutex_lock(&cat_lock);")];
    let link = |actor, waits_for: &str, at: &Source, holds| Waiting {
        actor,
        waits_for: waits_for.into(),
        at: at.clone(),
        holds: vec![holds],
        interrupted: false,
    };
    let defect = Told::Deadlock {
        cycle: vec![
            link(0, "dog_lock", &b1, held("cat_lock", &a1)),
            link(1, "cat_lock", &a2, held("dog_lock", &b2)),
        ],
    };
    let places = vec![
        guilty(Role::Waits, 0, &b1, None),
        guilty(Role::Waits, 1, &a2, None),
        guilty(Role::Took, 0, &a1, None),
        guilty(Role::Took, 1, &b2, None),
    ];
    let rows = vec![
        mark(row(0, &a1, call("mutex_lock", "cat_lock", CallResult::Taken)), 3),
        mark(row(1, &b2, call("mutex_lock", "dog_lock", CallResult::Taken)), 4),
        mark(row(1, &a2, call("mutex_lock", "cat_lock", CallResult::Waits(Some(0)))), 2),
        mark(row(0, &b1, call("mutex_lock", "dog_lock", CallResult::Waits(Some(1)))), 1),
    ];
    let mut actors = vec![thread("feed", 0, 101, 0), thread("walk", 0, 102, 1)];
    for (a, name) in actors.iter_mut().zip(["feeder", "walker"]) {
        a.comm = name.into();
        a.name = name.into();
    }
    story(Code::Deadlock, defect, actors, places, rows)
}

/// A thread takes a spinlock twice.
pub fn twice() -> Story {
    let outer = at("ring.c", 20, 2, "push", "spin_lock(&ring_lock);");
    let inner = at("ring.c", 9, 2, "grow", "spin_lock(&ring_lock);");
    let caller = at("ring.c", 22, 3, "push", "grow();");
    let link = Waiting {
        actor: 0,
        waits_for: "ring_lock".into(),
        at: inner.clone(),
        holds: vec![held("ring_lock", &outer)],
        interrupted: false,
    };
    let mut places = vec![guilty(Role::Waits, 0, &inner, None), guilty(Role::Took, 0, &outer, None)];
    places[0].stack.push(caller);
    let rows = vec![
        mark(row(0, &outer, call("spin_lock", "ring_lock", CallResult::Taken)), 2),
        row(0, &at("ring.c", 8, 1, "grow", "{"), What::Begins("grow".into())),
        mark(row(0, &inner, call("spin_lock", "ring_lock", CallResult::Waits(Some(0)))), 1),
    ];
    let mut s = story(
        Code::Deadlock,
        Told::Deadlock { cycle: vec![link] },
        vec![thread("push", 0, 101, 0)],
        places,
        rows,
    );
    s.preemptions = 0;
    s
}

/// An interrupt handler waits for the lock of the task that it interrupts.
pub fn nested() -> Story {
    let taken = at("nic.c", 131, 2, "nic_send", "spin_lock(&ring->lock);");
    let waits = at("nic.c", 208, 2, "nic_irq", "spin_lock(&ring->lock);");
    let entry = at("nic.c", 204, 1, "nic_irq", "{");
    let none = Source::default();
    let defect = Told::Deadlock {
        cycle: vec![
            Waiting {
                actor: 0,
                waits_for: String::new(),
                at: taken.clone(),
                holds: vec![held("ring->lock", &taken)],
                interrupted: true,
            },
            Waiting {
                actor: 1,
                waits_for: "ring->lock".into(),
                at: waits.clone(),
                holds: Vec::new(),
                interrupted: false,
            },
        ],
    };
    let places = vec![guilty(Role::Took, 0, &taken, None), guilty(Role::Waits, 1, &waits, None)];
    let rows = vec![
        mark(row(0, &taken, call("spin_lock", "ring->lock", CallResult::Taken)), 1),
        row(1, &none, What::Interrupts { cpu: 0, interrupted: Some(0) }),
        row(1, &entry, What::Begins("nic_irq".into())),
        mark(row(1, &waits, call("spin_lock", "ring->lock", CallResult::Waits(Some(0)))), 2),
    ];
    let actors = vec![thread("nic_send", 0, 103, 0), other(ActorKind::Irq(7), "irq 7", "nic_irq", 0, 0)];
    let mut s = story(Code::Deadlock, defect, actors, places, rows);
    s.preemptions = 0;
    s.interrupts = 1;
    s
}

/// Three threads wait in a circle.
pub fn circle() -> Story {
    let lock = |n, f, l: &str| at("philo.c", n, 2, f, &format!("mutex_lock(&fork[{l}]);"));
    let mut rows = Vec::new();
    let mut cycle = Vec::new();
    for i in 0..3_usize {
        let (own, next) = (i.to_string(), ((i + 1) % 3).to_string());
        let took = lock(20, "dine", "left");
        rows.push(row(i, &took, call("mutex_lock", &format!("fork[{own}]"), CallResult::Taken)));
        cycle.push(Waiting {
            actor: i,
            waits_for: format!("fork[{next}]"),
            at: lock(21, "dine", "right"),
            holds: vec![held(&format!("fork[{own}]"), &took)],
            interrupted: false,
        });
    }
    for (i, link) in cycle.iter().enumerate() {
        let waits = CallResult::Waits(Some((i + 1) % 3));
        rows.push(row(i, &link.at, call("mutex_lock", &link.waits_for, waits)));
    }
    let places = cycle.iter().map(|w| guilty(Role::Waits, w.actor, &w.at, None)).collect();
    let actors = (0..3).map(|i| thread("dine", i, 101 + i, i as u16)).collect();
    story(Code::Deadlock, Told::Deadlock { cycle }, actors, places, rows)
}

/// rmmod stops a thread and holds the lock that the thread waits for.
pub fn stop() -> Story {
    let took = at("stop.c", 40, 2, "stop_exit", "mutex_lock(&conf);");
    let join = at("stop.c", 41, 2, "stop_exit", "kthread_stop(worker);");
    let waits = at("stop.c", 17, 3, "work", "mutex_lock(&conf);");
    let cycle = vec![
        Waiting {
            actor: 0,
            waits_for: "kthread_stop(task_struct of work/0)".into(),
            at: join.clone(),
            holds: vec![held("conf", &took)],
            interrupted: false,
        },
        Waiting {
            actor: 1,
            waits_for: "conf".into(),
            at: waits.clone(),
            holds: Vec::new(),
            interrupted: false,
        },
    ];
    let places = vec![
        guilty(Role::Waits, 0, &join, None),
        guilty(Role::Waits, 1, &waits, None),
        guilty(Role::Took, 0, &took, None),
    ];
    let rows = vec![
        mark(row(0, &took, call("mutex_lock", "conf", CallResult::Taken)), 3),
        mark(row(1, &waits, call("mutex_lock", "conf", CallResult::Waits(Some(0)))), 2),
        mark(row(0, &join, call("kthread_stop", "worker", CallResult::Waits(Some(1)))), 1),
    ];
    let actors = vec![other(ActorKind::Rmmod, "rmmod", "stop_exit", 103, 0), thread("work", 0, 101, 1)];
    story(Code::Deadlock, Told::Deadlock { cycle }, actors, places, rows)
}
