//! A document → a definition: the shape, key by key, every mistake at once.

use serde_json::{Map, Value};

use super::{
    BYTES_MAX, CATEGORIES, FlowDefinition, STEPS_MAX, StepDefinition, StepInput, StepKind, Toolbox, check,
    schema, template,
};
use crate::{catalog::Operation, generation::request::FieldError, plan::Plan};

/// Characters of an id.
const ID_CHARACTERS_MAX: usize = 60;
/// Characters of a name, as many as fit a tile.
const NAME_CHARACTERS_MAX: usize = 60;
/// Characters of the one line below the name.
const SUMMARY_CHARACTERS_MAX: usize = 160;
/// Characters of the description.
const DESCRIPTION_CHARACTERS_MAX: usize = 2_000;

/// A definition that can be planned, and what its author should know.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// The definition.
    pub definition: FlowDefinition,
    /// What is allowed but will not work as it stands: an operation nobody here does, a field that a form
    /// cannot show, a value that its step will refuse.
    pub warnings: Vec<FieldError>,
}

/// Reads a document.
///
/// # Errors
/// Every mistake, each with its place (`steps[1].inputs[0]`), a stable name and a sentence.
pub fn read(document: &Value, toolbox: &dyn Toolbox) -> Result<Read, Vec<FieldError>> {
    let mut mistakes = Vec::new();
    let Value::Object(top) = document else {
        return Err(vec![FieldError::new(
            "",
            "wrong_type",
            "A flow is an object with `id`, `name` and `steps`.",
        )]);
    };
    if serde_json::to_vec(document).map_or(usize::MAX, |bytes| bytes.len()) > BYTES_MAX {
        let message = format!("A flow has {} KiB at most.", BYTES_MAX / 1024);
        return Err(vec![FieldError::new("", "too_big", message)]);
    }
    let mut keys = Keys { members: top, path: "", mistakes: &mut mistakes };
    keys.only(&["id", "name", "summary", "description", "category", "minimum_plan", "input", "steps"]);
    let id = keys.text("id", Presence::Required, ID_CHARACTERS_MAX);
    let name = keys.text("name", Presence::Required, NAME_CHARACTERS_MAX);
    let summary = keys.text("summary", Presence::Optional, SUMMARY_CHARACTERS_MAX);
    let description = keys.text("description", Presence::Optional, DESCRIPTION_CHARACTERS_MAX);
    let category = keys.choice("category", &CATEGORIES).unwrap_or(CATEGORIES[0]);
    let plans = Plan::ALL.map(Plan::id);
    let minimum_plan = keys.choice("minimum_plan", &plans).and_then(Plan::parse).unwrap_or_default();
    if !id.is_empty() && !is_id(&id) {
        keys.mistake("id", "malformed", "An id is small letters, digits and `-`, beginning with a letter.");
    }
    let input = input(top, toolbox, &mut mistakes);
    let fields = input.as_object().map(|input| schema::fields(input, &mut mistakes)).unwrap_or_default();
    let steps = steps(top, &mut mistakes);
    let definition = FlowDefinition {
        id,
        name,
        summary,
        description,
        category: category.to_owned(),
        minimum_plan,
        input,
        fields,
        steps: steps.iter().flatten().cloned().collect(),
    };
    let warnings = check::check(&definition, &steps, toolbox, &mut mistakes);
    if mistakes.is_empty() { Ok(Read { definition, warnings }) } else { Err(mistakes) }
}

fn input(top: &Map<String, Value>, toolbox: &dyn Toolbox, mistakes: &mut Vec<FieldError>) -> Value {
    match top.get("input") {
        Some(schema @ Value::Object(_)) => {
            let outside = schema::references(schema);
            // What refers elsewhere is not even shown to the validator.
            if outside.is_empty() {
                for (pointer, message) in toolbox.schema_mistakes(schema) {
                    mistakes.push(FieldError::new(&dotted("input", &pointer), "schema", message));
                }
            }
            mistakes.extend(outside);
            schema.clone()
        }
        None => serde_json::json!({"type": "object", "properties": {}}),
        Some(_) => {
            let message = "The input is a JSON Schema: an object with `type` and `properties`.";
            mistakes.push(FieldError::new("input", "wrong_type", message));
            Value::Null
        }
    }
}

