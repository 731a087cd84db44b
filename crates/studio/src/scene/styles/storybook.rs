//! A storybook picture: warm gouache within soft brown outlines, crayon in the shade, on a page with rounded corners.

use super::paper::kuwahara;
use super::{Image, luma, mix};
use crate::StudioError;
use crate::scene::Steps;
use crate::scene::canvas::SKY;
use crate::scene::noise::{fbm, noise, smooth};

/// The picture as an illustration in a book.
pub(super) fn page(image: &Image, depth: &[f32], seed: u32, steps: &Steps<'_>) -> Result<Image, StudioError> {
    let (w, h) = (image.width, image.height);
    let unit = h as f32 / 1024.0;
    let flat = kuwahara(&kuwahara(image, (h / 120).max(1)), (h / 200).max(1));
    steps.check()?;
    let wide = flat.blurred((h / 60).max(1));
    steps.check()?;
    let reach = (1.7 * unit).round().max(1.0) as i64;
    let far = |x: i64, y: i64| {
        let d = depth[y.clamp(0, h as i64 - 1) as usize * w + x.clamp(0, w as i64 - 1) as usize];
        if d >= SKY { 10.5 } else { d.max(1.0).ln() }
    };
    let page = [0.985, 0.965, 0.920];
    Ok(image.map(|x, y| {
        let (fx, fy) = (x as f32 / unit, y as f32 / unit);
        // A hand does not draw straight.
        let wobble = |s: u32| (noise(seed ^ s, fx * 0.022, fy * 0.022) * 2.6 * unit) as i64;
        let (px, py) = (x as i64 + wobble(1), y as i64 + wobble(2));
        let slope = |at: &dyn Fn(i64, i64) -> f32| {
            let gx = at(px + reach, py) - at(px - reach, py);
            let gy = at(px, py + reach) - at(px, py - reach);
            (gx * gx + gy * gy).sqrt()
        };
        let tone = smooth(0.085, 0.24, slope(&|x, y| luma(flat.at(x, y))));
        let step = smooth(0.30, 0.75, slope(&far)) * smooth(10.6, 6.5, far(px, py).min(far(px, py + reach)));
        let pressure = 0.62 + 0.38 * noise(seed ^ 3, fx * 0.09, fy * 0.09);
        let line = tone.max(step) * pressure;
        let c = flat.at(px, py);
        let l = luma(c);
        // Warm, light and gay: shadows turn to violet, lights to cream.
        let lifted = 0.17 + 0.83 * l.powf(0.78);
        let rich = c.map(|v| lifted + (v - l) * 1.42);
        let warm = mix([0.45, 0.36, 0.55], [1.0, 0.95, 0.80], smooth(0.05, 0.75, l));
        let mut c =
            mix(rich, [rich[0] * warm[0] * 1.12, rich[1] * warm[1] * 1.12, rich[2] * warm[2] * 1.12], 0.36);
        // Crayon: slanting strokes that catch the tooth of the paper, more in the shade.
        let along = fx * 0.82 - fy * 0.57;
        let across = fx * 0.57 + fy * 0.82;
        let stroke =
            noise(seed ^ 5, across * 0.34, along * 0.030) + 0.5 * noise(seed ^ 6, across * 0.9, along * 0.06);
        let tooth = fbm(seed ^ 7, fx * 0.42, fy * 0.42, 3);
        let crayon = (stroke * 0.075 + tooth * 0.075) * (1.15 - 0.6 * l);
        c = c.map(|v| v + crayon);
        let settle = ((luma(wide.at(px, py)) - l) * 0.25).clamp(-0.04, 0.07);
        c = c.map(|v| v - settle);
        c = mix(c, [0.27, 0.17, 0.14], (line * 0.78 * (0.75 + 0.5 * tooth + 0.25)).clamp(0.0, 0.86));
        // The page: a margin with rounded corners and an uneven painted edge.
        let (right, low) = (w as f32 / unit, 1024.0);
        let (margin, round) = (38.0, 74.0);
        let dx = (margin + round - fx).max(fx - (right - margin - round)).max(0.0);
        let dy = (margin + round - fy).max(fy - (low - margin - round)).max(0.0);
        let out =
            (dx * dx + dy * dy).sqrt() - round + 5.0 * fbm(seed ^ 8, fx * 0.018, fy * 0.018, 4) + 2.0 * tooth;
        let rim = smooth(-9.0, -2.0, out) * smooth(2.0, -1.0, out);
        let c = c.map(|v| v * (1.0 - 0.10 * rim));
        let paper = page.map(|v| v + 0.016 * tooth);
        mix(c, paper, smooth(-1.5, 1.5, out)).map(|v| v.clamp(0.0, 1.0))
    }))
}
