//! Connections, routes and uploads.

use std::sync::Arc;

use axum::{
    body::Body,
    http::{Request, Response},
};
use bytes::Bytes;
use hyper::body::Incoming;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Create, Phase, State, Trouble, task};
use crate::{
    exchange::{Asked, Reply, troubled, whole},
    form,
    server::Cut,
};

pub(super) async fn answer(state: Arc<State>, request: Request<Incoming>) -> Result<Response<Body>, Cut> {
    let asked = Asked::read(request).await?;
    if let Some(calls) = state.calls.lock().as_mut() {
        calls.push(asked.call());
    }
    let path = asked.path.trim_matches('/').to_owned();
    let parts: Vec<&str> = path.split('/').collect();
    let phase = phase(&asked.method, &parts);
    let trouble = phase.and_then(|phase| state.script.lock().get_mut(&phase)?.pop_front());
    match trouble.unwrap_or(Trouble::None) {
        Trouble::Answer { status, retry_after, body } => {
            Ok(whole(Reply::instead(status, retry_after.as_deref(), body)))
        }
        Trouble::CutBefore => Err(Cut),
        trouble => troubled(reply(&state, &asked, phase, &parts), trouble).await,
    }
}

fn phase(method: &str, parts: &[&str]) -> Option<Phase> {
    Some(match (method, parts) {
        ("GET", ["v1", "organization"]) => Phase::Organisation,
        ("GET", ["v1", "tasks", _]) => Phase::Task,
        ("DELETE", ["v1", "tasks", _]) => Phase::Cancel,
        ("POST", ["v1", "uploads"] | ["upload", _]) => Phase::Upload,
        ("GET", ["outputs", _, _]) => Phase::File,
        ("POST", ["v1", _]) => Phase::Create,
        _ => return None,
    })
}

fn reply(state: &State, asked: &Asked, phase: Option<Phase>, parts: &[&str]) -> Reply {
    match (phase, parts) {
        (Some(Phase::File), [_, id, link]) => return task::file(state, id, link),
        (Some(Phase::Upload), ["upload", id]) => return take_file(state, asked, id),
        _ => {}
    }
    let key = match authorise(state, asked) {
        Ok(key) => key,
        Err(refused) => return refused,
    };
    match (phase, parts) {
        (Some(Phase::Organisation), _) => {
            Reply::json(200, &json!({"creditBalance": 1234, "tier": {}, "usage": {}}))
        }
        (Some(Phase::Task), [.., id]) => task::look(state, id),
        (Some(Phase::Cancel), [.., id]) => task::delete(state, id),
        (Some(Phase::Upload), _) => place(state, asked),
        (Some(Phase::Create), [.., operation]) => create(state, asked, operation, key),
        _ => Reply::json(404, &json!({"error": "Not found"})),
    }
}

/// Who calls, in which version of the API.
fn authorise(state: &State, asked: &Asked) -> Result<String, Reply> {
    let key = asked.header("authorization").strip_prefix("Bearer ").unwrap_or_default().to_owned();
    if key.is_empty() || state.revoked.lock().contains(&key) {
        return Err(Reply::json(401, &json!({"error": "Unauthorized"})));
    }
    match asked.header("x-runway-version") {
        "2024-11-06" => Ok(key),
        _ => Err(Reply::json(400, &json!({"error": "X-Runway-Version is missing or unknown"}))),
    }
}

fn create(state: &State, asked: &Asked, operation: &str, key: String) -> Reply {
    let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
    if let Some(mistake) = task::mistake(operation, &body) {
        return Reply::json(400, &json!({"error": mistake, "issues": []}));
    }
    if state.exhausted.lock().contains(&key) {
        return Reply::json(400, &json!({"error": "You do not have enough credits to run this task."}));
    }
    let task_id = Uuid::now_v7().to_string();
    let plan = state.plan.lock().clone();
    state.tasks.lock().insert(task_id.clone(), task::Task::new(plan, operation));
    let path = asked.path.clone();
    state.creates.lock().push(Create { path, body, key, task_id: task_id.clone() });
    Reply::json(200, &json!({"id": task_id, "estimatedCost": {"credits": 25}}))
}

fn place(state: &State, asked: &Asked) -> Reply {
    let wanted: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
    if wanted["type"] != "ephemeral" || !wanted["filename"].is_string() {
        return Reply::json(400, &json!({"error": "filename and type are required"}));
    }
    let id = Uuid::now_v7().simple().to_string();
    Reply::json(
        200,
        &json!({"uploadUrl": format!("{}/upload/{id}", state.address), "runwayUri": format!("runway://{id}"),
            "fields": {"key": id, "policy": "signed"}}),
    )
}

/// Takes a form: every field that was asked for, then the file, and no key.
fn take_file(state: &State, asked: &Asked, id: &str) -> Reply {
    let refused = |why: &str| Reply::json(403, &json!({"error": why}));
    if !asked.header("authorization").is_empty() {
        return refused("a key has no business here");
    }
    let Some(parts) = form::parts(asked.header("content-type"), &asked.body) else {
        return refused("not a whole form");
    };
    let names: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
    if names.len() != 3 || !names.contains(&"key") || !names.contains(&"policy") || names[2] != "file" {
        return refused("the fields first, the file last");
    }
    state.uploads.lock().insert(id.to_owned(), parts[2].content.clone());
    Reply { status: 204, media_type: "text/plain", headers: Vec::new(), body: Bytes::new() }
}
