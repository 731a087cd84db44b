//! What is to be spoken, and by whom.

use super::{
    clause::{Clause, noun_head, talks},
    lexicon::Concept,
    prompt::Draft,
    settings::{Setting, Value},
    text::Kind,
};

/// Words found for a voice.
#[derive(Debug, Default)]
pub struct Spoken {
    /// The words to speak.
    pub text: Option<String>,
    /// Who speaks, as described.
    pub voice: Option<String>,
}

/// Words that describe a voice.
const VOICES: &[&str] = &[
    "warm",
    "deep",
    "calm",
    "soft",
    "cheerful",
    "happy",
    "sad",
    "young",
    "old",
    "elderly",
    "friendly",
    "professional",
    "gentle",
    "serious",
    "whispering",
    "loud",
    "soothing",
    "energetic",
    "excited",
    "robotic",
    "dramatic",
    "low",
    "high",
    "raspy",
    "husky",
    "male",
    "female",
    "mans",
    "womans",
    "man",
    "woman",
    "girl",
    "girls",
    "boy",
    "boys",
    "child",
    "childs",
    "kids",
    "british",
    "american",
    "indian",
    "australian",
    "irish",
    "scottish",
    "english",
    "french",
    "german",
    "spanish",
    "italian",
    "japanese",
    "narrator",
    "narrators",
    "storyteller",
    "news",
    "radio",
    "angry",
    "confident",
    "sultry",
    "smooth",
    "mature",
    "clear",
    "natural",
    "childlike",
    "grandmother",
    "grandfather",
    "calido",
    "warmer",
    "warmen",
    "weiblich",
    "weiblichen",
    "weiblicher",
    "mannlichen",
    "mannlicher",
    "tiefen",
    "tiefer",
    "ruhigen",
    "ruhiger",
    "very",
    "mysterious",
    "epic",
    "sweet",
    "strong",
    "slow",
    "fast",
    "wise",
    "deeper",
    "softer",
    "calmer",
    "lower",
    "higher",
    "older",
    "younger",
    "friendlier",
];

/// Words that describe a voice and stand behind its noun: `voz suave`.
const VOICES_AFTER: &[&str] = &[
    "calida",
    "femenina",
    "masculina",
    "grave",
    "suave",
    "chaleureuse",
    "douce",
    "feminine",
    "masculine",
    "feminina",
    "quente",
    "calda",
    "femminile",
    "maschile",
    "profonda",
    "hangat",
    "perempuan",
    "laki",
    "lembut",
    "wanita",
    "pria",
];

/// Whether this describes a voice.
pub fn describes(token: &super::text::Token) -> bool {
    let word = token.text.as_str();
    VOICES.contains(&word) || VOICES_AFTER.contains(&word)
}

/// Finds the words and the voice of a clause that wants speech or a lip sync.
pub fn spoken(text: &str, clause: &Clause<'_>, settings: &[Setting]) -> Spoken {
    let voice = voice(text, clause);
    let quotes: Vec<_> = clause.tokens[clause.start..clause.end]
        .iter()
        .filter(|token| token.kind == Kind::Quote)
        .map(|token| token.text.clone())
        .collect();
    if !quotes.is_empty() {
        return Spoken { text: Some(quotes.join(" ")), voice: voice.map(|(_, voice)| plain_voice(voice)) };
    }
    let mut draft = Draft::new(text, clause);
    if let Some((span, _)) = voice {
        draft.strike(Some(span));
    }
    let colon = colon(clause);
    for setting in settings.iter().filter(|setting| at_the_edge(clause, setting)) {
        // Behind a colon stand the words themselves: "we are closing in ten minutes".
        if colon.is_none_or(|colon| setting.to <= colon) {
            draft.strike_setting(setting);
        }
    }
    strike_what_is_said_about_it(clause, &mut draft);
    let end = colon.and_then(|colon| strike_settings_behind(clause, settings, colon, &mut draft));
    let said = draft.finish().filter(|said| said.chars().any(char::is_alphanumeric));
    // The mark that ends the words is theirs.
    let last = clause.tokens[end.unwrap_or(clause.end) - 1].end;
    let said = said.map(|said| if colon.is_some() { said + closing_mark(text, last) } else { said });
    Spoken { text: said, voice: voice_only(text, clause) }
}

/// `.`, `!` or `?` right behind the words.
fn closing_mark(text: &str, end: usize) -> &str {
    let mark = text[end..].chars().next().filter(|mark| matches!(mark, '.' | '!' | '?' | '…'));
    mark.map_or("", |mark| &text[end..end + mark.len_utf8()])
}

