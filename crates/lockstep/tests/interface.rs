//! `docs/interface.md` and its tables: what they say is there is there, and what is missing has a reason.

mod support;

#[path = "../examples/interface.rs"]
#[allow(dead_code, reason = "its main is for the command line")]
mod page;

use support::workspace;

fn tables() -> page::Tables {
    page::Tables::read(&workspace().join("docs"))
}

#[test]
fn every_name_that_is_missing_has_a_reason() {
    let declared = module::declared_names();
    let tables = tables();
    assert!(tables.names.len() > 1200, "{} names", tables.names.len());
    for (name, _, header) in &tables.names {
        let known = declared.binary_search_by_key(&name.as_str(), |(n, _)| *n).is_ok();
        assert!(
            known || tables.reason(name, header).is_some(),
            "{name} ({header}) is missing without a reason"
        );
    }
}

#[test]
fn notes_are_about_names_that_are_there() {
    let declared = module::declared_names();
    for (name, cells) in &tables().notes {
        assert!(declared.binary_search_by_key(&name.as_str(), |(n, _)| *n).is_ok(), "{name} is not there");
        assert!(cells.iter().any(|c| !c.is_empty()), "{name}: nothing is said");
    }
}

#[test]
fn the_page_counts_what_there_is() {
    let page = page::render(&tables());
    let first = page.lines().nth(2).unwrap();
    let numbers: Vec<usize> = first.split(' ').filter_map(|w| w.parse().ok()).collect();
    assert!(numbers[0] > 1500 && numbers[2] > 1200 && numbers[3] > 850, "{first}");
}
