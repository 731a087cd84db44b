//! The nouns and verbs a clause is built around.

use super::{
    super::{
        lexicon::{Concept, LEXICON},
        text::Kind,
    },
    Clause,
};

/// Things that are made to say something by writing on them.
const WRITABLE: &[&str] = &[
    "sign",
    "poster",
    "text",
    "label",
    "banner",
    "shirt",
    "tshirt",
    "logo",
    "title",
    "caption",
    "headline",
    "board",
    "card",
    "neon",
    "billboard",
    "screen",
    "cake",
    "mug",
    "flag",
    "sticker",
    "bubble",
    "letters",
    "writing",
    "cover",
];

/// Whether this is a thing that words are written on.
pub fn is_writable(token: &super::super::text::Token) -> bool {
    WRITABLE.contains(&token.text.as_str())
}

/// `record "storm tonight"`: a record without words behind it is a thing.
pub fn records(clause: &Clause<'_>) -> bool {
    let words = &clause.tokens[clause.start..clause.end];
    matches!(words, [verb, words, ..] if verb.text == "record" && words.kind == Kind::Quote)
}

/// `have her say`, `let the man talk`: who is made to talk, and where the words begin.
pub fn talks(clause: &Clause<'_>) -> Option<(usize, usize)> {
    const KNOWN: &[&str] = &[
        "it", "him", "her", "them", "this", "that", "the", "my", "his", "these", "he", "she", "me", "us",
        "our", "your", "their",
    ];
    let led = LEXICON.find(&clause.tokens[..clause.end], clause.start, Concept::Causative);
    // "The guy in the photo should say …": who talks stands first, and what is said must follow.
    let from = led.map_or_else(|| subject(clause), |(length, _)| Some(clause.start + length))?;
    let quoted = |at: usize| {
        clause.tokens[at..clause.end]
            .iter()
            .take(3)
            .any(|token| token.kind == Kind::Quote || token.is_mark(":"))
    };
    let known = KNOWN.contains(&clause.tokens.get(from)?.text.as_str());
    let indefinite = matches!(clause.tokens[from].text.as_str(), "a" | "an" | "some" | "one" | "two");
    let (start, end) = (from + 1..clause.end.min(from + 9)).find_map(|at| {
        // "I want my hamster to go “feed me”".
        let goes = matches!(clause.tokens[at].text.as_str(), "go" | "goes")
            && clause.tokens[..clause.end].get(at + 1).is_some_and(|token| token.kind == Kind::Quote);
        let length = clause.at(at, Concept::Talk).or_else(|| goes.then_some(1))?;
        let near = known && at < from + 5 && led.is_some();
        let should = led.is_none() && somebody_should(clause, from) && clause.end >= at + length + 2;
        (near || should || !indefinite && quoted(at + length)).then_some((at, at + length))
    })?;
    let written = clause.tokens[from..start].iter().any(|token| WRITABLE.contains(&token.text.as_str()));
    // "Make him look like he is talking": only how it looks.
    let seems = clause.tokens[from..start]
        .iter()
        .any(|token| matches!(token.text.as_str(), "look" | "seem" | "appear"));
    (!written && !seems).then_some((clause.start, end))
}

/// `the teacher should say good morning`, `she must say it`: somebody, what they should do, and the words behind it.
fn somebody_should(clause: &Clause<'_>, from: usize) -> bool {
    const PERSONS: &[&str] = &[
        "he",
        "she",
        "they",
        "man",
        "woman",
        "boy",
        "girl",
        "guy",
        "lady",
        "kid",
        "child",
        "baby",
        "person",
        "teacher",
        "professor",
        "doctor",
        "nurse",
        "king",
        "queen",
        "captain",
        "sailor",
        "judge",
        "baker",
        "chef",
        "presenter",
        "president",
        "grandma",
        "grandpa",
        "granny",
        "gran",
        "nan",
        "mum",
        "mom",
        "dad",
        "dog",
        "cat",
        "bear",
        "fox",
        "owl",
        "robot",
        "statue",
        "portrait",
        "puppet",
        "ghost",
        "witch",
        "wizard",
        "pirate",
        "knight",
        "soldier",
        "face",
        "character",
        "mascot",
        "host",
    ];
    let text = |at: usize| clause.tokens[..clause.end].get(at).map_or("", |token| token.text.as_str());
    (from..clause.end.min(from + 5)).any(|at| {
        matches!(text(at), "should" | "must" | "shall")
            && matches!(text(at + 1), "say" | "tell" | "sing" | "shout" | "whisper")
            && (from..at).any(|at| PERSONS.contains(&text(at)))
    })
}

/// Where `the statue` of `I want the statue to say` or of `the statue says` begins.
fn subject(clause: &Clause<'_>) -> Option<usize> {
    const DEFINITE: &[&str] =
        &["the", "this", "that", "my", "our", "his", "her", "he", "she", "him", "them", "they"];
    let wished =
        LEXICON.find(&clause.tokens[..clause.end], clause.start, Concept::Make).map_or(0, |found| found.0);
    let at = clause.start + wished;
    let quoted = clause.tokens[clause.start..clause.end]
        .iter()
        .any(|token| token.kind == Kind::Quote || token.is_mark(":"));
    ((quoted || somebody_should(clause, at))
        && DEFINITE.contains(&clause.tokens[..clause.end].get(at)?.text.as_str()))
    .then_some(at)
}

