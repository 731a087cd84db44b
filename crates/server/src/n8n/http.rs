//! The endpoints that workflows call.

use axum::{
    Json,
    body::Body,
    extract::{FromRequestParts, State},
    http::{HeaderMap, header, request::Parts},
    response::{IntoResponse, Response},
};
use domain::{
    generation::report::{Reported, ReportedState},
    id::GenerationId,
    problem::ProblemCode,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    matches,
    report::{self, Outcome},
    store,
};
use crate::{
    app::App,
    generation::{self, Standing},
    platform::{
        db::DbError,
        http::{
            extract::{ApiJson, ApiPath, ApiQuery},
            problem::{Problem, ProblemBody},
        },
    },
};

/// Bytes of a file that are read at a time while it is sent.
const PIECE_BYTES: usize = 64 * 1024;

/// Results of one report that are fetched.
const OUTPUTS_MAX: usize = 16;
/// Characters of an address; signed ones are long.
const ADDRESS_CHARACTERS_MAX: usize = 4_096;
/// Characters of a sentence that are kept.
const SENTENCE_CHARACTERS_MAX: usize = 300;
/// Characters of an answer in words that are kept.
const ANSWER_CHARACTERS_MAX: usize = 8_000;

/// The routes of this capability.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(callback)).routes(routes!(input_file))
}

/// What a workflow reports.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct CallbackBody {
    /// The run: `gen_…`, as it was handed over.
    generation_id: String,
    /// `processing`, `completed`, `failed` or `cancelled`.
    #[schema(value_type = String)]
    status: ReportedState,
    /// 0 to 100.
    #[serde(default)]
    progress: f64,
    /// What is being done, for a person.
    #[serde(default)]
    current_step: Option<String>,
    /// Where the results are; fetched and stored here. At most 16.
    #[serde(default)]
    output_assets: Option<Vec<OutputAsset>>,
    /// An answer in words.
    #[serde(default)]
    response: Option<String>,
    /// Why it failed, for a person.
    #[serde(default)]
    error_message: Option<String>,
    /// n8n's own name of the execution, so that it can be stopped: `{{ $execution.id }}`.
    #[serde(default)]
    execution_id: Option<String>,
}

/// Where a result is: an address, or an object that has one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(untagged)]
enum OutputAsset {
    /// The address.
    Address(String),
    /// An object with the address; what else it says is found out from the file.
    Object {
        /// The address.
        url: String,
    },
}

/// What became of a report.
#[derive(Debug, Serialize, ToSchema)]
struct CallbackAnswer {
    /// Whether it said anything new. A repeat is no mistake.
    applied: bool,
}

/// The token of a report.
struct Bearer(String);

impl FromRequestParts<App> for Bearer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Bearer, Problem> {
        bearer(&parts.headers).map(|token| Bearer(token.to_owned())).ok_or_else(unknown_sender)
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    Some(token.trim()).filter(|token| scheme.eq_ignore_ascii_case("bearer") && !token.is_empty())
}

fn unknown_sender() -> Problem {
    Problem::new(
        ProblemCode::SenderUnknown,
        "Send the token of this run as `Authorization: Bearer …`. Nothing was changed.",
    )
}

impl CallbackBody {
    fn read(self) -> Result<(GenerationId, Reported), Problem> {
        let id = self.generation_id.parse().map_err(|_| Problem::not_found())?;
        let outputs: Vec<String> = self
            .output_assets
            .unwrap_or_default()
            .into_iter()
            .map(|asset| match asset {
                OutputAsset::Address(url) | OutputAsset::Object { url } => url,
            })
            .collect();
        let too_long = outputs.iter().any(|url| url.len() > ADDRESS_CHARACTERS_MAX);
        if outputs.len() > OUTPUTS_MAX || too_long {
            let message = "outputAssets: at most 16, each with an address of at most 4,096 characters.";
            return Err(Problem::new(ProblemCode::InvalidInput, message));
        }
        let shortened = |text: Option<String>, most: usize| {
            let text = text.map(|text| text.trim().chars().take(most).collect::<String>());
            text.filter(|text| !text.is_empty())
        };
        let percent = self.progress.clamp(0.0, 100.0).round();
        let reported = Reported {
            state: self.status,
            // Between 0 and 100 by the line above; not a number becomes 0.
            percent: percent as u8,
            sentence: shortened(self.current_step, SENTENCE_CHARACTERS_MAX),
            outputs,
            response: shortened(self.response, ANSWER_CHARACTERS_MAX),
            error: shortened(self.error_message, SENTENCE_CHARACTERS_MAX),
            execution_id: shortened(self.execution_id, 64),
        };
        Ok((id, reported))
    }
}

