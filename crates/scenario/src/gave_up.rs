//! What an init function that gives up leaves behind, for each of its steps that was made to fail.

use crate::order::Part;
use crate::story::Told;
use crate::tell::numbers;
use crate::worker::Worker;
use detect::{Defect, Finding};
use machine::INSMOD;

impl Worker {
    /// Init has given up because one thing was made to fail: notes where that was, and what is left.
    #[cold]
    pub(crate) fn gave_up(&mut self, part: &mut Part) {
        let (whom, pc) = self.vm.machine.struck();
        if whom != INSMOD || pc == 0 {
            return;
        }
        let spot = self.built.spot(pc);
        let left: Vec<String> = self.vm.findings.list().iter().filter_map(|f| self.left(f)).collect();
        let known = match part.gave_up_at.iter().position(|(s, _)| *s == spot) {
            Some(i) => &mut part.gave_up_at[i].1,
            None => {
                part.gave_up_at.push((spot, Vec::new()));
                let last = part.gave_up_at.len() - 1;
                &mut part.gave_up_at[last].1
            }
        };
        for what in left {
            if !known.contains(&what) {
                known.push(what);
            }
        }
    }

    /// What a finding says is left, in words.
    fn left(&self, finding: &Finding) -> Option<String> {
        match finding.defect {
            Defect::Registered { slot } => match self.registered(slot as usize) {
                Told::Registered { name, .. } => Some(name),
                _ => None,
            },
            Defect::Reserved { first } => Some(numbers(first)),
            Defect::Leak { object } => {
                let o = self.vm.machine.heap().objects().get(object as usize)?;
                Some(format!("the {} bytes of line {}", o.size, self.built.spot(o.by.1).line))
            }
            Defect::Leftover { .. } => Some(self.built.name(self.vm, finding.context)),
            _ => None,
        }
    }
}
