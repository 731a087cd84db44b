//! The ledger: every credit, double entry, append-only.
//!
//! Owns `ledger_accounts` (running balances), `ledger_transfers` (named by their cause) and
//! `ledger_entries` (two a transfer, summing to zero); and what is made of them: lots ([`lot`]). `domain::ledger` decides which transfer a grant,
//! hold, capture or release is; [`post`] writes it inside the caller's transaction. Taking credit is one
//! conditional update, so two requests cannot spend the same credit on any engine. Runs and batches call
//! [`hold`] and [`resolve`]; accounts call [`open_workspace`]; nobody else touches these tables.

mod adjustment;
mod audit;
mod budget;
mod http;
mod lot;
mod problem;
mod statement;
mod store;
mod view;
mod watch;

pub use audit::{Audit, AuditReport, COMPARED, Check, Finding, audit, reports, run_audit, workspaces};
use budget::Spending;
pub use budget::{BudgetChange, BudgetView, budgets, set_budget};
use domain::{
    id::{UserId, WorkspaceId},
    ledger::{self, Account, Actor, Holder, LedgerError, NewLot, Transfer, TransferKind, lot::LotSource},
    money::Credits,
    time::Millis,
};
pub use http::{admin_routes, routes};
pub use lot::{
    Ended, Refunded, bring_up, end_period, freeze_purchase, grant_lot, look, refund_disputed,
    refund_purchase, release_frozen, withdraw_gift,
};
pub use problem::refusal;
use serde::Serialize;
pub use statement::{StatementLineView, latest_lines, write_statement};
pub use watch::{look as look_after, watch};

use crate::platform::{
    db::{DbError, Reader, Tx},
    events::{self, EventKind},
};

/// What a workspace has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Balance {
    /// What can be spent.
    #[schema(value_type = i64)]
    pub available: Credits,
    /// What is set aside for running generations.
    #[schema(value_type = i64)]
    pub held: Credits,
}

/// Why the ledger did not write.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    /// A rule of the ledger forbids it.
    #[error(transparent)]
    Rule(#[from] LedgerError),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Opens the accounts of a new workspace and gives it its first credits. Calling it twice for the same
/// workspace changes nothing.
///
/// # Errors
/// [`DbError`].
pub fn open_workspace(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    user: UserId,
    grant: Credits,
    now: Millis,
) -> Result<(), DbError> {
    store::open_accounts(tx, workspace)?;
    let gift = NewLot {
        source: LotSource::SignUp,
        credits: grant,
        expires_at: None,
        cause: format!("sign-up:{user}"),
        reason: "Welcome: credits to start with".into(),
    };
    match grant_lot(tx, workspace, &gift, Actor::System, now) {
        // An operator may give nothing at sign-up.
        Ok(_) | Err(PostError::Rule(_)) => Ok(()),
        Err(PostError::Db(error)) => Err(error),
    }
}

/// Sets `amount` aside for a run or a batch.
///
/// # Errors
/// [`LedgerError::Insufficient`] when the workspace cannot spend that much; nothing is written then.
pub fn hold(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    holder: impl Into<Holder>,
    amount: Credits,
    actor: UserId,
    now: Millis,
) -> Result<(), PostError> {
    let hold = check_hold(tx, workspace, holder, amount, actor, now)?;
    Ok(set_aside(tx, &hold, now)?)
}

/// A hold that was found to be right and is not yet written.
#[derive(Clone, Debug)]
pub struct Hold {
    transfer: Transfer,
    /// Where a budget has to be told.
    spending: Option<Box<Spending>>,
}

/// The first half of [`hold`]: looks whether the workspace can spend that much, and where it has a budget whether
/// that allows it. What was looked at holds for the rest of the transaction.
///
/// # Errors
/// As [`hold`].
pub fn check_hold(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    holder: impl Into<Holder>,
    amount: Credits,
    actor: UserId,
    now: Millis,
) -> Result<Hold, PostError> {
    let (available, budgeted) = store::available(reader, Account::Available(workspace))?;
    let transfer = ledger::hold(workspace, holder, amount, available, Actor::User(actor))?;
    let spending = budgeted.then(|| budget::check(reader, workspace, actor, amount, now)).transpose()?;
    Ok(Hold { transfer, spending: spending.flatten().map(Box::new) })
}

/// The second half of [`hold`].
///
/// # Errors
/// [`DbError`].
pub fn set_aside(tx: &mut Tx<'_>, hold: &Hold, now: Millis) -> Result<(), DbError> {
    let new = post(tx, &hold.transfer, now)?;
    match &hold.spending {
        Some(spending) if new => budget::spend(tx, spending, now),
        _ => Ok(()),
    }
}

/// Resolves a hold: charges `captured` of `held`, gives the rest back. Resolving twice
/// changes nothing.
///
/// # Errors
/// [`PostError::Rule`] when more would be captured than was held.
pub fn resolve(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    holder: impl Into<Holder>,
    held: Credits,
    captured: Credits,
    now: Millis,
) -> Result<(), PostError> {
    for transfer in ledger::resolve(workspace, holder, held, captured, "Given back: not charged")? {
        post(tx, &transfer, now)?;
    }
    Ok(())
}

/// The balance of a workspace; nothing for one the ledger does not know.
///
/// # Errors
/// [`DbError`].
pub fn balance(reader: &Reader<'_>, workspace: WorkspaceId) -> Result<Balance, DbError> {
    Ok(Balance {
        available: store::balance(reader, Account::Available(workspace))?,
        held: store::balance(reader, Account::Held(workspace))?,
    })
}

/// Writes a transfer, its entries, the balances and the event. A cause that was written before is left
/// as it is: that is rare, so it is found out by writing and not by looking first. Says whether it was new.
fn post(tx: &mut Tx<'_>, transfer: &Transfer, now: Millis) -> Result<bool, DbError> {
    if !store::move_credits(tx, transfer.from, transfer.to, transfer.amount)? {
        if store::is_posted(tx, &transfer.cause)? {
            return Ok(false);
        }
        return Err(DbError::Engine(format!("the ledger could not move credits for {}", transfer.cause)));
    }
    let workspace = transfer.workspace;
    let (available, budgeted) = store::available(tx, Account::Available(workspace))?;
    if !store::record(tx, transfer, available, now)? {
        store::move_credits(tx, transfer.to, transfer.from, transfer.amount)?;
        return Ok(false);
    }
    if budgeted && transfer.kind == TransferKind::Release {
        budget::give_back(tx, transfer)?;
    }
    events::announce(tx, workspace, EventKind::BalanceUpdated, workspace, now);
    Ok(true)
}
