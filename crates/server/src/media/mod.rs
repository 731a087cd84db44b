//! Media: stored files with an owner, and the smaller versions of them.
//!
//! Owns the tables `assets` and `asset_derivatives`. The bytes are objects of
//! [`crate::platform::storage`]; a row here says whose they are, what they show and how they were made.
//!
//! A picture comes to rest in three steps, so that no slow work happens inside a transaction:
//!
//! ```text
//!  prepare            store                insert
//!  decode, scale,     objects on disk,     rows, in the transaction that
//!  average colour ──► each forced to it ──► settles the run
//! ```
//!
//! When the last step does not happen, the objects stay without a row and nobody can ask for them;
//! because objects are named by content, trying again stores nothing twice.
//!
//! `http.rs` serves the files to their workspace. What this does not do: decide what a run costs, or
//! remove anything.

mod filename;
mod http;
mod picture;
mod range;
mod respond;
mod store;
mod view;

use std::collections::HashMap;

use domain::{
    id::{AssetId, GenerationId, WorkspaceId},
    time::Millis,
};
pub use http::routes;
pub use picture::{PictureFormat, PrepareError, Prepared, StoredPicture, prepare, store};
pub use view::AssetView;

use crate::platform::db::{DbError, Reader, Tx};

/// Whose a stored picture is and what it shows.
#[derive(Clone, Debug)]
pub struct NewPicture<'a> {
    /// Its identifier.
    pub id: AssetId,
    /// Whose it is.
    pub workspace: WorkspaceId,
    /// The run that made it.
    pub generation: GenerationId,
    /// The words it was made from; they become the name of the file.
    pub prompt: &'a str,
    /// What is seen, for people who cannot. Begins with "Generated".
    pub alt: String,
    /// Everything that is needed to make it again.
    pub provenance: serde_json::Value,
    /// When it was made.
    pub now: Millis,
}

/// Notes that a stored picture belongs to a workspace and a run.
///
/// # Errors
/// [`DbError`].
pub fn insert(tx: &mut Tx<'_>, new: &NewPicture<'_>, picture: &StoredPicture) -> Result<AssetId, DbError> {
    store::insert(tx, new, picture)?;
    Ok(new.id)
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
