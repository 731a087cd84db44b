//! Another colour for what was drawn in one: the coat of a horse, the paint of a car.
//!
//! The commonest colour of a drawing is its paint. Pixels are dyed by how near they are to it in hue and chroma, keep how
//! much lighter or darker than it they are, and so keep their shading; tyres, windows and eyes stay.

use crate::scene::palette::{Rgb, oklch, srgb_to_linear, to_oklab};
use crate::scene::subject::Tint;

/// A colour for things, and a darker one for their shaded parts, as SVG colours.
pub fn hex(tint: Tint) -> (&'static str, &'static str) {
    match tint {
        Tint::Red => ("#c23b30", "#8a2320"),
        Tint::Orange => ("#dd7a2c", "#a8541a"),
        Tint::Yellow => ("#e8bd3c", "#b58a1e"),
        Tint::Green => ("#4f8a4c", "#2f5c34"),
        Tint::Blue => ("#3f6fb0", "#274a80"),
        Tint::Purple => ("#7b559c", "#53366f"),
        Tint::Pink => ("#dd8aa0", "#b05f78"),
        Tint::White => ("#eeeae2", "#bdb8ae"),
        Tint::Black => ("#2e2e33", "#18181c"),
        Tint::Brown => ("#86603f", "#5b3d27"),
        Tint::Grey => ("#8d9096", "#62656b"),
    }
}

fn wanted(tint: Tint) -> [f32; 3] {
    let hex = hex(tint).0;
    let part = |i: usize| u8::from_str_radix(&hex[i..i + 2], 16).unwrap_or(128);
    to_oklab([1, 3, 5].map(|i| srgb_to_linear(f32::from(part(i)) / 255.0)))
}

/// Dyes what has the drawing's commonest colour. Twice gives the same as once, up to rounding.
pub fn dye(albedo: &mut [Rgb], cover: &[f32], tint: Tint) {
    let Some(paint) = commonest(albedo, cover) else { return };
    let target = wanted(tint);
    let chroma = |c: &[f32; 3]| (c[1] * c[1] + c[2] * c[2]).sqrt();
    let is_grey = chroma(&paint) < 0.045;
    for (pixel, a) in albedo.iter_mut().zip(cover) {
        if *a <= 0.0 {
            continue;
        }
        let c = to_oklab(*pixel);
        let (da, db, dl) = (c[1] - paint[1], c[2] - paint[2], c[0] - paint[0]);
        // Among greys lightness tells paint from tyres; among colours hue does.
        let far = if is_grey {
            (da * da + db * db) / 0.003 + dl * dl / 0.055
        } else {
            (da * da + db * db) / 0.008 + dl * dl / 0.16
        };
        let share = (-far * far).exp();
        let light =
            (target[0] + dl * if target[0] > 0.8 || target[0] < 0.35 { 0.7 } else { 0.9 }).clamp(0.08, 0.98);
        let dyed = [light, target[1], target[2]];
        let mixed = [0, 1, 2].map(|i| c[i] + (dyed[i] - c[i]) * share);
        let chroma = (mixed[1] * mixed[1] + mixed[2] * mixed[2]).sqrt();
        *pixel = oklch(mixed[0], chroma, mixed[2].atan2(mixed[1]).to_degrees());
    }
}

/// The fullest cell of a coarse histogram in OKLab; near black does not count.
fn commonest(albedo: &[Rgb], cover: &[f32]) -> Option<[f32; 3]> {
    const CELLS: [usize; 3] = [6, 13, 13];
    let mut cells = vec![([0.0_f64; 3], 0.0_f64); CELLS[0] * CELLS[1] * CELLS[2]];
    for (pixel, a) in albedo.iter().zip(cover) {
        let c = to_oklab(*pixel);
        if *a < 0.5 || c[0] < 0.18 {
            continue;
        }
        let cell = |v: f32, n: usize| ((v * n as f32) as usize).min(n - 1);
        let i = (cell(c[0], CELLS[0]) * CELLS[1] + cell(c[1] / 0.7 + 0.5, CELLS[1])) * CELLS[2]
            + cell(c[2] / 0.7 + 0.5, CELLS[2]);
        // Colour is paint more often than grey is.
        let weight = f64::from(a * (0.35 + 4.0 * (c[1] * c[1] + c[2] * c[2]).sqrt()));
        for (sum, c) in cells[i].0.iter_mut().zip(c) {
            *sum += f64::from(c) * weight;
        }
        cells[i].1 += weight;
    }
    let fullest = cells.iter().max_by(|a, b| a.1.total_cmp(&b.1)).filter(|cell| cell.1 > 0.0)?;
    Some(fullest.0.map(|v| (v / fullest.1) as f32))
}
