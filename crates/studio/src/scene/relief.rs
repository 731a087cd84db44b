//! The land's heights kept on a grid, for the rays that look for shadows.
//!
//! A shadow ray asks for the height of the land at seven places, and the formula for one height is
//! dozens of noise values. Shadows have soft edges, so a coarse table serves them: its columns are
//! even steps of the slope x / z (as screen columns are), its rows even steps of the distance's
//! floating-point bits, which are 64 steps in each doubling. Both grow with distance as a pixel does,
//! so the table is as fine far away as it is near, and finding a place in it needs no logarithm.

use rayon::prelude::*;

use super::terrain::{FAR, Land};

/// Slope between two columns.
const SPACING: f32 = 1.0 / 256.0;
/// Slope covered beyond the picture's edges, for rays that leave it.
const MARGIN: f32 = 0.36;
/// Bits of the distance below one row: 2^(23 − 17) = 64 rows in each doubling.
const SHIFT: u32 = 17;
/// Distance of the first row, metres.
const NEAREST: f32 = 1.0;

/// Rows measured between two questions whether to stop.
const BAND: usize = 16;

/// Heights over slope and distance.
pub struct Relief {
    heights: Vec<f32>,
    columns: usize,
    rows: usize,
    left: f32,
}

impl Relief {
    /// Measures the land seen by a picture this wide (`half`: half its width in picture heights)
    /// through this lens; unfinished when `stop` says so.
    pub fn new(land: &Land, half: f32, lens: f32, stop: &(dyn Fn() -> bool + Sync)) -> Relief {
        let left = -(half / lens + MARGIN);
        let columns = (-2.0 * left / SPACING).ceil() as usize + 2;
        let rows = ((FAR.to_bits() - NEAREST.to_bits()) >> SHIFT) as usize + 2;
        let mut heights = vec![0.0; columns * rows];
        heights.par_chunks_mut(columns * BAND).enumerate().for_each(|(band, part)| {
            if stop() {
                return;
            }
            for (i, row) in part.chunks_mut(columns).enumerate() {
                let z = f32::from_bits(NEAREST.to_bits() + (((band * BAND + i) as u32) << SHIFT));
                for (k, height) in row.iter_mut().enumerate() {
                    let slope = left + k as f32 * SPACING;
                    *height = land.height(slope * z, z, (z * 0.0042).max(0.3));
                }
            }
        });
        Relief { heights, columns, rows, left }
    }

    /// Height at a place, metres; outside the table the nearest place in it.
    #[inline]
    pub fn height(&self, x: f32, z: f32) -> f32 {
        let z = z.clamp(NEAREST, FAR);
        let bits = z.to_bits() - NEAREST.to_bits();
        let row = ((bits >> SHIFT) as usize).min(self.rows - 2);
        let down = (bits & ((1 << SHIFT) - 1)) as f32 / (1 << SHIFT) as f32;
        let across = ((x / z - self.left) / SPACING).clamp(0.0, self.columns as f32 - 1.001);
        let column = across as usize;
        let right = across - column as f32;
        let i = row * self.columns + column;
        let far = &self.heights[i + self.columns..i + self.columns + 2];
        let near = &self.heights[i..i + 2];
        let near = near[0] + (near[1] - near[0]) * right;
        let far = far[0] + (far[1] - far[0]) * right;
        near + (far - near) * down
    }
}
