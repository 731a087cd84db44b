//! Layer 4: parameters said in words.
//!
//! Every phrase that could set a parameter is found, with its place; the layer above keeps those its tool takes
//! and leaves the others in the prompt, where "a ten second exposure" belongs.

use std::{collections::HashMap, sync::LazyLock};

use domain::{catalog::AspectRatio, limits::SEED_MAX, pricing::Quality};
use serde::Deserialize;

use super::text::{Kind, Token, fold, tokens};
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    aspect_ratio: HashMap<String, Vec<String>>,
    quality: HashMap<String, Vec<String>>,
    strength: HashMap<String, Vec<String>>,
    motion_strength: HashMap<String, Vec<String>>,
    speed: HashMap<String, Vec<String>>,
    language: HashMap<String, Vec<String>>,
    variant: HashMap<String, Vec<String>>,
    factor: HashMap<String, Vec<String>>,
    styles: HashMap<String, Vec<String>>,
    other_styles: Names,
    style_words: StyleWords,
    numbers: HashMap<String, Vec<String>>,
    seconds: Names,
    minutes: Names,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StyleWords {
    names: Vec<String>,
    before: Vec<String>,
}

/// Phrases by first word, longest first.
struct Table(HashMap<String, Vec<(Vec<String>, usize, String)>>);

impl Table {
    fn new<'a>(entries: impl IntoIterator<Item = (&'a String, &'a Vec<String>)>) -> Table {
        let mut table: HashMap<String, Vec<_>> = HashMap::new();
        for (value, phrases) in entries {
            for phrase in phrases {
                let (said, ahead) = phrase.split_once('|').unwrap_or((phrase, ""));
                let mut words: Vec<String> = tokens(said).into_iter().map(|token| token.text).collect();
                let consumed = words.len();
                words.extend(tokens(ahead).into_iter().map(|token| token.text));
                table.entry(words[0].clone()).or_default().push((words, consumed, value.clone()));
            }
        }
        for phrases in table.values_mut() {
            phrases.sort_by_key(|(words, _, value)| (std::cmp::Reverse(words.len()), value.clone()));
        }
        Table(table)
    }

    fn names(names: &[String]) -> Table {
        let owned: Vec<_> = names.iter().map(|name| (name.clone(), vec![name.clone()])).collect();
        Table::new(owned.iter().map(|(name, phrases)| (name, phrases)))
    }

    fn at(&self, tokens: &[Token], at: usize) -> Option<(usize, &str)> {
        let first = tokens.get(at).filter(|token| token.kind != Kind::Quote)?;
        let fits = |words: &[String]| {
            words.len() <= tokens.len() - at
                && words.iter().zip(&tokens[at..]).all(|(word, token)| *word == token.text)
        };
        let found = self.0.get(&first.text)?.iter().find(|(words, _, _)| fits(words))?;
        Some((found.1, &found.2))
    }

    /// The longest phrase that ends right before `end`: where it begins.
    fn ending(&self, tokens: &[Token], start: usize, end: usize) -> Option<usize> {
        (end.saturating_sub(5).max(start)..end)
            .find(|&at| self.at(&tokens[..end], at).is_some_and(|(length, _)| at + length == end))
    }
}

struct Tables {
    plain: Vec<(Table, fn(&str) -> Option<Value>)>,
    styles: Table,
    other_styles: Table,
    style_nouns: Table,
    style_leads: Table,
    numbers: Table,
    seconds: Table,
    minutes: Table,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../lexicon/settings.toml"))
        .unwrap_or_else(|error| panic!("the compiled-in settings are well-formed: {error}"));
    Tables {
        plain: vec![
            (Table::new(&file.aspect_ratio), |id| AspectRatio::parse(id).map(Value::Aspect)),
            (Table::new(&file.quality), |id| Quality::parse(id).map(Value::Quality)),
            (Table::new(&file.strength), |number| number.parse().ok().map(Value::Strength)),
            (Table::new(&file.motion_strength), |number| number.parse().ok().map(Value::Motion)),
            (Table::new(&file.speed), |number| number.parse().ok().map(Value::Speed)),
            (Table::new(&file.language), |tag| Some(Value::Language(tag.to_owned()))),
            (Table::new(&file.variant), |id| {
                Some(Value::Variant(if id == "basic" { Variant::Basic } else { Variant::Advanced }))
            }),
            (Table::new(&file.factor), |number| number.parse().ok().map(Value::Factor)),
        ],
        styles: Table::new(&file.styles),
        other_styles: Table::names(&file.other_styles.names),
        style_nouns: Table::names(&file.style_words.names),
        style_leads: Table::names(&file.style_words.before),
        numbers: Table::new(&file.numbers),
        seconds: Table::names(&file.seconds.names),
        minutes: Table::names(&file.minutes.names),
    }
});

/// Shapes people name that are not made, as width to height.
const OTHER_RATIOS: [(f64, f64); 9] = [
    (3.0, 4.0),
    (3.0, 2.0),
    (2.0, 3.0),
    (21.0, 9.0),
    (9.0, 21.0),
    (4.0, 5.0),
    (5.0, 4.0),
    (2.0, 1.0),
    (1.0, 2.0),
];

