//! A conversation's title from its first words.

use domain::limits::TITLE_FROM_PROMPT_CHARACTERS;

/// What a conversation is called until somebody gives it another title: the first sentence of the first
/// line, at most 60 characters, cut between words, with a capital and without punctuation at its end.
#[must_use]
pub fn title_from_prompt(prompt: &str) -> String {
    let line = prompt.trim().lines().next().unwrap_or_default();
    let words = first_sentence(line).split_whitespace().collect::<Vec<_>>().join(" ");
    let cut = cut_between_words(&words, TITLE_FROM_PROMPT_CHARACTERS);
    let bare = cut.trim_end_matches(|c: char| !is_closing(c));
    // Words of signs only (an emoji, say) are better than nothing.
    with_capital(if bare.is_empty() { cut } else { bare })
}

/// Up to a full stop that ends a word of at least three letters: `St. Ives` and `1.5` go on.
fn first_sentence(line: &str) -> &str {
    let mut letters = 0;
    for (at, character) in line.char_indices() {
        let after = line[at + character.len_utf8()..].chars().next();
        let ends = match character {
            '。' | '！' | '？' => true,
            '.' | '!' | '?' | '…' => after.is_none_or(char::is_whitespace) && letters >= 3,
            _ => false,
        };
        if ends {
            return &line[..at];
        }
        letters = if character.is_alphanumeric() { letters + 1 } else { 0 };
    }
    line
}

/// At most `limit` characters, ending where a word ends; one endless word is cut inside.
fn cut_between_words(text: &str, limit: usize) -> &str {
    let Some((end, next)) = text.char_indices().nth(limit) else { return text };
    if next == ' ' {
        return &text[..end];
    }
    text[..end].rfind(' ').map_or(&text[..end], |space| &text[..space])
}

/// Characters that may stand at the end of a title.
fn is_closing(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, ')' | ']' | '%' | '”' | '»')
        // Marks that belong to the letter before them; symbols beyond ASCII, which are no punctuation.
        || (!character.is_ascii() && !is_wide_punctuation(character))
}

fn is_wide_punctuation(character: char) -> bool {
    matches!(
        character,
        '…' | '–'
            | '—'
            | '、'
            | '，'
            | '；'
            | '：'
            | '。'
            | '！'
            | '？'
            | '·'
            | '“'
            | '«'
            | '’'
            | '‘'
    )
}

fn with_capital(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles() {
        let sixty = "a".repeat(60);
        let cases = [
            ("a lighthouse at dusk", "A lighthouse at dusk"),
            ("A lighthouse at dusk.", "A lighthouse at dusk"),
            ("a fox! and a hare", "A fox"),
            ("a fox runs.Fast through snow", "A fox runs.Fast through snow"),
            ("boats near St. Ives. Late light", "Boats near St. Ives"),
            ("version 1.5 of a robot", "Version 1.5 of a robot"),
            ("first line\nsecond line", "First line"),
            ("\n\n  spaced \t  out  ", "Spaced out"),
            ("trailing, punctuation,;: -", "Trailing, punctuation"),
            ("a cat (sleeping)", "A cat (sleeping)"),
            ("ärger im büro…", "Ärger im büro"),
            ("маяк на закате!", "Маяк на закате"),
            ("夕暮れの灯台。海", "夕暮れの灯台"),
            ("🦊🦊", "🦊🦊"),
            ("?!", "?!"),
            ("", ""),
            (
                "an old lighthouse keeper walks slowly along the cliffs while the storm gathers",
                "An old lighthouse keeper walks slowly along the cliffs while",
            ),
            (
                "an old lighthouse keeper walks slowly along the cliffs, whilst the storm gathers",
                "An old lighthouse keeper walks slowly along the cliffs",
            ),
        ];
        for (prompt, title) in cases {
            assert_eq!(title_from_prompt(prompt), title, "for {prompt:?}");
        }
        assert_eq!(title_from_prompt(&"a".repeat(200)).chars().count(), 60);
        assert_eq!(title_from_prompt(&format!("{sixty} b")), format!("A{}", &sixty[1..]));
    }
}
