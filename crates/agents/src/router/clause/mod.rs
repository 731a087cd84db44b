//! Layer 3: clauses. A request is cut where a new step begins, and nowhere else.
//!
//! "A cat and a dog" is one picture, "a cat and animate it" two steps: a separator counts only if a command
//! stands behind it. Quotations are single tokens, so nothing inside one is ever a separator.

mod courtesy;
mod fragment;
mod heads;
mod join;
mod order;
mod split;

use courtesy::{skip_courtesy, trim_courtesy};
pub use heads::{is_writable, names_who_films, noun_head, records, talks};
pub use order::Order;
pub use split::split;

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
    /// The first token that says something about it: courtesy, and remarks in front ("this is my gran, …").
    pub before: usize,
    /// Its first token, courtesy included.
    pub opening: usize,
    /// Whether a word such as `before` moves it.
    pub order: Option<Order>,
    /// The command it begins with: tokens taken, and what it may mean.
    pub(super) lead: (usize, LeadConcepts),
}

/// A small set of concepts, so that [`Clause`] can be copied.
pub type LeadConcepts = [Option<Concept>; 6];

impl<'a> Clause<'a> {
    /// The clause of `start..end`, without the courtesy around it.
    pub fn new(tokens: &'a [Token], start: usize, end: usize, strong: bool) -> Clause<'a> {
        let before = start;
        let (start, now) = skip_courtesy(tokens, start, end);
        let mut order = order::in_front(&tokens[..end], before, start);
        let mut end = trim_courtesy(tokens, start, end);
        let whole = start == 0 && end == tokens.len();
        let said = order::behind(tokens, start, end).or_else(|| order::numbered_behind(tokens, start, end));
        if let Some((from, said)) = said.filter(|_| !whole) {
            order = order.or(Some(said));
            end = trim_courtesy(tokens, start, from);
        }
        let mut concepts = [None; 6];
        let (length, found) = LEXICON.longest(&tokens[..end], start, &COMMANDS);
        for (slot, concept) in concepts.iter_mut().zip(found) {
            *slot = Some(concept);
        }
        Clause { tokens, start, end, strong, now, before, opening: before, order, lead: (length, concepts) }
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

    /// Like [`Clause::find`], in the remarks before it too.
    pub fn mentions(&self, concept: Concept) -> bool {
        self.find_from(self.before, concept).is_some()
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

    /// `once the background is off`: what a step leaves behind, in place of its command.
    pub fn is_state(&self) -> bool {
        self.order.is_some() && order::is_state(&self.tokens[..self.end], self.start)
    }

    /// `edit this:`, `new picture:`, `say:`: what follows the colon belongs to it.
    pub(super) fn is_announcement(&self) -> bool {
        self.is_only(&[
            Concept::Edit,
            Concept::Make,
            Concept::Say,
            Concept::It,
            Concept::Article,
            Concept::Picture,
            Concept::Artwork,
            Concept::Video,
            Concept::Speech,
            Concept::Animate,
            Concept::Background,
            Concept::Filler,
            Concept::LipSync,
        ])
    }

    /// Whether it has no words and no numbers.
    pub fn is_empty(&self) -> bool {
        self.tokens[self.start..self.end].iter().all(|token| token.kind == Kind::Mark)
    }

    /// Whether the whole clause is phrases of these concepts and marks.
    pub fn is_only(&self, concepts: &[Concept]) -> bool {
        self.is_only_from(self.start, concepts)
    }

    /// Whether it is nothing but talk, read with or without its courtesy.
    pub fn is_talk(&self) -> bool {
        let talk = [Concept::Chat, Concept::Greeting, Concept::Interjection, Concept::Filler];
        let chats = [Concept::Chat, Concept::Greeting]
            .into_iter()
            .any(|concept| self.find_from(self.opening, concept).is_some());
        self.is_only(&talk) || chats && self.is_only_from(self.opening, &talk)
    }

    fn is_only_from(&self, start: usize, concepts: &[Concept]) -> bool {
        let mut at = start;
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
