//! What can be seen in a clause, each thing with a number and a name.

use std::sync::LazyLock;

use super::{
    super::{
        clause::{COMMANDS, Clause},
        intent::content,
        lexicon::{Concept, LEXICON},
        scene::Scene,
        settings::{self, Setting},
        text::Kind,
    },
    CUES,
};
use crate::request::MediaKind;

/// Concepts that say something wherever they stand.
const NAMED: [Concept; 35] = [
    Concept::Make,
    Concept::Edit,
    Concept::MakeThe,
    Concept::Remove,
    Concept::Replace,
    Concept::Blur,
    Concept::Animate,
    Concept::Say,
    Concept::Causative,
    Concept::Talk,
    Concept::LipSync,
    Concept::Ask,
    Concept::Combine,
    Concept::Upscale,
    Concept::Larger,
    Concept::Restore,
    Concept::Face,
    Concept::FaceRestore,
    Concept::Restyle,
    Concept::Again,
    Concept::Picture,
    Concept::Artwork,
    Concept::Video,
    Concept::Speech,
    Concept::Background,
    Concept::Transparent,
    Concept::It,
    Concept::Both,
    Concept::Motion,
    Concept::Something,
    Concept::Earlier,
    Concept::Chat,
    Concept::Greeting,
    Concept::Now,
    Concept::Of,
];

/// What may be at hand.
const HANDS: [&str; 9] = [
    "a picture attached",
    "a picture made",
    "a picture earlier",
    "several pictures attached",
    "a video attached",
    "a recording attached",
    "a recording earlier",
    "a video earlier",
    "a step before",
];

/// How a clause is built.
const SHAPES: [&str; 18] = [
    "a quotation",
    "a quotation first",
    "a colon",
    "a question mark",
    "at most three words",
    "more than fifteen words",
    "begins indefinite",
    "begins definite",
    "no command",
    "speaks of me",
    "ends in a quotation",
    "a colon before a quotation",
    "no content",
    "one or two words of content",
    "more than five words of content",
    "a command before the end",
    "something in the background",
    "something set aside",
];

/// What stands right behind the command.
const OBJECTS: [&str; 8] = [
    "the picture",
    "a picture noun",
    "a face",
    "the background",
    "a film",
    "a voice",
    "something definite",
    "something indefinite",
];

/// Kinds of parameters, as [`settings::kind`] names them.
const SETTINGS: [&str; 12] = [
    "aspect_ratio",
    "quality",
    "seed",
    "strength",
    "duration_seconds",
    "motion_strength",
    "speed",
    "language",
    "variant",
    "factor",
    "style",
    "voice",
];

/// The names of all features; a feature is a place in this list. What a clause says comes twice: on its own, and once
/// more where there is a picture it can be about.
pub static FEATURES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut said: Vec<String> = Vec::new();
    said.extend(COMMANDS.iter().map(|concept| format!("begins {concept:?}")));
    said.extend(COMMANDS.iter().map(|concept| format!("ends {concept:?}")));
    said.extend(NAMED.iter().map(|concept| format!("names {concept:?}")));
    said.extend(SHAPES.iter().map(|shape| format!("shape {shape}")));
    said.extend(SETTINGS.iter().map(|kind| format!("sets {kind}")));
    for object in OBJECTS {
        said.push(format!("object {object}"));
        said.extend(COMMANDS.iter().map(|command| format!("begins {command:?} with {object}")));
    }
    said.extend(CUES.families.iter().map(|(name, _)| format!("cue {name}")));
    let pictured: Vec<String> = said.iter().map(|name| format!("{name}, of a picture")).collect();
    let hands = HANDS.iter().map(|hand| format!("there is {hand}"));
    ["always".to_owned()].into_iter().chain(hands).chain(said).chain(pictured).collect()
});

/// Where what is said begins in [`FEATURES`].
const SAID: usize = 1 + HANDS.len();

/// The features of a clause, each once.
pub fn observe(clause: &Clause<'_>, scene: &Scene<'_>, settings: &[Setting]) -> Vec<usize> {
    let said_count = (FEATURES.len() - SAID) / 2;
    let mut seen = vec![false; said_count];
    let commands = COMMANDS.len();
    for (at, &command) in COMMANDS.iter().enumerate() {
        seen[at] = clause.lead(command).is_some();
        seen[commands + at] = clause.tail(command).is_some();
    }
    let names = 2 * commands;
    let shapes = names + NAMED.len();
    let sets = shapes + SHAPES.len();
    let objects = sets + SETTINGS.len();
    let cues = objects + OBJECTS.len() * (1 + commands);
    let tokens = &clause.tokens[..clause.end];
    for at in clause.before..clause.end {
        LEXICON.concepts(tokens, at, |concept| {
            if let Some(place) = NAMED.iter().position(|&named| named == concept) {
                seen[names + place] = true;
            }
        });
        CUES.at(tokens, at, |family| seen[cues + family] = true);
    }
    if let Some(object) = object(clause) {
        let from = objects + object * (1 + commands);
        seen[from] = true;
        for at in (0..commands).filter(|&at| clause.lead(COMMANDS[at]).is_some()) {
            seen[from + 1 + at] = true;
        }
    }
    for (at, holds) in shape(clause, settings).into_iter().enumerate() {
        seen[shapes + at] = holds;
    }
    for setting in settings {
        if let Some(place) = SETTINGS.iter().position(|&kind| kind == settings::kind(&setting.value)) {
            seen[sets + place] = true;
        }
    }
    let pictured = scene.any(MediaKind::Image);
    let mut features = vec![0];
    features.extend(hands(scene).into_iter().enumerate().filter(|(_, holds)| *holds).map(|(at, _)| 1 + at));
    for at in (0..said_count).filter(|&at| seen[at]) {
        features.push(SAID + at);
        if pictured {
            features.push(SAID + said_count + at);
        }
    }
    features
}

