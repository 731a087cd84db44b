//! Prints: spot inks on paper (riso), white lines on blue (blueprint), light on a dark grid (synthwave).

use super::{Image, luma, mix};
use crate::StudioError;
use crate::scene::canvas::SKY;
use crate::scene::noise::{fbm, hash01, noise, smooth};
use crate::scene::{Painted, Steps};

/// A riso print: three spot inks in dots of their own angle, each a little beside the others, on rough paper.
pub(super) fn risograph(image: &Image, seed: u32, steps: &Steps<'_>) -> Result<Image, StudioError> {
    /// Inks as sRGB: what paper of full white shows through them.
    const INKS: [[f32; 3]; 3] = [[0.05, 0.42, 0.70], [1.0, 0.28, 0.40], [1.0, 0.86, 0.12]];
    let h = image.height as f32;
    let unit = h / 1024.0;
    let pitch = (7.0 * unit).max(2.6);
    let soft = image.blurred((h / 420.0).max(1.0) as usize);
    steps.check()?;
    let turn = |k: u32| (hash01(seed, k as i32, 5) - 0.5) * 5.0 * unit;
    let shifts: [[f32; 2]; 3] = [0, 1, 2].map(|k| [turn(k), turn(k + 7)]);
    let angles = [0.26_f32, 1.31, 0.0].map(f32::sin_cos);
    Ok(image.map(|x, y| {
        let (fx, fy) = (x as f32, y as f32);
        let tooth = fbm(seed ^ 3, fx / unit * 0.16, fy / unit * 0.16, 3);
        let mut c = [0.965, 0.950, 0.915].map(|v| v + 0.012 * tooth);
        for (k, ink) in INKS.iter().enumerate() {
            let (px, py) = (fx + shifts[k][0], fy + shifts[k][1]);
            let at = soft.at(px as i64, py as i64);
            let l = luma(at);
            // Richer than life, and never quite empty: an ink for each primary that is missing.
            let rich = at.map(|v| (l + (v - l) * 1.35).clamp(0.0, 1.0));
            let missing = (1.0 - rich[k]).powf(1.25) * [0.96, 0.90, 0.86][k];
            let (sin, cos) = angles[k];
            let (a, b) = ((px * cos + py * sin) / pitch, (py * cos - px * sin) / pitch);
            let wave = 0.25 * ((a * std::f32::consts::TAU).cos() + (b * std::f32::consts::TAU).cos()) + 0.5;
            let grain = 0.10 * (hash01(seed ^ (20 + k as u32), x as i32, y as i32) - 0.5);
            let edge = 0.85 / pitch;
            let dot = smooth(1.0 - missing - edge, 1.0 - missing + edge, wave + grain);
            // Ink lies unevenly, and a few specks take none.
            let laid = dot
                * (0.90 + 0.14 * tooth)
                * if hash01(seed ^ (30 + k as u32), x as i32, y as i32) > 0.992 { 0.3 } else { 1.0 };
            let laid = laid.clamp(0.0, 1.0);
            c = [0, 1, 2].map(|i| c[i] * (1.0 - laid + laid * ink[i]));
        }
        // A white margin, as such machines leave one.
        let margin = fx.min(image.width as f32 - 1.0 - fx).min(fy.min(h - 1.0 - fy)) / unit;
        mix([0.965, 0.950, 0.915].map(|v| v + 0.012 * tooth), c, smooth(26.0, 27.5, margin))
            .map(|v| v.clamp(0.0, 1.0))
    }))
}

