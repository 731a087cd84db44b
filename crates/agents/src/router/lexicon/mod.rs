//! Layer 2: which words mean what, in every language the router knows.
//!
//! The words are data: one file of `lexicon/` per language, concept by concept. A phrase may end in a part
//! after `|` that must follow but is not consumed: `male |eine` is the German command to paint, while a
//! `male lion` stays a lion. A phrase that ends in `|$` must end its clause: French `anime` is a command, English
//! `anime girl` is not. Words in braces are choices: `{the,her} face {is,} restored` is four phrases.

mod spelling;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::LazyLock,
};

use serde::Deserialize;

use super::text::{Kind, Token, tokens};
pub use spelling::{NOT_MISSPELLED, habit};

/// What a phrase means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Concept {
    /// Courtesy and lead-ins, skipped.
    Filler,
    /// `nice`, `first`: skipped only before a comma or a command, for there are nice cats and first snows.
    Interjection,
    /// `hello`.
    Greeting,
    /// A whole message that asks for no medium: `thanks`, `who are you`.
    Chat,
    /// `now`, `instead`: what follows changes what is there.
    Now,
    /// `again`, `another one`.
    Again,
    /// `then`: a new step.
    Then,
    /// `and`, a comma: perhaps a new step.
    And,
    /// `draw`, `create`.
    Make,
    /// `make it`, `change`, `add`: works on a picture.
    Edit,
    /// `make the`: an edit where there is a picture, else a command to make.
    MakeThe,
    /// `remove`; with a background, cuts it out; otherwise an edit.
    Remove,
    /// `replace`; with a background, exchanges it; otherwise an edit.
    Replace,
    /// `blur`: never an exchange of the background.
    Blur,
    /// `animate`.
    Animate,
    /// `say`, `narrate`.
    Say,
    /// `have her`, `let him`; with [`Concept::Talk`], a lip sync.
    Causative,
    /// `talk`, `sing`.
    Talk,
    /// `lip sync`.
    LipSync,
    /// `what is`, `describe`.
    Ask,
    /// `combine`.
    Combine,
    /// `upscale`.
    Upscale,
    /// `larger`, `sharper`: an upscale where it follows a command to change.
    Larger,
    /// `restore`, `repair`.
    Restore,
    /// `face`, `old photo`.
    Face,
    /// `restore the faces` in one phrase.
    FaceRestore,
    /// `restyle`.
    Restyle,
    /// `picture`: says nothing about how it looks.
    Picture,
    /// `photo`, `poster`: a picture, and how it looks.
    Artwork,
    /// `video`.
    Video,
    /// `voice-over`.
    Speech,
    /// `background`.
    Background,
    /// `no background`, `transparent background`.
    Transparent,
    /// `it`, `this picture`.
    It,
    /// `both`, `these`.
    Both,
    /// `of`, `showing`: what a picture or video is of.
    Of,
    /// `a`, `the`.
    Article,
    /// `with`, `to`, `into`.
    With,
    /// `walk`, `dance`: with a command to change, a wish for a video.
    Motion,
    /// `something`, `anything`: no subject at all.
    Something,
    /// `before you`: what follows is done after the clause behind it.
    Before,
    /// `after you have`: what follows is done before the clause in front of it.
    After,
    /// `but first`: the clause is done before the one in front of it.
    First,
    /// `forget that`: what the conversation has made no longer counts.
    Reset,
    /// `from before`, `you made`: what the conversation has made, not what is attached.
    Earlier,
}

/// Where in a clause a command of this language stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Position {
    /// First, after courtesy.
    Start,
    /// Last (Hindi, Japanese), or first.
    End,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    position: Position,
    concepts: BTreeMap<Concept, Vec<String>>,
}

struct Phrase {
    words: Vec<String>,
    /// Words of which the first is some words behind `words`: `up` of `blow ~ up`.
    behind: Vec<String>,
    /// How many of the words are consumed.
    consumed: usize,
    /// Whether nothing may follow it, written `|$`.
    last: bool,
    concept: Concept,
    position: Position,
}

