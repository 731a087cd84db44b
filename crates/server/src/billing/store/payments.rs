//! Payments and refunds.

use domain::{
    id::{PaymentId, RefundId, SubscriptionId, UserId, WorkspaceId},
    payment::{Amount, Currency, Gateway, Status},
    plan::Plan,
    subscription::{
        campaign::Uses,
        price::Interval,
        proration::{Period, Terms},
    },
    time::Millis,
};

use super::{maybe_named, named};
use crate::{
    billing::record::{Payment, Purpose},
    params,
    platform::db::{DbError, Reader, Row, Tx},
};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, workspace_id, user_id, gateway, purpose, subscription_id, credits, plan, billing_interval, \
             period_start, period_end, coupon, description, amount_minor, currency, status, refunded_minor, opened_id, \
             checkout_url, gateway_payment_id, gateway_charge_id, method, failure, failure_text, created_at, paid_at, \
             payer_key, regular_minor, charged_back_minor FROM payments ",
            $rest
        )
    };
}

const BY_ID: &str = select!("WHERE id = $1");
const BY_OPENED: &str = select!("WHERE gateway = $1 AND opened_id = $2");
const BY_GATEWAY: &str = select!("WHERE gateway = $1 AND gateway_payment_id = $2 AND paid_at IS NOT NULL");
const BY_CHARGE: &str = select!("WHERE gateway = $1 AND gateway_charge_id = $2");
const PAGE: &str = select!("WHERE workspace_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3");
const ALL_PAGE: &str = select!("WHERE id < $1 ORDER BY id DESC LIMIT $2");
const UNPAID: &str = select!(
    "WHERE paid_at IS NULL AND opened_id IS NOT NULL AND id > $1 AND created_at < $2 \
     AND (created_at > $4 OR updated_at < $4) ORDER BY id LIMIT $3"
);
const PAID: &str = select!("WHERE paid_at IS NOT NULL AND id > $1 ORDER BY id LIMIT $2");
const CHARGES: &str = "SELECT s.id, s.charges, CAST(count(p.id) AS BIGINT) FROM subscriptions s \
     LEFT JOIN payments p ON p.subscription_id = s.id AND p.purpose = 'subscription' AND p.paid_at IS NOT NULL \
     GROUP BY s.id, s.charges HAVING s.charges <> count(p.id)";
const CHARGED_BEFORE: &str = "SELECT plan, billing_interval FROM payments WHERE subscription_id = $1 \
     AND purpose = 'subscription' AND regular_minor = $2 AND currency = $3 AND paid_at IS NOT NULL ORDER BY id DESC LIMIT 1";
const ASKED: &str = "UPDATE payments SET updated_at = $2 WHERE id = $1";
const INSERT: &str = "INSERT INTO payments (id, workspace_id, user_id, gateway, purpose, subscription_id, credits, plan, \
     billing_interval, period_start, period_end, coupon, description, amount_minor, currency, status, created_at, \
     updated_at, regular_minor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 'open', $16, \
     $16, $17)";
const OPENED: &str = "UPDATE payments SET gateway = $2, opened_id = $3, checkout_url = $4, updated_at = $5 WHERE id = $1 \
     AND opened_id IS NULL";
const MOVE: &str = "UPDATE payments SET status = $2, refunded_minor = $3, gateway_payment_id = coalesce($4, gateway_payment_id), \
     gateway_charge_id = coalesce($5, gateway_charge_id), method = coalesce($6, method), failure = $7, \
     failure_text = $8, paid_at = $9, updated_at = $10, payer_key = coalesce($11, payer_key), \
     charged_back_minor = $12 WHERE id = $1";
const USES: &str = "SELECT CAST(count(*) AS BIGINT), CAST(coalesce(sum(CASE WHEN workspace_id = $2 THEN 1 ELSE 0 END), 0) AS BIGINT) FROM payments \
     WHERE coupon = $1 AND paid_at IS NOT NULL";
const PAYER_USED: &str = "SELECT DISTINCT workspace_id FROM payments WHERE payer_key = $1 AND paid_at IS NOT NULL \
     ORDER BY workspace_id LIMIT $2";
const NEW_REFUND: &str = "INSERT INTO payment_refunds (id, payment_id, amount_minor, reason, actor, status, created_at, \
     updated_at) VALUES ($1, $2, $3, $4, $5, 'asked', $6, $6)";
