//! Whether a new password is hard to guess, and what to change when it is not.
//!
//! Length first (12 to 256 characters, no rules about symbols: NIST SP 800-63B §3.1.1.2 advises against
//! them), then an estimate of how many guesses an attacker needs who knows common passwords, words,
//! names, keyboard patterns, dates and this person's name and address (zxcvbn; 3 of 4 means more than
//! 10^8 guesses).

use domain::{
    generation::request::FieldError,
    limits::{PASSWORD_CHARACTERS_MAX, PASSWORD_CHARACTERS_MIN},
};
use zxcvbn::{
    Score,
    feedback::{Suggestion, Warning},
    zxcvbn,
};

use crate::account::{Email, Name};

/// Shorter parts of a name or an address say nothing about a password that contains them.
const TELLING_CHARACTERS_MIN: usize = 4;

/// What is wrong with the length, if anything is. Instant.
pub(super) fn check_length(password: &str) -> Option<FieldError> {
    let characters = password.chars().count();
    if characters == 0 {
        Some(FieldError::new("password", "required", "Enter a password."))
    } else if characters < PASSWORD_CHARACTERS_MIN {
        let missing = PASSWORD_CHARACTERS_MIN - characters;
        let message =
            format!("A password has at least {PASSWORD_CHARACTERS_MIN} characters: add {missing} more.");
        Some(FieldError::new("password", "too_short", message))
    } else if characters > PASSWORD_CHARACTERS_MAX {
        let message = format!("A password has at most {PASSWORD_CHARACTERS_MAX} characters.");
        Some(FieldError::new("password", "too_long", message))
    } else {
        None
    }
}

/// What makes it easy to guess, if it is. Takes milliseconds: run it where blocking is allowed.
pub(super) fn check_strength(password: &str, email: &Email, name: &Name) -> Option<FieldError> {
    let parts = |text| str::split(text, |letter: char| !letter.is_alphanumeric());
    let personal = [email.as_str(), email.local_part(), name.as_str(), "marty", "martin"];
    let parts = parts(email.as_str()).chain(parts(name.as_str())).filter(|part| !part.is_empty());
    let known: Vec<&str> = personal.into_iter().chain(parts).collect();
    let estimate = zxcvbn(password, &known);
    if estimate.score() >= Score::Three {
        return None;
    }
    let lower = password.to_lowercase();
    let mentions =
        |part: &&str| part.chars().count() >= TELLING_CHARACTERS_MIN && lower.contains(&part.to_lowercase());
    let cause = if known.iter().any(mentions) {
        "It contains your name or address, which are tried first."
    } else {
        let feedback = estimate.feedback();
        feedback
            .and_then(|feedback| feedback.warning().map(about_warning))
            .or_else(|| feedback?.suggestions().iter().find_map(about_suggestion))
            .unwrap_or("It is easy to guess.")
    };
    let message = format!("{cause} Use four or more unrelated words, or a password manager's suggestion.");
    Some(FieldError::new("password", "too_weak", message))
}

fn about_warning(warning: Warning) -> &'static str {
    match warning {
        Warning::StraightRowsOfKeysAreEasyToGuess | Warning::ShortKeyboardPatternsAreEasyToGuess => {
            "It follows the keys of a keyboard."
        }
        Warning::RepeatsLikeAaaAreEasyToGuess | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => {
            "It repeats itself."
        }
        Warning::ThisIsATop10Password
        | Warning::ThisIsATop100Password
        | Warning::ThisIsACommonPassword
        | Warning::ThisIsSimilarToACommonlyUsedPassword => "Many people use this password or one like it.",
        Warning::SequencesLikeAbcAreEasyToGuess => "It contains a sequence such as abc or 6543.",
        Warning::RecentYearsAreEasyToGuess | Warning::DatesAreOftenEasyToGuess => {
            "It contains a year or a date."
        }
        Warning::AWordByItselfIsEasyToGuess => "It is little more than one word.",
        Warning::NamesAndSurnamesByThemselvesAreEasyToGuess
        | Warning::CommonNamesAndSurnamesAreEasyToGuess => "It is built on a name.",
    }
}

fn about_suggestion(suggestion: &Suggestion) -> Option<&'static str> {
    match suggestion {
        Suggestion::CapitalizationDoesntHelpVeryMuch
        | Suggestion::AllUppercaseIsAlmostAsEasyToGuessAsAllLowercase => {
            Some("Capital letters make it hardly harder to guess.")
        }
        Suggestion::ReversedWordsArentMuchHarderToGuess => {
            Some("Words backwards are hardly harder to guess.")
        }
        Suggestion::PredictableSubstitutionsDontHelpVeryMuch => {
            Some("Swaps such as @ for a are hardly harder to guess.")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(password: &str) -> Option<FieldError> {
        let email = Email::parse("rosalind.franklin@example.com").unwrap();
        check_strength(password, &email, &Name::parse("Rosalind Franklin").unwrap())
    }

    #[test]
    fn length_is_counted_in_characters() {
        assert_eq!(check_length("").unwrap().code, "required");
        let short = check_length("eleven char").unwrap();
        assert_eq!((short.code, short.message.contains("add 1 more")), ("too_short", true));
        assert!(check_length("zwölf Zeich.").is_none());
        assert!(check_length(&"ü".repeat(256)).is_none());
        assert_eq!(check_length(&"u".repeat(257)).unwrap().code, "too_long");
    }

    #[test]
    fn easy_ones_are_refused_with_the_reason() {
        for (password, reason) in [
            ("aaaaaaaaaaaaaa", "repeats itself"),
            ("password1234", "Many people"),
            ("qwertyuiop[]", "keyboard"),
            ("rosalindfranklin", "your name or address"),
            ("Franklin2024", "your name or address"),
            ("franklinrosalind", "your name or address"),
        ] {
            let complaint = complaint(password).unwrap_or_else(|| panic!("{password} was accepted"));
            assert_eq!(complaint.code, "too_weak");
            assert!(complaint.message.contains(reason), "{password}: {}", complaint.message);
            assert!(!complaint.message.contains(password));
        }
    }

    #[test]
    fn hard_ones_pass() {
        for password in ["lantern orbit velvet quarry", "kV8!xw2#Lq9@rT", "sieben wilde Birnen tanzen"] {
            assert!(complaint(password).is_none(), "{password} was refused");
        }
    }
}
