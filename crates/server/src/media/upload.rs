//! A file that somebody brings: onto the disk as it comes, known by its content, kept within limits.
//!
//! ```text
//!  pieces ─► disk ─► what is it? ─┬─ picture: decoded within limits, turned, written anew, small versions
//!                    (content)    ├─ video, sound: its headers are read, it stays as it is
//!                                 └─ anything else: gone, and said why
//! ```

use bytes::Bytes;
use domain::{
    catalog::MediaType,
    generation::request::FieldError,
    id::{AssetId, WorkspaceId},
    time::Millis,
};
use tokio::sync::Semaphore;

use super::{
    AssetView, PrepareError, StoredFile,
    clip::StoredClip,
    clip_file::{self, NoClip},
    filename::filename_from_upload,
    normalise::{self, NoPicture},
    picture, poster, store,
};
use crate::{
    app::App,
    config::Uploads,
    platform::{
        db::{DbError, Tx},
        storage::{Incoming, StorageError},
    },
};

/// Pictures that are decoded at once: each may take hundreds of megabytes.
pub(super) static DECODING: Semaphore = Semaphore::const_new(2);
/// Bytes of the beginning that tell what a file is.
const HEAD_BYTES: usize = 64;
/// Bytes of a megabyte, as the settings and people count them.
const MEGABYTE: u64 = 1_000_000;

/// Why a file was not taken.
#[derive(Debug)]
pub(super) enum Refusal {
    /// Its own fault: a stable name and a sentence that names the file.
    File(&'static str, String),
    /// Ours.
    Storage(StorageError),
}

impl From<StorageError> for Refusal {
    fn from(error: StorageError) -> Self {
        Refusal::Storage(error)
    }
}

impl Refusal {
    /// As a mistake of the `index`-th file; ours is not told in full.
    pub(super) fn told(&self, index: usize, name: &str) -> FieldError {
        let path = format!("file[{index}]");
        match self {
            Refusal::File(code, sentence) => FieldError::new(&path, code, sentence.clone()),
            Refusal::Storage(StorageError::Full) => {
                let sentence =
                    format!("There is no room for {name}: the storage of this installation is full.");
                FieldError::new(&path, "storage_full", sentence)
            }
            Refusal::Storage(error) => {
                tracing::error!(%error, "a file that was sent could not be stored");
                FieldError::new(
                    &path,
                    "storage_failed",
                    format!("{name} could not be stored. Send it again."),
                )
            }
        }
    }
}

/// A file on its way in.
pub(super) struct Receiving<'a> {
    limits: &'a Uploads,
    name: String,
    head: Vec<u8>,
    incoming: Incoming,
}

