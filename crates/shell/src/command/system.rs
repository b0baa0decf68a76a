//! `date`, `free`, `hostname`, `id`, `irq`, `sleep`, `uname`, `unplug`, `uptime`, `whoami`: the machine and its time.

use super::{Call, complaint, missing, print};
use crate::errno::words;
use crate::options::{Opt, opt};
use crate::plan::{Outcome, Plan};
use crate::shell::{Shell, Stop};
use std::collections::BTreeMap;
use vm::Step;

pub const FREE: &[Opt] = &[
    opt('b', "bytes", "", "in bytes"),
    opt('g', "gibi", "", "in gigabytes"),
    opt('h', "human", "", "in what fits"),
    opt('k', "kibi", "", "in kilobytes, which is so anyway"),
    opt('m', "mebi", "", "in megabytes"),
];
pub const UNAME: &[Opt] = &[
    opt('a', "all", "", "everything"),
    opt('i', "hardware-platform", "", "the platform"),
    opt('m', "machine", "", "the kind of CPU"),
    opt('n', "nodename", "", "the name of the machine"),
    opt('o', "operating-system", "", "the system"),
    opt('p', "processor", "", "the kind of CPU"),
    opt('r', "kernel-release", "", "the release of the kernel"),
    opt('s', "kernel-name", "", "the name of the kernel"),
    opt('v', "kernel-version", "", "its number and preemption model"),
];

/// A moment of virtual time as a date.
pub struct Moment {
    days: u64,
    seconds: u64,
    ns: u64,
}

/// A moment of virtual time: power-on is 1970-01-01 00:00:00.
pub fn calendar(ns: u64) -> Moment {
    let seconds = ns / 1_000_000_000;
    Moment { days: seconds / 86_400, seconds: seconds % 86_400, ns: ns % 1_000_000_000 }
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

impl Moment {
    /// Year, month and day of the month, the last two from 1.
    ///
    /// Counted in eras of 400 years that begin in March, so that the leap day is the last of its year (Howard Hinnant,
    /// "chrono-compatible low-level date algorithms").
    fn date(&self) -> (u64, u64, u64) {
        let z = self.days + 719_468;
        let era = z / 146_097;
        let day = z % 146_097;
        let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
        let of_year = day - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let (d, m) = (of_year - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
        (era * 400 + year + u64::from(m <= 2), m, d)
    }

    /// `00:00:12`
    pub fn clock(&self) -> String {
        let s = self.seconds;
        format!("{:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60)
    }

    fn week(&self) -> &'static str {
        ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][(self.days % 7) as usize]
    }

    /// `Thu Jan  1 00:00:12 1970`
    pub fn ctime(&self) -> String {
        let (year, month, day) = self.date();
        format!("{} {} {day:2} {} {year}", self.week(), MONTHS[month as usize - 1], self.clock())
    }

    /// `Jan  1 00:00`, or with the year if half a year has passed: as `ls -l` has it.
    pub fn listing(&self, now: u64) -> String {
        let (year, month, day) = self.date();
        let recent = calendar(now).days.saturating_sub(self.days) < 183;
        let last = if recent { self.clock()[..5].to_owned() } else { format!(" {year}") };
        format!("{} {day:2} {last}", MONTHS[month as usize - 1])
    }

    /// `1970-01-01 00:00:12.000000000 +0000`
    pub fn full(&self) -> String {
        let (year, month, day) = self.date();
        format!("{year:04}-{month:02}-{day:02} {}.{:09} +0000", self.clock(), self.ns)
    }
}

pub fn date(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    let now = shell.system().now();
    let moment = calendar(now);
    let Some(format) = call.operands().first() else {
        let (year, month, day) = moment.date();
        let text = format!(
            "{} {} {day:2} {} UTC {year}\n",
            moment.week(),
            MONTHS[month as usize - 1],
            moment.clock()
        );
        return Ok(print(shell, call, &text));
    };
    let Some(format) = format.strip_prefix('+') else {
        let text = "date: time is virtual and cannot be set; `date` and `date +FORMAT` print it";
        return Ok(Outcome::Done(shell.fail(call.io, 1, text)));
    };
    let (year, month, day) = moment.date();
    let mut text = String::new();
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            text.push(c);
            continue;
        }
        let s = moment.seconds;
        match chars.next() {
            Some('s') => text.push_str(&(moment.days * 86_400 + s).to_string()),
            Some('N') => text.push_str(&format!("{:09}", moment.ns)),
            Some('Y') => text.push_str(&year.to_string()),
            Some('m') => text.push_str(&format!("{month:02}")),
            Some('d') => text.push_str(&format!("{day:02}")),
            Some('H') => text.push_str(&format!("{:02}", s / 3600)),
            Some('M') => text.push_str(&format!("{:02}", s / 60 % 60)),
            Some('S') => text.push_str(&format!("{:02}", s % 60)),
            Some('T') => text.push_str(&moment.clock()),
            Some('F') => text.push_str(&format!("{year:04}-{month:02}-{day:02}")),
            Some('%') => text.push('%'),
            Some(other) => {
                text.push('%');
                text.push(other);
            }
            None => text.push('%'),
        }
    }
    text.push('\n');
    Ok(print(shell, call, &text))
}

