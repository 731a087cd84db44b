//! Pictures that a later word says to make first, and descriptions of which a later word says that they are videos.

use super::{
    super::{
        lexicon::{Concept, LEXICON},
        prompt::Draft,
        scene::Scene,
        settings::{Setting, kind},
        text::Kind,
    },
    Composer, apply,
};
use crate::{parameters::Parameters, plan::Source, request::MediaKind, tool::Tool};

impl Composer<'_> {
    /// "A snail race. A video, five seconds": what was described is a video and no picture.
    pub(super) fn told_afterwards(&self, scene: &mut Scene<'_>) -> bool {
        let clause = self.clause;
        let marked = clause.opening > 0 && clause.tokens[clause.opening - 1].kind == Kind::Mark;
        // "A picture of a moth. A video of it": two.
        let pictured = [Concept::Picture, Concept::Artwork]
            .into_iter()
            .any(|noun| (0..clause.opening).any(|at| LEXICON.find(clause.tokens, at, noun).is_some()));
        let described = matches!(scene.calls.as_slice(), [call] if call.tool == Tool::GeminiT2I);
        let named = clause.find(Concept::Video).is_some() && clause.lead(Concept::Animate).is_none();
        if !(marked && named && described && !pictured && self.only_says_video()) {
            return false;
        }
        let mut parameters = std::mem::take(&mut scene.calls[0].parameters);
        parameters.style = None;
        let takes = |setting: &&Setting| Tool::TextToVideo.takes(kind(&setting.value));
        for setting in self.settings.iter().filter(takes) {
            apply(&mut parameters, &setting.value, Tool::TextToVideo, scene);
        }
        scene.calls[0].tool = Tool::TextToVideo;
        scene.calls[0].parameters = parameters;
        true
    }

    /// Whether the clause is nothing but the word for a video, and how long it is.
    fn only_says_video(&self) -> bool {
        const LOOSE: &[&str] =
            &["should", "be", "about", "as", "last", "lasting", "long", "please", "make", "that", "a", "it"];
        let clause = self.clause;
        let mut rest = Draft::new(self.text, clause);
        rest.strike_all(&[Concept::Article, Concept::Filler, Concept::Video, Concept::And]);
        for setting in self.settings {
            rest.strike_setting(setting);
        }
        (clause.start..clause.end).all(|at| {
            let token = &clause.tokens[at];
            rest.is_struck(at) || token.kind == Kind::Mark || LOOSE.contains(&token.text.as_str())
        })
    }

    /// "A clip from a picture of a frog that you draw first": the picture is made first.
    pub(super) fn made_first(&self, scene: &mut Scene<'_>) -> Option<Source> {
        const MAKES: &[&str] = &["make", "draw", "create", "generate", "paint", "crees", "dessines"];
        let clause = self.clause;
        if scene.any(MediaKind::Image) {
            return None;
        }
        let text = |at: usize| clause.tokens[..clause.end].get(at).map_or("", |token| token.text.as_str());
        let (from, to) = (clause.start + 1..clause.end).find_map(|at| {
            let nouns =
                [Concept::Picture, Concept::Artwork].into_iter().filter_map(|noun| clause.at(at, noun));
            nouns.max().or((text(at) == "still").then_some(1)).map(|length| (at, at + length))
        })?;
        let makes = |at: usize| (at + 1..at + 3).find(|&at| MAKES.contains(&text(at)));
        let (you, made) = (to..clause.end)
            .filter(|&at| matches!(text(at), "you" | "tu"))
            .find_map(|at| Some((at, makes(at)?)))?;
        let to_told = made + 1 + usize::from(text(made + 1) == "first");
        let of = to + clause.at(to, Concept::Of).unwrap_or(0);
        let that = you - usize::from(text(you - 1) == "that");
        let mut draft = Draft::new(self.text, clause);
        // "… from a picture of a robot that you make first", or "… from a still you make first: a robot".
        let described_before = that > of;
        draft.strike(Some((clause.start, if described_before { of } else { to_told })));
        draft.strike(Some((that, to_told)));
        let prompt = draft.finish().filter(|_| from > clause.start)?;
        self.push(
            scene,
            Tool::GeminiT2I,
            Parameters { prompt: Some(prompt), ..Parameters::default() },
            Vec::new(),
        );
        scene.made(MediaKind::Image)
    }
}
