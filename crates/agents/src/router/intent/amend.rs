//! Wishes about a picture that is there, said without a command: "darker", "her hat should be red".

use super::{
    super::{
        clause::Clause,
        lexicon::Concept,
        text::{Kind, Token},
    },
    Reader,
};

/// `bigger tree`, `smaller red hat`: a thing in the picture, and not the picture.
pub fn compares_a_thing(clause: &Clause<'_>) -> bool {
    const WHOLE: &[&str] = &[
        "picture",
        "image",
        "photo",
        "photograph",
        "version",
        "one",
        "size",
        "file",
        "resolution",
        "print",
        "copy",
        "scale",
        "dimensions",
        "format",
        "canvas",
        "quality",
        "than",
        "please",
        "pls",
        "it",
        "this",
        "that",
        "and",
        "too",
        "now",
        "by",
        "for",
        "times",
        "x",
        "still",
        "again",
    ];
    let Some((first, rest)) = clause.tokens[clause.start..clause.end].split_first() else {
        return false;
    };
    matches!(first.text.as_str(), "bigger" | "larger" | "smaller" | "taller")
        && matches!(rest.len(), 1 | 2)
        && rest.iter().all(|token| token.kind == Kind::Word && !WHOLE.contains(&token.text.as_str()))
}

/// `less orange, it looks like a nacho`, `make it less like a cartoon`: what it looks like is a fault, and no style that is
/// wished.
pub fn finds_too_much(clause: &Clause<'_>) -> bool {
    let words = &clause.tokens[clause.before..clause.end];
    let like = |token: &Token| token.text == "like";
    let faulty = words.first().is_some_and(|token| matches!(token.text.as_str(), "less" | "fewer" | "too"));
    faulty && words.iter().any(like) || words.windows(2).any(|pair| pair[0].text == "less" && like(&pair[1]))
}

