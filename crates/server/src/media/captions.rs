//! Captions of what speaks, as files beside it: WebVTT for players, SubRip for everything else.

use domain::captions::{self, Cue};

use super::StoredFile;
use crate::platform::storage::{Storage, StorageError, Stored};

/// Both files, on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCaptions {
    pub(super) web_vtt: Stored,
    pub(super) sub_rip: Stored,
}

/// Stores captions for a file that was kept. Without cues, and for pictures, nothing happens.
///
/// # Errors
/// [`StorageError`].
pub async fn caption(storage: &Storage, file: &mut StoredFile, cues: &[Cue]) -> Result<(), StorageError> {
    let StoredFile::Clip(clip) = file else { return Ok(()) };
    if cues.is_empty() {
        return Ok(());
    }
    clip.captions = Some(StoredCaptions {
        web_vtt: storage.put(captions::web_vtt(cues).into()).await?,
        sub_rip: storage.put(captions::sub_rip(cues).into()).await?,
    });
    Ok(())
}
