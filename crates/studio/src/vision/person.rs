//! Where people are: the matte of a small network.
//!
//! The network answers at 256 × 256; [`matting`] brings that to the picture's own edges.

use super::matting::{self, Coarse, Matte};
use crate::StudioError;
use crate::edit::raster::shrink;
use crate::engine::Input;
use crate::vision::Networks;

const SIDE: usize = 256;
/// Mean values below which a picture is dark, 0 to 1.
const DARK: f32 = 0.35;

/// The matte of the people in a picture (sRGB bytes).
///
/// # Errors
/// [`StudioError::Engine`] when the network fails.
pub fn matte(networks: &Networks, rgb: &[u8], size: [usize; 2]) -> Result<Matte, StudioError> {
    let mut input = shrink(rgb, size, [SIDE, SIDE]);
    lighten(&mut input);
    let given = Input { shape: &[1, SIDE, SIDE, 3], values: &input };
    let (shape, coarse) = networks.person()?.run(&[given])?;
    if shape != [1, SIDE, SIDE, 1] {
        return Err(StudioError::Engine(format!("the person network answered with shape {shape:?}")));
    }
    Ok(matting::refined(rgb, size, &Coarse { values: &coarse, side: SIDE, sure: [0.24, 0.8] }))
}

/// Brings a dark picture to the light the network has learned from: people are found at night as by day.
fn lighten(values: &mut [f32]) {
    let mean = values.iter().sum::<f32>() / values.len().max(1) as f32;
    if mean > 0.01 && mean < DARK {
        let power = DARK.ln() / mean.ln();
        values.iter_mut().for_each(|value| *value = value.powf(power));
    }
}
