//! The SQL of lots.

use std::collections::BTreeMap;

use domain::{
    id::WorkspaceId,
    ledger::{
        TransferKind,
        lot::{Change, Line, Lot, LotSource, Lots, Part},
    },
    money::Credits,
    time::Millis,
};

use crate::{
    params,
    platform::db::{DbError, Reader, Row, Tx},
};

const THROUGH: &str = "SELECT through FROM ledger_folds WHERE workspace_id = $1";
const SET_THROUGH: &str = "INSERT INTO ledger_folds (workspace_id, through) VALUES ($1, $2) \
     ON CONFLICT (workspace_id) DO UPDATE SET through = excluded.through";
const WITH_REST: &str = "SELECT id, source, credits, remaining, expired, expires_at, opened_at, opened \
     FROM ledger_lots WHERE workspace_id = $1 AND remaining > 0 AND opened <= $2";
const LOT: &str = "SELECT id, source, credits, remaining, expired, expires_at, opened_at, opened \
     FROM ledger_lots WHERE workspace_id = $1 AND id = $2";
const PUT: &str = "INSERT INTO ledger_lots \
     (workspace_id, id, source, credits, remaining, expired, expires_at, opened_at, opened) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (workspace_id, id) DO UPDATE SET \
     source = excluded.source, remaining = excluded.remaining, expired = excluded.expired, \
     expires_at = excluded.expires_at";
const PARTS: &str = "SELECT holder, lot_id, credits FROM ledger_lot_parts WHERE workspace_id = $1 \
     ORDER BY holder, position";
const FORGET_PARTS: &str = "DELETE FROM ledger_lot_parts WHERE workspace_id = $1 AND holder = $2";
const PUT_PART: &str = "INSERT INTO ledger_lot_parts (workspace_id, holder, position, lot_id, credits) \
     VALUES ($1, $2, $3, $4, $5)";
const LINES: &str = "SELECT id, kind, amount, sequence, created_at, lot_id FROM ledger_transfers \
     WHERE workspace_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3";

/// The lots as they were when they were last written down.
pub(super) fn load(reader: &Reader<'_>, workspace: WorkspaceId) -> Result<Lots, DbError> {
    let through = reader.query_opt(THROUGH, params![workspace], |row| row.get(0))?.unwrap_or(0);
    let mut lots = reader.query(WITH_REST, params![workspace, through], read)?;
    let rows = reader.query(PARTS, params![workspace], |row| {
        Ok((row.get::<String>(0)?, Part { lot: row.get(1)?, credits: row.get(2)? }))
    })?;
    let mut parts: BTreeMap<String, Vec<Part>> = BTreeMap::new();
    for (holder, part) in rows {
        if lots.iter().all(|lot: &Lot| lot.id != part.lot) {
            // Held to the last credit: it is needed for what may come back.
            lots.extend(find(reader, workspace, &part.lot)?);
        }
        parts.entry(holder).or_default().push(part);
    }
    Ok(Lots::restore(lots, parts, through))
}

/// One lot, as it was when it was last written down.
pub(super) fn find(reader: &Reader<'_>, workspace: WorkspaceId, id: &str) -> Result<Option<Lot>, DbError> {
    reader.query_opt(LOT, params![workspace, id], read)
}

fn read(row: &Row<'_>) -> Result<Lot, DbError> {
    let source: String = row.get(1)?;
    Ok(Lot {
        id: row.get(0)?,
        source: LotSource::parse(&source)
            .ok_or_else(|| DbError::Engine(format!("there is no lot source `{source}`")))?,
        credits: row.get(2)?,
        remaining: row.get(3)?,
        expired: row.get(4)?,
        expires_at: row.get(5)?,
        opened_at: row.get(6)?,
        opened: row.get(7)?,
    })
}

