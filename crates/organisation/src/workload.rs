use engine::RandomNumbers;

/// A part of the kernel that is independent of the others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Region {
    /// Processes and their priorities.
    Scheduler,
    /// Files, and the cache of disk blocks.
    Files,
    /// Page faults, and who has which page.
    Paging,
}

impl Region {
    pub(crate) const ALL: [Region; 3] = [Region::Scheduler, Region::Files, Region::Paging];
}

/// How times scatter about their mean.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Spread {
    /// Every one is the mean.
    Fixed,
    /// Exponentially: short ones are many, long ones few.
    Exponential,
}

/// The memory that processes touch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Paging {
    /// Page frames for each CPU.
    pub frames: u32,
    /// The largest working set of a process, in pages; they are spread evenly from 1 to it.
    pub pages: u32,
}

/// The disk whose blocks processes read and write.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Disk {
    /// How many blocks are in use.
    pub blocks: u32,
    /// How many of them the cache holds for each CPU.
    pub cached: u32,
    /// One in so many accesses is a write.
    pub write_one_in: u32,
}

/// What the processes do.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Workload {
    /// The share of a process's CPU time that is spent in system calls, in parts of 10,000; 1 to 9,999.
    pub share: u32,
    /// The mean length of a system call, in nanoseconds.
    pub call: u64,
    /// How calls and the times between them scatter.
    pub spread: Spread,
    /// Processes for each CPU.
    pub processes: u32,
    /// For how long a process keeps its CPU while others are ready, in nanoseconds.
    pub quantum: u64,
    /// The mean time for which a process sleeps after a call, in nanoseconds; 0: it does not.
    pub sleep: u64,
    /// How long the disk takes for a block or a page, in nanoseconds.
    pub disk_time: u64,
    /// What it touches in memory, if that is counted.
    pub paging: Option<Paging>,
    /// What it touches on disk, if that is counted.
    pub disk: Option<Disk>,
}

impl Workload {
    /// Processes that always compute or call: calls of 10 µs that take this share of their time, in parts of 10,000.
    pub fn busy(share: u32) -> Workload {
        Workload {
            share: share.clamp(1, 9_999),
            call: 10_000,
            spread: Spread::Exponential,
            processes: 4,
            quantum: 10_000_000,
            sleep: 0,
            disk_time: 0,
            paging: None,
            disk: None,
        }
    }

    /// Processes that also sleep, and touch pages and disk blocks: what shows who has something to spare and cannot
    /// lend it. There is memory for all working sets together, and 5 % more.
    pub fn mixed(share: u32) -> Workload {
        Workload {
            sleep: 200_000,
            disk_time: 400_000,
            paging: Some(Paging { frames: 270, pages: 128 }),
            disk: Some(Disk { blocks: 1_000, cached: 300, write_one_in: 4 }),
            ..Workload::busy(share)
        }
    }

    /// The mean time that a process computes between two calls, in nanoseconds.
    pub fn between(&self) -> u64 {
        self.call * u64::from(10_000 - self.share) / u64::from(self.share)
    }

    /// A time with this mean.
    pub(crate) fn draw(&self, mean: u64, numbers: &mut RandomNumbers) -> u64 {
        match self.spread {
            Spread::Fixed => mean,
            Spread::Exponential => {
                // 53 bits, none of them zero at once: the logarithm is finite.
                let uniform = ((numbers.draw() >> 11) + 1) as f64 / (1u64 << 53) as f64;
                (-libm::log(uniform) * mean as f64) as u64
            }
        }
    }
}
