//! An object that comes in pieces: written as they arrive, named when the last one is there.

use std::{
    fs::File,
    io::{self, Write},
    path::PathBuf,
    sync::Arc,
};

use bytes::Bytes;
use sha2::{Digest, Sha256};

use super::{StorageError, Stored, failure, write};

/// An object on its way. It lies beside the others until [`Incoming::keep`], and is gone when this is dropped
/// before.
pub struct Incoming {
    directory: Arc<write::Directory>,
    path: PathBuf,
    /// Behind an option while a thread writes.
    content: Option<(File, Sha256)>,
    size: u64,
    kept: bool,
}

impl Incoming {
    pub(super) async fn begin(directory: Arc<write::Directory>) -> Result<Incoming, StorageError> {
        let path = directory.incoming_path();
        let at = path.clone();
        let begin = move || {
            let file = File::options().read(true).write(true).create_new(true).open(at)?;
            // The lock tells another process's sweep that somebody still writes here.
            file.try_lock()?;
            Ok(file)
        };
        let file = blocking(begin).await?;
        Ok(Incoming { directory, path, content: Some((file, Sha256::new())), size: 0, kept: false })
    }

    /// Adds a piece.
    ///
    /// # Errors
    /// [`StorageError`]; the object is of no use then.
    pub async fn write(&mut self, piece: Bytes) -> Result<(), StorageError> {
        self.size += piece.len() as u64;
        let (mut file, mut hasher) = self.take()?;
        #[cfg(debug_assertions)]
        let fault = self.directory.fault();
        let write = move || {
            #[cfg(debug_assertions)]
            if let Some(error) = fault {
                return Err(error);
            }
            file.write_all(&piece)?;
            hasher.update(&piece);
            Ok((file, hasher))
        };
        self.content = Some(blocking(write).await?);
        Ok(())
    }

    /// Bytes so far.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Another handle of what is there so far, to read.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn open(&self) -> Result<File, StorageError> {
        File::open(&self.path).map_err(failure)
    }

    /// Keeps the object as it is and answers once it is on disk.
    ///
    /// # Errors
    /// [`StorageError`]; nothing of it was kept then.
    pub async fn keep(mut self) -> Result<Stored, StorageError> {
        let (file, hasher) = self.take()?;
        let (directory, path, size) = (self.directory.clone(), self.path.clone(), self.size);
        let keep = move || {
            let content_hash = write::hexadecimal(&hasher.finalize());
            let kept = directory.place(content_hash, size, &path, || file.sync_all());
            // Where the same content was there already, this copy is not needed.
            let _ = std::fs::remove_file(&path);
            kept
        };
        let stored = blocking(keep).await?;
        self.kept = true;
        Ok(stored)
    }

    fn take(&mut self) -> Result<(File, Sha256), StorageError> {
        self.content.take().ok_or_else(|| StorageError::Failed("the object failed before".to_owned()))
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        if !self.kept {
            // What cannot be removed now is swept at the next start.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, StorageError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| StorageError::Failed(error.to_string()))?.map_err(failure)
}
