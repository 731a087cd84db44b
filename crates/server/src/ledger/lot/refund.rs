//! Purchases whose payment is given back, all at once or in parts.
//!
//! A part that is given back takes its share of the credits. What is left of the purchase is taken at once. What was used is owed: the balance never goes below zero, so it is
//! taken from the workspace's later purchases, before anybody can spend them. Gifts and what was given back for
//! failed runs are left alone. What comes back to the refunded lot itself, from runs that were under way, is taken
//! as well.

use domain::{
    id::{DisputeId, WorkspaceId},
    ledger::{
        self, Actor, LedgerError, Taking,
        lot::{Lot, Lots},
    },
    money::Credits,
    time::Millis,
};
use serde::Serialize;

use super::{bring_up_now, store};
use crate::{
    ledger::{PostError, post},
    params,
    platform::db::{DbError, Reader, Row, Tx},
};

const FIND: &str =
    "SELECT cause, lot_id, taken, owed, settled, created_at FROM ledger_refunds WHERE cause = $1";
const OF_LOT: &str = "SELECT cause, lot_id, taken, owed, settled, created_at FROM ledger_refunds \
     WHERE workspace_id = $1 AND lot_id = $2";
const OPEN: &str = "SELECT cause, lot_id, taken, owed, settled, created_at FROM ledger_refunds \
     WHERE workspace_id = $1 AND settled < owed ORDER BY created_at, cause";
const INSERT: &str = "INSERT INTO ledger_refunds (cause, workspace_id, lot_id, taken, owed, settled, created_at) \
     VALUES ($1, $2, $3, $4, $5, 0, $6)";
const SETTLE: &str = "UPDATE ledger_refunds SET settled = settled + $2 WHERE cause = $1";

/// What came of giving a purchase back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Refunded {
    /// Credits that were left of the purchase, and are gone.
    pub taken: Credits,
    /// Credits of it that were used or are set aside for runs: taken from later purchases.
    pub owed: Credits,
}

/// A purchase that was given back.
struct Refund {
    cause: String,
    lot: String,
    refunded: Refunded,
    settled: Credits,
    at: Millis,
}

fn read(row: &Row<'_>) -> Result<Refund, DbError> {
    Ok(Refund {
        cause: row.get(0)?,
        lot: row.get(1)?,
        refunded: Refunded { taken: row.get(2)?, owed: row.get(3)? },
        settled: row.get(4)?,
        at: row.get(5)?,
    })
}

/// Takes `share` credits of a purchase back, whose payment was given back in whole or in part. `purchase` is the cause
/// that [`super::grant_lot`] was called with. The same `cause` again answers what came of it the first time; all causes
/// together take no more than the purchase brought, and nothing of what expired.
///
/// # Errors
/// [`LedgerError::UnknownPurchase`] as [`PostError::Rule`]; nothing is written then.
pub fn refund_purchase(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    (purchase, share): (&str, Credits),
    cause: &str,
    now: Millis,
) -> Result<Refunded, PostError> {
    give_back(tx, workspace, (purchase, share), (cause, None), now)
}

/// The same for a payment that a bank took back. What the dispute had set aside was released before; what came back late
/// from that, because its lot had expired meanwhile, goes with it.
///
/// # Errors
/// As [`refund_purchase`].
pub fn refund_disputed(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    (purchase, share): (&str, Credits),
    (cause, dispute): (&str, DisputeId),
    now: Millis,
) -> Result<Refunded, PostError> {
    let late = format!("returned:{dispute}");
    give_back(tx, workspace, (purchase, share), (cause, Some(&late)), now)
}

/// The lot that a purchase opened.
pub(super) fn lot_of(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    lots: &Lots,
    purchase: &str,
) -> Result<Lot, PostError> {
    let id = format!("purchase:{purchase}");
    let lot = match lots.find(&id) {
        Some(lot) => Some(lot.clone()),
        None => store::find(reader, workspace, &id)?,
    };
    Ok(lot.ok_or_else(|| LedgerError::UnknownPurchase(purchase.to_owned()))?)
}

