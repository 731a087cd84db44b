//! The nouns and verbs a clause is built around.

use super::{
    super::{
        lexicon::{Concept, LEXICON},
        text::Kind,
    },
    Clause,
};

/// `have her say`, `let the man talk`: who is made to talk, and where the words begin.
pub fn talks(clause: &Clause<'_>) -> Option<(usize, usize)> {
    let from = clause.start + LEXICON.find(&clause.tokens[..clause.end], clause.start, Concept::Causative)?.0;
    let talk = (from + 1..clause.end.min(from + 5))
        .find_map(|at| clause.at(at, Concept::Talk).map(|length| (at, at + length)))?;
    let who = &clause.tokens[from].text;
    let known = matches!(
        who.as_str(),
        "it" | "him" | "her" | "them" | "this" | "that" | "the" | "my" | "his" | "these" | "he" | "she"
    );
    known.then_some((clause.start, talk.1))
}

/// `a short video of …`, `video: …`, `fox video`: the noun that says what is wanted, when it heads the clause.
pub fn noun_head(clause: &Clause<'_>, concept: Concept) -> Option<(usize, usize)> {
    const LINKS: &[&str] = &[
        "in",
        "on",
        "with",
        "at",
        "of",
        "and",
        "under",
        "near",
        "by",
        "from",
        "watching",
        "holding",
        "recording",
        "making",
        "showing",
        "who",
        "that",
        "into",
        "as",
        "using",
        "beside",
        "next",
        "behind",
        "for",
    ];
    let mut from = clause.start;
    if let Some((_, end)) = clause.lead(Concept::Make).or_else(|| clause.lead(Concept::Edit)) {
        from = end;
    }
    let (start, mut end) = clause.find_from(from, concept)?;
    // "A timelapse video", "a voice-over recording".
    while let Some(length) = clause.at(end, concept).filter(|_| end < clause.end) {
        end += length;
    }
    let before = &clause.tokens[from..start];
    let articles = (from + 1..start)
        .any(|at| clause.at(at, Concept::Article).is_some() && clause.tokens[at].text != "one");
    let linked = before.iter().any(|token| {
        LINKS.contains(&token.text.as_str())
            || token.kind == Kind::Mark && token.text != "," && token.text != ":"
    });
    let followed = end >= clause.end
        || clause.tokens[end].kind != Kind::Word
        || [Concept::Of, Concept::It, Concept::With].into_iter().any(|next| clause.at(end, next).is_some())
        || clause.tokens[end].text.ends_with("ing") && from > clause.start
        // Scripts that write prepositions and nouns as one word.
        || before.is_empty() && from > clause.start && !clause.tokens[end].text.is_ascii();
    (before.len() <= 7 && !articles && !linked && followed).then_some((start, end))
}
