//! Every route, once: an endpoint is registered together with its description, so nothing is served
//! that the reference does not know.

use std::{net::SocketAddr, time::Duration};

use axum::{
    Json, Router, extract::State, http::StatusCode, response::IntoResponse, routing::get, serve::ListenerExt,
};
use domain::{limits::JSON_BODY_BYTES_MAX, problem::ProblemCode};
use serde::Serialize;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer,
        predicate::{DefaultPredicate, NotForContentType, Predicate},
    },
};
use utoipa::{
    Modify, OpenApi, ToSchema,
    openapi::security::{ApiKey, ApiKeyValue, SecurityRequirement, SecurityScheme},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    account,
    app::App,
    auth, batch, billing, conversation, flow, generation, invoice, keys, ledger, live, media, metrics,
    moderation, n8n, notice, offer,
    platform::http::{headers, problem::Problem, problem::ProblemBody, rate_limit, static_files},
    provider, queue, quote, voice,
};

/// A request that takes longer than this is answered with a problem; streams are not counted.
const REQUEST_SECONDS_MAX: u64 = 30;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Marty Martin",
        description = "Pictures, video and voice from words, at a price shown before. Errors are \
                       `application/problem+json` with a stable `code`; lists answer `{items, nextCursor}`; times \
                       are UTC milliseconds. A request that changes something carries the session's \
                       `X-CSRF-Token`.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    modifiers(&Security),
    tags(
        (name = "accounts", description = "Who you are."),
        (name = "flows", description = "What can be run."),
        (name = "generations", description = "Prices and runs."),
        (name = "batches", description = "Many runs as one unit."),
        (name = "conversations", description = "What was said."),
        (name = "files", description = "What was made."),
        (name = "credits", description = "Where the credits went."),
        (name = "payments", description = "Plans, packs, subscriptions, invoices."),
        (name = "live", description = "What happens, as it happens."),
        (name = "operation", description = "Whether the service is well."),
    ),
)]
struct Description;

struct Security;

impl Modify for Security {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_default();
        let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("marty_session")));
        components.add_security_scheme("session", cookie);
        openapi.security = Some(vec![SecurityRequirement::new("session", [] as [&str; 0])]);
    }
}

/// The API's routes and their description.
fn api() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Description::openapi())
        .merge(auth::routes())
        .merge(account::routes())
        .merge(flow::routes())
        .merge(quote::routes())
        .merge(generation::routes())
        .merge(batch::routes())
        .merge(conversation::routes())
        .merge(media::routes())
        .merge(ledger::routes())
        .merge(ledger::admin_routes())
        .merge(live::routes())
        .merge(queue::routes())
        .merge(queue::admin_routes())
        .merge(n8n::routes())
        .merge(provider::routes())
        .merge(provider::admin_routes())
        .merge(generation::admin_routes())
        .merge(billing::routes())
        .merge(billing::admin_routes())
        .merge(offer::routes())
        .merge(notice::routes())
        .merge(invoice::routes())
        .merge(invoice::admin_routes())
        .merge(keys::routes())
        .merge(keys::admin_routes())
        .merge(moderation::admin_routes())
        .merge(voice::routes())
        .routes(routes!(health))
        .routes(routes!(ready))
}

/// The description alone, as it is committed in `openapi.json`.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn openapi_text() -> Result<String, String> {
    api().into_openapi().to_pretty_json().map_err(|error| error.to_string())
}

/// The whole service.
pub fn router(app: App) -> Router {
    let (routes, description) = api().split_for_parts();
    let description = description.to_json().unwrap_or_default();
    let described = move || {
        let text = description.clone();
        async move { ([(axum::http::header::CONTENT_TYPE, "application/json")], text) }
    };
    let api = routes
        .route("/api/openapi.json", get(described))
        .merge(metrics::route())
        .method_not_allowed_fallback(method_not_allowed)
        .layer(axum::extract::DefaultBodyLimit::max(JSON_BODY_BYTES_MAX))
        .layer(axum::middleware::from_fn(in_time))
        .layer(axum::middleware::from_fn_with_state(app.clone(), rate_limit::limit))
        .layer(axum::middleware::from_fn_with_state(app.clone(), metrics::measured))
        .with_state(app.clone());
    static_files::add(api)
        .layer(axum::middleware::from_fn_with_state(app.clone(), billing::checkout_policy))
        // An archive of pictures gets no smaller.
        .layer(
            CompressionLayer::new()
                .compress_when(DefaultPredicate::new().and(NotForContentType::new("application/zip"))),
        )
        .layer(CatchPanicLayer::custom(panicked))
        .layer(headers::layer(&app.config))
}

/// The service with everything a listener needs to run it.
pub type Service = axum::extract::connect_info::IntoMakeServiceWithConnectInfo<Router, SocketAddr>;

/// Serves on `listener` until `stopping`; running requests are finished first.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    service: Service,
    stopping: CancellationToken,
) -> std::io::Result<()> {
    let listener = listener.tap_io(|stream| {
        // Small answers should not wait for more to come.
        let _ = stream.set_nodelay(true);
    });
    axum::serve(listener, service).with_graceful_shutdown(async move { stopping.cancelled().await }).await
}

/// Files take as long as they take; who sends them is given up on when nothing comes any more.
async fn in_time(request: axum::extract::Request, next: axum::middleware::Next) -> axum::response::Response {
    if request.uri().path() == media::UPLOAD_PATH {
        return next.run(request).await;
    }
    let answer = tokio::time::timeout(Duration::from_secs(REQUEST_SECONDS_MAX), next.run(request)).await;
    answer.unwrap_or_else(|_| StatusCode::GATEWAY_TIMEOUT.into_response())
}

async fn method_not_allowed() -> Problem {
    Problem::new(ProblemCode::MethodNotAllowed, "This address does not take that method.")
}

fn panicked(_: Box<dyn std::any::Any + Send + 'static>) -> axum::response::Response {
    Problem::internal(&"a handler panicked").into_response()
}

/// Whether the process is alive.
#[derive(Debug, Serialize, ToSchema)]
struct Health {
    /// `alive`
    status: &'static str,
    /// The version of the binary.
    version: &'static str,
}

/// Whether the process is alive.
#[utoipa::path(
    get, path = "/api/health", tag = "operation", security(()),
    responses((status = 200, description = "It is.", body = Health))
)]
async fn health() -> Json<Health> {
    Json(Health { status: "alive", version: env!("CARGO_PKG_VERSION") })
}

/// Whether requests can be served: the database takes writes and the process is not stopping.
#[utoipa::path(
    get, path = "/api/ready", tag = "operation", security(()),
    responses(
        (status = 200, description = "They can.", body = Health),
        (status = 503, description = "Not now.", body = ProblemBody),
    )
)]
async fn ready(state: State<App>) -> Result<Json<Health>, Problem> {
    if state.stopping.is_cancelled() {
        return Err(Problem::new(ProblemCode::NotReady, "The service is stopping."));
    }
    state.db.write(|_| Ok::<_, crate::platform::db::DbError>(())).await?;
    Ok(Json(Health { status: "ready", version: env!("CARGO_PKG_VERSION") }))
}
