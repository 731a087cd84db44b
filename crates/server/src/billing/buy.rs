//! Buys a pack, or begins a subscription.

use domain::{
    payment::{Amount, Currency, Gateway, Status as PaymentStatus},
    plan::Plan,
    subscription::{
        campaign::{Goods, Refused},
        price::{self, Interval, Pack},
        proration::Terms,
        state::Status,
        trial,
    },
    time::{DAY_MS, HOUR_MS, Millis},
};

use super::{
    change,
    coupon::{self, Discounted},
    open::{self, OpenError},
    record::{Payment, Purpose, Role, Subscription, TrialTerms},
    settle::Fresh,
    store, words,
};
use crate::{
    app::App,
    auth::Caller,
    offer::{self, TrialRefused},
    platform::{
        db::DbError,
        idempotency::{self, Known},
    },
};

/// Why nothing was bought. Nothing was charged.
#[derive(Debug, thiserror::Error)]
pub enum BuyError {
    /// The State is not known yet.
    #[error("no billing address")]
    NoProfile,
    /// There is a subscription already: it is changed, not doubled.
    #[error("subscribed already")]
    Subscribed,
    /// The code is not taken.
    #[error(transparent)]
    Coupon(#[from] Refused),
    /// There is no trial, or none for this person.
    #[error(transparent)]
    Trial(#[from] TrialRefused),
    /// The same key came with another request.
    #[error("the key was used for another request")]
    KeyReused,
    /// The gateway did not do its part.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Buys a pack. The same key answers the same payment.
///
/// # Errors
/// [`BuyError`].
pub(super) async fn pack(
    app: &App,
    caller: Caller,
    pack: Pack,
    currency: Currency,
    coupon: Option<String>,
    key: String,
) -> Result<Payment, BuyError> {
    let (fresh, now) = (Fresh::draw(&app.env), app.env.now());
    let inner = app.clone();
    let written = app.db.write(move |tx| {
        let hash = format!("pack:{}:{}:{coupon:?}", pack.credits, currency.id());
        match idempotency::claim(tx, caller.workspace_id, &key, &hash, &fresh.payment.to_string(), now)? {
            Known::New => {}
            Known::Other => return Err(BuyError::KeyReused),
            Known::Same(id) => {
                let id = id.parse().map_err(|_| DbError::NoRow)?;
                return Ok(store::payment_by_id(tx, id)?.ok_or(DbError::NoRow)?);
            }
        }
        if store::profile(tx, caller.workspace_id)?.is_none() {
            return Err(BuyError::NoProfile);
        }
        let goods = (pack.price(currency), Goods::Pack(pack.credits.0));
        let Discounted { amount, coupon, .. } =
            coupon::price(tx, &inner, Some(caller), goods, coupon.as_deref(), now)?;
        let payment = Payment {
            id: fresh.payment,
            workspace: caller.workspace_id,
            user: caller.user_id,
            gateway: Gateway::order(currency)[0],
            purpose: Purpose::Pack,
            subscription: None,
            credits: pack.credits.0,
            plan: None,
            interval: None,
            period: None,
            coupon,
            description: words::pack(pack.credits.0),
            amount,
            status: PaymentStatus::Open,
            refunded_minor: 0,
            charged_back_minor: 0,
            opened_id: None,
            checkout_url: None,
            gateway_payment_id: None,
            gateway_charge_id: None,
            method: None,
            payer_key: None,
            regular_minor: None,
            failure: None,
            failure_text: None,
            created_at: now,
            paid_at: None,
        };
        store::insert_payment(tx, &payment)?;
        Ok(payment)
    });
    Ok(open::payment(app, written.await?).await?)
}

/// What somebody wants to subscribe to.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) plan: Plan,
    pub(super) interval: Interval,
    pub(super) price: Amount,
    pub(super) coupon: Option<String>,
    /// Whether it is to be tried before the first charge.
    pub(super) trial: bool,
}

/// How long one that waits for agreement is answered again with a trial: its first charge is on a fixed day.
const TRIAL_OPEN_MS: i64 = HOUR_MS;

/// Begins a subscription. One that waits for agreement to the same terms is answered again; one to other terms is
/// dropped for it.
///
/// # Errors
/// [`BuyError`].
pub(super) async fn subscription(
    app: &App,
    caller: Caller,
    wanted: Wanted,
) -> Result<Subscription, BuyError> {
    let (fresh, now) = (Fresh::draw(&app.env), app.env.now());
    let inner = app.clone();
    let written = app.db.write(move |tx| {
        if store::profile(tx, caller.workspace_id)?.is_none() {
            return Err(BuyError::NoProfile);
        }
        let current = store::subscription_of(tx, caller.workspace_id, Role::Current)?;
        if current.is_some_and(|one| !one.status.has_ended() && one.status != Status::Halted) {
            return Err(BuyError::Subscribed);
        }
        let Wanted { plan, interval, price, .. } = wanted;
        let goods = (price, Goods::Subscription(plan, interval));
        let paid = coupon::price(tx, &inner, Some(caller), goods, wanted.coupon.as_deref(), now)?;
        let tried = wanted.trial.then(|| trial::find(&inner.config.billing.trials, plan, now));
        let tried = tried.map(|found| found.ok_or(TrialRefused::None)).transpose()?;
        if tried.is_some() {
            if paid.coupon.is_some() {
                return Err(TrialRefused::WithCoupon.into());
            }
            offer::check_trial(tx, caller)?;
        }
        let trial = tried.map(|found| TrialTerms { days: found.days, credits: found.credits });
        let terms = Terms { plan, interval, price };
        if let Some(next) = store::subscription_of(tx, caller.workspace_id, Role::Next)?
            && (next.terms, &next.coupon, next.trial) == (terms, &paid.coupon, trial)
            && (trial.is_none() || now.since_ms(next.created_at) < TRIAL_OPEN_MS)
        {
            return Ok(next);
        }
        change::drop_next(tx, caller.workspace_id, now)?;
        let new = first(caller, terms, paid, trial, fresh, now);
        store::insert_subscription(tx, &new)?;
        Ok(new)
    });
    Ok(open::subscription(app, written.await?).await?)
}

fn first(
    caller: Caller,
    terms: Terms,
    paid: Discounted,
    trial: Option<TrialTerms>,
    fresh: Fresh,
    now: Millis,
) -> Subscription {
    let day = domain::calendar::Date::of(now, domain::calendar::INDIA_OFFSET_MS).day;
    let upfront_minor = paid.coupon.as_ref().map(|_| paid.amount.minor);
    let months = terms.interval.months() * paid.periods;
    Subscription {
        id: fresh.subscription,
        workspace: caller.workspace_id,
        user: caller.user_id,
        gateway: Gateway::order(terms.price.currency)[0],
        gateway_id: None,
        opened_id: None,
        checkout_url: None,
        terms,
        upfront_minor,
        upfront_periods: paid.periods,
        trial,
        coupon: paid.coupon,
        covered_plan: None,
        status: Status::Pending,
        role: Role::Next,
        replaces: None,
        // With first periods at another price, or a trial, the regular charges begin after it.
        starts_at: match trial {
            Some(trial) => Some(now.plus_ms(trial.days * DAY_MS)),
            None => upfront_minor.map(|_| domain::calendar::plus_months(now, months, day)),
        },
        period: None,
        next_charge_at: None,
        charges: 0,
        charges_left: None,
        method: None,
        past_due_since: None,
        cancel_wish: None,
        cancel_told: false,
        news_at: None,
        created_at: now,
    }
}

/// What a plan costs in a currency; nothing for the free one.
pub(super) fn plan_price(plan: Plan, interval: Interval, currency: Currency) -> Option<Amount> {
    price::plan(plan, interval, currency)
}
