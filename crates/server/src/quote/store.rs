//! The SQL of offers.

use domain::{
    id::{QuoteId, WorkspaceId},
    time::Millis,
};

use super::view::QuoteView;
use crate::{
    params,
    platform::db::{DbError, Reader, Tx},
};

const INSERT: &str =
    "INSERT INTO quotes (id, workspace_id, request_hash, body, expires_at) VALUES ($1, $2, $3, $4, $5)";
const FIND: &str = "SELECT request_hash, body FROM quotes WHERE id = $1 AND workspace_id = $2";
// Ids sort by time, so old offers are the first rows of the table.
const FORGET: &str =
    "DELETE FROM quotes WHERE id IN (SELECT id FROM quotes ORDER BY id LIMIT 5000) AND expires_at < $1";

pub(super) fn insert(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    quote: &QuoteView,
    hash: &str,
) -> Result<(), DbError> {
    let body = serde_json::to_string(quote).map_err(|error| DbError::Engine(error.to_string()))?;
    tx.execute(INSERT, params![&quote.id, workspace, hash, body, quote.expires_at]).map(drop)
}

pub(super) fn find(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    id: QuoteId,
) -> Result<Option<(String, QuoteView)>, DbError> {
    let row = reader
        .query_opt(FIND, params![id, workspace], |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)))?;
    row.map(|(hash, body)| {
        let quote = serde_json::from_str(&body).map_err(|error| DbError::Engine(error.to_string()))?;
        Ok((hash, quote))
    })
    .transpose()
}

pub(super) fn forget(tx: &mut Tx<'_>, before: Millis) -> Result<usize, DbError> {
    tx.execute(FORGET, params![before])
}
