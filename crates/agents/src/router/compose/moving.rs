//! Calls whose results move or sound: videos, speech, lip syncs.

use super::{
    super::{
        clause::{Clause, noun_head},
        intent::{CAMERA, moves_the_camera},
        lexicon::Concept,
        prompt::Draft,
        scene::Scene,
        settings::{Value, kind},
        speech::{colon, spoken},
        text::Kind,
    },
    Composer, Question,
};
use crate::{parameters::Parameters, plan::Source, request::MediaKind, tool::Tool};

impl Composer<'_> {
    /// Whether a wish for a video is about a picture that is there.
    fn video_source(&self, scene: &Scene<'_>) -> Option<Source> {
        let clause = self.clause;
        let mut draft = Draft::new(self.text, clause);
        draft.strike_command(Concept::Animate).strike_command(Concept::Make).strike_noun(Concept::Video);
        draft.strike_all(&[Concept::Article, Concept::Filler, Concept::And]);
        for setting in self.settings {
            draft.strike_setting(setting);
        }
        // "And as a video, 5 seconds".
        for at in (clause.start..clause.end).filter(|&at| {
            matches!(
                clause.tokens[at].text.as_str(),
                "as" | "also" | "too" | "into" | "in" | "now" | "video" | "clip"
            )
        }) {
            draft.strike(Some((at, at + 1)));
        }
        let mut bare = Draft::new(self.text, clause);
        bare.strike_all(&[
            Concept::Motion,
            Concept::Article,
            Concept::Filler,
            Concept::Now,
            Concept::Interjection,
        ]);
        let refers = clause.mentions(Concept::It) || draft.left() == 0 || bare.left() == 0 || clause.now;
        let definite = clause.lead(Concept::Animate).is_some_and(|(_, end)| {
            end < clause.end
                && matches!(
                    clause.tokens[end].text.as_str(),
                    "the" | "my" | "la" | "el" | "le" | "das" | "die" | "den" | "l" | "il" | "lo" | "o"
                )
        });
        let indefinite = noun_head(clause, Concept::Video).is_some_and(|(_, end)| {
            clause.at(end, Concept::Of).filter(|_| end < clause.end).is_some_and(|length| {
                clause
                    .tokens
                    .get(end + length)
                    .is_some_and(|token| matches!(token.text.as_str(), "a" | "an" | "two" | "some"))
            })
        });
        let attached = !scene.attached(MediaKind::Image).is_empty() && scene.calls.is_empty();
        let made = scene.made(MediaKind::Image).is_some() && !indefinite;
        let refers = refers || moves_the_camera(clause);
        let earlier = scene.names_earlier(clause)
            || clause.lead(Concept::Make).is_none() && scene.speaks_of_newest(clause);
        let attached = attached || scene.calls.is_empty() && !indefinite && earlier;
        // "Let the steam rise", "the clouds should drift": what moves is in the picture.
        let text = |at: usize| clause.tokens[..clause.end].get(at).map_or("", |token| token.text.as_str());
        let led = usize::from(matches!(text(clause.start), "let" | "have" | "make" | "only" | "just"));
        let set_off = (led > 0 || (clause.start..clause.end).any(|at| text(at) == "should"))
            && matches!(
                text(clause.start + led),
                "the" | "his" | "her" | "its" | "their" | "him" | "them" | "it"
            )
            && clause.find(Concept::Motion).is_some();
        let says_so = clause.find(Concept::Animate).is_some() && (refers || definite);
        (attached || made || says_so || refers || definite || set_off)
            .then(|| scene.meant(clause, MediaKind::Image))
            .flatten()
    }

    /// `pan left across it`, `push in slowly`: the order is all that says what the camera does.
    fn orders_a_camera(&self) -> bool {
        const TOLD: &[&str] = &["pans", "zooms", "orbits", "push", "pull", "circle", "camera"];
        let clause = self.clause;
        let led = clause.lead(Concept::Animate);
        moves_the_camera(clause)
            || led.is_some_and(|(from, to)| {
                clause.tokens[from..to]
                    .iter()
                    .map(|token| token.text.as_str())
                    .any(|word| TOLD.contains(&word) || CAMERA.contains(&word))
            })
    }

    pub(super) fn video(&self, scene: &mut Scene<'_>) -> Result<(), Question> {
        if self.told_afterwards(scene) {
            return Ok(());
        }
        let source = self.made_first(scene).or_else(|| self.video_source(scene));
        let tool = if source.is_some() { Tool::ImageToVideo } else { Tool::TextToVideo };
        let (mut parameters, mut draft) = self.settings_for(tool, scene);
        let mut bare = Draft::new(self.text, self.clause);
        for draft in [&mut draft, &mut bare] {
            draft.strike_command(Concept::Animate).strike_command(Concept::Make);
            draft.strike_noun(Concept::Video);
            if source.is_some() {
                draft.strike_command(Concept::Edit).strike_all(&[Concept::It, Concept::Video]);
            }
        }
        // What moves and how is description too: only lengths, shapes and the like leave the prompt.
        let orders_a_camera = self.orders_a_camera();
        if parameters.motion_strength.is_some() || orders_a_camera {
            draft = Draft::new(self.text, self.clause);
            for setting in self.settings.iter().filter(|setting| {
                tool.takes(kind(&setting.value)) && !matches!(setting.value, Value::Motion(_))
            }) {
                draft.strike_setting(setting);
            }
            if !orders_a_camera {
                draft.strike_command(Concept::Animate);
            }
            draft.strike_command(Concept::Make).strike_noun(Concept::Video);
            if source.is_some() {
                draft.strike_all(&[Concept::It, Concept::Video]);
            }
            if source.is_some() && !orders_a_camera {
                draft.strike_command(Concept::Edit);
            }
        }
        parameters.prompt = draft.finish();
        let Some(source) = source else {
            let nothing = self.clause.is_only(&[
                Concept::Make,
                Concept::Animate,
                Concept::Edit,
                Concept::Article,
                Concept::Video,
                Concept::It,
                Concept::Filler,
                Concept::Something,
                Concept::Of,
                Concept::With,
                Concept::Picture,
                Concept::Artwork,
                Concept::Both,
            ]);
            if parameters.prompt.is_none() || nothing {
                return Err(
                    if self.clause.find(Concept::It).is_some() || self.clause.find(Concept::Animate).is_some()
                    {
                        "What should be animated? Attach a picture, or describe the scene."
                    } else {
                        "What should the video show? Describe the scene in a few words."
                    },
                );
            }
            self.push(scene, Tool::TextToVideo, parameters, Vec::new());
            return Ok(());
        };
        let sources = scene.meant_each(self.clause, MediaKind::Image);
        if sources.len() > 1 {
            self.each(scene, Tool::ImageToVideo, &parameters, &sources);
            return Ok(());
        }
        if scene.attached(MediaKind::Image).len() > 1 && matches!(source, Source::Attachment(_)) {
            scene.note("A video begins with one picture; the others were not used.");
        }
        // "… it should move! Animate it!": said twice, done once.
        let again = scene.calls.last().is_some_and(|call| {
            call.tool == Tool::ImageToVideo && call.inputs == [source] && parameters == Parameters::default()
        });
        if !again {
            self.push(scene, Tool::ImageToVideo, parameters, vec![source]);
        }
        Ok(())
    }

    pub(super) fn speech(&self, scene: &mut Scene<'_>) -> Result<(), Question> {
        let (mut parameters, _) = self.settings_for(Tool::Voiceover, scene);
        let spoken = spoken(self.text, self.clause, self.settings);
        parameters.voice = spoken.voice;
        parameters.text = self.words_before(scene).or(spoken.text).or_else(|| self.what_was_described(scene));
        if parameters.text.is_none() {
            return Err("What should be said? Put the words in quotation marks.");
        }
        let each = self.each_said();
        for text in &each {
            let parameters = Parameters { text: Some(text.clone()), ..parameters.clone() };
            self.push(scene, Tool::Voiceover, parameters, Vec::new());
        }
        if !each.is_empty() {
            return Ok(());
        }
        self.push(scene, Tool::Voiceover, parameters, Vec::new());
        Ok(())
    }

    /// `two voice-overs: "Open" and "Closed"`: as many as are counted, each with its words.
    fn each_said(&self) -> Vec<String> {
        let words = &self.clause.tokens[self.clause.before..self.clause.end];
        let quotes: Vec<String> =
            words.iter().filter(|token| token.kind == Kind::Quote).map(|token| token.text.clone()).collect();
        let counted = words.iter().take(5).any(|token| match token.text.as_str() {
            "two" | "2" => quotes.len() == 2,
            "three" | "3" => quotes.len() == 3,
            _ => false,
        });
        if counted && self.clause.mentions(Concept::Speech) { quotes } else { Vec::new() }
    }

    /// `open till eight, come in - read that out in a happy voice`: the words stood in front, and looked like a
    /// description.
    fn words_before(&self, scene: &mut Scene<'_>) -> Option<String> {
        let clause = self.clause;
        let words = &clause.tokens[clause.start..clause.end];
        let said = words.iter().any(|token| token.kind == Kind::Quote || token.is_mark(":"));
        let reads = words.windows(2).take(3).any(|pair| {
            matches!(
                pair[0].text.as_str(),
                "read" | "say" | "speak" | "narrate" | "record" | "voice" | "announce"
            ) && matches!(pair[1].text.as_str(), "that" | "this" | "it")
        });
        let front = Clause::new(clause.tokens, 0, clause.opening, true);
        let described = front.start < front.end && front.lead.0 == 0;
        let [call] = scene.calls.as_slice() else { return None };
        if said || !reads || !described || call.tool != Tool::GeminiT2I {
            return None;
        }
        let to = clause.tokens[front.end - 1].end;
        scene.calls.pop();
        Some(self.text[clause.tokens[front.start].start..to].trim().to_owned())
    }

    /// "Narrate it" without words: the description of what is being made is spoken, and the user is told.
    fn what_was_described(&self, scene: &mut Scene<'_>) -> Option<String> {
        let planned = scene.calls.iter().rev().find_map(|call| call.parameters.prompt.clone());
        let refers = self.clause.find(Concept::It).is_some();
        let earlier =
            scene.request.context.results.first().filter(|_| refers).map(|result| result.prompt.clone());
        let described = planned.or(earlier).filter(|words| !words.trim().is_empty())?;
        scene.note("No words were given to speak, so the description is spoken.");
        Some(described)
    }

    pub(super) fn lip_sync(&self, scene: &mut Scene<'_>) -> Result<(), Question> {
        let face = scene.meant(self.clause, MediaKind::Image).filter(|source| {
            !matches!(source, Source::Earlier(_)) || scene.attached(MediaKind::Video).is_empty()
        });
        let newest_video =
            scene.made(MediaKind::Video).filter(|_| scene.attached(MediaKind::Image).is_empty());
        let face = newest_video.or(face).or_else(|| scene.meant(self.clause, MediaKind::Video));
        let face = match face.or_else(|| self.described_face(scene)) {
            Some(face) => face,
            None => return Err("Whose lips should move? Attach a picture or video of a face."),
        };
        let (mut parameters, _) = self.settings_for(Tool::Lipsync, scene);
        let audio =
            scene.made(MediaKind::Audio).or_else(|| scene.attached(MediaKind::Audio).first().copied());
        let spoken = spoken(self.text, self.clause, self.settings);
        let quoted = self.clause.tokens[self.clause.start..self.clause.end]
            .iter()
            .any(|token| token.kind == Kind::Quote);
        let audio = audio.or_else(|| {
            let named = self.clause.tokens[self.clause.start..self.clause.end].iter().any(|token| {
                matches!(token.text.as_str(), "recording" | "voiceover" | "audio" | "narration" | "voice")
            });
            let meant = spoken.text.is_none()
                || named && colon(self.clause).is_none()
                || self.clause.mentions(Concept::Earlier) && self.clause.mentions(Concept::Speech)
                || self.points_at_a_recording();
            scene.earlier(MediaKind::Audio).first().copied().filter(|_| meant)
        });
        let mut inputs = vec![face];
        match audio {
            Some(audio) if !quoted => inputs.push(audio),
            _ => {
                parameters.text = spoken.text;
                parameters.voice = spoken.voice;
            }
        }
        if inputs.len() < 2 && parameters.text.is_none() {
            return Err("What should be said? Put the words in quotation marks, or attach a recording.");
        }
        // "Here is me plus the audio. Match my lips to it": said twice, done once.
        let said = scene.calls.last().is_some_and(|call| {
            call.tool == Tool::Lipsync
                && call.inputs.last() == inputs.last()
                && (call.inputs[0] == inputs[0] || inputs[0] == Source::Step(scene.calls.len() - 1))
        });
        if said && parameters.text.is_none() {
            return Ok(());
        }
        self.push(scene, Tool::Lipsync, parameters, inputs);
        Ok(())
    }

    /// `make her lips move to that`: no words to speak are said, only that it is done.
    fn points_at_a_recording(&self) -> bool {
        const SAID: &[&str] = &[
            "make", "let", "have", "get", "can", "could", "you", "please", "now", "the", "a", "her", "his",
            "him", "she", "he", "their", "them", "its", "lips", "lip", "mouth", "move", "moving", "moves",
            "to", "with", "that", "this", "it", "say", "speak", "sing", "talk", "along", "match", "in",
            "time", "sync",
        ];
        let clause = self.clause;
        let words = &clause.tokens[clause.start..clause.end];
        let named = |token: &super::super::text::Token| {
            token.kind == Kind::Mark || SAID.contains(&token.text.as_str())
        };
        let last = words.iter().rev().find(|token| token.kind == Kind::Word);
        let strange = words.iter().filter(|token| !named(token)).count();
        colon(clause).is_none()
            && strange <= 1
            && last.is_some_and(|token| matches!(token.text.as_str(), "that" | "this" | "it"))
    }

    /// `a talking portrait of a pirate that says "arrr"`: the face is made first.
    fn described_face(&self, scene: &mut Scene<'_>) -> Option<Source> {
        let clause = self.clause;
        let quote = (clause.start..clause.end).find(|&at| clause.tokens[at].kind == Kind::Quote)?;
        let (_, named) = clause.find(Concept::LipSync)?;
        let from = named + clause.at(named, Concept::Of).filter(|_| named < quote)?;
        let said = |at: &usize| {
            matches!(clause.tokens[*at].text.as_str(), "saying" | "says" | "say" | "that" | "who" | "which")
        };
        let to = (from..quote).find(said).unwrap_or(quote);
        let mut draft = Draft::new(self.text, clause);
        draft.strike(Some((clause.start, from))).strike(Some((to, clause.end)));
        let prompt = Some(format!("portrait of {}", draft.finish()?));
        self.push(scene, Tool::GeminiT2I, Parameters { prompt, ..Parameters::default() }, Vec::new());
        scene.made(MediaKind::Image)
    }
}
