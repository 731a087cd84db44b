//! News of a subscription, from wherever it comes, in one transaction: its next state, the plan of its workspace, the
//! credits of a paid period and its invoice.
//!
//! Only the current subscription of a workspace decides its plan. One that was opened to follow it becomes current
//! when the customer has agreed to it; the paid time of the old one is carried over, and the old one is cancelled.

use domain::{
    calendar::{Date, INDIA_OFFSET_MS},
    payment::{Amount, Gateway, Status as PaymentStatus},
    plan::Plan,
    subscription::{
        price,
        proration::{Period, Terms},
        state::{self, Effect, Event, Status},
    },
    time::Millis,
};
use payments::facts::{PaymentFacts, SubscriptionFacts};

use super::{
    record::{CancelWish, Payment, Purpose, Role, Subscription},
    settle::{self, Fresh, Outcome},
    store, try_out,
};
use crate::{
    account,
    app::App,
    ledger,
    platform::db::{DbError, Tx},
};

/// News of a subscription.
#[derive(Clone, Debug)]
pub(super) struct News {
    pub(super) gateway: Gateway,
    pub(super) event: Event,
    pub(super) facts: SubscriptionFacts,
    pub(super) charge: Option<PaymentFacts>,
    /// When it happened, by the gateway's clock.
    pub(super) at: Millis,
}

/// Takes news of a subscription in.
///
/// # Errors
/// [`DbError`].
pub(super) fn follow(
    tx: &mut Tx<'_>,
    app: &App,
    news: &News,
    fresh: Fresh,
    now: Millis,
) -> Result<Outcome, DbError> {
    let Some(mut one) = find(tx, news)? else {
        let name = news.facts.id.as_deref().unwrap_or("it");
        return Ok(Outcome::Parked(format!("nobody here subscribed to {name}")));
    };
    if one.gateway_id.is_none() {
        one.gateway_id = news.facts.id.clone();
    }
    if one.waits_for_trial() && news.event == Event::Authorised {
        return try_out::begin(tx, one, news, now);
    }
    if let Some(charge) = &news.charge
        && let Some(paid) = expected_charge(tx, &one, news, charge)?
    {
        return match paid {
            Ok(terms) => charged(tx, app, one, (news, terms), fresh, now),
            Err(sentence) => Ok(Outcome::Parked(sentence)),
        };
    }
    if news.event == Event::Charged || !state::is_news(news.event, one.news_at, news.at) {
        return Ok(Outcome::Nothing("older than what is known"));
    }
    one.news_at = Some(news.at);
    moved(tx, one, news.event, &news.facts, now)?;
    Ok(Outcome::Done)
}

fn find(tx: &Tx<'_>, news: &News) -> Result<Option<Subscription>, DbError> {
    if let Some(id) = &news.facts.id
        && let Some(found) = store::subscription_by_gateway(tx, news.gateway, id)?
    {
        return Ok(Some(found));
    }
    match news.facts.reference.as_deref().and_then(|text| text.parse().ok()) {
        Some(id) => {
            let found = store::subscription_by_id(tx, id)?;
            Ok(found.filter(|one| one.gateway == news.gateway))
        }
        None => Ok(None),
    }
}

/// What a charge pays for, if it is one that was agreed to; nothing where the news is no charge of a period. A renewal may
/// cross a change of plan: one at a price that this subscription was charged before pays for what it paid for then.
fn expected_charge(
    tx: &Tx<'_>,
    one: &Subscription,
    news: &News,
    charge: &PaymentFacts,
) -> Result<Option<Result<Terms, String>>, DbError> {
    let upfront = one.upfront_minor.filter(|_| one.charges == 0);
    let expected = Amount { minor: upfront.unwrap_or(one.terms.price.minor), ..one.terms.price };
    let fits = charge.amount == Some(expected);
    if news.event != Event::Charged {
        // What is paid with the agreement is the first period, where that has a price of its own.
        return Ok((upfront.is_some() && fits).then_some(Ok(one.terms)));
    }
    if fits {
        return Ok(Some(Ok(one.terms)));
    }
    let former = charge.amount.map(|price| store::charged_before(tx, one.id, price)).transpose()?;
    let came = charge.amount.map_or_else(|| "another currency".to_owned(), |amount| amount.to_string());
    let odd = || format!("{} is charged {expected}, {came} came", one.id);
    Ok(Some(former.flatten().ok_or_else(odd)))
}

