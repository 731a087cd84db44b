//! Layer 5a: which of several things words pick.
//!
//! A conversation leaves results behind, and files come with a request. Words pick among them in three ways: by number
//! ("the second one", "the one before last", "photo 2"), by what they show ("the yellow one", "the zebra picture",
//! "the one with the hall"), and by what must not be there ("undo the moustache": the one before it was added). Words
//! that say what is *not* meant ("not the lamp", "leave the other two", "the first one stays") pick nothing.
//!
//! Nothing here knows about tools: words and things go in, places in the list of things come out.

use super::text::{Kind, Token};

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

/// Nouns for a thing that was made or sent.
const NOUNS: &[&str] = &[
    "one",
    "ones",
    "picture",
    "pictures",
    "image",
    "images",
    "photo",
    "photos",
    "pic",
    "pics",
    "photograph",
    "result",
    "version",
    "shot",
    "imagen",
    "foto",
    "bild",
    "immagine",
    "imagem",
    "gambar",
    "drawing",
    "attachment",
    "file",
    "upload",
    "variant",
    "still",
];

/// A counted reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ordinal {
    /// `the second one`.
    FromOldest(usize),
    /// `the one before`: counted back from the newest.
    FromNewest(usize),
    /// `the middle one`.
    Middle,
}

impl Ordinal {
    /// The place in a list with the oldest first.
    fn place(self, count: usize) -> Option<usize> {
        match self {
            Ordinal::FromOldest(place) => Some(place),
            Ordinal::FromNewest(back) => count.checked_sub(1 + back),
            Ordinal::Middle => Some(count / 2),
        }
        .filter(|&place| place < count)
    }
}

/// Words that count, oldest first unless they say otherwise.
const COUNTED: &[(&str, Ordinal)] = &[
    ("first", Ordinal::FromOldest(0)),
    ("second", Ordinal::FromOldest(1)),
    ("third", Ordinal::FromOldest(2)),
    ("fourth", Ordinal::FromOldest(3)),
    ("oldest", Ordinal::FromOldest(0)),
    ("original", Ordinal::FromOldest(0)),
    ("middle", Ordinal::Middle),
    ("last", Ordinal::FromNewest(0)),
    ("latest", Ordinal::FromNewest(0)),
    ("newest", Ordinal::FromNewest(0)),
    ("previous", Ordinal::FromNewest(1)),
    ("prev", Ordinal::FromNewest(1)),
    ("earlier", Ordinal::FromNewest(1)),
    ("penultimate", Ordinal::FromNewest(1)),
    ("primera", Ordinal::FromOldest(0)),
    ("segunda", Ordinal::FromOldest(1)),
    ("ultima", Ordinal::FromNewest(0)),
    ("premiere", Ordinal::FromOldest(0)),
    ("deuxieme", Ordinal::FromOldest(1)),
    ("derniere", Ordinal::FromNewest(0)),
    ("erste", Ordinal::FromOldest(0)),
    ("ersten", Ordinal::FromOldest(0)),
    ("zweite", Ordinal::FromOldest(1)),
    ("zweiten", Ordinal::FromOldest(1)),
    ("letzte", Ordinal::FromNewest(0)),
    ("prima", Ordinal::FromOldest(0)),
    ("seconda", Ordinal::FromOldest(1)),
    ("primeira", Ordinal::FromOldest(0)),
];
/// Numbers that count behind a noun: `photo 2`, `number one`.
const NUMBERS: &[(&str, usize)] =
    &[("1", 0), ("2", 1), ("3", 2), ("4", 3), ("one", 0), ("two", 1), ("three", 2), ("four", 3)];

/// The counted reference that begins at `at`.
fn ordinal(words: &[Token], at: usize) -> Option<Ordinal> {
    let text = |at: usize| words.get(at).map_or("", |token| token.text.as_str());
    let noun = |at: usize| NOUNS.contains(&text(at));
    // "The one before", "the one before that"; "the last but one", "the one before last".
    if text(at) == "one" && text(at + 1) == "before" {
        let you = matches!(text(at + 2), "you" | "i" | "we");
        return (!you).then_some(Ordinal::FromNewest(1));
    }
    if text(at) == "last" && text(at + 1) == "but" && text(at + 2) == "one"
        || matches!(text(at), "second" | "next") && text(at + 1) == "to" && text(at + 2) == "last"
    {
        return Some(Ordinal::FromNewest(1));
    }
    if text(at) == "last"
        && at >= 2
        && (text(at - 1) == "before" || text(at - 1) == "but" || text(at - 1) == "to")
    {
        return None;
    }
    let before = at.checked_sub(1).map_or("", text);
    let shortened = matches!((text(at), text(at + 1)), ("1", "st") | ("2", "nd") | ("3", "rd") | ("4", "th"));
    if let Some((_, place)) = NUMBERS.iter().find(|(number, _)| *number == text(at)) {
        if shortened {
            return (noun(at + 2) || before == "the").then_some(Ordinal::FromOldest(*place));
        }
        // "Photo 2", but "the result 2x" and "photo 4 times larger".
        let named = matches!(before, "picture" | "image" | "photo" | "pic" | "attachment")
            || matches!(before, "number" | "no" | "nr")
                && !matches!(text(at), "one") | (text(at + 1) != "of");
        return (named && !matches!(text(at + 1), "x" | "times" | "k" | "%"))
            .then_some(Ordinal::FromOldest(*place));
    }
    let (_, ordinal) = COUNTED.iter().find(|(word, _)| *word == text(at))?;
    // "The second person from the left" is in a picture, "the last of the three" is one.
    let of_them =
        text(at + 1) == "of" && matches!(text(at + 2), "the" | "them" | "these" | "those" | "my" | "your");
    let definite = matches!(
        before,
        "the" | "la" | "die" | "das" | "der" | "den" | "very" | "a" | "o" | "el" | "my" | "number"
    );
    let alone = at + 1 >= words.len()
        || words[at + 1].kind == Kind::Mark
        || matches!(
            text(at + 1),
            "to" | "and"
                | "into"
                | "in"
                | "on"
                | "as"
                | "with"
                | "for"
                | "where"
                | "should"
                | "needs"
                | "gets"
                | "is"
                | "s"
                | "que"
                | "you"
                | "wo"
        );
    let counts =
        noun(at + 1) || noun(at + 2) && definite || NOUNS.contains(&before) || definite && alone || of_them;
    counts.then_some(*ordinal)
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