fn give_back(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    (purchase, share): (&str, Credits),
    (cause, late): (&str, Option<&str>),
    now: Millis,
) -> Result<Refunded, PostError> {
    if let Some(earlier) = tx.query_opt(FIND, params![cause], read)? {
        return Ok(earlier.refunded);
    }
    let lots = bring_up_now(tx, workspace)?;
    let lot = lot_of(tx, workspace, &lots, purchase)?;
    let id = lot.id.clone();
    let earlier = tx.query(OF_LOT, params![workspace, &id], read)?;
    let given_back: i64 = earlier.iter().map(|one| one.refunded.taken.0 + one.refunded.owed.0).sum();
    // What expired was paid for and never used: it is not owed.
    let share = share.0.min(lot.credits.0 - lot.expired.0 - given_back);
    if share <= 0 {
        return Ok(Refunded::default());
    }
    let came_late = late.and_then(|late| lots.find(late)).map_or(0, |lot| lot.remaining.0).min(share);
    let left = (share - came_late).min(lot.remaining.0);
    let parts = [
        (id.as_str(), left, cause.to_owned()),
        (late.unwrap_or_default(), came_late, format!("{cause}:late")),
    ];
    for (from, credits, cause) in parts.into_iter().filter(|(_, credits, _)| *credits > 0) {
        let reason = "Taken back: its payment was given back";
        let part = (Some(from), Credits(credits));
        let transfer = ledger::take(workspace, Taking::Refund, part, &cause, reason, Actor::System)?;
        post(tx, &transfer, now)?;
        bring_up_now(tx, workspace)?;
    }
    let taken = Credits(left + came_late);
    let owed = Credits(share - taken.0);
    tx.execute(INSERT, params![cause, workspace, &id, taken, owed, now])?;
    Ok(Refunded { taken, owed })
}

/// Takes back what is left of a gift, whose reason is gone. What was used of it is not owed. The same `cause` again takes
/// nothing. Answers how much.
///
/// # Errors
/// [`PostError`].
pub fn withdraw_gift(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    gift: &str,
    (cause, reason): (&str, &str),
    now: Millis,
) -> Result<Credits, PostError> {
    let lots = bring_up_now(tx, workspace)?;
    let id = format!("bonus:{gift}");
    let left = lots.find(&id).map_or(Credits::ZERO, |lot| lot.remaining);
    if left == Credits::ZERO {
        return Ok(left);
    }
    let part = (Some(id.as_str()), left);
    let transfer = ledger::take(workspace, Taking::Adjustment, part, cause, reason, Actor::System)?;
    if !post(tx, &transfer, now)? {
        return Ok(Credits::ZERO);
    }
    bring_up_now(tx, workspace)?;
    Ok(left)
}

/// What the workspace owes for purchases that were given back.
pub(in crate::ledger) fn owed(reader: &Reader<'_>, workspace: WorkspaceId) -> Result<Credits, DbError> {
    let open = reader.query(OPEN, params![workspace], read)?;
    Ok(Credits(open.iter().map(|refund| refund.refunded.owed.0 - refund.settled.0).sum()))
}

/// Takes what is owed from what may be taken: later purchases, and what came back to the refunded lot itself.
pub(super) fn collect(tx: &mut Tx<'_>, workspace: WorkspaceId, now: Millis) -> Result<(), PostError> {
    let open = tx.query(OPEN, params![workspace], read)?;
    for refund in open {
        let mut left = refund.refunded.owed.0 - refund.settled.0;
        let mut settled = refund.settled.0;
        let lots = bring_up_now(tx, workspace)?;
        for (lot, remaining) in may_be_taken(&lots, &refund) {
            let amount = Credits(left.min(remaining.0));
            if amount <= Credits::ZERO {
                break;
            }
            // What was settled so far names the part: it only grows.
            let cause = format!("{}:owed:{settled}", refund.cause);
            let reason = "Owed for a purchase whose payment was given back";
            let part = (Some(lot.as_str()), amount);
            let transfer = ledger::take(workspace, Taking::Refund, part, &cause, reason, Actor::System)?;
            post(tx, &transfer, now)?;
            tx.execute(SETTLE, params![&refund.cause, amount])?;
            left -= amount.0;
            settled += amount.0;
        }
    }
    bring_up_now(tx, workspace)?;
    Ok(())
}

fn may_be_taken(lots: &Lots, refund: &Refund) -> Vec<(String, Credits)> {
    let later = |lot: &domain::ledger::lot::Lot| {
        lot.id == refund.lot || (lot.source.is_purchase() && lot.opened_at >= refund.at)
    };
    lots.lots().iter().filter(|lot| later(lot)).map(|lot| (lot.id.clone(), lot.remaining)).collect()
}
