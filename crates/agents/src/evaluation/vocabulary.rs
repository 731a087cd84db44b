//! The words of requests, counted: which words people use, so that a slip is told from a word.

use std::{
    collections::{BTreeMap, HashSet},
    fmt::Write as _,
};

use super::{DEVELOPMENT_SETS, read};
use crate::router::{is_foreign, is_in_lexicon, is_one_slip, mended, words};

/// How often a word is used before it is taken for one.
const COUNT_MIN: u32 = 2;
/// How much oftener a word is used than its misspelling.
const OFTENER: u32 = 8;
/// Letters below which a word says nothing.
const LETTERS_MIN: usize = 2;

/// `common.txt`: words of the development sets and how often they are used, but for those of mistyped requests, and
/// those that are neither in `english` nor in the lexicon and look like slips of words used much more often.
#[must_use]
pub fn common(english: &str) -> String {
    let english: HashSet<&str> = english.split_whitespace().collect();
    let counts = counted();
    let slip = |word: &str, count: u32| {
        !english.contains(word)
            && !is_in_lexicon(word)
            && counts.iter().any(|(other, &others)| others >= count * OFTENER && is_one_slip(word, other))
    };
    let mut text = String::new();
    for (word, &count) in counts.iter().filter(|&(_, &count)| count >= COUNT_MIN) {
        if !slip(word, count) {
            let _ = writeln!(text, "{word} {count}");
        }
    }
    text
}

fn counted() -> BTreeMap<String, u32> {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for text in DEVELOPMENT_SETS {
        for case in read(text).unwrap_or_default().iter().filter(|case| case.group != "typo") {
            for (start, end) in words(&case.text) {
                let word = case.text[start..end].replace(['\'', '’'], "").to_lowercase();
                if word.len() >= LETTERS_MIN && word.bytes().all(|byte| byte.is_ascii_lowercase()) {
                    *counts.entry(word).or_default() += 1;
                }
            }
        }
    }
    counts
}

/// `ordinary.txt`: those of `english` that the router would take for slips, or for words of another language.
#[must_use]
pub fn ordinary(english: &str) -> String {
    let words = english.split_whitespace().filter(|word| word.bytes().all(|byte| byte.is_ascii_lowercase()));
    let mut taken: Vec<&str> = words.filter(|word| mended(word) != **word || is_foreign(word)).collect();
    taken.sort_unstable();
    taken.dedup();
    taken.join("\n") + "\n"
}
