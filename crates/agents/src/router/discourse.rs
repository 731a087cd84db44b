//! Layer 3c: from clauses to steps: in the order they are done, and without what only talks about them.
//!
//! People explain before they ask ("this is the only photo we have, can you restore it"), put a length or a shape
//! in front ("8 seconds, 16:9: waves"), take back what they said ("forget that one"), and say what comes last
//! first ("upscale it after removing the background"). Such parts are no steps; what they say is kept with the
//! step they are about.

use super::{
    clause::{COMMANDS, Clause, Order},
    intent::content,
    lexicon::{Concept, LEXICON},
    settings::{self, Setting},
    text::{Kind, Token},
};
use crate::request::AgentRequest;

/// A clause that is a step.
pub struct Step<'a> {
    /// The clause.
    pub clause: Clause<'a>,
    /// Its parameters, and those said before it.
    pub settings: Vec<Setting>,
    /// Whether what the conversation has made no longer counts.
    pub fresh: bool,
    /// Whether it only says what stays as it is.
    pub keeps: bool,
}

/// The steps of a request.
pub fn steps<'a>(mut clauses: Vec<Clause<'a>>, request: &AgentRequest<'_>) -> Vec<Step<'a>> {
    put_in_order(&mut clauses);
    let at_hand = !(request.attachments.is_empty() && request.context.results.is_empty());
    let count = clauses.len();
    // A remark is one only if something is asked for behind it.
    let asks: Vec<bool> = clauses.iter().map(|clause| has_command(clause) || clause.is_talk()).collect();
    let mut steps: Vec<Step<'a>> = Vec::new();
    let (mut carried, mut remark, mut fresh) = (Vec::new(), None, false);
    for (index, clause) in clauses.into_iter().enumerate() {
        let found = settings::find(clause.tokens, clause.before, clause.end, request.styles);
        let last = index + 1 == count;
        if takes_back(&clause) {
            fresh = true;
            continue;
        }
        let clause = match behind_the_reset(&clause) {
            Some(rest) => {
                fresh = true;
                rest
            }
            None => clause,
        };
        if !last && (is_applause(&clause, at_hand) || steps.is_empty() && only_sets(&clause, &found)) {
            carried.extend(found);
            remark.get_or_insert(clause.before);
            continue;
        }
        let asked_later = asks[index + 1..].contains(&true) || at_hand;
        if !last && asked_later && is_remark(&clause, at_hand, steps.is_empty()) {
            carried.extend(
                found.into_iter().filter(|setting| {
                    !matches!(settings::kind(&setting.value), "strength" | "motion_strength")
                }),
            );
            remark.get_or_insert(clause.before);
            continue;
        }
        if index > 0 && !steps.is_empty() && (shows_only(&clause) || signs_off(&clause)) {
            continue;
        }
        if !last && at_hand && steps.is_empty() && keeps(&clause) {
            remark.get_or_insert(clause.before);
            continue;
        }
        let keeps = !steps.is_empty() && keeps(&clause);
        let mut clause = without_settings_in_front(clause, &found);
        if let Some(from) = remark.take() {
            clause.before = from.min(clause.before);
        }
        let mut settings = std::mem::take(&mut carried);
        settings.extend(found);
        steps.push(Step { clause, settings, fresh, keeps });
    }
    steps
}

/// Moves clauses that `before`, `after` and `first` move.
fn put_in_order(clauses: &mut [Clause<'_>]) {
    let mut at = 0;
    while at < clauses.len() {
        match clauses[at].order {
            Some(Order::AfterNext) if at == 0 && clauses.len() > 1 => {
                clauses.swap(0, 1);
                at += 1;
            }
            Some(Order::BeforePrevious) if at > 0 => clauses.swap(at - 1, at),
            _ => {}
        }
        at += 1;
    }
}

fn has_command(clause: &Clause<'_>) -> bool {
    COMMANDS.iter().any(|&command| command != Concept::Causative && clause.command(command).is_some())
}

/// "Ok leave that", "different idea altogether".
fn takes_back(clause: &Clause<'_>) -> bool {
    let talk = [Concept::Reset, Concept::Interjection, Concept::Filler, Concept::Chat];
    clause.find_from(clause.before, Concept::Reset).is_some() && clause.is_only(&talk)
}

/// "Something different: a giraffe": what is behind the colon.
fn behind_the_reset<'a>(clause: &Clause<'a>) -> Option<Clause<'a>> {
    let (from, to) = clause.find_from(clause.before, Concept::Reset)?;
    let leads = from <= clause.start && to < clause.end && clause.tokens[to].kind == Kind::Mark;
    let rest = leads.then(|| Clause::new(clause.tokens, to + 1, clause.end, clause.strong))?;
    (!rest.is_empty() && rest.start < rest.end).then_some(rest)
}

/// "Lovely, …", "namaste ji, …".
fn is_applause(clause: &Clause<'_>, at_hand: bool) -> bool {
    let words = clause.end - clause.start;
    clause.is_talk() && (at_hand || clause.find(Concept::Greeting).is_some() || words > 1)
}

