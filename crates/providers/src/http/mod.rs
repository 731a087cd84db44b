//! The one way to a vendor: timeouts, limits, and a plain answer to "did it arrive?".
//!
//! Two kinds of traffic, two connection pools. **Calls** ([`Client::call`]) go to a vendor's API with a
//! key, follow no redirect, and read a small body whole. **Files** ([`Client::upload`],
//! [`Client::download`]) go to whatever address the vendor names, so they carry no key and reach public
//! addresses only ([`guard`]).
//!
//! What an adapter must know about a failed submit is whether the vendor may have taken it. That is
//! decided here, once: [`CallError::NotSent`] says surely not, [`CallError::Lost`] says nobody knows.
//! Nothing here retries; only the caller knows what may be repeated.
//!
//! Proxies are taken from the environment (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`); behind one, the
//! proxy resolves names and decides which addresses are reached.

mod download;
mod guard;
mod retry_after;
mod secret;
mod streamed;

use std::{fmt, path::Path, sync::Arc, time::Duration};

use bytes::{Bytes, BytesMut};
pub use download::{Download, DownloadError};
pub(crate) use download::{HEAD_BYTES, sniff};
pub use guard::is_public;
use reqwest::{RequestBuilder, Response, StatusCode, Url, header::HeaderMap, redirect};
pub use retry_after::retry_after_ms;
pub use secret::Secret;
pub use streamed::Streamed;

use crate::{Content, body::Body};

/// Bytes of a file that are read from disk at a time while it is sent.
const UPLOAD_PIECE_BYTES: usize = 256 * 1024;

/// How patient and how trusting the client is.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// How long a connection may take to open, TLS included.
    pub connect_timeout: Duration,
    /// How long a call may take from first to last byte.
    pub call_timeout: Duration,
    /// How long a file transfer may be silent. A large file may take long, a silent one is dead.
    pub silence_timeout: Duration,
    /// How long a file transfer may take in all.
    pub transfer_timeout: Duration,
    /// Whether files may come from private and loopback addresses and without TLS. For tests and
    /// self-hosted vendors in the operator's own network.
    pub allow_private_addresses: bool,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            connect_timeout: Duration::from_secs(10),
            call_timeout: Duration::from_secs(60),
            silence_timeout: Duration::from_secs(30),
            transfer_timeout: Duration::from_secs(15 * 60),
            allow_private_addresses: false,
        }
    }
}

/// The shared client. Clones share its connections.
#[derive(Clone)]
pub struct Client {
    calls: reqwest::Client,
    files: reqwest::Client,
    settings: Settings,
    /// Where large files lie while they arrive; nothing is the system's own place.
    folder: Option<Arc<Path>>,
}

/// A whole answer.
#[derive(Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: StatusCode,
    /// All headers.
    pub headers: HeaderMap,
    /// The whole body, within the limit that was given.
    pub body: Bytes,
}

impl fmt::Debug for Answer {
    /// Shows status and size: bodies hold prompts and links.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Answer({}, {} bytes)", self.status.as_u16(), self.body.len())
    }
}

/// Why a call has no whole answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// It never reached the vendor: no such host, refused, no TLS. Safe to repeat.
    #[error("not sent: {0}")]
    NotSent(String),
    /// It was sent, but the answer did not come, or not all of it. The vendor may have acted.
    #[error("answer lost: {0}")]
    Lost(String),
    /// The answer is larger than anything honest. The vendor has acted.
    #[error("the answer is larger than {0} bytes")]
    TooLarge(usize),
}

