//! Whatever a server that speaks as AUTOMATIC1111 does sends: the parsers answer and do not panic.

use proptest::prelude::*;

use super::{map, models};
use crate::{any_json, direct::any_answer};

/// Field names the parsers look for, and one they do not.
const NAMES: &[&str] = &[
    "images",
    "image",
    "info",
    "file",
    "progress",
    "state",
    "job",
    "job_count",
    "sampling_step",
    "sampling_steps",
    "current_task",
    "title",
    "model_name",
    "detail",
    "loc",
    "error",
];
/// Texts they look for, and some they should not trip over.
const TEXTS: &[&str] = &["txt2img", "task(1)", "{\"seed\": 7}", "{\"seed\":", "steps", "\u{0}", ""];

proptest! {
    #[test]
    fn answers(answer in any_json::json(NAMES, TEXTS), files in 0_usize..4, model in prop::sample::select(models::ALL.iter().map(|model| model.id).collect::<Vec<_>>())) {
        let held = any_answer::held(model, answer, files);
        if let Ok(made) = map::made(&held) {
            any_answer::check(&made, files)?;
        }
    }

    #[test]
    fn questions(body in any_json::body(NAMES, TEXTS)) {
        if let Some(running) = map::running(&body) {
            prop_assert!(running.progress.percent <= 95);
            prop_assert!(!(running.is_idle && running.is("a")));
        }
        prop_assert!(map::checkpoints(&body).is_none_or(|known| known.len() <= 20_000));
        prop_assert!(map::field_at_fault(&body).len() <= 60);
    }
}
