//! Gemini's interactions: clips that are made in the background, asked about, and fetched.

use bytes::Bytes;
use serde_json::{Value, json};

use super::{Call, State, Trouble, gemini::error, serve::Reply};
use crate::media;

/// How clips go that are begun from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClipPlan {
    /// Questions answered with `in_progress`.
    pub running_for: u32,
    /// Never ends by itself.
    pub stuck: bool,
    /// What it comes to.
    pub ending: ClipEnding,
    /// Where the clip is fetched: `None` for the vendor's own address, which wants the key.
    pub elsewhere: Option<String>,
}

impl Default for ClipPlan {
    /// Done at once.
    fn default() -> ClipPlan {
        ClipPlan { running_for: 0, stuck: false, ending: ClipEnding::Clip, elsewhere: None }
    }
}

/// What a clip comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClipEnding {
    /// A clip, to be fetched.
    Clip,
    /// A clip in the answer itself.
    Inline,
    /// `completed`, with words where a clip should be: the safety rules.
    Words,
    /// `completed`, with nothing.
    Nothing,
    /// `failed`.
    Failed,
    /// A state newer than anybody's code.
    SomethingNew,
}

/// An interaction.
pub(super) struct Interaction {
    model: String,
    plan: ClipPlan,
    asked: u32,
    cancelled: bool,
}

fn invalid(message: &str) -> Reply {
    Reply::json(400, &json!({ "error": { "code": "invalid_request", "message": message } }))
}

pub(super) fn create(state: &State, call: &Call, trouble: &Trouble) -> Reply {
    let body = call.json();
    let Some(model) = body["model"].as_str().filter(|model| model.starts_with("gemini-omni")) else {
        return error(404, "NOT_FOUND", "models/… is not found.", json!([]));
    };
    let wanted = &body["response_format"];
    if wanted["type"] != "video" || !wanted["duration"].as_str().is_some_and(|text| text.ends_with('s')) {
        return invalid("response_format.duration: a duration such as \"5s\" is expected.");
    }
    if !["16:9", "9:16"].iter().any(|ratio| wanted["aspect_ratio"] == *ratio)
        || !["360p", "720p", "1080p", "4k"].iter().any(|resolution| wanted["resolution"] == *resolution)
    {
        return invalid("response_format: not one of the supported values.");
    }
    let blocks = body["input"].as_array().map(Vec::as_slice).unwrap_or_default();
    let is_text = |block: &Value| {
        block["type"] == "text" && block["text"].as_str().is_some_and(|text| !text.is_empty())
    };
    let is_picture = |block: &Value| {
        block["type"] == "image" && block["data"].is_string() && block["mime_type"].is_string()
    };
    let plain = body["input"].as_str().is_some_and(|text| !text.is_empty());
    if !plain && (blocks.is_empty() || !blocks.iter().all(|block| is_text(block) || is_picture(block))) {
        return invalid("input: text and images are expected.");
    }
    if body["background"] != true || body["store"] != true {
        return invalid("The fake makes clips in the background only.");
    }
    if *trouble == Trouble::Refusal {
        return invalid("The request was blocked by our safety filters.");
    }
    let id = format!("v1_{}", uuid::Uuid::now_v7().simple());
    let plan = state.clip_plan.lock().clone();
    let interaction = Interaction { model: model.to_owned(), plan, asked: 0, cancelled: false };
    let answer = view(&id, &interaction, "in_progress", json!([]));
    state.interactions.lock().insert(id, interaction);
    Reply::json(200, &answer)
}

fn view(id: &str, interaction: &Interaction, status: &str, steps: Value) -> Value {
    json!({
        "id": id, "object": "interaction", "model": interaction.model, "status": status,
        "created": "2026-11-22T00:00:00Z", "updated": "2026-11-22T00:00:01Z", "steps": steps,
        "usage": { "total_input_tokens": 20, "total_output_tokens": 40, "total_tokens": 60 },
    })
}

pub(super) fn look(state: &State, id: &str, host: &str) -> Reply {
    let mut interactions = state.interactions.lock();
    let Some(interaction) = interactions.get_mut(id) else {
        return invalid("Invalid interaction name.").free();
    };
    interaction.asked += 1;
    let plan = &interaction.plan;
    if interaction.cancelled {
        return Reply::json(200, &view(id, interaction, "cancelled", json!([]))).free();
    }
    if plan.stuck || interaction.asked <= plan.running_for {
        return Reply::json(200, &view(id, interaction, "in_progress", json!([]))).free();
    }
    let output = |content: Value| json!([{ "type": "thought", "signature": "c2ln" }, { "type": "model_output", "content": content }]);
    let uri =
        plan.elsewhere.clone().unwrap_or_else(|| format!("{host}/v1beta/files/{id}:download?alt=media"));
    let (status, steps) = match plan.ending {
        ClipEnding::Clip => {
            ("completed", output(json!([{ "type": "video", "uri": uri, "mime_type": "video/mp4" }])))
        }
        ClipEnding::Inline => {
            use base64::{Engine, prelude::BASE64_STANDARD};
            let data = BASE64_STANDARD.encode(media::clip());
            ("completed", output(json!([{ "type": "video", "data": data, "mime_type": "video/mp4" }])))
        }
        ClipEnding::Words => {
            ("completed", output(json!([{ "type": "text", "text": "I can't make that video." }])))
        }
        ClipEnding::Nothing => ("completed", json!([])),
        ClipEnding::Failed => ("failed", json!([])),
        ClipEnding::SomethingNew => ("pondering", json!([])),
    };
    Reply::json(200, &view(id, interaction, status, steps)).free()
}

pub(super) fn cancel(state: &State, id: &str, host: &str) -> Reply {
    if let Some(interaction) = state.interactions.lock().get_mut(id) {
        interaction.cancelled = true;
    }
    look(state, id, host)
}

pub(super) fn file(state: &State, name: &str) -> Reply {
    let known = name.strip_suffix(":download").is_some_and(|id| state.interactions.lock().contains_key(id));
    match known {
        true => Reply::file("video/mp4", Bytes::from_static(media::clip())).free(),
        false => error(404, "NOT_FOUND", "Requested entity was not found.", json!([])).free(),
    }
}

impl super::FakeVendor {
    /// How clips go that are begun from now on.
    pub fn clips(&self, plan: ClipPlan) {
        *self.state.clip_plan.lock() = plan;
    }

    /// Whether somebody asked to stop the clips that were begun: one for each.
    #[must_use]
    pub fn clips_cancelled(&self) -> usize {
        self.state.interactions.lock().values().filter(|interaction| interaction.cancelled).count()
    }

    /// Forgets every clip.
    pub fn forget_clips(&self) {
        self.state.interactions.lock().clear();
    }
}
