//! The interleaving: a column for each context, time goes down.
//!
//! ```text
//!       bump/0 (pid 101, CPU 0)   | bump/1 (pid 102, CPU 1)
//!       --------------------------+--------------------------
//!   17  counter++       read  7   |
//!                                 | 17  counter++       read  7  <- (1)
//!                                 |                     write 8
//!                       write 8   |                              <- (2) one increment is gone
//! ```
//!
//! A row is *where* (the line, with its file if there are several), *text* (the line of source, once for
//! consecutive rows of a context on one line) and *what* (what comes of it). A change of column is a context
//! switch. An interrupt that hits one context is drawn within that column, behind a bar; the bar is the frame that
//! lies on top of the interrupted one.
//!
//! Widths come from the contents. Each column has a natural width, that of its longest text beside its longest
//! what. If the widest fits in place of each, all get that; if not, but all fit, each gets its own; if not,
//! columns that need less than an equal share get what they need, and the others share the rest. Within a column
//! a row that is too long moves its what to a line of its own; only text that is wider than the column is cut.
//! Markers stand at the right margin of the row if they fit there, else on a line below.
//!
//! Where two columns would be narrower than their content and than 30, or a quarter of the rows of more columns would need
//! two lines, they become lanes: a letter for each context, and one column for what all of them do.
//!
//! ```text
//!   A = bump/0 (pid 101, CPU 0)
//!   B = bump/1 (pid 102, CPU 1)
//!
//!   A .   17  counter++  read  7
//!   . B   17  counter++  read  7   <- (1)
//! ```
//!
//! A story of more than 32 rows shows the first four, the guilty ones and the last 24, and says how many are left
//! out; a verbose report shows all.

use crate::cell::{self, Cell, Item};
use crate::line::Line;
use crate::style::{Style, Tone};
use crate::text;
use crate::track::{self, Tracks};
use scenario::story::Story;

/// The left margin.
const MARGIN: usize = 2;
/// Between the number of the line, the text and what comes of it.
const GAP: usize = 2;
/// Between columns: ` | `.
const BETWEEN: usize = 3;
/// Before a marker.
const ARROW: &str = "<- ";
/// Stories up to this length are shown whole.
const WHOLE: usize = 32;
/// The rows that are shown of the beginning of a longer one.
const FIRST: usize = 4;
/// Two columns are not narrower than this, unless their content is.
const LEAST: usize = 30;
/// The rows that are shown of its end.
const LAST: usize = 24;

/// The widths of one column.
#[derive(Clone, Copy, Default, Debug)]
struct Column {
    /// Of everything.
    width: usize,
    /// Where what comes of a row begins, behind the number of the line.
    what: usize,
}

/// How the table is laid out.
struct Layout {
    columns: Vec<Column>,
    /// The columns of the numbers of lines.
    label: usize,
    /// One column for all contexts, behind their lanes.
    stacked: bool,
    /// The columns of the lanes.
    lanes: usize,
}

/// The table; empty if nothing happened.
pub fn lines(story: &Story, style: &Style, whole: bool) -> Vec<Line> {
    let tracks = track::tracks(story);
    let items = cell::items(story, &tracks, &kept(story, whole));
    if items.is_empty() {
        return Vec::new();
    }
    let layout = layout(story, &items, &tracks, style);
    let mut out = Vec::new();
    if !layout.stacked && tracks.columns() > 0 {
        out.extend(header(story, &tracks, &layout));
    }
    if layout.stacked {
        out.extend(legend(story, &tracks, style));
        out.push(Line::new());
    }
    for item in &items {
        match item {
            Item::Banner(s) => out.push(banner(s, &layout, style)),
            Item::Cell(c) => out.extend(row(c, &layout, style)),
        }
    }
    out
}

/// The letters of the lanes.
fn legend(story: &Story, tracks: &Tracks, style: &Style) -> Vec<Line> {
    let line = |(i, actor): (usize, &usize)| {
        let titles = track::titles(story, *actor);
        let title = fit(&titles, style.room() - MARGIN - 4);
        Line::new().to(MARGIN).tone(Tone::Rule, letter(i)).plain(" = ").tone(Tone::Bold, title)
    };
    tracks.heads.iter().enumerate().map(line).collect()
}

fn letter(lane: usize) -> String {
    let letters = (b'A'..=b'Z').chain(b'a'..=b'z').map(char::from);
    letters.chain("?".chars()).nth(lane.min(52)).map_or(String::new(), String::from)
}

