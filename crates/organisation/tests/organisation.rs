//! What the organisations must do, against closed forms and against their own accounts.

use organisation::{Figures, Organisation, Spread, Workload, queueing, simulate};

const SHARES: [u32; 5] = [200, 500, 1_000, 2_000, 5_000];

fn speedup(organisation: Organisation, cpus: usize, workload: &Workload, calls: u64) -> f64 {
    simulate(organisation, cpus, workload, calls, 0).speedup(workload.call + workload.between())
}

fn near(found: f64, expected: f64, what: &str) {
    assert!((found / expected - 1.0).abs() < 0.05, "{what}: {found:.3}, expected {expected:.3}");
}

#[test]
fn a_master_and_a_big_lock_have_their_knee_at_one_over_the_share() {
    for share in SHARES {
        for spread in [Spread::Fixed, Spread::Exponential] {
            let workload = Workload { spread, ..Workload::busy(share) };
            let knee = 10_000.0 / f64::from(share);
            for organisation in [Organisation::Master, Organisation::BigLock] {
                let many = speedup(organisation, 4 * knee as usize, &workload, 40_000);
                near(many, knee, &format!("{organisation:?}, {share}, {spread:?}"));
            }
        }
    }
}

#[test]
fn below_the_knee_every_cpu_counts() {
    for organisation in Organisation::ALL {
        let workload = Workload { spread: Spread::Fixed, ..Workload::busy(1_000) };
        for cpus in [1, 2, 5] {
            near(speedup(organisation, cpus, &workload, 40_000), cpus as f64, &format!("{organisation:?}"));
        }
    }
}

#[test]
fn one_lock_is_the_machine_repairman() {
    for share in [500, 2_000] {
        for cpus in [1, 2, 4, 8, 16, 32, 64, 128, 256] {
            for spread in [Spread::Fixed, Spread::Exponential] {
                let workload = Workload { spread, ..Workload::busy(share) };
                let (outside, inside) = (workload.between() as f64, workload.call as f64);
                let expected = match spread {
                    Spread::Fixed => queueing::fixed(cpus, outside, inside),
                    Spread::Exponential => queueing::exponential(cpus, outside, inside),
                };
                let f = simulate(Organisation::BigLock, cpus as usize, &workload, 100_000, 1);
                let rate = f.calls as f64 / f.time as f64;
                near(rate, expected, &format!("{cpus} CPUs, share {share}, {spread:?}"));
            }
        }
    }
}

#[test]
fn systems_of_their_own_never_wait_and_three_locks_bear_three_times_as_much() {
    let workload = Workload::busy(1_000);
    near(speedup(Organisation::Own, 64, &workload, 60_000), 64.0, "own");
    near(speedup(Organisation::Regions, 120, &workload, 60_000), 30.0, "regions");
    assert!(simulate(Organisation::Own, 64, &workload, 60_000, 0).queue == 0.0);
}

#[test]
fn at_twenty_cpus_a_tenth_of_system_calls_keeps_half_of_the_machine_waiting() {
    let workload = Workload { spread: Spread::Fixed, ..Workload::busy(1_000) };
    let f = simulate(Organisation::BigLock, 20, &workload, 40_000, 0);
    near(f.queue, 10.0, "the queue of one big lock");
    let master = simulate(Organisation::Master, 20, &workload, 40_000, 0).sum();
    near(master.idle as f64 / master.total() as f64, 0.5, "slaves that have nothing to run");
}

/// Every nanosecond of every CPU is in one account.
#[test]
fn the_accounts_are_complete() {
    for organisation in Organisation::ALL {
        for workload in [Workload::busy(1_500), Workload::mixed(1_500)] {
            let f = simulate(organisation, 7, &workload, 5_000, 3);
            assert!(f.cpus.iter().all(|c| c.total() == f.time), "{organisation:?}: {f:?}");
        }
    }
}

#[test]
fn only_systems_of_their_own_have_something_that_they_cannot_lend() {
    let blamed = |f: &Figures| [f.idle_beside_ready, f.faults_beside_free, f.doubled, f.stale];
    for organisation in Organisation::ALL {
        let f = simulate(organisation, 8, &Workload::mixed(1_000), 100_000, 0);
        match organisation {
            Organisation::Own => assert!(blamed(&f).iter().all(|n| *n > 100), "{f:?}"),
            _ => assert_eq!(blamed(&f), [0; 4], "{organisation:?}"),
        }
    }
}

#[test]
fn equal_seeds_give_equal_figures() {
    for organisation in Organisation::ALL {
        let once = |seed| simulate(organisation, 6, &Workload::mixed(1_000), 3_000, seed);
        assert_eq!(once(5), once(5));
        assert_ne!(once(5), once(6));
    }
}
