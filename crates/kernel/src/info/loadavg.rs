//! `/proc/loadavg`.

/// The text of `/proc/loadavg`: the averages of one, five and fifteen minutes in hundredths, the tasks that run or
/// could, all tasks, and the last pid that was given away.
pub fn loadavg(hundredths: [u64; 3], running: u64, tasks: u64, last: u32) -> String {
    let [one, five, fifteen] = hundredths.map(|h| format!("{}.{:02}", h / 100, h % 100));
    format!("{one} {five} {fifteen} {running}/{tasks} {last}\n")
}
