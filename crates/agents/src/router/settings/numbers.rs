//! Parameters that are numbers: shapes, lengths, seeds, strengths.

use domain::{catalog::AspectRatio, limits::SEED_MAX};

use super::{super::text::Token, TABLES, Value};

/// Shapes people name that are not made, as width to height.
const OTHER_RATIOS: [(f64, f64); 9] = [
    (3.0, 4.0),
    (3.0, 2.0),
    (2.0, 3.0),
    (21.0, 9.0),
    (9.0, 21.0),
    (4.0, 5.0),
    (5.0, 4.0),
    (2.0, 1.0),
    (1.0, 2.0),
];

/// `in 16:9`, `for 5 seconds`: the preposition goes with the number.
pub fn with_preposition(tokens: &[Token], start: usize, at: usize, value: &Value) -> usize {
    const BEFORE: &[&str] = &[
        "in", "with", "for", "at", "as", "an", "a", "ratio", "aspect", "of", "using", "lasting", "en", "de",
        "mit", "im", "con", "com", "em", "pour", "fur", "por", "dengan", "durante", "format", "formato",
        "dans", "di", "da", "per", "selama", "seed", "the", "about", "around", "long", "by", "pendant",
        "duree", "strength", "ar",
    ];
    let mut from = at;
    let limit = if matches!(value, Value::Aspect(_) | Value::NearestAspect(..)) { 3 } else { 2 };
    while from > start && at - from < limit && BEFORE.contains(&tokens[from - 1].text.as_str()) {
        from -= 1;
    }
    // `--ar 16:9`, as another program has it.
    if tokens[from].text == "ar" { with_dashes(tokens, start, from) } else { from }
}

/// Where the dashes in front of an option begin.
fn with_dashes(tokens: &[Token], start: usize, at: usize) -> usize {
    let dash = |token: &Token| matches!(token.text.as_str(), "-" | "--" | "–" | "—");
    start + tokens[start..at].iter().rposition(|token| !dash(token)).map_or(0, |last| last + 1)
}

/// `16:9`, `16x9`, `16 by 9`.
pub fn ratio(tokens: &[Token], at: usize) -> Option<(usize, Value)> {
    let [left, middle, right] = tokens.get(at..at + 3)? else { return None };
    if !matches!(middle.text.as_str(), ":" | "x" | "by" | "/" | "a" | "zu" | "to" | "por") {
        return None;
    }
    let (left, right) = (spoken(tokens, at, left)?, spoken(tokens, at + 2, right)?);
    let (width, height): (f64, f64) = (left.parse().ok()?, right.parse().ok()?);
    let mut to = at + 3;
    while tokens.get(to).is_some_and(|token| {
        matches!(
            token.text.as_str(),
            "format" | "aspect" | "ratio" | "px" | "pixels" | "aspectratio" | "mein" | "में" | "formato"
        )
    }) {
        to += 1;
    }
    let typed = format!("{left}:{right}");
    if let Some(ratio) = AspectRatio::parse(&typed) {
        return Some((to, Value::Aspect(ratio)));
    }
    // Pixels: 1080x1920 is 9:16, and other sizes have a nearest shape.
    if width >= 200.0 && height >= 200.0 {
        let exact = [AspectRatio::Wide, AspectRatio::Tall, AspectRatio::Square, AspectRatio::Classic];
        let shape = exact.into_iter().find(|shape| {
            let (x, y) = shape.id().split_once(':').unwrap_or(("1", "1"));
            let shape = x.parse::<f64>().unwrap_or(1.0) / y.parse::<f64>().unwrap_or(1.0);
            (width / height / shape - 1.0).abs() < 0.02
        });
        return Some(match shape {
            Some(shape) => (to, Value::Aspect(shape)),
            None if width < height => (to, Value::NearestAspect(typed, AspectRatio::Tall)),
            None => (to, Value::NearestAspect(typed, nearest_landscape(width / height))),
        });
    }
    OTHER_RATIOS.contains(&(width, height)).then(|| {
        let nearest = if width < height { AspectRatio::Tall } else { nearest_landscape(width / height) };
        (to, Value::NearestAspect(typed, nearest))
    })
}

