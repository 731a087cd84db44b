//! Where things are: the repository's root, the build directory, the web app.

use std::path::{Path, PathBuf};

/// The repository's root, known from where this crate was compiled, so that `cargo xtask` works
/// from any folder below it.
pub fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// The folder of the web app.
pub fn web() -> PathBuf {
    root().join("web")
}

/// Cargo's build directory, wherever the caller's environment puts it.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(directory) => root().join(directory),
        None => root().join("target"),
    }
}

/// The server binary of a cargo profile's folder, `debug` or `release`.
pub fn binary(profile: &str) -> PathBuf {
    target().join(profile).join("marty")
}

/// The binary that is measured: `MARTY_BIN`, to compare with another one, or the release build.
pub fn measured_binary() -> PathBuf {
    std::env::var_os("MARTY_BIN").map_or_else(|| binary("release"), PathBuf::from)
}

/// A 64-bit FNV-1a hash of bytes, added to a running value. Good enough to notice that a source
/// changed, which is all it is used for; it needs no dependency and never changes between
/// compilers.
pub fn hash_bytes(state: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(state, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The start value of [`hash_bytes`].
pub const HASH_START: u64 = 0xcbf2_9ce4_8422_2325;

/// A hash of files and folders, by relative path and content, in a stable order. Paths that do
/// not exist add nothing.
pub fn hash_tree(paths: &[PathBuf]) -> std::io::Result<u64> {
    let mut files = Vec::new();
    for path in paths {
        collect(path, &mut files)?;
    }
    files.sort();
    let mut state = HASH_START;
    for file in files {
        state = hash_bytes(state, file.to_string_lossy().as_bytes());
        state = hash_bytes(state, &std::fs::read(&file)?);
    }
    Ok(state)
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if path.is_dir() {
        for entry in std::fs::read_dir(path)? {
            collect(&entry?.path(), files)?;
        }
    } else if path.is_file() {
        files.push(path.to_path_buf());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_follows_fnv_1a() {
        // Published test values of the 64-bit FNV-1a function.
        assert_eq!(hash_bytes(HASH_START, b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(hash_bytes(HASH_START, b"foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn the_tree_hash_sees_contents_and_names_and_skips_what_is_missing() {
        let folder = target().join(format!("hash-test-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let here = [folder.clone()];
        std::fs::write(folder.join("a"), "1").unwrap();
        let first = hash_tree(&here).unwrap();
        std::fs::write(folder.join("a"), "2").unwrap();
        let second = hash_tree(&here).unwrap();
        std::fs::rename(folder.join("a"), folder.join("b")).unwrap();
        let third = hash_tree(&here).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        assert_ne!(first, second);
        assert_ne!(second, third);
        assert_eq!(hash_tree(&here).unwrap(), HASH_START);
    }
}
