//! Layer 3: clauses. A request is cut where a new step begins, and nowhere else.
//!
//! "A cat and a dog" is one picture, "a cat and animate it" two steps: a separator counts only if a command
//! stands behind it. Quotations are single tokens, so nothing inside one is ever a separator.

use super::{
    lexicon::{Concept, LEXICON, Position},
    text::{Kind, Token},
};

/// Concepts that can be the command of a clause. The order does not matter.
pub const COMMANDS: [Concept; 17] = [
    Concept::Make,
    Concept::MakeThe,
    Concept::Edit,
    Concept::Remove,
    Concept::Replace,
    Concept::Blur,
    Concept::Animate,
    Concept::Say,
    Concept::LipSync,
    Concept::Ask,
    Concept::Combine,
    Concept::Upscale,
    Concept::Restore,
    Concept::FaceRestore,
    Concept::Restyle,
    Concept::Again,
    Concept::Causative,
];

/// Part of a request: tokens `start..end`.
#[derive(Clone, Copy, Debug)]
pub struct Clause<'a> {
    /// All tokens of the request.
    pub tokens: &'a [Token],
    /// The first token after courtesy.
    pub start: usize,
    /// One past the last token before courtesy.
    pub end: usize,
    /// Whether it follows a `then` or a full stop rather than a comma or an `and`.
    pub strong: bool,
    /// Whether `now` led it in.
    pub now: bool,
    /// The command it begins with: tokens taken, and what it may mean.
    lead: (usize, LeadConcepts),
}

/// A small set of concepts, so that [`Clause`] can be copied.
type LeadConcepts = [Option<Concept>; 6];