/// `sixteen` by nine: the digits of a number; small ones in words are seldom a shape ("one to one").
fn spoken(tokens: &[Token], at: usize, token: &Token) -> Option<String> {
    if token.number().is_some() {
        return Some(token.text.clone());
    }
    let around = at.saturating_sub(6)..tokens.len().min(at + 6);
    let shaped = tokens[around].iter().any(|token| {
        matches!(
            token.text.as_str(),
            "sixteen" | "ratio" | "aspect" | "format" | "shape" | "landscape" | "portrait"
        )
    });
    let pair = |at: usize| TABLES.numbers.at(tokens, at).map_or("", |(_, value)| value);
    let behind = at.checked_sub(2).filter(|_| tokens[at - 1].text == "by");
    let place = behind.unwrap_or(at);
    let known = tokens.get(place + 1).is_some_and(|token| token.text == "by")
        && matches!((pair(place), pair(place + 2)), ("9", "16") | ("16", "9") | ("4", "3"));
    let (length, value) = TABLES.numbers.at(tokens, at).filter(|_| shaped || known)?;
    (length == 1).then(|| value.to_owned())
}

fn nearest_landscape(ratio: f64) -> AspectRatio {
    if ratio > 1.54 { AspectRatio::Wide } else { AspectRatio::Classic }
}

/// A number in digits or in words: `12`, `twelve`, `one hundred and eighteen`.
fn number(tokens: &[Token], at: usize) -> Option<(usize, f64)> {
    if let Some(number) = tokens.get(at)?.number() {
        return Some((at + 1, number));
    }
    let small = |at: usize| {
        let (length, value) = TABLES.numbers.at(tokens, at)?;
        Some((at + length, value.parse::<f64>().ok()?))
    };
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    let (mut to, mut number) = match text(at) {
        "a" if matches!(text(at + 1), "hundred" | "thousand") => (at + 1, 1.0),
        _ => small(at)?,
    };
    loop {
        let each = match text(to) {
            "hundred" => 100.0,
            "thousand" => 1000.0,
            _ => break,
        };
        to += 1;
        number *= each;
        let rest = to + usize::from(text(to) == "and");
        if let Some((end, more)) = small(rest).filter(|(_, more)| *more < each) {
            (to, number) = (end, number + more);
        }
    }
    // "Twenty eight".
    if number >= 20.0
        && number % 10.0 == 0.0
        && let Some((end, more)) = small(to).filter(|(_, more)| *more < 10.0)
    {
        (to, number) = (end, number + more);
    }
    Some((to, number))
}

/// `5s`, `ten seconds`, `1 minute`.
pub fn seconds(tokens: &[Token], at: usize) -> Option<(usize, Value)> {
    if let Some(found) = part_of_a_minute(tokens, at) {
        return Some(found);
    }
    let (mut to, number) = number(tokens, at)?;
    // "A 1920s car".
    if number >= 1000.0 && tokens.get(to).is_some_and(|token| token.text == "s") {
        return None;
    }
    let each = if let Some((length, _)) = TABLES.seconds.at(tokens, to) {
        to += length;
        1.0
    } else {
        to += TABLES.minutes.at(tokens, to)?.0;
        60.0
    };
    while tokens.get(to).is_some_and(|token| {
        matches!(token.text.as_str(), "long" | "lang" | "de" | "di" | "ka" | "का" | "tak")
    }) {
        to += 1;
    }
    if is_of_the_subject(tokens, at, to) {
        return None;
    }
    // The saturating cast keeps absurd numbers absurdly long, and they are capped by the caller.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let whole = (number * each).round() as u32;
    Some((to, Value::Seconds(whole.max(1))))
}

