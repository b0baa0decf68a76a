//! What Linux says when a task runs into an oops, in the log.

use crate::info::version::RELEASE;
use crate::printk;
use detect::finding::Fault;
use detect::{Defect, Finding};
use vm::Vm;

/// The task of this finding is about to be killed.
pub fn say(vm: &mut Vm, finding: Finding) {
    let c = finding.context;
    let context = *vm.machine.context(c);
    let (cpu, pid, comm) = (context.cpu, vm.machine.pid(c), context.name);
    let mut lines: Vec<(u8, String)> = Vec::new();
    let mut line = |level: u8, text: String| lines.push((level, text));
    match finding.defect {
        Defect::Oops { address, fault: Fault::Page { write, fetch } } => {
            line(
                1,
                match address {
                    a if a < 4096 => format!("BUG: kernel NULL pointer dereference, address: {a:016x}"),
                    a => format!("BUG: unable to handle page fault for address: {a:016x}"),
                },
            );
            let access = match (fetch, write) {
                (true, _) => "instruction fetch",
                (_, true) => "write access",
                _ => "read access",
            };
            line(1, format!("#PF: supervisor {access} in kernel mode"));
            let code = u8::from(write) << 1 | u8::from(fetch) << 4;
            let user = region::layout::USER.contains(address);
            let (code, why) =
                if user { (code | 1, "permissions violation") } else { (code, "not-present page") };
            line(1, format!("#PF: error_code(0x{code:04x}) - {why}"));
            line(4, format!("Oops: {code:04x} [#1] PREEMPT SMP"));
        }
        Defect::Oops { fault, .. } => line(
            4,
            format!(
                "{} [#1] PREEMPT SMP",
                match fault {
                    Fault::Divide => "divide error: 0000",
                    Fault::InvalidOpcode => "invalid opcode: 0000",
                    Fault::Stack => "stack segment: 0000",
                    _ => "general protection fault: 0000",
                }
            ),
        ),
        Defect::Bug => line(4, "invalid opcode: 0000 [#1] PREEMPT SMP".to_owned()),
        defect => line(3, format!("BUG: {}", Finding { defect, ..finding }.code().name())),
    }
    line(
        4,
        format!("CPU: {cpu} PID: {pid} Comm: {} Tainted: G           O       {RELEASE} #1", comm.as_str()),
    );
    let frames = vm.frames(c, finding.place);
    if frames[0] != 0 {
        line(4, format!("RIP: 0010:{}", vm.symbol(frames[0].wrapping_sub(1), true)));
    }
    line(4, "Call Trace:".to_owned());
    line(4, " <TASK>".to_owned());
    for pc in frames.iter().skip(1).take_while(|pc| **pc != 0) {
        line(4, format!(" {}", vm.symbol(pc.wrapping_sub(1), true)));
    }
    line(4, " </TASK>".to_owned());
    line(4, "---[ end trace 0000000000000000 ]---".to_owned());
    for (level, text) in &lines {
        printk::say_of(vm, c, *level, text);
    }
}
