//! A part of a scene by itself: its light and how much of every pixel it covers.
//!
//! A part is painted twice, over black and over white: whatever the two have in common is its own light, and how much
//! they differ is how much shines through. That takes any painter apart that only lays colour over what is there,
//! shadows and glows included, without it knowing.

use super::canvas::{SKY, View};
use super::palette::Rgb;
use crate::StudioError;

/// Light weighted by cover, and cover, of every pixel.
pub(crate) struct Cutout {
    /// Red, green, blue (linear, weighted by cover) and cover.
    pub pixels: Vec<[f32; 4]>,
    /// Distance of each pixel, metres; [`SKY`] or more where there is nothing.
    pub depth: Vec<f32>,
}

/// What has a distance. Against sky and water a crest covers the share of its pixel that it does; against land behind
/// it, it is mixed with that land, so that nothing farther shines through.
pub(super) fn raised(view: &View, cover: &[f32]) -> Cutout {
    let w = view.width;
    let pixel = |i: usize| {
        let c = view.colour[i];
        let share = cover[i];
        if view.depth[i] >= SKY {
            return [0.0; 4];
        }
        if share >= 1.0 {
            return [c[0], c[1], c[2], 1.0];
        }
        match i.checked_sub(w).filter(|above| view.depth[*above] < SKY) {
            Some(above) => {
                let mixed = super::palette::mix(view.colour[above], c, share);
                [mixed[0], mixed[1], mixed[2], 1.0]
            }
            None => [c[0] * share, c[1] * share, c[2] * share, share],
        }
    };
    Cutout { pixels: (0..view.colour.len()).map(pixel).collect(), depth: view.depth.clone() }
}

/// What `paint` lays over a view, by itself.
pub(super) fn taken_apart(
    view: &View,
    paint: impl Fn(&mut View) -> Result<(), StudioError>,
) -> Result<Cutout, StudioError> {
    let over = |level: f32| -> Result<View, StudioError> {
        let mut side = View::new(view.width, view.height, view.horizon, view.lens, view.eye);
        side.colour.fill([level; 3]);
        side.depth.copy_from_slice(&view.depth);
        paint(&mut side)?;
        Ok(side)
    };
    let black = over(0.0)?;
    let white = over(1.0)?.colour;
    let pixels = black.colour.iter().zip(&white).map(|(b, w)| {
        let through = (0..3).map(|c| w[c] - b[c]).sum::<f32>() / 3.0;
        [b[0], b[1], b[2], (1.0 - through).clamp(0.0, 1.0)]
    });
    Ok(Cutout { pixels: pixels.collect(), depth: black.depth })
}

/// Lays a part over a view.
pub(super) fn lay(view: &mut View, part: &Cutout) {
    for (i, c) in view.colour.iter_mut().enumerate() {
        let p = part.pixels[i];
        let under: Rgb = *c;
        *c = [0, 1, 2].map(|k| p[k] + under[k] * (1.0 - p[3]));
        view.depth[i] = part.depth[i];
    }
}