/// `10 seconds to midnight`, `two 10 second timers`, `the last 5 seconds of a match`: a length that belongs to what is shown.
fn is_of_the_subject(tokens: &[Token], from: usize, to: usize) -> bool {
    const TIMERS: &[&str] = &[
        "timer",
        "timers",
        "countdown",
        "countdowns",
        "stopwatch",
        "stopwatches",
        "hourglass",
        "hourglasses",
    ];
    const AWAITED: &[&str] = &[
        "midnight", "noon", "launch", "liftoff", "takeoff", "impact", "doomsday", "curtain", "kickoff",
        "closing", "showtime", "go", "zero", "sunrise", "sunset", "twelve",
    ];
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    // "A two 10 second timers", "30 second egg timers".
    let timed = (to..to + 2).any(|at| TIMERS.contains(&text(at)));
    let awaited = matches!(text(to), "to" | "before" | "until" | "till" | "past" | "after")
        && (to + 1..to + 3).any(|at| AWAITED.contains(&text(at)));
    let part =
        from > 0 && matches!(text(from - 1), "last" | "final" | "closing" | "dying") && text(to) == "of";
    timed || awaited || part || matches!(text(to), "ago" | "late" | "apart")
}

/// `length 8`, `duration: 12`: seconds, without the word.
pub fn named_length(tokens: &[Token], at: usize) -> Option<(usize, Value)> {
    const SECONDS_MAX: f64 = 60.0;
    if !matches!(tokens[at].text.as_str(), "length" | "duration" | "runtime" | "laenge" | "duree") {
        return None;
    }
    let place = (at + 1..tokens.len().min(at + 4)).find(|&at| !is_between(&tokens[at]))?;
    let (to, number) = number(tokens, place)?;
    let unit =
        tokens.get(to).is_some_and(|token| matches!(token.text.as_str(), "x" | "m" | "cm" | "km" | "%"));
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    (!unit && (1.0..=SECONDS_MAX).contains(&number)).then(|| (to, Value::Seconds(number.round() as u32)))
}

/// What may stand between the name of a parameter and its number.
fn is_between(token: &Token) -> bool {
    matches!(
        token.text.as_str(),
        ":" | "="
            | "of"
            | "is"
            | "number"
            | "to"
            | "at"
            | "#"
            | "no"
            | "a"
            | "should"
            | "be"
            | "must"
            | "as"
            | "nr"
    )
}

/// Where the words end that belong to a factor: `4 times` *as large as it is now*, `twice` *the original size*.
pub fn whole_factor(tokens: &[Token], to: usize) -> usize {
    const WORDS_MAX: usize = 8;
    let sized = |at: usize| {
        matches!(
            tokens[at].text.as_str(),
            "size"
                | "resolution"
                | "big"
                | "bigger"
                | "large"
                | "larger"
                | "now"
                | "wide"
                | "high"
                | "dimensions"
                | "pixels"
        )
    };
    let belongs = |at: usize| {
        sized(at)
            || matches!(
                tokens[at].text.as_str(),
                "as" | "the" | "its" | "it" | "is" | "original" | "current" | "in" | "what" | "of" | "this"
            )
    };
    let limit = tokens.len().min(to + WORDS_MAX);
    let end = (to..limit).find(|&at| !belongs(at)).unwrap_or(limit);
    (to..end).rev().find(|&at| sized(at)).map_or(to, |at| at + 1)
}

/// `a quarter of a minute`, `half a minute`.
fn part_of_a_minute(tokens: &[Token], at: usize) -> Option<(usize, Value)> {
    const PARTS: &[(&[&str], u32)] = &[
        (&["a", "quarter", "of", "a", "minute"], 15),
        (&["quarter", "of", "a", "minute"], 15),
        (&["three", "quarters", "of", "a", "minute"], 45),
        (&["half", "a", "minute"], 30),
        (&["a", "minute", "and", "a", "half"], 90),
    ];
    let fits = |words: &[&str]| {
        tokens.len() >= at + words.len()
            && words.iter().zip(&tokens[at..]).all(|(word, token)| *word == token.text)
    };
    let (words, seconds) = PARTS.iter().find(|(words, _)| fits(words))?;
    Some((at + words.len(), Value::Seconds(*seconds)))
}