/// `2`, `0.5`, `1m`, `2h`: nanoseconds.
pub fn duration(text: &str) -> Option<u64> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let factor = match unit {
        "" | "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        _ => return None,
    };
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    if (whole.is_empty() && part.is_empty()) || part.contains('.') {
        return None;
    }
    let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let digits: String = part.chars().chain("000000000".chars()).take(9).collect();
    whole.checked_mul(1_000_000_000)?.checked_add(digits.parse().ok()?)?.checked_mul(factor)
}

pub fn sleep(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    if call.operands().is_empty() {
        return Ok(missing(shell, call));
    }
    let mut all = 0u64;
    for word in call.operands() {
        let Some(ns) = duration(word) else {
            let text =
                format!("sleep: invalid time interval '{word}'\nTry 'sleep --help' for more information.");
            return Ok(Outcome::Done(shell.fail(call.io, 1, &text)));
        };
        all = all.saturating_add(ns);
    }
    Ok(Plan::outcome(vec![Step::Sleep(all)], |_, _, _| 0))
}

pub fn irq(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    let [word] = call.operands() else { return Ok(missing(shell, call)) };
    let Ok(line) = word.parse() else {
        let text = format!("irq: '{word}' is no number of an interrupt line; /proc/interrupts lists them");
        return Ok(Outcome::Done(shell.fail(call.io, 1, &text)));
    };
    Ok(Plan::outcome(vec![Step::Irq(line)], move |shell, exit, io| {
        match exit.done.first().map_or(0, |d| d.error) {
            0 => 0,
            error => shell.fail(io, 1, &complaint("irq", &line.to_string(), error)),
        }
    }))
}

pub fn unplug(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    let [device] = call.operands() else { return Ok(missing(shell, call)) };
    let device = device.strip_prefix("/dev/").unwrap_or(device).to_owned();
    Ok(Plan::outcome(vec![Step::Unplug(device.clone())], move |shell, exit, io| {
        match exit.done.first().map_or(0, |d| d.error) {
            0 => 0,
            error => shell.fail(io, 1, &complaint("unplug", &device, error)),
        }
    }))
}

pub fn hostname(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    Ok(print(shell, call, "lockstep\n"))
}

pub fn whoami(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    Ok(print(shell, call, "root\n"))
}

pub fn id(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    Ok(print(shell, call, "uid=0(root) gid=0(root) groups=0(root)\n"))
}

pub fn uname(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    if let Some(word) = call.operands().first() {
        let text = format!("uname: extra operand '{word}'\nTry 'uname --help' for more information.");
        return Ok(Outcome::Done(shell.fail(call.io, 1, &text)));
    }
    let facts = shell.system().facts();
    let version = format!("#1 {}", facts.preemption);
    // In the order in which they are printed; the last two are not part of `-a`.
    let rows = [
        ("s", "Linux"),
        ("n", "lockstep"),
        ("r", facts.release.as_str()),
        ("v", version.trim_end()),
        ("m", "x86_64"),
        ("p", "unknown"),
        ("i", "unknown"),
        ("o", "GNU/Linux"),
    ];
    let options = &call.options;
    let all = options.has('a');
    let none = options.last_of("asnrvmpio").is_none();
    let shown = rows.iter().filter(|(letter, value)| {
        let letter = letter.chars().next().unwrap_or_default();
        options.has(letter) || (all && *value != "unknown") || (none && letter == 's')
    });
    let words: Vec<&str> = shown.map(|(_, value)| *value).collect();
    Ok(print(shell, call, &format!("{}\n", words.join(" "))))
}

