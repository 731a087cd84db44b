//! Layer 4: parameters said in words.
//!
//! Every phrase that could set a parameter is found, with its place; the layer above keeps those its tool takes
//! and leaves the others in the prompt, where "a ten second exposure" belongs.

mod numbers;
mod style;
mod tables;

use domain::{catalog::AspectRatio, pricing::Quality};
use numbers::{named_length, named_number, ratio, seconds, whole_factor, with_preposition};
pub use style::named;
pub use style::style_at;
use style::{manner, style};
use tables::TABLES;

use super::text::{Kind, Token};
use crate::{parameters::Variant, request::StyleName, schema::VIDEO_SECONDS_MAX};

/// A parameter found in words.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A shape the models make.
    Aspect(AspectRatio),
    /// A shape they do not make, as typed, and the nearest they do.
    NearestAspect(String, AspectRatio),
    /// How fine.
    Quality(Quality),
    /// Repeats a result.
    Seed(i64),
    /// How far an edit goes.
    Strength(f64),
    /// Seconds asked for, before any cap.
    Seconds(u32),
    /// How much moves.
    Motion(f64),
    /// How fast it is spoken.
    Speed(f64),
    /// The language spoken.
    Language(String),
    /// How thorough.
    Variant(Variant),
    /// How many times larger.
    Factor(u32),
    /// A style that is in the list of styles.
    Style(String),
    /// A style that is not.
    OtherStyle(String),
}

/// A parameter and the tokens that say it.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The first token.
    pub from: usize,
    /// One past the last.
    pub to: usize,
    /// What it sets.
    pub value: Value,
}

/// Long names of styles, so that a slip in one is noticed.
pub fn spellable() -> Vec<String> {
    let mut names = TABLES.styles.single_words();
    names.retain(|name| name.len() >= 8 && name.is_ascii());
    names.extend(["square", "vertical", "horizontal", "widescreen"].map(str::to_owned));
    names.extend(["seconds", "second", "minutes"].map(str::to_owned));
    names.sort();
    names
}

/// Every word of a phrase that sets a parameter.
pub fn words() -> impl Iterator<Item = &'static str> {
    let tables = &*TABLES;
    let named = [
        &tables.styles,
        &tables.other_styles,
        &tables.style_nouns,
        &tables.numbers,
        &tables.seconds,
        &tables.minutes,
    ];
    named.into_iter().chain(tables.plain.iter().map(|(table, _)| table)).flat_map(tables::Table::words)
}

/// Every parameter said between `start` and `end`.
pub fn find(tokens: &[Token], start: usize, end: usize, styles: &[StyleName]) -> Vec<Setting> {
    let tables = &*TABLES;
    let tokens = &tokens[..end];
    let mut settings = Vec::new();
    for at in (start..end).filter(|&at| !tokens[at].aside) {
        for (table, read) in &tables.plain {
            if let Some((length, value)) = table.at(tokens, at)
                && let Some(value) = read(value)
                && (length > 1 || stands_alone(tokens, start, at))
            {
                let to = if matches!(value, Value::Factor(_)) {
                    whole_factor(tokens, at + length)
                } else {
                    at + length
                };
                settings.push(Setting { from: at, to, value });
            }
        }
        let numeric =
            [ratio(tokens, at), seconds(tokens, at), named_number(tokens, at), named_length(tokens, at)];
        settings.extend(numeric.into_iter().flatten().map(|(to, value)| {
            let from = with_preposition(tokens, start, at, &value);
            Setting { from, to, value }
        }));
        settings.extend(spoken_language(tokens, at).or_else(|| listed_language(tokens, start, at)));
        settings.extend(style(tokens, start, at, styles).or_else(|| manner(tokens, at)));
    }
    // "Less orange, it looks like a nacho": what it looks like is the fault and no style that is wished.
    if tokens.get(start).is_some_and(|token| matches!(token.text.as_str(), "less" | "fewer" | "too")) {
        settings.retain(|setting| !matches!(setting.value, Value::OtherStyle(_)));
    }
    let styled = |setting: &Setting| kind(&setting.value) == "style";
    // "Less like a cartoon".
    let denied = |setting: &Setting| {
        let from = setting.from.saturating_sub(2).max(start);
        styled(setting)
            && tokens[from..setting.to]
                .windows(2)
                .any(|pair| pair[0].text == "less" && matches!(pair[1].text.as_str(), "like" | "of"))
    };
    settings.retain(|setting| !denied(setting));
    if settings.iter().any(styled) {
        settings.extend(styled_share(tokens, start));
    }
    // "4:3 please, it's for a slide": a shape in numbers is what is wanted.
    let numbered = |setting: &Setting| {
        kind(&setting.value) == "aspect_ratio"
            && (setting.from..setting.to).any(|at| ratio(tokens, at).is_some())
    };
    if settings.iter().any(numbered) {
        settings.retain(|setting| kind(&setting.value) != "aspect_ratio" || numbered(setting));
    }
    longest_of_each_kind(settings)
}