/// Parameters that are named before their number.
const NAMED: &[&str] = &[
    "seed",
    "semilla",
    "graine",
    "semente",
    "seme",
    "startwert",
    "シード",
    "种子",
    "सीड",
    "strength",
    "intensity",
    "motion",
    "speed",
];

/// `seed 42`, `strength 0.4`, `motion 0.5`, `1.5x speed`.
pub fn named_number(tokens: &[Token], at: usize) -> Option<(usize, Value)> {
    let name = tokens.get(at)?;
    let words = |count: usize| {
        tokens
            .get(at..at + count)
            .map(|words| words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" "))
    };
    let mut length = 1;
    if words(2).as_deref() == Some("motion strength") {
        length = 2;
    }
    let mut place = at + length;
    while tokens.get(place).is_some_and(is_between) {
        place += 1;
    }
    if let Some((end, number)) = number(tokens, place).filter(|_| NAMED.contains(&name.text.as_str())) {
        let percent = tokens.get(end).is_some_and(|token| token.is_mark("%"));
        let to = end + usize::from(percent);
        let share = if percent || number > 1.0 { number / 100.0 } else { number }.clamp(0.1, 1.0);
        match name.text.as_str() {
            "seed" | "semilla" | "graine" | "semente" | "seme" | "startwert" | "シード" | "种子" | "सीड" =>
            {
                // In digits a seed may have more of them than a fraction keeps.
                #[allow(clippy::cast_possible_truncation)]
                let seed: i64 = match tokens[place].number() {
                    Some(_) => tokens[place].text.parse().ok()?,
                    None => number as i64,
                };
                let seed = Some(seed).filter(|seed| (0..=SEED_MAX).contains(seed))?;
                return Some((to, Value::Seed(seed)));
            }
            "strength" | "intensity" => return Some((to, Value::Strength(share))),
            "motion" => return Some((to, Value::Motion(share))),
            "speed" => return Some((to, Value::Speed(number.clamp(0.5, 2.0)))),
            _ => {}
        }
    }
    let factor = name.number()?;
    if tokens.get(at + 1).is_some_and(|token| token.text == "speed") && (0.5..=2.0).contains(&factor) {
        return Some((at + 2, Value::Speed(factor)));
    }
    let times = tokens.get(at + 1).is_some_and(|token| token.text == "x");
    // "At 1.2x": no picture is enlarged by a fraction.
    if times && factor.fract() != 0.0 && (0.5..=2.0).contains(&factor) {
        let to = at + 2 + usize::from(tokens.get(at + 2).is_some_and(|token| token.text == "speed"));
        return Some((to, Value::Speed(factor)));
    }
    if times && tokens.get(at + 2).is_some_and(|token| token.text == "speed") {
        return Some((at + 3, Value::Speed(factor.clamp(0.5, 2.0))));
    }
    let percent = tokens.get(at + 1).is_some_and(|token| token.is_mark("%"));
    if percent && tokens.get(at + 2).is_some_and(|token| token.text == "speed") {
        return Some((at + 3, Value::Speed((factor / 100.0).clamp(0.5, 2.0))));
    }
    // "20 % faster".
    let paced = if percent || tokens.get(at + 1).is_some_and(|token| token.text == "percent") {
        match tokens.get(at + 2).map_or("", |token| token.text.as_str()) {
            "faster" | "quicker" => Some(1.0 + factor / 100.0),
            "slower" => Some(1.0 - factor / 100.0),
            _ => None,
        }
    } else {
        None
    };
    if let Some(speed) = paced {
        return Some((at + 3, Value::Speed(speed.clamp(0.5, 2.0))));
    }
    if percent && tokens.get(at + 2).is_some_and(|token| token.text == "strength") {
        return Some((at + 3, Value::Strength((factor / 100.0).clamp(0.1, 1.0))));
    }
    None
}
