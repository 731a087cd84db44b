//! The SQL of offers.

use domain::{
    id::{QuoteId, WorkspaceId},
    time::Millis,
};

use super::{Kept, view::QuoteView};
use crate::{
    params,
    planning::KeptPlan,
    platform::db::{DbError, Reader, Row, Tx},
};

const INSERT: &str = "INSERT INTO quotes (id, workspace_id, request_hash, body, expires_at, asked_hash, plan) \
     VALUES ($1, $2, $3, $4, $5, $6, $7)";
const FIND: &str = "SELECT request_hash, body FROM quotes WHERE id = $1 AND workspace_id = $2";
const KEPT: &str = "SELECT asked_hash, plan FROM quotes \
     WHERE id = $1 AND workspace_id = $2 AND expires_at > $3 AND plan IS NOT NULL";
const LATEST_KEPT: &str = "SELECT asked_hash, plan FROM quotes WHERE workspace_id = $1 AND asked_hash = $2 \
     AND expires_at > $3 AND plan IS NOT NULL ORDER BY id DESC LIMIT 1";
// Ids sort by time, so old offers are the first rows of the table.
const FORGET: &str =
    "DELETE FROM quotes WHERE id IN (SELECT id FROM quotes ORDER BY id LIMIT 5000) AND expires_at < $1";

pub(super) fn insert(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    quote: &QuoteView,
    hash: &str,
    kept: Option<&Kept>,
) -> Result<(), DbError> {
    let body = serde_json::to_string(quote).map_err(engine)?;
    let plan = kept.map(|kept| serde_json::to_string(&kept.plan)).transpose().map_err(engine)?;
    let name = kept.map(|kept| kept.name.as_str());
    let values = params![&quote.id, workspace, hash, body, quote.expires_at, name, plan];
    tx.execute(INSERT, values).map(drop)
}

/// The plan kept with an offer that has not expired, and the name of its question.
pub(super) fn kept_with(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    id: QuoteId,
    now: Millis,
) -> Result<Option<(String, KeptPlan)>, DbError> {
    reader.query_opt(KEPT, params![id, workspace, now], kept)?.map(parse).transpose()
}

/// The latest plan kept for a question, with an offer that has not expired.
pub(super) fn latest_kept(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    name: &str,
    now: Millis,
) -> Result<Option<(String, KeptPlan)>, DbError> {
    reader.query_opt(LATEST_KEPT, params![workspace, name, now], kept)?.map(parse).transpose()
}

fn kept(row: &Row<'_>) -> Result<(String, String), DbError> {
    Ok((row.get(0)?, row.get(1)?))
}

fn parse((name, plan): (String, String)) -> Result<(String, KeptPlan), DbError> {
    Ok((name, serde_json::from_str(&plan).map_err(engine)?))
}

fn engine(error: serde_json::Error) -> DbError {
    DbError::Engine(error.to_string())
}

pub(super) fn find(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    id: QuoteId,
) -> Result<Option<(String, QuoteView)>, DbError> {
    let row = reader
        .query_opt(FIND, params![id, workspace], |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)))?;
    row.map(|(hash, body)| {
        let quote = serde_json::from_str(&body).map_err(engine)?;
        Ok((hash, quote))
    })
    .transpose()
}

pub(super) fn forget(tx: &mut Tx<'_>, before: Millis) -> Result<usize, DbError> {
    tx.execute(FORGET, params![before])
}
