//! A verdict as one picture: SVG that needs nothing beside it and is legible on a light and on a dark page.
//!
//! Every context has a lane; time goes down. A bar at the left of a lane shows when the context runs, an arrow from
//! lane to lane that another one goes on. What an interrupt does lies on a field of its own within the lane of what it
//! interrupts. Rows with a guilty place have a field and a number in the margin. A deadlock's cycle is a ring of boxes
//! above the lanes.
//!
//! Text is set in a monospaced face of which only the advance of a column is assumed, and never more than that: each
//! piece of a row begins at a place of its own, so that another face moves nothing.

mod canvas;
mod lanes;
mod ring;

use crate::page::{self, Page};
use crate::style::Style;
use crate::{closing, line, text};
use canvas::{COLUMN, Canvas, MARGIN, ROW};
use scenario::verdict::{LogLine, Verdict};

/// Text is wrapped to so many columns where nothing is wider.
const COLUMNS: usize = 100;

/// The whole picture.
pub(crate) fn document(v: &Verdict, log: &[LogLine], whole: bool) -> String {
    let pages: Vec<Page> = v.findings.iter().map(|f| page::page(f, v, whole)).collect();
    let widths = pages.iter().map(|p| lanes::width(p).max(ring::width(p)));
    let width = widths.max().unwrap_or(0).max(COLUMNS as i32 * COLUMN) + 2 * MARGIN;
    let columns = ((width - 2 * MARGIN) / COLUMN) as usize;
    let mut c = Canvas::new(width);
    let plain = Style { width: columns, colour: false, verbose: false };
    for note in &v.notes {
        c.paragraph("dim", &text::clean(note), columns);
    }
    for said in crate::log(log, &plain).lines() {
        c.paragraph("fg", said, columns);
    }
    for page in &pages {
        finding(page, &mut c, columns);
        c.rule();
    }
    let closing = line::render(&closing::lines(v, &plain), &plain);
    for (i, said) in closing.lines().enumerate() {
        c.text(MARGIN, if i == 0 { "fg b" } else { "dim" }, said);
        c.down(ROW);
    }
    let file = if v.file.is_empty() { &v.module } else { &v.file };
    c.finish(&format!("lockstep: {file}"))
}

fn finding(page: &Page, c: &mut Canvas, columns: usize) {
    for (i, part) in text::wrap(&format!("{}: {}", page.head, page.summary), columns).iter().enumerate() {
        let rest = part.strip_prefix(&page.head).filter(|_| i == 0);
        match rest {
            Some(rest) => {
                c.text(MARGIN, "err b", &page.head);
                c.text(MARGIN + text::width(&page.head) as i32 * COLUMN, "fg b", rest);
            }
            None => c.text(MARGIN, "fg b", part),
        }
        c.down(ROW);
    }
    for said in &page.said {
        c.paragraph("dim", said, columns);
    }
    c.down(ROW / 2);
    for place in &page.places {
        let head = format!("{}  {}", place.at, place.label);
        c.paragraph("fg", &head, columns);
        if !place.text.is_empty() {
            c.text(MARGIN + 4 * COLUMN, "err", &text::clip(&place.text, columns - 4));
            c.down(ROW);
        }
    }
    if !page.links.is_empty() {
        c.down(ROW / 2);
        ring::draw(page, c);
    }
    if !page.items.is_empty() {
        c.down(ROW / 2);
        c.paragraph("fg b", &page.how, columns);
        c.down(ROW / 2);
        lanes::draw(page, c);
    }
    c.down(ROW / 2);
    const HEADING: usize = 16;
    for note in &page.notes {
        c.text(MARGIN, "dim", note.head);
        for part in text::wrap(&note.text, columns - HEADING) {
            c.text(MARGIN + HEADING as i32 * COLUMN, if note.is_command { "num" } else { "fg" }, &part);
            c.down(ROW);
        }
    }
}
