//! The composer's choices over the words: one rule for both brains.

use crate::{plan::Plan, request::Options};

/// Sets what was chosen in the composer on every call that takes it, and tells the user where words said
/// otherwise. A choice out of a tool's bounds is left out.
pub fn overlay(plan: &mut Plan, options: &Options) {
    let chosen = serde_json::to_value(options).unwrap_or_default();
    let mut notes = Vec::new();
    for call in &mut plan.calls {
        let Ok(mut said) = serde_json::to_value(&call.parameters) else { continue };
        for (name, value) in chosen.as_object().into_iter().flatten() {
            if value.is_null() || !call.tool.takes(name) {
                continue;
            }
            if said.get(name).is_some_and(|words| words != value) {
                let name = name.replace('_', " ");
                notes.push(format!("What was chosen for {name} was used, not what the words say."));
            }
            let before = said[name].take();
            said[name] = value.clone();
            if call.tool.check(&said).is_err() {
                match before {
                    serde_json::Value::Null => {
                        said.as_object_mut().map(|fields| fields.remove(name));
                    }
                    words => said[name] = words,
                }
            }
        }
        if let Ok(parameters) = call.tool.check(&said) {
            call.parameters = parameters;
        }
    }
    for note in notes {
        if !plan.notes.contains(&note) {
            plan.notes.push(note);
        }
    }
}
