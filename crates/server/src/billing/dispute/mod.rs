//! News of disputes, each in one transaction: what is left of the credits is set aside while a bank decides, given back
//! when it leaves us the money, and gone with the money when it does not.
//!
//! | the bank | credits that are left | credits that were spent | papers |
//! |---|---|---|---|
//! | asks (inquiry) | stay | stay | – |
//! | asks for the money | set aside, their share of it | stay; nothing is owed yet | – |
//! | leaves the money, or asks no more | given back | stay | – |
//! | took the money | gone, their share of it | owed, taken from later purchases | credit note |
//!
//! The plan of a workspace is not touched: a subscription is ended by its own news. Everything is said to the customer in
//! a notice, and to the operator in the log, the list of disputes and a metric. What nobody announced is asked for.

mod http;
mod words;

use domain::{
    id::InvoiceId,
    money::Credits,
    payment::{
        Amount, Gateway,
        dispute::{self, Effect, Status},
    },
    time::{HOUR_MS, Millis},
};
pub(super) use http::routes;
use payments::{DISPUTES_AT_ONCE, facts::DisputeFacts};

use super::{
    record::{Dispute, Payment},
    refund::{self, Went},
    settle::{self, Fresh, Outcome},
    store,
};
use crate::{
    app::App,
    ledger, notice,
    platform::db::{DbError, Reader, Tx},
};

/// Pages of disputes read in one look.
const PAGES_MAX: usize = 10;
/// Disputes asked about in one go.
const ROWS_AT_ONCE: u32 = 100;

/// Takes news of a dispute in.
///
/// # Errors
/// [`DbError`].
pub(super) fn told(
    tx: &mut Tx<'_>,
    app: &App,
    gateway: Gateway,
    facts: &DisputeFacts,
    (fresh, note): (Fresh, InvoiceId),
    now: Millis,
) -> Result<Outcome, DbError> {
    let known = store::dispute_by_gateway(tx, gateway, &facts.id)?;
    let payment = match &known {
        Some(known) => store::payment_by_id(tx, known.payment)?,
        None => store::payment_by_gateway(tx, gateway, &facts.payment)?,
    };
    let Some(payment) = payment.filter(|payment| payment.status.was_paid()) else {
        // What paid the period of a subscription may be told after what became of it.
        let reason = format!("nobody here paid {}", facts.payment);
        return Ok(Outcome::Waits { reason: reason.clone(), or: Box::new(Outcome::Parked(reason)) });
    };
    let Some(amount) = facts.amount.filter(|amount| amount.currency == payment.amount.currency) else {
        return Ok(Outcome::Parked(format!("a dispute of {} is about another currency", payment.id)));
    };
    let before = known.as_ref().map(|known| known.status);
    let (next, effect) = dispute::apply(before, facts.status);
    if before == Some(next) && effect == Effect::None {
        return Ok(Outcome::Nothing("it was known"));
    }
    let mut one = known.unwrap_or_else(|| begun(facts, &payment, gateway, fresh, now));
    (one.status, one.amount) = (next, amount);
    one.reason = facts.reason.clone().or(one.reason);
    one.respond_by = facts.respond_by.or(one.respond_by);
    one.ended_at = next.has_ended().then(|| one.ended_at.unwrap_or(now));
    let outcome = match effect {
        Effect::Contradiction => {
            return Ok(Outcome::Parked(format!(
                "the dispute {} was lost and is said to be won: its credits were taken",
                one.id
            )));
        }
        Effect::Freeze => freeze(tx, &mut one, &payment, now)?,
        Effect::Release => release(tx, &mut one, now)?,
        Effect::TakeBack => {
            release(tx, &mut one, now)?;
            take_back(tx, app, &mut one, payment.clone(), note, now)?
        }
        Effect::None => Outcome::Done,
    };
    store::put_dispute(tx, &one, now)?;
    if let Some(notice) = words::notice(&one, &payment, before) {
        notice::post(tx, one.workspace, &notice, now)?;
    }
    let (id, payment, status) = (one.id, payment.id, next.id());
    match next {
        Status::Inquiry | Status::Open | Status::Lost => {
            tracing::error!(dispute.id = %id, payment.id = %payment, status, "a bank disputes a payment: see the list");
        }
        Status::Won | Status::Closed => {
            tracing::info!(dispute.id = %id, payment.id = %payment, status, "the dispute of a payment is over");
        }
    }
    Ok(outcome)
}

fn begun(facts: &DisputeFacts, payment: &Payment, gateway: Gateway, fresh: Fresh, now: Millis) -> Dispute {
    Dispute {
        id: fresh.dispute,
        payment: payment.id,
        workspace: payment.workspace,
        gateway,
        gateway_id: facts.id.clone(),
        status: Status::Inquiry,
        amount: Amount { minor: 0, ..payment.amount },
        taken_minor: 0,
        reason: None,
        respond_by: None,
        frozen: 0,
        credits: (0, 0),
        created_at: now,
        ended_at: None,
    }
}

