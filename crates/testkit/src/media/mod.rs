//! Small files that are what they say: every player and decoder opens them.

mod clip;

use std::sync::LazyLock;

pub use clip::clip;

/// A PNG of `side` × `side` pixels, a gradient whose colours follow `seed`.
///
/// # Panics
/// When it cannot be written to memory.
#[must_use]
pub fn picture(side: u32, seed: u64) -> Vec<u8> {
    let [red, green, blue, ..] = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes();
    let mut pixels = Vec::with_capacity((side * side * 3) as usize);
    for row in 0..side {
        for column in 0..side {
            let fade = |colour: u8, part: u32| (u32::from(colour) * (side + part) / (2 * side)) as u8;
            pixels.extend([fade(red, row), fade(green, column), fade(blue, (row + column) / 2)]);
        }
    }
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, side, side);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header().expect("memory takes a header");
    writer.write_image_data(&pixels).expect("memory takes pixels");
    writer.finish().expect("memory takes an end");
    file
}

/// Half a second of a quiet 440 Hz tone: a WAV file, 16 bit, mono, 8 kHz.
#[must_use]
pub fn sound() -> &'static [u8] {
    static SOUND: LazyLock<Vec<u8>> = LazyLock::new(|| {
        const RATE: u32 = 8_000;
        let tone = |index: u32| {
            let angle = f64::from(index) * 440.0 * std::f64::consts::TAU / f64::from(RATE);
            ((angle.sin() * 6_000.0) as i16).to_le_bytes()
        };
        let samples: Vec<u8> = (0..RATE / 2).flat_map(tone).collect();
        let length = samples.len() as u32;
        let mut file = Vec::with_capacity(44 + samples.len());
        file.extend(b"RIFF");
        file.extend((36 + length).to_le_bytes());
        file.extend(b"WAVEfmt ");
        // 16 bytes of format, PCM, one channel.
        file.extend([16, 0, 0, 0, 1, 0, 1, 0]);
        file.extend(RATE.to_le_bytes());
        file.extend((RATE * 2).to_le_bytes());
        // Two bytes a sample, 16 bits.
        file.extend([2, 0, 16, 0]);
        file.extend(b"data");
        file.extend(length.to_le_bytes());
        file.extend(samples);
        file
    });
    &SOUND
}

/// Half a second of silence: an MP3 file, 128 kbit/s, 44.1 kHz, as speech comes from vendors.
#[must_use]
pub fn speech() -> Vec<u8> {
    // MPEG-1 layer III, no checksum, 128 kbit/s, 44.1 kHz, stereo (ISO 11172-3, 2.4.2.3): 417 bytes a frame. Side
    // information and data of zeros are silence.
    let mut frame = vec![0xff, 0xfb, 0x90, 0x04];
    frame.resize(417, 0);
    frame.repeat(20)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_decodes_to_its_size_and_follows_its_seed() {
        let file = picture(48, 7);
        let mut reader = png::Decoder::new(std::io::Cursor::new(&file)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!((info.width, info.height, pixels.len()), (48, 48, 48 * 48 * 3));
        assert_ne!(file, picture(48, 8));
    }

    #[test]
    fn a_sound_says_how_long_it_is() {
        let file = sound();
        assert_eq!(u32::from_le_bytes(file[4..8].try_into().unwrap()) as usize, file.len() - 8);
        assert_eq!(file.len(), 44 + 8_000);
    }

    /// Where ffmpeg is installed, it must decode every frame without an error.
    #[test]
    fn files_play() {
        let folder = tempfile::tempdir().unwrap();
        for (name, file) in
            [("clip.mp4", clip().to_vec()), ("sound.wav", sound().to_vec()), ("speech.mp3", speech())]
        {
            let path = folder.path().join(name);
            std::fs::write(&path, file).unwrap();
            let mut ffmpeg = std::process::Command::new("ffmpeg");
            ffmpeg.args(["-v", "error", "-xerror", "-i"]).arg(&path).args(["-f", "null", "-"]);
            match ffmpeg.output() {
                Ok(output) => {
                    assert!(output.status.success() && output.stderr.is_empty(), "{name}: {output:?}");
                }
                Err(error) => println!("ffmpeg is not here ({error}); {name} was not played"),
            }
        }
    }
}
