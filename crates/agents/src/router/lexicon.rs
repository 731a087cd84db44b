//! Layer 2: which words mean what, in every language the router knows.
//!
//! The words are data: one file of `lexicon/` per language, concept by concept. A phrase may end in a part
//! after `|` that must follow but is not consumed: `male |eine` is the German command to paint, while a
//! `male lion` stays a lion.

use std::{
    collections::{BTreeMap, HashMap},
    sync::LazyLock,
};

use serde::Deserialize;

use super::text::{Kind, Token, tokens};

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
    concept: Concept,
    position: Position,
}

/// All phrases, by their first word, longest first.
pub struct Lexicon {
    phrases: HashMap<String, Vec<Phrase>>,
    /// Single words of at least five ASCII letters, for [`Lexicon::spelled_nearly`].
    spellable: Vec<String>,
}

const FILES: &[(&str, &str)] = &[
    ("english", include_str!("../../lexicon/english.toml")),
    ("hindi", include_str!("../../lexicon/hindi.toml")),
    ("spanish", include_str!("../../lexicon/spanish.toml")),
    ("french", include_str!("../../lexicon/french.toml")),
    ("german infinitives", include_str!("../../lexicon/german_infinitives.toml")),
    ("german", include_str!("../../lexicon/german.toml")),
    ("portuguese", include_str!("../../lexicon/portuguese.toml")),
    ("italian", include_str!("../../lexicon/italian.toml")),
    ("indonesian", include_str!("../../lexicon/indonesian.toml")),
    ("japanese", include_str!("../../lexicon/japanese.toml")),
    ("chinese", include_str!("../../lexicon/chinese.toml")),
    ("arabic", include_str!("../../lexicon/arabic.toml")),
];

/// Real words one letter away from a command; they are never taken for a misspelling.
const NOT_MISSPELLED: &[&str] = &[
    "point", "print", "crate", "create", "crease", "spear", "steak", "tender", "gender", "fender", "remote",
    "chance", "squire", "resign", "hanged", "stile", "sprint", "saint", "faint", "pants", "plaint", "movies",
    "moving", "painter", "painted", "paints", "animated", "animals", "created", "creates", "removed",
    "images", "photos", "videos", "drawn", "makes", "marred", "married", "narrated", "phone", "voices",
    "designer", "designed", "designs", "rendered", "sketchy", "merges", "marge", "large", "barge", "merge",
    "bland", "blond", "blends", "gland", "combined", "colored", "speaks", "steal", "sneak", "changed",
    "changes", "edited", "added", "upscaled", "another", "mother", "places", "palace", "place", "peplace",
    "retold", "reading", "turns", "turner", "burner", "converts", "blurb", "blurred", "portray", "imagined",
    "imagines", "waive", "cover", "clover", "lover", "thing", "think", "things", "there", "these", "those",
    "where", "while", "white", "whale", "house", "horse", "mouse", "light", "night", "might", "fight",
    "right", "sight", "video", "radio",
];

/// Slips in words too short to be compared by letters.
const HABITS: &[(&str, &str)] = &[
    ("whta", "what"),
    ("waht", "what"),
    ("wht", "what"),
    ("thne", "then"),
    ("tehn", "then"),
    ("teh", "the"),
    ("hte", "the"),
    ("adn", "and"),
    ("nad", "and"),
    ("mkae", "make"),
    ("amke", "make"),
    ("maek", "make"),
    ("mak", "make"),
    ("darw", "draw"),
    ("drwa", "draw"),
    ("dra", "draw"),
    ("drw", "draw"),
    ("vido", "video"),
    ("vdeo", "video"),
    ("vid", "video"),
    ("tis", "this"),
    ("foto", "photo"),
    ("fotos", "photos"),
    ("stlye", "style"),
    ("vedio", "video"),
    ("vidio", "video"),
    ("lipsink", "lipsync"),
    ("backgrond", "background"),
    ("bakground", "background"),
    ("mov", "move"),
    ("thsi", "this"),
    ("ti", "it"),
    ("sya", "say"),
    ("wiht", "with"),
    ("adda", "add"),
    ("ad", "add"),
    ("lipsnyc", "lipsync"),
    ("lipsinc", "lipsync"),
    ("lypsync", "lipsync"),
];

/// The lexicon, read once.
pub static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::read);

