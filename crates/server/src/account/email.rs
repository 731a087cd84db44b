//! E-mail addresses as far as they can be judged without sending anything.

use domain::limits::EMAIL_CHARACTERS_MAX;

/// A normalised address: trimmed, lower case, of plausible shape, at most 254 characters.
///
/// RFC 5321 §2.3.11 lets a host tell `A@x` from `a@x`; no host in use does, and people do not expect it.
/// The shape is deliberately simple (one `@`, a dotted domain of letters, digits and hyphens, no spaces):
/// only a delivered message proves more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email(String);

/// Why a text is not an address; the sentence is for the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidEmail {
    /// Nothing was given.
    #[error("Enter your e-mail address.")]
    Missing,
    /// More than 254 characters.
    #[error("An e-mail address has at most 254 characters.")]
    TooLong,
    /// Not of the shape `name@host.tld`.
    #[error("Enter an e-mail address such as name@example.com.")]
    Malformed,
}

impl InvalidEmail {
    /// The stable code of the field error.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            InvalidEmail::Missing => "required",
            InvalidEmail::TooLong => "too_long",
            InvalidEmail::Malformed => "malformed",
        }
    }
}

impl Email {
    /// Normalises and checks.
    ///
    /// # Errors
    /// [`InvalidEmail`].
    pub fn parse(text: &str) -> Result<Email, InvalidEmail> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Err(InvalidEmail::Missing);
        }
        let normalised = trimmed.to_lowercase();
        // Lower case can be longer than what it came from, so this is measured after.
        if normalised.chars().count() > EMAIL_CHARACTERS_MAX {
            return Err(InvalidEmail::TooLong);
        }
        let (local, host) = normalised.rsplit_once('@').ok_or(InvalidEmail::Malformed)?;
        if plausible_local(local) && plausible_host(host) {
            Ok(Email(normalised))
        } else {
            Err(InvalidEmail::Malformed)
        }
    }

    /// The normalised text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before the `@`.
    #[must_use]
    pub fn local_part(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(local, _)| local)
    }
}

fn plausible_local(local: &str) -> bool {
    let refused =
        |letter: char| letter.is_whitespace() || letter.is_control() || "@<>()[],;:\\\"".contains(letter);
    // RFC 5321 §4.5.3.1.1 bounds the local part at 64 octets.
    !local.is_empty()
        && local.len() <= 64
        && !local.contains(refused)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
}

fn plausible_host(host: &str) -> bool {
    let plausible_label = |label: &str| {
        !label.is_empty()
            && label.chars().count() <= 63
            && label.chars().all(|letter| letter.is_alphanumeric() || letter == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    host.contains('.') && host.split('.').all(plausible_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normalises_spelling() {
        let email = Email::parse("  Ada.Lovelace@Example.COM\n").unwrap();
        assert_eq!(email.as_str(), "ada.lovelace@example.com");
        assert_eq!(email.local_part(), "ada.lovelace");
    }

    #[test]
    fn accepts_what_people_have() {
        for text in ["a@b.co", "first+tag@sub.example.org", "o'brien@example.ie", "jürgen@bücher.example"] {
            assert!(Email::parse(text).is_ok(), "{text} was refused");
        }
    }

    #[test]
    fn refuses_what_cannot_be_delivered() {
        for text in [
            "plain",
            "@example.com",
            "a@",
            "a@host",
            "a b@example.com",
            "a@exa mple.com",
            "a@b@example.com",
            "a@.com",
            "a@example..com",
            "a@-x.com",
            ".a@example.com",
            "a..b@example.com",
            "<a@example.com>",
            "a@example.com\r\nbcc: x@example.com",
        ] {
            assert_eq!(Email::parse(text), Err(InvalidEmail::Malformed), "{text} was accepted");
        }
        assert_eq!(Email::parse("  "), Err(InvalidEmail::Missing));
        let long = format!("{}@{}.com", "a".repeat(60), "b".repeat(200));
        assert_eq!(Email::parse(&long), Err(InvalidEmail::TooLong));
    }
}
