//! Closed forms of queueing theory that the simulation must agree with: `n` CPUs that each compute for `outside` and
//! then need the one kernel for `inside` (the machine repairman).

/// Calls per unit of time if all times are fixed: no CPU waits until the kernel never rests.
pub fn fixed(n: u32, outside: f64, inside: f64) -> f64 {
    (f64::from(n) / (outside + inside)).min(1.0 / inside)
}

/// Calls per unit of time if times are exponential: mean value analysis (Reiser and Lavenberg, "Mean-value analysis of
/// closed multichain queuing networks", JACM 1980), exact for this network.
pub fn exponential(n: u32, outside: f64, inside: f64) -> f64 {
    let (mut rate, mut length) = (0.0, 0.0);
    for k in 1..=n {
        let response = inside * (1.0 + length);
        rate = f64::from(k) / (outside + response);
        length = rate * response;
    }
    rate
}
