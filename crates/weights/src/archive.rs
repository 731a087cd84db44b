//! One file out of a package.
//!
//! A package is somebody else's file: only the member that the lock names is looked at, at most as many bytes of
//! it as the lock allows are read, and nothing is written where the package says.

use std::{
    fs::File,
    io::{self, Read, Write},
    path::Path,
};

use crate::WeightsError;

/// Copies a member of a package to `into`; answers how many bytes it had.
///
/// # Errors
/// [`WeightsError::Archive`] when the package is no ZIP, has no such member, or the member is longer than `most`;
/// [`WeightsError::Files`] when the package cannot be read or `into` not written.
pub fn copy_member(
    package: &Path,
    member: &str,
    most: u64,
    into: &mut impl Write,
) -> Result<u64, WeightsError> {
    let wrong = |why: String| WeightsError::Archive { what: name_of(package), why };
    let file = File::open(package).map_err(WeightsError::files(package))?;
    let mut archive = zip::ZipArchive::new(file).map_err(|error| wrong(error.to_string()))?;
    let found = archive.by_name(member).map_err(|error| wrong(format!("{member}: {error}")))?;
    // One byte more than allowed tells that there is more, whatever the package says of itself.
    let copied = io::copy(&mut found.take(most + 1), into).map_err(WeightsError::files(package))?;
    match copied > most {
        true => Err(wrong(format!("{member} is longer than the {most} bytes it should have"))),
        false => Ok(copied),
    }
}

fn name_of(package: &Path) -> String {
    package
        .file_name()
        .map_or_else(|| package.display().to_string(), |name| name.to_string_lossy().into_owned())
}
