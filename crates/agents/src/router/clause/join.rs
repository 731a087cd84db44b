//! Where what stands before decides whether a new step begins.

use super::{
    super::{lexicon::Concept, settings, text::Kind},
    Clause,
};

/// Whether a step begins with this clause, where the part before it, from `from`, decides that. `end` is where the
/// clause's first fragment ends.
pub(super) fn by_what_is_before(clause: &Clause<'_>, from: usize, end: usize) -> Option<bool> {
    let at = clause.before;
    let before = &clause.tokens[at - 1];
    if before.kind == Kind::Mark && goes_on_moving(clause, from, end) {
        return Some(false);
    }
    if before.is_mark(",") || before.is_mark(";") || before.is_mark(".") {
        return behind_a_comma(clause, from, end);
    }
    if before.text != "and" {
        return None;
    }
    // "Zoom out and show more of the arena".
    let shows_more = clause.tokens[at].text == "show"
        && clause.tokens.get(at + 1).is_some_and(|token| matches!(token.text.as_str(), "more" | "less"));
    if shows_more
        || talks_on(clause)
        || says_at_last(clause, from)
        || puts_what_was_taken(clause, from)
        || moves_on(clause, from)
    {
        return Some(false);
    }
    // "Put a beach in the background and add sunglasses": two tools, even without an article.
    let adds = clause.tokens[at].text == "add" && {
        let previous = Clause::new(clause.tokens, from, at - 1, clause.strong);
        let changes = [Concept::Edit, Concept::Replace, Concept::MakeThe];
        previous.find(Concept::Background).is_some()
            && changes.into_iter().any(|lead| previous.lead(lead).is_some())
    };
    adds.then_some(true)
}

/// `animate this, 3s, slow push in on her eyes`: how it moves is no second video.
fn goes_on_moving(clause: &Clause<'_>, from: usize, end: usize) -> bool {
    let (tokens, at) = (clause.tokens, clause.before);
    let previous = Clause::new(tokens, from, at - 1, clause.strong);
    let fragment = Clause::new(tokens, at, end, clause.strong);
    let moves = previous.lead(Concept::Animate).is_some() || previous.find(Concept::Video).is_some();
    let camera = fragment.lead(Concept::Animate).is_some()
        && !matches!(tokens[fragment.start].text.as_str(), "animate" | "bring" | "make" | "turn")
        && fragment.find(Concept::It).is_none();
    // "…, let it run 10 seconds this time".
    let runs = fragment.lead(Concept::Causative).is_some()
        && tokens[fragment.start..fragment.end]
            .iter()
            .take(3)
            .any(|token| matches!(token.text.as_str(), "run" | "last" | "go"))
        && settings::find(tokens, fragment.start, fragment.end, &[])
            .iter()
            .any(|setting| matches!(setting.value, settings::Value::Seconds(_)));
    moves && (camera || runs)
}

/// `draw a fox, transparent background` is two steps, `a fox running, video` is one.
fn behind_a_comma(clause: &Clause<'_>, from: usize, end: usize) -> Option<bool> {
    let (tokens, at) = (clause.tokens, clause.before);
    let fragment = Clause::new(tokens, at, end, clause.strong);
    // "Record this, friendly woman's voice: …".
    let comma = tokens[at - 1].is_mark(",");
    let voiced = matches!(tokens[end - 1].text.as_str(), "voice" | "accent" | "tone" | "narrator");
    if comma && voiced && end - at <= 5 && tokens.get(end).is_some_and(|token| token.is_mark(":")) {
        return Some(false);
    }
    if comma && fragment.end == tokens.len() && is_only_a_video(&fragment) {
        return Some(false);
    }
    // A sentence of its own is another step only if it says nothing else.
    let bare = fragment.find(Concept::Transparent).is_some()
        && fragment.is_only(&[Concept::Transparent, Concept::Article, Concept::With]);
    // "Draw a fox, …", "cartoon version of me, …".
    let previous = Clause::new(tokens, from, at - 1, clause.strong);
    let definite = matches!(
        tokens[previous.start].text.as_str(),
        "the" | "my" | "this" | "that" | "our" | "just" | "only"
    );
    let described =
        !definite && tokens[previous.start..previous.end].iter().take(4).any(|token| token.text == "of");
    let made = bare && (previous.lead(Concept::Make).is_some() || described);
    made.then_some(true)
}

/// `…, video`, `…, 6 sec vid`.
fn is_only_a_video(fragment: &Clause<'_>) -> bool {
    let lengths = settings::find(fragment.tokens, fragment.start, fragment.end, &[]);
    let mut at = fragment.start;
    while at < fragment.end {
        let length = lengths
            .iter()
            .find(|setting| setting.from <= at && at < setting.to)
            .map(|setting| setting.to - at);
        let named = [Concept::Video, Concept::Article]
            .into_iter()
            .filter_map(|concept| fragment.at(at, concept))
            .max();
        match length.or(named) {
            Some(length) => at += length,
            None => return false,
        }
    }
    fragment.find(Concept::Video).is_some()
}

/// `I want the statue to talk and say …`.
fn talks_on(clause: &Clause<'_>) -> bool {
    let talks = clause.before.checked_sub(2).is_some_and(|at| {
        matches!(clause.tokens[at].text.as_str(), "talk" | "speak" | "sing" | "talks" | "speaks")
    });
    talks && clause.lead(Concept::Say).is_some()
}

/// `let the guide wave and say "…"`: who does the one does the other.
fn says_at_last(clause: &Clause<'_>, from: usize) -> bool {
    let previous = Clause::new(clause.tokens, from, clause.before - 1, clause.strong);
    let quoted = clause.tokens[clause.start..clause.end].iter().any(|token| token.kind == Kind::Quote);
    let saying = matches!(
        clause.tokens[clause.start].text.as_str(),
        "say" | "says" | "sing" | "tell" | "shout" | "whisper"
    );
    quoted
        && saying
        && matches!(clause.tokens[previous.start].text.as_str(), "let" | "make" | "have" | "get")
        && previous.find_from(previous.start, Concept::Motion).is_some()
}

/// `take the hat from the first picture and put it on …`.
fn puts_what_was_taken(clause: &Clause<'_>, from: usize) -> bool {
    let (tokens, at) = (clause.tokens, clause.before);
    let said = |from: usize, to: usize, words: &[&str]| {
        tokens[from..to.min(tokens.len())].iter().any(|token| words.contains(&token.text.as_str()))
    };
    said(at, at + 1, &["put", "place", "add", "paste", "show"])
        && said(at + 1, at + 2, &["it", "them", "him", "her"])
        && said(
            at.saturating_sub(7),
            at,
            &["first", "second", "one", "two", "1", "2", "other", "my", "attached", "upload"],
        )
        && said(from, at, &["take", "cut", "grab"])
}

/// `make him smile and move a little`.
fn moves_on(clause: &Clause<'_>, from: usize) -> bool {
    let (tokens, at) = (clause.tokens, clause.before);
    clause.at(at, Concept::Motion).is_some() && {
        let previous = Clause::new(tokens, from, at, clause.strong);
        previous.start < at && matches!(tokens[previous.start].text.as_str(), "make" | "let" | "have" | "get")
    }
}
