//! Connections, and the trouble they run into.

use std::{sync::Arc, time::Duration};

use axum::{
    body::{Body, to_bytes},
    http::{Request, Response, StatusCode, header},
};
use bytes::Bytes;
use hyper::{body::Incoming, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpListener, sync::mpsc, task::JoinSet};
use tokio_stream::wrappers::ReceiverStream;

use super::{Call, State, Trouble, queue, storage, webhook};

/// Bytes of a body the fake reads.
const BODY_BYTES_MAX: usize = 256 * 1024 * 1024;

/// The connection ends here, without another word.
#[derive(Debug)]
pub(crate) struct Cut;

impl std::fmt::Display for Cut {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("cut")
    }
}

impl std::error::Error for Cut {}

/// A call with its body.
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: axum::http::HeaderMap,
    pub(crate) body: Bytes,
}

impl Asked {
    /// Reads a call with its whole body.
    pub(crate) async fn read(request: Request<Incoming>) -> Result<Asked, Cut> {
        let (parts, body) = request.into_parts();
        let body = to_bytes(Body::new(body), BODY_BYTES_MAX).await.map_err(|_| Cut)?;
        Ok(Asked {
            method: parts.method.to_string(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            headers: parts.headers,
            body,
        })
    }

    /// As it is written down, for comparing what two clients send.
    pub(crate) fn call(&self) -> Call {
        let headers = self.headers.iter().map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        });
        let query = if self.query.is_empty() { String::new() } else { format!("?{}", self.query) };
        Call {
            method: self.method.clone(),
            path: format!("{}{query}", self.path),
            headers: headers.collect(),
            body: self.body.clone(),
        }
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// What the fake would answer if nothing went wrong.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) media_type: &'static str,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Bytes,
}

impl Reply {
    pub(crate) fn json(status: u16, body: &serde_json::Value) -> Reply {
        let body = Bytes::from(body.to_string());
        Reply { status, media_type: "application/json", headers: Vec::new(), body }
    }

    pub(super) fn detail(status: u16, sentence: &str) -> Reply {
        Reply::json(status, &serde_json::json!({ "detail": sentence }))
    }

    pub(super) fn with(mut self, name: &'static str, value: &str) -> Reply {
        self.headers.push((name, value.to_owned()));
        self
    }
}

/// Answers connections until it is aborted; open ones end with it.
pub(super) async fn serve(listener: TcpListener, state: Arc<State>) {
    let mut connections = JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else { return };
        let _ = stream.set_nodelay(true);
        let state = state.clone();
        connections.spawn(async move {
            let service = service_fn(move |request| answer(state.clone(), request));
            let connection =
                hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service);
            // A cut connection ends in an error, as it should.
            let _ = connection.await;
        });
        while connections.try_join_next().is_some() {}
    }
}

async fn answer(state: Arc<State>, request: Request<Incoming>) -> Result<Response<Body>, Cut> {
    let asked = Asked::read(request).await?;
    write_down(&state, &asked);
    let route = route(&asked);
    let trouble = route.phase().map_or(Trouble::None, |phase| state.script.lock().next(phase));
    match &trouble {
        Trouble::Answer { status, retry_after, body } => {
            refused(&state, &route, &asked);
            let reply = Reply {
                status: *status,
                media_type: if body.starts_with('<') { "text/html" } else { "application/json" },
                headers: retry_after.iter().map(|value| ("retry-after", value.clone())).collect(),
                body: Bytes::from(body.clone()),
            };
            return Ok(whole(reply));
        }
        Trouble::CutBefore => {
            refused(&state, &route, &asked);
            return Err(Cut);
        }
        _ => {}
    }
    let answered = !matches!(
        trouble,
        Trouble::TakenThen(_)
            | Trouble::WrongJson
            | Trouble::LoseAnswer
            | Trouble::CutBody
            | Trouble::Silence
    );
    let reply = match &route {
        Route::Submit => queue::submit(&state, &asked, answered),
        Route::Queue(call) => queue::look(&state, &asked, call).await,
        Route::Upload => storage::upload(&state, &asked),
        Route::File => storage::file(&state, &asked),
        Route::Keys => webhook::keys(&state.signer),
        Route::Nothing => Reply::detail(404, "Not found"),
    };
    troubled(reply, trouble).await
}

