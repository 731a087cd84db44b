//! A picture of this studio changed as the scene it is: its specification is changed and painted anew with its seed.
//!
//! Only what was asked for differs then: the same hills under another sky, the same street in the snow, and a wider
//! picture that really shows more. What is not of the scene (warmer, more contrast) is done to the painted picture.

use serde_json::json;

use super::frame::{self, Fit};
use super::words::{self, Wish};
use super::{EditResult, Edited, Photo, USUAL_STRENGTH, grade, parameters};
use crate::picture::{PIXELS_MAX, Picture, SIDE_MAX};
use crate::scene::revise::{Revision, revise};
use crate::scene::{SceneSpec, Steps};
use crate::{Studio, StudioError};

/// Changes a picture that keeps its scene; nothing where the words ask for nothing that a scene can do.
pub(super) fn apply(
    studio: &Studio,
    photo: &Photo,
    (scene, seed): (SceneSpec, u64),
    said: &str,
    (strength, shape): (f32, Option<f32>),
    steps: &Steps<'_>,
) -> Result<Option<Edited>, StudioError> {
    let revision = revise(&scene, said);
    // A style that a network paints is laid over the picture, as strongly as it is asked for.
    let only_repainted = revision.as_ref().is_some_and(|revised| {
        let spec = &revised.spec;
        spec.style.is_neural()
            && SceneSpec {
                style: scene.style,
                description: scene.description.clone(),
                warnings: scene.warnings.clone(),
                ..spec.clone()
            } == scene
    });
    if only_repainted {
        return Ok(None);
    }
    let Wish { grades, shape: asked, left, .. } = match &revision {
        Some(Revision { rest, .. }) => words::understand(rest),
        None => words::understand(said),
    };
    let shape = asked.or_else(|| shape.map(|ratio| (ratio, words::fit_of(said))));
    let extended =
        shape.filter(|(ratio, fit)| *fit == Fit::Extend && (ratio / photo.shape() - 1.0).abs() > 0.01);
    if revision.is_none() && extended.is_none() {
        return Ok(None);
    }
    let filler = revision.as_ref().map_or(Vec::new(), |r| r.filler.clone());
    let mut spec = revision.map_or(scene, |revised| revised.spec);
    let mut warnings = Vec::new();
    let left: Vec<String> =
        left.iter().filter(|word| !filler.contains(word)).take(12).map(|word| format!("“{word}”")).collect();
    if !left.is_empty() {
        warnings
            .push(format!("Left out, because the local studio does not understand it: {}.", left.join(", ")));
    }
    warnings.extend(spec.warnings.iter().cloned());
    let mut size = photo.size;
    if let Some((ratio, _)) = extended {
        if ratio > photo.shape() {
            // What was in the picture stays where it was.
            spec.framed = Some(spec.framed.unwrap_or(photo.shape()));
            size[0] = (size[1] as f32 * ratio).round() as usize;
        } else {
            spec.framed = None;
            size[1] = (size[0] as f32 / ratio).round() as usize;
            warnings.push("The scene was composed anew for its new shape.".to_owned());
        }
    }
    let mut picture = studio.paint_scene(spec, seed, bounded(size), steps)?;
    picture.warnings.clone_from(&warnings);
    picture.made_by.push_str(", painted anew from its scene");
    let told = parameters(
        "image_to_image",
        json!({ "words": said, "strength": strength, "scene": picture.scene, "seed": seed }),
    );
    let (description, made_by) = (picture.description.clone(), picture.made_by.clone());
    let cropped = shape.filter(|(_, fit)| *fit == Fit::Crop);
    let result = if grades.is_empty() && cropped.is_none() {
        EditResult::Painted(Box::new(picture))
    } else {
        let Picture { width, height, rgb, .. } = picture;
        let mut photo = Photo { size: [width as usize, height as usize], rgb, alpha: None, said: None };
        if let Some((ratio, fit)) = cropped {
            photo = frame::reshaped(&photo, ratio, fit);
        }
        grade::apply(&mut photo.rgb, photo.size, &grades, (strength / USUAL_STRENGTH).clamp(0.1, 1.15));
        EditResult::Picture(photo)
    };
    Ok(Some(Edited { result, description, warnings, made_by, provenance: told }))
}

/// The size, smaller where the studio paints none so large.
fn bounded(size: [usize; 2]) -> [usize; 2] {
    let [w, h] = size.map(|side| side as f32);
    let k = (SIDE_MAX as f32 / w.max(h)).min((PIXELS_MAX as f32 / (w * h)).sqrt()).min(1.0);
    size.map(|side| ((side as f32 * k) as usize).max(1))
}
