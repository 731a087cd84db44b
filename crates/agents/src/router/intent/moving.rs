//! What moves or sounds: speech and video.

use super::{
    super::{
        clause::{Clause, is_writable, noun_head, records},
        lexicon::Concept,
        settings::Value,
        text::Kind,
    },
    Reader,
};
use crate::request::MediaKind;

/// `a narrator reads: …`, `a voice says …`: somebody who is only heard.
pub fn narrates(clause: &Clause<'_>) -> bool {
    let text = |at: usize| clause.tokens[..clause.end].get(at).map_or("", |token| token.text.as_str());
    let from = clause.start + usize::from(matches!(text(clause.start), "a" | "the" | "an" | "some"));
    let heard = matches!(text(from), "narrator" | "voice" | "announcer" | "speaker" | "storyteller");
    let says =
        matches!(text(from + 1), "says" | "reads" | "tells" | "saying" | "reading" | "announces" | "speaks");
    heard && says && from + 2 < clause.end
}

/// Orders that only a camera can follow.
pub const CAMERA: &[&str] = &["zoom", "pan", "dolly", "tilt", "orbit"];

/// `zoom in`, `pan left`, `push in`: an order to the camera. "Push it more editorial" is none.
pub fn moves_the_camera(clause: &Clause<'_>) -> bool {
    let text = |at: usize| clause.tokens[..clause.end].get(at).map_or("", |token| token.text.as_str());
    match text(clause.start) {
        order if CAMERA.contains(&order) => true,
        "push" | "pull" => matches!(text(clause.start + 1), "in" | "out" | "back"),
        _ => false,
    }
}

