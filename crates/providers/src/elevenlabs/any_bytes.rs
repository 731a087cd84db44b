//! Whatever ElevenLabs, or somebody who pretends to be it, sends: the parsers answer and do not panic.

use domain::time::Millis;
use proptest::prelude::*;
use reqwest::{StatusCode, header::HeaderMap};

use super::{captions, map, models, voices};
use crate::{direct::any_answer, http::Answer};

proptest! {
    #[test]
    fn answers(answer in any_answer::answer(), files in 0_usize..4, model in prop::sample::select(models::ALL.iter().map(|model| model.id).collect::<Vec<_>>())) {
        if let Some(captions) = captions::captions(&answer) {
            prop_assert!(captions.iter().all(|cue| cue.start_ms >= 0 && !cue.text.is_empty()));
        }
        if let Ok(made) = map::made(&any_answer::held(model, answer, files)) {
            any_answer::check(&made, files)?;
        }
    }

    #[test]
    fn alignments(texts in prop::collection::vec(".{0,3}", 0..20), starts in prop::collection::vec(any::<f64>(), 0..20), ends in prop::collection::vec(-1.0..400_000.0, 0..20)) {
        let alignment = serde_json::json!({ "characters": texts, "character_start_times_seconds": starts, "character_end_times_seconds": ends });
        let _ = captions::captions(&serde_json::json!({ "alignment": alignment }));
    }

    #[test]
    fn lists_of_voices(body in any_answer::answer()) {
        let (voices, _) = voices::page(&body);
        prop_assert!(voices.iter().all(|voice| voices::is_id(&voice.id)));
    }

    #[test]
    fn errors(status in 100_u16..1_000, body in any_answer::body()) {
        prop_assert!(map::field_at_fault(&body).len() <= 60);
        let status = StatusCode::from_u16(status).expect("three digits");
        map::class(&Answer { status, headers: HeaderMap::new(), body: body.into() }, Millis(0));
    }
}
