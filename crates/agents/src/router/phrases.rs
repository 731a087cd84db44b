//! Phrases near each other: what the rules on content are made of.
//!
//! A rule is one group of phrases, of which one has to stand somewhere, or two, of which one each has to stand close
//! together. Phrases whose words mean something harmless ("naked mole rat", "bath bomb") are taken out before anything
//! is looked for; they are in `lexicon/harmless.txt`.

use std::{collections::HashMap, sync::LazyLock};

use super::text::Token;

/// The phrases of one group, as words, by their first.
pub(crate) type Group = HashMap<String, Vec<Vec<String>>>;

/// A word as typed, and as it was probably meant.
pub(crate) type Word = (String, Option<String>);

/// Words between the first and last match of a rule; beyond that they hardly belong together.
const WINDOW: usize = 14;
/// Stands where a harmless phrase was: it is no word, and keeps what is beside it apart.
const NOTHING: &str = "";

static HARMLESS: LazyLock<Group> = LazyLock::new(|| {
    group(include_str!("../../lexicon/harmless.txt").lines().filter(|line| !line.starts_with('#')))
});

/// Phrases as words, by their first.
pub(crate) fn group<'a>(phrases: impl IntoIterator<Item = &'a str>) -> Group {
    let mut group = Group::new();
    for phrase in phrases {
        let words: Vec<String> = super::text::tokens(phrase).into_iter().map(|token| token.text).collect();
        if let Some(first) = words.first() {
            group.entry(first.clone()).or_default().push(words);
        }
    }
    group
}

/// The words that count, without marks and without harmless phrases. Marks do not separate: "b, o, m, b" is not worth
/// catching, "naked, child" is.
pub(crate) fn words(tokens: &[Token]) -> Vec<Word> {
    let inner = |token: &Token| {
        let near = token.near.clone();
        super::text::tokens(&token.text).into_iter().map(move |inner| (inner.text, near.clone()))
    };
    let mut words: Vec<Word> =
        tokens.iter().flat_map(inner).filter(|(word, _)| word.chars().any(char::is_alphanumeric)).collect();
    for at in 0..words.len() {
        let long = |phrase: &Vec<String>| begins_with(&words[at..], phrase).then_some(phrase.len());
        let longest = HARMLESS.get(&words[at].0).into_iter().flatten().filter_map(long).max();
        words[at..at + longest.unwrap_or(0)].fill((NOTHING.to_owned(), None));
    }
    words
}

fn begins_with(words: &[Word], phrase: &[String]) -> bool {
    let is = |((typed, meant), word): (&Word, &String)| typed == word || meant.as_ref() == Some(word);
    words.len() >= phrase.len() && words.iter().zip(phrase).all(is)
}

/// Whether a rule of these groups holds: none never does.
pub(crate) fn holds(words: &[Word], groups: &[Group]) -> bool {
    let places: Vec<Vec<usize>> = groups.iter().map(|group| places(words, group)).collect();
    match places.as_slice() {
        [only] => !only.is_empty(),
        [first, second] => near(first, second),
        _ => false,
    }
}

/// Where phrases of a group stand, in order.
pub(crate) fn places(words: &[Word], group: &Group) -> Vec<usize> {
    let begins = |word: Option<&String>| word.and_then(|word| group.get(word)).into_iter().flatten();
    (0..words.len())
        .filter(|&at| {
            let (typed, meant) = &words[at];
            let mut phrases = begins(Some(typed)).chain(begins(meant.as_ref()));
            phrases.any(|phrase| begins_with(&words[at..], phrase))
        })
        .collect()
}

/// Whether some place of one is within the window of some place of the other.
fn near(first: &[usize], second: &[usize]) -> bool {
    first.iter().any(|&a| {
        let from = second.partition_point(|&b| b + WINDOW < a);
        second.get(from).is_some_and(|&b| b.abs_diff(a) <= WINDOW)
    })
}
