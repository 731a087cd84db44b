//! Where gateways announce.

use axum::{
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, StatusCode},
};
use domain::{payment::Gateway, problem::ProblemCode};
use payments::{WEBHOOK_BYTES_MAX, WebhookRefused};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{super::store, handle};
use crate::{
    app::App,
    auth::{SecurityEvent, SecurityRecord},
    failpoint,
    platform::http::problem::{Problem, ProblemBody},
};

/// Headers that are kept; the others are those of any request.
const KEPT_HEADERS: [&str; 5] =
    ["x-razorpay-signature", "x-razorpay-event-id", "stripe-signature", "content-type", "user-agent"];

/// The routes for gateways.
pub(in crate::billing) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(announce)).layer(DefaultBodyLimit::max(WEBHOOK_BYTES_MAX))
}

/// A gateway announces a payment, a charge, a refund.
///
/// Razorpay and Stripe are told apart by the header of their signature, which is verified over the raw bytes. What is
/// verified is kept before it is read; the same announcement again changes nothing.
#[utoipa::path(
    post, path = "/api/payments/webhook", operation_id = "receive_payment_webhook", tag = "payments", security(()),
    request_body(content = String, description = "Whatever the gateway sends.", content_type = "application/json"),
    responses(
        (status = 200, description = "It is kept."),
        (status = 400, description = "It is no announcement of a gateway.", body = ProblemBody),
        (status = 401, description = "It is not signed by the gateway, or at another time.", body = ProblemBody),
        (status = 404, description = "The gateway is not set up here.", body = ProblemBody),
        (status = 413, description = "It is larger than 256 KiB.", body = ProblemBody),
    )
)]
async fn announce(
    state: State<App>,
    headers: HeaderMap,
    body: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<StatusCode, Problem> {
    let app = state.0;
    let body = body.map_err(|_| {
        Problem::new(ProblemCode::BodyTooLarge, "The request is larger than this address takes.")
    })?;
    let name = if headers.contains_key("stripe-signature") { Gateway::Stripe } else { Gateway::Razorpay };
    let gateway = app.gateways.get(name).ok_or_else(Problem::not_found)?;
    let now = app.env.now();
    let event_id = match gateway.verify(&headers, &body, now) {
        Ok(event_id) => event_id,
        Err(refused) => return Err(refuse(&app, name, refused).await),
    };
    let kind = payments::read(name, &body).map_or_else(|_| "unreadable".to_owned(), |read| read.kind);
    let kept = store::StoredEvent {
        id: app.env.new_id(),
        gateway: name,
        event_id,
        kind,
        headers: kept_headers(&headers),
        body: body.to_vec(),
        status: "stored".to_owned(),
        reason: None,
        tries: 0,
        received_at: now,
        handled_at: None,
    };
    let id = kept.id;
    let is_first = app.db.write(move |tx| store::keep_event(tx, &kept)).await?;
    failpoint!("webhook_kept");
    // It is kept: whatever becomes of it now, the gateway need not send it again.
    if is_first && let Err(error) = handle(&app, id).await {
        tracing::error!(webhook.id = %id, %error, "an announcement could not be handled; it will be at the next look");
    }
    Ok(StatusCode::OK)
}

fn kept_headers(headers: &HeaderMap) -> String {
    let kept = KEPT_HEADERS.iter().filter_map(|name| {
        let value = headers.get(*name)?.to_str().ok()?;
        Some(((*name).to_owned(), serde_json::Value::from(value)))
    });
    serde_json::Value::Object(kept.collect()).to_string()
}

async fn refuse(app: &App, name: Gateway, refused: WebhookRefused) -> Problem {
    tracing::warn!(gateway = name.id(), reason = %refused, "an announcement was not believed");
    let record = SecurityRecord::new(&app.env, SecurityEvent::WebhookRefused, None);
    let (detail, now) = (format!("{}: {refused}", name.id()), app.env.now());
    if let Err(error) = app.db.write(move |tx| record.write(tx, &detail, now)).await {
        tracing::error!(%error, "a security event could not be written");
    }
    match refused {
        WebhookRefused::Malformed(part) => {
            Problem::new(ProblemCode::InvalidParameter, format!("This is no announcement: {part}."))
        }
        WebhookRefused::Stale | WebhookRefused::Forged => Problem::new(
            ProblemCode::SenderUnknown,
            "The signature is not the gateway's, or of another time.",
        ),
    }
}
