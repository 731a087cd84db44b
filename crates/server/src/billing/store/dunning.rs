//! Charges that failed, from the first failure to the end.

use domain::{
    id::{SubscriptionId, WorkspaceId},
    time::Millis,
};

use crate::{
    billing::record::Subscription,
    params,
    platform::db::{DbError, Reader, Tx},
};

const BEGIN: &str = "INSERT INTO dunning_cases (subscription_id, since, workspace_id, status) VALUES ($1, $2, $3, 'open') \
     ON CONFLICT (subscription_id, since) DO NOTHING";
// A payment after the plan was lost brings it back: that is a recovery too.
const RECOVERED: &str = "UPDATE dunning_cases SET status = 'recovered', ended_at = $2 WHERE subscription_id = $1 \
     AND status <> 'recovered' AND since = (SELECT max(since) FROM dunning_cases WHERE subscription_id = $1)";
const LOST: &str =
    "UPDATE dunning_cases SET status = 'lost', ended_at = $2 WHERE subscription_id = $1 AND status = 'open'";
const OPEN: &str = "SELECT subscription_id, since, workspace_id, told FROM dunning_cases WHERE status = 'open' \
     AND subscription_id > $1 ORDER BY subscription_id LIMIT $2";
const LOST_UNTOLD: &str = "SELECT subscription_id, since, workspace_id, told FROM dunning_cases \
     WHERE status = 'lost' AND since > $1 AND told < $2 ORDER BY since LIMIT $3";
const TOLD: &str =
    "UPDATE dunning_cases SET told = $3 WHERE subscription_id = $1 AND since = $2 AND told < $3";

/// A charge that failed.
pub(in crate::billing) struct Case {
    pub(in crate::billing) subscription: SubscriptionId,
    pub(in crate::billing) since: Millis,
    pub(in crate::billing) workspace: WorkspaceId,
    /// How often the customer was told.
    pub(in crate::billing) told: i64,
}

/// The first failure.
pub(in crate::billing) fn charge_failed(
    tx: &mut Tx<'_>,
    one: &Subscription,
    now: Millis,
) -> Result<(), DbError> {
    tx.execute(BEGIN, params![one.id, now, one.workspace]).map(drop)
}

/// It was paid after all.
pub(in crate::billing) fn recovered(
    tx: &mut Tx<'_>,
    subscription: SubscriptionId,
    now: Millis,
) -> Result<(), DbError> {
    tx.execute(RECOVERED, params![subscription, now]).map(drop)
}

/// The plan ended with it.
pub(in crate::billing) fn plan_lost(
    tx: &mut Tx<'_>,
    subscription: SubscriptionId,
    now: Millis,
) -> Result<(), DbError> {
    tx.execute(LOST, params![subscription, now]).map(drop)
}

/// Those that are open, after `after` in the order of subscriptions.
pub(in crate::billing) fn open_cases(
    reader: &Reader<'_>,
    after: &str,
    rows: u32,
) -> Result<Vec<Case>, DbError> {
    reader.query(OPEN, params![after, rows], case)
}

/// Those since `since` whose end was not told: fewer than `told` times.
pub(in crate::billing) fn lost_untold(
    reader: &Reader<'_>,
    since: Millis,
    told: i64,
    rows: u32,
) -> Result<Vec<Case>, DbError> {
    reader.query(LOST_UNTOLD, params![since, told, rows], case)
}

fn case(row: &crate::platform::db::Row<'_>) -> Result<Case, DbError> {
    Ok(Case { subscription: row.get(0)?, since: row.get(1)?, workspace: row.get(2)?, told: row.get(3)? })
}

/// Says whether it was not told so often before.
pub(in crate::billing) fn told(tx: &mut Tx<'_>, one: &Case, times: i64) -> Result<bool, DbError> {
    Ok(tx.execute(TOLD, params![one.subscription, one.since, times])? == 1)
}
