//! Tasks, as Runway tells them.

use serde_json::{Value, json};

use super::{Plan, State};
use crate::{exchange::Reply, media};

/// Credits that every task costs here.
const CREDITS: u32 = 25;

/// A task.
pub(super) struct Task {
    pub(super) plan: Plan,
    pub(super) operation: String,
    /// How often it was asked about.
    asked: usize,
    pub(super) deleted: bool,
    /// Links that were given out.
    links: u32,
}

impl Task {
    pub(super) fn new(plan: Plan, operation: &str) -> Task {
        Task { plan, operation: operation.to_owned(), asked: 0, deleted: false, links: 0 }
    }
}

/// Answers how a task goes. Each question goes on in its plan.
pub(super) fn look(state: &State, id: &str) -> Reply {
    let mut tasks = state.tasks.lock();
    let Some(task) = tasks.get_mut(id).filter(|task| !task.deleted) else {
        return Reply::json(404, &json!({"error": "A task with that ID could not be found."}));
    };
    let created = "2026-11-22T00:00:00.000Z";
    let under_way = |status: &str| json!({"id": id, "status": status, "createdAt": created, "estimatedCost": {"credits": CREDITS}});
    let ended = |status: &str, credits: u32| json!({"id": id, "status": status, "createdAt": created, "cost": {"credits": credits}});
    if let Some(status) = task.plan.states.get(task.asked) {
        task.asked += 1;
        let mut body = under_way(status);
        if *status == "RUNNING" {
            body["progress"] = json!(task.asked as f64 / (task.plan.states.len() + 1) as f64);
        }
        return Reply::json(200, &body);
    }
    if task.plan.stuck {
        return Reply::json(200, &under_way("PENDING"));
    }
    if let Some(code) = task.plan.fails_with {
        let mut body = ended("FAILED", 0);
        body["failure"] = "It did not work.".into();
        body["failureCode"] = code.into();
        return Reply::json(200, &body);
    }
    task.links += 1;
    let mut body = ended("SUCCEEDED", CREDITS);
    body["output"] = json!([format!("{}/outputs/{id}/{}?_jwt=short", state.address, task.links)]);
    Reply::json(200, &body)
}

/// Stops or deletes a task.
pub(super) fn delete(state: &State, id: &str) -> Reply {
    match state.tasks.lock().get_mut(id).filter(|task| !task.deleted) {
        Some(task) => {
            task.deleted = true;
            let body = bytes::Bytes::new();
            Reply { status: 204, media_type: "application/json", headers: Vec::new(), body }
        }
        None => Reply::json(404, &json!({"error": "A task with that ID could not be found."})),
    }
}

/// Gives an output out, unless its link has expired.
pub(super) fn file(state: &State, id: &str, link: &str) -> Reply {
    let gone = |status| Reply::json(status, &json!({"error": "expired"}));
    let tasks = state.tasks.lock();
    let Some(task) = tasks.get(id).filter(|task| !task.deleted) else { return gone(404) };
    if link.parse::<u32>().is_ok_and(|link| link <= task.plan.expired_links) {
        return gone(403);
    }
    let (media_type, body) = match task.operation.as_str() {
        "text_to_image" | "image_upscale" => ("image/png", media::picture(64, 7)),
        "text_to_speech" => ("audio/wav", media::sound().to_vec()),
        _ => ("video/mp4", media::clip().to_vec()),
    };
    Reply { status: 200, media_type, headers: Vec::new(), body: body.into() }
}

/// What is wrong with the body of a create, as a validation of Runway's would say it.
pub(super) fn mistake(operation: &str, body: &Value) -> Option<&'static str> {
    let text = |name: &str| body[name].as_str().is_some_and(|text| !text.is_empty() && text.len() <= 4_000);
    let needs: &[&str] = match operation {
        "image_to_video" => &["model", "promptImage", "ratio"],
        "text_to_video" => &["model", "promptText", "ratio"],
        "text_to_image" => &["model", "promptText", "ratio"],
        "text_to_speech" => &["model", "promptText"],
        "image_upscale" => &["model"],
        "character_performance" => &["model"],
        _ => return Some("Unknown endpoint"),
    };
    let media = |value: &Value| {
        value
            .as_str()
            .is_some_and(|uri| ["https://", "data:", "runway://"].iter().any(|start| uri.starts_with(start)))
    };
    let fits = match operation {
        "image_to_video" => media(&body["promptImage"]),
        "image_upscale" => media(&body["imageUri"]),
        "text_to_speech" => body["voice"]["type"] == "runway-preset" && body["voice"]["presetId"].is_string(),
        "character_performance" => media(&body["character"]["uri"]) && media(&body["reference"]["uri"]),
        "text_to_video" => body["duration"].as_u64().is_some_and(|seconds| (2..=10).contains(&seconds)),
        _ => body["referenceImages"].as_array().is_none_or(|list| list.iter().all(|one| media(&one["uri"]))),
    };
    // Data needs no such limit on its length.
    let named = needs.iter().all(|name| text(name) || media(&body[*name]));
    (!(fits && named)).then_some("Validation of body failed")
}
