//! News of a payment, from wherever it comes: an announcement, the customer's browser, or the reconciler.
//!
//! One transaction: the payment's next state, what was bought, and its invoice. The gateway's amount has to be ours to
//! the paisa; what does not fit is parked for a person, and nothing is given.

use domain::{
    calendar::{Date, INDIA_OFFSET_MS, plus_months},
    id::{DisputeId, InvoiceId, PaymentId, SubscriptionId},
    ledger::{Actor, NewLot, lot::LotSource},
    money::Credits,
    payment::{self, Effect, Event, Gateway},
    time::{DAY_MS, Millis},
};
use payments::facts::{PaymentFacts, PaymentState};
use sha2::{Digest, Sha256};

use super::{
    change,
    record::{Payment, Purpose},
    store,
};
use crate::{
    app::App,
    env::Env,
    invoice,
    ledger::{self, PostError},
    mail::{self, Letter},
    offer,
    platform::{
        db::{DbError, Tx},
        hex,
    },
};

/// What came of news.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It changed something.
    Done,
    /// It was known, or does not concern us.
    Nothing(&'static str),
    /// A person has to look; nothing was given.
    Parked(String),
    /// It speaks of what is not known yet. It is handled anew for a while; if that does not help, `or` is what came of it.
    Waits {
        /// What is missing.
        reason: String,
        /// What it is when the wait is over.
        or: Box<Outcome>,
    },
}

/// Identifiers for what a transaction may write, drawn before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fresh {
    pub(super) payment: PaymentId,
    pub(super) invoice: InvoiceId,
    pub(super) subscription: SubscriptionId,
    pub(super) dispute: DisputeId,
}

impl Fresh {
    pub(super) fn draw(env: &Env) -> Fresh {
        Fresh {
            payment: env.new_id(),
            invoice: env.new_id(),
            subscription: env.new_id(),
            dispute: env.new_id(),
        }
    }
}

/// Takes news of a payment in.
///
/// # Errors
/// [`DbError`].
pub(super) fn settle(
    tx: &mut Tx<'_>,
    app: &App,
    gateway: Gateway,
    facts: &PaymentFacts,
    fresh: Fresh,
    now: Millis,
) -> Result<Outcome, DbError> {
    let Some(mut payment) = find(tx, gateway, facts)? else {
        return match facts.of_subscription {
            true => name_charge(tx, gateway, facts, now),
            false => Ok(Outcome::Parked(format!(
                "nobody here asked for {}",
                facts.opened.as_deref().unwrap_or(&facts.id)
            ))),
        };
    };
    let event = match facts.state {
        PaymentState::Begun => return Ok(Outcome::Nothing("nothing has happened yet")),
        PaymentState::Authorised => Event::Authorised,
        PaymentState::Captured => Event::Captured,
        PaymentState::Failed => Event::Failed,
        PaymentState::Lost => Event::Lost,
    };
    if event == Event::Captured {
        if facts.amount != Some(payment.amount) {
            let came =
                facts.amount.map_or_else(|| "another currency".to_owned(), |amount| amount.to_string());
            return Ok(Outcome::Parked(format!("{} asks for {}, {came} came", payment.id, payment.amount)));
        }
        let is_another = payment.gateway_payment_id.as_ref().is_some_and(|id| *id != facts.id);
        if payment.status.was_paid() && is_another {
            return Ok(Outcome::Parked(format!("{} was paid twice; give {} back", payment.id, facts.id)));
        }
    }
    let (next, effect) = payment::apply(payment.status, payment.amount.minor, payment.refunded_minor, event);
    if next == payment.status && effect == Effect::None && !matches!(event, Event::Failed | Event::Lost) {
        return Ok(Outcome::Nothing("it was known"));
    }
    payment.status = next;
    payment.method = facts.method.clone().or(payment.method);
    payment.payer_key = facts.payer.as_deref().map(|payer| payer_key(gateway, payer)).or(payment.payer_key);
    (payment.failure, payment.failure_text) = match next {
        payment::Status::Failed => (facts.failure.clone(), facts.failure_text.clone()),
        _ => (None, None),
    };
    if effect == Effect::Fulfil {
        payment.paid_at = Some(now);
        payment.gateway_payment_id = Some(facts.id.clone());
        payment.gateway_charge_id = facts.charge_id.clone();
    }
    store::move_payment(tx, &payment, now)?;
    if effect == Effect::Fulfil {
        fulfil(tx, app, &payment, fresh, now)?;
    }
    Ok(Outcome::Done)
}

