//! The web UI's answers → ours.

use serde_json::{Value, json};

use super::{NAME, models};
use crate::{
    Fault, FaultClass, Progress,
    direct::{
        spool::Held,
        vendor::{Made, Piece, fault, file_at},
    },
};

/// Pictures of one answer that are taken; one is asked for.
const PICTURES_MAX: usize = 8;
/// Characters of a name that are kept.
const NAME_CHARACTERS_MAX: usize = 200;
/// Checkpoints that are looked through.
const CHECKPOINTS_MAX: usize = 10_000;

/// What runs there.
#[derive(Debug, PartialEq)]
pub(super) struct Running {
    /// The task, where the build tells it.
    task: Option<String>,
    /// Whether nothing runs.
    pub(super) is_idle: bool,
    /// How far it is.
    pub(super) progress: Progress,
}

impl Running {
    /// Whether it is this task. What a build that names no task runs is taken for it.
    pub(super) fn is(&self, name: &str) -> bool {
        !self.is_idle && self.task.as_ref().is_none_or(|task| task == name)
    }
}

/// Reads an answer about progress; nothing where it is none.
pub(super) fn running(body: &[u8]) -> Option<Running> {
    let answer: Value = serde_json::from_slice(body).ok()?;
    let share = answer["progress"].as_f64()?.clamp(0.0, 1.0);
    let state = &answer["state"];
    let task = answer["current_task"].as_str().filter(|task| !task.is_empty()).map(str::to_owned);
    let has_job = state["job_count"].as_i64().unwrap_or(0) != 0
        || state["job"].as_str().is_some_and(|job| !job.is_empty());
    let step = (state["sampling_step"].as_u64().unwrap_or(0), state["sampling_steps"].as_u64().unwrap_or(0));
    let sentence = match step {
        (step, steps) if steps > 0 && step <= steps => format!("Drawing, step {step} of {steps}"),
        _ => format!("{NAME} is working on it"),
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 95")]
    let percent = (share * 95.0) as u8;
    let progress = Progress { revision: u64::from(percent) + 1, percent, sentence, preview: None };
    Some(Running { is_idle: task.is_none() && !has_job && share == 0.0, task, progress })
}

/// The checkpoints there are, by the names a request may use; nothing where the answer is no list.
pub(super) fn checkpoints(body: &[u8]) -> Option<Vec<String>> {
    let answer: Value = serde_json::from_slice(body).ok()?;
    let names = answer.as_array()?.iter().take(CHECKPOINTS_MAX);
    let names = names.flat_map(|one| [one["title"].as_str(), one["model_name"].as_str()]).flatten();
    let mut names: Vec<_> = names.map(str::to_owned).collect();
    names.dedup();
    Some(names)
}

/// What kind of fault an error status is. Nothing here is limited or paid.
pub(super) fn class(status: u16) -> FaultClass {
    match status {
        400 | 413 | 422 => FaultClass::Invalid,
        401 | 403 => FaultClass::Unauthorised,
        // Also a server that was started without --api.
        404 | 405 | 408 | 425 | 429 | 502..=504 => FaultClass::Unavailable,
        _ => FaultClass::Broken,
    }
}

/// The field that a refusal names last (FastAPI's `detail[].loc`): letters, digits and underlines.
pub(super) fn field_at_fault(body: &[u8]) -> String {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let name = body["detail"][0]["loc"].as_array().and_then(|path| path.last()?.as_str()).unwrap_or_default();
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if name.len() <= 60 && name.chars().all(plain) { name.to_owned() } else { String::new() }
}

/// What an answer consists of.
///
/// # Errors
/// When it holds no picture: it was stopped there, or is none of its answers.
pub(super) fn made(held: &Held) -> Result<Made, Fault> {
    let model = models::find(&held.model_id).ok_or_else(|| fault(NAME, FaultClass::Broken))?;
    let list = held.answer["images"].as_array().map(Vec::as_slice).unwrap_or_default();
    let pictures = list.iter().chain([&held.answer["image"]]).filter_map(|one| file_at(one, held));
    let pieces: Vec<_> =
        pictures.take(PICTURES_MAX).map(|index| Piece::File { index, kind: "image/" }).collect();
    if pieces.is_empty() {
        return Err(fault(NAME, FaultClass::Broken));
    }
    Ok(Made { model: model.name.to_owned(), pieces, told: told(&held.answer) })
}

/// With what it was drawn: `info` is JSON in a text.
fn told(answer: &Value) -> Value {
    let info: Value =
        answer["info"].as_str().and_then(|info| serde_json::from_str(info).ok()).unwrap_or_default();
    let mut told = json!({});
    for (name, ours) in [("sd_model_name", "checkpoint"), ("sampler_name", "sampler")] {
        if let Some(text) = info[name].as_str() {
            told[ours] = text.chars().take(NAME_CHARACTERS_MAX).collect::<String>().into();
        }
    }
    for name in ["seed", "steps"] {
        if let Some(number) = info[name].as_u64() {
            told[name] = number.into();
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(files: usize, answer: Value) -> Held {
        let (key, changes) = ("k".into(), Vec::new());
        let model_id = "automatic1111-pictures".into();
        Held { model_id, key, changes, request_id: None, answer, files, trouble: None }
    }

    #[test]
    fn pictures_come_in_a_list_or_alone_and_say_how_they_were_drawn() {
        let info = r#"{"seed": 7, "steps": 20, "sampler_name": "Euler a", "sd_model_name": "v1-5"}"#;
        let made = made(&held(2, json!({"images": [{"file": 1}, {"file": 0}], "info": info}))).unwrap();
        let piece = |index| Piece::File { index, kind: "image/" };
        assert_eq!(made.pieces, [piece(1), piece(0)]);
        assert_eq!(made.told, json!({"seed": 7, "steps": 20, "sampler": "Euler a", "checkpoint": "v1-5"}));
        let alone = super::made(&held(1, json!({"image": {"file": 0}, "html_info": "<p>"}))).unwrap();
        assert_eq!(alone.pieces, [piece(0)]);
        for nothing in
            [json!({"images": []}), json!({"images": [null]}), json!(null), json!({"image": {"file": 3}})]
        {
            assert_eq!(super::made(&held(1, nothing)).unwrap_err().class, FaultClass::Broken);
        }
    }

    #[test]
    fn what_runs_is_told_by_its_name_where_the_build_has_names() {
        let seen = |task: Value, share: f64, jobs: i64| {
            let state = json!({"job": "", "job_count": jobs, "sampling_step": 5, "sampling_steps": 20});
            let body = json!({"progress": share, "state": state, "current_task": task});
            running(body.to_string().as_bytes()).unwrap()
        };
        let ours = seen(json!("a-1"), 0.25, 1);
        assert!(ours.is("a-1") && !ours.is("b-1"));
        assert_eq!((ours.progress.percent, ours.progress.sentence.as_str()), (23, "Drawing, step 5 of 20"));
        let nameless = seen(Value::Null, 0.5, 1);
        assert!(nameless.is("a-1") && nameless.is("b-1"));
        let idle = seen(Value::Null, 0.0, 0);
        assert!(idle.is_idle && !idle.is("a-1"));
        assert_eq!(running(b"{\"progress\": \"half\"}"), None);
    }

    #[test]
    fn only_a_plain_name_of_a_field_is_passed_on() {
        let body = json!({"detail": [{"loc": ["body", "steps"], "msg": "not an integer"}]}).to_string();
        assert_eq!(field_at_fault(body.as_bytes()), "steps");
        assert_eq!(field_at_fault(br#"{"detail":[{"loc":["a b!"]}]}"#), "");
        assert_eq!(field_at_fault(br#"{"detail":"Not Found"}"#), "");
    }
}
