//! What a picture is of cut out, and put before something else.
//!
//! Where its file was fetched, a network cuts out whatever stands out. The embedded one knows people only, so without
//! the other a picture without people is refused in words. What comes behind is a colour, a scene of our own, or a
//! picture; what was cut out takes on a part of its light, and throws a soft shadow on it.

use rayon::prelude::*;
use serde_json::json;

use super::raster::{blur, byte, luma_of, resized, sample, shrink};
use super::{Backdrop, Edited, Photo, changed, parameters};
use crate::engine::Network;
use crate::scene::{self, Steps};
use crate::vision::{face, matting, object, person};
use crate::{Studio, StudioError, StyleChoice};

/// Share of the picture that what stands out has to cover at least.
const SUBJECT_MIN: f32 = 0.002;
/// Share of the picture that people have to cover at least.
const PEOPLE_MIN: f32 = 0.008;
/// Share of what was found that may be half there where no face was. The network also answers for things that
/// are no people: on 54 scenes and 60 photographs and drawings, those it was unsure of had more.
const HALF_THERE_MAX: f32 = 0.6;
/// Most pixels of a scene behind people; larger ones are enlarged.
const SCENE_PIXELS_MAX: f32 = 2_000_000.0;
/// Pixels on the long side at which shadows are soft.
const SHADOW_SIDE: usize = 512;

/// What was cut out of a picture: how opaque each pixel is, and its own colours.
pub(crate) struct Cutout {
    /// Cover of each pixel, 0 to 1.
    pub matte: Vec<f32>,
    /// The picture with the colours of what was cut out alone at its edges.
    pub rgb: Vec<u8>,
    /// Which network did it, as a part of a sentence.
    by: &'static str,
    warnings: Vec<String>,
}

/// Looks for people; `None` where there are none.
///
/// # Errors
/// [`StudioError::Cancelled`], or [`StudioError::Engine`] when a network fails.
pub(crate) fn people(
    studio: &Studio,
    photo: &Photo,
    steps: &Steps<'_>,
) -> Result<Option<Cutout>, StudioError> {
    steps.say(0.1, "Looking for people", Some(&photo.rgb), photo.size.map(|s| s as u32));
    let matte = person::matte(&studio.networks, &photo.rgb, photo.size)?;
    let has_face = !face::find(&studio.networks, &photo.rgb, photo.size)?.is_empty();
    if covered(&matte) < PEOPLE_MIN || !has_face && half_there(&matte) > HALF_THERE_MAX {
        return Ok(None);
    }
    steps.check()?;
    let rgb = matting::foreground(&photo.rgb, photo.size, &matte);
    let unsure = "No face was found: what was cut out may not be a person, or not all of one.".to_owned();
    let warnings = if has_face { Vec::new() } else { vec![unsure] };
    let by = "people cut out by a small network (MediaPipe selfie segmentation)";
    Ok(Some(Cutout { matte, rgb, by, warnings }))
}

/// Whatever stands out in the picture where that can be found here, else the people in it.
fn cut_out(studio: &Studio, photo: &Photo, steps: &Steps<'_>) -> Result<Cutout, StudioError> {
    let unusable = match studio.cutter.get() {
        Ok(Some(network)) => return anything(&network, photo, steps),
        Ok(None) => None,
        Err(why) => Some(format!("What cuts out anything could not be used, so only people were. {why}")),
    };
    match people(studio, photo, steps)? {
        Some(mut cutout) => {
            cutout.warnings.extend(unusable);
            Ok(cutout)
        }
        None => Err(StudioError::Invalid(format!(
            "No person was found in the picture. The local studio cuts out people only, as long as whoever runs this \
             installation has not fetched what cuts out anything (marty assets fetch isnet).{}",
            unusable.map(|why| format!(" {why}")).unwrap_or_default()
        ))),
    }
}

/// Cuts out what stands out, whatever it is.
fn anything(network: &Network, photo: &Photo, steps: &Steps<'_>) -> Result<Cutout, StudioError> {
    steps.say(0.1, "Looking for what stands out", Some(&photo.rgb), photo.size.map(|s| s as u32));
    let matte = object::matte(network, &photo.rgb, photo.size)?;
    steps.check()?;
    if covered(&matte) < SUBJECT_MIN {
        return Err(StudioError::Invalid(
            "Nothing was found in the picture that stands out from its background.".to_owned(),
        ));
    }
    steps.say(0.85, "Cleaning the edges", None::<&[u8]>, [0, 0]);
    let rgb = matting::foreground(&photo.rgb, photo.size, &matte);
    let unsure =
        "The edge of what was cut out is not sure: large parts of it are half transparent.".to_owned();
    let warnings = if half_there(&matte) > HALF_THERE_MAX { vec![unsure] } else { Vec::new() };
    Ok(Cutout { matte, rgb, by: "what stands out cut out by a network (ISNet)", warnings })
}

