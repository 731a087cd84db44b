//! Whatever Gemini, or somebody who pretends to be it, sends: the parsers answer and do not panic.

use proptest::prelude::*;

use super::{map, models};
use crate::direct::any_answer;

proptest! {
    #[test]
    fn answers(answer in any_answer::answer(), files in 0_usize..4, model in prop::sample::select(models::ALL.iter().map(|model| model.id).collect::<Vec<_>>())) {
        if let Ok(made) = map::made(&any_answer::held(model, answer, files)) {
            any_answer::check(&made, files)?;
        }
    }

    #[test]
    fn interactions(answer in any_answer::answer()) {
        let _ = map::going(&answer);
        if let Some(id) = map::interaction_id(&answer) {
            prop_assert!(!id.contains('/') && !id.contains('.'));
        }
    }

    #[test]
    fn errors(body in any_answer::body()) {
        map::mentions_safety(&body);
        prop_assert!(map::field_at_fault(&body).len() <= 60);
    }
}
