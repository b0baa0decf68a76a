use kernel::{search, string};
use region::Memory;

doors! { "linux/string.h";
    call memcpy(to: usize, from: usize, size: usize) -> usize |vm, place| {
        string::copy(vm, to, from, size, place);
        to
    };
    call memmove(to: usize, from: usize, size: usize) -> usize |vm, place| {
        string::copy(vm, to, from, size, place);
        to
    };
    call memset(object: usize, byte: i32, size: usize) -> usize |vm, place| {
        string::fill(vm, object, byte as u8, size, place);
        object
    };
    call memset16(object: usize, value: u16, n: usize) -> usize |vm, place| {
        string::fill_words(vm, object, 2, value.into(), n, place);
        object
    };
    call memset32(object: usize, value: u32, n: usize) -> usize |vm, place| {
        string::fill_words(vm, object, 4, value.into(), n, place);
        object
    };
    call memset64(object: usize, value: u64, n: usize) -> usize |vm, place| {
        string::fill_words(vm, object, 8, value, n, place);
        object
    };
    call memcmp(a: usize, b: usize, size: usize) -> i32 |vm, place| string::compare(vm, a, b, size, place);
    call strlen(text: usize) -> usize |vm, place| string::length(vm, text, place);
    call strcpy(to: usize, from: usize) -> usize |vm, place| {
        let len = string::length(vm, from, place);
        string::copy(vm, to, from, len + 1, place);
        to
    };
    call strncpy(to: usize, from: usize, size: usize) -> usize |vm, place| {
        string::copy_padded(vm, to, from, size, place);
        to
    };
    call strscpy(to: usize, from: usize, size: usize) -> i64 |vm, place| {
        string::copy_bounded(vm, to, from, size, place)
    };
    call strcmp(a: usize, b: usize) -> i32 |vm, place| string::compare_strings(vm, a, b, usize::MAX, place);
    call strncmp(a: usize, b: usize, size: usize) -> i32 |vm, place| {
        string::compare_strings(vm, a, b, size, place)
    };
    call strchr(text: usize, character: i32) -> usize |vm, place| {
        string::find(vm, text, character as u8, place)
    };
    call strnlen(text: usize, most: usize) -> usize |vm, place| string::length_most(vm, text, most, place);
    call strcat(to: usize, from: usize) -> usize |vm, place| search::append(vm, to, from, usize::MAX, place);
    call strncat(to: usize, from: usize, most: usize) -> usize |vm, place| search::append(vm, to, from, most, place);
    call strlcat(to: usize, from: usize, size: usize) -> usize |vm, place| {
        search::append_bounded(vm, to, from, size, true, place)
    };
    call strlcpy(to: usize, from: usize, size: usize) -> usize |vm, place| {
        search::append_bounded(vm, to, from, size, false, place)
    };
    call strscpy_pad(to: usize, from: usize, size: usize) -> i64 |vm, place| {
        let len = string::copy_bounded(vm, to, from, size, place);
        if len >= 0 && (len as usize) + 1 < size {
            string::fill(vm, to + len as usize + 1, 0, size - len as usize - 1, place);
        }
        len
    };
    call strrchr(text: usize, character: i32) -> usize |vm, place| {
        search::find_last(vm, text, character as u8, place)
    };
    call strnchr(text: usize, most: usize, character: i32) -> usize |vm, place| {
        search::find_within(vm, text, most, character as u8, place)
    };
    call strchrnul(text: usize, character: i32) -> usize |vm, place| {
        search::find_or_end(vm, text, character as u8, place)
    };
    call strnstr(text: usize, part: usize, most: usize) -> usize |vm, place| {
        search::find_string_within(vm, text, part, most, place)
    };
    call strcasecmp(a: usize, b: usize) -> i32 |vm, place| search::compare_caseless(vm, a, b, usize::MAX, place);
    call strncasecmp(a: usize, b: usize, most: usize) -> i32 |vm, place| {
        search::compare_caseless(vm, a, b, most, place)
    };
    call strspn(text: usize, set: usize) -> usize |vm, place| search::span(vm, text, set, true, place);
    call strcspn(text: usize, set: usize) -> usize |vm, place| search::span(vm, text, set, false, place);
    call strpbrk(text: usize, set: usize) -> usize |vm, place| {
        let at = text + search::span(vm, text, set, false, place);
        if vm.machine.memory.load(at, 1).unwrap_or(0) == 0 { 0 } else { at }
    };
    call strsep(string: usize, delimiters: usize) -> usize |vm, place| {
        search::separate(vm, string, delimiters, place)
    };
    call skip_spaces(text: usize) -> usize |vm, place| search::skip_spaces(vm, text, place);
    call strim(text: usize) -> usize |vm, place| search::trim(vm, text, place);
    call strreplace(text: usize, from: i32, to: i32) -> usize |vm, place| {
        search::replace(vm, text, from as u8, to as u8, place)
    };
    call memchr(object: usize, byte: i32, size: usize) -> usize |vm, place| {
        search::find_byte(vm, object, byte as u8, size, true, place)
    };
    call memchr_inv(object: usize, byte: i32, size: usize) -> usize |vm, place| {
        search::find_byte(vm, object, byte as u8, size, false, place)
    };
    call sysfs_streq(a: usize, b: usize) -> bool |vm, place| search::is_same_line(vm, a, b, place);
    call match_string(strings: usize, n: usize, string: usize) -> i32 |vm, place| {
        search::matched(vm, strings, n, string, false, place)
    };
    call __sysfs_match_string(strings: usize, n: usize, string: usize) -> i32 |vm, place| {
        search::matched(vm, strings, n, string, true, place)
    };
    call strstr(text: usize, part: usize) -> usize |vm, place| string::find_string(vm, text, part, place);
}
