//! Any picture as a style: one network reads its manner as a hundred numbers, another repaints with them.
//!
//! The second works on 384 × 384 pixels; a picture of another shape is squeezed into them and back, and
//! gets the fine light and dark of its full size afterwards (see [`super::style`]).

use crate::StudioError;
use crate::edit::raster::shrink;
use crate::engine::Input;
use crate::vision::Networks;

/// Sides of what the first network looks at.
const MANNER_SIDE: usize = 256;
/// Sides of what the second network paints.
pub const CANVAS_SIDE: usize = 384;

/// The manner of a picture (sRGB bytes).
///
/// # Errors
/// [`StudioError::Engine`] when the network fails.
pub fn manner(networks: &Networks, rgb: &[u8], size: [usize; 2]) -> Result<Vec<f32>, StudioError> {
    let values = shrink(rgb, size, [MANNER_SIDE, MANNER_SIDE]);
    let given = Input { shape: &[1, MANNER_SIDE, MANNER_SIDE, 3], values: &values };
    Ok(networks.manner()?.run(&[given])?.1)
}

/// A picture in a manner: planes of red, green, blue in 0..1, 384 pixels wide and high.
///
/// # Errors
/// [`StudioError::Engine`] when the network fails.
pub fn repaint(
    networks: &Networks,
    rgb: &[u8],
    size: [usize; 2],
    manner: &[f32],
) -> Result<Vec<f32>, StudioError> {
    let values = shrink(rgb, size, [CANVAS_SIDE, CANVAS_SIDE]);
    let picture = Input { shape: &[1, CANVAS_SIDE, CANVAS_SIDE, 3], values: &values };
    let style = Input { shape: &[1, 1, 1, manner.len()], values: manner };
    let (shape, painted) = networks.repaint()?.run(&[picture, style])?;
    if shape != [1, CANVAS_SIDE, CANVAS_SIDE, 3] {
        return Err(StudioError::Engine(format!("the repainting network answered with shape {shape:?}")));
    }
    Ok((0..3).flat_map(|c| painted.iter().skip(c).step_by(3).copied()).collect())
}
