/// What a CPU's time went into, in nanoseconds.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Share {
    /// Running processes.
    pub user: u64,
    /// Running the kernel.
    pub system: u64,
    /// Spinning on a lock of the kernel.
    pub waits: u64,
    /// Nothing to run.
    pub idle: u64,
}

impl Share {
    /// All of it.
    pub fn total(&self) -> u64 {
        self.user + self.system + self.waits + self.idle
    }
}

/// What came of a simulation, after its warm-up.
#[derive(Clone, PartialEq, Debug)]
pub struct Figures {
    /// Calls that were finished.
    pub calls: u64,
    /// How much virtual time passed, in nanoseconds.
    pub time: u64,
    /// What each CPU's time went into.
    pub cpus: Vec<Share>,
    /// The mean number of calls that waited to enter the kernel.
    pub queue: f64,
    /// CPU time that passed idly while another CPU's system had processes waiting for their turn, in nanoseconds.
    pub idle_beside_ready: u64,
    /// Page faults.
    pub faults: u64,
    /// Page faults for which a page was thrown out while frames were free elsewhere.
    pub faults_beside_free: u64,
    /// Accesses of blocks.
    pub accesses: u64,
    /// Writes that made a block dirty in more than one cache.
    pub doubled: u64,
    /// Reads that got an older content of a block than had been written.
    pub stale: u64,
    /// Simulated events.
    pub events: u64,
}

impl Figures {
    /// Throughput in CPUs' worth of work: calls and what is computed between them, where `work` is the mean CPU time of
    /// both in nanoseconds.
    pub fn speedup(&self, work: u64) -> f64 {
        self.calls as f64 * work as f64 / self.time.max(1) as f64
    }

    /// What the time of all CPUs together went into.
    pub fn sum(&self) -> Share {
        self.cpus.iter().fold(Share::default(), |a, b| Share {
            user: a.user + b.user,
            system: a.system + b.system,
            waits: a.waits + b.waits,
            idle: a.idle + b.idle,
        })
    }
}
