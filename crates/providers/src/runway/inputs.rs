//! Our work → the body each model takes.
//!
//! What a model cannot do exactly is fitted to the nearest it can, and said in `changes`; what it cannot do at
//! all is refused. Nothing is dropped silently. Options whose vendor default is fine are not sent.

use serde_json::{Map, Value, json};

use super::models::{Request, invalid, not_this, performance};
use crate::{Fault, LipsyncSpeech, Size, Submission, Work, input_files::Files};

type Mapped = Result<Request, Fault>;

/// What words may be at most, in UTF-16 units.
const PROMPT_UNITS_MAX: usize = 1_000;
/// Sizes of clips, as (width, height).
const CLIPS: &[(u32, u32)] = &[(1280, 720), (720, 1280), (1104, 832), (960, 960), (832, 1104), (1584, 672)];
/// Sizes of clips from words alone.
const CLIPS_FROM_WORDS: &[(u32, u32)] = &[(1280, 720), (720, 1280)];
/// Sizes of pictures.
const PICTURES: &[(u32, u32)] = &[
    (1024, 1024),
    (1080, 1080),
    (1168, 880),
    (1360, 768),
    (1440, 1080),
    (1080, 1440),
    (1808, 768),
    (1920, 1080),
    (1080, 1920),
    (2112, 912),
    (1280, 720),
    (720, 1280),
    (720, 720),
    (960, 720),
    (720, 960),
    (1680, 720),
];
/// The voices that have a name here; the first is the usual one.
const VOICES: &[&str] = &[
    "Maya", "Arjun", "Serene", "Bernard", "Billy", "Mark", "Clint", "Mabel", "Chad", "Leslie", "Eleanor",
    "Elias", "Elliot", "Grungle", "Brodie", "Sandra", "Kirk", "Kylie", "Lara", "Lisa", "Malachi", "Marlene",
    "Martin", "Miriam", "Monster", "Paula", "Pip", "Rusty", "Ragnar", "Xylar", "Maggie", "Jack", "Katie",
    "Noah", "James", "Rina", "Ella", "Mariah", "Frank", "Claudia", "Niki", "Vincent", "Kendrick", "Myrna",
    "Tom", "Wanda", "Benjamin", "Kiana", "Rachel",
];

fn request(path: &'static str, body: Value) -> Request {
    let body = match body {
        Value::Object(body) => body,
        _ => Map::new(),
    };
    Request { path, body, changes: Vec::new() }
}

impl Request {
    fn set(mut self, name: &str, value: impl Into<Value>) -> Request {
        self.body.insert(name.to_owned(), value.into());
        self
    }

    fn maybe(self, name: &str, value: Option<impl Into<Value>>) -> Request {
        match value {
            Some(value) => self.set(name, value),
            None => self,
        }
    }

    fn changed(mut self, change: Option<String>) -> Request {
        self.changes.extend(change);
        self
    }
}

/// Seeds are cut to 32 bits, which is what Runway takes. Equal seeds stay equal.
fn seed(seed: u64) -> u64 {
    seed & 0xffff_ffff
}

/// The words, cut to what is read, and a sentence when they were.
fn words(text: &str) -> (String, Option<String>) {
    let mut units = 0;
    let cut: String = text
        .chars()
        .take_while(|c| {
            units += c.len_utf16();
            units <= PROMPT_UNITS_MAX
        })
        .collect();
    let change = (cut.len() < text.len())
        .then(|| format!("The words were cut to the {PROMPT_UNITS_MAX} characters this model reads."));
    (cut, change)
}

