//! From what a network answers to a matte, and to the colours of what stands before the background.
//!
//! Networks answer at a size of their own. The matte is brought to the picture's own edges by a guided filter
//! (He, Sun, Tang, 2010): inside a small window it is a straight line of the picture's brightness, so it
//! follows hair and sleeves where they differ from what is behind them. Its two coefficients are smooth
//! and are enlarged instead of the matte, which keeps large pictures quick.

use rayon::prelude::*;

use crate::edit::raster::{blur, luma_of, sample, shrink};

/// Pixels on the long side at which edges are refined at least.
const REFINED_SIDE: usize = 768;
/// Differences of brightness (squared) below which an edge is taken for noise.
const EPSILON: f32 = 4e-4;

/// How much of each pixel belongs to what is cut out, 0 to 1, at the picture's size.
pub type Matte = Vec<f32>;

/// What a network answers.
#[derive(Clone, Copy)]
pub struct Coarse<'a> {
    /// A square of values from 0 to 1.
    pub values: &'a [f32],
    /// Its side.
    pub side: usize,
    /// Up to where a value is nothing, and from where it is whole.
    pub sure: [f32; 2],
}

/// The matte at the picture's size and edges.
pub fn refined(rgb: &[u8], size: [usize; 2], coarse: &Coarse<'_>) -> Matte {
    let refined_side = REFINED_SIDE.max(coarse.side);
    let k = (refined_side as f32 / size[0].max(size[1]) as f32).min(1.0);
    let inner = size.map(|side| ((side as f32 * k) as usize).max(1));
    let guide: Vec<f32> = shrink(rgb, size, inner).chunks_exact(3).map(luma_of).collect();
    let rough: Vec<f32> = (0..inner[0] * inner[1])
        .map(|i| {
            let at = [(i % inner[0]) as f32 + 0.5, (i / inner[0]) as f32 + 0.5];
            let at = [at[0] / inner[0] as f32, at[1] / inner[1] as f32];
            sample(coarse.values, [coarse.side; 2], at)
        })
        .collect();
    // About as far as an answer may be off: nearly three of its pixels.
    let radius = (8 * inner[0].max(inner[1]) / (3 * coarse.side)).max(2);
    let (slope, offset) = guided(&guide, &rough, inner, radius);
    let [nothing, whole] = coarse.sure;
    let mut matte = vec![0.0; size[0] * size[1]];
    matte.par_chunks_mut(size[0]).enumerate().for_each(|(y, row)| {
        for (x, out) in row.iter_mut().enumerate() {
            let at = [(x as f32 + 0.5) / size[0] as f32, (y as f32 + 0.5) / size[1] as f32];
            let i = 3 * (y * size[0] + x);
            let light = luma_of(&[0, 1, 2].map(|c| f32::from(rgb[i + c]) / 255.0));
            let value = sample(&slope, inner, at) * light + sample(&offset, inner, at);
            // What is nearly whole or nearly nothing is made so.
            *out = ((value - nothing) / (whole - nothing)).clamp(0.0, 1.0);
        }
    });
    matte
}

/// Slope and offset of the guided filter at every pixel.
fn guided(guide: &[f32], value: &[f32], size: [usize; 2], radius: usize) -> (Vec<f32>, Vec<f32>) {
    let times = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).collect::<Vec<f32>>();
    let mean_guide = blur(guide, size, radius);
    let mean_value = blur(value, size, radius);
    let both = blur(&times(guide, value), size, radius);
    let squares = blur(&times(guide, guide), size, radius);
    let slope: Vec<f32> = (0..guide.len())
        .map(|i| {
            let spread = squares[i] - mean_guide[i] * mean_guide[i];
            (both[i] - mean_guide[i] * mean_value[i]) / (spread + EPSILON)
        })
        .collect();
    let offset: Vec<f32> = (0..guide.len()).map(|i| mean_value[i] - slope[i] * mean_guide[i]).collect();
    (blur(&slope, size, radius), blur(&offset, size, radius))
}

/// The picture with the colours of what is cut out alone: where the old background shines through the matte,
/// it is taken out (after Forte, "Approximate fast foreground colour estimation", 2021).
pub fn foreground(rgb: &[u8], size: [usize; 2], matte: &[f32]) -> Vec<u8> {
    let k = (REFINED_SIDE as f32 / size[0].max(size[1]) as f32).min(1.0);
    let inner = size.map(|side| ((side as f32 * k) as usize).max(1));
    let small = shrink(rgb, size, inner);
    let share: Vec<f32> = (0..inner[0] * inner[1])
        .map(|i| {
            let at = [(i % inner[0]) as f32 + 0.5, (i / inner[0]) as f32 + 0.5];
            sample(matte, size, [at[0] / inner[0] as f32, at[1] / inner[1] as f32])
        })
        .collect();
    let rest: Vec<f32> = share.iter().map(|a| 1.0 - a).collect();
    let radius = (inner[0].max(inner[1]) / 40).max(2);
    let near = |weights: &[f32]| -> [Vec<f32>; 3] {
        let total = blur(weights, inner, radius);
        [0, 1, 2].map(|c| {
            let weighted: Vec<f32> = weights.iter().enumerate().map(|(i, w)| w * small[3 * i + c]).collect();
            blur(&weighted, inner, radius).iter().zip(&total).map(|(s, t)| s / (t + 1e-4)).collect()
        })
    };
    let (front, back) = (near(&share), near(&rest));
    let mut out = rgb.to_vec();
    out.par_chunks_mut(size[0] * 3).enumerate().for_each(|(y, row)| {
        for x in 0..size[0] {
            let a = matte[y * size[0] + x];
            if a <= 0.0 || a >= 1.0 {
                continue;
            }
            let at = [(x as f32 + 0.5) / size[0] as f32, (y as f32 + 0.5) / size[1] as f32];
            for c in 0..3 {
                let (f, b) = (sample(&front[c], inner, at), sample(&back[c], inner, at));
                let seen = f32::from(row[3 * x + c]) / 255.0;
                let clean = f + a * (seen - a * f - (1.0 - a) * b);
                row[3 * x + c] = (clean * 255.0 + 0.5).clamp(0.0, 255.0) as u8;
            }
        }
    });
    out
}
