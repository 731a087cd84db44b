//! What an error answer of a language model means.
//!
//! Told apart by status and by the vendor's error code, never by wording. Sources: the SDKs of 22 November 2026
//! (`@google/genai` 2.32.0, `openai` 6.49.0, `@anthropic-ai/sdk` 1.12.0, `ollama` 0.6.4).

use domain::time::Millis;
use serde_json::Value;

use super::Wire;
use crate::{
    Fault, FaultClass,
    http::{Answer, retry_after_ms},
};

/// A fault of this class, in words that hold nothing of the question and nothing of a key.
pub(super) fn of(class: FaultClass) -> Fault {
    let message = match class {
        FaultClass::Refused => "the content rules of the language model do not allow this",
        FaultClass::Invalid => "the language model cannot use the question",
        FaultClass::RateLimited { .. } => "the language model takes no more questions for the moment",
        FaultClass::Unavailable => "the language model cannot be reached right now",
        FaultClass::Unauthorised => "the language model does not accept its key",
        FaultClass::OutOfCredit => "the balance with the language model's vendor is used up",
        FaultClass::Broken => "the language model answered something unreadable",
    };
    Fault { class, message: message.to_owned() }
}

/// What an answer with an error status means.
pub(super) fn read(wire: Wire, answer: &Answer, now: Millis) -> Fault {
    of(class(wire, answer, now))
}

/// What kind of fault an answer with an error status is, on whatever endpoint of the vendor.
pub(crate) fn class(wire: Wire, answer: &Answer, now: Millis) -> FaultClass {
    let mut body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    // Some of Gemini's endpoints wrap the error in a list of one.
    if let Some(first) = body.get_mut(0) {
        body = first.take();
    }
    let error = &body["error"];
    by_code(wire, error).unwrap_or(match answer.status.as_u16() {
        401 | 403 => FaultClass::Unauthorised,
        402 => FaultClass::OutOfCredit,
        429 => {
            let asked = retry_after_ms(&answer.headers, now).or_else(|| retry_delay_ms(error));
            FaultClass::RateLimited { retry_after_ms: asked }
        }
        408 | 409 | 425 | 500..=599 => FaultClass::Unavailable,
        _ => FaultClass::Invalid,
    })
}

/// Where the vendor's code says more than the status.
fn by_code(wire: Wire, error: &Value) -> Option<FaultClass> {
    match wire {
        Wire::OpenAi => match error["code"].as_str().or_else(|| error["type"].as_str())? {
            // A 429 that waiting does not help.
            "insufficient_quota" => Some(FaultClass::OutOfCredit),
            "content_policy_violation" | "moderation_blocked" => Some(FaultClass::Refused),
            _ => None,
        },
        Wire::Anthropic => match error["type"].as_str()? {
            "billing_error" => Some(FaultClass::OutOfCredit),
            _ => None,
        },
        Wire::Gemini => {
            // A wrong key is a 400 whose details name the reason; so are a region and an account without billing.
            let wrong_key = details(error).any(|detail| detail["reason"] == "API_KEY_INVALID");
            (wrong_key || error["status"] == "FAILED_PRECONDITION").then_some(FaultClass::Unauthorised)
        }
        Wire::Ollama => None,
    }
}

fn details(error: &Value) -> impl Iterator<Item = &Value> {
    error["details"].as_array().into_iter().flatten()
}

/// Gemini names the pause in the body, as seconds with a unit: `"34s"`.
fn retry_delay_ms(error: &Value) -> Option<i64> {
    let delay = details(error).find_map(|detail| detail["retryDelay"].as_str())?;
    let seconds: f64 = delay.strip_suffix('s')?.parse().ok()?;
    (seconds.is_finite() && (0.0..=3_600.0).contains(&seconds)).then(|| (seconds * 1_000.0).ceil() as i64)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn class(wire: Wire, status: u16, body: &Value) -> FaultClass {
        let answer = Answer {
            status: reqwest::StatusCode::from_u16(status).unwrap(),
            headers: reqwest::header::HeaderMap::new(),
            body: body.to_string().into(),
        };
        read(wire, &answer, Millis(0)).class
    }

    #[test]
    fn codes_say_more_than_statuses() {
        let quota = json!({"error": {"message": "You exceeded your quota", "code": "insufficient_quota"}});
        assert_eq!(class(Wire::OpenAi, 429, &quota), FaultClass::OutOfCredit);
        let key = json!({"error": {"code": 400, "status": "INVALID_ARGUMENT", "details": [{"reason": "API_KEY_INVALID"}]}});
        assert_eq!(class(Wire::Gemini, 400, &key), FaultClass::Unauthorised);
        let billing = json!({"type": "error", "error": {"type": "billing_error", "message": "…"}});
        assert_eq!(class(Wire::Anthropic, 400, &billing), FaultClass::OutOfCredit);
        assert_eq!(class(Wire::Anthropic, 529, &json!({})), FaultClass::Unavailable);
        assert_eq!(class(Wire::Ollama, 404, &json!({"error": "model 'x' not found"})), FaultClass::Invalid);
    }

    #[test]
    fn geminis_pause_is_in_the_body_and_may_be_wrapped() {
        let error = json!([{"error": {"code": 429, "details": [{"retryDelay": "34.5s"}]}}]);
        assert_eq!(
            class(Wire::Gemini, 429, &error),
            FaultClass::RateLimited { retry_after_ms: Some(34_500) }
        );
        let nonsense = json!({"error": {"details": [{"retryDelay": "soon"}]}});
        assert_eq!(class(Wire::Gemini, 429, &nonsense), FaultClass::RateLimited { retry_after_ms: None });
    }

    #[test]
    fn no_sentence_repeats_the_vendors() {
        let answer = Answer {
            status: reqwest::StatusCode::UNAUTHORIZED,
            headers: reqwest::header::HeaderMap::new(),
            body: json!({"error": {"message": "Incorrect API key provided: sk-secret"}}).to_string().into(),
        };
        assert!(!read(Wire::OpenAi, &answer, Millis(0)).message.contains("secret"));
    }
}
