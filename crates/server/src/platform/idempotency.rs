//! Requests that may be sent twice.
//!
//! The key, a hash of the request and what it made are written in the transaction that does the work, so
//! a repeated request finds either all of it or nothing. The same key with another body is a mistake of
//! the caller and is refused.

use domain::{id::WorkspaceId, time::Millis};

use super::db::{DbError, Reader, Tx};
use crate::params;

const FIND: &str =
    "SELECT request_hash, subject_id FROM idempotency_keys WHERE workspace_id = $1 AND key = $2";
const CLAIM: &str = "INSERT INTO idempotency_keys (workspace_id, key, request_hash, subject_id, created_at) \
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT (workspace_id, key) DO NOTHING";

/// What is known about a key.
#[derive(Debug, PartialEq, Eq)]
pub enum Known {
    /// Nothing: do the work.
    New,
    /// The same request made this.
    Same(String),
    /// Another request used this key.
    Other,
}

/// Looks a key up.
///
/// # Errors
/// [`DbError`].
pub fn find(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    key: &str,
    request_hash: &str,
) -> Result<Known, DbError> {
    let row = reader
        .query_opt(FIND, params![workspace, key], |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)))?;
    Ok(match row {
        None => Known::New,
        Some((hash, subject)) if hash == request_hash => Known::Same(subject),
        Some(_) => Known::Other,
    })
}

/// Takes a key for what this transaction is about to make, unless it is known: one statement where, as
/// almost always, it is new.
///
/// # Errors
/// [`DbError`].
pub fn claim(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    key: &str,
    request_hash: &str,
    subject: &str,
    now: Millis,
) -> Result<Known, DbError> {
    match tx.execute(CLAIM, params![workspace, key, request_hash, subject, now])? {
        0 => find(tx, workspace, key, request_hash),
        _ => Ok(Known::New),
    }
}
