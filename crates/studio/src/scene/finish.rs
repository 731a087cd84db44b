//! The finish: what a lens and a film would add.
//!
//! Bloom spreads the brightest light, a filmic curve rolls highlights off instead of clipping them,
//! a vignette holds the eye, grain and a dither of half a step hide banding.

use rayon::prelude::*;

use super::canvas::{View, blur};
use super::noise::{hash01, smooth};
use super::palette::{Rgb, linear_to_srgb, luma};

/// How strong each part is.
#[derive(Clone, Copy, Debug)]
pub struct Finish {
    /// Share of blurred highlights added.
    pub bloom: f32,
    /// Brightness from which light blooms.
    pub threshold: f32,
    /// Film grain, in sRGB steps of one.
    pub grain: f32,
    /// Darkening of the corners.
    pub vignette: f32,
}

/// The canvas as sRGB bytes.
pub fn develop(view: &View, finish: Finish, seed: u32) -> Vec<u8> {
    let glow = bloom(view, finish.threshold);
    let (w, h) = (view.width, view.height);
    let mut out = vec![0u8; w * h * 3];
    out.par_chunks_mut(w * 3).enumerate().for_each(|(y, row)| {
        for x in 0..w {
            let mut c = view.colour[y * w + x];
            let g = glow.at(x, y, w, h);
            for k in 0..3 {
                c[k] += g[k] * finish.bloom;
            }
            let dx = (x as f32 + 0.5) / w as f32 - 0.5;
            let dy = (y as f32 + 0.5) / h as f32 - 0.5;
            let corner = smooth(0.30, 0.95, (dx * dx + dy * dy).sqrt() * 1.35);
            let dim = 1.0 - finish.vignette * corner;
            let coarse = hash01(seed ^ 5, (x as i32) >> 1, (y as i32) >> 1) - 0.5;
            let fine = hash01(seed ^ 6, x as i32, y as i32) - 0.5;
            let film = curve(c, dim);
            let light = luma(film);
            let grain = finish.grain * (0.4 * coarse + 0.8 * fine) * (0.35 + light * (1.0 - light) * 2.6);
            for k in 0..3 {
                let dither = (hash01(seed ^ (7 + k as u32), x as i32, y as i32) - 0.5) / 255.0;
                let v = linear_to_srgb(film[k]) + grain + dither;
                row[x * 3 + k] = (v * 255.0 + 0.5).clamp(0.0, 255.0) as u8;
            }
        }
    });
    out
}

/// What the film makes of a colour, `dim` being what the corners lose; linear.
///
/// Straight up to a shoulder, then rolls off towards white; bright colours lose chroma as film does.
pub(crate) fn curve(c: Rgb, dim: f32) -> Rgb {
    let peak = c[0].max(c[1]).max(c[2]) * dim;
    let white = smooth(0.9, 3.2, peak) * 0.55;
    let y = luma(c) * dim;
    [0, 1, 2].map(|k| {
        let v = c[k] * dim;
        let v = v + (y.max(peak * 0.8) - v) * white;
        let v = v.max(0.0);
        let rolled = if v < 0.55 { v } else { 0.55 + 0.45 * (1.0 - (-(v - 0.55) / 0.45).exp()) };
        // A slight toe deepens shadows.
        rolled * (0.90 + 0.10 * smooth(0.0, 0.10, rolled))
    })
}

/// Blurred highlights, smaller than the picture.
pub(crate) struct Glow {
    planes: [Vec<f32>; 3],
    width: usize,
    height: usize,
}

impl Glow {
    /// The glow as pixels of its own size, this much of it.
    pub(crate) fn scaled(&self, share: f32) -> (Vec<Rgb>, [usize; 2]) {
        let pixel = |i: usize| [0, 1, 2].map(|k| self.planes[k][i] * share);
        ((0..self.width * self.height).map(pixel).collect(), [self.width, self.height])
    }

    /// The glow over a pixel of a picture of this size.
    pub(crate) fn at(&self, x: usize, y: usize, w: usize, h: usize) -> Rgb {
        let fx = ((x as f32 + 0.5) / w as f32 * self.width as f32 - 0.5)
            .clamp(0.0, (self.width as f32 - 1.001).max(0.0));
        let fy = ((y as f32 + 0.5) / h as f32 * self.height as f32 - 0.5)
            .clamp(0.0, (self.height as f32 - 1.001).max(0.0));
        let (ix, iy) = (fx as usize, fy as usize);
        let (tx, ty) = (fx - ix as f32, fy - iy as f32);
        let (jx, jy) = ((ix + 1).min(self.width - 1), (iy + 1).min(self.height - 1));
        [0, 1, 2].map(|k| {
            let p = &self.planes[k];
            let top = p[iy * self.width + ix] * (1.0 - tx) + p[iy * self.width + jx] * tx;
            let bottom = p[jy * self.width + ix] * (1.0 - tx) + p[jy * self.width + jx] * tx;
            top * (1.0 - ty) + bottom * ty
        })
    }
}

/// Highlights over the threshold, shrunk to a fixed size, blurred twice (tight and wide).
pub(crate) fn bloom(view: &View, threshold: f32) -> Glow {
    let height = 192.min(view.height);
    let width = ((view.width * height) / view.height).max(1);
    let (sx, sy) = (view.width as f32 / width as f32, view.height as f32 / height as f32);
    let bright: Vec<Rgb> = (0..width * height)
        .into_par_iter()
        .map(|i| {
            let (x, y) = (i % width, i / width);
            let (x0, x1) = ((x as f32 * sx) as usize, (((x + 1) as f32 * sx) as usize).min(view.width));
            let (y0, y1) = ((y as f32 * sy) as usize, (((y + 1) as f32 * sy) as usize).min(view.height));
            let mut sum = [0.0; 3];
            for py in y0..y1 {
                for px in x0..x1 {
                    let c = view.colour[py * view.width + px];
                    let over = (luma(c) - threshold).max(0.0) / luma(c).max(1e-4);
                    for k in 0..3 {
                        sum[k] += c[k].min(12.0) * over;
                    }
                }
            }
            sum.map(|s| s / ((x1 - x0) * (y1 - y0)).max(1) as f32)
        })
        .collect();
    let planes = [0, 1, 2].map(|k| {
        let plane: Vec<f32> = bright.iter().map(|c| c[k]).collect();
        let tight = blur(&plane, width, height, (height / 90).max(1));
        let wide = blur(&plane, width, height, (height / 16).max(1));
        tight.iter().zip(&wide).map(|(a, b)| a * 0.6 + b * 0.55).collect()
    });
    Glow { planes, width, height }
}
