//! Requests with a parameter said somewhere in them, made from labelled ones.
//!
//! A case that ends in one call gets a phrase that sets a parameter its tool takes, in front, behind, or as a sentence of
//! its own, or one with a number in it that sets nothing. The label stays, with the parameter added. How many copies are
//! still right tells whether a parameter is found wherever it stands, and whether saying it loses the rest.

use toml::Value;

use super::{Case, Report, run};

/// A phrase, what it sets (nothing where it sets nothing), and the tools that take it.
struct Phrase {
    words: &'static str,
    sets: Option<(&'static str, Setting)>,
    tools: &'static [&'static str],
}

#[derive(Clone, Copy)]
enum Setting {
    Words(&'static str),
    Whole(i64),
    Part(f64),
}

const PICTURE: &[&str] = &["GeminiT2I"];
const VIDEO: &[&str] = &["text-to-video", "image-to-video"];
const SPEECH: &[&str] = &["voice-over"];
const UPSCALE: &[&str] = &["upscale"];
const EDIT: &[&str] = &["GeminiI2I"];

const PHRASES: &[Phrase] = &[
    Phrase { words: "in 16:9", sets: Some(("aspect_ratio", Setting::Words("16:9"))), tools: PICTURE },
    Phrase { words: "9:16 format", sets: Some(("aspect_ratio", Setting::Words("9:16"))), tools: PICTURE },
    Phrase { words: "as a square", sets: Some(("aspect_ratio", Setting::Words("1:1"))), tools: PICTURE },
    Phrase {
        words: "in sixteen by nine",
        sets: Some(("aspect_ratio", Setting::Words("16:9"))),
        tools: PICTURE,
    },
    Phrase {
        words: "vertical for my phone",
        sets: Some(("aspect_ratio", Setting::Words("9:16"))),
        tools: PICTURE,
    },
    Phrase { words: "seed 42", sets: Some(("seed", Setting::Whole(42))), tools: PICTURE },
    Phrase { words: "with seed number 1234", sets: Some(("seed", Setting::Whole(1234))), tools: PICTURE },
    Phrase { words: "in high quality", sets: Some(("quality", Setting::Words("high"))), tools: PICTURE },
    Phrase { words: "ultra quality", sets: Some(("quality", Setting::Words("ultra"))), tools: PICTURE },
    Phrase { words: "five seconds long", sets: Some(("duration_seconds", Setting::Whole(5))), tools: VIDEO },
    Phrase { words: "7s", sets: Some(("duration_seconds", Setting::Whole(7))), tools: VIDEO },
    Phrase { words: "lasting 8 seconds", sets: Some(("duration_seconds", Setting::Whole(8))), tools: VIDEO },
    Phrase {
        words: "for about six seconds",
        sets: Some(("duration_seconds", Setting::Whole(6))),
        tools: VIDEO,
    },
    Phrase {
        words: "half a dozen seconds",
        sets: Some(("duration_seconds", Setting::Whole(6))),
        tools: VIDEO,
    },
    Phrase { words: "at half speed", sets: Some(("speed", Setting::Part(0.5))), tools: SPEECH },
    Phrase { words: "at 1.5x speed", sets: Some(("speed", Setting::Part(1.5))), tools: SPEECH },
    Phrase { words: "four times", sets: Some(("factor", Setting::Whole(4))), tools: UPSCALE },
    Phrase { words: "by a factor of 2", sets: Some(("factor", Setting::Whole(2))), tools: UPSCALE },
    Phrase { words: "for the 3rd floor", sets: None, tools: PICTURE },
    Phrase { words: "for our 25th anniversary", sets: None, tools: PICTURE },
    Phrase { words: "it's for page 12", sets: None, tools: EDIT },
    Phrase { words: "we need 40 prints of it", sets: None, tools: EDIT },
];

/// Where a phrase is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// `in 16:9, draw a fox`.
    Front,
    /// `draw a fox in 16:9`.
    Behind,
    /// `draw a fox, in 16:9`.
    BehindAComma,
    /// `draw a fox. In 16:9 please.`
    Sentence,
}

/// All of them.
pub const PLACES: [Place; 4] = [Place::Front, Place::Behind, Place::BehindAComma, Place::Sentence];

fn inserted(case: &Case, phrase: &Phrase, place: Place) -> Option<Case> {
    let [tool] = case.tools.as_slice() else { return None };
    if case.decision != "plan" || !phrase.tools.contains(&tool.as_str()) || !case.text.is_ascii() {
        return None;
    }
    let text = case.text.trim();
    let ended = text.ends_with(['.', '!', '?', '"', '\'']);
    // Behind an open quotation, or words to be spoken, it would be spoken too.
    let spoken = tool == "voice-over" && !text.contains(['"', '“']);
    if text.is_empty()
        || spoken
        || ended && matches!(place, Place::Behind | Place::BehindAComma) && !text.ends_with('"')
    {
        return None;
    }
    let text = match place {
        Place::Front => format!("{}, {text}", phrase.words),
        Place::Behind => format!("{text} {}", phrase.words),
        Place::BehindAComma => format!("{text}, {}", phrase.words),
        Place::Sentence if ended => format!("{text} {} please", phrase.words),
        Place::Sentence => format!("{text}. {} please", phrase.words),
    };
    let mut parameters = case.parameters.clone();
    let mut call = parameters.pop().unwrap_or_default();
    // Its own length or shape would contradict the one said here; what the prompt keeps of either is left open.
    if let Some((name, value)) = phrase.sets {
        if call.contains_key(name) {
            return None;
        }
        call.insert(name.to_owned(), value.into());
    }
    for words in ["prompt", "text", "question", "background", "voice", "style"] {
        call.remove(words);
    }
    parameters.push(call);
    Some(Case { text, parameters, ..case.clone() })
}

impl From<Setting> for Value {
    fn from(setting: Setting) -> Value {
        match setting {
            Setting::Words(words) => Value::String(words.to_owned()),
            Setting::Whole(number) => Value::Integer(number),
            Setting::Part(number) => Value::Float(number),
        }
    }
}

/// How the copies of those cases the router gets right are answered; every `stride`-th case is copied.
#[must_use]
pub fn survival(cases: &[Case], place: Place, stride: usize) -> Report {
    let wrong: Vec<String> = run(cases).misses.into_iter().map(|miss| miss.id).collect();
    // Requests that say a length or a shape already have another.
    let names_one = |case: &Case| case.text.chars().any(|c| c.is_ascii_digit()) || case.group == "parameters";
    let right = cases.iter().filter(|case| !wrong.contains(&case.id) && !names_one(case));
    let copies: Vec<Case> = right
        .step_by(stride.max(1))
        .flat_map(|case| PHRASES.iter().filter_map(move |phrase| inserted(case, phrase, place)))
        .collect();
    run(&copies)
}

#[cfg(test)]
mod tests {
    use super::{
        super::{DEVELOPMENT_SETS, Score, read},
        *,
    };

    #[test]
    fn parameters_are_found_wherever_they_are_said() {
        let all: Vec<Case> = DEVELOPMENT_SETS.iter().flat_map(|text| read(text).unwrap()).collect();
        let some: Vec<Case> = all.into_iter().step_by(4).collect();
        let mut score = Score::default();
        for place in PLACES {
            let report = survival(&some, place, 5);
            score.right += report.overall.right;
            score.all += report.overall.all;
        }
        assert!(score.all > 500, "{score:?}");
        assert!(score.share() >= 0.95, "{score:?}, {:.1} %", 100.0 * score.share());
    }
}
