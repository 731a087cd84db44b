//! Calls that put a subject before something else.

use super::{
    super::{
        clause::{COMMANDS, Clause},
        intent::background as place_of,
        lexicon::Concept,
        prompt::Draft,
        scene::Scene,
    },
    Composer, Question,
};
use crate::{parameters::Parameters, plan::Source, request::MediaKind, tool::Tool};

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
        self.strike_where_it_goes(&mut draft);
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
            // "A green meadow as background": the article is the meadow's.
            let as_one = start > clause.start
                && (start.saturating_sub(2)..start).any(|at| clause.tokens[at].text == "as");
            if let Some(at) = adjective.filter(|&at| !as_one && clause.at(at, Concept::Article).is_some()) {
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
            let sentence = sentence
                .trim_end_matches(['?', '!'])
                .trim_matches(|c: char| matches!(c, '"' | '“' | '”' | '\'' | '‘' | '’' | '«' | '»'))
                .trim();
            without_preposition(sentence, place.is_some_and(|(_, to)| to == clause.end)).to_owned()
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
            // "Use the beach as the background", next to a photo: the beach is behind whoever is in the photo.
            let used = Clause {
                end: (clause.start..clause.end)
                    .find(|&at| clause.tokens[at].text == "as")
                    .unwrap_or(clause.end),
                ..*clause
            };
            if scene.names_earlier(&used) {
                let inputs = vec![pictures[0], subject];
                self.push(scene, Tool::BackgroundReplace, Parameters::default(), inputs);
                return Ok(());
            }
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
        if let (true, Some(inputs)) = (pictures.is_empty() && scene.calls.is_empty(), self.two_earlier(scene))
        {
            self.push(scene, Tool::BackgroundReplace, Parameters::default(), inputs);
            return Ok(());
        }
        // "Background: a stone wall. Replace the old one with that": said twice, done once.
        let replaced = scene.calls.last().is_some_and(|call| call.tool == Tool::BackgroundReplace);
        if replaced && clause.lead(Concept::Replace).is_some() && clause.find(Concept::It).is_some() {
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

    /// Crosses out `there should be`, `in its place` and what the background is instead of.
    fn strike_where_it_goes(&self, draft: &mut Draft<'_>) {
        let clause = self.clause;
        let text = |at: usize| clause.tokens[..clause.end].get(at).map_or("", |token| token.text.as_str());
        let fronted = text(clause.start) == "behind";
        let verbs = (clause.start + 2..clause.end).take_while(|&at| {
            fronted && matches!(text(at), "there" | "should" | "be" | "is" | "i" | "want" | "put")
        });
        let verbs = verbs.count();
        draft.strike((verbs > 0).then_some((clause.start, clause.start + 2 + verbs)));
        if text(clause.start) == "in" && text(clause.start + 2) == "place" {
            draft.strike(Some((clause.start, clause.start + 3)));
        }
        let instead = (clause.start..clause.end).find(|&at| text(at) == "instead" && text(at + 1) == "of");
        // "Instead of my kitchen I want a studio", or "a sunset instead of the car park".
        let wished = instead.and_then(|at| {
            (at + 2..clause.end).find(|&at| {
                matches!(text(at), "i" | "we") && matches!(text(at + 1), "want" | "need" | "would")
            })
        });
        match (instead, wished) {
            (Some(at), Some(to)) => draft.strike(Some((at, to + 2))),
            (Some(at), None) if at > clause.start + 2 => draft.strike(Some((at, clause.end))),
            _ => draft,
        };
    }

    /// "Use the beach as background for the flag": two results of the conversation, the subject first.
    fn two_earlier(&self, scene: &Scene<'_>) -> Option<Vec<Source>> {
        let clause = self.clause;
        let named = scene.earlier_named(clause);
        let [first, second] = named.as_slice() else { return None };
        let as_one =
            |at: usize| (at..clause.end.min(at + 3)).any(|at| clause.at(at, Concept::Background).is_some());
        // The first is the background if "as background" stands before the second is named.
        let place =
            (clause.start..clause.end).find(|&at| clause.tokens[at].text == "as" && as_one(at + 1))?;
        let behind = Clause { start: place, before: place, opening: place, ..*clause };
        let used = scene.earlier_named(&behind).contains(second);
        Some(if used { vec![*second, *first] } else { vec![*first, *second] })
    }
}

/// `on a beach` → `a beach`; of `on a plain white` (background) only `plain white` is left.
fn without_preposition(place: &str, before_the_noun: bool) -> &str {
    const PREPOSITIONS: &[&str] =
        &["on", "onto", "at", "in", "into", "against", "to", "before", "in front of"];
    let Some(rest) = PREPOSITIONS.iter().find_map(|word| {
        let rest = place.strip_prefix(word)?.strip_prefix(' ')?;
        ["a ", "an ", "the "].iter().any(|article| rest.starts_with(article)).then_some(rest)
    }) else {
        return place;
    };
    let article = if before_the_noun { rest.split_once(' ').map(|(_, rest)| rest) } else { None };
    article.unwrap_or(rest)
}
