//! An administrator decides about a picture that was kept.

use domain::{
    id::{AssetId, UserId},
    time::Millis,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::store;
use crate::{
    generation, media,
    platform::db::{DbError, Tx},
};

/// What is done with a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// It stays.
    Allow,
    /// It is taken away from its workspace. What it cost stays charged; a correction gives credits back.
    Remove,
}

/// Why nothing was decided.
#[derive(Debug)]
pub(super) enum DecideError {
    /// No such picture was listed.
    NotFound,
    /// Somebody has decided.
    Decided,
    /// The database failed.
    Db(DbError),
}

impl From<DbError> for DecideError {
    fn from(error: DbError) -> Self {
        DecideError::Db(error)
    }
}

/// Decides, once. Removing hides every file of the workspace with the same content, and the runs that show one are
/// shown without it.
pub(super) fn decide(
    tx: &mut Tx<'_>,
    asset: AssetId,
    decision: Decision,
    by: UserId,
    now: Millis,
) -> Result<(), DecideError> {
    let (held, decided) = store::one(tx, asset)?.ok_or(DecideError::NotFound)?;
    let word = match decision {
        Decision::Allow => "allowed",
        Decision::Remove => "removed",
    };
    if decided || !store::decide(tx, asset, word, by, now)? {
        return Err(DecideError::Decided);
    }
    if decision == Decision::Remove {
        for run in media::remove(tx, asset, held.workspace, now)? {
            generation::show_again(tx, run, now)?;
        }
    }
    Ok(())
}
