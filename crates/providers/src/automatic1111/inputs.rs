//! Our work → what the web UI's endpoints take.
//!
//! Options whose default is fine are not sent. A picture is drawn in sides of eight pixels; others are fitted to the
//! nearest, which is said where it shows.

use serde_json::{Map, Value, json};

use super::{Making, models::Model};
use crate::{
    Fault, Size, Submission, Work,
    body::{Body, Slots},
    direct::{
        spool,
        strain::Fields,
        vendor::{Request, Takes, invalid},
    },
    fit::styled,
};

/// Sides are multiples of this.
const SIDE_STEP: u32 = 8;
/// The longest side that is drawn: more takes memory that few machines have, and repeats the motif.
const SIDE_MAX: u32 = 2_048;
/// A picture that nobody measured is redrawn in this size.
const USUAL: Size = Size { width: 512, height: 512 };
/// How strongly a style is laid on or a face repaired when nobody says.
const STRENGTH: f64 = 0.7;
/// Where pictures are in an answer.
const PICTURES: Fields = Fields { files: &["images", "image"], dropped: &["init_images"] };

/// The call for this work.
pub(super) fn request(making: &Making, model: &Model, submission: &Submission) -> Result<Request, Fault> {
    let slots = Slots::new(submission);
    let mut changes = Vec::new();
    let (path, mut body) = match &submission.work {
        Work::Picture(picture) => {
            let size = fitted(Size { width: picture.width, height: picture.height }, &mut changes);
            let mut body = drawn(making, styled(&picture.prompt, &picture.style), size);
            body.insert("seed".into(), seed(picture.seed).into());
            ("sdapi/v1/txt2img", body)
        }
        Work::Edit(edit) => {
            let mut body =
                redrawn(making, submission, &edit.prompt, (edit.size, edit.strength), &mut changes)?;
            body.insert("seed".into(), edit.seed.map_or(Value::from(-1), |given| seed(given).into()));
            ("sdapi/v1/img2img", body)
        }
        Work::StyleTransfer(style) => {
            let words = format!("{} {}", style.style.replace("auto", ""), style.prompt);
            let strength = style.strength.unwrap_or(STRENGTH);
            if submission.inputs.len() > 1 {
                return Err(invalid("This model takes its style from words, not from a second picture."));
            }
            ("sdapi/v1/img2img", redrawn(making, submission, words.trim(), (None, strength), &mut changes)?)
        }
        Work::Upscale(upscale) => {
            let body = json!({"upscaling_resize": upscale.factor, "upscaler_1": making.upscaler});
            ("sdapi/v1/extra-single-image", extra(submission, body)?)
        }
        Work::FaceRestore(restore) => {
            // CodeFormer's weight says how true it stays to the picture: 0 changes most.
            let weight = 1.0 - restore.strength.unwrap_or(STRENGTH).clamp(0.0, 1.0);
            let weight = (weight * 100.0).round() / 100.0;
            let body =
                json!({"upscaling_resize": 1, "codeformer_visibility": 1, "codeformer_weight": weight});
            ("sdapi/v1/extra-single-image", extra(submission, body)?)
        }
        _ => return Err(invalid(format!("{} cannot do that.", model.name))),
    };
    place_pictures(&mut body, submission, &slots);
    if path != "sdapi/v1/extra-single-image" {
        body.insert("force_task_id".into(), spool::name(&submission.attempt_id).into());
    }
    Ok(Request {
        path: path.to_owned(),
        accept: "application/json",
        body: Body::Json(Value::Object(body), slots),
        takes: Takes::Json(PICTURES),
        changes,
    })
}

/// What drawing takes, with or without a picture to begin with.
fn drawn(making: &Making, prompt: String, size: Size) -> Map<String, Value> {
    let mut body = Map::new();
    body.insert("prompt".into(), prompt.into());
    body.insert("width".into(), size.width.into());
    body.insert("height".into(), size.height.into());
    body.insert("steps".into(), making.steps.into());
    body.insert("batch_size".into(), 1.into());
    body.insert("n_iter".into(), 1.into());
    body.insert("send_images".into(), true.into());
    body.insert("save_images".into(), false.into());
    if !making.sampler.is_empty() {
        body.insert("sampler_name".into(), making.sampler.as_str().into());
    }
    if !making.checkpoint.is_empty() {
        body.insert("override_settings".into(), json!({"sd_model_checkpoint": making.checkpoint}));
        // Loading a checkpoint takes longer than drawing: the next run wants the same.
        body.insert("override_settings_restore_afterwards".into(), false.into());
    }
    body
}

/// The same over a picture, of which `strength` (0 to 1) is drawn anew.
fn redrawn(
    making: &Making,
    submission: &Submission,
    prompt: &str,
    (asked, strength): (Option<Size>, f64),
    changes: &mut Vec<String>,
) -> Result<Map<String, Value>, Fault> {
    let picture = submission.inputs.first().ok_or_else(|| invalid("This needs a picture to work on."))?;
    let own = picture.size.unwrap_or(USUAL);
    let size = fitted(asked.unwrap_or(own), changes);
    let mut body = drawn(making, prompt.to_owned(), size);
    body.insert("init_images".into(), json!([]));
    body.insert("denoising_strength".into(), strength.clamp(0.0, 1.0).into());
    // Another shape is cut out of the picture instead of squeezing it.
    body.insert("resize_mode".into(), i32::from(asked.is_some()).into());
    body.insert("include_init_images".into(), false.into());
    Ok(body)
}

fn extra(submission: &Submission, body: Value) -> Result<Map<String, Value>, Fault> {
    match (submission.inputs.is_empty(), body) {
        (false, Value::Object(mut body)) => {
            body.insert("image".into(), Value::Null);
            Ok(body)
        }
        _ => Err(invalid("This needs a picture to work on.")),
    }
}

/// Puts the picture where its place is.
fn place_pictures(body: &mut Map<String, Value>, submission: &Submission, slots: &Slots) {
    if submission.inputs.is_empty() {
        return;
    }
    if let Some(image) = body.get_mut("image") {
        *image = slots.of(0).into();
    }
    if let Some(images) = body.get_mut("init_images") {
        *images = json!([slots.of(0)]);
    }
}

/// Seeds are cut to 32 bits, which is what it takes. Equal seeds stay equal.
fn seed(seed: u64) -> u64 {
    seed & 0xffff_ffff
}

/// The nearest size that can be drawn, and a sentence where the difference shows.
fn fitted(size: Size, changes: &mut Vec<String>) -> Size {
    let (width, height) = (f64::from(size.width.max(1)), f64::from(size.height.max(1)));
    let shrink = (f64::from(SIDE_MAX) / width.max(height)).min(1.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a side, cut to the longest")]
    let step = |side: f64| ((side * shrink / f64::from(SIDE_STEP)).round() as u32).max(8) * SIDE_STEP;
    let fitted = Size { width: step(width), height: step(height) };
    let far = |a: u32, b: u32| a.abs_diff(b) >= SIDE_STEP;
    if far(size.width, fitted.width) || far(size.height, fitted.height) {
        changes.push(format!(
            "The size {}×{} became {}×{}, the nearest this model offers.",
            size.width, size.height, fitted.width, fitted.height
        ));
    }
    fitted
}
