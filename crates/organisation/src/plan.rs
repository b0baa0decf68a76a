/// How the operating system is organised.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Organisation {
    /// Each CPU has an operating system of its own.
    Own,
    /// The first CPU runs the operating system, the others only processes.
    Master,
    /// Every CPU runs the operating system, one at a time.
    BigLock,
    /// Every CPU runs the operating system, one at a time in each of its regions.
    Regions,
}

impl Organisation {
    /// All of them, in the order in which texts tell them.
    pub const ALL: [Organisation; 4] =
        [Organisation::Own, Organisation::Master, Organisation::BigLock, Organisation::Regions];

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Organisation::Own => "own system each",
            Organisation::Master => "master, slaves",
            Organisation::BigLock => "one big lock",
            Organisation::Regions => "lock per region",
        }
    }

    /// Into how many parts processes, memory and disk cache are divided on a machine of so many CPUs.
    pub(crate) fn domains(self, cpus: usize) -> usize {
        if self == Organisation::Own { cpus } else { 1 }
    }
}