/// The share of the picture that people cover.
fn covered(matte: &[f32]) -> f32 {
    (matte.iter().map(|a| f64::from(*a)).sum::<f64>() / matte.len() as f64) as f32
}

/// The share of what was found that is neither wholly there nor wholly not.
fn half_there(matte: &[f32]) -> f32 {
    let found = matte.iter().filter(|a| **a > 0.05).count();
    let half = matte.iter().filter(|a| (0.05..0.95).contains(*a)).count();
    half as f32 / found.max(1) as f32
}

pub(super) fn remove(studio: &Studio, photo: Photo, steps: &Steps<'_>) -> Result<Edited, StudioError> {
    let photo = photo.flattened();
    let Cutout { matte, rgb, by, warnings } = cut_out(studio, &photo, steps)?;
    let description = changed(&photo, "without its background");
    let alpha = Some(matte.iter().map(|a| byte(*a)).collect());
    let made_by = format!("Local studio: {by}");
    let told = parameters("background_remove", json!({}));
    Ok(Edited::picture(Photo { rgb, alpha, ..photo }, description, made_by, told).with_warnings(warnings))
}

pub(super) fn replace(
    studio: &Studio,
    photo: Photo,
    backdrop: &Backdrop,
    seed: u64,
    steps: &Steps<'_>,
) -> Result<Edited, StudioError> {
    let photo = photo.flattened();
    let cutout = cut_out(studio, &photo, steps)?;
    steps.check()?;
    let behind = painted(backdrop, photo.size, seed, steps)?;
    steps.check()?;
    steps.say(0.9, "Matching the light", None::<&[u8]>, [0, 0]);
    let rgb = compose(&cutout, &behind, photo.size);
    let warnings = [cutout.warnings, behind.warnings].concat();
    let description = changed(&photo, &format!("before {}", behind.description));
    let made_by = format!("Local studio: {}, before {}", cutout.by, behind.made_of);
    let told = parameters("background_replace", json!({ "background": behind.told, "seed": seed }));
    let replaced = Photo { rgb, alpha: None, ..photo };
    Ok(Edited::picture(replaced, description, made_by, told).with_warnings(warnings))
}

/// What stands behind, at the picture's size.
struct Behind {
    rgb: Vec<u8>,
    is_scene: bool,
    description: String,
    made_of: String,
    told: String,
    warnings: Vec<String>,
}

fn painted(
    backdrop: &Backdrop,
    size: [usize; 2],
    seed: u64,
    steps: &Steps<'_>,
) -> Result<Behind, StudioError> {
    let plain = |colour: [u8; 3], name: String| Behind {
        rgb: colour.repeat(size[0] * size[1]),
        is_scene: false,
        description: format!("a background of {name}"),
        made_of: "one colour".to_owned(),
        told: name,
        warnings: Vec::new(),
    };
    match backdrop {
        Backdrop::Colour(colour) => Ok(plain(*colour, hex(*colour))),
        Backdrop::Picture(file) => {
            let picture = Photo::decode(file)?.flattened();
            Ok(Behind {
                rgb: covering(&picture, size),
                is_scene: true,
                description: "another picture".to_owned(),
                made_of: "another picture".to_owned(),
                told: "picture".to_owned(),
                warnings: Vec::new(),
            })
        }
        Backdrop::Words(words) => match colour_in(words) {
            Some((colour, name)) => Ok(plain(colour, name)),
            None => scene_behind(words, size, seed, steps),
        },
    }
}

fn scene_behind(words: &str, size: [usize; 2], seed: u64, steps: &Steps<'_>) -> Result<Behind, StudioError> {
    steps.say(0.6, "Painting the new background", None::<&[u8]>, [0, 0]);
    let spec = scene::understand(words, StyleChoice::Auto);
    let k = (SCENE_PIXELS_MAX / (size[0] * size[1]) as f32).sqrt().min(1.0);
    let inner = size.map(|side| ((side as f32 * k) as usize).max(64));
    let painted = scene::paint(&spec, seed, inner, steps)?;
    // As a camera that looks at people would see what is far behind them.
    let soft = softened(&painted.rgb, inner, (inner[0].max(inner[1]) / 400).max(1));
    Ok(Behind {
        rgb: resized(&soft, inner, size),
        is_scene: true,
        description: spec.description.clone(),
        made_of: "a painted scene".to_owned(),
        told: words.to_owned(),
        warnings: spec.warnings,
    })
}

