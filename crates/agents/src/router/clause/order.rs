//! When a clause is done, where that is not where it stands: "before you upscale it", "once the background is off",
//! "… comes last", "… beforehand", "step two: …".

use super::super::{
    lexicon::{Concept, LEXICON},
    text::{Kind, Token},
};

/// How a clause stands to the others in time, where that is not the order of the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// `before you animate it, …`: after the clause behind it.
    AfterNext,
    /// `… after removing it`, `… but first remove it`, `… beforehand`: before the clause in front of it.
    BeforePrevious,
    /// `… comes last`, `at the very end …`: after all others.
    Last,
    /// `step two`: by its number.
    Step(usize),
}

/// Words at the end of a clause that say when it is done.
const BEHIND: &[(&[&str], Order)] = &[
    (&["before", "anything", "else"], Order::BeforePrevious),
    (&["first", "of", "all"], Order::BeforePrevious),
    (&["to", "start", "with"], Order::BeforePrevious),
    (&["to", "begin", "with"], Order::BeforePrevious),
    (&["prior", "to", "that"], Order::BeforePrevious),
    (&["before", "that"], Order::BeforePrevious),
    (&["first", "thing"], Order::BeforePrevious),
    (&["in", "advance"], Order::BeforePrevious),
    (&["beforehand"], Order::BeforePrevious),
    (&["first"], Order::BeforePrevious),
    (&["zuerst"], Order::BeforePrevious),
    (&["primero"], Order::BeforePrevious),
    (&["d", "abord"], Order::BeforePrevious),
    (&["at", "the", "very", "end"], Order::Last),
    (&["at", "the", "end"], Order::Last),
    (&["in", "the", "end"], Order::Last),
    (&["as", "the", "last", "step"], Order::Last),
    (&["as", "a", "last", "step"], Order::Last),
    (&["last", "of", "all"], Order::Last),
    (&["comes", "last"], Order::Last),
    (&["goes", "last"], Order::Last),
    (&["is", "last"], Order::Last),
    (&["last"], Order::Last),
    (&["zum", "schluss"], Order::Last),
    (&["zuletzt"], Order::Last),
    (&["al", "final"], Order::Last),
    (&["a", "la", "fin"], Order::Last),
];

/// Words in front of a clause that put it behind all others, where others follow.
const LAST_IN_FRONT: &[&[&str]] = &[
    &["finally"],
    &["lastly"],
    &["in", "the", "end"],
    &["at", "the", "end"],
    &["at", "the", "very", "end"],
    &["last", "of", "all"],
    &["to", "finish"],
    &["zum", "schluss"],
    &["zuletzt"],
];

/// Words in front of a clause that put it before the one in front of it.
const FIRST_IN_FRONT: &[&[&str]] = &[
    &["but", "before", "that"],
    &["before", "that"],
    &["before", "this"],
    &["prior", "to", "that"],
    &["prior", "to", "this"],
    &["ahead", "of", "that"],
    &["to", "start", "with"],
    &["to", "begin", "with"],
    &["first", "of", "all"],
    &["beforehand"],
    &["davor"],
    &["vorher"],
];

fn said(tokens: &[Token], at: usize, words: &[&str]) -> bool {
    tokens.len() >= at + words.len()
        && words
            .iter()
            .zip(&tokens[at..])
            .all(|(word, token)| token.kind == Kind::Word && *word == token.text)
}

/// When the clause is done by the words it begins with, `from..start` of it: `before you`, `once the`, `but first`.
pub(super) fn in_front(tokens: &[Token], from: usize, start: usize) -> Option<Order> {
    (from..start).find_map(|at| {
        if FIRST_IN_FRONT.iter().any(|words| said(tokens, at, words)) {
            return (from > 0).then_some(Order::BeforePrevious);
        }
        if from == 0 && at == 0 && LAST_IN_FRONT.iter().any(|words| said(tokens, at, words)) {
            return Some(Order::Last);
        }
        let names = |concept| LEXICON.find(tokens, at, concept).is_some();
        if names(Concept::Before) {
            return Some(Order::AfterNext);
        }
        (names(Concept::After) || names(Concept::First)).then_some(Order::BeforePrevious)
    })
}

