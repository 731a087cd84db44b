//! Any picture as the stage of a clip: people as a layer of their own where they are found, the rest by a guess of
//! what is near.
//!
//! The guess needs no network: what is low in a picture is mostly nearer than what is high, and what has detail mostly
//! nearer than what has none. It is smooth, so nothing tears; it is a guess, so moves stay small.

use rayon::prelude::*;

use super::develop::{Develop, light_of};
use super::particles::Particles;
use super::plate::{Plate, filled};
use super::stage::{Behind, Stage};
use super::words::Falling;
use crate::edit::Photo;
use crate::edit::background;
use crate::edit::raster::{blur, luma_of, resized, sample, shrink};
use crate::scene::Steps;
use crate::scene::noise::smooth;
use crate::{Studio, StudioError};

/// Pixels on the long side at which nearness is guessed.
const GUESS_SIDE: usize = 192;

/// What a stage of a picture says about itself.
pub(super) struct Still {
    pub stage: Stage<'static>,
    pub has_people: bool,
}

/// The stage of a picture that is brought to at most `most` pixels first.
///
/// # Errors
/// [`StudioError::Cancelled`], or [`StudioError::Engine`] when a network fails.
pub(super) fn stage(
    studio: &Studio,
    photo: Photo,
    most: f32,
    falling: Option<Falling>,
    seed: u64,
    steps: &Steps<'_>,
) -> Result<Still, StudioError> {
    let photo = fitted(photo.flattened(), most);
    steps.check()?;
    let size = photo.size;
    let wide = size[0] as f32 / size[1] as f32;
    let near = guessed(&photo);
    let people = background::people(studio, &photo, steps)?;
    steps.check()?;
    let light = |rgb: &[u8], i: usize| [0, 1, 2].map(|c| light_of(rgb[3 * i + c]));
    let (behind, plates) = match &people {
        None => {
            let pixels =
                (0..size[0] * size[1]).map(|i| light(&photo.rgb, i)).map(|c| [c[0], c[1], c[2], 1.0]);
            (Plate::by_nearness(size, pixels.collect(), &near), Vec::new())
        }
        Some(cutout) => {
            steps.say(0.12, "Continuing what is behind people", None::<&[u8]>, [0, 0]);
            let hidden = grown(&cutout.matte, size);
            let seen: Vec<[f32; 4]> = (0..size[0] * size[1])
                .into_par_iter()
                .map(|i| {
                    let (c, k) = (light(&photo.rgb, i), 1.0 - hidden[i]);
                    [c[0] * k, c[1] * k, c[2] * k, k]
                })
                .collect();
            let back = filled(&seen, size);
            let front = (0..size[0] * size[1]).map(|i| {
                let (c, a) = (light(&cutout.rgb, i), cutout.matte[i]);
                [c[0] * a, c[1] * a, c[2] * a, a]
            });
            let far: Vec<f32> = near.iter().map(|n| n * 0.55).collect();
            let close: Vec<f32> =
                (0..size[0] * size[1]).map(|i| 0.72 + 0.2 * (i / size[0]) as f32 / size[1] as f32).collect();
            let front = Plate::by_nearness(size, front.collect(), &close);
            (Plate::by_nearness(size, back, &far), vec![front])
        }
    };
    steps.check()?;
    let particles = falling.map(|kind| {
        let colour = match kind {
            Falling::Rain => [0.55, 0.58, 0.62],
            Falling::Snow => [0.92, 0.94, 0.97],
            Falling::Dust => [1.0, 0.92, 0.74],
        };
        Particles::new(kind, colour, 1.0, wide, seed)
    });
    let stage = Stage {
        behind: Behind::Plate(behind),
        sea: None,
        plates,
        veil: None,
        glow: None,
        particles,
        develop: Develop::Plain,
        aim: [0.0, -0.05],
        reference: 1.0,
        wide,
        flashes: Vec::new(),
    };
    Ok(Still { stage, has_people: people.is_some() })
}

/// The picture at no more than `most` pixels.
fn fitted(photo: Photo, most: f32) -> Photo {
    let k = (most / (photo.size[0] * photo.size[1]) as f32).sqrt();
    if k >= 1.0 {
        return photo;
    }
    let size = photo.size.map(|side| ((side as f32 * k) as usize).max(1));
    Photo { rgb: resized(&photo.rgb, photo.size, size), size, alpha: None, said: photo.said }
}

/// How near each pixel may be, 0 to 1.
fn guessed(photo: &Photo) -> Vec<f32> {
    let k = (GUESS_SIDE as f32 / photo.size[0].max(photo.size[1]) as f32).min(1.0);
    let size = photo.size.map(|side| ((side as f32 * k) as usize).max(1));
    let light: Vec<f32> = shrink(&photo.rgb, photo.size, size).chunks_exact(3).map(luma_of).collect();
    let at = |x: usize, y: usize| light[y.min(size[1] - 1) * size[0] + x.min(size[0] - 1)];
    let edges: Vec<f32> = (0..size[0] * size[1])
        .map(|i| {
            let (x, y) = (i % size[0], i / size[0]);
            ((at(x + 1, y) - at(x, y)).abs() + (at(x, y + 1) - at(x, y)).abs()).min(0.4)
        })
        .collect();
    let radius = (size[0].max(size[1]) / 14).max(1);
    let detail = blur(&blur(&edges, size, radius), size, radius);
    let most = detail.iter().copied().fold(1e-3, f32::max);
    let coarse: Vec<f32> = (0..size[0] * size[1])
        .map(|i| {
            let down = ((i / size[0]) as f32 + 0.5) / size[1] as f32;
            0.62 * smooth(0.25, 1.05, down) + 0.38 * detail[i] / most
        })
        .collect();
    let mut near = vec![0.0; photo.size[0] * photo.size[1]];
    near.par_chunks_mut(photo.size[0]).enumerate().for_each(|(y, row)| {
        for (x, out) in row.iter_mut().enumerate() {
            let place = [(x as f32 + 0.5) / photo.size[0] as f32, (y as f32 + 0.5) / photo.size[1] as f32];
            *out = sample(&coarse, size, place);
        }
    });
    near
}

/// A matte grown by about a hundredth of the picture, so that nothing of people is left around their hole.
fn grown(matte: &[f32], size: [usize; 2]) -> Vec<f32> {
    let radius = (size[0].max(size[1]) / 90).max(1);
    blur(matte, size, radius).iter().zip(matte).map(|(soft, own)| (soft * 3.0).max(*own).min(1.0)).collect()
}
