//! The endpoints of those who run the installation.

use axum::{Json, extract::State};
use domain::{
    generation::request::FieldError,
    id::{PaymentId, WebhookEventId},
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    dispute, refund, revenue, store,
    view::{PaymentView, WebhookEventView},
    webhook,
};
use crate::{
    app::App,
    auth::{Caller, SecurityEvent, SecurityRecord},
    platform::{
        db::Reader,
        http::{
            extract::{ApiJson, ApiPath, ApiQuery},
            page::{Page, PageQuery, rows},
            problem::{Problem, ProblemBody},
        },
    },
};

/// Sorts after every identifier.
const NEWEST: &str = "~";
/// Characters of a reason.
const REASON_CHARACTERS_MAX: usize = 500;

/// The routes for those who run the installation.
#[must_use]
pub fn admin_routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_payments))
        .routes(routes!(give_back))
        .routes(routes!(list_events))
        .routes(routes!(read_event))
        .routes(routes!(replay))
        .merge(revenue::routes())
        .merge(dispute::routes())
}

/// Every payment, the newest first.
#[utoipa::path(
    get, path = "/api/admin/payments", operation_id = "list_all_payments", tag = "operation", params(PageQuery),
    responses(
        (status = 200, description = "A page of payments.", body = Page<PaymentView>),
        (status = 400, description = "A parameter is wrong.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 404, description = "Not an administrator.", body = ProblemBody),
    )
)]
async fn list_payments(
    state: State<App>,
    caller: Caller,
    query: ApiQuery<PageQuery>,
) -> Result<Json<Page<PaymentView>>, Problem> {
    caller.require_admin()?;
    let rows = query.0.rows()?;
    let before = query.0.cursor.as_deref().unwrap_or(NEWEST);
    let found = state.db.read(|reader| store::payments_page(reader, None, before, rows + 1)).await?;
    let views = found.iter().map(|one| PaymentView::new(&state.0, one)).collect();
    Ok(Json(Page::cut(views, rows, |view: &PaymentView| view.id.clone())))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RefundBody {
    /// In paise or cents; all that is left, where nothing is said. With all of it the credits are taken back.
    #[serde(default)]
    amount_minor: Option<i64>,
    /// Why; kept.
    reason: String,
}

/// Gives money back.
#[utoipa::path(
    post, path = "/api/admin/payments/{id}/refund", operation_id = "refund_payment", tag = "operation",
    params(("id" = String, Path, description = "`pmt_…`")), request_body = RefundBody,
    responses(
        (status = 200, description = "The payment as it is now.", body = PaymentView),
        (status = 400, description = "The body is not valid JSON.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 403, description = "The page is out of date.", body = ProblemBody),
        (status = 404, description = "No money came for such a payment, or not an administrator.", body = ProblemBody),
        (status = 422, description = "The reason is missing.", body = ProblemBody),
        (status = 502, description = "So much is not left, or the gateway refused.", body = ProblemBody),
        (status = 503, description = "The gateway does not answer; it is asked again.", body = ProblemBody),
    )
)]
async fn give_back(
    state: State<App>,
    caller: Caller,
    id: ApiPath<PaymentId>,
    body: ApiJson<RefundBody>,
) -> Result<Json<PaymentView>, Problem> {
    caller.require_admin()?;
    let reason = body.0.reason.trim().to_owned();
    if reason.is_empty() || reason.chars().count() > REASON_CHARACTERS_MAX {
        let message = "Say why, in at most 500 characters.";
        return Err(Problem::invalid(vec![FieldError::new("reason", "required", message)]));
    }
    let payment = refund::refund(&state.0, caller, id.0, body.0.amount_minor, reason).await?;
    tracing::info!(payment.id = %payment.id, user.id = %caller.user_id, "an operator gave money back");
    Ok(Json(PaymentView::new(&state.0, &payment)))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct EventsQuery {
    /// `stored`, `done`, `ignored` or `parked`; all without it.
    #[serde(default)]
    status: Option<String>,
    /// Rows on the page, 1 to 100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    #[serde(default)]
    limit: Option<u32>,
    /// `nextCursor` of the page before.
    #[serde(default)]
    cursor: Option<String>,
}

/// What gateways announced, the newest first.
#[utoipa::path(
    get, path = "/api/admin/webhooks", operation_id = "list_webhook_events", tag = "operation", params(EventsQuery),
    responses(
        (status = 200, description = "A page of the log.", body = Page<WebhookEventView>),
        (status = 400, description = "A parameter is wrong.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 404, description = "Not an administrator.", body = ProblemBody),
    )
)]
async fn list_events(
    state: State<App>,
    caller: Caller,
    query: ApiQuery<EventsQuery>,
) -> Result<Json<Page<WebhookEventView>>, Problem> {
    caller.require_admin()?;
    let rows = rows(query.0.limit)?;
    let (before, status) = (query.0.cursor.as_deref().unwrap_or(NEWEST), query.0.status.as_deref());
    let look = |reader: &Reader<'_>| store::events_page(reader, before, status.unwrap_or_default(), rows + 1);
    let found = state.db.read(look).await?;
    let views = found.into_iter().map(WebhookEventView::from).collect();
    Ok(Json(Page::cut(views, rows, |view: &WebhookEventView| view.id.clone())))
}

/// One announcement with its body.
#[utoipa::path(
    get, path = "/api/admin/webhooks/{id}", operation_id = "read_webhook_event", tag = "operation",
    params(("id" = String, Path, description = "`whe_…`")),
    responses(
        (status = 200, description = "As it came.", body = WebhookEventView),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 404, description = "There is none, or not an administrator.", body = ProblemBody),
    )
)]
async fn read_event(
    state: State<App>,
    caller: Caller,
    id: ApiPath<WebhookEventId>,
) -> Result<Json<WebhookEventView>, Problem> {
    caller.require_admin()?;
    let found = state.db.read(|reader| store::event_by_id(reader, id.0)).await?;
    Ok(Json(found.ok_or_else(Problem::not_found)?.into()))
}

/// Handles an announcement once more. What was done stays done.
#[utoipa::path(
    post, path = "/api/admin/webhooks/{id}/replay", operation_id = "replay_webhook_event", tag = "operation",
    params(("id" = String, Path, description = "`whe_…`")),
    responses(
        (status = 200, description = "What came of it.", body = WebhookEventView),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 403, description = "The page is out of date.", body = ProblemBody),
        (status = 404, description = "There is none, or not an administrator.", body = ProblemBody),
    )
)]
async fn replay(
    state: State<App>,
    caller: Caller,
    id: ApiPath<WebhookEventId>,
) -> Result<Json<WebhookEventView>, Problem> {
    caller.require_admin()?;
    let app = state.0;
    if app.db.read(|reader| store::event_by_id(reader, id.0)).await?.is_none() {
        return Err(Problem::not_found());
    }
    let record = SecurityRecord::new(&app.env, SecurityEvent::WebhookReplayed, Some(caller.user_id));
    let (detail, now) = (id.0.to_string(), app.env.now());
    app.db.write(move |tx| record.write(tx, &detail, now)).await?;
    webhook::handle(&app, id.0).await?;
    let found = app.db.read(|reader| store::event_by_id(reader, id.0)).await?;
    Ok(Json(found.ok_or_else(Problem::not_found)?.into()))
}
