//! Faces that speak: the mouth follows the sound in the pixels, and what has no face says so.

#![allow(clippy::unwrap_used)] // helpers outside #[test] functions unwrap too

use studio::{
    LipsyncRequest, PictureRequest, Progress, Said, Studio, StudioError, StyleChoice, Watch,
    film::Tools,
    speech::{Utterance, sound::Joined},
};

struct Quiet;

impl Watch for Quiet {
    fn progress(&self, _: Progress<'_>) {}

    fn cancelled(&self) -> bool {
        false
    }
}

fn studio() -> Studio {
    Studio::new().unwrap().with_tools(Tools::none())
}

fn portrait() -> Vec<u8> {
    std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/portrait.jpg")).unwrap()
}

/// A recording: silence, a tone, silence, each half a second.
fn recording(loud: f32) -> Vec<u8> {
    let rate = 16_000;
    let samples = (0..rate * 3 / 2).map(|i| {
        let is_said = (rate / 2..rate).contains(&i);
        if is_said { (i as f32 * 0.12).sin() * loud } else { 0.0 }
    });
    let mut joined = Joined::default();
    joined.add(&Utterance { samples: samples.collect(), rate: rate as u32, word_ends: None }).unwrap();
    joined.wav()
}

fn request(picture: Vec<u8>, wav: Vec<u8>) -> LipsyncRequest {
    LipsyncRequest { picture, speech: Said::Recording(wav), advanced: false }
}

#[test]
fn a_mouth_is_open_while_something_is_heard() {
    let talk = studio().talk(&request(portrait(), recording(0.5)), &Quiet).unwrap();
    assert_eq!((talk.open.len(), talk.duration_ms), (38, 1_520));
    let mean = |range: std::ops::Range<usize>| {
        let count = range.len() as f32;
        talk.open[range].iter().sum::<f32>() / count
    };
    assert!(mean(14..24) > 0.4, "{:?}", talk.open);
    assert!(mean(0..9) < 0.08 && mean(29..38) < 0.08, "{:?}", talk.open);
    assert!(
        talk.mp4.windows(4).any(|name| name == b"avc1") && talk.mp4.windows(4).any(|name| name == b"fLaC")
    );
}

#[test]
fn where_nobody_is_or_nothing_is_heard_it_says_so() {
    let asked = PictureRequest {
        prompt: "desert dunes".into(),
        width: 256,
        height: 192,
        style: StyleChoice::Auto,
        seed: 1,
    };
    let dunes = studio().make_picture(&asked, &Quiet).unwrap().encode_png().unwrap();
    for (picture, wav, says) in [
        (dunes, recording(0.5), "No face was found"),
        (portrait(), recording(0.0), "Nothing can be heard"),
        (portrait(), b"ID3 not a wave".to_vec(), "ffmpeg"),
        (b"no picture".to_vec(), recording(0.5), "PNG"),
    ] {
        let Err(StudioError::Invalid(message)) = studio().talk(&request(picture, wav), &Quiet) else {
            panic!("{says}: it was not refused")
        };
        assert!(message.contains(says), "{message}");
    }
}