/// A blueprint: white lines where distance or tone breaks, hatching in the dark, a grid and a frame, on blue paper.
pub(super) fn blueprint(
    image: &Image,
    depth: &[f32],
    seed: u32,
    steps: &Steps<'_>,
) -> Result<Image, StudioError> {
    let (w, h) = (image.width, image.height);
    let unit = h as f32 / 1024.0;
    let soft = image.blurred((h / 300).max(1));
    steps.check()?;
    let calm = super::paper::kuwahara(image, (h / 180).max(1));
    steps.check()?;
    let reach = (1.3 * unit).round().max(1.0) as i64;
    let far = |x: i64, y: i64| {
        let d = depth[y.clamp(0, h as i64 - 1) as usize * w + x.clamp(0, w as i64 - 1) as usize];
        if d >= SKY { 11.5 } else { d.max(1.0).ln() }
    };
    Ok(image.map(|x, y| {
        let (ix, iy) = (x as i64, y as i64);
        let (fx, fy) = (x as f32 / unit, y as f32 / unit);
        let slope = |at: &dyn Fn(i64, i64) -> f32| {
            let gx = at(ix + reach, iy) - at(ix - reach, iy);
            let gy = at(ix, iy + reach) - at(ix, iy - reach);
            (gx * gx + gy * gy).sqrt()
        };
        let tone = smooth(0.045, 0.13, slope(&|x, y| luma(calm.at(x, y))));
        let fine = smooth(0.10, 0.30, slope(&|x, y| luma(soft.at(x, y)))) * 0.6;
        let step = smooth(0.16, 0.42, slope(&far));
        let l = luma(soft.at(ix, iy));
        // Hatching at one angle, closer where it is darker.
        let hatch = |gap: f32| smooth(0.62, 0.20, (((fx + fy) / gap).rem_euclid(1.0) - 0.5).abs() * gap);
        let dark = 0.26 * hatch(9.0) * smooth(0.42, 0.22, l) + 0.22 * hatch(4.5) * smooth(0.20, 0.08, l);
        let rule = |gap: f32| {
            let near = |v: f32| (v.rem_euclid(gap)).min(gap - v.rem_euclid(gap));
            smooth(0.9, 0.25, near(fx).min(near(fy)))
        };
        let grid = 0.10 * rule(16.0) + 0.13 * rule(80.0);
        let (right, low) = (w as f32 / unit, 1024.0);
        let edge = fx.min(right - fx).min(fy.min(low - fy));
        let frame = smooth(1.6, 0.6, (edge - 26.0).abs()).max(0.7 * smooth(1.0, 0.4, (edge - 33.0).abs()));
        let inside = smooth(33.0, 34.0, edge);
        // Title block in the corner: ruled boxes without words.
        let (bx, by) = (right - 33.0 - fx, low - 33.0 - fy);
        let boxed = (0.0..250.0).contains(&bx) && (0.0..84.0).contains(&by);
        let lines = [bx - 250.0, by - 84.0, by - 56.0, by - 28.0].iter().fold(9.0_f32, |n, v| n.min(v.abs()));
        let lines = lines.min(if by < 56.0 { (bx - 120.0).abs() } else { 9.0 });
        let title = if (-1.0..251.0).contains(&bx) && (-1.0..85.0).contains(&by) {
            smooth(1.4, 0.5, lines)
        } else {
            0.0
        };
        let drawn = tone.max(step).max(fine).max(dark) * inside * if boxed { 0.0 } else { 1.0 };
        let chalk = (drawn * (0.82 + 0.25 * noise(seed, fx * 0.35, fy * 0.35)))
            .max(frame)
            .max(title)
            .max(grid * inside);
        let stain =
            0.035 * fbm(seed ^ 5, fx * 0.004, fy * 0.004, 4) + 0.014 * fbm(seed ^ 6, fx * 0.3, fy * 0.3, 2);
        let paper = [0.055 + stain, 0.205 + stain, 0.435 + 1.2 * stain];
        let paper = mix(paper, [0.16, 0.36, 0.62], 0.30 * l * inside);
        mix(paper, [0.90, 0.95, 1.0], chalk.clamp(0.0, 1.0)).map(|v| v.clamp(0.0, 1.0))
    }))
}

