//! Shapes and text, from top to bottom.

use crate::text;
use std::fmt::Write;

/// What a column of text advances.
pub(super) const COLUMN: i32 = 8;
/// What a line of text advances.
pub(super) const ROW: i32 = 20;
/// Around everything.
pub(super) const MARGIN: i32 = 24;

/// The colours on a light page, and those on a dark one.
const RULES: &[(&str, &str, &str)] = &[
    ("bg", "fill:#ffffff", "fill:#0d1117"),
    ("fg", "fill:#1f2328", "fill:#e6edf3"),
    ("dim", "fill:#59636e", "fill:#9198a1"),
    ("num", "fill:#0550ae", "fill:#79c0ff"),
    ("err", "fill:#c21c2c", "fill:#ff7b72"),
    ("on", "fill:#ffffff", "fill:#0d1117"),
    ("hit", "fill:#ffdfdc", "fill:#4b1c20"),
    ("irq", "fill:#fdf3c4", "fill:#3a2f0b"),
    ("act", "fill:#6e7781", "fill:#8b949e"),
    ("box", "fill:#f6f8fa;stroke:#818b98", "fill:#161b22;stroke:#6e7681"),
    ("life", "stroke:#d1d9e0;fill:none", "stroke:#30363d;fill:none"),
    ("turn", "stroke:#818b98;fill:none", "stroke:#6e7681;fill:none"),
    ("wait", "stroke:#c21c2c;fill:none;stroke-width:1.5", "stroke:#ff7b72;fill:none;stroke-width:1.5"),
];

/// A picture that is being drawn.
pub(super) struct Canvas {
    body: String,
    width: i32,
    /// How far down the next thing stands.
    pub(super) y: i32,
}

impl Canvas {
    pub(super) fn new(width: i32) -> Canvas {
        Canvas { body: String::new(), width, y: MARGIN }
    }

    /// Goes down.
    pub(super) fn down(&mut self, by: i32) {
        self.y += by;
    }

    /// A line of text in the row that begins here.
    pub(super) fn text(&mut self, x: i32, class: &str, s: &str) {
        self.text_at(x, self.y, class, s);
    }

    /// A line of text in the row that begins at `y`.
    pub(super) fn text_at(&mut self, x: i32, y: i32, class: &str, s: &str) {
        if !s.trim().is_empty() {
            let s = escaped(s);
            self.add(&format!("<text x=\"{x}\" y=\"{}\" class=\"{class}\">{s}</text>", y + 15));
        }
    }

    /// Text in as many rows as it takes.
    pub(super) fn paragraph(&mut self, class: &str, s: &str, columns: usize) {
        for part in text::wrap(s, columns) {
            self.text(MARGIN, class, &part);
            self.down(ROW);
        }
    }

    /// A line across the picture, with room around it.
    pub(super) fn rule(&mut self) {
        let (y, right) = (self.y + ROW, self.width - MARGIN);
        self.line("life", (MARGIN, y), (right, y));
        self.down(2 * ROW);
    }

    pub(super) fn line(&mut self, class: &str, from: (i32, i32), to: (i32, i32)) {
        let ((a, b), (x, y)) = (from, to);
        self.add(&format!("<line x1=\"{a}\" y1=\"{b}\" x2=\"{x}\" y2=\"{y}\" class=\"{class}\"/>"));
    }

    pub(super) fn rect(&mut self, class: &str, at: (i32, i32), size: (i32, i32), round: i32) {
        let ((x, y), (w, h)) = (at, size);
        self.add(&format!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"{round}\" class=\"{class}\"/>"
        ));
    }

    /// A line or curve by its path, with a head in the direction `(dx, dy)` at its end.
    pub(super) fn arrow(&mut self, class: &str, path: &str, end: (i32, i32), direction: (f64, f64)) {
        self.add(&format!("<path d=\"{path}\" class=\"{class}\"/>"));
        let length = direction.0.hypot(direction.1).max(1.0);
        let (dx, dy) = (direction.0 / length, direction.1 / length);
        let (x, y) = (f64::from(end.0), f64::from(end.1));
        let corner = |side: f64| {
            let (bx, by) = (x - 8.0 * dx - side * 4.0 * dy, y - 8.0 * dy + side * 4.0 * dx);
            format!("{},{}", bx.round() as i32, by.round() as i32)
        };
        let fill = if class == "wait" { "err" } else { "act" };
        let (left, right) = (corner(1.0), corner(-1.0));
        self.add(&format!("<polygon points=\"{},{} {left} {right}\" class=\"{fill}\"/>", end.0, end.1));
    }

    /// A number, or a word, on a field.
    pub(super) fn badge(&mut self, x: i32, y: i32, s: &str) -> i32 {
        let width = (text::width(s) as i32 * COLUMN + 10).max(18);
        self.rect("err", (x, y + 1), (width, ROW - 2), 9);
        let inner = x + (width - text::width(s) as i32 * COLUMN) / 2;
        self.text_at(inner, y, "on b", s);
        width
    }

    fn add(&mut self, element: &str) {
        self.body += element;
        self.body.push('\n');
    }

    /// The whole document.
    pub(super) fn finish(self, title: &str) -> String {
        let (width, height) = (self.width, self.y + MARGIN);
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
            viewBox=\"0 0 {width} {height}\" xml:space=\"preserve\" role=\"img\">\n"
        );
        let _ = writeln!(out, "<title>{}</title>\n<style>", escaped(title));
        out += "text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;\
            white-space:pre}\n.b{font-weight:bold}\n";
        for (class, light, _) in RULES {
            let _ = writeln!(out, ".{class}{{{light}}}");
        }
        out += "@media (prefers-color-scheme:dark){\n";
        for (class, _, dark) in RULES {
            let _ = writeln!(out, ".{class}{{{dark}}}");
        }
        let _ = writeln!(out, "}}\n</style>\n<rect width=\"{width}\" height=\"{height}\" class=\"bg\"/>");
        out + &self.body + "</svg>\n"
    }
}

/// Text in which nothing is markup.
fn escaped(s: &str) -> String {
    let mut out = String::new();
    for c in text::clean(s).chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\u{fffe}' | '\u{ffff}' => out.push('?'),
            c => out.push(c),
        }
    }
    out
}