/// Crosses out a last sentence that only sets something ("… toys and stationery. Speed 1.2"); where the words end then.
fn strike_settings_behind(
    clause: &Clause<'_>,
    settings: &[Setting],
    colon: usize,
    draft: &mut Draft<'_>,
) -> Option<usize> {
    let mark = (colon + 1..clause.end)
        .rev()
        .find(|&at| clause.tokens[at].is_mark(".") || clause.tokens[at].is_mark(","))?;
    let in_digits = |setting: &Setting| {
        clause.tokens[setting.from..setting.to].iter().any(|token| token.kind == Kind::Number)
    };
    let sentence = clause.tokens[mark].is_mark(".");
    let sets = |setting: &&Setting| match setting.value {
        Value::Speed(_) => sentence || in_digits(setting),
        Value::Language(_) => sentence,
        _ => false,
    };
    let set =
        |at: usize| settings.iter().filter(sets).any(|setting| (setting.from..setting.to).contains(&at));
    let only_sets = mark + 1 < clause.end && (mark + 1..clause.end).all(set);
    if only_sets {
        draft.strike(Some((mark, clause.end)));
    }
    only_sets.then_some(mark)
}

fn voice_only(text: &str, clause: &Clause<'_>) -> Option<String> {
    voice(text, clause).map(|(_, voice)| plain_voice(voice))
}

/// `a man's voice` is a male one.
fn plain_voice(voice: String) -> String {
    match voice.to_lowercase().replace('’', "'").as_str() {
        "man's" | "mans" | "man" => "male".to_owned(),
        "woman's" | "womans" | "woman" => "female".to_owned(),
        _ => voice,
    }
}

/// `slowly` at the end is a wish; in the middle of the words it is one of them.
fn at_the_edge(clause: &Clause<'_>, setting: &Setting) -> bool {
    let wanted =
        matches!(setting.value, Value::Speed(_) | Value::Language(_) | Value::Variant(_) | Value::Seconds(_));
    wanted && (setting.to >= clause.end || setting.from <= clause.start + 3)
}

/// The colon behind which the words to speak stand.
pub fn colon(clause: &Clause<'_>) -> Option<usize> {
    (clause.start..clause.end.min(clause.start + 14)).find(|&at| clause.tokens[at].is_mark(":"))
}

/// Crosses out everything up to the words: a colon, `saying`, the command, `a voice-over of`.
fn strike_what_is_said_about_it(clause: &Clause<'_>, draft: &mut Draft<'_>) {
    if let Some(colon) = colon(clause) {
        draft.strike(Some((clause.start, colon + 1)));
        return;
    }
    let saying = (clause.start + 1..clause.end.min(clause.start + 12)).find(|&at| {
        matches!(
            clause.tokens[at].text.as_str(),
            "saying" | "says" | "diciendo" | "disant" | "dizendo" | "dicendo" | "reading"
        )
    });
    if let Some(at) = saying {
        draft.strike(Some((clause.start, at + 1)));
        return;
    }
    if let Some((from, to)) = talks(clause) {
        draft.strike(Some((from, to)));
    }
    draft.strike_command(Concept::Say).strike_command(Concept::LipSync).strike_command(Concept::Make);
    draft.strike(clause.find(Concept::LipSync));
    if let Some((_, end)) = noun_head(clause, Concept::Speech) {
        let of = clause.at(end, Concept::Of).filter(|_| end < clause.end).unwrap_or(0);
        // "A voice-over for the next episode" says what it is for, and not what is said.
        let purpose = of == 1
            && clause.tokens[end].text == "for"
            && clause.tokens[..clause.end].get(end + 1).is_some_and(|token| {
                matches!(token.text.as_str(), "the" | "my" | "our" | "a" | "an" | "this")
            });
        draft.strike(Some((clause.start, if purpose { clause.end } else { end + of })));
    }
    // "Narrate it", "lip sync this photo with the audio": nothing of that is spoken.
    let about = [
        Concept::It,
        Concept::Article,
        Concept::With,
        Concept::Speech,
        Concept::LipSync,
        Concept::Picture,
        Concept::Artwork,
        Concept::Video,
        Concept::And,
        Concept::Of,
        Concept::Talk,
        Concept::Both,
        Concept::Something,
        Concept::Face,
    ];
    if clause.is_only(&[&about[..], &super::clause::COMMANDS[..], &[Concept::Filler]].concat()) {
        draft.strike(Some((clause.start, clause.end)));
    }
    let rest_only = (clause.start..clause.end)
        .all(|at| draft.is_struck(at) || about.iter().any(|&concept| clause.at(at, concept).is_some()));
    if rest_only {
        draft.strike(Some((clause.start, clause.end)));
    }
}

