//! Requests as people mistype them, made from labelled ones.
//!
//! A copy of a case has one or two of its words misspelt the way fingers do it: two letters swapped, one missing,
//! doubled or hit beside the right key, a space too many or missing. What the label quotes word for word is left alone,
//! and so are quotations, names and short words, so that the label still holds. The copies tell how much of the router
//! depends on spelling; they are made from a seed, so the same case has the same copies every time.

use super::{Case, Report, run};
use crate::router::words;

/// One way a word is mistyped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// `anmiate`.
    Swapped,
    /// `anmate`.
    Missing,
    /// `annimate`.
    Doubled,
    /// `anomate`: the key beside the right one.
    Neighbour,
    /// `ani mate`, or `animateit`.
    Space,
}

/// All of them.
pub const SLIPS: [Slip; 5] = [Slip::Swapped, Slip::Missing, Slip::Doubled, Slip::Neighbour, Slip::Space];

/// Letters a word must have to be mistyped.
const LETTERS_MIN: usize = 4;

/// The rows of a keyboard, each shifted to the right of the one above.
const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

/// Draws by SplitMix64 (Steele, Lea and Flood 2014): small, and the same everywhere.
struct Draws(u64);

impl Draws {
    /// Begins with the name of a case (FNV-1a).
    fn new(name: &str, seed: u64) -> Draws {
        let hash = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        Draws(name.bytes().fold(0xcbf2_9ce4_8422_2325 ^ seed, hash))
    }

    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % count.max(1) as u64) as usize
    }
}

/// The case with up to `count` of its words mistyped this way; nothing if none of them can be.
#[must_use]
pub fn misspelt(case: &Case, slip: Slip, count: usize, seed: u64) -> Option<Case> {
    let mut draws = Draws::new(&case.id, seed);
    let kept = quoted_words(case);
    let mut places: Vec<(usize, usize)> = words(&case.text)
        .into_iter()
        .filter(|&(start, end)| {
            let word = &case.text[start..end];
            // A capital is a name, unless the request begins with it.
            let lower = word.char_indices().all(|(at, letter)| {
                letter.is_ascii_lowercase() || start == 0 && at == 0 && letter.is_ascii_alphabetic()
            });
            lower && word.len() >= LETTERS_MIN && !kept.contains(&word.to_ascii_lowercase())
        })
        .collect();
    let mut chosen = Vec::new();
    while chosen.len() < count && !places.is_empty() {
        let at = draws.below(places.len());
        chosen.push(places.swap_remove(at));
    }
    chosen.sort_unstable();
    let mut text = case.text.clone();
    let mut changed = false;
    for (start, end) in chosen.into_iter().rev() {
        let mistyped = mistype(&text[start..end], slip, &mut draws);
        // The space behind the word is the one that is missing.
        let joined = slip == Slip::Space && text[end..].starts_with(' ') && draws.below(2) == 0;
        if joined {
            text.replace_range(end..=end, "");
        } else {
            changed |= mistyped != text[start..end];
            text.replace_range(start..end, &mistyped);
        }
        changed |= joined;
    }
    changed.then(|| Case { text, ..case.clone() })
}

/// Words the label repeats as typed.
fn quoted_words(case: &Case) -> Vec<String> {
    let said = case.parameters.iter().flat_map(|call| call.iter());
    let said = said.filter_map(|(_, value)| value.as_str());
    said.flat_map(|said| said.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase)).collect()
}

fn mistype(word: &str, slip: Slip, draws: &mut Draws) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    // The first letter is seldom wrong.
    let at = 1 + draws.below(letters.len() - 2);
    match slip {
        Slip::Swapped => letters.swap(at, at + 1),
        Slip::Missing => drop(letters.remove(at)),
        Slip::Doubled => letters.insert(at, letters[at]),
        Slip::Neighbour => letters[at] = beside(letters[at], draws),
        Slip::Space => letters.insert(at + 1, ' '),
    }
    letters.into_iter().collect()
}

/// A key beside this one.
fn beside(letter: char, draws: &mut Draws) -> char {
    for (row, keys) in ROWS.iter().enumerate() {
        let Some(at) = keys.find(letter) else { continue };
        let key = |row: Option<usize>, at: Option<usize>| ROWS.get(row?)?.chars().nth(at?);
        let around = [
            key(Some(row), at.checked_sub(1)),
            key(Some(row), Some(at + 1)),
            key(row.checked_sub(1), Some(at)),
            key(Some(row + 1), at.checked_sub(1)),
        ];
        let around: Vec<char> = around.into_iter().flatten().collect();
        return around[draws.below(around.len())];
    }
    letter
}

/// How many of the cases the router gets right it still gets right once they are mistyped, with what it does not.
#[must_use]
pub fn survival(cases: &[Case], slip: Slip, count: usize, seed: u64) -> Report {
    let wrong: Vec<String> = run(cases).misses.into_iter().map(|miss| miss.id).collect();
    let right = cases.iter().filter(|case| !wrong.contains(&case.id));
    run(&right.filter_map(|case| misspelt(case, slip, count, seed)).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::{
        super::{DEVELOPMENT_SETS, Score, read},
        *,
    };

    #[test]
    fn copies_are_the_same_every_time_and_leave_names_and_quotations_alone() {
        let text = "[[case]]\nid = \"a\"\ntext = \"animate Nessie: 'come here'\"\ndecision = \"plan\"\ngroup = \"single\"\n";
        let case = &read(text).unwrap()[0];
        for slip in SLIPS {
            let copy = misspelt(case, slip, 2, 1).unwrap();
            assert_eq!(copy.text, misspelt(case, slip, 2, 1).unwrap().text);
            assert_ne!(copy.text, case.text);
            assert!(copy.text.ends_with("Nessie: 'come here'"), "{}", copy.text);
        }
    }

    // Two words of every request are mistyped; before slips were put right, 75 of 100 were still understood.
    #[test]
    fn mistyped_requests_are_understood() {
        let all: Vec<Case> = DEVELOPMENT_SETS.iter().flat_map(|text| read(text).unwrap()).collect();
        let some: Vec<Case> = all.into_iter().step_by(6).collect();
        let mut score = Score::default();
        for slip in SLIPS {
            let report = survival(&some, slip, 2, 1);
            score.right += report.overall.right;
            score.all += report.overall.all;
        }
        assert!(score.all > 2_000, "{score:?}");
        assert!(score.share() >= 0.92, "{score:?}, {:.1} %", 100.0 * score.share());
    }
}
