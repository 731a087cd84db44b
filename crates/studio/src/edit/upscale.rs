//! A larger picture: four times by the network, tile by tile, and less by shrinking that.

use serde_json::json;

use super::{Edited, Photo, changed, parameters, raster};
use crate::scene::Steps;
use crate::vision::enlarge::{self, FACTOR, TILE};
use crate::{Studio, StudioError};

/// Pixels on a side of the result: what the rest of the product opens.
const SIDE_MAX: usize = 8_192;
/// Pixels of the result: bounds memory to about 300 MB.
const PIXELS_MAX: usize = 40_000_000;

/// Makes a picture `factor` times as wide and high.
///
/// # Errors
/// As for [`Studio::edit`].
pub(super) fn enlarge(
    studio: &Studio,
    photo: Photo,
    factor: f64,
    steps: &Steps<'_>,
) -> Result<Edited, StudioError> {
    if !(factor > 1.0 && factor <= 4.0) {
        let message = format!("The local studio makes pictures up to four times larger, not {factor} times.");
        return Err(StudioError::Invalid(message));
    }
    let size = photo.size;
    let target = size.map(|side| ((side as f64 * factor).round() as usize).max(1));
    if target.iter().any(|side| *side > SIDE_MAX) || target[0] * target[1] > PIXELS_MAX {
        return Err(StudioError::Invalid(format!(
            "{} × {} pixels, {factor} times larger, would be {} × {}: more than the local studio makes \
             ({SIDE_MAX} on a side, forty million in all).",
            size[0], size[1], target[0], target[1]
        )));
    }
    let pieces = enlarge::tiles(size, TILE);
    let mut rgb = vec![0u8; 3 * target[0] * target[1]];
    for (index, piece) in pieces.iter().enumerate() {
        steps.check()?;
        let sentence = format!("Enlarging, tile {} of {}", index + 1, pieces.len());
        steps.say(0.02 + 0.93 * index as f32 / pieces.len() as f32, &sentence, None::<&[u8]>, [0, 0]);
        let large = enlarge::tile(&studio.networks, &photo.rgb, size, *piece)?;
        let [x, y, w, h] = *piece;
        // Edges of the piece in the result; neighbours round the same edge alike, so nothing is left out.
        let edge = |at: usize| (at as f64 * factor).round() as usize;
        let [left, top] = [edge(x), edge(y)];
        let inner = [edge(x + w) - left, edge(y + h) - top];
        let fitted = raster::resized(&large, [w * FACTOR, h * FACTOR], inner);
        for row in 0..inner[1] {
            let at = 3 * ((top + row) * target[0] + left);
            rgb[at..at + 3 * inner[0]].copy_from_slice(&fitted[3 * row * inner[0]..3 * (row + 1) * inner[0]]);
        }
    }
    // Transparency has no detail to invent.
    let alpha = photo.alpha.as_ref().map(|alpha| {
        let grey: Vec<u8> = alpha.iter().flat_map(|a| [*a; 3]).collect();
        raster::resized(&grey, size, target).into_iter().step_by(3).collect()
    });
    let description = changed(&photo, &format!("made {factor} times larger"));
    let made_by = "Local studio: enlarged by a small network (animevideov3)".to_owned();
    let told = parameters("upscale", json!({ "factor": factor, "from": size }));
    Ok(Edited::picture(Photo { size: target, rgb, alpha, said: photo.said }, description, made_by, told))
}
