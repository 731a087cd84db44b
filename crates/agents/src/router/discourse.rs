//! Layer 3c: from clauses to steps: in the order they are done, and without what only talks about them.
//!
//! People explain before they ask ("this is the only photo we have, can you restore it"), put a length or a shape
//! in front ("8 seconds, 16:9: waves"), take back what they said ("forget that one"), and say what comes last
//! first ("upscale it after removing the background"). Such parts are no steps; what they say is kept with the
//! step they are about.

mod remark;
mod sequence;

use super::{
    clause::{COMMANDS, Clause},
    intent::content,
    lexicon::{Concept, LEXICON},
    reference::only_leaves_out,
    settings::{self, Setting},
    text::{Kind, Token},
};
use crate::request::AgentRequest;
use remark::{asks_politely, is_remark, is_topic, labels, only_for, only_tells};

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
    sequence::put_in_order(&mut clauses);
    let at_hand = !(request.attachments.is_empty() && request.context.results.is_empty());
    let count = clauses.len();
    // A remark is one only if something is asked for behind it.
    let asks: Vec<bool> = clauses.iter().map(|clause| has_command(clause) || clause.is_talk()).collect();
    let politely: Vec<bool> = clauses.iter().map(asks_politely).collect();
    let labelled: Vec<bool> =
        clauses.iter().enumerate().map(|(at, clause)| labels(clause, clauses.get(at + 1))).collect();
    let topics: Vec<bool> =
        clauses.iter().enumerate().map(|(at, clause)| is_topic(clause, clauses.get(at + 1))).collect();
    let attached = !request.attachments.is_empty();
    let mut steps: Vec<Step<'a>> = Vec::new();
    let (mut carried, mut remark, mut fresh) = (Vec::new(), None, false);
    for (index, clause) in clauses.into_iter().enumerate() {
        let found = settings::find(clause.tokens, clause.before, clause.end, request.styles);
        let last = index + 1 == count;
        if !last && counts_steps(&clause) {
            continue;
        }
        if takes_back(&clause) {
            fresh = true;
            continue;
        }
        if count > 1 && at_hand && is_set_aside(&clause) {
            remark.get_or_insert(clause.before);
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
        let told =
            attached && steps.is_empty() && politely.get(index + 1) == Some(&true) && only_tells(&clause);
        if !last
            && asked_later
            && (told
                || labelled[index] && at_hand
                || topics[index] && at_hand && steps.is_empty()
                || only_for(&clause)
                || is_remark(&clause, at_hand, steps.is_empty()))
        {
            carried.extend(
                found.into_iter().filter(|setting| {
                    !matches!(settings::kind(&setting.value), "strength" | "motion_strength")
                }),
            );
            remark.get_or_insert(clause.before);
            continue;
        }
        if index > 0 && !steps.is_empty() && only_leaves_out(&clause.tokens[clause.before..clause.end]) {
            continue;
        }
        let aimless = shows_only(&clause) || signs_off(&clause) || only_for(&clause);
        if index > 0 && !steps.is_empty() && (aimless || found.is_empty() && tells_purpose(&clause)) {
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

fn has_command(clause: &Clause<'_>) -> bool {
    COMMANDS.iter().any(|&command| command != Concept::Causative && clause.command(command).is_some())
}

/// "Two steps:", "three things".
fn counts_steps(clause: &Clause<'_>) -> bool {
    let words: Vec<&str> =
        clause.tokens[clause.before..clause.end].iter().map(|token| token.text.as_str()).collect();
    matches!(words.as_slice(), [count, "steps" | "things" | "tasks" | "parts"]
        if matches!(*count, "two" | "three" | "four" | "2" | "3" | "4" | "some" | "few"))
}

/// "Ok leave that", "different idea altogether".
fn takes_back(clause: &Clause<'_>) -> bool {
    let talk = [Concept::Reset, Concept::Interjection, Concept::Filler, Concept::Chat];
    clause.find_from(clause.before, Concept::Reset).is_some() && clause.is_only(&talk)
}

/// "Ignore the attachment, wrong file": nothing of it is meant.
fn is_set_aside(clause: &Clause<'_>) -> bool {
    let mut at = clause.before;
    let mut aside = false;
    while at < clause.end {
        let token = &clause.tokens[at];
        let (length, _) =
            LEXICON.longest(&clause.tokens[..clause.end], at, &[Concept::Filler, Concept::Interjection]);
        if length == 0 && token.kind != Kind::Mark && !token.aside {
            return false;
        }
        aside |= token.aside;
        at += length.max(1);
    }
    aside
}

/// "Something different: a giraffe": what is behind the colon.
fn behind_the_reset<'a>(clause: &Clause<'a>) -> Option<Clause<'a>> {
    let (from, to) = clause.find_from(clause.before, Concept::Reset)?;
    let leads = from <= clause.start
        && to < clause.end
        && (clause.tokens[to].kind == Kind::Mark || clause.tokens[to].text == "with");
    let rest = leads.then(|| Clause::new(clause.tokens, to + 1, clause.end, clause.strong))?;
    (!rest.is_empty() && rest.start < rest.end).then_some(rest)
}

/// "Lovely, …", "namaste ji, …".
fn is_applause(clause: &Clause<'_>, at_hand: bool) -> bool {
    let words = clause.end - clause.start;
    clause.is_talk()
        && (at_hand || clause.find_from(clause.opening, Concept::Greeting).is_some() || words > 1)
}

/// "Show me" behind what is to be shown.
fn shows_only(clause: &Clause<'_>) -> bool {
    const SHOWN: &[&str] =
        &["show", "me", "us", "it", "that", "see", "let", "the", "result", "draw", "paint"];
    clause.tokens[clause.start..clause.end].iter().all(|token| SHOWN.contains(&token.text.as_str()))
        && clause.tokens[clause.start].text != "it"
}

/// "We need 40 prints of it": what it is for, and no picture of its own.
fn tells_purpose(clause: &Clause<'_>) -> bool {
    let words = &clause.tokens[clause.opening..clause.end];
    let text = |at: usize| words.get(at).map_or("", |token| token.text.as_str());
    let wants = matches!(text(0), "we" | "i") && matches!(text(1), "need" | "want" | "have")
        || matches!(text(0), "its" | "thats" | "it") && matches!(text(1), "for" | "goes" | "is");
    let of_it = words.windows(2).any(|pair| {
        pair[0].text == "of" && matches!(pair[1].text.as_str(), "it" | "them" | "this" | "these")
    });
    let purpose = matches!(text(0), "its" | "thats" | "it")
        && words.iter().take(4).any(|token| token.text == "for" || token.text == "to");
    wants && (of_it || purpose) && words.len() <= 8 && clause.find(Concept::Video).is_none()
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
        &["keep", "leave", "preserve", "dont", "do", "nothing", "only", "not", "everything", "no", "never"];
    let words = &clause.tokens[clause.start..clause.end];
    let text = |at: usize| words.get(at).map_or("", |token| token.text.as_str());
    let adds = words.iter().any(|token| matches!(token.text.as_str(), "add" | "put" | "make" | "but"));
    STAYS.contains(&text(0))
        && (text(0) != "do" || text(1) == "not")
        && (text(0) != "no" || text(1) == "need" || words.iter().skip(1).all(|token| token.aside))
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
    // "In 16:9, a voice actor": the article belongs to what follows the mark.
    let article = at > clause.start + 1
        && at < clause.end
        && matches!(clause.tokens[at - 1].text.as_str(), "a" | "an" | "the")
        && clause.tokens[at - 2].kind == Kind::Mark;
    at -= usize::from(article);
    let ended = at > clause.start && clause.tokens[at - 1].kind == Kind::Mark;
    let command = at < clause.end && LEXICON.longest(&clause.tokens[..clause.end], at, &COMMANDS).0 > 0;
    // "Speak slowly: '…'": the command is part of it.
    let says = clause.lead(Concept::Say).is_some();
    if says || !set || at >= clause.end || !(ended || command) {
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
