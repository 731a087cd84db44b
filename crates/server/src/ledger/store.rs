//! The ledger's SQL.

use domain::{
    id::WorkspaceId,
    ledger::{Account, Holder, Transfer},
    money::Credits,
    time::Millis,
};

use super::view::TransactionView;
use crate::{
    params,
    platform::db::{DbError, Reader, Tx},
};

const OPEN: &str =
    "INSERT INTO ledger_accounts (id, workspace_id, balance) VALUES ($1, $2, 0) ON CONFLICT (id) DO NOTHING";
const BALANCE: &str = "SELECT balance FROM ledger_accounts WHERE id = $1";
// The condition is part of the write: two spenders cannot both see the same credit.
const TAKE: &str = "UPDATE ledger_accounts SET balance = balance - $2 \
     WHERE id = $1 AND (balance >= $2 OR workspace_id IS NULL) RETURNING balance";
const GIVE: &str = "UPDATE ledger_accounts SET balance = balance + $2 WHERE id = $1 RETURNING balance";
const POSTED: &str = "SELECT 1 FROM ledger_transfers WHERE id = $1";
const LAST: &str =
    "SELECT sequence FROM ledger_transfers WHERE workspace_id = $1 ORDER BY sequence DESC LIMIT 1";
const RECORD: &str = "INSERT INTO ledger_transfers \
     (id, kind, workspace_id, generation_id, amount, available_after, reason, actor, sequence, created_at, batch_id) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
const ENTRIES: &str =
    "INSERT INTO ledger_entries (transfer_id, account_id, amount) VALUES ($1, $2, $3), ($1, $4, $5)";
const PAGE: &str = "SELECT id, kind, generation_id, amount, available_after, reason, sequence, created_at, batch_id \
     FROM ledger_transfers WHERE workspace_id = $1 AND sequence < $2 ORDER BY sequence DESC LIMIT $3";

pub(super) fn open_accounts(tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<(), DbError> {
    for account in [Account::Bonus, Account::Usage] {
        tx.execute(OPEN, params![account.row_id(), None::<&str>])?;
    }
    for account in [Account::Available(workspace), Account::Held(workspace)] {
        tx.execute(OPEN, params![account.row_id(), workspace])?;
    }
    Ok(())
}

pub(super) fn balance(reader: &Reader<'_>, account: Account) -> Result<Credits, DbError> {
    Ok(reader.query_opt(BALANCE, params![account.row_id()], |row| row.get(0))?.unwrap_or_default())
}

pub(super) fn is_posted(reader: &Reader<'_>, cause: &str) -> Result<bool, DbError> {
    Ok(reader.query_opt(POSTED, params![cause], |row| row.get::<i64>(0))?.is_some())
}

/// Moves the amount and answers what both accounts have then.
pub(super) fn move_credits(tx: &mut Tx<'_>, transfer: &Transfer) -> Result<(Credits, Credits), DbError> {
    let taken = tx.query_opt(TAKE, params![transfer.from.row_id(), transfer.amount], |row| row.get(0))?;
    let given = tx.query_opt(GIVE, params![transfer.to.row_id(), transfer.amount], |row| row.get(0))?;
    // Both accounts exist and the credit is there, or nothing of this transaction is kept.
    taken
        .zip(given)
        .ok_or_else(|| DbError::Engine(format!("the ledger could not move credits for {}", transfer.cause)))
}

/// Writes the transfer and its two entries. `available` is what the workspace can spend after it.
pub(super) fn record(
    tx: &mut Tx<'_>,
    transfer: &Transfer,
    available: Credits,
    now: Millis,
) -> Result<(), DbError> {
    let (generation, batch) = match transfer.holder {
        Some(Holder::Generation(id)) => (Some(id), None),
        Some(Holder::Batch { id, .. }) => (None, Some(id)),
        None => (None, None),
    };
    let last: Option<i64> = tx.query_opt(LAST, params![transfer.workspace], |row| row.get(0))?;
    tx.execute(
        RECORD,
        params![
            &transfer.cause,
            transfer.kind.id(),
            transfer.workspace,
            generation,
            transfer.amount,
            available,
            &transfer.reason,
            transfer.actor.row_text(),
            last.unwrap_or(0) + 1,
            now,
            batch,
        ],
    )?;
    let (from, to) = (transfer.from.row_id(), transfer.to.row_id());
    tx.execute(ENTRIES, params![&transfer.cause, from, -transfer.amount.0, to, transfer.amount.0]).map(drop)
}

pub(super) fn page(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    before: i64,
    rows: u32,
) -> Result<Vec<TransactionView>, DbError> {
    reader.query(PAGE, params![workspace, before, rows], |row| {
        let kind: String = row.get(1)?;
        let amount: i64 = row.get(3)?;
        Ok(TransactionView {
            id: row.get(0)?,
            amount: match kind.as_str() {
                "hold" => -amount,
                "capture" => 0,
                _ => amount,
            },
            moved: amount,
            kind,
            generation_id: row.get(2)?,
            batch_id: row.get(8)?,
            balance_after: row.get(4)?,
            reason: row.get(5)?,
            sequence: row.get(6)?,
            created_at: row.get::<Millis>(7)?.0,
        })
    })
}
