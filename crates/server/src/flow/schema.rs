//! JSON Schema 2020-12: whether a schema is one, and what is wrong with an input by it.
//!
//! The validator never fetches anything, and its patterns are matched in linear time, so that neither a
//! schema nor an input can keep it busy; the domain has refused endless and exploding schemas before.

use domain::generation::request::FieldError;
use jsonschema::{Draft, PatternOptions, Validator, error::ValidationErrorKind as Kind};
use serde_json::Value;

/// Bytes a compiled pattern may take.
const PATTERN_BYTES_MAX: usize = 1024 * 1024;
/// Mistakes that are told at once.
const MISTAKES_MAX: usize = 50;

fn build(schema: &Value) -> Result<Validator, String> {
    jsonschema::options()
        .offline()
        .with_draft(Draft::Draft202012)
        .should_ignore_unknown_formats(true)
        .with_pattern_options(PatternOptions::regex().size_limit(PATTERN_BYTES_MAX))
        .build(schema)
        .map_err(|error| error.to_string())
}

/// What makes this no schema: places as JSON Pointers, with sentences.
pub(crate) fn mistakes(schema: &Value) -> Vec<(String, String)> {
    let meta = jsonschema::draft202012::meta::validator();
    let named =
        |error: jsonschema::ValidationError<'_>| (error.instance_path().to_string(), sentence(&error));
    let found: Vec<_> = meta.iter_errors(schema).take(MISTAKES_MAX).map(named).collect();
    if !found.is_empty() {
        return found;
    }
    // What only compiling finds, e.g. a pattern that cannot be matched in linear time.
    match build(schema) {
        Ok(_) => Vec::new(),
        Err(reason) => vec![(String::new(), format!("This schema cannot be used: {reason}."))],
    }
}

/// What is wrong with an input.
///
/// # Errors
/// A sentence, when the schema itself cannot be used.
pub(crate) fn input_mistakes(schema: &Value, input: &Value) -> Result<Vec<FieldError>, String> {
    let validator = build(schema)?;
    let errors = validator.iter_errors(input).take(MISTAKES_MAX);
    Ok(errors.flat_map(|error| field_errors(&error)).collect())
}

fn field_errors(error: &jsonschema::ValidationError<'_>) -> Vec<FieldError> {
    let at = path(error.instance_path().as_str());
    match error.kind() {
        Kind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            vec![FieldError::new(&format!("{at}.{name}"), "required", "This field is needed.")]
        }
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => unexpected
            .iter()
            .map(|name| {
                FieldError::new(&format!("{at}.{name}"), "unknown_field", "This flow takes no such field.")
            })
            .collect(),
        kind => vec![FieldError::new(&at, code(kind), sentence(error))],
    }
}

fn code(kind: &Kind) -> &'static str {
    match kind {
        Kind::Type { .. } => "wrong_type",
        Kind::Enum { .. } | Kind::Constant { .. } => "unknown_value",
        Kind::MinLength { .. } | Kind::MinItems { .. } | Kind::MinProperties { .. } => "too_short",
        Kind::MaxLength { .. } | Kind::MaxItems { .. } | Kind::MaxProperties { .. } => "too_long",
        Kind::Minimum { .. }
        | Kind::Maximum { .. }
        | Kind::ExclusiveMinimum { .. }
        | Kind::ExclusiveMaximum { .. }
        | Kind::MultipleOf { .. } => "out_of_range",
        Kind::Pattern { .. } | Kind::Format { .. } => "malformed",
        _ => "invalid",
    }
}

fn sentence(error: &jsonschema::ValidationError<'_>) -> String {
    match error.kind() {
        Kind::Enum { options } => {
            let options = options.as_array().map(Vec::as_slice).unwrap_or_default();
            let shown: Vec<_> = options.iter().take(20).map(plain).collect();
            format!("Choose one of {}.", shown.join(", "))
        }
        Kind::MinLength { limit: 1 } => "Say something here.".to_owned(),
        Kind::MinLength { limit } => format!("At least {limit} characters."),
        Kind::MaxLength { limit } => format!("At most {limit} characters."),
        Kind::Minimum { limit } => format!("At least {}.", plain(limit)),
        Kind::Maximum { limit } => format!("At most {}.", plain(limit)),
        Kind::ExclusiveMinimum { limit } => format!("More than {}.", plain(limit)),
        Kind::ExclusiveMaximum { limit } => format!("Less than {}.", plain(limit)),
        Kind::Pattern { .. } => "This does not have the form that is asked for.".to_owned(),
        // The validator's own words quote the value, which may be long.
        _ => format!("{}.", error.masked_with("This")),
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// `/subject/0` as `inputData.subject[0]`.
fn path(pointer: &str) -> String {
    let mut path = "inputData".to_owned();
    for part in pointer.split('/').skip(1) {
        if part.parse::<usize>().is_ok() {
            path.push_str(&format!("[{part}]"));
        } else {
            path.push('.');
            path.push_str(&part.replace("~1", "/").replace("~0", "~"));
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn mistakes_of_an_input_have_paths_codes_and_sentences() {
        let schema = json!({
            "type": "object",
            "required": ["subject"],
            "additionalProperties": false,
            "properties": {
                "subject": {"type": "string", "minLength": 1},
                "seconds": {"type": "integer", "minimum": 1, "maximum": 10},
                "mood": {"enum": ["calm", "wild"]},
                "tags": {"type": "array", "items": {"type": "string", "pattern": "^[a-z]+$"}},
            },
        });
        let found = |input: Value| -> Vec<(String, &'static str)> {
            let mistakes = input_mistakes(&schema, &input).unwrap();
            mistakes.into_iter().map(|error| (error.path, error.code)).collect()
        };
        assert_eq!(found(json!({"subject": "a"})), []);
        assert_eq!(found(json!({})), [("inputData.subject".into(), "required")]);
        assert_eq!(found(json!({"subject": "a", "x": 1})), [("inputData.x".into(), "unknown_field")]);
        assert_eq!(found(json!({"subject": 7})), [("inputData.subject".into(), "wrong_type")]);
        assert_eq!(
            found(json!({"subject": "a", "seconds": 11})),
            [("inputData.seconds".into(), "out_of_range")]
        );
        assert_eq!(
            found(json!({"subject": "a", "mood": "sad"})),
            [("inputData.mood".into(), "unknown_value")]
        );
        assert_eq!(
            found(json!({"subject": "a", "tags": ["A"]})),
            [("inputData.tags[0]".into(), "malformed")]
        );
        assert_eq!(found(json!([])), [("inputData".into(), "wrong_type")]);
        let long = input_mistakes(&schema, &json!({"subject": ["x".repeat(5_000)]})).unwrap();
        assert!(long[0].message.len() < 200, "{}", long[0].message);
    }

    #[test]
    fn what_is_no_schema_or_cannot_be_matched_quickly_is_named() {
        assert_eq!(mistakes(&json!({"properties": {"a": {"type": "strung"}}}))[0].0, "/properties/a/type");
        assert_eq!(mistakes(&json!({"type": "object", "properties": {}})), []);
        // Looking behind needs a matcher that can take for ever.
        assert_eq!(mistakes(&json!({"properties": {"a": {"pattern": "(?<=a)b"}}})).len(), 1);
        assert_eq!(mistakes(&json!({"properties": {"a": {"pattern": "((a{1000}){1000}){1000}"}}})).len(), 1);
        assert_eq!(mistakes(&json!({"$ref": "https://example.test/other.json"})).len(), 1);
    }
}
