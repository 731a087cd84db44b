//! Reads texts aloud, one a line, into WAV files, and prints how long each took: for listening and for transcripts.
//!
//! ```text
//! cargo run --release -p studio --example read_aloud -- PACKS TEXTS OUT [VOICE]
//! ```
//!
//! PACKS is the folder that `marty assets` fetches into, TEXTS a file, OUT a folder that exists.

use std::{error::Error, fs, path::Path, time::Instant};

use studio::{Progress, SpeechRequest, Studio, Watch};

struct Silent;

impl Watch for Silent {
    fn progress(&self, _: Progress<'_>) {}

    fn cancelled(&self) -> bool {
        false
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [packs, texts, out, voice @ ..] = arguments.as_slice() else {
        return Err("read_aloud PACKS TEXTS OUT [VOICE]".into());
    };
    let studio = Studio::new()?.with_packs(weights::Folder::at(Path::new(packs)));
    for (index, text) in fs::read_to_string(texts)?.lines().enumerate() {
        let request =
            SpeechRequest { text: text.into(), voice: voice.first().cloned(), language: None, speed: 1.0 };
        let start = Instant::now();
        let spoken = studio.speak(&request, &Silent)?;
        let took = start.elapsed().as_secs_f64();
        fs::write(Path::new(out).join(format!("{index:02}.wav")), &spoken.wav)?;
        let seconds = spoken.duration_ms as f64 / 1_000.0;
        println!("{index:02} {took:.2} s for {seconds:.2} s: {} {:?}", spoken.made_by, spoken.warnings);
        for word in &spoken.words {
            print!(" {}[{}-{}]", word.text, word.start_ms, word.end_ms);
        }
        println!();
    }
    Ok(())
}
