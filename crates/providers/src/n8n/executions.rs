//! n8n's public API: which execution an attempt became, and stopping it. Optional: without a key for it,
//! nothing here is called.

use reqwest::{Method, Url};
use serde::Deserialize;

use super::{ANSWER_BYTES_MAX, N8n};
use crate::{
    Checked, Fault, FaultClass, KeyCheck,
    http::{Answer, Secret},
};

/// Running executions that are looked at when none was named: the API's own largest page.
const LISTED_MAX: &str = "250";

#[derive(Deserialize)]
struct Page {
    data: Vec<Box<serde_json::value::RawValue>>,
}

#[derive(Deserialize)]
struct Execution {
    id: Id,
}

/// n8n writes ids as text; older versions as numbers.
#[derive(Deserialize)]
#[serde(untagged)]
enum Id {
    Text(String),
    Number(u64),
}

/// The execution in a list that was handed this attempt.
fn found(body: &[u8], attempt_id: &str) -> Option<String> {
    let page: Page = serde_json::from_slice(body).ok()?;
    // The attempt's id is in what the webhook was sent, wherever the execution keeps that.
    let execution = page.data.iter().find(|execution| execution.get().contains(attempt_id))?;
    match serde_json::from_str::<Execution>(execution.get()).ok()?.id {
        Id::Text(id) => Some(id),
        Id::Number(id) => Some(id.to_string()),
    }
}

impl N8n {
    /// Asks the public API for the latest execution, where there is a key for it.
    pub(crate) async fn check(&self) -> KeyCheck {
        let Some(mut url) = self.api("executions") else {
            let why = "a webhook cannot be asked without starting its workflow; n8n.api_key would tell";
            return KeyCheck::new("", Checked::NotAsked(why.into()));
        };
        url.query_pairs_mut().append_pair("limit", "1");
        let key = self.shared.settings.api_key.as_ref().map(Secret::last_four).unwrap_or_default();
        KeyCheck::new(
            format!("…{key}"),
            match self.ask(Method::GET, url).await {
                Some(_) => Checked::Works("n8n's API answered".into()),
                None => Checked::Fails(Fault {
                    class: FaultClass::Unavailable,
                    message: "n8n's API could not be reached, or refused the key.".into(),
                }),
            },
        )
    }

    /// The running execution that was handed this attempt, where the API may be used.
    pub(super) async fn execution_of(&self, attempt_id: &str) -> Option<String> {
        let mut url = self.api("executions")?;
        let query = [("status", "running"), ("includeData", "true"), ("limit", LISTED_MAX)];
        url.query_pairs_mut().extend_pairs(query);
        let answer = self.ask(Method::GET, url).await?;
        found(&answer.body, attempt_id)
    }

    /// Stops an execution. One that has ended is left as it is.
    pub(super) async fn stop(&self, execution_id: &str) {
        if !execution_id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
            return;
        }
        let Some(url) = self.api(&format!("executions/{execution_id}/stop")) else { return };
        if let Some(answer) = self.ask(Method::POST, url).await {
            tracing::info!(http.status = answer.status.as_u16(), "n8n was asked to stop a run");
        }
    }

    fn api(&self, path: &str) -> Option<Url> {
        let settings = &self.shared.settings;
        settings.api_key.as_ref()?;
        settings.base.join(&format!("api/v1/{path}")).ok()
    }

    async fn ask(&self, method: Method, url: Url) -> Option<Answer> {
        let key = self.shared.settings.api_key.as_ref()?.bare_header().ok()?;
        let call = self.shared.client.request(method, url).header("x-n8n-api-key", key);
        match self.shared.client.call(call, ANSWER_BYTES_MAX).await {
            Ok(answer) if answer.status.is_success() => Some(answer),
            Ok(answer) => {
                tracing::warn!(http.status = answer.status.as_u16(), "n8n's API refused a call");
                None
            }
            Err(error) => {
                tracing::warn!(%error, "n8n's API did not answer");
                None
            }
        }
    }
}

#[cfg(test)]
mod any_bytes {
    //! Whatever an n8n sends: the parser answers and does not panic.

    use proptest::prelude::*;

    use super::*;
    use crate::any_json;

    const NAMES: &[&str] = &["data", "id", "status", "workflowId", "customData", "nextCursor"];
    const TEXTS: &[&str] = &["stp_1-1", "running", "1000", "\u{0}", ""];

    proptest! {
        #[test]
        fn lists_of_executions(body in any_json::body(NAMES, TEXTS)) {
            if found(&body, "stp_1-1").is_some() {
                prop_assert!(String::from_utf8_lossy(&body).contains("stp_1-1"));
            }
        }
    }
}
