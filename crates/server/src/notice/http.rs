//! The endpoints of notices.

use axum::{Json, extract::State, http::StatusCode};
use domain::problem::ProblemCode;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{NoticeView, store};
use crate::{
    app::App,
    auth::Caller,
    platform::{
        db::Reader,
        http::{
            extract::{ApiJson, ApiQuery},
            page::{Page, PageQuery},
            problem::{Problem, ProblemBody},
        },
    },
};

/// The routes of this capability.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(mark_seen))
}

/// What the workspace was told, the newest first.
#[utoipa::path(
    get, path = "/api/notices", operation_id = "list_notices", tag = "live", params(PageQuery),
    responses(
        (status = 200, description = "A page of notices.", body = Page<NoticeView>),
        (status = 400, description = "A parameter is wrong.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
    )
)]
async fn list(
    state: State<App>,
    caller: Caller,
    query: ApiQuery<PageQuery>,
) -> Result<Json<Page<NoticeView>>, Problem> {
    let rows = query.0.rows()?;
    let wrong = || Problem::new(ProblemCode::InvalidParameter, "cursor: not one of this list.");
    let before = match &query.0.cursor {
        Some(cursor) => cursor.parse().map_err(|_| wrong())?,
        None => i64::MAX,
    };
    let look = |reader: &Reader<'_>| store::page(reader, caller.workspace_id, before, rows + 1);
    let found = state.db.read(look).await?;
    Ok(Json(Page::cut(found, rows, |view: &NoticeView| view.id.to_string())))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SeenBody {
    /// The newest that was seen; everything older was too.
    through: i64,
}

/// Somebody has seen what was told.
#[utoipa::path(
    post, path = "/api/notices/seen", operation_id = "mark_notices_seen", tag = "live", request_body = SeenBody,
    responses(
        (status = 204, description = "They are marked. A second time changes nothing."),
        (status = 400, description = "The body is not valid JSON.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 403, description = "The page is out of date.", body = ProblemBody),
    )
)]
async fn mark_seen(
    state: State<App>,
    caller: Caller,
    body: ApiJson<SeenBody>,
) -> Result<StatusCode, Problem> {
    let (through, now) = (body.0.through, state.env.now());
    state.db.write(move |tx| store::seen(tx, caller.workspace_id, through, now)).await?;
    Ok(StatusCode::NO_CONTENT)
}
