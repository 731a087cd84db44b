//! Our work → the input object each model takes.
//!
//! What a model cannot do exactly is fitted to the nearest it can, and said in `changes`; what it cannot
//! do at all is refused. Nothing is dropped silently. Options whose vendor default is fine are not sent.

use serde_json::{Map, Value, json};

use super::models::{Request, invalid};
use crate::{
    Background, Fault, LipsyncSpeech, Size, Work,
    fit::{nearest_ratio, nearest_resolution, nearest_seconds, styled},
    input_files::Files,
};

type Mapped = Result<Request, Fault>;

fn request(endpoint: &'static str, input: Value) -> Request {
    let Value::Object(input) = input else { unreachable!("every mapping builds an object") };
    Request { endpoint, input, changes: Vec::new() }
}

impl Request {
    fn set(mut self, name: &str, value: impl Into<Value>) -> Request {
        self.input.insert(name.to_owned(), value.into());
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

/// Asked for a work that the model table does not list for this model.
fn not_this() -> Fault {
    invalid("This model cannot do that.")
}

/// Seeds are cut to 31 bits: the narrowest documented range (Wan 2.7: 0 to 2147483647). Equal seeds stay
/// equal, and the result says which seed was used.
fn seed(seed: u64) -> u64 {
    seed & 0x7fff_ffff
}

fn keeps_size(size: Option<Size>) -> Option<String> {
    size.map(|_| "The result keeps the size of the picture: this model offers no other.".to_owned())
}

pub(super) fn flux_schnell(work: &Work, _: &Files<'_>) -> Mapped {
    let Work::Picture(picture) = work else { return Err(not_this()) };
    let input = json!({
        "prompt": styled(&picture.prompt, &picture.style),
        "image_size": {"width": picture.width, "height": picture.height},
        "num_images": 1,
        // Distilled for one to four steps; the shared default of 28 is for the dev model.
        "num_inference_steps": 4,
        "output_format": "png",
        "seed": seed(picture.seed),
    });
    Ok(request("fal-ai/flux/schnell", input))
}

pub(super) fn flux_dev(work: &Work, files: &Files<'_>) -> Mapped {
    let common = |prompt: &str| json!({"prompt": prompt, "num_images": 1, "output_format": "png"});
    match work {
        Work::Picture(picture) => {
            Ok(request("fal-ai/flux/dev", common(&styled(&picture.prompt, &picture.style)))
                .set("image_size", json!({"width": picture.width, "height": picture.height}))
                .set("seed", seed(picture.seed)))
        }
        Work::Edit(edit) => Ok(request("fal-ai/flux/dev/image-to-image", common(&edit.prompt))
            .set("image_url", files.first("image", "a picture")?)
            .set("strength", edit.strength)
            .maybe("seed", edit.seed.map(seed))
            .changed(keeps_size(edit.size))),
        _ => Err(not_this()),
    }
}

/// Aspect ratios of Nano Banana 2, as (width, height).
const BANANA_RATIOS: &[(u32, u32)] = &[
    (21, 9),
    (16, 9),
    (3, 2),
    (4, 3),
    (5, 4),
    (1, 1),
    (4, 5),
    (3, 4),
    (2, 3),
    (9, 16),
    (4, 1),
    (1, 4),
    (8, 1),
    (1, 8),
];
/// Its resolutions, by the side of a square of that many pixels.
const BANANA_RESOLUTIONS: &[(f64, &str)] = &[(512.0, "0.5K"), (1024.0, "1K"), (2048.0, "2K"), (4096.0, "4K")];

pub(super) fn nano_banana_2(work: &Work, files: &Files<'_>) -> Mapped {
    let (prompt, size, wanted_seed, strength) = match work {
        Work::Picture(picture) => {
            let size = Size { width: picture.width, height: picture.height };
            (styled(&picture.prompt, &picture.style), Some(size), Some(picture.seed), None)
        }
        Work::Edit(edit) => (edit.prompt.clone(), edit.size, edit.seed, Some(edit.strength)),
        Work::Compose(compose) => (compose.prompt.clone(), compose.size, compose.seed, None),
        _ => return Err(not_this()),
    };
    let input = json!({"prompt": prompt, "num_images": 1, "output_format": "png"});
    let mut mapped = match work {
        Work::Picture(_) => request("fal-ai/nano-banana-2", input),
        _ => {
            files.first("image", "a picture")?;
            let urls: Vec<&str> = files.all("image").collect();
            request("fal-ai/nano-banana-2/edit", input).set("image_urls", urls)
        }
    };
    if let Some(size) = size {
        let (ratio, change) = nearest_ratio(size, BANANA_RATIOS);
        let resolution = nearest_resolution(size, BANANA_RESOLUTIONS);
        mapped = mapped.set("aspect_ratio", ratio).set("resolution", resolution).changed(change);
    }
    let left = strength.map(|_| STRENGTH.to_owned());
    Ok(mapped.maybe("seed", wanted_seed.map(seed)).changed(left))
}

pub(super) fn moondream(work: &Work, files: &Files<'_>) -> Mapped {
    let Work::Describe(describe) = work else { return Err(not_this()) };
    let input = json!({"image_url": files.first("image", "a picture")?, "prompt": describe.question});
    Ok(request("fal-ai/moondream3-preview/query", input))
}

/// What is said of a strength that a model has no control for.
const STRENGTH: &str = "How much changes is left to this model: it has no such control.";

/// Neither video model here has a control for it.
const MOTION: &str = "How much moves is left to this model: say it in the prompt.";

pub(super) fn kling(work: &Work, files: &Files<'_>) -> Mapped {
    let Work::Video(video) = work else { return Err(not_this()) };
    let (duration, change) = nearest_seconds(video.duration_ms, [5, 10].into_iter());
    let input = json!({"prompt": video.prompt, "duration": duration});
    let mapped = if video.from_picture {
        request("fal-ai/kling-video/v2.5-turbo/pro/image-to-video", input)
            .set("image_url", files.first("image", "a picture")?)
            .changed(keeps_size(video.size))
    } else {
        let size = video.size.unwrap_or(Size { width: 16, height: 9 });
        let (ratio, change) = nearest_ratio(size, &[(16, 9), (9, 16), (1, 1)]);
        request("fal-ai/kling-video/v2.5-turbo/pro/text-to-video", input)
            .set("aspect_ratio", ratio)
            .changed(change)
    };
    let unseeded = video.seed.map(|_| "This model makes a new clip each time: it takes no seed.".to_owned());
    Ok(mapped.changed(change).changed(Some(MOTION.to_owned())).changed(unseeded))
}

pub(super) fn wan(work: &Work, files: &Files<'_>) -> Mapped {
    let Work::Video(video) = work else { return Err(not_this()) };
    let (duration, change) = nearest_seconds(video.duration_ms, 2..=15);
    let short_side = video.size.map_or(720, |size| size.width.min(size.height));
    let resolution = if short_side > 720 { "1080p" } else { "720p" };
    let input = json!({"prompt": video.prompt, "duration": duration, "resolution": resolution});
    let mapped = if video.from_picture {
        request("fal-ai/wan/v2.7/image-to-video", input).set("image_url", files.first("image", "a picture")?)
    } else {
        let size = video.size.unwrap_or(Size { width: 16, height: 9 });
        let (ratio, change) = nearest_ratio(size, &[(16, 9), (9, 16), (1, 1), (4, 3), (3, 4)]);
        request("fal-ai/wan/v2.7/text-to-video", input).set("aspect_ratio", ratio).changed(change)
    };
    Ok(mapped.maybe("seed", video.seed.map(seed)).changed(change).changed(Some(MOTION.to_owned())))
}

pub(super) fn elevenlabs(work: &Work, _: &Files<'_>) -> Mapped {
    let Work::Speech(speech) = work else { return Err(not_this()) };
    // The range the SDK documents for this model.
    let speed = speech.speed.clamp(0.7, 1.2);
    let change = (speed != speech.speed)
        .then(|| format!("The speed {} became {speed}, the nearest this model offers.", speech.speed));
    Ok(request("fal-ai/elevenlabs/tts/multilingual-v2", json!({"text": speech.text, "speed": speed}))
        .maybe("voice", speech.voice.clone())
        .maybe("language_code", speech.language.clone())
        .changed(change))
}

pub(super) fn kokoro(work: &Work, _: &Files<'_>) -> Mapped {
    let Work::Speech(speech) = work else { return Err(not_this()) };
    let input = json!({"prompt": speech.text, "speed": speech.speed});
    match speech.language.as_deref() {
        None | Some("en") => Ok(request("fal-ai/kokoro/american-english", input)
            .set("voice", speech.voice.as_deref().unwrap_or("af_heart"))),
        Some("hi") => {
            Ok(request("fal-ai/kokoro/hindi", input)
                .set("voice", speech.voice.as_deref().unwrap_or("hf_alpha")))
        }
        Some(other) => Err(invalid(format!("Kokoro reads English and Hindi here, not {other}."))),
    }
}

pub(super) fn sync_lipsync(work: &Work, files: &Files<'_>) -> Mapped {
    let Work::Lipsync(lipsync) = work else { return Err(not_this()) };
    let LipsyncSpeech::Audio = lipsync.speech else {
        return Err(invalid("This model needs audio: make the voice-over first."));
    };
    let input = json!({
        "video_url": files.first("video", "a clip with a face")?,
        "audio_url": files.first("audio", "audio")?,
        // The clip ends with its shorter half instead of freezing or repeating.
        "sync_mode": "cut_off",
    });
    Ok(request(if lipsync.advanced { "fal-ai/sync-lipsync/v2/pro" } else { "fal-ai/sync-lipsync/v2" }, input))
}

pub(super) fn fabric(work: &Work, files: &Files<'_>) -> Mapped {
    let Work::Lipsync(lipsync) = work else { return Err(not_this()) };
    let resolution = if lipsync.advanced { "720p" } else { "480p" };
    let input = json!({"image_url": files.first("image", "a picture of a face")?, "resolution": resolution});
    match &lipsync.speech {
        LipsyncSpeech::Audio => {
            Ok(request("veed/fabric-1.0", input).set("audio_url", files.first("audio", "audio")?))
        }
        LipsyncSpeech::Text(speech) => {
            let fixed = speech.speed != 1.0;
            let change = fixed.then(|| "The speed of the voice is left to this model.".to_owned());
            Ok(request("veed/fabric-1.0/text", input)
                .set("text", speech.text.as_str())
                .maybe("voice_description", speech.voice.clone())
                .changed(change))
        }
    }
}

pub(super) fn birefnet(_: &Work, files: &Files<'_>) -> Mapped {
    let input = json!({"image_url": files.first("image", "a picture")?, "output_format": "png"});
    Ok(request("fal-ai/birefnet/v2", input))
}

pub(super) fn bria_background(work: &Work, files: &Files<'_>) -> Mapped {
    let Work::BackgroundReplace(replace) = work else { return Err(not_this()) };
    let mut input = Map::new();
    input.insert("image_url".into(), files.first("image", "a picture")?.into());
    input.insert("num_images".into(), 1.into());
    let mapped = request("fal-ai/bria/background/replace", Value::Object(input));
    let mapped = match &replace.background {
        Background::Prompt(prompt) => mapped.set("prompt", prompt.as_str()),
        Background::Colour([red, green, blue]) => mapped
            .set("prompt", format!("a plain background in the single colour #{red:02x}{green:02x}{blue:02x}"))
            // Rewriting the words would turn a colour into a scene.
            .set("refine_prompt", false)
            .changed(Some("The colour is painted by the model and may differ a little.".to_owned())),
    };
    Ok(mapped.maybe("seed", replace.seed.map(seed)))
}

pub(super) fn esrgan(work: &Work, files: &Files<'_>) -> Mapped {
    let Work::Upscale(upscale) = work else { return Err(not_this()) };
    let input = json!({
        "image_url": files.first("image", "a picture")?, "scale": upscale.factor, "output_format": "png",
    });
    Ok(request("fal-ai/esrgan", input))
}

pub(super) fn clarity(work: &Work, files: &Files<'_>) -> Mapped {
    let Work::Upscale(upscale) = work else { return Err(not_this()) };
    let input = json!({"image_url": files.first("image", "a picture")?, "upscale_factor": upscale.factor});
    Ok(request("fal-ai/clarity-upscaler", input))
}

pub(super) fn style_transfer(work: &Work, files: &Files<'_>) -> Mapped {
    let Work::StyleTransfer(style) = work else { return Err(not_this()) };
    let prompt = match (style.style.as_str(), style.prompt.trim()) {
        ("" | "auto", "") => return Err(invalid("Say which style the picture should have.")),
        ("" | "auto", words) => words.to_owned(),
        (name, "") => format!("{} style", name.replace('-', " ")),
        (name, words) => format!("{} style, {words}", name.replace('-', " ")),
    };
    let input = json!({
        "image_url": files.first("image", "a picture")?, "prompt": prompt, "output_format": "png",
    });
    let left = style.strength.map(|_| STRENGTH.to_owned());
    Ok(request("fal-ai/image-editing/style-transfer", input).changed(left))
}

pub(super) fn codeformer(work: &Work, files: &Files<'_>) -> Mapped {
    let Work::FaceRestore(restore) = work else { return Err(not_this()) };
    let input = json!({"image_url": files.first("image", "a picture")?});
    // Its fidelity is the opposite of our strength: 1 keeps the person, 0 is clearest.
    let fidelity = restore.strength.map(|strength| ((1.0 - strength) * 100.0).round() / 100.0);
    Ok(request("fal-ai/codeformer", input).maybe("fidelity", fidelity))
}

#[cfg(test)]
#[path = "inputs_tests.rs"]
mod tests;
