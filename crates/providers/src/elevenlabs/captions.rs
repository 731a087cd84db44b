//! Captions: when each character is said → WebVTT.
//!
//! A cue is a few words that one can read at once: it ends with a sentence, at [`CUE_CHARACTERS_MAX`] or after
//! [`CUE_SECONDS_MAX`], and never within a word unless the word is longer than that. Source of the format: W3C
//! WebVTT, "WebVTT file structure".

use serde_json::Value;

/// Characters of a cue: two lines of subtitles.
const CUE_CHARACTERS_MAX: usize = 84;
/// How long a cue stands, in seconds.
const CUE_SECONDS_MAX: f64 = 7.0;
/// Bytes of captions that are kept.
const CAPTIONS_BYTES_MAX: usize = 256 * 1024;
/// The longest time that is believed, in seconds.
const SECONDS_MAX: f64 = 100.0 * 3_600.0;

/// A few words and when they are said, in seconds.
#[derive(Debug, PartialEq)]
struct Cue {
    text: String,
    start: f64,
    end: f64,
}

/// Captions of what was said; `None` where the answer does not say when.
pub(super) fn captions(answer: &Value) -> Option<String> {
    let aligned = ["alignment", "normalized_alignment"].iter().find_map(|name| characters(&answer[*name]))?;
    let mut text = "WEBVTT\n".to_owned();
    for cue in cues(&aligned) {
        let words = cue.text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        text.push_str(&format!("\n{} --> {}\n{words}\n", clock(cue.start), clock(cue.end)));
        if text.len() > CAPTIONS_BYTES_MAX {
            return None;
        }
    }
    Some(text)
}

/// Characters with start and end. `None` unless all three lists are there, as long as each other and in order.
fn characters(alignment: &Value) -> Option<Vec<(&str, f64, f64)>> {
    let list = |name: &str| alignment[name].as_array();
    let (texts, starts, ends) =
        (list("characters")?, list("character_start_times_seconds")?, list("character_end_times_seconds")?);
    if texts.is_empty() || texts.len() != starts.len() || texts.len() != ends.len() {
        return None;
    }
    let time = |value: &Value| value.as_f64().filter(|seconds| (0.0..SECONDS_MAX).contains(seconds));
    let mut before = 0.0;
    let mut found = Vec::with_capacity(texts.len());
    for ((text, start), end) in texts.iter().zip(starts).zip(ends) {
        let (text, start, end) = (text.as_str()?, time(start)?, time(end)?);
        if start < before || end < start {
            return None;
        }
        before = start;
        found.push((text, start, end));
    }
    Some(found)
}

fn cues(characters: &[(&str, f64, f64)]) -> Vec<Cue> {
    let mut cues = Vec::new();
    let mut cue: Option<Cue> = None;
    for word in words(characters) {
        let Some(open) = &mut cue else {
            cue = Some(word);
            continue;
        };
        let sentence_ended = open.text.ends_with(['.', '!', '?', '…', '。', '।']);
        let too_long = open.text.chars().count() + 1 + word.text.chars().count() > CUE_CHARACTERS_MAX;
        if sentence_ended || too_long || word.end - open.start > CUE_SECONDS_MAX {
            cues.extend(cue.replace(word));
        } else {
            open.text.push(' ');
            open.text.push_str(&word.text);
            open.end = word.end;
        }
    }
    cues.extend(cue);
    cues
}

/// Words, by spaces; one that is too long to read at once is cut.
fn words(characters: &[(&str, f64, f64)]) -> Vec<Cue> {
    let mut words: Vec<Cue> = Vec::new();
    let mut open = false;
    for (text, start, end) in characters {
        if text.trim().is_empty() {
            open = false;
            continue;
        }
        match words.last_mut().filter(|word| open && word.text.chars().count() < CUE_CHARACTERS_MAX) {
            Some(word) => {
                word.text.push_str(text.trim());
                word.end = *end;
            }
            None => words.push(Cue { text: text.trim().to_owned(), start: *start, end: *end }),
        }
        open = true;
    }
    words
}

/// `00:01:02.345`.
fn clock(seconds: f64) -> String {
    let ms = (seconds * 1_000.0).round() as u64;
    let (hours, minutes) = (ms / 3_600_000, ms / 60_000 % 60);
    format!("{hours:02}:{minutes:02}:{:02}.{:03}", ms / 1_000 % 60, ms % 1_000)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    /// What the vendor answers for a text whose characters take a tenth of a second each.
    fn answer(text: &str) -> Value {
        let count = text.chars().count();
        let times = |from: usize| (0..count).map(|index| (index + from) as f64 / 10.0).collect::<Vec<_>>();
        json!({ "alignment": {
            "characters": text.chars().map(String::from).collect::<Vec<_>>(),
            "character_start_times_seconds": times(0), "character_end_times_seconds": times(1),
        } })
    }

    #[test]
    fn sentences_become_cues() {
        let captions = captions(&answer("Hi <you> & me. Bye!\n")).unwrap();
        let expected = "WEBVTT\n\n00:00:00.000 --> 00:00:01.400\nHi &lt;you&gt; &amp; me.\n\n\
                        00:00:01.500 --> 00:00:01.900\nBye!\n";
        assert_eq!(captions, expected);
    }

    #[test]
    fn a_long_sentence_is_cut_between_words_and_a_long_word_within() {
        let long = "word ".repeat(60);
        let found = cues(&characters(&answer(&long)["alignment"]).unwrap());
        assert!(
            found.iter().all(|cue| cue.end - cue.start <= CUE_SECONDS_MAX && !cue.text.contains("wordword"))
        );
        assert_eq!(found.iter().map(|cue| cue.text.split(' ').count()).sum::<usize>(), 60);
        let found = cues(&characters(&answer(&"x".repeat(200))["alignment"]).unwrap());
        assert_eq!(found.iter().map(|cue| cue.text.len()).collect::<Vec<_>>(), [84, 84, 32]);
    }

    #[test]
    fn where_nothing_says_when_there_are_no_captions() {
        assert_eq!(captions(&json!({ "alignment": null, "normalized_alignment": null })), None);
        let mut short = answer("abc");
        short["alignment"]["characters"] = json!(["a"]);
        assert_eq!(captions(&short), None);
        let mut back = answer("abc");
        back["alignment"]["character_start_times_seconds"] = json!([0.2, 0.1, 0.3]);
        assert_eq!(captions(&back), None);
    }

    #[test]
    fn clocks_are_as_the_format_wants_them() {
        assert_eq!((clock(0.0), clock(3_723.5)), ("00:00:00.000".into(), "01:02:03.500".into()));
    }

    proptest! {
        #[test]
        fn every_character_that_is_seen_is_in_a_cue(text in ".{0,200}") {
            if let Some(captions) = captions(&answer(&text)) {
                let said: String = text.split_whitespace().collect();
                let shown: String = captions.lines().skip(1).filter(|line| !line.contains(" --> ")).collect();
                let shown = shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
                prop_assert_eq!(shown.split_whitespace().collect::<String>(), said);
            }
        }
    }
}
