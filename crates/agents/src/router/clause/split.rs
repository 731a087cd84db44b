//! Where a request is cut.

use super::{
    super::{
        lexicon::{Concept, LEXICON},
        text::{Kind, Token},
    },
    COMMANDS, Clause, Order,
    fragment::{goes_on_alike, is_done_elsewhere, is_only_a_tool, names_a_step},
    heads::{noun_head, records, talks},
    join::by_what_is_before,
    order::{self, is_state, step_number},
};

/// Tokens looked at behind a separator to judge what begins there; a command says so sooner.
const LOOK_AHEAD: usize = 60;

/// The clauses of a request.
pub fn split<'a>(text: &str, tokens: &'a [Token]) -> Vec<Clause<'a>> {
    let mut separators: Vec<_> = (0..tokens.len()).map(|at| separator(text, tokens, at)).collect();
    let mut labels = number_list(tokens, &mut separators);
    labels.extend(step_labels(tokens, &mut separators));
    keep_courtesy_whole(tokens, &mut separators);
    keep_commands_whole(tokens, &mut separators);
    let mut clauses = Vec::new();
    let mut start = match separators.first() {
        Some(Some((length @ 2.., true))) => (*length).min(tokens.len()),
        _ => 0,
    };
    let mut strong = true;
    // Behind `say:` a weak separator is one of the words.
    let mut saying = false;
    let mut at = start;
    while at < tokens.len() {
        let Some((length, is_strong)) = separators[at] else {
            at += 1;
            continue;
        };
        let (mut next, mut next_strong) = (at + length, is_strong);
        while let Some(Some((more, also))) = separators.get(next)
            && *more > 0
        {
            next += more;
            next_strong |= also;
        }
        let announced = tokens[at].is_mark(":") && {
            let words = Clause::new(tokens, start, at, strong);
            saying |= words.lead(Concept::Say).is_some_and(|(_, end)| end >= words.end);
            let quoted = tokens.get(next).is_some_and(|token| token.kind == Kind::Quote);
            // "Speak slowly: '…'".
            words.is_announcement()
                || quoted && words.lead(Concept::Say).is_some() && words.end <= words.start + 6
                || words.lead(Concept::Say).is_some() && words.end <= words.start + SAYING_WORDS_MAX
        };
        if at > start
            && next < tokens.len()
            && !announced
            && (next_strong || !saying)
            && !order::is_only_order(&tokens[start..at])
            && (labels.iter().any(|label| (at..next).contains(label))
                || begins_step(tokens, &separators, (start, next), next_strong))
        {
            clauses.push(labelled(Clause::new(tokens, start, at, strong)));
            (start, strong, saying) = (next, next_strong, false);
        }
        at = next.max(at + 1);
    }
    clauses.push(labelled(Clause::new(tokens, start, tokens.len(), strong)));
    clauses.retain(|clause| !clause.is_empty());
    clauses
}

/// Words a command to speak may have in front of the colon behind which the words stand.
const SAYING_WORDS_MAX: usize = 14;

