//! A text as clauses: what is said in one breath, and how long the silence after it is.
//!
//! Voices get a clause with the sign that ends it, so that they raise or lower their tone; the pause is ours.

use super::spoken;

/// Silence after a comma or a dash.
pub const COMMA_MS: u64 = 160;
/// Silence after a semicolon or a colon.
const COLON_MS: u64 = 260;
/// Silence after a sentence.
const SENTENCE_MS: u64 = 420;
/// Silence after a paragraph.
const PARAGRAPH_MS: u64 = 800;
/// Words said without a pause at most: a text without signs still has to breathe.
const WORDS_MAX: usize = 40;

/// A word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// As it was written: what captions show.
    pub shown: String,
    /// As it is said.
    pub said: String,
}

/// What is said in one breath.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Its words, at least one.
    pub words: Vec<Word>,
    /// The silence after it, at the voice's own speed.
    pub pause_ms: u64,
}

impl Clause {
    /// The clause as it is said.
    #[must_use]
    pub fn said(&self) -> String {
        self.words.iter().map(|word| word.said.as_str()).collect::<Vec<_>>().join(" ")
    }
}

/// The clauses of a text in a language (a BCP 47 tag). Pure. What has no letter and no digit is not said.
#[must_use]
pub fn clauses(text: &str, language: &str) -> Vec<Clause> {
    let mut clauses: Vec<Clause> = Vec::new();
    for paragraph in text.split("\n\n") {
        let mut open = Vec::new();
        for word in spoken::words(paragraph, language) {
            let pause = pause_after(&word.shown, &word.said);
            open.push(word);
            if pause > 0 || open.len() >= WORDS_MAX {
                close(&mut clauses, &mut open, pause.max(COMMA_MS));
            }
        }
        close(&mut clauses, &mut open, SENTENCE_MS);
        if let Some(last) = clauses.last_mut() {
            last.pause_ms = PARAGRAPH_MS;
        }
    }
    clauses
}

/// Ends a clause. Signs alone go to the clause before them.
fn close(clauses: &mut Vec<Clause>, open: &mut Vec<Word>, pause_ms: u64) {
    let words = std::mem::take(open);
    if words.iter().any(|word| word.said.chars().any(char::is_alphanumeric)) {
        clauses.push(Clause { words, pause_ms });
    } else if let Some(last) = clauses.last_mut() {
        last.pause_ms = last.pause_ms.max(pause_ms);
    }
}

/// The silence that a word's last sign asks for, 0 for none. An abbreviation's dot, which is not said, asks for none.
fn pause_after(shown: &str, said: &str) -> u64 {
    let bare = |text: &str| text.trim_end_matches(['"', '”', '’', ')', ']', '»']).chars().last();
    match (bare(shown), bare(said)) {
        (Some('.'), Some('.')) | (Some('!' | '?' | '…' | '।' | '。' | '！' | '？'), _) => SENTENCE_MS,
        (Some(';' | ':'), _) => COLON_MS,
        (Some(',' | '—' | '–' | '、' | '，'), _) => COMMA_MS,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<(String, u64)> {
        clauses(text, "en").iter().map(|clause| (clause.said(), clause.pause_ms)).collect()
    }

    #[test]
    fn signs_end_clauses_and_abbreviations_do_not() {
        assert_eq!(
            said("Dr. Rao lives here, at No. 5. Does he? (Yes.)"),
            [
                ("Doctor Rao lives here,".into(), COMMA_MS),
                ("at number five.".into(), SENTENCE_MS),
                ("Does he?".into(), SENTENCE_MS),
                ("(Yes.)".into(), PARAGRAPH_MS),
            ]
        );
    }

    #[test]
    fn paragraphs_are_longer_pauses_and_endless_text_breathes() {
        let pauses: Vec<u64> = said("One\n\nTwo").iter().map(|(_, pause)| *pause).collect();
        assert_eq!(pauses, [PARAGRAPH_MS, PARAGRAPH_MS]);
        assert_eq!(said(&"word ".repeat(100)).len(), 3);
        assert_eq!(said("… — !"), []);
    }
}
