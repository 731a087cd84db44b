//! The ledger's SQL.

use domain::{
    id::WorkspaceId,
    ledger::{Account, Holder, Transfer},
    money::Credits,
    time::Millis,
};

use crate::{
    params,
    platform::db::{DbError, Reader, Tx},
};

const OPEN: &str =
    "INSERT INTO ledger_accounts (id, workspace_id, balance) VALUES ($1, $2, 0) ON CONFLICT (id) DO NOTHING";
const BALANCE: &str = "SELECT balance, budgeted FROM ledger_accounts WHERE id = $1";
const SET_BUDGETED: &str = "UPDATE ledger_accounts SET budgeted = $2 WHERE id = $1";
const HELD_BY: &str = "SELECT actor, created_at FROM ledger_transfers WHERE id = $1";
const FIRST_FROM: &str = "SELECT sequence, created_at FROM ledger_transfers \
     WHERE workspace_id = $1 AND sequence >= $2 ORDER BY sequence LIMIT 1";
const NEWEST: &str =
    "SELECT sequence FROM ledger_transfers WHERE workspace_id = $1 ORDER BY sequence DESC LIMIT 1";
// The condition is part of the write: two spenders cannot both see the same credit.
const TAKE: &str = "UPDATE ledger_accounts SET balance = balance - $2 \
     WHERE id = $1 AND (balance >= $2 OR workspace_id IS NULL)";
const GIVE: &str = "UPDATE ledger_accounts SET balance = balance + $2 WHERE id = $1";
// The next number of the workspace's statement; nothing happens when the cause was written before.
const RECORD: &str = "INSERT INTO ledger_transfers \
     (id, kind, workspace_id, generation_id, amount, available_after, reason, actor, created_at, batch_id, lot_id, \
     sequence) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1 + coalesce((SELECT sequence FROM ledger_transfers \
     WHERE workspace_id = $3 ORDER BY sequence DESC LIMIT 1), 0)) ON CONFLICT (id) DO NOTHING";
const POSTED: &str = "SELECT 1 FROM ledger_transfers WHERE id = $1";
const ENTRIES: &str =
    "INSERT INTO ledger_entries (transfer_id, account_id, amount) VALUES ($1, $2, $3), ($1, $4, $5)";

pub(super) fn open_accounts(tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<(), DbError> {
    for account in [Account::Available(workspace), Account::Held(workspace)] {
        tx.execute(OPEN, params![account.row_id(), workspace])?;
    }
    Ok(())
}

pub(super) fn balance(reader: &Reader<'_>, account: Account) -> Result<Credits, DbError> {
    Ok(available(reader, account)?.0)
}

/// The balance of an account, and whether a budget has to be asked too.
pub(super) fn available(reader: &Reader<'_>, account: Account) -> Result<(Credits, bool), DbError> {
    let found = reader.query_opt(BALANCE, params![account.row_id()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.unwrap_or_default())
}

pub(super) fn set_budgeted(tx: &mut Tx<'_>, workspace: WorkspaceId, budgeted: bool) -> Result<(), DbError> {
    tx.execute(SET_BUDGETED, params![Account::Available(workspace).row_id(), budgeted]).map(drop)
}

/// Who set credits aside for a holder, and when.
pub(super) fn held_by(reader: &Reader<'_>, holder: Holder) -> Result<Option<(String, Millis)>, DbError> {
    reader.query_opt(HELD_BY, params![format!("hold:{holder}")], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// The number of the newest line of a statement; 0 before the first.
pub(super) fn newest_line(reader: &Reader<'_>, workspace: WorkspaceId) -> Result<i64, DbError> {
    Ok(reader.query_opt(NEWEST, params![workspace], |row| row.get(0))?.unwrap_or(0))
}

/// The first line of a statement that was not written before `at`; the one after the newest where there is none.
/// Lines are in the order of time, so it is found by halving, without an index that every hold would have to keep.
pub(super) fn first_line_from(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    at: Millis,
) -> Result<i64, DbError> {
    let (mut low, mut high) = (1, newest_line(reader, workspace)? + 1);
    while low < high {
        let middle = low + (high - low) / 2;
        let line = reader.query_opt(FIRST_FROM, params![workspace, middle], |row| {
            Ok((row.get::<i64>(0)?, row.get::<Millis>(1)?))
        })?;
        match line {
            Some((sequence, written)) if written < at => low = sequence + 1,
            _ => high = middle,
        }
    }
    Ok(low)
}

/// Moves the amount and says so; nothing is moved where it is not there.
pub(super) fn move_credits(
    tx: &mut Tx<'_>,
    from: Account,
    to: Account,
    amount: Credits,
) -> Result<bool, DbError> {
    if tx.execute(TAKE, params![from.row_id(), amount])? == 0 {
        return Ok(false);
    }
    // Both accounts exist, or nothing of this transaction is kept.
    match tx.execute(GIVE, params![to.row_id(), amount])? {
        0 => Err(DbError::Engine(format!("the ledger has no account {}", to.row_id()))),
        _ => Ok(true),
    }
}

/// Writes the transfer and its two entries, and says so; a cause that was written before is left alone.
/// `available` is what the workspace can spend after it.
pub(super) fn record(
    tx: &mut Tx<'_>,
    transfer: &Transfer,
    available: Credits,
    now: Millis,
) -> Result<bool, DbError> {
    let (generation, batch) = match transfer.holder {
        Some(Holder::Generation(id)) => (Some(id), None),
        Some(Holder::Batch { id, .. }) => (None, Some(id)),
        Some(Holder::Dispute(_)) | None => (None, None),
    };
    let values = params![
        &transfer.cause,
        transfer.kind.id(),
        transfer.workspace,
        generation,
        transfer.amount,
        available,
        &transfer.reason,
        transfer.actor.row_text(),
        now,
        batch,
        transfer.lot.as_deref(),
    ];
    if tx.execute(RECORD, values)? == 0 {
        return Ok(false);
    }
    let (from, to) = (transfer.from.row_id(), transfer.to.row_id());
    tx.execute(ENTRIES, params![&transfer.cause, from, -transfer.amount.0, to, transfer.amount.0])?;
    Ok(true)
}

pub(super) fn is_posted(reader: &Reader<'_>, cause: &str) -> Result<bool, DbError> {
    Ok(reader.query_opt(POSTED, params![cause], |row| row.get::<i64>(0))?.is_some())
}