pub fn uptime(shell: &mut Shell, _: &Call) -> Result<Outcome, Stop> {
    let now = shell.system().now();
    let path = "/proc/loadavg".to_owned();
    Ok(Plan::outcome(vec![Step::Read { path }], move |shell, exit, io| {
        let text = String::from_utf8_lossy(&exit.output).into_owned();
        let mut loads: Vec<&str> = text.split_whitespace().take(3).collect();
        loads.resize(3, "0.00");
        let minutes = now / 60_000_000_000;
        let (days, hours, minutes) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
        let mut up = match days {
            0 => String::new(),
            1 => "1 day, ".to_owned(),
            days => format!("{days} days, "),
        };
        up.push_str(&match hours {
            0 => format!("{minutes} min"),
            hours => format!("{hours:2}:{minutes:02}"),
        });
        let clock = calendar(now).clock();
        shell.say(&io.out, &format!(" {clock} up {up},  1 user,  load average: {}\n", loads.join(", ")));
        0
    }))
}

pub fn free(_: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    let unit = call.options.last_of("bkmgh").unwrap_or('k');
    Ok(Plan::outcome(vec![Step::Read { path: "/proc/meminfo".to_owned() }], move |shell, exit, io| {
        if let Some(done) = exit.done.first()
            && done.error != 0
        {
            return shell.fail(io, 1, &format!("free: /proc/meminfo: {}", words(done.error)));
        }
        let text = String::from_utf8_lossy(&exit.output).into_owned();
        let mut fields = BTreeMap::new();
        for line in text.lines() {
            if let Some((name, value)) = line.split_once(':') {
                let number = value.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or(0);
                fields.insert(name, number);
            }
        }
        let get = |name: &str| fields.get(name).copied().unwrap_or(0);
        let show = |kb: u64| match unit {
            'b' => (kb << 10).to_string(),
            'm' => (kb >> 10).to_string(),
            'g' => (kb >> 20).to_string(),
            'h' => human(kb),
            _ => kb.to_string(),
        };
        let cache = get("Buffers") + get("Cached") + get("SReclaimable");
        let used = get("MemTotal").saturating_sub(get("MemAvailable"));
        let memory =
            [get("MemTotal"), used, get("MemFree"), get("Shmem"), cache, get("MemAvailable")].map(show);
        let swap_used = get("SwapTotal").saturating_sub(get("SwapFree"));
        let swap = [get("SwapTotal"), swap_used, get("SwapFree")].map(show);
        let row = |name: &str, cells: &[String]| {
            let cells: Vec<String> = cells.iter().map(|c| format!("{c:>11}")).collect();
            format!("{name:<9}{}\n", cells.join(" "))
        };
        let titles = ["total", "used", "free", "shared", "buff/cache", "available"].map(str::to_owned);
        let text = row("", &titles) + &row("Mem:", &memory) + &row("Swap:", &swap);
        shell.say(&io.out, &text);
        0
    }))
}

/// `1.9Gi`
fn human(kb: u64) -> String {
    let (mut value, mut unit) = (kb as u128 * 10, 0);
    while value >= 10_240 && unit < 3 {
        value /= 1024;
        unit += 1;
    }
    let name = ["Ki", "Mi", "Gi", "Ti"][unit];
    match kb {
        0 => "0B".to_owned(),
        _ if value < 100 => format!("{}.{}{name}", value / 10, value % 10),
        _ => format!("{}{name}", value / 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_exact() {
        assert_eq!(duration("0.1"), Some(100_000_000));
        assert_eq!(duration("2m"), Some(120_000_000_000));
        assert_eq!(duration(".5"), Some(500_000_000));
        assert_eq!(duration("1.5h"), Some(5_400_000_000_000));
        for bad in ["", ".", "x", "1x", "1.2.3", "-1", "99999999999999999999"] {
            assert_eq!(duration(bad), None, "{bad}");
        }
    }

    #[test]
    fn dates_are_those_of_the_calendar() {
        assert_eq!(calendar(12_000_000_000).ctime(), "Thu Jan  1 00:00:12 1970");
        assert_eq!(calendar(951_782_400_000_000_000).full(), "2000-02-29 00:00:00.000000000 +0000");
        assert_eq!(calendar(0).listing(0), "Jan  1 00:00");
        assert_eq!(calendar(0).listing(200 * 86_400_000_000_000), "Jan  1  1970");
    }
}
