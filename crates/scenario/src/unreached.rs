//! What would reach the functions that never ran: a step of a user process for the operations of files and for
//! interrupt handlers.

use crate::drive::{self, Registered, Seen, Use};
use crate::setup::Conditions;
use crate::steps::step_text;
use crate::verdict::NeverRan;
use crate::{Built, Error};
use module::IoctlNumber;
use vm::Step;

/// What requests interrupt lines.
const REQUESTS: &[&str] = &["request_irq", "request_threaded_irq"];

/// The functions with the steps that reach them.
pub(crate) fn with_steps(
    functions: Vec<String>,
    built: &'static Built,
    conditions: Conditions,
    commands: &[IoctlNumber],
) -> Result<Vec<NeverRan>, Error> {
    let requests = built.image.stubs.values().any(|name| REQUESTS.contains(&name.as_str()));
    let registered = match functions.is_empty() || !(requests || drive::publishes(built)) {
        true => Registered::default(),
        false => drive::look(built, conditions)?,
    };
    let of = |function: String| {
        let steps = reaches(&function, &registered, commands).map(|s| step_text(&s));
        NeverRan { function, steps }
    };
    Ok(functions.into_iter().map(of).collect())
}

fn reaches(function: &str, registered: &Registered, commands: &[IoctlNumber]) -> Option<Step> {
    let file = registered.files.iter().find_map(|file| {
        let (by, _) = file.functions.iter().find(|(_, f)| f == function)?;
        step(file, *by, commands)
    });
    let line = || registered.lines.iter().find(|(_, handler)| handler == function);
    file.or_else(|| line().map(|(irq, _)| Step::Irq(*irq)))
}

fn step(file: &Seen, by: Use, commands: &[IoctlNumber]) -> Option<Step> {
    let path = || file.path.clone();
    match by {
        Use::Write => Some(Step::Write { path: path(), bytes: b"1\n".to_vec(), append: false }),
        Use::Open if file.writes && !file.reads => step(file, Use::Write, commands),
        Use::Open | Use::Read => Some(Step::Read { path: path() }),
        Use::Command => {
            let command = file.numbers(commands).next()?;
            Some(Step::Ioctl { path: path(), command, argument: 0 })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_operation_has_its_step() {
        let functions = [
            (Use::Read, "ring_read"),
            (Use::Write, "ring_write"),
            (Use::Command, "ring_ioctl"),
            (Use::Open, "ring_open"),
        ];
        let file = Seen {
            path: "/dev/ring".into(),
            writes: true,
            functions: functions.iter().map(|(by, f)| (*by, (*f).to_owned())).collect(),
            ..Seen::default()
        };
        let registered = Registered { files: vec![file], lines: vec![(7, "ring_irq".into())] };
        let commands =
            [IoctlNumber { function: "ring_ioctl".into(), name: "RING_RESET".into(), number: 0x7201 }];
        let text = |f: &str| reaches(f, &registered, &commands).map(|s| step_text(&s));
        assert_eq!(text("ring_read").as_deref(), Some("cat /dev/ring"));
        assert_eq!(text("ring_write").as_deref(), Some("echo 1 > /dev/ring"));
        assert_eq!(text("ring_open").as_deref(), Some("echo 1 > /dev/ring"));
        assert_eq!(text("ring_ioctl").as_deref(), Some("ioctl /dev/ring 0x7201"));
        assert_eq!(text("ring_irq").as_deref(), Some("irq 7"));
        assert_eq!(text("helper"), None);
        assert_eq!(reaches("ring_ioctl", &registered, &[]), None);
    }
}
