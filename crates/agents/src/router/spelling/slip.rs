//! Which word a mistyped one was meant to be.

use super::vocabulary::VOCABULARY;

/// Letters of a word in which two slips are still told.
const TWO_SLIPS_LETTERS_MIN: usize = 7;
/// The same of the word as typed, one of whose slips may be a missing letter.
const TWO_SLIPS_TYPED_LETTERS_MIN: usize = 6;
/// How often a word of three letters or fewer, or one with a letter missing from four, must be used to be meant.
const SHORT_COUNT_MIN: u32 = 5;
/// The same for words of four and five letters that name nothing the lexicon knows.
const COUNT_MIN: u32 = 3;

/// What a word's use weighs against how easily it is mistyped: 0.4 kept most of the mistyped requests of 0.4, 0.7 and 1.
const USE_WEIGHT: f64 = 0.4;

/// The word this one is a slip of.
pub fn meant(typed: &str) -> Option<&'static str> {
    one_slip(typed).or_else(|| two_slips(typed))
}

fn one_slip(typed: &str) -> Option<&'static str> {
    let near = VOCABULARY.near(typed, 1).into_iter();
    let scored = near.filter_map(|word| Some((score(typed, word)?, word)));
    best(scored)
}

fn two_slips(typed: &str) -> Option<&'static str> {
    if typed.len() < TWO_SLIPS_TYPED_LETTERS_MIN {
        return None;
    }
    let near = VOCABULARY.near(typed, 2).into_iter();
    let fits = near.filter(|word| {
        word.len() >= TWO_SLIPS_LETTERS_MIN
            && word.as_bytes()[0] == typed.as_bytes()[0]
            && distance(typed.as_bytes(), word.as_bytes()) <= 2
    });
    best(fits.map(|word| (used(word), word)))
}

fn best(scored: impl Iterator<Item = (f64, &'static str)>) -> Option<&'static str> {
    scored.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1))).map(|(_, word)| word)
}

/// How much it says for a word that it is used often.
fn used(word: &str) -> f64 {
    USE_WEIGHT * f64::from(1 + VOCABULARY.count(word)).ln()
}

/// How well a word explains what was typed, if it is one slip away: how often it is used, and how easily fingers slip
/// so.
fn score(typed: &str, word: &str) -> Option<f64> {
    let (from, to) = (typed.as_bytes(), word.as_bytes());
    if distance(from, to) > 1 || from == to {
        return None;
    }
    let count = VOCABULARY.count(word);
    let least = match (from.len(), to.len()) {
        (..4, _) | (_, ..4) => SHORT_COUNT_MIN,
        (..5, _) | (_, ..5) => COUNT_MIN,
        _ => 0,
    };
    let swapped_first = from.len() == to.len() && from[0] == to[1] && from[1] == to[0];
    let first = from[0] == to[0] || swapped_first;
    if count < least || from.len() < 5 && !first {
        return None;
    }
    Some(used(word) + ease(from, to) - if first { 0.0 } else { 2.0 })
}

/// How easily fingers slip from what was meant to what was typed.
fn ease(typed: &[u8], meant: &[u8]) -> f64 {
    let same = typed.iter().zip(meant).take_while(|(a, b)| a == b).count();
    match (typed.len(), meant.len()) {
        // One letter too many: held too long, or another.
        (typed_len, meant_len) if typed_len > meant_len => {
            let doubled = same > 0 && typed[same] == typed[same - 1];
            if doubled { 2.0 } else { -0.5 }
        }
        (typed_len, meant_len) if typed_len < meant_len => {
            let single = same > 0 && meant[same] == meant[same - 1];
            if single { 2.0 } else { 1.5 }
        }
        _ if same + 1 < typed.len() && typed[same] == meant[same + 1] && typed[same + 1] == meant[same] => {
            2.0
        }
        _ => {
            if beside(typed[same], meant[same]) {
                1.5
            } else {
                -0.5
            }
        }
    }
}

/// Whether two keys touch.
pub fn beside(left: u8, right: u8) -> bool {
    const ROWS: [&[u8]; 3] = [b"qwertyuiop", b"asdfghjkl", b"zxcvbnm"];
    let place = |key: u8| {
        ROWS.iter().enumerate().find_map(|(row, keys)| {
            let at = keys.iter().position(|&other| other == key)?;
            Some((row as isize, at as isize))
        })
    };
    let (Some((row, at)), Some((other_row, other_at))) = (place(left), place(right)) else { return false };
    match other_row - row {
        0 => (at - other_at).abs() == 1,
        1 => at == other_at || at == other_at + 1,
        -1 => at == other_at || at + 1 == other_at,
        _ => false,
    }
}

/// The Damerau-Levenshtein distance (insertions, deletions, substitutions and swaps of neighbours).
pub fn distance(left: &[u8], right: &[u8]) -> usize {
    let columns = right.len() + 1;
    let mut before = vec![0; columns];
    let mut last: Vec<usize> = (0..columns).collect();
    for (row, &a) in left.iter().enumerate() {
        let mut line = vec![row + 1];
        for (column, &b) in right.iter().enumerate() {
            let mut least =
                (line[column] + 1).min(last[column + 1] + 1).min(last[column] + usize::from(a != b));
            if row > 0 && column > 0 && a == right[column - 1] && left[row - 1] == b {
                least = least.min(before[column - 1] + 1);
            }
            line.push(least);
        }
        before = std::mem::replace(&mut last, line);
    }
    last[right.len()]
}
