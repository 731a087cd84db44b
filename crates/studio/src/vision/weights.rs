//! The weights the binary carries, each with the hash of the file that was looked at and chosen.
//!
//! A file that was swapped or damaged is named and never loaded: a network with other weights would
//! answer with a picture all the same, only with a wrong one.

use std::sync::OnceLock;

use sha2::{Digest, Sha256};

use crate::StudioError;
use crate::engine::Network;

/// One file of weights; see models/NOTICE for origin and licence.
pub struct Weights {
    /// The file's name, for people.
    pub name: &'static str,
    /// The file.
    pub onnx: &'static [u8],
    /// The hash of the file that was chosen, in lower-case hexadecimal digits.
    pub sha256: &'static str,
}

macro_rules! weights {
    ($file:literal, $hash:literal) => {
        Weights { name: $file, onnx: include_bytes!(concat!("../../models/", $file)), sha256: $hash }
    };
}

static ENLARGE: Weights =
    weights!("animevideov3x4.onnx", "d525e5b2003f9128d62a6008c163cf75bccdc7f5e22c71a66261568b5c3291d6");
static PERSON: Weights =
    weights!("selfie_segmentation.onnx", "1ee5b48c6018e7204fc463aa5a8b1b93659d55f6b5e5dac814d2325047f24c45");
static FACE: Weights = weights!(
    "face_detection_short_range.onnx",
    "2c81350066fa0f126c9fac32de9802b9689217e83b3235225e3b3fec45b880ef"
);
static MANNER: Weights =
    weights!("arbitrary_predict.onnx", "cf801d94b7c4c8312ad97a4aacbea60a164d4efefa1ef5e7ac839be0f54bc27d");
static REPAINT: Weights =
    weights!("arbitrary_transform.onnx", "dc8c2cacc5026f7d488fddee231b257f19117ebf1c463b2cb7e58cc35233b937");
static MESH: Weights =
    weights!("face_landmark.onnx", "b0f6a9a0dacbddac4855cc6f0bd235d35e2890e94a66ab3f93f6e2359e2a99b0");
pub(super) static PAINTINGS: Weights =
    weights!("multistyle26.onnx", "0a2a0c9436a935cd1d4279cd06e171475b06222cb37c8c8d4afc53a9a7a1885e");

impl Weights {
    /// Loads the network when the file is the one that was chosen.
    ///
    /// # Errors
    /// [`StudioError::Engine`] naming the file when its hash is another or it cannot be understood.
    pub fn load(&self, threads: usize, on_thread_start: fn()) -> Result<Network, StudioError> {
        let found =
            Sha256::digest(self.onnx).iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        if found != self.sha256 {
            return Err(StudioError::Engine(format!(
                "the weights {} are not the ones that were chosen (their hash begins with {} instead of {}) and were not loaded",
                self.name,
                &found[..8],
                &self.sha256[..8]
            )));
        }
        Network::load(self.onnx.to_vec(), threads, on_thread_start)
    }
}

type Slot = OnceLock<Result<Network, String>>;

/// The networks that change pictures, each loaded when it is first needed and kept.
pub struct Networks {
    threads: usize,
    on_thread_start: fn(),
    slots: [Slot; 6],
}

impl Networks {
    /// Networks that will run on this many threads, each of which calls `on_thread_start` first.
    pub fn new(threads: usize, on_thread_start: fn()) -> Networks {
        Networks { threads, on_thread_start, slots: Default::default() }
    }

    fn get(&self, slot: usize, weights: &Weights) -> Result<&Network, StudioError> {
        let load = || weights.load(self.threads, self.on_thread_start).map_err(|error| error.to_string());
        self.slots[slot].get_or_init(load).as_ref().map_err(|error| StudioError::Engine(error.clone()))
    }

    pub(super) fn enlarge(&self) -> Result<&Network, StudioError> {
        self.get(0, &ENLARGE)
    }

    pub(super) fn person(&self) -> Result<&Network, StudioError> {
        self.get(1, &PERSON)
    }

    pub(super) fn face(&self) -> Result<&Network, StudioError> {
        self.get(2, &FACE)
    }

    pub(super) fn manner(&self) -> Result<&Network, StudioError> {
        self.get(3, &MANNER)
    }

    pub(super) fn repaint(&self) -> Result<&Network, StudioError> {
        self.get(4, &REPAINT)
    }

    pub(super) fn mesh(&self) -> Result<&Network, StudioError> {
        self.get(5, &MESH)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_the_one_that_was_chosen_and_runs() {
        for weights in [&ENLARGE, &PERSON, &FACE, &MANNER, &REPAINT, &MESH, &PAINTINGS] {
            assert!(weights.load(1, || {}).is_ok(), "{}", weights.name);
        }
    }

    #[test]
    fn swapped_and_cut_files_are_named_and_not_loaded() {
        let swapped = Weights { onnx: FACE.onnx, ..PERSON };
        let cut = Weights { onnx: &PERSON.onnx[..1000], ..PERSON };
        for wrong in [swapped, cut] {
            let Err(StudioError::Engine(message)) = wrong.load(1, || {}) else { panic!("it was loaded") };
            assert!(message.contains("selfie_segmentation.onnx"), "{message}");
        }
    }
}
