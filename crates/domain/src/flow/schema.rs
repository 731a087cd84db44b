//! The input of a flow: fields a person fills in.
//!
//! Any JSON Schema 2020-12 of an object, with three limits that keep checking it safe and quick: it refers
//! only to its own `$defs`, never in a circle, and is not longer than [`SCHEMA_PLACES_MAX`] places when
//! everything it refers to is written out (a chain of twenty definitions that each name the next one twice
//! is a kilobyte to write and a million places to check).

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::{FIELDS_MAX, SCHEMA_PLACES_MAX, template};
use crate::{catalog::MediaType, generation::request::FieldError};

/// The only dialect there is (JSON Schema 2020-12 §8.1.1).
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";
/// The `format` of a field that names a stored file.
const FILE_FORMAT: &str = "asset";
/// Definitions a schema may have beside its fields.
const DEFINITIONS_MAX: usize = 100;
/// Keywords that change what a reference means; a form needs none of them.
const NOT_TAKEN: [&str; 7] =
    ["$id", "$anchor", "$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$recursiveAnchor", "$vocabulary"];
/// Keywords whose value is no schema, so nothing in it refers to anything.
const DATA: [&str; 4] = ["enum", "const", "default", "examples"];
/// Keywords whose value is schemas by name.
const BY_NAME: [&str; 4] = ["properties", "patternProperties", "$defs", "dependentSchemas"];

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Words.
    Text,
    /// A number, whole or not.
    Number,
    /// One of a few.
    Choice,
    /// Yes or no.
    Flag,
    /// A stored file of this kind: `"format": "asset"` with `"contentMediaType": "image/*"`.
    File(MediaType),
    /// Something a form cannot show: a list, or an object.
    Other,
}

/// A field of the input.
#[derive(Clone, Debug, PartialEq)]
pub struct InputField {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: FieldKind,
    /// Whether it must be given.
    pub required: bool,
    /// Its name on screen.
    pub title: String,
    /// Its schema, with a reference at its top resolved.
    pub schema: Value,
}

/// Reads the fields of an input schema; adds what is wrong to `mistakes`.
pub(super) fn fields(input: &Map<String, Value>, mistakes: &mut Vec<FieldError>) -> Vec<InputField> {
    let mut wrong = |path: &str, code, message: String| mistakes.push(FieldError::new(path, code, message));
    if input.get("type").and_then(Value::as_str) != Some("object") {
        wrong("input.type", "wrong_type", "The input is an object: write `type` = `object`.".to_owned());
    }
    if input.get("$schema").is_some_and(|dialect| dialect.as_str() != Some(DIALECT)) {
        wrong(
            "input.$schema",
            "unknown_value",
            format!("The input is read as JSON Schema 2020-12, {DIALECT}."),
        );
    }
    let none = Map::new();
    let properties = input.get("properties").and_then(Value::as_object).unwrap_or(&none);
    if properties.len() > FIELDS_MAX {
        let message = format!("{} fields are too many; a form has {FIELDS_MAX} at most.", properties.len());
        wrong("input.properties", "too_many", message);
    }
    let required: Vec<&str> = match input.get("required") {
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    for (index, name) in required.iter().enumerate() {
        if !properties.contains_key(*name) {
            let message = format!("`{}` is required, but not among the properties.", template::shorten(name));
            wrong(&format!("input.required[{index}]"), "unknown_input", message);
        }
    }
    let mut fields = Vec::with_capacity(properties.len().min(FIELDS_MAX));
    // Objects have no order, so a form begins with what is required, as that list has it.
    let first = required.iter().filter_map(|name| properties.get_key_value(*name));
    let rest = properties.iter().filter(|(name, _)| !required.contains(&name.as_str()));
    for (name, schema) in first.chain(rest).take(FIELDS_MAX) {
        let path = format!("input.properties.{}", template::shorten(name));
        if !template::is_name(name) {
            let message = "A field's name is at most 40 letters, digits and `_`, and begins with no digit.";
            wrong(&path, "malformed", message.to_owned());
            continue;
        }
        let schema = resolved(input, schema);
        let kind = kind(&schema).unwrap_or_else(|message| {
            wrong(&path, "unknown_value", message.to_owned());
            FieldKind::Other
        });
        let title = schema.get("title").and_then(Value::as_str).map_or_else(|| spoken(name), str::to_owned);
        fields.push(InputField {
            name: name.clone(),
            kind,
            required: required.contains(&name.as_str()),
            title,
            schema,
        });
    }
    fields
}

/// The schema that a chain of references ends at; itself where it is none, or where the chain is broken.
fn resolved(input: &Map<String, Value>, schema: &Value) -> Value {
    let definitions = input.get("$defs").and_then(Value::as_object);
    let mut schema = schema;
    for _ in 0..definitions.map_or(0, Map::len) {
        let named = schema.get("$ref").and_then(Value::as_str).and_then(definition_name);
        match named.and_then(|name| definitions?.get(&name)) {
            Some(next) => schema = next,
            None => break,
        }
    }
    schema.clone()
}

fn kind(schema: &Value) -> Result<FieldKind, &'static str> {
    if schema.get("format").and_then(Value::as_str) == Some(FILE_FORMAT) {
        return match schema.get("contentMediaType").and_then(Value::as_str) {
            Some("image/*") => Ok(FieldKind::File(MediaType::Image)),
            Some("video/*") => Ok(FieldKind::File(MediaType::Video)),
            Some("audio/*") => Ok(FieldKind::File(MediaType::Audio)),
            _ => Err("Say which kind of file: `contentMediaType` is `image/*`, `video/*` or `audio/*`."),
        };
    }
    if schema.get("enum").is_some_and(Value::is_array) {
        return Ok(FieldKind::Choice);
    }
    Ok(match schema.get("type").and_then(Value::as_str) {
        Some("string") => FieldKind::Text,
        Some("integer" | "number") => FieldKind::Number,
        Some("boolean") => FieldKind::Flag,
        _ => FieldKind::Other,
    })
}

