//! Media: stored files with an owner, and the smaller versions of them.
//!
//! Owns the tables `assets`, `asset_derivatives` and `asset_captions`. The bytes are objects of
//! [`crate::platform::storage`]; a row here says whose they are, what they show and how they were made.
//!
//! A picture comes to rest in three steps, so that no slow work happens inside a transaction:
//!
//! ```text
//!  prepare            store                insert
//!  decode, scale,     objects on disk,     rows, in the transaction that
//!  average colour ──► each forced to it ──► ends the step
//! ```
//!
//! When the last step does not happen, the objects stay without a row and nobody can ask for them;
//! because objects are named by content, trying again stores nothing twice.
//!
//! What people bring ([`upload`]) is recognised by its content, kept within limits, and for pictures made anew
//! without what a camera wrote into them.
//!
//! `http.rs` serves the files to their workspace. What this does not do: decide what a run costs, or
//! remove objects.

mod captions;
mod clip;
mod clip_file;
mod convert;
mod copy;
mod filename;
mod http;
mod normalise;
mod picture;
mod poster;
mod range;
mod respond;
mod store;
mod upload;
mod upload_http;
mod view;

use std::{collections::HashMap, sync::Arc};

use axum::{
    http::{HeaderMap, Method},
    response::Response,
};
pub use captions::{StoredCaptions, caption};
pub use clip::StoredClip;
pub use convert::convert;
pub use copy::{content_hash, copy};
use domain::{
    catalog::{FileFacts, MediaType, PixelSize},
    id::{AssetId, GenerationId, WorkspaceId},
    time::Millis,
};
pub use http::routes;
pub use picture::{PictureFormat, PrepareError, Prepared, StoredPicture};
pub use upload_http::UPLOAD_PATH;
pub use view::AssetView;

use providers::{Content, ContentFile, InputFile, Size};
use store::Variant;

use crate::{
    app::App,
    platform::{
        db::{Db, DbError, Reader, Tx},
        http::problem::Problem,
        storage::{Storage, StorageError},
    },
};

/// Bytes of a picture that is made here or elsewhere: it is decoded in memory.
const PICTURE_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// Whose a stored file is and what it shows.
#[derive(Clone, Debug)]
pub struct NewOutput<'a> {
    /// Its identifier.
    pub id: AssetId,
    /// Whose it is.
    pub workspace: WorkspaceId,
    /// The run that made it.
    pub generation: GenerationId,
    /// The step of the run that made it.
    pub step_index: u32,
    /// The words it was made from; they become the name of the file.
    pub prompt: &'a str,
    /// What is seen or heard, for people who cannot. Begins with "Generated".
    pub alt: String,
    /// Everything that is needed to make it again.
    pub provenance: serde_json::Value,
    /// Whether it came after its run had ended.
    pub late: bool,
    /// When it was made.
    pub now: Millis,
}

/// A file on disk, of any kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoredFile {
    /// A picture with its smaller versions.
    Picture(StoredPicture),
    /// A video or sound.
    Clip(StoredClip),
}