/// A clause behind `step two:` is the second.
fn labelled(clause: Clause<'_>) -> Clause<'_> {
    let number = clause.opening.checked_sub(3).filter(|&at| clause.tokens[at].text == "step");
    let number = number.and_then(|at| step_number(&clause.tokens[at + 1]));
    Clause { order: number.map(Order::Step).or(clause.order), ..clause }
}

/// `1. draw a house 2. animate it`: in a list that begins with 1, the numbers that follow separate, and all behind them
/// are steps. Where they stand.
fn number_list(tokens: &[Token], separators: &mut [Option<(usize, bool)>]) -> Vec<usize> {
    let dotted = |at: usize| tokens.get(at + 1).is_some_and(|token| token.is_mark(".") || token.is_mark(")"));
    if !(tokens.first().is_some_and(|token| token.text == "1") && dotted(0)) {
        return Vec::new();
    }
    separators[0] = Some((2, true));
    let mut labels = Vec::new();
    let mut next = 2;
    for at in 1..tokens.len() {
        if tokens[at].kind == Kind::Number && tokens[at].text == next.to_string() && dotted(at) {
            separators[at] = Some((2, true));
            labels.push(at);
            next += 1;
        }
    }
    labels
}

/// `Step one: draw a house. Step two: animate it`. Where the labels stand.
fn step_labels(tokens: &[Token], separators: &mut [Option<(usize, bool)>]) -> Vec<usize> {
    const COUNTED: &[&str] = &["one", "two", "three", "four", "five", "six", "1", "2", "3", "4", "5", "6"];
    let mut labels = Vec::new();
    for at in 0..tokens.len().saturating_sub(2) {
        let label = matches!(tokens[at].text.as_str(), "step" | "part" | "stage");
        let mark = tokens[at + 2].kind == Kind::Mark;
        let thing = matches!(tokens[at].text.as_str(), "first" | "second" | "third" | "fourth")
            && matches!(tokens[at + 1].text.as_str(), "thing" | "step" | "task" | "job");
        if thing && mark || label && mark && COUNTED.contains(&tokens[at + 1].text.as_str()) {
            separators[at] = Some((3, true));
            labels.push(at);
        }
    }
    labels
}

/// `Do me a favour and draw …`: the `and` of a phrase of courtesy separates nothing.
fn keep_courtesy_whole(tokens: &[Token], separators: &mut [Option<(usize, bool)>]) {
    for at in 0..tokens.len() {
        let whole = [Concept::Filler, Concept::Again].into_iter();
        let longest =
            whole.filter_map(|concept| LEXICON.find(tokens, at, concept)).max_by_key(|found| found.0);
        if let Some((length @ 3.., _)) = longest {
            separators[at + 1..at + length].fill(None);
        }
    }
}

/// `Lass sie dann sagen …`: the adverb inside a command separates nothing.
fn keep_commands_whole(tokens: &[Token], separators: &mut [Option<(usize, bool)>]) {
    for at in 2..tokens.len() {
        let named =
            |at: usize, concept| LEXICON.find(tokens, at, concept).is_some_and(|(length, _)| length == 1);
        if tokens[at].kind == Kind::Word
            && separators[at].is_some()
            && named(at - 2, Concept::Causative)
            && named(at - 1, Concept::It)
            && tokens
                .get(at + 1)
                .is_some_and(|_| [Concept::Talk, Concept::Motion].into_iter().any(|verb| named(at + 1, verb)))
        {
            separators[at] = None;
        }
    }
}

/// A separator at `at`: tokens it takes (0 for a line break) and whether it is strong.
fn separator(text: &str, tokens: &[Token], at: usize) -> Option<(usize, bool)> {
    let token = &tokens[at];
    if token.kind == Kind::Mark
        && matches!(token.text.as_str(), ";" | "." | "!" | "?" | ">" | "→" | "+" | "…")
    {
        return Some((1, true));
    }
    if let Some((length, _)) = LEXICON.find(tokens, at, Concept::Then) {
        return Some((length, true));
    }
    // "16:9".
    let number =
        |at: Option<usize>| at.and_then(|at| tokens.get(at)).is_some_and(|token| token.kind == Kind::Number);
    if token.is_mark(":") && number(at.checked_sub(1)) && number(Some(at + 1)) {
        return None;
    }
    if token.is_mark(",")
        || token.is_mark(":")
        || token.is_mark("-")
        || token.is_mark("–")
        || token.is_mark("—")
    {
        return Some((1, false));
    }
    if let Some((length, _)) = LEXICON.find(tokens, at, Concept::And) {
        return Some((length, false));
    }
    if at > 0 && (asks_politely(tokens, at) || moves(tokens, at)) {
        return Some((0, false));
    }
    let line_break = at > 0 && text[tokens[at - 1].end..token.start].contains('\n');
    line_break.then_some((0, true))
}

/// `…, could you`, `… please`: a command behind it begins a step even without a mark in between.
fn asks_politely(tokens: &[Token], at: usize) -> bool {
    const POLITE: &[&str] = &[
        "please", "pls", "plz", "kindly", "can", "could", "would", "will", "if", "i", "id", "so", "need",
        "want",
    ];
    !matches!(tokens[at - 1].text.as_str(), "how" | "what" | "why" | "who")
        && POLITE.contains(&tokens[at].text.as_str())
        && LEXICON
            .find(tokens, at, Concept::Filler)
            .is_some_and(|(length, _)| LEXICON.longest(tokens, at + length, &COMMANDS).0 > 0)
}

/// `… before animating it`, `… but first remove the background`.
fn moves(tokens: &[Token], at: usize) -> bool {
    [Concept::Before, Concept::After, Concept::First].into_iter().any(|concept| {
        LEXICON.find(tokens, at, concept).is_some_and(|(length, _)| {
            LEXICON.longest(tokens, at + length, &COMMANDS).0 > 0 || is_state(tokens, at + length)
        })
    })
}

/// Whether a new step begins at `at`, behind a part that begins at `from`.
fn begins_step(
    tokens: &[Token],
    separators: &[Option<(usize, bool)>],
    (from, at): (usize, usize),
    strong: bool,
) -> bool {
    let limit = tokens.len().min(at + LOOK_AHEAD);
    let next = |wanted: fn(&(usize, bool)) -> bool| {
        (at + 1..limit).find(|&place| separators[place].as_ref().is_some_and(wanted)).unwrap_or(limit)
    };
    let clause = Clause::new(tokens, at, next(|&(length, strong)| length > 0 && strong), strong);
    if clause.start >= clause.end {
        return false;
    }
    if let Some(begins) = by_what_is_before(&clause, from, next(|_| true)) {
        return begins;
    }
    if tokens[at - 1].text == "with" {
        return adds_narration(&clause);
    }
    // "An owl -> oil painting", "…, then the same as a video".
    let text = |at: usize| tokens[..clause.end].get(at).map_or("", |token| token.text.as_str());
    // "Background out, and in its place: a vineyard".
    if text(clause.start) == "in"
        && matches!(text(clause.start + 1), "its" | "his" | "her")
        && text(clause.start + 2) == "place"
    {
        return true;
    }
    let arrow = tokens[at - 1].is_mark(">") || tokens[at - 1].is_mark("→");
    let same = clause.tokens[clause.start].text == "the"
        && clause.tokens[..clause.end].get(clause.start + 1).is_some_and(|token| token.text == "same")
        && clause.find(Concept::Video).is_some();
    let places = || Clause::new(tokens, from, at - 1, strong).is_only(&[Concept::Background]);
    arrow && !places()
        || strong && same
        || goes_on_alike(&clause, from)
        || names_a_step(&Clause::new(tokens, at, next(|_| true), strong), tokens[at - 1].is_mark(","))
        || strong && clause.find_from(clause.opening, Concept::Chat).is_some() && clause.is_talk()
        || order::in_front(&tokens[..clause.end], clause.opening, clause.start).is_some()
        || is_done_elsewhere(&Clause::new(tokens, at, next(|_| true), strong))
        || is_only_a_tool(
            &Clause::new(tokens, at, next(|_| true), strong),
            &Clause::new(tokens, from, at - 1, strong),
        )
        || leads_in(&clause, tokens[at - 1].is_mark(","))
        || ends_in(&Clause::new(tokens, at, next(|_| true), strong))
}

/// `… with a voice-over saying …`: the only `with` that begins a step.
fn adds_narration(clause: &Clause<'_>) -> bool {
    let Some((start, end)) = noun_head(clause, Concept::Speech) else { return false };
    let named =
        clause.tokens[start..end].iter().map(|token| token.text.as_str()).collect::<Vec<_>>().join(" ");
    // "A film set with a narrator": somebody who is seen.
    let says = clause.tokens[start..clause.end]
        .iter()
        .any(|token| token.kind == Kind::Quote || token.is_mark(":") || token.text == "saying");
    clause.at(clause.start, Concept::It).is_none()
        && (named != "narrator" || says)
        && (!matches!(clause.tokens[clause.start].text.as_str(), "the" | "my" | "attached")
            || clause.tokens[clause.start..clause.end].iter().any(|token| token.kind == Kind::Quote))
        && matches!(
            named.as_str(),
            "voice over" | "voiceover" | "narration" | "narrator" | "spoken text" | "audio narration"
        )
}

/// Whether a clause ends in the command of a verb-final language.
fn ends_in(clause: &Clause<'_>) -> bool {
    clause.end > clause.start && COMMANDS.iter().any(|&concept| clause.tail(concept).is_some())
}

/// Whether a clause begins with a command, judged more strictly after a comma or `and`.
fn leads_in(clause: &Clause<'_>, comma: bool) -> bool {
    let next = clause.start + clause.lead.0;
    let names = |concepts: &[Concept]| concepts.iter().any(|&concept| clause.at(next, concept).is_some());
    let object = names(&[Concept::It, Concept::Both, Concept::Article, Concept::Background, Concept::Face]);
    let possessed = clause.tokens[..clause.end].get(next).is_some_and(|token| {
        matches!(token.text.as_str(), "its" | "his" | "her" | "their" | "everything" | "any" | "all" | "more")
    });
    let object = object || possessed;
    let long = clause.lead.0 >= 2;
    let quoted = clause.tokens[next..clause.end]
        .iter()
        .take(8)
        .any(|token| token.kind == Kind::Quote || token.is_mark(":"));
    let clear = [Concept::Animate, Concept::LipSync, Concept::Upscale, Concept::FaceRestore];
    let moves = clause.lead(Concept::Causative).is_some()
        && names(&[Concept::It])
        && (next + 1..clause.end.min(next + 4)).any(|at| clause.at(at, Concept::Motion).is_some());
    // "… and then have the camera drift towards it".
    let moves = moves
        || clause.lead(Concept::Causative).is_some()
            && matches!(
                clause.tokens[..clause.end].get(next).map_or("", |token| token.text.as_str()),
                "the" | "his" | "her" | "its" | "their"
            )
            && (next + 1..clause.end.min(next + 5)).any(|at| clause.at(at, Concept::Motion).is_some());
    // "…, then a narrator reads: …".
    let text = |at: usize| clause.tokens[..clause.end].get(at).map_or("", |token| token.text.as_str());
    let narrator = clause.start + usize::from(matches!(text(clause.start), "a" | "the"));
    let narrates = matches!(text(narrator), "narrator" | "voice" | "announcer")
        && matches!(text(narrator + 1), "says" | "reads" | "saying" | "reading");
    if narrates
        || records(clause)
        || moves
        || clear.into_iter().any(|concept| clause.lead(concept).is_some())
        || talks(clause).is_some()
    {
        return true;
    }
    // "Terracotta and sage, boho": a colour, though it is a command in German.
    let listed = clause.tokens[..clause.end].get(next).is_none_or(|token| token.is_mark(","));
    if clause.lead(Concept::Say).is_some()
        && (!listed || clause.strong)
        && (quoted || clause.strong || !comma || long)
    {
        return true;
    }
    if clause.lead(Concept::Ask).is_some() && (clause.strong || object || long) {
        return true;
    }
    if clause.lead(Concept::Make).is_some() || clause.lead(Concept::Again).is_some() {
        let numbered = clause.tokens.get(next).is_some_and(|token| token.kind == Kind::Number);
        // "I had this idea: could you paint Emperor Akbar …".
        let asked = clause.before + 2 <= clause.start
            && matches!(clause.tokens[clause.before].text.as_str(), "could" | "can" | "would" | "will");
        return clause.strong
            || object
            || numbered
            || asked
            || names(&[Concept::Video, Concept::Speech, Concept::Picture]);
    }
    let changes = [
        Concept::Edit,
        Concept::MakeThe,
        Concept::Remove,
        Concept::Replace,
        Concept::Blur,
        Concept::Combine,
        Concept::Restore,
        Concept::Restyle,
    ];
    if changes.into_iter().any(|concept| clause.lead(concept).is_some()) {
        // "…, please restore": nothing more is said.
        let alone = next >= clause.end
            && matches!(clause.tokens[clause.before].text.as_str(), "please" | "pls" | "kindly");
        return clause.strong || object || long || alone;
    }
    // "…, and from that a short film of 7 seconds".
    let from_it = matches!(text(clause.start), "from" | "of")
        && matches!(text(clause.start + 1), "that" | "it" | "this");
    let behind = Clause { start: (clause.start + 2).min(clause.end), ..*clause };
    if from_it && noun_head(&behind, Concept::Video).is_some() {
        return true;
    }
    noun_head(clause, Concept::Video).is_some()
        || noun_head(clause, Concept::Speech).is_some()
            && !matches!(clause.tokens[clause.start].text.as_str(), "my" | "this" | "his" | "her" | "our")
        || new_picture(clause)
}

/// `a picture of …` behind a separator is another picture; `a painting on the wall` is not.
fn new_picture(clause: &Clause<'_>) -> bool {
    // "Black and white photo of" has no article, "and a photo of" has.
    clause.at(clause.start, Concept::Article).is_some()
        && [Concept::Picture, Concept::Artwork].into_iter().any(|concept| {
            noun_head(clause, concept).is_some_and(|(_, end)| {
                clause.at(end, Concept::Of).is_some() && clause.tokens[end].text == "of"
            })
        })
}
