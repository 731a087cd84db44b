//! The endpoints of those who run the installation.

use axum::{Json, extract::State};
use domain::{problem::ProblemCode, time::SECOND_MS};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::view::{ProviderChange, ProviderView, Seen};
use crate::{
    app::App,
    auth::{Caller, SecurityEvent, SecurityRecord},
    keys,
    platform::{
        db::DbError,
        http::{
            extract::{ApiJson, ApiPath},
            page::Page,
            problem::{Problem, ProblemBody},
        },
        jobs,
    },
};

/// The routes for those who run the installation.
#[must_use]
pub fn admin_routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(change))
}

/// Every provider of this build that is set up or takes keys, with its keys, their load and their breakers in this process.
#[utoipa::path(
    get, path = "/api/admin/providers", operation_id = "list_providers", tag = "operation",
    responses(
        (status = 200, description = "The providers.", body = Page<ProviderView>),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 404, description = "Not an administrator.", body = ProblemBody),
    )
)]
async fn list(state: State<App>, caller: Caller) -> Result<Json<Page<ProviderView>>, Problem> {
    caller.require_admin()?;
    let items = look(&state.0).await?;
    Ok(Json(Page { items, next_cursor: None }))
}

/// Pauses or resumes a provider.
///
/// Runs that begin with it wait in line while it is paused; runs that are worked on are finished, and
/// steps of other runs that come to it later are not held back. A pause outlives the process.
#[utoipa::path(
    put, path = "/api/admin/providers/{id}", operation_id = "change_provider", tag = "operation",
    params(("id" = String, Path, description = "e.g. `fal`")), request_body = ProviderChange,
    responses(
        (status = 200, description = "The provider, as it is now.", body = ProviderView),
        (status = 400, description = "The body is not valid JSON.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 403, description = "The page is out of date.", body = ProblemBody),
        (status = 404, description = "There is no such provider, or not an administrator.", body = ProblemBody),
    )
)]
async fn change(
    state: State<App>,
    caller: Caller,
    id: ApiPath<String>,
    body: ApiJson<ProviderChange>,
) -> Result<Json<ProviderView>, Problem> {
    caller.require_admin()?;
    let (app, id, paused) = (state.0, id.0, body.0.paused);
    if app.providers.get(&id).is_none() {
        return Err(Problem::new(ProblemCode::NotFound, "There is no provider of that name."));
    }
    let record = SecurityRecord::new(&app.env, SecurityEvent::ProviderSwitched, Some(caller.user_id));
    let (lane, now) = (id.clone(), app.env.now());
    let switched = app.db.write(move |tx| {
        if paused {
            jobs::pause_lane(tx, &lane)?;
        } else {
            jobs::resume_lane(tx, &lane)?;
        }
        let word = if paused { "paused" } else { "resumed" };
        record.write(tx, &format!("{word} {lane}"), now)
    });
    switched.await?;
    tracing::info!(provider = id, paused, user.id = %caller.user_id, "an operator switched a provider");
    let all = look(&app).await?;
    all.into_iter().find(|provider| provider.id == id).map(Json).ok_or_else(Problem::not_found)
}

async fn look(app: &App) -> Result<Vec<ProviderView>, DbError> {
    let now = app.env.now();
    let added = keys::added(app, keys::Owner::Installation).await?;
    app.db
        .read(|reader| {
            let lanes = jobs::lanes(reader)?;
            let overview = jobs::overview(reader, app.config.workers.lease_seconds * SECOND_MS, now)?;
            let seen = Seen { lanes: &lanes, rows: &overview.rows, added: &added, now };
            let view = |(id, provider)| ProviderView::new(app, id, provider, &seen);
            Ok(app.providers.iter().map(view).collect())
        })
        .await
}
