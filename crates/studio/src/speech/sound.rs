//! Sound: joined from utterances, brought to one loudness, written as WAV.

use ebur128::{EbuR128, Mode};

use super::Utterance;
use crate::StudioError;

/// The loudness that speech comes out with, in LUFS (EBU R 128): what listening on small devices asks for.
pub const LOUDNESS_LUFS: f64 = -16.0;
/// The highest sample after that, as a share of the whole: a decibel of room for other encoders.
const PEAK_MAX: f32 = 0.89;
/// The most that is made louder, in decibels: silence stays silence.
const GAIN_DB_MAX: f64 = 30.0;

/// Utterances, one after another.
#[derive(Default)]
pub struct Joined {
    samples: Vec<f32>,
    rate: u32,
}

impl Joined {
    /// Adds an utterance and answers where it begins, in samples.
    ///
    /// # Errors
    /// [`StudioError::Engine`] when its rate is not that of those before it.
    pub fn add(&mut self, utterance: &Utterance) -> Result<usize, StudioError> {
        if utterance.rate == 0 || self.rate != 0 && self.rate != utterance.rate {
            let rates = format!("a voice changed from {} to {} samples a second", self.rate, utterance.rate);
            return Err(StudioError::Engine(rates));
        }
        self.rate = utterance.rate;
        let start = self.samples.len();
        self.samples.extend_from_slice(&utterance.samples);
        Ok(start)
    }

    /// Adds silence.
    pub fn pause(&mut self, ms: u64) {
        let more = (u64::from(self.rate) * ms / 1_000) as usize;
        self.samples.resize(self.samples.len() + more, 0.0);
    }

    /// How long it is.
    #[must_use]
    pub fn duration_ms(&self) -> u64 {
        self.samples.len() as u64 * 1_000 / u64::from(self.rate.max(1))
    }

    /// Brings it to [`LOUDNESS_LUFS`], less where that would clip, and answers what it was before; `None` when
    /// it is too short or too quiet to have a loudness.
    ///
    /// # Errors
    /// [`StudioError::Engine`] when it cannot be measured.
    pub fn bring_to_loudness(&mut self) -> Result<Option<f64>, StudioError> {
        let Some(before) = self.loudness()? else { return Ok(None) };
        let gain = 10f64.powf((LOUDNESS_LUFS - before).min(GAIN_DB_MAX) / 20.0) as f32;
        self.samples.iter_mut().for_each(|sample| *sample = limited(*sample * gain));
        Ok(Some(before))
    }

    /// Its loudness in LUFS.
    ///
    /// # Errors
    /// [`StudioError::Engine`] when it cannot be measured.
    pub fn loudness(&self) -> Result<Option<f64>, StudioError> {
        let fail = |error: ebur128::Error| StudioError::Engine(format!("measuring loudness: {error}"));
        let mut meter = EbuR128::new(1, self.rate.max(1), Mode::I).map_err(fail)?;
        meter.add_frames_f32(&self.samples).map_err(fail)?;
        let found = meter.loudness_global().map_err(fail)?;
        Ok(found.is_finite().then_some(found))
    }

    /// A WAV file of one channel and 16 bits (RIFF; Microsoft, "Multimedia Programming Interface", 1991).
    #[must_use]
    pub fn wav(&self) -> Vec<u8> {
        let bytes = 2 * self.samples.len() as u32;
        let mut file = Vec::with_capacity(44 + bytes as usize);
        file.extend(b"RIFF");
        file.extend((36 + bytes).to_le_bytes());
        file.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
        file.extend(self.rate.to_le_bytes());
        file.extend((2 * self.rate).to_le_bytes());
        file.extend(b"\x02\0\x10\0data");
        file.extend(bytes.to_le_bytes());
        for sample in &self.samples {
            file.extend(((sample.clamp(-1.0, 1.0) * 32_767.0).round() as i16).to_le_bytes());
        }
        file
    }
}

