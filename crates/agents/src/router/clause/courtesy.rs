//! The courtesy around a command, of any length: what it begins with and what it ends in.

use super::{
    super::{
        lexicon::{Concept, LEXICON, Position},
        text::{Kind, Token},
    },
    COMMANDS,
    order::is_state,
};

/// The first token that is not courtesy, and whether `now` was among what was skipped.
pub(super) fn skip_courtesy(tokens: &[Token], start: usize, end: usize) -> (usize, bool) {
    let tokens = &tokens[..end];
    let (mut at, mut now) = (start, false);
    while at < end {
        if let Some(wished) = wish_of_another(tokens, at)
            .or_else(|| obliged_if_you(tokens, at))
            .or_else(|| hinges_on(tokens, at))
        {
            at = wished;
        }
        let command = LEXICON.longest(tokens, at, &COMMANDS).0;
        let find = |concept| LEXICON.find(tokens, at, concept).map_or(0, |(length, _)| length);
        let (filler, soft, present) =
            (find(Concept::Filler), find(Concept::Interjection), find(Concept::Now));
        let separator = find(Concept::Then);
        let moved = find(Concept::Before).max(find(Concept::After)).max(find(Concept::First));
        if present > command && present >= filler {
            now = true;
            at += present;
        } else if tokens.get(at + moved).is_none_or(|token| token.text != "have" || token.near.is_some())
            && moved > filler.max(command).max(separator)
            && (goes_on(tokens, at + moved) || is_state(tokens, at + moved))
        {
            at += moved;
        } else if filler > command {
            at += filler;
        } else if soft > command && goes_on(tokens, at + soft) {
            at += soft;
        } else if separator > command && goes_on(tokens, at + separator) {
            at += separator;
        } else if tokens[at].kind == Kind::Mark && !matches!(tokens[at].text.as_str(), "#" | "$") {
            at += 1;
        } else {
            break;
        }
    }
    (at, now)
}

/// `my grandchildren would like to see …`, `our boss wants …`: where what they wish for begins.
fn wish_of_another(tokens: &[Token], at: usize) -> Option<usize> {
    const WISHES: [&[&str]; 6] = [
        &["would", "like", "to", "see"],
        &["would", "love", "to", "see"],
        &["would", "like"],
        &["would", "love"],
        &["wants", "to", "see"],
        &["want", "to", "see"],
    ];
    if !matches!(tokens[at].text.as_str(), "my" | "our" | "the") {
        return None;
    }
    let articles = ["a", "an", "two", "some"];
    let medium = |at: usize| {
        let media = [Concept::Video, Concept::Speech, Concept::Picture, Concept::Artwork];
        (at..tokens.len().min(at + 4)).any(|at| LEXICON.longest(tokens, at, &media).0 > 0)
    };
    (at + 1..tokens.len().min(at + 5)).find_map(|place| {
        // "My band needs a teaser", but "the tram needs a number".
        let needs = matches!(tokens[place].text.as_str(), "needs" | "wants") && tokens.len() > place + 2;
        if needs && articles.contains(&tokens[place + 1].text.as_str()) && medium(place + 2) {
            return Some(place + 1);
        }
        let wish = WISHES.iter().find(|wish| {
            tokens.len() > place + wish.len()
                && wish.iter().zip(&tokens[place..]).all(|(word, token)| *word == token.text)
        })?;
        let to = place + wish.len();
        articles.contains(&tokens[to].text.as_str()).then_some(to)
    })
}

/// `I'd be much obliged if you could …`, `it would mean a lot if you …`: where the command begins.
fn obliged_if_you(tokens: &[Token], at: usize) -> Option<usize> {
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    let would = matches!(text(at), "id" | "wed" | "itd")
        || matches!(text(at), "i" | "we" | "it") && matches!(text(at + 1), "would" | "d" | "ll" | "will");
    let place = (at + 1..tokens.len().min(at + 9)).find(|&at| text(at) == "if" && text(at + 1) == "you")?;
    let modal = matches!(text(place + 2), "could" | "would" | "can" | "might" | "will");
    let to = place + 2 + usize::from(modal);
    (would && to < tokens.len() && LEXICON.longest(tokens, to, &COMMANDS).0 > 0).then_some(to)
}