/// "Show me" behind what is to be shown.
fn shows_only(clause: &Clause<'_>) -> bool {
    const SHOWN: &[&str] =
        &["show", "me", "us", "it", "that", "see", "let", "the", "result", "draw", "paint"];
    clause.tokens[clause.start..clause.end].iter().all(|token| SHOWN.contains(&token.text.as_str()))
        && clause.tokens[clause.start].text != "it"
}

/// "Thank you, Edith".
fn signs_off(clause: &Clause<'_>) -> bool {
    const THANKS: &[&str] = &["thank", "thanks", "regards", "cheers", "love", "sincerely", "yours"];
    clause.end - clause.before <= 5
        && THANKS.contains(&clause.tokens[clause.before].text.as_str())
        && !has_command(clause)
}

/// "Keep the mug", "don't touch the rest": nothing to do.
fn keeps(clause: &Clause<'_>) -> bool {
    const STAYS: &[&str] =
        &["keep", "leave", "preserve", "dont", "do", "nothing", "only", "not", "everything"];
    let words = &clause.tokens[clause.start..clause.end];
    let text = |at: usize| words.get(at).map_or("", |token| token.text.as_str());
    let adds = words.iter().any(|token| matches!(token.text.as_str(), "add" | "put" | "make" | "but"));
    STAYS.contains(&text(0))
        && (text(0) != "do" || text(1) == "not")
        && (text(0) != "everything" || text(1) == "else")
        && (text(0) != "only" || words.len() <= 4)
        && !adds
}

/// Only parameters, perhaps with their names: "at 1.5x speed", "square format".
fn only_sets(clause: &Clause<'_>, settings: &[Setting]) -> bool {
    const VOICES: &[&str] = &["voice", "accent", "tone"];
    let bare = [
        Concept::Picture,
        Concept::With,
        Concept::Of,
        Concept::It,
        Concept::Make,
        Concept::Edit,
        Concept::Something,
    ];
    let words = clause.end - clause.start;
    let voiced =
        words <= 4 && !has_command(clause) && VOICES.contains(&clause.tokens[clause.end - 1].text.as_str());
    let names_style = settings.iter().any(|setting| settings::kind(&setting.value) == "style");
    let ordered = has_command(clause) && clause.tokens[clause.start].text != "use";
    voiced || !settings.is_empty() && !names_style && !ordered && content(clause, settings, &bare) == 0
}

/// A clause that tells something and asks for nothing.
fn is_remark(clause: &Clause<'_>, at_hand: bool, first: bool) -> bool {
    const HERE: &[&str] = &["this", "here", "heres", "thats", "that", "these", "its", "attached", "too"];
    const PERSONS: &[&str] =
        &["i", "im", "ive", "id", "we", "were", "weve", "my", "our", "its", "it", "they", "he", "she", "sir"];
    const PREPOSITIONS: &[&str] =
        &["in", "on", "for", "from", "with", "about", "regarding", "of", "to", "back", "go"];
    if clause.tokens[clause.start..clause.end].iter().any(|token| token.kind == Kind::Quote) {
        return false;
    }
    let at = clause.start;
    let opening = clause.tokens[at].text.as_str();
    let tells = tells(clause);
    if back_to(clause) {
        return at_hand;
    }
    // "I want it on A3": what it is for, and no order.
    let purposed = clause.lead(Concept::Edit).is_some_and(|(start, end)| {
        clause.tokens[start].text == "i"
            && clause.tokens[..clause.end]
                .get(end)
                .is_some_and(|token| matches!(token.text.as_str(), "on" | "for"))
    });
    if !purposed && (has_command(clause) || super::clause::talks(clause).is_some()) {
        return false;
    }
    if at_hand && first && (purposed || speaks_of(clause)) {
        return true;
    }
    let made = [Concept::Video, Concept::Speech]
        .into_iter()
        .any(|noun| super::clause::noun_head(clause, noun).is_some());
    let indefinite = matches!(opening, "a" | "an" | "two" | "three" | "some");
    if made && !tells {
        return false;
    }
    if at_hand {
        let names = |concept| clause.mentions(concept);
        let pictured = names(Concept::It) || names(Concept::Picture) || names(Concept::Artwork);
        let fronted = PREPOSITIONS.contains(&opening) && pictured && clause.end - at <= 7;
        let bare_remark = HERE.contains(&opening)
            || PERSONS.contains(&opening) && !matches!(opening, "my" | "our" | "it" | "its");
        return first && (bare_remark || fronted) || tells && !indefinite;
    }
    let purpose = matches!(opening, "for" | "regarding" | "about") && clause.end - at <= 8
        || matches!(opening, "thinking" | "planning");
    first && purpose || first && tells && PERSONS.contains(&opening)
}

