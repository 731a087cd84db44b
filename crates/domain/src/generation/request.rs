//! Raw input → a request that cannot be wrong.
//!
//! [`parse`] reads the `inputData` of a call against the model that will run it and answers either a
//! [`PictureRequest`] or every mistake at once, each with the field's path and a sentence.

pub use super::run_request::{CustomRequest, RunRequest};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    catalog::{AspectRatio, Model, ModelChoice, PixelSize},
    limits::{PROMPT_CHARACTERS_MAX, SEED_MAX},
    pricing::{Complexity, Quality},
};

/// The style that lets the words decide.
pub const STYLE_AUTO: &str = "auto";

/// One mistake in the input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// Where, e.g. `inputData.prompt`.
    pub path: String,
    /// A stable name, e.g. `too_long`.
    pub code: &'static str,
    /// A sentence for the person.
    pub message: String,
}

impl FieldError {
    /// A mistake at `path`.
    #[must_use]
    pub fn new(path: &str, code: &'static str, message: impl Into<String>) -> FieldError {
        FieldError { path: path.into(), code, message: message.into() }
    }
}

/// Words that describe what to make: 1 to 1,000 characters with at least one letter or digit, no control
/// characters but line breaks and tabs, trimmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Prompt(String);

impl Prompt {
    /// Checks and trims.
    ///
    /// # Errors
    /// The mistake, named for `path`.
    pub fn parse(text: &str, path: &str) -> Result<Prompt, FieldError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(FieldError::new(path, "required", "Say what you would like to see."));
        }
        let characters = text.chars().count();
        if characters > PROMPT_CHARACTERS_MAX {
            let message =
                format!("{characters} characters are too many; the limit is {PROMPT_CHARACTERS_MAX}.");
            return Err(FieldError::new(path, "too_long", message));
        }
        if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            return Err(FieldError::new(
                path,
                "control_characters",
                "Remove the invisible control characters.",
            ));
        }
        if !text.chars().any(char::is_alphanumeric) {
            return Err(FieldError::new(path, "no_words", "Say it in words: there is no letter in it."));
        }
        Ok(Prompt(text.to_owned()))
    }

    /// The words.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A picture to make, checked against the model that makes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PictureRequest {
    /// What to see.
    pub prompt: Prompt,
    /// Its shape.
    pub aspect_ratio: AspectRatio,
    /// A style of the model, or [`STYLE_AUTO`].
    pub style: String,
    /// How good.
    pub quality: Quality,
    /// What makes it repeatable. `None` only before a run is accepted.
    pub seed: Option<i64>,
    /// Which model is wanted; `None` for the best. Left out where it is, so that requests are named as ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<ModelChoice>,
}

impl PictureRequest {
    /// The pixels of the result.
    ///
    /// # Panics
    /// When the model does not make this quality ([`Model::makes`]); for those it makes,
    /// [`crate::catalog::Catalog::check`] sees that there is a size for every ratio.
    #[must_use]
    pub fn size(&self, model: &Model) -> PixelSize {
        model.size(self.aspect_ratio, self.quality).expect("the catalog was checked at start")
    }

    /// Which column of the price table it belongs to: the style decides.
    #[must_use]
    pub fn complexity(&self, model: &Model) -> Complexity {
        model.style(&self.style).map_or(Complexity::Simple, |style| style.complexity)
    }
}

/// Reads and checks the input of a picture.
///
/// # Errors
/// Every mistake, in the order of the fields.
pub fn parse(input: &Value, model: &Model) -> Result<PictureRequest, Vec<FieldError>> {
    let Value::Object(fields) = input else {
        return Err(vec![FieldError::new(
            "inputData",
            "wrong_type",
            "The input is an object with a prompt.",
        )]);
    };
    let mut errors = Vec::new();
    let prompt = collect(&mut errors, prompt_field(fields));
    let aspect_ratio = collect(&mut errors, named(fields, "aspectRatio", AspectRatio::parse, &ratios()));
    let quality = collect(&mut errors, named(fields, "quality", Quality::parse, "standard, high or ultra"));
    let style = collect(&mut errors, style_field(fields, model));
    let seed = collect(&mut errors, seed_field(fields));
    let choice = collect(&mut errors, model_choice(input));
    for name in fields.keys() {
        if !matches!(name.as_str(), "prompt" | "aspectRatio" | "quality" | "style" | "seed" | "model") {
            let path = format!("inputData.{name}");
            errors.push(FieldError::new(&path, "unknown_field", "This flow takes no such field."));
        }
    }
    match (prompt, aspect_ratio, quality, style, seed.zip(choice)) {
        (Some(prompt), Some(aspect_ratio), Some(quality), Some(style), Some((seed, model)))
            if errors.is_empty() =>
        {
            Ok(PictureRequest {
                prompt,
                aspect_ratio: aspect_ratio.unwrap_or_default(),
                style,
                quality: quality.unwrap_or_default(),
                seed,
                model,
            })
        }
        _ => Err(errors),
    }
}

/// Reads which model the input wants; whether there is such a model is asked of the catalog.
///
/// # Errors
/// The mistake.
pub fn model_choice(input: &Value) -> Result<Option<ModelChoice>, FieldError> {
    const PATH: &str = "inputData.model";
    match input.get("model") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(word)) if word == "auto" => Ok(None),
        Some(Value::String(word)) => Ok(Some(ModelChoice::from(word.clone()))),
        Some(_) => Err(FieldError::new(PATH, "wrong_type", "A model is named by a text.")),
    }
}