/// Writes a lot as it is.
pub(super) fn put(tx: &mut Tx<'_>, workspace: WorkspaceId, lot: &Lot) -> Result<(), DbError> {
    let values = params![
        workspace,
        &lot.id,
        lot.source.id(),
        lot.credits,
        lot.remaining,
        lot.expired,
        lot.expires_at,
        lot.opened_at,
        lot.opened,
    ];
    tx.execute(PUT, values).map(drop)
}

/// Writes down what has changed from `before` to `after`.
pub(super) fn save(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    before: &Lots,
    after: &Lots,
) -> Result<(), DbError> {
    if before == after {
        return Ok(());
    }
    for lot in after.lots() {
        if before.find(&lot.id) != Some(lot) {
            put(tx, workspace, lot)?;
        }
    }
    for holder in before.parts().keys().filter(|holder| !after.parts().contains_key(*holder)) {
        tx.execute(FORGET_PARTS, params![workspace, holder])?;
    }
    for (holder, parts) in after.parts() {
        if before.parts().get(holder) == Some(parts) {
            continue;
        }
        tx.execute(FORGET_PARTS, params![workspace, holder])?;
        for (position, part) in (0u32..).zip(parts) {
            tx.execute(PUT_PART, params![workspace, holder, position, &part.lot, part.credits])?;
        }
    }
    tx.execute(SET_THROUGH, params![workspace, after.through()]).map(drop)
}

/// The lines of the statement after `through`, oldest first, as far as lots go.
pub(super) fn lines_after(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    through: i64,
    limit: u32,
) -> Result<Vec<Line>, DbError> {
    let rows = reader.query(LINES, params![workspace, through, limit], |row| {
        let written =
            Written { cause: row.get(0)?, kind: row.get(1)?, credits: row.get(2)?, lot: row.get(5)? };
        Ok((row.get::<i64>(3)?, row.get::<Millis>(4)?, written))
    })?;
    let line = |(sequence, at, written): (i64, Millis, Written)| {
        Ok(Line { sequence, at, change: written.change(reader, workspace)? })
    };
    rows.into_iter().map(line).collect()
}

/// A transfer as it was written.
struct Written {
    cause: String,
    kind: String,
    credits: Credits,
    lot: Option<String>,
}

impl Written {
    fn change(self, reader: &Reader<'_>, workspace: WorkspaceId) -> Result<Change, DbError> {
        let Written { cause, kind, credits, lot } = self;
        let unknown = |what: &str| DbError::Engine(format!("the transfer {cause} has {what}"));
        let holder = || cause.split_once(':').map_or_else(String::new, |(_, holder)| holder.to_owned());
        let opens = |lot: String| {
            let opened = find(reader, workspace, &lot)?.ok_or_else(|| unknown("no lot"))?;
            // Nothing was spent from it before the line that opened it.
            Ok(Change::Open(Lot { remaining: opened.credits, expired: Credits::ZERO, ..opened }))
        };
        match TransferKind::parse(&kind).ok_or_else(|| unknown("an unknown kind"))? {
            TransferKind::Hold => Ok(match lot {
                Some(lot) => Change::Freeze { holder: holder(), lot, credits },
                None => Change::Hold { holder: holder(), credits },
            }),
            TransferKind::Capture => Ok(Change::Capture { holder: holder(), credits }),
            TransferKind::Release => Ok(Change::Release { holder: holder(), credits }),
            TransferKind::Expiry => {
                Ok(Change::Expire { lot: lot.ok_or_else(|| unknown("no lot"))?, credits })
            }
            TransferKind::Refund => Ok(Change::Take { lot, credits }),
            // One that gives opens the lot of its own name; one that takes names another, or none.
            TransferKind::Adjustment if lot.as_deref() != Some(cause.as_str()) => {
                Ok(Change::Take { lot, credits })
            }
            TransferKind::Grant | TransferKind::Purchase | TransferKind::Bonus | TransferKind::Adjustment => {
                opens(lot.ok_or_else(|| unknown("no lot"))?)
            }
        }
    }
}
