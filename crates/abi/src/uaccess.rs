use kernel::{number, uaccess};
use region::Memory;

/// `kstrtoint_from_user` and its like: parses what the user wrote and stores `size` bytes of it.
fn parse(
    vm: &mut vm::Vm,
    place: machine::Place,
    (from, n, base): (usize, usize, u32),
    to: usize,
    size: usize,
    range: std::ops::RangeInclusive<i128>,
) -> i32 {
    vm.event(place);
    vm.might_sleep("copy_from_user", place);
    let mut text = [0; 32];
    let read = if *range.start() < 0 { number::parse } else { number::parse_unsigned };
    let value = uaccess::number_text(vm, from, n, &mut text).and_then(|len| read(&text[..len], base));
    match value {
        Ok(value) if range.contains(&value) => {
            kernel::string::write(vm, to, &(value as i64).to_le_bytes()[..size], place);
            0
        }
        Ok(_) => kernel::errno::ERANGE as i32,
        Err(error) => error as i32,
    }
}

doors! { "linux/uaccess.h";
    call __lockstep_copy_from_user(to: usize, from: usize, n: usize) -> usize |vm, place| {
        uaccess::from_user(vm, to, from, n, place)
    };
    call __lockstep_copy_to_user(to: usize, from: usize, n: usize) -> usize |vm, place| {
        uaccess::to_user(vm, to, from, n, place)
    };
    call __lockstep_copy_overflow(room: usize, n: usize, to_user: i32) |vm, place| {
        kernel::bug::copy_overflow(vm, room, n, to_user != 0, place);
    };
    call clear_user(to: usize, n: usize) -> usize |vm, place| uaccess::clear(vm, to, n, place);
    call strncpy_from_user(to: usize, from: usize, n: usize) -> i64 |vm, place| {
        uaccess::string_from_user(vm, to, from, n, place)
    };
    call strnlen_user(text: usize, n: usize) -> usize |vm, place| {
        vm.might_sleep("strnlen_user", place);
        uaccess::string_length(vm, text, n)
    };
    call __lockstep_access_ok(address: usize, n: usize) -> i32 |_vm, _place| uaccess::is_user(address, n).into();
    call memdup_user(from: usize, n: usize) -> i64 |vm, place| uaccess::duplicate(vm, from, n, false, place);
    call memdup_user_nul(from: usize, n: usize) -> i64 |vm, place| uaccess::duplicate(vm, from, n, true, place);
    call simple_read_from_buffer(to: usize, n: usize, position: usize, from: usize, available: usize) -> i64 |vm, place| {
        uaccess::read_from_buffer(vm, to, n, position, from, available, place)
    };
    call simple_write_to_buffer(to: usize, available: usize, position: usize, from: usize, n: usize) -> i64 |vm, place| {
        uaccess::write_to_buffer(vm, to, available, position, from, n, place)
    };
    call kstrtoint_from_user(from: usize, n: usize, base: u32, to: usize) -> i32 |vm, place| {
        parse(vm, place, (from, n, base), to, 4, i32::MIN.into()..=i32::MAX.into())
    };
    call kstrtouint_from_user(from: usize, n: usize, base: u32, to: usize) -> i32 |vm, place| {
        parse(vm, place, (from, n, base), to, 4, 0..=u32::MAX.into())
    };
    call kstrtol_from_user(from: usize, n: usize, base: u32, to: usize) -> i32 |vm, place| {
        parse(vm, place, (from, n, base), to, 8, i64::MIN.into()..=i64::MAX.into())
    };
    call kstrtoul_from_user(from: usize, n: usize, base: u32, to: usize) -> i32 |vm, place| {
        parse(vm, place, (from, n, base), to, 8, 0..=u64::MAX.into())
    };
    call kstrtou8_from_user(from: usize, n: usize, base: u32, to: usize) -> i32 |vm, place| {
        parse(vm, place, (from, n, base), to, 1, 0..=u8::MAX.into())
    };
    call kstrtou16_from_user(from: usize, n: usize, base: u32, to: usize) -> i32 |vm, place| {
        parse(vm, place, (from, n, base), to, 2, 0..=u16::MAX.into())
    };
    call kstrtobool_from_user(from: usize, n: usize, to: usize) -> i32 |vm, place| {
        vm.event(place);
        let mut text = [0; 32];
        let truth = uaccess::number_text(vm, from, n, &mut text)
            .and_then(|len| kernel::number::truth(&text[..len]).ok_or(kernel::errno::EINVAL));
        match truth {
            Ok(value) => {
                vm.touch(to, 1, machine::AccessKind::Write, place);
                vm.machine.memory.store(to, 1, value.into());
                0
            }
            Err(error) => error as i32,
        }
    };
}
