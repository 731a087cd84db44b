//! Families of words that hint at what is wanted, read once from `lexicon/cues.toml`.

use std::{
    collections::{BTreeMap, HashMap},
    sync::LazyLock,
};

use serde::Deserialize;

use super::super::text::{Kind, Token, tokens};

/// Letters a word must have before its beginnings are looked up.
const STEM_LETTERS_MIN: usize = 3;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    cue: BTreeMap<String, Family>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Family {
    #[serde(rename = "for")]
    supports: String,
    words: Vec<String>,
}

/// One word of a phrase.
enum Part {
    Word(String),
    /// Any word that begins so.
    Stem(String),
}

impl Part {
    fn fits(&self, token: &Token) -> bool {
        let near = token.near.as_deref();
        token.kind != Kind::Quote
            && !token.aside
            && match self {
                Part::Word(word) => *word == token.text || near == Some(word),
                Part::Stem(stem) => {
                    token.text.starts_with(stem.as_str())
                        || near.is_some_and(|near| near.starts_with(stem.as_str()))
                }
            }
    }
}

/// A phrase behind its first word, and its family.
struct Phrase {
    rest: Vec<Part>,
    family: usize,
}

/// All families.
pub struct Cues {
    /// Their names, and what each is evidence for.
    pub families: Vec<(String, String)>,
    words: HashMap<String, Vec<Phrase>>,
    stems: HashMap<String, Vec<Phrase>>,
}

/// The families, read once.
pub static CUES: LazyLock<Cues> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../../lexicon/cues.toml"))
        .unwrap_or_else(|error| panic!("the compiled-in cues are well-formed: {error}"));
    let mut cues = Cues { families: Vec::new(), words: HashMap::new(), stems: HashMap::new() };
    for (family, (name, Family { supports, words })) in file.cue.into_iter().enumerate() {
        cues.families.push((name, supports));
        for entry in words {
            let mut parts = entry.split(' ').flat_map(parts);
            let first = parts.next();
            let rest = parts.collect();
            match first {
                Some(Part::Word(word)) => cues.words.entry(word).or_default().push(Phrase { rest, family }),
                Some(Part::Stem(stem)) => cues.stems.entry(stem).or_default().push(Phrase { rest, family }),
                None => {}
            }
        }
    }
    cues
});

/// The parts of one word of an entry; Han and kana are one token each.
fn parts(word: &str) -> Vec<Part> {
    match word.strip_suffix('*') {
        Some(stem) => vec![Part::Stem(stem.to_owned())],
        None => tokens(word).into_iter().map(|token| Part::Word(token.text)).collect(),
    }
}

impl Cues {
    /// The words that begin a phrase, whole.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words.keys().map(String::as_str)
    }

    /// Calls `found` with every family of which a phrase begins at `at`.
    pub fn at(&self, tokens: &[Token], at: usize, mut found: impl FnMut(usize)) {
        let token = &tokens[at];
        if token.kind == Kind::Quote || token.aside {
            return;
        }
        // Only the longest: "video game" is no hint at a video.
        let mut longest: Vec<usize> = Vec::new();
        let mut length = 0;
        let mut look = |phrases: Option<&Vec<Phrase>>| {
            for phrase in phrases.into_iter().flatten() {
                let behind = tokens[at + 1..].iter();
                let fits = phrase.rest.len() >= length
                    && phrase.rest.len() < tokens.len() - at
                    && phrase.rest.iter().zip(behind).all(|(part, token)| part.fits(token));
                if fits && phrase.rest.len() > length {
                    length = phrase.rest.len();
                    longest.clear();
                }
                if fits {
                    longest.push(phrase.family);
                }
            }
        };
        for word in [Some(&token.text), token.near.as_ref()].into_iter().flatten() {
            look(self.words.get(word));
            for (end, _) in word.char_indices().skip(STEM_LETTERS_MIN).chain([(word.len(), ' ')]) {
                look(self.stems.get(&word[..end]));
            }
        }
        longest.into_iter().for_each(&mut found);
    }
}
