//! Telling code, comments and strings apart, just well enough for the rules.
//!
//! Not a parser: it knows how comments and strings begin and end in Rust and TypeScript, and
//! blanks one or the other out while keeping every line where it was. A regular expression that
//! contains a quote, or an apostrophe in JSX text, confuses it until the end of that line at most.

/// A source text in which some parts were replaced by spaces.
pub struct Parts {
    /// Without comments and without what stands inside strings.
    pub code: String,
    /// Without comments.
    pub uncommented: String,
    /// Only what stands inside strings.
    pub strings: String,
}

/// Which language's rules for strings apply.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Language {
    Rust,
    /// TypeScript, and near enough CSS.
    Script,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Code,
    Comment,
    String,
}

/// Splits a source text.
pub fn split(source: &str, language: Language) -> Parts {
    let characters: Vec<char> = source.chars().collect();
    let mut kinds = Vec::with_capacity(characters.len());
    while kinds.len() < characters.len() {
        let (kind, length) = token(&characters[kinds.len()..], language);
        kinds.extend(std::iter::repeat_n(kind, length.max(1)));
    }
    let only = |wanted: &[Kind]| -> String {
        let keep = |(character, kind): (&char, &Kind)| {
            if *character == '\n' || wanted.contains(kind) { *character } else { ' ' }
        };
        characters.iter().zip(&kinds).map(keep).collect()
    };
    Parts {
        code: only(&[Kind::Code]),
        uncommented: only(&[Kind::Code, Kind::String]),
        strings: only(&[Kind::String]),
    }
}

/// The kind and length of what the rest of a text begins with.
fn token(rest: &[char], language: Language) -> (Kind, usize) {
    match (rest[0], rest.get(1), language) {
        ('/', Some('/'), _) => (Kind::Comment, until_newline(rest)),
        ('/', Some('*'), _) => (Kind::Comment, block_comment(rest, language)),
        ('r', Some('"' | '#'), Language::Rust) => {
            raw_string(rest).map_or((Kind::Code, 1), |length| (Kind::String, length))
        }
        ('"', ..) => (Kind::String, quoted(rest, language == Language::Rust)),
        ('\'', _, Language::Rust) => {
            char_literal(rest).map_or((Kind::Code, 1), |length| (Kind::String, length))
        }
        ('\'', ..) => (Kind::String, quoted(rest, false)),
        ('`', _, Language::Script) => (Kind::String, quoted(rest, true)),
        (first, ..) if first.is_alphanumeric() || first == '_' => {
            // A whole word at once, so that the `r` of `for"` is not taken for a raw string.
            let word = |character: &char| character.is_alphanumeric() || *character == '_';
            let raw = language == Language::Rust && first == 'r';
            (Kind::Code, if raw { 1 } else { rest.iter().take_while(|character| word(character)).count() })
        }
        _ => (Kind::Code, 1),
    }
}

fn until_newline(rest: &[char]) -> usize {
    rest.iter().position(|character| *character == '\n').unwrap_or(rest.len())
}

/// Rust's block comments nest; the others' do not.
fn block_comment(rest: &[char], language: Language) -> usize {
    let mut depth = 0;
    let mut index = 0;
    while index + 1 < rest.len() {
        match (rest[index], rest[index + 1]) {
            ('/', '*') if depth == 0 || language == Language::Rust => depth += 1,
            ('*', '/') => depth -= 1,
            _ => {
                index += 1;
                continue;
            }
        }
        index += 2;
        if depth == 0 {
            return index;
        }
    }
    rest.len()
}

/// `r"…"`, `r#"…"#` and so on; not a raw identifier such as `r#type`.
fn raw_string(rest: &[char]) -> Option<usize> {
    let hashes = rest[1..].iter().take_while(|character| **character == '#').count();
    if rest.get(1 + hashes) != Some(&'"') {
        return None;
    }
    let body = 2 + hashes;
    let ends = |at: &usize| {
        rest[*at] == '"' && rest[at + 1..].iter().take(hashes).filter(|c| **c == '#').count() == hashes
    };
    Some((body..rest.len()).find(ends).map_or(rest.len(), |at| at + 1 + hashes))
}

/// A string that begins here, with backslash escapes. One that may not span lines ends with its
/// line even when the closing quote is missing.
fn quoted(rest: &[char], spans_lines: bool) -> usize {
    let mut index = 1;
    while index < rest.len() {
        match rest[index] {
            '\\' => index += 1,
            '\n' if !spans_lines => return index,
            character if character == rest[0] => return index + 1,
            _ => {}
        }
        index += 1;
    }
    rest.len()
}

/// `'x'` and `'\n'`, but not the lifetime `'a`.
fn char_literal(rest: &[char]) -> Option<usize> {
    if rest.get(1) == Some(&'\\') {
        let end = rest.iter().skip(3).position(|character| *character == '\'')?;
        return Some(end + 4);
    }
    (rest.get(2) == Some(&'\'')).then_some(3)
}

/// Line numbers, from 1, of the lines that contain a pattern.
pub fn lines_with<'a>(text: &'a str, pattern: &'a str) -> impl Iterator<Item = usize> + 'a {
    text.lines().enumerate().filter(move |(_, line)| line.contains(pattern)).map(|(index, _)| index + 1)
}

/// Whether a text contains a word, with no letter, digit or underscore at either side.
pub fn has_word(text: &str, word: &str) -> bool {
    let part_of_word = |character: char| character.is_alphanumeric() || character == '_';
    text.match_indices(word).any(|(at, _)| {
        !text[..at].ends_with(part_of_word) && !text[at + word.len()..].starts_with(part_of_word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rust_is_split_into_code_comments_and_strings() {
        let parts = split(
            "let a = \"one // \\\" two\"; // three\n/* four /* five */ */ let b: &'a str = r#\"six \" seven\"#; 'x'",
            Language::Rust,
        );
        assert!(!parts.code.contains("one") && !parts.code.contains("three") && !parts.code.contains("five"));
        assert!(parts.code.contains("let b: &'a str"), "{}", parts.code);
        assert!(parts.strings.contains("six \" seven") && !parts.strings.contains("let"));
        assert!(parts.uncommented.contains("two") && !parts.uncommented.contains("three"));
        assert_eq!(parts.code.lines().count(), 2);
    }

    #[test]
    fn script_strings_end_with_their_line_unless_they_are_templates() {
        let parts =
            split("<p>Don't</p>\nconst url = 'http://x'; // note\nconst t = `a\nb`;", Language::Script);
        assert!(parts.code.contains("const url"), "{}", parts.code);
        assert!(parts.strings.contains("http://x"), "{}", parts.strings);
        assert!(parts.code.contains("const t") && !parts.code.contains('b'), "{}", parts.code);
        assert!(!parts.uncommented.contains("note"));
    }

    #[test]
    fn words_are_found_whole() {
        assert!(has_word("a users b", "users"));
        assert!(!has_word("a users_old b", "users"));
        assert_eq!(lines_with("a\nb\na", "a").collect::<Vec<_>>(), [1, 3]);
    }
}
