//! Layer 3b: what a clause wants, by its command, its nouns and what is at hand.
//!
//! The questions are asked from the most particular to the most general; a description without any command is
//! a picture to make.

use super::{
    clause::{Clause, noun_head, talks},
    lexicon::Concept,
    scene::Scene,
    settings::{Setting, Value},
    text::Kind,
};
use crate::request::MediaKind;

/// What a clause wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Want {
    /// A new picture.
    Picture,
    /// A change of a picture.
    Edit,
    /// One picture out of several.
    Combine,
    /// An answer about a picture.
    Answer,
    /// A video.
    Video,
    /// Speech.
    Speech,
    /// A face that speaks.
    LipSync,
    /// The subject alone.
    BackgroundRemoval,
    /// The subject before something else.
    BackgroundReplacement,
    /// The same, larger.
    Upscale,
    /// The same, in another style.
    StyleTransfer,
    /// Repaired faces.
    FaceRestoration,
    /// The last thing once more.
    Redo,
    /// Nothing but parameters.
    Settings,
    /// A greeting or other talk.
    Chat,
    /// A command without an object.
    Nothing,
}

/// What a clause wants.
pub fn want(clause: &Clause<'_>, scene: &Scene<'_>, settings: &[Setting]) -> Want {
    let image = scene.any(MediaKind::Image);
    let reader = Reader { clause, scene, settings };
    if reader.is_chat() {
        return Want::Chat;
    }
    if reader.lip_sync() {
        return Want::LipSync;
    }
    if reader.answer() {
        return if image { Want::Answer } else { Want::Chat };
    }
    if let Some(want) = reader.background(image) {
        return want;
    }
    if reader.face_restoration() {
        return Want::FaceRestoration;
    }
    if reader.upscale(image) {
        return Want::Upscale;
    }
    if reader.speech() {
        return Want::Speech;
    }
    if reader.video() {
        return Want::Video;
    }
    reader.picture(image)
}

struct Reader<'a> {
    clause: &'a Clause<'a>,
    scene: &'a Scene<'a>,
    settings: &'a [Setting],
}

