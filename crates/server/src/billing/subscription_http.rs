//! The endpoints of subscriptions.

use axum::{Json, extract::State, http::StatusCode};
use domain::{generation::request::FieldError, plan::Plan, subscription::price::Interval, time::Millis};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    buy, change,
    http::currency,
    manage,
    record::{CancelWish, Role},
    store,
    view::{ChangeView, ChangedView, PaymentView, SubscriptionView, SubscriptionsView},
};
use crate::{
    app::App,
    auth::Caller,
    platform::{
        db::{DbError, Reader},
        http::{
            extract::{ApiJson, ApiQuery},
            problem::{Problem, ProblemBody},
        },
    },
};

/// The routes of subscriptions.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(create_subscription))
        .routes(routes!(read_subscription))
        .routes(routes!(preview_change))
        .routes(routes!(change_plan))
        .routes(routes!(cancel))
        .routes(routes!(pause))
        .routes(routes!(resume))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SubscribeBody {
    /// `starter`, `creator` or `studio`.
    plan: String,
    /// `monthly` or `annual`.
    #[serde(default)]
    interval: Option<String>,
    /// `INR` or `USD`.
    #[serde(default)]
    currency: Option<String>,
    /// A code.
    #[serde(default)]
    coupon: Option<String>,
    /// Whether the plan is to be tried before the first charge, where there is a trial of it.
    #[serde(default)]
    trial: bool,
}

pub(super) fn terms(plan: &str, interval: Option<&str>) -> Result<(Plan, Interval), Problem> {
    let paid = Plan::parse(plan).filter(|plan| *plan != Plan::Free);
    let often = Interval::parse(interval.unwrap_or("monthly"));
    match (paid, often) {
        (Some(plan), Some(interval)) => Ok((plan, interval)),
        (None, _) => Err(Problem::invalid(vec![FieldError::new(
            "plan",
            "unknown",
            "There is no such plan to pay for.",
        )])),
        (_, None) => {
            Err(Problem::invalid(vec![FieldError::new("interval", "unknown", "monthly or annual.")]))
        }
    }
}

/// Begins a subscription.
#[utoipa::path(
    post, path = "/api/payments/create-subscription", operation_id = "create_subscription", tag = "payments",
    request_body = SubscribeBody,
    responses(
        (status = 201, description = "To be agreed to as `checkout` says.", body = SubscriptionView),
        (status = 400, description = "The body is not valid JSON.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 403, description = "The page is out of date.", body = ProblemBody),
        (status = 409, description = "There is a subscription already.", body = ProblemBody),
        (status = 422, description = "No such plan or code, or the billing address is missing.", body = ProblemBody),
        (status = 502, description = "The gateway refused.", body = ProblemBody),
        (status = 503, description = "No gateway answers.", body = ProblemBody),
    )
)]
async fn create_subscription(
    state: State<App>,
    caller: Caller,
    body: ApiJson<SubscribeBody>,
) -> Result<(StatusCode, Json<SubscriptionView>), Problem> {
    let body = body.0;
    let to = terms(&body.plan, body.interval.as_deref())?;
    let profile = state.db.read(|reader| store::profile(reader, caller.workspace_id)).await?;
    let currency = currency(body.currency.as_deref(), profile.as_ref())?;
    let price = buy::plan_price(to.0, to.1, currency).ok_or_else(Problem::not_found)?;
    let wanted = buy::Wanted { plan: to.0, interval: to.1, price, coupon: body.coupon, trial: body.trial };
    let made = buy::subscription(&state.0, caller, wanted).await?;
    Ok((StatusCode::CREATED, Json(SubscriptionView::new(&state.0, &made, state.env.now()))))
}

/// The subscription of the caller's workspace.
#[utoipa::path(
    get, path = "/api/billing/subscription", operation_id = "read_subscription", tag = "payments",
    responses(
        (status = 200, description = "What decides the plan, and what is to follow.", body = SubscriptionsView),
        (status = 401, description = "Not signed in.", body = ProblemBody),
    )
)]
async fn read_subscription(state: State<App>, caller: Caller) -> Result<Json<SubscriptionsView>, Problem> {
    let app = state.0;
    let look = |reader: &Reader<'_>| {
        let current = store::subscription_of(reader, caller.workspace_id, Role::Current)?;
        Ok::<_, DbError>((current, store::subscription_of(reader, caller.workspace_id, Role::Next)?))
    };
    let (mut current, mut next) = app.db.read(look).await?;
    // What follows a paid change is opened when somebody looks: the gateway was not asked in the transaction.
    if let Some(unopened) = next.take_if(|next| next.opened_id.is_none()) {
        match super::open::subscription(&app, unopened).await {
            Ok(opened) if opened.role == Role::Next => next = Some(opened),
            // The present one was changed instead.
            Ok(_) => (current, next) = app.db.read(look).await?,
            Err(error) => tracing::warn!(%error, "what follows a subscription could not be opened"),
        }
    }
    let now = app.env.now();
    let view = |one| SubscriptionView::new(&app, &one, now);
    Ok(Json(SubscriptionsView { current: current.map(view), next: next.map(view) }))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct PreviewQuery {
    /// `starter`, `creator` or `studio`.
    plan: String,
    /// `monthly` or `annual`.
    #[serde(default)]
    interval: Option<String>,
}