fn charged(
    tx: &mut Tx<'_>,
    app: &App,
    mut one: Subscription,
    (news, paid): (&News, Terms),
    fresh: Fresh,
    now: Millis,
) -> Result<Outcome, DbError> {
    let Some(charge) = &news.charge else { return Ok(Outcome::Nothing("no charge came with it")) };
    if store::payment_by_gateway(tx, news.gateway, &charge.id)?.is_some() {
        return settle::name_charge(tx, news.gateway, charge, now);
    }
    let period = paid_period(&one, news, now);
    let (next, effect) = state::apply(one.status, Event::Charged);
    let payment = payment_of(&one, charge, (period, paid), fresh, now);
    store::insert_payment(tx, &payment)?;
    store::move_payment(tx, &payment, now)?;
    let decides = effect == Effect::Entitle && one.role != Role::Past;
    if decides {
        if one.role == Role::Next {
            retire_current(tx, one.workspace, now)?;
            one.role = Role::Current;
        }
        let cause = super::period_cause(&payment).unwrap_or_default();
        let share = app.config.billing.roll_over_percent;
        ledger::end_period(tx, one.workspace, &cause, share, now).map_err(settle::rule)?;
        account::set_plan(tx, one.workspace, paid.plan)?;
        one.covered_plan = Some(paid.plan);
        one.period = Some(period);
    }
    store::recovered(tx, one.id, now)?;
    one.status = next;
    one.charges += 1;
    one.past_due_since = None;
    one.news_at = Some(one.news_at.map_or(news.at, |last| last.max(news.at)));
    take_over(&mut one, &news.facts);
    store::write_subscription(tx, &one, now)?;
    settle::fulfil(tx, app, &payment, fresh, now)?;
    Ok(Outcome::Done)
}

/// The period that a charge pays for: as the gateway says it, else the one after what is paid already.
fn paid_period(one: &Subscription, news: &News, now: Millis) -> Period {
    if one.charges == 0
        && one.upfront_minor.is_some()
        && let Some(end) = one.starts_at
    {
        return Period { start: now, end };
    }
    if let Some((start, end)) = news.facts.period.filter(|(start, end)| end > start) {
        return Period { start, end };
    }
    let start = one.period.map(|period| period.end).or(one.starts_at).unwrap_or(now);
    let day = Date::of(start, INDIA_OFFSET_MS).day;
    Period { start, end: one.terms.interval.end(start, day) }
}

fn payment_of(
    one: &Subscription,
    charge: &PaymentFacts,
    (period, paid): (Period, Terms),
    fresh: Fresh,
    now: Millis,
) -> Payment {
    let upfront = one.upfront_minor.filter(|_| one.charges == 0);
    Payment {
        id: fresh.payment,
        workspace: one.workspace,
        user: one.user,
        gateway: one.gateway,
        purpose: Purpose::Subscription,
        subscription: Some(one.id),
        credits: price::plan_credits(paid.plan, paid.interval).0 * upfront.map_or(1, |_| one.upfront_periods),
        plan: Some(paid.plan),
        interval: Some(paid.interval),
        period: Some(period),
        coupon: upfront.and(one.coupon.clone()),
        description: super::words::plan_period(paid.plan, paid.interval),
        amount: Amount { minor: upfront.unwrap_or(paid.price.minor), ..paid.price },
        status: PaymentStatus::Paid,
        refunded_minor: 0,
        charged_back_minor: 0,
        opened_id: None,
        checkout_url: None,
        gateway_payment_id: Some(charge.id.clone()),
        gateway_charge_id: charge.charge_id.clone(),
        method: charge.method.clone(),
        payer_key: charge.payer.as_deref().map(|payer| settle::payer_key(one.gateway, payer)),
        regular_minor: Some(paid.price.minor),
        failure: None,
        failure_text: None,
        created_at: now,
        paid_at: Some(now),
    }
}

