//! Subscriptions.

use domain::{
    id::{SubscriptionId, WorkspaceId},
    payment::{Amount, Currency, Gateway},
    plan::Plan,
    subscription::{
        price::Interval,
        proration::{Period, Terms},
        state::Status,
    },
    time::{DAY_MS, MINUTE_MS, Millis},
};

use super::{maybe_named, named};
use crate::{
    billing::record::{CancelWish, Role, Subscription, TrialTerms},
    params,
    platform::db::{DbError, Reader, Row, Tx},
};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, workspace_id, user_id, gateway, gateway_id, opened_id, checkout_url, plan, billing_interval, \
             currency, price_minor, upfront_minor, coupon, covered_plan, status, role, replaces_id, starts_at, \
             period_start, period_end, next_charge_at, charges, charges_left, method, past_due_since, cancel_wish, \
             cancel_told, news_at, created_at, trial_days, trial_credits, upfront_periods FROM subscriptions ",
            $rest
        )
    };
}

const BY_ID: &str = select!("WHERE id = $1");
const BY_GATEWAY: &str = select!("WHERE gateway = $1 AND (gateway_id = $2 OR opened_id = $2) LIMIT 1");
const BY_ROLE: &str = select!("WHERE workspace_id = $1 AND role = $2");
/// Those that the clock or a wish concerns: few, because what has ended and was told is not among them.
const WATCHED: &str = select!(
    "WHERE (role <> 'past' AND (status IN ('past_due', 'pending', 'authorised') OR (status <> 'halted' AND period_end < $1))) \
     OR (cancel_wish IS NOT NULL AND cancel_told = 0) ORDER BY id LIMIT $2"
);
/// Those that a gateway may have news of: what is paid for is asked about once a day and when its period ends, the
/// rest every few minutes, and what nobody agreed to only on its first day.
const LIVE: &str = select!(
    "WHERE role <> 'past' AND id > $1 AND opened_id IS NOT NULL AND (news_at IS NULL OR news_at < $3) \
     AND (status <> 'active' OR period_end <= $4 OR news_at < $5) AND (status <> 'pending' OR created_at > $5) \
     ORDER BY id LIMIT $2"
);
/// Between two questions about one subscription.
const ASK_AGAIN_MS: i64 = 10 * MINUTE_MS;
const INSERT: &str = "INSERT INTO subscriptions (id, workspace_id, user_id, gateway, plan, billing_interval, currency, \
     price_minor, upfront_minor, coupon, status, role, replaces_id, starts_at, created_at, updated_at, \
     trial_days, trial_credits, upfront_periods) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15, $16, $17, $18)";
const OPENED: &str = "UPDATE subscriptions SET gateway = $2, opened_id = $3, gateway_id = $4, checkout_url = $5, \
     updated_at = $6 WHERE id = $1";
const WRITE: &str = "UPDATE subscriptions SET gateway_id = $2, covered_plan = $3, status = $4, role = $5, period_start = $6, \
     period_end = $7, next_charge_at = $8, charges = $9, charges_left = $10, method = $11, past_due_since = $12, \
     cancel_wish = $13, cancel_told = $14, news_at = $15, updated_at = $16 WHERE id = $1";
/// The subscription of a workspace whose paid time ended last, where it has none now.
const ENDED: &str = "SELECT plan, max(coalesce(period_end, updated_at)) FROM subscriptions WHERE workspace_id = $1 \
     AND charges > 0 AND NOT EXISTS (SELECT 1 FROM subscriptions s WHERE s.workspace_id = $1 AND s.role = 'current' \
     AND s.status <> 'halted') GROUP BY plan ORDER BY 2 DESC LIMIT 1";
const UNOPENED_CHANGES: &str = select!(
    "WHERE role = 'next' AND gateway = $1 AND opened_id IS NULL AND replaces_id IS NOT NULL ORDER BY id LIMIT $2"
);
const PUT_ON_TERMS: &str =
    "UPDATE subscriptions SET plan = $2, price_minor = $3, updated_at = $4 WHERE id = $1";

fn subscription(row: &Row<'_>) -> Result<Subscription, DbError> {
    let text = |column| row.get::<String>(column);
    let maybe = |column| row.get::<Option<String>>(column);
    let currency = named(9, &text(9)?, Currency::parse)?;
    let period = row.get::<Option<Millis>>(18)?.zip(row.get::<Option<Millis>>(19)?);
    Ok(Subscription {
        id: row.get(0)?,
        workspace: row.get(1)?,
        user: row.get(2)?,
        gateway: named(3, &text(3)?, Gateway::parse)?,
        gateway_id: maybe(4)?,
        opened_id: maybe(5)?,
        checkout_url: maybe(6)?,
        terms: Terms {
            plan: named(7, &text(7)?, Plan::parse)?,
            interval: named(8, &text(8)?, Interval::parse)?,
            price: Amount { minor: row.get(10)?, currency },
        },
        upfront_minor: row.get(11)?,
        coupon: maybe(12)?,
        covered_plan: maybe_named(13, maybe(13)?, Plan::parse)?,
        status: named(14, &text(14)?, Status::parse)?,
        role: named(15, &text(15)?, Role::parse)?,
        replaces: row.get(16)?,
        starts_at: row.get(17)?,
        period: period.map(|(start, end)| Period { start, end }),
        next_charge_at: row.get(20)?,
        charges: row.get(21)?,
        charges_left: row.get(22)?,
        method: maybe(23)?,
        past_due_since: row.get(24)?,
        cancel_wish: maybe_named(25, maybe(25)?, CancelWish::parse)?,
        cancel_told: row.get(26)?,
        news_at: row.get(27)?,
        created_at: row.get(28)?,
        trial: row
            .get::<Option<i64>>(29)?
            .zip(row.get::<Option<i64>>(30)?)
            .map(|(days, credits)| TrialTerms { days, credits }),
        upfront_periods: row.get(31)?,
    })
}

