//! Phrases that set a parameter, read once from `lexicon/settings.toml`.

use std::{collections::HashMap, sync::LazyLock};

use domain::{catalog::AspectRatio, pricing::Quality};
use serde::Deserialize;

use super::{
    super::text::{Kind, Token, tokens},
    Value,
};
use crate::parameters::Variant;

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
pub struct Table(HashMap<String, Vec<(Vec<String>, usize, String)>>);

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

    /// Its phrases of one word.
    pub fn single_words(&self) -> Vec<String> {
        let phrases = self.0.values().flatten().filter(|(words, _, _)| words.len() == 1);
        phrases.map(|(words, _, _)| words[0].clone()).collect()
    }

    /// The words of its phrases.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.0.values().flatten().flat_map(|(words, _, _)| words.iter().map(String::as_str))
    }

    /// The phrase at `at`: its length and what it stands for.
    pub fn at(&self, tokens: &[Token], at: usize) -> Option<(usize, &str)> {
        let first = tokens.get(at).filter(|token| token.kind != Kind::Quote && !token.aside)?;
        let fits = |words: &[String]| {
            words.len() <= tokens.len() - at
                && words
                    .iter()
                    .zip(&tokens[at..])
                    .all(|(word, token)| *word == token.text || token.near.as_ref() == Some(word))
        };
        let of = |word: &String| self.0.get(word);
        let found = of(&first.text)
            .or_else(|| first.near.as_ref().and_then(of))?
            .iter()
            .find(|(words, _, _)| fits(words))?;
        Some((found.1, &found.2))
    }

    /// The longest phrase that ends right before `end`: where it begins.
    pub fn ending(&self, tokens: &[Token], start: usize, end: usize) -> Option<usize> {
        (end.saturating_sub(5).max(start)..end)
            .find(|&at| self.at(&tokens[..end], at).is_some_and(|(length, _)| at + length == end))
    }
}

/// Makes a value of what a table's phrase stands for.
pub type Reading = fn(&str) -> Option<Value>;

/// All tables.
pub struct Tables {
    pub plain: Vec<(Table, Reading)>,
    pub styles: Table,
    pub other_styles: Table,
    pub style_nouns: Table,
    pub style_leads: Table,
    pub numbers: Table,
    pub seconds: Table,
    pub minutes: Table,
    /// Names of languages in English, and their tags.
    pub languages: HashMap<String, String>,
}

/// The tables.
pub static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../../lexicon/settings.toml"))
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
        languages: file
            .language
            .iter()
            .flat_map(|(tag, phrases)| phrases.iter().map(move |phrase| (phrase, tag)))
            .filter_map(|(phrase, tag)| Some((phrase.strip_prefix("in ")?.to_owned(), tag.clone())))
            .collect(),
    }
});
