//! What the tests share.
#![allow(dead_code, reason = "each test file uses its part")]

use model::{Builder, Found, Kind};

/// Searches every interleaving, and once more only those that differ: how many there are.
///
/// # Panics
/// If something is found, or not all were done.
#[track_caller]
pub fn all(f: impl Fn() + Send + Sync + 'static) -> u64 {
    let f = std::sync::Arc::new(f);
    let again = f.clone();
    let verdict = Builder::new().explore(move || again());
    assert!(verdict.complete, "{verdict}");
    let verdict = Builder::new().every().explore(move || f());
    assert!(verdict.complete, "{verdict}");
    verdict.executions
}

/// Searches, and replays what is found: it is the same.
///
/// # Panics
/// If nothing is found, or something of another kind.
#[track_caller]
pub fn found(kind: Kind, f: impl Fn() + Clone + Send + Sync + 'static) -> Found {
    let verdict = Builder::new().explore(f.clone());
    let found = verdict.found.clone().unwrap_or_else(|| panic!("{} is not found: {verdict}", kind.name()));
    assert_eq!(found.kind, kind, "{verdict}");
    let again = Builder::new().replay(found.schedule.clone()).explore(f).found.expect("a schedule replays");
    assert_eq!(again.report, found.report);
    found
}
