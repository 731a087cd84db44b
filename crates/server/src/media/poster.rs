//! What is seen of a video before it plays.
//!
//! Whoever made it may say (the local studio does); else ffmpeg, where it is installed, looks at the first second. A video
//! without a poster is kept all the same: the page then shows the video's own first frame once it has loaded it.

use bytes::Bytes;
use domain::catalog::MediaType;
use providers::Content;

use super::{clip::StoredClip, picture, upload::DECODING};
use crate::platform::storage::Storage;

/// Bytes of a frame that is read: 8,192 pixels on a side compress to less.
const FRAME_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// Gives a stored video its poster, from `said` or from the video itself. What does not work is logged and left out.
pub(super) async fn add(storage: &Storage, clip: &mut StoredClip, said: Option<&Content>) {
    if clip.media_type != MediaType::Video {
        return;
    }
    let (storage, hash, format) = (storage.clone(), clip.original.content_hash.clone(), clip.format);
    let said = said.filter(|frame| frame.length() <= FRAME_BYTES_MAX).cloned();
    let turn = DECODING.acquire().await;
    let made = tokio::task::spawn_blocking(move || {
        let Some(frame) = frame(&storage, &hash, format, said.as_ref())? else { return Ok(None) };
        picture::poster_blocking(&storage, frame).map(Some).map_err(|error| error.to_string())
    });
    let made = made.await.unwrap_or_else(|error| Err(error.to_string()));
    drop(turn);
    match made {
        Ok(poster) => clip.poster = poster,
        Err(reason) => tracing::warn!(reason, "a video has no poster"),
    }
}

fn frame(
    storage: &Storage,
    hash: &str,
    format: &str,
    said: Option<&Content>,
) -> Result<Option<Bytes>, String> {
    if let Some(frame) = said {
        return frame.bytes_now().map(Some).map_err(|error| error.to_string());
    }
    let (path, _) = storage.place_of(hash).map_err(|error| error.to_string())?;
    let found = studio::film::poster(&studio::film::Tools::found(), &path, format, &|| false);
    found.map(|frame| frame.map(Bytes::from)).map_err(|error| error.to_string())
}