/// A workflow says how a run goes.
///
/// Carries the token that the workflow was handed with this run, as `Authorization: Bearer …`. Reports may
/// come twice and in any order: progress never goes back, the first end wins. A result that comes after the
/// run has ended is kept for the person and not charged.
#[utoipa::path(
    post, path = "/api/n8n-callback", operation_id = "report_from_n8n", tag = "generations", security(()),
    request_body = CallbackBody,
    responses(
        (status = 200, description = "It was taken, or says nothing new.", body = CallbackAnswer),
        (status = 400, description = "The body is not valid JSON.", body = ProblemBody),
        (status = 401, description = "The token is missing, or not that of this run.", body = ProblemBody),
        (status = 404, description = "No workflow was handed this run.", body = ProblemBody),
        (status = 409, description = "The run has ended, or has been reported to end otherwise.", body = ProblemBody),
        (status = 422, description = "Too many results, or an address that is too long.", body = ProblemBody),
    )
)]
async fn callback(
    state: State<App>,
    token: Bearer,
    body: ApiJson<CallbackBody>,
) -> Result<Json<CallbackAnswer>, Problem> {
    let (id, news) = body.0.read()?;
    match report::take(&state.0, id, token.0, news).await? {
        Outcome::Taken(_) => Ok(Json(CallbackAnswer { applied: true })),
        Outcome::Nothing => Ok(Json(CallbackAnswer { applied: false })),
        Outcome::Unknown => Err(Problem::not_found()),
        Outcome::Forged => {
            tracing::warn!(generation.id = %id, "a report of a workflow carried a token that is not its own");
            Err(unknown_sender())
        }
        Outcome::Refused => Err(Problem::new(
            ProblemCode::ReportRefused,
            "This run takes no such report any more. Nothing was changed.",
        )),
    }
}

/// The key of a link to an input file.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct FileKey {
    /// As it stands in the link that the workflow was handed.
    #[serde(default)]
    key: String,
}

/// An input file of a run, for the workflow that was handed its link.
///
/// The link is good for the one attempt and as long as its step runs.
#[utoipa::path(
    get, path = "/api/n8n-inputs/{attempt}/{index}", operation_id = "read_n8n_input", tag = "generations",
    security(()), params(
        ("attempt" = String, Path, description = "`stp_…-1`"),
        ("index" = usize, Path, description = "Counts from 0."),
        FileKey,
    ),
    responses(
        (status = 200, description = "The file.", content_type = "application/octet-stream"),
        (status = 401, description = "The key is missing or wrong.", body = ProblemBody),
        (status = 404, description = "There is no such file, or the step has ended.", body = ProblemBody),
    )
)]
async fn input_file(
    state: State<App>,
    path: ApiPath<(String, String)>,
    key: ApiQuery<FileKey>,
) -> Result<Response, Problem> {
    let ((attempt, index), key) = (path.0, key.0.key);
    let app = state.0;
    let found = app
        .db
        .read(|reader| {
            let run = store::of_attempt(reader, &attempt)?.filter(|run| matches(&key, &run.files_key_hash));
            let Some(run) = run else { return Ok::<_, DbError>(None) };
            Ok(Some((run.generation, generation::standing(reader, run.generation, &attempt)?)))
        })
        .await?;
    let (id, standing) = found.ok_or_else(unknown_sender)?;
    let index: usize = index.parse().map_err(|_| Problem::not_found())?;
    if standing != Some(Standing::Open) {
        return Err(Problem::not_found());
    }
    let file = generation::input_file(&app, id, &attempt, index).await?.ok_or_else(Problem::not_found)?;
    let headers = [
        (header::CONTENT_TYPE, file.media_type),
        (header::CONTENT_LENGTH, file.content.length().to_string()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, Body::from_stream(file.content.pieces(PIECE_BYTES))).into_response())
}
