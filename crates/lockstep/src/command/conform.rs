use crate::args::Conform;
use crate::command::Failure;
use crate::{exit, terminal};
use scenario::conform::{PROGRAMS, Row, Tree};

/// `lockstep conform`
pub fn conform(args: &Conform) -> Result<u8, Failure> {
    let tree = match Tree::find(&args.linux_src) {
        Ok(tree) => tree,
        Err(why) => {
            terminal::complain(&format!("error: {why}"));
            return Ok(exit::INVOCATION);
        }
    };
    let mut failed = 0;
    terminal::print(&line("program", "compiled", "loaded", "cases", "time"))?;
    for program in PROGRAMS {
        let row = program.run(tree.root())?;
        terminal::print(&told(&row))?;
        failed += usize::from(row.required && !row.passes());
    }
    let required = PROGRAMS.iter().filter(|p| p.required).count();
    terminal::print(&format!(
        "\n{} of {required} programs pass; {} are not supported\n",
        required - failed,
        PROGRAMS.len() - required
    ))?;
    Ok(if failed == 0 { exit::NOTHING_FOUND } else { exit::FINDINGS })
}

fn line(name: &str, compiled: &str, loaded: &str, cases: &str, time: &str) -> String {
    format!("{name:<24}{compiled:<10}{loaded:<8}{cases:>16}{time:>10}\n")
}

fn told(row: &Row) -> String {
    let yes = |is: bool| if is { "yes" } else { "no" };
    let cases = match row.refused {
        Some(_) => "-".to_owned(),
        None => format!("{}/{}", row.cases.0, row.cases.1),
    };
    let time = format!("{:.2} s", row.took.as_secs_f64());
    let mut out = line(row.name, yes(row.refused.is_none()), yes(row.loaded), &cases, &time);
    for why in row.refused.iter().chain(&row.complaints) {
        out += &format!("  {why}\n");
    }
    out
}
