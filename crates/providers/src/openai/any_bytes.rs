//! Whatever a server that speaks as OpenAI does sends: the parsers answer and do not panic.

use proptest::prelude::*;

use super::{map, models};
use crate::direct::any_answer;

proptest! {
    #[test]
    fn answers(answer in any_answer::answer(), files in 0_usize..4, model in prop::sample::select(models::ALL.iter().map(|model| model.id).collect::<Vec<_>>())) {
        let held = any_answer::held(model, answer, files);
        if let Ok(made) = map::made(&held) {
            any_answer::check(&made, files)?;
        }
    }

    #[test]
    fn errors(body in any_answer::body()) {
        prop_assert!(map::field_at_fault(&body).len() <= 60);
    }
}
