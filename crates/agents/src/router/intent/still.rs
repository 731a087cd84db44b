//! What ends in a still picture.

use super::{
    super::{lexicon::Concept, settings::Value},
    Reader, Want,
};
use crate::request::MediaKind;

impl Reader<'_> {
    pub(super) fn face_restoration(&self) -> bool {
        let restores = self.commands(&[Concept::Restore, Concept::Upscale]);
        let unclear = self.commands(&[Concept::Edit, Concept::MakeThe])
            && self.names(Concept::Face)
            && self.clause.tokens[self.clause.start..self.clause.end].iter().any(|token| {
                matches!(
                    token.text.as_str(),
                    "blurry"
                        | "blurred"
                        | "clear"
                        | "clearer"
                        | "sharp"
                        | "sharper"
                        | "damaged"
                        | "recognizable"
                )
            });
        self.commands(&[Concept::FaceRestore])
            || unclear
            || restores && (self.names(Concept::FaceRestore) || self.mentions(Concept::Face))
            || self.clause.find(Concept::FaceRestore).is_some_and(|(at, _)| at <= self.clause.start + 3)
    }

    pub(super) fn upscale(&self, image: bool) -> bool {
        let bare = [
            Concept::It,
            Concept::Both,
            Concept::Picture,
            Concept::Artwork,
            Concept::With,
            Concept::Of,
            Concept::Larger,
        ];
        if self.commands(&[Concept::Upscale]) {
            return true;
        }
        let edits = self.commands(&[Concept::Edit, Concept::MakeThe, Concept::Restore]);
        let first_step = self.scene.calls.is_empty();
        let edits = edits || self.commands(&[Concept::Make]) && self.names(Concept::It);
        let edits = edits || self.clause.now && first_step;
        // "A fox, make it high quality" is one picture; "then make it high quality" two steps.
        if !self.clause.strong && !first_step {
            return false;
        }
        let larger = self.names(Concept::Larger)
            || self
                .settings
                .iter()
                .any(|setting| matches!(setting.value, Value::Factor(_) | Value::Quality(_)));
        image
            && edits
            && self.content(&bare) == 0
            && larger
            && !self.settings.iter().any(|setting| {
                matches!(setting.value, Value::Style(_) | Value::OtherStyle(_) | Value::Aspect(_))
            })
    }

    /// Everything that ends in a still picture.
    pub(super) fn picture(&self, image: bool) -> Want {
        let clause = self.clause;
        let given = self.scene.given(MediaKind::Image);
        let attached = self.scene.attached(MediaKind::Image).len();
        let style = self
            .settings
            .iter()
            .any(|setting| matches!(setting.value, Value::Style(_) | Value::OtherStyle(_)));
        let loose =
            [Concept::It, Concept::With, Concept::Picture, Concept::Artwork, Concept::Of, Concept::Both];
        let edits = self.commands(&[
            Concept::Edit,
            Concept::MakeThe,
            Concept::Remove,
            Concept::Replace,
            Concept::Blur,
            Concept::Restore,
            Concept::Restyle,
        ]);
        let bare = self.content(&loose) == 0;
        if self.commands(&[Concept::Combine]) && (self.scene.pictures().len() >= 2 || bare) {
            return Want::Combine;
        }
        let first_step = self.scene.calls.is_empty();
        // "Put the bear from before into this photo".
        if first_step
            && attached == 1
            && edits
            && self.mentions(Concept::Earlier)
            && !self.scene.earlier(MediaKind::Image).is_empty()
            && !bare
            && self.names_what_is_attached()
        {
            return Want::Combine;
        }
        if style && self.restyles_the_whole(image, bare) {
            return Want::StyleTransfer;
        }
        let weak_addition = !clause.strong && !first_step && !clause.now;
        if bare
            && !self.settings.is_empty()
            && !style
            && (edits || clause.now || clause.lead(Concept::Make).is_none())
            && !first_step
        {
            return Want::Settings;
        }
        if style
            && bare
            && weak_addition
            && self.scene.calls.len() == 1
            && self.scene.attached(MediaKind::Image).is_empty()
            && edits
        {
            return Want::Settings;
        }
        let orders_style =
            edits || clause.now || clause.lead(Concept::Make).is_none() || self.names(Concept::It);
        if image && style && bare && orders_style && (given || edits || clause.now || self.names(Concept::It))
        {
            return Want::StyleTransfer;
        }
        let transfers = self.commands(&[Concept::Restyle])
            && (image && style || self.names(Concept::Both) || attached == 2);
        if transfers && clause.tokens[clause.start..clause.end].iter().any(|token| token.text == "style") {
            return Want::StyleTransfer;
        }
        if first_step && attached >= 2 && clause.lead(Concept::Again).is_none() {
            return if super::super::scene_counts_one(clause) { Want::Edit } else { Want::Combine };
        }
        if clause.command(Concept::Again).is_some() && !(given && first_step && attached > 0) {
            return Want::Redo;
        }
        self.edit_or_make(image, given, edits)
    }

    /// `… into this photo`, next to something the conversation has made.
    fn names_what_is_attached(&self) -> bool {
        self.clause.tokens[self.clause.start..self.clause.end].iter().any(|token| {
            matches!(
                token.text.as_str(),
                "this" | "attached" | "attachment" | "upload" | "uploaded" | "my" | "here"
            )
        })
    }

    /// `turn the barn into a pencil sketch` where a barn is what there is, `our terrace, but in the style of`.
    fn restyles_the_whole(&self, image: bool, bare: bool) -> bool {
        let clause = self.clause;
        let first_step = self.scene.calls.is_empty();
        if bare || !image || !first_step {
            return false;
        }
        let whole =
            [Concept::It, Concept::With, Concept::Picture, Concept::Artwork, Concept::Of, Concept::Both];
        let content = self.content(&whole);
        let definite = clause.at(clause.start, Concept::Article).is_some_and(|_| {
            !matches!(clause.tokens[clause.start].text.as_str(), "a" | "an" | "one" | "some")
        });
        let commanded =
            super::super::clause::COMMANDS.iter().any(|&command| clause.command(command).is_some());
        let attached = !self.scene.attached(MediaKind::Image).is_empty();
        let turns = matches!(
            clause.tokens[clause.start].text.as_str(),
            "turn" | "convert" | "transform" | "redo" | "redraw" | "render" | "restyle"
        );
        content <= 3 && attached && !commanded && definite
            || content <= 2 && turns && self.scene.names_earlier(clause)
    }

    fn edit_or_make(&self, image: bool, given: bool, edits: bool) -> Want {
        let clause = self.clause;
        let first_step = self.scene.calls.is_empty();
        let empty = self.content(&[
            Concept::Something,
            Concept::It,
            Concept::Picture,
            Concept::Of,
            Concept::With,
            Concept::Larger,
        ]) == 0
            && !self.settings.iter().any(|setting| {
                matches!(setting.value, Value::Style(_) | Value::OtherStyle(_) | Value::Aspect(_))
            });
        let makes = clause.command(Concept::Make).is_some() && !edits;
        if given && first_step {
            return if clause.is_empty() { Want::Nothing } else { Want::Edit };
        }
        if edits && image || clause.now && image && !makes {
            return Want::Edit;
        }
        if image && !makes && self.amends() {
            return Want::Edit;
        }
        // "Same as yesterday": of something that is not there.
        if !image && matches!(clause.tokens[clause.start].text.as_str(), "same" | "likewise") {
            return Want::Nothing;
        }
        let only_the = clause.lead(Concept::MakeThe).is_some();
        if edits && !only_the && clause.lead(Concept::Restyle).is_none()
            || empty && clause.find(Concept::Again).is_none()
        {
            return if empty && !edits && !makes && !self.names(Concept::It) && !self.names(Concept::Something)
            {
                Want::Picture
            } else {
                Want::Nothing
            };
        }
        Want::Picture
    }

    /// A fragment that only makes sense about the last picture: "darker", "at night instead", "more snow",
    /// "same but in winter", "but with a hat".
    fn amends(&self) -> bool {
        const FIRST: &[&str] = &[
            "more", "less", "fewer", "darker", "brighter", "lighter", "warmer", "cooler", "colder", "bluer",
            "redder", "happier", "sadder", "but", "same", "without", "closer", "wider", "too", "not",
            "instead", "softer", "sharper", "bigger", "smaller", "scarier", "cuter", "with", "zoom", "the",
            "no", "in", "at",
        ];
        let words = &self.clause.tokens[self.clause.start..self.clause.end];
        let Some(first) = words.first() else { return false };
        let instead = words.iter().any(|token| token.text == "instead");
        let same = words.windows(2).any(|pair| pair[0].text == "same" || pair[0].text == "but");
        let it = self.names(Concept::It) && words.len() <= 6;
        // "A bit brighter" begins with a parameter.
        let after =
            self.settings.iter().find(|setting| setting.from == self.clause.start).map(|setting| setting.to);
        let first = after.and_then(|at| self.clause.tokens[..self.clause.end].get(at)).unwrap_or(first);
        let short = words.len() <= 6 && FIRST.contains(&first.text.as_str()) && first.text != "the";
        instead
            || short
            || (same && words.len() <= 10)
            || it && self.clause.at(self.clause.start, Concept::It).is_some()
    }
}