/// `it is no bother, I would be most grateful to have …`, `might I trouble you to …`: any words of courtesy, and a
/// phrase on which the wish hinges; where the wish begins.
fn hinges_on(tokens: &[Token], at: usize) -> Option<usize> {
    const HINGES: &[&[&str]] = &[
        &["possible", "to"],
        &["possible", "for", "you", "to"],
        &["kind", "as", "to"],
        &["good", "as", "to"],
        &["kind", "enough", "to"],
        &["you", "mind"],
        &["you", "to"],
        &["you", "for"],
        &["able", "to"],
        &["manage", "to"],
        &["way", "to"],
        &["way", "you", "could"],
        &["way", "you", "can"],
        &["chance", "to"],
        &["chance", "of"],
        &["if", "you", "could"],
        &["if", "you", "can"],
        &["if", "you", "would"],
        &["if", "you", "might"],
        &["whether", "you", "could"],
        &["whether", "you", "can"],
        &["whether", "you", "might"],
        &["hope", "you", "can"],
        &["hope", "you", "could"],
        &["hoping", "you", "could"],
        &["hoping", "to"],
        &["too", "much", "to", "ask", "to"],
        &["too", "much", "trouble", "to"],
        &["time", "to"],
        &["help", "with"],
    ];
    // Sentences of courtesy are long, but not longer than this.
    const WORDS_MAX: usize = 24;
    let limit = tokens.len().min(at + WORDS_MAX);
    let courteous = (at..limit)
        .take_while(|&at| {
            COURTEOUS.contains(&tokens[at].text.as_str())
                || tokens[at].is_mark(",")
                || HINGES.iter().any(|hinge| hinge.contains(&tokens[at].text.as_str()))
        })
        .count();
    (at..at + courteous).rev().find_map(|place| {
        let hinge = HINGES.iter().filter(|hinge| {
            hinge.len() <= tokens.len() - place
                && hinge.iter().zip(&tokens[place..]).all(|(word, token)| *word == token.text)
        });
        let to = place + hinge.map(|hinge| hinge.len()).max()?;
        (to < tokens.len() && LEXICON.longest(tokens, to, &COMMANDS).0 > 0).then_some(to)
    })
}

/// Words that courtesy is made of.
const COURTEOUS: &[&str] = &[
    "i",
    "im",
    "id",
    "ill",
    "we",
    "wed",
    "am",
    "was",
    "were",
    "is",
    "it",
    "its",
    "be",
    "should",
    "would",
    "could",
    "might",
    "may",
    "can",
    "will",
    "shall",
    "do",
    "does",
    "dont",
    "not",
    "no",
    "if",
    "whether",
    "wonder",
    "wondering",
    "hope",
    "hoping",
    "think",
    "please",
    "kindly",
    "perhaps",
    "maybe",
    "possibly",
    "possible",
    "just",
    "only",
    "really",
    "ever",
    "so",
    "very",
    "most",
    "truly",
    "rather",
    "quite",
    "too",
    "much",
    "at",
    "all",
    "any",
    "there",
    "and",
    "but",
    "a",
    "the",
    "to",
    "for",
    "of",
    "on",
    "you",
    "your",
    "me",
    "us",
    "my",
    "sorry",
    "apologies",
    "forgive",
    "pardon",
    "excuse",
    "bother",
    "trouble",
    "troubling",
    "ask",
    "asking",
    "again",
    "kind",
    "good",
    "great",
    "lovely",
    "nice",
    "grateful",
    "thankful",
    "delighted",
    "happy",
    "glad",
    "obliged",
    "pleased",
    "appreciate",
    "thrilled",
    "love",
    "like",
    "thank",
    "thanks",
    "help",
    "favour",
    "favor",
    "moment",
    "minute",
    "time",
    "chance",
    "way",
    "have",
    "had",
    "got",
    "get",
    "hello",
    "hi",
    "dear",
    "sir",
    "madam",
    "evening",
    "morning",
    "afternoon",
    "one",
    "more",
    "thing",
    "what",
    "need",
    "want",
    "some",
    "that",
];

/// Whether what stands here is a mark, courtesy or a command, so that the word before was only a lead-in.
fn goes_on(tokens: &[Token], at: usize) -> bool {
    at < tokens.len()
        && (tokens[at].kind == Kind::Mark
            || LEXICON.longest(tokens, at, &COMMANDS).0 > 0
            || LEXICON.longest(tokens, at, &[Concept::Filler, Concept::Interjection, Concept::Now]).0 > 0)
}

/// The end without trailing courtesy and marks.
pub(super) fn trim_courtesy(tokens: &[Token], start: usize, end: usize) -> usize {
    let mut end = end;
    while end > start {
        let courtesy = (start.max(end.saturating_sub(5))..end).find(|&at| {
            [Concept::Filler, Concept::Interjection].into_iter().any(|concept| {
                LEXICON.find(&tokens[..end], at, concept).is_some_and(|(length, position)| {
                    let polite =
                        concept == Concept::Filler || tokens[at.saturating_sub(1)].kind == Kind::Mark;
                    at + length == end
                        && (polite || position == Position::End)
                        && !command_ends(tokens, start, end)
                })
            })
        });
        match courtesy {
            Some(at) => end = at,
            None if tokens[end - 1].kind == Kind::Mark && !tokens[end - 1].is_mark("%") => end -= 1,
            None => break,
        }
    }
    end
}

/// Whether a command of a verb-final language ends here, as `お願いします` may.
fn command_ends(tokens: &[Token], start: usize, end: usize) -> bool {
    (start.max(end.saturating_sub(8))..end).any(|at| {
        COMMANDS.iter().any(|&concept| {
            LEXICON
                .find(&tokens[..end], at, concept)
                .is_some_and(|(length, position)| position == Position::End && at + length == end)
        })
    })
}
