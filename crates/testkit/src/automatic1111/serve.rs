//! Connections and routes.

use std::sync::Arc;

use axum::{
    body::Body,
    http::{Request, Response},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use hyper::body::Incoming;
use serde_json::{Value, json};

use super::{CHECKPOINT, Phase, Running, State, Trouble};
use crate::{
    exchange::{Asked, Reply, troubled, whole},
    media,
    server::Cut,
};

/// Pixels of a side of what it draws.
const PICTURE_SIDE: u32 = 64;
const SAMPLERS: [&str; 3] = ["Euler a", "Euler", "DPM++ 2M"];
const UPSCALERS: [&str; 3] = ["None", "Lanczos", "R-ESRGAN 4x+"];

/// Whether a call draws.
pub(super) fn draws(method: &str, path: &str) -> bool {
    method == "POST"
        && matches!(path, "/sdapi/v1/txt2img" | "/sdapi/v1/img2img" | "/sdapi/v1/extra-single-image")
}

pub(super) async fn answer(state: Arc<State>, request: Request<Incoming>) -> Result<Response<Body>, Cut> {
    let asked = Asked::read(request).await?;
    state.calls.lock().push(asked.call());
    let phase = match (asked.method.as_str(), asked.path.as_str()) {
        (method, path) if draws(method, path) => Some(Phase::Draw),
        ("GET", "/sdapi/v1/progress") => Some(Phase::Progress),
        _ => None,
    };
    let trouble = phase.and_then(|phase| state.script.lock().get_mut(&phase)?.pop_front());
    match trouble.unwrap_or(Trouble::None) {
        Trouble::Answer { status, retry_after, body } => {
            Ok(whole(Reply::instead(status, retry_after.as_deref(), body)))
        }
        Trouble::CutBefore => Err(Cut),
        trouble => troubled(reply(&state, &asked).await, trouble).await,
    }
}

async fn reply(state: &State, asked: &Asked) -> Reply {
    let login = state.login.lock().clone();
    if let Some(login) = login
        && asked.header("authorization") != format!("Basic {}", BASE64_STANDARD.encode(login))
    {
        return Reply::detail(401, "Incorrect username or password");
    }
    match (asked.method.as_str(), asked.path.as_str()) {
        (method, path) if draws(method, path) => draw(state, asked).await,
        ("GET", "/sdapi/v1/progress") => progress(state),
        ("POST", "/sdapi/v1/interrupt") => {
            state.interrupted.send_modify(|times| *times += 1);
            Reply::json(200, &json!({}))
        }
        ("GET", "/sdapi/v1/sd-models") => Reply::json(
            200,
            &json!([{"title": CHECKPOINT, "model_name": "v1-5-pruned-emaonly", "hash": "6ce0161689",
                "sha256": null, "filename": "/models/v1-5-pruned-emaonly.safetensors", "config": null}]),
        ),
        ("GET", "/sdapi/v1/samplers") => {
            Reply::json(200, &json!(SAMPLERS.map(|name| json!({"name": name, "aliases": [], "options": {}}))))
        }
        ("GET", "/sdapi/v1/upscalers") => Reply::json(
            200,
            &json!(UPSCALERS.map(|name| json!({"name": name, "model_name": null, "model_path": null,
                "model_url": null, "scale": 4}))),
        ),
        _ => Reply::detail(404, "Not Found"),
    }
}

/// FastAPI's words for a field that is wrong.
fn wrong(field: &str, message: &str) -> Reply {
    Reply::json(422, &json!({"detail": [{"loc": ["body", field], "msg": message, "type": "value_error"}]}))
}

async fn draw(state: &State, asked: &Asked) -> Reply {
    let Ok(Value::Object(body)) = serde_json::from_slice::<Value>(&asked.body) else {
        return wrong("prompt", "value is not a valid dict");
    };
    let extras = asked.path.ends_with("extra-single-image");
    if let Some(refusal) = refusal(&Value::Object(body.clone()), &asked.path) {
        return refusal;
    }
    let steps = body.get("steps").and_then(Value::as_u64).unwrap_or(20);
    let task = body.get("force_task_id").and_then(Value::as_str).map(str::to_owned);
    *state.running.lock() = Some(Running { task, step: steps / 4, steps });
    let stopped = wait(state).await;
    *state.running.lock() = None;
    let seed =
        body.get("seed").and_then(Value::as_i64).filter(|seed| *seed >= 0).unwrap_or(99).unsigned_abs();
    let picture = BASE64_STANDARD.encode(media::picture(PICTURE_SIDE, seed));
    if extras {
        return Reply::json(200, &json!({"html_info": "<p>Postprocess upscale</p>", "image": picture}));
    }
    let info = json!({"prompt": body.get("prompt"), "seed": seed, "all_seeds": [seed], "steps": steps,
        "sampler_name": "Euler a", "sd_model_name": "v1-5-pruned-emaonly", "infotexts": ["…"]});
    // What is stopped is given out as far as it came.
    let images = if stopped { json!([]) } else { json!([picture]) };
    let mut parameters = Value::Object(body);
    // Without include_init_images they are not told back.
    parameters["init_images"] = Value::Null;
    Reply::json(200, &json!({"images": images, "parameters": parameters, "info": info.to_string()}))
}

/// Waits while drawings are held; whether it was stopped.
async fn wait(state: &State) -> bool {
    let (mut held, mut interrupted) = (state.held.subscribe(), state.interrupted.subscribe());
    interrupted.borrow_and_update();
    tokio::select! {
        _ = held.wait_for(|held| !held) => false,
        _ = interrupted.changed() => true,
    }
}

fn refusal(body: &Value, path: &str) -> Option<Reply> {
    let number = |name: &str, low: f64, high: f64| match &body[name] {
        Value::Null => None,
        value if value.as_f64().is_some_and(|number| (low..=high).contains(&number)) => None,
        _ => Some(wrong(name, "ensure this value is in its range")),
    };
    let is_picture = |value: &Value| {
        let text = value.as_str().unwrap_or_default();
        let text = text.split_once(',').map_or(text, |(_, data)| data);
        let bytes = BASE64_STANDARD.decode(text).unwrap_or_default();
        bytes.starts_with(b"\x89PNG") || bytes.starts_with(b"\xff\xd8\xff") || bytes.starts_with(b"RIFF")
    };
    if path.ends_with("extra-single-image") {
        if !is_picture(&body["image"]) {
            return Some(Reply::json(
                500,
                &json!({"error": "HTTPException", "detail": "Invalid encoded image"}),
            ));
        }
        let upscaler = body["upscaler_1"].as_str().unwrap_or("None");
        if !UPSCALERS.contains(&upscaler) {
            return Some(Reply::detail(400, &format!("Upscaler {upscaler} not found")));
        }
        return number("upscaling_resize", 1.0, 8.0)
            .or_else(|| number("codeformer_visibility", 0.0, 1.0))
            .or_else(|| number("codeformer_weight", 0.0, 1.0));
    }
    if body["prompt"].is_null() || !body["prompt"].is_string() {
        return Some(wrong("prompt", "str type expected"));
    }
    for side in ["width", "height"] {
        if body[side].as_u64().is_some_and(|side| side % 8 != 0) {
            return Some(Reply::json(
                500,
                &json!({"error": "RuntimeError", "errors": "sides are multiples of 8"}),
            ));
        }
    }
    if let Some(sampler) = body["sampler_name"].as_str().filter(|name| !SAMPLERS.contains(name)) {
        return Some(Reply::detail(404, &format!("Sampler not found: {sampler}")));
    }
    let pictures = body["init_images"].as_array().map(Vec::as_slice).unwrap_or_default();
    if path.ends_with("img2img") && (pictures.is_empty() || !pictures.iter().all(is_picture)) {
        return Some(Reply::detail(404, "Init image not found"));
    }
    number("steps", 1.0, 150.0)
        .or_else(|| number("denoising_strength", 0.0, 1.0))
        .or_else(|| number("seed", -1.0, f64::from(u32::MAX)))
}

fn progress(state: &State) -> Reply {
    let running = state.running.lock().clone();
    let is_running = running.is_some();
    let Running { task, step, steps } = running.unwrap_or_default();
    let share = if steps == 0 { 0.0 } else { step as f64 / steps as f64 };
    let mut body = json!({"progress": share, "eta_relative": 1.0, "current_image": null, "textinfo": null,
        "state": {"skipped": false, "interrupted": false, "job": if is_running { "scripts_txt2img" } else { "" },
            "job_count": i32::from(is_running), "job_timestamp": "0", "job_no": 0, "sampling_step": step,
            "sampling_steps": steps}});
    if *state.names_tasks.lock() {
        body["current_task"] = task.map_or(Value::Null, Value::from);
    }
    Reply::json(200, &body)
}
