//! Another shape: cut to it, or continued to it.

use super::Photo;
use super::raster::{blur, byte, resized};

/// How a picture comes to another shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// What is over is cut off, the same on both sides.
    Crop,
    /// What is missing continues the picture's edges, mirrored and softer the farther out.
    Extend,
}

/// The picture with `shape` as its width to height.
#[must_use]
pub fn reshaped(photo: &Photo, shape: f32, fit: Fit) -> Photo {
    let [w, h] = photo.size;
    let is_too_wide = w as f32 / h as f32 > shape;
    let side = |length: f32| (length.round() as usize).max(1);
    let size = match (fit, is_too_wide) {
        (Fit::Crop, true) | (Fit::Extend, false) => [side(h as f32 * shape), h],
        (Fit::Crop, false) | (Fit::Extend, true) => [w, side(w as f32 / shape)],
    };
    match fit {
        Fit::Crop => cropped(photo, [size[0].min(w), size[1].min(h)]),
        Fit::Extend => extended(photo, [size[0].max(w), size[1].max(h)]),
    }
}

fn cropped(photo: &Photo, size: [usize; 2]) -> Photo {
    let (left, top) = ((photo.size[0] - size[0]) / 2, (photo.size[1] - size[1]) / 2);
    let mut rgb = Vec::with_capacity(3 * size[0] * size[1]);
    let mut alpha = photo.alpha.as_ref().map(|_| Vec::with_capacity(size[0] * size[1]));
    for y in top..top + size[1] {
        let at = y * photo.size[0] + left;
        rgb.extend_from_slice(&photo.rgb[3 * at..3 * (at + size[0])]);
        if let (Some(out), Some(from)) = (&mut alpha, &photo.alpha) {
            out.extend_from_slice(&from[at..at + size[0]]);
        }
    }
    Photo { size, rgb, alpha, said: photo.said.clone() }
}

fn extended(photo: &Photo, size: [usize; 2]) -> Photo {
    let [w, h] = photo.size;
    let offset = [(size[0] - w) / 2, (size[1] - h) / 2];
    let mirrored = |at: usize, side: usize, offset: usize| {
        let period = 2 * side as i64;
        let place = (at as i64 - offset as i64).rem_euclid(period);
        place.min(period - 1 - place) as usize
    };
    let mut rgb = Vec::with_capacity(3 * size[0] * size[1]);
    for y in 0..size[1] {
        let sy = mirrored(y, h, offset[1]);
        for x in 0..size[0] {
            let at = 3 * (sy * w + mirrored(x, w, offset[0]));
            rgb.extend_from_slice(&photo.rgb[at..at + 3]);
        }
    }
    let soft = soft_copy(&rgb, size);
    let reach = (size[0].max(size[1]) as f32 * 0.06).max(1.0);
    for y in 0..size[1] {
        for x in 0..size[0] {
            let over = |at: usize, offset: usize, side: usize| {
                offset.saturating_sub(at).max((at + 1).saturating_sub(offset + side))
            };
            let out = over(x, offset[0], w).max(over(y, offset[1], h)) as f32;
            let k = (out / reach).min(1.0);
            for c in 3 * (y * size[0] + x)..3 * (y * size[0] + x) + 3 {
                rgb[c] = byte((f32::from(rgb[c]) * (1.0 - k) + f32::from(soft[c]) * k) / 255.0);
            }
        }
    }
    Photo { size, rgb, alpha: None, said: photo.said.clone() }
}

fn soft_copy(rgb: &[u8], size: [usize; 2]) -> Vec<u8> {
    let k = (384.0 / size[0].max(size[1]) as f32).min(1.0);
    let inner = size.map(|side| ((side as f32 * k) as usize).max(1));
    let small = resized(rgb, size, inner);
    let radius = (inner[0].max(inner[1]) / 40).max(1);
    let planes = [0, 1, 2].map(|c| {
        let plane: Vec<f32> = small.iter().skip(c).step_by(3).map(|v| f32::from(*v) / 255.0).collect();
        blur(&blur(&plane, inner, radius), inner, radius)
    });
    let soft: Vec<u8> =
        (0..inner[0] * inner[1]).flat_map(|i| [0, 1, 2].map(|c| byte(planes[c][i]))).collect();
    resized(&soft, inner, size)
}
