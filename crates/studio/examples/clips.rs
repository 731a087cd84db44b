//! Clips from words and pictures, with their times: `clips <folder> <words>…`, where what names a file is a picture.
//!
//! With `--says "some words"` a picture's face speaks instead.
//!
//! Options before the words: `--size 1280x720`, `--seconds 5`, `--own` (without ffmpeg), `--strength 0.8`.

use std::{path::Path, time::Instant};

use studio::{
    ClipRequest, ClipSource, LipsyncRequest, Progress, Said, SpeechRequest, Studio, Watch, film::Tools,
};

struct Quiet;

impl Watch for Quiet {
    fn progress(&self, _: Progress<'_>) {}

    fn cancelled(&self) -> bool {
        false
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut given = std::env::args().skip(1);
    let folder = given.next().ok_or("a folder is needed")?;
    std::fs::create_dir_all(&folder)?;
    let (mut size, mut seconds, mut strength) = (None, 5.0, 0.8);
    let mut studio = Studio::new()?;
    let (mut number, mut says) = (0, None);
    while let Some(word) = given.next() {
        let mut value = || given.next().ok_or("an option needs a value");
        match word.as_str() {
            "--size" => {
                let text = value()?;
                let (w, h) = text.split_once('x').ok_or("a size is 1280x720")?;
                size = Some([w.parse()?, h.parse()?]);
            }
            "--seconds" => seconds = value()?.parse()?,
            "--strength" => strength = value()?.parse()?,
            "--says" => says = Some(value()?),
            "--own" => studio = studio.with_tools(Tools::none()),
            words => {
                number += 1;
                let (picture, prompt) = words.split_once('|').unwrap_or(("", words));
                let source = match Path::new(picture).is_file() {
                    true => ClipSource::Picture(std::fs::read(picture)?),
                    false => ClipSource::Words,
                };
                let request = ClipRequest {
                    prompt: prompt.into(),
                    source,
                    duration_ms: (seconds * 1_000.0) as u32,
                    rate: None,
                    strength,
                    size,
                    sound: None,
                    seed: 7,
                };
                let start = Instant::now();
                if let (Some(text), ClipSource::Picture(picture)) = (&says, &request.source) {
                    let speech =
                        SpeechRequest { text: text.clone(), voice: None, language: None, speed: 1.0 };
                    let asked = LipsyncRequest {
                        picture: picture.clone(),
                        speech: Said::Text(speech),
                        advanced: true,
                    };
                    let talk = studio.talk(&asked, &Quiet)?;
                    println!(
                        "{number} {:.1} s: {} {:?}",
                        start.elapsed().as_secs_f64(),
                        talk.description,
                        talk.warnings
                    );
                    std::fs::write(Path::new(&folder).join(format!("{number}.mp4")), talk.mp4)?;
                    continue;
                }
                let clip = studio.animate(&request, &Quiet)?;
                let took = start.elapsed().as_secs_f64();
                println!(
                    "{number} {took:.1} s, {} bytes: {} {:?}",
                    clip.mp4.len(),
                    clip.description,
                    clip.warnings
                );
                std::fs::write(Path::new(&folder).join(format!("{number}.mp4")), clip.mp4)?;
            }
        }
    }
    Ok(())
}