/// The middle of a picture that covers `size`.
fn covering(picture: &Photo, size: [usize; 2]) -> Vec<u8> {
    let [w, h] = picture.size;
    let k = (w as f32 / size[0] as f32).min(h as f32 / size[1] as f32);
    let inner = [0, 1].map(|i| ((size[i] as f32 * k) as usize).clamp(1, picture.size[i]));
    let (left, top) = ((w - inner[0]) / 2, (h - inner[1]) / 2);
    let rows = (top..top + inner[1]).flat_map(|y| {
        let at = 3 * (y * w + left);
        picture.rgb[at..at + 3 * inner[0]].iter().copied()
    });
    resized(&rows.collect::<Vec<u8>>(), inner, size)
}

fn softened(rgb: &[u8], size: [usize; 2], radius: usize) -> Vec<u8> {
    let planes = [0, 1, 2].map(|c| {
        let plane: Vec<f32> = rgb.iter().skip(c).step_by(3).map(|v| f32::from(*v) / 255.0).collect();
        blur(&plane, size, radius)
    });
    (0..size[0] * size[1]).flat_map(|i| [0, 1, 2].map(|c| byte(planes[c][i]))).collect()
}

/// People over what is behind them: a part of its light on them, their shadow on it.
fn compose(cutout: &Cutout, behind: &Behind, size: [usize; 2]) -> Vec<u8> {
    let gain = light_of(cutout, behind);
    let (shade, inner) = shadow(&cutout.matte, size);
    let depth = if behind.is_scene { 0.45 } else { 0.28 };
    let mut out = behind.rgb.clone();
    out.par_chunks_mut(3 * size[0]).enumerate().for_each(|(y, row)| {
        for (x, pixel) in row.chunks_exact_mut(3).enumerate() {
            let i = y * size[0] + x;
            let at = [(x as f32 + 0.5) / size[0] as f32, (y as f32 + 0.5) / size[1] as f32];
            let dark = 1.0 - depth * sample(&shade, inner, at);
            for (c, channel) in pixel.iter_mut().enumerate() {
                let back = f32::from(*channel) / 255.0 * dark;
                let front = (f32::from(cutout.rgb[3 * i + c]) / 255.0 * gain[c]).min(1.0);
                *channel = byte(back + (front - back) * cutout.matte[i]);
            }
        }
    });
    out
}

/// How much of each colour people take on: a quarter of the way to the light behind them.
fn light_of(cutout: &Cutout, behind: &Behind) -> [f32; 3] {
    if !behind.is_scene {
        return [1.0; 3];
    }
    let mut sums = [[0.0f64; 3]; 2];
    let mut weights = [0.0f64; 2];
    for (i, a) in cutout.matte.iter().enumerate().step_by(7) {
        let a = f64::from(*a);
        for (which, rgb, weight) in [(0, &cutout.rgb, a), (1, &behind.rgb, 1.0)] {
            weights[which] += weight;
            for c in 0..3 {
                sums[which][c] += weight * f64::from(rgb[3 * i + c]);
            }
        }
    }
    let mean =
        |which: usize| [0, 1, 2].map(|c| (sums[which][c] / weights[which].max(1e-6)) as f32 / 255.0 + 0.03);
    let (people, light) = (mean(0), mean(1));
    let level = (luma_of(&light) / luma_of(&people)).powf(0.25);
    // The tint of the light itself: what people wear must not turn their faces into its opposite.
    light.map(|c| (level * (c / luma_of(&light)).powf(0.2)).clamp(0.72, 1.25))
}

/// A soft shadow below and beside people, and a darker one where they touch the ground; 0 to 1.
fn shadow(matte: &[f32], size: [usize; 2]) -> (Vec<f32>, [usize; 2]) {
    let k = (SHADOW_SIDE as f32 / size[0].max(size[1]) as f32).min(1.0);
    let inner = size.map(|side| ((side as f32 * k) as usize).max(1));
    let long = inner[0].max(inner[1]);
    let shape: Vec<f32> = (0..inner[0] * inner[1])
        .map(|i| {
            let at = [(i % inner[0]) as f32 + 0.5, (i / inner[0]) as f32 + 0.5];
            // The light comes from above, a little from the left.
            let moved = [at[0] - 0.012 * long as f32, at[1] - 0.016 * long as f32];
            sample(matte, size, [moved[0] / inner[0] as f32, moved[1] / inner[1] as f32])
        })
        .collect();
    let mut shade = blur(&blur(&shape, inner, (long / 48).max(1)), inner, (long / 64).max(1));
    if let Some((left, right, foot)) = feet(matte, size) {
        let (cx, rx) = ((left + right) / 2.0, ((right - left) * 0.6).max(0.02));
        let ry = rx * 0.16 * inner[0] as f32 / inner[1] as f32;
        for (i, value) in shade.iter_mut().enumerate() {
            let u = ((i % inner[0]) as f32 + 0.5) / inner[0] as f32;
            let v = ((i / inner[0]) as f32 + 0.5) / inner[1] as f32;
            let distance = ((u - cx) / rx).powi(2) + ((v - foot) / ry).powi(2);
            *value = value.max((-1.6 * distance).exp() * 1.4).min(1.0);
        }
    }
    (shade, inner)
}