/// Sends a reply through a trouble that comes after the call took effect.
pub(crate) async fn troubled(reply: Reply, trouble: Trouble) -> Result<Response<Body>, Cut> {
    match trouble {
        Trouble::TakenThen(status) => Ok(whole(Reply {
            status,
            media_type: "text/html",
            headers: Vec::new(),
            body: Bytes::from_static(b"<html><body>Bad Gateway, nginx</body></html>"),
        })),
        Trouble::WrongJson => {
            Ok(whole(Reply { status: 200, body: Bytes::from_static(b"{\"oops\": tru"), ..reply }))
        }
        Trouble::HtmlPage => Ok(whole(Reply {
            media_type: "image/png",
            body: Bytes::from_static(b"<!doctype html><title>Not here</title>"),
            ..reply
        })),
        Trouble::LoseAnswer => Err(Cut),
        Trouble::Silence => std::future::pending().await,
        Trouble::Delay(pause) => {
            tokio::time::sleep(pause).await;
            Ok(whole(reply))
        }
        Trouble::Drip(pause) => {
            let piece = reply.body.len().div_ceil(16).max(1);
            Ok(streamed(reply, piece, pause, 16))
        }
        Trouble::CutBody => {
            let half = (reply.body.len() / 2).max(1);
            Ok(streamed(reply, half, Duration::ZERO, 1))
        }
        Trouble::Endless => {
            let body = Bytes::from(vec![0_u8; 64 * 1024]);
            Ok(streamed(Reply { body, ..reply }, 64 * 1024, Duration::ZERO, usize::MAX))
        }
        Trouble::None | Trouble::Answer { .. } | Trouble::CutBefore => Ok(whole(reply)),
    }
}

fn head(reply: &Reply) -> axum::http::response::Builder {
    let status = StatusCode::from_u16(reply.status).expect("the fake answers with real statuses");
    let mut head = Response::builder().status(status).header(header::CONTENT_TYPE, reply.media_type);
    for (name, value) in &reply.headers {
        head = head.header(*name, value);
    }
    head
}

pub(crate) fn whole(reply: Reply) -> Response<Body> {
    head(&reply).body(Body::from(reply.body)).expect("the fake's headers are well formed")
}

/// Sends the body in pieces, at most so many; if that is not all of it, the connection is cut. An
/// endless body starts again and again.
fn streamed(reply: Reply, piece: usize, pause: Duration, pieces: usize) -> Response<Body> {
    let (sender, receiver) = mpsc::channel::<Result<Bytes, Cut>>(1);
    let (body, endless) = (reply.body.clone(), pieces == usize::MAX);
    tokio::spawn(async move {
        let mut left = body.clone();
        for _ in 0..pieces {
            if left.is_empty() && !endless {
                return;
            }
            if endless {
                left = body.clone();
            }
            let next = left.split_to(piece.min(left.len()));
            if sender.send(Ok(next)).await.is_err() {
                return;
            }
            if !pause.is_zero() {
                tokio::time::sleep(pause).await;
            }
        }
        if !left.is_empty() {
            let _ = sender.send(Err(Cut)).await;
        }
    });
    let stream = Body::from_stream(ReceiverStream::new(receiver));
    head(&reply).body(stream).expect("the fake's headers are well formed")
}

/// Where a call goes.
enum Route {
    Submit,
    Queue(queue::Call),
    Upload,
    File,
    Keys,
    Nothing,
}

impl Route {
    fn phase(&self) -> Option<super::Phase> {
        Some(match self {
            Route::Submit => super::Phase::Submit,
            Route::Queue(call) => call.phase(),
            Route::Upload => super::Phase::Upload,
            Route::File => super::Phase::File,
            Route::Keys => super::Phase::Keys,
            Route::Nothing => return None,
        })
    }
}

fn route(asked: &Asked) -> Route {
    let path = asked.path.trim_matches('/');
    let parts: Vec<&str> = path.split('/').collect();
    match (asked.method.as_str(), parts.as_slice()) {
        ("GET", [".well-known", "jwks.json"]) => Route::Keys,
        ("POST", ["storage", "upload", "initiate"]) | ("PUT", ["upload", _]) => Route::Upload,
        ("GET", ["files", ..]) => Route::File,
        (_, parts) if parts.contains(&"requests") => {
            queue::Call::parse(&asked.method, parts).map_or(Route::Nothing, Route::Queue)
        }
        ("POST", [_, _, ..]) => Route::Submit,
        _ => Route::Nothing,
    }
}

/// A submit that had no effect is still on record.
fn refused(state: &State, route: &Route, asked: &Asked) {
    if matches!(route, Route::Submit) {
        queue::record(state, asked, String::new(), false, true);
    }
}

fn write_down(state: &State, asked: &Asked) {
    let mut calls = state.calls.lock();
    let Some(calls) = calls.as_mut() else { return };
    calls.push(asked.call());
}
