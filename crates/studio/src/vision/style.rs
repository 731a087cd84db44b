//! Repainting a picture in the manner of a painting.
//!
//! The network takes a picture and 26 weights, one for each painting it has learned from. Styles
//! here are named blends of those weights, chosen by eye on this studio's scenes: blends that keep
//! the scene legible. The work is bounded: a large picture is shrunk to about a million pixels,
//! repainted, brought back up, and given the fine light-and-dark detail of the full-size painting.

use std::sync::OnceLock;

use rayon::prelude::*;

use crate::engine::{Input, Network};
use crate::scene::{Steps, Style};
use crate::{Preview, StudioError};

const PAINTINGS: usize = 26;
/// Most pixels given to the network: larger takes too long and changes little.
const PIXELS_MAX: f32 = 672.0 * 672.0;

/// A named blend of the network's paintings.
#[derive(Clone, Copy, Debug)]
pub struct Recipe {
    /// Painting numbers and their shares.
    pub blend: &'static [(usize, f32)],
    /// Share of the repainted picture in the result; the rest is the scene as painted.
    pub strength: f32,
    /// How much of the repainted colour (rather than only its light and dark) is taken.
    pub colour: f32,
}

impl Recipe {
    /// The painting numbers: "23" or "12 and 23".
    pub fn name(&self) -> String {
        let numbers: Vec<String> = self.blend.iter().map(|(n, _)| n.to_string()).collect();
        numbers.join(" and ")
    }
}

/// The blend behind a style, if the network takes part in it.
pub fn recipe(style: Style) -> Option<Recipe> {
    let r = |blend, strength, colour| Some(Recipe { blend, strength, colour });
    match style {
        Style::OilPainting => r(&[(23, 0.5), (5, 0.35), (0, 0.15)], 0.85, 0.32),
        Style::Impressionist => r(&[(0, 0.75), (25, 0.25)], 0.70, 0.5),
        Style::Woodblock => r(&[(24, 0.6), (18, 0.4)], 0.85, 0.6),
        Style::Expressionist => r(&[(5, 1.0)], 0.85, 0.8),
        Style::Pastel => r(&[(12, 1.0)], 0.82, 0.7),
        // Pictures from words have these two drawn; pictures that are brought are repainted.
        Style::StainedGlass => r(&[(15, 1.0)], 0.78, 0.55),
        Style::Starry => r(&[(19, 1.0)], 0.82, 0.75),
        Style::Blueprint => r(&[(24, 0.5), (14, 0.5)], 0.9, 0.85),
        Style::Mosaic => r(&[(25, 1.0)], 0.82, 0.7),
        Style::InkWash => r(&[(8, 1.0)], 0.75, 0.6),
        Style::Sepia => r(&[(11, 0.5), (18, 0.5)], 0.88, 0.9),
        _ => None,
    }
}

/// One of the network's paintings, by name.
#[derive(Clone, Copy, Debug)]
pub struct Painting {
    /// The name in requests, e.g. `night-swirls`.
    pub id: &'static str,
    /// The name on screen.
    pub label: &'static str,
    blend: &'static [(usize, f32)],
}

const fn painting(id: &'static str, label: &'static str, blend: &'static [(usize, f32)]) -> Painting {
    Painting { id, label, blend }
}

/// The network's paintings in its own order, named by what they look like.
pub const PAINTINGS_BY_NAME: [Painting; PAINTINGS] = [
    painting("dappled-canvas", "Dappled canvas", &[(0, 1.0)]),
    painting("bold-lines", "Bold lines", &[(1, 1.0)]),
    painting("pale-sketch", "Pale sketch", &[(2, 1.0)]),
    painting("abstract-strokes", "Abstract strokes", &[(3, 1.0)]),
    painting("carmine-canvas", "Carmine canvas", &[(4, 1.0)]),
    painting("broken-colour", "Broken colour", &[(5, 1.0)]),
    painting("midnight-dots", "Midnight dots", &[(6, 1.0)]),
    painting("primary-abstract", "Primary colours", &[(7, 1.0)]),
    painting("ink-and-colour", "Ink and colour", &[(8, 1.0)]),
    painting("botanical-print", "Botanical print", &[(9, 1.0)]),
    painting("red-chalk", "Red chalk", &[(10, 1.0)]),
    painting("sepia-engraving", "Sepia engraving", &[(11, 1.0)]),
    painting("soft-pastel", "Soft pastel", &[(12, 1.0)]),
    painting("green-woodcut", "Green woodcut", &[(13, 1.0)]),
    painting("faded-fresco", "Faded fresco", &[(14, 1.0)]),
    painting("leaded-glass", "Leaded glass", &[(15, 1.0)]),
    painting("blue-hatching", "Blue hatching", &[(16, 1.0)]),
    painting("woven-grid", "Woven grid", &[(17, 1.0)]),
    painting("parchment", "Parchment", &[(18, 1.0)]),
    painting("night-swirls", "Night swirls", &[(19, 1.0)]),
    painting("crimson", "Crimson", &[(20, 1.0)]),
    painting("pop-collage", "Pop collage", &[(21, 1.0)]),
    painting("storm-oil", "Stormy oil", &[(22, 1.0)]),
    painting("soft-oil", "Soft oil", &[(23, 1.0)]),
    painting("blue-print", "Blue print", &[(24, 1.0)]),
    painting("tesserae", "Tesserae", &[(25, 1.0)]),
];

