//! Days and dates: `time64_to_tm`.

/// Year, month from 0, day, weekday from Sunday, day of the year, of a day counted from 1970 (the calendar of H. Hinnant,
/// "chrono-compatible low-level date algorithms").
pub fn date(day: i64) -> (i64, i32, i32, i32, i32) {
    let z = day + 719_468;
    let era = z.div_euclid(146_097);
    let of_era = z.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let of_month = of_year - (153 * month + 2) / 5 + 1;
    let civil = if month < 10 { month + 2 } else { month - 10 };
    let year = year + era * 400 + i64::from(civil <= 1);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let before = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334][civil as usize];
    let of_year = before + of_month - 1 + i64::from(leap && civil > 1);
    (year, civil as i32, of_month as i32, (day + 4).rem_euclid(7) as i32, of_year as i32)
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn days_are_those_of_the_calendar() {
        assert_eq!(date(0), (1970, 0, 1, 4, 0));
        assert_eq!(date(59), (1970, 2, 1, 0, 59));
        assert_eq!(date(11_016), (2000, 1, 29, 2, 59));
        assert_eq!(date(19_722), (2023, 11, 31, 0, 364));
        assert_eq!(date(-1), (1969, 11, 31, 3, 364));
    }
}
