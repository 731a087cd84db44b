//! Watercolour and ink: pigment and line on paper.

use super::paper::kuwahara;
use super::{Image, luma, mix};
use crate::StudioError;
use crate::scene::Steps;
use crate::scene::canvas::SKY;
use crate::scene::noise::{fbm, noise, smooth};

/// Washes with bleeding edges on rough paper: smooth areas, darker rims, blooms, white margins.
pub(super) fn watercolour(image: &Image, seed: u32, steps: &Steps<'_>) -> Result<Image, StudioError> {
    let (w, h) = (image.width, image.height);
    let unit = h as f32 / 1024.0;
    let radius = (h / 150).max(1);
    // Water carries the paint a little: the picture is read through a wobble.
    let wobbled = image.map(|x, y| {
        let (fx, fy) = (x as f32 / unit, y as f32 / unit);
        let dx = fbm(seed ^ 1, fx * 0.018, fy * 0.018, 4) * 9.0 * unit;
        let dy = fbm(seed ^ 2, fx * 0.018, fy * 0.018, 4) * 9.0 * unit;
        image.at((x as f32 + dx) as i64, (y as f32 + dy) as i64)
    });
    steps.check()?;
    let washes = kuwahara(&kuwahara(&wobbled, radius), (radius / 2).max(1));
    steps.check()?;
    let bled = washes.blurred((h / 210).max(1));
    let wide = washes.blurred((h / 45).max(1));
    steps.check()?;
    Ok(washes.map(|x, y| {
        let i = y * w + x;
        let (fx, fy) = (x as f32 / unit, y as f32 / unit);
        let mut c = mix(washes.pixels[i], bled.pixels[i], 0.4);
        // Pigment gathers where one wash ends.
        let rim = (luma(bled.pixels[i]) - luma(washes.pixels[i])).abs() * 1.7;
        let gathered = ((luma(wide.pixels[i]) - luma(c)) * 0.35).clamp(-0.05, 0.10);
        let bloom = fbm(seed ^ 5, fx * 0.006, fy * 0.006, 4) * 0.11;
        let grain = fbm(seed ^ 6, fx * 0.30, fy * 0.30, 3);
        let tooth = grain * 0.055 * (1.0 - luma(c)) + noise(seed ^ 7, fx * 0.9, fy * 0.9) * 0.016;
        let l = luma(c);
        c = c.map(|v| l + (v - l) * 1.22);
        c = mix(c, [0.985, 0.972, 0.945], 0.24 + bloom);
        let edge = (x.min(w - 1 - x) as f32 / unit).min(y.min(h - 1 - y) as f32 / unit);
        // Farther in than the roughest margin can reach there is only paint.
        let torn = if edge < 90.0 { edge + 16.0 * fbm(seed ^ 8, fx * 0.02, fy * 0.02, 4) } else { 90.0 };
        let paper = smooth(34.0, 22.0, torn + 4.0 * grain);
        c = c.map(|v| v - rim.min(0.22) - gathered + tooth);
        let margin_rim = smooth(46.0, 30.0, torn) * (1.0 - paper);
        c = c.map(|v| v * (1.0 - 0.10 * margin_rim));
        mix(c, [0.975 + tooth, 0.962 + tooth, 0.935 + tooth], paper).map(|v| v.clamp(0.0, 1.0))
    }))
}

/// Pen on paper: outlines where distance or tone breaks, hatching by tone, a thin wash beneath.
pub(super) fn ink(image: &Image, depth: &[f32], seed: u32, steps: &Steps<'_>) -> Result<Image, StudioError> {
    let (w, h) = (image.width, image.height);
    let unit = h as f32 / 1024.0;
    let soft = image.blurred((h / 420).max(1));
    steps.check()?;
    let wash = kuwahara(image, (h / 200).max(1));
    steps.check()?;
    let reach = unit.round().max(1.0) as i64;
    let far = |x: i64, y: i64| {
        let d = depth[y.clamp(0, h as i64 - 1) as usize * w + x.clamp(0, w as i64 - 1) as usize];
        if d >= SKY { 11.5 } else { d.max(1.0).ln() }
    };
    Ok(image.map(|x, y| {
        let (ix, iy) = (x as i64, y as i64);
        let (fx, fy) = (x as f32 / unit, y as f32 / unit);
        let jx = (noise(seed, fx * 0.05, fy * 0.05) * 2.0 * unit) as i64;
        let (px, py) = (ix + jx, iy);
        let gx = luma(soft.at(px + reach, py)) - luma(soft.at(px - reach, py));
        let gy = luma(soft.at(px, py + reach)) - luma(soft.at(px, py - reach));
        let tone_edge = smooth(0.07, 0.20, (gx * gx + gy * gy).sqrt());
        let zx = far(px + reach, py) - far(px - reach, py);
        let zy = far(px, py + reach) - far(px, py - reach);
        let depth_edge = smooth(0.25, 0.6, (zx * zx + zy * zy).sqrt());
        let tone = luma(soft.at(ix, iy)).powf(0.85);
        let wave = 2.2 * noise(seed ^ 3, fx * 0.02, fy * 0.02);
        let line = |along: f32, gap: f32| ((along + wave) / gap).rem_euclid(1.0);
        let stroke = |along: f32, gap: f32, dark: f32| {
            let p = (line(along, gap) - 0.5).abs() * gap;
            smooth(0.35 + dark * 1.25, dark * 1.25 - 0.45, p)
        };
        let mut ink = tone_edge.max(depth_edge) * 0.95;
        for (k, (threshold, dx, dy)) in
            [(0.62_f32, 0.71_f32, 0.71_f32), (0.42, 0.71, -0.71), (0.26, 0.05, 1.0), (0.13, 1.0, 0.05)]
                .into_iter()
                .enumerate()
        {
            let dark = smooth(threshold, threshold - 0.24, tone);
            if dark > 0.0 {
                let broken = smooth(-0.75, -0.2, noise(seed ^ (10 + k as u32), fx * 0.03, fy * 0.11) + dark);
                ink = ink.max(stroke(fx * dx + fy * dy, 6.5, dark) * broken * 0.9 * smooth(0.0, 0.15, dark));
            }
        }
        let paper = [0.968, 0.950, 0.910];
        let fibre = fbm(seed ^ 20, fx * 0.25, fy * 0.25, 3) * 0.018;
        let colour = wash.pixels[y * w + x];
        let l = luma(colour);
        let thin = colour.map(|v| (0.70 + (v - l) * 0.75 + (l - 0.5) * 0.34).clamp(0.0, 1.0));
        let ground = mix(
            paper,
            [paper[0] * thin[0] * 1.12, paper[1] * thin[1] * 1.12, paper[2] * thin[2] * 1.12],
            0.62,
        );
        mix(ground.map(|v| v + fibre), [0.10, 0.105, 0.14], ink.min(1.0)).map(|v| v.clamp(0.0, 1.0))
    }))
}
