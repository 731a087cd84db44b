//! The last result once more, and questions that are wishes.

use super::{
    super::{clause::Clause, lexicon::Concept, settings, speech::describes, text::Kind},
    Reader,
};
use crate::request::MediaKind;

/// What more of the same is called.
pub const VARIATIONS: &[&str] = &[
    "variation",
    "variations",
    "version",
    "versions",
    "alternative",
    "alternatives",
    "option",
    "options",
    "takes",
    "iterations",
];
/// Words that only ask for something or point at it.
pub const ASKING: &[&str] = &[
    "give",
    "me",
    "make",
    "show",
    "create",
    "generate",
    "do",
    "can",
    "could",
    "you",
    "i",
    "id",
    "want",
    "need",
    "like",
    "would",
    "let",
    "us",
    "see",
    "get",
    "have",
    "please",
    "now",
    "some",
    "more",
    "a",
    "few",
    "couple",
    "of",
    "on",
    "it",
    "that",
    "this",
    "the",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "different",
    "other",
    "another",
    "picture",
    "image",
    "last",
];

/// What is said around a seed.
pub const SEEDING: &[&str] = &[
    "seed", "seeds", "use", "using", "with", "try", "again", "same", "but", "new", "random", "set", "to",
    "and", "number", "redo", "prompt", "value", "fresh",
];

