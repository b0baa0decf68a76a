//! Page frames of one memory, given by the clock algorithm: a hand goes round; a frame that was used since its last
//! visit is passed over once.

use crate::Paging;

#[derive(Clone, Copy, Debug)]
struct Frame {
    process: u32,
    page: u32,
    used: bool,
}

/// One memory of page frames.
#[derive(Debug)]
pub(crate) struct Frames {
    frames: Vec<Frame>,
    capacity: usize,
    hand: usize,
}

/// Where each process's pages are: the frame's number and one, 0 for none.
#[derive(Debug)]
pub(crate) struct Pages {
    at: Vec<u32>,
    most: u32,
}

impl Pages {
    pub(crate) fn new(processes: usize, paging: Paging) -> Pages {
        Pages { at: vec![0; processes * paging.pages as usize], most: paging.pages }
    }

    fn slot(&mut self, process: u32, page: u32) -> &mut u32 {
        &mut self.at[(process * self.most + page) as usize]
    }
}

impl Frames {
    pub(crate) fn new(capacity: usize) -> Frames {
        Frames { frames: Vec::with_capacity(capacity), capacity, hand: 0 }
    }

    /// How many frames nobody uses.
    pub(crate) fn free(&self) -> usize {
        self.capacity - self.frames.len()
    }

    /// `process` touches a page. True: a page fault.
    pub(crate) fn touch(&mut self, process: u32, page: u32, pages: &mut Pages) -> bool {
        let at = *pages.slot(process, page);
        if at != 0 {
            self.frames[at as usize - 1].used = true;
            return false;
        }
        let new = Frame { process, page, used: true };
        if self.free() > 0 {
            self.frames.push(new);
            *pages.slot(process, page) = self.frames.len() as u32;
            return true;
        }
        while self.frames[self.hand].used {
            self.frames[self.hand].used = false;
            self.hand = (self.hand + 1) % self.capacity;
        }
        let victim = std::mem::replace(&mut self.frames[self.hand], new);
        *pages.slot(victim.process, victim.page) = 0;
        *pages.slot(process, page) = self.hand as u32 + 1;
        self.hand = (self.hand + 1) % self.capacity;
        true
    }
}
