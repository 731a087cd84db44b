//! Layer 3b: what a clause wants, by its command, its nouns and what is at hand.
//!
//! The questions are asked from the most particular to the most general; a description without any command is
//! a picture to make.

mod absent;
mod again;
pub use again::{ASKING, SEEDING, VARIATIONS, pace};
mod amend;
pub use amend::{compares_a_thing, finds_too_much};
pub mod background;
mod moving;
pub use moving::{CAMERA, moves_the_camera};
mod repair;
mod still;

use super::{
    clause::{Clause, noun_head, talks},
    lexicon::Concept,
    scene::Scene,
    settings::Setting,
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
    if reader.only_wants_music() {
        return Want::Nothing;
    }
    if reader.lip_sync() {
        return Want::LipSync;
    }
    if reader.repeats() || reader.wants_variations() || reader.only_names_a_seed() {
        return Want::Redo;
    }
    if reader.redoes_in_a_style(image) {
        return Want::StyleTransfer;
    }
    if reader.imagines(image) {
        return Want::Picture;
    }
    if reader.answer() {
        return if image { Want::Answer } else { Want::Chat };
    }
    if !image && reader.asks_about_the_world() {
        return Want::Chat;
    }
    if let Some(want) = reader.background(image) {
        return want;
    }
    if !image && (shows_a_thing(clause, Concept::Upscale) || shows_a_thing(clause, Concept::FaceRestore)) {
        return reader.picture(image);
    }
    if !image && scene.calls.is_empty() && reader.only_compares() {
        return Want::Nothing;
    }
    if image && (compares_a_thing(clause) || finds_too_much(clause)) {
        return Want::Edit;
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

    /// Like `names`, in the remarks before the clause too.
    fn mentions(&self, concept: Concept) -> bool {
        self.clause.mentions(concept)
    }

    fn content(&self, concepts: &[Concept]) -> usize {
        content(self.clause, self.settings, concepts)
    }

    fn is_chat(&self) -> bool {
        let clause = self.clause;
        let said = clause.find_from(clause.opening, Concept::Chat).is_some() || self.names(Concept::Greeting);
        clause.start >= clause.end || said && clause.is_talk()
    }

    fn lip_sync(&self) -> bool {
        let clause = self.clause;
        let face = self.scene.any(MediaKind::Image) || self.scene.any(MediaKind::Video);
        // "A painting of a lip-syncing contest".
        let shown = !face
            && self.scene.attached(MediaKind::Audio).is_empty()
            && shows_a_thing(clause, Concept::LipSync);
        if (self.names(Concept::LipSync) || talks(clause).is_some()) && !shown {
            return face
                || self.content(&[Concept::It, Concept::LipSync, Concept::With]) < 4
                || self.names(Concept::LipSync);
        }
        if face && self.puts_a_voice_on() {
            return true;
        }
        // A face and a voice side by side can only mean one thing, unless another command is given.
        let pair = !self.scene.attached(MediaKind::Audio).is_empty()
            && (self.scene.given(MediaKind::Image) || self.scene.given(MediaKind::Video));
        let voiced = self.names(Concept::Face) && self.names(Concept::Speech);
        pair && (voiced || self.clause.command(Concept::Animate).is_none())
            && !self.commands(&[
                Concept::Remove,
                Concept::Replace,
                Concept::Upscale,
                Concept::Ask,
                Concept::Restore,
                Concept::Restyle,
            ])
            && noun_head(clause, Concept::Video)
                .is_none_or(|_| self.names(Concept::It) || self.names(Concept::Speech))
            && (self.names(Concept::Talk) || self.names(Concept::Speech) || self.names(Concept::It))
    }

    /// `put that voice on the teacher`, `the audio goes onto the man in the video`.
    fn puts_a_voice_on(&self) -> bool {
        let clause = self.clause;
        let text = |at: usize| clause.tokens[..clause.end].get(at).map_or("", |token| token.text.as_str());
        let heard = !self.scene.attached(MediaKind::Audio).is_empty()
            || !self.scene.earlier(MediaKind::Audio).is_empty();
        let Some((from, to)) = clause.find(Concept::Speech).filter(|_| heard) else { return false };
        let definite = from > clause.start
            && (from.saturating_sub(2)..from)
                .any(|at| matches!(text(at), "the" | "that" | "this" | "my" | "your"));
        let put = matches!(text(clause.start), "put" | "use" | "add" | "lay" | "give" | "place" | "sync")
            || matches!(text(to), "goes" | "belongs" | "should" | "on" | "onto");
        definite
            && put
            && (to..clause.end.min(to + 4)).any(|at| matches!(text(at), "on" | "onto" | "for" | "to"))
    }

    /// `anything wrong with it?`: a question mark behind a question word, where there is a picture to ask about.
    fn is_question(&self) -> bool {
        const ASKING: &[&str] = &[
            "who", "what", "which", "whose", "where", "when", "why", "how", "is", "are", "was", "were",
            "does", "did", "do", "has", "have", "anything", "any", "que", "qual", "quantos", "quantas",
            "quem", "onde", "was", "wer", "wie", "wo", "welche", "welches", "combien", "quel", "quelle",
            "qui", "ou", "cosa", "chi", "dove", "quanti", "quante", "quale", "cual", "cuantos", "cuantas",
            "quien", "donde", "apa", "siapa", "berapa", "kya", "kaun", "kitne",
        ];
        let clause = self.clause;
        let marked =
            clause.tokens.get(clause.end).is_some_and(|token| token.is_mark("?") || token.is_mark("？"));
        marked
            && self.scene.any(MediaKind::Image)
            && ASKING.contains(&clause.tokens[clause.opening.min(clause.start)].text.as_str())
            && !self.commands(&super::clause::COMMANDS)
    }

    /// `how long does it take to render a video`: nothing that could be made.
    fn asks_about_the_world(&self) -> bool {
        let clause = self.clause;
        let opening = clause.opening.min(clause.start);
        let text = |at: usize| clause.tokens[..clause.end].get(at).map_or("", |token| token.text.as_str());
        let verb = |word: &str| {
            matches!(
                word,
                "is" | "are"
                    | "was"
                    | "were"
                    | "does"
                    | "do"
                    | "did"
                    | "should"
                    | "won"
                    | "invented"
                    | "has"
                    | "have"
            )
        };
        let made = clause.lead(Concept::Make).is_some() || clause.lead(Concept::Say).is_some();
        let nothing = self.scene.calls.is_empty() && !made;
        let asks = match text(opening) {
            "how" => {
                matches!(text(opening + 1), "much" | "many" | "long" | "often" | "old" | "far")
                    || verb(text(opening + 1))
            }
            "what" | "who" | "when" | "where" | "why" | "which" | "whats" | "whos" => {
                verb(text(opening + 1))
                    || verb(text(opening + 2))
                    || matches!(text(opening), "whats" | "whos" | "why")
            }
            "is" => matches!(text(opening + 1), "it" | "there"),
            "do" => text(opening + 1) == "you",
            _ => false,
        };
        nothing && asks && !(opening..clause.end).any(|at| text(at) == "look" && text(at + 1) == "like")
    }

    /// `can you read the handwriting`: what is in a picture is read to the user, not spoken.
    fn reads_what_is_written(&self) -> bool {
        const WRITTEN: &[&str] = &[
            "handwriting",
            "writing",
            "text",
            "letter",
            "letters",
            "sign",
            "label",
            "note",
            "menu",
            "page",
            "plate",
            "receipt",
            "inscription",
            "words",
            "number",
            "title",
            "caption",
            "what",
        ];
        let clause = self.clause;
        let words = &clause.tokens[clause.start..clause.end];
        words.first().is_some_and(|token| matches!(token.text.as_str(), "read" | "transcribe" | "decipher"))
            && self.scene.any(MediaKind::Image)
            && words.len() <= 8
            && words.iter().all(|token| token.kind == Kind::Word)
            && words.iter().any(|token| WRITTEN.contains(&token.text.as_str()))
            && !words
                .iter()
                .any(|token| matches!(token.text.as_str(), "aloud" | "loud" | "following" | "this"))
    }

    fn answer(&self) -> bool {
        let clause = self.clause;
        let asks = clause.command(Concept::Ask).is_some()
            || clause.find_anywhere(Concept::Ask).is_some() && clause.lead(Concept::Make).is_none();
        let speaks = clause.tokens[clause.start..clause.end].iter().any(|token| token.kind == Kind::Quote)
            && clause.command(Concept::Say).is_some();
        // "Give me a caption" asks, "draw a caption" does not matter without a picture.
        let gives = self.scene.any(MediaKind::Image)
            && clause.lead(Concept::Make).is_some_and(|(_, end)| {
                (end..clause.end.min(end + 2))
                    .any(|at| clause.at(at, Concept::Ask).is_some() && clause.tokens[at].text != "what")
            });
        // "My son asks what kind of dinosaur this is".
        let indirect = self.scene.given(MediaKind::Image)
            && clause.tokens[clause.start..clause.end]
                .iter()
                .take(5)
                .any(|token| matches!(token.text.as_str(), "asks" | "asking" | "wonders" | "know"))
            && clause.find(Concept::Ask).is_some();
        let asks = asks || indirect;
        // "Could you read it to the class? “…”", where there is no picture to ask about.
        let quoted = clause.tokens[clause.start..clause.end].iter().any(|token| token.kind == Kind::Quote);
        if quoted && clause.tokens[clause.start].text == "read" && !self.scene.any(MediaKind::Image) {
            return false;
        }
        (asks || gives || self.is_question() || self.reads_what_is_written()) && !speaks
    }
}

/// `a painting of a lip-syncing contest`, `draw a face restoration clinic logo`, `upscale kitchen, marble counters`: what
/// a tool does, named in a description and not ordered; asked only where there is nothing it could be done to.
fn shows_a_thing(clause: &Clause<'_>, concept: Concept) -> bool {
    let Some((from, to)) = clause.find(concept) else { return false };
    let tokens = &clause.tokens[..clause.end];
    let said = tokens[clause.start..].iter().any(|token| token.kind == Kind::Quote || token.is_mark(":"));
    let definite = (to..clause.end.min(to + 3)).any(|at| {
        clause.at(at, Concept::It).is_some()
            || clause.at(at, Concept::Picture).is_some()
            || matches!(tokens[at].text.as_str(), "the" | "my" | "this" | "these" | "our" | "by" | "to" | "x")
    });
    // A thing stands right behind the name, or a description in front of it.
    let thing = tokens.get(to).is_some_and(|token| token.kind == Kind::Word);
    let described = from > clause.start
        && tokens[clause.start..from]
            .iter()
            .any(|token| matches!(token.text.as_str(), "a" | "an" | "of" | "two" | "some" | "for"));
    !said && !definite && thing && (described || from == clause.start)
}

/// Tokens that are neither command, nor parameter, nor one of these concepts: what the clause is about.
pub fn content(clause: &Clause<'_>, settings: &[Setting], concepts: &[Concept]) -> usize {
    let mut covered = vec![false; clause.end];
    let mut cover = |from: usize, to: usize| {
        covered.iter_mut().take(to.min(clause.end)).skip(from).for_each(|token| *token = true);
    };
    for command in super::clause::COMMANDS {
        for (from, to) in [clause.lead(command), clause.tail(command)].into_iter().flatten() {
            cover(from, to);
        }
    }
    for setting in settings {
        cover(setting.from, setting.to);
    }
    let always =
        [Concept::Filler, Concept::Interjection, Concept::Now, Concept::Then, Concept::And, Concept::Article];
    for at in clause.start..clause.end {
        let all = concepts.iter().chain(&always);
        let length = all.filter_map(|&concept| clause.at(at, concept)).max().unwrap_or(0);
        cover(at, at + length);
    }
    let tokens = clause.tokens[..clause.end].iter().enumerate().skip(clause.start);
    tokens.filter(|(at, token)| !covered[*at] && token.kind != Kind::Mark).count()
}
