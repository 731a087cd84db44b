//! The last result once more.

use super::{
    super::{lexicon::Concept, prompt::Draft, scene::Scene, settings::kind, speech::spoken},
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
        // What was spoken or filmed is made once more; only a picture can be changed.
        let heard = scene.request.context.results.first().is_some_and(|last| last.kind != MediaKind::Image)
            && (self.clause.command(Concept::Again).is_none() || draft.left() <= 2);
        if draft.left() > 0 && !heard && !scene.request.context.results.is_empty() {
            return if scene.any(MediaKind::Image) && self.clause.command(Concept::Make).is_none() {
                self.edit(scene)
            } else {
                self.picture(scene)
            };
        }
        let last = scene.request.context.results.first().cloned();
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
        self.push(scene, tool, parameters, Vec::new());
        Ok(())
    }
}

/// What of earlier parameters this tool takes.
fn keep(parameters: &Parameters, tool: Tool) -> Parameters {
    let Ok(serde_json::Value::Object(fields)) = serde_json::to_value(parameters) else {
        return Parameters::default();
    };
    let fields = fields.into_iter().filter(|(name, _)| tool.takes(name)).collect();
    serde_json::from_value(serde_json::Value::Object(fields)).unwrap_or_default()
}
