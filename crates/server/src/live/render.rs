//! What a stream sends for an event: its subject as it looks now.

use domain::id::{BatchId, ConversationId, GenerationId, WorkspaceId};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::{
    app::App,
    batch, conversation, generation, ledger, notice,
    platform::{
        db::{DbError, Reader},
        events::{Event, EventKind},
    },
};

/// A message of the stream, as JSON.
#[derive(Serialize)]
struct Body<'a> {
    seq: i64,
    #[serde(rename = "type")]
    kind: &'a str,
    at: i64,
    data: &'a RawValue,
}

/// The kind and JSON of the message for `event`; `None` when there is nothing (any more) to tell.
///
/// # Errors
/// [`DbError`].
pub(super) fn message(
    app: &App,
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    event: &Event,
) -> Result<Option<(&'static str, String)>, DbError> {
    let Some(kind) = event.kind else { return Ok(None) };
    let Some(data) = subject(app, reader, workspace, kind, &event.subject)? else { return Ok(None) };
    let data = RawValue::from_string(data).map_err(|error| DbError::Engine(error.to_string()))?;
    let body = Body { seq: event.sequence, kind: kind.id(), at: event.created_at.0, data: &data };
    Ok(Some((kind.id(), json(&body)?)))
}

fn subject(
    app: &App,
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    kind: EventKind,
    id: &str,
) -> Result<Option<String>, DbError> {
    match kind {
        EventKind::GenerationUpdated => match id.parse::<GenerationId>() {
            Ok(id) => generation::view_text(reader, id, workspace),
            Err(_) => Ok(None),
        },
        EventKind::ConversationUpdated => match id.parse::<ConversationId>() {
            Ok(id) => conversation::view(reader, id)?.map(|view| json(&view)).transpose(),
            Err(_) => Ok(None),
        },
        EventKind::BatchUpdated => match id.parse::<BatchId>() {
            Ok(id) => batch::view(reader, id)?.map(|view| json(&view)).transpose(),
            Err(_) => Ok(None),
        },
        EventKind::ConversationDeleted => Ok(Some(json(&conversation::DeletedView { id: id.to_owned() })?)),
        EventKind::NoticePosted => match id.parse() {
            Ok(sequence) => notice::view(reader, workspace, sequence)?.map(|view| json(&view)).transpose(),
            Err(_) => Ok(None),
        },
        EventKind::QueueMoved => Ok(app.places.of(workspace)),
        EventKind::BalanceUpdated => Ok(Some(json(&ledger::balance(reader, workspace)?)?)),
    }
}

fn json(value: &impl Serialize) -> Result<String, DbError> {
    serde_json::to_string(value).map_err(|error| DbError::Engine(error.to_string()))
}
