//! Text read aloud.
//!
//! ```text
//! text ─▶ script: clauses of words, each with what is shown and what is said ─▶ a voice, clause by clause
//!            │                                                                     │ samples
//!            └─────────── when each word is said ◀── joined with pauses ◀──────────┘
//!                               │                          │
//!                         times of words              −16 LUFS ─▶ WAV
//! ```
//!
//! | file | what |
//! |---|---|
//! | [`spoken`] | numbers, money, dates and abbreviations as they are said |
//! | [`script`] | sentences, clauses and the pauses between them |
//! | [`listing`] | the voices as people choose among them, and what each says to be heard |
//! | [`neural`] | the neural voices that were fetched |
//! | [`piper`] | a neural voice: phonemes, network, how long each lasts |
//! | `pieces` | which part of what is pronounced is which word |
//! | [`system`] | the voices of the operating system: espeak-ng as a child process |
//! | [`sound`] | joining, loudness, WAV |
//!
//! A [`Voice`] is anything that says one clause; the network and the program stand behind the same contract. Clauses begin and
//! end exactly where they are heard. Inside a clause a voice may tell its own word times; where it does not,
//! they are shared out by the length of what is said, which is an estimate.

pub mod listing;
pub mod neural;
mod pieces;
pub mod piper;
pub mod script;
pub mod sound;
pub mod spoken;
pub mod system;

use serde_json::{Value, json};

use crate::{Progress, Studio, StudioError, Watch};
use script::Clause;

/// Most characters of a text: about six minutes of speech.
pub const CHARACTERS_MAX: usize = 5_000;

/// What is to be read.
#[derive(Clone, Debug)]
pub struct SpeechRequest {
    /// The text.
    pub text: String,
    /// Who reads, in the words of whoever asks: a voice's name, a language, "a woman"; `None` is the usual one.
    pub voice: Option<String>,
    /// The language as a BCP 47 tag; `None` is English.
    pub language: Option<String>,
    /// 1.0 is the voice's own speed; 0.5 to 2.0 are taken.
    pub speed: f32,
}

/// What one clause sounds like.
#[derive(Clone, Debug)]
pub struct Utterance {
    /// One channel, -1 to 1.
    pub samples: Vec<f32>,
    /// Samples in a second.
    pub rate: u32,
    /// Where each word of the clause ends, in samples, where the voice knows: as many as there are words.
    pub word_ends: Option<Vec<usize>>,
}

/// Says clauses, one at a time.
pub trait Voice {
    /// What made the sound, for people: engine and voice.
    fn name(&self) -> String;

    /// Says a clause. The sound has no pause of its own at either end that the clause does not ask for.
    ///
    /// # Errors
    /// [`StudioError::Cancelled`] once `watch` says so, [`StudioError::Engine`] when the voice fails.
    fn say(&self, clause: &Clause, speed: f32, watch: &dyn Watch) -> Result<Utterance, StudioError>;
}

/// A word and when it is said, in milliseconds from the start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimedWord {
    /// As it was written.
    pub text: String,
    /// Its start.
    pub start_ms: u64,
    /// Its end.
    pub end_ms: u64,
}

/// What was read.
#[derive(Clone, Debug)]
pub struct Spoken {
    /// A WAV file: one channel, 16 bits.
    pub wav: Vec<u8>,
    /// Its length.
    pub duration_ms: u64,
    /// When each word is said.
    pub words: Vec<TimedWord>,
    /// The beginning of the text, as alternative text.
    pub description: String,
    /// What of the request was left out, in sentences.
    pub warnings: Vec<String>,
    /// What made it.
    pub made_by: String,
    /// Everything that is needed to make it again.
    pub provenance: Value,
}

impl Studio {
    /// Reads a text: with a neural voice where one was fetched and fits, else with a voice of the system.
    ///
    /// # Errors
    /// [`StudioError::Invalid`] when there is nothing to say, too much of it, no voice or none for the language,
    /// [`StudioError::Cancelled`] once `watch` says so, [`StudioError::Engine`] when the voice fails.
    pub fn speak(&self, request: &SpeechRequest, watch: &dyn Watch) -> Result<Spoken, StudioError> {
        let length = request.text.chars().count();
        if length > CHARACTERS_MAX {
            return Err(StudioError::Invalid(format!(
                "The text has {length} characters; the local studio reads at most {CHARACTERS_MAX} at once."
            )));
        }
        let mut warnings = Vec::new();
        match self.voices.for_request(request) {
            Ok(Some(voice)) => return read(&*voice, request, watch),
            Ok(None) => {}
            Err(why) => warnings.push(format!("The neural voice could not be used: {why}")),
        }
        let (voice, of_choice) = system::choose(request)?;
        let mut spoken = read(&voice, request, watch)?;
        spoken.warnings.extend(warnings);
        spoken.warnings.extend(of_choice);
        Ok(spoken)
    }
}

