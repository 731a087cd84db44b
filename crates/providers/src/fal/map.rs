//! fal's answers → ours: what kind of fault an error is, how far a run has come, where its files are.
//!
//! Errors are told apart by status and by their `type`, never by their wording, with one exception: an
//! exhausted balance is a 403 like a wrong key, and only its sentence tells them apart (fal.ai
//! documentation, errors, read 2026-11-22).

use domain::time::Millis;
use reqwest::header::HeaderMap;
use serde_json::Value;

use super::{
    models::Delivers,
    wire::{ErrorBody, ErrorDetail, File, QueueStatus},
};
use crate::{Fault, FaultClass, Progress, http::retry_after_ms};

/// Characters of a vendor's explanation that are passed on.
const EXPLANATION_CHARACTERS_MAX: usize = 300;
/// Files of one result that are fetched; we never ask for more than one picture.
const FILES_MAX: usize = 8;

/// What an error answer means.
pub(super) fn fault(status: u16, headers: &HeaderMap, body: &[u8], now: Millis) -> Fault {
    let body: ErrorBody = serde_json::from_slice(body).unwrap_or_default();
    let details: Vec<ErrorDetail> = serde_json::from_value(body.detail.clone()).unwrap_or_default();
    let class = match status {
        401 => FaultClass::Unauthorised,
        402 => FaultClass::OutOfCredit,
        403 if says_balance(&body.detail) => FaultClass::OutOfCredit,
        403 => FaultClass::Unauthorised,
        429 => FaultClass::RateLimited { retry_after_ms: retry_after_ms(headers, now) },
        _ => {
            let kind = details.iter().map(|detail| detail.kind.as_str()).find_map(by_kind);
            kind.unwrap_or(match status {
                408 | 499 | 500..=599 => FaultClass::Unavailable,
                400..=498 => FaultClass::Invalid,
                _ => FaultClass::Broken,
            })
        }
    };
    Fault { class, message: sentence(class, &details, &body) }
}

/// Whether an error answer to a result is the run's own end, and not the platform's passing trouble.
pub(super) fn is_final(status: u16, body: &[u8]) -> bool {
    match status {
        408 | 429 => false,
        400..=499 => true,
        _ => serde_json::from_slice::<ErrorBody>(body)
            .is_ok_and(|body| body.error_type.is_some() || body.detail.is_array()),
    }
}

fn by_kind(kind: &str) -> Option<FaultClass> {
    Some(match kind {
        "content_policy_violation" => FaultClass::Refused,
        "internal_server_error"
        | "generation_timeout"
        | "downstream_service_error"
        | "downstream_service_unavailable" => FaultClass::Unavailable,
        "no_media_generated" => FaultClass::Broken,
        _ => return None,
    })
}

fn says_balance(detail: &Value) -> bool {
    detail.as_str().is_some_and(|text| text.to_ascii_lowercase().contains("balance"))
}

fn sentence(class: FaultClass, details: &[ErrorDetail], body: &ErrorBody) -> String {
    let fixed = match class {
        FaultClass::Refused => "fal's content rules do not allow this.",
        FaultClass::RateLimited { .. } => "fal takes no more requests for the moment.",
        FaultClass::Unavailable => "fal could not do it right now.",
        FaultClass::Unauthorised => "fal does not accept the key it was given.",
        FaultClass::OutOfCredit => "The balance at fal is used up.",
        FaultClass::Broken => "fal ended the run without a result.",
        FaultClass::Invalid => return explanation(details, body),
    };
    fixed.to_owned()
}

/// What fal says is wrong with the request: the field's name and the reason, without the input itself.
fn explanation(details: &[ErrorDetail], body: &ErrorBody) -> String {
    let text = match details.first() {
        Some(detail) => {
            let field = detail.loc.iter().filter_map(Value::as_str).rfind(|part| *part != "body");
            field.map_or_else(|| detail.msg.clone(), |field| format!("{field}: {}", detail.msg))
        }
        None => body.detail.as_str().unwrap_or("the request does not fit the model").to_owned(),
    };
    let plain: String = text.chars().filter(|c| !c.is_control()).take(EXPLANATION_CHARACTERS_MAX).collect();
    format!("fal could not use the request ({plain}).")
}

