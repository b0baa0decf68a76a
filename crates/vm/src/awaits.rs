//! Awaits: a polling loop waits instead of turning for ever.
//!
//! An iteration of a loop is *pure* if between two visits of one operation (same return address and stack pointer)
//! its context wrote and took nothing and its stack and callee-saved registers are the same, byte for byte. Another
//! iteration would do the same again, until something that it read changes; so the context does not move before one
//! of those objects is written.
//!
//! The operation that is watched, the anchor, must be one that only looks. The first visit makes it the anchor, the
//! second takes a copy of the stack, the third compares. If another operation comes by 64 times, it becomes the
//! anchor instead, so that a loop is found whatever ran before it.
//!
//! What this does not catch: a loop that changes something each time (a counter of attempts): it runs into the
//! budget, or ends.

use engine::{CONTEXTS, Ctx, Obj};

const READS: usize = 16;
const STACK: usize = 2048;

struct Watch {
    pc: usize,
    sp: usize,
    copied: bool,
    registers: [usize; 5],
    stack: Vec<u8>,
    reads: Vec<Obj>,
    lost: bool,
    others: u32,
}

/// One watch for each context that has one.
pub(crate) struct Awaits {
    watches: Vec<Watch>,
    of: Box<[u16; CONTEXTS]>,
    used: Vec<Ctx>,
}

const NONE: u16 = u16::MAX;

impl Default for Awaits {
    fn default() -> Self {
        Awaits { watches: Vec::new(), of: Box::new([NONE; CONTEXTS]), used: Vec::with_capacity(CONTEXTS) }
    }
}

impl Awaits {
    pub(crate) fn reset(&mut self) {
        for c in self.used.drain(..) {
            self.of[c.index()] = NONE;
        }
    }

    /// The context wrote or took something: its iteration is not pure.
    #[inline(always)]
    pub(crate) fn impure(&mut self, c: Ctx) {
        let w = self.of[c.index()];
        if w != NONE {
            self.watches[w as usize].pc = 0;
        }
    }

    /// Somebody wrote `object`: whoever has read it in its present iteration has to look again.
    #[inline(always)]
    pub(crate) fn written(&mut self, object: Obj) {
        for w in &mut self.watches[..self.used.len()] {
            if w.copied && w.reads.contains(&object) {
                w.pc = 0;
                w.copied = false;
            }
        }
    }

    /// The context read `object`.
    #[inline(always)]
    pub(crate) fn read(&mut self, c: Ctx, object: Obj) {
        let w = self.of[c.index()];
        if w == NONE {
            return;
        }
        let w = &mut self.watches[w as usize];
        if w.copied && !w.reads.contains(&object) {
            if w.reads.len() < READS { w.reads.push(object) } else { w.lost = true }
        }
    }

    /// The context visits an operation that only looks. Some: its last iteration was pure and read these.
    pub(crate) fn visit(
        &mut self,
        c: Ctx,
        pc: usize,
        sp: usize,
        stack: &[u8],
        registers: [usize; 5],
    ) -> Option<&[Obj]> {
        let w = self.watch(c);
        if w.pc != pc || w.sp != sp {
            w.others += 1;
            if w.pc == 0 || w.others >= 64 {
                (w.pc, w.sp, w.copied, w.others) = (pc, sp, false, 0);
            }
            return None;
        }
        let same = w.copied && w.registers == registers && w.stack == stack;
        if same && !w.lost {
            return Some(&w.reads);
        }
        w.copied = stack.len() <= STACK && !stack.is_empty();
        w.registers = registers;
        w.reads.clear();
        w.lost = false;
        w.stack.clear();
        if w.copied {
            w.stack.extend_from_slice(stack);
        }
        None
    }

    fn watch(&mut self, c: Ctx) -> &mut Watch {
        if self.of[c.index()] == NONE {
            let i = self.used.len();
            if i == self.watches.len() {
                self.watches.push(Watch {
                    pc: 0,
                    sp: 0,
                    copied: false,
                    registers: [0; 5],
                    stack: Vec::with_capacity(STACK),
                    reads: Vec::with_capacity(READS),
                    lost: false,
                    others: 0,
                });
            }
            self.watches[i].pc = 0;
            self.of[c.index()] = i as u16;
            self.used.push(c);
        }
        &mut self.watches[self.of[c.index()] as usize]
    }
}
