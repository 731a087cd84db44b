//! Parts of a few words that are steps all the same: the name of what a tool does and nothing else.

use super::{
    super::{
        lexicon::{Concept, LEXICON},
        settings::{self, Value},
        text::Kind,
    },
    COMMANDS, Clause, Order,
};

/// `…, then bg off, then 2x`, `…, label it`: behind the word for `then` the name of what a tool does, and behind a comma
/// too any word with `it`.
pub(super) fn names_a_step(clause: &Clause<'_>, comma: bool) -> bool {
    const NAMES: [Concept; 6] = [
        Concept::Transparent,
        Concept::Upscale,
        Concept::Animate,
        Concept::FaceRestore,
        Concept::LipSync,
        Concept::Restyle,
    ];
    const FACTORS: &[&str] = &["2", "4"];
    let words = &clause.tokens[clause.start..clause.end];
    let at = clause.before - 1;
    let then =
        clause.tokens[at].kind == Kind::Word && LEXICON.find(clause.tokens, at, Concept::Then).is_some();
    let [first, .., last] = words else { return false };
    if then && words.len() <= 6 && leads_on(clause) {
        return true;
    }
    // "…, then 4x for the catalogue".
    let sized = FACTORS.contains(&first.text.as_str())
        && words.get(1).is_some_and(|token| token.text == "x")
        && words.get(2).is_none_or(|token| matches!(token.text.as_str(), "for" | "so" | "to" | "please"));
    if then && sized {
        return true;
    }
    if then && words.len() <= 4 {
        let factor = words.len() == 2
            && (FACTORS.contains(&first.text.as_str()) && last.text == "x"
                || first.text == "x" && FACTORS.contains(&last.text.as_str()));
        return factor || NAMES.into_iter().any(|concept| clause.find(concept).is_some());
    }
    // "…, frame it": no verb of the lexicon, and nothing else it could be.
    (then || comma)
        && words.len() == 2
        && first.kind == Kind::Word
        && first.text.is_ascii()
        && !NO_VERBS.contains(&first.text.as_str())
        && matches!(last.text.as_str(), "it" | "them")
}

/// Words that stand before `it` and order nothing.
const NO_VERBS: &[&str] = &[
    "in", "on", "of", "at", "by", "for", "with", "behind", "under", "over", "near", "around", "above",
    "below", "inside", "beside", "before", "after", "from", "to", "into", "onto", "like", "about", "against",
    "through", "across", "beneath", "and", "or", "but", "is", "was", "as", "if", "that", "not", "all",
    "facing", "watching", "holding", "outside", "off",
];

/// `add a hat, then a scarf`, `a cake, then the same cake sliced`: behind the word for `then`, a thing to add or the
/// thing once more.
pub(super) fn goes_on_alike(clause: &Clause<'_>, from: usize) -> bool {
    let at = clause.before - 1;
    if clause.tokens[at].kind == Kind::Mark || LEXICON.find(clause.tokens, at, Concept::Then).is_none() {
        return false;
    }
    let text = |at: usize| clause.tokens[..clause.end].get(at).map_or("", |token| token.text.as_str());
    let again = text(clause.start) == "the" && text(clause.start + 1) == "same";
    let adds = clause.tokens[from..at].iter().any(|token| token.text == "add")
        && matches!(text(clause.start), "a" | "an" | "some" | "two" | "three");
    again || adds
}

/// What works on a picture, by the name of its result: `ink drawing`, `background away`, `times four`.
fn names_a_result(fragment: &Clause<'_>) -> bool {
    const NAMES: [Concept; 3] = [Concept::Transparent, Concept::Upscale, Concept::FaceRestore];
    let (from, to) = (fragment.start, fragment.end);
    let sizes = settings::find(fragment.tokens, from, to, &[])
        .into_iter()
        .filter(|setting| matches!(setting.value, Value::Factor(_)))
        .map(|setting| (setting.from, setting.to));
    let tokens = &fragment.tokens[..to];
    let styles = (from..to).filter_map(|at| settings::style_at(tokens, at).map(|length| (at, at + length)));
    let named = NAMES.into_iter().filter_map(|concept| fragment.find(concept));
    let spans: Vec<(usize, usize)> = sizes.chain(styles).chain(named).collect();
    let small = |at: usize| {
        fragment.at(at, Concept::Article).is_some()
            || fragment.tokens[at].kind == Kind::Mark
            || matches!(
                fragment.tokens[at].text.as_str(),
                "as" | "in" | "into" | "it" | "a" | "style" | "to" | "by"
            )
    };
    !spans.is_empty()
        && (from..to).all(|at| spans.iter().any(|&(from, to)| (from..to).contains(&at)) || small(at))
}

