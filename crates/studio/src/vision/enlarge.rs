//! Four times as wide and high, in tiles.
//!
//! The network sees 18 pixels to each side of a pixel (its eighteen 3 × 3 layers), so each tile is given that
//! much of its surroundings where there are any, and the tiles meet without a seam: a tile's pixels are the
//! ones a single pass over the whole picture would have made.

use crate::StudioError;
use crate::engine::Input;
use crate::vision::Networks;

/// How many times as wide and high.
pub const FACTOR: usize = 4;
/// Pixels of a tile's side, without its surroundings: smaller ones stop sooner, and do more work twice.
pub const TILE: usize = 256;
/// Pixels of surroundings that a tile is given on each side where the picture goes on.
pub const MARGIN: usize = 18;

/// A piece of the picture: left, top, width and height in pixels.
pub type Piece = [usize; 4];

/// The tiles that cover a picture, row by row.
pub fn tiles(size: [usize; 2], side: usize) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for y in (0..size[1]).step_by(side) {
        for x in (0..size[0]).step_by(side) {
            pieces.push([x, y, side.min(size[0] - x), side.min(size[1] - y)]);
        }
    }
    pieces
}

/// One tile of a picture (sRGB bytes), four times as wide and high, as bytes.
///
/// # Errors
/// [`StudioError::Engine`] when the network fails.
pub fn tile(networks: &Networks, rgb: &[u8], size: [usize; 2], piece: Piece) -> Result<Vec<u8>, StudioError> {
    let [x, y, w, h] = piece;
    let [left, top] = [x, y].map(|at| at.min(MARGIN));
    let (gw, gh) = ((x + w + MARGIN).min(size[0]) - (x - left), (y + h + MARGIN).min(size[1]) - (y - top));
    let mut planes = vec![0.0; 3 * gw * gh];
    for gy in 0..gh {
        for gx in 0..gw {
            let from = 3 * ((y - top + gy) * size[0] + x - left + gx);
            for c in 0..3 {
                planes[c * gw * gh + gy * gw + gx] = f32::from(rgb[from + c]) / 255.0;
            }
        }
    }
    let input = Input { shape: &[1, 3, gh, gw], values: &planes };
    let (shape, values) = networks.enlarge()?.run(&[input])?;
    let (ow, oh) = (gw * FACTOR, gh * FACTOR);
    if shape != [1, 3, oh, ow] {
        return Err(StudioError::Engine(format!("the enlarging network answered with shape {shape:?}")));
    }
    let mut out = Vec::with_capacity(3 * w * h * FACTOR * FACTOR);
    for ty in 0..h * FACTOR {
        for tx in 0..w * FACTOR {
            let at = (ty + top * FACTOR) * ow + tx + left * FACTOR;
            out.extend([0, 1, 2].map(|c| (values[c * ow * oh + at] * 255.0 + 0.5).clamp(0.0, 255.0) as u8));
        }
    }
    Ok(out)
}
