//! Words of a prompt, and what each means.
//!
//! Words are lower-cased and cut at blanks; commas and stops are words of their own, so that no phrase crosses them.
//! Phrases of up to six words are looked up longest first, then single words, then their singular, then words one letter
//! away (five letters or more).

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::kind::Kind;
use super::lexicon::{Feature, Meaning, entries, objects};

/// Longest phrase looked up, words.
const PHRASE_MAX: usize = 6;
/// Words and phrases with their meanings; the names of kinds, one and several, are phrases too.
static INDEX: LazyLock<HashMap<String, Meaning>> = LazyLock::new(|| {
    let mut index: HashMap<String, Meaning> = HashMap::new();
    for (meaning, word) in entries() {
        index.entry(word.to_owned()).or_insert(meaning);
    }
    for kind in Kind::ALL {
        index.entry(kind.label().to_lowercase()).or_insert(Meaning::Kind(*kind, 1));
        // Plurals of one word are found by their singular.
        let plural = kind.plural().to_lowercase();
        if plural.contains(' ') {
            index.entry(plural).or_insert(Meaning::Kind(*kind, 3));
        }
    }
    index
});

/// The same with the words for objects first, for product shots.
static PRODUCT_INDEX: LazyLock<HashMap<String, Meaning>> = LazyLock::new(|| {
    let mut index = INDEX.clone();
    index.extend(objects().map(|(meaning, word)| (word.to_owned(), meaning)));
    index
});

/// Whether any word says that this is a product shot.
pub fn is_product_shot(words: &[String]) -> bool {
    (0..words.len()).any(|i| look_up(&words[i..]).0 == Some(Meaning::Feature(Feature::Product)))
}

/// First words of the phrases that are known.
static PHRASE_STARTS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| INDEX.keys().filter_map(|key| key.split_once(' ')).map(|(first, _)| first).collect());

/// The letters of a word with its meaning.
type Spelling = (Vec<char>, Meaning);

/// Words a misspelt word may have meant, by their first letter, in alphabetical order. Fillers are not
/// offered: they would swallow real words.
static MEANT: LazyLock<HashMap<char, Vec<Spelling>>> = LazyLock::new(|| {
    let mut by_letter: HashMap<char, Vec<Spelling>> = HashMap::new();
    let mut known: Vec<_> = INDEX.iter().filter(|(key, _)| !key.contains(' ')).collect();
    known.sort_by(|a, b| a.0.cmp(b.0));
    for (key, meaning) in known {
        let letters: Vec<char> = key.chars().collect();
        let says_something = !matches!(
            meaning,
            Meaning::Filler
                | Meaning::How(_)
                | Meaning::Position(_)
                | Meaning::And
                | Meaning::Pronoun
                | Meaning::Not
        );
        if says_something && letters.len() >= 4 {
            by_letter.entry(letters[0]).or_default().push((letters, *meaning));
        }
    }
    by_letter
});

/// The words of a prompt, with its commas and stops.
pub fn tokenise(prompt: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in prompt.chars().take(8_000) {
        if c.is_alphanumeric() || (c == '-' && !word.is_empty()) || c == '\'' || c == '’' {
            word.extend(c.to_lowercase());
        } else {
            flush(&mut word, &mut words);
            match c {
                ',' | ';' | ':' | '(' | ')' => words.push(",".to_owned()),
                '.' | '!' | '?' | '\n' => words.push(".".to_owned()),
                _ => {}
            }
            let mut buffer = [0; 4];
            if INDEX.contains_key(&*c.encode_utf8(&mut buffer)) || is_pictograph(c) {
                words.push(c.to_string());
            }
        }
    }
    flush(&mut word, &mut words);
    words
}

/// Every word or phrase of a text with its meaning, in order, without its commas and stops.
pub fn meanings(text: &str) -> Vec<(Option<Meaning>, String)> {
    let mut words = tokenise(text);
    words.retain(|word| pause(word).is_none());
    words.truncate(super::parse::WORDS_MAX);
    let (mut found, mut i) = (Vec::new(), 0);
    while i < words.len() {
        let (meaning, used) = look_up(&words[i..]);
        found.push((meaning, words[i..i + used].join(" ")));
        i += used;
    }
    found
}

