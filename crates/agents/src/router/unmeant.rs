//! Layer 1c: words that are said and not meant.
//!
//! "No need to animate it", "not the background", "a colleague upscaled it", "a balm named LipSync": each names what a
//! tool does and asks for nothing. Such words are set aside: they stay in the text, and so in prompts, but the layers
//! above find no command, noun or parameter in them.

use super::{
    lexicon::{Concept, LEXICON},
    text::{Kind, Token},
};

/// Drops `, no more` behind a length: "5 seconds, no more: a candle". It says what the number says.
pub fn drop_limits(tokens: &mut Vec<Token>) {
    const LENGTHS: &[&str] = &["s", "sec", "secs", "second", "seconds", "minute", "minutes"];
    const BACK: usize = 4;
    let limit = (1..tokens.len()).find(|&at| {
        let (word, next) = (text(tokens, at), text(tokens, at + 1));
        let length =
            tokens[at.saturating_sub(BACK)..at].iter().any(|token| LENGTHS.contains(&token.text.as_str()));
        let closed = tokens.get(at + 2).is_none_or(|token| token.kind == Kind::Mark);
        word == "no"
            && matches!(next, "more" | "longer" | "less")
            && tokens[at - 1].is_mark(",")
            && length
            && closed
    });
    if let Some(at) = limit {
        tokens.drain(at - 1..at + 2);
    }
}

/// Sets the words aside.
pub fn set_aside(text: &str, tokens: &mut [Token]) {
    let mut aside = vec![false; tokens.len()];
    for at in 0..tokens.len() {
        let span = negated(tokens, at)
            .or_else(|| left_alone(tokens, at))
            .or_else(|| told(tokens, at))
            .or_else(|| named(text, tokens, at));
        if let Some((from, to)) = span {
            aside[from..to].fill(true);
        }
    }
    for (token, aside) in tokens.iter_mut().zip(aside) {
        token.aside = aside && token.kind != Kind::Quote;
    }
}

fn text(tokens: &[Token], at: usize) -> &str {
    tokens.get(at).map_or("", |token| token.text.as_str())
}

/// Whether a thought ends here.
fn ends(tokens: &[Token], at: usize) -> bool {
    const TURNS: &[&str] = &[
        "but", "just", "only", "instead", "please", "pls", "and", "then", "sino", "pero", "mais", "aber",
        "sondern", "mas", "ma", "tapi", "solo", "nur", "juste", "so", "because", "since",
    ];
    tokens.get(at).is_none_or(|token| {
        matches!(token.text.as_str(), "," | "." | ";" | "!" | "?" | ":" | "–" | "—" | "…" | "(" | ")" | "-")
            || TURNS.contains(&token.text.as_str())
    })
}

/// Where the thought that `at` belongs to ends.
fn end_of(tokens: &[Token], at: usize) -> usize {
    (at..=tokens.len()).find(|&at| ends(tokens, at)).unwrap_or(tokens.len())
}

/// Where it begins.
fn start_of(tokens: &[Token], at: usize) -> usize {
    (0..at).rev().find(|&at| ends(tokens, at)).map_or(0, |at| at + 1)
}

/// Whether one of these tokens names what a tool does or makes, a background aside.
fn names_a_tool(tokens: &[Token], from: usize, to: usize) -> bool {
    const DONE: [Concept; 8] = [
        Concept::Video,
        Concept::Animate,
        Concept::Speech,
        Concept::Talk,
        Concept::LipSync,
        Concept::Upscale,
        Concept::Restyle,
        Concept::Motion,
    ];
    (from..to).any(|at| DONE.into_iter().any(|concept| LEXICON.find(&tokens[..to], at, concept).is_some()))
}

/// `no need to …`, `don't …`, `not the …`, `no animation`, `ne change pas le fond`: what follows, or all around it.
fn negated(tokens: &[Token], at: usize) -> Option<(usize, usize)> {
    // "Don't you have …", "I don't like the sky": wishes.
    const WISHES: &[&str] = &[
        "mind",
        "worry",
        "forget",
        "know",
        "like",
        "love",
        "see",
        "think",
        "have",
        "care",
        "let",
        "hesitate",
        "understand",
        "you",
    ];
    const DETERMINERS: &[&str] =
        &["a", "an", "the", "to", "this", "that", "any", "my", "another", "replaced", "as", "moving"];
    if tokens[at].kind != Kind::Word || LEXICON.find(tokens, at, Concept::Transparent).is_some() {
        return None;
    }
    let (word, next, third) = (text(tokens, at), text(tokens, at + 1), text(tokens, at + 2));
    let behind = |from: usize| Some((from, end_of(tokens, from)));
    let daring = next == "you" && third == "dare";
    match word {
        "no" if next == "need" => behind(at + 1),
        "no" if matches!(next, "background" | "backdrop")
            && matches!(third, "swap" | "change" | "changes" | "replacement") =>
        {
            behind(at + 1)
        }
        "no" if names_a_tool(tokens, at + 1, end_of(tokens, at + 1).min(at + 4)) => behind(at + 1),
        "dont" | "never" | "doesnt" | "neednt" | "mustnt" if daring || !WISHES.contains(&next) => {
            behind(at + 1)
        }
        "do" | "should" | "must" | "does" if next == "not" && !WISHES.contains(&third) => behind(at + 2),
        "not" if DETERMINERS.contains(&next) => behind(at + 1),
        "isnt" if matches!(next, "a" | "an" | "the") => behind(at + 1),
        "nothing" if matches!(next, "has" | "should" | "needs" | "must" | "moves" | "may") => behind(at + 1),
        "rather" if next == "than" => behind(at + 2),
        "instead" if next == "of" && names_a_tool(tokens, at + 2, end_of(tokens, at + 2).min(at + 5)) => {
            behind(at + 2)
        }
        "without" if next.ends_with("ing") && next.len() > 5 => behind(at + 1),
        "without" if names_a_tool(tokens, at + 1, end_of(tokens, at + 1).min(at + 4)) => behind(at + 1),
        "jangan" | "nicht" | "pas" | "keine" | "kein" => {
            let from = start_of(tokens, at);
            let denied =
                word != "pas" || (from..at).any(|at| matches!(text(tokens, at), "ne" | "n")) && at > from;
            (denied && !(word == "nicht" && at == from)).then(|| (from, end_of(tokens, at)))
        }
        "不" if matches!(next, "用" | "要") => behind(at + 2),
        "别" => behind(at + 1),
        "tanpa" | "ohne" | "sin" | "senza" | "sem" | "sans"
            if names_a_tool(tokens, at + 1, end_of(tokens, at + 1).min(at + 4)) =>
        {
            behind(at + 1)
        }
        _ => None,
    }
}

