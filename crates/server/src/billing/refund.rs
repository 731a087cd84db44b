//! Money back: asked for by an administrator, done by the gateway, taken in when the gateway says so.
//!
//! Money that goes back takes its share of the credits with it, in whole credits and never more than the share: what is
//! left of the purchase goes, what was spent is owed and taken from later purchases, so a balance is never negative.
//! Every refund has a credit note.

use domain::{
    id::{InvoiceId, PaymentId, RefundId},
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
    failpoint, invoice, ledger, offer,
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
                let Some((open, _)) = store::open_refund(tx, payment_id)? else {
                    return Ok(Outcome::Nothing("it was known"));
                };
                // Its announcement may have been here first; then the sum is reached and nothing follows.
                let total = facts.total.map_or(payment.refunded_minor + minor, |total| total.minor);
                let outcome = take(tx, &inner, payment, total, note, now)?;
                if store::open_refund(tx, payment_id)?.is_some() {
                    store::end_refund(tx, open, "done", (0, 0), now)?;
                }
                Ok::<_, DbError>(outcome)
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
        (_, Some(total)) => take(tx, app, payment, total.minor, note, now),
    }
}

/// `total_minor` is what went back in all.
fn take(
    tx: &mut Tx<'_>,
    app: &App,
    mut payment: Payment,
    total_minor: i64,
    note: InvoiceId,
    now: Millis,
) -> Result<Outcome, DbError> {
    let event = Event::Refunded { total_minor };
    let (next, effect) =
        domain::payment::apply(payment.status, payment.amount.minor, payment.refunded_minor, event);
    let back = match effect {
        Effect::TakeBack { minor } => minor,
        Effect::Contradiction => {
            return Ok(Outcome::Parked(format!("more went back of {} than came", payment.id)));
        }
        _ => return Ok(Outcome::Nothing("it was known")),
    };
    let share =
        |refunded_minor| domain::payment::credits_back(payment.credits, payment.amount.minor, refunded_minor);
    let share = Credits(share(total_minor) - share(payment.refunded_minor));
    (payment.status, payment.refunded_minor) = (next, total_minor);
    store::move_payment(tx, &payment, now)?;
    let mut credits = (0, 0);
    if share > Credits::ZERO {
        // Sums only grow, so each names its part.
        let (cause, purchase) = (format!("refund:{}:{total_minor}", payment.id), settle::cause(payment.id));
        let refunded = ledger::refund_purchase(tx, payment.workspace, (&purchase, share), &cause, now);
        let refunded = refunded.map_err(settle::rule)?;
        credits = (refunded.taken.0, refunded.owed.0);
    }
    if next == domain::payment::Status::Refunded {
        offer::payment_refunded(tx, &payment, now)?;
    }
    // Somebody else's refund in the gateway's dashboard does not end ours, which is still to be sent.
    if let Some((id, _)) = store::open_refund(tx, payment.id)?.filter(|(_, minor)| *minor == back) {
        store::end_refund(tx, id, "done", credits, now)?;
    }
    invoice::credit(tx, app, &payment, back, note, now)?;
    Ok(Outcome::Done)
}
