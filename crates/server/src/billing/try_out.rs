//! A trial begins: the customer agreed to the charge that comes when it ends.
//!
//! Who had a trial before, as a person or by what they pay with, has none: the agreement is ended before anything is
//! charged, and they are told. What they pay with is told by the announcement of the agreement; a question to the
//! gateway does not tell it, so an answer to that waits a while for the announcement.

use domain::{
    ledger::{Actor, NewLot, lot::LotSource},
    money::Credits,
    payment::Gateway,
    subscription::{proration::Period, state::Status},
    time::{MINUTE_MS, Millis},
};

use super::{
    follow::{self, News},
    record::{CancelWish, Role, Subscription},
    settle::{self, Outcome},
    store, words,
};
use crate::{
    account, invoice, ledger,
    notice::{self, NewNotice, Tone},
    offer,
    platform::db::{DbError, Tx},
};

/// How long is waited for the announcement that tells what is paid with.
const UNTOLD_MS: i64 = 10 * MINUTE_MS;

/// Begins the trial of a subscription that was agreed to, or ends it where there is none for this person.
///
/// # Errors
/// [`DbError`].
pub(super) fn begin(
    tx: &mut Tx<'_>,
    mut one: Subscription,
    news: &News,
    now: Millis,
) -> Result<Outcome, DbError> {
    let Some((trial, ends)) = one.trial.zip(one.starts_at) else {
        return Ok(Outcome::Nothing("it is no trial"));
    };
    let payer = news.facts.payer.as_deref().map(|payer| settle::payer_key(one.gateway, payer));
    let waits = one.gateway == Gateway::Razorpay && now.since_ms(one.created_at) < UNTOLD_MS;
    if payer.is_none() && waits {
        return Ok(Outcome::Nothing("it does not say who pays; its announcement will"));
    }
    one.news_at = Some(one.news_at.map_or(news.at, |last| last.max(news.at)));
    one.method = news.facts.method.clone().or(one.method.take());
    if !offer::begin_trial(tx, &one, payer.as_deref(), now)? {
        refuse(tx, one, now)?;
        return Ok(Outcome::Done);
    }
    let _ = follow::retire_current(tx, one.workspace, now)?;
    (one.role, one.status) = (Role::Current, Status::Active);
    (one.covered_plan, one.period) = (Some(one.terms.plan), Some(Period { start: now, end: ends }));
    one.next_charge_at = Some(ends);
    account::set_plan(tx, one.workspace, one.terms.plan)?;
    let name = words::plan(one.terms.plan);
    let lot = NewLot {
        source: LotSource::Bonus,
        credits: Credits(trial.credits),
        expires_at: Some(ends),
        cause: format!("trial:{}", one.id),
        reason: format!("To try the {name} plan"),
    };
    ledger::grant_lot(tx, one.workspace, &lot, Actor::System, now).map_err(settle::rule)?;
    let told = NewNotice {
        cause: format!("trial:{}", one.id),
        kind: "trial",
        tone: Tone::Ok,
        title: format!("Your trial of the {name} plan has begun"),
        detail: format!(
            "{} credits to try it with. {} is charged on {}; cancel before and nothing is.",
            trial.credits,
            one.terms.price,
            invoice::day(ends)
        ),
        link: Some("/billing"),
    };
    notice::post(tx, one.workspace, &told, now)?;
    store::write_subscription(tx, &one, now)?;
    Ok(Outcome::Done)
}

fn refuse(tx: &mut Tx<'_>, mut one: Subscription, now: Millis) -> Result<(), DbError> {
    (one.role, one.status) = (Role::Past, Status::Cancelled);
    (one.cancel_wish, one.cancel_told) = (Some(CancelWish::AtOnce), false);
    let told = NewNotice {
        cause: format!("trial:{}", one.id),
        kind: "trial",
        tone: Tone::Bad,
        title: "No second trial".into(),
        detail: "There was a trial before, by you or with what you pay with. Nothing was charged, and the agreement \
                 was ended. You can subscribe without a trial."
            .into(),
        link: Some("/billing"),
    };
    notice::post(tx, one.workspace, &told, now)?;
    store::write_subscription(tx, &one, now)
}