/// `a Hindi announcement`, `Spanish voice-over`: the language of what is spoken.
fn spoken_language(tokens: &[Token], at: usize) -> Option<Setting> {
    const SPOKEN: &[&str] = &[
        "announcement",
        "narration",
        "voiceover",
        "voice",
        "audio",
        "dub",
        "speech",
        "recording",
        "commentary",
    ];
    let noun = tokens.get(at + 1)?.text.as_str();
    let over = noun != "voice" || tokens.get(at + 2).is_some_and(|token| token.text == "over");
    let tag = TABLES.languages.get(&tokens[at].text).filter(|_| over && SPOKEN.contains(&noun))?;
    Some(Setting { from: at, to: at + 1, value: Value::Language(tag.clone()) })
}

/// `"bonjour", slowly, French`: a language alone between marks, beside words to say.
fn listed_language(tokens: &[Token], start: usize, at: usize) -> Option<Setting> {
    let parts = |token: Option<&Token>| token.is_none_or(|token| token.kind != Kind::Word);
    let alone =
        parts(at.checked_sub(1).filter(|&at| at >= start).map(|at| &tokens[at])) && parts(tokens.get(at + 1));
    let quoted = || tokens[start..].iter().any(|token| token.kind == Kind::Quote);
    let tag = TABLES.languages.get(&tokens[at].text).filter(|_| alone && quoted())?;
    Some(Setting { from: at, to: at + 1, value: Value::Language(tag.clone()) })
}

/// `a watercolour at 60 %`: how far the style goes.
fn styled_share(tokens: &[Token], start: usize) -> Option<Setting> {
    let at = (start + 1..tokens.len().saturating_sub(1)).find(|&at| {
        tokens[at - 1].text == "at" && tokens[at + 1].is_mark("%") && tokens[at].number().is_some()
    })?;
    let share = tokens[at].number().filter(|percent| (1.0..=100.0).contains(percent))? / 100.0;
    Some(Setting { from: at - 1, to: at + 2, value: Value::Strength(share.max(0.1)) })
}

/// Words that set a shape only between marks: "a fox, wide" and not "a wide river".
fn stands_alone(tokens: &[Token], start: usize, at: usize) -> bool {
    const AMBIGUOUS: &[&str] =
        &["wide", "tall", "landscape", "sideways", "draft", "quick", "letterbox", "squared", "reels"];
    const SQUARE: &[&str] = &[
        "jaw",
        "jawed",
        "faced",
        "shouldered",
        "shoulders",
        "headed",
        "face",
        "glasses",
        "table",
        "window",
        "windows",
        "tower",
        "dance",
        "dancing",
        "dancers",
        "meter",
        "metre",
        "miles",
        "root",
        "roots",
        "peg",
        "inch",
        "feet",
        "foot",
        "plate",
        "wheels",
        "eyed",
        "toed",
        "rigged",
    ];
    let mark = |token: &Token| token.kind == Kind::Mark;
    let next = at + 1 + usize::from(tokens.get(at + 1).is_some_and(|token| token.is_mark("-")));
    if tokens[at].text == "square"
        && tokens.get(next).is_some_and(|token| SQUARE.contains(&token.text.as_str()))
    {
        return false;
    }
    !AMBIGUOUS.contains(&tokens[at].text.as_str())
        || (at == start || mark(&tokens[at - 1]))
            && tokens.get(at + 1).is_none_or(mark)
            && tokens.len() > start + 1
}

/// Of overlapping settings of one kind, the longest.
fn longest_of_each_kind(mut settings: Vec<Setting>) -> Vec<Setting> {
    settings.sort_by_key(|setting| {
        let unlisted = matches!(setting.value, Value::OtherStyle(_));
        (std::cmp::Reverse(setting.to - setting.from), unlisted, setting.from)
    });
    let mut kept: Vec<Setting> = Vec::new();
    for setting in settings {
        let same_kind = |other: &Setting| kind(&other.value) == kind(&setting.value);
        if !kept.iter().any(|other| same_kind(other) && other.from < setting.to && setting.from < other.to) {
            kept.push(setting);
        }
    }
    kept.sort_by_key(|setting| setting.from);
    kept
}

/// The parameter a value is for; both kinds of shape and of style are one.
pub fn kind(value: &Value) -> &'static str {
    match value {
        Value::Aspect(_) | Value::NearestAspect(..) => "aspect_ratio",
        Value::Quality(_) => "quality",
        Value::Seed(_) => "seed",
        Value::Strength(_) => "strength",
        Value::Seconds(_) => "duration_seconds",
        Value::Motion(_) => "motion_strength",
        Value::Speed(_) => "speed",
        Value::Language(_) => "language",
        Value::Variant(_) => "variant",
        Value::Factor(_) => "factor",
        Value::Style(_) | Value::OtherStyle(_) => "style",
    }
}

/// Seconds a video may have, and whether that is less than was asked for.
pub fn capped(seconds: u32) -> (u32, bool) {
    (seconds.min(VIDEO_SECONDS_MAX), seconds > VIDEO_SECONDS_MAX)
}
