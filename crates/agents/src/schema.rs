//! What each tool takes: one table, from which both the JSON Schema and the check are made.
//!
//! The schema is what a language model is shown; the check is what its arguments must pass, and the router's
//! too. Both read the same rows, so they cannot disagree. The check is written by hand: the schemas are flat,
//! and a general JSON Schema library would be the largest dependency of this crate.

use domain::{
    catalog::AspectRatio,
    limits::{PROMPT_CHARACTERS_MAX, SEED_MAX},
    pricing::Quality,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use thiserror::Error;

use crate::{parameters::Parameters, tool::Tool};

/// Characters of spoken text: two minutes, the longest voice-over, at a brisk 17 characters a second.
pub const SPEECH_CHARACTERS_MAX: usize = 2_000;
/// Seconds of the longest video (product reference §3: 10 s, and 15 s for long).
pub const VIDEO_SECONDS_MAX: u32 = 15;
/// Characters of a voice, language, style or background; longer is not a name.
pub const NAME_CHARACTERS_MAX: usize = 200;

/// What is wrong with a tool's arguments, and where; the path is a JSON Pointer.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
#[error("{path}: {message}")]
pub struct ToolArgumentError {
    /// Where, e.g. `/duration_seconds`; empty for the arguments as a whole.
    pub path: String,
    /// What is expected there.
    pub message: String,
}

impl ToolArgumentError {
    /// An error at `path`.
    #[must_use]
    pub fn new(path: &str, message: impl Into<String>) -> ToolArgumentError {
        ToolArgumentError { path: path.to_owned(), message: message.into() }
    }
}

/// What a field may hold.
enum Kind {
    Text { max: usize },
    Choice(Vec<&'static str>),
    Whole { min: i64, max: i64 },
    Number { min: f64, max: f64 },
    Factor,
}

/// One field of a tool.
struct Field {
    name: &'static str,
    required: bool,
    about: &'static str,
    kind: Kind,
}

/// A field that may be left out.
fn optional(name: &'static str) -> Field {
    let text = |max| Kind::Text { max };
    let share = || Kind::Number { min: 0.1, max: 1.0 };
    let (about, kind) = match name {
        "prompt" => ("What to make or change, in the user's own words.", text(PROMPT_CHARACTERS_MAX)),
        "text" => ("The exact words to speak.", text(SPEECH_CHARACTERS_MAX)),
        "question" => ("What is asked about the picture.", text(PROMPT_CHARACTERS_MAX)),
        "aspect_ratio" => ("Width to height.", Kind::Choice(AspectRatio::ALL.map(AspectRatio::id).to_vec())),
        "quality" => ("How fine the result is.", Kind::Choice(Quality::ALL.map(Quality::id).to_vec())),
        "variant" => ("How thorough.", Kind::Choice(vec!["basic", "advanced"])),
        "style" => ("The style's id.", text(NAME_CHARACTERS_MAX)),
        "seed" => ("Repeats a result.", Kind::Whole { min: 0, max: SEED_MAX }),
        "strength" => ("How far the change may go.", share()),
        "motion_strength" => ("How much moves; 0.8 is usual.", share()),
        "duration_seconds" => ("Length.", Kind::Whole { min: 1, max: i64::from(VIDEO_SECONDS_MAX) }),
        "voice" => ("Who speaks, e.g. `warm female`.", text(NAME_CHARACTERS_MAX)),
        "language" => ("BCP 47 tag of the language spoken.", text(NAME_CHARACTERS_MAX)),
        "speed" => ("1.0 is usual.", Kind::Number { min: 0.5, max: 2.0 }),
        "factor" => ("How many times larger.", Kind::Factor),
        _ => ("What the new background shows.", text(NAME_CHARACTERS_MAX)),
    };
    Field { name, required: false, about, kind }
}

/// A field that must be there.
fn required(name: &'static str) -> Field {
    Field { required: true, ..optional(name) }
}

/// The fields of a tool.
fn fields(tool: Tool) -> Vec<Field> {
    let (must, may): (&[&str], &[&str]) = match tool {
        Tool::GeminiT2I | Tool::RunwayGen4Image => {
            (&["prompt"], &["aspect_ratio", "style", "quality", "seed"])
        }
        Tool::GeminiI2I => {
            (&["prompt"], &["strength", "aspect_ratio", "style", "quality", "seed", "variant"])
        }
        Tool::QueryImage => (&["question"], &[]),
        Tool::TextToVideo => (
            &["prompt"],
            &["duration_seconds", "aspect_ratio", "motion_strength", "style", "quality", "seed"],
        ),
        Tool::ImageToVideo => {
            (&[], &["prompt", "duration_seconds", "aspect_ratio", "motion_strength", "quality", "seed"])
        }
        Tool::Voiceover => (&["text"], &["voice", "language", "speed"]),
        Tool::Lipsync => (&[], &["text", "voice", "language", "speed", "variant"]),
        Tool::BackgroundRemove => (&[], &[]),
        Tool::BackgroundReplace => (&[], &["background"]),
        Tool::Upscale => (&[], &["factor"]),
        Tool::StyleTransfer => (&[], &["style", "strength"]),
        Tool::FaceRestore => (&[], &["strength"]),
    };
    must.iter().map(|name| required(name)).chain(may.iter().map(|name| optional(name))).collect()
}

impl Tool {
    /// The JSON Schema of its parameters.
    #[must_use]
    pub fn schema(self) -> Value {
        let fields = fields(self);
        let properties: Map<String, Value> =
            fields.iter().map(|field| (field.name.to_owned(), field.schema())).collect();
        let required: Vec<_> = fields.iter().filter(|field| field.required).map(|field| field.name).collect();
        json!({
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": false,
        })
    }

    /// Whether the tool takes this parameter.
    #[must_use]
    pub fn takes(self, name: &str) -> bool {
        fields(self).iter().any(|field| field.name == name)
    }

    /// The parameters without which it cannot be called.
    #[must_use]
    pub fn required(self) -> Vec<&'static str> {
        fields(self).into_iter().filter(|field| field.required).map(|field| field.name).collect()
    }

    /// Whether one parameter may have this value.
    ///
    /// # Errors
    /// What is expected, e.g. `expected a whole number from 1 to 15`.
    pub fn check_one(self, name: &str, value: &Value) -> Result<(), String> {
        match fields(self).into_iter().find(|field| field.name == name) {
            Some(field) => field.kind.check(value),
            None => Err(format!("{} has no such parameter", self.name())),
        }
    }

    /// Reads arguments, and refuses what the schema refuses.
    ///
    /// # Errors
    /// The first field that is missing, unknown, of the wrong type or out of bounds, by its path.
    pub fn check(self, arguments: &Value) -> Result<Parameters, ToolArgumentError> {
        let Value::Object(given) = arguments else {
            return Err(ToolArgumentError::new("", "expected an object"));
        };
        let fields = fields(self);
        for field in &fields {
            let path = format!("/{}", field.name);
            match given.get(field.name) {
                Some(value) => {
                    field.kind.check(value).map_err(|message| ToolArgumentError { path, message })?;
                }
                None if field.required => return Err(ToolArgumentError::new(&path, "is required")),
                None => {}
            }
        }
        if let Some(unknown) = given.keys().find(|key| fields.iter().all(|field| field.name != *key)) {
            return Err(ToolArgumentError::new(
                &format!("/{}", unknown.replace('~', "~0").replace('/', "~1")),
                format!("{} has no such parameter", self.name()),
            ));
        }
        serde_json::from_value(arguments.clone())
            .map_err(|error| ToolArgumentError::new("", error.to_string()))
    }

    /// [`Tool::check`] for parameters that are already typed.
    ///
    /// # Errors
    /// As [`Tool::check`].
    pub fn check_parameters(self, parameters: &Parameters) -> Result<(), ToolArgumentError> {
        let value = serde_json::to_value(parameters)
            .map_err(|error| ToolArgumentError::new("", error.to_string()))?;
        self.check(&value).map(|_| ())
    }
}

impl Field {
    fn schema(&self) -> Value {
        let mut schema = match &self.kind {
            Kind::Text { max } => json!({ "type": "string", "minLength": 1, "maxLength": max }),
            Kind::Choice(choices) => json!({ "type": "string", "enum": choices }),
            Kind::Whole { min, max } => json!({ "type": "integer", "minimum": min, "maximum": max }),
            Kind::Number { min, max } => json!({ "type": "number", "minimum": min, "maximum": max }),
            Kind::Factor => json!({ "type": "integer", "enum": [2, 4] }),
        };
        schema["description"] = Value::from(self.about);
        schema
    }
}

impl Kind {
    fn check(&self, value: &Value) -> Result<(), String> {
        let (good, expected) = match self {
            Kind::Text { max } => {
                let fits = |text: &str| !text.trim().is_empty() && text.chars().count() <= *max;
                (value.as_str().is_some_and(fits), format!("expected 1 to {max} characters of text"))
            }
            Kind::Choice(choices) => {
                let fits = value.as_str().is_some_and(|text| choices.contains(&text));
                (fits, format!("expected one of {}", choices.join(", ")))
            }
            Kind::Whole { min, max } => {
                let fits = value.as_i64().is_some_and(|number| (*min..=*max).contains(&number));
                (fits, format!("expected a whole number from {min} to {max}"))
            }
            Kind::Number { min, max } => {
                let fits = value.as_f64().is_some_and(|number| (*min..=*max).contains(&number));
                (fits, format!("expected a number from {min} to {max}"))
            }
            Kind::Factor => (matches!(value.as_i64(), Some(2 | 4)), "expected 2 or 4".to_owned()),
        };
        if good { Ok(()) } else { Err(expected) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The smallest arguments each tool accepts.
    fn smallest(tool: Tool) -> Value {
        let required = tool.schema()["required"].as_array().cloned().unwrap_or_default();
        let filled = required.into_iter().map(|name| (name.as_str().unwrap().to_owned(), json!("a fox")));
        Value::Object(filled.collect())
    }

    #[test]
    fn every_tool_accepts_its_smallest_arguments_and_refuses_unknown_ones() {
        for tool in Tool::ALL {
            let mut arguments = smallest(tool);
            tool.check(&arguments).unwrap();
            arguments["wings/2"] = json!(1);
            assert_eq!(tool.check(&arguments).unwrap_err().path, "/wings~12", "{}", tool.name());
            assert_eq!(tool.check(&json!([])).unwrap_err().path, "");
        }
    }

    #[test]
    fn bounds_are_those_of_the_product_reference() {
        let video = |seconds: i64| Tool::ImageToVideo.check(&json!({ "duration_seconds": seconds }));
        assert!(video(1).is_ok() && video(15).is_ok());
        assert_eq!(video(0).unwrap_err().path, "/duration_seconds");
        assert!(video(16).is_err());
        let edit = |strength: f64| Tool::GeminiI2I.check(&json!({ "prompt": "x", "strength": strength }));
        assert!(edit(0.1).is_ok() && edit(1.0).is_ok());
        assert!(edit(0.05).is_err() && edit(1.1).is_err());
        let picture = |prompt: &str, ratio: &str| {
            Tool::GeminiT2I.check(&json!({ "prompt": prompt, "aspect_ratio": ratio }))
        };
        assert!(picture(&"x".repeat(1000), "9:16").is_ok());
        assert!(picture(&"x".repeat(1001), "9:16").is_err());
        assert_eq!(picture("x", "3:2").unwrap_err().path, "/aspect_ratio");
        assert_eq!(Tool::GeminiT2I.check(&json!({})).unwrap_err().path, "/prompt");
        assert!(Tool::Upscale.check(&json!({ "factor": 3 })).is_err());
    }
}
