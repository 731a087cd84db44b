//! Every route, once: an endpoint is registered together with its description, so nothing is served
//! that the reference does not know.

use axum::Router;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::{app::App, platform::http::problem::Problem};

#[derive(OpenApi)]
#[openapi(info(
    title = "Marty Martin",
    description = "Pictures, video and voice from words, at a price shown before.",
    license(name = "Apache-2.0", identifier = "Apache-2.0")
))]
struct Description;

/// The API's routes and their description.
fn api() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Description::openapi())
}

/// The description alone, as it is committed in `openapi.json`.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    api().into_openapi()
}

/// The whole service.
pub fn router(app: App) -> Router {
    let (routes, _description) = api().split_for_parts();
    routes.fallback(|| async { Problem::not_found() }).with_state(app)
}
