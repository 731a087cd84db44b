//! Where providers announce that work has ended.

use axum::{
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, StatusCode},
};
use domain::problem::ProblemCode;
use providers::WebhookRefused;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    app::App,
    auth::{SecurityEvent, SecurityRecord},
    platform::http::{
        extract::ApiPath,
        problem::{Problem, ProblemBody},
    },
};

/// Bytes of an announcement: fal sends the whole result, which names its files.
const BODY_BYTES_MAX: usize = 1024 * 1024;

/// The routes for vendors.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(announce)).layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
}

/// A provider announces that work has ended.
///
/// The body is read as it came, because the provider signs its bytes. A signed announcement makes this
/// server ask the provider now instead of a moment later; nothing of what it says is taken over. Saying it
/// twice is harmless.
#[utoipa::path(
    post, path = "/api/webhooks/{provider}", operation_id = "receive_webhook", tag = "operation", security(()),
    params(("provider" = String, Path, description = "e.g. `fal`")),
    request_body(content = String, description = "Whatever the provider sends.", content_type = "application/json"),
    responses(
        (status = 204, description = "It was believed."),
        (status = 400, description = "It is no announcement of this provider.", body = ProblemBody),
        (status = 401, description = "It is not signed by the provider, or too long ago.", body = ProblemBody),
        (status = 404, description = "No provider of this name announces anything here.", body = ProblemBody),
        (status = 413, description = "It is larger than 1 MiB.", body = ProblemBody),
        (status = 503, description = "It cannot be checked now; the provider will try again.", body = ProblemBody),
    )
)]
async fn announce(
    state: State<App>,
    provider: ApiPath<String>,
    headers: HeaderMap,
    body: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<StatusCode, Problem> {
    let (app, name) = (state.0, provider.0);
    let provider = app.providers.get(&name).ok_or_else(Problem::not_found)?;
    let body = body.map_err(|_| {
        Problem::new(ProblemCode::BodyTooLarge, "The request is larger than this address takes.")
    })?;
    match provider.parse_webhook(&headers, &body).await {
        Ok(event) => {
            provider.nudge(&event.request_id);
            Ok(StatusCode::NO_CONTENT)
        }
        Err(refused) => Err(refuse(&app, &name, refused).await),
    }
}

async fn refuse(app: &App, name: &str, refused: WebhookRefused) -> Problem {
    tracing::warn!(provider = name, reason = %refused, "an announcement was not believed");
    match refused {
        WebhookRefused::NotExpected => Problem::not_found(),
        WebhookRefused::Malformed(part) => {
            Problem::new(ProblemCode::InvalidParameter, format!("This is no announcement: {part}."))
        }
        WebhookRefused::KeysUnavailable(_) => {
            Problem::new(ProblemCode::ProviderUnavailable, "The signature cannot be checked now; try again.")
        }
        WebhookRefused::Stale | WebhookRefused::Forged => {
            let record = SecurityRecord::new(&app.env, SecurityEvent::WebhookRefused, None);
            let (detail, now) = (format!("{name}: {refused}"), app.env.now());
            if let Err(error) = app.db.write(move |tx| record.write(tx, &detail, now)).await {
                tracing::error!(%error, "a security event could not be written");
            }
            Problem::new(ProblemCode::SenderUnknown, "The signature is not the provider's, or too old.")
        }
    }
}
