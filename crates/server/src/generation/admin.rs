//! The endpoints of those who decide about submits whose outcome is unknown.

use axum::{Json, extract::State};
use domain::{catalog::Operation, generation::request::FieldError, id::StepId, problem::ProblemCode};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    decision::{Decision, Waiting},
    resolve::{self, Resolve, ResolveError},
};
use crate::{
    app::App,
    auth::Caller,
    platform::http::{
        extract::{ApiJson, ApiPath, ApiQuery},
        page::Page,
        problem::{Problem, ProblemBody},
    },
};

/// Steps on a page; there are few.
const ROWS_MAX: u32 = 100;
/// Characters of a reason.
const REASON_CHARACTERS_MAX: usize = 500;
/// Characters of a provider's name for work.
const REMOTE_ID_CHARACTERS_MAX: usize = 4_096;

/// The routes for those who run the installation.
#[must_use]
pub fn admin_routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(decide))
}

/// Which steps.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct StepsQuery {
    /// `unresolved`: the only state that waits for somebody.
    #[serde(default)]
    state: Option<String>,
}

/// A step whose submit has an unknown outcome.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct UnresolvedStepView {
    /// `stp_…`
    id: String,
    /// The run it belongs to.
    generation_id: String,
    /// Its place in the run, from 0.
    index: u32,
    /// e.g. `image_to_video`.
    operation: String,
    /// Who may have taken it.
    provider: String,
    /// With which model.
    model_name: String,
    /// Whose run it is: `usr_…`.
    user_id: String,
    /// How often it was submitted.
    attempt: u32,
    /// When it was first submitted, in UTC milliseconds.
    since: Option<i64>,
    /// When it fails by itself and the credits go back.
    gives_up_at: Option<i64>,
    /// What was decided, until whoever carries the run has acted on it.
    decision: Option<DecisionView>,
}

/// What an administrator decided.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct DecisionView {
    /// `failed`, `retry` or `adopt`.
    decision: String,
    /// Why.
    reason: String,
    /// Who: `usr_…`.
    decided_by: String,
    /// When, in UTC milliseconds.
    decided_at: i64,
}

/// What came of a submit.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct DecisionBody {
    /// `failed`: it came to nothing, the credits go back. `retry`: it is submitted again, and the provider
    /// may be paid twice. `adopt`: the provider has it, under `remoteId`.
    #[schema(value_type = String)]
    decision: Decision,
    /// The provider's own name for the work, e.g. fal's request id; for `adopt` only.
    #[serde(default)]
    remote_id: Option<String>,
    /// Why; kept with the decision.
    reason: String,
}

impl UnresolvedStepView {
    fn new(app: &App, step: Waiting) -> UnresolvedStepView {
        let model =
            Operation::parse(&step.operation).and_then(|does| app.catalog.model(&step.model_id, does));
        let gives_up = step.since.zip(model).map(|(since, model)| since.plus_ms(model.deadline_ms).0);
        UnresolvedStepView {
            id: step.id.to_string(),
            generation_id: step.generation.to_string(),
            index: step.index,
            operation: step.operation,
            provider: step.provider,
            model_name: step.model_name,
            user_id: step.user.to_string(),
            attempt: step.attempt,
            since: step.since.map(|at| at.0),
            gives_up_at: gives_up,
            decision: step.decided.map(|decided| DecisionView {
                decision: decided.decision.id().to_owned(),
                reason: decided.reason,
                decided_by: decided.by.to_string(),
                decided_at: decided.at.0,
            }),
        }
    }
}

