//! Results that must be looked at.
//!
//! Linux declares with `__must_check` what may fail in a way that the caller has to know of: `down_interruptible`,
//! `kstrtoint`. The compiler warns where such a result is thrown away, and the module runs all the same; to the user that
//! is a note.

use crate::Diagnostic;

/// Parts the notes on results that are thrown away from the other warnings.
pub(crate) fn part(warnings: Vec<Diagnostic>) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
    let (mut notes, others): (Vec<Diagnostic>, Vec<Diagnostic>) =
        warnings.into_iter().partition(|w| w.option.as_deref() == Some("-Wunused-result"));
    for note in &mut notes {
        let function = named(&note.message).map_or("a function", |f| f.trim_start_matches("__lockstep_"));
        note.message = format!("ignored result of {function}, declared __must_check");
        note.column = 0;
    }
    notes.dedup();
    (notes, others)
}

/// The function that the compiler names, which gcc does and clang does not.
fn named(message: &str) -> Option<&str> {
    let quotes = ['\'', '‘', '’'];
    let name = message.strip_prefix("ignoring return value of ")?.strip_prefix(quotes)?;
    name.split(quotes).next().filter(|n| !n.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Severity;

    #[test]
    fn a_result_that_is_thrown_away_is_noted_with_its_function() {
        let warning = |line, message: &str, option: &str| Diagnostic {
            file: "a.c".into(),
            line,
            column: 3,
            severity: Severity::Warning,
            message: message.into(),
            option: Some(option.into()),
        };
        let gcc =
            "ignoring return value of ‘down_interruptible’ declared with attribute ‘warn_unused_result’";
        let clang = "ignoring return value of function declared with 'warn_unused_result' attribute";
        let other = warning(9, "unused variable 'x'", "-Wunused-variable");
        let (notes, others) = part(vec![
            warning(4, gcc, "-Wunused-result"),
            warning(5, clang, "-Wunused-result"),
            other.clone(),
        ]);
        let notes: Vec<String> = notes.iter().map(ToString::to_string).collect();
        assert_eq!(
            notes,
            [
                "a.c:4: ignored result of down_interruptible, declared __must_check",
                "a.c:5: ignored result of a function, declared __must_check"
            ]
        );
        assert_eq!(others, [other]);
    }
}
