//! Money back: asked for by an administrator, done by the gateway, taken in when the gateway says so.
//!
//! Money that goes back takes its share of the credits with it, in whole credits and never more than the share: what is
//! left of the purchase goes, what was spent is owed and taken from later purchases, so a balance is never negative.
//! Every refund has a credit note.
//!
//! A refund that we asked for ends when the gateway says so of *that* one, by the name we gave it: in the answer to our
//! call, or in an announcement that carries the name. One that somebody made in the gateway's dashboard for the same sum
//! is another one, and ours is still sent.

use domain::{
    id::{DisputeId, InvoiceId, PaymentId, RefundId},
    money::Credits,
    payment::{Amount, Effect, Event, Gateway},
    time::Millis,
};
use payments::facts::{NewRefund, RefundFacts, RefundState};

use super::{
    record::Payment,
    settle::{self, Outcome},
    store,
};
use crate::{
    app::App,
    auth::Caller,
    failpoint, invoice,
    ledger::{self, Refunded},
    offer,
    platform::db::{DbError, Tx},
};

/// Why nothing was given back.
#[derive(Debug, thiserror::Error)]
pub enum RefundError {
    /// There is no such payment, or no money came for it.
    #[error("There is no payment to give back.")]
    NotFound,
    /// More than is left of it, or nothing.
    #[error("So much is not left of this payment.")]
    Amount,
    /// A bank disputes it: what is given back now would be gone twice when the bank takes it.
    #[error("This payment is disputed.")]
    Disputed,
    /// The gateway did not do its part; it is asked again.
    #[error("the gateway did not: {0}")]
    Gateway(#[from] payments::Error),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Gives `minor` back, or all that is left of it.
///
/// # Errors
/// [`RefundError`].
pub(super) async fn refund(
    app: &App,
    caller: Caller,
    payment: PaymentId,
    minor: Option<i64>,
    reason: String,
) -> Result<Payment, RefundError> {
    let (id, now) = (app.env.new_id::<domain::id::kind::Refund>(), app.env.now());
    let asked = app.db.write(move |tx| {
        let payment = store::payment_by_id(tx, payment)?.ok_or(RefundError::NotFound)?;
        if !payment.status.was_paid() {
            return Err(RefundError::NotFound);
        }
        if store::is_disputed(tx, payment.id)? {
            return Err(RefundError::Disputed);
        }
        let left = payment.amount.minor - payment.refunded_minor;
        let minor = minor.unwrap_or(left);
        // One at a time: the gateway tells sums.
        if minor <= 0 || minor > left || store::open_refund(tx, payment.id)?.is_some() {
            return Err(RefundError::Amount);
        }
        store::insert_refund(tx, id, (payment.id, minor), &reason, caller.user_id, now)?;
        Ok((payment, minor))
    });
    let (payment, minor) = asked.await?;
    failpoint!("refund_written");
    send(app, id, &payment, minor).await?;
    let found = app.db.read(|reader| store::payment_by_id(reader, payment.id)).await?;
    found.ok_or(RefundError::NotFound)
}

/// Asks the gateway for a refund that is written down, and takes its answer in.
///
/// # Errors
/// [`RefundError`].
pub(super) async fn send(app: &App, id: RefundId, payment: &Payment, minor: i64) -> Result<(), RefundError> {
    let gateway = app.gateways.get(payment.gateway);
    let gateway = gateway.ok_or_else(|| payments::Error::Unavailable("it is not set up".into()))?;
    let name = payment.gateway_charge_id.clone().or_else(|| payment.gateway_payment_id.clone());
    let new = NewRefund {
        reference: id.to_string(),
        payment: name.ok_or(RefundError::NotFound)?,
        amount: Amount { minor, ..payment.amount },
    };
    let answered = gateway.refund(&new).await;
    failpoint!("refund_sent");
    let (payment_id, now) = (payment.id, app.env.now());
    match answered {
        Ok(RefundFacts { state: RefundState::Failed, .. })
        | Err(payments::Error::Refused { .. } | payments::Error::NotFound) => {
            app.db.write(move |tx| store::end_refund(tx, id, "refused", (0, 0), now)).await?;
            Err(RefundError::Amount)
        }
        Ok(facts) => {
            let (inner, note) = (app.clone(), app.env.new_id());
            let taken = app.db.write(move |tx| {
                let payment = store::payment_by_id(tx, payment_id)?.ok_or(DbError::NoRow)?;
                // Its announcement may have been here first; then it is ended, the sum is reached and nothing follows.
                if store::open_refund(tx, payment_id)?.is_none_or(|(open, _)| open != id) {
                    return Ok(Outcome::Nothing("it was known"));
                }
                let sent_back = payment.refunded_minor - payment.charged_back_minor;
                let total = facts.total.map_or(sent_back + minor, |total| total.minor);
                take(tx, &inner, payment, Back { sent_minor: total, ours: Some(id) }, note, now)
            });
            taken.await?;
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}

/// Takes news of a refund in.
///
/// # Errors
/// [`DbError`].
pub(super) fn told(
    tx: &mut Tx<'_>,
    app: &App,
    gateway: Gateway,
    facts: &RefundFacts,
    note: InvoiceId,
    now: Millis,
) -> Result<Outcome, DbError> {
    let Some(payment) = store::payment_by_gateway(tx, gateway, &facts.payment)? else {
        // What paid the period of a subscription may be told after what became of it.
        let reason = format!("nobody here paid {}", facts.payment);
        return Ok(Outcome::Waits { reason: reason.clone(), or: Box::new(Outcome::Parked(reason)) });
    };
    match (facts.state, facts.total) {
        (RefundState::Failed, _) => {
            Ok(Outcome::Parked(format!("a refund of {} did not go through", payment.id)))
        }
        (_, None) => Ok(Outcome::Nothing("it tells no sum")),
        (_, Some(total)) if total.currency != payment.amount.currency => {
            Ok(Outcome::Parked(format!("{} was not paid in {}", payment.id, total.currency.id())))
        }
        (_, Some(total)) => {
            let ours = facts.reference.as_deref().and_then(|name| name.parse().ok());
            take(tx, app, payment, Back { sent_minor: total.minor, ours }, note, now)
        }
    }
}

/// What a gateway says went back.
struct Back {
    /// In all, without what banks took.
    sent_minor: i64,
    /// The refund of ours that this is, where it is one.
    ours: Option<RefundId>,
}

fn take(
    tx: &mut Tx<'_>,
    app: &App,
    payment: Payment,
    back: Back,
    note: InvoiceId,
    now: Millis,
) -> Result<Outcome, DbError> {
    let total_minor = back.sent_minor.saturating_add(payment.charged_back_minor);
    let id = payment.id;
    let (outcome, refunded) = match went_back(tx, app, payment, (total_minor, None), note, now)? {
        Went::Back(refunded) => (Outcome::Done, refunded),
        Went::Nothing => (Outcome::Nothing("it was known"), Refunded::default()),
        Went::TooMuch => {
            return Ok(Outcome::Parked(format!("more went back of {id} than came")));
        }
    };
    let open = store::open_refund(tx, id)?.filter(|(open, _)| back.ours == Some(*open));
    if let Some((open, _)) = open {
        store::end_refund(tx, open, "done", (refunded.taken.0, refunded.owed.0), now)?;
    }
    Ok(outcome)
}

/// What came of money that went back.
pub(super) enum Went {
    /// It did, and so did its share of the credits.
    Back(Refunded),
    /// It was known.
    Nothing,
    /// More than came, or of what never came.
    TooMuch,
}

/// Takes in that `total_minor` of a payment went back in all, whoever sent it: its share of the credits goes or is owed,
/// and a credit note is written. `dispute` is the one by which a bank took it, where one did.
///
/// # Errors
/// [`DbError`].
pub(super) fn went_back(
    tx: &mut Tx<'_>,
    app: &App,
    mut payment: Payment,
    (total_minor, dispute): (i64, Option<DisputeId>),
    note: InvoiceId,
    now: Millis,
) -> Result<Went, DbError> {
    let event = Event::Refunded { total_minor };
    let (next, effect) =
        domain::payment::apply(payment.status, payment.amount.minor, payment.refunded_minor, event);
    let back = match effect {
        Effect::TakeBack { minor } => minor,
        Effect::Contradiction => return Ok(Went::TooMuch),
        _ => return Ok(Went::Nothing),
    };
    let share = share_of(&payment, payment.refunded_minor, total_minor);
    (payment.status, payment.refunded_minor) = (next, total_minor);
    store::move_payment(tx, &payment, now)?;
    let mut refunded = Refunded::default();
    if share > Credits::ZERO {
        // Sums only grow, so each names its part.
        let (cause, purchase) = (format!("refund:{}:{total_minor}", payment.id), settle::cause(payment.id));
        let part = (purchase.as_str(), share);
        let taken = match dispute {
            Some(dispute) => ledger::refund_disputed(tx, payment.workspace, part, (&cause, dispute), now),
            None => ledger::refund_purchase(tx, payment.workspace, part, &cause, now),
        };
        refunded = taken.map_err(settle::rule)?;
    }
    if next == domain::payment::Status::Refunded {
        offer::payment_refunded(tx, &payment, now)?;
    }
    invoice::credit(tx, app, &payment, back, note, now)?;
    Ok(Went::Back(refunded))
}

/// The credits that go when what went back of a payment grows from one sum to another.
pub(super) fn share_of(payment: &Payment, from_minor: i64, to_minor: i64) -> Credits {
    let share = |minor| domain::payment::credits_back(payment.credits, payment.amount.minor, minor);
    Credits(share(to_minor) - share(from_minor))
}