/// Reads a text with a voice.
///
/// # Errors
/// As for [`Studio::speak`].
pub fn read(voice: &dyn Voice, request: &SpeechRequest, watch: &dyn Watch) -> Result<Spoken, StudioError> {
    let language = request.language.as_deref().unwrap_or("en");
    let clauses = script::clauses(&request.text, language);
    if clauses.is_empty() {
        return Err(StudioError::Invalid("There is nothing in the text that can be said.".to_owned()));
    }
    let speed = if request.speed.is_finite() { request.speed.clamp(0.5, 2.0) } else { 1.0 };
    let mut joined = sound::Joined::default();
    let mut words = Vec::new();
    for (index, clause) in clauses.iter().enumerate() {
        if watch.cancelled() {
            return Err(StudioError::Cancelled);
        }
        let fraction = index as f32 / clauses.len() as f32;
        watch.progress(Progress { fraction, sentence: "Reading aloud", preview: None });
        let utterance = voice.say(clause, speed, watch)?;
        let start = joined.add(&utterance)?;
        words.extend(timed(clause, &utterance, start));
        if index + 1 < clauses.len() {
            joined.pause((clause.pause_ms as f32 / speed) as u64);
        }
    }
    let loudness = joined.bring_to_loudness()?;
    let told =
        json!({ "voice": voice.name(), "language": language, "speed": speed, "loudnessBefore": loudness });
    Ok(Spoken {
        duration_ms: joined.duration_ms(),
        wav: joined.wav(),
        description: beginning(&request.text),
        warnings: Vec::new(),
        made_by: format!("Local studio: read by {}, not a person", voice.name()),
        provenance: json!({ "operation": "voiceover", "parameters": told }),
        words,
    })
}

/// When the words of a clause are said that begins at `start` samples.
fn timed(clause: &Clause, utterance: &Utterance, start: usize) -> Vec<TimedWord> {
    let length = utterance.samples.len();
    let ends = match &utterance.word_ends {
        Some(ends) if ends.len() == clause.words.len() => ends.clone(),
        _ => shared_out(clause, length),
    };
    let ms = |samples: usize| samples as u64 * 1_000 / u64::from(utterance.rate.max(1));
    let mut from = 0;
    let timed = clause.words.iter().zip(ends).map(|(word, end)| {
        let end = end.clamp(from, length);
        let word =
            TimedWord { text: word.shown.clone(), start_ms: ms(start + from), end_ms: ms(start + end) };
        from = end;
        word
    });
    timed.collect()
}

/// Where words end when they share a sound by the length of what is said.
fn shared_out(clause: &Clause, length: usize) -> Vec<usize> {
    let weight = |word: &script::Word| word.said.chars().filter(|c| c.is_alphanumeric()).count() + 1;
    let total: usize = clause.words.iter().map(weight).sum();
    let mut sum = 0;
    let ends = clause.words.iter().map(|word| {
        sum += weight(word);
        (length as u64 * sum as u64 / total.max(1) as u64) as usize
    });
    ends.collect()
}

fn beginning(text: &str) -> String {
    const SHOWN: usize = 80;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SHOWN) {
        None => format!("“{line}”"),
        Some((at, _)) => format!("“{}…”", line[..at].trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Says every letter for ten milliseconds.
    struct Metronome;

    impl Voice for Metronome {
        fn name(&self) -> String {
            "a metronome".to_owned()
        }

        fn say(&self, clause: &Clause, _: f32, _: &dyn Watch) -> Result<Utterance, StudioError> {
            let length = clause.said().chars().count() * 160;
            let samples = (0..length).map(|i| (i as f32 * 0.2).sin() * 0.1).collect();
            Ok(Utterance { samples, rate: 16_000, word_ends: None })
        }
    }

    struct Quiet;

    impl Watch for Quiet {
        fn progress(&self, _: Progress<'_>) {}

        fn cancelled(&self) -> bool {
            false
        }
    }

    fn said(text: &str) -> Spoken {
        let request = SpeechRequest { text: text.into(), voice: None, language: None, speed: 1.0 };
        read(&Metronome, &request, &Quiet).unwrap()
    }

    #[test]
    fn words_follow_each_other_and_clauses_begin_where_they_are_heard() {
        let spoken = said("It costs ₹500, no more. Really.");
        let texts: Vec<&str> = spoken.words.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(texts, ["It", "costs", "₹500,", "no", "more.", "Really."]);
        assert!(spoken.words.windows(2).all(|pair| pair[0].end_ms <= pair[1].start_ms));
        // “It costs five hundred rupees,” is as long as its letters and signs, then a comma's pause.
        let clause = "It costs five hundred rupees,".chars().count() as u64 * 10;
        assert_eq!(spoken.words[2].end_ms, clause);
        assert_eq!(spoken.words[3].start_ms, clause + script::COMMA_MS);
        assert_eq!(spoken.words.last().unwrap().end_ms, spoken.duration_ms);
    }

    #[test]
    fn nothing_to_say_is_refused() {
        for text in ["", "   ", "… — !"] {
            let request = SpeechRequest { text: text.into(), voice: None, language: None, speed: 1.0 };
            assert!(matches!(read(&Metronome, &request, &Quiet), Err(StudioError::Invalid(_))), "{text}");
        }
    }
}
