//! How long clips take on this machine: a line with a name and seconds for each. `cargo xtask bench motion` reads it.

use std::time::Instant;

use studio::{
    ClipRequest, ClipSource, LipsyncRequest, Progress, Said, Studio, StudioError, Watch,
    edit::Photo,
    speech::{Utterance, sound::Joined},
};

struct Quiet;

impl Watch for Quiet {
    fn progress(&self, _: Progress<'_>) {}

    fn cancelled(&self) -> bool {
        false
    }
}

/// Five seconds of syllables, four a second.
fn babble() -> Result<Vec<u8>, StudioError> {
    let rate = 22_050;
    let samples = (0..5 * rate).map(|i| {
        let t = i as f32 / rate as f32;
        (t * 900.0).sin() * (t * std::f32::consts::TAU * 4.0).sin().max(0.0) * 0.5
    });
    let mut joined = Joined::default();
    joined.add(&Utterance { samples: samples.collect(), rate: rate as u32, word_ends: None })?;
    Ok(joined.wav())
}

fn main() -> Result<(), StudioError> {
    let studio = Studio::new()?;
    let portrait = Photo::decode(include_bytes!("../tests/portrait.jpg"))?;
    let larger = image::RgbImage::from_raw(256, 256, portrait.rgb)
        .ok_or_else(|| StudioError::Engine("the portrait has another size".to_owned()))?;
    let larger = image::imageops::resize(&larger, 512, 512, image::imageops::FilterType::CatmullRom);
    let photo = Photo { size: [512, 512], rgb: larger.into_raw(), alpha: None, said: None };
    let talk = LipsyncRequest {
        picture: photo.encode_png("", "")?,
        speech: Said::Recording(babble()?),
        advanced: true,
    };
    let clip = ClipRequest {
        prompt: "a lighthouse on a rocky coast at sunset".into(),
        source: ClipSource::Words,
        duration_ms: 5_000,
        rate: None,
        strength: 0.8,
        size: Some([1280, 720]),
        sound: None,
        seed: 1,
    };
    let start = Instant::now();
    studio.animate(&clip, &Quiet)?;
    println!("clip {}", start.elapsed().as_secs_f64());
    let start = Instant::now();
    studio.talk(&talk, &Quiet)?;
    println!("talk {}", start.elapsed().as_secs_f64());
    Ok(())
}
