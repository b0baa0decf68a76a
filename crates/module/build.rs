//! Lists the C headers, so that the crate can carry them.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn collect(dir: &Path, into: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, into)?;
        } else if path.extension().is_some_and(|e| e == "h") {
            into.push(path);
        }
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let include = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../include").canonicalize()?;
    println!("cargo::rerun-if-changed={}", include.display());
    let mut files = Vec::new();
    collect(&include, &mut files)?;
    files.sort();
    let mut list = String::from("&[\n");
    for file in files {
        writeln!(list, "    ({:?}, include_str!({:?})),", file.strip_prefix(&include)?, file)?;
    }
    list.push_str("]\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("headers.rs"), list)?;
    Ok(())
}
