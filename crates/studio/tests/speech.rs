//! Reading aloud with the real espeak-ng. Without it the refusal is what is tested.

#![allow(clippy::unwrap_used)] // helpers outside #[test] functions unwrap too

use std::sync::atomic::{AtomicUsize, Ordering};

use studio::{Progress, SpeechRequest, Spoken, Studio, StudioError, Watch, speech::sound, speech::system};

/// Wants to stop after so many reports.
struct Stops(AtomicUsize);

impl Watch for Stops {
    fn progress(&self, _: Progress<'_>) {
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
    }

    fn cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed) == 0
    }
}

fn request(text: &str) -> SpeechRequest {
    SpeechRequest { text: text.into(), voice: None, language: None, speed: 1.0 }
}

fn read(request: &SpeechRequest) -> Result<Spoken, StudioError> {
    Studio::with_threads(1, || {})?.speak(request, &Stops(AtomicUsize::new(usize::MAX)))
}

/// Whether there is a voice; where there is none, checks that the refusal says what to install.
fn has_voice() -> bool {
    if !system::voices().unwrap().is_empty() {
        return true;
    }
    let Err(StudioError::Invalid(why)) = read(&request("Hello.")) else { panic!("not refused") };
    assert!(why.contains("apt-get install espeak-ng"), "{why}");
    println!("espeak-ng is not installed: only the refusal was tested");
    false
}

#[test]
fn a_text_becomes_sound_with_the_times_of_its_words() {
    if !has_voice() {
        return;
    }
    let spoken = read(&request("Welcome to the studio. It costs ₹1,25,000, and it is open.")).unwrap();
    let sound = sound::from_wav(&spoken.wav).unwrap();
    assert_eq!(sound.samples.len() as u64 * 1_000 / u64::from(sound.rate), spoken.duration_ms);
    assert!((3_000..9_000).contains(&spoken.duration_ms), "{} ms", spoken.duration_ms);
    let words: Vec<&str> = spoken.words.iter().map(|word| word.text.as_str()).collect();
    assert_eq!(words.join(" "), "Welcome to the studio. It costs ₹1,25,000, and it is open.");
    assert!(spoken.words.windows(2).all(|pair| pair[0].end_ms <= pair[1].start_ms));
    assert_eq!(spoken.words.last().unwrap().end_ms, spoken.duration_ms);
    // It is silent between the sentences and heard inside them.
    let loudest = |from: u64, to: u64| {
        let at = |ms: u64| (ms * u64::from(sound.rate) / 1_000) as usize;
        sound.samples[at(from)..at(to)].iter().fold(0.0f32, |most, sample| most.max(sample.abs()))
    };
    let (end, start) = (spoken.words[3].end_ms, spoken.words[4].start_ms);
    assert!(loudest(end + 5, start - 5) < 0.001 && loudest(end - 300, end) > 0.05);
    assert!(spoken.made_by.contains("espeak-ng") && spoken.made_by.contains("not a person"));
}

#[test]
fn speech_has_one_loudness_whatever_the_voice() {
    if !has_voice() {
        return;
    }
    for voice in [None, Some("a woman"), Some("a deep man")] {
        let asked = SpeechRequest {
            voice: voice.map(str::to_owned),
            ..request("Two small boats drift past the old lighthouse, and nobody is on deck.")
        };
        let spoken = read(&asked).unwrap();
        let mut joined = sound::Joined::default();
        joined.add(&sound::from_wav(&spoken.wav).unwrap()).unwrap();
        let loudness = joined.loudness().unwrap().unwrap();
        assert!((loudness - sound::LOUDNESS_LUFS).abs() < 1.0, "{voice:?}: {loudness}");
    }
}

#[test]
fn speed_voice_and_language_are_heard() {
    if !has_voice() {
        return;
    }
    let text = "The quick brown fox jumps over the lazy dog.";
    let length = |speed| read(&SpeechRequest { speed, ..request(text) }).unwrap().duration_ms as f64;
    let usual = length(1.0);
    assert!(length(2.0) < usual * 0.7 && length(0.5) > usual * 1.5);
    let woman = SpeechRequest { voice: Some("a woman".into()), ..request(text) };
    assert!(read(&woman).unwrap().wav != read(&request(text)).unwrap().wav, "the same voice");
    let hindi =
        SpeechRequest { language: Some("hi".into()), ..request("नमस्ते दुनिया।") };
    assert!(read(&hindi).unwrap().made_by.contains("Hindi"));
    let nobody = SpeechRequest { language: Some("zxx".into()), ..request(text) };
    assert!(matches!(read(&nobody), Err(StudioError::Invalid(why)) if why.contains("zxx")));
}

#[test]
fn what_looks_like_an_option_is_said_and_nothing_else() {
    if !has_voice() {
        return;
    }
    for text in ["-w stolen.wav --version", "--voices", "<audio src='x'/> & `id` $(id); rm"] {
        assert!(read(&request(text)).unwrap().duration_ms > 300, "{text}");
    }
}

#[test]
fn too_much_text_is_refused_and_a_cancel_ends_it() {
    if !has_voice() {
        return;
    }
    let long = "word ".repeat(1_001);
    assert!(matches!(read(&request(&long)), Err(StudioError::Invalid(why)) if why.contains("5005")));
    let studio = Studio::with_threads(1, || {}).unwrap();
    let stops = Stops(AtomicUsize::new(2));
    let outcome = studio.speak(&request(&"One. ".repeat(100)), &stops);
    assert!(matches!(outcome, Err(StudioError::Cancelled)));
}
