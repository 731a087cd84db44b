//! Styles said in words.

use super::{
    super::lexicon::{Concept, LEXICON},
    super::text::{Kind, Token, fold},
    Setting, TABLES, Value,
};
use crate::request::StyleName;

/// A style at `at`, with the words that make it one: `as a watercolour`, `watercolour style`,
/// `an oil painting of`, `, pixel art`. A stained glass window is only a window.
pub fn style(tokens: &[Token], start: usize, at: usize, styles: &[StyleName]) -> Option<Setting> {
    let tables = &*TABLES;
    let (length, value) = match by_label(tokens, at, styles).or_else(|| {
        let (length, id) = tables.styles.at(tokens, at)?;
        let listed = styles.iter().any(|style| style.id == id);
        let phrase = words(tokens, at, at + length);
        Some((length, if listed { Value::Style(id.to_owned()) } else { Value::OtherStyle(phrase) }))
    }) {
        Some(found) => found,
        None => {
            let (length, _) = tables.other_styles.at(tokens, at)?;
            (length, Value::OtherStyle(words(tokens, at, at + length)))
        }
    };
    let mut to = at + length;
    while let Some((length, _)) = tables.style_nouns.at(tokens, to) {
        to += length;
    }
    let mut from = at;
    while let Some(lead) = tables.style_leads.ending(tokens, start, from) {
        from = lead;
    }
    let led = tokens[from..at]
        .iter()
        .any(|token| !matches!(token.text.as_str(), "a" | "an" | "un" | "una" | "une" | "ein" | "eine"));
    // "A woman in a watercolour studio": behind an article and before a noun it says what kind of thing.
    let kind_of =
        tokens[from..at].iter().all(|token| matches!(token.text.as_str(), "in" | "a" | "an" | "the"))
            && to == at + length
            && tokens.get(to).is_some_and(|token| {
                matches!(
                    token.text.as_str(),
                    "studio" | "shop" | "class" | "workshop" | "museum" | "gallery" | "window" | "box"
                )
            });
    let led = led && !kind_of;
    let alone = (at == start || tokens[at - 1].kind == Kind::Mark)
        && tokens.get(to).is_none_or(|token| token.kind == Kind::Mark);
    let of = tokens
        .get(to)
        .is_some_and(|token| matches!(token.text.as_str(), "of" | "de" | "von" | "di" | "d" | "del" | "の"));
    // "style of Monet" and "in pastel" say themselves that they are styles.
    let phrase = words(tokens, at, at + length);
    let led = led
        || phrase.contains("style")
        || phrase.starts_with("in ")
        || phrase.ends_with("ify")
        || phrase.ends_with("ize");
    // "Rendi questa foto un acquerello": a command to change, and the style as its last word.
    let changes = || {
        (start..from).any(|at| {
            LEXICON.longest(tokens, at, &[Concept::Edit, Concept::Restyle]).0 > 0
                && LEXICON.find(tokens, at + 1, Concept::It).is_some()
        })
    };
    let led = led || from < at && to >= tokens.len() && changes();
    let noun = to > at + length;
    // "Line art of this photo", "a painting out of this".
    let of = of || tokens.get(to).is_some_and(|token| token.text == "out");
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    let behind = to + 1 + usize::from(text(to) == "out" && text(to + 1) == "of");
    let known = of && matches!(text(behind), "this" | "that" | "it" | "me" | "us" | "my" | "the");
    if matches!(value, Value::OtherStyle(_)) && !(led || noun || known) {
        return None;
    }
    // "A stained glass fox", but a stained glass window is only a window.
    let made_of = words(tokens, at, at + length) == "stained glass"
        && tokens.get(to).is_some_and(|token| {
            token.kind == Kind::Word
                && !matches!(
                    token.text.as_str(),
                    "window" | "windows" | "door" | "lamp" | "dome" | "panel" | "in"
                )
        });
    let adjective = made_of && at.saturating_sub(start) <= 3
        || from <= at && plain_adjective(tokens, at, length) && at.saturating_sub(start) <= 3;
    (led || alone || of || noun || adjective).then_some(Setting { from, to, value })
}

/// Tokens the name of a style takes at `at`, with the noun behind it: `pixel art`, `starry swirls style`.
pub fn style_at(tokens: &[Token], at: usize) -> Option<usize> {
    let named = TABLES.styles.at(tokens, at).or_else(|| TABLES.other_styles.at(tokens, at));
    let mut length = named?.0;
    while let Some((more, _)) = TABLES.style_nouns.at(tokens, at + length) {
        length += more;
    }
    Some(length)
}

/// A listed style named anywhere in these tokens, where it is known that a style is meant.
pub fn named(tokens: &[Token], styles: &[StyleName]) -> Option<String> {
    (0..tokens.len()).find_map(|at| {
        let (_, id) = TABLES.styles.at(tokens, at)?;
        styles.iter().any(|style| style.id == id).then(|| id.to_owned())
    })
}

/// `in the style of Cézanne`: whatever follows, up to a mark, is a style.
pub fn manner(tokens: &[Token], at: usize) -> Option<Setting> {
    const LEADS: [&[&str]; 6] = [
        &["in", "the", "style", "of"],
        &["in", "style", "of"],
        &["al", "estilo", "de"],
        &["dans", "le", "style", "de"],
        &["im", "stil", "von"],
        &["no", "estilo", "de"],
    ];
    let lead = LEADS.iter().find(|lead| {
        tokens.len() > at + lead.len()
            && lead.iter().zip(&tokens[at..]).all(|(word, token)| *word == token.text)
    })?;
    let from = at + lead.len();
    let stop = |token: &Token| {
        token.kind != Kind::Word || matches!(token.text.as_str(), "and" | "then" | "in" | "with")
    };
    let to =
        tokens[from..].iter().take(5).position(stop).map_or(tokens.len().min(from + 5), |stop| from + stop);
    (to > from).then(|| Setting { from: at, to, value: Value::OtherStyle(words(tokens, from, to)) })
}

/// Styles that name no thing: `pixel art fox` can only mean the style.
fn plain_adjective(tokens: &[Token], at: usize, length: usize) -> bool {
    matches!(
        words(tokens, at, at + length).as_str(),
        "pixel art"
            | "low poly"
            | "lowpoly"
            | "watercolour"
            | "watercolor"
            | "impressionist"
            | "flat design"
            | "paper cut"
            | "papercut"
            | "sumi e"
            | "ukiyo e"
            | "woodblock"
            | "水彩"
            | "油画"
            | "水彩画"
            | "像素风"
            | "जलरंग"
    )
}

fn by_label(tokens: &[Token], at: usize, styles: &[StyleName]) -> Option<(usize, Value)> {
    styles.iter().find_map(|style| {
        // One word such as `Natural` or `Mosaic` is too common to be taken for the style's name.
        let label = fold(&style.label);
        let words: Vec<&str> = label.split(' ').collect();
        let fits = words.len() > 1
            && tokens.len() >= at + words.len()
            && words.iter().zip(&tokens[at..]).all(|(word, token)| *word == token.text);
        fits.then(|| (words.len(), Value::Style(style.id.clone())))
    })
}

fn words(tokens: &[Token], from: usize, to: usize) -> String {
    let texts: Vec<_> = tokens[from..to].iter().map(|token| token.text.as_str()).collect();
    texts.join(" ")
}
