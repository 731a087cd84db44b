//! Our work → what OpenAI's endpoints take.
//!
//! What a model cannot do exactly is fitted to the nearest it can, and said in `changes`; nothing is dropped
//! silently. Options whose default is fine are not sent: gateways of other models know few of them.

use serde_json::{Map, Value, json};

use super::models::{Model, Shape};
use crate::{
    Fault, FaultClass, InputFile, Size, SpeechWork, Submission, Work,
    body::{Body, Part, Slots},
    direct::{
        strain::Fields,
        vendor::{Request, Takes, invalid},
    },
    fit::styled,
};

/// Characters of a prompt, and of a text to be read (`openai` 6.49.0).
const PROMPT_CHARACTERS_MAX: usize = 32_000;
const SPEECH_CHARACTERS_MAX: usize = 4_096;
/// Input pictures of one edit, and bytes of each.
const PICTURES_MAX: usize = 16;
const PICTURE_BYTES_MAX: u64 = 50_000_000;
/// Sides are multiples of this, at most [`SIDE_MAX`].
const SIDE_STEP: u32 = 16;
const SIDE_MAX: u32 = 3_840;
/// How many times as long as the other a side may be.
const SHAPE_MAX: f64 = 3.0;
/// Slowest and fastest speech.
const SPEEDS: (f64, f64) = (0.25, 4.0);
/// The voice that is taken when nobody names one.
const USUAL_VOICE: &str = "alloy";
/// Where pictures are in an answer.
const PICTURES: Fields = Fields { files: &["b64_json"], dropped: &[] };

/// The call for this work; `own` is the name that the settings give to a model of one's own server.
pub(super) fn request(model: &Model, own: &str, submission: &Submission) -> Result<Request, Fault> {
    let name = if model.vendor_name.is_empty() { own } else { model.vendor_name };
    if name.is_empty() {
        // The operator's to solve, and no reason to refuse the work: another model may do it.
        let message = "The settings do not say which model of your own server this is.".to_owned();
        return Err(Fault { class: FaultClass::Unauthorised, message });
    }
    match (&submission.work, model.shape) {
        (Work::Picture(picture), Shape::Pictures { quality }) => {
            let prompt = styled(&picture.prompt, &picture.style);
            let size = Size { width: picture.width, height: picture.height };
            let (mut fields, changes) = picture_fields(name, prompt, Some(size), quality)?;
            // A whole number here, a text in a form.
            fields.insert("n".into(), 1.into());
            let body = Body::Json(Value::Object(fields), Slots::new(submission));
            Ok(Request { body, changes, ..pictures("images/generations") })
        }
        (Work::Edit(edit), Shape::Pictures { quality }) => {
            let mut request = edit_of(name, &edit.prompt, edit.size, quality, submission)?;
            request
                .changes
                .push("How much changes is left to this model: it has no such control.".to_owned());
            request.changes.extend(unseeded(edit.seed));
            Ok(request)
        }
        (Work::Compose(compose), Shape::Pictures { quality }) => {
            let mut request = edit_of(name, &compose.prompt, compose.size, quality, submission)?;
            request.changes.extend(unseeded(compose.seed));
            Ok(request)
        }
        (Work::Speech(work), Shape::Speech { speed }) => speech(name, work, speed, submission),
        _ => Err(invalid("This model cannot do that.")),
    }
}

/// A call whose answer holds pictures, still without a body.
fn pictures(path: &str) -> Request {
    Request {
        path: path.to_owned(),
        accept: "application/json",
        body: Body::Form(Vec::new()),
        takes: Takes::Json(PICTURES),
        changes: Vec::new(),
    }
}

fn unseeded(seed: Option<u64>) -> Option<String> {
    seed.map(|_| "This model makes a new picture each time: it takes no seed.".to_owned())
}

/// What both picture endpoints take, and what had to be changed.
fn picture_fields(
    name: &str,
    prompt: String,
    size: Option<Size>,
    quality: Option<&'static str>,
) -> Result<(Map<String, Value>, Vec<String>), Fault> {
    if prompt.chars().count() > PROMPT_CHARACTERS_MAX {
        return Err(invalid(format!("This model reads up to {PROMPT_CHARACTERS_MAX} characters.")));
    }
    let mut fields = Map::new();
    fields.insert("model".into(), name.into());
    fields.insert("prompt".into(), prompt.into());
    let mut changes = Vec::new();
    if let Some(size) = size {
        let fitted = fitted(size);
        fields.insert("size".into(), format!("{}x{}", fitted.width, fitted.height).into());
        // A few pixels to the next multiple are no news.
        let far = |a: u32, b: u32| a.abs_diff(b) >= SIDE_STEP;
        if far(size.width, fitted.width) || far(size.height, fitted.height) {
            changes.push(format!(
                "The size {}×{} became {}×{}, the nearest this model offers.",
                size.width, size.height, fitted.width, fitted.height
            ));
        }
    }
    if let Some(quality) = quality {
        fields.insert("quality".into(), quality.into());
    }
    Ok((fields, changes))
}

