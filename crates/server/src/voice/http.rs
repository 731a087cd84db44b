//! The endpoints of voices.

use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::preview;
use crate::{
    app::App,
    auth::Caller,
    platform::http::{
        extract::ApiPath,
        page::Page,
        problem::{Problem, ProblemBody},
    },
};

/// How long a browser may keep a preview: a day, so that a voice that was replaced is heard the next.
const CACHE_CONTROL: &str = "private, max-age=86400";

/// The routes of this capability.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(hear))
}

/// A voice of this machine.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct VoiceView {
    /// Its name in addresses.
    id: String,
    /// For people.
    name: String,
    /// BCP 47, lower case.
    language: String,
    /// Whether a network speaks; the others sound like a machine.
    neural: bool,
    /// Where it can be heard.
    preview_url: String,
}

/// The voices of this machine; none where its studio is off or no voice is installed.
#[utoipa::path(
    get, path = "/api/voices", operation_id = "list_voices", tag = "flows",
    responses(
        (status = 200, description = "All of them, fetched ones first.", body = Page<VoiceView>),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 502, description = "They could not be listed.", body = ProblemBody),
    )
)]
async fn list(state: State<App>, _caller: Caller) -> Result<Json<Page<VoiceView>>, Problem> {
    let voices = preview::voices(&state.0).await?.into_iter();
    let items = voices.map(|voice| VoiceView {
        preview_url: format!("/api/voices/{}/preview", voice.id),
        id: voice.id,
        name: voice.name,
        language: voice.language,
        neural: voice.is_neural,
    });
    Ok(Json(Page { items: items.collect(), next_cursor: None }))
}

/// A sentence said by a voice, as a WAV file. Made when it is first asked for, and kept.
#[utoipa::path(
    get, path = "/api/voices/{id}/preview", operation_id = "hear_voice", tag = "flows",
    params(("id" = String, Path, description = "The voice's name in addresses, e.g. `en-gb`.")),
    responses(
        (status = 200, description = "The sentence.", content_type = "audio/wav"),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 404, description = "There is no such voice.", body = ProblemBody),
        (status = 502, description = "The voice could not be made to speak; the sentence says why.", body = ProblemBody),
    )
)]
async fn hear(state: State<App>, _caller: Caller, id: ApiPath<String>) -> Result<Response, Problem> {
    let wav = preview::preview(&state.0, &id.0).await?;
    let headers = [(header::CONTENT_TYPE, "audio/wav"), (header::CACHE_CONTROL, CACHE_CONTROL)];
    Ok((headers, wav).into_response())
}