/// Where people stand, in shares of the picture: left, right and height. `None` when they are cut by the
/// lower edge, so that no ground is seen.
fn feet(matte: &[f32], size: [usize; 2]) -> Option<(f32, f32, f32)> {
    let [w, h] = size;
    let row = |y: usize| &matte[y * w..(y + 1) * w];
    let foot = (0..h).rev().find(|y| row(*y).iter().filter(|a| **a > 0.5).count() > w / 200)?;
    if foot + 1 + h / 50 >= h {
        return None;
    }
    let near = foot.saturating_sub(h / 25)..=foot;
    let columns: Vec<usize> = near.flat_map(|y| (0..w).filter(move |x| row(y)[*x] > 0.5)).collect();
    let (left, right) = (columns.iter().min()?, columns.iter().max()?);
    Some((*left as f32 / w as f32, *right as f32 / w as f32, foot as f32 / h as f32))
}

fn hex(colour: [u8; 3]) -> String {
    format!("#{:02x}{:02x}{:02x}", colour[0], colour[1], colour[2])
}

const COLOURS: [(&str, [u8; 3]); 19] = [
    ("white", [255, 255, 255]),
    ("black", [12, 12, 14]),
    ("grey", [150, 152, 156]),
    ("gray", [150, 152, 156]),
    ("red", [206, 44, 46]),
    ("orange", [238, 132, 38]),
    ("yellow", [247, 208, 64]),
    ("green", [58, 152, 82]),
    ("teal", [26, 138, 140]),
    ("turquoise", [64, 190, 188]),
    ("blue", [48, 104, 204]),
    ("navy", [24, 38, 84]),
    ("purple", [118, 66, 168]),
    ("violet", [138, 92, 206]),
    ("pink", [240, 150, 182]),
    ("brown", [124, 84, 56]),
    ("beige", [232, 218, 194]),
    ("cream", [250, 242, 220]),
    ("gold", [212, 168, 66]),
];

/// The colour that words ask for, when they speak of nothing else.
fn colour_in(words: &str) -> Option<([u8; 3], String)> {
    const FILLERS: [&str; 14] = [
        "a",
        "an",
        "the",
        "plain",
        "solid",
        "pure",
        "simple",
        "background",
        "backdrop",
        "colour",
        "color",
        "studio",
        "with",
        "wall",
    ];
    let lower = words.to_lowercase();
    let mut found = None;
    let (mut light, mut dark) = (false, false);
    for word in lower.split(|c: char| !c.is_alphanumeric() && c != '#').filter(|word| !word.is_empty()) {
        match word {
            "light" | "pale" | "pastel" => light = true,
            "dark" | "deep" => dark = true,
            word if FILLERS.contains(&word) => {}
            word if word.starts_with('#') && word.len() == 7 => {
                let number = u32::from_str_radix(&word[1..], 16).ok()?;
                found = Some(([(number >> 16) as u8, (number >> 8) as u8, number as u8], word.to_owned()));
            }
            word => {
                let (name, colour) = COLOURS.iter().find(|(name, _)| *name == word)?;
                found = Some((*colour, (*name).to_owned()));
            }
        }
    }
    let (colour, name) = found?;
    let towards = |end: f32| colour.map(|c| (f32::from(c) + (end - f32::from(c)) * 0.45) as u8);
    Some(match (light, dark) {
        (true, _) => (towards(255.0), format!("light {name}")),
        (_, true) => (towards(0.0), format!("dark {name}")),
        _ => (colour, name),
    })
}

/// The mean lightness of a picture, 0 to 1, for tests and descriptions.
pub(super) fn lightness(rgb: &[u8], size: [usize; 2]) -> f32 {
    let small = shrink(rgb, size, [32.min(size[0]), 32.min(size[1])]);
    let count = (small.len() / 3) as f32;
    small.chunks_exact(3).map(luma_of).sum::<f32>() / count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_half_there_is_told_from_what_is_whole() {
        assert_eq!(half_there(&[0.0, 1.0, 1.0, 0.5, 0.96]), 0.25);
        assert_eq!((half_there(&[0.0; 4]), covered(&[0.0, 0.5])), (0.0, 0.25));
    }

    #[test]
    fn words_that_only_name_a_colour_are_a_colour() {
        for (words, colour) in [
            ("white", Some([255, 255, 255])),
            ("a plain blue background", Some([48, 104, 204])),
            ("#102030", Some([16, 32, 48])),
            ("a blue lake at dusk", None),
            ("", None),
        ] {
            assert_eq!(colour_in(words).map(|found| found.0), colour, "{words}");
        }
        assert_ne!(colour_in("light blue").unwrap().0, colour_in("dark blue").unwrap().0);
    }
}
