use kernel::{calendar, string};

doors! { "linux/time.h";
    call time64_to_tm(seconds: i64, offset: i32, result: usize) |vm, place| {
        vm.event(place);
        let at = seconds.saturating_add(offset.into());
        let (day, second) = (at.div_euclid(86_400), at.rem_euclid(86_400) as i32);
        let (year, month, of_month, weekday, of_year) = calendar::date(day);
        let words = [second % 60, second / 60 % 60, second / 3600, of_month, month];
        for (i, word) in words.into_iter().enumerate() {
            string::write(vm, result + 4 * i, &word.to_le_bytes(), place);
        }
        string::write(vm, result + 24, &(year - 1900).to_le_bytes(), place);
        string::write(vm, result + 32, &weekday.to_le_bytes(), place);
        string::write(vm, result + 36, &of_year.to_le_bytes(), place);
    };
}