/// Which rows are shown.
pub(crate) fn kept(story: &Story, whole: bool) -> Vec<bool> {
    let n = story.rows.len();
    let all = whole || n <= WHOLE;
    (0..n).map(|i| all || i < FIRST || i + LAST >= n || story.rows[i].guilty.is_some()).collect()
}

fn layout(story: &Story, items: &[Item], tracks: &Tracks, style: &Style) -> Layout {
    let cells = || items.iter().filter_map(|i| if let Item::Cell(c) = i { Some(c) } else { None });
    let label = cells().map(|c| text::width(&c.label)).max().unwrap_or(0);
    let marker = cells().filter_map(|c| c.markers.first()).map(|m| text::width(m)).filter(|w| *w <= 4).max();
    let marker = marker.map_or(0, |w| w + GAP + ARROW.len());
    let n = tracks.columns().max(1);
    let content = |i: usize| {
        let own = || cells().filter(move |c| c.column == i);
        let text = own().map(|c| text::width(&c.text)).max().unwrap_or(0);
        let what = own().map(|c| text::width(&c.what)).max().unwrap_or(0);
        label + GAP + text + GAP + what
    };
    let title = |i: usize| {
        let title = tracks.heads.get(i).map_or(0, |a| text::width(&track::titles(story, *a)[0]));
        label + GAP + title
    };
    let natural: Vec<usize> = (0..n).map(|i| content(i).max(title(i))).collect();
    let within = |marker: usize| {
        let room = (style.room() - MARGIN).saturating_sub(marker);
        let widths = share(&natural, room.saturating_sub(BETWEEN * (n - 1)));
        let broken = cells().filter(|c| {
            let what = if c.what.is_empty() { 0 } else { GAP + text::width(&c.what) };
            label + GAP + text::width(&c.text) + what > widths[c.column]
        });
        let narrow = match n {
            1 => false,
            2 => widths.iter().enumerate().any(|(i, got)| *got < content(i).min(LEAST)),
            _ => 4 * broken.count() > cells().count(),
        };
        (!narrow).then_some(widths)
    };
    let widths = within(marker).or_else(|| within(0));
    let stacked = widths.is_none();
    let lanes = match (stacked, 2 * n + 1) {
        (false, _) => 0,
        (true, all) if all <= style.room() / 4 => all,
        (true, _) => 3,
    };
    let room = (style.room() - MARGIN - lanes).saturating_sub(marker);
    let widest = (0..n).map(content).max().unwrap_or(0);
    let widths = widths.unwrap_or_else(|| vec![widest.min(room); n]);
    let column = |(i, width): (usize, &usize)| {
        let own: Vec<&Cell> = cells().filter(|c| stacked || c.column == i).collect();
        Column { width: *width, what: what_column(&own, width.saturating_sub(label + GAP)) }
    };
    let columns = widths.iter().enumerate().map(column).collect();
    Layout { columns, label, stacked, lanes }
}

/// Gives each column what the widest wants if that is possible, else each what it wants, else the narrow ones
/// what they want and the others an equal share of the rest.
fn share(natural: &[usize], room: usize) -> Vec<usize> {
    let widest = natural.iter().copied().max().unwrap_or(0);
    if let Some(air) = [4, 2, 0].iter().find(|air| (widest + **air) * natural.len() <= room) {
        return vec![widest + air; natural.len()];
    }
    if natural.iter().sum::<usize>() <= room {
        return natural.to_vec();
    }
    let mut order: Vec<usize> = (0..natural.len()).collect();
    order.sort_by_key(|i| natural[*i]);
    let mut widths = vec![0; natural.len()];
    let mut left = room;
    for (done, i) in order.into_iter().enumerate() {
        widths[i] = natural[i].min(left / (natural.len() - done));
        left -= widths[i];
    }
    widths
}

/// Where what comes of a row begins: behind the longest text whose row fits.
fn what_column(cells: &[&Cell], room: usize) -> usize {
    let fits = |c: &&&Cell| {
        let text = text::width(&c.text);
        text == 0 || c.what.is_empty() || text + GAP + text::width(&c.what) <= room
    };
    let fitting: Vec<&&Cell> = cells.iter().filter(|c| fits(c)).collect();
    let text = fitting.iter().filter(|c| !c.what.is_empty()).map(|c| text::width(&c.text)).max().unwrap_or(0);
    let what = fitting.iter().map(|c| text::width(&c.what)).max().unwrap_or(0);
    (text + GAP).min(room.saturating_sub(what)).max(GAP)
}