/// `the background is fine`, `leave the video`: what is there and stays.
fn left_alone(tokens: &[Token], at: usize) -> Option<(usize, usize)> {
    const FINE: &[&str] = &[
        "fine",
        "ok",
        "okay",
        "good",
        "great",
        "perfect",
        "lovely",
        "stays",
        "bene",
        "benissimo",
        "gut",
        "bien",
    ];
    const DEFINITE: &[&str] =
        &["the", "my", "this", "that", "its", "lo", "il", "la", "der", "die", "das", "el"];
    let (word, next) = (text(tokens, at), text(tokens, at + 1));
    // "Leave the video, …".
    if matches!(word, "leave" | "keep" | "ignore" | "skip") {
        let (from, to) = (start_of(tokens, at), end_of(tokens, at));
        let left = at == from
            && matches!(next, "the" | "my" | "that")
            && to <= at + 4
            && (names_a_tool(tokens, at + 1, to) || text(tokens, at + 2) == "attachment");
        return left.then_some((from, to));
    }
    if !matches!(word, "is" | "looks" | "stays" | "va" | "ist" | "esta" | "seems") {
        return None;
    }
    let (from, to) = (start_of(tokens, at), end_of(tokens, at));
    let fine = FINE.contains(&next) || FINE.contains(&text(tokens, at + 2)) && next != "not";
    let stays = (from + 1..=from + 4).contains(&at)
        && DEFINITE.contains(&text(tokens, from))
        && (fine || word == "stays")
        && !(from..to).any(|at| matches!(text(tokens, at), "if" | "too" | "as"));
    stays.then_some((from, to))
}

/// `a colleague upscaled it`, `was blurred`, `already animated`: somebody did it.
fn told(tokens: &[Token], at: usize) -> Option<(usize, usize)> {
    const SOMEBODY: &[&str] = &[
        "colleague",
        "friend",
        "brother",
        "sister",
        "somebody",
        "someone",
        "wife",
        "husband",
        "they",
        "he",
        "she",
        "designer",
        "photographer",
        "boss",
        "dad",
        "mum",
        "mom",
        "guy",
        "already",
        "was",
        "were",
        "originally",
    ];
    let word = text(tokens, at);
    let past = word.ends_with("ed") && LEXICON.uninflected(word).is_some()
        || matches!(word, "upscaled" | "animated" | "restored" | "blurred" | "edited" | "cropped");
    (at > 0 && past && SOMEBODY.contains(&text(tokens, at - 1))).then(|| (at, at + 1))
}

/// `named LipSync`, `says UPSCALE MOVERS`: a name.
fn named(typed: &str, tokens: &[Token], at: usize) -> Option<(usize, usize)> {
    const INTRODUCES: &[&str] = &[
        "named", "called", "titled", "entitled", "labelled", "labeled", "says", "reads", "brand", "app",
        "band", "company", "shop", "say", "saying", "read", "slogan", "title", "headline",
    ];
    if !INTRODUCES.contains(&text(tokens, at)) {
        return None;
    }
    let capital = |at: usize| {
        tokens.get(at).is_some_and(|token| {
            token.kind == Kind::Word && typed[token.start..].starts_with(char::is_uppercase)
        })
    };
    let lower = tokens
        .iter()
        .filter(|token| token.kind == Kind::Word)
        .any(|token| typed[token.start..].starts_with(char::is_lowercase));
    if !lower || !capital(at + 1) {
        return None;
    }
    let to = (at + 1..tokens.len()).find(|&at| !capital(at)).unwrap_or(tokens.len());
    Some((at + 1, to))
}

#[cfg(test)]
mod tests {
    use super::{super::text::tokens, *};

    fn aside(text: &str) -> String {
        let mut tokens = tokens(text);
        set_aside(text, &mut tokens);
        let aside = tokens.iter().filter(|token| token.aside).map(|token| token.text.as_str());
        aside.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_is_denied_told_or_a_name_is_set_aside() {
        for (text, set_aside) in [
            ("swap the umbrella, no need to animate it, please", "need to animate it"),
            ("don't turn it into a cartoon, i want the sky less grey", "turn it into a cartoon"),
            ("4x larger. the picture, not the clip", "the clip"),
            ("a colleague upscaled it", "upscaled"),
            ("a balm named LipSync in snow", "lipsync"),
            ("the background is fine, brighten her cheeks", "the background is fine"),
            ("leave the video, edit this photo", "leave the video"),
        ] {
            assert_eq!(aside(text), set_aside, "{text}");
        }
    }

    #[test]
    fn wishes_are_not_set_aside() {
        for text in [
            "no background please",
            "i don't like the sky",
            "without the background",
            "if you don't mind, animate it",
        ] {
            assert_eq!(aside(text), "", "{text}");
        }
    }
}
