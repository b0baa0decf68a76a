use scenario::*;
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let setup = Setup { file: args[2].clone().into(), params: args[3..].to_vec(), ..Default::default() };
    match args[1].as_str() {
        "run" => match run(&setup, 0) {
            Ok(r) => { for l in r.log { println!("[{:5}.{:06}] {}", l.time / 1_000_000_000, l.time / 1000 % 1_000_000, l.text) } println!("{:#?}", r.verdict) }
            Err(e) => println!("error: {e}"),
        },
        "check" => {
            let limits = Limits { workers: 1, ..Default::default() };
            let t = std::time::Instant::now();
            match check(&setup, &limits, Some(".".as_ref()), &mut |_| {}) {
                Ok(v) => { for f in &v.findings { println!("== {} at {} trace {:?}", f.code.name(), f.execution, f.trace); for r in &f.story.rows { println!("  {:>10} {}:{} {:?} {:?}", f.story.actors[r.actor].name, r.source.line, r.source.text, r.what, r.guilty) } println!("{:?}", f.story.defect) } println!("{:?} {:?} {:?}", v.outcome, v.searched, t.elapsed()) }
                Err(e) => println!("error: {e}"),
            }
        }
        "bench" => {
            let n = 1_000_000;
            let limits = Limits { workers: 1, strategy: StrategyChoice::Random, executions: Some(n), ..Default::default() };
            let t = std::time::Instant::now();
            let v = check(&setup, &limits, None, &mut |_| {}).unwrap();
            println!("{:?} {:.0}/s", v.searched, n as f64 / t.elapsed().as_secs_f64());
        }
        "steady" => match steady(&setup, 100000) { Ok(s) => println!("{} syscalls", s.system_calls), Err(e) => println!("error: {e}") },
        _ => {}
    }
}
