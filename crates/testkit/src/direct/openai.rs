//! OpenAI's pictures and speech, as `openai` 6.49.0 reads and writes them.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use super::{Call, Trouble, form, serve::Reply};
use crate::media;

/// Pixels of a side of the pictures that are made.
pub const PICTURE_SIDE: u32 = 64;
/// Fields of the picture endpoints.
const PICTURE_FIELDS: &[&str] = &[
    "prompt",
    "model",
    "n",
    "size",
    "quality",
    "background",
    "output_format",
    "output_compression",
    "moderation",
    "complexity",
    "stream",
    "partial_images",
    "safety_identifier",
    "user",
    "response_format",
    "style",
    "input_fidelity",
];
/// Fields of speech.
const SPEECH_FIELDS: &[&str] =
    &["model", "input", "voice", "instructions", "response_format", "speed", "stream_format"];

/// What is wrong with a call.
struct Wrong {
    status: u16,
    kind: &'static str,
    code: Value,
    param: Value,
    message: String,
}

fn wrong(param: &str, message: impl Into<String>) -> Wrong {
    let (code, param) = (Value::Null, if param.is_empty() { Value::Null } else { param.into() });
    Wrong { status: 400, kind: "invalid_request_error", code, param, message: message.into() }
}

impl Wrong {
    fn reply(&self) -> Reply {
        let Wrong { kind, code, param, message, .. } = self;
        let body = json!({ "error": { "message": message, "type": kind, "param": param, "code": code } });
        Reply::json(self.status, &body).with("x-request-id", "req_fake_1")
    }
}

pub(super) fn answer(call: &Call, revoked: bool, trouble: &Trouble, host: &str) -> Reply {
    if call.path == "/pictures/gone.png" {
        return Reply::json(404, &json!({ "error": { "message": "expired" } }));
    }
    if call.method == "GET" && call.path.starts_with("/pictures/") {
        return Reply::file("image/png", media::picture(PICTURE_SIDE, 5)).free();
    }
    if call.key.is_empty() || revoked {
        // The real one quotes the key; so does this one, to see that nobody passes it on.
        let message = format!("Incorrect API key provided: {}", call.key);
        let code = "invalid_api_key".into();
        return Wrong { status: 401, code, ..wrong("", message) }.reply();
    }
    let answered = match (call.method.as_str(), call.path.as_str()) {
        ("GET", "/v1/models") => return models().free(),
        ("POST", "/v1/images/generations") => generated(call, trouble, host),
        ("POST", "/v1/images/edits") => edited(call, trouble, host),
        ("POST", "/v1/audio/speech") => spoken(call, trouble),
        _ => Err(Wrong { status: 404, code: "unknown_url".into(), ..wrong("", "Unknown request URL") }),
    };
    answered.unwrap_or_else(|wrong| wrong.reply()).with("x-request-id", "req_fake_1")
}

fn models() -> Reply {
    let model =
        |id: &str| json!({"id": id, "object": "model", "created": 1_790_000_000, "owned_by": "openai"});
    let ids = ["gpt-image-2", "gpt-image-2.5-flare", "gpt-image-2.5-sunburst", "gpt-4o-mini-tts", "tts-1-hd"];
    Reply::json(200, &json!({"object": "list", "data": ids.map(model)}))
}

fn moderated() -> Wrong {
    Wrong {
        kind: "image_generation_user_error",
        code: "moderation_blocked".into(),
        ..wrong("", "Your request was rejected by the safety system.")
    }
}

/// What both picture endpoints check.
fn check_pictures(field: impl Fn(&str) -> Option<String>) -> Result<(), Wrong> {
    match field("prompt") {
        Some(prompt) if !prompt.is_empty() && prompt.chars().count() <= 32_000 => {}
        _ => return Err(wrong("prompt", "Missing required parameter: 'prompt'.")),
    }
    let model = field("model").unwrap_or_default();
    if model.starts_with("dall-e") || model.is_empty() {
        let code = "model_not_found".into();
        return Err(Wrong { status: 404, code, ..wrong("model", "The model does not exist.") });
    }
    let number = |text: &str| text.parse::<u32>().ok();
    if field("n").is_some_and(|n| !number(&n).is_some_and(|n| (1..=10).contains(&n))) {
        return Err(wrong("n", "Invalid 'n': integer from 1 to 10 expected."));
    }
    if let Some(size) = field("size").filter(|size| size != "auto") {
        let sides = size.split_once('x').and_then(|(w, h)| Some((number(w)?, number(h)?)));
        let fits = |(w, h): (u32, u32)| {
            w % 16 == 0 && h % 16 == 0 && w.max(h) <= 3_840 && w > 0 && h > 0 && w <= 3 * h && h <= 3 * w
        };
        if !sides.is_some_and(fits) {
            return Err(wrong("size", format!("Invalid size '{size}'.")));
        }
    }
    let qualities = ["auto", "low", "medium", "high", "xhigh", "max"];
    if field("quality").is_some_and(|quality| !qualities.contains(&quality.as_str())) {
        return Err(wrong("quality", "Invalid value for 'quality'."));
    }
    Ok(())
}

