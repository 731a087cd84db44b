//! The endpoints of runs.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    generation::{request::FieldError, state::Status},
    id::{ConversationId, GenerationId, QuoteId},
    limits::IDEMPOTENCY_KEY_CHARACTERS_MAX,
    problem::ProblemCode,
};
use serde::Deserialize;
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    create::{CreateError, CreateGeneration},
    retry::RetryGeneration,
    store::{self, Filter},
    transcript,
    view::GenerationView,
};
use crate::{
    app::App,
    auth::Caller,
    conversation::NamedSpot,
    ledger,
    platform::http::{
        extract::{ApiJson, ApiPath, ApiQuery},
        page::{self, Page},
        problem::{Problem, ProblemBody},
    },
    quote::{CheckError, QuoteView},
};

/// The routes of this capability.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(trigger))
        .routes(routes!(cancel))
        .routes(routes!(retry))
        .routes(routes!(quote_retry))
        .routes(routes!(list))
        .routes(routes!(one))
        .routes(routes!(transcript::read_transcript))
}

/// What to run.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct TriggerRequest {
    /// A flow of `GET /api/flows`.
    flow_id: String,
    /// Fits the flow's input schema.
    #[schema(value_type = Object)]
    input_data: Value,
    /// Ids of files to work on, where the flow takes any.
    #[serde(default)]
    input_assets: Vec<String>,
    /// Where the messages go; a new conversation when absent.
    conversation_id: Option<String>,
    /// The message of the conversation that the words are said after: a branch of its own where something was
    /// said after it already. After the newest message when absent.
    parent_message_id: Option<String>,
    /// The message of the conversation that the words are said in the place of: an edit, in a branch of its own.
    edited_message_id: Option<String>,
    /// A well-formed id of yours (`gen_` + UUIDv7), so that the request can be repeated.
    generation_id: Option<String>,
    /// The price that was shown; it binds.
    quote_id: Option<String>,
    /// Whether an identical result that your workspace made before will do: then nothing is made and nothing charged,
    /// and the run is answered completed, with `cached`. Identical is the same flow, models and parameters, files of
    /// the same content, and the same seed; without a seed, any result that chance made of it. Where there is none, it
    /// is made at its usual price. A price has to be asked for with the same choice.
    #[serde(default)]
    use_cache: bool,
}

/// Accepts a run: its price is held, and it will happen exactly once.
///
/// Safe to repeat with the same `Idempotency-Key` header or `generationId`: the same run is answered and
/// nothing is charged twice.
#[utoipa::path(
    post, path = "/api/trigger-workflow", operation_id = "trigger_workflow", tag = "generations", request_body = TriggerRequest,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes the request repeatable.", max_length = 128)),
    responses(
        (status = 202, description = "The run was accepted.", body = GenerationView),
        (status = 400, description = "The body is not valid JSON.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 402, description = "Not enough credits: `needed` and `available` say how many.", body = ProblemBody),
        (status = 403, description = "The page is out of date, or the flow needs another plan.", body = ProblemBody),
        (status = 404, description = "There is no such flow or conversation.", body = ProblemBody),
        (status = 409, description = "The key was used for another request, the price no longer binds, or the earlier result it names is gone.", body = ProblemBody),
        (status = 422, description = "Some fields need a change.", body = ProblemBody),
        (status = 429, description = "Too many runs wait, or too many requests.", body = ProblemBody),
    )
)]
async fn trigger(
    state: State<App>,
    caller: Caller,
    headers: HeaderMap,
    body: ApiJson<TriggerRequest>,
) -> Result<Response, Problem> {
    state.limits.check_runs(caller.workspace_id)?;
    let request = parse(&headers, body.0)?;
    let view = super::create::create(&state.0, caller, request).await?;
    Ok((StatusCode::ACCEPTED, [(header::CONTENT_TYPE, "application/json")], view).into_response())
}

fn parse(headers: &HeaderMap, body: TriggerRequest) -> Result<CreateGeneration, Problem> {
    let mut errors = Vec::new();
    let generation = id_field(&mut errors, "generationId", body.generation_id.as_deref());
    let quote: Option<QuoteId> = id_field(&mut errors, "quoteId", body.quote_id.as_deref());
    let named = NamedSpot {
        conversation: body.conversation_id.as_deref(),
        parent: body.parent_message_id.as_deref(),
        edited: body.edited_message_id.as_deref(),
    };
    let spot = named.read(&mut errors);
    let idempotency_key = idempotency_key(&mut errors, headers);
    if !errors.is_empty() {
        return Err(Problem::invalid(errors));
    }
    let (flow_id, input, input_assets) = (body.flow_id, body.input_data, body.input_assets);
    let use_cache = body.use_cache;
    Ok(CreateGeneration { flow_id, input, input_assets, spot, generation, quote, idempotency_key, use_cache })
}

