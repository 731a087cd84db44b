//! Low poly and pixel art: the picture on a coarser grid.

use rayon::prelude::*;

use super::{Image, luma, mix};
use crate::StudioError;
use crate::scene::Steps;
use crate::scene::noise::hash01;
use crate::scene::palette::{linear_to_srgb, oklch, srgb_to_linear, to_oklab};

/// Triangles over a jittered grid; the jitter pulls corners towards edges in the picture, so that
/// skylines stay where they are.
pub(super) fn low_poly(image: &Image, seed: u32, steps: &Steps<'_>) -> Result<Image, StudioError> {
    let (w, h) = (image.width, image.height);
    let cell = (h as f32 / 46.0).max(3.0);
    let (nx, ny) = ((w as f32 / cell).ceil() as i32 + 2, (h as f32 / cell).ceil() as i32 + 2);
    let soft = image.blurred((h / 300).max(1));
    steps.check()?;
    let edge = |x: f32, y: f32| {
        let s = (cell * 0.18).max(1.0) as i64;
        let (x, y) = (x as i64, y as i64);
        let gx = luma(soft.at(x + s, y)) - luma(soft.at(x - s, y));
        let gy = luma(soft.at(x, y + s)) - luma(soft.at(x, y - s));
        gx * gx + gy * gy
    };
    let corners: Vec<[f32; 2]> = (0..nx * ny)
        .into_par_iter()
        .map(|i| {
            let (cx, cy) = (i % nx, i / nx);
            let mut best = (-1.0, [0.0; 2]);
            for k in 0..14 {
                let jx = hash01(seed ^ k, cx, cy) - 0.5;
                let jy = hash01(seed ^ (k + 50), cx, cy) - 0.5;
                let p = [(cx as f32 - 0.5 + jx * 0.8) * cell, (cy as f32 - 0.5 + jy * 0.8) * cell];
                let e = edge(p[0], p[1]) + 0.0008 * hash01(seed ^ (k + 99), cx, cy);
                if e > best.0 {
                    best = (e, p);
                }
            }
            best.1
        })
        .collect();
    steps.check()?;
    let corner = |x: i32, y: i32| corners[(y.clamp(0, ny - 1) * nx + x.clamp(0, nx - 1)) as usize];
    // Which triangle of which cell holds a pixel: cells overlap by the jitter, so neighbours are asked too.
    let find = |x: f32, y: f32| {
        let (cx, cy) = ((x / cell + 0.5).floor() as i32, (y / cell + 0.5).floor() as i32);
        for dy in [0, -1, 1] {
            for dx in [0, -1, 1] {
                let (gx, gy) = (cx + dx, cy + dy);
                let q = [corner(gx, gy), corner(gx + 1, gy), corner(gx, gy + 1), corner(gx + 1, gy + 1)];
                let split = (gx + gy) % 2 == 0;
                let halves = if split {
                    [[q[0], q[1], q[2]], [q[1], q[3], q[2]]]
                } else {
                    [[q[0], q[1], q[3]], [q[0], q[3], q[2]]]
                };
                for t in halves {
                    if inside(t, x, y) {
                        return Some(t);
                    }
                }
            }
        }
        None
    };
    let colour = |t: [[f32; 2]; 3]| {
        let mid = |k: usize| (t[0][k] + t[1][k] + t[2][k]) / 3.0;
        let (mx, my) = (mid(0), mid(1));
        let mut sum = soft.at(mx as i64, my as i64);
        for p in t {
            let c = soft.at((mx + (p[0] - mx) * 0.45) as i64, (my + (p[1] - my) * 0.45) as i64);
            sum = [0, 1, 2].map(|k| sum[k] + c[k]);
        }
        let c = sum.map(|v| v * 0.25);
        let l = luma(c);
        let tilt = 0.05
            * ((t[1][0] - t[0][0]) * (t[2][1] - t[0][1]) - (t[2][0] - t[0][0]) * (t[1][1] - t[0][1]))
            / (cell * cell);
        c.map(|v| (l + (v - l) * 1.15 + tilt - 0.05).clamp(0.0, 1.0))
    };
    Ok(image.map(|x, y| match find(x as f32 + 0.5, y as f32 + 0.5) {
        Some(t) => colour(t),
        None => soft.at(x as i64, y as i64),
    }))
}

fn inside(t: [[f32; 2]; 3], x: f32, y: f32) -> bool {
    let side = |a: [f32; 2], b: [f32; 2]| (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]);
    let (a, b, c) = (side(t[0], t[1]), side(t[1], t[2]), side(t[2], t[0]));
    (a >= 0.0 && b >= 0.0 && c >= 0.0) || (a <= 0.0 && b <= 0.0 && c <= 0.0)
}

/// Big square pixels, few tones, and an ordered dither between them.
pub(super) fn pixel_art(image: &Image) -> Image {
    const BAYER: [[f32; 4]; 4] =
        [[0.0, 8.0, 2.0, 10.0], [12.0, 4.0, 14.0, 6.0], [3.0, 11.0, 1.0, 9.0], [15.0, 7.0, 13.0, 5.0]];
    let (w, h) = (image.width, image.height);
    let block = (w.min(h) as f32 / 144.0).max(1.0);
    let (bw, bh) = ((w as f32 / block).ceil() as usize, (h as f32 / block).ceil() as usize);
    let cells: Vec<[f32; 3]> = (0..bw * bh)
        .into_par_iter()
        .map(|i| {
            let (bx, by) = (i % bw, i / bw);
            let (x0, x1) = ((bx as f32 * block) as usize, (((bx + 1) as f32 * block) as usize).min(w));
            let (y0, y1) = ((by as f32 * block) as usize, (((by + 1) as f32 * block) as usize).min(h));
            let mut sum = [0.0; 3];
            let mut n = 0.0_f32;
            for y in y0..y1.max(y0 + 1).min(h) {
                for x in x0..x1.max(x0 + 1).min(w) {
                    let c = image.pixels[y * w + x];
                    sum = [0, 1, 2].map(|k| sum[k] + c[k]);
                    n += 1.0;
                }
            }
            let c = sum.map(|v| v / n.max(1.0));
            let centre = image.at(((bx as f32 + 0.5) * block) as i64, ((by as f32 + 0.5) * block) as i64);
            step(mix(c, centre, 0.45), BAYER[by % 4][bx % 4] / 16.0 - 0.47)
        })
        .collect();
    image.map(|x, y| {
        let (bx, by) = (((x as f32 / block) as usize).min(bw - 1), ((y as f32 / block) as usize).min(bh - 1));
        cells[by * bw + bx]
    })
}

/// The nearest colour of a regular palette: lightness, chroma and hue in even steps of OKLCH.
fn step(c: [f32; 3], dither: f32) -> [f32; 3] {
    let [l, a, b] = to_oklab(c.map(srgb_to_linear));
    let (chroma, hue) = ((a * a + b * b).sqrt() * 1.15, b.atan2(a).to_degrees());
    let l = ((l * 11.0 + dither * 0.8).round() / 11.0).clamp(0.0, 1.0);
    let chroma = (chroma * 22.0 + dither * 0.3).round().max(0.0) / 22.0;
    let hue = (hue / 15.0).round() * 15.0;
    oklch(l, chroma, hue).map(linear_to_srgb)
}
