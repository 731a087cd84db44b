//! Where calls go, and the trouble they run into.

use std::sync::Arc;

use axum::{
    body::Body,
    http::{Request, Response},
};
use hyper::body::Incoming;

use super::{State, Trouble, queue, storage, webhook};
use crate::{
    exchange::{Asked, Reply, troubled, whole},
    server::Cut,
};

pub(super) async fn answer(state: Arc<State>, request: Request<Incoming>) -> Result<Response<Body>, Cut> {
    let asked = Asked::read(request).await?;
    write_down(&state, &asked);
    let route = route(&asked);
    let trouble = route.phase().map_or(Trouble::None, |phase| state.script.lock().next(phase));
    match &trouble {
        Trouble::Answer { status, retry_after, body } => {
            refused(&state, &route, &asked);
            let reply = Reply::instead(*status, retry_after.as_deref(), body.clone());
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
