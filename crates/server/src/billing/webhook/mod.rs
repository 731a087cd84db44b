//! What gateways announce: kept as it came, then handled, as often as it takes.
//!
//! An announcement is verified over its raw bytes, written with its headers, and answered; only then is it read.
//! Handling is a function of the stored bytes, in one transaction with the mark that it was handled: a copy finds the
//! name taken, a crash finds the row waiting, and an administrator may have it handled once more. What is not
//! understood or does not fit is parked with the reason; nothing is given for it.

mod http;

use domain::{
    id::{InvoiceId, WebhookEventId},
    subscription::state::Event,
    time::{HOUR_MS, Millis},
};
pub(super) use http::routes;
use payments::facts::{Announcement, Notice, PaymentState};

use super::{
    dispute,
    follow::{self, News},
    refund,
    settle::{self, Fresh, Outcome},
    store,
};
use crate::{
    app::App,
    platform::db::{DbError, Tx},
};

/// Announcements handled in one go.
const AT_ONCE: u32 = 100;
/// How long an announcement waits for what it speaks of.
const PATIENCE_MS: i64 = HOUR_MS;

/// Handles everything that waits.
///
/// # Errors
/// [`DbError`].
pub(super) async fn drain(app: &App) -> Result<(), DbError> {
    let waiting = app.db.read(|reader| store::waiting_events(reader, AT_ONCE)).await?;
    for id in waiting {
        handle(app, id).await?;
    }
    Ok(())
}

/// Handles one announcement, anew where it was handled before: what was done stays done.
///
/// # Errors
/// [`DbError`]; the announcement waits then.
pub(super) async fn handle(app: &App, id: WebhookEventId) -> Result<(), DbError> {
    let (inner, fresh, now) = (app.clone(), Fresh::draw(&app.env), app.env.now());
    let note = app.env.new_id();
    let outcome = app.db.write(move |tx| {
        let stored = store::event_by_id(tx, id)?.ok_or(DbError::NoRow)?;
        let outcome = match payments::read(stored.gateway, &stored.body) {
            Err(sentence) => Outcome::Parked(sentence),
            Ok(read) => take(tx, &inner, &stored, read, (fresh, note), now)?,
        };
        let outcome = match outcome {
            Outcome::Waits { or, .. } if now.since_ms(stored.received_at) >= PATIENCE_MS => *or,
            other => other,
        };
        let (status, reason) = match &outcome {
            Outcome::Done => ("done", None),
            Outcome::Waits { reason, .. } => ("stored", Some(reason.as_str())),
            Outcome::Nothing(reason) => ("ignored", Some(*reason)),
            Outcome::Parked(reason) => ("parked", Some(reason.as_str())),
        };
        store::event_handled(tx, id, status, reason, now)?;
        Ok::<_, DbError>(outcome)
    });
    if let Outcome::Parked(reason) = outcome.await? {
        tracing::error!(webhook.id = %id, reason, "an announcement of a gateway was parked; nothing was given for it");
    }
    Ok(())
}

fn take(
    tx: &mut Tx<'_>,
    app: &App,
    stored: &store::StoredEvent,
    read: Announcement,
    (fresh, note): (Fresh, InvoiceId),
    now: Millis,
) -> Result<Outcome, DbError> {
    let (gateway, at) = (stored.gateway, read.at.unwrap_or(stored.received_at));
    match read.notice {
        Notice::Other => Ok(Outcome::Nothing("it does not concern us")),
        Notice::Payment(facts) => settle::settle(tx, app, gateway, &facts, fresh, now),
        Notice::Dispute(facts) => dispute::told(tx, app, gateway, &facts, (fresh, note), now),
        Notice::Refund(facts) => refund::told(tx, app, gateway, &facts, note, now),
        Notice::Subscription { event, subscription, charge } => {
            let charge = charge.filter(|charge| charge.state == PaymentState::Captured);
            if event == Event::Charged && charge.is_none() {
                return Ok(Outcome::Parked("a charge that was not captured".to_owned()));
            }
            let news = News { gateway, event, facts: subscription, charge, at };
            follow::follow(tx, app, &news, fresh, now)
        }
    }
}
