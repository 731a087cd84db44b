//! The content of a file on its way: in memory while it is small, on disk when it is not.
//!
//! Whoever passes a file on reads it in [`Content::pieces`] and never holds more than one of them, so a clip of any
//! length takes no more memory than a short one. A temporary file is deleted with the last [`Content`] that names it.

use std::{
    fs::File,
    io::{self, Read, Seek},
    path::{Path, PathBuf},
    sync::Arc,
};

use bytes::{Bytes, BytesMut};
use futures_util::{
    StreamExt,
    stream::{self, BoxStream},
};
use tokio::io::AsyncReadExt;

/// What is kept in memory; anything larger is written to a temporary file while it arrives.
pub const MEMORY_BYTES_MAX: u64 = 8 * 1024 * 1024;

/// What a content is read from.
pub trait Source: Read + Seek + Send {}

impl<T: Read + Seek + Send> Source for T {}

/// The content of a file.
#[derive(Clone, Debug)]
pub enum Content {
    /// In memory.
    Memory(Bytes),
    /// On disk, at least until the last clone is dropped.
    File(Arc<ContentFile>),
}

/// A file on disk. A temporary one is deleted when it is dropped; any other is somebody else's to remove.
#[derive(Debug)]
pub struct ContentFile {
    place: Place,
    length: u64,
}

#[derive(Debug)]
enum Place {
    /// The handle holds a lock: a later start sweeps away what nobody locks.
    Temporary(tempfile::TempPath, #[expect(dead_code, reason = "held for its lock")] File),
    Kept(PathBuf),
}

impl ContentFile {
    /// A file that goes with its last name; `lock` is a handle of it that is locked.
    pub(crate) fn temporary(path: tempfile::TempPath, lock: File, length: u64) -> ContentFile {
        ContentFile { place: Place::Temporary(path, lock), length }
    }

    /// A file that somebody else keeps, unchanged, for as long as this is used: an object of a storage, or the only
    /// copy of something that was paid for.
    #[must_use]
    pub fn kept(path: PathBuf, length: u64) -> ContentFile {
        ContentFile { place: Place::Kept(path), length }
    }

    fn path(&self) -> &Path {
        match &self.place {
            Place::Temporary(path, _) => path,
            Place::Kept(path) => path,
        }
    }
}

impl Content {
    /// How many bytes it has.
    #[must_use]
    pub fn length(&self) -> u64 {
        match self {
            Content::Memory(bytes) => bytes.len() as u64,
            Content::File(file) => file.length,
        }
    }

    /// Where it is on disk, if it is there.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match self {
            Content::Memory(_) => None,
            Content::File(file) => Some(file.path()),
        }
    }

    /// All of it, in memory: for what is decoded, never for a clip.
    ///
    /// # Errors
    /// When the file on disk cannot be read.
    pub async fn bytes(&self) -> io::Result<Bytes> {
        match self {
            Content::Memory(bytes) => Ok(bytes.clone()),
            Content::File(file) => Ok(tokio::fs::read(file.path()).await?.into()),
        }
    }

    /// The same for who may block.
    ///
    /// # Errors
    /// When the file on disk cannot be read.
    pub fn bytes_now(&self) -> io::Result<Bytes> {
        match self {
            Content::Memory(bytes) => Ok(bytes.clone()),
            Content::File(file) => Ok(std::fs::read(file.path())?.into()),
        }
    }

    /// Reads it from the beginning, for who may block.
    ///
    /// # Errors
    /// When the file on disk cannot be opened.
    pub fn open(&self) -> io::Result<Box<dyn Source>> {
        Ok(match self {
            Content::Memory(bytes) => Box::new(io::Cursor::new(bytes.clone())),
            Content::File(file) => Box::new(File::open(file.path())?),
        })
    }

    /// All of it, piece by piece: each of `size` bytes, the last of what is left.
    #[must_use]
    pub fn pieces(self, size: usize) -> BoxStream<'static, io::Result<Bytes>> {
        let size = size.max(1);
        match self {
            Content::Memory(bytes) => {
                let starts = (0..bytes.len()).step_by(size);
                stream::iter(starts.map(move |at| Ok(bytes.slice(at..bytes.len().min(at + size))))).boxed()
            }
            Content::File(file) => {
                let begun = Reading { file, open: None };
                stream::try_unfold(begun, move |reading| reading.piece(size)).boxed()
            }
        }
    }
}

/// A file that is read; it stays on disk until the last piece is there.
struct Reading {
    file: Arc<ContentFile>,
    open: Option<tokio::fs::File>,
}

impl Reading {
    async fn piece(mut self, size: usize) -> io::Result<Option<(Bytes, Reading)>> {
        let mut open = match self.open.take() {
            Some(open) => open,
            None => tokio::fs::File::open(self.file.path()).await?,
        };
        let mut piece = BytesMut::with_capacity(size);
        while piece.len() < size {
            let wanted = (size - piece.len()) as u64;
            if (&mut open).take(wanted).read_buf(&mut piece).await? == 0 {
                break;
            }
        }
        self.open = Some(open);
        Ok((!piece.is_empty()).then(|| (piece.freeze(), self)))
    }
}

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Content {
        Content::Memory(bytes.into())
    }
}

impl From<Bytes> for Content {
    fn from(bytes: Bytes) -> Content {
        Content::Memory(bytes)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use futures_util::TryStreamExt;

    use super::*;

    #[tokio::test]
    async fn pieces_are_whole_wherever_the_content_is() {
        let bytes: Vec<u8> = (0..10_000_u32).map(|index| (index % 251) as u8).collect();
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(&bytes).unwrap();
        let (file, path) = file.into_parts();
        let place = path.to_path_buf();
        let on_disk = Content::File(Arc::new(ContentFile::temporary(path, file, bytes.len() as u64)));
        for content in [Content::from(bytes.clone()), on_disk] {
            assert_eq!((content.length(), content.bytes_now().unwrap()), (10_000, bytes.clone().into()));
            let pieces: Vec<Bytes> = content.pieces(3_000).try_collect().await.unwrap();
            assert_eq!(pieces.iter().map(Bytes::len).collect::<Vec<_>>(), [3_000, 3_000, 3_000, 1_000]);
            assert_eq!(pieces.concat(), bytes);
        }
        assert!(!place.exists(), "a temporary file goes with its last name");
    }
}
