//! The gallery of flows, and the endpoints of those who make their own.

use axum::{
    Json,
    extract::{DefaultBodyLimit, State},
    http::StatusCode,
};
use domain::{flow::BYTES_MAX, plan::Plan, problem::ProblemCode};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    find::{self, Owner},
    save::{self, SaveError},
    store,
    view::{self, FlowCheckView, FlowVersionView, Viewer},
};
use crate::{
    app::App,
    auth::Caller,
    catalog::{self, FlowView},
    platform::{
        db::{DbError, Reader},
        http::{
            extract::{ApiJson, ApiPath, ApiQuery},
            page::{Page, PageQuery},
            problem::{Problem, ProblemBody},
        },
    },
};

/// A text of the largest definition, as a string in JSON: every byte of it may need an escape.
const BODY_BYTES_MAX: usize = 2 * BYTES_MAX + 1024;

/// The routes of this capability.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(one, change, archive))
        .routes(routes!(check))
        .routes(routes!(versions))
        .routes(routes!(version))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
}

/// A flow to save or to check.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct FlowRequest {
    /// The definition: an object, or the text of a TOML or JSON file.
    #[schema(value_type = Value)]
    definition: Value,
    /// Whether everybody on this installation gets it; for administrators.
    #[serde(default)]
    installation: bool,
}

fn viewer(caller: Option<Caller>) -> Viewer {
    Viewer {
        workspace: caller.map(|caller| caller.workspace_id),
        is_admin: caller.is_some_and(|caller| caller.is_admin),
    }
}

/// Every flow of this installation, and your own when you are signed in.
#[utoipa::path(
    get, path = "/api/flows", operation_id = "list_flows", tag = "flows", security(()),
    responses((status = 200, description = "The flows, in the gallery's order; custom ones at the end.", body = Page<FlowView>))
)]
async fn list(state: State<App>, caller: Option<Caller>) -> Result<Json<Page<FlowView>>, Problem> {
    let (app, viewer) = (&state.0, viewer(caller));
    let mut items = catalog::shipped(app, viewer.workspace);
    let rows = app.db.read(|reader| find::visible(reader, viewer.workspace)).await?;
    let custom = rows.into_iter().filter_map(|row| find::found(app, viewer.workspace, row));
    items.extend(custom.map(|found| view::flow_view(app, &found, viewer)));
    Ok(Json(Page { items, next_cursor: None }))
}

/// One flow; an archived one says so.
#[utoipa::path(
    get, path = "/api/flows/{id}", operation_id = "read_flow", tag = "flows", security(()),
    params(("id" = String, Path, description = "e.g. `text-to-image`, or `flw_…`")),
    responses(
        (status = 200, description = "The flow.", body = FlowView),
        (status = 404, description = "There is no such flow, or it is somebody else's.", body = ProblemBody),
    )
)]
async fn one(
    state: State<App>,
    caller: Option<Caller>,
    id: ApiPath<String>,
) -> Result<Json<FlowView>, Problem> {
    let (app, viewer) = (&state.0, viewer(caller));
    if let Some(shipped) = catalog::shipped_one(app, viewer.workspace, &id.0) {
        return Ok(Json(shipped));
    }
    let row = app.db.read(|reader| find::row_for(reader, viewer.workspace, &id.0)).await?;
    let found = row.and_then(|row| find::found(app, viewer.workspace, row)).ok_or_else(unknown)?;
    Ok(Json(view::flow_view(app, &found, viewer)))
}

/// Saves a flow of your own: it is checked whole, and every mistake is named.
#[utoipa::path(
    post, path = "/api/flows", operation_id = "create_flow", tag = "flows", request_body = FlowRequest,
    responses(
        (status = 201, description = "The flow, in its first version.", body = FlowView),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 403, description = "The page is out of date, or custom flows are part of another plan.", body = ProblemBody),
        (status = 413, description = "It is too large.", body = ProblemBody),
        (status = 422, description = "The definition needs a change; `errors` names every place.", body = ProblemBody),
    )
)]
async fn create(
    state: State<App>,
    caller: Caller,
    body: ApiJson<FlowRequest>,
) -> Result<(StatusCode, Json<FlowView>), Problem> {
    let FlowRequest { definition, installation } = body.0;
    let owner = if installation { Owner::Installation } else { Owner::Workspace(caller.workspace_id) };
    let found = save::create(&state.0, caller, &definition, owner).await?;
    Ok((StatusCode::CREATED, Json(view::flow_view(&state.0, &found, viewer(Some(caller))))))
}

/// Saves the next version of a flow. Runs under way keep the version they were planned with; the same
/// definition again changes nothing.
#[utoipa::path(
    put, path = "/api/flows/{id}", operation_id = "change_flow", tag = "flows", request_body = FlowRequest,
    params(("id" = String, Path, description = "`flw_…`")),
    responses(
        (status = 200, description = "The flow, in its latest version.", body = FlowView),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 403, description = "The page is out of date, or custom flows are part of another plan.", body = ProblemBody),
        (status = 404, description = "There is no such flow, or it is somebody else's.", body = ProblemBody),
        (status = 413, description = "It is too large.", body = ProblemBody),
        (status = 422, description = "The definition needs a change; `errors` names every place.", body = ProblemBody),
    )
)]
async fn change(
    state: State<App>,
    caller: Caller,
    id: ApiPath<String>,
    body: ApiJson<FlowRequest>,
) -> Result<Json<FlowView>, Problem> {
    let found = save::change(&state.0, caller, &id.0, &body.0.definition).await?;
    Ok(Json(view::flow_view(&state.0, &found, viewer(Some(caller)))))
}