/// `in a warm british voice`: its place, and the words that describe the voice.
fn voice(text: &str, clause: &Clause<'_>) -> Option<((usize, usize), String)> {
    const NOUNS: &[&str] = &["voice", "accent", "voz", "voix", "stimme", "voce", "suara", "narrator", "tone"];
    const BEFORE: &[&str] = &[
        "in", "with", "a", "an", "the", "by", "using", "en", "con", "una", "avec", "une", "d", "mit",
        "einer", "com", "uma", "un", "dengan", "use", "as", "em",
    ];
    let tokens = clause.tokens;
    // "Voice: warm female."
    let label = (clause.before..clause.end.saturating_sub(2))
        .find(|&at| tokens[at].text == "voice" && tokens[at + 1].is_mark(":") && describes(&tokens[at + 2]));
    if let Some(at) = label {
        let to = (at + 2..clause.end)
            .take_while(|&word| describes(&tokens[word]))
            .last()
            .map_or(at + 3, |last| last + 1);
        return Some(((at, to), text[tokens[at + 2].start..tokens[to - 1].end].to_owned()));
    }
    if let Some(found) = described_speech(text, clause) {
        return Some(found);
    }
    let Some(noun) = (clause.before..clause.end).rev().find(|&at| {
        let after = (tokens[at + 1..clause.end].first())
            .is_some_and(|token| VOICES_AFTER.contains(&token.text.as_str()));
        NOUNS.contains(&tokens[at].text.as_str())
            && (at > clause.before
                && (describes(&tokens[at - 1]) || BEFORE.contains(&tokens[at - 1].text.as_str()))
                || after)
    }) else {
        return listed_voice(clause);
    };
    let mut from = noun;
    // "A deep, slow voice", "a warm and friendly voice".
    let listed = |at: usize| {
        at > clause.before + 1
            && (tokens[at - 1].is_mark(",") || tokens[at - 1].text == "and")
            && describes(&tokens[at - 2])
            && describes(&tokens[at])
    };
    while from > clause.before && (describes(&tokens[from - 1]) || listed(from)) {
        from -= 1;
    }
    let mut to = noun + 1;
    while to < clause.end && VOICES_AFTER.contains(&tokens[to].text.as_str()) {
        to += 1;
    }
    let described = if to > noun + 1 && from == noun { (noun + 1, to) } else { (from, noun) };
    if described.0 == described.1 {
        return None;
    }
    let accent = tokens[noun].text == "accent" || tokens[noun].text == "narrator";
    let last = if accent { noun } else { described.1 - 1 };
    let words = text[tokens[described.0].start..tokens[last].end].to_owned();
    while from > clause.before && BEFORE.contains(&tokens[from - 1].text.as_str()) {
        from -= 1;
    }
    Some(((from, to), words))
}

/// `say "hello", female, warm`: words for a voice alone between marks, beside the words to say.
fn listed_voice(clause: &Clause<'_>) -> Option<((usize, usize), String)> {
    // Languages and tempos have parameters of their own.
    const OTHERWISE: &[&str] =
        &["slow", "fast", "very", "english", "french", "german", "spanish", "italian", "japanese"];
    let tokens = &clause.tokens[..clause.end];
    let ends = |at: usize| tokens.get(at).is_none_or(|token| token.kind != Kind::Word);
    let quoted = tokens[clause.start..].iter().any(|token| token.kind == Kind::Quote);
    let mut listed = Vec::new();
    let mut at = clause.before;
    while quoted && at < clause.end {
        let to = (at..=clause.end).find(|&at| ends(at)).unwrap_or(clause.end);
        let describes =
            |word: usize| describes(&tokens[word]) && !OTHERWISE.contains(&tokens[word].text.as_str());
        if to > at && (at == clause.before || ends(at - 1)) && (at..to).all(describes) {
            listed.extend(at..to);
        }
        at = to + 1;
    }
    let (first, last) = (*listed.first()?, *listed.last()?);
    let words: Vec<&str> = listed.iter().map(|&at| tokens[at].text.as_str()).collect();
    Some(((first, last + 1), words.join(" ")))
}

/// `calm female voiceover: …`, `voice-over, female, calm: …`: words for a voice beside the noun for what is made.
fn described_speech(text: &str, clause: &Clause<'_>) -> Option<((usize, usize), String)> {
    const SPEECHES: &[&str] = &["voiceover", "narration", "narrator", "announcement", "recording", "audio"];
    const PERSONS: &[&str] = &[
        "male", "female", "child", "childs", "mans", "womans", "old", "young", "deep", "calm", "warm",
        "soft", "cheerful",
    ];
    let tokens = clause.tokens;
    let noun = |at: usize| {
        let two = at + 1 < clause.end && tokens[at].text == "voice" && tokens[at + 1].text == "over";
        (two || SPEECHES.contains(&tokens[at].text.as_str())).then_some(at + 1 + usize::from(two))
    };
    let (at, to) = (clause.before..clause.end.min(clause.before + 8)).find_map(|at| Some((at, noun(at)?)))?;
    let mut from = at;
    while from > clause.before && describes(&tokens[from - 1]) {
        from -= 1;
    }
    let known = |from: usize, to: usize| (from..to).any(|at| PERSONS.contains(&tokens[at].text.as_str()));
    if from < at && known(from, at) {
        return Some(((from, at), text[tokens[from].start..tokens[at - 1].end].to_owned()));
    }
    // Behind it each word stands alone, and a colon or the words follow.
    let mut place = to;
    while place + 1 < clause.end && tokens[place].is_mark(",") && describes(&tokens[place + 1]) {
        place += 2;
    }
    let said: Vec<&str> =
        (to..place).filter(|&at| tokens[at].kind == Kind::Word).map(|at| tokens[at].text.as_str()).collect();
    (place > to && known(to, place)).then(|| ((to, place), said.join(" ")))
}
