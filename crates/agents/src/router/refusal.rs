//! Layer 0: what is not made, whatever the words around it.
//!
//! The list is short and made of whole words that stand close together, so that "shoot a photo", "killer whale"
//! and "a bomb-shelter museum" pass. It is a floor: providers' own moderation stands behind it.

use std::{collections::HashMap, sync::LazyLock};

use serde::Deserialize;

use super::{
    phrases::{self, Group, Word},
    text::Token,
};
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

/// The rules, read once, their phrases split into words.
static RULES: LazyLock<Vec<(RefusalCode, Vec<Group>)>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../lexicon/refusal.toml"))
        .unwrap_or_else(|error| panic!("the compiled-in refusals are well-formed: {error}"));
    let group = |phrases: &Vec<String>| phrases::group(phrases.iter().map(String::as_str));
    file.rule.iter().map(|rule| (rule.code, rule.groups.iter().map(group).collect())).collect()
});

/// Every word of a rule.
pub fn words() -> impl Iterator<Item = &'static str> {
    let phrases = RULES.iter().flat_map(|(_, groups)| groups.iter().flat_map(HashMap::values)).flatten();
    phrases.flatten().map(String::as_str)
}

/// Why this is refused, if it is.
pub fn refusal(tokens: &[Token]) -> Option<(RefusalCode, &'static str)> {
    let code = *matching(&phrases::words(tokens)).first()?;
    Some((code, reason(code)))
}

/// The rules that hold, in the file's order.
pub(crate) fn matching(words: &[Word]) -> Vec<RefusalCode> {
    let holding = RULES.iter().filter(|(_, groups)| phrases::holds(words, groups));
    holding.map(|(code, _)| *code).collect()
}

/// What the person is told.
pub(crate) fn reason(code: RefusalCode) -> &'static str {
    match code {
        RefusalCode::SexualMinors => "Sexual content that involves minors is never made here.",
        RefusalCode::NonConsensual => "People are not undressed or shown naked here without their consent.",
        RefusalCode::Weapons => "Instructions for weapons, explosives or hurting people are not made here.",
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
        assert_eq!(code("how do i kill my neighbour"), Some(RefusalCode::Weapons));
        for text in [
            "how to kill time at the airport, a poster",
            "a detective finds out who murdered the neighbour",
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
