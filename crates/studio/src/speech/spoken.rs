//! Words as they are said: numbers, money, dates, times and abbreviations written out.
//!
//! English only: the rules of another language are its voice's own business, and its words pass unchanged.
//! Amounts that are written or meant the Indian way (1,25,000; ₹ from a lakh on) are said in lakh and crore.

use super::script::Word;

mod number;

use number::{amount, digits, ordinal, year};

/// Abbreviations without their dot, and what is said.
const ABBREVIATIONS: [(&str, &str); 22] = [
    ("Dr", "Doctor"),
    ("Mr", "Mister"),
    ("Mrs", "Missus"),
    ("Ms", "Miz"),
    ("Prof", "Professor"),
    ("Sr", "Senior"),
    ("Jr", "Junior"),
    ("St", "Saint"),
    ("Smt", "Shrimati"),
    ("vs", "versus"),
    ("etc", "et cetera"),
    ("e.g", "for example"),
    ("i.e", "that is"),
    ("approx", "approximately"),
    ("Ltd", "Limited"),
    ("Pvt", "Private"),
    ("Inc", "Incorporated"),
    ("Co", "Company"),
    ("Dept", "Department"),
    ("No", "number"),
    ("Rs", "rupees"),
    ("a.m", "a m"),
];

/// Units after a number: one of it, and more.
const UNITS: [(&str, &str, &str); 14] = [
    ("km", "kilometre", "kilometres"),
    ("m", "metre", "metres"),
    ("cm", "centimetre", "centimetres"),
    ("mm", "millimetre", "millimetres"),
    ("kg", "kilogram", "kilograms"),
    ("g", "gram", "grams"),
    ("km/h", "kilometre an hour", "kilometres an hour"),
    ("GB", "gigabyte", "gigabytes"),
    ("MB", "megabyte", "megabytes"),
    ("ml", "millilitre", "millilitres"),
    ("hrs", "hour", "hours"),
    ("min", "minute", "minutes"),
    ("°C", "degree Celsius", "degrees Celsius"),
    ("%", "percent", "percent"),
];

/// Signs of money: the unit, units, and hundredths, one and more.
const MONEY: [(&str, [&str; 4]); 6] = [
    ("₹", ["rupee", "rupees", "paisa", "paise"]),
    ("Rs.", ["rupee", "rupees", "paisa", "paise"]),
    ("$", ["dollar", "dollars", "cent", "cents"]),
    ("€", ["euro", "euros", "cent", "cents"]),
    ("£", ["pound", "pounds", "penny", "pence"]),
    ("¥", ["yen", "yen", "sen", "sen"]),
];

/// Words that make an amount of money larger, said before its unit.
const SCALES: [&str; 6] = ["lakh", "crore", "thousand", "million", "billion", "trillion"];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The words of a text in a language (a BCP 47 tag), by spaces. Pure.
#[must_use]
pub fn words(text: &str, language: &str) -> Vec<Word> {
    let shown: Vec<&str> = text.split_whitespace().collect();
    let is_english = language.to_lowercase().split(['-', '_']).next() == Some("en");
    let mut words = Vec::with_capacity(shown.len());
    let mut at = 0;
    while at < shown.len() {
        let (used, said) = match is_english {
            true => english(shown[at], shown.get(at + 1).copied()),
            false => (1, shown[at].to_owned()),
        };
        words.push(Word { shown: shown[at..at + used].join(" "), said });
        at += used;
    }
    words
}

/// What is said for a word, and whether the next belongs to it: 1 or 2 words.
fn english(word: &str, next: Option<&str>) -> (usize, String) {
    let opening = |c: char| matches!(c, '(' | '[' | '"' | '“' | '‘' | '«');
    let closing = |c: char| ",.;:!?…)]\"”’»".contains(c);
    let start = word.trim_start_matches(opening);
    let core = start.trim_end_matches(closing);
    let (before, after) = (&word[..word.len() - start.len()], &start[core.len()..]);
    let whole = |said: String, after: &str| format!("{before}{said}{after}");
    if let Some((_, said)) = ABBREVIATIONS.iter().find(|(short, _)| *short == core)
        && let Some(after) = after.strip_prefix('.')
        && (core != "No" && core != "Rs" || next.is_some_and(begins_with_digit))
    {
        return money_in_two(core, next).unwrap_or((1, whole((*said).to_owned(), after)));
    }
    if let Some((unit, number)) = money(core) {
        let bare = next.map(|next| next.trim_end_matches(closing));
        return match bare.filter(|next| SCALES.contains(next) && after.is_empty()) {
            Some(scale) => {
                let tail = &next.unwrap_or_default()[scale.len()..];
                let said = amount(number, false).unwrap_or_else(|| number.to_owned());
                (2, format!("{before}{said} {scale} {}{tail}", unit[1]))
            }
            None => (1, whole(money_said(unit, number).unwrap_or_else(|| core.to_owned()), after)),
        };
    }
    (1, whole(plain(core).unwrap_or_else(|| core.to_owned()), after))
}

fn begins_with_digit(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}

/// "Rs. 500": a sign of money and its amount as two words.
fn money_in_two(core: &str, next: Option<&str>) -> Option<(usize, String)> {
    let next = next.filter(|_| core == "Rs")?;
    let number = next.trim_end_matches(|c: char| !c.is_ascii_digit());
    let said = money_said(&MONEY[1].1, number)?;
    Some((2, format!("{said}{}", &next[number.len()..])))
}