const OPEN_REFUND: &str = "SELECT id, amount_minor FROM payment_refunds WHERE payment_id = $1 AND status = 'asked' ORDER BY id LIMIT 1";
const ASKED_REFUNDS: &str =
    "SELECT id, payment_id, amount_minor FROM payment_refunds WHERE status = 'asked' ORDER BY id LIMIT $1";
const END_REFUND: &str = "UPDATE payment_refunds SET status = $2, credits_taken = $3, credits_owed = $4, updated_at = $5 \
     WHERE id = $1";

fn payment(row: &Row<'_>) -> Result<Payment, DbError> {
    let text = |column| row.get::<String>(column);
    let maybe = |column| row.get::<Option<String>>(column);
    let period = row.get::<Option<Millis>>(9)?.zip(row.get::<Option<Millis>>(10)?);
    let currency = named(14, &text(14)?, Currency::parse)?;
    Ok(Payment {
        id: row.get(0)?,
        workspace: row.get(1)?,
        user: row.get(2)?,
        gateway: named(3, &text(3)?, Gateway::parse)?,
        purpose: named(4, &text(4)?, Purpose::parse)?,
        subscription: row.get(5)?,
        credits: row.get(6)?,
        plan: maybe_named(7, maybe(7)?, Plan::parse)?,
        interval: maybe_named(8, maybe(8)?, Interval::parse)?,
        period: period.map(|(start, end)| Period { start, end }),
        coupon: maybe(11)?,
        description: text(12)?,
        amount: Amount { minor: row.get(13)?, currency },
        status: named(15, &text(15)?, Status::parse)?,
        refunded_minor: row.get(16)?,
        opened_id: maybe(17)?,
        checkout_url: maybe(18)?,
        gateway_payment_id: maybe(19)?,
        gateway_charge_id: maybe(20)?,
        method: maybe(21)?,
        failure: maybe(22)?,
        failure_text: maybe(23)?,
        created_at: row.get(24)?,
        paid_at: row.get(25)?,
        payer_key: maybe(26)?,
        regular_minor: row.get(27)?,
        charged_back_minor: row.get(28)?,
    })
}

pub(in crate::billing) fn payment_by_id(
    reader: &Reader<'_>,
    id: PaymentId,
) -> Result<Option<Payment>, DbError> {
    reader.query_opt(BY_ID, params![id], payment)
}

pub(in crate::billing) fn payment_by_opened(
    reader: &Reader<'_>,
    gateway: Gateway,
    opened: &str,
) -> Result<Option<Payment>, DbError> {
    reader.query_opt(BY_OPENED, params![gateway.id(), opened], payment)
}

/// The payment of this name that money came for, by either name of the gateway's.
pub(in crate::billing) fn payment_by_gateway(
    reader: &Reader<'_>,
    gateway: Gateway,
    id: &str,
) -> Result<Option<Payment>, DbError> {
    match reader.query_opt(BY_GATEWAY, params![gateway.id(), id], payment)? {
        Some(found) => Ok(Some(found)),
        None => reader.query_opt(BY_CHARGE, params![gateway.id(), id], payment),
    }
}

/// Payments of a workspace, or of all, before `before`, the newest first.
pub(in crate::billing) fn payments_page(
    reader: &Reader<'_>,
    workspace: Option<WorkspaceId>,
    before: &str,
    rows: u32,
) -> Result<Vec<Payment>, DbError> {
    match workspace {
        Some(workspace) => reader.query(PAGE, params![workspace, before, rows], payment),
        None => reader.query(ALL_PAGE, params![before, rows], payment),
    }
}

/// Payments that money came for, after `after` in the order of identifiers.
pub(in crate::billing) fn paid(reader: &Reader<'_>, after: &str, rows: u32) -> Result<Vec<Payment>, DbError> {
    reader.query(PAID, params![after, rows], payment)
}

