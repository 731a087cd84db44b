//! An answer that is read as it comes.

use bytes::Bytes;
use reqwest::{RequestBuilder, Response, StatusCode, header::HeaderMap};

use super::{Answer, CallError, Client, classify, read, reason};

/// An answer whose head is here and whose body is on its way.
pub struct Streamed {
    /// The HTTP status.
    pub status: StatusCode,
    /// All headers.
    pub headers: HeaderMap,
    response: Response,
}

impl Client {
    /// Sends a call and answers as soon as the head of the answer is here.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn open(&self, request: RequestBuilder) -> Result<Streamed, CallError> {
        let response = request.send().await.map_err(classify)?;
        Ok(Streamed { status: response.status(), headers: response.headers().clone(), response })
    }
}

impl Streamed {
    /// The next piece of the body; `None` at its end.
    ///
    /// # Errors
    /// [`CallError::Lost`] when it was cut.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, CallError> {
        self.response.chunk().await.map_err(|error| CallError::Lost(reason(error.without_url())))
    }

    /// How long the body says it is, where it says so.
    #[must_use]
    pub fn declared_length(&self) -> Option<u64> {
        self.response.content_length()
    }

    /// The whole answer, at most `body_max` bytes of it.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn whole(self, body_max: usize) -> Result<Answer, CallError> {
        let Streamed { status, headers, response } = self;
        let body = read(response, body_max).await?;
        tracing::debug!(http.status = status.as_u16(), http.bytes = body.len(), "a vendor answered");
        Ok(Answer { status, headers, body })
    }
}
