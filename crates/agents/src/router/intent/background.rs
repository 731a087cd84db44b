//! What is wanted of a picture's background.

use super::{
    super::{clause::Clause, lexicon::Concept, text::Kind},
    Reader, Want,
};
use crate::request::MediaKind;

impl Reader<'_> {
    pub(super) fn background(&self, image: bool) -> Option<Want> {
        let clause = self.clause;
        let cut_out = self.scene.calls.last().is_some_and(|call| call.tool == crate::Tool::BackgroundRemove);
        if cut_out && clause.find(Concept::It).is_some() {
            let put = matches!(clause.tokens[clause.start].text.as_str(), "put" | "place" | "set" | "insert");
            if clause.lead(Concept::Replace).is_some() || put {
                return Some(Want::BackgroundReplacement);
            }
        }
        let transparent = clause.find(Concept::Transparent);
        let place = clause.find(Concept::Background);
        let given = self.scene.given(MediaKind::Image);
        let changes = self.commands(&[
            Concept::Remove,
            Concept::Replace,
            Concept::Edit,
            Concept::MakeThe,
            Concept::Make,
            Concept::Restore,
            Concept::Upscale,
        ]);
        let about = given || self.names(Concept::It) || clause.now;
        if transparent.is_some() {
            let orders = clause.lead(Concept::Make).is_none() || self.names(Concept::It);
            let bare = self.content(&[
                Concept::Transparent,
                Concept::It,
                Concept::With,
                Concept::Picture,
                Concept::Artwork,
                Concept::Of,
            ]) == 0;
            return (image && (given || orders) || bare || self.names(Concept::It))
                .then_some(Want::BackgroundRemoval);
        }
        if place.is_none() && image && behind(clause).is_some() {
            return Some(Want::BackgroundReplacement);
        }
        let (start, end) = place?;
        if clause.command(Concept::Blur).is_some() {
            return None;
        }
        let removes = self.commands(&[Concept::Remove])
            || clause.find(Concept::Remove).is_some_and(|(from, to)| {
                from <= start && clause.tokens[from].text != "without" || to == clause.end
            });
        let replaces = self.commands(&[Concept::Replace]) || clause.find(Concept::Replace).is_some();
        if removes && !replaces_after(clause, end) && !(replaces && clause.lead(Concept::Remove).is_none()) {
            let detail = self.content(&[
                Concept::Background,
                Concept::It,
                Concept::Of,
                Concept::With,
                Concept::Remove,
                Concept::Picture,
                Concept::Artwork,
                Concept::Both,
            ]);
            let from_background = clause.tokens[clause.start..start]
                .iter()
                .any(|token| matches!(token.text.as_str(), "from" | "in"));
            return (detail <= 3 && !(from_background && detail > 0)).then_some(Want::BackgroundRemoval);
        }
        if removes {
            return Some(Want::BackgroundReplacement);
        }
        let makes_new = clause.lead(Concept::Make).is_some() && !about
            || clause.lead(Concept::Make).is_none() && !changes && !about;
        if makes_new {
            return None;
        }
        if replaces || self.commands(&[Concept::Edit, Concept::MakeThe]) && image || about && image {
            let objects = clause.tokens[clause.start..start].iter().any(|token| {
                matches!(token.text.as_str(), "add" | "to" | "behind") && token.kind == Kind::Word
            }) && clause.tokens[start.saturating_sub(1)].text == "the"
                && clause.tokens[clause.start].text == "add";
            return (!objects).then_some(Want::BackgroundReplacement);
        }
        None
    }
}

/// `remove the background and put a beach`, within one clause.
fn replaces_after(clause: &Clause<'_>, end: usize) -> bool {
    clause.tokens[end..clause.end]
        .iter()
        .any(|token| matches!(token.text.as_str(), "with" | "by" | "replace" | "put"))
        && clause.end > end + 1
}

/// `put a beach behind her`, `swap the bedroom behind me for an office`: where `behind her` stands.
pub fn behind(clause: &Clause<'_>) -> Option<(usize, usize)> {
    const PERSONS: &[&str] = &["me", "him", "her", "them", "us", "it"];
    const ORDERS: &[&str] = &["put", "place", "set", "swap", "change", "replace", "switch"];
    let at = (clause.start..clause.end.saturating_sub(1)).find(|&at| {
        clause.tokens[at].text == "behind" && PERSONS.contains(&clause.tokens[at + 1].text.as_str())
    })?;
    ORDERS.contains(&clause.tokens[clause.start].text.as_str()).then_some((at, at + 2))
}