/// "Hmm, too gloomy", "see that pole?", "I want to print this", "old photo of my gran": nothing is ordered.
fn speaks_of(clause: &Clause<'_>) -> bool {
    const OPENINGS: &[&str] = &["see", "notice", "look", "too", "thinking"];
    let tokens = &clause.tokens[..clause.end];
    let start = clause.start;
    let softly = clause.at(start, Concept::Interjection).unwrap_or(0);
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    let wished = matches!(text(clause.before), "i" | "we") && clause.before < start;
    let noun = [Concept::Picture, Concept::Artwork]
        .into_iter()
        .any(|noun| (start..clause.end.min(start + 2)).any(|at| clause.at(at, noun).is_some()))
        && matches!(text(start), "old" | "photo" | "picture" | "pic" | "scan" | "selfie" | "vintage");
    let instead = text(start) == "instead" && text(start + 1) == "of";
    OPENINGS.contains(&text(start + softly)) || instead || wished || noun && clause.mentions(Concept::Of)
}

/// "Go back to the picture": names what is meant and asks for nothing.
fn back_to(clause: &Clause<'_>) -> bool {
    let words: Vec<&str> =
        clause.tokens[clause.start..clause.end].iter().map(|token| token.text.as_str()).collect();
    let picked = matches!(words.as_slice(), ["use" | "take" | "go", ..])
        && words.len() <= 6
        && words.iter().any(|word| matches!(*word, "the" | "that"))
        && matches!(words.last(), Some(&("picture" | "image" | "photo" | "one" | "version")));
    let chosen = words.len() <= 6
        && matches!(words.as_slice(), ["go", "with", ..] | ["pick" | "choose", "the" | "that", ..]);
    if picked || chosen {
        return true;
    }
    matches!(
        words.as_slice(),
        ["go", "back", ..]
            | ["back", "to", ..]
            | ["return", "to", ..]
            | ["going", "back", ..]
            | ["look", "at", ..]
    ) || matches!(words.as_slice(), ["take" | "use", "the" | "this" | "that" | "my", ..])
        && clause.end - clause.start <= 5
        && clause.find(Concept::It).is_some()
        && !words.iter().any(|word| matches!(*word, "out" | "off" | "away" | "as" | "for" | "with"))
}

/// Whether a clause has a verb that tells rather than asks.
fn tells(clause: &Clause<'_>) -> bool {
    const VERBS: &[&str] = &[
        "is", "are", "was", "were", "am", "im", "its", "theres", "heres", "thats", "theyre", "hes", "shes",
        "has", "have", "had", "want", "wants", "wanted", "need", "needs", "looks", "look", "love", "loves",
        "like", "hate", "think", "told", "said", "says", "drew", "took", "came", "went", "got", "feels",
        "seems", "keeps", "dont", "doesnt", "isnt", "cant", "wont", "would", "will", "ive", "weve", "found",
        "made", "bought", "asked", "noticed", "uploaded", "attached", "sent", "posted", "been", "turned",
        "ended", "shows", "belongs", "means", "wrote", "painted", "shot", "did", "didnt", "lost", "gave",
        "sell", "run", "works", "work", "wasnt", "arent",
    ];
    clause.tokens[clause.start..clause.end].iter().any(|token| VERBS.contains(&token.text.as_str()))
}

/// `8 seconds, 16:9: waves` is about waves; its parameters are kept.
fn without_settings_in_front<'a>(clause: Clause<'a>, settings: &[Setting]) -> Clause<'a> {
    let mut at = clause.start;
    let mut set = false;
    while at < clause.end {
        let found = settings
            .iter()
            .filter(|setting| {
                setting.from <= at && at < setting.to && settings::kind(&setting.value) != "style"
            })
            .map(|setting| setting.to)
            .max();
        if let Some(to) = found {
            (at, set) = (to, true);
        } else if is_label(&clause.tokens[at]) {
            at += 1;
        } else {
            break;
        }
    }
    let ended = at > clause.start && clause.tokens[at - 1].kind == Kind::Mark;
    let command = at < clause.end && LEXICON.longest(&clause.tokens[..clause.end], at, &COMMANDS).0 > 0;
    if !set || at >= clause.end || !(ended || command) {
        return clause;
    }
    let rest = Clause::new(clause.tokens, at, clause.end, clause.strong);
    if rest.is_empty() || rest.start >= rest.end {
        return clause;
    }
    Clause { before: clause.before, order: clause.order, now: clause.now || rest.now, ..rest }
}

/// Words around parameters in front: `use`, `format:`, `and`.
fn is_label(token: &Token) -> bool {
    token.kind == Kind::Mark
        || matches!(
            token.text.as_str(),
            "use"
                | "with"
                | "using"
                | "and"
                | "in"
                | "a"
                | "an"
                | "the"
                | "format"
                | "size"
                | "ratio"
                | "aspect"
                | "length"
                | "duration"
                | "quality"
                | "at"
                | "for"
                | "set"
                | "to"
                | "please"
        )
}
