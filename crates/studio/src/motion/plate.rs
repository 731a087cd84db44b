//! A layer of a clip: colours with cover, and how near each place is, both read between pixels.
//!
//! Nearness is 1 at the viewer's feet and falls with one over the distance, as perspective wants it. Where a
//! layer has nothing, nearness is continued from around, so that looking for the place a moved camera sees
//! finds the layer's edge from outside too.

use rayon::prelude::*;

use super::camera::Pose;
use crate::scene::canvas::SKY;

/// Rounds of looking for the place that a moved camera sees: each is right to a power of the parallax's slope.
const ROUNDS: usize = 3;
/// Picture heights within which the place is found: a tenth of a pixel of a frame of 1,080 rows.
const FOUND: f32 = 1e-4;
/// Pixels on a side of the squares in which it is known whether a layer has anything.
const SQUARE: usize = 24;
/// How far a moved camera may look beside a place, picture heights.
const REACH: f32 = 0.12;

/// A layer.
pub(crate) struct Plate {
    size: [usize; 2],
    /// Red, green, blue weighted by cover, and cover.
    pixels: Vec<[f32; 4]>,
    near: Vec<f32>,
    near_size: [usize; 2],
    /// Whether a square and everything a moved camera may see from it is empty.
    empty: Vec<bool>,
    squares: [usize; 2],
}

impl Plate {
    /// A layer with the distance of each pixel, metres; `reference` metres are as near as 1.
    pub fn by_distance(size: [usize; 2], pixels: Vec<[f32; 4]>, depth: &[f32], reference: f32) -> Plate {
        let near_at = |i: usize| if depth[i] >= SKY { 0.0 } else { (reference / depth[i]).min(1.25) };
        let weight = |i: usize| if depth[i] >= SKY { 0.0 } else { pixels[i][3] };
        let (near, near_size) = halved(size, near_at, weight);
        Plate::of(size, pixels, near, near_size)
    }

    /// A layer with the nearness of each pixel.
    pub fn by_nearness(size: [usize; 2], pixels: Vec<[f32; 4]>, near: &[f32]) -> Plate {
        let (near, near_size) = halved(size, |i| near[i], |i| pixels[i][3]);
        Plate::of(size, pixels, near, near_size)
    }

    fn of(size: [usize; 2], pixels: Vec<[f32; 4]>, near: Vec<f32>, near_size: [usize; 2]) -> Plate {
        let squares = size.map(|side| side.div_ceil(SQUARE));
        let mut filled = vec![false; squares[0] * squares[1]];
        for (i, pixel) in pixels.iter().enumerate() {
            if pixel.iter().any(|v| *v > 0.002) {
                filled[i / size[0] / SQUARE * squares[0] + i % size[0] / SQUARE] = true;
            }
        }
        let reach = (REACH * size[1] as f32 / SQUARE as f32) as usize + 1;
        let empty = (0..filled.len()).map(|i| {
            let (x, y) = (i % squares[0], i / squares[0]);
            let rows = y.saturating_sub(reach)..(y + reach + 1).min(squares[1]);
            let columns = x.saturating_sub(reach)..(x + reach + 1).min(squares[0]);
            !rows.into_iter().any(|row| columns.clone().any(|column| filled[row * squares[0] + column]))
        });
        Plate { size, pixels, near, near_size, empty: empty.collect(), squares }
    }

    /// What a camera in a pose sees of the layer at a place of the window: colour weighted by cover, and cover.
    #[inline]
    pub fn through(&self, at: [f32; 2], pose: &Pose, aim: [f32; 2]) -> [f32; 4] {
        let height = self.size[1] as f32;
        let x = ((at[0] * height + self.size[0] as f32 * 0.5).max(0.0) as usize / SQUARE)
            .min(self.squares[0] - 1);
        let y = (((at[1] + 0.5) * height).max(0.0) as usize / SQUARE).min(self.squares[1] - 1);
        if self.empty[y * self.squares[0] + x] {
            return [0.0; 4];
        }
        self.colour(self.seen(at, pose, aim))
    }

