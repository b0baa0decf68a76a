use kernel::string::{parse, parse_prefix};
use kernel::{errno, number, string};
use region::Memory;

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
    call kstrtou8(text: usize, base: u32, result: usize) -> i32 |vm, place| {
        parse(vm, text, base, result, 1, (0, u8::MAX.into()), place)
    };
    call kstrtos8(text: usize, base: u32, result: usize) -> i32 |vm, place| {
        parse(vm, text, base, result, 1, (i8::MIN.into(), i8::MAX.into()), place)
    };
    call kstrtou16(text: usize, base: u32, result: usize) -> i32 |vm, place| {
        parse(vm, text, base, result, 2, (0, u16::MAX.into()), place)
    };
    call kstrtos16(text: usize, base: u32, result: usize) -> i32 |vm, place| {
        parse(vm, text, base, result, 2, (i16::MIN.into(), i16::MAX.into()), place)
    };
    call kstrtoull(text: usize, base: u32, result: usize) -> i32 |vm, place| {
        parse(vm, text, base, result, 8, (0, u64::MAX.into()), place)
    };
    call kstrtoll(text: usize, base: u32, result: usize) -> i32 |vm, place| {
        parse(vm, text, base, result, 8, (i64::MIN.into(), i64::MAX.into()), place)
    };
    call kstrtobool(text: usize, result: usize) -> i32 |vm, place| {
        let byte = |at: usize| vm.machine.memory.load(text + at, 1).unwrap_or(0) as u8;
        let value = if text == 0 { None } else { number::truth(&[byte(0), byte(1)]) };
        match value {
            Some(truth) => {
                string::length_most(vm, text, 2, place);
                string::write(vm, result, &[truth.into()], place);
                0
            }
            None => errno::EINVAL as i32,
        }
    };
    call simple_strtoll(text: usize, end: usize, base: u32) -> i64 |vm, place| {
        parse_prefix(vm, text, end, base, place) as i64
    };
    call simple_strtoull(text: usize, end: usize, base: u32) -> u64 |vm, place| {
        parse_prefix(vm, text, end, base, place) as u64
    };
    call simple_strtol(text: usize, end: usize, base: u32) -> i64 |vm, place| {
        parse_prefix(vm, text, end, base, place) as i64
    };
    call simple_strtoul(text: usize, end: usize, base: u32) -> u64 |vm, place| {
        parse_prefix(vm, text, end, base, place) as u64
    };
}
