//! What ends in a still picture.

use super::{
    super::{lexicon::Concept, settings::Value},
    Reader, Want,
};
use crate::request::MediaKind;

impl Reader<'_> {
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
        if self.misses_its_object() {
            return Want::Nothing;
        }
        let edits = image && self.wishes_it_to_be()
            || self.makes_a_thing_larger()
            || !self.gives_a_picture()
                && self.commands(&[
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
        let several = self.names(Concept::Both) || self.scene.earlier_named(clause).len() >= 2;
        if first_step && several && self.scene.pictures().len() >= 2 && self.ends_in_one_picture() {
            return Want::Combine;
        }
        // "Put the bear from before into this photo".
        let puts_on =
            matches!(clause.tokens[clause.start].text.as_str(), "put" | "place" | "sit" | "set" | "paste");
        if first_step
            && attached == 1
            && edits
            && (self.mentions(Concept::Earlier) || puts_on && self.scene.names_earlier(clause))
            && !self.scene.earlier(MediaKind::Image).is_empty()
            && !bare
            && self.names_what_is_attached()
        {
            return Want::Combine;
        }
        // "Put the parrot on the ship": two pictures of the conversation by what they show.
        let puts = matches!(
            clause.tokens[clause.start].text.as_str(),
            "put" | "place" | "add" | "combine" | "merge"
        );
        if first_step && attached == 0 && puts && self.scene.earlier_named(clause).len() >= 2 {
            return Want::Combine;
        }
        if style && self.restyles_the_whole(image, bare) {
            return Want::StyleTransfer;
        }
        let weak_addition = !clause.strong && !first_step && !clause.now;
        if bare
            && !self.settings.is_empty()
            && !style
            && (edits || clause.now || clause.lead(Concept::Make).is_none() || self.names(Concept::It))
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
        // "As a watercolour", about the picture that is there.
        let turned = self.settings.iter().any(|setting| {
            matches!(setting.value, Value::Style(_) | Value::OtherStyle(_))
                && (setting.from == clause.start
                    || clause
                        .lead(Concept::Make)
                        .is_some_and(|(_, to)| setting.from <= to && to < setting.to))
                && (matches!(clause.tokens[setting.from].text.as_str(), "as" | "in" | "like" | "into")
                    || clause.at(setting.to, Concept::Of).is_some_and(|of| {
                        let whom = clause.tokens[..clause.end].get(setting.to + of);
                        clause.at(setting.to + of, Concept::It).is_some()
                            || self.scene.names_earlier(clause)
                            || whom.is_some_and(|token| matches!(token.text.as_str(), "me" | "us"))
                    }))
        });
        let orders_style =
            edits || clause.now || clause.lead(Concept::Make).is_none() || self.names(Concept::It);
        if image
            && style
            && bare
            && orders_style
            && (given || edits || clause.now || turned || self.names(Concept::It))
        {
            return Want::StyleTransfer;
        }
        let transfers = self.commands(&[Concept::Restyle])
            && (image && style || self.names(Concept::Both) || attached == 2);
        let imagined = clause.lead(Concept::Edit).is_some()
            && matches!(clause.tokens[clause.start].text.as_str(), "what" | "how");
        let given_style =
            given && style && first_step && (imagined || clause.lead(Concept::Restyle).is_some());
        let given_style = given_style
            || given
                && style
                && first_step
                && clause.tail(Concept::Edit).is_some()
                && self.content(&loose) <= 2;
        let wished = clause.lead(Concept::Make).is_some_and(|(_, to)| {
            clause.tokens[..clause.end].get(to).is_some_and(|token| {
                matches!(token.text.as_str(), "my" | "this" | "the" | "our" | "me" | "us")
            })
        }) && clause.tokens[clause.start..clause.end].iter().any(|token| token.text == "as");
        let given_style =
            given_style || given && style && first_step && (wished || edits && self.content(&loose) <= 1);
        // "Rub out the pencil marks": what is removed is no style.
        let given_style = given_style && clause.lead(Concept::Remove).is_none();
        if given_style && self.content(&loose) <= 4 {
            return Want::StyleTransfer;
        }
        if transfers && clause.tokens[clause.start..clause.end].iter().any(|token| token.text == "style") {
            return Want::StyleTransfer;
        }
        if first_step && attached >= 2 && clause.lead(Concept::Again).is_none() {
            return if super::super::scene_counts_one(clause, attached) { Want::Edit } else { Want::Combine };
        }
        if clause.command(Concept::Again).is_some() && !(given && first_step && attached > 0) {
            return Want::Redo;
        }
        self.edit_or_make(image, given, edits)
    }

    /// `all three animals in one picture`.
    fn ends_in_one_picture(&self) -> bool {
        let clause = self.clause;
        (clause.start..clause.end).any(|at| {
            matches!(clause.tokens[at].text.as_str(), "one" | "single" | "same")
                && at + 1 < clause.end
                && clause.at(at + 1, Concept::Picture).is_some()
        })
    }

    /// `give him a drawing of a boy`: made, and not changed.
    fn gives_a_picture(&self) -> bool {
        let clause = self.clause;
        let Some((start, end)) = clause.lead(Concept::Edit) else { return false };
        // "Make it a poster about glaciers", where there is no picture yet.
        let makes = clause.tokens[start].text == "make" && !self.scene.any(MediaKind::Image);
        (makes || matches!(clause.tokens[start].text.as_str(), "give" | "get" | "show"))
            && clause.at(end, Concept::Article).is_some()
            && [Concept::Picture, Concept::Artwork].into_iter().any(|noun| {
                clause.find_from(end, noun).is_some_and(|(from, to)| {
                    from <= end + 3 && to < clause.end && clause.at(to, Concept::Of).is_some()
                })
            })
    }

    /// `… into this photo`, next to something the conversation has made.
    fn names_what_is_attached(&self) -> bool {
        self.clause.tokens[self.clause.start..self.clause.end].iter().any(|token| {
            matches!(
                token.text.as_str(),
                "this" | "attached" | "attachment" | "upload" | "uploaded" | "my" | "here" | "me" | "us"
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
        let first = clause.tokens[clause.start].text.as_str();
        let definite = matches!(first, "this" | "that")
            || clause.at(clause.start, Concept::Article).is_some()
                && !matches!(first, "a" | "an" | "one" | "some");
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
        // "I'm making a comic about a grumpy toaster, can you draw him".
        let remarked = clause.start.saturating_sub(clause.before) > 4 && self.names(Concept::It);
        if empty && makes && remarked && !image {
            return Want::Picture;
        }
        // "Change it", "edit my photo": into what?
        let orders_only =
            matches!(clause.tokens[clause.start].text.as_str(), "change" | "edit" | "modify" | "make");
        let anything = clause.tokens[clause.start].text == "do"
            && clause.at(clause.start + 1, Concept::Something).is_some();
        if given && first_step && anything {
            return Want::Nothing;
        }
        if given && first_step && empty && orders_only && self.settings.is_empty() {
            return Want::Nothing;
        }
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
            // "What would a house of bread look like?"
            let text =
                |at: usize| clause.tokens[..clause.end].get(at).map_or("", |token| token.text.as_str());
            let mine = text(clause.start) == "make" && matches!(text(clause.start + 1), "my" | "our");
            let imagined = (mine || matches!(text(clause.start), "what" | "how")) && !empty;
            return if imagined
                || empty && !edits && !makes && !self.names(Concept::It) && !self.names(Concept::Something)
            {
                Want::Picture
            } else {
                Want::Nothing
            };
        }
        Want::Picture
    }
}
