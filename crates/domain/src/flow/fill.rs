//! A definition and the fields a person filled in → what each step is told, in an order that can run.

use serde_json::{Map, Value};

use super::{FieldKind, FlowDefinition, StepInput, StepKind, Toolbox, template};
use crate::{generation::request::FieldError, limits::PROMPT_CHARACTERS_MAX};

/// Names of fields that hold what a person says, best first.
const SPOKEN: [&str; 3] = ["prompt", "words", "message"];

/// Where a planned step's file comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The file this field names.
    Field(String),
    /// What the step at this place of the plan makes.
    Step(usize),
}

/// A step with everything it is told.
#[derive(Clone, Debug, PartialEq)]
pub struct FilledStep {
    /// What it does.
    pub kind: StepKind,
    /// What it is told.
    pub parameters: Map<String, Value>,
    /// What it works on; a field that was left out is left out.
    pub sources: Vec<Source>,
}

/// The fields with the schema's `default` for each that was left out; `null` counts as left out.
#[must_use]
pub fn with_defaults(definition: &FlowDefinition, given: &Map<String, Value>) -> Map<String, Value> {
    let mut fields = given.clone();
    fields.retain(|_, value| !value.is_null());
    for field in &definition.fields {
        if let Some(default) = field.schema.get("default").filter(|default| !default.is_null())
            && !fields.contains_key(&field.name)
        {
            fields.insert(field.name.clone(), default.clone());
        }
    }
    fields
}

/// Fills in every step, in an order in which each comes after those it needs. `fields` fit the schema.
///
/// # Errors
/// Each value that its step does not take, at the field it came from.
pub fn fill(
    definition: &FlowDefinition,
    fields: &Map<String, Value>,
    toolbox: &dyn Toolbox,
) -> Result<Vec<FilledStep>, Vec<FieldError>> {
    let order = order(definition);
    let mut errors = Vec::new();
    let mut filled = Vec::with_capacity(order.len());
    for place in &order {
        let step = &definition.steps[*place];
        let parameters = told(definition, *place, fields, toolbox, &mut errors);
        let source = |input: &StepInput| match input {
            StepInput::Field(name) => fields.contains_key(name).then(|| Source::Field(name.clone())),
            StepInput::Step(id) => {
                let before = |earlier: &usize| definition.steps[*earlier].id == *id;
                order.iter().position(before).map(Source::Step)
            }
        };
        let sources: Vec<Source> = step.inputs.iter().filter_map(source).collect();
        if sources.len() < *toolbox.inputs(step.kind).count.start() {
            let missing = step.inputs.iter().find_map(|input| match input {
                StepInput::Field(name) if !fields.contains_key(name) => Some(name.as_str()),
                _ => None,
            });
            let path = format!("inputData.{}", missing.unwrap_or_default());
            errors.push(FieldError::new(
                &path,
                "required",
                format!("The step `{}` needs this file.", step.id),
            ));
        }
        filled.push(FilledStep { kind: step.kind, parameters, sources });
    }
    if errors.is_empty() { Ok(filled) } else { Err(errors) }
}

fn told(
    definition: &FlowDefinition,
    place: usize,
    fields: &Map<String, Value>,
    toolbox: &dyn Toolbox,
    errors: &mut Vec<FieldError>,
) -> Map<String, Value> {
    let step = &definition.steps[place];
    let mut parameters = Map::new();
    let required = toolbox.required(step.kind);
    for (name, value) in &step.parameters {
        let used = template::fields(value);
        let filled = template::fill(value, fields);
        // Words around fields that were all left out say nothing; an optional parameter then stays away.
        let path = used.first().map_or_else(|| "inputData".to_owned(), |field| format!("inputData.{field}"));
        match filled {
            Some(filled) => match toolbox.check(step.kind, name, &filled) {
                Ok(()) => drop(parameters.insert(name.clone(), filled)),
                Err(expected) => {
                    let message =
                        format!("The step `{}` does not take this for `{name}`: {expected}.", step.id);
                    errors.push(FieldError::new(&path, "out_of_limits", message));
                }
            },
            None if required.contains(&name.as_str()) => {
                let message = format!("The step `{}` needs this.", step.id);
                errors.push(FieldError::new(&path, "required", message));
            }
            None => {}
        }
    }
    parameters
}

/// The places of the steps, each after those it needs, otherwise as they are written.
fn order(definition: &FlowDefinition) -> Vec<usize> {
    let steps = &definition.steps;
    let mut order: Vec<usize> = Vec::with_capacity(steps.len());
    while order.len() < steps.len() {
        let met = |input: &StepInput| match input {
            StepInput::Step(id) => order.iter().any(|place| steps[*place].id == *id),
            StepInput::Field(_) => true,
        };
        let next =
            (0..steps.len()).find(|place| !order.contains(place) && steps[*place].inputs.iter().all(met));
        // A definition that was read has no circles, so there always is one.
        let Some(next) = next else { break };
        order.push(next);
    }
    order
}

/// The steps in an order that can run: the place of each where it is written, and the places in this order
/// of those it needs.
#[must_use]
pub fn in_order(definition: &FlowDefinition) -> Vec<(usize, Vec<u32>)> {
    let order = order(definition);
    let needs = |place: &usize| {
        let need = |input: &StepInput| match input {
            StepInput::Step(id) => order.iter().position(|earlier| definition.steps[*earlier].id == *id),
            StepInput::Field(_) => None,
        };
        let needed = definition.steps[*place].inputs.iter().filter_map(need);
        needed.filter_map(|at| u32::try_from(at).ok()).collect()
    };
    order.iter().map(|place| (*place, needs(place))).collect()
}

/// What the run is about, for the conversation: the field that holds words, or all fields by their names;
/// at most as many characters as a prompt.
#[must_use]
pub fn words(definition: &FlowDefinition, fields: &Map<String, Value>) -> String {
    let said = SPOKEN.iter().find_map(|name| fields.get(*name).and_then(Value::as_str).map(str::trim));
    let whole = match said.filter(|said| !said.is_empty()) {
        Some(said) => said.to_owned(),
        None => listed(definition, fields),
    };
    let plain: String = whole.chars().filter(|c| !c.is_control() || *c == '\n').collect();
    let text = if plain.trim().is_empty() { definition.name.clone() } else { plain };
    if text.chars().count() <= PROMPT_CHARACTERS_MAX {
        return text;
    }
    text.chars().take(PROMPT_CHARACTERS_MAX - 1).chain(['…']).collect()
}

/// `Subject: a red kettle`, a line for each field that was given.
fn listed(definition: &FlowDefinition, fields: &Map<String, Value>) -> String {
    let line = |field: &super::InputField| {
        let value = fields.get(&field.name)?;
        let written = match field.kind {
            FieldKind::File(_) => "a file".to_owned(),
            _ => template::write_out(value),
        };
        (!written.is_empty()).then(|| format!("{}: {written}", field.title))
    };
    definition.fields.iter().filter_map(line).collect::<Vec<_>>().join("\n")
}
