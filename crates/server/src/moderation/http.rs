//! The endpoints of those who look after what is made.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, Method},
    response::Response,
};
use domain::{id::AssetId, problem::ProblemCode, time::DAY_MS};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    decide::{self, DecideError, Decision},
    how_pictures_are_judged, store,
    view::{ModerationView, ReviewView},
};
use crate::{
    app::App,
    auth::Caller,
    media,
    platform::{
        db::DbError,
        http::{
            extract::{ApiJson, ApiPath, ApiQuery},
            page::{Page, PageQuery},
            problem::{Problem, ProblemBody},
        },
    },
};

/// Days that are counted together.
const DAYS: i64 = 30;

/// The routes for those who run the installation.
#[must_use]
pub fn admin_routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(overview))
        .routes(routes!(reviews))
        .routes(routes!(picture))
        .routes(routes!(decide))
}

/// What is judged here and how, and what was refused.
#[utoipa::path(
    get, path = "/api/admin/moderation", operation_id = "read_moderation", tag = "operation",
    responses(
        (status = 200, description = "How it stands.", body = ModerationView),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 404, description = "Not an administrator.", body = ProblemBody),
    )
)]
async fn overview(state: State<App>, caller: Caller) -> Result<Json<ModerationView>, Problem> {
    caller.require_admin()?;
    let app = state.0;
    let since = app.env.now().0.div_euclid(DAY_MS) - DAYS + 1;
    let look = |reader: &crate::platform::db::Reader<'_>| {
        Ok::<_, DbError>((store::waiting_count(reader)?, store::counts(reader, since)?))
    };
    let (waiting, counts) = app.db.read(look).await?;
    let settings = &app.config.moderation;
    let (pictures, pictures_sentence) = pictures(&app).await;
    Ok(Json(ModerationView {
        prompts: settings.prompts,
        rules_off: settings.rules_off.clone(),
        pictures: pictures.to_owned(),
        pictures_sentence,
        upload_block: settings.upload_block,
        output_block: settings.output_block,
        review: settings.review,
        waiting,
        counts: counts.into_iter().map(Into::into).collect(),
    }))
}

/// How pictures are judged by this process: a word and a sentence. One grey pixel is judged, so that a file that cannot
/// be used is told before somebody relies on it.
async fn pictures(app: &App) -> (&'static str, String) {
    let judge = app.moderation.judge();
    let told = how_pictures_are_judged(&app.config);
    if !app.config.moderation.pictures {
        return ("off", told);
    }
    if !judge.is_there() {
        return ("not_fetched", told);
    }
    let tried = tokio::task::spawn_blocking(move || judge.score(&[128; 3], [1, 1])).await;
    match tried {
        Ok(Ok(_)) => ("on", told),
        Ok(Err(reason)) => ("unusable", format!("Pictures are not judged: {reason}")),
        Err(error) => ("unusable", format!("Pictures are not judged: {error}")),
    }
}

/// Pictures that were kept and should be looked at, the oldest first.
#[utoipa::path(
    get, path = "/api/admin/moderation/reviews", operation_id = "list_reviews", tag = "operation", params(PageQuery),
    responses(
        (status = 200, description = "Those that wait for a decision.", body = Page<ReviewView>),
        (status = 400, description = "A parameter is wrong.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 404, description = "Not an administrator.", body = ProblemBody),
    )
)]
async fn reviews(
    state: State<App>,
    caller: Caller,
    query: ApiQuery<PageQuery>,
) -> Result<Json<Page<ReviewView>>, Problem> {
    caller.require_admin()?;
    let rows = query.0.rows()?;
    let after = query.0.cursor.unwrap_or_default();
    let held = state.db.read(|reader| store::waiting(reader, &after, rows + 1)).await?;
    let items = held.into_iter().map(ReviewView::from).collect();
    Ok(Json(Page::cut(items, rows, |review| review.id.clone())))
}

/// A picture that waits for a decision, at most 1,280 pixels on its long side.
#[utoipa::path(
    get, path = "/api/admin/moderation/reviews/{id}/picture", operation_id = "read_review_picture", tag = "operation",
    params(("id" = String, Path, description = "`ast_…`")),
    responses(
        (status = 200, description = "The picture.", content_type = "application/octet-stream"),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 404, description = "No picture of this id waits, or not an administrator.", body = ProblemBody),
    )
)]
async fn picture(
    state: State<App>,
    caller: Caller,
    id: ApiPath<AssetId>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    caller.require_admin()?;
    let found = state.db.read(|reader| store::one(reader, id.0)).await?;
    match found {
        // What was decided is its workspace's alone again.
        Some((held, false)) => media::show_preview(&state.0, id.0, held.workspace, &method, &headers).await,
        _ => Err(Problem::not_found()),
    }
}

/// What was decided.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ReviewBody {
    /// `allow`: it stays. `remove`: it is taken away from its workspace, and what it cost stays charged.
    #[schema(value_type = String)]
    decision: Decision,
}

/// Decides about a picture, once.
#[utoipa::path(
    post, path = "/api/admin/moderation/reviews/{id}", operation_id = "decide_review", tag = "operation",
    params(("id" = String, Path, description = "`ast_…`")), request_body = ReviewBody,
    responses(
        (status = 204, description = "It is written down, and a picture that was removed is gone."),
        (status = 400, description = "The body is not valid JSON.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 403, description = "The page is out of date.", body = ProblemBody),
        (status = 404, description = "No picture of this id was listed, or not an administrator.", body = ProblemBody),
        (status = 409, description = "Somebody has decided already.", body = ProblemBody),
        (status = 422, description = "A field is missing.", body = ProblemBody),
    )
)]
async fn decide(
    state: State<App>,
    caller: Caller,
    id: ApiPath<AssetId>,
    body: ApiJson<ReviewBody>,
) -> Result<axum::http::StatusCode, Problem> {
    caller.require_admin()?;
    let (asset, decision, by, now) = (id.0, body.0.decision, caller.user_id, state.env.now());
    state.db.write(move |tx| decide::decide(tx, asset, decision, by, now)).await?;
    tracing::info!(asset.id = %asset, ?decision, user.id = %by, "a picture was decided about");
    Ok(axum::http::StatusCode::NO_CONTENT)
}

impl From<DecideError> for Problem {
    fn from(error: DecideError) -> Self {
        match error {
            DecideError::NotFound => Problem::not_found(),
            DecideError::Decided => Problem::new(
                ProblemCode::AlreadyDecided,
                "Somebody has decided about this picture already. Nothing was changed.",
            ),
            DecideError::Db(error) => error.into(),
        }
    }
}
