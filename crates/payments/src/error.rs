//! What a failed call means.

use providers::http::CallError;

/// Why a gateway did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It cannot be reached, or has trouble of its own. Nothing happened.
    #[error("the gateway is not available: {0}")]
    Unavailable(String),
    /// Nobody knows whether it happened.
    #[error("the gateway's answer was lost: {0}")]
    Unknown(String),
    /// It does not want to; asking again changes nothing.
    #[error("the gateway refused ({code}): {text}")]
    Refused {
        /// Its stable word, e.g. `BAD_REQUEST_ERROR`, `resource_missing`.
        code: String,
        /// Its sentence: for the log.
        text: String,
    },
    /// Our key is wrong.
    #[error("the gateway does not know our key")]
    Key,
    /// There is nothing of that name.
    #[error("the gateway knows nothing of that name")]
    NotFound,
    /// It answered with something else than it documents.
    #[error("the gateway's answer is not understood: {0}")]
    Malformed(String),
}

impl Error {
    /// Whether another gateway may be tried for something new.
    #[must_use]
    pub fn is_its_own(&self) -> bool {
        !matches!(self, Error::Refused { .. } | Error::NotFound)
    }
}

impl From<CallError> for Error {
    fn from(error: CallError) -> Error {
        match error {
            CallError::NotSent(reason) => Error::Unavailable(reason),
            other => Error::Unknown(other.to_string()),
        }
    }
}

/// Why an announcement is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WebhookRefused {
    /// A header is missing or is not what it should be.
    #[error("not an announcement: {0}")]
    Malformed(&'static str),
    /// Signed too long ago, or in the future.
    #[error("signed at another time")]
    Stale,
    /// No secret of ours made the signature.
    #[error("not signed by the gateway")]
    Forged,
}