/// Whether a word is a comma (false) or a stop (true), if it is either.
pub fn pause(word: &str) -> Option<bool> {
    match word {
        "," => Some(false),
        "." => Some(true),
        _ => None,
    }
}

fn is_pictograph(c: char) -> bool {
    matches!(u32::from(c), 0x1F300..=0x1F5FF | 0x1F600..=0x1F64F | 0x1F680..=0x1FAFF | 0x2600..=0x27BF)
        && !matches!(u32::from(c), 0x1F3FB..=0x1F3FF)
}

fn flush(word: &mut String, words: &mut Vec<String>) {
    let trimmed = word.trim_matches(['-', '\'', '’']);
    let trimmed = trimmed.strip_suffix("'s").or(trimmed.strip_suffix("’s")).unwrap_or(trimmed);
    if !trimmed.is_empty() {
        words.push(trimmed.to_owned());
    }
    word.clear();
}

/// The meaning at the start of the words, and how many words it took.
pub fn look_up(words: &[String]) -> (Option<Meaning>, usize) {
    look_up_in(false, words)
}

/// The same; in a product shot the words for its objects come first.
pub fn look_up_in(is_product_shot: bool, words: &[String]) -> (Option<Meaning>, usize) {
    let index = if is_product_shot { &*PRODUCT_INDEX } else { &*INDEX };
    let longest = if PHRASE_STARTS.contains(words[0].as_str()) { PHRASE_MAX.min(words.len()) } else { 1 };
    for n in (2..=longest).rev() {
        let phrase = words[..n].join(" ");
        if let Some(m) = index.get(phrase.as_str()) {
            return (Some(*m), n);
        }
        if let Some(m) = singular(&phrase).and_then(|s| index.get(s.as_str()).copied()) {
            return (Some(plural(m)), n);
        }
    }
    let word = &words[0];
    if let Some(m) = index.get(word.as_str()) {
        return (Some(*m), 1);
    }
    if let Some(m) = singular(word).and_then(|s| index.get(s.as_str()).copied()) {
        return (Some(plural(m)), 1);
    }
    if word.contains('-') && words.len() <= super::parse::WORDS_MAX {
        let parts: Vec<String> = word.split('-').filter(|p| !p.is_empty()).map(str::to_owned).collect();
        if let (Some(m), used) = look_up_in(is_product_shot, &parts)
            && used == parts.len()
        {
            return (Some(m), 1);
        }
    }
    (near(word), 1)
}

fn singular(word: &str) -> Option<String> {
    if let Some(stem) = word.strip_suffix("ies") {
        return Some(format!("{stem}y"));
    }
    for end in ["xes", "ches", "shes", "sses"] {
        if word.ends_with(end) {
            return word.strip_suffix("es").map(str::to_owned);
        }
    }
    match word {
        "wolves" | "leaves" => None,
        "men" => Some("man".into()),
        "women" => Some("woman".into()),
        "children" => Some("child".into()),
        _ => {
            word.strip_suffix('s').filter(|s| s.chars().count() >= 3 && !s.ends_with('s')).map(str::to_owned)
        }
    }
}

/// A plural without a number means a few.
fn plural(m: Meaning) -> Meaning {
    match m {
        Meaning::Kind(kind, 1) => Meaning::Kind(kind, 3),
        other => other,
    }
}

/// The first known word one letter away.
fn near(word: &str) -> Option<Meaning> {
    let letters: Vec<char> = word.chars().collect();
    if letters.len() < 5 {
        return None;
    }
    let known = MEANT.get(&letters[0])?;
    known.iter().find(|(other, _)| one_away(&letters, other)).map(|(_, meaning)| *meaning)
}

/// Whether two words differ by one letter changed, added, lost or swapped with its neighbour.
fn one_away(a: &[char], b: &[char]) -> bool {
    if a.first() != b.first() || a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let tail = a[head..].iter().rev().zip(b[head..].iter().rev()).take_while(|(x, y)| x == y).count();
    let (ra, rb) = (a.len() - head - tail, b.len() - head - tail);
    let swapped = ra == 2 && rb == 2 && a[head] == b[head + 1] && a[head + 1] == b[head];
    (ra <= 1 && rb <= 1) || swapped
}