/// Archives a flow: it cannot be run any more; its runs and versions stay.
#[utoipa::path(
    delete, path = "/api/flows/{id}", operation_id = "archive_flow", tag = "flows",
    params(("id" = String, Path, description = "`flw_…`")),
    responses(
        (status = 204, description = "It is archived."),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 403, description = "The page is out of date.", body = ProblemBody),
        (status = 404, description = "There is no such flow, or it is somebody else's.", body = ProblemBody),
        (status = 422, description = "It is not yours to archive.", body = ProblemBody),
    )
)]
async fn archive(state: State<App>, caller: Caller, id: ApiPath<String>) -> Result<StatusCode, Problem> {
    save::archive(&state.0, caller, &id.0).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Checks a definition without saving it.
#[utoipa::path(
    post, path = "/api/flows/check", operation_id = "check_flow", tag = "flows", request_body = FlowRequest,
    responses(
        (status = 200, description = "Every mistake and every warning; no mistake where it can be saved.", body = FlowCheckView),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 403, description = "The page is out of date.", body = ProblemBody),
        (status = 413, description = "It is too large.", body = ProblemBody),
    )
)]
async fn check(state: State<App>, caller: Caller, body: ApiJson<FlowRequest>) -> Json<FlowCheckView> {
    Json(view::check(save::read(&state.0, caller, &body.0.definition).map(|(_, read)| read)))
}

/// The versions of a flow, newest first.
#[utoipa::path(
    get, path = "/api/flows/{id}/versions", operation_id = "list_flow_versions", tag = "flows",
    params(("id" = String, Path, description = "`flw_…`"), PageQuery),
    responses(
        (status = 200, description = "A page of versions, without their text.", body = Page<FlowVersionView>),
        (status = 400, description = "A parameter is wrong.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 404, description = "There is no such flow, or it is somebody else's.", body = ProblemBody),
    )
)]
async fn versions(
    state: State<App>,
    caller: Caller,
    id: ApiPath<String>,
    query: ApiQuery<PageQuery>,
) -> Result<Json<Page<FlowVersionView>>, Problem> {
    let rows = query.0.rows()?;
    let before = match &query.0.cursor {
        None => u32::MAX,
        Some(cursor) => cursor.parse().map_err(|_| {
            Problem::new(ProblemCode::InvalidParameter, "cursor: a `nextCursor` of this list.")
        })?,
    };
    let look = |reader: &Reader<'_>| {
        let Some(flow) = find::row(reader, caller.workspace_id, &id.0)? else { return Ok(None) };
        store::versions(reader, flow.id, before, rows + 1).map(Some)
    };
    let found = state.db.read::<_, DbError, _>(look).await?.ok_or_else(unknown)?;
    let items = found.into_iter().map(FlowVersionView::from).collect();
    Ok(Json(Page::cut(items, rows, |version: &FlowVersionView| version.version.to_string())))
}

/// One version, as it was written.
#[utoipa::path(
    get, path = "/api/flows/{id}/versions/{version}", operation_id = "read_flow_version", tag = "flows",
    params(
        ("id" = String, Path, description = "`flw_…`"),
        ("version" = u32, Path, description = "Counts from 1."),
    ),
    responses(
        (status = 200, description = "The version.", body = FlowVersionView),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 404, description = "There is no such version, or it is somebody else's.", body = ProblemBody),
    )
)]
async fn version(
    state: State<App>,
    caller: Caller,
    path: ApiPath<(String, u32)>,
) -> Result<Json<FlowVersionView>, Problem> {
    let (id, version) = path.0;
    let look = |reader: &Reader<'_>| match find::row(reader, caller.workspace_id, &id)? {
        Some(flow) => store::version(reader, flow.id, version),
        None => Ok(None),
    };
    let found = state.db.read::<_, DbError, _>(look).await?;
    Ok(Json(found.ok_or_else(unknown)?.into()))
}

fn unknown() -> Problem {
    Problem::new(ProblemCode::UnknownFlow, "There is no flow of that name.")
}

impl From<SaveError> for Problem {
    fn from(error: SaveError) -> Self {
        match error {
            SaveError::PlanRequired => {
                let plan = Plan::CUSTOM_FLOWS.id();
                let detail = "Flows of your own are part of the Studio plan. Nothing was saved or charged.";
                Problem::new(ProblemCode::PlanRequired, detail).with("plan", plan)
            }
            SaveError::Invalid(errors) => Problem::invalid(errors),
            SaveError::NotFound => unknown(),
            SaveError::KeptByFile => {
                let message =
                    "A file on the server keeps this flow: change it there and start the server again.";
                let error = domain::generation::request::FieldError::new("id", "kept_by_file", message);
                Problem::invalid(vec![error])
            }
            SaveError::Db(error) => error.into(),
        }
    }
}
