//! The SQL of offers.

use domain::{
    id::{QuoteId, WorkspaceId},
    time::Millis,
};

use crate::{
    params,
    platform::db::{DbError, Reader, Tx},
};

const INSERT: &str =
    "INSERT INTO quotes (id, workspace_id, request_hash, body, expires_at) VALUES ($1, $2, $3, $4, $5)";
const FIND: &str = "SELECT request_hash, body, expires_at FROM quotes WHERE id = $1 AND workspace_id = $2";
// Ids sort by time, so old offers are the first rows of the table.
const FORGET: &str =
    "DELETE FROM quotes WHERE id IN (SELECT id FROM quotes ORDER BY id LIMIT 5000) AND expires_at < $1";

pub(super) fn insert(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    id: &str,
    hash: &str,
    body: &str,
    expires_at: i64,
) -> Result<(), DbError> {
    tx.execute(INSERT, params![id, workspace, hash, body, expires_at]).map(drop)
}

/// What an offer was made for, its document, and when it ends.
pub(super) fn find(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    id: QuoteId,
) -> Result<Option<(String, String, Millis)>, DbError> {
    reader.query_opt(FIND, params![id, workspace], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

pub(super) fn forget(tx: &mut Tx<'_>, before: Millis) -> Result<usize, DbError> {
    tx.execute(FORGET, params![before])
}
