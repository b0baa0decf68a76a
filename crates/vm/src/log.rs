use engine::Ctx;

/// A record of the kernel log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// Virtual time in nanoseconds.
    pub time: u64,
    /// 0 (emergency) to 7 (debug).
    pub level: u8,
    /// Who wrote it.
    pub context: Ctx,
    start: u32,
    end: u32,
    open: bool,
}

/// The kernel log of one execution. Allocates only when it grows past what it ever held.
#[derive(Default)]
pub struct Log {
    records: Vec<Record>,
    text: Vec<u8>,
}

impl Log {
    /// The most bytes that are kept.
    const ROOM: usize = 1 << 20;

    pub(crate) fn reset(&mut self) {
        self.records.clear();
        self.text.clear();
    }

    /// A place to write the next record's text to; [`Log::end`] makes it a record.
    pub fn begin(&mut self) -> &mut Vec<u8> {
        &mut self.text
    }

    /// Everything written since the last record becomes one.
    pub fn end(&mut self, time: u64, level: u8, context: Ctx) {
        let start = self.records.last().map_or(0, |r| r.end);
        self.text.truncate(Self::ROOM);
        let end = self.text.len() as u32;
        if end > start || self.text.len() < Self::ROOM {
            self.records.push(Record { time, level, context, start, end, open: false });
        }
    }

    /// Everything written since the last record goes to the end of that one, if `context` wrote it and it is open: its
    /// text had no newline at its end. Otherwise it is a record of its own.
    pub fn append(&mut self, time: u64, context: Ctx) {
        let end = self.text.len().min(Self::ROOM) as u32;
        match self.records.last_mut() {
            Some(r) if r.context == context && r.open => r.end = end,
            _ => self.end(time, 4, context),
        }
    }

    /// Whether the last record may be continued.
    pub fn leave_open(&mut self, open: bool) {
        if let Some(r) = self.records.last_mut() {
            r.open = open;
        }
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether nothing was logged.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The records, each with its text.
    pub fn records(&self) -> impl Iterator<Item = (Record, &[u8])> {
        self.records.iter().map(|r| (*r, &self.text[r.start as usize..r.end as usize]))
    }
}