/// All phrases, by their first word, longest first.
pub struct Lexicon {
    phrases: HashMap<String, Vec<Phrase>>,
    /// Single words of at least five ASCII letters, for [`Lexicon::spelled_nearly`].
    spellable: Vec<String>,
    /// Words of English phrases.
    pub english: HashSet<String>,
    /// Words of phrases of other languages.
    pub foreign: HashSet<String>,
}

const FILES: &[(&str, &str)] = &[
    ("english", include_str!("../../../lexicon/english.toml")),
    ("hindi", include_str!("../../../lexicon/hindi.toml")),
    ("spanish", include_str!("../../../lexicon/spanish.toml")),
    ("french", include_str!("../../../lexicon/french.toml")),
    ("german infinitives", include_str!("../../../lexicon/german_infinitives.toml")),
    ("german", include_str!("../../../lexicon/german.toml")),
    ("portuguese", include_str!("../../../lexicon/portuguese.toml")),
    ("italian", include_str!("../../../lexicon/italian.toml")),
    ("indonesian", include_str!("../../../lexicon/indonesian.toml")),
    ("japanese", include_str!("../../../lexicon/japanese.toml")),
    ("chinese", include_str!("../../../lexicon/chinese.toml")),
    ("arabic", include_str!("../../../lexicon/arabic.toml")),
];

/// The lexicon, read once.
pub static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::read);

/// Every phrase an entry stands for: `{the,her} {face,faces} {is,} restored` is eight.
fn spelt_out(entry: &str) -> Vec<String> {
    let Some((before, rest)) = entry.split_once('{') else { return vec![entry.trim().replace("  ", " ")] };
    let Some((choices, after)) = rest.split_once('}') else { return vec![entry.to_owned()] };
    choices.split(',').flat_map(|choice| spelt_out(&format!("{before}{choice}{after}"))).collect()
}

impl Lexicon {
    fn read() -> Lexicon {
        let mut phrases: HashMap<String, Vec<Phrase>> = HashMap::new();
        let mut spellable = Vec::new();
        let (mut english, mut foreign) = (HashSet::new(), HashSet::new());
        for (name, text) in FILES {
            let file: File = toml::from_str(text)
                .unwrap_or_else(|error| panic!("the compiled-in lexicon {name} is well-formed: {error}"));
            for (concept, entries) in file.concepts {
                for entry in entries.iter().flat_map(|entry| spelt_out(entry)) {
                    let (entry, behind) = entry.split_once('~').unwrap_or((&entry, ""));
                    let behind: Vec<String> = tokens(behind).into_iter().map(|token| token.text).collect();
                    let (entry, last) =
                        entry.strip_suffix("|$").map_or((entry, false), |entry| (entry, true));
                    let (consumed, ahead) = entry.split_once('|').unwrap_or((entry, ""));
                    let mut words: Vec<String> =
                        tokens(consumed).into_iter().map(|token| token.text).collect();
                    let consumed = words.len();
                    words.extend(tokens(ahead).into_iter().map(|token| token.text));
                    let known = if *name == "english" { &mut english } else { &mut foreign };
                    known.extend(words.iter().chain(&behind).cloned());
                    let courtesy =
                        matches!(concept, Concept::Interjection | Concept::Chat | Concept::Something);
                    if words.len() == 1
                        && behind.is_empty()
                        && words[0].len() >= 5
                        && words[0].is_ascii()
                        && !courtesy
                    {
                        spellable.push(words[0].clone());
                    }
                    let position = file.position;
                    let phrase = Phrase { words, behind, consumed, last, concept, position };
                    phrases.entry(phrase.words[0].clone()).or_default().push(phrase);
                }
            }
        }
        for list in phrases.values_mut() {
            list.sort_by_key(|phrase| {
                (std::cmp::Reverse(phrase.words.len() + phrase.behind.len()), phrase.words.join(" "))
            });
        }
        // In the order of the files: a misspelling is taken for an English word before any other.
        let mut seen = HashSet::new();
        spellable.extend(super::settings::spellable());
        spellable.retain(|word| seen.insert(word.clone()));
        Lexicon { phrases, spellable, english, foreign }
    }

