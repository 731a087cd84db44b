//! Parts of a request that tell something and ask for nothing.

use super::{
    super::{
        clause::Clause,
        lexicon::Concept,
        reference::only_leaves_out,
        settings,
        text::{Kind, Token},
    },
    has_command,
};

/// "…, can you fix it", "…, please restore": a command in the words of somebody who has explained something.
pub(super) fn asks_politely(clause: &Clause<'_>) -> bool {
    const POLITE: &[&str] = &[
        "please", "pls", "plz", "kindly", "can", "could", "would", "will", "so", "kannst", "konntest",
        "konnen", "bitte", "puedes", "podrias", "puede", "peux", "pouvez", "pourrais", "pourriez", "puoi",
        "potresti", "pode", "podes", "poderia", "bisa", "tolong",
    ];
    let refers = clause.at(clause.start + clause.lead.0, Concept::It).is_some();
    has_command(clause) && (POLITE.contains(&clause.tokens[clause.before].text.as_str()) || refers)
}

/// Words in front of a polite command, about what is attached: they name no new thing and order nothing.
pub(super) fn only_tells(clause: &Clause<'_>) -> bool {
    const NEW: &[&str] = &["a", "an", "two", "three", "some", "one", "with", "in", "and"];
    let words = &clause.tokens[clause.start..clause.end];
    !has_command(clause)
        && clause.find(Concept::Transparent).is_none()
        && super::super::clause::talks(clause).is_none()
        && !NEW.contains(&words[0].text.as_str())
        && words.len() >= 4
        && words.iter().all(|token| token.kind != Kind::Quote)
        && !tells_wish(words)
}

/// "Her hat should be red", "I'd like it darker": a wish of its own.
fn tells_wish(words: &[Token]) -> bool {
    const WISHES: &[&str] =
        &["should", "shouldnt", "must", "id", "would", "rather", "want", "wish", "like", "than"];
    words.iter().any(|token| WISHES.contains(&token.text.as_str()))
}

/// A clause that tells something and asks for nothing.
pub(super) fn is_remark(clause: &Clause<'_>, at_hand: bool, first: bool) -> bool {
    const HERE: &[&str] = &[
        "this", "here", "heres", "thats", "that", "these", "its", "attached", "too", "anexei", "anexo",
        "adjunto", "allego", "ecco", "voici",
    ];
    const PERSONS: &[&str] =
        &["i", "im", "ive", "id", "we", "were", "weve", "my", "our", "its", "it", "they", "he", "she", "sir"];
    const PREPOSITIONS: &[&str] =
        &["in", "on", "for", "from", "with", "about", "regarding", "of", "to", "back", "go"];
    if clause.tokens[clause.start..clause.end].iter().any(|token| token.kind == Kind::Quote) {
        return false;
    }
    if clause.is_state() {
        return false;
    }
    let at = clause.start;
    // "Ok so I've been reading …".
    let spoken = at + clause.at(at, Concept::Interjection).unwrap_or(0);
    let opening = clause.tokens[..clause.end].get(spoken).map_or("", |token| token.text.as_str());
    let tells = tells(clause);
    if back_to(clause) || corrects(clause) {
        return at_hand;
    }
    if at_hand
        && !has_command(clause)
        && (only_leaves_out(&clause.tokens[clause.before..clause.end]) || told_of(clause))
    {
        return true;
    }
    // "I want it on A3": what it is for, and no order.
    let purposed = clause.lead(Concept::Edit).is_some_and(|(start, end)| {
        clause.tokens[start].text == "i"
            && clause.tokens[..clause.end]
                .get(end)
                .is_some_and(|token| matches!(token.text.as_str(), "on" | "for"))
    });
    if !purposed && (has_command(clause) || super::super::clause::talks(clause).is_some()) {
        return false;
    }
    if at_hand && first && (purposed || speaks_of(clause)) {
        return true;
    }
    let made = [Concept::Video, Concept::Speech]
        .into_iter()
        .any(|noun| super::super::clause::noun_head(clause, noun).is_some());
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
    let opening = clause.before;
    let instead = text(opening) == "instead" && text(opening + 1) == "of";
    OPENINGS.contains(&text(start + softly)) || instead || wished || noun && clause.mentions(Concept::Of)
}

/// "I meant the giraffe", "i wanted the owl", "undo the night", "not yours, mine": which is meant, and no order.
fn corrects(clause: &Clause<'_>) -> bool {
    let text = |at: usize| clause.tokens[..clause.end].get(at).map_or("", |token| token.text.as_str());
    let at = clause.opening;
    let meant = matches!(text(at), "i" | "we")
        && matches!(text(at + 1), "meant" | "mean" | "wanted" | "prefer" | "preferred");
    let undone = matches!(text(clause.start), "undo" | "revert") && clause.end - clause.start <= 6;
    let denied = text(at) == "no"
        && clause.tokens[at..clause.end].iter().any(|token| matches!(token.text.as_str(), "mine" | "yours"));
    let wished = clause.tokens[at..clause.end]
        .iter()
        .any(|token| matches!(token.text.as_str(), "to" | "animated" | "bigger"));
    meant && !wished || undone || denied
}

