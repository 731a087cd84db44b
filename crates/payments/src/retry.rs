//! Calls that may be repeated, repeated.

use std::time::Duration;

use providers::http::{Answer, Client};
use reqwest::RequestBuilder;

use crate::{ANSWER_BYTES_MAX, Error};

/// Tries of one call.
const TRIES: u32 = 3;
/// Before the second try; doubled before the third.
const PAUSE: Duration = Duration::from_millis(200);

/// Whether a call may be made twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// Reading, or named by an idempotency key.
    Safe,
    /// Only where it surely had no effect.
    OnlyUnsent,
}

/// Makes a call, again where that is allowed and may help.
///
/// # Errors
/// [`Error`] when the last try had no whole answer, or says that the gateway has trouble of its own.
pub(crate) async fn call(
    client: &Client,
    repeat: Repeat,
    build: impl Fn() -> RequestBuilder,
) -> Result<Answer, Error> {
    let mut tried = 0;
    loop {
        tried += 1;
        let error = match client.call(build(), ANSWER_BYTES_MAX).await {
            Ok(answer) => match trouble(&answer, repeat) {
                None => return Ok(answer),
                Some(error) => error,
            },
            Err(error) => Error::from(error),
        };
        let again = match &error {
            Error::Unavailable(_) => true,
            Error::Unknown(_) => repeat == Repeat::Safe,
            _ => false,
        };
        if !again || tried == TRIES {
            return Err(error);
        }
        tokio::time::sleep(PAUSE * 2_u32.pow(tried - 1)).await;
    }
}

/// What a status of trouble means. 429 and 503 mean that nothing happened; after another 5xx nobody knows.
fn trouble(answer: &Answer, repeat: Repeat) -> Option<Error> {
    let status = answer.status.as_u16();
    match status {
        401 => Some(Error::Key),
        408 | 425 | 429 | 503 => Some(Error::Unavailable(format!("it answered {status}"))),
        // The same key is being worked on.
        409 if repeat == Repeat::Safe => Some(Error::Unavailable("it is still working on it".into())),
        500..=599 => Some(Error::Unknown(format!("it answered {status}"))),
        _ => None,
    }
}

impl Error {
    /// Whether the call surely had no effect.
    #[must_use]
    pub fn had_no_effect(&self) -> bool {
        !matches!(self, Error::Unknown(_) | Error::Malformed(_))
    }
}
