//! Opens at a gateway what was written down here: an order to pay, or a subscription to agree to.
//!
//! The row is there first, with the name that makes the call safe to repeat; then the gateway is asked; then its
//! answer is written. Whoever dies in between is asked again with the same name.

use domain::{
    id::UserId,
    payment::{Amount, Gateway as GatewayId},
    subscription::{
        price::{self, Interval},
        proration::Terms,
        state::Status,
    },
};
use payments::{
    Gateway,
    facts::{NewPayment, NewPlan, NewSubscription, Opened},
};

use super::{
    record::{Payment, Role, Subscription},
    store, words,
};
use crate::{account, app::App, failpoint, platform::db::DbError};

/// Why nothing could be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// No gateway is set up, or none of them answers. Nothing was charged.
    #[error("no gateway answers")]
    Unavailable,
    /// A gateway refused what we asked.
    #[error("the gateway refused: {0}")]
    Refused(String),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Something to open, at whichever gateway.
pub(super) enum New {
    Payment(NewPayment),
    /// Without the gateway's plan, which each gateway calls by another name.
    Subscription(NewSubscription, Terms),
}

/// Asks one gateway.
///
/// # Errors
/// [`payments::Error`].
pub(super) async fn ask(app: &App, gateway: &Gateway, new: &New) -> Result<Opened, payments::Error> {
    match new {
        New::Payment(new) => gateway.open_payment(new).await,
        New::Subscription(template, terms) => {
            let plan = gateway_plan(app, gateway, *terms).await?;
            gateway.open_subscription(&NewSubscription { plan, ..template.clone() }, app.env.now()).await
        }
    }
}

impl OpenError {
    pub(super) fn of(error: Option<payments::Error>) -> OpenError {
        match error {
            Some(error) if !error.is_its_own() => OpenError::Refused(error.to_string()),
            _ => OpenError::Unavailable,
        }
    }
}

/// Opens a payment; one that is open already stays as it is.
///
/// # Errors
/// [`OpenError`].
pub(super) async fn payment(app: &App, payment: Payment) -> Result<Payment, OpenError> {
    if payment.opened_id.is_some() || payment.paid_at.is_some() {
        return Ok(payment);
    }
    failpoint!("payment_written");
    let new = NewPayment {
        reference: payment.id.to_string(),
        amount: payment.amount,
        description: payment.description.clone(),
        email: email(app, payment.user).await?,
        return_url: format!("{}/checkout?id={}&returned=true", app.config.own_address(), payment.id),
    };
    let new = New::Payment(new);
    let (gateway, opened) =
        app.gateways.open(app, payment.amount.currency, &new).await.map_err(OpenError::of)?;
    failpoint!("payment_opened");
    let (id, now) = (payment.id, app.env.now());
    let Opened { id: opened_id, url } = opened;
    let kept = app.db.write(move |tx| {
        store::payment_opened(tx, id, gateway, &opened_id, url.as_deref(), now)?;
        store::payment_by_id(tx, id)?.ok_or(DbError::NoRow)
    });
    Ok(kept.await?)
}

/// Opens a subscription; one that is open already stays as it is. Where the gateway of the present one can put that on
/// another plan, nothing is opened: the present one is changed, and what is answered is past.
///
/// # Errors
/// [`OpenError`].
pub(super) async fn subscription(app: &App, one: Subscription) -> Result<Subscription, OpenError> {
    if one.opened_id.is_some() {
        return Ok(one);
    }
    failpoint!("subscription_written");
    if let Some((gateway, current)) = changeable(app, &one).await? {
        return put_on_plan(app, &gateway, &current, one).await;
    }
    let currency = one.terms.price.currency;
    let upfront = one.upfront_minor.map(|minor| {
        let name = format!("{}, first period", words::plan_period(one.terms.plan, one.terms.interval));
        (name, Amount { minor, currency })
    });
    let template = NewSubscription {
        reference: one.id.to_string(),
        plan: String::new(),
        interval: one.terms.interval,
        starts_at: one.starts_at,
        upfront,
        email: email(app, one.user).await?,
        return_url: format!("{}/checkout?id={}&returned=true", app.config.own_address(), one.id),
    };
    let new = New::Subscription(template, one.terms);
    let (gateway, opened) = app.gateways.open(app, currency, &new).await.map_err(OpenError::of)?;
    failpoint!("subscription_opened");
    let (id, now) = (one.id, app.env.now());
    let Opened { id: opened_id, url } = opened;
    let kept = app.db.write(move |tx| {
        store::subscription_opened(tx, id, gateway, &opened_id, url.as_deref(), now)?;
        store::subscription_by_id(tx, id)?.ok_or(DbError::NoRow)
    });
    Ok(kept.await?)
}

