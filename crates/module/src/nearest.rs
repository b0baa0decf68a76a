//! The known name that somebody who typed an unknown one most likely meant.

/// How many edits apart two names may be and still be taken for each other.
fn tolerance(length: usize) -> usize {
    match length {
        0..=3 => 0,
        4..=6 => 1,
        7..=11 => 2,
        _ => 3,
    }
}

/// The number of insertions, deletions, replacements and swaps of neighbours that make `b` of `a`, or `None`
/// if it exceeds `most` (optimal string alignment).
fn distance(a: &[u8], b: &[u8], most: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let mut before_last = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before_last[j - 2] + 1);
            }
        }
        before_last = std::mem::replace(&mut last, row);
    }
    Some(last[b.len()]).filter(|&d| d <= most)
}

/// The entry whose name is nearest to `name`, if one is near enough to be meant; the first of equals.
pub(crate) fn nearest<T>(
    name: &str,
    entries: impl IntoIterator<Item = T>,
    of: impl Fn(&T) -> &str,
) -> Option<T> {
    let most = tolerance(name.len());
    let mut best: Option<(usize, T)> = None;
    for entry in entries {
        let bound = best.as_ref().map_or(most, |(d, _)| d.saturating_sub(1));
        if let Some(d) = distance(name.as_bytes(), of(&entry).as_bytes(), bound)
            && best.as_ref().is_none_or(|(least, _)| d < *least)
        {
            best = Some((d, entry));
        }
    }
    best.map(|(_, entry)| entry)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant(name: &str) -> Option<&'static str> {
        nearest(name, ["DEFINE_SPINLOCK", "spin_lock", "spin_unlock", "kfree"], |n| n)
    }

    #[test]
    fn finds_the_name_that_was_meant() {
        assert_eq!(meant("DEFINE_SPINLOK"), Some("DEFINE_SPINLOCK"));
        assert_eq!(meant("spinlock"), Some("spin_lock"));
        assert_eq!(meant("kfere"), Some("kfree"));
        assert_eq!(meant("spin_lock"), Some("spin_lock"));
    }

    #[test]
    fn leaves_alone_what_is_far_from_everything() {
        assert_eq!(meant("pci_enable_device"), None);
        assert_eq!(meant("x"), None);
        assert_eq!(meant(""), None);
    }
}
