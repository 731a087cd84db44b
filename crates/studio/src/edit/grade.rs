//! Changes of light and colour: one small formula each, on red, green and blue in 0..1.

use rayon::prelude::*;

use super::raster::{byte, luma_of};

/// A change of light or colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grade {
    /// Moonlight: dark, blue, little colour.
    Night,
    /// Low warm sun.
    GoldenHour,
    /// Redder and yellower.
    Warmer,
    /// Bluer.
    Cooler,
    /// Without colour.
    BlackAndWhite,
    /// Brown and cream.
    Sepia,
    /// Faded, as an old print.
    Vintage,
    /// More light.
    Brighter,
    /// Less light.
    Darker,
    /// Lights and darks farther apart.
    Contrast,
    /// Lights and darks nearer to each other.
    Soft,
    /// More colour.
    Vivid,
    /// Less colour.
    Muted,
    /// Darker towards the corners.
    Vignette,
    /// Grey, flat daylight.
    Overcast,
}

/// The changes in order, each by `strength` (0 to 1), in place.
pub fn apply(rgb: &mut [u8], size: [usize; 2], grades: &[Grade], strength: f32) {
    rgb.par_chunks_mut(3 * size[0]).enumerate().for_each(|(y, row)| {
        let v = (y as f32 + 0.5) / size[1] as f32;
        for (x, pixel) in row.chunks_exact_mut(3).enumerate() {
            let u = (x as f32 + 0.5) / size[0] as f32;
            let mut colour = [0, 1, 2].map(|c| f32::from(pixel[c]) / 255.0);
            for grade in grades {
                let new = one(*grade, colour, [u, v]);
                colour = [0, 1, 2].map(|c| colour[c] + (new[c] - colour[c]) * strength);
            }
            pixel.copy_from_slice(&colour.map(byte));
        }
    });
}

fn one(grade: Grade, colour: [f32; 3], at: [f32; 2]) -> [f32; 3] {
    let light = luma_of(&colour);
    let times = |gain: [f32; 3]| [0, 1, 2].map(|c| colour[c] * gain[c]);
    let saturated = |k: f32| colour.map(|c| light + (c - light) * k);
    let mixed = |to: [f32; 3], k: f32| [0, 1, 2].map(|c| colour[c] + (to[c] - colour[c]) * k);
    let edge = (at[0] - 0.5).powi(2) + (at[1] - 0.5).powi(2);
    match grade {
        Grade::Night => {
            let dim = 0.34 * light.powf(1.25) * (1.1 - 0.5 * (1.0 - at[1]));
            let moon = [0.62 * dim, 0.78 * dim, 1.25 * dim];
            // What shines stays lit, and warmer: lamps and windows.
            let lamp =
                ((light - 0.86) / 0.14).clamp(0.0, 1.0) * (colour[0] - colour[2]).clamp(0.0, 0.4) * 2.0;
            [0, 1, 2].map(|c| moon[c] + 0.12 * colour[c] * colour[c] + lamp * [0.9, 0.65, 0.3][c] * light)
        }
        Grade::GoldenHour => {
            let warm = times([1.16, 0.97, 0.70]);
            // The sun stands low: the upper part glows.
            let glow = 0.20 * (1.0 - at[1]) * light;
            [warm[0] + glow, warm[1] + 0.62 * glow, warm[2] + 0.18 * glow]
        }
        Grade::Warmer => times([1.09, 1.01, 0.86]),
        Grade::Cooler => times([0.88, 0.99, 1.11]),
        Grade::BlackAndWhite => [curve(light, 1.12); 3],
        Grade::Sepia => [light * 1.07 + 0.03, light * 0.89 + 0.02, light * 0.68],
        Grade::Vintage => {
            let faded = saturated(0.68).map(|c| 0.08 + c * 0.84);
            [faded[0] * 1.05, faded[1] * 0.99, faded[2] * 0.84 + 0.03].map(|c| c * (1.0 - 0.35 * edge))
        }
        Grade::Brighter => colour.map(|c| 1.0 - (1.0 - c).powf(1.38)),
        Grade::Darker => colour.map(|c| c.powf(1.12) * 0.78),
        Grade::Contrast => colour.map(|c| curve(c, 1.4)),
        Grade::Soft => mixed([0.52; 3], 0.24),
        Grade::Vivid => saturated(1.42),
        Grade::Muted => saturated(0.55),
        Grade::Vignette => colour.map(|c| c * (1.0 - 1.1 * edge)),
        Grade::Overcast => {
            let grey = saturated(0.62).map(|c| 0.5 + (c - 0.5) * 0.82);
            [grey[0] * 0.95, grey[1] * 0.98, grey[2] * 1.02]
        }
    }
}

/// Steeper around the middle.
fn curve(value: f32, steep: f32) -> f32 {
    (0.5 + (value - 0.5) * steep).clamp(0.0, 1.0)
}
