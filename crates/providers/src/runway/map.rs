//! Runway's answers → ours: what kind of fault an error is, how far a task has come, where its files are.
//!
//! Errors are told apart by status and by `failureCode`, never by their wording, with one exception: an empty
//! balance is a 400 like a wrong request, and only its sentence, which speaks of credits, tells them apart.

use domain::time::Millis;
use serde_json::Value;

use super::wire::{ErrorBody, Task};
use crate::{Fault, FaultClass, Progress, http::Answer, http::retry_after_ms};

/// Characters of a vendor's explanation that are passed on.
const EXPLANATION_CHARACTERS_MAX: usize = 300;
/// Files of one result that are fetched; we never ask for more than one.
const FILES_MAX: usize = 8;

/// Revisions that grow with the way of a task, without remembering anything.
const RUNNING: u64 = 10;

/// What an error answer means.
pub(super) fn fault(answer: &Answer, now: Millis) -> Fault {
    let body: ErrorBody = serde_json::from_slice(&answer.body).unwrap_or_default();
    let said = [&body.error, &body.message].into_iter().find_map(Value::as_str).unwrap_or_default();
    let class = match answer.status.as_u16() {
        401 | 403 => FaultClass::Unauthorised,
        402 => FaultClass::OutOfCredit,
        400 if said.to_ascii_lowercase().contains("credits") => FaultClass::OutOfCredit,
        429 => FaultClass::RateLimited { retry_after_ms: retry_after_ms(&answer.headers, now) },
        408 | 500..=599 => FaultClass::Unavailable,
        400..=499 => FaultClass::Invalid,
        _ => FaultClass::Broken,
    };
    Fault { class, message: sentence(class, said) }
}

fn sentence(class: FaultClass, said: &str) -> String {
    let fixed = match class {
        FaultClass::Refused => "Runway's content rules do not allow this.",
        FaultClass::RateLimited { .. } => "Runway takes no more requests for the moment.",
        FaultClass::Unavailable => "Runway could not do it right now.",
        FaultClass::Unauthorised => "Runway does not accept the key it was given.",
        FaultClass::OutOfCredit => "The balance at Runway is used up.",
        FaultClass::Broken => "Runway ended the task without a result.",
        FaultClass::Invalid => {
            let plain: String =
                said.chars().filter(|c| !c.is_control()).take(EXPLANATION_CHARACTERS_MAX).collect();
            let why = if plain.is_empty() { "it does not fit the model" } else { &plain };
            return format!("Runway could not use the request ({why}).");
        }
    };
    fixed.to_owned()
}

/// Why a task failed, by its code. The third part of a code is for diagnosis only.
pub(super) fn failure(task: &Task) -> Fault {
    let code = task.failure_code.as_str().unwrap_or_default();
    let class = if code.starts_with("SAFETY.") || code.contains(".SAFETY") {
        FaultClass::Refused
    } else if code.starts_with("ASSET.") {
        FaultClass::Invalid
    } else if code.starts_with("INTERNAL") || code.contains(".INTERNAL") {
        FaultClass::Unavailable
    } else {
        FaultClass::Broken
    };
    let message = match class {
        FaultClass::Invalid => "Runway could not read a file it was given.".to_owned(),
        class => sentence(class, ""),
    };
    Fault { class, message }
}

/// How far a task has come; `None` for a state that is newer than this code.
pub(super) fn progress(task: &Task) -> Option<Progress> {
    let at = |revision: u64, percent: u8, sentence: &str| {
        Some(Progress { revision, percent, sentence: sentence.to_owned(), preview: None })
    };
    match task.status.as_str() {
        "PENDING" => at(1, 0, "Waiting at Runway"),
        "THROTTLED" => at(2, 0, "Waiting at Runway for other work of this account"),
        "RUNNING" => {
            let done = task.progress.as_f64().unwrap_or_default().clamp(0.0, 1.0);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 95")]
            let percent = (done * 95.0) as u8;
            at(RUNNING + u64::from(percent), percent, "Runway is working on it")
        }
        _ => None,
    }
}

