//! The folds. Each reads the rows of one month by an index, never a whole history.

use domain::{payment::Currency, time::Millis};

use super::Kind;
use crate::{
    params,
    platform::db::{DbError, Reader},
};

/// The newest payment of each workspace whose period covers an instant: $1 currency, $2 the instant, $3 how late a
/// renewal may be, in milliseconds.
macro_rules! covering {
    ($payment:literal, $instant:literal) => {
        concat!(
            $payment,
            ".currency = $1 AND ",
            $payment,
            ".paid_at < ",
            $instant,
            " AND ",
            $payment,
            ".status <> 'refunded' AND ",
            $payment,
            ".regular_minor IS NOT NULL AND ",
            $payment,
            ".period_start <= ",
            $instant,
            " AND ",
            $payment,
            ".period_end > ",
            $instant,
            " - $3"
        )
    };
}

const SUBSCRIBED: &str = concat!(
    "SELECT p.plan, p.billing_interval, CAST(count(*) AS BIGINT), CAST(sum(p.regular_minor) AS BIGINT) FROM payments p \
     WHERE ",
    covering!("p", "$2"),
    " AND NOT EXISTS (SELECT 1 FROM payments q WHERE q.workspace_id = p.workspace_id AND ",
    covering!("q", "$2"),
    " AND (q.paid_at > p.paid_at OR (q.paid_at = p.paid_at AND q.id > p.id))) \
     GROUP BY p.plan, p.billing_interval ORDER BY p.plan, p.billing_interval"
);
const LEFT: &str = concat!(
    "SELECT CAST(count(DISTINCT p.workspace_id) AS BIGINT) FROM payments p WHERE ",
    covering!("p", "$2"),
    " AND NOT EXISTS (SELECT 1 FROM payments q WHERE q.workspace_id = p.workspace_id AND ",
    covering!("q", "$4"),
    ")"
);
const TAKEN: &str = "SELECT CAST(count(*) AS BIGINT), CAST(coalesce(sum(amount_minor), 0) AS BIGINT) FROM payments \
     WHERE currency = $1 AND paid_at >= $2 AND paid_at < $3";
const REFUNDED: &str = "SELECT CAST(count(*) AS BIGINT), CAST(coalesce(sum(r.amount_minor), 0) AS BIGINT) \
     FROM payment_refunds r JOIN payments p ON p.id = r.payment_id \
     WHERE r.status = 'done' AND r.updated_at >= $2 AND r.updated_at < $3 AND p.currency = $1";
const CHARGED_BACK: &str = "SELECT CAST(count(*) AS BIGINT), CAST(coalesce(sum(d.taken_minor), 0) AS BIGINT) \
     FROM payment_disputes d JOIN payments p ON p.id = d.payment_id \
     WHERE d.taken_minor > 0 AND d.ended_at >= $2 AND d.ended_at < $3 AND p.currency = $1";
const FIRST_PAYERS: &str = "SELECT CAST(count(DISTINCT p.workspace_id) AS BIGINT) FROM payments p \
     WHERE p.currency = $1 AND p.paid_at >= $2 AND p.paid_at < $3 \
     AND NOT EXISTS (SELECT 1 FROM payments q WHERE q.workspace_id = p.workspace_id AND q.paid_at < $2)";
const FAILED: &str = "SELECT CAST(count(*) AS BIGINT) FROM payments \
     WHERE currency = $1 AND created_at >= $2 AND created_at < $3 AND status = 'failed'";
const DUNNING: &str = "SELECT CAST(count(*) AS BIGINT), \
     CAST(coalesce(sum(CASE WHEN d.status = 'recovered' THEN 1 ELSE 0 END), 0) AS BIGINT), \
     CAST(coalesce(sum(CASE WHEN d.status = 'lost' THEN 1 ELSE 0 END), 0) AS BIGINT) \
     FROM dunning_cases d JOIN subscriptions s ON s.id = d.subscription_id \
     WHERE d.since >= $2 AND d.since < $3 AND s.currency = $1";

/// By plan and interval, who is subscribed at an instant.
pub(super) fn subscribed(
    reader: &Reader<'_>,
    currency: Currency,
    at: Millis,
    late_ms: i64,
) -> Result<Vec<Kind>, DbError> {
    reader.query(SUBSCRIBED, params![currency.id(), at, late_ms], |row| {
        Ok(Kind {
            plan: row.get(0)?,
            interval: row.get(1)?,
            subscribers: row.get(2)?,
            regular_minor: row.get(3)?,
        })
    })
}

/// How many of the first instant's subscribers are none at the second.
pub(super) fn left(
    reader: &Reader<'_>,
    currency: Currency,
    (start, end): (Millis, Millis),
    late_ms: i64,
) -> Result<i64, DbError> {
    reader.query_one(LEFT, params![currency.id(), start, late_ms, end], |row| row.get(0))
}

/// How many payments came, and how much.
pub(super) fn taken(
    reader: &Reader<'_>,
    currency: Currency,
    start: Millis,
    end: Millis,
) -> Result<(i64, i64), DbError> {
    reader.query_one(TAKEN, params![currency.id(), start, end], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// How many refunds were made, and of how much.
pub(super) fn refunded(
    reader: &Reader<'_>,
    currency: Currency,
    start: Millis,
    end: Millis,
) -> Result<(i64, i64), DbError> {
    reader.query_one(REFUNDED, params![currency.id(), start, end], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// How many disputes took money back, and how much: counted when they ended.
pub(super) fn charged_back(
    reader: &Reader<'_>,
    currency: Currency,
    start: Millis,
    end: Millis,
) -> Result<(i64, i64), DbError> {
    reader.query_one(CHARGED_BACK, params![currency.id(), start, end], |row| Ok((row.get(0)?, row.get(1)?)))
}

pub(super) fn first_payers(
    reader: &Reader<'_>,
    currency: Currency,
    start: Millis,
    end: Millis,
) -> Result<i64, DbError> {
    reader.query_one(FIRST_PAYERS, params![currency.id(), start, end], |row| row.get(0))
}

pub(super) fn failed(
    reader: &Reader<'_>,
    currency: Currency,
    start: Millis,
    end: Millis,
) -> Result<i64, DbError> {
    reader.query_one(FAILED, params![currency.id(), start, end], |row| row.get(0))
}

/// Charges that failed first in this time; of those, paid after all; ended with the plan.
pub(super) fn dunning(
    reader: &Reader<'_>,
    currency: Currency,
    start: Millis,
    end: Millis,
) -> Result<(i64, i64, i64), DbError> {
    reader.query_one(DUNNING, params![currency.id(), start, end], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })
}