/// A charge of a subscription is told by its subscription; what refunds call it may come apart from that.
pub(super) fn name_charge(
    tx: &mut Tx<'_>,
    gateway: Gateway,
    facts: &PaymentFacts,
    now: Millis,
) -> Result<Outcome, DbError> {
    let known = store::payment_by_gateway(tx, gateway, &facts.id)?;
    match (known, &facts.charge_id) {
        (Some(known), Some(charge)) if known.gateway_charge_id.is_none() => {
            let named = Payment { gateway_charge_id: Some(charge.clone()), ..known };
            store::move_payment(tx, &named, now)?;
            Ok(Outcome::Done)
        }
        (None, Some(_)) => Ok(Outcome::Waits {
            reason: format!("{} is not known yet", facts.id),
            or: Box::new(Outcome::Nothing("nobody here subscribed with it")),
        }),
        _ => Ok(Outcome::Nothing("its subscription tells of it")),
    }
}

/// By what was opened, and by our own name where the answer that told it was lost.
fn find(tx: &Tx<'_>, gateway: Gateway, facts: &PaymentFacts) -> Result<Option<Payment>, DbError> {
    if let Some(opened) = &facts.opened
        && let Some(found) = store::payment_by_opened(tx, gateway, opened)?
    {
        return Ok(Some(found));
    }
    let named = facts.reference.as_deref().and_then(|text| text.parse().ok());
    match named {
        Some(id) => store::payment_by_id(tx, id),
        None => Ok(None),
    }
}

/// Gives what was bought and writes the invoice.
pub(super) fn fulfil(
    tx: &mut Tx<'_>,
    app: &App,
    payment: &Payment,
    fresh: Fresh,
    now: Millis,
) -> Result<(), DbError> {
    match payment.purpose {
        Purpose::Pack => {
            let day = Date::of(now, INDIA_OFFSET_MS).day;
            let expires = plus_months(now, app.config.billing.pack_months, day);
            give(tx, payment, LotSource::Pack, Some(expires), now)?;
        }
        Purpose::Change => change::fulfil(tx, app, payment, fresh, now)?,
        // Its subscription's news gave the plan; the credits are the same for all.
        Purpose::Subscription => give_plan(tx, app, payment, now)?,
    }
    offer::first_paid(tx, app, payment, now)?;
    invoice::issue(tx, app, payment, fresh.invoice, now)?;
    let letter = Letter::Receipt {
        payment: payment.id.to_string(),
        description: payment.description.clone(),
        amount: payment.amount.to_string(),
        credits: payment.credits,
    };
    mail::write(tx, app, &format!("receipt:{}", payment.id), payment.user, &letter, now)
}

/// A hash of what tells who pays: for comparing, and for nothing else.
pub(super) fn payer_key(gateway: Gateway, payer: &str) -> String {
    let text = format!("payer:{}:{}", gateway.id(), payer.trim().to_lowercase());
    hex(&Sha256::digest(text.as_bytes()))
}

/// Credits that were paid for are never gone on arrival, however late the money came.
const USABLE_DAYS_MIN: i64 = 30;

/// The credits of a plan live as long as its period, and as many days more as a renewal may come late.
pub(super) fn give_plan(tx: &mut Tx<'_>, app: &App, payment: &Payment, now: Millis) -> Result<(), DbError> {
    let late = app.config.billing.renewal_late_days * DAY_MS;
    let expires =
        payment.period.map(|period| period.end.plus_ms(late).max(now.plus_ms(USABLE_DAYS_MIN * DAY_MS)));
    give(tx, payment, LotSource::Plan, expires, now)
}

fn give(
    tx: &mut Tx<'_>,
    payment: &Payment,
    source: LotSource,
    expires_at: Option<Millis>,
    now: Millis,
) -> Result<(), DbError> {
    if payment.credits == 0 {
        return Ok(());
    }
    let lot = NewLot {
        source,
        credits: Credits(payment.credits),
        expires_at,
        cause: cause(payment.id),
        reason: payment.description.clone(),
    };
    ledger::grant_lot(tx, payment.workspace, &lot, Actor::User(payment.user), now).map_err(rule)?;
    Ok(())
}

/// The name under which the ledger knows the credits of a payment.
pub(super) fn cause(payment: PaymentId) -> String {
    format!("payment:{payment}")
}

/// A rule of the ledger that billing broke is a mistake of ours: nothing of the transaction is kept.
pub(super) fn rule(error: PostError) -> DbError {
    match error {
        PostError::Db(error) => error,
        PostError::Rule(rule) => DbError::Engine(format!("the ledger refuses a payment: {rule}")),
    }
}
