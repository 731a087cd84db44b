//! Lots of a workspace: the fold of `domain::ledger::lot`, kept up to some line of the statement.
//!
//! Setting aside, charging and giving back write lines and know nothing of lots. Whoever wants to know folds the
//! lines that came since: [`look`] in memory, [`bring_up`] for good. The fold is the same however it is cut, so it
//! does not matter who was first or how far.

mod expire;
mod freeze;
#[cfg(test)]
mod migration;
mod period;
mod refund;
mod store;

use domain::{
    id::WorkspaceId,
    ledger::{
        self, Actor, NewLot,
        lot::{Lot, Lots},
    },
    time::Millis,
};
pub(super) use expire::expire_due;
pub use freeze::{freeze_purchase, release_frozen};
pub use period::{Ended, end_period};
pub(super) use refund::owed;
pub use refund::{Refunded, refund_disputed, refund_purchase, withdraw_gift};

use super::{PostError, post};
use crate::platform::db::{DbError, Reader, Tx};

/// Lines of the statement that are folded at once; what a request folds for itself in memory.
const LINES_AT_ONCE: u32 = 1_000;

/// Opens a lot: credits that were given or bought. The same cause gives only once; says whether this was the time.
/// What the workspace owes for purchases that were given back is taken from a new purchase before anybody can spend
/// it.
///
/// # Errors
/// [`PostError::Rule`] when the amount is not above zero or beyond all measure.
pub fn grant_lot(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    new: &NewLot,
    actor: Actor,
    now: Millis,
) -> Result<bool, PostError> {
    let transfer = ledger::grant(workspace, new, actor)?;
    if !post(tx, &transfer, now)? {
        return Ok(false);
    }
    let lot = Lot {
        id: transfer.cause,
        source: new.source,
        credits: new.credits,
        remaining: new.credits,
        expired: domain::money::Credits::ZERO,
        expires_at: new.expires_at,
        opened_at: now,
        opened: super::store::newest_line(tx, workspace)?,
    };
    store::put(tx, workspace, &lot)?;
    if new.source.is_purchase() {
        refund::collect(tx, workspace, now)?;
    }
    Ok(true)
}

/// The lots as they are now, folded in memory. Nothing where too many lines came since they were last written down:
/// then [`bring_up`] is called first.
///
/// # Errors
/// [`DbError`]; also when the statement does not fit the lots, which the audit reports.
pub fn look(reader: &Reader<'_>, workspace: WorkspaceId) -> Result<Option<Lots>, DbError> {
    let mut lots = store::load(reader, workspace)?;
    let lines = store::lines_after(reader, workspace, lots.through(), LINES_AT_ONCE + 1)?;
    if lines.len() > LINES_AT_ONCE as usize {
        return Ok(None);
    }
    for line in lines {
        lots.apply(line).map_err(|drift| DbError::Engine(format!("{workspace}: {drift}")))?;
    }
    Ok(Some(lots))
}

/// Folds at most some lines more and writes down what came of it; says whether that was all. Called again it goes on.
///
/// # Errors
/// As [`look`].
pub fn bring_up(tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<bool, DbError> {
    Ok(bring_up_some(tx, workspace)?.1)
}

fn bring_up_some(tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<(Lots, bool), DbError> {
    let before = store::load(tx, workspace)?;
    let lines = store::lines_after(tx, workspace, before.through(), LINES_AT_ONCE)?;
    let all = lines.len() < LINES_AT_ONCE as usize;
    let mut lots = before.clone();
    for line in lines {
        lots.apply(line).map_err(|drift| DbError::Engine(format!("{workspace}: {drift}")))?;
    }
    store::save(tx, workspace, &before, &lots)?;
    Ok((lots, all))
}

/// The lots as they are now, folded to the last line and written down, in the caller's transaction.
fn bring_up_now(tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<Lots, DbError> {
    loop {
        if let (lots, true) = bring_up_some(tx, workspace)? {
            return Ok(lots);
        }
    }
}
