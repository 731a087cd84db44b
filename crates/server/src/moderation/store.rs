//! The SQL of counts and reviews.

use domain::{
    id::{AssetId, UserId, WorkspaceId},
    time::Millis,
};

use super::What;
use crate::{
    params,
    platform::db::{DbError, Reader, Row, Tx},
};

const COUNT: &str = "INSERT INTO moderation_days (day, what, rule, refused) VALUES ($1, $2, $3, 1) \
     ON CONFLICT (day, what, rule) DO UPDATE SET refused = moderation_days.refused + 1";
const COUNTS: &str = "SELECT what, rule, sum(refused) FROM moderation_days WHERE day >= $1 \
     GROUP BY what, rule ORDER BY sum(refused) DESC, what, rule";
const LIST: &str = "INSERT INTO moderation_reviews (asset_id, workspace_id, what, score, created_at) \
     VALUES ($1, $2, $3, $4, $5)";
const WAITING: &str = "SELECT asset_id, workspace_id, what, score, created_at FROM moderation_reviews \
     WHERE decision IS NULL AND asset_id > $1 ORDER BY asset_id LIMIT $2";
const WAITING_COUNT: &str = "SELECT count(*) FROM moderation_reviews WHERE decision IS NULL";
const ONE: &str = "SELECT asset_id, workspace_id, what, score, created_at, decision FROM moderation_reviews \
     WHERE asset_id = $1";
const DECIDE: &str = "UPDATE moderation_reviews SET decision = $2, decided_by = $3, decided_at = $4 \
     WHERE asset_id = $1 AND decision IS NULL";

/// A picture that was kept and should be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The picture.
    pub asset: AssetId,
    /// Whose it is.
    pub workspace: WorkspaceId,
    /// `upload` or `output`.
    pub what: String,
    /// Its score, in thousandths.
    pub score: i64,
    /// Since when.
    pub since: Millis,
}

/// How often a rule refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Count {
    pub what: String,
    pub rule: String,
    pub refused: i64,
}

pub(super) fn count(tx: &mut Tx<'_>, day: i64, what: What, rule: &str) -> Result<(), DbError> {
    tx.execute(COUNT, params![day, what.id(), rule]).map(drop)
}

/// What was refused since a day, by rule, the most frequent first.
pub(super) fn counts(reader: &Reader<'_>, since_day: i64) -> Result<Vec<Count>, DbError> {
    reader.query(COUNTS, params![since_day], |row| {
        Ok(Count { what: row.get(0)?, rule: row.get(1)?, refused: row.get(2)? })
    })
}

pub(super) fn list(
    tx: &mut Tx<'_>,
    asset: AssetId,
    workspace: WorkspaceId,
    what: What,
    score: f32,
    now: Millis,
) -> Result<(), DbError> {
    let thousandths = (score.clamp(0.0, 1.0) * 1_000.0).round() as i64;
    tx.execute(LIST, params![asset, workspace, what.id(), thousandths, now]).map(drop)
}

/// Those that wait after a picture, the oldest first.
pub(super) fn waiting(reader: &Reader<'_>, after: &str, rows: u32) -> Result<Vec<Held>, DbError> {
    reader.query(WAITING, params![after, rows], held)
}

pub(super) fn waiting_count(reader: &Reader<'_>) -> Result<i64, DbError> {
    Ok(reader.query_opt(WAITING_COUNT, params![], |row| row.get(0))?.unwrap_or_default())
}

/// A picture that was listed, and whether somebody has decided.
pub(super) fn one(reader: &Reader<'_>, asset: AssetId) -> Result<Option<(Held, bool)>, DbError> {
    reader.query_opt(ONE, params![asset], |row| Ok((held(row)?, row.get::<Option<String>>(5)?.is_some())))
}

/// Writes a decision down; whether there was none before.
pub(super) fn decide(
    tx: &mut Tx<'_>,
    asset: AssetId,
    decision: &str,
    by: UserId,
    now: Millis,
) -> Result<bool, DbError> {
    Ok(tx.execute(DECIDE, params![asset, decision, by, now])? == 1)
}

fn held(row: &Row<'_>) -> Result<Held, DbError> {
    Ok(Held {
        asset: row.get(0)?,
        workspace: row.get(1)?,
        what: row.get(2)?,
        score: row.get(3)?,
        since: row.get(4)?,
    })
}
