//! Asks the gateways what their announcements did not tell, and does what the clock asks for.
//!
//! Announcements only shorten the wait: a lost one is found here. The same functions answer a customer's browser that
//! says it has paid. Nothing is believed that the gateway does not say itself.

use std::time::Duration;

use domain::{
    id::PaymentId,
    payment::Gateway as GatewayId,
    subscription::{
        dunning,
        state::{Event, Status},
    },
    time::{DAY_MS, HOUR_MS, MINUTE_MS, Millis, SECOND_MS},
};
use payments::facts::PaymentState;

use super::{
    dispute, dunning as told,
    follow::{self, News},
    manage, open,
    record::{Payment, Role, Subscription},
    refund,
    settle::{self, Fresh, Outcome},
    store, webhook,
};
use crate::{
    app::App,
    platform::db::{DbError, Reader},
};

/// Rows looked at in one go.
const ROWS_AT_ONCE: u32 = 100;
/// A payment that nobody heard of for so long is asked about.
const QUIET_MS: i64 = MINUTE_MS;
/// A bank may say yes for three days; a day more for clocks that disagree.
const PAYABLE_MS: i64 = 4 * DAY_MS;
/// A subscription that nobody agreed to is dropped after this long.
const AGREEABLE_MS: i64 = 7 * DAY_MS;

