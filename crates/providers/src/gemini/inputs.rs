//! Our work → what Gemini takes.
//!
//! What a model cannot do exactly is fitted to the nearest it can, and said in `changes`; nothing is dropped
//! silently. A seed is no exception that people notice: no picture or clip of Gemini's can be repeated, and only
//! somebody who named one is told.

use serde_json::{Value, json};

use super::models::{Model, Shape};
use crate::{
    Fault, Size, SpeechWork, Submission, VideoWork, Work,
    body::{Body, Slots},
    direct::{
        strain::Fields,
        vendor::{Request, Takes, invalid},
    },
    fit::{nearest_ratio, nearest_resolution, nearest_seconds, styled},
    language::gemini,
};

/// Where files are in an answer. A model's signatures of its thoughts can be as large as a picture.
const FILES: Fields = Fields { files: &["data"], dropped: &["thoughtSignature", "signature"] };
/// Bytes of all inputs of one request (100 MB since 2026-01-08), less what base64 adds.
const INPUT_BYTES_MAX: u64 = 70_000_000;
/// Pictures that one request may show (14 for the present models).
const PICTURES_MAX: usize = 14;
/// What is said of a strength: there is no control for it.
const STRENGTH: &str = "How much changes is left to this model: it has no such control.";
/// Shapes of pictures, as (width, height).
const RATIOS: &[(u32, u32)] =
    &[(21, 9), (16, 9), (3, 2), (4, 3), (5, 4), (1, 1), (4, 5), (3, 4), (2, 3), (9, 16)];
/// Sizes of pictures, by the side of a square of that many pixels.
const RESOLUTIONS: &[(f64, &str)] = &[(1_024.0, "1K"), (2_048.0, "2K"), (4_096.0, "4K")];
/// Shapes of clips.
const CLIP_RATIOS: &[(u32, u32)] = &[(16, 9), (9, 16)];
/// Lengths of clips, in seconds.
const CLIP_SECONDS: std::ops::RangeInclusive<u32> = 3..=10;
/// The voice that is taken when nobody names one.
const USUAL_VOICE: &str = "Kore";

/// The call for this work.
pub(super) fn request(model: &Model, submission: &Submission) -> Result<Request, Fault> {
    check_inputs(submission)?;
    let slots = Slots::new(submission);
    let (path, body, changes) = match (&submission.work, model.shape) {
        (Work::Video(video), Shape::Clip) => clip(model, video, submission, &slots)?,
        (Work::Speech(speech), Shape::Speech) => speech_of(model, speech),
        (Work::Describe(describe), Shape::Words) => {
            let contents = contents(submission, &slots, &describe.question)?;
            (path(model), json!({ "contents": contents }), Vec::new())
        }
        (work, Shape::Pictures) => pictures(model, work, submission, &slots)?,
        _ => return Err(invalid("This model cannot do that.")),
    };
    let body = Body::Json(body, slots);
    Ok(Request { path, accept: "application/json", body, takes: Takes::Json(FILES), changes })
}

fn path(model: &Model) -> String {
    gemini::path(model.id).trim_start_matches('/').to_owned()
}

fn check_inputs(submission: &Submission) -> Result<(), Fault> {
    let bytes: u64 = submission.inputs.iter().map(|input| input.content.length()).sum();
    if bytes > INPUT_BYTES_MAX {
        return Err(invalid("The files are larger than the 70 MB that one request to Gemini may have."));
    }
    if submission.inputs.len() > PICTURES_MAX {
        return Err(invalid(format!("This model takes up to {PICTURES_MAX} pictures.")));
    }
    let known = ["image/png", "image/jpeg", "image/webp", "image/heic", "image/heif"];
    match submission.inputs.iter().all(|input| known.contains(&input.media_type.as_str())) {
        true => Ok(()),
        false => Err(invalid("This model takes PNG, JPEG, WebP and HEIC pictures.")),
    }
}

/// The pictures, then the words. `inputs` are there where the work needs them.
fn contents(submission: &Submission, slots: &Slots, words: &str) -> Result<Value, Fault> {
    if submission.inputs.is_empty() && !matches!(submission.work, Work::Picture(_)) {
        return Err(invalid("This needs a picture to work on."));
    }
    let picture = |(index, input): (usize, &crate::InputFile)| json!({ "inlineData": { "mimeType": input.media_type, "data": slots.of(index) } });
    let mut parts: Vec<Value> = submission.inputs.iter().enumerate().map(picture).collect();
    parts.push(json!({ "text": words }));
    Ok(json!([{ "role": "user", "parts": parts }]))
}

type Mapped = (String, Value, Vec<String>);