/// Paintings that leave little of a picture: they are laid on thinner.
const OVERBEARING: [usize; 5] = [3, 6, 7, 9, 17];

impl Painting {
    /// How a picture is repainted in it.
    #[must_use]
    pub fn recipe(&self) -> Recipe {
        let is_overbearing = self.blend.iter().any(|(number, _)| OVERBEARING.contains(number));
        let (strength, colour) = if is_overbearing { (0.6, 0.7) } else { (0.88, 0.8) };
        Recipe { blend: self.blend, strength, colour }
    }
}

/// Holds the network once a style has needed it.
pub struct StylePainter {
    threads: usize,
    on_thread_start: fn(),
    network: OnceLock<Result<Network, String>>,
}

impl StylePainter {
    /// A painter that will run on this many threads.
    pub fn new(threads: usize, on_thread_start: fn()) -> Self {
        StylePainter { threads, on_thread_start, network: OnceLock::new() }
    }

    fn network(&self) -> Result<&Network, StudioError> {
        let load =
            || super::weights::PAINTINGS.load(self.threads, self.on_thread_start).map_err(|e| e.to_string());
        self.network.get_or_init(load).as_ref().map_err(|e| StudioError::Engine(e.clone()))
    }

    /// One pass of the network: planes of red, green, blue in 0..1, any size.
    ///
    /// # Errors
    /// [`StudioError::Engine`] when the network fails.
    pub fn infer(
        &self,
        planes: &[f32],
        size: [usize; 2],
        blend: &[(usize, f32)],
    ) -> Result<(Vec<f32>, [usize; 2]), StudioError> {
        let mut weights = [0.0_f32; PAINTINGS];
        for (number, share) in blend {
            weights[*number] = *share;
        }
        let picture = Input { shape: &[1, 3, size[1], size[0]], values: planes };
        let style = Input { shape: &[PAINTINGS], values: &weights };
        let (shape, values) = self.network()?.run(&[picture, style])?;
        match shape.as_slice() {
            [1, 3, h, w] => Ok((values, [*w, *h])),
            other => Err(StudioError::Engine(format!("the style network answered with shape {other:?}"))),
        }
    }

    /// The picture (sRGB bytes) repainted in a neural style, at its own size.
    ///
    /// # Errors
    /// [`StudioError::Cancelled`], or [`StudioError::Engine`] when the network fails.
    pub fn repaint(
        &self,
        rgb: &[u8],
        size: [usize; 2],
        style: Style,
        steps: &Steps<'_>,
    ) -> Result<Vec<u8>, StudioError> {
        match recipe(style) {
            Some(recipe) => self.repaint_by(rgb, size, recipe, steps),
            None => Ok(rgb.to_vec()),
        }
    }

    /// The same by a recipe of one's own.
    ///
    /// # Errors
    /// [`StudioError::Cancelled`], or [`StudioError::Engine`] when the network fails.
    pub fn repaint_by(
        &self,
        rgb: &[u8],
        size: [usize; 2],
        recipe: Recipe,
        steps: &Steps<'_>,
    ) -> Result<Vec<u8>, StudioError> {
        let [w, h] = size;
        let shrink = (PIXELS_MAX / (w * h) as f32).sqrt().min(1.0);
        let inner = [even(w as f32 * shrink), even(h as f32 * shrink)];
        let small = resize(rgb, size, inner);
        steps.check()?;
        let (painted, got) = self.infer(&small, inner, recipe.blend)?;
        steps.check()?;
        steps.say(0.92, "Bringing the detail back", None::<&[u8]>, [0, 0]);
        let out = merge(rgb, size, (&small, inner), (&painted, got), recipe);
        steps.check()?;
        Ok(out)
    }
}

fn even(side: f32) -> usize {
    (((side / 8.0).round() as usize) * 8).max(16)
}

