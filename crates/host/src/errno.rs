use std::io;

/// The result of a C function that says -1 when it fails.
pub(crate) fn check<T: Into<i64> + Copy>(result: T) -> io::Result<T> {
    match result.into() {
        -1 => Err(io::Error::last_os_error()),
        _ => Ok(result),
    }
}

/// The same, called again as long as signals interrupt it.
pub(crate) fn retry<T: Into<i64> + Copy>(mut call: impl FnMut() -> T) -> io::Result<T> {
    loop {
        match check(call()) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}
