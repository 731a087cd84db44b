//! Connections, the vendor's rules, and the trouble an answer runs into.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{Request, State as Shared},
    http::{Response, StatusCode, header},
};
use serde_json::Value;
use tokio::{net::TcpListener, sync::mpsc};
use tokio_stream::wrappers::ReceiverStream;

use super::{Answer, Asked, State, Vendor, Wire, Wrong, anthropic, gemini, ollama, openai};

/// Bytes of a question the fake reads.
const BODY_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Answers until it is aborted.
pub(super) async fn serve(listener: TcpListener, state: Arc<State>) {
    let router = Router::new().fallback(answer).with_state(state);
    let _ = axum::serve(listener, router).await;
}

async fn answer(Shared(state): Shared<Arc<State>>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, BODY_BYTES_MAX).await.unwrap_or_default();
    let headers = parts.headers.iter().map(|(name, value)| {
        (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    });
    let mut asked = Asked {
        path: parts.uri.to_string(),
        headers: headers.collect(),
        key: String::new(),
        body: serde_json::from_slice(&body).unwrap_or(Value::Null),
    };
    asked.key = key(state.vendor, &asked).unwrap_or_default();
    let refusal = refusal(&state, parts.method.as_str(), &asked);
    {
        let mut list = state.asked.lock();
        list.push(asked.clone());
        state.asked_count.send_replace(list.len());
    }
    if let Some(wrong) = refusal {
        return whole(&refuse(state.vendor, &wrong));
    }
    let next = state.script.lock().pop_front().unwrap_or_else(|| state.otherwise.lock().answer(&asked));
    carry_out(state.vendor, next).await
}

async fn carry_out(vendor: Vendor, answer: Answer) -> Response<Body> {
    match answer {
        Answer::Calls(calls) => whole(&Wire::fine(match vendor {
            Vendor::Gemini => gemini::calls(&calls),
            Vendor::OpenAi => openai::calls(&calls),
            Vendor::Anthropic => anthropic::calls(&calls),
            Vendor::Ollama => ollama::calls(&calls),
        })),
        Answer::Words(text) => whole(&words(vendor, &text)),
        Answer::Garbage => raw(200, Bytes::from_static(b"{\"oops\": tru")),
        Answer::RateLimited(pause) => whole(&refuse(vendor, &Wrong::TooMany(pause))),
        Answer::Fails => whole(&refuse(vendor, &Wrong::Broken)),
        Answer::Silence => std::future::pending().await,
        Answer::Late(pause, answer) => {
            tokio::time::sleep(pause).await;
            Box::pin(carry_out(vendor, *answer)).await
        }
        Answer::CutBody => cut(&words(vendor, "You will never read the end of this.")),
        Answer::SafetyBlock => whole(&match vendor {
            Vendor::Gemini => Wire::fine(gemini::blocked()),
            Vendor::OpenAi => Wire::fine(openai::blocked()),
            Vendor::Anthropic => Wire::fine(anthropic::blocked()),
            // Ollama has no safety rules of its own: the model says no in words.
            Vendor::Ollama => words(vendor, "I cannot help with that."),
        }),
        Answer::ContextOverflow => whole(&match vendor {
            // Ollama answers with what fits.
            Vendor::Ollama => Wire::fine(ollama::out_of_room()),
            _ => refuse(vendor, &Wrong::TooLong),
        }),
    }
}

fn words(vendor: Vendor, text: &str) -> Wire {
    Wire::fine(match vendor {
        Vendor::Gemini => gemini::words(text),
        Vendor::OpenAi => openai::words(text),
        Vendor::Anthropic => anthropic::words(text),
        Vendor::Ollama => ollama::words(text),
    })
}

fn key(vendor: Vendor, asked: &Asked) -> Option<String> {
    let header = |name: &str| asked.headers.get(name).cloned();
    match vendor {
        Vendor::Gemini => header("x-goog-api-key"),
        _ => header("authorization")?.strip_prefix("Bearer ").map(str::to_owned),
    }
}

/// What the vendor would not take.
fn refusal(state: &State, method: &str, asked: &Asked) -> Option<Wrong> {
    let path_is_right = match state.vendor {
        Vendor::Gemini => gemini::is_path(&asked.path),
        Vendor::OpenAi => asked.path == "/v1/chat/completions",
        Vendor::Anthropic => asked.path == "/v1/messages",
        Vendor::Ollama => asked.path == "/api/chat",
    };
    if method != "POST" || !path_is_right {
        return Some(Wrong::Path);
    }
    // Ollama asks for no key; a gateway in front of it might.
    let needs_key = state.vendor != Vendor::Ollama;
    if (needs_key && asked.key.is_empty()) || state.revoked.lock().contains(&asked.key) {
        return Some(Wrong::Key);
    }
    let checked = match state.vendor {
        Vendor::Gemini => gemini::check(&asked.body),
        Vendor::OpenAi => openai::check(&asked.body),
        Vendor::Anthropic => anthropic::check(asked),
        Vendor::Ollama => ollama::check(&asked.body),
    };
    checked.err().map(Wrong::Question)
}

fn refuse(vendor: Vendor, wrong: &Wrong) -> Wire {
    match vendor {
        Vendor::Gemini => gemini::refuse(wrong),
        Vendor::OpenAi => openai::refuse(wrong),
        Vendor::Anthropic => anthropic::refuse(wrong),
        Vendor::Ollama => ollama::refuse(wrong),
    }
}

fn head(wire: &Wire) -> axum::http::response::Builder {
    let status = StatusCode::from_u16(wire.status).expect("the fake answers with real statuses");
    let head = Response::builder().status(status).header(header::CONTENT_TYPE, "application/json");
    wire.headers.iter().fold(head, |head, (name, value)| head.header(*name, value))
}

fn whole(wire: &Wire) -> Response<Body> {
    head(wire).body(Body::from(wire.body.to_string())).expect("the fake's headers are well formed")
}

fn raw(status: u16, body: Bytes) -> Response<Body> {
    let wire = Wire { status, headers: Vec::new(), body: Value::Null };
    head(&wire).body(Body::from(body)).expect("the fake's headers are well formed")
}

/// Half of the body, and then an end that is none.
fn cut(wire: &Wire) -> Response<Body> {
    let text = wire.body.to_string();
    let half = Bytes::copy_from_slice(&text.as_bytes()[..text.len() / 2]);
    let (sender, receiver) = mpsc::channel::<Result<Bytes, std::io::Error>>(1);
    tokio::spawn(async move {
        // The first piece must be on its way before the end comes, or there is nothing to cut.
        let _ = sender.send(Ok(half)).await;
        tokio::time::sleep(Duration::from_millis(10)).await;
        let _ = sender.send(Err(std::io::Error::other("cut"))).await;
    });
    head(wire)
        .body(Body::from_stream(ReceiverStream::new(receiver)))
        .expect("the fake's headers are well formed")
}