fn idempotency_key(errors: &mut Vec<FieldError>, headers: &HeaderMap) -> Option<String> {
    match headers.get("idempotency-key")?.to_str() {
        Ok(key) if (1..=IDEMPOTENCY_KEY_CHARACTERS_MAX).contains(&key.len()) => Some(key.to_owned()),
        _ => {
            let message = "An idempotency key has 1 to 128 plain characters.";
            errors.push(FieldError::new("Idempotency-Key", "malformed", message));
            None
        }
    }
}

fn id_field<T: std::str::FromStr<Err = domain::id::InvalidId>>(
    errors: &mut Vec<FieldError>,
    path: &str,
    text: Option<&str>,
) -> Option<T> {
    let parsed = text?.parse();
    parsed.map_err(|error| errors.push(FieldError::new(path, "malformed", format!("This is {error}.")))).ok()
}

/// How to make once more what is missing of a run.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RetryRequest {
    /// A well-formed id of yours (`gen_` + UUIDv7), so that the request can be repeated.
    generation_id: Option<String>,
    /// The price that was shown; it binds.
    quote_id: Option<String>,
}

/// Makes once more what is missing of a run: the steps that failed or never began, with what the others made.
///
/// The answer is a run of its own, in the same conversation, linked by `retryOf`. What was delivered before is
/// not made and not charged again. Safe to repeat like `POST /api/trigger-workflow`.
#[utoipa::path(
    post, path = "/api/generations/{id}/retry", operation_id = "retry_generation", tag = "generations", request_body = RetryRequest,
    params(
        ("id" = String, Path, description = "`gen_…`"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request repeatable.", max_length = 128),
    ),
    responses(
        (status = 202, description = "The run was accepted.", body = GenerationView),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 402, description = "Not enough credits: `needed` and `available` say how many.", body = ProblemBody),
        (status = 403, description = "The page is out of date, or the flow needs another plan.", body = ProblemBody),
        (status = 404, description = "There is no such run.", body = ProblemBody),
        (status = 409, description = "Nothing is missing, the key was used for another request, or the price no longer binds.", body = ProblemBody),
        (status = 422, description = "Some fields need a change, or nobody does it any more.", body = ProblemBody),
        (status = 429, description = "Too many runs wait, or too many requests.", body = ProblemBody),
    )
)]
async fn retry(
    state: State<App>,
    caller: Caller,
    id: ApiPath<GenerationId>,
    headers: HeaderMap,
    body: ApiJson<RetryRequest>,
) -> Result<Response, Problem> {
    state.limits.check_runs(caller.workspace_id)?;
    let mut errors = Vec::new();
    let request = RetryGeneration {
        earlier: id.0,
        generation: id_field(&mut errors, "generationId", body.0.generation_id.as_deref()),
        quote: id_field(&mut errors, "quoteId", body.0.quote_id.as_deref()),
        idempotency_key: idempotency_key(&mut errors, &headers),
    };
    if !errors.is_empty() {
        return Err(Problem::invalid(errors));
    }
    let view = super::retry::retry(&state.0, caller, request).await?.ok_or_else(Problem::not_found)?;
    Ok((StatusCode::ACCEPTED, [(header::CONTENT_TYPE, "application/json")], view).into_response())
}

/// The exact price of what is missing of a run, binding for ten minutes.
#[utoipa::path(
    post, path = "/api/generations/{id}/retry/quote", operation_id = "quote_retry", tag = "generations",
    params(("id" = String, Path, description = "`gen_…`")),
    responses(
        (status = 200, description = "The price of the steps that are missing.", body = QuoteView),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 403, description = "The page is out of date, or the flow needs another plan.", body = ProblemBody),
        (status = 404, description = "There is no such run.", body = ProblemBody),
        (status = 409, description = "Nothing is missing, or a file it works on is gone.", body = ProblemBody),
        (status = 422, description = "Nobody does it any more.", body = ProblemBody),
    )
)]
async fn quote_retry(
    state: State<App>,
    caller: Caller,
    id: ApiPath<GenerationId>,
) -> Result<Json<QuoteView>, Problem> {
    let quote = super::retry::offer(&state.0, caller, id.0).await?;
    quote.map(Json).ok_or_else(Problem::not_found)
}

/// Which run to cancel.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CancelRequest {
    /// `gen_…`
    generation_id: String,
}

/// Cancels a run; everything it held goes back. A run that has ended already stays as it ended.
#[utoipa::path(
    post, path = "/api/cancel-generation", operation_id = "cancel_generation", tag = "generations", request_body = CancelRequest,
    responses(
        (status = 200, description = "The run, as it is now.", body = GenerationView),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 403, description = "The page is out of date.", body = ProblemBody),
        (status = 404, description = "There is no such run.", body = ProblemBody),
    )
)]
async fn cancel(
    state: State<App>,
    caller: Caller,
    body: ApiJson<CancelRequest>,
) -> Result<Response, Problem> {
    let id: GenerationId = body.0.generation_id.parse().map_err(|_| Problem::not_found())?;
    let view = super::cancel::cancel(&state.0, caller, id).await?.ok_or_else(Problem::not_found)?;
    Ok(json(view))
}

