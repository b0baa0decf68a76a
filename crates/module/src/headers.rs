//! The C headers, which travel inside the binary and are unpacked once per content.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::UserError;

static FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/headers.rs"));

/// Every header as (path from the include directory, text), sorted by path.
pub fn header_files() -> &'static [(&'static str, &'static str)] {
    FILES
}

/// A directory that holds the headers, made if it is not there yet.
///
/// It lies in the user's cache (`$XDG_CACHE_HOME`, `$HOME/.cache`, or else the directory for temporary files)
/// under a name made of the headers' content, so that another version has another directory. It is filled
/// under a name of its own and then renamed: whoever sees it sees all of it. Before each use the sizes of the
/// files are compared, and a directory that somebody damaged is made anew.
pub fn unpack_headers() -> Result<PathBuf, UserError> {
    let candidates = [cache_home(), Some(std::env::temp_dir())];
    let mut refused = None;
    for home in candidates.into_iter().flatten() {
        let dir = home.join("lockstep").join(format!("include-{:016x}", content_hash()));
        match unpack_to(&dir) {
            Ok(()) => return Ok(dir),
            Err(error) => refused = Some(UserError::host(dir)(error)),
        }
    }
    Err(refused.expect("the directory for temporary files was tried"))
}

fn cache_home() -> Option<PathBuf> {
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|p| p.is_absolute());
    absolute("XDG_CACHE_HOME").or_else(|| Some(absolute("HOME")?.join(".cache")))
}

/// A suffix that no other thread or process uses at this time.
fn unique() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

fn unpack_to(dir: &Path) -> io::Result<()> {
    // Whoever repairs a damaged directory takes it away for a moment, which another may see as damage.
    for _ in 0..10 {
        if is_whole(dir) {
            return Ok(());
        }
        let draft = dir.with_extension(unique());
        let filled = fill(&draft);
        if filled.is_ok() {
            if dir.exists() && !is_whole(dir) {
                let damaged = dir.with_extension(unique());
                if fs::rename(dir, &damaged).is_ok() {
                    let _ = fs::remove_dir_all(damaged);
                }
            }
            // A directory with files in it is never replaced: whoever renames first wins, with the same content.
            let _ = fs::rename(&draft, dir);
        }
        let _ = fs::remove_dir_all(&draft);
        filled?;
    }
    Err(io::Error::other("the cached headers cannot be written"))
}

fn fill(draft: &Path) -> io::Result<()> {
    for (path, text) in header_files() {
        let file = draft.join(path);
        fs::create_dir_all(file.parent().unwrap_or(draft))?;
        fs::write(file, text)?;
    }
    Ok(())
}

fn is_whole(dir: &Path) -> bool {
    header_files().iter().all(|(path, text)| {
        fs::metadata(dir.join(path)).is_ok_and(|m| m.is_file() && m.len() == text.len() as u64)
    })
}

/// FNV-1a over every path and text.
fn content_hash() -> u64 {
    static HASH: LazyLock<u64> = LazyLock::new(|| {
        let bytes =
            header_files().iter().flat_map(|(path, text)| path.bytes().chain([0]).chain(text.bytes()));
        bytes.fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
    });
    *HASH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_cache_is_repaired() {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("include-x");
        unpack_to(&dir).unwrap();
        fs::write(dir.join("linux/module.h"), "short").unwrap();
        unpack_to(&dir).unwrap();
        let text = fs::read_to_string(dir.join("linux/module.h")).unwrap();
        assert!(text.contains("MODULE_LICENSE"));
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1, "nothing is left behind");
    }

    #[test]
    fn many_may_unpack_at_once() {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("include-x");
        std::thread::scope(|s| {
            for _ in 0..8 {
                s.spawn(|| unpack_to(&dir).unwrap());
            }
        });
        assert!(is_whole(&dir));
    }
}
