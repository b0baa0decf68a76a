//! Names that Linux has no more.
//!
//! Our headers keep them in the form that older texts use, marked with `__lockstep_removed` (`lockstep/removed.h`):
//! the compiler then calls a use deprecated, whatever sort of name it is and wherever it stands, and gives the text
//! that the header has for it. Such a warning is no complaint but a note to the user. An object file that somebody
//! else compiled has none.

use crate::Diagnostic;

/// How the texts of our headers begin.
const MARK: &str = " is deprecated: Lockstep: ";

/// Parts the notes, one of each text, from the warnings.
pub(crate) fn part(warnings: Vec<Diagnostic>) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
    let mut notes: Vec<Diagnostic> = Vec::new();
    let mut others = Vec::new();
    for mut warning in warnings {
        let Some((_, text)) = warning.message.split_once(MARK) else {
            others.push(warning);
            continue;
        };
        warning.message = text.to_string();
        warning.column = 0;
        if notes.iter().all(|n| n.message != warning.message) {
            notes.push(warning);
        }
    }
    (notes, others)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Severity;

    fn warning(line: u32, message: &str) -> Diagnostic {
        Diagnostic {
            file: "a.c".into(),
            line,
            column: 3,
            severity: Severity::Warning,
            message: message.into(),
            option: Some("-Wdeprecated-declarations".into()),
        }
    }

    #[test]
    fn each_text_is_noted_once_and_other_warnings_stay() {
        let (notes, others) = part(vec![
            warning(4, "'init_MUTEX' is deprecated: Lockstep: init_MUTEX was removed"),
            warning(7, "'own' is deprecated: use mine"),
            warning(9, "'init_MUTEX' is deprecated: Lockstep: init_MUTEX was removed"),
        ]);
        let notes: Vec<String> = notes.iter().map(ToString::to_string).collect();
        assert_eq!(notes, ["a.c:4: init_MUTEX was removed"]);
        assert_eq!(others, [warning(7, "'own' is deprecated: use mine")]);
    }
}