pub(in crate::billing) fn subscription_by_id(
    reader: &Reader<'_>,
    id: SubscriptionId,
) -> Result<Option<Subscription>, DbError> {
    reader.query_opt(BY_ID, params![id], subscription)
}

/// By the gateway's name of the subscription or of the page.
pub(in crate::billing) fn subscription_by_gateway(
    reader: &Reader<'_>,
    gateway: Gateway,
    id: &str,
) -> Result<Option<Subscription>, DbError> {
    reader.query_opt(BY_GATEWAY, params![gateway.id(), id], subscription)
}

/// The one of a workspace that has this role.
pub(in crate::billing) fn subscription_of(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    role: Role,
) -> Result<Option<Subscription>, DbError> {
    reader.query_opt(BY_ROLE, params![workspace, role.id()], subscription)
}

/// Those that the clock or a wish may concern.
pub(in crate::billing) fn watched(
    reader: &Reader<'_>,
    now: Millis,
    rows: u32,
) -> Result<Vec<Subscription>, DbError> {
    reader.query(WATCHED, params![now, rows], subscription)
}

/// Those that are due to be asked about, after `after`.
pub(in crate::billing) fn live(
    reader: &Reader<'_>,
    after: &str,
    now: Millis,
    rows: u32,
) -> Result<Vec<Subscription>, DbError> {
    let (recent, day_ago) = (now.plus_ms(-ASK_AGAIN_MS), now.plus_ms(-DAY_MS));
    reader.query(LIVE, params![after, rows, recent, now, day_ago], subscription)
}

/// Those of a gateway that are to follow another and were not opened.
pub(in crate::billing) fn unopened_changes(
    reader: &Reader<'_>,
    gateway: Gateway,
    rows: u32,
) -> Result<Vec<Subscription>, DbError> {
    reader.query(UNOPENED_CHANGES, params![gateway.id(), rows], subscription)
}

/// Writes what the gateway charges from the next period on: another plan, the same interval and currency.
pub(in crate::billing) fn put_on_terms(
    tx: &mut Tx<'_>,
    id: SubscriptionId,
    terms: Terms,
    now: Millis,
) -> Result<(), DbError> {
    tx.execute(PUT_ON_TERMS, params![id, terms.plan.id(), terms.price.minor, now]).map(|_| ())
}

pub(in crate::billing) fn insert_subscription(tx: &mut Tx<'_>, new: &Subscription) -> Result<(), DbError> {
    let values = params![
        new.id,
        new.workspace,
        new.user,
        new.gateway.id(),
        new.terms.plan.id(),
        new.terms.interval.id(),
        new.terms.price.currency.id(),
        new.terms.price.minor,
        new.upfront_minor,
        new.coupon.as_deref(),
        new.status.id(),
        new.role.id(),
        new.replaces,
        new.starts_at,
        new.created_at,
        new.trial.map(|trial| trial.days),
        new.trial.map(|trial| trial.credits),
        new.upfront_periods
    ];
    tx.execute(INSERT, values).map(|_| ())
}

/// Writes down what the gateway opened.
pub(in crate::billing) fn subscription_opened(
    tx: &mut Tx<'_>,
    id: SubscriptionId,
    gateway: Gateway,
    opened: &str,
    url: Option<&str>,
    now: Millis,
) -> Result<(), DbError> {
    // What Stripe opens is a page; the subscription's name comes when it was finished.
    let gateway_id = (gateway == Gateway::Razorpay).then_some(opened);
    tx.execute(OPENED, params![id, gateway.id(), opened, gateway_id, url, now]).map(|_| ())
}

/// Writes everything that events change.
pub(in crate::billing) fn write_subscription(
    tx: &mut Tx<'_>,
    one: &Subscription,
    now: Millis,
) -> Result<(), DbError> {
    let values = params![
        one.id,
        one.gateway_id.as_deref(),
        one.covered_plan.map(Plan::id),
        one.status.id(),
        one.role.id(),
        one.period.map(|period| period.start),
        one.period.map(|period| period.end),
        one.next_charge_at,
        one.charges,
        one.charges_left,
        one.method.as_deref(),
        one.past_due_since,
        one.cancel_wish.map(CancelWish::id),
        one.cancel_told,
        one.news_at,
        now
    ];
    tx.execute(WRITE, values).map(|_| ())
}

/// When the paid time of a workspace that subscribes no more ended; nothing for others.
pub(in crate::billing) fn left_at(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
) -> Result<Option<Millis>, DbError> {
    reader.query_opt(ENDED, params![workspace], |row| row.get(1))
}
