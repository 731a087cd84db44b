//! Layer 1: words as tokens, folded so that spelling habits do not matter.
//!
//! Folding covers what requests are typed with: case, Latin accents, full-width forms, Arabic letter variants
//! and vowel signs, the Devanagari nukta, Indian and Arabic digits. It stands in for Unicode NFKC, whose tables
//! would be larger than this crate. Every token keeps its place in the text as typed, so that a prompt can be
//! rebuilt from the user's own words. Han and kana have no spaces: each character is a token, and phrases of
//! the lexicon are tokenised the same way.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A word, or one Han or kana character.
    Word,
    /// Digits, with at most one decimal point.
    Number,
    /// One punctuation character.
    Mark,
    /// A quotation with its marks; the token's text is what stands between them, as typed.
    Quote,
}

/// One token.
#[derive(Clone, Debug)]
pub struct Token {
    /// Folded; as typed for a quotation.
    pub text: String,
    /// Bytes of the text as typed.
    pub start: usize,
    /// See `start`.
    pub end: usize,
    /// What it is.
    pub kind: Kind,
    /// The word of the lexicon it probably is a misspelling of; filled in by the router.
    pub near: Option<String>,
    /// Whether it is said and not meant: see `unmeant`.
    pub aside: bool,
}

impl Token {
    /// Whether it is this punctuation character.
    pub fn is_mark(&self, mark: &str) -> bool {
        self.kind == Kind::Mark && self.text == mark
    }

    /// Its number, if it is one.
    pub fn number(&self) -> Option<f64> {
        if self.kind == Kind::Number { self.text.parse().ok() } else { None }
    }
}

/// Characters between quotation marks; what is longer is not a quotation but a stray mark.
const QUOTE_CHARACTERS_MAX: usize = 2_000;

/// The tokens of a text.
pub fn tokens(text: &str) -> Vec<Token> {
    let characters: Vec<(usize, char)> = text.char_indices().collect();
    let end_of = |index: usize| characters.get(index).map_or(text.len(), |&(at, _)| at);
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        let (start, character) = characters[at];
        if let Some(close) = quote_end(&characters, at) {
            let inner = text[end_of(at + 1)..end_of(close)].trim().to_owned();
            tokens.push(Token {
                text: inner,
                start,
                end: end_of(close + 1),
                kind: Kind::Quote,
                near: None,
                aside: false,
            });
            at = close + 1;
            continue;
        }
        let mut end = at + 1;
        let (kind, folded) = if digit(character).is_some() {
            while end < characters.len() && number_goes_on(&characters, end) {
                end += 1;
            }
            let digits = characters[at..end].iter().map(|&(_, c)| digit(c).unwrap_or('.'));
            (Kind::Number, digits.collect())
        } else if is_ideograph(character) {
            (Kind::Word, character.to_string())
        } else if is_letter(character) {
            while end < characters.len() && word_goes_on(&characters, at, end) {
                end += 1;
            }
            let word: String = characters[at..end].iter().map(|&(_, c)| c).collect();
            (Kind::Word, fold(&word))
        } else {
            (Kind::Mark, fold(&character.to_string()))
        };
        let hyphen = kind == Kind::Mark && joins_words(&characters, at);
        if !folded.trim().is_empty() && !hyphen {
            tokens.push(Token { text: folded, start, end: end_of(end), kind, near: None, aside: false });
        }
        at = end;
    }
    tokens
}

/// A hyphen or underscore between letters: `lip-sync` is two words and no punctuation.
fn joins_words(characters: &[(usize, char)], at: usize) -> bool {
    let beside = |index: Option<usize>| {
        index.and_then(|index| characters.get(index)).is_some_and(|&(_, c)| is_letter(c) || c.is_numeric())
    };
    matches!(characters[at].1, '-' | '_' | '‐' | '‑' | '\'' | '’')
        && beside(at.checked_sub(1))
        && beside(Some(at + 1))
}

fn number_goes_on(characters: &[(usize, char)], at: usize) -> bool {
    let next_is_digit = characters.get(at + 1).is_some_and(|&(_, c)| digit(c).is_some());
    let point_before = characters[..at].iter().rev().take_while(|&&(_, c)| digit(c).is_some() || c == '.');
    match characters[at].1 {
        '.' => next_is_digit && !point_before.clone().any(|&(_, c)| c == '.'),
        other => digit(other).is_some(),
    }
}

/// Whether a word that began at `start` goes on at `at`; `don't` is one word, `l'image` is two.
fn word_goes_on(characters: &[(usize, char)], start: usize, at: usize) -> bool {
    match characters[at].1 {
        '\'' | '’' => {
            let letters_after =
                characters[at + 1..].iter().take(3).take_while(|&&(_, c)| is_letter(c)).count();
            (1..=2).contains(&letters_after) && (at - start > 1 || contracted_i(characters, start, at))
        }
        other => is_letter(other) && !is_ideograph(other),
    }
}

/// `I'm`, `i'd`, `I've`, `i'll`: one word, where `l'image` and `d'un` are two.
fn contracted_i(characters: &[(usize, char)], start: usize, at: usize) -> bool {
    matches!(characters[start].1, 'i' | 'I')
        && characters
            .get(at + 1)
            .is_some_and(|&(_, c)| matches!(c, 'm' | 'd' | 'v' | 'l' | 'M' | 'D' | 'V' | 'L'))
}