/// Which runs to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// Runs of this conversation only.
    #[param(value_type = Option<String>)]
    conversation_id: Option<ConversationId>,
    /// Runs with this status only.
    #[param(value_type = Option<String>)]
    status: Option<Status>,
    /// Rows on the page, 1 to 100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `nextCursor` of the page before.
    #[param(value_type = Option<String>, max_length = 64)]
    cursor: Option<GenerationId>,
}

/// The runs of the caller's workspace, newest first.
#[utoipa::path(
    get, path = "/api/generations", operation_id = "list_generations", tag = "generations", params(ListQuery),
    responses(
        (status = 200, description = "A page of runs.", body = Page<GenerationView>),
        (status = 400, description = "A parameter is wrong.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
    )
)]
async fn list(state: State<App>, caller: Caller, query: ApiQuery<ListQuery>) -> Result<Response, Problem> {
    let ListQuery { conversation_id, status, limit, cursor } = query.0;
    let rows = page::rows(limit)?;
    let filter = match (conversation_id, status) {
        (None, None) => Filter::All,
        (Some(conversation), None) => Filter::Conversation(conversation),
        (None, Some(status)) => Filter::Status(status),
        (Some(_), Some(_)) => {
            let detail = "Filter by conversationId or by status, not by both.";
            return Err(Problem::new(ProblemCode::InvalidParameter, detail));
        }
    };
    let before = cursor.map_or_else(|| super::AFTER_ALL_IDS.to_owned(), |cursor| cursor.to_string());
    let workspace = caller.workspace_id;
    let found = state.db.read(|reader| store::page(reader, workspace, filter, &before, rows + 1)).await?;
    Ok(json(page_json(found, rows)))
}

/// Puts stored views together without reading them.
fn page_json(found: Vec<(String, String)>, rows: u32) -> String {
    let page = Page::cut(found, rows, |(id, _)| id.clone());
    let size = page.items.iter().map(|(_, view)| view.len() + 1).sum::<usize>() + 64;
    let mut text = String::with_capacity(size);
    text.push_str(r#"{"items":["#);
    for (index, (_, view)) in page.items.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        text.push_str(view);
    }
    text.push_str(r#"],"nextCursor":"#);
    match page.next_cursor {
        Some(cursor) => {
            text.push('"');
            text.push_str(&cursor);
            text.push('"');
        }
        None => text.push_str("null"),
    }
    text.push('}');
    text
}

/// One run.
#[utoipa::path(
    get, path = "/api/generations/{id}", operation_id = "read_generation", tag = "generations", params(("id" = String, Path, description = "`gen_…`")),
    responses(
        (status = 200, description = "The run, as it is now.", body = GenerationView),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 404, description = "There is no such run.", body = ProblemBody),
    )
)]
async fn one(state: State<App>, caller: Caller, id: ApiPath<GenerationId>) -> Result<Response, Problem> {
    let view = state.db.read(|reader| store::view_text(reader, id.0, caller.workspace_id)).await?;
    Ok(json(view.ok_or_else(Problem::not_found)?))
}

fn json(text: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], text).into_response()
}

impl From<CreateError> for Problem {
    fn from(error: CreateError) -> Self {
        use ProblemCode as Code;
        match error {
            CreateError::Check(error) => error.into(),
            CreateError::ConversationNotFound => Problem::not_found(),
            CreateError::Refused(rule) => ledger::refusal(&rule, "run"),
            CreateError::QuoteExpired(fresh) => {
                let detail = format!("The price is older than 10 minutes. It is {} now.", fresh.credits);
                Problem::new(Code::QuoteExpired, detail)
                    .with("quote", serde_json::to_value(*fresh).unwrap_or(Value::Null))
            }
            CreateError::CachedGone(fresh) => {
                let detail = format!(
                    "The earlier result is not there any more. Nothing was charged. It is {} credits now.",
                    fresh.credits
                );
                Problem::new(Code::CachedResultGone, detail)
                    .with("quote", serde_json::to_value(*fresh).unwrap_or(Value::Null))
            }
            CreateError::QuoteMismatch => CheckError::QuoteMismatch.into(),
            CreateError::KeyReused => Problem::new(
                Code::IdempotencyKeyReused,
                "This key was used for another request. Nothing was run and nothing was charged.",
            ),
            CreateError::QueueFull(waiting) => Problem::new(
                Code::QueueFull,
                format!("{waiting} of your runs are waiting already. Send this one when some are done."),
            )
            .with("retryAfterSeconds", 5),
            CreateError::NotRetryable(reason) => {
                Problem::new(Code::NotRetryable, format!("{reason} Nothing was charged."))
            }
            CreateError::Db(error) => error.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_json_whatever_its_length() {
        let rows =
            |count: usize| (0..count).map(|n| (format!("gen_{n}"), format!(r#"{{"n":{n}}}"#))).collect();
        for (count, expected) in [
            (0, r#"{"items":[],"nextCursor":null}"#),
            (1, r#"{"items":[{"n":0}],"nextCursor":null}"#),
            (3, r#"{"items":[{"n":0},{"n":1}],"nextCursor":"gen_1"}"#),
        ] {
            assert_eq!(page_json(rows(count), 2), expected);
        }
    }
}
