//! Layer 5: what a step can work on, and which of it is meant.
//!
//! The output of the step before comes first, then what is attached, then what the conversation has made. "The
//! second one" counts attachments in order, and results of the conversation in the order they were made.

use super::{
    clause::Clause,
    lexicon::Concept,
    reference::{self, Thing},
    text::Token,
};
use crate::{
    plan::{PlannedCall, Source},
    request::{AgentRequest, EarlierResult, MediaKind},
};

/// What is at hand when a clause is read.
pub struct Scene<'a> {
    /// The request.
    pub request: &'a AgentRequest<'a>,
    /// The calls planned so far.
    pub calls: Vec<PlannedCall>,
    /// What was assumed or left out.
    pub notes: Vec<String>,
    /// Whether what the conversation has made no longer counts.
    pub fresh: bool,
}

impl Scene<'_> {
    /// The attachments of this kind.
    pub fn attached(&self, kind: MediaKind) -> Vec<Source> {
        let files = self.request.attachments.iter().enumerate();
        files.filter(|(_, file)| file.kind == kind).map(|(index, _)| Source::Attachment(index)).collect()
    }

    /// The newest output of this kind in the plan.
    pub fn made(&self, kind: MediaKind) -> Option<Source> {
        self.calls.iter().rposition(|call| call.tool.output() == kind).map(Source::Step)
    }

    /// The results of this kind in the conversation, newest first.
    pub fn earlier(&self, kind: MediaKind) -> Vec<Source> {
        let results = self.request.context.results.iter().enumerate().filter(|_| !self.fresh);
        results.filter(|(_, result)| result.kind == kind).map(|(index, _)| Source::Earlier(index)).collect()
    }

    /// Whether something of this kind was attached or is made by the plan: the clause is about it unless it says
    /// otherwise.
    pub fn given(&self, kind: MediaKind) -> bool {
        self.made(kind).is_some() || !self.attached(kind).is_empty()
    }

    /// Whether there is anything of this kind at all.
    pub fn any(&self, kind: MediaKind) -> bool {
        self.given(kind) || !self.earlier(kind).is_empty()
    }

    /// What of this kind the clause means.
    pub fn meant(&self, clause: &Clause<'_>, kind: MediaKind) -> Option<Source> {
        let attached = self.attached(kind);
        if attached.len() > 1
            && let Some(picked) = picked(clause, |words| reference::numbered(words, attached.len()))
        {
            return Some(attached[picked[0]]);
        }
        let earlier = self.earlier(kind);
        let mentions_earlier = clause.mentions(Concept::Earlier) && !earlier.is_empty();
        // "… and also from the last one you made": behind a step too, and not what that made.
        let made = self.made(kind).filter(|_| !mentions_earlier || self.names_made(clause));
        if made.is_some() {
            return made;
        }
        if mentions_earlier || attached.is_empty() {
            return self.picked_earlier(clause, &earlier).or(earlier.first().copied());
        }
        // "For now animate the hut", next to a photo of something else.
        let points =
            clause.tokens[clause.before..clause.end].iter().any(|token| HERE.contains(&token.text.as_str()));
        if !points
            && attached.len() == 1
            && let Some(described) = self.described(clause, &earlier)
        {
            return Some(described);
        }
        attached.first().copied()
    }

    /// Everything of this kind the clause means at once: "cut both out", "the first and the third"; else the one.
    pub fn meant_each(&self, clause: &Clause<'_>, kind: MediaKind) -> Vec<Source> {
        let attached = self.attached(kind);
        let earlier = self.earlier(kind);
        let all: Vec<Source> =
            if attached.len() > 1 || earlier.len() < 2 { attached } else { earlier.into_iter().collect() };
        if all.len() < 2 || self.made(kind).is_some() {
            return self.meant(clause, kind).into_iter().collect();
        }
        let places = |words: &[Token]| reference::numbered(words, all.len());
        let newest_first = matches!(all[0], Source::Earlier(_));
        if let Some(picked) = picked(clause, places) {
            let at = |place: usize| if newest_first { all.len() - 1 - place } else { place };
            return picked.into_iter().map(|place| all[at(place)]).collect();
        }
        if clause.find(Concept::Both).is_some() {
            return all;
        }
        self.meant(clause, kind).into_iter().collect()
    }

    /// Whether the clause says that it is about what the plan makes: "the result".
    fn names_made(&self, clause: &Clause<'_>) -> bool {
        clause.tokens[clause.start..clause.end]
            .iter()
            .any(|token| matches!(token.text.as_str(), "result" | "it"))
    }

    /// The earlier result the clause picks by number or by what it shows.
    fn picked_earlier(&self, clause: &Clause<'_>, earlier: &[Source]) -> Option<Source> {
        let oldest_first = |place: usize| earlier.iter().rev().nth(place).copied();
        let numbered = picked(clause, |words| reference::numbered(words, earlier.len()));
        numbered.and_then(|places| oldest_first(places[0])).or_else(|| self.described(clause, earlier))
    }

    /// The result that shows what the clause names: "animate the fox".
    fn described(&self, clause: &Clause<'_>, earlier: &[Source]) -> Option<Source> {
        let things = self.things(earlier);
        let place = picked(clause, |words| reference::described(words, &things).into_iter().collect());
        earlier.iter().rev().nth(place?[0]).copied()
    }

    /// These results with what they show, oldest first.
    fn things(&self, earlier: &[Source]) -> Vec<Thing> {
        let prompt = |source: &Source| match source {
            Source::Earlier(index) => {
                self.request.context.results.get(*index).map_or("", |result| &result.prompt)
            }
            _ => "",
        };
        let shows = |prompt: &str| super::text::tokens(prompt).into_iter().map(|token| token.text).collect();
        earlier.iter().rev().map(|source| Thing { shows: shows(prompt(source)) }).collect()
    }

    /// The result of any kind that the clause picks by number, counted from the oldest.
    pub fn meant_again(&self, clause: &Clause<'_>) -> Option<&EarlierResult> {
        let results = &self.request.context.results;
        let place = *picked(clause, |words| reference::numbered(words, results.len()))?.first()?;
        results.iter().rev().nth(place)
    }

    /// The earlier picture the clause describes, or the newest.
    pub fn meant_earlier(&self, clause: &Clause<'_>) -> Option<Source> {
        let earlier = self.earlier(MediaKind::Image);
        self.described(clause, &earlier).or(earlier.first().copied())
    }

    /// Whether the clause names what an earlier picture shows.
    pub fn names_earlier(&self, clause: &Clause<'_>) -> bool {
        self.described(clause, &self.earlier(MediaKind::Image)).is_some()
    }

    /// `boats drifting`, about a picture of boats: whether the clause names without an article what the newest shows.
    pub fn speaks_of_newest(&self, clause: &Clause<'_>) -> bool {
        const LETTERS_MIN: usize = 4;
        let Some(newest) = self.request.context.results.first() else { return false };
        if self.fresh || newest.kind != MediaKind::Image {
            return false;
        }
        let shown = super::text::tokens(&newest.prompt);
        let indefinite = |at: usize| {
            at > 0
                && matches!(
                    clause.tokens[at - 1].text.as_str(),
                    "a" | "an" | "two" | "another" | "some" | "new"
                )
        };
        (clause.start..clause.end).any(|at| {
            let word = clause.tokens[at].text.trim_end_matches('s');
            word.chars().count() >= LETTERS_MIN
                && !indefinite(at)
                && shown.iter().any(|token| token.text.trim_end_matches('s') == word)
        })
    }

    /// The earlier pictures the clause names by something only they show.
    pub fn earlier_named(&self, clause: &Clause<'_>) -> Vec<Source> {
        let earlier = self.earlier(MediaKind::Image);
        let places =
            reference::each_described(&clause.tokens[clause.start..clause.end], &self.things(&earlier));
        places.into_iter().filter_map(|place| earlier.iter().rev().nth(place).copied()).collect()
    }

    /// All pictures the clause can mean at once, in order: attachments, or else what the plan or conversation made.
    pub fn pictures(&self) -> Vec<Source> {
        let mut pictures = self.attached(MediaKind::Image);
        let made = self.calls.iter().enumerate().filter(|(_, call)| call.tool.output() == MediaKind::Image);
        pictures.extend(made.map(|(index, _)| Source::Step(index)));
        if pictures.len() < 2 {
            pictures.extend(self.earlier(MediaKind::Image));
        }
        pictures
    }

    /// Tells the user something that was assumed or left out, once.
    pub fn note(&mut self, note: impl Into<String>) {
        let note = note.into();
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }
}

/// What the words of a clause pick: its own first, and else those said in front of it.
fn picked(clause: &Clause<'_>, pick: impl Fn(&[Token]) -> Vec<usize>) -> Option<Vec<usize>> {
    let own = pick(&clause.tokens[clause.start.min(clause.opening)..clause.end]);
    let picked = if own.is_empty() { pick(&clause.tokens[clause.before..clause.end]) } else { own };
    (!picked.is_empty()).then_some(picked)
}

/// Words for what came with the request.
const HERE: &[&str] = &[
    "this",
    "these",
    "my",
    "mine",
    "our",
    "attached",
    "attachment",
    "upload",
    "uploaded",
    "here",
    "sent",
    "me",
    "us",
];