/// Why a file was not kept.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// It is not what it should be.
    #[error(transparent)]
    Unreadable(#[from] PrepareError),
    /// It could not be stored.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Checks a file by its content against what it should be, measures and stores it. A picture is decoded; a clip or
/// sound goes from disk to disk, however long it is, and a video gets its `poster` or one of its own frames. All of it is
/// on disk when this answers; [`insert`] says whose it is.
///
/// # Errors
/// [`KeepError`].
pub async fn keep(
    storage: &Storage,
    content: &Content,
    poster: Option<&Content>,
    expected: MediaType,
) -> Result<StoredFile, KeepError> {
    if expected != MediaType::Image {
        let mut clip = clip::keep(storage, content, expected).await?;
        poster::add(storage, &mut clip, poster).await;
        return Ok(StoredFile::Clip(clip));
    }
    if content.length() > PICTURE_BYTES_MAX {
        return Err(PrepareError(format!("a picture of {} bytes", content.length())).into());
    }
    let bytes = content.bytes().await.map_err(|error| StorageError::Failed(error.to_string()))?;
    Ok(StoredFile::Picture(picture::keep(storage, bytes).await?))
}

/// Notes that a stored file belongs to a workspace and a run.
///
/// # Errors
/// [`DbError`].
pub fn insert(tx: &mut Tx<'_>, new: &NewOutput<'_>, file: &StoredFile) -> Result<AssetId, DbError> {
    let row = store::NewRow {
        id: new.id,
        workspace: new.workspace,
        made_by: Some((new.generation, new.step_index)),
        filename: &|format| filename::filename_from_prompt(new.prompt, format),
        alt: &new.alt,
        provenance: new.provenance.to_string(),
        late: new.late,
        now: new.now,
    };
    store::insert(tx, &row, file)?;
    Ok(new.id)
}

/// The files of this workspace with these ids, in their order; those that are not there are left out.
///
/// # Errors
/// [`DbError`].
pub fn views(
    reader: &Reader<'_>,
    ids: &[AssetId],
    workspace: WorkspaceId,
) -> Result<Vec<AssetView>, DbError> {
    let found: Result<Vec<_>, _> = ids.iter().map(|id| store::one(reader, *id, workspace)).collect();
    Ok(found?.into_iter().flatten().collect())
}

/// What a file of this workspace is and what it is called; nothing for one that is not there.
///
/// # Errors
/// [`DbError`].
pub fn identify(
    reader: &Reader<'_>,
    id: AssetId,
    workspace: WorkspaceId,
) -> Result<Option<(MediaType, String)>, DbError> {
    store::identify(reader, id, workspace)
}

/// What a file of this workspace is, as far as its row says; nothing for one that is not there.
///
/// # Errors
/// [`DbError`].
pub fn facts(reader: &Reader<'_>, id: AssetId, workspace: WorkspaceId) -> Result<Option<FileFacts>, DbError> {
    let Some(asset) = store::one(reader, id, workspace)? else { return Ok(None) };
    let size = asset.width.zip(asset.height).map(|(width, height)| PixelSize { width, height });
    // Limits in pixels are about pictures; what a video measures is known from its poster alone.
    let size = size.filter(|_| asset.media_type == MediaType::Image.id());
    Ok(Some(FileFacts {
        content_type: respond::content_type(&asset.format).to_owned(),
        bytes: asset.size.unsigned_abs(),
        size,
        milliseconds: asset.duration_ms.map(i64::unsigned_abs),
    }))
}

/// The file of this workspace with this id as something to work on, with its content where it lies; nothing for one
/// that is not there.
///
/// # Errors
/// [`StorageError`] when it cannot be read.
pub async fn input(
    db: &Db,
    storage: &Storage,
    id: AssetId,
    workspace: WorkspaceId,
) -> Result<Option<InputFile>, StorageError> {
    let look = |reader: &Reader<'_>| store::input(reader, id, workspace);
    let found =
        db.read::<_, DbError, _>(look).await.map_err(|error| StorageError::Failed(error.to_string()))?;
    let Some((file, size)) = found else { return Ok(None) };
    let (path, length) = storage.place_of(&file.content_hash)?;
    let content = Content::File(Arc::new(ContentFile::kept(path, length)));
    let size = size.map(|size| Size { width: size.width, height: size.height });
    Ok(Some(InputFile::new(respond::content_type(&file.format), &file.filename, content).of_size(size)))
}

/// The `Content-Disposition` of an archive that is named by a prompt.
#[must_use]
pub fn archive_name(prompt: &str) -> String {
    filename::content_disposition("attachment", &filename::filename_from_prompt(prompt, "zip"))
}

/// Opens a file of this workspace; nothing for one that is not there.
///
/// # Errors
/// [`StorageError`] when it cannot be opened.
pub async fn open(
    db: &Db,
    storage: &Storage,
    id: AssetId,
    workspace: WorkspaceId,
) -> Result<Option<tokio::fs::File>, StorageError> {
    let look = |reader: &Reader<'_>| store::file(reader, id, workspace, Variant::Original);
    let found =
        db.read::<_, DbError, _>(look).await.map_err(|error| StorageError::Failed(error.to_string()))?;
    match found {
        Some(file) => Ok(Some(storage.open_object(&file.content_hash).await?.0)),
        None => Ok(None),
    }
}

/// Rows of red, green and blue, with width and height.
pub type Pixels = (Vec<u8>, [usize; 2]);

/// The pixels of a stored picture in its small version, on white where it is transparent; of a video those of its poster.
/// Nothing for sounds and videos without one. Blocks.
///
/// # Errors
/// [`StorageError`] when it cannot be read.
pub fn pixels_blocking(storage: &Storage, file: &StoredFile) -> Result<Option<Pixels>, StorageError> {
    let small = match file {
        StoredFile::Picture(picture) => Some(&picture.thumbnail),
        StoredFile::Clip(clip) => clip.poster.as_ref().map(|poster| &poster.thumbnail),
    };
    let Some(small) = small else { return Ok(None) };
    let failed = |error: &dyn std::fmt::Display| StorageError::Failed(error.to_string());
    let (path, _) = storage.place_of(&small.stored.content_hash)?;
    let bytes = std::fs::read(path).map_err(|error| failed(&error))?;
    let seen = image::load_from_memory(&bytes).map_err(|error| failed(&error))?;
    let flat = if seen.color().has_alpha() { normalise::on_white(&seen) } else { seen }.into_rgb8();
    let size = [flat.width() as usize, flat.height() as usize];
    Ok(Some((flat.into_raw(), size)))
}

/// Hides a file, and every other file of its workspace with the same content. Answers the runs that made them.
///
/// # Errors
/// [`DbError`].
pub fn remove(
    tx: &mut Tx<'_>,
    id: AssetId,
    workspace: WorkspaceId,
    now: Millis,
) -> Result<Vec<GenerationId>, DbError> {
    store::remove(tx, id, workspace, now)
}

/// Answers with a picture at most 1,280 pixels wide and high, whoever asks: the caller has checked that they may.
///
/// # Errors
/// A problem when it is not there or cannot be read.
pub async fn show_preview(
    app: &App,
    id: AssetId,
    workspace: WorkspaceId,
    method: &Method,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let found = app.db.read(|reader| store::file(reader, id, workspace, Variant::Preview)).await?;
    let found = found.ok_or_else(Problem::not_found)?;
    respond::respond(&app.storage, &found, respond::Purpose::Show, method, headers).await
}

/// What these runs made, in the order in which it was made. Runs without assets are left out.
///
/// # Errors
/// [`DbError`].
pub fn of_generations(
    reader: &Reader<'_>,
    ids: &[GenerationId],
) -> Result<HashMap<GenerationId, Vec<AssetView>>, DbError> {
    let mut found = HashMap::with_capacity(ids.len());
    for id in ids {
        // One look-up on an index each: cheaper than a list of changing length, which could not be kept
        // prepared.
        let assets = store::of_generation(reader, *id)?;
        if !assets.is_empty() {
            found.insert(*id, assets);
        }
    }
    Ok(found)
}