/// A JSON Pointer as a path: `/properties/seed/minimum` below `input` is `input.properties.seed.minimum`.
fn dotted(root: &str, pointer: &str) -> String {
    let mut path = root.to_owned();
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

/// Each step, or nothing where it cannot be read: the others keep their places.
fn steps(top: &Map<String, Value>, mistakes: &mut Vec<FieldError>) -> Vec<Option<StepDefinition>> {
    let mut mistake = |code, message: String| mistakes.push(FieldError::new("steps", code, message));
    let items = match top.get("steps") {
        Some(Value::Array(items)) if !items.is_empty() => items,
        None | Some(Value::Array(_)) => {
            mistake("required", "A flow has at least one step.".to_owned());
            return Vec::new();
        }
        Some(_) => {
            mistake("wrong_type", "The steps are a list.".to_owned());
            return Vec::new();
        }
    };
    if items.len() > STEPS_MAX {
        mistake("too_many", format!("{} steps are too many; a run has {STEPS_MAX} at most.", items.len()));
    }
    items.iter().take(STEPS_MAX).enumerate().map(|(index, item)| step(index, item, mistakes)).collect()
}

fn step(index: usize, item: &Value, mistakes: &mut Vec<FieldError>) -> Option<StepDefinition> {
    let path = format!("steps[{index}]");
    let Value::Object(members) = item else {
        let message = "A step is an object with `id` and `operation`.";
        mistakes.push(FieldError::new(&path, "wrong_type", message));
        return None;
    };
    let mut keys = Keys { members, path: &path, mistakes };
    keys.only(&["id", "operation", "parameters", "inputs"]);
    let id = keys.text("id", Presence::Required, ID_CHARACTERS_MAX);
    if !id.is_empty() && !is_step_id(&id) {
        keys.mistake("id", "malformed", "A step's id is small letters, digits, `-` and `_`.");
    }
    let operation = keys.text("operation", Presence::Required, ID_CHARACTERS_MAX);
    let kind = StepKind::parse(&operation);
    if kind.is_none() && !operation.is_empty() {
        let known = Operation::ALL.map(Operation::id).join(", ");
        let message = format!("`{}` is no operation; there are {known}.", template::shorten(&operation));
        keys.mistake("operation", "unknown_value", &message);
    }
    let parameters = match members.get("parameters") {
        None => Map::new(),
        Some(Value::Object(parameters)) => parameters.clone(),
        Some(_) => {
            keys.mistake("parameters", "wrong_type", "Parameters are an object: a value for each name.");
            Map::new()
        }
    };
    let inputs = match members.get("inputs") {
        None => Vec::new(),
        Some(Value::Array(inputs)) => {
            let read =
                |(place, input): (usize, &Value)| step_input(&format!("inputs[{place}]"), input, &mut keys);
            inputs.iter().enumerate().map(read).collect::<Vec<_>>().into_iter().flatten().collect()
        }
        Some(_) => {
            keys.mistake("inputs", "wrong_type", "Inputs are a list, e.g. `[\"steps.picture\"]`.");
            Vec::new()
        }
    };
    Some(StepDefinition { id, kind: kind?, parameters, inputs })
}

fn step_input(place: &str, value: &Value, keys: &mut Keys<'_>) -> Option<StepInput> {
    let text = value.as_str().unwrap_or_default();
    if let Some(field) = text.strip_prefix("input.") {
        return Some(StepInput::Field(field.to_owned()));
    }
    if let Some(step) = text.strip_prefix("steps.") {
        return Some(StepInput::Step(step.to_owned()));
    }
    keys.mistake(place, "malformed", "Write `input.<field>` for a file of the input, or `steps.<id>`.");
    None
}

fn is_id(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    text.starts_with(|first: char| first.is_ascii_lowercase()) && text.bytes().all(plain)
}

fn is_step_id(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_');
    text.bytes().all(plain)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Presence {
    Required,
    Optional,
}

/// The keys of one object, and where what is wrong with them goes.
struct Keys<'a> {
    members: &'a Map<String, Value>,
    path: &'a str,
    mistakes: &'a mut Vec<FieldError>,
}

impl Keys<'_> {
    fn mistake(&mut self, key: &str, code: &'static str, message: &str) {
        let dot = if self.path.is_empty() { "" } else { "." };
        self.mistakes.push(FieldError::new(&format!("{}{dot}{key}", self.path), code, message));
    }

    fn only(&mut self, known: &[&str]) {
        let unknown: Vec<_> = self.members.keys().filter(|key| !known.contains(&key.as_str())).collect();
        for key in unknown {
            let message = format!("There is no such key here; there are {}.", known.join(", "));
            self.mistake(&template::shorten(key), "unknown_field", &message);
        }
    }

    fn text(&mut self, key: &str, presence: Presence, most: usize) -> String {
        let text = match self.members.get(key) {
            None => "",
            Some(Value::String(text)) => text.trim(),
            Some(_) => {
                self.mistake(key, "wrong_type", "This is a text.");
                return String::new();
            }
        };
        let characters = text.chars().count();
        if text.is_empty() && presence == Presence::Required {
            self.mistake(key, "required", "This is missing.");
        } else if characters > most {
            let message = format!("{characters} characters are too many; the limit is {most}.");
            self.mistake(key, "too_long", &message);
        } else if text.chars().any(|c| c.is_control() && c != '\n') {
            self.mistake(key, "control_characters", "Remove the invisible control characters.");
        }
        text.to_owned()
    }

    fn choice<'v>(&mut self, key: &str, allowed: &[&'v str]) -> Option<&'v str> {
        let given = self.members.get(key)?;
        let found = allowed.iter().find(|allowed| Some(**allowed) == given.as_str());
        if found.is_none() {
            self.mistake(key, "unknown_value", &format!("Choose one of {}.", allowed.join(", ")));
        }
        found.copied()
    }
}