/// The links of a task that succeeded.
///
/// # Errors
/// When it delivered nothing.
pub(super) fn links(task: &Task) -> Result<Vec<String>, Fault> {
    let list = task.output.as_array().map(Vec::as_slice).unwrap_or_default();
    let links: Vec<_> = list.iter().filter_map(Value::as_str).take(FILES_MAX).map(str::to_owned).collect();
    if links.is_empty() {
        let message = "Runway says it is done, but delivered nothing.".to_owned();
        return Err(Fault { class: FaultClass::Broken, message });
    }
    Ok(links)
}

/// What an ended task cost, in Runway's credits (a cent each), where it says so.
pub(super) fn credits(task: &Task) -> Option<f64> {
    task.cost["credits"].as_f64()
}

#[cfg(test)]
mod tests {
    use reqwest::{StatusCode, header::HeaderMap};

    use super::*;

    fn task(json: &str) -> Task {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn errors_are_told_apart_by_status() {
        let class = |status: u16, body: &str| {
            let answer = Answer {
                status: StatusCode::from_u16(status).unwrap(),
                headers: HeaderMap::new(),
                body: body.to_owned().into(),
            };
            fault(&answer, Millis(0)).class
        };
        assert_eq!(class(400, r#"{"error":"Invalid ratio"}"#), FaultClass::Invalid);
        assert_eq!(
            class(400, r#"{"error":"You do not have enough credits to run this task."}"#),
            FaultClass::OutOfCredit
        );
        assert_eq!(class(401, r#"{"error":"Unauthorized"}"#), FaultClass::Unauthorised);
        assert_eq!(class(429, "{}"), FaultClass::RateLimited { retry_after_ms: None });
        assert_eq!(class(503, "<html>"), FaultClass::Unavailable);
        assert_eq!(class(404, "[]"), FaultClass::Invalid);
        assert_eq!(class(302, ""), FaultClass::Broken);
    }

    #[test]
    fn failures_are_told_apart_by_their_code() {
        let class =
            |code: &str| failure(&task(&format!(r#"{{"status":"FAILED","failureCode":"{code}"}}"#))).class;
        for refused in [
            "SAFETY.INPUT.TEXT",
            "SAFETY.OUTPUT.VIDEO",
            "INPUT_PREPROCESSING.SAFETY.TEXT",
            "THIRD_PARTY.SAFETY",
        ] {
            assert_eq!(class(refused), FaultClass::Refused, "{refused}");
        }
        for again in ["INTERNAL", "INTERNAL.BAD_OUTPUT.CODE01", "INPUT_PREPROCESSING.INTERNAL"] {
            assert_eq!(class(again), FaultClass::Unavailable, "{again}");
        }
        assert_eq!(class("ASSET.INVALID"), FaultClass::Invalid);
        assert_eq!(class("SOMETHING.NEW"), FaultClass::Broken);
        assert_eq!(failure(&task(r#"{"status":"FAILED"}"#)).class, FaultClass::Broken);
    }

    #[test]
    fn progress_only_grows_along_the_way() {
        let way = [
            r#"{"status":"PENDING"}"#,
            r#"{"status":"THROTTLED"}"#,
            r#"{"status":"RUNNING"}"#,
            r#"{"status":"RUNNING","progress":0.5}"#,
            r#"{"status":"RUNNING","progress":1}"#,
        ];
        let told: Vec<_> = way.iter().map(|text| progress(&task(text)).unwrap()).collect();
        assert!(told.windows(2).all(|pair| pair[0].revision < pair[1].revision), "{told:?}");
        assert!(told.last().unwrap().revision < crate::following::FETCHING);
        assert_eq!(progress(&task(r#"{"status":"SOMETHING_NEW"}"#)), None);
    }

    #[test]
    fn links_and_costs_are_found() {
        let done =
            task(r#"{"status":"SUCCEEDED","output":["https://a.test/x.mp4",7],"cost":{"credits":25}}"#);
        assert_eq!(links(&done).unwrap(), ["https://a.test/x.mp4"]);
        assert_eq!(credits(&done), Some(25.0));
        for nothing in [r#"{"status":"SUCCEEDED"}"#, r#"{"status":"SUCCEEDED","output":"x"}"#] {
            assert_eq!(links(&task(nothing)).unwrap_err().class, FaultClass::Broken);
        }
    }
}
