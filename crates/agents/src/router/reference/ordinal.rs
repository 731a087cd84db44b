//! Things picked by number: "the second one", "the last but one", "photo 2".

use super::super::text::{Kind, Token};

/// Nouns for a thing that was made or sent.
pub(super) const NOUNS: &[&str] = &[
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
pub(super) enum Ordinal {
    /// `the second one`.
    FromOldest(usize),
    /// `the one before`: counted back from the newest.
    FromNewest(usize),
    /// `the middle one`.
    Middle,
}

impl Ordinal {
    /// The place in a list with the oldest first.
    pub(super) fn place(self, count: usize) -> Option<usize> {
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
pub(super) fn ordinal(words: &[Token], at: usize) -> Option<Ordinal> {
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
                | "better"
                | "best"
                | "more"
                | "most"
                | "was"
                | "looks"
                | "looked"
                | "again"
                | "instead"
                | "please"
                | "but"
                | "then"
                | "by"
                | "at"
                | "from"
        );
    let counts =
        noun(at + 1) || noun(at + 2) && definite || NOUNS.contains(&before) || definite && alone || of_them;
    counts.then_some(*ordinal)
}