    /// The place on the layer that a camera in a pose sees at a place of the window; both are picture heights from
    /// the canvas's middle. `aim` is what the camera moves towards.
    #[inline]
    pub fn seen(&self, at: [f32; 2], pose: &Pose, aim: [f32; 2]) -> [f32; 2] {
        let push = [0, 1].map(|k| pose.shift[k] - (at[k] - aim[k]) * pose.approach);
        if push == [0.0; 2] {
            return at;
        }
        let mut place = at;
        for _ in 0..ROUNDS {
            let by = self.nearness(place) - pose.held;
            let next = [at[0] + push[0] * by, at[1] + push[1] * by];
            let moved = (next[0] - place[0]).abs() + (next[1] - place[1]).abs();
            place = next;
            if moved < FOUND {
                break;
            }
        }
        place
    }

    /// How near a place is.
    #[inline]
    pub fn nearness(&self, place: [f32; 2]) -> f32 {
        let [w, h] = self.near_size;
        let x = (place[0] * h as f32 + w as f32 * 0.5 - 0.5).clamp(0.0, (w as f32 - 1.001).max(0.0));
        let y = ((place[1] + 0.5) * h as f32 - 0.5).clamp(0.0, (h as f32 - 1.001).max(0.0));
        let (ix, iy) = (x as usize, y as usize);
        let (fx, fy) = (x - ix as f32, y - iy as f32);
        let i = iy * w + ix;
        let (right, down) = (usize::from(ix + 1 < w), if iy + 1 < h { w } else { 0 });
        let top = self.near[i] + (self.near[i + right] - self.near[i]) * fx;
        let low = self.near[i + down] + (self.near[i + down + right] - self.near[i + down]) * fx;
        top + (low - top) * fy
    }

    /// Colour weighted by cover, and cover, at a place.
    #[inline]
    pub fn colour(&self, place: [f32; 2]) -> [f32; 4] {
        between(&self.pixels, self.size, place)
    }
}

/// A value between four pixels, edges repeated; the place is in picture heights from the middle.
#[inline]
pub(crate) fn between<const N: usize>(pixels: &[[f32; N]], [w, h]: [usize; 2], place: [f32; 2]) -> [f32; N] {
    let at = [place[0] * h as f32 + w as f32 * 0.5, (place[1] + 0.5) * h as f32];
    between_pixels(pixels, [w, h], at)
}

/// The same at a place in pixels.
#[inline]
pub(crate) fn between_pixels<const N: usize>(
    pixels: &[[f32; N]],
    [w, h]: [usize; 2],
    at: [f32; 2],
) -> [f32; N] {
    let x = (at[0] - 0.5).clamp(0.0, (w as f32 - 1.001).max(0.0));
    let y = (at[1] - 0.5).clamp(0.0, (h as f32 - 1.001).max(0.0));
    let (ix, iy) = (x as usize, y as usize);
    let (fx, fy) = (x - ix as f32, y - iy as f32);
    let i = iy * w + ix;
    let (right, down) = (usize::from(ix + 1 < w), if iy + 1 < h { w } else { 0 });
    let (a, b) = (&pixels[i], &pixels[i + right]);
    let (c, d) = (&pixels[i + down], &pixels[i + down + right]);
    let (wa, wb, wc, wd) = ((1.0 - fx) * (1.0 - fy), fx * (1.0 - fy), (1.0 - fx) * fy, fx * fy);
    std::array::from_fn(|k| a[k] * wa + b[k] * wb + c[k] * wc + d[k] * wd)
}

/// Values at half the size by their weights, those without any continued from around.
fn halved(
    [w, h]: [usize; 2],
    value: impl Fn(usize) -> f32 + Sync,
    weight: impl Fn(usize) -> f32 + Sync,
) -> (Vec<f32>, [usize; 2]) {
    let size = [w.div_ceil(2), h.div_ceil(2)];
    let pairs: Vec<[f32; 2]> = (0..size[0] * size[1])
        .into_par_iter()
        .map(|i| {
            let (x, y) = (i % size[0] * 2, i / size[0] * 2);
            let mut sum = [0.0; 2];
            for (px, py) in [(x, y), (x + 1, y), (x, y + 1), (x + 1, y + 1)] {
                let at = py.min(h - 1) * w + px.min(w - 1);
                let weight = weight(at);
                sum = [sum[0] + value(at) * weight, sum[1] + weight];
            }
            [sum[0] / 4.0, sum[1] / 4.0]
        })
        .collect();
    (continued(pairs, size), size)
}