/// Sets aside the share of the disputed money, as much of it as is left.
fn freeze(tx: &mut Tx<'_>, one: &mut Dispute, payment: &Payment, now: Millis) -> Result<Outcome, DbError> {
    let refunded = payment.refunded_minor;
    let share = refund::share_of(payment, refunded, refunded.saturating_add(one.amount.minor));
    if share > Credits::ZERO {
        let purchase = settle::cause(payment.id);
        let frozen = ledger::freeze_purchase(tx, one.workspace, (&purchase, share), one.id, now);
        one.frozen = frozen.map_err(settle::rule)?.0;
    }
    Ok(Outcome::Done)
}

fn release(tx: &mut Tx<'_>, one: &mut Dispute, now: Millis) -> Result<Outcome, DbError> {
    ledger::release_frozen(tx, one.workspace, one.id, Credits(one.frozen), now).map_err(settle::rule)?;
    one.frozen = 0;
    Ok(Outcome::Done)
}

/// The money is gone: as a refund that nobody here asked for. What went back before cannot go again.
fn take_back(
    tx: &mut Tx<'_>,
    app: &App,
    one: &mut Dispute,
    mut payment: Payment,
    note: InvoiceId,
    now: Millis,
) -> Result<Outcome, DbError> {
    let left = payment.amount.minor - payment.refunded_minor;
    one.taken_minor = one.amount.minor.min(left);
    if one.taken_minor < one.amount.minor {
        tracing::error!(dispute.id = %one.id, "a bank took back what had been given back before");
    }
    if one.taken_minor == 0 {
        return Ok(Outcome::Parked(format!("{} went back twice: as a refund and by {}", payment.id, one.id)));
    }
    payment.charged_back_minor += one.taken_minor;
    let (id, total) = (payment.id, payment.refunded_minor + one.taken_minor);
    match refund::went_back(tx, app, payment, (total, Some(one.id)), note, now)? {
        Went::Back(refunded) => one.credits = (refunded.taken.0, refunded.owed.0),
        Went::Nothing | Went::TooMuch => {
            return Err(DbError::Engine(format!("the dispute {} does not fit {id}", one.id)));
        }
    }
    Ok(Outcome::Done)
}

/// Asks about disputes that nobody has heard of for an hour. A gateway that does not answer changes nothing.
///
/// # Errors
/// [`DbError`].
pub(super) async fn ask(app: &App) -> Result<(), DbError> {
    let (now, hour_ago) = (app.env.now(), app.env.now().plus_ms(-HOUR_MS));
    let quiet = app.db.read(|reader| store::undecided_disputes(reader, hour_ago, ROWS_AT_ONCE)).await?;
    for one in quiet {
        let Some(gateway) = app.gateways.get(one.gateway) else { continue };
        match gateway.dispute(&one.gateway_id).await {
            Ok(facts) => {
                let (inner, fresh, note) = (app.clone(), Fresh::draw(&app.env), app.env.new_id());
                let taken = app.db.write(move |tx| told(tx, &inner, one.gateway, &facts, (fresh, note), now));
                if let Outcome::Parked(reason) = taken.await? {
                    tracing::error!(reason, "what a gateway says of a dispute does not fit");
                }
            }
            Err(error) => {
                tracing::warn!(dispute.id = %one.id, %error, "a gateway could not be asked about a dispute");
            }
        }
        app.db.write(move |tx| store::dispute_asked(tx, one.id, now)).await?;
    }
    Ok(())
}

/// Looks once an hour for disputes whose first announcement never came. The account may serve others too: what is about
/// no payment of ours is passed over. A gateway that does not answer is asked an hour later.
///
/// # Errors
/// [`DbError`].
pub(super) async fn find(app: &App) -> Result<(), DbError> {
    for gateway in app.gateways.due_for_disputes(app.env.now()) {
        let (id, mut seen) = (gateway.id(), Vec::new());
        for _ in 0..PAGES_MAX {
            let page = match gateway.disputes(&seen).await {
                Ok(page) => page,
                Err(error) => {
                    tracing::warn!(gateway = id.id(), %error, "a gateway could not be asked for its disputes");
                    break;
                }
            };
            let mut unheard = 0;
            for facts in &page {
                unheard += usize::from(take_unheard(app, id, facts.clone()).await?);
            }
            // Behind a page without news there is none: it was looked at before.
            let is_last = page.len() < DISPUTES_AT_ONCE || unheard == 0;
            seen.extend(page);
            if is_last {
                break;
            }
        }
    }
    Ok(())
}

/// Takes a dispute in of which nobody has told; whether that was news.
async fn take_unheard(app: &App, gateway: Gateway, facts: DisputeFacts) -> Result<bool, DbError> {
    let (id, payment) = (facts.id.clone(), facts.payment.clone());
    let unheard = move |reader: &Reader<'_>| {
        Ok::<_, DbError>(
            store::dispute_by_gateway(reader, gateway, &id)?.is_none()
                && store::payment_by_gateway(reader, gateway, &payment)?
                    .is_some_and(|payment| payment.status.was_paid()),
        )
    };
    if !app.db.read(unheard).await? {
        return Ok(false);
    }
    let (inner, fresh, note, now) = (app.clone(), Fresh::draw(&app.env), app.env.new_id(), app.env.now());
    let taken = app.db.write(move |tx| told(tx, &inner, gateway, &facts, (fresh, note), now)).await?;
    match taken {
        Outcome::Parked(reason) => {
            tracing::error!(reason, "what a gateway says of a dispute does not fit");
            Ok(false)
        }
        _ => Ok(true),
    }
}
