//! Amounts in words, as an invoice has to say them: lakhs and crores for rupees, thousands and millions for dollars.

use crate::payment::{Amount, Currency};

const SMALL: [&str; 20] = [
    "Zero",
    "One",
    "Two",
    "Three",
    "Four",
    "Five",
    "Six",
    "Seven",
    "Eight",
    "Nine",
    "Ten",
    "Eleven",
    "Twelve",
    "Thirteen",
    "Fourteen",
    "Fifteen",
    "Sixteen",
    "Seventeen",
    "Eighteen",
    "Nineteen",
];
const TENS: [&str; 10] =
    ["", "", "Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety"];
/// What the Indian system counts in, largest first.
const INDIAN: [(u64, &str); 4] =
    [(10_000_000, "Crore"), (100_000, "Lakh"), (1_000, "Thousand"), (100, "Hundred")];
/// What English counts in.
const ENGLISH: [(u64, &str); 5] = [
    (1_000_000_000_000, "Trillion"),
    (1_000_000_000, "Billion"),
    (1_000_000, "Million"),
    (1_000, "Thousand"),
    (100, "Hundred"),
];

/// e.g. `Rupees One Lakh Twenty-Three Thousand Only`, `US Dollars Eighteen and Fifty Cents Only`. The sign is not told.
#[must_use]
pub fn in_words(amount: Amount) -> String {
    let (whole, part) = (amount.minor.unsigned_abs() / 100, amount.minor.unsigned_abs() % 100);
    let (name, part_name, units): (_, _, &[(u64, &str)]) = match (amount.currency, part) {
        (Currency::Inr, 1) => ("Rupees", "Paisa", &INDIAN),
        (Currency::Inr, _) => ("Rupees", "Paise", &INDIAN),
        (Currency::Usd, 1) => ("US Dollars", "Cent", &ENGLISH),
        (Currency::Usd, _) => ("US Dollars", "Cents", &ENGLISH),
    };
    let name = match (whole, amount.currency) {
        (1, Currency::Inr) => "Rupee",
        (1, Currency::Usd) => "US Dollar",
        _ => name,
    };
    let mut text = format!("{name} {}", number(whole, units));
    if part > 0 {
        text.push_str(&format!(" and {} {part_name}", number(part, units)));
    }
    text.push_str(" Only");
    text
}

fn number(mut value: u64, units: &[(u64, &str)]) -> String {
    let mut words = Vec::new();
    for (size, name) in units {
        let count = value / size;
        if count > 0 {
            // Only the largest unit can be counted in hundreds and more, e.g. a thousand crore.
            words.push(format!("{} {name}", number(count, units)));
            value %= size;
        }
    }
    let small = |value: u64| SMALL[usize::try_from(value).unwrap_or(0)].to_owned();
    match value {
        0 if words.is_empty() => words.push(small(0)),
        0 => {}
        1..20 => words.push(small(value)),
        _ => {
            let tens = TENS[usize::try_from(value / 10).unwrap_or(0)];
            let ones = value % 10;
            words.push(if ones == 0 { tens.to_owned() } else { format!("{tens}-{}", small(ones)) });
        }
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn golden_words() {
        for (amount, text) in [
            (Amount::inr(0), "Rupees Zero Only"),
            (Amount::inr(1), "Rupees Zero and One Paisa Only"),
            (Amount::inr(100), "Rupee One Only"),
            (Amount::inr(49_900), "Rupees Four Hundred Ninety-Nine Only"),
            (Amount::inr(2_000), "Rupees Twenty Only"),
            (Amount::inr(149_900), "Rupees One Thousand Four Hundred Ninety-Nine Only"),
            (
                Amount::inr(123_456_789),
                "Rupees Twelve Lakh Thirty-Four Thousand Five Hundred Sixty-Seven and Eighty-Nine Paise Only",
            ),
            (Amount::inr(1_000_000_000), "Rupees One Crore Only"),
            (Amount::inr(1_234_000_000_000), "Rupees One Thousand Two Hundred Thirty-Four Crore Only"),
            (Amount::inr(-49_950), "Rupees Four Hundred Ninety-Nine and Fifty Paise Only"),
            (Amount::usd(100), "US Dollar One Only"),
            (Amount::usd(1_850), "US Dollars Eighteen and Fifty Cents Only"),
            (
                Amount::usd(123_456_701),
                "US Dollars One Million Two Hundred Thirty-Four Thousand Five Hundred Sixty-Seven and One Cent Only",
            ),
        ] {
            assert_eq!(in_words(amount), text);
        }
        // The largest amount there is has words.
        assert!(in_words(Amount::inr(i64::MAX)).ends_with("Paise Only"));
        assert!(in_words(Amount::usd(i64::MIN)).ends_with("Cents Only"));
    }
}
