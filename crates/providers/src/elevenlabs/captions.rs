//! Captions: when each character is said → cues (`domain::captions`).

use domain::captions::{self, Cue};
use serde_json::Value;

/// Cues that are kept: two and a half hours of speech.
const CUES_MAX: usize = 4_000;
/// The longest time that is believed, in seconds.
const SECONDS_MAX: f64 = 100.0 * 3_600.0;

/// What was said, and when; `None` where the answer does not say when.
pub(super) fn captions(answer: &Value) -> Option<Vec<Cue>> {
    let aligned = ["alignment", "normalized_alignment"].iter().find_map(|name| characters(&answer[*name]))?;
    let cues = captions::cues(words(&aligned));
    (!cues.is_empty() && cues.len() <= CUES_MAX).then_some(cues)
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

/// Words, by spaces.
fn words(characters: &[(&str, f64, f64)]) -> Vec<Cue> {
    let mut words: Vec<Cue> = Vec::new();
    let mut open = false;
    for (text, start, end) in characters {
        if text.trim().is_empty() {
            open = false;
            continue;
        }
        match words.last_mut().filter(|_| open) {
            Some(word) => {
                word.text.push_str(text.trim());
                word.end_ms = ms(*end);
            }
            None => words.push(Cue { text: text.trim().to_owned(), start_ms: ms(*start), end_ms: ms(*end) }),
        }
        open = true;
    }
    words
}

fn ms(seconds: f64) -> i64 {
    (seconds * 1_000.0).round() as i64
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
        let cue = |text: &str, start_ms, end_ms| Cue { text: text.to_owned(), start_ms, end_ms };
        let expected = vec![cue("Hi <you> & me.", 0, 1_400), cue("Bye!", 1_500, 1_900)];
        assert_eq!(captions(&answer("Hi <you> & me. Bye!\n")), Some(expected));
    }

    #[test]
    fn where_nothing_says_when_there_are_no_captions() {
        assert_eq!(captions(&json!({ "alignment": null, "normalized_alignment": null })), None);
        assert_eq!(captions(&answer(" \n ")), None);
        let mut short = answer("abc");
        short["alignment"]["characters"] = json!(["a"]);
        assert_eq!(captions(&short), None);
        let mut back = answer("abc");
        back["alignment"]["character_start_times_seconds"] = json!([0.2, 0.1, 0.3]);
        assert_eq!(captions(&back), None);
    }

    proptest! {
        #[test]
        fn every_character_that_is_seen_is_in_a_cue(text in ".{0,200}") {
            let said: String = text.split_whitespace().collect();
            let shown = captions(&answer(&text)).unwrap_or_default();
            let shown: String = shown.iter().flat_map(|cue| cue.text.split_whitespace()).collect();
            prop_assert_eq!(shown, said);
        }
    }
}