/// Synthwave: tones from deep violet over pink to yellow, a striped sun at the horizon, a glowing grid over the ground.
pub(super) fn synthwave(
    image: &Image,
    painted: &Ground<'_>,
    steps: &Steps<'_>,
) -> Result<Image, StudioError> {
    let (w, h) = (image.width, image.height);
    let rows = h as f32;
    let soft = image.blurred((h / 260).max(1));
    steps.check()?;
    let ramp = |t: f32| {
        const STOPS: [[f32; 3]; 6] = [
            [0.035, 0.012, 0.105],
            [0.165, 0.035, 0.330],
            [0.440, 0.060, 0.520],
            [0.930, 0.180, 0.580],
            [1.000, 0.480, 0.420],
            [1.000, 0.880, 0.560],
        ];
        let at = t.clamp(0.0, 1.0) * 5.0;
        let i = (at as usize).min(4);
        mix(STOPS[i], STOPS[i + 1], at - i as f32)
    };
    let (cx, cy, r) = (painted.sun.clamp(-0.18, 0.18), painted.horizon - 0.135, 0.205);
    let lines = image.map(|x, y| {
        let z = painted.depth[y * w + x];
        if z >= SKY || z > 900.0 {
            return [0.0; 3];
        }
        let at = |x: usize, y: usize| painted.place(x, y, w, rows);
        let (p, right, low) = (at(x, y), at((x + 1).min(w - 1), y), at(x, (y + 1).min(h - 1)));
        // The distance to the next line in pixels, on whatever surface is there.
        let line = |a: f32, dx: f32, dy: f32, gap: f32| {
            let near = (a.rem_euclid(gap)).min(gap - a.rem_euclid(gap));
            let step = (dx * dx + dy * dy).sqrt().max(1e-4);
            if step > gap * 0.45 {
                0.0
            } else {
                smooth(1.5, 0.35, near / step / (rows / 900.0).max(0.6)) * smooth(0.45, 0.15, step / gap)
            }
        };
        let gap = painted.gap;
        let across = line(p[0], right[0] - p[0], low[0] - p[0], gap);
        let away = line(p[1], right[1] - p[1], low[1] - p[1], gap);
        let k = across.max(away);
        [k, k, k]
    });
    steps.check()?;
    let glow = lines.blurred((h / 130).max(1));
    steps.check()?;
    Ok(image.map(|x, y| {
        let i = y * w + x;
        let (u, v) = ((x as f32 + 0.5 - w as f32 * 0.5) / rows, (y as f32 + 0.5) / rows);
        let l = luma(soft.at(x as i64, y as i64));
        let is_sky = painted.depth[i] >= SKY;
        let mut c;
        if is_sky {
            let height = ((painted.horizon - v) / painted.horizon).clamp(0.0, 1.0);
            c = mix(ramp(0.62 - 0.62 * height.powf(0.62)), ramp(l * 0.95), 0.30);
            let d = ((u - cx).powi(2) + (v - cy).powi(2)).sqrt();
            let t = (v - (cy - r)) / (2.0 * r);
            // Bars that grow towards the horizon.
            let bar = ((v - cy) / 0.040).rem_euclid(1.0);
            let cut = v > cy - 0.02 && bar < 0.12 + 0.45 * ((v - cy) / r).clamp(0.0, 1.0);
            let disc = smooth(r + 0.5 / rows, r - 0.5 / rows, d);
            let face = mix([1.0, 0.90, 0.36], [1.0, 0.14, 0.56], t.clamp(0.0, 1.0).powf(0.8));
            if !cut {
                c = mix(c, face, disc);
            }
            let halo = (-(d - r).max(0.0) * 7.0).exp() * 0.34;
            c = [
                c[0] + 1.0 * halo * (1.0 - disc),
                c[1] + 0.22 * halo * (1.0 - disc),
                c[2] + 0.55 * halo * (1.0 - disc),
            ];
        } else {
            let own = image.pixels[i];
            let warm = (own[0] - own[2]) * 0.16;
            c = mix(ramp(0.04 + 0.78 * l.powf(1.15) + warm), own, 0.10);
        }
        let (line, lit) = (lines.pixels[i][0], glow.pixels[i][0]);
        c = mix(c, [0.25, 0.95, 1.0], line * 0.92);
        c = [c[0] + 0.55 * lit, c[1] + 0.25 * lit, c[2] + 0.85 * lit];
        let scan = if (v * 340.0).rem_euclid(1.0) < 0.5 { 0.965 } else { 1.0 };
        c.map(|v| (v * scan).clamp(0.0, 1.0))
    }))
}

/// What a grid is laid on: the distance of every pixel, and the camera that saw it.
pub(super) struct Ground<'a> {
    depth: &'a [f32],
    horizon: f32,
    lens: f32,
    sun: f32,
    /// Metres between two lines.
    gap: f32,
}

impl<'a> Ground<'a> {
    pub(super) fn of(painted: &'a Painted) -> Ground<'a> {
        // High above the ground a grid of steps would be a fog of lines.
        let gap = (painted.eye * 0.62).clamp(0.5, 14.0);
        let Painted { depth, horizon, lens, sun, .. } = painted;
        Ground { depth, horizon: *horizon, lens: *lens, sun: sun[0], gap }
    }

    /// Metres to the right and away of what a pixel shows.
    fn place(&self, x: usize, y: usize, w: usize, rows: f32) -> [f32; 2] {
        let z = self.depth[y * w + x].min(SKY);
        [(x as f32 + 0.5 - w as f32 * 0.5) / rows / self.lens * z, z]
    }
}