/// Values (weighted by their weight, and the weight) where there is weight, elsewhere those of ever larger
/// surroundings: each halving of the size fills what the last left empty.
pub(crate) fn continued(pairs: Vec<[f32; 2]>, size: [usize; 2]) -> Vec<f32> {
    filled(&pairs, size).iter().map(|pair| pair[0]).collect()
}

/// The same for any number of values, the last of which is the weight.
pub(crate) fn filled<const N: usize>(pixels: &[[f32; N]], [w, h]: [usize; 2]) -> Vec<[f32; N]> {
    let whole = |p: &[f32; N]| p[N - 1] >= 0.999;
    if pixels.iter().all(whole) || w.min(h) <= 1 && w.max(h) <= 1 {
        return pixels.iter().map(unweighted).collect();
    }
    let small_size = [w.div_ceil(2), h.div_ceil(2)];
    let mut small = vec![[0.0; N]; small_size[0] * small_size[1]];
    for (i, out) in small.iter_mut().enumerate() {
        let (x, y) = (i % small_size[0] * 2, i / small_size[0] * 2);
        let mut sum = [0.0; N];
        for (px, py) in [(x, y), (x + 1, y), (x, y + 1), (x + 1, y + 1)] {
            if px < w && py < h {
                for (total, value) in sum.iter_mut().zip(&pixels[py * w + px]) {
                    *total += value;
                }
            }
        }
        // What has any weight has the whole of it one size smaller: edges count as much as insides.
        let weight = sum[N - 1];
        if weight > 1e-4 {
            *out = sum.map(|v| v / weight.max(1.0));
        }
    }
    let small = filled(&small, small_size);
    let around = |i: usize| {
        let place = [(i % w) as f32 + 0.5 - w as f32 * 0.5, (i / w) as f32 + 0.5];
        between(&small, small_size, [place[0] / h as f32, place[1] / h as f32 - 0.5])
    };
    let mix = |i: usize, p: &[f32; N]| {
        let weight = p[N - 1].clamp(0.0, 1.0);
        if weight >= 0.999 {
            return unweighted(p);
        }
        let around = around(i);
        std::array::from_fn(|k| if k == N - 1 { 1.0 } else { p[k] + around[k] * (1.0 - weight) })
    };
    pixels.iter().enumerate().map(|(i, p)| mix(i, p)).collect()
}

fn unweighted<const N: usize>(p: &[f32; N]) -> [f32; N] {
    let weight = p[N - 1];
    let mut out = p.map(|v| if weight > 1e-6 { v / weight } else { 0.0 });
    out[N - 1] = 1.0;
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_are_filled_from_around_and_what_is_there_stays() {
        let mut pixels = vec![[0.5_f32, 1.0]; 64];
        for i in [27, 28, 35, 36] {
            pixels[i] = [0.0, 0.0];
        }
        pixels[0] = [0.9, 1.0];
        let filled = filled(&pixels, [8, 8]);
        assert!(filled.iter().all(|p| p[1] == 1.0));
        assert!((filled[27][0] - 0.5).abs() < 0.1, "{:?}", filled[27]);
        assert!((filled[0][0] - 0.9).abs() < 1e-6);
    }

    #[test]
    fn a_moved_camera_shifts_what_is_near_and_leaves_what_is_far() {
        let size = [64, 64];
        let pixels = vec![[1.0; 4]; 64 * 64];
        let near: Vec<f32> = (0..64 * 64).map(|i| if i / 64 < 32 { 0.0 } else { 1.0 }).collect();
        let plate = Plate::by_nearness(size, pixels, &near);
        let pose = Pose { zoom: 1.0, centre: [0.0; 2], shift: [0.05, 0.0], approach: 0.0, held: 0.0 };
        let far = plate.seen([0.1, -0.3], &pose, [0.0; 2]);
        let close = plate.seen([0.1, 0.3], &pose, [0.0; 2]);
        assert!((far[0] - 0.1).abs() < 1e-4 && (close[0] - 0.15).abs() < 1e-3, "{far:?} {close:?}");
    }
}
