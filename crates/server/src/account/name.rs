//! What a person wants to be called.

use domain::limits::NAME_CHARACTERS_MAX;

use super::Email;

/// A name of 1 to 80 characters, trimmed, on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name(String);

/// Why a text is not a name; the sentence is for the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidName {
    /// Nothing but spaces.
    #[error("Enter the name you want to be called by.")]
    Missing,
    /// More than 80 characters.
    #[error("A name has at most 80 characters.")]
    TooLong,
    /// Has line breaks or other control characters.
    #[error("A name is one line of ordinary characters.")]
    Malformed,
}

impl InvalidName {
    /// The stable code of the field error.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            InvalidName::Missing => "required",
            InvalidName::TooLong => "too_long",
            InvalidName::Malformed => "malformed",
        }
    }
}

impl Name {
    /// Trims and checks.
    ///
    /// # Errors
    /// [`InvalidName`].
    pub fn parse(text: &str) -> Result<Name, InvalidName> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            Err(InvalidName::Missing)
        } else if trimmed.chars().count() > NAME_CHARACTERS_MAX {
            Err(InvalidName::TooLong)
        } else if trimmed.contains(char::is_control) {
            Err(InvalidName::Malformed)
        } else {
            Ok(Name(trimmed.to_owned()))
        }
    }

    /// What somebody is called who did not say: what stands before the `@`, which always fits.
    #[must_use]
    pub fn from_email(email: &Email) -> Name {
        Name(email.local_part().chars().take(NAME_CHARACTERS_MAX).collect())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trims_and_bounds() {
        assert_eq!(Name::parse("  Ada  ").unwrap().as_str(), "Ada");
        assert_eq!(Name::parse("\t "), Err(InvalidName::Missing));
        assert_eq!(Name::parse("a\nb"), Err(InvalidName::Malformed));
        assert!(Name::parse(&"é".repeat(80)).is_ok());
        assert_eq!(Name::parse(&"é".repeat(81)), Err(InvalidName::TooLong));
    }

    #[test]
    fn comes_from_the_address_when_not_given() {
        let email = Email::parse("Grace@example.com").unwrap();
        assert_eq!(Name::from_email(&email).as_str(), "grace");
    }
}
