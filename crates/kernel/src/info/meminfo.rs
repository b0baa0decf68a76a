//! `/proc/meminfo`.

use std::fmt::Write;

/// The memory of the machine, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory {
    /// All of it.
    pub total: u64,
    /// What nobody has.
    pub free: u64,
    /// What the slab allocator has given away.
    pub slab: u64,
    /// What `vmalloc` has given away.
    pub vmalloc: u64,
    /// What the CPUs have each of their own.
    pub percpu: u64,
}

/// The text of `/proc/meminfo`, of its lines those that mean something here.
pub fn meminfo(m: &Memory) -> String {
    let mut text = String::new();
    let rows = [
        ("MemTotal:", m.total),
        ("MemFree:", m.free),
        ("MemAvailable:", m.free),
        ("Buffers:", 0),
        ("Cached:", 0),
        ("SwapCached:", 0),
        ("Shmem:", 0),
        ("Slab:", m.slab),
        ("SReclaimable:", 0),
        ("SUnreclaim:", m.slab),
        ("SwapTotal:", 0),
        ("SwapFree:", 0),
        ("VmallocTotal:", 34_359_738_367 << 10),
        ("VmallocUsed:", m.vmalloc),
        ("VmallocChunk:", 0),
        ("Percpu:", m.percpu),
    ];
    for (name, bytes) in rows {
        let _ = writeln!(text, "{name:<16}{:8} kB", bytes >> 10);
    }
    text
}
