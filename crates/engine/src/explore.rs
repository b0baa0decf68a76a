use crate::{Course, Ending, Strategy, Turn, World};

/// One execution that has ended.
pub struct Ended<'a, W> {
    /// The world in its last state.
    pub world: &'a W,
    /// The schedule: deviations, steps, and the cycle of a deadlock.
    pub course: &'a Course,
    /// How it ended.
    pub ending: Ending,
}

/// Runs one execution of `world` from its present state until nobody can move.
pub fn run_one<W: World>(world: &mut W, course: &mut Course, strategy: &mut dyn Strategy) -> Ending {
    course.reset();
    course.ask_always(strategy.asks_always());
    loop {
        match course.turn(world, strategy) {
            Turn::Go(c, alt) => {
                course.moves(world, c, alt);
                let footprint = world.perform(c, alt);
                course.performed(c, alt, &footprint, strategy);
            }
            Turn::Stuck => return Ending::Finished,
            Turn::Deadlock => return Ending::Deadlock,
            Turn::Abandoned | Turn::Paused => return Ending::Abandoned,
        }
    }
}

/// Runs executions of the worlds that `power_on` makes, as long as the strategy has one to do, and shows each
/// to `look`. For worlds that are plain data; a world that runs code of its own has a loop of its own.
pub fn explore<W: World>(
    strategy: &mut dyn Strategy,
    mut power_on: impl FnMut() -> W,
    mut look: impl FnMut(Ended<'_, W>),
) {
    let mut course = Course::default();
    while strategy.next().is_some() {
        let mut world = power_on();
        let ending = run_one(&mut world, &mut course, strategy);
        strategy.ended(ending, &world);
        look(Ended { world: &world, course: &course, ending });
    }
}