/// An event that is no charge.
///
/// # Errors
/// [`DbError`].
pub(super) fn moved(
    tx: &mut Tx<'_>,
    mut one: Subscription,
    event: Event,
    facts: &SubscriptionFacts,
    now: Millis,
) -> Result<(), DbError> {
    let (next, effect) = state::apply(one.status, event);
    one.status = next;
    take_over(&mut one, facts);
    if one.role == Role::Next && next == Status::Authorised {
        begin(tx, &mut one, now)?;
    }
    match effect {
        Effect::Warn => {
            if one.past_due_since.is_none() {
                store::charge_failed(tx, &one, now)?;
            }
            one.past_due_since = Some(one.past_due_since.unwrap_or(now));
        }
        Effect::Withdraw if one.role == Role::Current => {
            account::set_plan(tx, one.workspace, Plan::Free)?;
            // One that pauses keeps what was covered, for when it goes on.
            if event != Event::Paused {
                one.covered_plan = None;
            }
        }
        Effect::Restore if one.role == Role::Current => {
            if let Some(plan) = one.covered_plan_until(now) {
                account::set_plan(tx, one.workspace, plan)?;
            }
        }
        _ => {}
    }
    if effect == Effect::Withdraw {
        store::plan_lost(tx, one.id, now)?;
    }
    // What is still covered stays current until its period is over, which takes the plan back.
    if next.has_ended() && (one.role == Role::Next || one.covered_plan.is_none()) {
        one.role = Role::Past;
    }
    store::write_subscription(tx, &one, now)
}

impl Subscription {
    /// Whether it was opened as a trial that did not begin.
    fn waits_for_trial(&self) -> bool {
        self.trial.is_some()
            && self.role == Role::Next
            && self.covered_plan.is_none()
            && !self.status.has_ended()
    }

    /// The plan of the paid period, unless that is over.
    fn covered_plan_until(&self, now: Millis) -> Option<Plan> {
        self.period.filter(|period| period.end > now)?;
        Some(self.covered_plan.unwrap_or(self.terms.plan))
    }
}

fn take_over(one: &mut Subscription, facts: &SubscriptionFacts) {
    one.next_charge_at = if one.status.has_ended() { None } else { facts.next_charge.or(one.next_charge_at) };
    one.charges_left = facts.charges_left.or(one.charges_left);
    one.method = facts.method.clone().or(one.method.take());
}

/// The customer agreed to what was to follow: it takes the place of the present one, with the time that is paid.
fn begin(tx: &mut Tx<'_>, one: &mut Subscription, now: Millis) -> Result<(), DbError> {
    let old = retire_current(tx, one.workspace, now)?;
    one.role = Role::Current;
    if let Some(old) = old
        && let Some(plan) = old.covered_plan_until(now)
    {
        (one.period, one.covered_plan) = (old.period, Some(plan));
        one.status = Status::Active;
    }
    Ok(())
}

/// Takes the role from the current subscription, where there is one, and wishes its end.
pub(super) fn retire_current(
    tx: &mut Tx<'_>,
    workspace: domain::id::WorkspaceId,
    now: Millis,
) -> Result<Option<Subscription>, DbError> {
    let Some(old) = store::subscription_of(tx, workspace, Role::Current)? else { return Ok(None) };
    let mut retired = old.clone();
    retired.role = Role::Past;
    if !retired.status.has_ended() {
        (retired.cancel_wish, retired.cancel_told) = (Some(CancelWish::AtOnce), false);
    }
    store::write_subscription(tx, &retired, now)?;
    Ok(Some(old))
}
