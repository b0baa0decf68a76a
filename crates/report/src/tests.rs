//! Each report as a person sees it, in full.

use crate::samples::{self, verdict};
use crate::{Style, finding, headline, json, log, replayed, summary, verdict as whole};
use scenario::story::Story;
use scenario::verdict::{LogLine, NeverRan, Outcome, Searched};

fn style(width: usize) -> Style {
    Style { width, colour: false, verbose: false }
}

/// The story as `check` prints it.
fn shown(story: Story, width: usize) -> String {
    let v = verdict(vec![story]);
    finding(&v.findings[0], &v, &style(width))
}

macro_rules! reports {
    ($($name:ident: $story:ident at $width:literal;)*) => {$(
        #[test]
        fn $name() {
            insta::assert_snapshot!(stringify!($name), shown(samples::$story(), $width));
        }
    )*};
}

reports! {
    a_race_in_one_line: counter at 100;
    a_race_in_one_line_narrow: counter at 60;
    a_race_of_three_threads: counter_of_three at 100;
    a_race_of_three_threads_at_80: counter_of_three at 80;
    a_race_of_three_threads_at_120: counter_of_three at 120;
    a_race_of_three_threads_at_160: counter_of_three at 160;
    a_race_of_three_threads_narrow: counter_of_three at 60;
    a_race_in_three_contexts: flag at 100;
    a_race_in_three_contexts_wide: flag at 140;
    a_race_in_three_contexts_narrow: flag at 60;
    two_mutexes: abba at 100;
    two_mutexes_narrow: abba at 60;
    two_mutexes_at_80: abba at 80;
    a_lock_taken_twice: twice at 100;
    an_interrupt_waits_for_what_it_interrupts: nested at 100;
    an_object_is_used_after_it_was_freed: freed at 120;
    an_object_is_used_after_it_was_freed_narrow: freed at 60;
    three_wait_in_a_circle: circle at 100;
    a_thread_is_stopped_under_its_lock: stop at 100;
    an_interrupt_from_idle: idle_interrupt at 100;
    a_null_pointer: null at 100;
    a_timer_after_rmmod: late_timer at 100;
    a_lock_that_nobody_initialised: uninitialised at 100;
    a_long_story: long at 100;
}

#[test]
fn colours() {
    let v = verdict(vec![samples::counter()]);
    let shown = finding(&v.findings[0], &v, &Style { colour: true, ..style(100) });
    insta::assert_snapshot!("colours", shown.replace('\u{1b}', "<esc>"));
}

#[test]
fn colours_change_nothing_else() {
    for story in samples::all() {
        let v = verdict(vec![story]);
        let plain = finding(&v.findings[0], &v, &style(80));
        let mut coloured = finding(&v.findings[0], &v, &Style { colour: true, ..style(80) });
        while let Some(start) = coloured.find('\u{1b}') {
            let end = start + coloured[start..].find('m').expect("a sequence ends");
            coloured.replace_range(start..=end, "");
        }
        assert_eq!(plain, coloured);
    }
}

#[test]
fn everything_with_verbose() {
    let v = verdict(vec![samples::flag()]);
    let shown = finding(&v.findings[0], &v, &Style { verbose: true, ..style(100) });
    insta::assert_snapshot!("everything_with_verbose", shown);
}

#[test]
fn replay_shows_all_rows() {
    let v = verdict(vec![samples::long()]);
    let shown = replayed(&v.findings[0], &v, &style(100));
    assert!(!shown.contains("left out"));
    assert_eq!(shown.matches("write").count(), 62);
}

#[test]
fn two_findings() {
    insta::assert_snapshot!(
        "two_findings",
        whole(&verdict(vec![samples::null(), samples::counter()]), &style(100))
    );
}

#[test]
fn verdicts_without_findings() {
    let mut out = String::new();
    let mut v = verdict(Vec::new());
    v.searched.rounds = 1;
    out += &whole(&v, &style(80));
    v.searched = Searched { executions: 48_211, complete: true, ..Searched::default() };
    let never =
        |f: &str, steps: Option<&str>| NeverRan { function: f.to_owned(), steps: steps.map(str::to_owned) };
    v.searched.never_ran = vec![
        never("ring_ioctl", Some("ioctl /dev/ring 0x7201")),
        never("ring_poll", None),
        never("ring_write", Some("echo 1 > /dev/ring")),
        never("ring_grow", None),
    ];
    out += "\n";
    out += &whole(&v, &style(80));
    v.outcome = Outcome::Incomplete;
    v.searched = Searched {
        executions: 300,
        bound: Some(0),
        share: Some(1234),
        exhaustive: 300,
        ..Searched::default()
    };
    v.searched.endless = 2;
    v.searched.kthreads_refused = true;
    v.notes = vec!["ring: unknown parameter 'nosuch' ignored".into()];
    out += "\n";
    out += &whole(&v, &style(80));
    v.searched = Searched { executions: 1, complete: true, ..Searched::default() };
    out += "\n";
    out += &whole(&v, &style(60));
    insta::assert_snapshot!("verdicts_without_findings", out);
}

#[test]
fn a_verdict_as_json() {
    let mut v = verdict(vec![samples::flag(), samples::late_timer()]);
    v.findings[1].trace = None;
    v.searched
        .never_ran
        .push(NeverRan { function: "mailbox_write".into(), steps: Some("echo 1 > /dev/mailbox".into()) });
    v.searched.never_ran.push(NeverRan { function: "mailbox_exit".into(), steps: None });
    let text = json(&v);
    assert!(text.ends_with("}\n"));
    insta::assert_snapshot!("a_verdict_as_json", text);
}

#[test]
fn the_log() {
    let record = |time, level, text: &str| LogLine { time, level, text: text.into() };
    let lines = [
        record(0, 6, "hello: loaded"),
        record(1_000, 4, "first\nsecond"),
        record(12_345_678_901, 3, "bell \u{7} and esc \u{1b}[31m"),
        record(123_456_000_000_000, 6, ""),
    ];
    insta::assert_snapshot!("the_log", log(&lines, &style(80)));
}

#[test]
fn each_story_in_two_sentences() {
    let lines = samples::all().into_iter().map(|s| format!("{}\n  {}\n", summary(&s), headline(&s)));
    insta::assert_snapshot!("each_story_in_two_sentences", lines.collect::<String>());
}