/// Steps whose submit has an unknown outcome: the provider may or may not have taken them.
#[utoipa::path(
    get, path = "/api/admin/steps", operation_id = "list_unresolved_steps", tag = "operation", params(StepsQuery),
    responses(
        (status = 200, description = "Those that wait, the oldest first.", body = Page<UnresolvedStepView>),
        (status = 400, description = "There is no such state.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 404, description = "Not an administrator.", body = ProblemBody),
    )
)]
async fn list(
    state: State<App>,
    caller: Caller,
    query: ApiQuery<StepsQuery>,
) -> Result<Json<Page<UnresolvedStepView>>, Problem> {
    caller.require_admin()?;
    if query.0.state.is_some_and(|state| state != "unresolved") {
        return Err(Problem::new(ProblemCode::InvalidParameter, "state: only `unresolved` can be listed."));
    }
    let steps = resolve::waiting(&state.0, ROWS_MAX).await?;
    let items = steps.into_iter().map(|step| UnresolvedStepView::new(&state.0, step)).collect();
    Ok(Json(Page { items, next_cursor: None }))
}

/// Decides what came of a submit whose outcome is unknown. A decision is made once and kept.
#[utoipa::path(
    post, path = "/api/admin/steps/{id}/resolve", operation_id = "resolve_step", tag = "operation",
    params(("id" = String, Path, description = "`stp_…`")), request_body = DecisionBody,
    responses(
        (status = 200, description = "It is written down; whoever carries the run acts on it at once.", body = UnresolvedStepView),
        (status = 400, description = "The body is not valid JSON.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 403, description = "The page is out of date.", body = ProblemBody),
        (status = 404, description = "No unresolved step has this id, or not an administrator.", body = ProblemBody),
        (status = 409, description = "Somebody has decided already.", body = ProblemBody),
        (status = 422, description = "A field is missing, or no try is left.", body = ProblemBody),
    )
)]
async fn decide(
    state: State<App>,
    caller: Caller,
    id: ApiPath<StepId>,
    body: ApiJson<DecisionBody>,
) -> Result<Json<UnresolvedStepView>, Problem> {
    caller.require_admin()?;
    let said = check(id.0, body.0).map_err(Problem::invalid)?;
    let app = state.0;
    let (step, decision) = (said.step, said.decision);
    let decided = resolve::resolve(&app, caller, said).await?;
    tracing::info!(step.id = %step, decision = decision.id(), user.id = %caller.user_id, "an unresolved step was decided");
    Ok(Json(UnresolvedStepView::new(&app, decided)))
}

fn check(step: StepId, body: DecisionBody) -> Result<Resolve, Vec<FieldError>> {
    let mut errors = Vec::new();
    let reason = body.reason.trim().to_owned();
    if reason.is_empty() || reason.chars().count() > REASON_CHARACTERS_MAX {
        errors.push(FieldError::new("reason", "required", "Say why, in at most 500 characters."));
    }
    let remote_id = body.remote_id.map(|id| id.trim().to_owned()).filter(|id| !id.is_empty());
    let fits = remote_id.as_ref().is_none_or(|id| id.len() <= REMOTE_ID_CHARACTERS_MAX);
    if (body.decision == Decision::Adopt) != remote_id.is_some() || !fits {
        let message = "To adopt work, give the provider's name for it; for the other decisions, none.";
        errors.push(FieldError::new("remoteId", "required", message));
    }
    if errors.is_empty() {
        Ok(Resolve { step, decision: body.decision, remote_id, reason })
    } else {
        Err(errors)
    }
}

impl From<ResolveError> for Problem {
    fn from(error: ResolveError) -> Self {
        match error {
            ResolveError::NotFound => Problem::not_found(),
            ResolveError::Decided => Problem::new(
                ProblemCode::AlreadyDecided,
                "Somebody has decided about this step already. Nothing was changed.",
            ),
            ResolveError::NoTryLeft => Problem::invalid(vec![FieldError::new(
                "decision",
                "no_try_left",
                "This step was submitted as often as a step may be.",
            )]),
            ResolveError::UnknownWork => Problem::invalid(vec![FieldError::new(
                "remoteId",
                "unknown",
                "The provider knows no work of that name.",
            )]),
            ResolveError::Db(error) => error.into(),
        }
    }
}