fn pictures(model: &Model, work: &Work, submission: &Submission, slots: &Slots) -> Result<Mapped, Fault> {
    let mut changes = Vec::new();
    let unseeded = |seed: Option<u64>| {
        seed.map(|_| "This model makes a new picture each time: it takes no seed.".to_owned())
    };
    let (words, size) = match work {
        Work::Picture(picture) => {
            let size = Size { width: picture.width, height: picture.height };
            (styled(&picture.prompt, &picture.style), Some(size))
        }
        Work::Edit(edit) => {
            changes.push(STRENGTH.to_owned());
            changes.extend(unseeded(edit.seed));
            (edit.prompt.clone(), edit.size)
        }
        Work::Compose(compose) => {
            changes.extend(unseeded(compose.seed));
            (compose.prompt.clone(), compose.size)
        }
        Work::StyleTransfer(style) => {
            changes.extend(style.strength.map(|_| STRENGTH.to_owned()));
            (style_words(&style.style, &style.prompt)?, None)
        }
        _ => return Err(invalid("This model cannot do that.")),
    };
    let mut wanted = json!({ "responseModalities": ["IMAGE"] });
    if let Some(size) = size {
        let (ratio, change) = nearest_ratio(size, RATIOS);
        wanted["imageConfig"] =
            json!({ "aspectRatio": ratio, "imageSize": nearest_resolution(size, RESOLUTIONS) });
        changes.extend(change);
    }
    let body = json!({ "contents": contents(submission, slots, &words)?, "generationConfig": wanted });
    Ok((path(model), body, changes))
}

/// What is said to a model that changes pictures by words.
fn style_words(style: &str, prompt: &str) -> Result<String, Fault> {
    let named = match style {
        "" | "auto" => String::new(),
        name => format!("{} style", name.replace('-', " ")),
    };
    let words: Vec<&str> =
        [named.as_str(), prompt.trim()].into_iter().filter(|words| !words.is_empty()).collect();
    match words.is_empty() {
        true => Err(invalid("Say which style the picture should have.")),
        false => {
            Ok(format!("Redraw this picture in another style and keep what it shows: {}.", words.join(", ")))
        }
    }
}

fn speech_of(model: &Model, speech: &SpeechWork) -> Mapped {
    let voice = speech.voice.as_deref().unwrap_or(USUAL_VOICE);
    let mut spoken = json!({ "voiceConfig": { "prebuiltVoiceConfig": { "voiceName": voice } } });
    if let Some(language) = &speech.language {
        spoken["languageCode"] = language.as_str().into();
    }
    let fixed = speech.speed != 1.0;
    let change =
        fixed.then(|| "The speed of the voice is left to this model: it has no such control.".to_owned());
    let body = json!({
        "contents": [{ "role": "user", "parts": [{ "text": speech.text }] }],
        "generationConfig": { "responseModalities": ["AUDIO"], "speechConfig": spoken },
    });
    (path(model), body, change.into_iter().collect())
}

fn clip(model: &Model, video: &VideoWork, submission: &Submission, slots: &Slots) -> Result<Mapped, Fault> {
    let (seconds, change) = nearest_seconds(video.duration_ms, CLIP_SECONDS);
    let mut changes: Vec<String> = change.into_iter().collect();
    let size = video.size.unwrap_or(Size { width: 16, height: 9 });
    let (ratio, change) = nearest_ratio(size, CLIP_RATIOS);
    changes.extend(change);
    changes.push("How much moves is left to this model: say it in the prompt.".to_owned());
    changes.extend(video.seed.map(|_| "This model makes a new clip each time: it takes no seed.".to_owned()));
    let resolution = match size.width.min(size.height) {
        // A shape alone says nothing about pixels.
        0..=240 => "720p",
        241..=540 => "360p",
        541..=900 => "720p",
        901..=1_620 => "1080p",
        _ => "4k",
    };
    let words = json!({ "type": "text", "text": video.prompt });
    let (input, task) = match (video.from_picture, submission.inputs.first()) {
        (true, None) => return Err(invalid("This needs a picture to start from.")),
        (true, Some(first)) => {
            let picture = json!({ "type": "image", "data": slots.of(0), "mime_type": first.media_type });
            (json!([picture, words]), "image_to_video")
        }
        (false, _) => (json!([words]), "text_to_video"),
    };
    let body = json!({
        "model": model.id, "input": input, "background": true, "store": true,
        "response_format": {
            "type": "video", "aspect_ratio": ratio, "resolution": resolution,
            // A text with a unit: a bare number is refused.
            "duration": format!("{seconds}s"), "delivery": "uri",
        },
        "generation_config": { "video_config": { "task": task } },
    });
    Ok(("v1beta/interactions".to_owned(), body, changes))
}
