//! Captions from the times of words: WebVTT for the page, SRT for everything else.
//!
//! A cue is a few words that one can read at once: it ends with a sentence, at [`CUE_CHARACTERS_MAX`] or after
//! [`CUE_MS_MAX`]. Sources of the formats: W3C WebVTT, "WebVTT file structure"; SubRip's own numbering and comma.

use super::TimedWord;

/// Characters of a cue: two lines of subtitles.
const CUE_CHARACTERS_MAX: usize = 84;
/// How long a cue stands, in milliseconds.
const CUE_MS_MAX: u64 = 7_000;

/// The words as WebVTT.
#[must_use]
pub fn web_vtt(words: &[TimedWord]) -> String {
    let mut text = "WEBVTT\n".to_owned();
    for cue in cues(words) {
        let words = cue.text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        text.push_str(&format!("\n{} --> {}\n{words}\n", clock(cue.start_ms, '.'), clock(cue.end_ms, '.')));
    }
    text
}

/// The words as SRT (SubRip).
#[must_use]
pub fn srt(words: &[TimedWord]) -> String {
    let cue = |(index, cue): (usize, TimedWord)| {
        let (start, end) = (clock(cue.start_ms, ','), clock(cue.end_ms, ','));
        format!("{}\n{start} --> {end}\n{}\n", index + 1, cue.text)
    };
    cues(words).into_iter().enumerate().map(cue).collect::<Vec<_>>().join("\n")
}

fn cues(words: &[TimedWord]) -> Vec<TimedWord> {
    let mut cues: Vec<TimedWord> = Vec::new();
    for word in words {
        let fits = |open: &TimedWord| {
            let ended = open.text.ends_with(['.', '!', '?', '…', '。', '।']);
            let long = open.text.chars().count() + 1 + word.text.chars().count() > CUE_CHARACTERS_MAX;
            !ended && !long && word.end_ms - open.start_ms <= CUE_MS_MAX
        };
        match cues.last_mut().filter(|open| fits(open)) {
            Some(open) => {
                open.text.push(' ');
                open.text.push_str(&word.text);
                open.end_ms = word.end_ms;
            }
            None => cues.push(word.clone()),
        }
    }
    cues
}

/// `00:01:02.345`, or with a comma.
fn clock(ms: u64, point: char) -> String {
    let (hours, minutes) = (ms / 3_600_000, ms / 60_000 % 60);
    format!("{hours:02}:{minutes:02}:{:02}{point}{:03}", ms / 1_000 % 60, ms % 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<TimedWord> {
        let word = |(index, text): (usize, &str)| {
            let start_ms = index as u64 * 500;
            TimedWord { text: text.to_owned(), start_ms, end_ms: start_ms + 400 }
        };
        text.split_whitespace().enumerate().map(word).collect()
    }

    #[test]
    fn a_cue_ends_with_its_sentence_and_is_escaped() {
        assert_eq!(
            web_vtt(&words("Hi <you> & me. Bye!")),
            "WEBVTT\n\n00:00:00.000 --> 00:00:01.900\nHi &lt;you&gt; &amp; me.\n\n00:00:02.000 --> 00:00:02.400\nBye!\n"
        );
        assert_eq!(
            srt(&words("Hi you. Bye!")),
            "1\n00:00:00,000 --> 00:00:00,900\nHi you.\n\n2\n00:00:01,000 --> 00:00:01,400\nBye!\n"
        );
    }

    #[test]
    fn no_cue_is_too_long_to_read() {
        let all = words(&"something ".repeat(60));
        let cues = cues(&all);
        assert!(cues.iter().all(|cue| cue.text.chars().count() <= CUE_CHARACTERS_MAX));
        assert!(cues.iter().all(|cue| cue.end_ms - cue.start_ms <= CUE_MS_MAX));
        assert_eq!(cues.iter().map(|cue| cue.text.split(' ').count()).sum::<usize>(), 60);
    }
}
