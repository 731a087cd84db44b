//! Buys a pack, or begins a subscription.

use domain::{
    payment::{Amount, Currency, Gateway, Status as PaymentStatus},
    plan::Plan,
    subscription::{
        campaign::{self, Purpose as For, Refused},
        price::{self, Interval, Pack},
        proration::Terms,
        state::Status,
    },
    time::Millis,
};

use super::{
    change,
    open::{self, OpenError},
    record::{Payment, Purpose, Role, Subscription},
    settle::Fresh,
    store, words,
};
use crate::{
    app::App,
    auth::Caller,
    platform::{
        db::{DbError, Reader},
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
        let price = pack.price(currency);
        let (amount, coupon) = discounted(tx, &inner, caller, (price, For::Pack), coupon.as_deref(), now)?;
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
            opened_id: None,
            checkout_url: None,
            gateway_payment_id: None,
            gateway_charge_id: None,
            method: None,
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

/// Begins a subscription. One that waits for agreement to the same terms is answered again; one to other terms is
/// dropped for it.
///
/// # Errors
/// [`BuyError`].
pub(super) async fn subscription(
    app: &App,
    caller: Caller,
    (plan, interval): (Plan, Interval),
    price: Amount,
    coupon: Option<String>,
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
        let terms = Terms { plan, interval, price };
        let (paid, coupon) =
            discounted(tx, &inner, caller, (price, For::FirstPeriod), coupon.as_deref(), now)?;
        if let Some(next) = store::subscription_of(tx, caller.workspace_id, Role::Next)?
            && next.terms == terms
            && next.coupon == coupon
        {
            return Ok(next);
        }
        change::drop_next(tx, caller.workspace_id, now)?;
        let new = first(caller, terms, coupon.as_ref().map(|_| paid.minor), coupon, fresh, now);
        store::insert_subscription(tx, &new)?;
        Ok(new)
    });
    Ok(open::subscription(app, written.await?).await?)
}

fn first(
    caller: Caller,
    terms: Terms,
    upfront_minor: Option<i64>,
    coupon: Option<String>,
    fresh: Fresh,
    now: Millis,
) -> Subscription {
    let day = domain::calendar::Date::of(now, domain::calendar::INDIA_OFFSET_MS).day;
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
        coupon,
        covered_plan: None,
        status: Status::Pending,
        role: Role::Next,
        replaces: None,
        // With a first period at another price, the regular charges begin after it.
        starts_at: upfront_minor.map(|_| terms.interval.end(now, day)),
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

/// The price with a coupon, and the coupon as it is written.
fn discounted(
    reader: &Reader<'_>,
    app: &App,
    caller: Caller,
    (price, purpose): (Amount, For),
    code: Option<&str>,
    now: Millis,
) -> Result<(Amount, Option<String>), BuyError> {
    let Some(code) = code.filter(|code| !code.trim().is_empty()) else { return Ok((price, None)) };
    let campaign = campaign::find(&app.config.billing.campaigns, code).ok_or(Refused::Unknown)?;
    let uses = store::coupon_uses(reader, &campaign.code, caller.workspace_id)?;
    Ok((campaign.price(price, purpose, uses, now)?, Some(campaign.code.clone())))
}

/// What a plan costs in a currency; nothing for the free one.
pub(super) fn plan_price(plan: Plan, interval: Interval, currency: Currency) -> Option<Amount> {
    price::plan(plan, interval, currency)
}
