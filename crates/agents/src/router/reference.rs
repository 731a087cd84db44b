//! Layer 5a: which of several things words pick.
//!
//! A conversation leaves results behind, and files come with a request. Words pick among them in three ways: by number
//! ("the second one", "the one before last", "photo 2"), by what they show ("the yellow one", "the zebra picture",
//! "the one with the hall"), and by what must not be there ("undo the moustache": the one before it was added). Words
//! that say what is *not* meant ("not the lamp", "leave the other two", "the first one stays") pick nothing.
//!
//! Nothing here knows about tools: words and things go in, places in the list of things come out.

mod ordinal;

use super::text::{Kind, Token};
use ordinal::{NOUNS, ordinal};

/// Something words can pick: the words that made it.
pub struct Thing {
    /// The words of the prompt that made it, folded; none for a file.
    pub shows: Vec<String>,
}

impl Thing {
    /// Whether it shows what a word names, in the singular or plural, as a noun or an adjective.
    fn shows(&self, word: &str) -> bool {
        let stem = stem(word);
        self.shows.iter().any(|shown| shown == word || self::stem(shown) == stem)
    }
}

/// `boats` → `boat`, `sunny` → `sun`, `rainy` → `rain`.
fn stem(word: &str) -> &str {
    const LETTERS_MIN: usize = 3;
    let Some(stem) = word.strip_suffix('s').or_else(|| word.strip_suffix('y')) else { return word };
    let doubled = word.ends_with('y') && {
        let mut last = stem.chars().rev();
        last.next() == last.next()
    };
    let stem =
        if doubled { &stem[..stem.len() - stem.chars().next_back().map_or(0, char::len_utf8)] } else { stem };
    if stem.chars().count() >= LETTERS_MIN { stem } else { word }
}

/// The places of the things that the words pick by number, in the order they are named; the things stand oldest first.
pub fn numbered(words: &[Token], count: usize) -> Vec<usize> {
    let mut picked = Vec::new();
    let left_out = left_out(words);
    for at in (0..words.len()).filter(|&at| !left_out[at] && !words[at].aside) {
        let Some(place) = ordinal(words, at).and_then(|ordinal| ordinal.place(count)) else { continue };
        if !picked.contains(&place) {
            picked.push(place);
        }
    }
    picked
}

/// The place of the one thing that shows most of what the words name with an article; things stand oldest first, and of
/// two that show as much the newer is taken.
pub fn described(words: &[Token], things: &[Thing]) -> Option<usize> {
    let named = named(words);
    if let Some(undone) = before_it_was_added(words, things) {
        return Some(undone);
    }
    let score = |thing: &Thing| named.iter().filter(|word| thing.shows(word)).count();
    let best = things.iter().map(score).max().filter(|&best| best > 0)?;
    things.iter().rposition(|thing| score(thing) == best)
}

/// The places of the things of which the words name something only they show, in the order named.
pub fn each_described(words: &[Token], things: &[Thing]) -> Vec<usize> {
    let mut picked = Vec::new();
    for word in named(words) {
        let mut showing = (0..things.len()).filter(|&at| things[at].shows(word));
        if let (Some(at), None) = (showing.next(), showing.next())
            && !picked.contains(&at)
        {
            picked.push(at);
        }
    }
    picked
}

/// What stands behind an article, and what stands before `one`, `version` or `picture`.
fn named(words: &[Token]) -> Vec<&str> {
    const DEFINITE: &[&str] = &[
        "the", "that", "my", "this", "el", "la", "le", "les", "der", "die", "das", "den", "o", "il", "lo",
        "du", "des", "al", "del",
    ];
    /// Words behind an article that may name the thing.
    const REACH: usize = 3;
    let left_out = left_out(words);
    let breaks = |at: usize| {
        words[at].kind != Kind::Word
            || matches!(
                words[at].text.as_str(),
                "of" | "in"
                    | "on"
                    | "to"
                    | "and"
                    | "with"
                    | "for"
                    | "from"
                    | "as"
                    | "is"
                    | "into"
                    | "should"
                    | "by"
                    | "at"
            )
    };
    let introduced = |at: usize| {
        let before = (at.saturating_sub(REACH)..at).rev();
        before.take_while(|&at| !breaks(at)).any(|at| DEFINITE.contains(&words[at].text.as_str()))
    };
    let noun = |at: usize| words.get(at).is_some_and(|token| NOUNS.contains(&token.text.as_str()));
    // "The one with the hall", "the version by day".
    let placed = |at: usize| {
        (at.saturating_sub(3)..at).any(|at| {
            noun(at)
                && words.get(at + 1).is_some_and(|token| {
                    matches!(token.text.as_str(), "with" | "by" | "at" | "in" | "of" | "from" | "where")
                })
        })
    };
    (0..words.len())
        .filter(|&at| !left_out[at] && !words[at].aside && words[at].kind == Kind::Word)
        .filter(|&at| introduced(at) || noun(at + 1) || placed(at))
        .map(|at| words[at].text.as_str())
        .filter(|word| word.chars().count() > 2 && !NOUNS.contains(word) && !SMALL.contains(word))
        .collect()
}

/// Words that name no thing.
const SMALL: &[&str] = &[
    "the",
    "that",
    "this",
    "one",
    "and",
    "not",
    "now",
    "new",
    "with",
    "for",
    "from",
    "you",
    "made",
    "did",
    "just",
    "background",
    "should",
    "more",
    "less",
    "same",
];

