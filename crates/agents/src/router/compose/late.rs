//! Parameters that were said away from the step they are for.

use super::super::{
    scene::Scene,
    settings::{Setting, Value, capped, kind},
};
use crate::plan::PlannedCall;

/// Gives lengths and sizes to the one step they can mean, wherever they were said: "enlarge it after … Twice the
/// size will do".
pub fn hand_on<'a>(settings: impl Iterator<Item = &'a Setting>, scene: &mut Scene<'_>) {
    for setting in settings {
        let takes = |call: &&mut PlannedCall| {
            call.tool.takes(kind(&setting.value))
                && match setting.value {
                    Value::Factor(_) => call.parameters.factor.is_none(),
                    Value::Seconds(_) => call.parameters.duration_seconds.is_none(),
                    _ => false,
                }
        };
        let mut calls = scene.calls.iter_mut().filter(takes);
        match (&setting.value, calls.next(), calls.next()) {
            (Value::Factor(factor), Some(call), None) => call.parameters.factor = Some(*factor),
            (Value::Seconds(seconds), Some(call), None) => {
                call.parameters.duration_seconds = Some(capped(*seconds).0);
            }
            _ => {}
        }
    }
}