impl Reader<'_> {
    pub(super) fn speech(&self) -> bool {
        let clause = self.clause;
        if self.commands(&[Concept::Say]) || self.speaks_a_quotation() || narrates(clause) {
            return true;
        }
        if self.directs_a_speaker() {
            return true;
        }
        noun_head(clause, Concept::Speech).is_some_and(|(start, end)| {
            let of = end < clause.end && clause.at(end, Concept::Of).is_some();
            let quoted = clause.tokens[clause.start..clause.end]
                .iter()
                .any(|token| token.kind == Kind::Quote || token.is_mark(":"));
            // "The narrator of a puppet theatre, asleep": somebody who is seen.
            let person = matches!(clause.tokens[end - 1].text.as_str(), "narrator" | "speaker" | "announcer");
            quoted || end >= clause.end || start == clause.start || of && !person
        })
    }

    /// `have a calm woman read: …`, where there is no face: somebody who is only heard.
    fn directs_a_speaker(&self) -> bool {
        const WORDS_MAX: usize = 7;
        let clause = self.clause;
        let face = self.scene.any(MediaKind::Image) || self.scene.any(MediaKind::Video);
        let led = clause.at(clause.start, Concept::Causative).is_some()
            && matches!(clause.tokens[clause.start].text.as_str(), "have" | "let" | "get");
        !face
            && led
            && (clause.start + 2..clause.end.min(clause.start + WORDS_MAX)).any(|at| {
                matches!(
                    clause.tokens[at].text.as_str(),
                    "read" | "say" | "speak" | "narrate" | "announce" | "recite"
                ) && clause.tokens[..clause.end]
                    .get(at + 1)
                    .is_some_and(|token| token.kind == Kind::Quote || token.is_mark(":"))
            })
    }

    /// `"good evening" in a calm voice`, `with an american accent say "howdy"`.
    fn speaks_a_quotation(&self) -> bool {
        const VOICES: &[&str] = &["voice", "accent", "voz", "voix", "stimme", "voce", "suara"];
        const HEARD: &[&str] = &[
            "hear",
            "spoken",
            "aloud",
            "narrated",
            "narrator",
            "audio",
            "audiobook",
            "loud",
            "voiced",
            "reading",
            "voice",
            "accent",
            "someone",
            "somebody",
            "announcement",
            "voicemail",
            "narration",
        ];
        let tokens = &self.clause.tokens[..self.clause.end];
        if records(self.clause) {
            return true;
        }
        let Some(quote) = (self.clause.start..self.clause.end).find(|&at| tokens[at].kind == Kind::Quote)
        else {
            return false;
        };
        let voiced = tokens[self.clause.start..].iter().any(|token| VOICES.contains(&token.text.as_str()));
        let said = quote > self.clause.start && self.clause.at(quote - 1, Concept::Say).is_some();
        // "I want to hear “…” spoken": no thing is named that the words could stand on.
        let heard = tokens[self.clause.before..].iter().any(|token| HEARD.contains(&token.text.as_str()));
        let shown =
            [Concept::Picture, Concept::Artwork, Concept::Video].into_iter().any(|noun| self.names(noun))
                || tokens[self.clause.start..].iter().any(is_writable);
        voiced && (quote == self.clause.start || said) || heard && !shown
    }

    /// `make the flag wave`, `let the character walk`, `I want this to move`.
    fn sets_in_motion(&self) -> bool {
        let clause = self.clause;
        let command = [Concept::Causative, Concept::Edit, Concept::MakeThe, Concept::Make]
            .into_iter()
            .filter_map(|concept| clause.at(clause.start, concept))
            .max()
            .unwrap_or(0);
        // "Could the fountain splash?"
        let asked = matches!(clause.tokens[clause.start].text.as_str(), "could" | "can" | "would")
            && matches!(
                clause.tokens[(clause.start + 1).min(clause.end - 1)].text.as_str(),
                "the" | "this" | "my" | "his" | "her" | "it" | "he" | "she" | "they" | "these"
            );
        let command = command.max(usize::from(asked));
        let reach = if asked { 8 } else { 5 };
        command > 0
            && self.scene.any(MediaKind::Image)
            && (clause.start + command..clause.end.min(clause.start + command + reach)).any(|at| {
                let before = clause.tokens[at - 1].text.as_str();
                clause.at(at, Concept::Motion).is_some()
                    && !matches!(
                        before,
                        "a" | "an" | "the" | "with" | "of" | "in" | "add" | "change" | "edit" | "on"
                    )
            })
            && (asked
                || matches!(
                    clause.tokens[clause.start].text.as_str(),
                    "make"
                        | "let"
                        | "have"
                        | "get"
                        | "i"
                        | "id"
                        | "we"
                        | "wed"
                        | "haz"
                        | "fais"
                        | "faca"
                        | "faz"
                        | "fai"
                        | "lass"
                        | "buat"
                ))
            && !matches!(clause.tokens[(clause.start + 1).min(clause.end - 1)].text.as_str(), "a" | "an")
    }

    /// `only the curtains should move`.
    fn should_move(&self) -> bool {
        let clause = self.clause;
        let text = |at: usize| clause.tokens[..clause.end].get(at).map_or("", |token| token.text.as_str());
        let from = clause.start + usize::from(matches!(text(clause.start), "only" | "just"));
        let definite = matches!(text(from), "the" | "his" | "her" | "its" | "their" | "my" | "this");
        definite
            && self.scene.any(MediaKind::Image)
            && (from + 1..clause.end.min(from + 6)).any(|at| {
                let verb = at + 1 + usize::from(text(at + 1).ends_with("ly"));
                matches!(text(at), "should" | "must")
                    && verb < clause.end
                    && clause.at(verb, Concept::Motion).is_some()
            })
    }

    pub(super) fn video(&self) -> bool {
        let clause = self.clause;
        if self.commands(&[Concept::Animate]) || self.sets_in_motion() || self.should_move() {
            return true;
        }
        if noun_head(clause, Concept::Video).is_some_and(|(from, _)| !self.is_about_attached_video(from))
            || self.turns_into_a_video()
            || self.lasts()
            || self.times_a_shot()
            || self.times_a_camera()
        {
            return true;
        }
        // "Ek video banao jisme …": the command stands right behind the noun.
        let named = clause.find(Concept::Video);
        if named.is_some_and(|(from, to)| {
            to == clause.end && from > clause.start && clause.tokens[from - 1].is_mark(",")
        }) {
            return true;
        }
        if named
            .is_some_and(|(_, end)| clause.find_anywhere(Concept::Make).is_some_and(|(from, _)| from == end))
        {
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

    /// `a 12 second fly-through of the hall`: what has a length before its name is a video.
    fn lasts(&self) -> bool {
        const TIMED: &[&str] = &[
            "exposure",
            "timer",
            "countdown",
            "rule",
            "break",
            "delay",
            "silence",
            "hourglass",
            "stopwatch",
        ];
        let clause = self.clause;
        let from = clause.lead(Concept::Make).map_or(clause.start, |(_, to)| to);
        let from = from + clause.at(from, Concept::Article).filter(|_| from < clause.end).unwrap_or(0);
        let length = self.settings.iter().find(|setting| {
            matches!(setting.value, Value::Seconds(_)) && setting.from <= from && from < setting.to
        });
        length.is_some_and(|setting| {
            let named = &clause.tokens[setting.to..clause.end.max(setting.to)];
            let spoken = (setting.to..clause.end.min(setting.to + 4))
                .any(|at| clause.at(at, Concept::Speech).is_some());
            named.first().is_some_and(|token| token.kind == Kind::Word)
                && !spoken
                && !named.iter().take(3).any(|token| TIMED.contains(&token.text.as_str()))
                && clause.at(setting.to, Concept::With).is_none()
                && clause.at(setting.to, Concept::Of).is_none_or(|_| named[0].text == "of")
        })
    }

    /// `a cinematic 10 second shot of a train`: a length right before a word for a piece of film.
    fn times_a_shot(&self) -> bool {
        const PIECES: &[&str] = &[
            "shot",
            "take",
            "scene",
            "sequence",
            "loop",
            "montage",
            "ad",
            "advert",
            "commercial",
            "spot",
            "teaser",
            "trailer",
            "timelapse",
            "intro",
            "outro",
            "flyover",
            "reel",
        ];
        let tokens = &self.clause.tokens[..self.clause.end];
        self.settings.iter().any(|setting| {
            matches!(setting.value, Value::Seconds(_))
                && setting.from >= self.clause.start
                && setting.from <= self.clause.start + 4
                && tokens.get(setting.to).is_some_and(|token| PIECES.contains(&token.text.as_str()))
        })
    }

    /// `5 s, zoom in`: how long the camera moves over the picture that is there.
    fn times_a_camera(&self) -> bool {
        self.scene.any(MediaKind::Image)
            && moves_the_camera(self.clause)
            && self.settings.iter().any(|setting| matches!(setting.value, Value::Seconds(_)))
    }

    /// `turn the photo into a 6 second clip with a slow zoom`: only parameters and an article between `into` and the
    /// video, and whatever behind it.
    fn turns_into_a_video(&self) -> bool {
        let clause = self.clause;
        let turns = self.commands(&[
            Concept::Make,
            Concept::MakeThe,
            Concept::Edit,
            Concept::Restyle,
            Concept::Replace,
        ]);
        let between = |at: usize| {
            clause.at(at, Concept::Article).is_some()
                || self.settings.iter().any(|setting| setting.from <= at && at < setting.to)
                || matches!(clause.tokens[at].text.as_str(), "short" | "little" | "long" | "quick" | "nice")
        };
        let into = |at: usize| matches!(clause.tokens[at].text.as_str(), "into" | "to" | "as");
        turns
            && clause.find(Concept::Video).is_some_and(|(start, _)| {
                let from = (clause.start..start).rev().find(|&at| !between(at));
                // The parameter may have taken the preposition: "… as a 6 second clip".
                from.is_some_and(|at| into(at) || at + 1 < start && into(at + 1))
            })
    }

    /// "Describe the video": about a video that is there, not a wish for one.
    fn is_about_attached_video(&self, from: usize) -> bool {
        self.scene.given(MediaKind::Video)
            && from > 0
            && matches!(self.clause.tokens[from - 1].text.as_str(), "the" | "this" | "my")
    }
}