/// `speed it up`, `a bit slower`: that a video should move otherwise, and nothing else; the word for it.
pub fn pace(clause: &Clause<'_>) -> Option<&'static str> {
    const WORDS: &[&str] = &[
        "speed", "slow", "up", "down", "faster", "quicker", "slower", "calmer", "a", "bit", "little", "lot",
        "tad", "much", "make", "it", "this", "that", "the", "video", "clip", "please", "pls", "can", "could",
        "you", "now", "and", "but", "still", "even", "way", "too", "fast",
    ];
    let words: Vec<&str> = clause.tokens[clause.before..clause.end]
        .iter()
        .filter(|token| token.kind != Kind::Mark)
        .map(|token| token.text.as_str())
        .collect();
    if !words.iter().all(|word| WORDS.contains(word)) {
        return None;
    }
    let says = |word: &str| words.contains(&word);
    if says("slower") || says("calmer") || says("slow") && says("down") || says("too") && says("fast") {
        return Some("slower");
    }
    (says("faster") || says("quicker") || says("speed") && says("up")).then_some("faster")
}

impl Reader<'_> {
    /// What the last result is.
    fn newest(&self) -> Option<MediaKind> {
        self.scene.request.context.results.first().map(|result| result.kind)
    }

    /// Whether nothing else is asked for or brought along, so that it can only be about the last result.
    fn stands_alone(&self) -> bool {
        self.scene.calls.is_empty() && self.scene.request.attachments.is_empty() && !self.scene.fresh
    }

    /// `now the same line in a female voice`, `same but five seconds`: what was spoken or filmed last, with other
    /// parameters. Also where there is nothing to repeat, so that this is what is asked for.
    pub(super) fn repeats(&self) -> bool {
        const VOICED: &[&str] = &["voice", "accent", "narrator"];
        let clause = self.clause;
        let words = &clause.tokens[clause.start..clause.end];
        let colon = words.windows(2).any(|pair| pair[0].is_mark(":") && pair[1].kind != Kind::Number);
        let newest = self.newest();
        if !self.stands_alone()
            || words.is_empty()
            || colon
            || words.iter().any(|token| token.kind == Kind::Quote)
        {
            return false;
        }
        if newest == Some(MediaKind::Video) && pace(clause).is_some() {
            return true;
        }
        let sets = |kinds: &[&str]| {
            self.settings.iter().any(|setting| kinds.contains(&settings::kind(&setting.value)))
        };
        let same = matches!(words[0].text.as_str(), "same" | "likewise")
            || words.windows(2).take(3).any(|pair| pair[0].text == "the" && pair[1].text == "same");
        let spoken =
            sets(&["speed", "language"]) || words.iter().any(|token| VOICED.contains(&token.text.as_str()));
        let recorded = words.windows(2).any(|pair| {
            matches!(pair[0].text.as_str(), "the" | "this" | "that")
                && matches!(
                    pair[1].text.as_str(),
                    "recording" | "narration" | "audio" | "voiceover" | "line" | "voice"
                )
        });
        match newest {
            // "Now in French".
            Some(MediaKind::Audio) => {
                spoken
                    && (same
                        || recorded
                        || self.names(Concept::It)
                        || self.content(&[Concept::Again]) == 0
                        || self.only_names_a_voice())
            }
            Some(MediaKind::Video) => {
                (same || self.only_sets_the_video() || clause.mentions(Concept::Video) && self.finds_fault())
                    && sets(&["duration_seconds", "aspect_ratio", "quality"])
                    && self.content(&[Concept::It, Concept::With, Concept::Again, Concept::Video]) <= 6
            }
            None => spoken && recorded && self.content(&[Concept::Speech]) <= 6,
            _ => false,
        }
    }

    /// `in a woman's voice instead`, `a deeper voice this time`: what it should sound like, and nothing to say.
    fn only_names_a_voice(&self) -> bool {
        const WORDS: &[&str] = &[
            "in", "with", "but", "instead", "time", "use", "using", "by", "an", "and", "less", "voice",
            "accent", "narrator", "tone", "speaker", "try", "be", "should",
        ];
        let clause = self.clause;
        (clause.before..clause.end).all(|at| {
            let token = &clause.tokens[at];
            token.kind == Kind::Mark
                || WORDS.contains(&token.text.as_str())
                || ASKING.contains(&token.text.as_str())
                || describes(token)
                || self.settings.iter().any(|setting| (setting.from..setting.to).contains(&at))
        })
    }

    /// `make it 10 seconds`, `again but in 9:16`, where there is only the video to make again.
    fn only_sets_the_video(&self) -> bool {
        let clause = self.clause;
        let drawn = self.scene.any(MediaKind::Image);
        let alone = self.content(&[Concept::It, Concept::With, Concept::Again, Concept::Video]) <= 1;
        let changes = self.commands(&[Concept::Edit, Concept::MakeThe, Concept::Again]) || clause.now;
        !drawn && alone && changes
    }

    /// `give me four variations`, `some more versions of it`: of the picture that is there.
    pub(super) fn wants_variations(&self) -> bool {
        let clause = self.clause;
        let words = &clause.tokens[clause.before..clause.end];
        self.stands_alone()
            && self.newest() == Some(MediaKind::Image)
            && (words.iter().any(|token| VARIATIONS.contains(&token.text.as_str()))
                || words.windows(2).any(|pair| pair[0].text == "more" && pair[1].text == "like"))
            && words.iter().all(|token| {
                let word = token.text.as_str();
                token.kind != Kind::Quote
                    && (token.kind != Kind::Word || VARIATIONS.contains(&word) || ASKING.contains(&word))
            })
    }

    /// `try again with a different seed`, `use seed 5`: what is there, made once more.
    pub(super) fn only_names_a_seed(&self) -> bool {
        let clause = self.clause;
        let words = &clause.tokens[clause.before..clause.end];
        self.stands_alone()
            && matches!(self.newest(), Some(MediaKind::Image | MediaKind::Video))
            && words.iter().any(|token| token.text == "seed")
            && words.iter().all(|token| {
                let word = token.text.as_str();
                token.kind != Kind::Quote
                    && (token.kind != Kind::Word || SEEDING.contains(&word) || ASKING.contains(&word))
            })
    }

    /// `redo in low poly`: the picture that is there, in a style and with nothing else new.
    pub(super) fn redoes_in_a_style(&self, image: bool) -> bool {
        let styled = self.settings.iter().any(|setting| {
            matches!(setting.value, settings::Value::Style(_) | settings::Value::OtherStyle(_))
        });
        let first = self.clause.tokens[self.clause.start].text.as_str();
        image
            && styled
            && matches!(first, "redo" | "rework" | "remake" | "reimagine" | "rerender")
            && self.content(&[Concept::It, Concept::With, Concept::Picture, Concept::Artwork]) == 0
    }

    /// `the last video was too short, do ten seconds`.
    fn finds_fault(&self) -> bool {
        self.clause.tokens[self.clause.before..self.clause.end].windows(2).any(|pair| {
            pair[0].text == "too" && matches!(pair[1].text.as_str(), "short" | "long" | "narrow" | "wide")
        })
    }

    /// `what would a house made of bread look like?`: a picture of it, unless it is about one that is there.
    pub(super) fn imagines(&self, image: bool) -> bool {
        const KNOWN: &[&str] =
            &["it", "this", "that", "these", "those", "he", "she", "they", "i", "we", "you"];
        let words = &self.clause.tokens[self.clause.start..self.clause.end];
        let [first, second, third, rest @ ..] = words else { return false };
        matches!(first.text.as_str(), "what" | "how")
            && matches!(second.text.as_str(), "would" | "might" | "could" | "will")
            && !KNOWN.contains(&third.text.as_str())
            && (!image || matches!(third.text.as_str(), "a" | "an" | "two" | "three"))
            && rest.iter().any(|token| token.text == "look")
    }
}
