use kernel::string::{parse, parse_prefix};

doors! { "linux/kstrtox.h";
    call kstrtoint(text: usize, base: u32, result: usize) -> i32 |vm, place| {
        parse(vm, text, base, result, 4, (i32::MIN.into(), i32::MAX.into()), place)
    };
    call kstrtouint(text: usize, base: u32, result: usize) -> i32 |vm, place| {
        parse(vm, text, base, result, 4, (0, u32::MAX.into()), place)
    };
    call kstrtol(text: usize, base: u32, result: usize) -> i32 |vm, place| {
        parse(vm, text, base, result, 8, (i64::MIN.into(), i64::MAX.into()), place)
    };
    call kstrtoul(text: usize, base: u32, result: usize) -> i32 |vm, place| {
        parse(vm, text, base, result, 8, (0, u64::MAX.into()), place)
    };
    call simple_strtol(text: usize, end: usize, base: u32) -> i64 |vm, place| {
        parse_prefix(vm, text, end, base, place) as i64
    };
    call simple_strtoul(text: usize, end: usize, base: u32) -> u64 |vm, place| {
        parse_prefix(vm, text, end, base, place) as u64
    };
}
