//! What is wanted of a picture's background.

use super::{
    super::{clause::Clause, lexicon::Concept, text::Kind},
    Reader, Want,
};
use crate::request::MediaKind;

impl Reader<'_> {
    pub(super) fn background(&self, image: bool) -> Option<Want> {
        let clause = self.clause;
        if clause.lead(Concept::Animate).is_some() || changes_the_same(clause) {
            return None;
        }
        let cut_out = self.scene.calls.last().is_some_and(|call| call.tool == crate::Tool::BackgroundRemove);
        if cut_out && clause.find(Concept::It).is_some() {
            let put = matches!(clause.tokens[clause.start].text.as_str(), "put" | "place" | "set" | "insert");
            if clause.lead(Concept::Replace).is_some() || put {
                return Some(Want::BackgroundReplacement);
            }
        }
        // "Put me in a nice office": somebody, somewhere else.
        let moved = clause.tokens[clause.start..clause.end].iter().take(4).map(|token| token.text.as_str());
        let moved: Vec<&str> = moved.collect();
        if image
            && matches!(
                moved.as_slice(),
                ["put" | "place", "me" | "us", "in" | "on" | "at", "a" | "an" | "the"]
            )
            && !self.names(Concept::Picture)
            && self.scene.attached(MediaKind::Image).len() < 2
        {
            return Some(Want::BackgroundReplacement);
        }
        if image && isolates(clause) {
            return Some(Want::BackgroundRemoval);
        }
        // "Remove the background and put a forest there instead".
        let first = clause.tokens[clause.start].text.as_str();
        let last = clause.tokens[clause.end - 1].text.as_str();
        let there = matches!(last, "behind" | "instead" | "there" | "place");
        let in_its_place = clause.tokens[clause.start..clause.end].len() > 3
            && first == "in"
            && clause.tokens[clause.start + 2].text == "place";
        let scenery = clause.tokens[clause.start..clause.end]
            .iter()
            .take(5)
            .any(|token| SCENERY.contains(&token.text.as_str()));
        if cut_out
            && (in_its_place || scenery && matches!(first, "put" | "place") && clause.end <= clause.start + 5)
        {
            return Some(Want::BackgroundReplacement);
        }
        if cut_out && there && matches!(first, "put" | "place" | "add" | "insert" | "use") {
            return Some(Want::BackgroundReplacement);
        }
        // "Take the people out of the background" keeps it.
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
        if place.is_none() && image && (behind(clause).is_some() || in_front_of(clause).is_some()) {
            return Some(Want::BackgroundReplacement);
        }
        let (start, end) = place?;
        // "Make another background": which?
        let other = |token: &super::super::text::Token| {
            matches!(
                token.text.as_str(),
                "different"
                    | "another"
                    | "new"
                    | "other"
                    | "anderen"
                    | "neuen"
                    | "otro"
                    | "nuevo"
                    | "autre"
                    | "nouveau"
                    | "outro"
                    | "novo"
                    | "altro"
                    | "nuovo"
            )
        };
        let others = clause.tokens[clause.start..clause.end].iter().filter(|token| other(token)).count();
        let unsaid = self.content(&[
            Concept::Background,
            Concept::It,
            Concept::With,
            Concept::Picture,
            Concept::Artwork,
        ]);
        let said = clause.tokens[clause.start..clause.end].iter().any(|token| token.is_mark(":"));
        if others > 0 && !said && unsaid <= others && self.commands(&super::super::clause::COMMANDS) {
            return Some(Want::Nothing);
        }
        // "Make the background blurry", "… a bit darker": it stays, changed.
        let stays = clause.tokens[end..clause.end].iter().any(|token| {
            matches!(
                token.text.as_str(),
                "blurry"
                    | "blurred"
                    | "blur"
                    | "bokeh"
                    | "darker"
                    | "brighter"
                    | "lighter"
                    | "softer"
                    | "sharper"
                    | "warmer"
                    | "cooler"
                    | "dimmer"
                    | "less"
                    | "more"
            )
        });
        let tidied =
            matches!(clause.tokens[clause.start].text.as_str(), "clean" | "tidy" | "declutter" | "fix");
        if clause.command(Concept::Blur).is_some()
            || tidied
            || stays && self.commands(&[Concept::Edit, Concept::MakeThe])
        {
            return None;
        }
        let removes = self.commands(&[Concept::Remove])
            || clause.find_anywhere(Concept::Remove).is_some_and(|(from, _)| from == end)
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
            let from_background = clause.tokens[clause.start..start].iter().any(|token| {
                matches!(token.text.as_str(), "from" | "in" | "del" | "da" | "dal" | "do" | "du" | "aus")
            }) || clause.tokens[clause.start].text != "cut"
                && clause.tokens[clause.start..start]
                    .windows(2)
                    .any(|pair| pair[0].text == "out" && pair[1].text == "of");
            let parts = matches!(
                clause.tokens[clause.start].text.as_str(),
                "cut" | "crop" | "separate" | "extract" | "isolate"
            );
            return (detail <= 3 && (parts || !(from_background && detail > 0)))
                .then_some(Want::BackgroundRemoval);
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

/// `darken the background`, `make the background out of focus`: it stays, changed.
fn changes_the_same(clause: &Clause<'_>) -> bool {
    const CHANGES: &[&str] = &[
        "darken",
        "brighten",
        "lighten",
        "soften",
        "dim",
        "tint",
        "desaturate",
        "move",
        "shift",
        "extend",
        "sharpen",
        "tone",
        "adjust",
        "recolour",
        "recolor",
        "simplify",
        "warm",
        "cool",
        "expand",
    ];
    let words = &clause.tokens[clause.start..clause.end];
    let Some((place, end)) = clause.find(Concept::Background) else { return false };
    let behind: Vec<&str> = clause.tokens[end..clause.end].iter().map(|token| token.text.as_str()).collect();
    let unfocused = behind.windows(2).any(|pair| pair == ["of", "focus"]);
    let changed =
        CHANGES.contains(&words[0].text.as_str()) && place <= clause.start + 3 && !behind.contains(&"to");
    let moved = matches!(words[0].text.as_str(), "move" | "shift") && place <= clause.start + 3;
    unfocused || changed || moved
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
    const DEFINITE: &[&str] = &["the", "my", "our", "this", "that", "his", "their"];
    const ORDERS: &[&str] =
        &["put", "place", "set", "swap", "change", "replace", "switch", "instead", "have", "add", "insert"];
    let words = &clause.tokens[..clause.end];
    let at = (clause.start..clause.end).find(|&at| words[at].text == "behind")?;
    let next = words.get(at + 1).map_or("", |token| token.text.as_str());
    let ordered = ORDERS.contains(&words[clause.start].text.as_str());
    // "Behind her there should be a sunset".
    if at == clause.start && PERSONS.contains(&next) && clause.end > at + 4 {
        return Some((at, at + 2));
    }
    if ordered && PERSONS.contains(&next) && words[clause.start].text != "add" {
        return Some((at, at + 2));
    }
    // "Put mountains behind the car" is about what is far away, "put a lamp behind the sofa" is not.
    let far = words[clause.start..at].iter().any(|token| SCENERY.contains(&token.text.as_str()));
    let ends = clause.end <= at + 4;
    let exchanged = matches!(words[clause.start].text.as_str(), "swap" | "change" | "replace" | "switch")
        && words[at..].iter().any(|token| matches!(token.text.as_str(), "for" | "with" | "to"));
    if exchanged && DEFINITE.contains(&next) {
        return Some((at, (at + 3).min(clause.end)));
    }
    (ordered && far && ends && DEFINITE.contains(&next)).then_some((at, clause.end))
}

/// What stands far behind a subject.
const SCENERY: &[&str] = &[
    "skyline",
    "city",
    "cityscape",
    "beach",
    "forest",
    "rainforest",
    "mountains",
    "mountain",
    "sea",
    "ocean",
    "park",
    "jungle",
    "sunset",
    "sunrise",
    "desert",
    "waterfall",
    "street",
    "studio",
    "sky",
    "stars",
    "space",
    "field",
    "lake",
    "village",
    "meadow",
    "landscape",
    "castle",
    "hills",
    "stadium",
    "library",
    "galaxy",
    "aurora",
];

/// `put me in front of the tower`: where `in front of` stands, with the person before it.
pub fn in_front_of(clause: &Clause<'_>) -> Option<(usize, usize)> {
    const STANDING: &[&str] =
        &["me", "him", "her", "them", "us", "it", "standing", "stand", "sitting", "this", "be"];
    const ORDERS: &[&str] = &["put", "place", "set", "have", "show", "i", "id", "make", "want", "move"];
    let words = &clause.tokens[..clause.end];
    let at = (clause.start + 1..clause.end.saturating_sub(3))
        .find(|&at| words[at].text == "in" && words[at + 1].text == "front" && words[at + 2].text == "of")?;
    let ordered = ORDERS.contains(&words[clause.before.min(clause.start)].text.as_str())
        || ORDERS.contains(&words[clause.start].text.as_str());
    // "Put this couple in front of a vineyard", but "put a lamp in front of the sofa".
    let definite = at >= 2 && matches!(words[at - 2].text.as_str(), "this" | "these" | "my" | "our");
    (ordered && (definite || STANDING.contains(&words[at - 1].text.as_str()))).then_some((at, at + 3))
}

/// `isolate the vase`, `cut out the shoes`: the thing alone, and nothing said of where it is.
fn isolates(clause: &Clause<'_>) -> bool {
    let text = |at: usize| clause.tokens[..clause.end].get(at).map_or("", |token| token.text.as_str());
    let at = clause.start;
    let from = match (text(at), text(at + 1)) {
        ("isolate" | "extract" | "cutout", _) => at + 1,
        ("cut" | "clip" | "mask", "out") => at + 2,
        _ => return false,
    };
    let definite =
        matches!(text(from), "the" | "my" | "our" | "this" | "that" | "him" | "her" | "it" | "them");
    let placed =
        (from..clause.end).any(|at| matches!(text(at), "from" | "in" | "on" | "behind" | "next" | "of"));
    definite && !placed && clause.end <= from + 4
}
