//! The remote id: everything needed to go on with a request after a restart, in one line of JSON.
//!
//! fal's status, result and cancel addresses do not follow from the endpoint (they drop its sub-path),
//! so the addresses it returned are kept. A key goes only to the queue's own host: an address of another
//! origin is replaced by the one the documentation gives.

use serde::{Deserialize, Serialize};
use url::Url;

use super::wire::Submitted;

/// Bytes of a remote id that are believed; an honest one has a few hundred.
const BYTES_MAX: usize = 8 * 1024;

/// What is remembered of a request. The short names keep rows short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Remote {
    /// fal's name of the request.
    #[serde(rename = "r")]
    pub(super) request_id: String,
    /// The model's id in our catalog: it says how to read the result.
    #[serde(rename = "m")]
    pub(super) model_id: String,
    /// The fingerprint of the key that submitted it.
    #[serde(rename = "k")]
    pub(super) key: String,
    /// Where to ask how it goes.
    #[serde(rename = "s")]
    pub(super) status_url: Url,
    /// Where the result is.
    #[serde(rename = "o")]
    pub(super) response_url: Url,
    /// Where to ask to stop.
    #[serde(rename = "c")]
    pub(super) cancel_url: Url,
    /// What was changed to fit the model, in sentences.
    #[serde(rename = "w", default, skip_serializing_if = "Vec::is_empty")]
    pub(super) changes: Vec<String>,
}

impl Remote {
    /// What to remember of an accepted submit. `None` when the request id is not one.
    pub(super) fn new(
        submitted: &Submitted,
        queue: &Url,
        endpoint: &str,
        model_id: &str,
        key: &str,
    ) -> Option<Remote> {
        let id = submitted.request_id.as_str();
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if id.is_empty() || id.len() > 200 || id.contains("..") || !id.chars().all(is_plain) {
            return None;
        }
        let documented =
            |tail: &str| queue.join(&format!("{}/requests/{id}{tail}", application(endpoint))).ok();
        let own = |url: &Option<String>, tail: &str| {
            let returned = url.as_deref().and_then(|url| Url::parse(url).ok());
            returned.filter(|url| url.origin() == queue.origin()).or_else(|| documented(tail))
        };
        Some(Remote {
            request_id: id.to_owned(),
            model_id: model_id.to_owned(),
            key: key.to_owned(),
            status_url: own(&submitted.status_url, "/status")?,
            response_url: own(&submitted.response_url, "")?,
            cancel_url: own(&submitted.cancel_url, "/cancel")?,
            changes: Vec::new(),
        })
    }

    /// As one line.
    pub(super) fn encode(&self) -> String {
        serde_json::to_string(self).expect("strings and addresses can be written as JSON")
    }

    /// Reads one line back. `None` for anything that did not come from [`Remote::encode`], or that
    /// names another host than the queue.
    pub(super) fn decode(text: &str, queue: &Url) -> Option<Remote> {
        if text.len() > BYTES_MAX {
            return None;
        }
        let remote: Remote = serde_json::from_str(text).ok()?;
        let urls = [&remote.status_url, &remote.response_url, &remote.cancel_url];
        urls.iter().all(|url| url.origin() == queue.origin()).then_some(remote)
    }
}

/// `owner/app` of an endpoint, with the namespace where it has one.
fn application(endpoint: &str) -> String {
    let parts: Vec<&str> = endpoint.split('/').collect();
    let length = if matches!(parts.first(), Some(&("workflows" | "comfy"))) { 3 } else { 2 };
    parts[..length.min(parts.len())].join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queue() -> Url {
        Url::parse("https://queue.fal.run/").unwrap()
    }

    fn submitted(status_url: Option<&str>) -> Submitted {
        Submitted {
            request_id: "764cabcf-b745-4b3e-ae38-1200304cf45b".into(),
            status_url: status_url.map(str::to_owned),
            response_url: None,
            cancel_url: None,
        }
    }

    #[test]
    fn returned_addresses_are_kept_and_survive() {
        let status = "https://queue.fal.run/fal-ai/flux/requests/764c/status";
        let remote = Remote::new(
            &submitted(Some(status)),
            &queue(),
            "fal-ai/flux/schnell",
            "fal-flux-schnell",
            "ab12",
        )
        .unwrap();
        assert_eq!(remote.status_url.as_str(), status);
        assert_eq!(
            remote.cancel_url.as_str(),
            "https://queue.fal.run/fal-ai/flux/requests/764cabcf-b745-4b3e-ae38-1200304cf45b/cancel"
        );
        assert_eq!(Remote::decode(&remote.encode(), &queue()), Some(remote));
    }

    #[test]
    fn the_key_goes_to_no_other_host() {
        for foreign in ["https://evil.test/x", "http://queue.fal.run/x", "not an address"] {
            let remote = Remote::new(&submitted(Some(foreign)), &queue(), "veed/lipsync", "m", "k").unwrap();
            assert_eq!(remote.status_url.host_str(), Some("queue.fal.run"), "{foreign}");
            assert_eq!(remote.status_url.scheme(), "https");
        }
        let mut stolen = Remote::new(&submitted(None), &queue(), "veed/lipsync", "m", "k").unwrap();
        stolen.response_url = Url::parse("https://evil.test/x").unwrap();
        assert_eq!(Remote::decode(&stolen.encode(), &queue()), None);
    }

    #[test]
    fn a_request_id_that_is_a_path_is_not_taken() {
        for id in ["", "../../x", "a/b", "a?b", "a b"] {
            let mut wrong = submitted(None);
            wrong.request_id = id.into();
            assert_eq!(Remote::new(&wrong, &queue(), "veed/lipsync", "m", "k"), None, "{id:?}");
        }
        assert_eq!(application("workflows/ada/flow/run"), "workflows/ada/flow");
    }
}
