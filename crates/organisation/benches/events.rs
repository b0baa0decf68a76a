//! Simulated events per second on one core, for each organisation: `cargo bench -p organisation --bench events`.

use organisation::{Organisation, Workload, simulate};
use std::time::Instant;

fn main() {
    for organisation in Organisation::ALL {
        for cpus in [16, 64, 256, 1_024] {
            let mut rates: Vec<f64> = (0..7)
                .map(|seed| {
                    let start = Instant::now();
                    let f = simulate(organisation, cpus, &Workload::busy(1_000), 200_000, seed);
                    f.events as f64 / start.elapsed().as_secs_f64()
                })
                .collect();
            rates.sort_by(f64::total_cmp);
            println!("{:>16}, {cpus:>5} CPUs: {:.1} million events/s", organisation.name(), rates[3] / 1e6);
        }
    }
}