/// The nearest size that is offered: the shape counts more than the number of pixels. A sentence when the shape
/// differs by more than 3 %.
fn nearest_size(wanted: Size, offered: &[(u32, u32)]) -> (String, Option<String>) {
    let (width, height) = (f64::from(wanted.width.max(1)), f64::from(wanted.height.max(1)));
    let shape = |(w, h): &(u32, u32)| (f64::from(*w) / f64::from(*h) / (width / height)).ln().abs();
    let pixels = |(w, h): &(u32, u32)| (f64::from(*w) * f64::from(*h) / (width * height)).ln().abs();
    let distance = |size: &(u32, u32)| 20.0 * shape(size) + pixels(size);
    let nearest = offered.iter().min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap_or(&(1280, 720));
    let name = format!("{}:{}", nearest.0, nearest.1);
    let change = (shape(nearest) > 0.03).then(|| {
        format!("The shape {}×{} became {name}, the nearest this model offers.", wanted.width, wanted.height)
    });
    (name, change)
}

/// The size that is asked for, else that of the first picture, else a usual one.
fn wanted_size(asked: Option<Size>, submission: &Submission, usual: Size) -> Size {
    let picture = submission.inputs.iter().find(|input| input.media_type.starts_with("image/"));
    asked.or_else(|| picture.and_then(|input| input.size)).unwrap_or(usual)
}

/// The nearest length in whole seconds from 2 to 10, and a sentence when it is another.
fn seconds(duration_ms: u32) -> (u32, Option<String>) {
    let nearest = (duration_ms.saturating_add(500) / 1_000).clamp(2, 10);
    let change = (nearest * 1_000 != duration_ms).then(|| {
        let wanted = f64::from(duration_ms) / 1_000.0;
        format!("The length of {wanted} s became {nearest} s, the nearest this model offers.")
    });
    (nearest, change)
}

pub(super) fn gen4_5(submission: &Submission, files: &Files<'_>) -> Mapped {
    video(submission, files, "gen4.5")
}

pub(super) fn gen4_turbo(submission: &Submission, files: &Files<'_>) -> Mapped {
    video(submission, files, "gen4_turbo")
}

fn video(submission: &Submission, files: &Files<'_>, model: &str) -> Mapped {
    let Work::Video(video) = &submission.work else { return Err(not_this(&submission.work)) };
    let (prompt, cut) = words(&video.prompt);
    let (duration, changed) = seconds(video.duration_ms);
    let usual = Size { width: 1280, height: 720 };
    let (path, offered) = match video.from_picture {
        true => ("v1/image_to_video", CLIPS),
        false => ("v1/text_to_video", CLIPS_FROM_WORDS),
    };
    let (ratio, reshaped) = nearest_size(wanted_size(video.size, submission, usual), offered);
    let body = json!({"model": model, "promptText": prompt, "ratio": ratio, "duration": duration});
    let mut mapped = request(path, body).maybe("seed", video.seed.map(seed));
    if video.from_picture {
        mapped = mapped.set("promptImage", files.first("image", "a picture")?);
    }
    let motion = Some("How much moves is left to this model: say it in the prompt.".to_owned());
    Ok(mapped.changed(cut).changed(changed).changed(reshaped).changed(motion))
}

pub(super) fn gen4_image(submission: &Submission, files: &Files<'_>) -> Mapped {
    picture(submission, files, "gen4_image")
}

pub(super) fn gen4_image_turbo(submission: &Submission, files: &Files<'_>) -> Mapped {
    files.first("image", "a picture")?;
    picture(submission, files, "gen4_image_turbo")
}

