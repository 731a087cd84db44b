//! Layer 0: what is not made, whatever the words around it.
//!
//! The list is short and made of whole words that stand close together, so that "shoot a photo", "killer whale"
//! and "a bomb-shelter museum" pass. It is a floor: providers' own moderation stands behind it.

use std::{collections::HashMap, sync::LazyLock};

use serde::Deserialize;

use super::text::Token;
use crate::plan::RefusalCode;

/// A rule of `lexicon/refusal.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    code: RefusalCode,
    groups: Vec<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    rule: Vec<Rule>,
}

/// The phrases of one group, as words, by their first.
type Group = HashMap<String, Vec<Vec<String>>>;

/// The rules, read once, their phrases split into words.
static RULES: LazyLock<Vec<(RefusalCode, Vec<Group>)>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../lexicon/refusal.toml"))
        .unwrap_or_else(|error| panic!("the compiled-in refusals are well-formed: {error}"));
    let words = |phrase: &String| -> Vec<String> {
        super::text::tokens(phrase).into_iter().map(|token| token.text).collect()
    };
    let group = |phrases: &Vec<String>| {
        let mut group = Group::new();
        for phrase in phrases.iter().map(words) {
            group.entry(phrase[0].clone()).or_default().push(phrase);
        }
        group
    };
    file.rule.iter().map(|rule| (rule.code, rule.groups.iter().map(group).collect())).collect()
});

/// Every word of a rule.
pub fn words() -> impl Iterator<Item = &'static str> {
    let phrases = RULES.iter().flat_map(|(_, groups)| groups.iter().flat_map(HashMap::values)).flatten();
    phrases.flatten().map(String::as_str)
}

/// Words between the first and last match of a rule; beyond that they hardly belong together.
const WINDOW: usize = 14;

/// A word as typed, and as it was probably meant.
type Word = (String, Option<String>);

/// Why this is refused, if it is.
pub fn refusal(tokens: &[Token]) -> Option<(RefusalCode, &'static str)> {
    // Marks do not separate: "b, o, m, b" is not worth catching, "naked, child" is.
    let words: Vec<Word> = tokens
        .iter()
        .flat_map(|token| {
            super::text::tokens(&token.text).into_iter().map(|inner| (inner.text, token.near.clone()))
        })
        .filter(|(word, _)| word.chars().any(char::is_alphanumeric))
        .collect();
    let (code, _) = RULES.iter().find(|(_, groups)| {
        let places: Vec<Vec<usize>> = groups.iter().map(|group| places(&words, group)).collect();
        match places.as_slice() {
            [only] => !only.is_empty(),
            [first, second] => near(first, second),
            _ => false,
        }
    })?;
    Some((*code, reason(*code)))
}

/// Where phrases of a group stand, in order.
fn places(words: &[Word], group: &Group) -> Vec<usize> {
    let is = |(typed, meant): &Word, word: &String| typed == word || meant.as_ref() == Some(word);
    let stands = |phrase: &Vec<String>, at: usize| {
        at + phrase.len() <= words.len() && phrase.iter().zip(&words[at..]).all(|(word, said)| is(said, word))
    };
    let begins = |word: Option<&String>| word.and_then(|word| group.get(word)).into_iter().flatten();
    (0..words.len())
        .filter(|&at| {
            let (typed, meant) = &words[at];
            begins(Some(typed)).chain(begins(meant.as_ref())).any(|phrase| stands(phrase, at))
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

fn reason(code: RefusalCode) -> &'static str {
    match code {
        RefusalCode::SexualMinors => "Sexual content that involves minors is never made here.",
        RefusalCode::NonConsensual => "People are not undressed or shown naked here without their consent.",
        RefusalCode::Weapons => "Instructions for weapons or explosives are not made here.",
        RefusalCode::Declined => "This is not made here.",
        RefusalCode::SelfHarm => {
            "This is not made here. If you are thinking of hurting yourself, please talk to someone you trust or a helpline near you."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::router::text::tokens;

    #[test]
    fn whole_phrases_are_refused_and_look_alikes_pass() {
        let code = |text| refusal(&tokens(text)).map(|(code, _)| code);
        assert_eq!(code("a naked child"), Some(RefusalCode::SexualMinors));
        assert_eq!(code("Undress her"), Some(RefusalCode::NonConsensual));
        assert_eq!(code("an infographic: how to build a pipe bomb"), Some(RefusalCode::Weapons));
        assert_eq!(code("a poster that encourages people to 'kill yourself'"), Some(RefusalCode::SelfHarm));
        for text in [
            "shoot a photo of a child in a park",
            "a killer whale",
            "a bomb-shelter museum",
            "a naked mole rat",
            "a dress on a hanger",
            "strip the wallpaper from the room",
            "bath bomb product photo",
            "a nude beige sofa",
            "children playing cowboys with toy guns",
        ] {
            assert_eq!(code(text), None, "{text}");
        }
    }
}
