//! Connections, and the trouble they run into.

use std::sync::Arc;

use axum::{
    body::{Body, to_bytes},
    http::{Request, Response, StatusCode, header},
};
use bytes::Bytes;
use hyper::body::Incoming;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use super::{Call, Name, State, Trouble, elevenlabs, gemini, openai};
use crate::server::Cut;

/// Bytes of a body the fake reads.
const BODY_BYTES_MAX: usize = 256 * 1024 * 1024;

/// What the fake answers.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) media_type: &'static str,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Bytes,
    /// Whether something was made and is paid for.
    pub(super) made: bool,
}

impl Reply {
    pub(super) fn json(status: u16, body: &serde_json::Value) -> Reply {
        let made = status == 200;
        Reply {
            status,
            media_type: "application/json",
            headers: Vec::new(),
            body: body.to_string().into(),
            made,
        }
    }

    pub(super) fn file(media_type: &'static str, body: impl Into<Bytes>) -> Reply {
        Reply { status: 200, media_type, headers: Vec::new(), body: body.into(), made: true }
    }

    /// An answer that nobody pays for.
    pub(super) fn free(self) -> Reply {
        Reply { made: false, ..self }
    }

    pub(super) fn with(mut self, name: &'static str, value: &str) -> Reply {
        self.headers.push((name, value.to_owned()));
        self
    }
}

pub(super) async fn answer(state: Arc<State>, request: Request<Incoming>) -> Result<Response<Body>, Cut> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(Body::new(body), BODY_BYTES_MAX).await.map_err(|_| Cut)?;
    let headers = parts.headers.iter().map(|(name, value)| {
        (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    });
    let mut call = Call {
        method: parts.method.to_string(),
        path: parts.uri.to_string(),
        headers: headers.collect(),
        key: String::new(),
        body,
        taken: false,
    };
    call.key = match state.name {
        Name::OpenAi => call.header("authorization").strip_prefix("Bearer ").unwrap_or_default().to_owned(),
        Name::Gemini => call.header("x-goog-api-key").to_owned(),
        Name::ElevenLabs => call.header("xi-api-key").to_owned(),
    };
    let trouble = next(&state, &call);
    let revoked = state.revoked.lock().contains(&call.key);
    let reply = match state.name {
        Name::OpenAi => openai::answer(&call, revoked, &trouble, &host(&call)),
        Name::Gemini => gemini::answer(&state, &call, revoked, &trouble, &host(&call)),
        Name::ElevenLabs => elevenlabs::answer(&call, revoked, &trouble),
    };
    call.taken = reply.made && trouble.takes();
    {
        let mut calls = state.calls.lock();
        calls.push(call);
        state.call_count.send_replace(calls.len());
    }
    troubled(&state, reply, trouble).await
}

fn host(call: &Call) -> String {
    format!("http://{}", call.header("host"))
}

/// Scripts are for calls that make something; others are answered as they are.
fn next(state: &State, call: &Call) -> Trouble {
    if call.method != "POST" || call.path.ends_with("/cancel") {
        return Trouble::None;
    }
    state.script.lock().pop_front().unwrap_or_else(|| state.otherwise.lock().clone())
}

/// Counts a held call that its caller gave up.
struct Held<'a>(&'a State, bool);

impl Drop for Held<'_> {
    fn drop(&mut self) {
        if !self.1 {
            self.0.dropped_count.send_modify(|count| *count += 1);
        }
    }
}

async fn troubled(state: &State, reply: Reply, trouble: Trouble) -> Result<Response<Body>, Cut> {
    // What was refused is answered with the refusal, whatever the script says.
    let refused = reply.status >= 400;
    match trouble {
        Trouble::Answer { status, headers, body } => {
            let media_type = if body.starts_with('<') { "text/html" } else { "application/json" };
            Ok(whole(Reply { status, media_type, headers, body: body.into(), made: false }))
        }
        Trouble::CutBefore | Trouble::LoseAnswer => Err(Cut),
        _ if refused => Ok(whole(reply)),
        Trouble::TakenBut(body) => Ok(whole(Reply { body: body.into(), ..reply })),
        Trouble::GatewayPage(status) => {
            let page = Bytes::from_static(b"<html><body>Bad Gateway, nginx</body></html>");
            Ok(whole(Reply { status, media_type: "text/html", body: page, ..reply }))
        }
        Trouble::Declares(length) => Ok(head(&reply)
            .header(header::CONTENT_LENGTH, length)
            .body(pieces(reply.body, 1, true))
            .expect("a head")),
        Trouble::CutBody => {
            let half = (reply.body.len() / 2).max(1);
            let first = reply.body.slice(..half);
            Ok(head(&reply).body(pieces(first, 1, true)).expect("the fake's headers are well formed"))
        }
        Trouble::Endless => {
            let body = Bytes::from(vec![b'A'; 64 * 1024]);
            Ok(head(&reply)
                .body(pieces(body, usize::MAX, false))
                .expect("the fake's headers are well formed"))
        }
        Trouble::Silence => std::future::pending().await,
        Trouble::Hold => {
            let mut held = Held(state, false);
            let _ = state.released.subscribe().wait_for(|released| *released).await;
            held.1 = true;
            Ok(whole(reply))
        }
        Trouble::None
        | Trouble::Refusal
        | Trouble::Withheld
        | Trouble::HtmlPage
        | Trouble::UnknownFields
        | Trouble::Links => Ok(whole(reply)),
    }
}

fn head(reply: &Reply) -> axum::http::response::Builder {
    let status = StatusCode::from_u16(reply.status).expect("the fake answers with real statuses");
    let head = Response::builder().status(status).header(header::CONTENT_TYPE, reply.media_type);
    reply.headers.iter().fold(head, |head, (name, value)| head.header(*name, value))
}

fn whole(reply: Reply) -> Response<Body> {
    head(&reply).body(Body::from(reply.body)).expect("the fake's headers are well formed")
}

/// The same piece so many times; then the connection is cut, where it is to be.
fn pieces(piece: Bytes, times: usize, cut: bool) -> Body {
    let (sender, receiver) = mpsc::channel::<Result<Bytes, Cut>>(1);
    tokio::spawn(async move {
        for _ in 0..times {
            if sender.send(Ok(piece.clone())).await.is_err() {
                return;
            }
        }
        if cut {
            let _ = sender.send(Err(Cut)).await;
        }
    });
    Body::from_stream(ReceiverStream::new(receiver))
}