impl<'a> Clause<'a> {
    /// The clause of `start..end`, without the courtesy around it.
    pub fn new(tokens: &'a [Token], start: usize, end: usize, strong: bool) -> Clause<'a> {
        let (start, now) = skip_courtesy(tokens, start, end);
        let end = trim_courtesy(tokens, start, end);
        let mut concepts = [None; 6];
        let (length, found) = LEXICON.longest(&tokens[..end], start, &COMMANDS);
        for (slot, concept) in concepts.iter_mut().zip(found) {
            *slot = Some(concept);
        }
        Clause { tokens, start, end, strong, now, lead: (length, concepts) }
    }

    /// The command it begins with, if it may mean this: tokens `start..end` of it.
    pub fn lead(&self, concept: Concept) -> Option<(usize, usize)> {
        self.lead.1.contains(&Some(concept)).then_some((self.start, self.start + self.lead.0))
    }

    /// The command it ends with, in languages whose verbs come last.
    pub fn tail(&self, concept: Concept) -> Option<(usize, usize)> {
        let tokens = &self.tokens[..self.end];
        (self.start..self.end).rev().take(8).collect::<Vec<_>>().into_iter().rev().find_map(|at| {
            let (length, position) = LEXICON.find(tokens, at, concept)?;
            (position == Position::End && at + length == self.end).then_some((at, self.end))
        })
    }

    /// [`Clause::lead`] or [`Clause::tail`].
    pub fn command(&self, concept: Concept) -> Option<(usize, usize)> {
        self.lead(concept).or_else(|| self.tail(concept))
    }

    /// The first place the concept is named.
    pub fn find(&self, concept: Concept) -> Option<(usize, usize)> {
        self.find_from(self.start, concept)
    }

    /// The first place at or after `from` the concept is named.
    pub fn find_from(&self, from: usize, concept: Concept) -> Option<(usize, usize)> {
        let tokens = &self.tokens[..self.end];
        (from..self.end).find_map(|at| LEXICON.find(tokens, at, concept).map(|(length, _)| (at, at + length)))
    }

    /// Like [`Clause::find`], but only phrases of languages whose commands may stand anywhere.
    pub fn find_anywhere(&self, concept: Concept) -> Option<(usize, usize)> {
        let tokens = &self.tokens[..self.end];
        (self.start..self.end).find_map(|at| {
            let (length, position) = LEXICON.find(tokens, at, concept)?;
            (position == Position::End).then_some((at, at + length))
        })
    }

    /// Whether the concept is named at `at`, and how many tokens it takes.
    pub fn at(&self, at: usize, concept: Concept) -> Option<usize> {
        LEXICON.find(&self.tokens[..self.end], at, concept).map(|(length, _)| length)
    }

    /// Whether it has no words and no numbers.
    pub fn is_empty(&self) -> bool {
        self.tokens[self.start..self.end].iter().all(|token| token.kind == Kind::Mark)
    }

    /// Whether the whole clause is phrases of these concepts and marks.
    pub fn is_only(&self, concepts: &[Concept]) -> bool {
        let mut at = self.start;
        while at < self.end {
            let (length, _) = LEXICON.longest(&self.tokens[..self.end], at, concepts);
            if length == 0 && self.tokens[at].kind != Kind::Mark {
                return false;
            }
            at += length.max(1);
        }
        true
    }
}

/// The first token that is not courtesy, and whether `now` was among what was skipped.
fn skip_courtesy(tokens: &[Token], start: usize, end: usize) -> (usize, bool) {
    let tokens = &tokens[..end];
    let (mut at, mut now) = (start, false);
    while at < end {
        let command = LEXICON.longest(tokens, at, &COMMANDS).0;
        let find = |concept| LEXICON.find(tokens, at, concept).map_or(0, |(length, _)| length);
        let (filler, soft, present) =
            (find(Concept::Filler), find(Concept::Interjection), find(Concept::Now));
        let separator = find(Concept::Then);
        if present > command && present >= filler {
            now = true;
            at += present;
        } else if filler > command {
            at += filler;
        } else if soft > command && goes_on(tokens, at + soft) {
            at += soft;
        } else if separator > command && goes_on(tokens, at + separator) {
            at += separator;
        } else if tokens[at].kind == Kind::Mark && !matches!(tokens[at].text.as_str(), "#" | "$") {
            at += 1;
        } else {
            break;
        }
    }
    (at, now)
}

/// Whether what stands here is a mark, courtesy or a command, so that the word before was only a lead-in.
fn goes_on(tokens: &[Token], at: usize) -> bool {
    at < tokens.len()
        && (tokens[at].kind == Kind::Mark
            || LEXICON.longest(tokens, at, &COMMANDS).0 > 0
            || LEXICON.longest(tokens, at, &[Concept::Filler, Concept::Interjection, Concept::Now]).0 > 0)
}

/// The end without trailing courtesy and marks.
fn trim_courtesy(tokens: &[Token], start: usize, end: usize) -> usize {
    let mut end = end;
    while end > start {
        let courtesy = (start.max(end.saturating_sub(5))..end).find(|&at| {
            [Concept::Filler, Concept::Interjection].into_iter().any(|concept| {
                LEXICON.find(&tokens[..end], at, concept).is_some_and(|(length, position)| {
                    let polite =
                        concept == Concept::Filler || tokens[at.saturating_sub(1)].kind == Kind::Mark;
                    at + length == end
                        && (polite || position == Position::End)
                        && !command_ends(tokens, start, end)
                })
            })
        });
        match courtesy {
            Some(at) => end = at,
            None if tokens[end - 1].kind == Kind::Mark && !tokens[end - 1].is_mark("%") => end -= 1,
            None => break,
        }
    }
    end
}

/// Whether a command of a verb-final language ends here, as `お願いします` may.
fn command_ends(tokens: &[Token], start: usize, end: usize) -> bool {
    (start.max(end.saturating_sub(8))..end).any(|at| {
        COMMANDS.iter().any(|&concept| {
            LEXICON
                .find(&tokens[..end], at, concept)
                .is_some_and(|(length, position)| position == Position::End && at + length == end)
        })
    })
}

/// Tokens looked at behind a separator to judge what begins there; a command says so sooner.
const LOOK_AHEAD: usize = 60;

/// The clauses of a request.
pub fn split<'a>(text: &str, tokens: &'a [Token]) -> Vec<Clause<'a>> {
    let separators: Vec<_> = (0..tokens.len()).map(|at| separator(text, tokens, at)).collect();
    let mut clauses = Vec::new();
    let (mut start, mut strong) = (0, true);
    let mut at = 0;
    while at < tokens.len() {
        let Some((length, is_strong)) = separators[at] else {
            at += 1;
            continue;
        };
        let (mut next, mut next_strong) = (at + length, is_strong);
        while let Some(Some((more, also))) = separators.get(next)
            && *more > 0
        {
            next += more;
            next_strong |= also;
        }
        if at > start && next < tokens.len() && begins_step(tokens, &separators, next, next_strong) {
            clauses.push(Clause::new(tokens, start, at, strong));
            (start, strong) = (next, next_strong);
        }
        at = next.max(at + 1);
    }
    clauses.push(Clause::new(tokens, start, tokens.len(), strong));
    clauses.retain(|clause| !clause.is_empty());
    clauses
}

