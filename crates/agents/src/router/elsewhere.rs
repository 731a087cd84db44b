//! What other programs are for: texts to write, code, tables, letters to send, sums, a computer that does not work.
//!
//! None of it is made here, and saying so serves better than a picture of it. A request that also names something to
//! see or hear is read as one for that.

use super::text::{Kind, Token};

/// What is asked instead.
pub const QUESTION: &str = "Pictures, videos and voice-overs are made here, not texts, programs or tables. What should be shown or said?";

/// Words in front of a verb that is an order.
const ORDERED: &[&str] = &[
    "please", "pls", "kindly", "you", "now", "next", "then", "also", "just", "ok", "okay", "hey", "hi", "me",
];
/// What writing makes that nobody sees or hears here.
const WRITTEN: &[&str] = &[
    "function",
    "code",
    "program",
    "python",
    "javascript",
    "typescript",
    "java",
    "html",
    "css",
    "sql",
    "regex",
    "bash",
    "macro",
    "essay",
    "email",
    "mail",
    "emails",
    "report",
    "article",
    "blog",
    "homework",
    "thesis",
    "resume",
    "cv",
    "excel",
    "spreadsheet",
    "query",
    "app",
    "poem",
    "haiku",
    "limerick",
    "sonnet",
    "lyrics",
    "joke",
    "novel",
    "speech",
];
/// What is sent.
const SENT: &[&str] = &["mail", "email", "emails", "mails", "sms", "text", "whatsapp", "newsletter"];
/// Something to see or hear: then the rest belongs to it.
const SHOWN: &[&str] = &[
    "picture",
    "image",
    "photo",
    "poster",
    "illustration",
    "drawing",
    "video",
    "clip",
    "animation",
    "voice",
    "voiceover",
    "read",
    "aloud",
    "narrate",
    "narration",
    "say",
    "saying",
    "sign",
    "logo",
    "flyer",
    "banner",
    "card",
    "thumbnail",
    "draw",
    "paint",
    "sketch",
    "cartoon",
    "render",
    "illustrate",
    "animate",
    "record",
    "scene",
    "wallpaper",
    "icon",
    "watercolour",
    "watercolor",
    "painting",
    "audio",
    "speak",
    "screenshot",
];
/// What is asked where something should be undone and nothing else is said.
pub const UNDONE: &str = "Nothing is ever lost: every version stays in the conversation. Go on from an earlier one, or say what should change.";

/// `undo that`, `go back please`: what was made should be as it was, and nothing tells how.
pub fn only_undoes(tokens: &[Token]) -> bool {
    const REST: &[&str] = &[
        "that", "it", "this", "please", "the", "last", "change", "edit", "one", "step", "back", "a", "now",
        "pls", "previous", "to", "version", "edits", "changes", "thing", "what", "you", "did", "just", "can",
        "could",
    ];
    let words: Vec<&str> =
        tokens.iter().filter(|token| token.kind != Kind::Mark).map(|token| token.text.as_str()).collect();
    let polite = usize::from(matches!(words.first(), Some(&("please" | "pls" | "ok" | "no"))));
    let undoes = matches!(
        words.get(polite..),
        Some(
            ["undo" | "revert" | "unmake", ..]
                | ["go" | "step", "back", ..]
                | ["can" | "could", "you", "undo" | "revert", ..]
        )
    );
    undoes
        && words[polite..]
            .iter()
            .skip(1)
            .all(|word| REST.contains(word) || matches!(*word, "undo" | "revert"))
}

/// How many words may stand between a verb and what it makes.
const BETWEEN_MAX: usize = 6;

/// Whether the request is for something that is never made here. `at_hand`: whether there is a file that a question may
/// be about.
pub fn is_other_work(tokens: &[Token], at_hand: bool) -> bool {
    if tokens.iter().any(|token| token.kind == Kind::Quote) {
        return false;
    }
    (0..tokens.len()).any(|at| {
        (is_ordered_text(tokens, at) || is_sum(tokens, at, at_hand) || is_trouble(tokens, at))
            && !tokens[sentence(tokens, at)..].iter().any(|token| SHOWN.contains(&token.text.as_str()))
    })
}

/// Where the sentence around a word begins.
fn sentence(tokens: &[Token], at: usize) -> usize {
    let ends = |token: &Token| [".", "!", "?", ":"].iter().any(|mark| token.is_mark(mark));
    tokens[..at].iter().rposition(ends).map_or(0, |mark| mark + 1)
}

/// `write a Python function`, `proofread my letter`, `send a mail to`, `i need an excel sheet`.
fn is_ordered_text(tokens: &[Token], at: usize) -> bool {
    let ordered =
        at == 0 || tokens[at - 1].kind == Kind::Mark || ORDERED.contains(&tokens[at - 1].text.as_str());
    let behind = &tokens[at + 1..tokens.len().min(at + 1 + BETWEEN_MAX)];
    let names = |words: &[&str]| behind.iter().any(|token| words.contains(&token.text.as_str()));
    match tokens[at].text.as_str() {
        "write" | "code" | "program" => ordered && names(WRITTEN),
        "proofread" | "debug" | "refactor" | "spellcheck" => ordered,
        "send" => ordered && names(SENT) && names(&["to"]),
        "need" | "want" => {
            at > 0 && matches!(tokens[at - 1].text.as_str(), "i" | "we") && names(&["excel", "spreadsheet"])
        }
        _ => false,
    }
}

/// `how many frames is that`, where there is nothing to count in.
fn is_sum(tokens: &[Token], at: usize, at_hand: bool) -> bool {
    const ASKED: &[&str] = &["is", "are", "do", "does", "did", "would", "can", "will", "was", "were"];
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    let opens = at == 0 || tokens[at - 1].kind == Kind::Mark;
    !at_hand
        && opens
        && text(at) == "how"
        && matches!(text(at + 1), "many" | "much")
        && (at + 2..=at + 5).any(|at| ASKED.contains(&text(at)))
}

/// `my laptop crashes …, what do i do`.
fn is_trouble(tokens: &[Token], at: usize) -> bool {
    const MACHINES: &[&str] =
        &["laptop", "computer", "pc", "mac", "phone", "printer", "wifi", "browser", "router"];
    const FAILS: &[&str] = &["crashes", "freezes", "crashed", "froze", "wont", "doesnt", "broke", "keeps"];
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    let asks = || {
        tokens.windows(3).any(|three| {
            matches!(
                (three[0].text.as_str(), three[1].text.as_str(), three[2].text.as_str()),
                ("what", "do" | "can" | "should", "i") | ("how", "do" | "can", "i")
            )
        })
    };
    text(at) == "my" && MACHINES.contains(&text(at + 1)) && FAILS.contains(&text(at + 2)) && asks()
}

#[cfg(test)]
mod tests {
    use super::{super::text::tokens, *};

    #[test]
    fn other_work_is_told_from_what_is_shown_or_said() {
        for text in [
            "write a python script that renames files",
            "Please proofread my application",
            "ok great. now send an email to the team",
            "i need a spreadsheet with the costs",
            "how many frames are there in an hour?",
            "my computer freezes when i export, what should i do",
        ] {
            assert!(is_other_work(&tokens(text), false), "{text}");
        }
        for text in [
            "write a poster about python code",
            "a girl who learns to write code",
            "write my name on the cake",
            "draw how many apples fit in a basket",
            "read this email to me",
            "send a rocket to the moon",
            "my laptop on a desk by the window",
        ] {
            assert!(!is_other_work(&tokens(text), false), "{text}");
        }
        assert!(!is_other_work(&tokens("how many people are there?"), true));
    }
}