/// `to start with, …`: nothing but words that say when.
pub(super) fn is_only_order(words: &[Token]) -> bool {
    let fits = |known: &&&[&str]| words.len() == known.len() && said(words, 0, known);
    FIRST_IN_FRONT.iter().chain(LAST_IN_FRONT).any(|known| fits(&known))
}

/// When the clause is done by the words it ends in, and where those begin: `the bin goes first`, `sepia at the very end`.
/// A clause that is the whole request has nothing to be before or behind.
pub(super) fn behind(tokens: &[Token], start: usize, end: usize) -> Option<(usize, Order)> {
    // "The photo I sent first", "the one you made last", "the guests who came first".
    const TOLD: &[&str] = &[
        "i", "you", "we", "he", "she", "they", "who", "that", "which", "made", "sent", "drew", "did",
        "person",
    ];
    let (words, order) = BEHIND
        .iter()
        .find(|(words, _)| start + words.len() < end && said(tokens, end - words.len(), words))?;
    let from = end - words.len();
    let single = words.len() == 1;
    let near = |reach: usize, known: &[&str]| {
        tokens[from.saturating_sub(reach).max(start)..from]
            .iter()
            .any(|token| known.contains(&token.text.as_str()))
    };
    let told = single && (near(3, TOLD) || near(1, &["the", "at", "very", "my", "a", "before", "but", "to"]));
    let told = told && !done(tokens, start, from);
    (!told).then_some((from, *order))
}

/// `the bin must be removed first`, `that should be done last`.
fn done(tokens: &[Token], start: usize, from: usize) -> bool {
    tokens[start..from]
        .iter()
        .any(|token| matches!(token.text.as_str(), "must" | "should" | "needs" | "be" | "being"))
}

/// `…, that's step two`: the number, and where the words begin.
pub(super) fn numbered_behind(tokens: &[Token], start: usize, end: usize) -> Option<(usize, Order)> {
    let at = (start..end.saturating_sub(1)).rev().take(3).find(|&at| tokens[at].text == "step")?;
    let number = step_number(&tokens[at + 1])?;
    let from = at - usize::from(at > start && matches!(tokens[at - 1].text.as_str(), "thats" | "is" | "as"));
    (at + 2 == end && from > start).then_some((from, Order::Step(number)))
}

/// `the background is off`, `grandma's face is restored`: what a step leaves behind, in place of its command.
pub(super) fn is_state(tokens: &[Token], at: usize) -> bool {
    const POSSESSORS: usize = 3;
    (at..tokens.len().min(at + POSSESSORS)).any(|at| {
        [Concept::Transparent, Concept::FaceRestore]
            .into_iter()
            .any(|concept| LEXICON.find(tokens, at, concept).is_some_and(|(length, _)| length > 1))
    })
}

/// The number of a step: `two`, `2`.
pub(super) fn step_number(token: &Token) -> Option<usize> {
    const COUNTED: [&str; 8] = ["one", "two", "three", "four", "five", "six", "seven", "eight"];
    let place = COUNTED.iter().position(|word| *word == token.text);
    place.map(|place| place + 1).or_else(|| token.text.parse().ok().filter(|number| (1..=8).contains(number)))
}

#[cfg(test)]
mod tests {
    use super::{super::super::text::tokens, *};

    #[test]
    fn a_clause_says_at_its_end_when_it_is_done() {
        for (text, order) in [
            ("remove the background first", Some(Order::BeforePrevious)),
            ("take out the bin beforehand", Some(Order::BeforePrevious)),
            ("the tourist must be removed first", Some(Order::BeforePrevious)),
            ("sepia at the very end", Some(Order::Last)),
            ("upscale x2 comes last", Some(Order::Last)),
            ("animate the one I sent first", None),
            ("the last one you made last", None),
            ("first", None),
        ] {
            let tokens = tokens(text);
            assert_eq!(behind(&tokens, 0, tokens.len()).map(|(_, order)| order), order, "{text}");
        }
    }
}
