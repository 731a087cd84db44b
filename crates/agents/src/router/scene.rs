//! Layer 5: what a step can work on, and which of it is meant.
//!
//! The output of the step before comes first, then what is attached, then what the conversation has made. "The
//! second one" counts attachments in order, and results of the conversation in the order they were made.

use super::{clause::Clause, lexicon::Concept};
use crate::{
    plan::{PlannedCall, Source},
    request::{AgentRequest, MediaKind},
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
        let ordinal = ordinal(clause);
        if let Some(ordinal) = ordinal
            && attached.len() > 1
        {
            return attached.get(ordinal.index(attached.len())).copied().or(attached.last().copied());
        }
        if let Some(made) = self.made(kind) {
            return Some(made);
        }
        if clause.mentions(Concept::Earlier) && !self.earlier(kind).is_empty() {
            let earlier = self.earlier(kind);
            // "The very first one you made".
            let counted = ordinal
                .filter(|_| attached.len() < 2)
                .and_then(|ordinal| earlier.iter().rev().nth(ordinal.index(earlier.len())).copied());
            return counted.or_else(|| self.described(clause, &earlier)).or(earlier.first().copied());
        }
        if let Some(first) = attached.first() {
            return Some(*first);
        }
        let earlier = self.earlier(kind);
        if let Some(ordinal) = ordinal {
            let oldest_first: Vec<_> = earlier.iter().rev().copied().collect();
            if let Some(source) = oldest_first.get(ordinal.index(oldest_first.len())) {
                return Some(*source);
            }
        }
        self.described(clause, &earlier).or(earlier.first().copied())
    }

    /// The result whose prompt has a word the clause names with an article: "animate the fox".
    fn described(&self, clause: &Clause<'_>, earlier: &[Source]) -> Option<Source> {
        const DEFINITE: &[&str] =
            &["the", "that", "my", "el", "la", "le", "les", "der", "die", "das", "den", "o", "il", "lo"];
        // "The lighthouse, not the kite".
        let named = |at: usize| clause.tokens[at].text == "not" && at > clause.before;
        let end = (clause.before..clause.end)
            .find(|&at| named(at) || clause.at(at, Concept::Now).is_some())
            .unwrap_or(clause.end);
        let words: Vec<&str> = (clause.before + 1..end)
            .filter(|&at| DEFINITE.contains(&clause.tokens[at - 1].text.as_str()))
            .flat_map(|at| clause.tokens[at..clause.end.min(at + 2)].iter())
            .filter(|token| !token.aside)
            .map(|token| token.text.as_str())
            .filter(|word| word.chars().count() > 2 && *word != "picture" && *word != "image")
            .collect();
        let score = |source: &Source| {
            let Source::Earlier(index) = source else { return 0 };
            let prompt = super::text::tokens(&self.request.context.results[*index].prompt);
            words.iter().filter(|word| prompt.iter().any(|token| token.text == **word)).count()
        };
        let best = earlier.iter().map(score).max().filter(|&best| best > 0)?;
        earlier.iter().find(|source| score(source) == best).copied()
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

    /// How many earlier pictures the clause names by something only they show.
    pub fn earlier_named(&self, clause: &Clause<'_>) -> usize {
        let prompts: Vec<Vec<String>> = self
            .earlier(MediaKind::Image)
            .iter()
            .filter_map(|source| match source {
                Source::Earlier(index) => self.request.context.results.get(*index),
                _ => None,
            })
            .map(|result| super::text::tokens(&result.prompt).into_iter().map(|token| token.text).collect())
            .collect();
        let named = |prompt: &Vec<String>| {
            (clause.start + 1..clause.end).any(|at| {
                let word = &clause.tokens[at].text;
                clause.tokens[at - 1].text == "the"
                    && prompt.contains(word)
                    && prompts.iter().filter(|other| other.contains(word)).count() == 1
            })
        };
        prompts.iter().filter(|prompt| named(prompt)).count()
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

/// A counted reference.
#[derive(Clone, Copy)]
enum Ordinal {
    /// `the second one`.
    FromOldest(usize),
    /// `the one before`: counted back from the newest.
    FromNewest(usize),
    /// `the middle one`.
    Middle,
}

impl Ordinal {
    /// The index in a list with the oldest first.
    fn index(self, count: usize) -> usize {
        match self {
            Ordinal::FromOldest(index) => index,
            Ordinal::FromNewest(back) => count.saturating_sub(1 + back),
            Ordinal::Middle => count / 2,
        }
    }
}

fn ordinal(clause: &Clause<'_>) -> Option<Ordinal> {
    const NOUNS: &[&str] = &[
        "one",
        "picture",
        "image",
        "photo",
        "pic",
        "photograph",
        "result",
        "version",
        "imagen",
        "foto",
        "bild",
        "immagine",
        "imagem",
        "gambar",
        "drawing",
        "attachment",
        "file",
    ];
    const COUNTED: &[(&str, Ordinal)] = &[
        ("first", Ordinal::FromOldest(0)),
        ("1", Ordinal::FromOldest(0)),
        ("2", Ordinal::FromOldest(1)),
        ("3", Ordinal::FromOldest(2)),
        ("4", Ordinal::FromOldest(3)),
        ("second", Ordinal::FromOldest(1)),
        ("third", Ordinal::FromOldest(2)),
        ("fourth", Ordinal::FromOldest(3)),
        ("oldest", Ordinal::FromOldest(0)),
        ("original", Ordinal::FromOldest(0)),
        ("middle", Ordinal::Middle),
        ("last", Ordinal::FromNewest(0)),
        ("latest", Ordinal::FromNewest(0)),
        ("newest", Ordinal::FromNewest(0)),
        ("previous", Ordinal::FromNewest(1)),
        ("prev", Ordinal::FromNewest(1)),
        ("earlier", Ordinal::FromNewest(1)),
        ("primera", Ordinal::FromOldest(0)),
        ("segunda", Ordinal::FromOldest(1)),
        ("premiere", Ordinal::FromOldest(0)),
        ("deuxieme", Ordinal::FromOldest(1)),
        ("erste", Ordinal::FromOldest(0)),
        ("zweite", Ordinal::FromOldest(1)),
        ("prima", Ordinal::FromOldest(0)),
        ("seconda", Ordinal::FromOldest(1)),
        ("primeira", Ordinal::FromOldest(0)),
    ];
    let words = &clause.tokens[clause.before..clause.end];
    let text = |at: usize| words.get(at).map_or("", |token| token.text.as_str());
    (0..words.len()).find_map(|at| {
        // "2nd" is a number and its ending.
        let shortened =
            matches!((text(at), text(at + 1)), ("1", "st") | ("2", "nd") | ("3", "rd") | ("4", "th"));
        if text(at) == "one" && text(at + 1) == "before" {
            return Some(Ordinal::FromNewest(1));
        }
        let (_, ordinal) = COUNTED.iter().find(|(word, _)| *word == text(at))?;
        let followed = NOUNS.contains(&text(at + 1)) || shortened && NOUNS.contains(&text(at + 2));
        let counts = text(at).chars().all(|c| c.is_ascii_digit());
        if counts && !shortened {
            // "Photo 2", but "the result 2x" and "photo 4 times larger".
            let named = matches!(at.checked_sub(1).map_or("", text), "picture" | "image" | "photo" | "pic");
            return (named && !matches!(text(at + 1), "x" | "times" | "k")).then_some(*ordinal);
        }
        let before = at.checked_sub(1).map_or("", text);
        let ends = at + 1 >= words.len() || matches!(text(at + 1), "to" | "and" | "into" | "in" | "on");
        (followed || NOUNS.contains(&before) || (before == "the" && ends)).then_some(*ordinal)
    })
}
