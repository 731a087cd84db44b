//! The last result once more.

use super::{
    super::{
        intent::{ASKING, SEEDING, VARIATIONS, pace},
        lexicon::Concept,
        prompt::Draft,
        scene::Scene,
        settings::kind,
        speech::spoken,
        text::{Kind, Token},
    },
    Composer, Question, apply,
};
use crate::{parameters::Parameters, request::MediaKind, tool::Tool};

impl Composer<'_> {
    /// The last result once more, with what is named now over what was named then.
    pub(super) fn redo(&self, scene: &mut Scene<'_>) -> Result<(), Question> {
        let mut draft = Draft::new(self.text, self.clause);
        draft.strike_command(Concept::Again).strike_all(&[Concept::It, Concept::Filler]);
        for setting in self.settings {
            draft.strike_setting(setting);
        }
        let points = self.only_points(&draft);
        // What was spoken or filmed is made once more; only a picture can be changed.
        let heard = scene.request.context.results.first().is_some_and(|last| last.kind != MediaKind::Image)
            && (self.clause.command(Concept::Again).is_none() || draft.left() <= 2);
        if !points && draft.left() > 0 && !heard && !scene.request.context.results.is_empty() {
            return if scene.any(MediaKind::Image) && self.clause.command(Concept::Make).is_none() {
                self.edit(scene)
            } else {
                self.picture(scene)
            };
        }
        let picked = scene.meant_again(self.clause).filter(|_| points);
        let last = picked.or_else(|| scene.request.context.results.first()).cloned();
        let last = last.ok_or("What should be made again? There is nothing here yet.")?;
        let tool = match last.kind {
            MediaKind::Image => Tool::GeminiT2I,
            MediaKind::Video => Tool::TextToVideo,
            MediaKind::Audio => Tool::Voiceover,
            MediaKind::Text => return Err("What should be made again?"),
        };
        let mut parameters = keep(&last.parameters, tool);
        // The same seed would give the same result.
        parameters.seed = None;
        for setting in self.settings.iter().filter(|setting| tool.takes(kind(&setting.value))) {
            apply(&mut parameters, &setting.value, tool, scene);
        }
        let words = Some(last.prompt).filter(|words| !words.trim().is_empty());
        if tool == Tool::Voiceover {
            parameters.voice = spoken(self.text, self.clause, self.settings).voice.or(parameters.voice);
            parameters.text = parameters.text.or(words);
        } else {
            parameters.prompt = words;
        };
        // "Slow it down a bit": the same film, in another tempo.
        if let (MediaKind::Video, Some(pace), Some(prompt)) =
            (last.kind, pace(self.clause), &mut parameters.prompt)
        {
            *prompt = format!("{prompt}, {pace}");
        }
        if points && self.clause.tokens[self.clause.before..self.clause.end].iter().any(is_several) {
            scene.note("Each request makes one; ask once more for another.");
        }
        self.push(scene, tool, parameters, Vec::new());
        Ok(())
    }

    /// Whether what is left only says which result is meant: "do the first one again", "four variations of it".
    fn only_points(&self, draft: &Draft<'_>) -> bool {
        const WHICH: &[&str] =
            &["first", "second", "third", "1st", "2nd", "3rd", "video", "clip", "recording"];
        (self.clause.start..self.clause.end).all(|at| {
            let token = &self.clause.tokens[at];
            let word = token.text.as_str();
            draft.is_struck(at)
                || token.kind != Kind::Word
                || [WHICH, ASKING, SEEDING, VARIATIONS].into_iter().any(|list| list.contains(&word))
        })
    }
}

/// `four`, `some`: more than one.
fn is_several(token: &Token) -> bool {
    matches!(token.text.as_str(), "two" | "three" | "four" | "five" | "six" | "some" | "few" | "couple")
        || token.number().is_some_and(|number| number > 1.0)
}

/// What of earlier parameters this tool takes.
fn keep(parameters: &Parameters, tool: Tool) -> Parameters {
    let Ok(serde_json::Value::Object(fields)) = serde_json::to_value(parameters) else {
        return Parameters::default();
    };
    let fields = fields.into_iter().filter(|(name, _)| tool.takes(name)).collect();
    serde_json::from_value(serde_json::Value::Object(fields)).unwrap_or_default()
}