fn collect<T>(errors: &mut Vec<FieldError>, field: Result<T, FieldError>) -> Option<T> {
    field.map_err(|error| errors.push(error)).ok()
}

fn ratios() -> String {
    AspectRatio::ALL.map(AspectRatio::id).join(", ")
}

fn prompt_field(fields: &Map<String, Value>) -> Result<Prompt, FieldError> {
    const PATH: &str = "inputData.prompt";
    match fields.get("prompt") {
        Some(Value::String(text)) => Prompt::parse(text, PATH),
        None | Some(Value::Null) => Prompt::parse("", PATH),
        Some(_) => Err(FieldError::new(PATH, "wrong_type", "The prompt is a text.")),
    }
}

fn named<T>(
    fields: &Map<String, Value>,
    name: &str,
    parse: impl Fn(&str) -> Option<T>,
    allowed: &str,
) -> Result<Option<T>, FieldError> {
    let path = format!("inputData.{name}");
    match fields.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => parse(text)
            .map(Some)
            .ok_or_else(|| FieldError::new(&path, "unknown_value", format!("Choose one of {allowed}."))),
        Some(_) => Err(FieldError::new(&path, "wrong_type", "This field is a text.")),
    }
}

fn style_field(fields: &Map<String, Value>, model: &Model) -> Result<String, FieldError> {
    let known = |id: &str| (id == STYLE_AUTO || model.style(id).is_some()).then(|| id.to_owned());
    let allowed = || model.styles.iter().map(|style| style.id.as_str()).collect::<Vec<_>>().join(", ");
    Ok(named(fields, "style", known, &format!("{STYLE_AUTO}, {}", allowed()))?
        .unwrap_or_else(|| STYLE_AUTO.into()))
}

fn seed_field(fields: &Map<String, Value>) -> Result<Option<i64>, FieldError> {
    let out_of_range = || {
        FieldError::new(
            "inputData.seed",
            "out_of_range",
            format!("A seed is a whole number from 0 to {SEED_MAX}."),
        )
    };
    match fields.get("seed") {
        None | Some(Value::Null) => Ok(None),
        Some(value) => {
            let seed = value.as_i64().ok_or_else(out_of_range)?;
            (0..=SEED_MAX).contains(&seed).then_some(Some(seed)).ok_or_else(out_of_range)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::{
        catalog::{Cost, Operation, StyleOption, cost_cases},
        money::UsdMicros,
    };

    fn model() -> Model {
        Model {
            styles: vec![StyleOption {
                id: "oil-painting".into(),
                label: "Oil painting".into(),
                complexity: Complexity::Complex,
            }],
            ..cost_cases::model(Operation::TextToImage, Cost::per_run(UsdMicros(0)))
        }
    }

    fn mistakes(input: Value) -> Vec<(String, &'static str)> {
        parse(&input, &model()).unwrap_err().into_iter().map(|e| (e.path, e.code)).collect()
    }

    #[test]
    fn takes_a_prompt_alone_and_fills_in_the_rest() {
        let request = parse(&json!({"prompt": "  a lighthouse at dusk  "}), &model()).unwrap();
        assert_eq!(request.prompt.as_str(), "a lighthouse at dusk");
        assert_eq!((request.style.as_str(), request.seed), ("auto", None));
        assert_eq!(request.complexity(&model()), Complexity::Simple);
    }

    #[test]
    fn a_thousand_characters_count_as_characters_not_bytes() {
        let thousand = format!("a{}", "é".repeat(999));
        assert!(parse(&json!({"prompt": thousand}), &model()).is_ok());
        let more = format!("{thousand}!");
        assert_eq!(mistakes(json!({"prompt": more})), [("inputData.prompt".into(), "too_long")]);
    }

    #[test]
    fn every_mistake_is_named_at_once() {
        let input =
            json!({"prompt": "", "aspectRatio": "3:1", "style": "cubist", "quality": 4, "seed": -1, "x": 1});
        assert_eq!(
            mistakes(input),
            [
                ("inputData.prompt".into(), "required"),
                ("inputData.aspectRatio".into(), "unknown_value"),
                ("inputData.quality".into(), "wrong_type"),
                ("inputData.style".into(), "unknown_value"),
                ("inputData.seed".into(), "out_of_range"),
                ("inputData.x".into(), "unknown_field"),
            ]
        );
    }

    #[test]
    fn refuses_what_is_not_words() {
        for (text, code) in [
            ("a\u{0}b", "control_characters"),
            ("a\u{1b}[31m", "control_characters"),
            ("🦊🌅", "no_words"),
            ("!!!", "no_words"),
        ] {
            assert_eq!(mistakes(json!({"prompt": text})), [("inputData.prompt".into(), code)]);
        }
        assert!(parse(&json!({"prompt": "a 🦊 at dawn\nin the snow"}), &model()).is_ok());
        assert!(parse(&json!({"prompt": "भोर में लोमड़ी"}), &model()).is_ok());
    }

    #[test]
    fn seeds_are_whole_numbers_a_browser_can_hold() {
        for seed in [json!(1.5), json!("7"), json!(9_007_199_254_740_992_i64), json!(u64::MAX)] {
            assert_eq!(
                mistakes(json!({"prompt": "a", "seed": seed})),
                [("inputData.seed".into(), "out_of_range")]
            );
        }
        assert_eq!(parse(&json!({"prompt": "a", "seed": SEED_MAX}), &model()).unwrap().seed, Some(SEED_MAX));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".{0,1200}") {
            let _ = Prompt::parse(&text, "p");
        }
    }
}