/// Every parameter said between `start` and `end`.
pub fn find(tokens: &[Token], start: usize, end: usize, styles: &[StyleName]) -> Vec<Setting> {
    let tables = &*TABLES;
    let tokens = &tokens[..end];
    let mut settings = Vec::new();
    for at in start..end {
        for (table, read) in &tables.plain {
            if let Some((length, value)) = table.at(tokens, at)
                && let Some(value) = read(value)
            {
                settings.push(Setting { from: at, to: at + length, value });
            }
        }
        let numeric = [ratio(tokens, at), seconds(tokens, at), named_number(tokens, at)];
        settings.extend(numeric.into_iter().flatten().map(|(to, value)| {
            let from = with_preposition(tokens, start, at, &value);
            Setting { from, to, value }
        }));
        settings.extend(style(tokens, start, at, styles));
    }
    longest_of_each_kind(settings)
}

/// Of overlapping settings of one kind, the longest.
fn longest_of_each_kind(mut settings: Vec<Setting>) -> Vec<Setting> {
    settings.sort_by_key(|setting| (std::cmp::Reverse(setting.to - setting.from), setting.from));
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

/// `in 16:9`, `for 5 seconds`: the preposition goes with the number.
fn with_preposition(tokens: &[Token], start: usize, at: usize, value: &Value) -> usize {
    const BEFORE: &[&str] = &[
        "in", "with", "for", "at", "as", "an", "a", "ratio", "aspect", "of", "using", "lasting", "en", "de",
        "mit", "im", "con", "com", "em", "pour", "fur", "por", "dengan", "durante", "format", "formato",
        "dans", "di", "da", "per", "selama", "seed", "the", "about", "around", "long", "by", "pendant",
        "duree", "strength",
    ];
    let mut from = at;
    let limit = if matches!(value, Value::Aspect(_) | Value::NearestAspect(..)) { 3 } else { 2 };
    while from > start && at - from < limit && BEFORE.contains(&tokens[from - 1].text.as_str()) {
        from -= 1;
    }
    from
}

/// `16:9`, `16x9`, `16 by 9`.
fn ratio(tokens: &[Token], at: usize) -> Option<(usize, Value)> {
    let [left, middle, right] = tokens.get(at..at + 3)? else { return None };
    if !matches!(middle.text.as_str(), ":" | "x" | "by" | "/" | "a" | "zu" | "to" | "por") {
        return None;
    }
    let (width, height) = (left.number()?, right.number()?);
    let mut to = at + 3;
    while tokens.get(to).is_some_and(|token| {
        matches!(
            token.text.as_str(),
            "format" | "aspect" | "ratio" | "aspectratio" | "mein" | "में" | "formato"
        )
    }) {
        to += 1;
    }
    let typed = format!("{}:{}", left.text, right.text);
    if let Some(ratio) = AspectRatio::parse(&typed) {
        return Some((to, Value::Aspect(ratio)));
    }
    OTHER_RATIOS.contains(&(width, height)).then(|| {
        let nearest = if width < height { AspectRatio::Tall } else { nearest_landscape(width / height) };
        (to, Value::NearestAspect(typed, nearest))
    })
}

fn nearest_landscape(ratio: f64) -> AspectRatio {
    if ratio > 1.54 { AspectRatio::Wide } else { AspectRatio::Classic }
}

/// A number in digits or in a word.
fn number(tokens: &[Token], at: usize) -> Option<(usize, f64)> {
    if let Some(number) = tokens.get(at)?.number() {
        return Some((at + 1, number));
    }
    let (length, value) = TABLES.numbers.at(tokens, at)?;
    Some((at + length, value.parse().ok()?))
}

/// `5s`, `ten seconds`, `1 minute`.
fn seconds(tokens: &[Token], at: usize) -> Option<(usize, Value)> {
    let (mut to, number) = number(tokens, at)?;
    let each = if let Some((length, _)) = TABLES.seconds.at(tokens, to) {
        to += length;
        1.0
    } else {
        to += TABLES.minutes.at(tokens, to)?.0;
        60.0
    };
    while tokens.get(to).is_some_and(|token| {
        matches!(token.text.as_str(), "long" | "lang" | "de" | "di" | "ka" | "का" | "tak")
    }) {
        to += 1;
    }
    // The saturating cast keeps absurd numbers absurdly long, and they are capped by the caller.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let whole = (number * each).round() as u32;
    Some((to, Value::Seconds(whole.max(1))))
}

/// Seconds a video may have, and whether that is less than was asked for.
pub fn capped(seconds: u32) -> (u32, bool) {
    (seconds.min(VIDEO_SECONDS_MAX), seconds > VIDEO_SECONDS_MAX)
}

/// `seed 42`, `strength 0.4`, `motion 0.5`, `1.5x speed`.
fn named_number(tokens: &[Token], at: usize) -> Option<(usize, Value)> {
    let name = tokens.get(at)?;
    let words = |count: usize| {
        tokens
            .get(at..at + count)
            .map(|words| words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" "))
    };
    let mut length = 1;
    if words(2).as_deref() == Some("motion strength") {
        length = 2;
    }
    let mut place = at + length;
    while tokens.get(place).is_some_and(|token| {
        matches!(token.text.as_str(), ":" | "=" | "of" | "is" | "number" | "to" | "at" | "#" | "no" | "a")
    }) {
        place += 1;
    }
    if let Some(number) = tokens.get(place).and_then(Token::number) {
        let percent = tokens.get(place + 1).is_some_and(|token| token.is_mark("%"));
        let to = place + 1 + usize::from(percent);
        let share = if percent || number > 1.0 { number / 100.0 } else { number }.clamp(0.1, 1.0);
        match name.text.as_str() {
            "seed" | "semilla" | "graine" | "semente" | "seme" | "startwert" | "シード" | "种子" | "सीड" =>
            {
                let seed: i64 =
                    tokens[place].text.parse().ok().filter(|seed| (0..=SEED_MAX).contains(seed))?;
                return Some((to, Value::Seed(seed)));
            }
            "strength" | "intensity" => return Some((to, Value::Strength(share))),
            "motion" => return Some((to, Value::Motion(share))),
            "speed" => return Some((to, Value::Speed(number.clamp(0.5, 2.0)))),
            _ => {}
        }
    }
    let factor = name.number()?;
    let times = tokens.get(at + 1).is_some_and(|token| token.text == "x");
    if times && tokens.get(at + 2).is_some_and(|token| token.text == "speed") {
        return Some((at + 3, Value::Speed(factor.clamp(0.5, 2.0))));
    }
    let percent = tokens.get(at + 1).is_some_and(|token| token.is_mark("%"));
    if percent && tokens.get(at + 2).is_some_and(|token| token.text == "strength") {
        return Some((at + 3, Value::Strength((factor / 100.0).clamp(0.1, 1.0))));
    }
    None
}

