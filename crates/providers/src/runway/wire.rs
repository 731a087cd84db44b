//! Runway's JSON, as it is on the wire. Whatever may be missing is optional, and what is not read is not named.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Answer to a create.
#[derive(Debug, Deserialize)]
pub(super) struct Created {
    pub(super) id: String,
}

/// Answer to a question about a task.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Task {
    /// `PENDING`, `THROTTLED`, `RUNNING`, `SUCCEEDED`, `FAILED`, `CANCELLED`, or something newer than this code.
    pub(super) status: String,
    /// 0 to 1, while it runs.
    #[serde(default)]
    pub(super) progress: Value,
    /// Links that last a day or two.
    #[serde(default)]
    pub(super) output: Value,
    /// e.g. `SAFETY.INPUT.TEXT`.
    #[serde(default)]
    pub(super) failure_code: Value,
    /// What an ended task cost.
    #[serde(default)]
    pub(super) cost: Value,
}

/// Any error.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ErrorBody {
    pub(super) error: Value,
    pub(super) message: Value,
}

/// Asks for a place to put a file.
#[derive(Debug, Serialize)]
pub(super) struct UploadRequest<'a> {
    pub(super) filename: &'a str,
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
}

/// The place to put a file, what goes with it, and its name in requests.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UploadPlace {
    pub(super) upload_url: String,
    pub(super) fields: Map<String, Value>,
    pub(super) runway_uri: String,
}

/// The account behind a key.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Organisation {
    pub(super) credit_balance: i64,
}
