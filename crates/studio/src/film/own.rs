//! A film without any program: OpenH264 built into the binary, sound as FLAC, the container written here.
//!
//! Files are larger than ffmpeg's at the same quality, and it takes longer; every browser that plays H.264 plays them.

use openh264::OpenH264API;
use openh264::encoder::{
    BitRate, Encoder, EncoderConfig, FrameRate, FrameType, IntraFramePeriod, RateControlMode, UsageType,
    VuiConfig,
};
use openh264::formats::YUVSource;

use super::{Format, Frame, flac, mp4};
use crate::StudioError;
use crate::speech::sound::from_wav;

/// Bits for each pixel: what moving scenes need to look as their frames do.
const BITS_PER_PIXEL: f32 = 0.16;

/// A film that is made here.
pub struct Own {
    encoder: Encoder,
    format: Format,
    sets: [Vec<u8>; 2],
    frames: Vec<(Vec<u8>, bool)>,
    sound: Option<mp4::Sound>,
}

impl YUVSource for Frame {
    fn dimensions(&self) -> (usize, usize) {
        let [w, h] = self.size();
        (w, h)
    }

    fn strides(&self) -> (usize, usize, usize) {
        let [w, _] = self.size();
        (w, w / 2, w / 2)
    }

    fn y(&self) -> &[u8] {
        self.planes()[0]
    }

    fn u(&self) -> &[u8] {
        self.planes()[1]
    }

    fn v(&self) -> &[u8] {
        self.planes()[2]
    }
}

impl Own {
    /// Begins a film.
    ///
    /// # Errors
    /// [`StudioError::Engine`] when the encoder cannot be made, [`StudioError::Invalid`] when the sound is no WAV file
    /// of one channel and 16 bits.
    pub fn begin(format: Format, sound: Option<&[u8]>) -> Result<Own, StudioError> {
        let [w, h] = format.size;
        let bits = (w * h) as f32 * format.rate as f32 * BITS_PER_PIXEL;
        let config = EncoderConfig::new()
            .usage_type(UsageType::CameraVideoRealTime)
            .rate_control_mode(RateControlMode::Quality)
            .bitrate(BitRate::from_bps(bits as u32))
            .max_frame_rate(FrameRate::from_hz(format.rate as f32))
            .intra_frame_period(IntraFramePeriod::from_num_frames(format.rate * 2))
            .scene_change_detect(false)
            .skip_frames(false)
            .vui(VuiConfig::bt709());
        let encoder = Encoder::with_api_config(OpenH264API::from_source(), config).map_err(engine)?;
        let sound = sound.map(|wav| taken(wav, format)).transpose()?;
        Ok(Own { encoder, format, sets: Default::default(), frames: Vec::new(), sound })
    }

    /// Encodes a frame.
    ///
    /// # Errors
    /// [`StudioError::Engine`] when the encoder fails.
    pub fn add(&mut self, frame: &Frame) -> Result<(), StudioError> {
        let stream = self.encoder.encode(frame).map_err(engine)?;
        let is_key = matches!(stream.frame_type(), FrameType::IDR | FrameType::I);
        let mut bytes = Vec::new();
        for unit in units(&stream.to_vec()) {
            // The type is in the low five bits (ITU-R H.264, table 7-1).
            match unit.first().map(|first| first & 0x1F) {
                Some(7) => self.sets[0] = unit.to_vec(),
                Some(8) => self.sets[1] = unit.to_vec(),
                Some(_) => {
                    bytes.extend((unit.len() as u32).to_be_bytes());
                    bytes.extend(unit);
                }
                None => {}
            }
        }
        if bytes.is_empty() {
            return Err(StudioError::Engine("the encoder left a frame out".to_owned()));
        }
        self.frames.push((bytes, is_key));
        Ok(())
    }

    /// The file.
    ///
    /// # Errors
    /// [`StudioError::Engine`] when no frame was added.
    pub fn finish(self) -> Result<Vec<u8>, StudioError> {
        if self.sets.iter().any(|set| set.len() < 4) {
            return Err(StudioError::Engine("the film has no frames".to_owned()));
        }
        let Own { format, sets, frames, sound, .. } = self;
        let video = mp4::Video { size: format.size, rate: format.rate, sets, frames };
        Ok(mp4::file(&video, sound.as_ref()))
    }
}

fn engine(error: openh264::Error) -> StudioError {
    StudioError::Engine(format!("OpenH264: {error}"))
}

/// The units of a byte stream, each after three or four bytes that begin it (H.264, annex B).
fn units(stream: &[u8]) -> Vec<&[u8]> {
    let starts: Vec<usize> =
        (2..stream.len()).filter(|i| stream[*i] == 1 && stream[i - 1] == 0 && stream[i - 2] == 0).collect();
    let ends = starts.iter().skip(1).map(|next| next - 2).chain([stream.len()]);
    let cut = |(start, end): (&usize, usize)| {
        let mut unit = &stream[start + 1..end];
        while let [rest @ .., 0] = unit {
            unit = rest;
        }
        unit
    };
    starts.iter().zip(ends).map(cut).collect()
}

/// A sound as the container takes it, no longer than the film.
fn taken(wav: &[u8], format: Format) -> Result<mp4::Sound, StudioError> {
    let sound = from_wav(wav).ok_or_else(|| {
        StudioError::Invalid("The sound is no WAV file of one channel and 16 bits.".to_owned())
    })?;
    let most = u64::from(format.frames) * u64::from(sound.rate) / u64::from(format.rate.max(1));
    let samples: Vec<i16> = sound
        .samples
        .iter()
        .take(most as usize)
        .map(|sample| (sample.clamp(-1.0, 1.0) * 32_767.0).round() as i16)
        .collect();
    let blocks = samples.chunks(flac::BLOCK).enumerate();
    let blocks = blocks.map(|(number, block)| (flac::frame(block, number as u64), block.len() as u32));
    Ok(mp4::Sound {
        rate: sound.rate,
        info: flac::stream_info(sound.rate, samples.len() as u64),
        blocks: blocks.collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_found_between_start_codes() {
        let stream = [0, 0, 0, 1, 0x67, 1, 2, 0, 0, 1, 0x68, 9, 0, 0, 0, 1, 0x65, 5];
        assert_eq!(units(&stream), [&[0x67, 1, 2][..], &[0x68, 9], &[0x65, 5]]);
        assert!(units(&[]).is_empty());
    }
}