/// `camera_angle` and `cameraAngle` as "Camera angle".
fn spoken(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        match letter {
            '_' => words.push(' '),
            upper if upper.is_ascii_uppercase() && !words.is_empty() => {
                words.push(' ');
                words.push(upper.to_ascii_lowercase());
            }
            first if words.is_empty() => words.push(first.to_ascii_uppercase()),
            other => words.push(other),
        }
    }
    words
}

/// What the schema may not refer to, by place.
pub(super) fn references(input: &Value) -> Vec<FieldError> {
    let mut walk = Walk::default();
    let mut path = "input".to_owned();
    walk.schema(input, &mut path, None);
    let none = Map::new();
    let definitions = input.get("$defs").and_then(Value::as_object).unwrap_or(&none);
    for reference in walk.references.iter().filter(|reference| !definitions.contains_key(&reference.to)) {
        let message = format!("There is no definition `{}` in `$defs`.", template::shorten(&reference.to));
        walk.mistakes.push(FieldError::new(&reference.path, "unknown_reference", message));
    }
    if definitions.len() > DEFINITIONS_MAX {
        let message =
            format!("{} definitions are too many; the limit is {DEFINITIONS_MAX}.", definitions.len());
        walk.mistakes.push(FieldError::new("input.$defs", "too_many", message));
    }
    if walk.mistakes.is_empty() {
        let mut sizes = Sizes { walk: &walk, known: HashMap::new(), circle: None };
        let places = sizes.of(None);
        for name in definitions.keys() {
            sizes.of(Some(name.clone()));
        }
        if let Some((path, name)) = sizes.circle {
            let message =
                format!("`{}` refers to itself: a form would have no end.", template::shorten(&name));
            walk.mistakes.push(FieldError::new(&path, "cycle", message));
        } else if places > SCHEMA_PLACES_MAX {
            let message = format!("Written out, the schema has over {SCHEMA_PLACES_MAX} places.");
            walk.mistakes.push(FieldError::new("input", "too_big", message));
        }
    }
    walk.mistakes
}

/// One `$ref`: in which definition it stands, which it names, and where.
struct Reference {
    within: Option<String>,
    to: String,
    path: String,
}

#[derive(Default)]
struct Walk {
    references: Vec<Reference>,
    /// Places of the schema itself (`None`) and of each definition.
    places: HashMap<Option<String>, usize>,
    mistakes: Vec<FieldError>,
}

impl Walk {
    fn schema(&mut self, value: &Value, path: &mut String, within: Option<&str>) {
        *self.places.entry(within.map(str::to_owned)).or_default() += 1;
        match value {
            Value::Object(members) => {
                for (key, member) in members {
                    let length = path.len();
                    path.push('.');
                    path.push_str(key);
                    self.keyword(key, member, path, within);
                    path.truncate(length);
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    let length = path.len();
                    path.push_str(&format!("[{index}]"));
                    self.schema(item, path, within);
                    path.truncate(length);
                }
            }
            _ => {}
        }
    }

    fn keyword(&mut self, key: &str, value: &Value, path: &mut String, within: Option<&str>) {
        if key == "$ref" {
            match value.as_str().map(definition_name) {
                Some(Some(to)) => self.references.push(Reference {
                    within: within.map(str::to_owned),
                    to,
                    path: path.clone(),
                }),
                _ => {
                    let message = "A schema refers to its own definitions only: `#/$defs/name`.";
                    self.mistakes.push(FieldError::new(path, "outside_reference", message));
                }
            }
        } else if NOT_TAKEN.contains(&key) {
            let message = format!("`{key}` is not taken: a schema refers to its own `$defs` only.");
            self.mistakes.push(FieldError::new(path, "outside_reference", message));
        } else if BY_NAME.contains(&key)
            && let Value::Object(members) = value
        {
            for (name, member) in members {
                let length = path.len();
                path.push('.');
                path.push_str(name);
                let top = key == "$defs" && length == "input.$defs".len();
                self.schema(member, path, if top { Some(name) } else { within });
                path.truncate(length);
            }
        } else if !DATA.contains(&key) {
            self.schema(value, path, within);
        }
    }
}

/// `picture` of `#/$defs/picture`.
fn definition_name(reference: &str) -> Option<String> {
    let name = reference.strip_prefix("#/$defs/")?;
    (!name.is_empty() && !name.contains(['/', '~', '%'])).then(|| name.to_owned())
}

/// How many places there are when every reference is written out.
struct Sizes<'a> {
    walk: &'a Walk,
    /// `None` while it is being counted.
    known: HashMap<Option<String>, Option<usize>>,
    circle: Option<(String, String)>,
}

impl Sizes<'_> {
    fn of(&mut self, within: Option<String>) -> usize {
        if let Some(Some(known)) = self.known.get(&within) {
            return *known;
        }
        self.known.insert(within.clone(), None);
        let mut places = self.walk.places.get(&within).copied().unwrap_or_default();
        let walk = self.walk;
        for reference in walk.references.iter().filter(|reference| reference.within == within) {
            let to = Some(reference.to.clone());
            if matches!(self.known.get(&to), Some(None)) {
                self.circle.get_or_insert((reference.path.clone(), reference.to.clone()));
            } else {
                places = places.saturating_add(self.of(to));
            }
        }
        self.known.insert(within, Some(places));
        places
    }
}