/// A separator at `at`: tokens it takes (0 for a line break) and whether it is strong.
fn separator(text: &str, tokens: &[Token], at: usize) -> Option<(usize, bool)> {
    let token = &tokens[at];
    if token.kind == Kind::Mark
        && matches!(token.text.as_str(), ";" | "." | "!" | "?" | ">" | "→" | "+" | "…")
    {
        return Some((1, true));
    }
    if let Some((length, _)) = LEXICON.find(tokens, at, Concept::Then) {
        return Some((length, true));
    }
    if token.is_mark(",")
        || token.is_mark(":")
        || token.is_mark("-")
        || token.is_mark("–")
        || token.is_mark("—")
    {
        return Some((1, false));
    }
    if let Some((length, _)) = LEXICON.find(tokens, at, Concept::And) {
        return Some((length, false));
    }
    let line_break = at > 0 && text[tokens[at - 1].end..token.start].contains('\n');
    line_break.then_some((0, true))
}

/// Whether a new step begins at `at`.
fn begins_step(tokens: &[Token], separators: &[Option<(usize, bool)>], at: usize, strong: bool) -> bool {
    let limit = tokens.len().min(at + LOOK_AHEAD);
    let next = |wanted: fn(&(usize, bool)) -> bool| {
        (at + 1..limit).find(|&place| separators[place].as_ref().is_some_and(wanted)).unwrap_or(limit)
    };
    let clause = Clause::new(tokens, at, next(|&(length, strong)| length > 0 && strong), strong);
    if clause.start >= clause.end {
        return false;
    }
    leads_in(&clause, tokens[at - 1].is_mark(","))
        || ends_in(&Clause::new(tokens, at, next(|_| true), strong))
}

/// Whether a clause ends in the command of a verb-final language.
fn ends_in(clause: &Clause<'_>) -> bool {
    clause.end > clause.start && COMMANDS.iter().any(|&concept| clause.tail(concept).is_some())
}

/// Whether a clause begins with a command, judged more strictly after a comma or `and`.
fn leads_in(clause: &Clause<'_>, comma: bool) -> bool {
    let next = clause.start + clause.lead.0;
    let names = |concepts: &[Concept]| concepts.iter().any(|&concept| clause.at(next, concept).is_some());
    let object = names(&[Concept::It, Concept::Both, Concept::Article, Concept::Background, Concept::Face]);
    let long = clause.lead.0 >= 2;
    let quoted = clause.tokens[next..clause.end]
        .iter()
        .take(8)
        .any(|token| token.kind == Kind::Quote || token.is_mark(":"));
    let clear = [Concept::Animate, Concept::LipSync, Concept::Upscale, Concept::FaceRestore];
    if clear.into_iter().any(|concept| clause.lead(concept).is_some()) || talks(clause).is_some() {
        return true;
    }
    if clause.lead(Concept::Say).is_some() && (quoted || clause.strong || !comma || long) {
        return true;
    }
    if clause.lead(Concept::Ask).is_some() && (clause.strong || object || long) {
        return true;
    }
    if clause.lead(Concept::Make).is_some() || clause.lead(Concept::Again).is_some() {
        let numbered = clause.tokens.get(next).is_some_and(|token| token.kind == Kind::Number);
        return clause.strong
            || object
            || numbered
            || names(&[Concept::Video, Concept::Speech, Concept::Picture]);
    }
    let changes = [
        Concept::Edit,
        Concept::MakeThe,
        Concept::Remove,
        Concept::Replace,
        Concept::Blur,
        Concept::Combine,
        Concept::Restore,
        Concept::Restyle,
    ];
    if changes.into_iter().any(|concept| clause.lead(concept).is_some()) {
        return clause.strong || object || long;
    }
    noun_head(clause, Concept::Video).is_some()
        || noun_head(clause, Concept::Speech).is_some()
        || new_picture(clause)
}

/// `a picture of …` behind a separator is another picture; `a painting on the wall` is not.
fn new_picture(clause: &Clause<'_>) -> bool {
    [Concept::Picture, Concept::Artwork].into_iter().any(|concept| {
        noun_head(clause, concept)
            .is_some_and(|(_, end)| clause.at(end, Concept::Of).is_some() && clause.tokens[end].text == "of")
    })
}

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
    let (start, end) = clause.find_from(from, concept)?;
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
        || clause.tokens[end].text.ends_with("ing");
    (before.len() <= 7 && !articles && !linked && followed).then_some((start, end))
}