/// Looks every `billing.reconcile_seconds` until the server stops.
pub async fn watch(app: App) {
    let pause = Duration::from_secs(app.config.billing.reconcile_seconds.max(1));
    loop {
        if let Err(error) = look(&app).await {
            tracing::error!(%error, "payments could not be looked after; they will be at the next look");
        }
        tokio::select! {
            () = app.stopping.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// One look at everything that waits: announcements, payments, subscriptions, wishes, refunds, the clock.
///
/// # Errors
/// [`DbError`]; a gateway that does not answer is asked at the next look.
pub async fn look(app: &App) -> Result<(), DbError> {
    webhook::drain(app).await?;
    let now = app.env.now();
    let mut after = PaymentId::from_parts(now.plus_ms(-PAYABLE_MS), [0; 10]).to_string();
    let (quiet, hour_ago) = (now.plus_ms(-QUIET_MS), now.plus_ms(-HOUR_MS));
    loop {
        let look = |reader: &Reader<'_>| store::unpaid(reader, &after, quiet, hour_ago, ROWS_AT_ONCE);
        let waiting = app.db.read(look).await?;
        let Some(last) = waiting.last() else { break };
        after = last.id.to_string();
        for one in &waiting {
            payment(app, one).await?;
            let id = one.id;
            app.db.write(move |tx| store::payment_asked(tx, id, now)).await?;
        }
    }
    let mut after = String::new();
    loop {
        let live = app.db.read(|reader| store::live(reader, &after, now, ROWS_AT_ONCE)).await?;
        let Some(last) = live.last() else { break };
        after = last.id.to_string();
        for one in &live {
            subscription(app, one).await?;
        }
    }
    clock(app).await?;
    changes(app).await?;
    told::tell(app).await?;
    dispute::ask(app).await?;
    dispute::find(app).await?;
    refunds(app).await
}

/// Asks about a payment and takes in what the gateway says. A gateway that does not answer changes nothing.
///
/// # Errors
/// [`DbError`].
pub(super) async fn payment(app: &App, one: &Payment) -> Result<(), DbError> {
    let (Some(gateway), Some(opened)) = (app.gateways.get(one.gateway), &one.opened_id) else {
        return Ok(());
    };
    let tries = match gateway.tries(opened).await {
        Ok(tries) => tries,
        Err(error) => {
            tracing::warn!(payment.id = %one.id, %error, "a gateway could not be asked about a payment");
            return Ok(());
        }
    };
    // One that went through counts, whatever became of the others.
    let best = tries.into_iter().max_by_key(|facts| match facts.state {
        PaymentState::Captured => 3,
        PaymentState::Authorised => 2,
        PaymentState::Failed | PaymentState::Lost => 1,
        PaymentState::Begun => 0,
    });
    let Some(facts) = best else { return Ok(()) };
    let (fresh, now, inner, id) = (Fresh::draw(&app.env), app.env.now(), app.clone(), one.gateway);
    let outcome = app.db.write(move |tx| settle::settle(tx, &inner, id, &facts, fresh, now)).await?;
    report(&outcome, "a payment");
    Ok(())
}

/// Asks about a subscription: every charge that went through, then how it stands.
///
/// # Errors
/// [`DbError`].
pub(super) async fn subscription(app: &App, one: &Subscription) -> Result<(), DbError> {
    let (Some(gateway), Some(known_as)) = (app.gateways.get(one.gateway), one.known_as()) else {
        return Ok(());
    };
    let asked = async {
        let facts = gateway.subscription(known_as).await?;
        let charges = match &facts.id {
            Some(id) => gateway.charges(id).await?,
            None => Vec::new(),
        };
        Ok::<_, payments::Error>((facts, charges))
    };
    let (facts, charges) = match asked.await {
        Ok(answered) => answered,
        Err(error) => {
            tracing::warn!(subscription.id = %one.id, %error, "a gateway could not be asked about a subscription");
            return Ok(());
        }
    };
    // Gateways tell whole seconds: what they announce in this one is not older than this look.
    let now = Millis(app.env.now().0.div_euclid(SECOND_MS) * SECOND_MS);
    // They come oldest first, so that the newest period is the one that stays.
    let newest = charges.len();
    for (index, charge) in charges.into_iter().enumerate() {
        let mut facts = facts.clone();
        facts.reference = Some(one.id.to_string());
        if index + 1 < newest {
            facts.period = None;
        }
        let event =
            if one.upfront_minor.is_some() && index == 0 { Event::Authorised } else { Event::Charged };
        take(app, News { gateway: one.gateway, event, facts, charge: Some(charge), at: now }).await?;
    }
    if let Some(event) = facts.event {
        let facts = payments::facts::SubscriptionFacts { reference: Some(one.id.to_string()), ..facts };
        take(app, News { gateway: one.gateway, event, facts, charge: None, at: now }).await?;
    }
    Ok(())
}

async fn take(app: &App, news: News) -> Result<(), DbError> {
    let (fresh, now, inner) = (Fresh::draw(&app.env), app.env.now(), app.clone());
    let outcome = app.db.write(move |tx| follow::follow(tx, &inner, &news, fresh, now)).await?;
    report(&outcome, "a subscription");
    Ok(())
}

/// What nobody announced and does not fit is said to the operator; an announcement is parked with its reason.
fn report(outcome: &Outcome, what: &str) {
    if let Outcome::Parked(reason) = outcome {
        tracing::error!(reason, "what a gateway says of {what} does not fit; nothing was given");
    }
}

/// What the clock asks for: periods that ended, charges that failed too long, agreements that never came, and wishes
/// that a gateway does not know yet.
async fn clock(app: &App) -> Result<(), DbError> {
    let now = app.env.now();
    let watched = app.db.read(|reader| store::watched(reader, now, ROWS_AT_ONCE)).await?;
    for one in watched {
        if one.cancel_wish.is_some() && !one.cancel_told {
            if let Err(error) = manage::tell(app, &one).await {
                tracing::warn!(subscription.id = %one.id, %error, "a gateway could not be told to stop charging");
            }
            continue;
        }
        if let Some(event) = due(app, &one, now) {
            let id = one.id;
            let written = app.db.write(move |tx| {
                let one = store::subscription_by_id(tx, id)?.ok_or(DbError::NoRow)?;
                follow::moved(tx, one, event, &manage::silent(), now)
            });
            written.await?;
        }
    }
    Ok(())
}

fn due(app: &App, one: &Subscription, now: Millis) -> Option<Event> {
    let late = app.config.billing.renewal_late_days * DAY_MS;
    let ended = one.period.is_some_and(|period| period.end <= now);
    match one.status {
        Status::PastDue => {
            let since = one.past_due_since?;
            dunning::at(since, app.config.billing.grace_days, now).is_over.then_some(Event::GraceOver)
        }
        // What was cancelled ends with what was paid for.
        status if status.has_ended() && one.role == Role::Current => ended.then_some(Event::PeriodOver),
        Status::Active if one.cancel_wish.is_some() => ended.then_some(Event::CancelledAtOnce),
        Status::Active => {
            one.period.is_some_and(|period| period.end.plus_ms(late) <= now).then_some(Event::PeriodOver)
        }
        Status::Pending => {
            // A trial is shorter with every day that it waits: it is opened anew.
            let until = match one.trial {
                Some(_) => one.created_at.plus_ms(DAY_MS),
                None => one.starts_at.unwrap_or(one.created_at.plus_ms(AGREEABLE_MS)),
            };
            (until <= now).then_some(Event::Expired)
        }
        _ => None,
    }
}

/// Changes of plan that a gateway can make without the customer: it is told of those that it does not know yet.
async fn changes(app: &App) -> Result<(), DbError> {
    for id in GatewayId::ALL {
        if !app.gateways.get(id).is_some_and(payments::Gateway::changes_plans) {
            continue;
        }
        let untold = app.db.read(|reader| store::unopened_changes(reader, id, ROWS_AT_ONCE)).await?;
        for one in untold {
            let name = one.id;
            if let Err(error) = open::subscription(app, one).await {
                tracing::warn!(subscription.id = %name, %error, "a gateway could not be told of another plan");
            }
        }
    }
    Ok(())
}

/// Refunds whose answer was lost are asked for again, with the same name.
async fn refunds(app: &App) -> Result<(), DbError> {
    let asked = app.db.read(|reader| store::asked_refunds(reader, ROWS_AT_ONCE)).await?;
    for (id, payment, minor) in asked {
        let found = app.db.read(|reader| store::payment_by_id(reader, payment)).await?;
        let Some(payment) = found else { continue };
        if let Err(error) = refund::send(app, id, &payment, minor).await {
            tracing::warn!(payment.id = %payment.id, %error, "a refund is still open");
        }
    }
    Ok(())
}
