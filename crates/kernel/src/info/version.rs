//! `/proc/version`.

/// What `uname -r` says.
pub const RELEASE: &str = "6.1.0-lockstep";

/// What `uname -v` says, of a kernel with this preemption model: `PREEMPT`, `PREEMPT_VOLUNTARY`, or nothing.
pub fn build(preemption: &str) -> String {
    let mut build = "#1 SMP".to_owned();
    if !preemption.is_empty() {
        build.push(' ');
        build.push_str(preemption);
    }
    build
}

/// The text of `/proc/version`; `compiler` is what gcc says of itself: `gcc (Debian 12.2.0-14) 12.2.0`.
pub fn version(compiler: &str, preemption: &str) -> String {
    format!("Linux version {RELEASE} (root@lockstep) ({compiler}) {}\n", build(preemption))
}
