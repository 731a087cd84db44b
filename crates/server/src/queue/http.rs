//! The endpoints of the queue.

use axum::{Json, extract::State};
use domain::{id::GenerationId, problem::ProblemCode, time::SECOND_MS};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    PLACES_MAX,
    view::{PositionView, PositionsView, QueueChange, QueueView, RunningRunView},
};
use crate::{
    app::App,
    auth::Caller,
    platform::{
        db::{DbError, Reader},
        http::{
            extract::{ApiJson, ApiQuery},
            page::Page,
            problem::{Problem, ProblemBody},
        },
        jobs::{self, JobKind, Outlook},
    },
};

/// Runs that are listed at once.
const RUNS_MAX: u32 = 100;

/// The routes for everyone.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(positions))
}

/// The routes for those who run the installation.
pub fn admin_routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read, change)).routes(routes!(running))
}

/// Which runs.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct PositionsQuery {
    /// At most 50 ids of runs, with commas between them.
    ids: String,
}

/// Where runs of the caller's workspace stand in line, and when they are expected to start.
///
/// Runs that have started, have ended or are somebody else's are left out. While a client listens to
/// `GET /api/events`, the event `queue.moved` carries the same for every run whose place has changed.
#[utoipa::path(
    get, path = "/api/queue/positions", operation_id = "list_queue_positions", tag = "generations", params(PositionsQuery),
    responses(
        (status = 200, description = "Those that wait.", body = PositionsView),
        (status = 400, description = "A parameter is wrong.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
    )
)]
async fn positions(
    state: State<App>,
    caller: Caller,
    query: ApiQuery<PositionsQuery>,
) -> Result<Json<PositionsView>, Problem> {
    let ids = parse_ids(&query.0.ids)?;
    let (workers, now) = (state.config.workers.count, state.env.now());
    let items = state
        .db
        .read(|reader| {
            let outlook = Outlook::load(reader, workers, now)?;
            let mut items = Vec::with_capacity(ids.len());
            for id in ids {
                let id = id.to_string();
                let place = outlook.place(reader, caller.workspace_id, JobKind::Generation, &id)?;
                items.extend(place.map(|place| PositionView::new(id, place)));
            }
            Ok::<_, DbError>(items)
        })
        .await?;
    Ok(Json(PositionsView { items }))
}

fn parse_ids(text: &str) -> Result<Vec<GenerationId>, Problem> {
    let ids: Result<Vec<GenerationId>, _> = text.split(',').map(str::parse).collect();
    match ids {
        Ok(ids) if ids.len() <= PLACES_MAX as usize => Ok(ids),
        Ok(_) => Err(Problem::new(ProblemCode::InvalidParameter, "ids: at most 50 at once.")),
        Err(error) => Err(Problem::new(ProblemCode::InvalidParameter, format!("ids: one is {error}."))),
    }
}

/// What only those may see who run the installation does not exist for others.
fn require_admin(caller: Caller) -> Result<(), Problem> {
    if caller.is_admin { Ok(()) } else { Err(Problem::not_found()) }
}

/// How the queue is: what waits, what runs, what is stuck.
#[utoipa::path(
    get, path = "/api/admin/queue", operation_id = "read_queue", tag = "operation",
    responses(
        (status = 200, description = "The counts.", body = QueueView),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 404, description = "Not an administrator.", body = ProblemBody),
    )
)]
async fn read(state: State<App>, caller: Caller) -> Result<Json<QueueView>, Problem> {
    require_admin(caller)?;
    let app = state.0;
    Ok(Json(app.db.read(|reader| look(&app, reader)).await?))
}

/// Pauses, drains or goes on. What is worked on is finished in any case.
#[utoipa::path(
    put, path = "/api/admin/queue", operation_id = "change_queue", tag = "operation", request_body = QueueChange,
    responses(
        (status = 200, description = "The queue, as it is now.", body = QueueView),
        (status = 400, description = "The body is not valid JSON.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 403, description = "The page is out of date.", body = ProblemBody),
        (status = 404, description = "Not an administrator.", body = ProblemBody),
    )
)]
async fn change(
    state: State<App>,
    caller: Caller,
    body: ApiJson<QueueChange>,
) -> Result<Json<QueueView>, Problem> {
    require_admin(caller)?;
    let (app, mode) = (state.0, body.0.mode);
    let (now, by) = (app.env.now(), caller.user_id);
    app.db.write(move |tx| jobs::set_mode(tx, mode, by, now)).await?;
    tracing::info!(mode = mode.id(), user.id = %by, "an operator changed the queue");
    Ok(Json(app.db.read(|reader| look(&app, reader)).await?))
}

/// Runs that are worked on, the most silent first; at most 100.
#[utoipa::path(
    get, path = "/api/admin/queue/runs", operation_id = "list_running_runs", tag = "operation",
    responses(
        (status = 200, description = "The runs.", body = Page<RunningRunView>),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 404, description = "Not an administrator.", body = ProblemBody),
    )
)]
async fn running(state: State<App>, caller: Caller) -> Result<Json<Page<RunningRunView>>, Problem> {
    require_admin(caller)?;
    let (lease_ms, now) = (state.config.workers.lease_seconds * SECOND_MS, state.env.now());
    let leased = |reader: &Reader<'_>| jobs::leased(reader, JobKind::Generation, lease_ms, RUNS_MAX, now);
    let items = state.db.read(leased).await?.into_iter().map(RunningRunView::from).collect();
    Ok(Json(Page { items, next_cursor: None }))
}

fn look(app: &App, reader: &Reader<'_>) -> Result<QueueView, DbError> {
    let now = app.env.now();
    let overview = jobs::overview(reader, app.config.workers.lease_seconds * SECOND_MS, now)?;
    Ok(QueueView::new(jobs::controls(reader)?, overview, now))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_checked_and_counted() {
        let id = "gen_01h455vb4pex5vsknk084sn02q";
        assert_eq!(parse_ids(&format!("{id},{id}")).unwrap().len(), 2);
        let many = vec![id; PLACES_MAX as usize + 1].join(",");
        for wrong in ["", "gen_1", "usr_01h455vb4pex5vsknk084sn02q", &many] {
            assert_eq!(parse_ids(wrong).unwrap_err().code, ProblemCode::InvalidParameter, "{wrong}");
        }
    }
}