/// What the word for a video only describes.
const DESCRIBED: &[&str] = &[
    "game",
    "camera",
    "call",
    "conference",
    "player",
    "store",
    "wall",
    "editor",
    "thumbnail",
    "cover",
    "poster",
    "screen",
    "set",
    "crew",
    "star",
    "theater",
    "theatre",
    "night",
    "ticket",
    "director",
    "maker",
    "projector",
    "festival",
    "producer",
    "artist",
];

/// `a video editor at her desk`: somebody or something that has to do with videos, and no wish for one.
pub fn names_who_films(clause: &Clause<'_>) -> bool {
    let Some((from, to)) = clause.find(Concept::Video) else { return false };
    from <= clause.start + 2
        && clause.at(clause.start, Concept::Article).is_some()
        && clause.tokens[..clause.end].get(to).is_some_and(|token| DESCRIBED.contains(&token.text.as_str()))
}

/// `a short video of …`, `video: …`, `fox video`: the noun that says what is wanted, when it heads the clause.
pub fn noun_head(clause: &Clause<'_>, concept: Concept) -> Option<(usize, usize)> {
    const LINKS: &[&str] = &[
        "in",
        "on",
        "with",
        "at",
        "of",
        "and",
        "under",
        "near",
        "by",
        "from",
        "watching",
        "holding",
        "recording",
        "making",
        "showing",
        "who",
        "that",
        "into",
        "as",
        "using",
        "beside",
        "next",
        "behind",
        "for",
        "titled",
        "called",
        "named",
        "about",
    ];
    const PLACED: &[&str] = &[
        "over", "through", "across", "around", "inside", "lasting", "at", "on", "when", "while", "under",
        "above", "along", "that", "which", "during", "near", "by", "long", "without", "made", "shot",
        "filmed", "out",
    ];
    // "Video editing software" is no video of editing.
    const ABOUT: &[&str] =
        &["editing", "recording", "gaming", "streaming", "making", "mixing", "engineering"];
    let mut from = clause.start;
    if let Some((_, end)) = clause.lead(Concept::Make).or_else(|| clause.lead(Concept::Edit)) {
        from = end;
    }
    let (start, mut end) = clause.find_from(from, concept)?;
    if concept == Concept::Video && is_no_film(clause, start, end) {
        return None;
    }
    // "A timelapse video", "a voice-over recording".
    while let Some(length) = clause.at(end, concept).filter(|_| end < clause.end) {
        end += length;
    }
    let before = &clause.tokens[from..start];
    let articles = (from + 1..start)
        .any(|at| clause.at(at, Concept::Article).is_some() && clause.tokens[at].text != "one");
    // "A try-on video": what stands right before the noun links nothing to it.
    let compound = concept == Concept::Video
        && from > clause.start
        && before.len() >= 2
        && clause.at(start - 2, Concept::Article).is_none();
    let linking = &before[..before.len() - usize::from(compound)];
    let linked = linking.iter().any(|token| {
        LINKS.contains(&token.text.as_str())
            || token.kind == Kind::Mark && token.text != "," && token.text != ":"
    });
    let placed = concept == Concept::Video
        && clause.tokens[..clause.end].get(end).is_some_and(|token| PLACED.contains(&token.text.as_str()));
    // "Make video horse running": a command right before it, and no word that it only describes.
    let ordered = concept == Concept::Video
        && before.is_empty()
        && from > clause.start
        && clause.tokens[..clause.end]
            .get(end)
            .is_some_and(|token| !DESCRIBED.contains(&token.text.as_str()) && !token.text.ends_with("s"));
    let described = before
        .iter()
        .any(|token| token.kind == Kind::Word && !matches!(token.text.as_str(), "a" | "an" | "the"));
    // "… and a narration over it: “…”".
    let laid_over = concept == Concept::Speech
        && end + 1 < clause.end
        && matches!(clause.tokens[end].text.as_str(), "over" | "on" | "under" | "behind")
        && clause.at(end + 1, Concept::It).is_some();
    let followed = placed
        || laid_over
        || ordered
        || end >= clause.end
        || clause.tokens[end].kind != Kind::Word
        || [Concept::Of, Concept::It, Concept::With, Concept::Filler].into_iter().any(|next| clause.at(end, next).is_some())
        || clause.tokens[end].text.ends_with("ing") && (from > clause.start || described && !ABOUT.contains(&clause.tokens[end].text.as_str()))
        // Scripts that write prepositions and nouns as one word.
        || before.is_empty() && from > clause.start && !clause.tokens[end].text.is_ascii();
    (before.len() <= 7 && !articles && !linked && followed).then_some((start, end))
}

/// `a paper clip`, `a clip-on tie`: fastened and not filmed.
fn is_no_film(clause: &Clause<'_>, start: usize, end: usize) -> bool {
    const FASTENING: &[&str] = &["paper", "hair", "tie", "binder", "money", "bulldog", "crocodile", "bag"];
    const WORN: &[&str] =
        &["tie", "earring", "earrings", "sunglasses", "lens", "lamp", "light", "mic", "badge", "bow"];
    let text = |at: usize| clause.tokens[..clause.end].get(at).map_or("", |token| token.text.as_str());
    let clip = matches!(text(start), "clip" | "clips");
    clip && (start > clause.start && FASTENING.contains(&text(start - 1))
        || text(end) == "on" && (WORN.contains(&text(end + 1)) || WORN.contains(&text(end + 2))))
}