impl Lexicon {
    fn read() -> Lexicon {
        let mut phrases: HashMap<String, Vec<Phrase>> = HashMap::new();
        let mut spellable = Vec::new();
        for (name, text) in FILES {
            let file: File = toml::from_str(text)
                .unwrap_or_else(|error| panic!("the compiled-in lexicon {name} is well-formed: {error}"));
            for (concept, entries) in file.concepts {
                for entry in entries {
                    let (entry, behind) = entry.split_once('~').unwrap_or((&entry, ""));
                    let behind: Vec<String> = tokens(behind).into_iter().map(|token| token.text).collect();
                    let (consumed, ahead) = entry.split_once('|').unwrap_or((entry, ""));
                    let mut words: Vec<String> =
                        tokens(consumed).into_iter().map(|token| token.text).collect();
                    let consumed = words.len();
                    words.extend(tokens(ahead).into_iter().map(|token| token.text));
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
                    let phrase = Phrase { words, behind, consumed, concept, position };
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
        let mut seen = std::collections::HashSet::new();
        spellable.extend(super::settings::spellable());
        spellable.retain(|word| seen.insert(word.clone()));
        Lexicon { phrases, spellable }
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
        let mut found: Vec<(usize, Concept)> = Vec::new();
        // One look-up for all concepts: this is asked for every word, many times over.
        for phrase in tokens.get(at).into_iter().flat_map(|token| self.candidates(token)) {
            let wanted =
                concepts.contains(&phrase.concept) && found.iter().all(|&(_, known)| known != phrase.concept);
            if wanted && phrase.fits(&tokens[at..]) {
                found.push((phrase.consumed, phrase.concept));
            }
        }
        let length = found.iter().map(|&(length, _)| length).max().unwrap_or(0);
        (length, found.into_iter().filter(|found| found.0 == length).map(|found| found.1).collect())
    }

    fn candidates(&self, token: &Token) -> impl Iterator<Item = &Phrase> {
        let of = |word: Option<&String>| word.and_then(|word| self.phrases.get(word)).into_iter().flatten();
        let quoted = token.kind == Kind::Quote;
        of((!quoted).then_some(&token.text)).chain(of(token.near.as_ref()))
    }

    /// The word of the lexicon this one is a misspelling of: one letter wrong, missing, doubled or swapped.
    pub fn spelled_nearly(&self, word: &str) -> Option<&str> {
        if let Some((_, right)) = HABITS.iter().find(|(wrong, _)| *wrong == word) {
            return Some(right);
        }
        if let Some(plain) = self.unstretched(word) {
            return Some(plain);
        }
        if word.len() < 5
            || !word.bytes().all(|byte| byte.is_ascii_lowercase())
            || self.phrases.contains_key(word)
            || NOT_MISSPELLED.contains(&word)
        {
            return None;
        }
        self.spellable.iter().find(|known| one_edit_apart(word, known)).map(String::as_str)
    }
}

impl Lexicon {
    /// `heyyy`, `pleaseeee`: the word whose letters were held down.
    fn unstretched(&self, word: &str) -> Option<&str> {
        let letters: Vec<char> = word.chars().collect();
        if !letters.windows(3).any(|run| run[0] == run[1] && run[1] == run[2]) {
            return None;
        }
        let mut single = letters.clone();
        single.dedup();
        let single: String = single.into_iter().collect();
        self.phrases.get_key_value(&single).map(|(known, _)| known.as_str())
    }

    /// The command an inflected form stands for: `removing`, `removed` → `remove`.
    pub fn uninflected(&self, word: &str) -> Option<&str> {
        const IRREGULAR: &[(&str, &str)] = &[
            ("made", "make"),
            ("drawn", "draw"),
            ("taken", "take"),
            ("given", "give"),
            ("written", "write"),
            ("said", "say"),
            ("spoken", "speak"),
            ("got", "get"),
            ("blown", "blow"),
            ("brought", "bring"),
        ];
        let stem = word
            .strip_suffix("ing")
            .or_else(|| word.strip_suffix("ed"))
            .filter(|stem| stem.len() >= 2 && stem.is_ascii());
        let doubled = |stem: &str| {
            let bytes = stem.as_bytes();
            (bytes.len() > 2 && bytes[bytes.len() - 1] == bytes[bytes.len() - 2])
                .then(|| stem[..stem.len() - 1].to_owned())
        };
        let irregular = IRREGULAR.iter().find(|(form, _)| *form == word).map(|(_, base)| (*base).to_owned());
        let forms =
            [irregular, stem.map(|stem| format!("{stem}e")), stem.map(str::to_owned), stem.and_then(doubled)];
        let command = |phrase: &Phrase| super::clause::COMMANDS.contains(&phrase.concept);
        forms.into_iter().flatten().find_map(|form| {
            let (known, phrases) = self.phrases.get_key_value(&form)?;
            phrases.iter().any(command).then_some(known.as_str())
        })
    }
}

/// Words a phrase with a gap may have in it.
const GAP_WORDS_MAX: usize = 5;

impl Phrase {
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
        ];
        if !matches(&self.words, tokens) {
            return false;
        }
        if self.behind.is_empty() {
            return true;
        }
        let gap = &tokens[self.words.len()..];
        gap.first().is_some_and(|token| DEFINITE.contains(&token.text.as_str()))
            && (1..=GAP_WORDS_MAX.min(gap.len()))
                .take_while(|&at| gap[at - 1].kind == Kind::Word)
                .any(|at| matches(&self.behind, &gap[at..]))
    }
}

/// Whether the tokens begin with these words, as typed or as they were probably meant.
fn matches(words: &[String], tokens: &[Token]) -> bool {
    words.len() <= tokens.len()
        && words.iter().zip(tokens).all(|(word, token)| {
            token.kind != Kind::Quote && (*word == token.text || token.near.as_ref() == Some(word))
        })
}

/// Whether two ASCII words differ by one insertion, deletion, substitution or swap of neighbours
/// (Damerau-Levenshtein distance 1), in one pass.
fn one_edit_apart(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    let same = left.iter().zip(right).take_while(|(a, b)| a == b).count();
    let (left, right) = (&left[same..], &right[same..]);
    match left.len() as isize - right.len() as isize {
        0 => {
            left.len() >= 2 && left[0] == right[1] && left[1] == right[0] && left[2..] == right[2..]
                || !left.is_empty() && left[1..] == right[1..]
        }
        1 => left[1..] == *right,
        -1 => *left == right[1..],
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspellings_are_found_and_real_words_left_alone() {
        for (wrong, right) in
            [("anmiate", "animate"), ("animte", "animate"), ("vidoe", "video"), ("genrate", "generate")]
        {
            assert_eq!(LEXICON.spelled_nearly(wrong), Some(right));
        }
        for word in ["point", "crate", "steak", "remote", "lion", "animate"] {
            assert_eq!(LEXICON.spelled_nearly(word), None, "{word}");
        }
    }
}