/// "A colleague upscaled this one yesterday and it came out really well": somebody did something.
fn told_of(clause: &Clause<'_>) -> bool {
    const SOMEBODY: &[&str] =
        &["colleague", "friend", "brother", "sister", "wife", "husband", "designer", "photographer", "boss"];
    let words = &clause.tokens[clause.opening..clause.end];
    words.iter().any(|token| token.aside)
        && words.iter().take(3).any(|token| SOMEBODY.contains(&token.text.as_str()))
}

/// "The mascot you drew, the beaver, | he should say …", "that owl: | …", "the couch one, | I want it moving": what the
/// next clause is about, which names it by a pronoun.
pub(super) fn is_topic(clause: &Clause<'_>, next: Option<&Clause<'_>>) -> bool {
    const PRONOUNS: &[&str] =
        &["it", "he", "she", "him", "her", "them", "they", "that", "this", "its", "his"];
    const VERBS: &[&str] = &[
        "should", "needs", "must", "has", "have", "is", "are", "as", "into", "gets", "to", "could", "with",
        "without",
    ];
    let words = &clause.tokens[clause.start..clause.end];
    let definite = words.first().is_some_and(|token| matches!(token.text.as_str(), "the" | "that" | "my"));
    let names_a_tool = [
        Concept::Transparent,
        Concept::Video,
        Concept::Speech,
        Concept::Background,
        Concept::Upscale,
        Concept::Larger,
        Concept::Face,
    ]
    .into_iter()
    .any(|concept| clause.find(concept).is_some());
    let plain = words.iter().all(|token| {
        token.kind != Kind::Quote && token.kind != Kind::Number && !VERBS.contains(&token.text.as_str())
    });
    let styled =
        (clause.start..clause.end).any(|at| settings::style_at(&clause.tokens[..clause.end], at).is_some());
    let refers = next.is_some_and(|next| {
        let words = &next.tokens[next.opening..next.end];
        words.iter().take(6).any(|token| PRONOUNS.contains(&token.text.as_str()))
            && (has_command(next) || super::super::clause::talks(next).is_some())
    });
    definite && plain && !styled && !names_a_tool && words.len() <= 12 && !has_command(clause) && refers
}

/// "For the slideshow:", "For the anniversary post", "Amazon listing ke liye chahiye": what it is for, and nothing else.
pub(super) fn only_for(clause: &Clause<'_>) -> bool {
    let tokens = &clause.tokens[..clause.end];
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    let definite =
        matches!(text(clause.start + 1), "the" | "my" | "our" | "his" | "her" | "their" | "a" | "an");
    let fronted = text(clause.start) == "for" && definite && clause.end - clause.start <= 6;
    let behind = (clause.start..clause.end).any(|at| {
        text(at) == "ke"
            && text(at + 1) == "liye"
            && (at + 2..clause.end).all(|at| matches!(text(at), "chahiye" | "hai"))
    });
    (fronted || behind)
        && tokens[clause.start..].iter().all(|token| token.kind == Kind::Word)
        && [Concept::Video, Concept::Speech].into_iter().all(|made| clause.find(made).is_none())
}

/// `tokenise: cut him out`, `pic 1 - remove the pole`: a name for what is asked behind it.
pub(super) fn labels(clause: &Clause<'_>, next: Option<&Clause<'_>>) -> bool {
    let marked = clause.tokens.get(clause.end).is_some_and(|token| token.is_mark(":") || token.is_mark("-"));
    marked
        && clause.end - clause.before <= 2
        && !has_command(clause)
        && clause.tokens[clause.before..clause.end].iter().all(|token| token.kind != Kind::Quote)
        && next.is_some_and(has_command)
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
            | ["go", "on", "with", ..]
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
        "sell", "run", "works", "work", "wasnt", "arent", "makes", "draws", "paints", "play", "teach",
        "plays", "teaches", "goes", "gets", "turns", "collects", "owns", "lives", "asks", "promised",
        "showed", "happened", "ist", "sind", "hai", "hain", "tha", "thi", "raha", "rahi", "rahe", "wish",
        "hat", "haben", "esta", "estan", "est", "sont", "sono",
    ];
    clause.tokens[clause.start..clause.end].iter().any(|token| VERBS.contains(&token.text.as_str()))
}
