//! The words of requests, counted: which words people use, so that a slip is told from a word.

use std::{collections::BTreeMap, fmt::Write as _};

use super::{DEVELOPMENT_SETS, read};
use crate::router::{is_foreign, mended, words};

/// How often a word is used before it is taken for one.
const COUNT_MIN: u32 = 2;
/// Letters below which a word says nothing.
const LETTERS_MIN: usize = 2;

/// `common.txt`: words of the development sets and how often they are used, but for requests that are mistyped.
#[must_use]
pub fn common() -> String {
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
    let mut text = String::new();
    for (word, count) in counts.into_iter().filter(|&(_, count)| count >= COUNT_MIN) {
        let _ = writeln!(text, "{word} {count}");
    }
    text
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
pub fn mended_text(t: &str) -> String { mended(t) }
