//! Connections and routes.

use std::sync::Arc;

use axum::{
    body::Body,
    http::{Request, Response},
};
use hyper::body::Incoming;
use serde_json::{Value, json};

use super::{Phase, Prompt, State, Trouble};
use crate::{
    exchange::{Asked, Reply, troubled, whole},
    form, media,
    server::Cut,
};

pub(super) async fn answer(state: Arc<State>, request: Request<Incoming>) -> Result<Response<Body>, Cut> {
    let asked = Asked::read(request).await?;
    let path = asked.path.trim_matches('/').to_owned();
    let parts: Vec<&str> = path.split('/').collect();
    let phase = match (asked.method.as_str(), parts.as_slice()) {
        ("POST", ["prompt"]) => Some(Phase::Prompt),
        ("GET", ["history", _]) => Some(Phase::History),
        ("GET", ["queue"]) => Some(Phase::Queue),
        ("POST", ["upload", "image"]) => Some(Phase::Upload),
        ("GET", ["view"]) => Some(Phase::View),
        _ => None,
    };
    let trouble = phase.and_then(|phase| state.script.lock().get_mut(&phase)?.pop_front());
    match trouble.unwrap_or(Trouble::None) {
        Trouble::Answer { status, retry_after, body } => {
            Ok(whole(Reply::instead(status, retry_after.as_deref(), body)))
        }
        Trouble::CutBefore => Err(Cut),
        trouble => troubled(reply(&state, &asked, &parts), trouble).await,
    }
}

fn reply(state: &State, asked: &Asked, parts: &[&str]) -> Reply {
    let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
    match (asked.method.as_str(), parts) {
        ("POST", ["prompt"]) => prompt(state, &body),
        ("GET", ["history", id]) => history(state, id),
        ("GET", ["queue"]) => queue(state),
        ("POST", ["queue"]) => {
            let gone = body["delete"].as_array().cloned().unwrap_or_default();
            state.queue.lock().retain(|prompt| !gone.iter().any(|id| id == prompt.id.as_str()));
            Reply::json(200, &json!({}))
        }
        ("POST", ["interrupt"]) => {
            let id = body["prompt_id"].as_str().unwrap_or_default().to_owned();
            state.queue.lock().retain(|prompt| prompt.id != id);
            state.interrupted.lock().push(id);
            Reply::json(200, &json!({}))
        }
        ("POST", ["upload", "image"]) => upload(state, asked),
        ("GET", ["view"]) => view(asked),
        ("GET", ["system_stats"]) => {
            Reply::json(200, &json!({"system": {"comfyui_version": "0.0.0"}, "devices": []}))
        }
        _ => Reply::json(404, &json!({"error": "Not found"})),
    }
}

/// Takes a graph in which every node has a class and every name was filled in.
fn prompt(state: &State, body: &Value) -> Reply {
    let Some(nodes) = body["prompt"].as_object() else {
        return Reply::json(400, &json!({"error": "no prompt", "node_errors": []}));
    };
    let wrong =
        nodes.iter().find(|(_, node)| !node["class_type"].is_string() || node.to_string().contains("{{"));
    if let Some((id, _)) = wrong {
        let error = json!({"type": "value_not_in_list", "message": "Value not in list", "details": "a name was left"});
        return Reply::json(
            400,
            &json!({"error": {"type": "prompt_outputs_failed_validation", "message": "Prompt outputs failed validation"},
                "node_errors": {id.clone(): {"errors": [error]}}}),
        );
    }
    let id = body["prompt_id"].as_str().map_or_else(|| uuid::Uuid::now_v7().to_string(), str::to_owned);
    let mut queue = state.queue.lock();
    let number = queue.len() as u64 + 1;
    let (looks, fails) = *state.plan.lock();
    queue.push(Prompt { id: id.clone(), number, graph: body["prompt"].clone(), looks, fails });
    Reply::json(200, &json!({"prompt_id": id, "number": number, "node_errors": {}}))
}

/// What has no looks left moves to the history.
fn history(state: &State, id: &str) -> Reply {
    let mut queue = state.queue.lock();
    let mut ended = state.ended.lock();
    if let Some(place) = queue.iter().position(|prompt| prompt.id == id && prompt.looks == 0) {
        let prompt = queue.remove(place);
        ended.insert(id.to_owned(), prompt);
    }
    let Some(prompt) = ended.get(id) else { return Reply::json(200, &json!({})) };
    let entry = match prompt.fails {
        Some(exception) => json!({"outputs": {}, "status": {"status_str": "error", "completed": false,
            "messages": [["execution_error", {"prompt_id": id, "exception_message": exception}]]}}),
        None => {
            json!({"outputs": {"9": {"images": [{"filename": format!("{id}.png"), "subfolder": "", "type": "output"}]}},
            "status": {"status_str": "success", "completed": true, "messages": []}})
        }
    };
    Reply::json(200, &json!({ id: entry }))
}

/// The first runs. Every look brings it nearer to its end.
fn queue(state: &State) -> Reply {
    let mut queue = state.queue.lock();
    let entry = |prompt: &Prompt| json!([prompt.number, prompt.id, prompt.graph, {}, []]);
    let running: Vec<_> = queue.iter().take(1).map(entry).collect();
    let pending: Vec<_> = queue.iter().skip(1).map(entry).collect();
    if let Some(first) = queue.first_mut() {
        first.looks = first.looks.saturating_sub(1);
    }
    Reply::json(200, &json!({"queue_running": running, "queue_pending": pending}))
}

fn upload(state: &State, asked: &Asked) -> Reply {
    let parts = form::parts(asked.header("content-type"), &asked.body).unwrap_or_default();
    let Some(part) = parts.iter().find(|part| part.name == "image" && !part.filename.is_empty()) else {
        return Reply::json(400, &json!({"error": "no image"}));
    };
    state.uploads.lock().insert(part.filename.clone(), part.content.clone());
    Reply::json(200, &json!({"name": part.filename, "subfolder": "", "type": "input"}))
}

fn view(asked: &Asked) -> Reply {
    match asked.query.contains("filename=") && asked.query.contains("type=output") {
        true => Reply {
            status: 200,
            media_type: "image/png",
            headers: Vec::new(),
            body: media::picture(64, 3).into(),
        },
        false => Reply::json(404, &json!({})),
    }
}