/// A style at `at`, with the words that make it one: `as a watercolour`, `watercolour style`,
/// `an oil painting of`, `, pixel art`. A stained glass window is only a window.
fn style(tokens: &[Token], start: usize, at: usize, styles: &[StyleName]) -> Option<Setting> {
    let tables = &*TABLES;
    let (length, value) = match by_label(tokens, at, styles).or_else(|| {
        let (length, id) = tables.styles.at(tokens, at)?;
        let listed = styles.iter().any(|style| style.id == id);
        let phrase = words(tokens, at, at + length);
        Some((length, if listed { Value::Style(id.to_owned()) } else { Value::OtherStyle(phrase) }))
    }) {
        Some(found) => found,
        None => {
            let (length, _) = tables.other_styles.at(tokens, at)?;
            (length, Value::OtherStyle(words(tokens, at, at + length)))
        }
    };
    let mut to = at + length;
    while let Some((length, _)) = tables.style_nouns.at(tokens, to) {
        to += length;
    }
    let mut from = at;
    while let Some(lead) = tables.style_leads.ending(tokens, start, from) {
        from = lead;
    }
    let led = tokens[from..at]
        .iter()
        .any(|token| !matches!(token.text.as_str(), "a" | "an" | "un" | "una" | "une" | "ein" | "eine"));
    let alone = (at == start || tokens[at - 1].kind == Kind::Mark)
        && tokens.get(to).is_none_or(|token| token.kind == Kind::Mark);
    let of = tokens
        .get(to)
        .is_some_and(|token| matches!(token.text.as_str(), "of" | "de" | "von" | "di" | "d" | "del" | "の"));
    let noun = to > at + length;
    if matches!(value, Value::OtherStyle(_)) && !(led || noun) {
        return None;
    }
    let adjective = from <= at && plain_adjective(tokens, at, length) && at.saturating_sub(start) <= 3;
    (led || alone || of || noun || adjective).then_some(Setting { from, to, value })
}

/// Styles that name no thing: `pixel art fox` can only mean the style.
fn plain_adjective(tokens: &[Token], at: usize, length: usize) -> bool {
    matches!(
        words(tokens, at, at + length).as_str(),
        "pixel art"
            | "low poly"
            | "lowpoly"
            | "watercolour"
            | "watercolor"
            | "impressionist"
            | "flat design"
            | "水彩"
            | "油画"
            | "水彩画"
            | "像素风"
            | "जलरंग"
    )
}

fn by_label(tokens: &[Token], at: usize, styles: &[StyleName]) -> Option<(usize, Value)> {
    styles.iter().find_map(|style| {
        // One word such as `Natural` or `Mosaic` is too common to be taken for the style's name.
        let label = fold(&style.label);
        let words: Vec<&str> = label.split(' ').collect();
        let fits = words.len() > 1
            && tokens.len() >= at + words.len()
            && words.iter().zip(&tokens[at..]).all(|(word, token)| *word == token.text);
        fits.then(|| (words.len(), Value::Style(style.id.clone())))
    })
}

fn words(tokens: &[Token], from: usize, to: usize) -> String {
    let texts: Vec<_> = tokens[from..to].iter().map(|token| token.text.as_str()).collect();
    texts.join(" ")
}
