//! The SQL of offers.

use domain::{
    id::{QuoteId, WorkspaceId},
    time::Millis,
};

use super::{Kept, Offer};
use crate::{
    params,
    planning::KeptPlan,
    platform::db::{DbError, Reader, Row, Tx},
};

const INSERT: &str = "INSERT INTO quotes (id, workspace_id, request_hash, body, expires_at, asked_hash, plan) \
     VALUES ($1, $2, $3, $4, $5, $6, $7)";
const FIND: &str = "SELECT request_hash, body, expires_at FROM quotes WHERE id = $1 AND workspace_id = $2";
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
    offer: &Offer,
    body: &str,
    kept: Option<&Kept>,
) -> Result<(), DbError> {
    let plan = kept.map(|kept| serde_json::to_string(&kept.plan)).transpose().map_err(engine)?;
    let name = kept.map(|kept| kept.name.as_str());
    let values = params![&offer.id, workspace, &offer.hash, body, offer.expires_at, name, plan];
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
