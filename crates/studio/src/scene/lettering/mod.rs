//! Words in the picture: what a prompt asks to be written, and where.
//!
//! [`taken_out`] finds the words in a prompt and takes them out of it, so that they are not read as things. [`setting`]
//! sets them when the picture is finished, after its style, so that no style makes them hard to read.

pub mod setting;

use serde::{Deserialize, Serialize};

use super::spec::named_enum;

named_enum! {
    /// What words are written on.
    Carrier {
        Poster = "poster", "across the picture";
        Sign = "sign", "on a sign";
    }
}

/// Words set in a picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lettering {
    /// The words; a line break begins a second, smaller line.
    pub text: String,
    /// Where they are.
    pub on: Carrier,
}

/// Most characters that are set.
pub const LETTERS_MAX: usize = 90;

/// Quotation marks, opening and closing.
const QUOTES: [(char, char); 6] = [('"', '"'), ('“', '”'), ('„', '“'), ('«', '»'), ('‘', '’'), ('\'', '\'')];

/// Words before a quotation that only lead to it, longest first.
const LEADS: &[&str] = &[
    "with the words",
    "with the word",
    "with the text",
    "with the title",
    "with the headline",
    "with the caption",
    "with the letters",
    "with lettering",
    "with text",
    "with a title",
    "and the words",
    "and the text",
    "and text",
    "the words",
    "the word",
    "the text",
    "that says",
    "which says",
    "that reads",
    "which reads",
    "that said",
    "saying",
    "reading",
    "says",
    "reads",
    "titled",
    "entitled",
    "called",
    "captioned",
    "labelled",
    "labeled",
    "named",
    "title",
    "headline",
    "caption",
    "slogan",
    "text",
    "with",
    "and",
];

/// Leads after which words are written even without quotation marks.
const SURE: &[&str] = &[
    "that says",
    "which says",
    "saying",
    "says",
    "with the words",
    "with the text",
    "with the word",
    "titled",
    "entitled",
    "with the title",
    "that reads",
    "which reads",
    "reading",
    "reads",
];

/// Things that words are written on; those of the first kind are things in the scene.
const SIGNS: &[&str] = &["sign", "signboard", "signpost", "billboard", "placard", "board", "banner"];
/// Papers: the picture itself is one.
const POSTERS: &[&str] = &[
    "poster",
    "flyer",
    "leaflet",
    "invitation",
    "greeting card",
    "postcard",
    "book cover",
    "album cover",
    "movie poster",
    "film poster",
    "advert",
    "title page",
];

/// The prompt without the words that are to be written, and those words.
pub fn taken_out(prompt: &str) -> (String, Option<Lettering>) {
    let (before, text, after) = match quoted(prompt).or_else(|| unquoted(prompt)) {
        Some(found) => found,
        None => return (prompt.to_owned(), None),
    };
    let lower = before.to_lowercase();
    let ends_in = |names: &[&str]| names.iter().filter_map(|n| lower.rfind(n)).max();
    let on = if ends_in(SIGNS) > ends_in(POSTERS) { Carrier::Sign } else { Carrier::Poster };
    let mut rest = without_leads(&before);
    if on == Carrier::Poster {
        rest = without_papers(&rest);
    }
    // A second quotation is a second line.
    let (text, after) = match quoted(&after) {
        Some((between, more, after)) => {
            (format!("{text}\n{more}"), format!("{} {after}", without_leads(&between)))
        }
        None => (text, after),
    };
    let text: String = text.chars().take(LETTERS_MAX).collect();
    (format!("{rest} {after}"), Some(Lettering { text, on }))
}

/// The first quotation: what is before it, in it and after it.
fn quoted(prompt: &str) -> Option<(String, String, String)> {
    let chars: Vec<char> = prompt.chars().collect();
    let is_word = |i: usize| chars.get(i).is_some_and(|c| c.is_alphanumeric());
    for (i, c) in chars.iter().enumerate() {
        let Some((_, close)) = QUOTES.iter().find(|q| q.0 == *c) else { continue };
        // An apostrophe has a letter before it or ends nothing.
        if matches!(c, '\'' | '‘') && i > 0 && is_word(i - 1) {
            continue;
        }
        let ends = |j: &usize| chars[*j] == *close && !(matches!(close, '\'' | '’') && is_word(j + 1));
        let Some(j) = (i + 1..chars.len()).find(ends) else { continue };
        let text: String = chars[i + 1..j].iter().collect();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if !text.is_empty() {
            return Some((chars[..i].iter().collect(), text, chars[j + 1..].iter().collect()));
        }
    }
    None
}

