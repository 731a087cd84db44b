//! How likely a picture is not safe for work: Yahoo's open_nsfw, where its file was fetched.
//!
//! The network was trained on photographs and knows nudity and sex, nothing else: neither violence nor hate nor
//! anybody's age, and drawings less well. Its makers take scores below 0.2 for safe, above 0.8 for not.
//!
//! It reads a picture of 256 × 256, of which the middle 224 × 224, as blue, green and red less the means of what it
//! was trained with (the file's own package does the same in its `preprocessing.py`, after a passage through JPEG
//! that is left out here).

use weights::Folder;

use super::fetched::Fetched;
use crate::StudioError;
use crate::edit::raster::shrink;
use crate::engine::Input;

/// The pack that the network comes in.
pub const PACK: &str = "open-nsfw";

const READ_SIDE: usize = 256;
const SIDE: usize = 224;
/// Of blue, green and red.
const MEANS: [f32; 3] = [104.0, 117.0, 123.0];

/// Judges pictures.
pub struct Judge(Fetched);

impl Judge {
    /// A judge whose network is looked for in a folder of packs, which need not exist.
    #[must_use]
    pub fn new(folder: Option<Folder>, threads: usize, on_thread_start: fn()) -> Judge {
        Judge(Fetched::new(folder, PACK, "model.onnx", threads, on_thread_start))
    }

    /// Whether its file lies there; quick.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.0.is_there()
    }

    /// The score of a picture (sRGB bytes), 0 to 1; `None` where the network was never fetched.
    ///
    /// # Errors
    /// [`StudioError::Engine`] when the file is another than the one that was chosen, or the network fails.
    pub fn score(&self, rgb: &[u8], size: [usize; 2]) -> Result<Option<f32>, StudioError> {
        let Some(network) = self.0.get()? else { return Ok(None) };
        let (shape, answer) =
            network.run(&[Input { shape: &[1, SIDE, SIDE, 3], values: &input(rgb, size) }])?;
        match answer.as_slice() {
            [_, unsafe_share] if unsafe_share.is_finite() => Ok(Some(unsafe_share.clamp(0.0, 1.0))),
            _ => Err(StudioError::Engine(format!("the judging network answered with shape {shape:?}"))),
        }
    }
}

fn input(rgb: &[u8], size: [usize; 2]) -> Vec<f32> {
    let read = shrink(rgb, size, [READ_SIDE, READ_SIDE]);
    let edge = (READ_SIDE - SIDE) / 2;
    let mut input = Vec::with_capacity(3 * SIDE * SIDE);
    for row in read.chunks_exact(3 * READ_SIDE).skip(edge).take(SIDE) {
        for pixel in row.chunks_exact(3).skip(edge).take(SIDE) {
            input.extend([2, 1, 0].iter().zip(MEANS).map(|(channel, mean)| pixel[*channel] * 255.0 - mean));
        }
    }
    input
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_read_as_blue_green_and_red_less_their_means() {
        let input = input(&[10, 20, 30], [1, 1]);
        assert_eq!(input.len(), 3 * SIDE * SIDE);
        for (value, expected) in input.iter().zip([30.0 - 104.0, 20.0 - 117.0, 10.0 - 123.0]) {
            assert!((value - expected).abs() < 1e-3, "{value} instead of {expected}");
        }
        // Left half red, right half blue: what is cut off at both sides is the same.
        let halves = [[255, 0, 0].repeat(128), [0, 0, 255].repeat(128)].concat().repeat(256);
        let seen = super::input(&halves, [256, 256]);
        let reddish = seen.chunks_exact(3).filter(|pixel| pixel[2] > 0.0).count();
        assert_eq!(reddish, SIDE * SIDE / 2);
    }

    #[test]
    fn nothing_is_judged_without_the_file() {
        let nowhere = tempfile::tempdir().unwrap();
        for folder in [None, Some(Folder::at(nowhere.path()))] {
            let judge = Judge::new(folder, 1, || {});
            assert!(!judge.is_there() && judge.score(&[0; 3], [1, 1]).unwrap().is_none());
        }
    }
}
