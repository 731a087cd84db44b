//! Credits of a purchase whose payment is disputed: set aside while the bank decides.
//!
//! What is left of the purchase goes from what can be spent to what is set aside, under the dispute's name, as a hold of
//! that one lot. Then it is given back to its lot, or taken with the money ([`super::refund_disputed`]).

use domain::{
    id::{DisputeId, WorkspaceId},
    ledger::{self, Holder},
    money::Credits,
    time::Millis,
};

use super::{bring_up_now, refund::lot_of};
use crate::{
    ledger::{PostError, post},
    platform::db::Tx,
};

/// Sets at most `share` credits of a purchase aside, as many as are left of it, and answers how many. `purchase` is the
/// cause that [`super::grant_lot`] was called with. The same dispute again sets nothing aside.
///
/// # Errors
/// [`domain::ledger::LedgerError::UnknownPurchase`] as [`PostError::Rule`]; nothing is written then.
pub fn freeze_purchase(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    (purchase, share): (&str, Credits),
    dispute: DisputeId,
    now: Millis,
) -> Result<Credits, PostError> {
    let lots = bring_up_now(tx, workspace)?;
    let lot = lot_of(tx, workspace, &lots, purchase)?;
    let frozen = share.min(lot.remaining);
    if frozen <= Credits::ZERO {
        return Ok(Credits::ZERO);
    }
    let transfer = ledger::freeze(workspace, dispute, (&lot.id, frozen))?;
    if !post(tx, &transfer, now)? {
        return Ok(Credits::ZERO);
    }
    bring_up_now(tx, workspace)?;
    Ok(frozen)
}

/// Gives back what a dispute set aside: to its lot, or where that has expired meanwhile for seven days more. A second
/// time changes nothing.
///
/// # Errors
/// [`PostError`].
pub fn release_frozen(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    dispute: DisputeId,
    frozen: Credits,
    now: Millis,
) -> Result<(), PostError> {
    if frozen <= Credits::ZERO {
        return Ok(());
    }
    let reason = "Given back: the dispute of its payment is over";
    for transfer in ledger::resolve(workspace, Holder::Dispute(dispute), frozen, Credits::ZERO, reason)? {
        post(tx, &transfer, now)?;
    }
    bring_up_now(tx, workspace)?;
    Ok(())
}
