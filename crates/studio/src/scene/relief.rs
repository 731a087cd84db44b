//! The land's heights kept on a grid, for the rays that look for shadows.
//!
//! A shadow ray asks for the height of the land at seven places, and the formula for one height is
//! dozens of noise values. Shadows have soft edges, so a coarse table serves them: its columns are
//! even steps of the slope x / z (as screen columns are), its rows even steps of the distance's
//! floating-point bits, which are 64 steps in each doubling. Both grow with distance as a pixel does,
//! so the table is as fine far away as it is near, and finding a place in it needs no logarithm. Most of it is never
//! asked for (land behind land, and what lies nearer than the picture's lower edge), so places are measured on demand.

use std::sync::atomic::{AtomicU32, Ordering};

use super::terrain::{FAR, Land};

/// Slope between two columns.
const SPACING: f32 = 1.0 / 256.0;
/// Slope covered beyond the picture's edges, for rays that leave it.
const MARGIN: f32 = 0.36;
/// Bits of the distance below one row: 2^(23 − 17) = 64 rows in each doubling.
const SHIFT: u32 = 17;
/// Distance of the first row, metres.
const NEAREST: f32 = 1.0;
/// The bits of a height that nobody has asked for yet: no number.
const UNKNOWN: u32 = u32::MAX;

/// Heights over slope and distance, each measured when a ray first asks for it.
pub struct Relief<'a> {
    land: &'a Land,
    heights: Vec<AtomicU32>,
    columns: usize,
    rows: usize,
    left: f32,
}

impl<'a> Relief<'a> {
    /// A table for the land seen by a picture this wide (`half`: half its width in picture heights) through this lens.
    pub fn new(land: &'a Land, half: f32, lens: f32) -> Relief<'a> {
        let left = -(half / lens + MARGIN);
        let columns = (-2.0 * left / SPACING).ceil() as usize + 2;
        let rows = ((FAR.to_bits() - NEAREST.to_bits()) >> SHIFT) as usize + 2;
        let heights = std::iter::repeat_with(|| AtomicU32::new(UNKNOWN)).take(columns * rows).collect();
        Relief { land, heights, columns, rows, left }
    }

    /// The height at a place of the table. Threads that ask at once measure the same, so none has to wait.
    #[inline]
    fn entry(&self, column: usize, row: usize) -> f32 {
        let kept = &self.heights[row * self.columns + column];
        match kept.load(Ordering::Relaxed) {
            UNKNOWN => {
                let height = self.measured(column, row);
                kept.store(height.to_bits(), Ordering::Relaxed);
                height
            }
            bits => f32::from_bits(bits),
        }
    }

    #[cold]
    fn measured(&self, column: usize, row: usize) -> f32 {
        let z = f32::from_bits(NEAREST.to_bits() + ((row as u32) << SHIFT));
        let slope = self.left + column as f32 * SPACING;
        self.land.height(slope * z, z, (z * 0.0042).max(0.3))
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
        let at_row = |row: usize| {
            let (left, next) = (self.entry(column, row), self.entry(column + 1, row));
            left + (next - left) * right
        };
        let (near, far) = (at_row(row), at_row(row + 1));
        near + (far - near) * down
    }
}
