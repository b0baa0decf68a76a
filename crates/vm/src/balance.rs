use crate::Vm;
use detect::balance::{self, Caller};
use engine::{Ctx, Footprint};
use machine::{INSMOD, Kind, RMMOD, is_task, line_of, process_of};

impl Vm {
    /// The function that `c` was called to run has returned.
    pub(crate) fn judge_return(&mut self, c: Ctx) {
        if balance::is_balanced(c, &self.machine) {
            return;
        }
        let caller = match c {
            INSMOD => Caller::Init,
            RMMOD => Caller::Exit,
            // Each of its system calls was judged.
            c if process_of(c).is_some() => return,
            c if self.machine.runs_work(c) => Caller::Work,
            c if is_task(c) => Caller::Thread,
            c if line_of(c).is_some() => Caller::Irq,
            c if self.machine.runs_sent(c) => Caller::Ipi,
            c => match self.machine.softirq_runs(c) {
                Some((Kind::Tasklet, _)) => Caller::Tasklet,
                Some((Kind::Hrtimer, _)) => Caller::Hrtimer,
                _ => Caller::Timer,
            },
        };
        let function = self.calls[c.index()].function;
        self.unbalanced(c, caller, function);
    }

    /// The running process returns from a system call.
    pub fn returns_to_user(&mut self, call: &'static str) {
        let c = self.current;
        if !balance::is_balanced(c, &self.machine) {
            self.unbalanced(c, Caller::Syscall(call), 0);
        }
    }

    /// Tells of it, and goes on as the kernel does where it repairs what it can.
    #[cold]
    fn unbalanced(&mut self, c: Ctx, caller: Caller, function: usize) {
        self.judge(|vm| balance::returned(c, &vm.machine, caller, function, &mut vm.findings));
        let mut footprint = Footprint::EMPTY;
        self.machine.unmask(c, &mut footprint);
        self.race.synchronise(c, &footprint);
    }
}
