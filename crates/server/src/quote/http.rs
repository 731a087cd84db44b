//! `POST /api/quotes`.

use axum::{Json, extract::State};
use domain::problem::ProblemCode;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{CheckError, view::QuoteView};
use crate::{
    app::App,
    auth::Caller,
    conversation::NamedSpot,
    planning::PlanningError,
    platform::http::{
        extract::ApiJson,
        problem::{Problem, ProblemBody},
    },
};

/// The routes of this capability.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(quote))
}

/// What to price.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QuoteRequest {
    /// A flow of `GET /api/flows`.
    pub flow_id: String,
    /// Fits the flow's input schema.
    #[schema(value_type = Object)]
    pub input_data: Value,
    /// Ids of files to work on, where the flow takes any.
    #[serde(default)]
    pub input_assets: Vec<String>,
    /// Where it is asked, so that "make it night" means the last picture.
    pub conversation_id: Option<String>,
    /// The message of the conversation it is asked after; after the newest when absent.
    pub parent_message_id: Option<String>,
    /// The message of the conversation whose place it takes, in a branch of its own.
    pub edited_message_id: Option<String>,
    /// Whether an identical result that the workspace made before will do; see `POST /api/trigger-workflow`.
    #[serde(default)]
    pub use_cache: bool,
}

/// The exact price of a run, binding for ten minutes.
#[utoipa::path(
    post, path = "/api/quotes", operation_id = "create_quote", tag = "generations", request_body = QuoteRequest,
    responses(
        (status = 200, description = "The price, with every factor named.", body = QuoteView),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 403, description = "The page is out of date, or the flow needs another plan.", body = ProblemBody),
        (status = 404, description = "There is no such flow.", body = ProblemBody),
        (status = 422, description = "Some fields need a change.", body = ProblemBody),
    )
)]
async fn quote(
    state: State<App>,
    caller: Caller,
    body: ApiJson<QuoteRequest>,
) -> Result<Json<QuoteView>, Problem> {
    let QuoteRequest { flow_id, input_data, input_assets, .. } = &body.0;
    let mut errors = Vec::new();
    let named = NamedSpot {
        conversation: body.0.conversation_id.as_deref(),
        parent: body.0.parent_message_id.as_deref(),
        edited: body.0.edited_message_id.as_deref(),
    };
    let spot = named.read(&mut errors);
    if !errors.is_empty() {
        return Err(Problem::invalid(errors));
    }
    let asked = super::read(&state.0, caller, flow_id, input_data, input_assets).await?;
    let asked = asked.with_cache(body.0.use_cache);
    let flow_id = asked.flow_id();
    let checked = super::check(&state.0, caller, asked, spot).await?;
    Ok(Json(super::offer(&state.0, caller, &flow_id, &checked).await?))
}

impl From<CheckError> for Problem {
    fn from(error: CheckError) -> Self {
        match error {
            CheckError::UnknownFlow => {
                Problem::new(ProblemCode::UnknownFlow, "There is no flow of that name.")
            }
            CheckError::PlanRequired(plan) => Problem::new(
                ProblemCode::PlanRequired,
                format!("This flow is part of the {} plan.", plan.id()),
            )
            .with("plan", plan.id()),
            CheckError::Invalid(errors) => Problem::invalid(errors),
            CheckError::ConversationNotFound => Problem::not_found(),
            CheckError::QuoteMismatch => Problem::new(
                ProblemCode::QuoteMismatch,
                "The price was made for other words or options. Ask for it again.",
            ),
            CheckError::NotAllowed(rule) => {
                let sentence = format!("{} Nothing was held or charged.", rule.sentence());
                Problem::new(ProblemCode::PromptRefused, sentence).with("rule", rule.id())
            }
            CheckError::Planning(PlanningError::NeedsAnswer(question)) => {
                Problem::new(ProblemCode::NeedsAnswer, question.clone()).with("question", question)
            }
            CheckError::Planning(PlanningError::Refused(reason)) => {
                Problem::new(ProblemCode::ContentRefused, reason)
            }
            CheckError::Planning(PlanningError::InputNotTaken(reason)) => {
                Problem::new(ProblemCode::InputNotTaken, reason)
            }
            CheckError::Planning(PlanningError::Unavailable(reason)) => {
                Problem::new(ProblemCode::OperationUnavailable, reason)
            }
            CheckError::Db(error) => error.into(),
        }
    }
}
