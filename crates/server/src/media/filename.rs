//! Names of files, from words to a header that every browser reads alike.

use std::fmt::Write;

/// Characters before the extension; file systems take 255 bytes, people read far less.
const STEM_CHARACTERS_MAX: usize = 60;

/// A file name from the words of a prompt: `a lighthouse, at dusk!` becomes `a-lighthouse-at-dusk.png`.
/// Letters and digits of every script stay; everything else separates words.
pub(super) fn filename_from_prompt(prompt: &str, extension: &str) -> String {
    let lower = prompt.to_lowercase();
    let mut stem = String::new();
    let mut characters = 0;
    // An apostrophe belongs to its word: "fox's" is one word, not two.
    let words = lower.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’'));
    let words = words.map(|word| word.replace(['\'', '’'], ""));
    for word in words.filter(|word| !word.is_empty()) {
        let length = word.chars().count();
        if characters > 0 && characters + 1 + length > STEM_CHARACTERS_MAX {
            break;
        }
        if characters > 0 {
            stem.push('-');
        }
        stem.extend(word.chars().take(STEM_CHARACTERS_MAX));
        characters += 1 + length;
    }
    if stem.is_empty() {
        stem.push_str("picture");
    }
    format!("{stem}.{extension}")
}

/// What a file that was sent is called here: the last part of the name it came with, without control characters,
/// and the extension of what it really is.
pub(super) fn filename_from_upload(name: &str, extension: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    let stem: String = stem.chars().filter(|c| !c.is_control()).take(STEM_CHARACTERS_MAX).collect();
    let stem = stem.trim().trim_matches('.');
    format!("{}.{extension}", if stem.is_empty() { "file" } else { stem })
}

/// The value of `Content-Disposition`: an ASCII name for old clients (RFC 6266 §4.1) and the true one,
/// percent-encoded (RFC 8187 §3.2.1), where the two differ.
pub(super) fn content_disposition(kind: &str, filename: &str) -> String {
    let plain: String = filename.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    let mut value = format!("{kind}; filename=\"{plain}\"");
    if plain != filename {
        value.push_str("; filename*=UTF-8''");
        for byte in filename.bytes() {
            if is_attribute_byte(byte) {
                value.push(char::from(byte));
            } else {
                // Writing to a String cannot fail.
                let _ = write!(value, "%{byte:02X}");
            }
        }
    }
    value
}

/// May stand inside a quoted string without an escape.
fn is_plain(character: char) -> bool {
    character.is_ascii_graphic() && !matches!(character, '"' | '\\' | '%') || character == ' '
}

/// `attr-char` of RFC 8187 §3.2.1.
fn is_attribute_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'!' | b'#' | b'$' | b'&' | b'+' | b'-' | b'.' | b'^' | b'_' | b'`' | b'|' | b'~')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_from_words() {
        let cases = [
            ("A lighthouse at dusk", "a-lighthouse-at-dusk.png"),
            ("  a fox's den, 35mm -- film!  ", "a-foxs-den-35mm-film.png"),
            ("../../etc/passwd", "etc-passwd.png"),
            ("a\r\nX: y\"", "a-x-y.png"),
            ("Маяк на закате", "маяк-на-закате.png"),
            ("夕暮れの灯台", "夕暮れの灯台.png"),
            ("🦊", "picture.png"),
            ("", "picture.png"),
        ];
        for (prompt, name) in cases {
            assert_eq!(filename_from_prompt(prompt, "png"), name, "for {prompt:?}");
        }
        let long = filename_from_prompt(&"lighthouse ".repeat(20), "png");
        assert_eq!(long, "lighthouse-lighthouse-lighthouse-lighthouse-lighthouse.png");
        assert_eq!(filename_from_prompt(&"x".repeat(500), "png").len(), STEM_CHARACTERS_MAX + 4);
    }

    #[test]
    fn dispositions() {
        let cases = [
            ("a-fox.png", "attachment; filename=\"a-fox.png\""),
            ("Ä\".png", "attachment; filename=\"__.png\"; filename*=UTF-8''%C3%84%22.png"),
            ("夕.png", "attachment; filename=\"_.png\"; filename*=UTF-8''%E5%A4%95.png"),
        ];
        for (filename, value) in cases {
            assert_eq!(content_disposition("attachment", filename), value);
        }
    }
}
