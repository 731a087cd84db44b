//! Captions: when each word is said → cues one can read at once → WebVTT and SubRip.
//!
//! A cue ends with a sentence, at [`CUE_CHARACTERS_MAX`] or after [`CUE_MS_MAX`], and never within a word unless the
//! word alone is longer than that. Sources of the formats: W3C WebVTT, "WebVTT file structure"; SubRip has no
//! standard and is written as players read it: numbers, commas before the milliseconds, an empty line between cues.

use serde::{Deserialize, Serialize};

/// Characters of a cue: two lines of subtitles.
pub const CUE_CHARACTERS_MAX: usize = 84;
/// How long a cue stands, in milliseconds.
pub const CUE_MS_MAX: i64 = 7_000;

/// Words and when they are said, in milliseconds from the beginning: one word, or the few of a cue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cue {
    /// What is said.
    pub text: String,
    /// When it begins.
    pub start_ms: i64,
    /// When it has been said.
    pub end_ms: i64,
}

/// Joins words to cues. Words are taken in their order; what is empty is left out, and one that is too long to read
/// at once is cut, each part with its share of the time.
#[must_use]
pub fn cues(words: impl IntoIterator<Item = Cue>) -> Vec<Cue> {
    let mut cues: Vec<Cue> = Vec::new();
    for word in words.into_iter().flat_map(readable) {
        match cues.last_mut().filter(|open| takes(open, &word)) {
            Some(open) => {
                open.text.push(' ');
                open.text.push_str(&word.text);
                open.end_ms = word.end_ms;
            }
            None => cues.push(word),
        }
    }
    cues
}

fn takes(open: &Cue, word: &Cue) -> bool {
    let sentence_ended = open.text.ends_with(['.', '!', '?', '…', '。', '।']);
    let characters = open.text.chars().count() + 1 + word.text.chars().count();
    !sentence_ended && characters <= CUE_CHARACTERS_MAX && word.end_ms - open.start_ms <= CUE_MS_MAX
}

/// The word without lines of its own, in parts of at most a cue.
fn readable(word: Cue) -> Vec<Cue> {
    let characters: Vec<char> = word.text.split_whitespace().collect::<Vec<_>>().join(" ").chars().collect();
    let (all, length) = (characters.len() as i64, (word.end_ms - word.start_ms).max(0));
    let parts = characters.chunks(CUE_CHARACTERS_MAX).enumerate();
    let at = |characters: usize| word.start_ms + length * (characters as i64) / all.max(1);
    let part = |(index, part): (usize, &[char])| {
        let from = index * CUE_CHARACTERS_MAX;
        Cue { text: part.iter().collect(), start_ms: at(from), end_ms: at(from + part.len()) }
    };
    parts.map(part).collect()
}

/// The cues as WebVTT.
#[must_use]
pub fn web_vtt(cues: &[Cue]) -> String {
    let mut text = "WEBVTT\n".to_owned();
    for Cue { text: words, start_ms, end_ms } in cues {
        let words = words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        text.push_str(&format!("\n{} --> {}\n{words}\n", clock(*start_ms, '.'), clock(*end_ms, '.')));
    }
    text
}

/// The cues as SubRip.
#[must_use]
pub fn sub_rip(cues: &[Cue]) -> String {
    let cue = |(number, Cue { text, start_ms, end_ms }): (usize, &Cue)| {
        format!("{number}\n{} --> {}\n{text}\n", clock(*start_ms, ','), clock(*end_ms, ','))
    };
    (1..).zip(cues).map(cue).collect::<Vec<_>>().join("\n")
}

/// `00:01:02.345`.
fn clock(ms: i64, point: char) -> String {
    let ms = ms.max(0);
    let (hours, minutes) = (ms / 3_600_000, ms / 60_000 % 60);
    format!("{hours:02}:{minutes:02}:{:02}{point}{:03}", ms / 1_000 % 60, ms % 1_000)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Words of a tenth of a second a character, with a tenth between them.
    fn spoken(text: &str) -> Vec<Cue> {
        let mut at = 0;
        let word = |word: &str| {
            let start_ms = at;
            at += 100 * (word.chars().count() as i64 + 1);
            Cue { text: word.to_owned(), start_ms, end_ms: at - 100 }
        };
        text.split(' ').map(word).collect()
    }

    #[test]
    fn sentences_become_cues_in_both_formats() {
        let cues = cues(spoken("Hi <you> & me. Bye!"));
        assert_eq!(
            web_vtt(&cues),
            "WEBVTT\n\n00:00:00.000 --> 00:00:01.400\nHi &lt;you&gt; &amp; me.\n\n\
             00:00:01.500 --> 00:00:01.900\nBye!\n"
        );
        assert_eq!(
            sub_rip(&cues),
            "1\n00:00:00,000 --> 00:00:01,400\nHi <you> & me.\n\n2\n00:00:01,500 --> 00:00:01,900\nBye!\n"
        );
    }

    #[test]
    fn a_long_sentence_is_cut_between_words_and_a_long_word_within() {
        let found = cues(spoken(&"word ".repeat(60)));
        assert!(found.iter().all(|cue| cue.end_ms - cue.start_ms <= CUE_MS_MAX));
        assert_eq!(found.iter().map(|cue| cue.text.split(' ').count()).sum::<usize>(), 60);
        let found = cues(spoken(&"x".repeat(200)));
        assert_eq!(found.iter().map(|cue| cue.text.len()).collect::<Vec<_>>(), [84, 84, 32]);
        assert_eq!((found[1].start_ms, found[1].end_ms), (8_400, 16_800));
    }

    #[test]
    fn clocks_are_as_the_formats_want_them() {
        assert_eq!(
            (clock(-1, '.').as_str(), clock(3_723_500, ',').as_str()),
            ("00:00:00.000", "01:02:03,500")
        );
        assert_eq!((web_vtt(&[]).as_str(), sub_rip(&[]).as_str()), ("WEBVTT\n", ""));
    }

    proptest! {
        #[test]
        fn every_character_that_is_seen_is_in_a_cue_and_no_cue_breaks_the_file(text in ".{0,200}") {
            let cues = cues(spoken(&text));
            let seen = |text: &str| text.split_whitespace().collect::<String>();
            let shown: String = cues.iter().map(|cue| seen(&cue.text)).collect();
            prop_assert_eq!(shown, seen(&text));
            prop_assert!(cues.iter().all(|cue| !cue.text.contains(['\n', '\r'])));
            prop_assert_eq!(web_vtt(&cues).matches("\n\n").count(), cues.len());
        }
    }
}
