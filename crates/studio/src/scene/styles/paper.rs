//! Flat colour and cut paper: edge-keeping smoothing, then few tones.

use rayon::prelude::*;

use super::{Image, luma, mix};
use crate::StudioError;
use crate::scene::Steps;
use crate::scene::canvas::{SKY, blur};
use crate::scene::noise::{fbm, hash01};

/// Kuwahara's filter: of four corners of a window, the mean of the calmest. Smooths surfaces and
/// keeps edges. Means come from summed tables, so its cost does not depend on the radius.
pub(super) fn kuwahara(image: &Image, radius: usize) -> Image {
    let (w, h) = (image.width, image.height);
    let table = Sums::new(image);
    let r = radius as i64;
    image.map(|x, y| {
        let (x, y) = (x as i64, y as i64);
        let mut best = (f64::MAX, [0.0; 3]);
        for (ox, oy) in [(-r, -r), (0, -r), (-r, 0), (0, 0)] {
            let x0 = (x + ox).clamp(0, w as i64 - 1) as usize;
            let y0 = (y + oy).clamp(0, h as i64 - 1) as usize;
            let x1 = (x + ox + r).clamp(0, w as i64 - 1) as usize + 1;
            let y1 = (y + oy + r).clamp(0, h as i64 - 1) as usize + 1;
            let (mean, variance) = table.window(x0, y0, x1, y1);
            if variance < best.0 {
                best = (variance, mean);
            }
        }
        best.1
    })
}

struct Sums {
    stride: usize,
    sums: Vec<[f64; 4]>,
}

impl Sums {
    fn new(image: &Image) -> Self {
        let stride = image.width + 1;
        let mut sums = vec![[0.0; 4]; stride * (image.height + 1)];
        for y in 0..image.height {
            let mut line = [0.0; 4];
            for x in 0..image.width {
                let c = image.pixels[y * image.width + x];
                let l = f64::from(luma(c));
                for (k, v) in
                    [f64::from(c[0]), f64::from(c[1]), f64::from(c[2]), l * l].into_iter().enumerate()
                {
                    line[k] += v;
                    sums[(y + 1) * stride + x + 1][k] = sums[y * stride + x + 1][k] + line[k];
                }
            }
        }
        Sums { stride, sums }
    }

    fn window(&self, x0: usize, y0: usize, x1: usize, y1: usize) -> ([f32; 3], f64) {
        let n = ((x1 - x0) * (y1 - y0)) as f64;
        let at = |x: usize, y: usize| self.sums[y * self.stride + x];
        let (a, b, c, d) = (at(x1, y1), at(x0, y1), at(x1, y0), at(x0, y0));
        let mean: [f64; 4] = [0, 1, 2, 3].map(|k| (a[k] - b[k] - c[k] + d[k]) / n);
        let colour = [mean[0] as f32, mean[1] as f32, mean[2] as f32];
        let l = f64::from(luma(colour));
        (colour, mean[3] - l * l)
    }
}

/// The nearest of `levels` lightness steps, colour kept and a little stronger.
fn posterise(c: [f32; 3], levels: f32, saturation: f32) -> [f32; 3] {
    let l = luma(c);
    let step = ((l * levels).floor() + 0.5) / levels;
    c.map(|v| (step + (v - l) * saturation * (step / l.max(0.06)).min(1.5)).clamp(0.0, 1.0))
}

/// Flat colours with clean edges.
pub(super) fn flat(image: &Image, steps: &Steps<'_>) -> Result<Image, StudioError> {
    let radius = (image.height / 190).max(1);
    let smooth = kuwahara(image, radius);
    steps.check()?;
    let smooth = kuwahara(&smooth, radius + 1);
    steps.check()?;
    let toned = smooth.map(|x, y| posterise(smooth.pixels[y * smooth.width + x], 9.0, 1.28));
    Ok(kuwahara(&toned, (radius / 2).max(1)))
}

/// Sheets of paper, one for each step of tone and distance, each with a shadow on the one behind.
pub(super) fn cut(image: &Image, depth: &[f32], seed: u32, steps: &Steps<'_>) -> Result<Image, StudioError> {
    let (w, h) = (image.width, image.height);
    let smooth = image.blurred((h / 170).max(1));
    steps.check()?;
    let levels = 6.0;
    // Nearer and darker sheets lie on top.
    let sheet: Vec<f32> = (0..w * h)
        .into_par_iter()
        .map(|i| {
            let far =
                if depth[i] >= SKY { 0.0 } else { (9.0 - depth[i].max(2.0).ln()).clamp(0.5, 9.0).round() };
            let tone = (luma(smooth.pixels[i]) * levels).floor() / levels;
            far + (1.0 - tone)
        })
        .collect();
    let shadow = blur(&sheet, w, h, (h / 130).max(1));
    steps.check()?;
    let offset = (h / 110).max(1) as i64;
    let at = |p: &[f32], x: i64, y: i64| {
        p[y.clamp(0, h as i64 - 1) as usize * w + x.clamp(0, w as i64 - 1) as usize]
    };
    Ok(image.map(|x, y| {
        let i = y * w + x;
        let mut c = posterise(smooth.pixels[i], levels, 1.25);
        let raised = at(&shadow, x as i64 - offset, y as i64 - offset) - sheet[i];
        c = c.map(|v| v * (1.0 - (raised * 0.45).clamp(0.0, 0.42)));
        let edge = sheet[i] - at(&sheet, x as i64 - 1, y as i64 - 1);
        c = mix(c, [1.0; 3], (edge * 0.5).clamp(0.0, 0.22));
        let u = 1024.0 / h as f32;
        let fibre = fbm(seed ^ 3, x as f32 * u * 0.22, y as f32 * u * 0.22, 3) * 0.030
            + (hash01(seed, x as i32, y as i32) - 0.5) * 0.022;
        c.map(|v| (v + fibre).clamp(0.0, 1.0))
    }))
}