/// Words after a sure lead: those with capitals, or all up to the next comma.
fn unquoted(prompt: &str) -> Option<(String, String, String)> {
    // Lower-casing may change lengths in some scripts; there a lead is not searched.
    let lower = prompt.to_lowercase();
    if lower.len() != prompt.len() {
        return None;
    }
    let lead = |name: &&'static str| {
        let at = lower.find(&format!(" {name} "))?;
        Some((at, at + name.len() + 2, *name))
    };
    let (at, start, name) =
        SURE.iter().filter_map(lead).min_by_key(|found| (found.0, usize::MAX - found.1))?;
    let (before, rest) = (prompt.get(..at)?, prompt.get(start..)?);
    let clause = rest.split([',', ';', '\n']).next().unwrap_or("");
    let words: Vec<&str> = clause.split_whitespace().collect();
    let has_capital = |w: &&str| w.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric());
    let joins = |w: &&str| matches!(*w, "of" | "the" | "and" | "&" | "in" | "to" | "for" | "a" | "is" | "at");
    let capitals = words.iter().take_while(|w| has_capital(w) || joins(w)).count();
    let kept = match words.first() {
        Some(first) if has_capital(first) => {
            let last = words[..capitals].iter().rposition(has_capital)?;
            last + 1
        }
        // "A girl reading a book" says nothing that is written.
        _ if matches!(name, "reading" | "reads")
            && !SIGNS.iter().any(|s| before.to_lowercase().ends_with(s)) =>
        {
            return None;
        }
        _ => words.len().min(6),
    };
    let text = words[..kept].join(" ");
    let text =
        text.trim_end_matches(['.', '!', '?', ':']).to_owned() + if text.ends_with('!') { "!" } else { "" };
    let after = words[kept..].join(" ") + rest.get(clause.len()..)?;
    (!text.is_empty()).then(|| (before.to_owned(), text, after))
}

fn without_leads(before: &str) -> String {
    let mut rest = before.trim_end().trim_end_matches([':', ',', '-']).trim_end().to_owned();
    while let Some(shorter) = LEADS.iter().find_map(|lead| {
        let start = rest.len().checked_sub(lead.len())?;
        let is_word = start == 0 || rest.get(..start).is_some_and(|r| r.ends_with([' ', ',']));
        (rest.get(start..)?.eq_ignore_ascii_case(lead) && is_word).then_some(start)
    }) {
        rest.truncate(shorter);
        rest = rest.trim_end().trim_end_matches([':', ',']).trim_end().to_owned();
    }
    rest
}

/// Without the words for the paper, which is the picture itself: "a poster" is no thing in the scene and no style.
fn without_papers(before: &str) -> String {
    let mut rest = format!(" {before} ");
    for paper in POSTERS.iter().rev() {
        for lead in ["a ", "an ", "the ", ""] {
            for tail in [" of ", " for ", " with ", " "] {
                let find = format!(" {lead}{paper}{tail}");
                if let Some(at) = rest.to_lowercase().find(&find)
                    && rest.is_char_boundary(at)
                    && rest.is_char_boundary(at + find.len())
                {
                    rest.replace_range(at..at + find.len(), " ");
                }
            }
        }
    }
    rest.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(prompt: &str) -> (String, Option<(String, Carrier)>) {
        let (rest, found) = taken_out(prompt);
        (rest.split_whitespace().collect::<Vec<_>>().join(" "), found.map(|l| (l.text, l.on)))
    }

    #[test]
    fn words_are_found_and_taken_out() {
        let poster = |t: &str| Some((t.to_owned(), Carrier::Poster));
        let sign = |t: &str| Some((t.to_owned(), Carrier::Sign));
        for (prompt, rest, found) in [
            ("a poster that says 'Grand Opening'", "", poster("Grand Opening")),
            (
                "a poster of a lighthouse with the words \"Visit Goa\" at dusk",
                "a lighthouse at dusk",
                poster("Visit Goa"),
            ),
            ("a sign reading \"Open\" in a meadow", "a sign in a meadow", sign("Open")),
            ("a fox in snow titled “Winter’s Tale”", "a fox in snow", poster("Winter’s Tale")),
            ("a wooden sign that says Keep Out, forest", "a wooden sign , forest", sign("Keep Out")),
            ("mountains, \"HIKE\" and \"every day\"", "mountains", poster("HIKE\nevery day")),
            ("a girl reading a book", "a girl reading a book", None),
            ("the fox's den by the dog's house", "the fox's den by the dog's house", None),
            ("a cat saying hello", "a cat", poster("hello")),
            ("a castle saying Welcome to Camelot in fog", "a castle in fog", poster("Welcome to Camelot")),
        ] {
            assert_eq!(read(prompt), (rest.to_owned(), found), "{prompt}");
        }
    }
}