/// See [`HANDS`].
fn hands(scene: &Scene<'_>) -> [bool; HANDS.len()] {
    let attached = |kind| !scene.attached(kind).is_empty();
    [
        attached(MediaKind::Image),
        scene.made(MediaKind::Image).is_some(),
        !scene.earlier(MediaKind::Image).is_empty(),
        scene.attached(MediaKind::Image).len() > 1,
        attached(MediaKind::Video),
        attached(MediaKind::Audio),
        !scene.earlier(MediaKind::Audio).is_empty(),
        !scene.earlier(MediaKind::Video).is_empty(),
        !scene.calls.is_empty(),
    ]
}

const INDEFINITE: &[&str] =
    &["a", "an", "two", "three", "some", "un", "una", "une", "ein", "eine", "um", "uma", "ek"];
const DEFINITE: &[&str] = &[
    "the", "this", "that", "my", "our", "his", "her", "its", "their", "el", "la", "le", "les", "der", "die",
    "das", "o", "il", "lo", "these",
];

/// See [`OBJECTS`].
fn object(clause: &Clause<'_>) -> Option<usize> {
    let at = clause.start + clause.lead.0;
    let token = clause.tokens[..clause.end].get(at)?;
    let first = token.text.as_str();
    let named = |concepts: &[Concept]| {
        (at..clause.end.min(at + 4))
            .any(|at| concepts.iter().any(|&concept| clause.at(at, concept).is_some()))
    };
    let (definite, indefinite) = (DEFINITE.contains(&first), INDEFINITE.contains(&first));
    let holds = [
        clause.at(at, Concept::It).is_some(),
        named(&[Concept::Picture, Concept::Artwork]),
        named(&[Concept::Face]),
        named(&[Concept::Background]),
        named(&[Concept::Video]),
        named(&[Concept::Speech]),
        definite,
        indefinite,
    ];
    holds.iter().position(|&holds| holds)
}

/// See [`SHAPES`].
fn shape(clause: &Clause<'_>, settings: &[Setting]) -> [bool; SHAPES.len()] {
    const WITHIN: &[&str] = &[
        "in", "from", "of", "del", "al", "en", "im", "vom", "do", "no", "dello", "nello", "di", "au", "du",
        "dans", "a",
    ];
    const ME: &[&str] = &["i", "im", "id", "ive", "me", "my", "we", "us"];
    let words = &clause.tokens[clause.start..clause.end];
    let first = words.first().map_or("", |token| token.text.as_str());
    let quote = words.iter().position(|token| token.kind == Kind::Quote);
    let colon = words.iter().any(|token| token.is_mark(":"));
    let said = words.iter().filter(|token| token.kind == Kind::Word).count();
    let asked = clause.tokens[clause.end..].first().is_some_and(|token| token.is_mark("?"))
        || words.iter().any(|token| token.is_mark("?"));
    let content = content(clause, settings, &[Concept::It, Concept::Picture, Concept::With, Concept::Of]);
    let within = clause.find(Concept::Background).is_some_and(|(at, _)| {
        at > clause.start
            && (WITHIN.contains(&clause.tokens[at - 1].text.as_str())
                || at > clause.start + 1
                    && DEFINITE.contains(&clause.tokens[at - 1].text.as_str())
                    && WITHIN.contains(&clause.tokens[at - 2].text.as_str()))
    });
    let commanded = clause.lead.0 > 0 || COMMANDS.iter().any(|&command| clause.tail(command).is_some());
    [
        quote.is_some(),
        quote == Some(0),
        colon,
        asked,
        said <= 3,
        said > 15,
        INDEFINITE.contains(&first),
        DEFINITE.contains(&first),
        !commanded,
        words.iter().any(|token| ME.contains(&token.text.as_str())),
        quote.is_some_and(|at| at + 1 == words.len()),
        quote.is_some_and(|at| at > 0 && words[at - 1].is_mark(":")),
        content == 0,
        (1..=2).contains(&content),
        content > 5,
        clause.find_anywhere(Concept::Make).is_some() || clause.find_anywhere(Concept::Edit).is_some(),
        within,
        clause.tokens[clause.before..clause.end].iter().any(|token| token.aside),
    ]
}
