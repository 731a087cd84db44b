//! fal's JSON, as it is on the wire. Dumb on purpose: whatever may be missing is optional, and what is
//! not read is not named.
//!
//! Source: @fal-ai/client 1.10.1 (npm) and fal.ai's documentation of the queue, errors and webhooks,
//! read 2026-11-22.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Answer to a submit.
#[derive(Debug, Deserialize)]
pub(super) struct Submitted {
    pub(super) request_id: String,
    pub(super) status_url: Option<String>,
    pub(super) response_url: Option<String>,
    pub(super) cancel_url: Option<String>,
}

/// Answer to a question about the status.
#[derive(Debug, Deserialize)]
pub(super) struct QueueStatus {
    /// `IN_QUEUE`, `IN_PROGRESS`, `COMPLETED`, or something newer than this code.
    pub(super) status: String,
    pub(super) queue_position: Option<u64>,
    pub(super) logs: Option<Vec<Log>>,
    pub(super) metrics: Option<Metrics>,
}

/// A line that the model wrote while it ran.
#[derive(Debug, Deserialize)]
pub(super) struct Log {
    #[serde(default)]
    pub(super) message: String,
}

/// What a finished run took.
#[derive(Debug, Deserialize)]
pub(super) struct Metrics {
    pub(super) inference_time: Option<f64>,
}

/// An error of the model (`detail` is a list) or of the platform (`detail` is a sentence).
#[derive(Debug, Default, Deserialize)]
pub(super) struct ErrorBody {
    #[serde(default)]
    pub(super) detail: Value,
    pub(super) error_type: Option<String>,
}

/// One entry of a model's `detail`.
#[derive(Debug, Deserialize)]
pub(super) struct ErrorDetail {
    #[serde(default)]
    pub(super) loc: Vec<Value>,
    #[serde(default)]
    pub(super) msg: String,
    #[serde(rename = "type", default)]
    pub(super) kind: String,
}

/// A file of a result.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct File {
    pub(super) url: String,
}

/// Asks for a place to put a file.
#[derive(Debug, Serialize)]
pub(super) struct UploadRequest<'a> {
    pub(super) content_type: &'a str,
    pub(super) file_name: &'a str,
}

/// The place to put a file, and where models find it.
#[derive(Debug, Deserialize)]
pub(super) struct UploadPlace {
    pub(super) upload_url: String,
    pub(super) file_url: String,
}

/// The body of a webhook.
#[derive(Debug, Deserialize)]
pub(super) struct WebhookBody {
    pub(super) request_id: String,
    pub(super) status: String,
}

/// The keys that webhooks are signed with (RFC 7517, RFC 8037).
#[derive(Debug, Deserialize)]
pub(super) struct Jwks {
    pub(super) keys: Vec<Jwk>,
}

/// One public key.
#[derive(Debug, Deserialize)]
pub(super) struct Jwk {
    #[serde(default)]
    pub(super) kty: String,
    #[serde(default)]
    pub(super) crv: String,
    #[serde(default)]
    pub(super) x: String,
}