fn generated(call: &Call, trouble: &Trouble, host: &str) -> Result<Reply, Wrong> {
    let body = call.json();
    let fields =
        body.as_object().ok_or_else(|| wrong("", "We could not parse the JSON body of your request."))?;
    if let Some(unknown) = fields.keys().find(|name| !PICTURE_FIELDS.contains(&name.as_str())) {
        let code = "unknown_parameter".into();
        return Err(Wrong { code, ..wrong(unknown, format!("Unknown parameter: '{unknown}'.")) });
    }
    if fields.get("n").is_some_and(|n| !n.is_u64()) {
        return Err(wrong("n", "Invalid type for 'n': expected an integer."));
    }
    check_pictures(|name| match fields.get(name)? {
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    })?;
    made(fields.get("prompt").and_then(Value::as_str).unwrap_or_default(), trouble, host)
}

fn edited(call: &Call, trouble: &Trouble, host: &str) -> Result<Reply, Wrong> {
    let parts = form::parts(call.header("content-type"), &call.body)
        .ok_or_else(|| wrong("", "We could not parse the multipart body of your request."))?;
    let is_picture = |name: &str| name == "image" || name.starts_with("image[");
    let pictures: Vec<_> = parts.iter().filter(|part| is_picture(&part.name)).collect();
    if pictures.is_empty() || pictures.len() > 16 {
        return Err(wrong("image", "Missing required parameter: 'image'."));
    }
    let kinds: [&[u8]; 3] = [b"\x89PNG", b"\xff\xd8\xff", b"RIFF"];
    let is_fine = |content: &[u8]| kinds.iter().any(|kind| content.starts_with(kind));
    if pictures.iter().any(|part| part.filename.is_none() || !is_fine(&part.content)) {
        return Err(wrong("image", "Invalid image file."));
    }
    let text = |name: &str| {
        let part = parts.iter().find(|part| part.name == name)?;
        Some(String::from_utf8_lossy(&part.content).into_owned())
    };
    let known = |name: &str| is_picture(name) || name == "mask" || PICTURE_FIELDS.contains(&name);
    if let Some(unknown) = parts.iter().find(|part| !known(&part.name)) {
        return Err(wrong(&unknown.name, "Unknown parameter."));
    }
    check_pictures(text)?;
    made(&text("prompt").unwrap_or_default(), trouble, host)
}

fn made(prompt: &str, trouble: &Trouble, host: &str) -> Result<Reply, Wrong> {
    let file = media::picture(PICTURE_SIDE, prompt.bytes().map(u64::from).sum());
    let mut picture = json!({ "b64_json": BASE64_STANDARD.encode(&file) });
    match trouble {
        Trouble::Refusal => return Err(moderated()),
        Trouble::Withheld => picture = json!({ "b64_json": "" }),
        Trouble::HtmlPage => {
            picture = json!({ "b64_json": BASE64_STANDARD.encode("<!doctype html><title>no</title>") });
        }
        Trouble::Links => picture = json!({ "url": format!("{host}/pictures/1.png") }),
        _ => {}
    }
    let mut body = json!({
        "created": 1_795_305_600, "data": [picture], "background": "opaque", "output_format": "png",
        "quality": "medium", "size": "1024x1024",
        "usage": { "input_tokens": 12, "output_tokens": 1_056, "total_tokens": 1_068,
                   "input_tokens_details": { "text_tokens": 12, "image_tokens": 0 } },
    });
    if *trouble == Trouble::UnknownFields {
        body["new_in_2027"] = json!({ "b64_json": [1, { "data": null }], "deep": [[[["?"]]]] });
        body["data"][0]["provenance"] = json!({ "signed": true });
    }
    Ok(Reply::json(200, &body))
}

fn spoken(call: &Call, trouble: &Trouble) -> Result<Reply, Wrong> {
    let body = call.json();
    let fields =
        body.as_object().ok_or_else(|| wrong("", "We could not parse the JSON body of your request."))?;
    if let Some(unknown) = fields.keys().find(|name| !SPEECH_FIELDS.contains(&name.as_str())) {
        return Err(wrong(unknown, format!("Unknown parameter: '{unknown}'.")));
    }
    let text = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
    if text("input").is_empty() || text("input").chars().count() > 4_096 {
        return Err(wrong("input", "Invalid 'input': string of 1 to 4096 characters expected."));
    }
    if text("voice").is_empty() || text("model").is_empty() {
        return Err(wrong("voice", "Missing required parameter: 'voice'."));
    }
    if fields
        .get("speed")
        .is_some_and(|speed| !speed.as_f64().is_some_and(|speed| (0.25..=4.0).contains(&speed)))
    {
        return Err(wrong("speed", "Invalid 'speed': number from 0.25 to 4 expected."));
    }
    if *trouble == Trouble::Refusal {
        return Err(moderated());
    }
    if matches!(trouble, Trouble::HtmlPage | Trouble::Withheld) {
        return Ok(Reply::file("audio/mpeg", "<!doctype html><title>no</title>"));
    }
    match fields.get("response_format").and_then(Value::as_str) {
        None | Some("mp3") => Ok(Reply::file("audio/mpeg", media::speech())),
        Some("wav") => Ok(Reply::file("audio/wav", media::sound())),
        _ => Err(wrong("response_format", "The fake makes mp3 and wav.")),
    }
}
