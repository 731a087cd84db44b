//! A neural voice: Piper's network, run on this machine.
//!
//! ```text
//! clause ─espeak-ng─▶ phonemes ─▶ numbers ─▶ network ─▶ samples
//!                        │                      └─▶ how long each phoneme lasts ─▶ where words end
//!                        └─ spaces ────────────────────────────────────────────────────┘
//! ```
//!
//! The network was trained on the phonemes of espeak-ng, so that program still says how words are pronounced; it
//! says nothing aloud. The network computes how long each phoneme lasts on its way to the sound; both are asked for
//! in one run, because lengths have a random part and another run has others. Its file and settings are a pack that
//! is fetched ([`weights`]), as the voice's maker publishes them: `voice.onnx` and `voice.json`.

use std::{collections::HashMap, path::PathBuf, process::Command};

use serde::Deserialize;

use super::{
    Utterance, Voice,
    pieces::word_ends,
    script::Clause,
    system::{PROGRAM, run},
};
use crate::{
    StudioError, Watch,
    engine::{Named, Network, Values},
    program,
};

/// The value inside the network that tells how many frames each phoneme lasts.
const FRAMES: &str = "/Ceil_output_0";
/// Samples of a frame.
const SAMPLES_A_FRAME: usize = 256;
/// Between all phonemes.
const BETWEEN: &str = "_";
/// Before the first and after the last phoneme.
const ENDS: [&str; 2] = ["^", "$"];
/// Phonemes said at once at most. A clause has forty words, some 250 phonemes.
const PHONEMES_MAX: usize = 1_000;

/// What the voice's maker says of it.
#[derive(Debug, Deserialize)]
struct Settings {
    audio: Audio,
    espeak: Espeak,
    inference: Inference,
    phoneme_id_map: HashMap<String, Vec<i32>>,
}

#[derive(Debug, Deserialize)]
struct Audio {
    sample_rate: u32,
}

#[derive(Debug, Deserialize)]
struct Espeak {
    voice: String,
}

/// How freely it speaks: variation of the sound, its slowness, variation of lengths.
#[derive(Debug, Deserialize)]
struct Inference {
    noise_scale: f32,
    length_scale: f32,
    noise_w: f32,
}

/// A loaded voice.
pub struct Piper {
    name: String,
    network: Network,
    settings: Settings,
    espeak: PathBuf,
}

impl Piper {
    /// Loads a voice from its files; each of its threads calls `on_thread_start` first. Takes some tenths of a second.
    ///
    /// # Errors
    /// [`StudioError::Engine`] when a file cannot be understood, [`StudioError::Invalid`] without espeak-ng.
    pub fn load(
        name: &str,
        onnx: Vec<u8>,
        settings: &[u8],
        threads: usize,
        on_thread_start: fn(),
    ) -> Result<Piper, StudioError> {
        let settings: Settings = serde_json::from_slice(settings)
            .map_err(|error| StudioError::Engine(format!("the settings of the voice {name}: {error}")))?;
        let is_plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        if !is_plain(&settings.espeak.voice) || settings.audio.sample_rate == 0 {
            return Err(StudioError::Engine(format!("the settings of the voice {name} make no sense")));
        }
        let espeak = program::on_path(PROGRAM).ok_or_else(|| {
            StudioError::Invalid(format!(
                "The voice {name} needs {0} to know how words are pronounced: apt-get install {0} (Debian, Ubuntu) \
                 or brew install {0} (macOS).",
                PROGRAM
            ))
        })?;
        let network = Network::load(onnx, threads, on_thread_start)?;
        Ok(Piper { name: name.to_owned(), network, settings, espeak })
    }

    /// How a clause is pronounced, as the international phonetic alphabet writes it.
    fn phonemes(&self, clause: &Clause, watch: &dyn Watch) -> Result<String, StudioError> {
        let mut command = Command::new(&self.espeak);
        command.args(["-q", "--ipa", "-v", &self.settings.espeak.voice, "-b", "1", "--stdin"]);
        let written = run(command, clause.said().into_bytes(), &|| watch.cancelled())?;
        let lines = String::from_utf8_lossy(&written);
        let mut phonemes = lines.split_whitespace().collect::<Vec<_>>().join(" ");
        // espeak-ng keeps the sign that ends a clause to itself, and the network raises and lowers its tone by it.
        phonemes.extend(clause.said().chars().last().filter(|sign| ".,;:!?".contains(*sign)));
        Ok(phonemes)
    }

    /// The numbers the network knows phonemes by, and for each which phoneme it belongs to; those it does not know
    /// are left out.
    fn numbered(&self, phonemes: &str) -> (Vec<i32>, Vec<usize>) {
        let known = |sign: &str| self.settings.phoneme_id_map.get(sign).cloned().unwrap_or_default();
        let (mut numbers, mut belongs) = (Vec::new(), Vec::new());
        let mut push = |signs: [&str; 2], to: usize| {
            let added: Vec<i32> = signs.into_iter().flat_map(known).collect();
            belongs.extend(added.iter().map(|_| to));
            numbers.extend(added);
        };
        push([ENDS[0], BETWEEN], 0);
        let mut buffer = [0; 4];
        let count = phonemes.chars().count();
        for (index, phoneme) in phonemes.chars().enumerate() {
            let sign: &str = phoneme.encode_utf8(&mut buffer);
            if self.settings.phoneme_id_map.contains_key(sign) {
                push([sign, BETWEEN], index);
            }
        }
        push([ENDS[1], ""], count.saturating_sub(1));
        (numbers, belongs)
    }
}

impl Voice for Piper {
    fn name(&self) -> String {
        format!("Piper, {}", self.name)
    }

    fn say(&self, clause: &Clause, speed: f32, watch: &dyn Watch) -> Result<Utterance, StudioError> {
        let phonemes: String = self.phonemes(clause, watch)?.chars().take(PHONEMES_MAX).collect();
        let (numbers, belongs) = self.numbered(&phonemes);
        let how = &self.settings.inference;
        let length = [i32::try_from(numbers.len()).unwrap_or(i32::MAX)];
        let inputs = [
            Named { name: "input", shape: &[1, numbers.len()], values: Values::Whole(&numbers) },
            Named { name: "input_lengths", shape: &[1], values: Values::Whole(&length) },
            Named {
                name: "scales",
                shape: &[3],
                values: Values::Floats(&[how.noise_scale, how.length_scale / speed, how.noise_w]),
            },
        ];
        let mut answers = self.network.run_named(&inputs, &["output", FRAMES])?;
        if watch.cancelled() {
            return Err(StudioError::Cancelled);
        }
        let (Some((_, frames)), Some((_, samples))) = (answers.pop(), answers.pop()) else {
            return Err(StudioError::Engine("the voice gave no sound".to_owned()));
        };
        if frames.len() != numbers.len() || samples.is_empty() || samples.iter().any(|s| !s.is_finite()) {
            return Err(StudioError::Engine("the voice gave a sound that makes no sense".to_owned()));
        }
        let mut lasts = vec![0; phonemes.chars().count()];
        for (frames, phoneme) in frames.iter().zip(belongs) {
            if let Some(lasts) = lasts.get_mut(phoneme) {
                *lasts += frames.max(0.0) as usize * SAMPLES_A_FRAME;
            }
        }
        let word_ends = word_ends(clause, &phonemes, &lasts);
        Ok(Utterance { samples, rate: self.settings.audio.sample_rate, word_ends })
    }
}
