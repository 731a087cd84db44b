//! Calls that put a picture in another style.

use super::{
    super::{
        clause::COMMANDS,
        lexicon::Concept,
        prompt::Draft,
        scene::Scene,
        settings::{Value, named},
    },
    Composer, Question,
};
use crate::{request::MediaKind, tool::Tool};

impl Composer<'_> {
    pub(super) fn style(&self, scene: &mut Scene<'_>) -> Result<(), Question> {
        let source = scene.meant(self.clause, MediaKind::Image).ok_or_else(|| self.what_is_missing(scene))?;
        let (mut parameters, _) = self.settings_for(Tool::StyleTransfer, scene);
        let mut pictures = scene.attached(MediaKind::Image);
        let style_of = self.style_of_a_picture();
        if pictures.is_empty() && style_of.is_some() {
            // The oldest comes first, as it does in the words.
            pictures = scene.earlier(MediaKind::Image).into_iter().rev().collect();
        }
        // "… in the style of the second": a picture and no name.
        if let Some(ordinal) = style_of
            && pictures.len() > 1
        {
            parameters.style = None;
            if ordinal == 0 {
                pictures.swap(0, 1);
            }
        }
        let inputs = if parameters.style.is_none() && pictures.len() > 1 {
            pictures.into_iter().take(2).collect()
        } else {
            vec![source]
        };
        if parameters.style.is_none() && inputs.len() < 2 {
            parameters.style = Some(self.style_in_other_words(scene).ok_or("Which style should it have?")?);
        }
        self.push(scene, Tool::StyleTransfer, parameters, inputs);
        Ok(())
    }

    /// `make it like those old paintings`: what is said beside the command and the picture.
    fn style_in_other_words(&self, scene: &Scene<'_>) -> Option<String> {
        const UNSAID: &[&str] =
            &["style", "a", "another", "different", "new", "other", "the", "its", "of", "some", "look"];
        let words = &self.clause.tokens[self.clause.start..self.clause.end];
        if let Some(listed) = named(words, scene.request.styles) {
            return Some(listed);
        }
        if words[(self.clause.lead.0).min(words.len())..]
            .iter()
            .all(|token| UNSAID.contains(&token.text.as_str()))
        {
            return None;
        }
        let mut draft = Draft::new(self.text, self.clause);
        for concept in COMMANDS {
            draft.strike_command(concept);
        }
        draft.strike_all(&[Concept::It, Concept::Filler, Concept::With]);
        draft.finish()
    }

    /// `in the style of the second image`: which of the pictures gives the style.
    fn style_of_a_picture(&self) -> Option<usize> {
        let setting = self.settings.iter().find(|setting| matches!(setting.value, Value::OtherStyle(_)))?;
        self.clause.tokens[setting.from..setting.to].iter().find_map(|token| match token.text.as_str() {
            "first" | "1" => Some(0),
            "second" | "other" | "last" | "2" | "reference" | "b" => Some(1),
            _ => None,
        })
    }
}