    /// The longest phrase of this concept that begins at `at`: how many tokens it takes, where it may stand.
    pub fn find(&self, tokens: &[Token], at: usize, concept: Concept) -> Option<(usize, Position)> {
        let phrase = self
            .candidates(tokens.get(at)?)
            .find(|phrase| phrase.concept == concept && phrase.fits(&tokens[at..]))?;
        Some((phrase.consumed, phrase.position))
    }

    /// The longest of the phrases of these concepts that begin at `at`, and all concepts it has.
    pub fn longest(&self, tokens: &[Token], at: usize, concepts: &[Concept]) -> (usize, Vec<Concept>) {
        // How much of the request a phrase explains, what it takes of it, and its concept.
        let mut found: Vec<(usize, usize, Concept)> = Vec::new();
        // One look-up for all concepts: this is asked for every word, many times over.
        for phrase in tokens.get(at).into_iter().flat_map(|token| self.candidates(token)) {
            let wanted = concepts.contains(&phrase.concept)
                && found.iter().all(|&(_, _, known)| known != phrase.concept);
            if wanted && phrase.fits(&tokens[at..]) {
                found.push((phrase.weight(), phrase.consumed, phrase.concept));
            }
        }
        let weight = found.iter().map(|&(weight, ..)| weight).max().unwrap_or(0);
        found.retain(|found| found.0 == weight);
        let length = found.iter().map(|&(_, length, _)| length).max().unwrap_or(0);
        (length, found.into_iter().map(|(_, _, concept)| concept).collect())
    }

    /// Calls `found` with the concept of every phrase that begins at `at`.
    pub fn concepts(&self, tokens: &[Token], at: usize, mut found: impl FnMut(Concept)) {
        for phrase in tokens.get(at).into_iter().flat_map(|token| self.candidates(token)) {
            if phrase.fits(&tokens[at..]) {
                found(phrase.concept);
            }
        }
    }

    fn candidates(&self, token: &Token) -> impl Iterator<Item = &Phrase> {
        let of = |word: Option<&String>| word.and_then(|word| self.phrases.get(word)).into_iter().flatten();
        if token.aside {
            return of(None).chain(of(None));
        }
        let quoted = token.kind == Kind::Quote;
        of((!quoted).then_some(&token.text)).chain(of(token.near.as_ref()))
    }
}

/// Words a phrase with a gap may have in it.
const GAP_WORDS_MAX: usize = 5;

impl Phrase {
    /// Words it explains; a gap is one, so that `give ~ some motion` says more than `give this`.
    fn weight(&self) -> usize {
        if self.behind.is_empty() { self.consumed } else { self.words.len() + 1 + self.behind.len() }
    }

    /// Whether the tokens begin with it. In a gap stands something definite: `blow ~ up` fits "blow the photo
    /// up" and not "blow a kiss up".
    fn fits(&self, tokens: &[Token]) -> bool {
        const DEFINITE: &[&str] = &[
            "it",
            "this",
            "that",
            "these",
            "those",
            "the",
            "my",
            "our",
            "your",
            "his",
            "her",
            "their",
            "him",
            "them",
            "its",
            "me",
            "us",
            "everything",
            "both",
            "all",
            "den",
            "die",
            "das",
            "dieses",
            "diese",
            "diesen",
        ];
        let followed = tokens.get(self.words.len()).is_some_and(|token| token.kind != Kind::Mark);
        if !matches(&self.words, tokens) || self.last && followed {
            return false;
        }
        if self.behind.is_empty() {
            return true;
        }
        let gap = &tokens[self.words.len()..];
        gap.first().is_some_and(|token| {
            DEFINITE.contains(&token.text.as_str())
                || token.near.as_deref().is_some_and(|word| DEFINITE.contains(&word))
        }) && (1..=GAP_WORDS_MAX.min(gap.len()))
            .take_while(|&at| gap[at - 1].kind == Kind::Word)
            .any(|at| matches(&self.behind, &gap[at..]))
    }
}

/// Whether the tokens begin with these words, as typed or as they were probably meant.
fn matches(words: &[String], tokens: &[Token]) -> bool {
    words.len() <= tokens.len()
        && words.iter().zip(tokens).all(|(word, token)| {
            token.kind != Kind::Quote
                && !token.aside
                && (*word == token.text || token.near.as_ref() == Some(word))
        })
}
