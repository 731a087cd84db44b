//! Calls that put a subject before something else.

use super::{
    super::{
        clause::COMMANDS, intent::background as place_of, lexicon::Concept, prompt::Draft, scene::Scene,
    },
    Composer, Question,
};
use crate::{parameters::Parameters, request::MediaKind, tool::Tool};

impl Composer<'_> {
    pub(super) fn background(&self, scene: &mut Scene<'_>) -> Result<(), Question> {
        let clause = self.clause;
        let source = scene
            .meant(clause, MediaKind::Image)
            .ok_or("Which picture should get another background? Attach it.")?;
        let mut draft = Draft::new(self.text, clause);
        for concept in COMMANDS {
            draft.strike_command(concept);
        }
        draft.strike(clause.find(Concept::Remove)).strike(clause.find(Concept::Replace));
        let place = clause.find(Concept::Background);
        if let Some((from, to)) = place_of::behind(clause) {
            let instead =
                (to..clause.end).find(|&at| matches!(clause.tokens[at].text.as_str(), "for" | "with" | "to"));
            draft.strike(Some(instead.map_or((from, to), |at| (clause.start, at + 1))));
        }
        if let Some((_, to)) = place_of::in_front_of(clause) {
            draft.strike(Some((clause.start, to)));
        }
        let instead = clause.tokens[clause.end - 1].text.as_str();
        if matches!(instead, "instead" | "behind" | "there") {
            draft.strike(Some((clause.end - 1, clause.end)));
        }
        draft.strike_all(&[Concept::It, Concept::Background, Concept::Picture, Concept::Artwork]);
        if let Some((start, end)) = place {
            let verbs = (end..clause.end).take_while(|&at| {
                matches!(
                    clause.tokens[at].text.as_str(),
                    "should" | "be" | "is" | "must" | "needs" | "to" | "has" | "show"
                )
            });
            let verbs = verbs.count();
            draft.strike(Some((end, end + verbs)));
            let after = (end..clause.end).find(|&at| !draft.is_struck(at));
            let said_after = after.is_some_and(|at| {
                clause.at(at, Concept::With).is_some() || clause.at(at, Concept::Of).is_some()
            });
            let article = start
                .checked_sub(1)
                .filter(|&at| at >= clause.start && clause.at(at, Concept::Article).is_some());
            draft.strike(article.map(|at| (at, at + 1)));
            let adjective = (clause.start..start).find(|&at| !draft.is_struck(at));
            if let Some(at) = adjective.filter(|&at| clause.at(at, Concept::Article).is_some()) {
                draft.strike(Some((at, at + 1)));
            }
            if let (true, Some(at)) = (said_after, after) {
                draft.strike(Some((clause.start, at + 1)));
            } else if after.is_some() && end < clause.end {
                draft.strike(Some((clause.start, end)));
            }
        }
        let words = draft.finish().map(|words| {
            // "… with balloons? For the anniversary post".
            let sentence = words.split_inclusive(['?', '!']).next().unwrap_or_default();
            sentence
                .trim_end_matches(['?', '!'])
                .trim_matches(|c: char| matches!(c, '"' | '“' | '”' | '\'' | '‘' | '’' | '«' | '»'))
                .trim()
                .to_owned()
        });
        let pictures = scene.attached(MediaKind::Image);
        let refers = clause.find(Concept::Both).is_some()
            || clause.tokens[clause.start..clause.end]
                .iter()
                .any(|token| matches!(token.text.as_str(), "second" | "other" | "first"));
        // "Use this as the background for the goat", where the goat was made before.
        let used_as = clause.tokens[clause.start..clause.end]
            .windows(3)
            .any(|words| words[0].text == "as" && clause.find(Concept::Background).is_some());
        if used_as
            && pictures.len() == 1
            && matches!(clause.tokens[clause.start].text.as_str(), "use" | "take" | "set")
            && let Some(subject) = scene.meant_earlier(clause)
        {
            self.push(scene, Tool::BackgroundReplace, Parameters::default(), vec![subject, pictures[0]]);
            return Ok(());
        }
        // "Swap my background for that beach you did before".
        let behind = place.map_or(clause.start, |(_, to)| to);
        if pictures.len() == 1
            && clause.find_from(behind, Concept::Earlier).is_some()
            && let Some(background) = scene.meant_earlier(clause)
        {
            let inputs = vec![pictures[0], background];
            self.push(scene, Tool::BackgroundReplace, Parameters::default(), inputs);
            return Ok(());
        }
        let parameters = Parameters { background: words, ..Parameters::default() };
        if pictures.len() > 1 && (parameters.background.is_none() || refers) {
            let inputs = pictures.into_iter().take(2).collect();
            self.push(scene, Tool::BackgroundReplace, Parameters::default(), inputs);
            return Ok(());
        }
        if parameters.background.is_none() {
            return Err("What should the new background show?");
        }
        // "Remove the background and replace it with a beach" is one wish, not two.
        if (clause.lead(Concept::Replace).is_some() || matches!(instead, "instead" | "behind" | "there"))
            && scene.calls.last().is_some_and(|call| call.tool == Tool::BackgroundRemove)
        {
            let inputs = scene.calls.pop().map(|call| call.inputs).unwrap_or_default();
            self.push(scene, Tool::BackgroundReplace, parameters, inputs);
            return Ok(());
        }
        self.push(scene, Tool::BackgroundReplace, parameters, vec![source]);
        Ok(())
    }
}