/// Area-weighted shrinking (or bilinear enlarging) of bytes into planes of 0..1.
fn resize(rgb: &[u8], from: [usize; 2], to: [usize; 2]) -> Vec<f32> {
    let mut planes = vec![0.0; 3 * to[0] * to[1]];
    let (sx, sy) = (from[0] as f32 / to[0] as f32, from[1] as f32 / to[1] as f32);
    let taps = (sx.max(sy).ceil() as usize).max(1) + 1;
    let area = to[0] * to[1];
    let rows: Vec<Vec<[f32; 3]>> = (0..to[1])
        .into_par_iter()
        .map(|y| {
            let mut row = vec![[0.0; 3]; to[0]];
            for (x, pixel) in row.iter_mut().enumerate() {
                let mut sum = [0.0; 3];
                for ty in 0..taps {
                    for tx in 0..taps {
                        let fx = (x as f32 + (tx as f32 + 0.5) / taps as f32) * sx;
                        let fy = (y as f32 + (ty as f32 + 0.5) / taps as f32) * sy;
                        let i =
                            3 * ((fy as usize).min(from[1] - 1) * from[0] + (fx as usize).min(from[0] - 1));
                        for c in 0..3 {
                            sum[c] += f32::from(rgb[i + c]);
                        }
                    }
                }
                *pixel = sum.map(|s| s / (255.0 * (taps * taps) as f32));
            }
            row
        })
        .collect();
    for (y, row) in rows.iter().enumerate() {
        for (x, pixel) in row.iter().enumerate() {
            for c in 0..3 {
                planes[c * area + y * to[0] + x] = pixel[c];
            }
        }
    }
    planes
}

fn tap(planes: &[f32], size: [usize; 2], c: usize, x: f32, y: f32) -> f32 {
    let x = x.clamp(0.0, size[0] as f32 - 1.001);
    let y = y.clamp(0.0, size[1] as f32 - 1.001);
    let (ix, iy) = (x as usize, y as usize);
    let (fx, fy) = (x - ix as f32, y - iy as f32);
    let p = &planes[c * size[0] * size[1]..];
    let at = |dx: usize, dy: usize| p[(iy + dy).min(size[1] - 1) * size[0] + (ix + dx).min(size[0] - 1)];
    let top = at(0, 0) + (at(1, 0) - at(0, 0)) * fx;
    let bottom = at(0, 1) + (at(1, 1) - at(0, 1)) * fx;
    top + (bottom - top) * fy
}

/// Enlarges the repainted picture over the original and blends by the recipe.
pub(crate) fn merge(
    rgb: &[u8],
    size: [usize; 2],
    small: (&[f32], [usize; 2]),
    painted: (&[f32], [usize; 2]),
    recipe: Recipe,
) -> Vec<u8> {
    let mut out = vec![0u8; rgb.len()];
    let luma = |c: [f32; 3]| 0.299 * c[0] + 0.587 * c[1] + 0.114 * c[2];
    // A brush covers fine detail; a thin one covers less of it.
    let detail = 1.0 - 0.3 * (recipe.strength / 0.7).min(1.0);
    out.par_chunks_mut(size[0] * 3).enumerate().for_each(|(y, row)| {
        for x in 0..size[0] {
            let rx = (x as f32 + 0.5) / size[0] as f32;
            let ry = (y as f32 + 0.5) / size[1] as f32;
            let read = |(p, s): (&[f32], [usize; 2])| {
                let (px, py) = (rx * s[0] as f32 - 0.5, ry * s[1] as f32 - 0.5);
                [tap(p, s, 0, px, py), tap(p, s, 1, px, py), tap(p, s, 2, px, py)]
            };
            let (base, paint) = (read(small), read(painted));
            let i = 3 * (y * size[0] + x);
            let full = [0, 1, 2].map(|c| f32::from(rgb[i + c]) / 255.0);
            let lift = luma(paint) - luma(base);
            let fine = luma(full) - luma(base);
            for c in 0..3 {
                // The scene's own hue under the brush's light and dark, blended with the brush's hue.
                let kept = base[c] + lift;
                let styled = kept + (paint[c] - kept) * recipe.colour;
                let v = base[c] + (styled - base[c]) * recipe.strength + fine * detail;
                row[x * 3 + c] = (v * 255.0 + 0.5).clamp(0.0, 255.0) as u8;
            }
        }
    });
    out
}

/// A preview of planes, for tests and progress.
pub fn preview(rgb: &[u8], size: [u32; 2]) -> Preview {
    let long = size[0].max(size[1]).max(1) as f32;
    let scale = (64.0 / long).min(1.0);
    let to = [((size[0] as f32 * scale) as usize).max(1), ((size[1] as f32 * scale) as usize).max(1)];
    let planes = resize(rgb, [size[0] as usize, size[1] as usize], to);
    let area = to[0] * to[1];
    let bytes = (0..area).flat_map(|i| [0, 1, 2].map(|c| (planes[c * area + i] * 255.0) as u8)).collect();
    Preview { width: to[0] as u32, height: to[1] as u32, rgb: bytes }
}
