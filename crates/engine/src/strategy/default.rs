use super::{Coverage, Execution, Pick, Point, Strategy};

/// One execution on the default schedule.
#[derive(std::default::Default)]
pub struct Default {
    done: bool,
}

impl Strategy for Default {
    fn next(&mut self) -> Option<Execution> {
        (!std::mem::replace(&mut self.done, true)).then_some(Execution { number: 0 })
    }

    fn choose(&mut self, at: &Point<'_>) -> Pick {
        Pick::Go(at.default.0, at.default.1)
    }

    fn coverage(&self) -> Coverage {
        Coverage { executions: u64::from(self.done), finished: self.done, complete: false }
    }
}
