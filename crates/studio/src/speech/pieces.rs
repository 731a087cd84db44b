//! Which part of a pronounced clause is which word.
//!
//! What is pronounced comes in pieces with spaces between them, but a piece is not always a word: "of the" is said
//! in one, "₹500" in three. Words and pieces keep their order, so the division that fits best is searched: the one
//! whose pieces are about as long as the words they stand for are written.

use super::script::Clause;

/// Letters that a phoneme is written with, about: English writes "though" for three of them.
const LETTERS_A_PHONEME: f32 = 1.2;
/// Most words that one piece stands for.
const WORDS_A_PIECE: usize = 4;
/// What it costs to take several words as one piece, in letters: it is rare.
const JOINING_COSTS: f32 = 1.5;

/// Where each word of a clause ends, in samples, when `lasts` tells how long each phoneme lasts. `None` when words and
/// pieces cannot be brought together.
#[must_use]
pub fn word_ends(clause: &Clause, phonemes: &str, lasts: &[usize]) -> Option<Vec<usize>> {
    let pieces = pieces(phonemes, lasts);
    // A word as it is written can be said as several: which of the said ones is its last?
    let said: Vec<&str> = clause.words.iter().flat_map(|word| word.said.split_whitespace()).collect();
    let counts = division(&said, &pieces)?;
    let mut ends = Vec::with_capacity(said.len());
    let mut words = said.iter();
    let mut start = 0;
    for (piece, count) in pieces.iter().zip(counts) {
        let inside: Vec<usize> = words.by_ref().take(count).map(|word| letters(word)).collect();
        let total: usize = inside.iter().sum::<usize>().max(1);
        let mut before = 0;
        for letters in inside {
            before += letters;
            ends.push(start + (piece.end - start) * before / total);
        }
        start = piece.end;
    }
    let mut last = 0;
    let of_words = clause.words.iter().map(|word| {
        last += word.said.split_whitespace().count();
        last.checked_sub(1).and_then(|index| ends.get(index)).copied()
    });
    of_words.collect()
}

/// A piece: its phonemes, and where it ends in samples. The space after it belongs to it.
struct Piece {
    phonemes: usize,
    end: usize,
}

fn pieces(phonemes: &str, lasts: &[usize]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut open = Piece { phonemes: 0, end: 0 };
    for (phoneme, lasts) in phonemes.chars().zip(lasts) {
        open.end += lasts;
        match phoneme {
            ' ' if open.phonemes > 0 => {
                let end = open.end;
                pieces.push(std::mem::replace(&mut open, Piece { phonemes: 0, end }));
            }
            _ => open.phonemes += usize::from(phoneme.is_alphabetic()),
        }
    }
    let end = open.end;
    match pieces.last_mut() {
        _ if open.phonemes > 0 => pieces.push(open),
        // A sign alone at the end is heard as a breath of the word before it.
        Some(last) => last.end = end,
        None => {}
    }
    pieces
}

/// How many words each piece stands for: the division that costs least. `None` when there are more pieces than words.
fn division(words: &[&str], pieces: &[Piece]) -> Option<Vec<usize>> {
    let impossible = f32::INFINITY;
    // cost[p][w]: the first p pieces stand for the first w words.
    let mut cost = vec![vec![impossible; words.len() + 1]; pieces.len() + 1];
    let mut taken = vec![vec![0; words.len() + 1]; pieces.len() + 1];
    cost[0][0] = 0.0;
    for (p, piece) in pieces.iter().enumerate() {
        for w in 0..words.len() {
            let mut written = 0;
            for count in 1..=WORDS_A_PIECE.min(words.len() - w) {
                written += letters(words[w + count - 1]);
                let apart = (written as f32 - piece.phonemes as f32 * LETTERS_A_PHONEME).abs();
                let here = cost[p][w] + apart + (count - 1) as f32 * JOINING_COSTS;
                if here < cost[p + 1][w + count] {
                    cost[p + 1][w + count] = here;
                    taken[p + 1][w + count] = count;
                }
            }
        }
    }
    if cost[pieces.len()][words.len()] == impossible {
        return None;
    }
    let mut counts = vec![0; pieces.len()];
    let mut w = words.len();
    for p in (0..pieces.len()).rev() {
        counts[p] = taken[p + 1][w];
        w -= counts[p];
    }
    Some(counts)
}

fn letters(word: &str) -> usize {
    word.chars().filter(|c| c.is_alphanumeric()).count().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speech::script::clauses;

    /// The words of a clause that end with each pronounced piece, every phoneme lasting 10 samples.
    fn ends(text: &str, phonemes: &str) -> Option<Vec<usize>> {
        let clause = clauses(text, "en").remove(0);
        word_ends(&clause, phonemes, &vec![10; phonemes.chars().count()])
    }

    #[test]
    fn a_piece_a_word_is_exact() {
        assert_eq!(ends("The quick fox.", "ðə kwˈɪk fˈɑːks."), Some(vec![30, 90, 160]));
    }

    #[test]
    fn words_said_in_one_share_it_and_the_others_stay_exact() {
        let found = ends("The end of the world.", "ðɪ ˈɛnd ʌvðə wˈɜːld.").unwrap();
        assert_eq!((found[0], found[1], found[3], found[4]), (30, 80, 130, 200));
        assert!(found[1] < found[2] && found[2] < found[3]);
    }

    #[test]
    fn a_number_takes_all_its_pieces() {
        // “five hundred rupees”: two pieces, because the program joined two of them.
        let found = ends("It costs ₹500.", "ɪt kˈɔsts fˈaɪvhˈʌndɹɪd ɹˈuːpiːz.").unwrap();
        assert_eq!(found.len(), 3);
        assert_eq!(found[1], 100);
        assert_eq!(*found.last().unwrap(), "ɪt kˈɔsts fˈaɪvhˈʌndɹɪd ɹˈuːpiːz.".chars().count() * 10);
    }

    #[test]
    fn what_does_not_fit_is_not_guessed() {
        assert_eq!(ends("One.", "wˈʌn tˈuː θɹˈiː."), None);
        assert_eq!(ends("One.", ""), None);
    }
}