impl Reader<'_> {
    fn commands(&self, concepts: &[Concept]) -> bool {
        concepts.iter().any(|&concept| self.clause.command(concept).is_some())
    }

    fn names(&self, concept: Concept) -> bool {
        self.clause.find(concept).is_some()
    }

    /// Tokens that are neither command, nor parameter, nor one of these concepts: what the clause is about.
    fn content(&self, concepts: &[Concept]) -> usize {
        let clause = self.clause;
        let mut covered = vec![false; clause.end];
        let mut cover = |from: usize, to: usize| {
            covered.iter_mut().take(to.min(clause.end)).skip(from).for_each(|token| *token = true);
        };
        for command in super::clause::COMMANDS {
            for (from, to) in [clause.lead(command), clause.tail(command)].into_iter().flatten() {
                cover(from, to);
            }
        }
        for setting in self.settings {
            cover(setting.from, setting.to);
        }
        let always = [
            Concept::Filler,
            Concept::Interjection,
            Concept::Now,
            Concept::Then,
            Concept::And,
            Concept::Article,
        ];
        for at in clause.start..clause.end {
            let all = concepts.iter().chain(&always);
            let length = all.filter_map(|&concept| clause.at(at, concept)).max().unwrap_or(0);
            cover(at, at + length);
        }
        let tokens = clause.tokens[..clause.end].iter().enumerate().skip(clause.start);
        tokens.filter(|(at, token)| !covered[*at] && token.kind != Kind::Mark).count()
    }

    fn is_chat(&self) -> bool {
        let clause = self.clause;
        let talk = [Concept::Chat, Concept::Greeting, Concept::Interjection, Concept::Filler];
        let said = self.names(Concept::Chat) || self.names(Concept::Greeting);
        clause.start >= clause.end || said && clause.is_only(&talk)
    }

    fn lip_sync(&self) -> bool {
        let clause = self.clause;
        let face = self.scene.any(MediaKind::Image) || self.scene.any(MediaKind::Video);
        if self.names(Concept::LipSync) || talks(clause).is_some() {
            return face
                || self.content(&[Concept::It, Concept::LipSync, Concept::With]) < 4
                || self.names(Concept::LipSync);
        }
        // A face and a voice side by side can only mean one thing, unless another command is given.
        let pair = !self.scene.attached(MediaKind::Audio).is_empty()
            && (self.scene.given(MediaKind::Image) || self.scene.given(MediaKind::Video));
        pair && !self.commands(&[
            Concept::Animate,
            Concept::Remove,
            Concept::Replace,
            Concept::Upscale,
            Concept::Ask,
            Concept::Restore,
            Concept::Restyle,
        ]) && noun_head(clause, Concept::Video)
            .is_none_or(|_| self.names(Concept::It) || self.names(Concept::Speech))
            && (self.names(Concept::Talk) || self.names(Concept::Speech) || self.names(Concept::It))
    }

    fn answer(&self) -> bool {
        let clause = self.clause;
        let asks = clause.command(Concept::Ask).is_some()
            || clause.find_anywhere(Concept::Ask).is_some() && clause.lead(Concept::Make).is_none();
        let speaks = clause.tokens[clause.start..clause.end].iter().any(|token| token.kind == Kind::Quote)
            && clause.command(Concept::Say).is_some();
        asks && !speaks
    }

    fn background(&self, image: bool) -> Option<Want> {
        let clause = self.clause;
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
        let (start, end) = place?;
        if clause.command(Concept::Blur).is_some() {
            return None;
        }
        let removes = self.commands(&[Concept::Remove])
            || clause
                .find(Concept::Remove)
                .is_some_and(|(from, _)| from <= start && clause.tokens[from].text != "without");
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

    fn face_restoration(&self) -> bool {
        let restores = self.commands(&[Concept::Restore, Concept::Upscale]);
        self.commands(&[Concept::FaceRestore])
            || restores && (self.names(Concept::FaceRestore) || self.names(Concept::Face))
            || self.clause.find(Concept::FaceRestore).is_some_and(|(at, _)| at <= self.clause.start + 3)
    }

    fn upscale(&self, image: bool) -> bool {
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

    fn speech(&self) -> bool {
        let clause = self.clause;
        if self.commands(&[Concept::Say]) {
            return true;
        }
        noun_head(clause, Concept::Speech).is_some_and(|(start, end)| {
            let of = end < clause.end && clause.at(end, Concept::Of).is_some();
            let quoted = clause.tokens[clause.start..clause.end]
                .iter()
                .any(|token| token.kind == Kind::Quote || token.is_mark(":"));
            of || quoted || end >= clause.end || start == clause.start
        })
    }

    fn video(&self) -> bool {
        let clause = self.clause;
        if self.commands(&[Concept::Animate]) {
            return true;
        }
        if noun_head(clause, Concept::Video).is_some_and(|(from, _)| !self.is_about_attached_video(from)) {
            return true;
        }
        // "Turn this into a video", "a fox as a video", "इसका वीडियो बनाओ".
        clause.find(Concept::Video).is_some_and(|(start, end)| {
            let last = end >= clause.end
                || clause
                    .tail(Concept::Make)
                    .or(clause.tail(Concept::Edit))
                    .is_some_and(|(from, _)| from <= end + 1)
                || self.settings.iter().any(|setting| setting.from <= end + 1 && setting.to >= clause.end);
            let before = &clause.tokens[clause.start..start];
            let into = before.iter().rev().take(6).any(|token| {
                matches!(
                    token.text.as_str(),
                    "into"
                        | "as"
                        | "to"
                        | "en"
                        | "in"
                        | "como"
                        | "als"
                        | "em"
                        | "menjadi"
                        | "jadi"
                        | "comme"
                        | "come"
                        | "mein"
                        | "में"
                        | "का"
                        | "की"
                        | "ka"
                        | "ki"
                        | "の"
                        | "的"
                        | "视"
                        | "成"
                        | "الي"
                )
            });
            let commands =
                self.commands(&[Concept::Make, Concept::Edit, Concept::MakeThe]) || before.is_empty();
            last && (into || commands && self.content(&[Concept::It, Concept::Video, Concept::Of]) == 0)
                || clause.tail(Concept::Make).is_some() && last
        })
    }

    /// "Describe the video": about a video that is there, not a wish for one.
    fn is_about_attached_video(&self, from: usize) -> bool {
        self.scene.given(MediaKind::Video)
            && from > 0
            && matches!(self.clause.tokens[from - 1].text.as_str(), "the" | "this" | "my")
    }

    /// Everything that ends in a still picture.
    fn picture(&self, image: bool) -> Want {
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
            return if super::scene_counts_one(clause) { Want::Edit } else { Want::Combine };
        }
        if clause.command(Concept::Again).is_some() && !(given && first_step && attached > 0) {
            return Want::Redo;
        }
        self.edit_or_make(image, given, edits)
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
        let short = words.len() <= 6 && FIRST.contains(&first.text.as_str()) && first.text != "the";
        instead
            || short
            || (same && words.len() <= 10)
            || it && self.clause.at(self.clause.start, Concept::It).is_some()
    }
}

/// `remove the background and put a beach`, within one clause.
fn replaces_after(clause: &Clause<'_>, end: usize) -> bool {
    clause.tokens[end..clause.end]
        .iter()
        .any(|token| matches!(token.text.as_str(), "with" | "by" | "replace" | "put"))
        && clause.end > end + 1
}
