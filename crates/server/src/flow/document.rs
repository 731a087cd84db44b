//! What somebody wrote → a document, whether TOML or JSON.

use domain::{flow::BYTES_MAX, generation::request::FieldError};
use serde_json::Value;

/// A definition as it was written, and as a document.
#[derive(Clone, Debug)]
pub(super) struct Document {
    pub value: Value,
    /// The text, with its comments; made up for a document that came as JSON.
    pub source: String,
}

/// Reads what was sent: an object is the definition, a text is a file in TOML or JSON.
///
/// # Errors
/// The mistake, with line and column.
pub(super) fn of_value(given: &Value) -> Result<Document, FieldError> {
    match given {
        Value::String(text) => of_text(text),
        value => {
            let source = serde_json::to_string_pretty(value).unwrap_or_default();
            Ok(Document { value: value.clone(), source })
        }
    }
}

/// Reads a file's text. JSON begins with a brace; TOML cannot.
///
/// # Errors
/// The mistake, with line and column.
pub(super) fn of_text(text: &str) -> Result<Document, FieldError> {
    if text.len() > BYTES_MAX {
        let message = format!("A flow has {} KiB at most.", BYTES_MAX / 1024);
        return Err(FieldError::new("", "too_big", message));
    }
    let value = if text.trim_start().starts_with('{') {
        serde_json::from_str(text).map_err(|error| {
            let reason = error.to_string();
            let reason = reason.split(" at line ").next().unwrap_or_default().to_owned();
            syntax(error.line(), error.column(), &reason)
        })
    } else {
        toml::from_str(text).map_err(|error| {
            let before = text.get(..error.span().map_or(0, |span| span.start)).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            syntax(line, column, error.message())
        })
    };
    Ok(Document { value: value?, source: text.to_owned() })
}

fn syntax(line: usize, column: usize, reason: &str) -> FieldError {
    let reason = reason.lines().next().unwrap_or_default();
    FieldError::new(
        &format!("line {line}, column {column}"),
        "syntax",
        format!("This cannot be read: {reason}."),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn toml_and_json_have_the_same_shape() {
        let toml = "id = \"a\"\n[[steps]]\nid = \"p\"\nparameters = { seed = 7 }\n";
        let json = "\n {\"id\": \"a\", \"steps\": [{\"id\": \"p\", \"parameters\": {\"seed\": 7}}]}";
        assert_eq!(of_text(toml).unwrap().value, of_text(json).unwrap().value);
        assert_eq!(of_value(&json!(toml)).unwrap().source, toml);
    }

    #[test]
    fn a_slip_of_the_pen_is_named_by_line_and_column() {
        let at = |text: &str| of_text(text).unwrap_err().path;
        assert_eq!(at("id = \"a\"\nname = \n"), "line 2, column 8");
        assert_eq!(at("{\"id\": \"a\",\n \"name\" 3}"), "line 2, column 9");
        assert_eq!(of_text(&" ".repeat(BYTES_MAX + 1)).unwrap_err().code, "too_big");
    }
}