/// Where the quotation that opens at `at` closes.
fn quote_end(characters: &[(usize, char)], at: usize) -> Option<usize> {
    let closers: &[char] = match characters[at].1 {
        '"' | '＂' => &['"', '＂'],
        '“' => &['”', '"', '“'],
        '„' => &['“', '”', '"'],
        '«' => &['»'],
        '»' => &['«'],
        '‹' => &['›'],
        '「' => &['」'],
        '『' => &['』'],
        '\'' | '‘' | '’' | '`' => &['\'', '’', '`'],
        _ => return None,
    };
    let single = closers.contains(&'\'');
    let before = at.checked_sub(1).map(|index| characters[index].1);
    if single && before.is_some_and(|c| is_letter(c) || digit(c).is_some()) {
        return None;
    }
    let boundary =
        |index: usize| characters.get(index + 1).is_none_or(|&(_, c)| !is_letter(c) && digit(c).is_none());
    let last = characters.len().min(at + 2 + QUOTE_CHARACTERS_MAX);
    let close = (at + 1..last)
        .find(|&index| closers.contains(&characters[index].1) && (!single || boundary(index)))?;
    let inner = characters[at + 1..close].iter().any(|&(_, c)| !c.is_whitespace());
    inner.then_some(close)
}

/// Letters, and the marks that Devanagari and Arabic words are written with.
pub fn is_letter(character: char) -> bool {
    character.is_alphabetic()
        || matches!(character, '\u{0300}'..='\u{036F}' | '\u{0900}'..='\u{0963}' | '\u{064B}'..='\u{0652}' | '\u{0640}' | '\u{200C}' | '\u{200D}')
}

/// Han, hiragana, katakana: written without spaces.
fn is_ideograph(character: char) -> bool {
    matches!(character, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{FF66}'..='\u{FF9D}')
}

/// The ASCII digit this one stands for.
fn digit(character: char) -> Option<char> {
    let zero = match character {
        '0'..='9' => '0',
        '٠'..='٩' => '٠',
        '۰'..='۹' => '۰',
        '०'..='९' => '०',
        '０'..='９' => '０',
        _ => return None,
    };
    char::from_digit(u32::from(character) - u32::from(zero), 10)
}

/// Lower case, without accents and variants.
pub fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    for character in word.chars().flat_map(char::to_lowercase) {
        match character {
            'à'..='å' | 'ā' | 'ă' | 'ą' => folded.push('a'),
            'æ' => folded.push_str("ae"),
            'ç' | 'ć' | 'č' => folded.push('c'),
            'ď' | 'ð' => folded.push('d'),
            'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => folded.push('e'),
            'ğ' => folded.push('g'),
            'ì'..='ï' | 'ī' | 'į' | 'ı' => folded.push('i'),
            'ł' => folded.push('l'),
            'ñ' | 'ń' | 'ň' => folded.push('n'),
            'ò'..='ö' | 'ø' | 'ō' | 'ő' => folded.push('o'),
            'œ' => folded.push_str("oe"),
            'ř' => folded.push('r'),
            'ś' | 'š' | 'ş' | 'ș' => folded.push('s'),
            'ß' => folded.push_str("ss"),
            'ť' | 'ț' => folded.push('t'),
            'ù'..='ü' | 'ū' | 'ů' | 'ű' => folded.push('u'),
            'ý' | 'ÿ' => folded.push('y'),
            'ź' | 'ż' | 'ž' => folded.push('z'),
            'أ' | 'إ' | 'آ' => folded.push('ا'),
            'ة' => folded.push('ه'),
            'ى' => folded.push('ي'),
            'ँ' => folded.push('ं'),
            '\u{0300}'..='\u{036F}'
            | '\u{064B}'..='\u{0652}'
            | '\u{0640}'
            | '\u{093C}'
            | '\u{200C}'
            | '\u{200D}'
            | '\''
            | '’' => {}
            '\u{0958}'..='\u{095F}' => folded.push(without_nukta(character)),
            '！'..='～' => {
                folded.extend(char::from_u32(u32::from(character) - 0xFEE0));
            }
            '。' => folded.push('.'),
            '、' | '،' => folded.push(','),
            '؟' => folded.push('?'),
            '؛' => folded.push(';'),
            '।' => folded.push('.'),
            '×' => folded.push('x'),
            other => folded.push(other),
        }
    }
    folded
}

/// Devanagari letters that carry their nukta inside (Unicode's composition exclusions), without it.
fn without_nukta(character: char) -> char {
    match character {
        '\u{0958}' => 'क',
        '\u{0959}' => 'ख',
        '\u{095A}' => 'ग',
        '\u{095B}' => 'ज',
        '\u{095C}' => 'ड',
        '\u{095D}' => 'ढ',
        '\u{095E}' => 'फ',
        _ => 'य',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn folding_keeps_words_and_drops_habits() {
        assert_eq!(texts("Crée l’image, PLEASE"), ["cree", "l", "image", ",", "please"]);
        assert_eq!(
            texts("don't lip-sync 5s ４K 16:9"),
            ["dont", "lip", "sync", "5", "s", "4", "k", "16", ":", "9"]
        );
        assert_eq!(texts("狐を描く"), ["狐", "を", "描", "く"]);
        assert_eq!(texts("लोमड़ी"), texts("लोमड\u{093C}ी"));
    }

    #[test]
    fn quotations_are_one_token_each() {
        for text in [
            "say 'it’s me'",
            "say \"it’s me\"",
            "say “it’s me”",
            "say «it’s me»",
            "say 「it’s me」",
            "say „it’s me“",
        ] {
            let tokens = tokens(text);
            assert_eq!(
                (tokens.len(), tokens[1].kind, tokens[1].text.as_str()),
                (2, Kind::Quote, "it’s me"),
                "{text}"
            );
        }
        assert!(tokens("the dogs' bowl isn't \"here").iter().all(|token| token.kind != Kind::Quote));
    }
}