/// The unit and the number of an amount of money.
fn money(core: &str) -> Option<(&'static [&'static str; 4], &str)> {
    MONEY.iter().find_map(|(sign, unit)| {
        let number = core.strip_prefix(sign).or_else(|| core.strip_suffix(sign))?;
        begins_with_digit(number).then_some((unit, number))
    })
}

fn money_said(unit: &[&str; 4], number: &str) -> Option<String> {
    let is_indian = unit[0] == "rupee";
    let (whole, part) = match number.split_once('.') {
        Some((whole, part)) if part.len() == 2 => (whole, digits(part)?),
        Some(_) => return Some(format!("{} {}", amount(number, is_indian)?, unit[1])),
        None => (number, 0),
    };
    let count = digits(whole)?;
    let main = || Some(format!("{} {}", amount(whole, is_indian)?, unit[usize::from(count != 1)]));
    let rest = || Some(format!("{} {}", number::cardinal(part, false), unit[2 + usize::from(part != 1)]));
    match (count, part) {
        (_, 0) => main(),
        (0, _) => rest(),
        _ => Some(format!("{} and {}", main()?, rest()?)),
    }
}

/// A number, date, time or measure; `None` for a word that is said as it is written.
fn plain(core: &str) -> Option<String> {
    if !core.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '+') {
        return (core == "&").then(|| "and".to_owned());
    }
    if let Some(rest) = core.strip_prefix('-') {
        return begins_with_digit(rest).then(|| Some(format!("minus {}", plain(rest)?)))?;
    }
    date(core)
        .or_else(|| clock(core))
        .or_else(|| ordinal(core))
        .or_else(|| year(core))
        .or_else(|| amount(core, false))
        .or_else(|| measure(core))
}

/// `2026-11-23` and, day first as most of the world writes, `23/11/2026`.
fn date(core: &str) -> Option<String> {
    let parts: Vec<&str> = core.split(['-', '/']).collect();
    let [first, month, last] = parts.as_slice() else { return None };
    let (y, d) = if first.len() == 4 { (first, last) } else { (last, first) };
    let (day, month) = (digits(d)?, digits(month)?);
    let name = MONTHS.get(usize::try_from(month).ok()?.checked_sub(1)?)?;
    ((1..=31).contains(&day) && y.len() == 4)
        .then(|| Some(format!("the {} of {name} {}", number::ordinal_words(day), year(y)?)))?
}

/// `10:30`, in 24 hours.
fn clock(core: &str) -> Option<String> {
    let (hour, minute) = core.split_once(':')?;
    if minute.len() != 2 {
        return None;
    }
    let (h, m) = (digits(hour)?, digits(minute)?);
    let hour = number::cardinal(h, false);
    match m {
        _ if h > 23 || m > 59 => None,
        0 => Some(format!("{hour} o'clock")),
        1..=9 => Some(format!("{hour} oh {}", number::cardinal(m, false))),
        _ => Some(format!("{hour} {}", number::cardinal(m, false))),
    }
}

/// `5km`, `18%`.
fn measure(core: &str) -> Option<String> {
    let number = core.trim_end_matches(|c: char| !c.is_ascii_digit());
    let (_, one, more) = UNITS.iter().find(|(unit, ..)| *unit == &core[number.len()..])?;
    Some(format!("{} {}", amount(number, false)?, if number == "1" { one } else { more }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        words(text, "en-IN").iter().map(|word| word.said.clone()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_is_written_is_said() {
        for (written, spoken) in [
            ("It is 42.", "It is forty two."),
            ("7,500 people", "seven thousand five hundred people"),
            ("3.14", "three point one four"),
            ("-5", "minus five"),
            ("₹500", "five hundred rupees"),
            ("₹1", "one rupee"),
            ("₹1,25,000.50!", "one lakh twenty five thousand rupees and fifty paise!"),
            ("₹2.5 crore,", "two point five crore rupees,"),
            ("Rs. 99", "ninety nine rupees"),
            ("$3.01", "three dollars and one cent"),
            ("$1,200,000", "one million two hundred thousand dollars"),
            ("€0.50", "fifty cents"),
            ("18% GST", "eighteen percent GST"),
            ("(5km)", "(five kilometres)"),
            ("the 21st and 3rd", "the twenty first and third"),
            ("in 1995 and 2026", "in nineteen ninety five and twenty twenty six"),
            ("2000, 2005, 1900", "two thousand, two thousand five, nineteen hundred"),
            ("2026-11-23", "the twenty third of November twenty twenty six"),
            ("01/02/1999.", "the first of February nineteen ninety nine."),
            ("at 10:30, 9:05 and 18:00", "at ten thirty, nine oh five and eighteen o'clock"),
            ("Dr. Rao & Mrs. Sen", "Doctor Rao and Missus Sen"),
            ("cats, e.g. tigers", "cats, for example tigers"),
            ("No. 5, not no.", "number five, not no."),
            ("“12”", "“twelve”"),
            // What is none of these is left to the voice.
            ("B12 2x 99:99 1.2.3 v2", "B12 2x 99:99 1.2.3 v2"),
        ] {
            assert_eq!(said(written), spoken, "{written}");
        }
    }

    #[test]
    fn what_is_shown_stays_as_written_and_other_languages_as_they_are() {
        let shown: Vec<String> = words("pay ₹2 crore now", "en").into_iter().map(|word| word.shown).collect();
        assert_eq!(shown, ["pay", "₹2 crore", "now"]);
        assert_eq!(words("₹500", "hi")[0].said, "₹500");
    }
}
