//! Lock order, recursion, balance and initialisation.

use crate::bench::{Bench, Kind};

/// The program of a case, if it is one of these families.
pub fn run(case: &str, bench: &mut Bench) -> bool {
    single(case, bench) || columns(case, bench) || readers(case, bench)
}

/// `<family>_<kind>`: one program for all lock types.
fn columns(case: &str, b: &mut Bench) -> bool {
    let Some((family, kind)) = case.rsplit_once('_') else { return false };
    let Some(kind) = Kind::named(kind) else { return false };
    match family {
        "AA" => {
            b.lock(kind, "X1");
            b.lock(kind, "X2");
        }
        "double_unlock" => {
            b.lock_unlock(kind, "A");
            b.unlock(kind, "A");
        }
        "init_held" => {
            b.lock(kind, "A");
            b.init(kind, "A");
        }
        // A name like ABBCCA is the sequence of its pairs: AB, BC, CA.
        _ if family.bytes().all(|c| (b'A'..=b'D').contains(&c)) && family.len().is_multiple_of(2) => {
            for pair in (0..family.len()).step_by(2) {
                b.nest((kind, &family[pair..=pair]), (kind, &family[pair + 1..pair + 2]));
            }
        }
        _ => return false,
    }
    true
}

/// `W1R2_R2R3_W3W1_132`: three nestings, each of a reader or writer of one
/// class in one of another, in the sequence of the last part.
fn readers(case: &str, b: &mut Bench) -> bool {
    let Some((nestings, sequence)) = case.rsplit_once('_') else { return false };
    let nestings: Vec<&str> = nestings.split('_').collect();
    let taken = |mode: u8, lock: u8| {
        let kind = if mode == b'W' { Kind::Wlock } else { Kind::Rlock };
        (kind, ["X1", "Y1", "Z1"][usize::from(lock - b'1')])
    };
    let well_formed = |n: &&str| {
        let n = n.as_bytes();
        n.len() == 4 && [n[0], n[2]].iter().all(|m| b"RW".contains(m))
    };
    if nestings.len() != 3 || !nestings.iter().all(well_formed) {
        return false;
    }
    for digit in sequence.bytes() {
        let n = nestings[usize::from(digit - b'1')].as_bytes();
        b.nest(taken(n[0], n[1]), taken(n[2], n[3]));
    }
    true
}

fn single(case: &str, b: &mut Bench) -> bool {
    use Kind::{Mutex, Rlock, Rsem, Spin, Wlock, Wsem};
    let two = |b: &mut Bench, first: (Kind, &str), second: (Kind, &str)| {
        b.lock(first.0, first.1);
        b.lock(second.0, second.1);
    };
    // The inverse order of a reader-writer lock X and a plain lock Y.
    let inverse = |b: &mut Bench, plain: Kind, first: Kind, second: Kind| {
        b.nest((first, "X1"), (plain, "Y1"));
        b.nest((plain, "Y1"), (second, "X1"));
    };
    match case {
        "rlock_AA1" => two(b, (Rlock, "X1"), (Rlock, "X1")),
        "rsem_AA1" => two(b, (Rsem, "X1"), (Rsem, "X1")),
        "rlock_AA1B" => two(b, (Rlock, "X1"), (Rlock, "X2")),
        "rsem_AA1B" => two(b, (Rsem, "X1"), (Rsem, "X2")),
        "rlock_AA2" => two(b, (Rlock, "X1"), (Wlock, "X2")),
        "rsem_AA2" => two(b, (Rsem, "X1"), (Wsem, "X2")),
        "rlock_AA3" => two(b, (Wlock, "X1"), (Rlock, "X2")),
        "rsem_AA3" => two(b, (Wsem, "X1"), (Rsem, "X2")),
        "rlock_ABBA1" => inverse(b, Spin, Rlock, Wlock),
        "rwsem_ABBA1" => inverse(b, Mutex, Rsem, Wsem),
        "rlock_ABBA2" => inverse(b, Spin, Rlock, Rlock),
        "rwsem_ABBA2" => inverse(b, Mutex, Rsem, Rsem),
        "rlock_ABBA3" => inverse(b, Spin, Wlock, Wlock),
        "rwsem_ABBA3" => inverse(b, Mutex, Wsem, Wsem),
        "rlock_chaincache_ABBA1" => {
            inverse(b, Spin, Rlock, Rlock);
            b.nest((Spin, "Y1"), (Wlock, "X1"));
        }
        _ => return false,
    }
    true
}
