//! Numbers in English words.

const ONES: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] =
    ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const WESTERN: [(u64, &str); 4] = [
    (1_000_000_000_000, "trillion"),
    (1_000_000_000, "billion"),
    (1_000_000, "million"),
    (1_000, "thousand"),
];
const INDIAN: [(u64, &str); 3] = [(10_000_000, "crore"), (100_000, "lakh"), (1_000, "thousand")];
/// Numbers from here on are said digit by digit by the voice.
const WORDS_BELOW: u64 = 1_000_000_000_000_000;

/// Whole numbers of digits, with or without commas between them.
pub(super) fn digits(text: &str) -> Option<u64> {
    let is_number = begins_and_ends_with_digit(text) && text.chars().all(|c| c.is_ascii_digit() || c == ',');
    let number = is_number.then(|| text.replace(',', "").parse().ok())?;
    number.filter(|number| *number < WORDS_BELOW)
}

fn begins_and_ends_with_digit(text: &str) -> bool {
    let ends = [text.chars().next(), text.chars().last()];
    ends.iter().all(|end| end.is_some_and(|c| c.is_ascii_digit()))
}

/// A number with or without commas and decimals. What is grouped the Indian way (1,25,000), or `indian` by its
/// money, is said in lakh and crore.
pub(super) fn amount(text: &str, indian: bool) -> Option<String> {
    let (whole, part) = text.split_once('.').map_or((text, None), |(whole, part)| (whole, Some(part)));
    let groups: Vec<&str> = whole.split(',').collect();
    let is_grouped_so = groups.len() > 2 && groups[1..groups.len() - 1].iter().all(|group| group.len() == 2);
    let said = cardinal(digits(whole)?, indian || is_grouped_so);
    let Some(part) = part else { return Some(said) };
    if part.is_empty() || !part.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let after: Vec<&str> = part.bytes().map(|digit| ONES[usize::from(digit - b'0')]).collect();
    Some(format!("{said} point {}", after.join(" ")))
}

/// A whole number.
pub(super) fn cardinal(number: u64, indian: bool) -> String {
    if let Some(word) = usize::try_from(number).ok().and_then(|index| ONES.get(index)) {
        return (*word).to_owned();
    }
    let scales: &[(u64, &str)] = if indian { &INDIAN } else { &WESTERN };
    let (first, rest) = match scales.iter().find(|(size, _)| number >= *size) {
        Some((size, name)) => (format!("{} {name}", cardinal(number / size, indian)), number % size),
        None if number >= 100 => (format!("{} hundred", cardinal(number / 100, indian)), number % 100),
        None => (TENS[(number / 10) as usize % 10].to_owned(), number % 10),
    };
    if rest == 0 { first } else { format!("{first} {}", cardinal(rest, indian)) }
}

/// `1st`, `22nd`.
pub(super) fn ordinal(text: &str) -> Option<String> {
    let number = ["st", "nd", "rd", "th"].iter().find_map(|ending| text.strip_suffix(ending))?;
    Some(ordinal_words(digits(number)?))
}

/// The place of a number in a row.
pub(super) fn ordinal_words(number: u64) -> String {
    let said = cardinal(number, false);
    let (before, last) = said.rsplit_once(' ').map_or(("", said.as_str()), |(before, last)| (before, last));
    let last = match last {
        "one" => "first".to_owned(),
        "two" => "second".to_owned(),
        "three" => "third".to_owned(),
        "five" => "fifth".to_owned(),
        "eight" => "eighth".to_owned(),
        "nine" => "ninth".to_owned(),
        "twelve" => "twelfth".to_owned(),
        other => match other.strip_suffix('y') {
            Some(stem) => format!("{stem}ieth"),
            None => format!("{other}th"),
        },
    };
    if before.is_empty() { last } else { format!("{before} {last}") }
}

/// Four digits from 1100 to 2099, said as years are.
pub(super) fn year(text: &str) -> Option<String> {
    if text.len() != 4 || text.contains(',') {
        return None;
    }
    let number = digits(text).filter(|number| (1_100..2_100).contains(number))?;
    let (century, rest) = (number / 100, number % 100);
    Some(match rest {
        _ if (2_000..2_010).contains(&number) => cardinal(number, false),
        0 => format!("{} hundred", cardinal(century, false)),
        1..=9 => format!("{} oh {}", cardinal(century, false), cardinal(rest, false)),
        _ => format!("{} {}", cardinal(century, false), cardinal(rest, false)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scale_has_its_word() {
        assert_eq!(
            cardinal(1_002_003_004_005, false),
            "one trillion two billion three million four thousand five"
        );
        assert_eq!(
            cardinal(123_456_789, true),
            "twelve crore thirty four lakh fifty six thousand seven hundred eighty nine"
        );
        assert_eq!(
            (ordinal_words(20), ordinal_words(112)),
            ("twentieth".into(), "one hundred twelfth".into())
        );
        assert_eq!(digits("1,00,00,00,00,00,00,00,000"), None);
    }
}
