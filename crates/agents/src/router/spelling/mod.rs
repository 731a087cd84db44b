//! Layer 1b: mistyped words, put right before anything is looked for.
//!
//! A word is taken for a slip only if nobody would mean it as it stands: it is no word of the lexicon, of the
//! development sets or of English (`vocabulary`), it is not written like a name, and the request is not in another
//! language, whose words this layer does not know. What it was meant to be is the word that fits best: one slip of the
//! fingers away (two in long words), used often, with the first letter right. A missing or extra space is the strongest
//! evidence of all, because two halves seldom make a word by chance.
//!
//! Only the token changes; its place in the text stays, so a prompt keeps the words as typed.

mod slip;
mod vocabulary;

pub use slip::distance;
pub use vocabulary::VOCABULARY;

use super::{
    clause::COMMANDS,
    lexicon::{self, LEXICON},
    text::{Kind, Token},
};

/// Letters a word must have to be taken for a slip; shorter ones are listed in `lexicon::spelling`.
const LETTERS_MIN: usize = 3;
/// Letters of two words of which none is used often, where the space between them is missing.
const HALF_LETTERS_MIN: usize = 4;
/// Letters two halves must make together.
const JOINED_LETTERS_MIN: usize = 4;
/// The same where both halves are words.
const JOINED_WORDS_LETTERS_MIN: usize = 6;
/// How often a word is used that is surely meant where a space is missing behind or before it.
const OFTEN: u32 = 20;
/// Letters of the longest word that is looked at: what is longer is no word.
const LETTERS_MAX: usize = 24;
/// How often a word must be used that is made of two words.
const JOINED_COUNT_MIN: u32 = 6;

/// Puts mistyped words right.
pub fn mend(text: &str, tokens: &mut Vec<Token>) {
    let mut at = 0;
    while at < tokens.len() {
        if tokens[at].kind == Kind::Word && !is_name(text, tokens, at) {
            join(text, tokens, at);
        }
        at += 1;
    }
    if is_foreign(tokens) {
        for token in tokens.iter_mut().filter(|token| token.kind == Kind::Word) {
            token.near = LEXICON.spelled_nearly(&token.text).map(str::to_owned);
        }
        return;
    }
    at = 0;
    while at < tokens.len() {
        let word = tokens[at].kind == Kind::Word;
        if word && !VOCABULARY.knows(&tokens[at].text) && !is_name(text, tokens, at) {
            tokens[at].near = LEXICON.in_another_form(&tokens[at].text).map(str::to_owned);
            if tokens[at].near.is_none() {
                mend_word(tokens, at);
            }
        }
        at += 1;
    }
    for at in 0..tokens.len() {
        if let Some(meant) = confused(tokens, at) {
            tokens[at].text = meant.to_owned();
        }
    }
}

/// A slip that is a word itself, told by its neighbour: `crate a logo`, `the fist picture`.
fn confused(tokens: &[Token], at: usize) -> Option<&'static str> {
    const BEHIND: &[(&str, &[&str], &str)] = &[
        ("crate", &["a", "an", "me", "another"], "create"),
        ("raw", &["a", "an", "me", "the"], "draw"),
        ("daw", &["a", "an", "me"], "draw"),
        ("pain", &["a", "an", "me"], "paint"),
        ("pant", &["a", "an", "me"], "paint"),
        ("mace", &["a", "it", "the", "this", "me"], "make"),
        ("male", &["a", "it", "the", "this", "me"], "make"),
        ("mike", &["it", "the", "this"], "make"),
        ("sow", &["it", "me", "the"], "show"),
        ("cold", &["you", "u"], "could"),
        ("tank", &["you", "u"], "thank"),
        ("chance", &["the", "it", "her", "his"], "change"),
        ("remote", &["the", "her", "his", "this", "it"], "remove"),
        ("fist", &["picture", "image", "photo", "one", "pic", "video"], "first"),
        ("brig", &["it", "this", "the", "her", "him"], "bring"),
        ("vice", &["over"], "voice"),
        ("move", &["of"], "movie"),
    ];
    const BEFORE: &[(&str, &str, &str)] =
        &[("i", "what", "want"), ("i", "wat", "want"), ("we", "what", "want"), ("i", "wan", "want")];
    let word = tokens[at].text.as_str();
    let next = tokens.get(at + 1)?;
    // "…, ten animate it".
    let commands = || LEXICON.longest(tokens, at + 1, &COMMANDS).0 > 0;
    if word == "ten" && at > 0 && commands() {
        return Some("then");
    }
    let behind = BEHIND.iter().find(|(typed, next_words, _)| {
        *typed == word && next_words.contains(&next.text.as_str()) && begins(tokens, at, typed)
    });
    let article = matches!(next.text.as_str(), "a" | "an" | "the" | "to" | "this" | "it" | "some");
    let before = || {
        let last = &tokens.get(at.checked_sub(1)?)?.text;
        BEFORE.iter().find(|(before, typed, _)| article && before == last && *typed == word)
    };
    behind.map(|found| found.2).or_else(|| before().map(|found| found.2))
}

/// Whether a word that is mistaken for a command stands where a command does; other words stand anywhere.
fn begins(tokens: &[Token], at: usize, typed: &str) -> bool {
    const LEADS: &[&str] =
        &["and", "then", "please", "pls", "you", "u", "to", "now", "just", "also", "can", "could"];
    matches!(typed, "fist" | "vice" | "move" | "cold" | "tank")
        || at == 0
        || tokens[at - 1].kind == Kind::Mark
        || LEADS.contains(&tokens[at - 1].text.as_str())
}

