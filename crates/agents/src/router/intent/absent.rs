//! Commands about something that is not there: it was sent elsewhere, or never said.

use super::{
    super::{lexicon::Concept, text::Kind},
    Reader,
};
use crate::request::MediaKind;

impl Reader<'_> {
    /// Whether nothing is at hand, and the clause works on something.
    pub(super) fn misses_its_object(&self) -> bool {
        let request = self.scene.request;
        let nothing = self.scene.calls.is_empty()
            && request.attachments.is_empty()
            && request.context.results.is_empty();
        nothing
            && (self.goes_on_with() || self.names_what_was_sent() || self.changes_it() || self.recolours())
    }

    /// `now with music`, `add a soundtrack`: nothing here composes, and what else is wanted must be asked.
    pub(super) fn only_wants_music(&self) -> bool {
        const MUSIC: &[&str] = &["music", "soundtrack", "tune", "beat", "beats"];
        const AROUND: &[&str] = &[
            "now",
            "and",
            "add",
            "with",
            "some",
            "a",
            "the",
            "put",
            "background",
            "to",
            "it",
            "this",
            "that",
            "please",
            "pls",
            "under",
            "on",
            "also",
            "in",
            "can",
            "could",
            "you",
            "i",
            "want",
            "need",
            "nice",
            "soft",
            "happy",
            "sad",
            "epic",
            "calm",
            "upbeat",
            "piano",
            "give",
            "me",
            "ok",
            "video",
            "clip",
        ];
        let words = &self.clause.tokens[self.clause.before.min(self.clause.start)..self.clause.end];
        let music = |word: &str| MUSIC.contains(&word);
        words.iter().any(|token| music(&token.text))
            && self.scene.attached(MediaKind::Audio).is_empty()
            && words.iter().all(|token| {
                token.kind == Kind::Mark || music(&token.text) || AROUND.contains(&token.text.as_str())
            })
    }

    /// `continue with the next panel`.
    fn goes_on_with(&self) -> bool {
        let clause = self.clause;
        let text = |at: usize| clause.tokens[..clause.end].get(at).map_or("", |token| token.text.as_str());
        match text(clause.start) {
            "continue" | "proceed" => true,
            "go" | "carry" => text(clause.start + 1) == "on" && text(clause.start + 2) == "with",
            _ => false,
        }
    }

    /// `turn the floor plan I sent you yesterday into …`.
    fn names_what_was_sent(&self) -> bool {
        const SENT: &[&str] = &[
            "sent",
            "uploaded",
            "attached",
            "shared",
            "posted",
            "gave",
            "emailed",
            "mentioned",
            "discussed",
            "showed",
        ];
        let words = &self.clause.tokens[self.clause.start..self.clause.end];
        let definite = words.iter().take(4).any(|token| matches!(token.text.as_str(), "the" | "that" | "my"));
        definite
            && self.clause.command(Concept::Make).is_none()
            && words.windows(3).any(|three| {
                matches!(three[0].text.as_str(), "i" | "we" | "you" | "ive" | "weve")
                    && three[1..].iter().any(|token| SENT.contains(&token.text.as_str()))
            })
    }

    /// `make it look way cooler`, where nothing in front says what it is.
    fn changes_it(&self) -> bool {
        let clause = self.clause;
        let told = clause.start.saturating_sub(clause.before) > 4;
        let changes = clause.lead(Concept::Restyle).is_some()
            && matches!(
                clause.tokens[clause.start].text.as_str(),
                "make" | "turn" | "give" | "convert" | "transform"
            );
        changes && !told && clause.at(clause.start + 1, Concept::It).is_some()
    }

    /// `make the sky blue`, `make the dress longer`.
    fn recolours(&self) -> bool {
        const COLOURS: &[&str] = &[
            "red", "blue", "green", "yellow", "orange", "purple", "pink", "black", "white", "grey", "gray",
            "brown", "gold", "golden", "silver",
        ];
        let clause = self.clause;
        let words = &clause.tokens[clause.start..clause.end];
        let [first, article, .., last] = words else { return false };
        let changed =
            COLOURS.contains(&last.text.as_str()) || last.text.len() > 5 && last.text.ends_with("er");
        words.len() <= 5 && first.text == "make" && article.text == "the" && changed
    }
}