/// The nearest size that is made: sides in steps, no side too long, no shape too thin.
fn fitted(size: Size) -> Size {
    let (mut width, mut height) = (f64::from(size.width.max(1)), f64::from(size.height.max(1)));
    width = width.min(height * SHAPE_MAX);
    height = height.min(width * SHAPE_MAX);
    let shrink = (f64::from(SIDE_MAX) / width.max(height)).min(1.0);
    let step = |side: f64| ((side * shrink / f64::from(SIDE_STEP)).round() as u32).max(1) * SIDE_STEP;
    Size { width: step(width), height: step(height) }
}

/// A form with pictures and what to do with them.
fn edit_of(
    name: &str,
    prompt: &str,
    size: Option<Size>,
    quality: Option<&'static str>,
    submission: &Submission,
) -> Result<Request, Fault> {
    let files = &submission.inputs;
    check_pictures(files)?;
    let (fields, changes) = picture_fields(name, prompt.to_owned(), size, quality)?;
    // One picture is `image`, several are `image[]`, as the vendor's own clients send them.
    let field = if files.len() == 1 { "image" } else { "image[]" };
    let mut parts: Vec<Part> = files.iter().map(|file| Part::File(field, file.clone())).collect();
    for name in ["model", "prompt", "size", "quality"] {
        if let Some(value) = fields.get(name).and_then(Value::as_str) {
            parts.push(Part::Text(name.into(), value.to_owned()));
        }
    }
    parts.push(Part::Text("n".into(), "1".to_owned()));
    Ok(Request { body: Body::Form(parts), changes, ..pictures("images/edits") })
}

fn check_pictures(files: &[InputFile]) -> Result<(), Fault> {
    if files.is_empty() {
        return Err(invalid("This needs a picture to work on."));
    }
    if files.len() > PICTURES_MAX {
        return Err(invalid(format!("This model takes up to {PICTURES_MAX} pictures.")));
    }
    for file in files {
        if !matches!(file.media_type.as_str(), "image/png" | "image/jpeg" | "image/webp") {
            return Err(invalid("This model takes PNG, JPEG and WebP pictures."));
        }
        if file.content.length() > PICTURE_BYTES_MAX {
            return Err(invalid("A picture is larger than the 50 MB that this model takes."));
        }
    }
    Ok(())
}

fn speech(name: &str, work: &SpeechWork, has_speed: bool, submission: &Submission) -> Result<Request, Fault> {
    if work.text.chars().count() > SPEECH_CHARACTERS_MAX {
        return Err(invalid(format!("This model reads up to {SPEECH_CHARACTERS_MAX} characters at once.")));
    }
    let voice = work.voice.as_deref().unwrap_or(USUAL_VOICE);
    let mut body = json!({"model": name, "input": work.text, "voice": voice, "response_format": "mp3"});
    let mut changes = Vec::new();
    let speed = work.speed.clamp(SPEEDS.0, SPEEDS.1);
    if !has_speed && work.speed != 1.0 {
        changes.push("The speed of the voice is left to this model: it has no such control.".to_owned());
    } else if work.speed != 1.0 {
        body["speed"] = speed.into();
        if speed != work.speed {
            changes.push(format!("The speed {} became {speed}, the nearest this model offers.", work.speed));
        }
    }
    let body = Body::Json(body, Slots::new(submission));
    Ok(Request {
        path: "audio/speech".to_owned(),
        accept: "application/octet-stream",
        body,
        takes: Takes::File,
        changes,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_fitted() {
        let fit = |width, height| {
            let Size { width, height } = fitted(Size { width, height });
            (width, height)
        };
        assert_eq!(fit(1024, 1024), (1024, 1024));
        assert_eq!(fit(1000, 755), (1008, 752));
        assert_eq!(fit(8000, 4000), (3840, 1920));
        assert_eq!(fit(4000, 100), (304, 96));
        assert_eq!(fit(0, 0), (16, 16));
    }
}