/// Revisions grow with the way of a request, without remembering anything: a queue that gets shorter, then log
/// lines, then [`FETCHING`](crate::following::FETCHING).
const QUEUE_LONGEST: u64 = 1_000_000;

/// How far a run has come. `None` for a status newer than this code: still running, nothing to tell.
pub(super) fn progress(status: &QueueStatus) -> Option<Progress> {
    let told = |revision, percent, sentence: String| Progress { revision, percent, sentence, preview: None };
    match status.status.as_str() {
        "IN_QUEUE" => {
            let position = status.queue_position.unwrap_or(0).min(QUEUE_LONGEST - 2);
            let sentence = match position {
                0 => "Next in line at fal".to_owned(),
                ahead => format!("Waiting at fal, {ahead} ahead"),
            };
            Some(told(QUEUE_LONGEST - 1 - position, 0, sentence))
        }
        "IN_PROGRESS" => {
            let logs = status.logs.as_deref().unwrap_or_default();
            let percent = logs.iter().rev().find_map(|log| percent_of(&log.message)).unwrap_or(5);
            let lines = (logs.len() as u64).min(QUEUE_LONGEST - 1);
            Some(told(QUEUE_LONGEST + lines, percent.clamp(1, 94), "fal is working on it".to_owned()))
        }
        _ => None,
    }
}