/// Subscriptions whose count of charges is not that of their payments: which, counted, paid.
pub(in crate::billing) fn charges_counted(reader: &Reader<'_>) -> Result<Vec<(String, i64, i64)>, DbError> {
    reader.query(CHARGES, params![], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

/// What a regular charge of this price paid for, the last time that a subscription had one.
pub(in crate::billing) fn charged_before(
    reader: &Reader<'_>,
    subscription: SubscriptionId,
    price: Amount,
) -> Result<Option<Terms>, DbError> {
    let values = params![subscription, price.minor, price.currency.id()];
    reader.query_opt(CHARGED_BEFORE, values, |row| {
        let plan = named(0, &row.get::<String>(0)?, Plan::parse)?;
        Ok(Terms { plan, interval: named(1, &row.get::<String>(1)?, Interval::parse)?, price })
    })
}

/// Payments that nobody has heard of since `created_before`, after `after`: in their first hour at every look, then
/// once an hour.
pub(in crate::billing) fn unpaid(
    reader: &Reader<'_>,
    after: &str,
    created_before: Millis,
    hour_ago: Millis,
    rows: u32,
) -> Result<Vec<Payment>, DbError> {
    reader.query(UNPAID, params![after, created_before, rows, hour_ago], payment)
}

/// Writes down that a payment was asked about.
pub(in crate::billing) fn payment_asked(tx: &mut Tx<'_>, id: PaymentId, now: Millis) -> Result<(), DbError> {
    tx.execute(ASKED, params![id, now]).map(|_| ())
}

pub(in crate::billing) fn insert_payment(tx: &mut Tx<'_>, new: &Payment) -> Result<(), DbError> {
    let values = params![
        new.id,
        new.workspace,
        new.user,
        new.gateway.id(),
        new.purpose.id(),
        new.subscription,
        new.credits,
        new.plan.map(Plan::id),
        new.interval.map(Interval::id),
        new.period.map(|period| period.start),
        new.period.map(|period| period.end),
        new.coupon.as_deref(),
        &new.description,
        new.amount.minor,
        new.amount.currency.id(),
        new.created_at,
        new.regular_minor
    ];
    tx.execute(INSERT, values).map(|_| ())
}

/// Writes down what the gateway opened; what was written before stays.
pub(in crate::billing) fn payment_opened(
    tx: &mut Tx<'_>,
    id: PaymentId,
    gateway: Gateway,
    opened: &str,
    url: Option<&str>,
    now: Millis,
) -> Result<(), DbError> {
    tx.execute(OPENED, params![id, gateway.id(), opened, url, now]).map(|_| ())
}

/// Writes status, refunds, names, failure and the time of payment, as they are in `moved`.
pub(in crate::billing) fn move_payment(tx: &mut Tx<'_>, moved: &Payment, now: Millis) -> Result<(), DbError> {
    let values = params![
        moved.id,
        moved.status.id(),
        moved.refunded_minor,
        moved.gateway_payment_id.as_deref(),
        moved.gateway_charge_id.as_deref(),
        moved.method.as_deref(),
        moved.failure.as_deref(),
        moved.failure_text.as_deref(),
        moved.paid_at,
        now,
        moved.payer_key.as_deref(),
        moved.charged_back_minor
    ];
    tx.execute(MOVE, values).map(|_| ())
}

/// How often a coupon was paid with, by everybody and by one workspace.
pub(in crate::billing) fn coupon_uses(
    reader: &Reader<'_>,
    code: &str,
    workspace: Option<WorkspaceId>,
) -> Result<Uses, DbError> {
    reader.query_one(USES, params![code, workspace], |row| Ok(Uses { all: row.get(0)?, own: row.get(1)? }))
}

/// Workspaces that paid with this, at most `rows`.
pub(in crate::billing) fn payer_used_by(
    reader: &Reader<'_>,
    payer_key: &str,
    rows: u32,
) -> Result<Vec<WorkspaceId>, DbError> {
    reader.query(PAYER_USED, params![payer_key, rows], |row| row.get(0))
}

/// Writes down that money is to go back.
pub(in crate::billing) fn insert_refund(
    tx: &mut Tx<'_>,
    id: RefundId,
    (payment, minor): (PaymentId, i64),
    reason: &str,
    actor: UserId,
    now: Millis,
) -> Result<(), DbError> {
    tx.execute(NEW_REFUND, params![id, payment, minor, reason, actor, now]).map(|_| ())
}

/// The refund of a payment that was asked for and is not done, with its amount.
pub(in crate::billing) fn open_refund(
    reader: &Reader<'_>,
    payment: PaymentId,
) -> Result<Option<(RefundId, i64)>, DbError> {
    reader.query_opt(OPEN_REFUND, params![payment], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Refunds that the gateway may not know of.
pub(in crate::billing) fn asked_refunds(
    reader: &Reader<'_>,
    rows: u32,
) -> Result<Vec<(RefundId, PaymentId, i64)>, DbError> {
    reader.query(ASKED_REFUNDS, params![rows], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

/// Ends a refund: `done` with what became of the credits, or `refused`.
pub(in crate::billing) fn end_refund(
    tx: &mut Tx<'_>,
    id: RefundId,
    status: &'static str,
    (taken, owed): (i64, i64),
    now: Millis,
) -> Result<(), DbError> {
    tx.execute(END_REFUND, params![id, status, taken, owed, now]).map(|_| ())
}
