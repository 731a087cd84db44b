//! A file once more: a row of its own for the same content, so that deleting one leaves the other.

use domain::{
    id::{AssetId, GenerationId, WorkspaceId},
    time::Millis,
};

use super::{AssetView, store};
use crate::platform::db::{DbError, Reader, Tx};

/// Notes that a file which an earlier run made belongs to another run of the same workspace too, under the name
/// `id`, as made by the same step. The objects on disk are the same.
///
/// # Errors
/// [`DbError`], also when the file is not there.
pub fn copy(
    tx: &mut Tx<'_>,
    of: &AssetView,
    id: AssetId,
    generation: GenerationId,
    now: Millis,
) -> Result<(), DbError> {
    if store::copy(tx, &of.id, id, generation, now)? { Ok(()) } else { Err(DbError::NoRow) }
}

/// The SHA-256 of a file of this workspace, in hexadecimal digits; nothing for one that is not there.
///
/// # Errors
/// [`DbError`].
pub fn content_hash(
    reader: &Reader<'_>,
    id: AssetId,
    workspace: WorkspaceId,
) -> Result<Option<String>, DbError> {
    store::content_hash(reader, id, workspace)
}