/// A sample below [`PEAK_MAX`]: unchanged up to two thirds of it, then bent instead of cut.
fn limited(sample: f32) -> f32 {
    let knee = PEAK_MAX * 2.0 / 3.0;
    let over = sample.abs() - knee;
    if over <= 0.0 {
        return sample;
    }
    let room = PEAK_MAX - knee;
    sample.signum() * (knee + room * (over / room).tanh())
}

/// What a WAV file of one channel and 16 bits holds. A length of what follows that is longer than the file, as
/// programs write who do not know it yet, means the rest of the file.
#[must_use]
pub fn from_wav(file: &[u8]) -> Option<Utterance> {
    if file.get(..4)? != b"RIFF" || file.get(8..12)? != b"WAVE" {
        return None;
    }
    let number = |at: usize| Some(u32::from_le_bytes(file.get(at..at + 4)?.try_into().ok()?));
    let (mut at, mut rate) = (12, None);
    loop {
        let (name, length) = (file.get(at..at + 4)?, number(at + 4)? as usize);
        at += 8;
        match name {
            b"fmt " => {
                // PCM, one channel, 16 bits.
                let is_ours =
                    file.get(at..at + 4)? == b"\x01\0\x01\0" && file.get(at + 14..at + 16)? == b"\x10\0";
                rate = is_ours.then(|| number(at + 4)).flatten();
            }
            b"data" => {
                let data = &file[at.min(file.len())..at.saturating_add(length).min(file.len())];
                let sample = |pair: &[u8]| f32::from(i16::from_le_bytes([pair[0], pair[1]])) / 32_768.0;
                let samples = data.chunks_exact(2).map(sample).collect();
                return Some(Utterance { samples, rate: rate?, word_ends: None });
            }
            _ => {}
        }
        at = at.checked_add(length + length % 2)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(seconds: usize, loud: f32) -> Utterance {
        let samples = (0..22_050 * seconds).map(|i| (i as f32 * 0.28).sin() * loud).collect();
        Utterance { samples, rate: 22_050, word_ends: None }
    }

    #[test]
    fn quiet_and_loud_come_out_alike() {
        for loud in [0.01, 0.2, 0.95] {
            let mut joined = Joined::default();
            joined.add(&tone(3, loud)).unwrap();
            joined.bring_to_loudness().unwrap().unwrap();
            let after = joined.loudness().unwrap().unwrap();
            assert!((after - LOUDNESS_LUFS).abs() < 0.3, "{loud}: {after}");
            assert!(joined.samples.iter().all(|sample| sample.abs() <= PEAK_MAX));
        }
        let mut silence = Joined::default();
        silence.add(&tone(1, 0.0)).unwrap();
        assert_eq!(silence.bring_to_loudness().unwrap(), None);
    }

    #[test]
    fn what_is_written_is_read_again() {
        let mut joined = Joined::default();
        joined.add(&tone(1, 0.5)).unwrap();
        joined.pause(500);
        assert_eq!(joined.duration_ms(), 1_500);
        let mut file = joined.wav();
        let read = from_wav(&file).unwrap();
        assert_eq!((read.rate, read.samples.len()), (22_050, 33_075));
        assert!(read.samples.iter().zip(&joined.samples).all(|(a, b)| (a - b).abs() < 1e-4));
        // A program that writes while it speaks does not know the length.
        file[40..44].copy_from_slice(&0x7fff_f000u32.to_le_bytes());
        assert_eq!(from_wav(&file).unwrap().samples.len(), 33_075);
        for end in 0..44 {
            assert!(from_wav(&file[..end]).is_none(), "{end}");
        }
    }

    #[test]
    fn another_rate_is_refused() {
        let mut joined = Joined::default();
        joined.add(&tone(1, 0.5)).unwrap();
        assert!(joined.add(&Utterance { rate: 8_000, ..tone(1, 0.5) }).is_err());
    }
}
