//! What stands out from its background, whatever it is: the matte of ISNet (Qin and others, "Highly accurate
//! dichotomous image segmentation", 2022), where its file was fetched.
//!
//! The network looks at the whole picture at 1024 × 1024, whatever its shape, and takes seconds. It cannot be
//! stopped on the way: who cancels is answered at once, the processor is busy until the network has ended.

use weights::Folder;

use super::fetched::Fetched;
use super::matting::{self, Coarse, Matte};
use crate::StudioError;
use crate::edit::raster::shrink;
use crate::engine::{Input, Network};

/// The pack that the network comes in, and its file.
const PACK: &str = "isnet";
const FILE: &str = "model.onnx";

const SIDE: usize = 1024;
/// What it was trained with: bytes less this, divided by the other.
const MEAN: f32 = 128.0;
const SPREAD: f32 = 256.0;

/// The network of a folder of packs; nothing is read yet.
pub fn network(folder: Option<Folder>, threads: usize, on_thread_start: fn()) -> Fetched {
    Fetched::new(folder, PACK, FILE, threads, on_thread_start)
}

/// The matte of what stands out in a picture (sRGB bytes).
///
/// # Errors
/// [`StudioError::Engine`] when the network fails.
pub fn matte(network: &Network, rgb: &[u8], size: [usize; 2]) -> Result<Matte, StudioError> {
    let small = shrink(rgb, size, [SIDE, SIDE]);
    let pixels = SIDE * SIDE;
    let mut input = vec![0.0; 3 * pixels];
    for (i, pixel) in small.chunks_exact(3).enumerate() {
        for (c, value) in pixel.iter().enumerate() {
            input[c * pixels + i] = (value * 255.0 - MEAN) / SPREAD;
        }
    }
    let given = Input { shape: &[1, 3, SIDE, SIDE], values: &input };
    let (shape, coarse) = network.run(&[given])?;
    if shape != [1, 1, SIDE, SIDE] || coarse.iter().any(|value| !value.is_finite()) {
        return Err(StudioError::Engine(format!(
            "the network that cuts out answered with shape {shape:?}, or with no numbers"
        )));
    }
    Ok(matting::refined(rgb, size, &Coarse { values: &coarse, side: SIDE, sure: [0.04, 0.96] }))
}
