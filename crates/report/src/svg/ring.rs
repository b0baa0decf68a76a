//! A cycle of waiting contexts: a ring of boxes.

use super::canvas::{COLUMN, Canvas, MARGIN, ROW};
use crate::page::{Link, Page};
use crate::text;

/// What a box holds is wrapped to so many columns.
const COLUMNS: usize = 40;
/// Within a box.
const PAD: i32 = 12;
/// Between two boxes that stand side by side.
const APART: i32 = 96;

struct Box {
    name: String,
    holds: Vec<String>,
    waits: Vec<String>,
}

impl Box {
    fn new(link: &Link) -> Box {
        Box {
            name: text::clip(&link.name, COLUMNS),
            holds: text::wrap(&link.holds, COLUMNS),
            waits: text::wrap(&link.waits, COLUMNS),
        }
    }

    fn rows(&self) -> i32 {
        1 + self.holds.len() as i32 + self.waits.len() as i32
    }

    fn columns(&self) -> usize {
        let lines = self.holds.iter().chain(&self.waits).chain([&self.name]);
        lines.map(|l| text::width(l)).max().unwrap_or(0)
    }
}

/// Boxes of one size, and where their centres lie.
struct Ring {
    boxes: Vec<Box>,
    size: (i32, i32),
    centres: Vec<(i32, i32)>,
    extent: (i32, i32),
}

fn ring(page: &Page) -> Ring {
    let boxes: Vec<Box> = page.links.iter().map(Box::new).collect();
    let columns = boxes.iter().map(Box::columns).max().unwrap_or(0);
    let rows = boxes.iter().map(Box::rows).max().unwrap_or(0);
    let (w, h) = (columns as i32 * COLUMN + 2 * PAD, rows * ROW + 2 * PAD);
    let n = boxes.len();
    let centres = match n {
        1 => vec![(w / 2, h / 2)],
        2 => vec![(w / 2, h / 2), (w / 2 + w + APART, h / 2)],
        _ => circle(n, w, h),
    };
    let right = centres.iter().map(|c| c.0 + w / 2).max().unwrap_or(0);
    let bottom = centres.iter().map(|c| c.1 + h / 2).max().unwrap_or(0);
    let extent = (right + if n == 1 { APART } else { 0 }, bottom);
    Ring { boxes, size: (w, h), centres, extent }
}

/// The centres of boxes on an ellipse that is wide enough for them, the first at its top, clockwise.
fn circle(n: usize, w: i32, h: i32) -> Vec<(i32, i32)> {
    let many = n as f64;
    let across = f64::from(w + APART / 2) * (many / 6.0).max(0.6);
    let down = f64::from(h + 40) * (many / 4.0).max(0.7);
    let place = |i: usize| {
        let angle = std::f64::consts::TAU * (i as f64 / many - 0.25);
        ((across * angle.cos()).round() as i32, (down * angle.sin()).round() as i32)
    };
    let places: Vec<(i32, i32)> = (0..n).map(place).collect();
    let left = places.iter().map(|p| p.0).min().unwrap_or(0) - w / 2;
    let top = places.iter().map(|p| p.1).min().unwrap_or(0) - h / 2;
    places.into_iter().map(|(x, y)| (x - left, y - top)).collect()
}

/// The room that the ring takes.
pub(super) fn width(page: &Page) -> i32 {
    ring(page).extent.0
}

pub(super) fn draw(page: &Page, c: &mut Canvas) {
    let ring = ring(page);
    let (left, top) = (MARGIN, c.y + ROW / 2);
    let (w, h) = ring.size;
    let at = |i: usize| (left + ring.centres[i].0, top + ring.centres[i].1);
    let n = ring.boxes.len();
    for i in 0..n {
        let (a, b) = (at(i), at((i + 1) % n));
        match n {
            1 => {
                let (x, upper, lower) = (a.0 + w / 2, a.1 - h / 4, a.1 + h / 4);
                let out = x + APART - 16;
                let path = format!("M{x} {lower} C{out} {lower} {out} {upper} {} {upper}", x + 6);
                c.arrow("wait", &path, (x + 1, upper), (-1.0, 0.0));
            }
            2 => {
                let forth = i == 0;
                let (side, y) = if forth { (1, a.1 - h / 5) } else { (-1, a.1 + h / 5) };
                let (from, to) = (a.0 + side * w / 2, b.0 - side * w / 2);
                let path = format!("M{from} {y} H{}", to - side * 6);
                c.arrow("wait", &path, (to - side, y), (f64::from(side), 0.0));
            }
            _ => {
                let (from, to) = (border(a, b, w, h), border(b, a, w, h));
                let direction = (f64::from(to.0 - from.0), f64::from(to.1 - from.1));
                let path = format!("M{} {} L{} {}", from.0, from.1, to.0, to.1);
                c.arrow("wait", &path, to, direction);
            }
        }
    }
    for (i, b) in ring.boxes.iter().enumerate() {
        let (x, y) = (at(i).0 - w / 2, at(i).1 - h / 2);
        c.rect("box", (x, y), (w, h), 6);
        let lines = [(&b.name, "fg b")];
        let holds = b.holds.iter().map(|l| (l, "fg"));
        let waits = b.waits.iter().map(|l| (l, "err"));
        for (row, (line, class)) in lines.into_iter().chain(holds).chain(waits).enumerate() {
            c.text_at(x + PAD, y + PAD + row as i32 * ROW, class, line);
        }
    }
    c.down(ring.extent.1 + ROW);
}

/// Where the way from the centre of a box to another leaves it.
fn border(from: (i32, i32), to: (i32, i32), w: i32, h: i32) -> (i32, i32) {
    let (dx, dy) = (f64::from(to.0 - from.0), f64::from(to.1 - from.1));
    let (half_w, half_h) = (f64::from(w) / 2.0 + 2.0, f64::from(h) / 2.0 + 2.0);
    let reach = |d: f64, half: f64| if d.abs() < 1.0 { f64::INFINITY } else { half / d.abs() };
    let part = reach(dx, half_w).min(reach(dy, half_h)).min(1.0);
    (from.0 + (dx * part).round() as i32, from.1 + (dy * part).round() as i32)
}
