//! What makes a picture that is there larger or sharper: faces restored, sizes raised.

use super::{
    super::{lexicon::Concept, settings::Value},
    Reader,
};
use crate::request::MediaKind;

impl Reader<'_> {
    pub(super) fn face_restoration(&self) -> bool {
        let restores = self.commands(&[Concept::Restore, Concept::Upscale]);
        let unclear = self.commands(&[
            Concept::Edit,
            Concept::MakeThe,
            Concept::Make,
            Concept::Restore,
            Concept::Upscale,
        ]) && self.scene.any(MediaKind::Image)
            && self.mentions(Concept::Face)
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
                        | "sharpen"
                        | "sharpened"
                        | "fuzzy"
                        | "focus"
                        | "details"
                )
            });
        // "Fix the lighting on her face".
        let lit = self.clause.tokens[self.clause.start..self.clause.end].iter().take(4).any(|token| {
            matches!(
                token.text.as_str(),
                "lighting"
                    | "light"
                    | "shadow"
                    | "shadows"
                    | "makeup"
                    | "expression"
                    | "colour"
                    | "color"
                    | "tie"
                    | "hair"
            )
        });
        let restores = restores && !lit;
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
            Concept::Upscale,
        ];
        // "把这张照片放大两倍": a verb that may stand anywhere, with its number.
        let anywhere = self.clause.find_anywhere(Concept::Upscale).is_some_and(|(_, to)| {
            to < self.clause.end
                && (to..self.clause.end)
                    .all(|at| self.settings.iter().any(|setting| setting.from <= at && at < setting.to))
        });
        if image && anywhere {
            return true;
        }
        if self.commands(&[Concept::Upscale]) && !self.makes_a_thing_larger() {
            return true;
        }
        let factor = self.settings.iter().any(|setting| matches!(setting.value, Value::Factor(_)));
        let commanded = self.commands(&super::super::clause::COMMANDS);
        // "Need this at 200 %", "one more upscale on that, 2x", "make the one with the hall bigger".
        let sized = factor && !commanded && self.content(&bare) <= 1 && self.scene.calls.is_empty();
        let named = self.clause.find(Concept::Upscale).is_some_and(|(at, _)| at <= self.clause.start + 3)
            && self.names(Concept::It)
            && self.clause.lead(Concept::Make).is_none();
        let tokens = &self.clause.tokens[self.clause.start..self.clause.end];
        let one_larger = tokens.len() >= 4
            && tokens[0].text == "make"
            && tokens[2].text == "one"
            && matches!(tokens[tokens.len() - 1].text.as_str(), "bigger" | "larger" | "sharper");
        if image && (sized || named || one_larger) {
            return true;
        }
        let enhances = matches!(self.clause.tokens[self.clause.start].text.as_str(), "enhance" | "sharpen");
        if image && enhances && self.content(&[Concept::It, Concept::Picture, Concept::Artwork]) == 0 {
            return true;
        }
        let edits = self.commands(&[Concept::Edit, Concept::MakeThe, Concept::Restore]);
        // "It's too small for the billboard".
        let words = &self.clause.tokens[self.clause.start..self.clause.end];
        let too_small = words.windows(2).take(4).any(|pair| {
            pair[0].text == "too" && matches!(pair[1].text.as_str(), "small" | "tiny" | "pixelated")
        });
        let whole = matches!(words[0].text.as_str(), "its" | "it" | "this" | "thats" | "too");
        if image && too_small && whole && words.len() <= 8 {
            return true;
        }
        // "The resolution is too low, please increase it".
        let told_small = self.clause.tokens[self.clause.before..self.clause.start].iter().any(|token| {
            matches!(token.text.as_str(), "resolution" | "pixels" | "pixelated" | "tiny" | "small" | "res")
        });
        if image && edits && told_small && self.content(&[Concept::It]) == 0 {
            return true;
        }
        let first_step = self.scene.calls.is_empty();
        let edits = edits || self.commands(&[Concept::Make]) && self.names(Concept::It);
        let edits = edits || self.clause.now && first_step;
        // "A fox, make it high quality" is one picture; "then make it high quality" two steps.
        if !self.clause.strong && !first_step {
            return false;
        }
        // "Bigger please", "x2": nothing else is said, so nothing else can be meant.
        let sized = self.names(Concept::Larger)
            || self.settings.iter().any(|setting| matches!(setting.value, Value::Factor(_)));
        let alone = first_step || self.clause.strong;
        let edits = edits || sized && !self.commands(&super::super::clause::COMMANDS) && alone;
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
}
