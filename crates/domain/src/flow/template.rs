//! Texts with places for fields: `A film about {{ input.subject }}`.
//!
//! A place names a field of the input and nothing else; there is no expression to evaluate. A text that is
//! one place and nothing more has the field's own value, so that a number stays a number; in other texts
//! the field is written out.

use serde_json::{Map, Value};

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// As it stands.
    Text(&'a str),
    /// The field of this name.
    Field(&'a str),
}

/// Reads a text.
///
/// # Errors
/// A sentence about the first place that is not one.
pub(super) fn parse(text: &str) -> Result<Vec<Piece<'_>>, String> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let (before, after) = rest.split_at(start);
        if !before.is_empty() {
            pieces.push(Piece::Text(before));
        }
        let Some(end) = after.find("}}") else {
            return Err("`{{` is never closed by `}}`.".to_owned());
        };
        let inside = after[2..end].trim();
        let name = inside.strip_prefix("input.").filter(|name| is_name(name));
        let Some(name) = name else {
            return Err(format!(
                "`{{{{ {} }}}}` is not a field of the input; write e.g. `{{{{ input.subject }}}}`.",
                shorten(inside)
            ));
        };
        pieces.push(Piece::Field(name));
        rest = &after[end + 2..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    Ok(pieces)
}

/// Whether this can be the name of a field: letters, digits and `_`, not beginning with a digit.
pub(super) fn is_name(text: &str) -> bool {
    let starts = text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    starts && text.len() <= 40 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// The start of a text, for a sentence about it.
pub(super) fn shorten(text: &str) -> String {
    const MOST: usize = 40;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    text.chars().take(MOST).chain(['…']).collect()
}

/// The fields a value has places for, in order; texts that cannot be read have none.
pub(super) fn fields(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => {
            let field = |piece| match piece {
                Piece::Field(name) => Some(name),
                Piece::Text(_) => None,
            };
            parse(text).unwrap_or_default().into_iter().filter_map(field).collect()
        }
        Value::Array(items) => items.iter().flat_map(fields).collect(),
        Value::Object(members) => members.values().flat_map(fields).collect(),
        _ => Vec::new(),
    }
}

/// The field whose own value this text has: the text is one place and nothing more.
pub(super) fn whole(value: &Value) -> Option<&str> {
    match parse(value.as_str()?).ok()?.as_slice() {
        [Piece::Field(name)] => Some(name),
        _ => None,
    }
}

/// The value with its places filled. Nothing where all of it is a field that was left out.
pub(super) fn fill(value: &Value, given: &Map<String, Value>) -> Option<Value> {
    match value {
        Value::String(text) => {
            if let Some(name) = whole(value) {
                return given.get(name).filter(|given| !given.is_null()).cloned();
            }
            let Ok(pieces) = parse(text) else { return Some(value.clone()) };
            let written = pieces.into_iter().map(|piece| match piece {
                Piece::Text(text) => text.to_owned(),
                Piece::Field(name) => given.get(name).map(write_out).unwrap_or_default(),
            });
            Some(Value::String(written.collect()))
        }
        Value::Array(items) => Some(items.iter().filter_map(|item| fill(item, given)).collect()),
        Value::Object(members) => {
            let filled = members.iter().filter_map(|(key, item)| Some((key.clone(), fill(item, given)?)));
            Some(Value::Object(filled.collect()))
        }
        other => Some(other.clone()),
    }
}

/// A value as words.
pub(super) fn write_out(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Array(items) => items.iter().map(write_out).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}
