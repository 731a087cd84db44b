//! Credits of one lot, set aside while the payment that brought them is disputed.

use super::{Account, Actor, Holder, LedgerError, Transfer, TransferKind};
use crate::{
    id::{DisputeId, WorkspaceId},
    money::Credits,
};

/// Why credits of a disputed payment are set aside, for the statement.
pub(super) const REASON: &str = "Set aside while a payment is disputed";

/// Sets credits of one lot aside while the payment that brought them is disputed. They are resolved as every hold is.
///
/// # Errors
/// [`LedgerError::NotPositive`].
pub fn freeze(
    workspace: WorkspaceId,
    dispute: DisputeId,
    (lot, amount): (&str, Credits),
) -> Result<Transfer, LedgerError> {
    if amount <= Credits::ZERO {
        return Err(LedgerError::NotPositive(amount));
    }
    let holder = Holder::Dispute(dispute);
    Ok(Transfer {
        cause: format!("hold:{holder}"),
        kind: TransferKind::Hold,
        workspace,
        holder: Some(holder),
        lot: Some(lot.to_owned()),
        reason: REASON.into(),
        actor: Actor::System,
        from: Account::Available(workspace),
        to: Account::Held(workspace),
        amount,
    })
}
