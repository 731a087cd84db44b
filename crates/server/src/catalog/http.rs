//! The gallery of flows; open to everyone.

use axum::{Json, extract::State};
use domain::{catalog::Model, problem::ProblemCode};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::view::{self, FlowView};
use crate::{
    app::App,
    platform::http::{
        extract::ApiPath,
        page::Page,
        problem::{Problem, ProblemBody},
    },
};

/// The routes of this capability.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(one))
}

/// Every flow of this installation.
#[utoipa::path(
    get, path = "/api/flows", operation_id = "list_flows", tag = "flows", security(()),
    responses((status = 200, description = "The flows, in the gallery's order.", body = Page<FlowView>))
)]
async fn list(state: State<App>) -> Json<Page<FlowView>> {
    let catalog = &state.catalog;
    let items = catalog.flows.iter().filter_map(|flow| view::flow(catalog, flow, runs(&state.0))).collect();
    Json(Page { items, next_cursor: None })
}

/// One flow.
#[utoipa::path(
    get, path = "/api/flows/{id}", operation_id = "read_flow", tag = "flows", security(()),
    params(("id" = String, Path, description = "e.g. `text-to-image`")),
    responses(
        (status = 200, description = "The flow.", body = FlowView),
        (status = 404, description = "There is no such flow.", body = ProblemBody),
    )
)]
async fn one(state: State<App>, id: ApiPath<String>) -> Result<Json<FlowView>, Problem> {
    let catalog = &state.catalog;
    let found = catalog.flow(&id.0).and_then(|flow| view::flow(catalog, flow, runs(&state.0)));
    found.map(Json).ok_or_else(|| Problem::new(ProblemCode::UnknownFlow, "There is no flow of that name."))
}

/// Whether a model's provider is switched on.
fn runs(app: &App) -> impl Fn(&Model) -> bool {
    |model| app.providers.get(&model.provider).is_some()
}