fn picture(submission: &Submission, files: &Files<'_>, model: &str) -> Mapped {
    let (text, size, wanted_seed, strength) = match &submission.work {
        Work::Picture(picture) => {
            let size = Size { width: picture.width, height: picture.height };
            let text = match picture.style.as_str() {
                "" | "auto" => picture.prompt.clone(),
                style => format!("{}, {} style", picture.prompt, style.replace('-', " ")),
            };
            (text, Some(size), Some(picture.seed), None)
        }
        Work::Edit(edit) => (edit.prompt.clone(), edit.size, edit.seed, Some(edit.strength)),
        Work::Compose(compose) => (compose.prompt.clone(), compose.size, compose.seed, None),
        other => return Err(not_this(other)),
    };
    let references: Vec<_> = files.all("image").map(|uri| json!({"uri": uri})).collect();
    if references.len() > 3 {
        return Err(invalid("This model combines at most three pictures."));
    }
    if references.is_empty() && !matches!(submission.work, Work::Picture(_)) {
        return Err(invalid("This needs a picture to work on."));
    }
    let (prompt, cut) = words(&text);
    let usual = Size { width: 1024, height: 1024 };
    let (ratio, reshaped) = nearest_size(wanted_size(size, submission, usual), PICTURES);
    let body = json!({"model": model, "promptText": prompt, "ratio": ratio});
    let mapped = request("v1/text_to_image", body).maybe("seed", wanted_seed.map(seed));
    let mapped = if references.is_empty() { mapped } else { mapped.set("referenceImages", references) };
    let left = strength.map(|_| "How much changes is left to this model: it has no such control.".to_owned());
    Ok(mapped.changed(cut).changed(reshaped).changed(left))
}

/// A face that plays what a person in a clip plays. Runway makes no face speak by audio alone.
pub(super) fn act_two(submission: &Submission, files: &Files<'_>) -> Mapped {
    let Work::Lipsync(lipsync) = &submission.work else { return Err(not_this(&submission.work)) };
    let performance = match lipsync.speech {
        LipsyncSpeech::Audio => performance(files),
        LipsyncSpeech::Text(_) => None,
    };
    let Some(performance) = performance else {
        return Err(invalid(
            "This model needs a clip of somebody who says it, three to thirty seconds long.",
        ));
    };
    let character = match files.all("image").next() {
        Some(uri) => json!({"type": "image", "uri": uri}),
        None => json!({"type": "video", "uri": files.first("video", "a face")?}),
    };
    let reference = json!({"type": "video", "uri": performance});
    let body = json!({"model": "act_two", "character": character, "reference": reference});
    Ok(request("v1/character_performance", body))
}

pub(super) fn speech(submission: &Submission, _: &Files<'_>) -> Mapped {
    let Work::Speech(speech) = &submission.work else { return Err(not_this(&submission.work)) };
    if speech.text.encode_utf16().count() > PROMPT_UNITS_MAX {
        return Err(invalid("This model reads at most 1,000 characters at once."));
    }
    let known = |voice: &String| VOICES.iter().find(|name| name.eq_ignore_ascii_case(voice)).copied();
    let voice = speech.voice.as_ref().and_then(known);
    let other = (speech.voice.is_some() && voice.is_none())
        .then(|| format!("There is no such voice here; {} reads it.", VOICES[0]));
    let fixed = (speech.speed != 1.0).then(|| "The speed of the voice is left to this model.".to_owned());
    let voice = json!({"type": "runway-preset", "presetId": voice.unwrap_or(VOICES[0])});
    let body = json!({"model": "eleven_multilingual_v2", "promptText": speech.text, "voice": voice});
    Ok(request("v1/text_to_speech", body).changed(other).changed(fixed))
}

pub(super) fn upscale(submission: &Submission, files: &Files<'_>) -> Mapped {
    let Work::Upscale(upscale) = &submission.work else { return Err(not_this(&submission.work)) };
    let distance = |factor: &&u32| (f64::from(**factor) - upscale.factor).abs();
    let nearest = [2_u32, 4, 8, 16];
    let factor = *nearest.iter().min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap_or(&2);
    let change = (f64::from(factor) != upscale.factor).then(|| {
        format!("{} times as large became {factor} times, the nearest this model offers.", upscale.factor)
    });
    let body = json!({
        "model": "magnific_precision_upscaler_v2", "imageUri": files.first("image", "a picture")?,
        "scaleFactor": factor,
    });
    Ok(request("v1/image_upscale", body).changed(change))
}

#[cfg(test)]
#[path = "inputs_tests.rs"]
mod tests;
