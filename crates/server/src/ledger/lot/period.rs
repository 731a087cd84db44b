//! The end of a plan's period: its unused credits expire, or a share of them is kept for one period more.

use domain::{
    id::WorkspaceId,
    ledger::{
        self, Actor, Taking,
        lot::{Lot, LotSource, kept_of_period},
    },
    money::Credits,
    time::Millis,
};
use serde::Serialize;

use super::{bring_up_now, store};
use crate::{
    ledger::{PostError, post},
    params,
    platform::db::Tx,
};

const FIND: &str = "SELECT expired, rolled_over FROM ledger_period_ends WHERE cause = $1";
const INSERT: &str = "INSERT INTO ledger_period_ends (cause, workspace_id, expired, rolled_over, ended_at) \
     VALUES ($1, $2, $3, $4, $5)";

/// What came of a period's end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Ended {
    /// Credits that expired unused.
    pub expired: Credits,
    /// Credits that are kept for one period more.
    pub rolled_over: Credits,
}

/// Ends the period of the workspace's plan: every credit that a plan brought so far expires, but for the share of
/// each period's credits that is kept (0 to 100 per cent), which lives as long as its period did. What was kept once
/// is not kept again. Call it *before* the credits of the next period are granted, in the same transaction. The same
/// `cause` again answers what came of it the first time.
///
/// # Errors
/// [`PostError`].
pub fn end_period(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    cause: &str,
    roll_over_percent: u32,
    now: Millis,
) -> Result<Ended, PostError> {
    let earlier =
        |row: &crate::platform::db::Row<'_>| Ok(Ended { expired: row.get(0)?, rolled_over: row.get(1)? });
    if let Some(ended) = tx.query_opt(FIND, params![cause], earlier)? {
        return Ok(ended);
    }
    let mut ended = Ended::default();
    let lots = bring_up_now(tx, workspace)?;
    let of_plans = |lot: &&Lot| matches!(lot.source, LotSource::Plan | LotSource::RolledOver);
    for lot in lots.lots().iter().filter(of_plans) {
        let kept = match lot.source {
            LotSource::Plan => kept_of_period(lot, roll_over_percent),
            _ => Credits::ZERO,
        };
        let expired = Credits(lot.remaining.0 - kept.0);
        if expired > Credits::ZERO {
            let reason = "Expired: the period of the plan ended";
            let part = (Some(lot.id.as_str()), expired);
            let name = format!("{cause}:{}", lot.id);
            let transfer = ledger::take(workspace, Taking::Expiry, part, &name, reason, Actor::System)?;
            post(tx, &transfer, now)?;
        }
        ended.expired.0 += expired.0;
        ended.rolled_over.0 += kept.0;
    }
    close(tx, workspace, now)?;
    tx.execute(INSERT, params![cause, workspace, ended.expired, ended.rolled_over, now])?;
    Ok(ended)
}

/// What is left of ended lots lives as long as its period did; what is set aside of them comes back late, if it does.
fn close(tx: &mut Tx<'_>, workspace: WorkspaceId, now: Millis) -> Result<(), PostError> {
    let before = bring_up_now(tx, workspace)?;
    let mut after = before.clone();
    for lot in before.lots() {
        let ends = match lot.source {
            LotSource::Plan if lot.remaining > Credits::ZERO => {
                lot.expires_at.map(|at| now.plus_ms(at.since_ms(lot.opened_at).max(0)))
            }
            LotSource::Plan | LotSource::RolledOver => Some(now),
            _ => continue,
        };
        after.roll_over(&lot.id, ends);
    }
    Ok(store::save(tx, workspace, &before, &after)?)
}