impl Client {
    /// Opens the pools. Nothing is sent yet.
    ///
    /// # Errors
    /// A sentence when TLS cannot be set up, e.g. because the system has no root certificates.
    pub fn new(settings: Settings) -> Result<Client, String> {
        let base = || -> Result<reqwest::ClientBuilder, String> {
            Ok(reqwest::Client::builder()
                .tls_backend_preconfigured(tls()?)
                .connect_timeout(settings.connect_timeout)
                .user_agent(concat!("marty-martin/", env!("CARGO_PKG_VERSION")))
                .pool_idle_timeout(Duration::from_secs(60)))
        };
        let build = |builder: reqwest::ClientBuilder| builder.build().map_err(|error| error.to_string());
        let calls = build(base()?.redirect(redirect::Policy::none()))?;
        let mut files = base()?.read_timeout(settings.silence_timeout).redirect(guard::redirects(settings));
        if !settings.allow_private_addresses {
            files = files.dns_resolver(guard::PublicOnly);
        }
        Ok(Client { calls, files: build(files)?, settings, folder: None })
    }

    /// The same client, which keeps large files in this folder while they arrive. Each is locked for as long as
    /// somebody needs it, and what a crash leaves there may be swept away.
    #[must_use]
    pub fn keeping_in(self, folder: &Path) -> Client {
        Client { folder: Some(folder.into()), ..self }
    }

    /// A call to be changed and then handed to [`Client::call`].
    pub fn request(&self, method: reqwest::Method, url: Url) -> RequestBuilder {
        self.calls.request(method, url).timeout(self.settings.call_timeout)
    }

    /// Sends a call and reads the whole answer, at most `body_max` bytes of it.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn call(&self, request: RequestBuilder, body_max: usize) -> Result<Answer, CallError> {
        self.open(request).await?.whole(body_max).await
    }

    /// Puts a file to an address the vendor named, without a key.
    ///
    /// # Errors
    /// [`CallError`]; an address outside the public internet is [`CallError::NotSent`].
    pub async fn upload(&self, url: Url, media_type: &str, content: Content) -> Result<Answer, CallError> {
        guard::check(&url, self.settings).map_err(|reason| CallError::NotSent(reason.to_owned()))?;
        let request = self.files.put(url).timeout(self.settings.transfer_timeout);
        let request = request
            .header(reqwest::header::CONTENT_TYPE, media_type)
            .header(reqwest::header::CONTENT_LENGTH, content.length())
            .body(reqwest::Body::wrap_stream(content.pieces(UPLOAD_PIECE_BYTES)));
        self.call(request, 64 * 1024).await
    }
}

impl Client {
    /// Posts a form with a file to an address the vendor named, without a key.
    ///
    /// # Errors
    /// As [`Client::upload`].
    pub(crate) async fn post_form(&self, url: Url, body: Body) -> Result<Answer, CallError> {
        guard::check(&url, self.settings).map_err(|reason| CallError::NotSent(reason.to_owned()))?;
        let request = self.files.post(url).timeout(self.settings.transfer_timeout);
        self.call(body.into_call(request), 64 * 1024).await
    }
}

/// The TLS settings of every client: the system's root certificates, ring's cryptography. Given to each
/// client instead of installed for the process, which only a `main` should do.
fn tls() -> Result<rustls::ClientConfig, String> {
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let verifier = rustls_platform_verifier::Verifier::new(provider.clone())
        .map_err(|error| format!("no root certificates can be read: {error}"))?;
    let builder = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?;
    let mut config = builder
        .dangerous()
        .with_custom_certificate_verifier(std::sync::Arc::new(verifier))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// Whether a failed request can have reached the vendor. Anything doubtful has.
fn classify(error: reqwest::Error) -> CallError {
    let unsent = error.is_connect() || error.is_builder();
    // Addresses can hold tokens; what happened does not need them.
    let reason = reason(error.without_url());
    if unsent { CallError::NotSent(reason) } else { CallError::Lost(reason) }
}

/// The error with its causes, in one line.
fn reason(error: reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

async fn read(mut response: Response, body_max: usize) -> Result<Bytes, CallError> {
    if response.content_length().is_some_and(|length| length > body_max as u64) {
        return Err(CallError::TooLarge(body_max));
    }
    let mut body = BytesMut::new();
    while let Some(chunk) =
        response.chunk().await.map_err(|error| CallError::Lost(reason(error.without_url())))?
    {
        if body.len() + chunk.len() > body_max {
            return Err(CallError::TooLarge(body_max));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}
