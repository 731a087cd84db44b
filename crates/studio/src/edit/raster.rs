//! Small pieces of arithmetic on pixels that several edits share.

use rayon::prelude::*;

/// A picture (sRGB bytes) at another size as red, green, blue in 0..1, pixel by pixel: the mean of what each
/// pixel covers when it shrinks, between neighbours when it grows.
pub(crate) fn shrink(rgb: &[u8], from: [usize; 2], to: [usize; 2]) -> Vec<f32> {
    let (sx, sy) = (from[0] as f32 / to[0] as f32, from[1] as f32 / to[1] as f32);
    let span = |i: usize, step: f32, side: usize| {
        let start = ((i as f32 * step) as usize).min(side - 1);
        let end = (((i + 1) as f32 * step).ceil() as usize).clamp(start + 1, side);
        (start, end)
    };
    let mut out = vec![0.0; 3 * to[0] * to[1]];
    out.par_chunks_mut(3 * to[0]).enumerate().for_each(|(y, row)| {
        let (top, bottom) = span(y, sy, from[1]);
        for (x, pixel) in row.chunks_exact_mut(3).enumerate() {
            if sx < 1.0 || sy < 1.0 {
                let at = [(x as f32 + 0.5) * sx - 0.5, (y as f32 + 0.5) * sy - 0.5];
                pixel.copy_from_slice(&between(rgb, from, at));
                continue;
            }
            let (left, right) = span(x, sx, from[0]);
            let mut sum = [0.0; 3];
            for fy in top..bottom {
                for value in rgb[3 * (fy * from[0] + left)..3 * (fy * from[0] + right)].chunks_exact(3) {
                    for c in 0..3 {
                        sum[c] += f32::from(value[c]);
                    }
                }
            }
            let count = ((bottom - top) * (right - left)) as f32 * 255.0;
            pixel.copy_from_slice(&sum.map(|s| s / count));
        }
    });
    out
}

/// The colour between four pixels, 0..1.
fn between(rgb: &[u8], size: [usize; 2], at: [f32; 2]) -> [f32; 3] {
    let [x, y] = [0, 1].map(|i| at[i].clamp(0.0, size[i] as f32 - 1.0));
    let (ix, iy) = (x as usize, y as usize);
    let (jx, jy) = ((ix + 1).min(size[0] - 1), (iy + 1).min(size[1] - 1));
    let (fx, fy) = (x - ix as f32, y - iy as f32);
    [0, 1, 2].map(|c| {
        let read = |x: usize, y: usize| f32::from(rgb[3 * (y * size[0] + x) + c]) / 255.0;
        let top = read(ix, iy) + (read(jx, iy) - read(ix, iy)) * fx;
        let bottom = read(ix, jy) + (read(jx, jy) - read(ix, jy)) * fx;
        top + (bottom - top) * fy
    })
}

/// A picture at another size, as bytes.
pub(crate) fn resized(rgb: &[u8], from: [usize; 2], to: [usize; 2]) -> Vec<u8> {
    if from == to {
        return rgb.to_vec();
    }
    shrink(rgb, from, to).iter().map(|v| byte(*v)).collect()
}

/// 0..1 as a byte.
pub(crate) fn byte(value: f32) -> u8 {
    (value * 255.0 + 0.5).clamp(0.0, 255.0) as u8
}

/// How light a colour looks, 0..1 (Rec. 601).
pub(crate) fn luma_of(colour: &[f32]) -> f32 {
    0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]
}

/// A plane's value between pixels, at a place in shares of its width and height.
pub(crate) fn sample(plane: &[f32], size: [usize; 2], at: [f32; 2]) -> f32 {
    let [x, y] = [0, 1].map(|i| (at[i] * size[i] as f32 - 0.5).clamp(0.0, size[i] as f32 - 1.0));
    let (ix, iy) = (x as usize, y as usize);
    let (jx, jy) = ((ix + 1).min(size[0] - 1), (iy + 1).min(size[1] - 1));
    let (fx, fy) = (x - ix as f32, y - iy as f32);
    let read = |x: usize, y: usize| plane[y * size[0] + x];
    let top = read(ix, iy) + (read(jx, iy) - read(ix, iy)) * fx;
    let bottom = read(ix, jy) + (read(jx, jy) - read(ix, jy)) * fx;
    top + (bottom - top) * fy
}

/// The mean of a square of `2 radius + 1` pixels around each pixel, cut at the edges.
pub(crate) fn blur(plane: &[f32], size: [usize; 2], radius: usize) -> Vec<f32> {
    let [w, h] = size;
    let mut across = vec![0.0; w * h];
    across.par_chunks_mut(w).zip(plane.par_chunks(w)).for_each(|(out, row)| {
        let mut sum: f64 = row[..radius.min(w)].iter().map(|v| f64::from(*v)).sum();
        let mut count = radius.min(w);
        for x in 0..w {
            if x + radius < w {
                sum += f64::from(row[x + radius]);
                count += 1;
            }
            if x > radius {
                sum -= f64::from(row[x - radius - 1]);
                count -= 1;
            }
            out[x] = (sum / count as f64) as f32;
        }
    });
    let mut out = vec![0.0; w * h];
    let mut sums = vec![0.0_f64; w];
    let mut count = 0;
    let add = |sums: &mut Vec<f64>, y: usize, sign: f64| {
        sums.iter_mut().zip(&across[y * w..(y + 1) * w]).for_each(|(s, v)| *s += sign * f64::from(*v));
    };
    for y in 0..radius.min(h) {
        add(&mut sums, y, 1.0);
        count += 1;
    }
    for y in 0..h {
        if y + radius < h {
            add(&mut sums, y + radius, 1.0);
            count += 1;
        }
        if y > radius {
            add(&mut sums, y - radius - 1, -1.0);
            count -= 1;
        }
        for (x, sum) in sums.iter().enumerate() {
            out[y * w + x] = (sum / f64::from(count)) as f32;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blurred_plane_keeps_its_mean_in_the_middle_and_its_size() {
        let plane: Vec<f32> = (0..35).map(|i| i as f32).collect();
        let out = blur(&plane, [7, 5], 1);
        let mean: f32 = [8, 9, 10, 15, 16, 17, 22, 23, 24].map(|i| plane[i]).iter().sum::<f32>() / 9.0;
        assert!((out[2 * 7 + 2] - mean).abs() < 1e-4);
        assert_eq!(blur(&[0.5], [1, 1], 4), [0.5]);
    }

    #[test]
    fn shrinking_takes_the_mean_and_growing_keeps_one_colour() {
        assert_eq!(shrink(&[0, 0, 0, 255, 255, 255], [2, 1], [1, 1]), [0.5; 3]);
        assert!(resized(&[9, 90, 200], [1, 1], [3, 2]).chunks(3).all(|p| p == [9, 90, 200]));
    }
}