impl Reader<'_> {
    /// A fragment that only makes sense about the last picture: "darker", "at night instead", "more snow",
    /// "same but in winter", "but with a hat".
    pub(super) fn amends(&self) -> bool {
        const FIRST: &[&str] = &[
            "more", "less", "fewer", "darker", "brighter", "lighter", "warmer", "cooler", "colder", "bluer",
            "redder", "happier", "sadder", "but", "same", "without", "closer", "wider", "too", "not",
            "instead", "softer", "sharper", "bigger", "smaller", "scarier", "cuter", "with", "zoom", "the",
            "no", "in", "at",
        ];
        let words = &self.clause.tokens[self.clause.start..self.clause.end];
        let Some(first) = words.first() else { return false };
        let only_set = !self.settings.is_empty() && self.content(&[]) == 0;
        if only_set
            || self.says_how_it_should_be()
            || self.adds_to_the_last(words.len())
            || self.adds_another()
        {
            return true;
        }
        let instead = words.iter().any(|token| token.text == "instead");
        let same = words.windows(2).any(|pair| pair[0].text == "same" || pair[0].text == "but");
        let it = self.names(Concept::It) && words.len() <= 6;
        // "A bit brighter" begins with a parameter.
        let after =
            self.settings.iter().find(|setting| setting.from == self.clause.start).map(|setting| setting.to);
        let first = after.and_then(|at| self.clause.tokens[..self.clause.end].get(at)).unwrap_or(first);
        let short = words.len() <= 6 && FIRST.contains(&first.text.as_str()) && first.text != "the";
        instead
            || short
            || (same && words.len() <= 10)
            || it && self.clause.at(self.clause.start, Concept::It).is_some()
    }

    /// `the tram needs a number`, `her shirt should be yellow`: a wish about a thing in the picture.
    fn says_how_it_should_be(&self) -> bool {
        const KNOWN: &[&str] =
            &["the", "his", "her", "its", "their", "my", "he", "she", "it", "this", "that", "there", "they"];
        const WISHES: &[&str] =
            &["should", "shouldnt", "needs", "too", "need", "must", "ought", "has", "have", "could", "looks"];
        let words = &self.clause.tokens[self.clause.start..self.clause.end];
        let dislikes = words.iter().take(3).map(|token| token.text.as_str()).eq(["i", "dont", "like"]);
        dislikes
            || words.iter().take(2).any(|token| KNOWN.contains(&token.text.as_str()))
                && words.iter().skip(1).take(5).any(|token| WISHES.contains(&token.text.as_str()))
    }

    /// `and a hat too`: what is added to a picture that is there.
    fn adds_to_the_last(&self, words: usize) -> bool {
        let clause = self.clause;
        let tokens = clause.tokens;
        let last = tokens[clause.end - 1].text.as_str();
        let joined = clause.before < clause.start
            && matches!(tokens[clause.before].text.as_str(), "and" | "plus" | "also");
        words <= 6 && self.scene.calls.is_empty() && (joined || matches!(last, "too" | "aswell"))
    }

    /// `add a hat, then a scarf`: the scarf.
    pub(super) fn adds_another(&self) -> bool {
        let clause = self.clause;
        let article =
            matches!(clause.tokens[clause.start].text.as_str(), "a" | "an" | "some" | "two" | "three");
        let then = clause.opening.checked_sub(1).is_some_and(|at| clause.tokens[at].text == "then");
        let edited = self.scene.calls.last().is_some_and(|call| call.tool == crate::Tool::GeminiI2I);
        article && then && edited && clause.tokens[..clause.start].iter().any(|token| token.text == "add")
    }

    /// `I'd like the sails to be red`.
    pub(super) fn wishes_it_to_be(&self) -> bool {
        let clause = self.clause;
        let words = &clause.tokens[clause.start..clause.end];
        let Some((start, to)) = clause.lead(Concept::Make) else { return false };
        let definite = clause.tokens[..clause.end].get(to).is_some_and(|token| {
            matches!(token.text.as_str(), "the" | "his" | "her" | "its" | "their" | "my" | "him" | "them")
        });
        let wished =
            matches!(clause.tokens[start].text.as_str(), "i" | "id" | "we" | "wed" | "want" | "need");
        let changed = words.windows(2).any(|pair| {
            pair[0].text == "to"
                && matches!(pair[1].text.as_str(), "be" | "have" | "wear" | "look" | "hold" | "become")
        });
        let it = clause.tokens[..clause.end].get(to).is_some() && clause.at(to, Concept::It).is_some();
        definite && wished && changed || it && self.content(&[Concept::It]) > 0
    }

    /// `bigger`, `a bit darker please`: how something should be, and nothing that says what.
    pub(super) fn only_compares(&self) -> bool {
        const COMPARATIVES: &[&str] = &[
            "bigger", "larger", "smaller", "darker", "brighter", "lighter", "warmer", "cooler", "colder",
            "sharper", "softer", "slower", "faster", "quicker", "longer", "shorter", "wider", "taller",
            "closer", "louder", "quieter", "better", "nicer", "bolder", "crisper",
        ];
        const LOOSE: &[&str] = &[
            "a", "bit", "little", "lot", "tad", "touch", "much", "even", "still", "way", "slightly",
            "please", "pls", "now", "and", "make", "it",
        ];
        let words = &self.clause.tokens[self.clause.before..self.clause.end];
        let compares = |word: &str| COMPARATIVES.contains(&word);
        words.iter().any(|token| compares(&token.text))
            && words.iter().all(|token| {
                let word = token.text.as_str();
                token.kind == Kind::Mark || compares(word) || LOOSE.contains(&word)
            })
    }

    /// `make the fox bigger`: the fox, and not the picture of it.
    pub(super) fn makes_a_thing_larger(&self) -> bool {
        let clause = self.clause;
        let text = |at: usize| clause.tokens[..clause.end].get(at).map_or("", |token| token.text.as_str());
        let at = clause.start + 1;
        text(clause.start) == "make"
            && text(at + 1) != "one"
            && matches!(text(at), "the" | "his" | "her" | "its" | "their")
            && [Concept::It, Concept::Background].into_iter().all(|concept| clause.at(at, concept).is_none())
            && [Concept::Picture, Concept::Artwork].into_iter().all(|noun| clause.at(at + 1, noun).is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::route;
    use crate::{
        evaluation::styles,
        plan::Decision,
        request::{AgentRequest, Context, EarlierResult, MediaKind, Options},
        tool::Tool,
    };

    /// The first call of a request after this result, and its prompt; none where something is asked.
    fn first(text: &str, newest: Option<MediaKind>) -> Option<(Tool, String)> {
        let results: Vec<EarlierResult> = newest
            .map(|kind| EarlierResult { kind, prompt: "a hill".to_owned(), parameters: Default::default() })
            .into_iter()
            .collect();
        let request = AgentRequest {
            text,
            attachments: &[],
            context: Context { results: &results },
            options: Options::default(),
            styles: &styles(),
        };
        match route(&request).decision {
            Decision::Plan(plan) => {
                plan.calls.first().map(|call| (call.tool, call.parameters.prompt.clone().unwrap_or_default()))
            }
            _ => None,
        }
    }

    #[test]
    fn what_is_compared_needs_something_that_it_is_about() {
        let image = Some(MediaKind::Image);
        assert_eq!(first("bigger", None), None);
        assert_eq!(first("a bit darker please", None), None);
        assert_eq!(first("bigger", image).map(|call| call.0), Some(Tool::Upscale));
        assert_eq!(first("bigger tree", image).map(|call| call.0), Some(Tool::GeminiI2I));
        assert_eq!(
            first("less orange, it looks like a nacho", image).map(|call| call.0),
            Some(Tool::GeminiI2I)
        );
        assert_eq!(first("portrait version", image).map(|call| call.0), Some(Tool::GeminiI2I));
    }

    #[test]
    fn a_film_in_another_tempo_is_made_once_more() {
        let film = Some(MediaKind::Video);
        assert_eq!(first("slow it down a bit", film), Some((Tool::TextToVideo, "a hill, slower".to_owned())));
        assert_eq!(first("speed it up", film), Some((Tool::TextToVideo, "a hill, faster".to_owned())));
        let timed = first("5s, 9:16, zoom in", Some(MediaKind::Image)).map(|call| call.0);
        assert_eq!(timed, Some(Tool::ImageToVideo));
        let shot = first("a dramatic 8 second scene of a storm", None);
        assert_eq!(shot, Some((Tool::TextToVideo, "a dramatic scene of a storm".to_owned())));
        let listed = first("video, 16:9, 12 seconds, drones over fjords", None);
        assert_eq!(listed, Some((Tool::TextToVideo, "drones over fjords".to_owned())));
        assert_eq!(first("a knight (seed 55)", None), Some((Tool::GeminiT2I, "a knight".to_owned())));
        assert_eq!(
            first("three more like this", Some(MediaKind::Image)),
            Some((Tool::GeminiT2I, "a hill".to_owned()))
        );
    }

    #[test]
    fn what_stands_around_a_description_is_no_part_of_it() {
        for (text, tool, prompt) in [
            ("a castle --ar 16:9", Tool::GeminiT2I, "a castle"),
            ("a candle, 5 seconds video, no more", Tool::TextToVideo, "a candle"),
            ("ten seconds of video: a paper boat", Tool::TextToVideo, "a paper boat"),
            ("a video editor at her desk", Tool::GeminiT2I, "a video editor at her desk"),
            ("in 16:9, a voice actor in a studio", Tool::GeminiT2I, "a voice actor in a studio"),
        ] {
            assert_eq!(first(text, None), Some((tool, prompt.to_owned())), "{text}");
        }
        let again = first("try again with a different seed", Some(MediaKind::Image));
        assert_eq!(again, Some((Tool::GeminiT2I, "a hill".to_owned())));
        assert_eq!(first("say “hola”, spanish, deep", None).map(|call| call.0), Some(Tool::Voiceover));
    }
}