fn mend_word(tokens: &mut Vec<Token>, at: usize) {
    let token = &tokens[at];
    // A folded word has other bytes than the text it stands for, and could not be cut in two.
    let plain = token.text.bytes().all(|byte| byte.is_ascii_lowercase());
    if !plain || !(LETTERS_MIN..=LETTERS_MAX).contains(&token.text.len()) {
        return;
    }
    if let Some(meant) = lexicon::habit(&token.text) {
        tokens[at].text = meant.to_owned();
        return;
    }
    let halves = (token.end - token.start == token.text.len()).then(|| halves(&token.text)).flatten();
    if let Some((cut, surely)) = halves
        && (surely || slip::meant(&token.text).is_none())
    {
        let mut second = token.clone();
        second.text = token.text[cut..].to_owned();
        second.start = token.start + cut;
        let first = &mut tokens[at];
        first.text.truncate(cut);
        first.end = second.start;
        tokens.insert(at + 1, second);
    } else if let Some(meant) = slip::meant(&token.text) {
        tokens[at].text = meant.to_owned();
    }
}

/// `vi deo`: makes one word of two halves, if at least one of them is none.
fn join(text: &str, tokens: &mut Vec<Token>, at: usize) {
    let Some(next) = tokens.get(at + 1).filter(|next| next.kind == Kind::Word) else { return };
    if tokens[at].text.len() + next.text.len() > LETTERS_MAX {
        return;
    }
    let whole = format!("{}{}", tokens[at].text, next.text);
    // "L'arrière-plan s'il te plaît": an apostrophe belongs to its letter.
    let beside = next.start == tokens[at].end + 1 && !text[next.end..].starts_with(['\'', '’', '-']);
    let word = |part: &str| match part.len() {
        1 => part == "a" || part == "i",
        2 => VOCABULARY.count(part) >= OFTEN && !VOCABULARY.is_foreign(part),
        _ => VOCABULARY.knows(part),
    };
    let (least, count) = if word(&tokens[at].text) && word(&next.text) {
        (JOINED_WORDS_LETTERS_MIN, JOINED_COUNT_MIN)
    } else {
        (JOINED_LETTERS_MIN, 0)
    };
    let used = VOCABULARY.count(&whole);
    let names = whole.len() >= least && used >= count && VOCABULARY.names(&whole)
        || whole.len() + 1 == JOINED_LETTERS_MIN && count == 0 && used >= OFTEN;
    if beside && whole.is_ascii() && names {
        tokens[at].end = next.end;
        tokens[at].text = whole;
        tokens.remove(at + 1);
    }
}

/// `makea`, `thisphoto`: where the space is missing, and whether that is surely so.
fn halves(word: &str) -> Option<(usize, bool)> {
    let cuts = (1..word.len()).filter_map(|cut| {
        let (first, second) = word.split_at(cut);
        let used = |part: &str| match part {
            "a" => OFTEN,
            _ if part.len() < 2 || VOCABULARY.is_foreign(part) => 0,
            _ => VOCABULARY.count(part),
        };
        // "Sketcha horse".
        let article = second == "a" && VOCABULARY.names(first);
        let (first, second) = if article { (OFTEN, OFTEN) } else { (used(first), used(second)) };
        let (less, more) = (first.min(second), first.max(second));
        let long = cut >= HALF_LETTERS_MIN && word.len() - cut >= HALF_LETTERS_MIN;
        (less >= 2 && (more >= OFTEN || long)).then_some((less, cut))
    });
    let (less, cut) = cuts.max()?;
    Some((cut, less >= OFTEN))
}

/// Whether a word is written like a name: with a capital where no sentence begins.
fn is_name(text: &str, tokens: &[Token], at: usize) -> bool {
    let capital = |token: &Token| text[token.start..].starts_with(char::is_uppercase);
    let begins = at == 0
        || matches!(tokens[at - 1].text.as_str(), "." | "!" | "?" | ":" | "-" | "…")
        || text[tokens[at - 1].end..tokens[at].start].contains('\n');
    let shouted = text[tokens[at].start..tokens[at].end].chars().skip(1).all(char::is_uppercase);
    capital(&tokens[at]) && !begins && !shouted
}

/// Whether a request is in a language other than English.
fn is_foreign(tokens: &[Token]) -> bool {
    let words = tokens.iter().filter(|token| {
        token.kind == Kind::Word
            && VOCABULARY.is_foreign(&token.text)
            && lexicon::habit(&token.text).is_none()
    });
    let (short, long): (Vec<_>, Vec<_>) = words.partition(|token| token.text.len() <= 2);
    // One letter is what is left of a word; two of two are not.
    !long.is_empty() || short.iter().filter(|token| token.text.len() == 2).count() >= 2
}

#[cfg(test)]
mod tests {
    use super::super::text::{self, tokens};

    fn mended(text: &str) -> String {
        let mut tokens = tokens(text);
        super::mend(text, &mut tokens);
        tokens.iter().map(|token: &text::Token| token.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn slips_are_put_right() {
        for (typed, meant) in [
            ("mkae the backgruond darker", "make the background darker"),
            ("a vi deo of thisphoto", "a video of this photo"),
            ("back to the frist pciture an d make it bigger", "back to the first picture and make it bigger"),
            ("remvoe the car, ten animate it", "remove the car , then animate it"),
            ("crate a poster", "create a poster"),
        ] {
            assert_eq!(mended(typed), meant);
        }
    }

    #[test]
    fn words_names_and_other_languages_stay() {
        for text in [
            "a crate of steak",
            "a heron in the reeds",
            "thank you edith",
            "declutter this bedroom",
            "por favor crea una imagen de un zorro",
        ] {
            assert_eq!(mended(text), text);
        }
        assert_eq!(mended("a letter to Anmia"), "a letter to anmia");
    }
}
