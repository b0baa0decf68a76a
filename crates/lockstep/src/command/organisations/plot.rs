use super::Curves;
use crate::command::Failure;
use organisation::Organisation;
use plotters::prelude::*;

/// Throughput over CPUs: a line for each organisation.
pub(super) fn svg(curves: &Curves) -> Result<String, Failure> {
    let mut out = String::new();
    draw(curves, &mut out).map_err(|e| Failure::Output(e.to_string()))?;
    Ok(out)
}

/// Four colours that are told apart without seeing red or green (Okabe and Ito).
const COLOURS: [RGBColor; 4] =
    [RGBColor(86, 180, 233), RGBColor(213, 94, 0), RGBColor(0, 0, 0), RGBColor(0, 158, 115)];

fn draw(curves: &Curves, out: &mut String) -> Result<(), Box<dyn std::error::Error>> {
    let (first, last) = (curves.cpus[0], curves.cpus[curves.cpus.len() - 1]);
    let most = curves.speedups.iter().flatten().fold(1.0, |a: f64, b| a.max(*b));
    let title = format!("System calls take {} % of the time", f64::from(curves.share) / 100.0);
    let area = SVGBackend::with_string(out, (800, 500)).into_drawing_area();
    area.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&area)
        .caption(title, ("sans-serif", 20))
        .margin(12)
        .x_label_area_size(42)
        .y_label_area_size(56)
        .build_cartesian_2d(f64::from(first)..f64::from(last.max(first + 1)), 0.0..most)?;
    let number = |n: &f64| n.to_string();
    chart
        .configure_mesh()
        .x_desc("CPUs")
        .y_desc("CPUs' worth of work")
        .x_label_formatter(&number)
        .y_label_formatter(&number)
        .light_line_style(WHITE)
        .draw()?;
    for (i, o) in Organisation::ALL.iter().enumerate() {
        let colour = COLOURS[i];
        let points = curves.cpus.iter().zip(&curves.speedups[i]).map(|(n, s)| (f64::from(*n), *s));
        chart
            .draw_series(LineSeries::new(points, colour.stroke_width(2)))?
            .label(o.name())
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 20, y)], colour.stroke_width(2)));
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperLeft)
        .background_style(WHITE)
        .border_style(BLACK)
        .draw()?;
    area.present()?;
    Ok(())
}