fn header(story: &Story, tracks: &Tracks, layout: &Layout) -> [Line; 2] {
    let mut names = Line::new().to(MARGIN);
    let mut rule = Line::new().to(MARGIN + layout.label + GAP);
    for (i, (actor, column)) in tracks.heads.iter().zip(&layout.columns).enumerate() {
        let start = if i == 0 { MARGIN } else { names.width() + BETWEEN };
        if i > 0 {
            names = names.tone(Tone::Rule, " | ");
            rule = rule.tone(Tone::Rule, "-+-");
        }
        let indent = if i == 0 { layout.label + GAP } else { 0 };
        let title = fit(&track::titles(story, *actor), column.width - (layout.label + GAP).min(column.width));
        names = names.to(start + layout.label + GAP).tone(Tone::Bold, title).to(start + column.width);
        rule = rule.tone(Tone::Rule, "-".repeat(column.width.saturating_sub(indent)));
    }
    [names, rule]
}

fn fit(titles: &[String], room: usize) -> String {
    let fitting = titles.iter().find(|t| text::width(t) <= room);
    fitting.cloned().unwrap_or_else(|| text::clip(titles.last().map_or("", String::as_str), room))
}

fn banner(s: &str, layout: &Layout, style: &Style) -> Line {
    let start = MARGIN + layout.lanes + layout.label + GAP;
    Line::new().to(start).tone(Tone::Faint, text::clip(s, style.room().saturating_sub(start)))
}

/// The lines of a row: mostly one.
fn row(c: &Cell, layout: &Layout, style: &Style) -> Vec<Line> {
    let index = c.column;
    let parts = content(c, layout, layout.columns[if layout.stacked { 0 } else { index }]);
    let mut out: Vec<Line> = parts.into_iter().map(|part| frame(part, index, layout)).collect();
    let mut left = c.markers.as_slice();
    let last = out.last_mut().expect("a row has a line");
    let behind = style.room().saturating_sub(last.width() + GAP + ARROW.len());
    let fits = |n: &usize| text::width(&left[..*n].join(" ")) <= behind;
    if let Some(n) = (1..=left.len()).rev().find(fits) {
        *last =
            last.clone().to(last.width() + GAP).tone(Tone::Error, format!("{ARROW}{}", left[..n].join(" ")));
        left = &left[n..];
    }
    if !left.is_empty() {
        let shown = text::clip(&format!("{ARROW}{}", left.join(" ")), style.room() - MARGIN);
        let start = style.room() - text::width(&shown);
        out.push(Line::new().to(start).tone(Tone::Error, shown));
    }
    out
}

/// Number, text and what, in one line or with the what in lines below.
fn content(c: &Cell, layout: &Layout, column: Column) -> Vec<Line> {
    let start = layout.label + GAP;
    let room = column.width.saturating_sub(start);
    let pad = layout.label - text::width(&c.label).min(layout.label);
    let label = Line::new().to(pad).tone(Tone::Rule, &c.label);
    let text = text::clip(&c.text, room);
    let first = label.to(start).plain(&text);
    let what = text::width(&c.what);
    let behind = column.what.max(if text.is_empty() { 0 } else { text::width(&text) + GAP });
    if c.what.is_empty() {
        return vec![first];
    }
    if behind + what <= room {
        return vec![first.to(start + behind).plain(&c.what)];
    }
    let below = |s: &String| Line::new().to(start + GAP.min(room.saturating_sub(2))).plain(s);
    let wrapped = text::wrap(&c.what, room.saturating_sub(GAP));
    match text.is_empty() {
        true if what <= room => vec![first.to(start + room - what).plain(&c.what)],
        _ => std::iter::once(first).chain(wrapped.iter().map(below)).collect(),
    }
}

/// Puts the content of a column between the others, up to the right margin of the last.
fn frame(content: Line, index: usize, layout: &Layout) -> Line {
    if layout.stacked {
        let lanes = match layout.lanes {
            3 => letter(index),
            _ => (0..layout.columns.len())
                .map(|i| if i == index { letter(i) } else { ".".to_string() })
                .collect::<Vec<_>>()
                .join(" "),
        };
        let start = MARGIN + layout.lanes;
        let line = Line::new().to(MARGIN).tone(Tone::Rule, lanes).to(start).line(content);
        return line.to(start + layout.columns[0].width);
    }
    let mut line = Line::new().to(MARGIN);
    let mut end = MARGIN;
    for (i, column) in layout.columns.iter().enumerate() {
        if i > 0 {
            line = line.tone(Tone::Rule, " | ");
            end += BETWEEN;
        }
        end += column.width;
        if i == index {
            line = line.line(content.clone());
        }
        line = line.to(end);
    }
    line
}
