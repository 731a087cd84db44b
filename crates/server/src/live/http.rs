//! `GET /api/events`: server-sent events.

use std::{convert::Infallible, time::Duration};

use axum::{
    extract::State,
    http::HeaderMap,
    response::{
        IntoResponse,
        sse::{Event as Message, KeepAlive, Sse},
    },
};
use domain::{id::WorkspaceId, time::MINUTE_MS};
use serde_json::json;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::render;
use crate::{
    app::App,
    auth::Caller,
    platform::{
        db::{DbError, Reader},
        events,
        http::problem::{Problem, ProblemBody},
    },
};

/// Events read at once.
const BATCH: u32 = 100;
/// How often a stream looks when nothing wakes it.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// A comment keeps proxies from closing a quiet stream.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// A stream ends after this long; the client comes back by itself and is asked for its session again.
const STREAM_LIFE_MS: i64 = 5 * MINUTE_MS;

/// The routes of this capability.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(stream))
}

/// Everything that changes in the caller's workspace, as it happens.
///
/// Each event has an `id` (its sequence), a type (`generation.updated`, `balance.updated`,
/// `conversation.updated`, `conversation.deleted`, `batch.updated`, `queue.moved`,
/// `notice.posted`) and JSON `{seq, type, at, data}`. The first event of a
/// fresh stream is `hello` with the sequence it starts from; `reset` says that events were missed for
/// good and everything has to be read again.
#[utoipa::path(
    get, path = "/api/events", operation_id = "stream_events", tag = "live",
    params(("Last-Event-ID" = Option<i64>, Header, description = "The last sequence that arrived.")),
    responses(
        (status = 200, description = "A stream of server-sent events.", body = String, content_type = "text/event-stream"),
        (status = 401, description = "Not signed in.", body = ProblemBody),
    )
)]
async fn stream(state: State<App>, caller: Caller, headers: HeaderMap) -> Result<impl IntoResponse, Problem> {
    let app = state.0;
    let asked: Option<i64> = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    // Listening starts before the first look, so what happens in between is not missed.
    let woken = app.hub.listen(caller.workspace_id);
    let start = app.db.read(|reader| Start::find(reader, caller.workspace_id, asked)).await?;
    let (sender, receiver) = mpsc::channel(16);
    let streamer = Streamer { workspace: caller.workspace_id, sent: start.sequence(), sender, woken };
    let tasks = app.tasks.clone();
    tasks.spawn(streamer.run(app, start));
    let keep_alive = KeepAlive::new().interval(KEEP_ALIVE);
    Ok(Sse::new(ReceiverStream::new(receiver)).keep_alive(keep_alive))
}

/// How a stream begins.
enum Start {
    Fresh(i64),
    Resumed(i64),
    /// The client is behind what is kept, or ahead of what exists.
    Reset(i64),
}

impl Start {
    fn find(reader: &Reader<'_>, workspace: WorkspaceId, asked: Option<i64>) -> Result<Start, DbError> {
        let last = events::last_sequence(reader, workspace)?;
        let Some(asked) = asked else { return Ok(Start::Fresh(last)) };
        let first = events::first_sequence(reader, workspace)?.unwrap_or(last + 1);
        Ok(if asked > last || asked + 1 < first { Start::Reset(last) } else { Start::Resumed(asked) })
    }

    fn sequence(&self) -> i64 {
        match self {
            Start::Fresh(sequence) | Start::Resumed(sequence) | Start::Reset(sequence) => *sequence,
        }
    }
}

struct Streamer {
    workspace: WorkspaceId,
    sent: i64,
    sender: mpsc::Sender<Result<Message, Infallible>>,
    woken: tokio::sync::watch::Receiver<()>,
}

impl Streamer {
    async fn run(mut self, app: App, start: Start) {
        let ends_at = app.env.now().plus_ms(STREAM_LIFE_MS);
        let greeting = match start {
            Start::Fresh(sequence) => Some(("hello", sequence)),
            Start::Reset(sequence) => Some(("reset", sequence)),
            Start::Resumed(_) => None,
        };
        if let Some((kind, sequence)) = greeting
            && !self.send(message(sequence, kind, &json!({"seq": sequence, "type": kind}).to_string())).await
        {
            return;
        }
        while app.env.now() < ends_at {
            self.woken.mark_unchanged();
            let (workspace, sent) = (self.workspace, self.sent);
            let batch = match app.db.read(|reader| next(&app, reader, workspace, sent)).await {
                Ok(batch) => batch,
                Err(error) => {
                    tracing::error!(%error, "a live stream could not read events");
                    return;
                }
            };
            let full = batch.len() == BATCH as usize;
            for (sequence, body) in batch {
                self.sent = sequence;
                if let Some((kind, text)) = body
                    && !self.send(message(sequence, kind, &text)).await
                {
                    return;
                }
            }
            if full {
                continue;
            }
            tokio::select! {
                _ = self.woken.changed() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
                () = self.sender.closed() => return,
                () = app.stopping.cancelled() => return,
            }
        }
    }

    /// Says whether anyone still listens.
    async fn send(&self, message: Message) -> bool {
        self.sender.send(Ok(message)).await.is_ok()
    }
}

fn message(sequence: i64, kind: &str, body: &str) -> Message {
    Message::default().id(sequence.to_string()).event(kind).data(body)
}

/// Sequences with what to say about them, in order.
type Batch = Vec<(i64, Option<(&'static str, String)>)>;

fn next(app: &App, reader: &Reader<'_>, workspace: WorkspaceId, sent: i64) -> Result<Batch, DbError> {
    let events = events::after(reader, workspace, sent, BATCH)?;
    events.iter().map(|event| Ok((event.sequence, render::message(app, reader, workspace, event)?))).collect()
}
