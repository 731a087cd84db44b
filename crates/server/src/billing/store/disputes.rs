//! Disputes.

use domain::{
    id::{DisputeId, PaymentId},
    money::Credits,
    payment::{Amount, Currency, Gateway, dispute::Status},
    time::Millis,
};

use super::named;
use crate::{
    billing::record::Dispute,
    params,
    platform::db::{DbError, Reader, Row, Tx},
};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT d.id, d.payment_id, d.workspace_id, d.gateway, d.gateway_dispute_id, d.status, d.amount_minor, \
             p.currency, d.taken_minor, d.reason, d.respond_by, d.frozen, d.credits_taken, d.credits_owed, d.created_at, \
             d.ended_at FROM payment_disputes d JOIN payments p ON p.id = d.payment_id ",
            $rest
        )
    };
}

const BY_GATEWAY: &str = select!("WHERE d.gateway = $1 AND d.gateway_dispute_id = $2");
const PAGE: &str = select!("WHERE d.id < $1 ORDER BY d.id DESC LIMIT $2");
const UNDECIDED: &str =
    select!("WHERE d.ended_at IS NULL AND d.updated_at < $1 ORDER BY d.updated_at LIMIT $2");
const DISPUTED: &str = "SELECT 1 FROM payment_disputes WHERE payment_id = $1 AND status = 'open' LIMIT 1";
const PUT: &str = "INSERT INTO payment_disputes (id, payment_id, workspace_id, gateway, gateway_dispute_id, status, \
     amount_minor, taken_minor, reason, respond_by, frozen, credits_taken, credits_owed, created_at, updated_at, ended_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) ON CONFLICT (id) DO UPDATE SET \
     status = excluded.status, amount_minor = excluded.amount_minor, taken_minor = excluded.taken_minor, \
     reason = excluded.reason, respond_by = excluded.respond_by, frozen = excluded.frozen, \
     credits_taken = excluded.credits_taken, credits_owed = excluded.credits_owed, updated_at = excluded.updated_at, \
     ended_at = excluded.ended_at";
const ASKED: &str = "UPDATE payment_disputes SET updated_at = $2 WHERE id = $1";
const FROZEN: &str = "SELECT id, frozen FROM payment_disputes WHERE status = 'open' AND frozen > 0 AND id > $1 \
     ORDER BY id LIMIT $2";
const OPEN: &str = "SELECT CAST(count(*) AS BIGINT) FROM payment_disputes WHERE ended_at IS NULL";

fn dispute(row: &Row<'_>) -> Result<Dispute, DbError> {
    let currency = named(7, &row.get::<String>(7)?, Currency::parse)?;
    Ok(Dispute {
        id: row.get(0)?,
        payment: row.get(1)?,
        workspace: row.get(2)?,
        gateway: named(3, &row.get::<String>(3)?, Gateway::parse)?,
        gateway_id: row.get(4)?,
        status: named(5, &row.get::<String>(5)?, Status::parse)?,
        amount: Amount { minor: row.get(6)?, currency },
        taken_minor: row.get(8)?,
        reason: row.get(9)?,
        respond_by: row.get(10)?,
        frozen: row.get(11)?,
        credits: (row.get(12)?, row.get(13)?),
        created_at: row.get(14)?,
        ended_at: row.get(15)?,
    })
}

pub(in crate::billing) fn dispute_by_gateway(
    reader: &Reader<'_>,
    gateway: Gateway,
    id: &str,
) -> Result<Option<Dispute>, DbError> {
    reader.query_opt(BY_GATEWAY, params![gateway.id(), id], dispute)
}

/// Disputes before `before`, the newest first.
pub(in crate::billing) fn disputes_page(
    reader: &Reader<'_>,
    before: &str,
    rows: u32,
) -> Result<Vec<Dispute>, DbError> {
    reader.query(PAGE, params![before, rows], dispute)
}

/// Disputes that nobody has heard of since `before`.
pub(in crate::billing) fn undecided_disputes(
    reader: &Reader<'_>,
    before: Millis,
    rows: u32,
) -> Result<Vec<Dispute>, DbError> {
    reader.query(UNDECIDED, params![before, rows], dispute)
}

/// Whether a bank asks for the money of a payment.
pub(in crate::billing) fn is_disputed(reader: &Reader<'_>, payment: PaymentId) -> Result<bool, DbError> {
    Ok(reader.query_opt(DISPUTED, params![payment], |row| row.get::<i64>(0))?.is_some())
}

/// Writes a dispute as it is, new or known.
pub(in crate::billing) fn put_dispute(tx: &mut Tx<'_>, one: &Dispute, now: Millis) -> Result<(), DbError> {
    let values = params![
        one.id,
        one.payment,
        one.workspace,
        one.gateway.id(),
        &one.gateway_id,
        one.status.id(),
        one.amount.minor,
        one.taken_minor,
        one.reason.as_deref(),
        one.respond_by,
        one.frozen,
        one.credits.0,
        one.credits.1,
        one.created_at,
        now,
        one.ended_at
    ];
    tx.execute(PUT, values).map(drop)
}

/// Writes down that a dispute was asked about.
pub(in crate::billing) fn dispute_asked(tx: &mut Tx<'_>, id: DisputeId, now: Millis) -> Result<(), DbError> {
    tx.execute(ASKED, params![id, now]).map(drop)
}

/// Credits that open disputes set aside, after `after` in the order of identifiers.
pub(in crate::billing) fn frozen(
    reader: &Reader<'_>,
    after: &str,
    rows: u32,
) -> Result<Vec<(DisputeId, Credits)>, DbError> {
    reader.query(FROZEN, params![after, rows], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// How many disputes are undecided.
pub(in crate::billing) fn open_disputes(reader: &Reader<'_>) -> Result<i64, DbError> {
    reader.query_one(OPEN, params![], |row| row.get(0))
}
