//! What an agent considered before a run was planned, for the person whose run it is.

use axum::{Json, extract::State};
use domain::id::{GenerationId, WorkspaceId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{store, view::CachedFromView};
use crate::{
    app::App,
    auth::Caller,
    platform::{
        db::{DbError, Reader},
        http::{
            extract::ApiPath,
            problem::{Problem, ProblemBody},
        },
    },
};

/// How a run was planned.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct TranscriptView {
    /// The agent that decided in the end: `producer`, `i2i`, `i2v`, `voiceover` or `lipsync`.
    agent: String,
    /// The language model that was asked; null where the built-in router read the words.
    #[serde(default)]
    #[schema(required)]
    model: Option<AskedModelView>,
    /// What was said, in order. Instructions are left out.
    turns: Vec<TurnView>,
    /// The run that made the results, where an identical one was answered with them: then this is how it would have
    /// been made now.
    #[serde(default)]
    #[schema(required)]
    cached_from: Option<CachedFromView>,
}

impl TranscriptView {
    /// Of what is stored with a run: without what it cost the operator, and without instructions.
    fn of(stored: &str) -> Result<TranscriptView, DbError> {
        let mut view: TranscriptView = store::from_json(stored)?;
        view.turns.retain(|turn| turn.role != "system");
        Ok(view)
    }
}

/// A language model that was asked.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AskedModelView {
    /// e.g. `gemini`.
    provider: String,
    /// The vendor's name of the model.
    model: String,
    /// Why the router decided in the end; null where the model did.
    #[serde(default)]
    #[schema(required)]
    fell_back: Option<String>,
}

/// One turn.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TurnView {
    /// `user`, `assistant` or `tool`.
    role: String,
    /// Words, if any.
    #[serde(default)]
    #[schema(required)]
    text: String,
    /// Tools that were called.
    #[serde(default, alias = "tool_calls")]
    #[schema(required)]
    tool_calls: Vec<CallView>,
}

/// A tool call as the agent made it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct CallView {
    /// e.g. `image-to-video`.
    name: String,
    /// What it was told.
    #[schema(value_type = Object)]
    arguments: serde_json::Value,
}

/// What an agent considered before a run was planned.
#[utoipa::path(
    get, path = "/api/generations/{id}/transcript", operation_id = "read_transcript", tag = "generations",
    params(("id" = String, Path, description = "`gen_…`")),
    responses(
        (status = 200, description = "What was said.", body = TranscriptView),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 404, description = "There is no such run, or no agent was asked.", body = ProblemBody),
    )
)]
pub(super) async fn read_transcript(
    state: State<App>,
    caller: Caller,
    id: ApiPath<GenerationId>,
) -> Result<Json<TranscriptView>, Problem> {
    let found = state.db.read(|reader| find(reader, id.0, caller.workspace_id)).await?;
    Ok(Json(found.ok_or_else(Problem::not_found)?))
}

/// Where the results of a stored run come from.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Origin {
    #[serde(default)]
    cached_from: Option<CachedFromView>,
}

fn find(
    reader: &Reader<'_>,
    id: GenerationId,
    workspace: WorkspaceId,
) -> Result<Option<TranscriptView>, DbError> {
    let Some(text) = store::transcript(reader, id, workspace)? else { return Ok(None) };
    let cached_from = store::read_view::<Origin>(reader, id)?.and_then(|view| view.cached_from);
    Ok(Some(TranscriptView { cached_from, ..TranscriptView::of(&text)? }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn costs_and_instructions_stay_with_the_operator() {
        let stored = json!({
            "agent": "i2i",
            "turns": [
                {"role": "system", "text": "You are"},
                {"role": "user", "text": "a fox"},
                {"role": "assistant", "tool_calls": [{"name": "GeminiT2I", "arguments": {"prompt": "a fox"}}], "input_tokens": 9},
            ],
            "model": {"provider": "gemini", "model": "flash", "questions": 1, "costUsdMicros": 12, "fellBack": "too slow"},
        });
        let shown = serde_json::to_value(TranscriptView::of(&stored.to_string()).unwrap()).unwrap();
        assert_eq!(
            shown,
            json!({
                "agent": "i2i",
                "model": {"provider": "gemini", "model": "flash", "fellBack": "too slow"},
                "cachedFrom": null,
                "turns": [
                    {"role": "user", "text": "a fox", "toolCalls": []},
                    {"role": "assistant", "text": "", "toolCalls": [{"name": "GeminiT2I", "arguments": {"prompt": "a fox"}}]},
                ],
            })
        );
    }
}