impl<'a> Receiving<'a> {
    pub(super) async fn begin(app: &'a App, name: &str) -> Result<Receiving<'a>, Refusal> {
        let incoming = app.storage.receive().await?;
        let name = quoted(name);
        Ok(Receiving { limits: &app.config.uploads, name, head: Vec::new(), incoming })
    }

    /// Adds a piece.
    pub(super) async fn write(&mut self, piece: Bytes) -> Result<(), Refusal> {
        if self.head.len() < HEAD_BYTES {
            let wanted = HEAD_BYTES - self.head.len();
            self.head.extend(piece.iter().take(wanted));
        }
        let size = self.incoming.size() + piece.len() as u64;
        let (megabytes, kind) = self.limit();
        if size > megabytes * MEGABYTE {
            let sentence = format!("{} is larger than {megabytes} MB, the limit for {kind}.", self.name);
            return Err(Refusal::File("too_large", sentence));
        }
        Ok(self.incoming.write(piece).await?)
    }

    /// The largest size of what this seems to be, in megabytes; of what is not known yet, the largest of all.
    fn limit(&self) -> (u64, &'static str) {
        if self.head.len() >= HEAD_BYTES && normalise::is_picture(&self.head) {
            return (self.limits.picture_megabytes, "pictures");
        }
        match super::clip::recognise(&self.head) {
            Some((MediaType::Audio, _)) => (self.limits.audio_megabytes, "sounds"),
            _ => (self.limits.video_megabytes, "videos"),
        }
    }

    /// Looks at the whole file and keeps it.
    pub(super) async fn keep(self, app: &App) -> Result<StoredFile, Refusal> {
        if self.incoming.size() == 0 {
            return Err(Refusal::File("empty", format!("{} is empty.", self.name)));
        }
        if normalise::is_picture(&self.head) {
            self.keep_picture(app).await
        } else {
            self.keep_clip(app).await
        }
    }

    async fn keep_picture(self, app: &App) -> Result<StoredFile, Refusal> {
        let megapixels = self.limits.picture_megapixels;
        let file = self.incoming.open()?;
        let turn = DECODING.acquire().await;
        let normalise = move || normalise::normalise(file, megapixels * MEGABYTE);
        let prepared = tokio::task::spawn_blocking(normalise).await;
        drop(turn);
        let prepared = prepared.map_err(|error| StorageError::Failed(error.to_string()))?;
        let prepared = prepared.map_err(|reason| explain_picture(&self.name, &reason, megapixels))?;
        Ok(StoredFile::Picture(picture::store(&app.storage, prepared).await?))
    }

    async fn keep_clip(self, app: &App) -> Result<StoredFile, Refusal> {
        let (mut file, size) = (self.incoming.open()?, self.incoming.size());
        let looked = tokio::task::spawn_blocking(move || clip_file::inspect(&mut file, size)).await;
        let looked = looked.map_err(|error| StorageError::Failed(error.to_string()))?;
        let looked = looked.map_err(|error| StorageError::Failed(error.to_string()))?;
        let facts = looked.map_err(|reason| explain_clip(&self.name, reason))?;
        let (media_type, format, duration_ms) = (facts.media_type, facts.format, facts.duration_ms);
        let original = self.incoming.keep().await?;
        let mut clip = StoredClip { media_type, format, duration_ms, original, poster: None, captions: None };
        poster::add(&app.storage, &mut clip, None).await;
        Ok(StoredFile::Clip(clip))
    }
}

fn explain_picture(name: &str, reason: &NoPicture, megapixels: u64) -> Refusal {
    match reason {
        NoPicture::Unknown => unknown(name),
        NoPicture::Damaged => damaged(name),
        NoPicture::TooLarge(width, height) => {
            let sentence =
                format!("{name} has {width} × {height} pixels; the limit is {megapixels} million pixels.");
            Refusal::File("too_many_pixels", sentence)
        }
        NoPicture::TooSmall(width, height) => {
            let sentence = format!("{name} has {width} × {height} pixels; the smallest picture is 16 × 16.");
            Refusal::File("too_small", sentence)
        }
    }
}

fn explain_clip(name: &str, reason: NoClip) -> Refusal {
    match reason {
        NoClip::Unknown => unknown(name),
        NoClip::Damaged => damaged(name),
    }
}

fn unknown(name: &str) -> Refusal {
    let sentence = format!(
        "{name} is not a file we can use. Pictures are PNG, JPEG, WebP or GIF; sounds WAV, MP3, Ogg or M4A; videos \
         MP4, WebM or MOV."
    );
    Refusal::File("unknown_kind", sentence)
}

/// It was judged, and is not taken.
pub(super) fn not_allowed(name: &str) -> Refusal {
    let name = quoted(name);
    let sentence = format!("{name} was not taken: it was judged not safe for work. Nothing of it was kept.");
    Refusal::File("not_allowed", sentence)
}

fn damaged(name: &str) -> Refusal {
    Refusal::File("damaged", format!("{name} is damaged or cut off. Open it yourself and save it anew."))
}

/// How a file is named in a sentence.
pub(super) fn quoted(name: &str) -> String {
    let short: String = name.chars().filter(|c| !c.is_control()).take(80).collect();
    if short.trim().is_empty() { "This file".to_owned() } else { format!("“{}”", short.trim()) }
}

/// Whose a file is that was kept.
pub(super) struct NewUpload<'a> {
    pub(super) id: AssetId,
    pub(super) workspace: WorkspaceId,
    /// The name it came with.
    pub(super) name: &'a str,
    pub(super) now: Millis,
}

/// Notes that a kept file is a workspace's, and answers it as people see it.
pub(super) fn insert(tx: &mut Tx<'_>, new: &NewUpload<'_>, file: &StoredFile) -> Result<AssetView, DbError> {
    let name = filename_from_upload(new.name, "");
    let row = store::NewRow {
        id: new.id,
        workspace: new.workspace,
        made_by: None,
        filename: &|format| filename_from_upload(new.name, format),
        alt: &format!("Attached: {}", name.trim_end_matches('.')),
        provenance: serde_json::json!({ "source": "upload" }).to_string(),
        late: false,
        now: new.now,
    };
    store::insert(tx, &row, file)?;
    store::one(tx, new.id, new.workspace)?.ok_or(DbError::NoRow)
}

impl From<PrepareError> for Refusal {
    fn from(error: PrepareError) -> Self {
        Refusal::Storage(StorageError::Failed(error.to_string()))
    }
}
