//! The SQL of statements.

use domain::{
    id::{BatchId, GenerationId, WorkspaceId},
    ledger::TransferKind,
    money::Credits,
    time::Millis,
};

use crate::{
    params,
    platform::db::{DbError, Reader, Row},
};

const PAGE: &str = "SELECT id, kind, generation_id, amount, available_after, reason, sequence, created_at, batch_id, lot_id \
     FROM ledger_transfers WHERE workspace_id = $1 AND sequence < $2 AND sequence >= $3 \
     ORDER BY sequence DESC LIMIT $4";
const PAGE_OF_KIND: &str = "SELECT id, kind, generation_id, amount, available_after, reason, sequence, created_at, \
     batch_id, lot_id FROM ledger_transfers WHERE workspace_id = $1 AND sequence < $2 AND sequence >= $3 AND kind = $5 \
     ORDER BY sequence DESC LIMIT $4";
// Says of itself what ledger_transfers_few says, so that the few are found without reading the many.
const PAGE_OF_FEW: &str = "SELECT id, kind, generation_id, amount, available_after, reason, sequence, created_at, \
     batch_id, lot_id FROM ledger_transfers WHERE workspace_id = $1 AND sequence < $2 AND sequence >= $3 AND kind = $5 \
     AND kind <> 'hold' AND kind <> 'capture' ORDER BY sequence DESC LIMIT $4";
const OF_CAUSES: &str = "SELECT id, kind, generation_id, amount, available_after, reason, sequence, created_at, batch_id, \
     lot_id FROM ledger_transfers WHERE (id = 'hold:' || $2 OR id = 'capture:' || $2 OR id = 'release:' || $2) \
     AND workspace_id = $1 AND sequence < $3 ORDER BY sequence DESC";
const CHARGES: &str = "SELECT amount, created_at, generation_id, batch_id FROM ledger_transfers \
     WHERE workspace_id = $1 AND sequence >= $2 AND kind = 'capture' ORDER BY sequence DESC LIMIT $3";
const FIRST_AT: &str =
    "SELECT created_at FROM ledger_transfers WHERE workspace_id = $1 ORDER BY sequence LIMIT 1";

/// A line of the statement as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub cause: String,
    pub kind: TransferKind,
    pub generation: Option<GenerationId>,
    pub batch: Option<BatchId>,
    pub moved: Credits,
    /// How the spendable credits changed.
    pub change: i64,
    pub available_after: Credits,
    pub reason: String,
    pub sequence: i64,
    pub at: Millis,
}

/// Which lines.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Filter {
    pub kind: Option<TransferKind>,
    pub generation: Option<GenerationId>,
    /// Lines from this one on.
    pub first: i64,
}

fn read(row: &Row<'_>) -> Result<Line, DbError> {
    let kind: String = row.get(1)?;
    let kind = TransferKind::parse(&kind)
        .ok_or_else(|| DbError::Engine(format!("there is no kind of transfer `{kind}`")))?;
    let moved: Credits = row.get(3)?;
    let opens: Option<String> = row.get(9)?;
    Ok(Line {
        cause: row.get(0)?,
        kind,
        generation: row.get(2)?,
        batch: row.get(8)?,
        moved,
        change: match kind {
            TransferKind::Hold | TransferKind::Refund | TransferKind::Expiry => -moved.0,
            // It was set aside before.
            TransferKind::Capture => 0,
            TransferKind::Adjustment if opens.is_none() => -moved.0,
            _ => moved.0,
        },
        available_after: row.get(4)?,
        reason: row.get(5)?,
        sequence: row.get(6)?,
        at: row.get(7)?,
    })
}

/// Lines before `before`, the newest first.
pub(super) fn page(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    filter: Filter,
    before: i64,
    rows: u32,
) -> Result<Vec<Line>, DbError> {
    if let Some(run) = filter.generation {
        return reader.query(OF_CAUSES, params![workspace, run, before], read);
    }
    let Some(kind) = filter.kind else {
        return reader.query(PAGE, params![workspace, before, filter.first, rows], read);
    };
    let sql = match kind {
        TransferKind::Hold | TransferKind::Capture => PAGE_OF_KIND,
        _ => PAGE_OF_FEW,
    };
    reader.query(sql, params![workspace, before, filter.first, rows, kind.id()], read)
}

/// A charge, as far as the use of credits goes.
pub(super) struct Charge {
    pub credits: Credits,
    pub at: Millis,
    pub generation: Option<GenerationId>,
    pub batch: Option<BatchId>,
}

/// Charges from line `first` on, the newest first.
pub(super) fn charges(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    first: i64,
    rows: u32,
) -> Result<Vec<Charge>, DbError> {
    reader.query(CHARGES, params![workspace, first, rows], |row| {
        Ok(Charge { credits: row.get(0)?, at: row.get(1)?, generation: row.get(2)?, batch: row.get(3)? })
    })
}

/// When the statement begins.
pub(super) fn first_at(reader: &Reader<'_>, workspace: WorkspaceId) -> Result<Option<Millis>, DbError> {
    reader.query_opt(FIRST_AT, params![workspace], |row| row.get(0))
}
