//! The interleaving: a lane for each context.

use super::canvas::{COLUMN, Canvas, MARGIN, ROW};
use crate::cell::{Cell, Item};
use crate::page::Page;
use crate::text;

/// Between the pieces of a row.
const GAP: usize = 2;
/// What the bar at the left of a lane takes.
const BAR: i32 = 16;
/// Between lanes.
const BETWEEN: i32 = 20;
/// What a field within a field is moved.
const NEST: i32 = 16;

/// The widths of a lane.
struct Lane {
    x: i32,
    width: i32,
    /// Where the source begins.
    source: i32,
    /// Where what comes of it begins.
    what: i32,
}

fn cells(page: &Page) -> impl Iterator<Item = &Cell> {
    page.items.iter().filter_map(|i| if let Item::Cell(c) = i { Some(c) } else { None })
}

fn advance(columns: usize) -> i32 {
    columns as i32 * COLUMN
}

fn lanes(page: &Page) -> Vec<Lane> {
    let mut x = MARGIN;
    let lane = |(i, title): (usize, &String)| {
        let own = || cells(page).filter(move |c| c.column == i);
        let label = own().map(|c| text::width(&c.label)).max().unwrap_or(0);
        let source = own().map(|c| advance(text::width(c.source())) + NEST * c.depth as i32).max();
        let what = own().map(|c| text::width(&c.what)).max().unwrap_or(0);
        let begin = BAR + advance(label + GAP);
        let then = begin + source.unwrap_or(0) + advance(GAP);
        let width = (then + advance(what)).max(BAR + advance(text::width(title))) + COLUMN;
        let lane = Lane { x, width, source: x + begin, what: x + then };
        x += width + BETWEEN;
        lane
    };
    page.lanes.iter().enumerate().map(lane).collect()
}

/// The room that the lanes and their margin take.
pub(super) fn width(page: &Page) -> i32 {
    let lanes = lanes(page);
    let end = lanes.last().map_or(0, |l| l.x + l.width - MARGIN);
    let markers = cells(page).map(|c| text::width(&c.markers.join(" ")));
    end + BETWEEN + advance(markers.max().unwrap_or(0) + 2)
}

pub(super) fn draw(page: &Page, c: &mut Canvas) {
    let lanes = lanes(page);
    let Some(end) = lanes.last().map(|l| l.x + l.width) else { return };
    for (lane, title) in lanes.iter().zip(&page.lanes) {
        c.rect("box", (lane.x, c.y), (lane.width, ROW + 4), 5);
        c.text_at(lane.x + BAR - COLUMN, c.y + 2, "fg b", title);
    }
    c.down(ROW + 8);
    let top = c.y;
    let bottom = top + ROW * page.items.len() as i32;
    for lane in &lanes {
        c.line("life", (lane.x + 6, top), (lane.x + 6, bottom));
    }
    let mut last: Option<usize> = None;
    for item in &page.items {
        match item {
            Item::Banner(said) => c.text(lanes[0].source, "dim", said),
            Item::Cell(cell) => {
                if let Some(from) = last.filter(|l| *l != cell.column) {
                    turn(c, &lanes[from], &lanes[cell.column]);
                }
                last = Some(cell.column);
                row(c, cell, &lanes[cell.column], end);
            }
        }
        c.down(ROW);
    }
}

/// Another context goes on.
fn turn(c: &mut Canvas, from: &Lane, to: &Lane) {
    let forth = from.x < to.x;
    let end = (to.x + if forth { 3 } else { 10 }, c.y);
    let path = format!("M{} {} H{}", from.x + 6, c.y, end.0);
    c.arrow("turn", &path, end, (if forth { 1.0 } else { -1.0 }, 0.0));
}

fn row(c: &mut Canvas, cell: &Cell, lane: &Lane, end: i32) {
    let indent = NEST * cell.depth as i32;
    let left = lane.x + BAR - 4;
    for depth in 0..cell.depth as i32 {
        let x = lane.source - 6 + NEST * depth;
        c.rect("irq", (x, c.y), (lane.x + lane.width - x, ROW), 0);
    }
    if !cell.markers.is_empty() {
        c.rect("hit", (left, c.y + 1), (lane.x + lane.width - left, ROW - 2), 3);
    }
    c.rect("act", (lane.x + 4, c.y), (5, ROW), 0);
    let label = lane.source - advance(text::width(&cell.label) + GAP);
    c.text(label, "num", &cell.label);
    c.text(lane.source + indent, "fg", cell.source());
    c.text(lane.what, "fg b", &cell.what);
    let mut x = end + BETWEEN / 2;
    for marker in &cell.markers {
        match marker.strip_prefix('(').and_then(|m| m.strip_suffix(')')) {
            Some(number) => x += c.badge(x, c.y, number) + COLUMN,
            None => {
                c.text(x, "err b", marker);
                x += advance(text::width(marker) + 1);
            }
        }
    }
}
