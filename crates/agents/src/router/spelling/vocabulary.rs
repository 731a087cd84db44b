//! Words that are known, and how often they are used.
//!
//! Two lists are generated (`cargo run --release -p agents --example vocabulary`): `common.txt`, words the development
//! sets use at least twice with their counts, and `ordinary.txt`, words of English that would otherwise be taken for
//! slips.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use super::super::{
    evidence::CUES,
    lexicon::{LEXICON, NOT_MISSPELLED},
    refusal, settings,
};

/// Letters of a word that is looked up by two of its letters missing.
const LONG: usize = 6;
/// How often a word of the lexicon counts as used, if the development sets use it less.
const NAMED_COUNT: u32 = 5;
/// Letters of a word that only hints at something.
const HINT_LETTERS_MIN: usize = 5;

/// The words.
pub struct Vocabulary {
    /// Words that may be meant, and how often they are used.
    counts: HashMap<&'static str, u32>,
    /// Words that are no slips, and name nothing.
    ordinary: HashSet<&'static str>,
    /// Words of other languages alone.
    foreign: HashSet<&'static str>,
    /// Words by what is left of them with a letter or two missing.
    shortened: HashMap<String, Vec<&'static str>>,
}

/// The vocabulary, read once.
pub static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::read);

impl Vocabulary {
    fn read() -> Vocabulary {
        let common = include_str!("../../../lexicon/common.txt").lines().filter_map(|line| {
            let (word, count) = line.split_once(' ')?;
            Some((word, count.parse().ok()?))
        });
        let mut counts: HashMap<&'static str, u32> = common.collect();
        let plain = |word: &&str| word.len() > 2 && word.bytes().all(|byte| byte.is_ascii_lowercase());
        for word in LEXICON.english.iter().map(String::as_str).filter(plain) {
            let count = counts.entry(word).or_default();
            *count = NAMED_COUNT.max(*count);
        }
        for word in settings::words().filter(plain) {
            counts.entry(word).or_insert(1);
        }
        let hints = CUES.words().filter(|word| word.len() >= HINT_LETTERS_MIN);
        for word in refusal::words().chain(hints).filter(plain) {
            counts.entry(word).or_insert(1);
        }
        let ordinary: HashSet<_> = include_str!("../../../lexicon/ordinary.txt").split_whitespace().collect();
        let foreign = LEXICON.foreign.iter().map(String::as_str);
        let foreign =
            foreign.filter(|word| !LEXICON.english.contains(*word) && !ordinary.contains(word)).collect();
        let mut vocabulary = Vocabulary { counts, ordinary, foreign, shortened: HashMap::new() };
        let mut words: Vec<&'static str> = vocabulary.counts.keys().copied().collect();
        words.sort_unstable();
        for word in words.into_iter().filter(|word| !vocabulary.foreign.contains(word)) {
            for key in without_letters(word) {
                vocabulary.shortened.entry(key).or_default().push(word);
            }
        }
        vocabulary
    }

    /// Whether this is a word as it stands.
    pub fn knows(&self, word: &str) -> bool {
        self.names(word)
            || self.ordinary.contains(word)
            || LEXICON.foreign.contains(word)
            || NOT_MISSPELLED.contains(&word)
    }

    /// Whether it is a word somebody may have meant.
    pub fn names(&self, word: &str) -> bool {
        self.counts.contains_key(word)
    }

    /// How often the development sets use it.
    pub fn count(&self, word: &str) -> u32 {
        self.counts.get(word).copied().unwrap_or_default()
    }

    /// Whether it is a word of another language alone.
    pub fn is_foreign(&self, word: &str) -> bool {
        self.foreign.contains(word)
    }

    /// Words that may be this many slips away, and all that are.
    pub fn near(&self, typed: &str, slips: usize) -> Vec<&'static str> {
        let keys = if slips > 1 { without_letters(typed) } else { without_a_letter(typed) };
        let mut words: Vec<&'static str> =
            keys.iter().filter_map(|key| self.shortened.get(key)).flatten().copied().collect();
        words.sort_unstable();
        words.dedup();
        words
    }
}

/// The word, and the word without each of its letters.
fn without_a_letter(word: &str) -> Vec<String> {
    let mut keys = vec![word.to_owned()];
    for at in (0..word.len()).filter(|&at| word.is_char_boundary(at) && word.is_char_boundary(at + 1)) {
        keys.push(format!("{}{}", &word[..at], &word[at + 1..]));
    }
    keys
}

/// The same, and without each two of them in a long word.
fn without_letters(word: &str) -> Vec<String> {
    let mut keys = without_a_letter(word);
    if word.len() >= LONG {
        let shorter: Vec<String> = keys[1..].iter().flat_map(|key| without_a_letter(key)).collect();
        keys.extend(shorter);
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}