/// The percentage of a progress bar as Python's tqdm writes it: ` 45%|████▌     | 9/20`.
fn percent_of(line: &str) -> Option<u8> {
    let (before, _) = line.split_once("%|")?;
    let digits = before.rsplit(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok().filter(|percent| *percent <= 100)
}

/// What a result consists of.
#[derive(Debug, PartialEq)]
pub(super) enum Parts {
    /// Files to fetch.
    Files(Vec<String>),
    /// An answer in words.
    Words(String),
}

/// Finds the outputs in a result.
///
/// # Errors
/// When the model refused, or delivered nothing that it should.
pub(super) fn parts(result: &Value, delivers: Delivers) -> Result<Parts, Fault> {
    let flags = result["has_nsfw_concepts"].as_array().map(Vec::as_slice).unwrap_or_default();
    // A picture that the safety checker flagged is delivered as a black one.
    if !flags.is_empty() && flags.iter().all(|flag| flag == &Value::Bool(true)) {
        let message = "fal's safety checker withheld the picture.".to_owned();
        return Err(Fault { class: FaultClass::Refused, message });
    }
    let several = |name: &str| -> Vec<String> {
        let found = match &result[name] {
            Value::Array(list) => list.as_slice(),
            Value::Null => &[],
            single => std::slice::from_ref(single),
        };
        let files = found.iter().filter_map(|file| serde_json::from_value::<File>(file.clone()).ok());
        files.map(|file| file.url).take(FILES_MAX).collect()
    };
    let files = match delivers {
        Delivers::Pictures => [several("images"), several("image")].concat(),
        Delivers::Video => several("video"),
        Delivers::Audio => several("audio"),
        Delivers::Words => match result["output"].as_str().map(str::trim) {
            Some(words) if !words.is_empty() => return Ok(Parts::Words(words.to_owned())),
            _ => Vec::new(),
        },
    };
    if files.is_empty() {
        let message = "fal says it is done, but delivered nothing.".to_owned();
        return Err(Fault { class: FaultClass::Broken, message });
    }
    Ok(Parts::Files(files))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn class(status: u16, body: &str) -> FaultClass {
        fault(status, &HeaderMap::new(), body.as_bytes(), Millis(0)).class
    }

    #[test]
    fn errors_are_told_apart_by_status_and_type() {
        let typed = |kind: &str| json!({"detail": [{"loc": ["body", "prompt"], "msg": "no", "type": kind}]});
        assert_eq!(class(422, &typed("content_policy_violation").to_string()), FaultClass::Refused);
        assert_eq!(class(422, &typed("image_too_small").to_string()), FaultClass::Invalid);
        assert_eq!(class(500, &typed("internal_server_error").to_string()), FaultClass::Unavailable);
        assert_eq!(class(422, &typed("no_media_generated").to_string()), FaultClass::Broken);
        assert_eq!(class(401, r#"{"detail":"Invalid key"}"#), FaultClass::Unauthorised);
        assert_eq!(class(403, r#"{"detail":"Forbidden"}"#), FaultClass::Unauthorised);
        let locked = r#"{"detail":"User is locked. Reason: Exhausted balance."}"#;
        assert_eq!(class(403, locked), FaultClass::OutOfCredit);
        assert_eq!(class(404, r#"{"detail":"Application not found"}"#), FaultClass::Invalid);
        assert_eq!(class(503, "<html>nginx</html>"), FaultClass::Unavailable);
        assert_eq!(class(429, ""), FaultClass::RateLimited { retry_after_ms: None });
        assert_eq!(class(301, ""), FaultClass::Broken);
    }

    #[test]
    fn the_explanation_names_the_field_and_is_cut() {
        let body = json!({"detail": [
            {"loc": ["body", "image_url"], "msg": format!("bad\n{}", "x".repeat(900)), "type": "value_error",
             "input": "https://private.example/secret"},
        ]});
        let message = fault(422, &HeaderMap::new(), body.to_string().as_bytes(), Millis(0)).message;
        assert!(message.starts_with("fal could not use the request (image_url: badxxx"), "{message}");
        assert!(message.len() < 400 && !message.contains("secret"));
    }

    #[test]
    fn passing_trouble_is_not_the_end_of_a_run() {
        assert!(!is_final(503, b"<html>"));
        assert!(!is_final(429, b"{}"));
        assert!(!is_final(500, br#"{"detail":"oops"}"#));
        assert!(is_final(504, br#"{"detail":"Request timed out","error_type":"request_timeout"}"#));
        assert!(is_final(500, br#"{"detail":[{"type":"internal_server_error"}]}"#));
        assert!(is_final(422, b"?"));
    }

    #[test]
    fn progress_only_grows_along_the_way() {
        let status = |text: &str| serde_json::from_str::<QueueStatus>(text).unwrap();
        let way = [
            r#"{"status":"IN_QUEUE","queue_position":7}"#,
            r#"{"status":"IN_QUEUE","queue_position":1}"#,
            r#"{"status":"IN_QUEUE","queue_position":0}"#,
            r#"{"status":"IN_PROGRESS","logs":null}"#,
            r#"{"status":"IN_PROGRESS","logs":[{"message":" 45%|####  | 9/20","level":"INFO"}]}"#,
        ];
        let told: Vec<Progress> = way.iter().map(|text| progress(&status(text)).unwrap()).collect();
        assert!(told.windows(2).all(|pair| pair[0].revision < pair[1].revision));
        assert!(told.last().unwrap().revision < crate::following::FETCHING);
        assert_eq!(told[4].percent, 45);
        assert_eq!(progress(&status(r#"{"status":"SOMETHING_NEW"}"#)), None);
    }

    #[test]
    fn outputs_are_found_in_every_shape() {
        let file = json!({"url": "https://v3.fal.media/a.png", "content_type": "image/png"});
        let files = |value: &Value, delivers| parts(value, delivers);
        let url = || Parts::Files(vec!["https://v3.fal.media/a.png".into()]);
        assert_eq!(files(&json!({"images": [file]}), Delivers::Pictures), Ok(url()));
        assert_eq!(files(&json!({"image": file}), Delivers::Pictures), Ok(url()));
        assert_eq!(files(&json!({"video": file}), Delivers::Video), Ok(url()));
        assert_eq!(files(&json!({"audio": file}), Delivers::Audio), Ok(url()));
        assert_eq!(files(&json!({"output": " A fox. "}), Delivers::Words), Ok(Parts::Words("A fox.".into())));
        let withheld = json!({"images": [file], "has_nsfw_concepts": [true]});
        assert_eq!(files(&withheld, Delivers::Pictures).unwrap_err().class, FaultClass::Refused);
        for wrong in
            [json!({}), json!([]), json!(null), json!({"images": [{"url": 7}]}), json!({"video": "x"})]
        {
            assert_eq!(files(&wrong, Delivers::Pictures).unwrap_err().class, FaultClass::Broken, "{wrong}");
        }
    }
}
