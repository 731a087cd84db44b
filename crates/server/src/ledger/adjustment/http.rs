//! The endpoints of corrections.

use axum::{Json, extract::State, http::StatusCode};
use domain::{
    generation::request::FieldError,
    id::{AdjustmentId, UserId},
    ledger::LedgerError,
    money::Credits,
    problem::ProblemCode,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{AdjustError, Adjustment, AdjustmentState};
use crate::{
    account,
    app::App,
    auth::{Caller, SecurityEvent, SecurityRecord},
    platform::{
        db::{DbError, Reader, Tx},
        http::{
            extract::{ApiJson, ApiPath, ApiQuery},
            page::{Page, PageQuery},
            problem::{Problem, ProblemBody},
        },
    },
};

/// Characters of a reason.
const REASON_CHARACTERS_MAX: usize = 500;
/// Behind every id: the alphabet of ids ends at z.
const AFTER_ALL_IDS: &str = "adj_~";

/// The routes of corrections.
pub(in crate::ledger) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, ask)).routes(routes!(decide))
}

/// Credits to give or to take.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AdjustmentBody {
    /// Whose, by e-mail address.
    email: String,
    /// Above zero to give, below to take.
    credits: i64,
    /// Why; the person sees it in their statement.
    reason: String,
    /// Makes the request repeatable: `adj_…`, minted by the caller.
    #[serde(default)]
    id: Option<String>,
}

/// What to do about a correction that waits.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AdjustmentDecision {
    /// Whether it is made.
    agree: bool,
}

/// A correction as administrators see it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AdjustmentView {
    /// `adj_…`
    id: String,
    /// Whose credits: `usr_…`.
    user_id: String,
    /// Their e-mail address.
    email: String,
    /// Above zero to give, below to take.
    credits: i64,
    /// Why.
    reason: String,
    /// `waiting`, `made` or `refused`.
    state: AdjustmentState,
    /// Who asked for it: an e-mail address.
    asked_by: String,
    /// When, in UTC milliseconds.
    asked_at: i64,
    /// Who decided, where a second administrator had to: an e-mail address.
    decided_by: Option<String>,
    /// When it was decided.
    decided_at: Option<i64>,
    /// Whether the caller may agree to it.
    may_agree: bool,
}

impl AdjustmentView {
    fn new(reader: &Reader<'_>, caller: Caller, of: Adjustment) -> Result<AdjustmentView, DbError> {
        let email =
            |id: UserId| Ok(account::user(reader, &id)?.map_or_else(|| id.to_string(), |user| user.email));
        Ok(AdjustmentView {
            id: of.id.to_string(),
            user_id: of.user.to_string(),
            email: email(of.user)?,
            credits: of.credits,
            reason: of.reason,
            state: of.state,
            asked_by: email(of.asked_by)?,
            asked_at: of.asked_at.0,
            decided_by: of.decided_by.map(email).transpose()?,
            decided_at: of.decided_at.map(|at| at.0),
            may_agree: of.state == AdjustmentState::Waiting && of.asked_by != caller.user_id,
        })
    }
}

/// Corrections, the newest first: those that wait for a second administrator, and those that were decided.
#[utoipa::path(
    get, path = "/api/admin/credits", operation_id = "list_adjustments", tag = "operation", params(PageQuery),
    responses(
        (status = 200, description = "A page of them.", body = Page<AdjustmentView>),
        (status = 400, description = "A parameter is wrong.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 404, description = "Not an administrator.", body = ProblemBody),
    )
)]
async fn list(
    state: State<App>,
    caller: Caller,
    query: ApiQuery<PageQuery>,
) -> Result<Json<Page<AdjustmentView>>, Problem> {
    caller.require_admin()?;
    let rows = query.0.rows()?;
    let before = query.0.cursor.unwrap_or_else(|| AFTER_ALL_IDS.to_owned());
    let look = |reader: &Reader<'_>| {
        let page = super::page(reader, &before, rows + 1)?;
        page.into_iter()
            .map(|of| AdjustmentView::new(reader, caller, of))
            .collect::<Result<Vec<_>, DbError>>()
    };
    Ok(Json(Page::cut(state.db.read(look).await?, rows, |view| view.id.clone())))
}

