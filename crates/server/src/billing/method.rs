//! What a subscription is paid with, and another card or account for it.
//!
//! Nothing of a card is kept here: the gateway is asked when somebody looks. Where the gateway has a page for changes
//! (Stripe), the customer is sent there. A mandate in India cannot be moved to another account, so there a new
//! subscription to the same terms waits for agreement and takes over when the paid period ends.

use axum::{Json, extract::State};
use domain::{id::WorkspaceId, subscription::state::Status};
use payments::facts::MethodFacts;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    change::{self, ChangeError},
    manage::ManageError,
    open,
    record::{Role, Subscription},
    settle::Fresh,
    store,
    view::SubscriptionView,
};
use crate::{
    app::App,
    auth::Caller,
    platform::{
        db::DbError,
        http::problem::{Problem, ProblemBody},
    },
};

/// The routes of payment methods.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read_method)).routes(routes!(open_portal))
}

/// What a subscription is charged on.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PaymentMethodView {
    /// `card`, `upi`, …
    pub kind: String,
    /// `visa`, …
    pub brand: Option<String>,
    /// The last four digits of a card.
    pub last4: Option<String>,
    /// The month a card expires, `MM/YYYY`, where the gateway tells it.
    pub expires: Option<String>,
    /// The UPI address, for UPI.
    pub account: Option<String>,
}

impl From<MethodFacts> for PaymentMethodView {
    fn from(facts: MethodFacts) -> PaymentMethodView {
        PaymentMethodView {
            kind: facts.kind,
            brand: facts.brand,
            last4: facts.last4,
            expires: facts.expires.map(|(month, year)| format!("{month:02}/{year}")),
            account: facts.account,
        }
    }
}

/// What the subscription is paid with, as the gateway says at this moment.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StoredMethodView {
    /// The method; nothing where nothing was charged yet, or the gateway did not answer.
    pub method: Option<PaymentMethodView>,
    /// Whether the gateway answered. Where it did not, nothing is known and nothing is changed.
    pub known: bool,
    /// How it is changed: `portal`, `mandate`, or nothing where there is no subscription to change it for.
    pub change: Option<String>,
}

/// Where to change it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PortalView {
    /// The gateway's own page; it works for a few minutes.
    pub url: Option<String>,
    /// Or a new mandate to agree to, at the same price; the present one ends when it takes over.
    pub next: Option<SubscriptionView>,
}

fn can_change(one: &Subscription) -> bool {
    !one.status.has_ended() && one.cancel_wish.is_none() && one.gateway_id.is_some()
}

/// What the subscription is paid with.
#[utoipa::path(
    get, path = "/api/billing/payment-method", operation_id = "read_payment_method", tag = "payments",
    responses(
        (status = 200, description = "As the gateway says it.", body = StoredMethodView),
        (status = 401, description = "Not signed in.", body = ProblemBody),
    )
)]
async fn read_method(state: State<App>, caller: Caller) -> Result<Json<StoredMethodView>, Problem> {
    let app = state.0;
    let nothing = StoredMethodView { method: None, known: true, change: None };
    let Some(current) = current(&app, caller.workspace_id).await? else { return Ok(Json(nothing)) };
    let (Some(gateway), Some(known_as)) = (app.gateways.get(current.gateway), &current.gateway_id) else {
        return Ok(Json(nothing));
    };
    let way = if gateway.changes_plans() { "portal" } else { "mandate" };
    let change = can_change(&current).then(|| way.to_owned());
    Ok(Json(match gateway.method(known_as).await {
        Ok(method) => StoredMethodView { method: method.map(PaymentMethodView::from), known: true, change },
        Err(error) => {
            tracing::warn!(subscription.id = %current.id, %error, "a gateway did not say what is paid with");
            StoredMethodView { method: None, known: false, change }
        }
    }))
}

/// Another card or account for the subscription.
///
/// Answers either the address of the gateway's own page, or a subscription to the same terms that waits for agreement and
/// takes over when the paid period ends. Calling it again gives a new address, or the same subscription.
#[utoipa::path(
    post, path = "/api/payments/portal", operation_id = "open_portal", tag = "payments",
    responses(
        (status = 200, description = "Where to go, or what to agree to.", body = PortalView),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 403, description = "The page is out of date.", body = ProblemBody),
        (status = 409, description = "There is no subscription to pay differently.", body = ProblemBody),
        (status = 502, description = "The gateway refused.", body = ProblemBody),
        (status = 503, description = "The gateway does not answer. Nothing was changed.", body = ProblemBody),
    )
)]
async fn open_portal(state: State<App>, caller: Caller) -> Result<Json<PortalView>, Problem> {
    let app = state.0;
    let current = current(&app, caller.workspace_id).await?.filter(can_change);
    let current = current.ok_or(ManageError::NoSubscription)?;
    let gateway = app.gateways.get(current.gateway);
    let gateway =
        gateway.ok_or_else(|| ManageError::Gateway(payments::Error::Unavailable("not set up".into())))?;
    let known_as = current.gateway_id.as_deref().unwrap_or_default();
    let back = format!("{}/billing", app.config.own_address());
    let url = gateway.portal(known_as, &back).await.map_err(ManageError::Gateway)?;
    if url.is_some() {
        return Ok(Json(PortalView { url, next: None }));
    }
    let next = new_mandate(&app, &current).await?;
    Ok(Json(PortalView { url: None, next: Some(SubscriptionView::new(&app, &next, app.env.now())) }))
}

async fn current(app: &App, workspace: WorkspaceId) -> Result<Option<Subscription>, DbError> {
    app.db.read(|reader| store::subscription_of(reader, workspace, Role::Current)).await
}

/// A subscription to what is charged next anyway, to be agreed to with another account. One that waits already is
/// answered again.
async fn new_mandate(app: &App, current: &Subscription) -> Result<Subscription, ChangeError> {
    let (fresh, now, workspace) = (Fresh::draw(&app.env), app.env.now(), current.workspace);
    let written = app.db.write(move |tx| {
        if let Some(waiting) = store::subscription_of(tx, workspace, Role::Next)? {
            return Ok(waiting);
        }
        let current = store::subscription_of(tx, workspace, Role::Current)?.filter(can_change);
        let current = current.ok_or(ChangeError::NoSubscription)?;
        if !matches!(current.status, Status::Active | Status::PastDue | Status::Halted) {
            return Err(ChangeError::NoSubscription);
        }
        // What is owed already is charged with the agreement.
        let starts_at = current.period.map(|period| period.end).filter(|end| *end > now);
        change::follow_up(tx, &current, current.terms, starts_at, fresh, now).map_err(ChangeError::Db)
    });
    Ok(open::subscription(app, written.await?).await?)
}
