//! The file-system half: write beside, force to disk, rename.

use std::{
    fs::{self, File},
    io::{self, ErrorKind, Read, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use sha2::{Digest, Sha256};

use super::Stored;

/// Half-written objects live here until they are whole; same file system, so that a rename suffices.
const INCOMING: &str = "incoming";
const HASH_DIGITS: usize = 64;
/// Bytes that are copied at a time.
const COPY_PIECE_BYTES: usize = 256 * 1024;

pub(super) struct Directory {
    objects: PathBuf,
    incoming: PathBuf,
    next_incoming: AtomicU64,
    #[cfg(debug_assertions)]
    fault: parking_lot::Mutex<Option<super::Fault>>,
}

impl Directory {
    pub(super) fn open(objects: PathBuf) -> io::Result<Directory> {
        let incoming = objects.join(INCOMING);
        fs::create_dir_all(&incoming)?;
        sweep(&incoming)?;
        Ok(Directory {
            objects,
            incoming,
            next_incoming: AtomicU64::new(0),
            #[cfg(debug_assertions)]
            fault: parking_lot::Mutex::new(None),
        })
    }

    /// Where the object with this hash lies; `None` when it is not a hash (and might be a path).
    pub(super) fn path(&self, content_hash: &str) -> Option<PathBuf> {
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if content_hash.len() != HASH_DIGITS || !content_hash.bytes().all(is_digit) {
            return None;
        }
        Some(self.objects.join(&content_hash[..2]).join(&content_hash[2..4]).join(content_hash))
    }

    /// Blocks until the object is on disk.
    pub(super) fn put(&self, bytes: &[u8]) -> io::Result<Stored> {
        let content_hash = hexadecimal(&Sha256::digest(bytes));
        let incoming = self.incoming_path();
        self.place(content_hash, bytes.len() as u64, &incoming, || self.write(&incoming, bytes))
    }

    /// Blocks until the object is in its place. `write` makes it whole and durable at `incoming`; it is not
    /// called for an object that is there already.
    pub(super) fn place(
        &self,
        content_hash: String,
        length: u64,
        incoming: &Path,
        write: impl FnOnce() -> io::Result<()>,
    ) -> io::Result<Stored> {
        let path = self.path(&content_hash).ok_or(ErrorKind::InvalidInput)?;
        let shelf = path.parent().ok_or(ErrorKind::InvalidInput)?;
        self.make_shelf(shelf)?;
        let size_bytes = i64::try_from(length).map_err(io::Error::other)?;
        // An object of another length is damage (it cannot come from us): it is replaced.
        let is_kept = fs::metadata(&path).is_ok_and(|found| found.len() == length);
        if !is_kept {
            let written = write().and_then(|()| fs::rename(incoming, &path));
            if let Err(error) = written {
                // What cannot be removed now is swept at the next start.
                let _ = fs::remove_file(incoming);
                return Err(error);
            }
        }
        // Also for an object that was there: whoever renamed it may not have come this far.
        sync_directory(shelf)?;
        Ok(Stored { content_hash, size_bytes })
    }

    /// Blocks until everything that is read from `content` is an object on disk.
    pub(super) fn copy(&self, content: &mut dyn Read) -> io::Result<Stored> {
        let incoming = self.incoming_path();
        let kept = self.copy_to(&incoming, content);
        // Gone where it was placed; where the same content was there already, this copy is not needed.
        let _ = fs::remove_file(&incoming);
        kept
    }

    fn copy_to(&self, incoming: &Path, content: &mut dyn Read) -> io::Result<Stored> {
        let mut file = File::create_new(incoming)?;
        // The lock tells another process's sweep that somebody still writes here.
        file.try_lock()?;
        let (mut hasher, mut length) = (Sha256::new(), 0_u64);
        let mut piece = vec![0; COPY_PIECE_BYTES];
        loop {
            let read = match content.read(&mut piece) {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            #[cfg(debug_assertions)]
            if let Some(error) = self.fault() {
                return Err(error);
            }
            file.write_all(&piece[..read])?;
            hasher.update(&piece[..read]);
            length += read as u64;
        }
        self.place(hexadecimal(&hasher.finalize()), length, incoming, || file.sync_all())
    }

    /// Where files lie while they arrive.
    pub(super) fn incoming_folder(&self) -> &Path {
        &self.incoming
    }

    /// A place of its own for an object that is not whole yet.
    pub(super) fn incoming_path(&self) -> PathBuf {
        let number = self.next_incoming.fetch_add(1, Ordering::Relaxed);
        self.incoming.join(format!("{}-{number}", std::process::id()))
    }

    /// The failure that a test asks for.
    #[cfg(debug_assertions)]
    pub(super) fn fault(&self) -> Option<io::Error> {
        self.fault.lock().map(|fault| match fault {
            super::Fault::Full => ErrorKind::StorageFull.into(),
            super::Fault::Broken => io::Error::other("the device reports an error"),
        })
    }

    fn write(&self, incoming: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut file = File::create_new(incoming)?;
        // The lock tells another process's sweep that somebody still writes here.
        file.try_lock()?;
        #[cfg(debug_assertions)]
        if let Some(error) = self.fault() {
            file.write_all(&bytes[..bytes.len() / 2])?;
            return Err(error);
        }
        file.write_all(bytes)?;
        file.sync_all()
    }

    /// Creates the two levels above an object, each of them durably.
    fn make_shelf(&self, shelf: &Path) -> io::Result<()> {
        if shelf.is_dir() {
            return Ok(());
        }
        fs::create_dir_all(shelf)?;
        shelf.parent().map_or(Ok(()), sync_directory)?;
        sync_directory(&self.objects)
    }

    #[cfg(debug_assertions)]
    pub(super) fn fail_with(&self, fault: Option<super::Fault>) {
        *self.fault.lock() = fault;
    }
}

/// Removes half-written objects that nobody writes any more.
fn sweep(incoming: &Path) -> io::Result<()> {
    for entry in fs::read_dir(incoming)? {
        let path = entry?.path();
        let abandoned = File::open(&path).is_ok_and(|file| file.try_lock().is_ok());
        if abandoned {
            fs::remove_file(&path)?;
            tracing::info!(file = %path.display(), "removed a half-written object");
        }
    }
    Ok(())
}

/// A rename is only durable once its directory is.
fn sync_directory(directory: &Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
}

pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble & 0xf)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}