/// Gives or takes credits, with a reason. Above `credits.second_administrator_above` it waits for a second administrator.
#[utoipa::path(
    post, path = "/api/admin/credits", operation_id = "adjust_credits", tag = "operation", request_body = AdjustmentBody,
    responses(
        (status = 200, description = "It was made.", body = AdjustmentView),
        (status = 202, description = "A second administrator has to agree.", body = AdjustmentView),
        (status = 400, description = "The body is not valid JSON.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 403, description = "The page is out of date.", body = ProblemBody),
        (status = 404, description = "Not an administrator.", body = ProblemBody),
        (status = 422, description = "A field is wrong, or there is less to take.", body = ProblemBody),
    )
)]
async fn ask(
    state: State<App>,
    caller: Caller,
    body: ApiJson<AdjustmentBody>,
) -> Result<(StatusCode, Json<AdjustmentView>), Problem> {
    caller.require_admin()?;
    let (app, body) = (state.0, body.0);
    let mut errors = Vec::new();
    let reason = body.reason.trim().to_owned();
    if reason.is_empty() || reason.chars().count() > REASON_CHARACTERS_MAX {
        errors.push(FieldError::new("reason", "required", "Say why, in at most 500 characters."));
    }
    let id = body.id.as_deref().map_or_else(|| Ok(app.env.new_id()), str::parse::<AdjustmentId>);
    let id = id.map_err(|_| errors.push(FieldError::new("id", "invalid", "Not an id of a correction.")));
    let email = body.email.trim().to_lowercase();
    let user = app.db.read(|reader| account::find_by_email(reader, &email)).await?;
    if user.is_none() {
        errors.push(FieldError::new("email", "unknown", "Nobody signs in with this address."));
    }
    let (Some(user), Ok(id), true) = (user, id, errors.is_empty()) else {
        return Err(Problem::invalid(errors));
    };
    let now = app.env.now();
    let wish = Adjustment {
        id,
        workspace: user.workspace_id,
        user: user.id,
        credits: body.credits,
        reason,
        state: AdjustmentState::Waiting,
        asked_by: caller.user_id,
        asked_at: now,
        decided_by: None,
        decided_at: None,
    };
    let alone = Credits(app.config.credits.second_administrator_above);
    let view = write(&app, caller, move |tx| super::ask(tx, wish, alone)).await?;
    let status = if view.state == AdjustmentState::Waiting { StatusCode::ACCEPTED } else { StatusCode::OK };
    Ok((status, Json(view)))
}

/// Decides about a correction that waits. Who asked for it cannot agree to it, but can take it back.
#[utoipa::path(
    post, path = "/api/admin/credits/{id}/decision", operation_id = "decide_adjustment", tag = "operation",
    params(("id" = String, Path, description = "`adj_…`")), request_body = AdjustmentDecision,
    responses(
        (status = 200, description = "It was decided.", body = AdjustmentView),
        (status = 400, description = "The body is not valid JSON.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 403, description = "The page is out of date.", body = ProblemBody),
        (status = 404, description = "No correction has this id, or not an administrator.", body = ProblemBody),
        (status = 409, description = "It was decided already.", body = ProblemBody),
        (status = 422, description = "A second administrator has to agree, or there is less to take.", body = ProblemBody),
    )
)]
async fn decide(
    state: State<App>,
    caller: Caller,
    id: ApiPath<AdjustmentId>,
    body: ApiJson<AdjustmentDecision>,
) -> Result<Json<AdjustmentView>, Problem> {
    caller.require_admin()?;
    let (app, id, agree) = (state.0, id.0, body.0.agree);
    let now = app.env.now();
    let view = write(&app, caller, move |tx| super::decide(tx, id, agree, caller.user_id, now)).await?;
    Ok(Json(view))
}

/// Runs one change of a correction, with its security event, and shows what came of it.
async fn write(
    app: &App,
    caller: Caller,
    change: impl FnOnce(&mut Tx<'_>) -> Result<Adjustment, AdjustError> + Send + 'static,
) -> Result<AdjustmentView, Problem> {
    let record = SecurityRecord::new(&app.env, SecurityEvent::CreditsAdjusted, Some(caller.user_id));
    let now = app.env.now();
    let work = move |tx: &mut Tx<'_>| {
        let adjustment = change(tx)?;
        record.write(tx, &format!("{} {}", adjustment.id, adjustment.credits), now)?;
        Ok::<_, AdjustError>(AdjustmentView::new(tx, caller, adjustment)?)
    };
    Ok(app.db.write(work).await?)
}

impl From<AdjustError> for Problem {
    fn from(error: AdjustError) -> Self {
        let field =
            |path, code, message: String| Problem::invalid(vec![FieldError::new(path, code, message)]);
        match error {
            AdjustError::NotFound => Problem::not_found(),
            AdjustError::Decided => Problem::new(
                ProblemCode::AlreadyDecided,
                "Somebody has decided about this already. Nothing was changed.",
            ),
            AdjustError::OwnWish => {
                field("agree", "second_person", "A second administrator has to agree to this.".into())
            }
            AdjustError::Rule(LedgerError::Insufficient { available, .. }) => {
                let message = format!("There are only {available} credits to take.");
                field("credits", "too_many", message)
            }
            AdjustError::Rule(_) => {
                field("credits", "out_of_range", "Not zero, and at most 1,000,000,000.".into())
            }
            AdjustError::Db(error) => error.into(),
        }
    }
}