/// `…, sepia at the very end`, `…, background removed first`: a part that says when it is done is a step if it says what.
pub(super) fn is_done_elsewhere(fragment: &Clause<'_>) -> bool {
    let commanded = COMMANDS.iter().any(|&command| fragment.lead(command).is_some());
    fragment.order.is_some()
        && (commanded || names_a_result(fragment) || fragment.find(Concept::Remove).is_some())
}

/// `…. Then low poly. Then transparent background`, `erase the wires, oil painting style, upscale 4x`: behind the word for
/// `then`, or behind a command that works on a picture. Behind a description it says how the picture looks.
pub(super) fn is_only_a_tool(fragment: &Clause<'_>, previous: &Clause<'_>) -> bool {
    const WORKS: [Concept; 9] = [
        Concept::Edit,
        Concept::MakeThe,
        Concept::Remove,
        Concept::Replace,
        Concept::Restore,
        Concept::FaceRestore,
        Concept::Upscale,
        Concept::Restyle,
        Concept::Combine,
    ];
    if !names_a_result(fragment) {
        return false;
    }
    let at = fragment.opening - 1;
    let then = fragment.tokens[at].kind == Kind::Word
        && LEXICON.find(fragment.tokens, at, Concept::Then).is_some()
        || fragment.opening >= 2
            && LEXICON
                .find(fragment.tokens, fragment.opening, Concept::Then)
                .is_some_and(|(length, _)| fragment.opening + length <= fragment.start);
    let works = WORKS.iter().any(|&command| previous.lead(command).is_some())
        && !describes_a_picture(previous)
        || matches!(previous.order, Some(Order::Step(_)))
        || names_a_result(previous);
    // "Upscale it, 4x": the size of the same step.
    let found = settings::find(fragment.tokens, fragment.start, fragment.end, &[]);
    let sized = !found.is_empty() && found.iter().all(|setting| matches!(setting.value, Value::Factor(_)));
    let repeats =
        sized && (previous.find(Concept::Upscale).is_some() || previous.find(Concept::Larger).is_some());
    // "Style transfer, woodblock": which style.
    let named = |clause: &Clause<'_>| {
        (clause.start..clause.end).any(|at| settings::style_at(&clause.tokens[..clause.end], at).is_some())
    };
    let repeats = repeats || previous.lead(Concept::Restyle).is_some() && !named(previous);
    (then || works) && !repeats && !(sized && !fragment.strong && !then)
}

/// `give him a drawing of a boy`, `une image carrée`: a new picture.
fn describes_a_picture(clause: &Clause<'_>) -> bool {
    const NEW: &[&str] = &["a", "an", "un", "una", "une", "ein", "eine", "um", "uma"];
    (clause.start..clause.end).any(|at| {
        NEW.contains(&clause.tokens[at].text.as_str())
            && (at + 1..clause.end.min(at + 4)).any(|at| {
                [Concept::Picture, Concept::Artwork].into_iter().any(|noun| clause.at(at, noun).is_some())
            })
    })
}

/// `then it moves`, `then a library behind him`: no command, and still the next step.
fn leads_on(clause: &Clause<'_>) -> bool {
    let text = |at: usize| clause.tokens[..clause.end].get(at).map_or("", |token| token.text.as_str());
    let moves = clause.at(clause.start, Concept::It).is_some()
        && (clause.start + 1..clause.end).any(|at| clause.at(at, Concept::Motion).is_some());
    let behind = (clause.start + 1..clause.end).any(|at| {
        text(at) == "behind" && matches!(text(at + 1), "him" | "her" | "me" | "us" | "them" | "it")
    });
    moves || behind
}
