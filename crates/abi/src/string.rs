use kernel::string;

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
    call strstr(text: usize, part: usize) -> usize |vm, place| string::find_string(vm, text, part, place);
}