/// `undo the moustache`, `the version without the scarf`: the thing before the one that added it.
fn before_it_was_added(words: &[Token], things: &[Thing]) -> Option<usize> {
    let text = |at: usize| words.get(at).map_or("", |token| token.text.as_str());
    let at = (0..words.len()).find(|&at| {
        matches!(text(at), "undo" | "revert" | "unmake") || text(at) == "without" && text(at + 1) == "the"
    })?;
    let (newest, older) = things.split_last()?;
    let undone = words[at + 1..]
        .iter()
        .take(4)
        .any(|token| token.text.len() > 2 && newest.shows(&token.text) && token.text != "the");
    let added = newest.shows.first().is_some_and(|first| {
        matches!(
            first.as_str(),
            "add" | "make" | "put" | "give" | "change" | "turn" | "paint" | "replace" | "remove"
        )
    });
    (undone && added && !older.is_empty()).then(|| older.len() - 1)
}

/// Whether the words only say what is not meant: "the first one stays as it is", "not the new upload".
pub fn only_leaves_out(words: &[Token]) -> bool {
    let left_out = left_out(words);
    let stays =
        words.iter().any(|token| matches!(token.text.as_str(), "stays" | "stay" | "is" | "are" | "not"));
    stays && words.iter().zip(left_out).all(|(token, left_out)| left_out || token.kind == Kind::Mark)
}

/// Which words say what is not meant.
fn left_out(words: &[Token]) -> Vec<bool> {
    const TURNS: &[&str] = &["but", "just", "only", "take", "use", "instead", "please"];
    let mut left_out = vec![false; words.len()];
    let text = |at: usize| words.get(at).map_or("", |token| token.text.as_str());
    let ends = |at: usize| {
        words
            .get(at)
            .is_none_or(|token| matches!(token.text.as_str(), "," | "." | ";" | "!" | "?" | "…" | "–" | "—"))
    };
    let mut from = 0;
    for to in (0..=words.len()).filter(|&at| ends(at)) {
        let stays = (from..to).any(|at| stays(words, at, to));
        let leaves = (from..to).find(|&at| {
            matches!(text(at), "not" | "except" | "forget" | "ignore" | "skip" | "leave" | "nicht" | "pas")
                || matches!(text(at), "keep" if matches!(text(to.saturating_sub(1)), "is" | "are" | "later"))
                || text(at) == "rather" && text(at + 1) == "than"
                || text(at) == "dont" && text(at + 1) == "touch"
        });
        if stays {
            left_out[from..to].fill(true);
        } else if let Some(at) = leaves {
            let turn = (at..to).find(|&at| TURNS.contains(&text(at))).unwrap_or(to);
            left_out[at..turn].fill(true);
        }
        from = to + 1;
    }
    left_out
}

/// `stays as it is`, `is finished`, `are big enough`, `is for later`: said of what is not to be touched.
fn stays(words: &[Token], at: usize, to: usize) -> bool {
    const DONE: &[&str] = &[
        "fine", "finished", "done", "ok", "okay", "good", "perfect", "ready", "already", "enough", "rubbish",
    ];
    let text = |at: usize| if at < to { words[at].text.as_str() } else { "" };
    match text(at) {
        "stays" | "stay" => true,
        "is" | "are" | "looks" => {
            DONE.contains(&text(at + 1))
                || text(at + 2) == "enough"
                || matches!((text(at + 1), text(at + 2)), ("for", "later") | ("only", "so") | ("only", "for"))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{super::text::tokens, *};

    fn things(prompts: &[&str]) -> Vec<Thing> {
        let shows = |prompt: &&str| tokens(prompt).into_iter().map(|token| token.text).collect();
        prompts.iter().map(|prompt| Thing { shows: shows(prompt) }).collect()
    }

    #[test]
    fn words_pick_by_number() {
        for (text, count, picked) in [
            ("animate the second one", 3, vec![1]),
            ("the first and the third picture", 3, vec![0, 2]),
            ("the last of the three needs to be cut out", 3, vec![2]),
            ("in the second one the door is green", 2, vec![1]),
            ("animate number one", 2, vec![0]),
            ("photo 2 as a mosaic", 2, vec![1]),
            ("the result 2x", 2, vec![]),
            ("take the one before last", 3, vec![1]),
            ("the last but one", 3, vec![1]),
            ("the one before was better", 3, vec![1]),
            ("the very first one you made", 3, vec![0]),
            ("the middle one", 3, vec![1]),
            ("the oldest of them", 3, vec![0]),
            ("the 2nd picture", 3, vec![1]),
            ("first one stays as it is, upscale the second", 2, vec![1]),
            ("the first one, not the second one", 2, vec![0]),
            ("the second person from the left should smile", 2, vec![]),
            ("the fourth one", 2, vec![]),
        ] {
            assert_eq!(numbered(&tokens(text), count), picked, "{text}");
        }
    }

    #[test]
    fn words_pick_by_what_things_show() {
        let sofas = things(&["a blue sofa", "a yellow sofa", "a green sofa"]);
        let views = things(&["a tram in the sun", "a tram in the rain"]);
        let scarf = things(&["a snowman in a garden", "add a red scarf"]);
        for (text, things, picked) in [
            ("cut out the yellow one", &sofas, Some(1)),
            ("animate the blue sofa", &sofas, Some(0)),
            ("the green one, not the blue one", &sofas, Some(2)),
            ("a purple sofa", &sofas, None),
            ("the sofa", &sofas, Some(2)),
            ("the sunny one as an oil painting", &views, Some(0)),
            ("the one with the rain", &views, Some(1)),
            ("undo the scarf", &scarf, Some(0)),
            ("the version without the scarf", &scarf, Some(0)),
        ] {
            assert_eq!(described(&tokens(text), things), picked, "{text}");
        }
    }
}
