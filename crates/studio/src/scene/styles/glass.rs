//! Stained glass: cells that follow the picture, each one colour, with lead between them.
//!
//! Cells are grown as superpixels: every pixel belongs to the seed nearest in place, colour and distance; seeds move
//! to the middle of what they hold, three times (after Achanta and others, SLIC, 2012).

use rayon::prelude::*;

use super::{Image, luma, mix};
use crate::StudioError;
use crate::scene::Steps;
use crate::scene::canvas::{SKY, blur};
use crate::scene::noise::{fbm, hash01, smooth};

#[derive(Clone, Copy)]
struct Cell {
    at: [f32; 2],
    colour: [f32; 3],
    far: f32,
}

/// The picture as a leaded window.
pub(super) fn leaded(
    image: &Image,
    depth: &[f32],
    seed: u32,
    steps: &Steps<'_>,
) -> Result<Image, StudioError> {
    let (w, h) = (image.width, image.height);
    // Panes of a few pixels would be all lead.
    let size = (h as f32 / 19.0).max(11.0);
    let (nx, ny) = ((w as f32 / size).ceil() as usize, (h as f32 / size).ceil() as usize);
    let soft = image.blurred((h / 150).max(1));
    steps.check()?;
    let far = |i: usize| if depth[i] >= SKY { 11.0 } else { depth[i].max(1.0).ln() };
    let mut cells: Vec<Cell> = (0..nx * ny)
        .map(|i| {
            let (cx, cy) = ((i % nx) as i32, (i / nx) as i32);
            let jitter = |s: u32| (hash01(seed ^ s, cx, cy) - 0.5) * 0.62;
            let at = [(cx as f32 + 0.5 + jitter(1)) * size, (cy as f32 + 0.5 + jitter(2)) * size];
            let (px, py) = ((at[0] as usize).min(w - 1), (at[1] as usize).min(h - 1));
            Cell { at, colour: soft.pixels[py * w + px], far: far(py * w + px) }
        })
        .collect();
    let mut labels = vec![0_u32; w * h];
    for _ in 0..3 {
        assign(&soft, &far, &cells, [nx, ny], size, &mut labels);
        steps.check()?;
        gather(&soft, &far, &labels, w, &mut cells);
    }
    assign(&soft, &far, &cells, [nx, ny], size, &mut labels);
    steps.check()?;
    // Lead: where a small disc around a pixel holds more than one cell.
    let reach = (h as f32 / 360.0).max(1.0);
    let edge: Vec<f32> = (0..w * h)
        .into_par_iter()
        .map(|i| {
            let (x, y) = ((i % w) as i64, (i / w) as i64);
            let r = reach.ceil() as i64;
            let other = |dx: i64, dy: i64| {
                let (px, py) =
                    ((x + dx).clamp(0, w as i64 - 1) as usize, (y + dy).clamp(0, h as i64 - 1) as usize);
                labels[py * w + px] != labels[i]
            };
            let hit = (-r..=r).any(|d| other(d, 0) || other(0, d))
                || other(r, r)
                || other(-r, -r)
                || other(r, -r)
                || other(-r, r);
            if hit { 1.0 } else { 0.0 }
        })
        .collect();
    steps.check()?;
    let lead = blur(&edge, w, h, (h / 700).max(1));
    let near = blur(&edge, w, h, (h / 110).max(1));
    steps.check()?;
    let unit = h as f32 / 1024.0;
    Ok(image.map(|x, y| {
        let i = y * w + x;
        let (fx, fy) = (x as f32 / unit, y as f32 / unit);
        let label = labels[i] as usize;
        let own = cells[label].colour;
        let l = luma(own);
        // Glass is bright and full of colour: each pane a little of its own.
        let bright = 0.14 + 0.92 * l.powf(0.80) + 0.10 * (hash01(seed ^ 9, label as i32, 1) - 0.5);
        let rich = own.map(|v| (bright + (v - l) * 2.15 * (0.6 + 0.5 * bright)).clamp(0.0, 1.0));
        let streak = fbm(seed ^ (label as u32 & 15), fx * 0.030, fy * 0.011, 3) * 0.10;
        let bubble = fbm(seed ^ 40, fx * 0.22, fy * 0.22, 2) * 0.035;
        // Light gathers in the middle of a pane.
        let middle = 1.10 - 0.52 * smooth(0.05, 0.55, near[i]);
        let glass = rich.map(|v| (v * (middle + streak + bubble)).clamp(0.0, 1.0));
        let (gx, gy) = (lead[(i + 1).min(w * h - 1)] - lead[i], lead[(i + w).min(w * h - 1)] - lead[i]);
        let shine = (0.5 - 2.4 * (gx + gy)).clamp(0.0, 1.0);
        let bar = [0.060, 0.062, 0.072].map(|v| v + 0.11 * shine);
        let rim = fx.min(w as f32 / unit - fx).min(fy.min(1024.0 - fy));
        let covered = smooth(0.38, 0.62, lead[i]).max(smooth(13.0, 11.0, rim));
        mix(glass, bar, covered)
    }))
}

/// Every pixel to the nearest cell of the nine around it.
fn assign(
    soft: &Image,
    far: &(dyn Fn(usize) -> f32 + Sync),
    cells: &[Cell],
    [nx, ny]: [usize; 2],
    size: f32,
    labels: &mut [u32],
) {
    let w = soft.width;
    labels.par_chunks_mut(w).enumerate().for_each(|(y, row)| {
        for (x, label) in row.iter_mut().enumerate() {
            let (c, z) = (soft.pixels[y * w + x], far(y * w + x));
            let (cx, cy) = ((x as f32 / size) as i64, (y as f32 / size) as i64);
            let mut best = (f32::MAX, 0);
            for j in (cy - 1).max(0)..=(cy + 1).min(ny as i64 - 1) {
                for i in (cx - 1).max(0)..=(cx + 1).min(nx as i64 - 1) {
                    let index = j as usize * nx + i as usize;
                    let cell = &cells[index];
                    let (dx, dy) = ((x as f32 - cell.at[0]) / size, (y as f32 - cell.at[1]) / size);
                    let tone: f32 = (0..3).map(|k| (c[k] - cell.colour[k]).powi(2)).sum();
                    let d = dx * dx + dy * dy + 24.0 * tone + 0.055 * (z - cell.far).powi(2).min(16.0);
                    if d < best.0 {
                        best = (d, index as u32);
                    }
                }
            }
            *label = best.1;
        }
    });
}

/// Moves every cell to the middle of its pixels.
fn gather(soft: &Image, far: &dyn Fn(usize) -> f32, labels: &[u32], w: usize, cells: &mut [Cell]) {
    let mut sums = vec![[0.0_f64; 7]; cells.len()];
    for (i, label) in labels.iter().enumerate() {
        let sum = &mut sums[*label as usize];
        let c = soft.pixels[i];
        let values = [(i % w) as f32, (i / w) as f32, c[0], c[1], c[2], far(i), 1.0];
        for (s, v) in sum.iter_mut().zip(values) {
            *s += f64::from(v);
        }
    }
    for (cell, sum) in cells.iter_mut().zip(sums) {
        if sum[6] > 0.0 {
            let mean = |k: usize| (sum[k] / sum[6]) as f32;
            *cell = Cell { at: [mean(0), mean(1)], colour: [mean(2), mean(3), mean(4)], far: mean(5) };
        }
    }
}
