//! Cancel, pause, resume: the wish is written, the gateway is told, what follows is written.

use domain::{
    id::WorkspaceId,
    subscription::state::{Event, Status},
};
use payments::facts::{Cancel, SubscriptionFacts};

use super::{
    change, follow,
    record::{CancelWish, Role, Subscription},
    store,
};
use crate::{app::App, failpoint, platform::db::DbError};

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ManageError {
    /// There is nothing to manage.
    #[error("There is no subscription.")]
    NoSubscription,
    /// Not from where it stands.
    #[error("The subscription cannot do that now.")]
    NotNow,
    /// The gateway did not do its part.
    #[error("the gateway did not: {0}")]
    Gateway(#[from] payments::Error),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// What is said about a subscription when we ourselves changed it.
pub(super) fn silent() -> SubscriptionFacts {
    SubscriptionFacts {
        id: None,
        reference: None,
        period: None,
        next_charge: None,
        charges_left: None,
        method: None,
        payer: None,
        event: None,
    }
}

/// Stops charging, now or when the paid period ends. What waits to follow is dropped. Doing it twice is no mistake.
///
/// # Errors
/// [`ManageError`].
pub(super) async fn cancel(
    app: &App,
    workspace: WorkspaceId,
    wish: CancelWish,
) -> Result<Subscription, ManageError> {
    let now = app.env.now();
    let wished = app.db.write(move |tx| {
        change::drop_next(tx, workspace, now)?;
        let current = store::subscription_of(tx, workspace, Role::Current)?;
        let mut current = current.ok_or(ManageError::NoSubscription)?;
        if current.cancel_wish != Some(CancelWish::AtOnce) {
            current.cancel_told = current.cancel_told && current.cancel_wish == Some(wish);
            current.cancel_wish = Some(wish);
        }
        store::write_subscription(tx, &current, now)?;
        Ok::<_, ManageError>(current)
    });
    let wished = wished.await?;
    failpoint!("cancel_wished");
    tell(app, &wished).await?;
    let id = wished.id;
    let found = app.db.read(|reader| store::subscription_by_id(reader, id)).await?;
    found.ok_or(ManageError::NoSubscription)
}

/// Tells the gateway of a wish to stop, and writes what follows from it.
///
/// # Errors
/// [`ManageError`].
pub(super) async fn tell(app: &App, one: &Subscription) -> Result<(), ManageError> {
    let Some(wish) = one.cancel_wish.filter(|_| !one.cancel_told) else { return Ok(()) };
    if let (Some(known_as), false) = (one.known_as(), one.status.has_ended() && one.role == Role::Current) {
        let gateway = app.gateways.get(one.gateway);
        let gateway = gateway.ok_or_else(|| payments::Error::Unavailable("it is not set up".into()))?;
        // What has not been charged yet has no period to wait for.
        let when = match wish {
            CancelWish::AtPeriodEnd if one.charges > 0 => Cancel::AtPeriodEnd,
            _ => Cancel::AtOnce,
        };
        match gateway.cancel(known_as, when).await {
            Ok(()) | Err(payments::Error::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
    }
    failpoint!("cancel_told");
    let (id, now) = (one.id, app.env.now());
    let told = app.db.write(move |tx| {
        let mut one = store::subscription_by_id(tx, id)?.ok_or(DbError::NoRow)?;
        one.cancel_told = true;
        one.next_charge_at = None;
        let ends_now = one.role == Role::Current && wish == CancelWish::AtOnce;
        let never_charged = one.role == Role::Current && one.charges == 0 && one.covered_plan.is_none();
        if ends_now || never_charged {
            follow::moved(tx, one, Event::CancelledAtOnce, &silent(), now)
        } else {
            store::write_subscription(tx, &one, now)
        }
    });
    Ok(told.await?)
}

/// Stops charging for a while: the plan rests too. What was paid stays, for when it goes on.
///
/// # Errors
/// [`ManageError`].
pub(super) async fn pause(app: &App, workspace: WorkspaceId) -> Result<Subscription, ManageError> {
    rest(app, workspace, Status::Active, Event::Paused).await
}

/// Goes on charging; the plan is back while its period lasts.
///
/// # Errors
/// [`ManageError`].
pub(super) async fn resume(app: &App, workspace: WorkspaceId) -> Result<Subscription, ManageError> {
    rest(app, workspace, Status::Paused, Event::Resumed).await
}

async fn rest(
    app: &App,
    workspace: WorkspaceId,
    from: Status,
    event: Event,
) -> Result<Subscription, ManageError> {
    let current = app.db.read(|reader| store::subscription_of(reader, workspace, Role::Current)).await?;
    let current = current.ok_or(ManageError::NoSubscription)?;
    if current.status != from || current.cancel_wish.is_some() {
        return Err(ManageError::NotNow);
    }
    let gateway = app.gateways.get(current.gateway);
    let gateway = gateway.ok_or_else(|| payments::Error::Unavailable("it is not set up".into()))?;
    let known_as = current.gateway_id.as_deref().ok_or(ManageError::NotNow)?;
    match event {
        Event::Paused => gateway.pause(known_as).await?,
        _ => gateway.resume(known_as).await?,
    }
    failpoint!("rest_told");
    let (id, now) = (current.id, app.env.now());
    let written = app.db.write(move |tx| {
        let one = store::subscription_by_id(tx, id)?.ok_or(DbError::NoRow)?;
        // Its announcement may have been here first.
        if one.status == from {
            follow::moved(tx, one, event, &silent(), now)?;
        }
        store::subscription_by_id(tx, id)?.ok_or(DbError::NoRow)
    });
    Ok(written.await?)
}
