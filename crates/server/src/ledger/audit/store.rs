//! The SQL of audits, besides the figures.

use domain::{
    id::{BatchId, GenerationId, WorkspaceId},
    money::Credits,
};

use super::AuditReport;
use crate::{
    params,
    platform::db::{DbError, Reader, Tx},
};

const INSERT: &str = "INSERT INTO ledger_audits (started_at, finished_at, sound, report) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (started_at) DO UPDATE SET finished_at = excluded.finished_at, sound = excluded.sound, \
     report = excluded.report";
const NEWEST: &str = "SELECT report FROM ledger_audits ORDER BY started_at DESC LIMIT $1";
const WORKSPACES: &str = "SELECT workspace_id FROM ledger_accounts WHERE id > $1 AND id < 'available;' \
     AND id >= 'available:' ORDER BY id LIMIT $2";
const OPEN_HOLDS: &str = "SELECT substr(h.id, 6), h.amount FROM ledger_transfers h WHERE h.kind = 'hold' AND NOT EXISTS \
     (SELECT 1 FROM ledger_transfers r WHERE r.id = 'capture:' || substr(h.id, 6) OR r.id = 'release:' || substr(h.id, 6))";
const AUDITED: &str = "SELECT audited FROM ledger_folds WHERE workspace_id = $1";
const SET_AUDITED: &str = "UPDATE ledger_folds SET audited = $2 WHERE workspace_id = $1";
const CHARGES: &str = "SELECT sequence, kind, amount, generation_id, batch_id FROM ledger_transfers \
     WHERE workspace_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3";

// What was given for payments. The first nine letters are the kind of the transfer.
const PURCHASES: &str = "SELECT substr(id, 10), workspace_id, amount FROM ledger_transfers \
     WHERE kind = 'purchase' AND kind <> 'hold' AND kind <> 'capture' AND id LIKE 'purchase:payment:%'";
const REFUNDS: &str = "SELECT substr(lot_id, 10), CAST(sum(taken + owed) AS BIGINT) FROM ledger_refunds \
     GROUP BY workspace_id, lot_id";
const EXPIRED: &str =
    "SELECT substr(id, 10) FROM ledger_lots WHERE expired = credits AND id LIKE 'purchase:payment:%'";
const PERIOD_ENDS: &str = "SELECT cause FROM ledger_period_ends";

/// Credits that were given for payments: the payment's cause, whose, how many.
pub(super) fn purchases(reader: &Reader<'_>) -> Result<Vec<(String, String, i64)>, DbError> {
    reader.query(PURCHASES, params![], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

/// Purchases that were given back: the payment's cause, and credits that were taken or are owed.
pub(super) fn refunds(reader: &Reader<'_>) -> Result<Vec<(String, i64)>, DbError> {
    reader.query(REFUNDS, params![], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Purchases that expired before anything of them was used: the payment's cause.
pub(super) fn expired_purchases(reader: &Reader<'_>) -> Result<Vec<String>, DbError> {
    reader.query(EXPIRED, params![], |row| row.get(0))
}

/// Causes of periods that were ended.
pub(super) fn period_ends(reader: &Reader<'_>) -> Result<Vec<String>, DbError> {
    reader.query(PERIOD_ENDS, params![], |row| row.get(0))
}

pub(super) fn insert(tx: &mut Tx<'_>, report: &AuditReport) -> Result<(), DbError> {
    let text = serde_json::to_string(report).map_err(|error| DbError::Engine(error.to_string()))?;
    tx.execute(INSERT, params![report.started_at, report.finished_at, report.sound, text]).map(drop)
}

pub(super) fn newest(reader: &Reader<'_>, rows: u32) -> Result<Vec<AuditReport>, DbError> {
    let texts = reader.query(NEWEST, params![rows], |row| row.get::<String>(0))?;
    let parse = |text: &String| {
        serde_json::from_str(text).map_err(|error| DbError::Engine(format!("an audit does not fit: {error}")))
    };
    texts.iter().map(parse).collect()
}

/// Workspaces that have accounts, in the order of ids.
pub(super) fn workspaces(reader: &Reader<'_>, after: &str, rows: u32) -> Result<Vec<WorkspaceId>, DbError> {
    let after = format!("available:{after}");
    reader.query(WORKSPACES, params![after, rows], |row| row.get(0))
}

/// Holds that are not resolved: their holder and how much.
pub(super) fn open_holds(reader: &Reader<'_>) -> Result<Vec<(String, Credits)>, DbError> {
    reader.query(OPEN_HOLDS, params![], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// A line that the audit looks at.
pub(super) struct Line {
    pub sequence: i64,
    pub kind: String,
    pub amount: Credits,
    pub generation: Option<GenerationId>,
    pub batch: Option<BatchId>,
}

/// Lines that no audit has compared yet, the oldest first.
pub(super) fn unaudited(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    rows: u32,
) -> Result<Vec<Line>, DbError> {
    let audited = reader.query_opt(AUDITED, params![workspace], |row| row.get(0))?.unwrap_or(0_i64);
    reader.query(CHARGES, params![workspace, audited, rows], |row| {
        Ok(Line {
            sequence: row.get(0)?,
            kind: row.get(1)?,
            amount: row.get(2)?,
            generation: row.get(3)?,
            batch: row.get(4)?,
        })
    })
}

pub(super) fn set_audited(tx: &mut Tx<'_>, workspace: WorkspaceId, line: i64) -> Result<(), DbError> {
    tx.execute(SET_AUDITED, params![workspace, line]).map(drop)
}
