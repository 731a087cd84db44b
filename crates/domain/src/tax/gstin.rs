//! GSTIN: the number of a registered business, with its check character.

use std::fmt;

use super::State;

/// A well-formed GSTIN: State, PAN, entity, `Z`, check character. Whether it is registered only the tax portal knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gstin(String);

/// Why a text is no GSTIN; the sentence is for the person who typed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidGstin {
    /// Not fifteen letters and digits.
    #[error("A GSTIN has 15 letters and digits, e.g. 27AAPFU0939F1ZV.")]
    Shape,
    /// The first two digits name no State.
    #[error("The first two digits of a GSTIN name a State; these name none.")]
    State,
    /// The last character does not fit the others.
    #[error("The last character does not fit the others: a digit or letter was mistyped.")]
    Check,
}

impl Gstin {
    /// Reads one; spaces around it and small letters are forgiven.
    ///
    /// # Errors
    /// [`InvalidGstin`].
    pub fn parse(text: &str) -> Result<Gstin, InvalidGstin> {
        let text = text.trim().to_ascii_uppercase();
        let shape: Vec<char> = "00AAAAA0000A#Z#".chars().collect();
        let fits = |(found, wanted): (char, char)| match wanted {
            '0' => found.is_ascii_digit(),
            'A' => found.is_ascii_uppercase(),
            '#' => found.is_ascii_digit() || found.is_ascii_uppercase(),
            other => found == other,
        };
        if text.chars().count() != shape.len() || !text.chars().zip(shape).all(fits) {
            return Err(InvalidGstin::Shape);
        }
        State::parse(&text[..2]).ok_or(InvalidGstin::State)?;
        if check_character(&text[..14]) != text.chars().last() {
            return Err(InvalidGstin::Check);
        }
        Ok(Gstin(text))
    }

    /// The State it is registered in: its buyer's place of supply.
    #[must_use]
    pub fn state(&self) -> State {
        State::parse(&self.0[..2]).expect("a parsed GSTIN names a State")
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Gstin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// The weighted sum in base 36 that the last character completes: every second place counts double, and both digits of
/// a product are added.
fn check_character(first_fourteen: &str) -> Option<char> {
    let mut sum = 0;
    for (index, character) in first_fourteen.chars().enumerate() {
        let product = character.to_digit(36)? * (1 + u32::try_from(index % 2).ok()?);
        sum += product / 36 + product % 36;
    }
    char::from_digit((36 - sum % 36) % 36, 36).map(|character| character.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_that_are_in_use_are_taken() {
        // Published: a sample of the tax portal, and a company's.
        for (text, state) in [("27AAPFU0939F1ZV", "Maharashtra"), (" 29aagcb7383j1z4 ", "Karnataka")] {
            assert_eq!(Gstin::parse(text).unwrap().state().name, state);
        }
        assert_eq!(Gstin::parse("07AAACA1234A1Z"), Err(InvalidGstin::Shape));
    }

    #[test]
    fn every_single_mistyped_character_is_found() {
        let right = "27AAPFU0939F1ZV";
        for place in 0..15 {
            for digit in 0..36 {
                let wrong = char::from_digit(digit, 36).unwrap().to_ascii_uppercase();
                let text: String =
                    right.chars().enumerate().map(|(at, c)| if at == place { wrong } else { c }).collect();
                assert_eq!(Gstin::parse(&text).is_ok(), text == right, "{text}");
            }
        }
        assert_eq!(Gstin::parse("99AAPFU0939F1ZV"), Err(InvalidGstin::State));
        assert_eq!(Gstin::parse("२७AAPFU0939F1ZV"), Err(InvalidGstin::Shape));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".{0,20}") {
            let _ = Gstin::parse(&text);
        }
    }
}