/// The present subscription that `next` follows, where its gateway can put it on the plan of `next`. Another interval
/// would be charged at once there, so that is agreed to anew.
async fn changeable(app: &App, next: &Subscription) -> Result<Option<(Gateway, Subscription)>, DbError> {
    let Some(replaced) = next.replaces else { return Ok(None) };
    let current = app.db.read(|reader| store::subscription_by_id(reader, replaced)).await?;
    let fits = |current: &Subscription| {
        current.role == Role::Current
            // One that was cancelled ends all the same; what follows it is agreed to anew.
            && current.cancel_wish.is_none()
            && current.gateway_id.is_some()
            && current.terms.interval == next.terms.interval
            && current.terms.price.currency == next.terms.price.currency
            && matches!(current.status, Status::Active | Status::PastDue)
    };
    let Some(current) = current.filter(fits) else { return Ok(None) };
    let gateway = app.gateways.get(current.gateway).filter(|gateway| gateway.changes_plans());
    Ok(gateway.map(|gateway| (gateway.clone(), current)))
}

/// Tells the gateway of the plan that is charged from the next period on, and writes it down.
async fn put_on_plan(
    app: &App,
    gateway: &Gateway,
    current: &Subscription,
    next: Subscription,
) -> Result<Subscription, OpenError> {
    let known_as = current.gateway_id.as_deref().unwrap_or_default();
    let told = async {
        let plan = gateway_plan(app, gateway, next.terms).await?;
        gateway.change_plan(known_as, &plan).await
    };
    told.await.map_err(|error| OpenError::of(Some(error)))?;
    failpoint!("plan_told");
    let (current, next, now) = (current.id, next.id, app.env.now());
    let written = app.db.write(move |tx| {
        let mut next = store::subscription_by_id(tx, next)?.ok_or(DbError::NoRow)?;
        if next.role == Role::Next {
            store::put_on_terms(tx, current, next.terms, now)?;
            (next.role, next.status) = (Role::Past, Status::Completed);
            store::write_subscription(tx, &next, now)?;
        }
        Ok::<_, DbError>(next)
    });
    Ok(written.await?)
}

/// The gateway's plan for these terms, made once for each price.
async fn gateway_plan(app: &App, gateway: &Gateway, terms: Terms) -> Result<String, payments::Error> {
    let reference = plan_reference(terms);
    let internal = |error: DbError| payments::Error::Unavailable(error.to_string());
    let id: GatewayId = gateway.id();
    let known = app.db.read(|reader| store::gateway_plan(reader, id, &reference)).await.map_err(internal)?;
    if let Some(known) = known {
        return Ok(known);
    }
    let new = NewPlan {
        name: words::plan_period(terms.plan, terms.interval),
        reference: reference.clone(),
        price: terms.price,
        interval: terms.interval,
    };
    let made = gateway.make_plan(&new).await?;
    let now = app.env.now();
    let kept = app.db.write(move |tx| {
        store::keep_gateway_plan(tx, id, &reference, &made, now)?;
        // Somebody else may have been first.
        store::gateway_plan(tx, id, &reference)?.ok_or(DbError::NoRow)
    });
    kept.await.map_err(internal)
}

fn plan_reference(terms: Terms) -> String {
    let Terms { plan, interval, price } = terms;
    let often = if interval == Interval::Annual { "annual" } else { "monthly" };
    format!("{}-{often}-{}-{}-v{}", plan.id(), price.currency.id(), price.minor, price::VERSION)
}

async fn email(app: &App, user: UserId) -> Result<String, DbError> {
    let user = app.db.read(|reader| account::user(reader, &user)).await?;
    Ok(user.map(|user| user.email).unwrap_or_default())
}
