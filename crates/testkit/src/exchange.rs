//! A call, its answer, and the trouble between them, as several fakes have it.

use std::{collections::HashMap, time::Duration};

use axum::{
    body::{Body, to_bytes},
    http::{Request, Response, StatusCode, header},
};
use bytes::Bytes;
use hyper::body::Incoming;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use crate::server::Cut;

/// Bytes of a body the fake reads.
const BODY_BYTES_MAX: usize = 256 * 1024 * 1024;

/// One call, for comparing what two clients send.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// e.g. `POST`.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// Headers by lower-case name.
    pub headers: HashMap<String, String>,
    /// The body.
    pub body: Bytes,
}

/// What happens to one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing; leaves a place in a script.
    None,
    /// This answer instead; the call has no effect.
    Answer {
        /// The HTTP status.
        status: u16,
        /// `Retry-After`, where the fake says so.
        retry_after: Option<String>,
        /// The body.
        body: String,
    },
    /// The call takes effect, the answer is this status with a page of a gateway.
    TakenThen(u16),
    /// The call takes effect, the answer is 200 with half a JSON.
    WrongJson,
    /// The connection is closed before the call takes effect.
    CutBefore,
    /// The call takes effect, the connection is closed without an answer.
    LoseAnswer,
    /// The call takes effect, half of the answer's body comes, then the connection is closed.
    CutBody,
    /// The call takes effect, the answer comes in small pieces with this pause between them.
    Drip(Duration),
    /// The call takes effect, the answer comes after this pause.
    Delay(Duration),
    /// The call takes effect, the answer never comes.
    Silence,
    /// A file only: an HTML page where a file should be.
    HtmlPage,
    /// A file only: more bytes than anybody wants, for ever.
    Endless,
}

impl Trouble {
    /// An answer with a JSON body.
    #[must_use]
    pub fn answer(status: u16, body: &serde_json::Value) -> Trouble {
        Trouble::Answer { status, retry_after: None, body: body.to_string() }
    }

    /// 429, with or without `Retry-After`.
    #[must_use]
    pub fn rate_limit(retry_after: Option<&str>) -> Trouble {
        let body = r#"{"detail":"Too many concurrent requests"}"#.to_owned();
        Trouble::Answer { status: 429, retry_after: retry_after.map(str::to_owned), body }
    }
}

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

    /// The answer that a trouble gives instead of the fake's.
    pub(crate) fn instead(status: u16, retry_after: Option<&str>, body: String) -> Reply {
        Reply {
            status,
            media_type: if body.starts_with('<') { "text/html" } else { "application/json" },
            headers: retry_after.iter().map(|value| ("retry-after", (*value).to_owned())).collect(),
            body: Bytes::from(body),
        }
    }

    pub(crate) fn detail(status: u16, sentence: &str) -> Reply {
        Reply::json(status, &serde_json::json!({ "detail": sentence }))
    }

    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Reply {
        self.headers.push((name, value.to_owned()));
        self
    }
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