/// What another plan costs, to the paisa, before anything is changed.
#[utoipa::path(
    get, path = "/api/payments/preview-change", operation_id = "preview_change", tag = "payments", params(PreviewQuery),
    responses(
        (status = 200, description = "It holds for 30 minutes.", body = ChangeView),
        (status = 400, description = "A parameter is wrong.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 409, description = "There is no subscription, or it is no change.", body = ProblemBody),
        (status = 422, description = "There is no such plan.", body = ProblemBody),
    )
)]
async fn preview_change(
    state: State<App>,
    caller: Caller,
    query: ApiQuery<PreviewQuery>,
) -> Result<Json<ChangeView>, Problem> {
    let to = terms(&query.0.plan, query.0.interval.as_deref())?;
    let now = state.env.now();
    let shown = state.db.read(|reader| change::preview(reader, caller.workspace_id, to, now)).await;
    let (_, new, change) = shown?;
    Ok(Json(ChangeView::new(to, new.price, change, now)))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ChangeBody {
    /// `starter`, `creator` or `studio`.
    plan: String,
    /// `monthly` or `annual`.
    #[serde(default)]
    interval: Option<String>,
    /// `shownAt` of the preview: exactly what it showed is charged.
    shown_at: i64,
}

/// Changes the plan as it was shown.
#[utoipa::path(
    post, path = "/api/payments/change-plan", operation_id = "change_plan", tag = "payments", request_body = ChangeBody,
    responses(
        (status = 200, description = "What is to be paid or agreed to.", body = ChangedView),
        (status = 400, description = "The body is not valid JSON.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 403, description = "The page is out of date.", body = ProblemBody),
        (status = 409, description = "It was shown too long ago, or is no change.", body = ProblemBody),
        (status = 422, description = "There is no such plan.", body = ProblemBody),
        (status = 502, description = "The gateway refused.", body = ProblemBody),
        (status = 503, description = "No gateway answers.", body = ProblemBody),
    )
)]
async fn change_plan(
    state: State<App>,
    caller: Caller,
    body: ApiJson<ChangeBody>,
) -> Result<Json<ChangedView>, Problem> {
    let app = state.0;
    let to = terms(&body.0.plan, body.0.interval.as_deref())?;
    let (payment, next) = change::change(&app, caller, to, Millis(body.0.shown_at)).await?;
    let now = app.env.now();
    Ok(Json(ChangedView {
        payment: payment.map(|one| PaymentView::new(&app, &one)),
        next: next.map(|one| SubscriptionView::new(&app, &one, now)),
    }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CancelBody {
    /// `true`: the plan ends now. Otherwise when the paid period ends.
    #[serde(default)]
    at_once: bool,
}

/// Cancels the subscription. What was paid for is kept to its end, unless it is to end now.
#[utoipa::path(
    post, path = "/api/payments/cancel-subscription", operation_id = "cancel_subscription", tag = "payments",
    request_body = CancelBody,
    responses(
        (status = 200, description = "As it is now.", body = SubscriptionView),
        (status = 400, description = "The body is not valid JSON.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 403, description = "The page is out of date.", body = ProblemBody),
        (status = 409, description = "There is no subscription.", body = ProblemBody),
        (status = 503, description = "The gateway does not answer; it is told later.", body = ProblemBody),
    )
)]
async fn cancel(
    state: State<App>,
    caller: Caller,
    body: ApiJson<CancelBody>,
) -> Result<Json<SubscriptionView>, Problem> {
    let wish = if body.0.at_once { CancelWish::AtOnce } else { CancelWish::AtPeriodEnd };
    let one = manage::cancel(&state.0, caller.workspace_id, wish).await?;
    Ok(Json(SubscriptionView::new(&state.0, &one, state.env.now())))
}

/// Pauses the subscription: nothing is charged and the plan rests.
#[utoipa::path(
    post, path = "/api/payments/pause-subscription", operation_id = "pause_subscription", tag = "payments",
    responses(
        (status = 200, description = "As it is now.", body = SubscriptionView),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 403, description = "The page is out of date.", body = ProblemBody),
        (status = 409, description = "There is none, or it cannot be paused now.", body = ProblemBody),
        (status = 503, description = "The gateway does not answer. Nothing was changed.", body = ProblemBody),
    )
)]
async fn pause(state: State<App>, caller: Caller) -> Result<Json<SubscriptionView>, Problem> {
    let one = manage::pause(&state.0, caller.workspace_id).await?;
    Ok(Json(SubscriptionView::new(&state.0, &one, state.env.now())))
}

/// Resumes the subscription.
#[utoipa::path(
    post, path = "/api/payments/resume-subscription", operation_id = "resume_subscription", tag = "payments",
    responses(
        (status = 200, description = "As it is now.", body = SubscriptionView),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 403, description = "The page is out of date.", body = ProblemBody),
        (status = 409, description = "There is none, or it is not paused.", body = ProblemBody),
        (status = 503, description = "The gateway does not answer. Nothing was changed.", body = ProblemBody),
    )
)]
async fn resume(state: State<App>, caller: Caller) -> Result<Json<SubscriptionView>, Problem> {
    let one = manage::resume(&state.0, caller.workspace_id).await?;
    Ok(Json(SubscriptionView::new(&state.0, &one, state.env.now())))
}
