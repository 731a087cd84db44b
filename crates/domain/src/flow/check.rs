//! What the parts of a definition say of each other: ids, circles, kinds of files, parameters, templates.

use serde_json::{Value, json};

use super::{
    FieldKind, FlowDefinition, InputField, StepDefinition, StepInput, Toolbox,
    template::{self, shorten},
};
use crate::{catalog::MediaType, generation::request::FieldError};

/// Adds what is wrong to `mistakes`; answers what is allowed but will not work as it stands.
pub(super) fn check(
    definition: &FlowDefinition,
    steps: &[Option<StepDefinition>],
    toolbox: &dyn Toolbox,
    mistakes: &mut Vec<FieldError>,
) -> Vec<FieldError> {
    let mut check = Check { definition, steps, toolbox, mistakes, warnings: Vec::new() };
    check.ids();
    check.circles();
    for (index, step) in steps.iter().enumerate() {
        let Some(step) = step else { continue };
        let path = format!("steps[{index}]");
        check.files(step, &path);
        check.parameters(step, &path);
        if !toolbox.runs(step.kind) {
            let message = format!(
                "Nobody on this installation does {} yet: a run is refused until a model for it is switched on.",
                step.kind.id()
            );
            check.warnings.push(FieldError::new(&format!("{path}.operation"), "unavailable", message));
        }
    }
    check.form();
    check.warnings
}

struct Check<'a> {
    definition: &'a FlowDefinition,
    steps: &'a [Option<StepDefinition>],
    toolbox: &'a dyn Toolbox,
    mistakes: &'a mut Vec<FieldError>,
    warnings: Vec<FieldError>,
}

impl<'a> Check<'a> {
    fn mistake(&mut self, path: &str, code: &'static str, message: impl Into<String>) {
        self.mistakes.push(FieldError::new(path, code, message));
    }

    fn field(&self, name: &str) -> Option<&'a InputField> {
        self.definition.fields.iter().find(|field| field.name == name)
    }

    fn place_of(&self, id: &str) -> Option<usize> {
        self.steps.iter().position(|step| step.as_ref().is_some_and(|step| step.id == id))
    }

    fn ids(&mut self) {
        for (index, step) in self.steps.iter().enumerate() {
            let Some(step) = step else { continue };
            if let Some(first) = self.place_of(&step.id).filter(|first| *first < index && !step.id.is_empty())
            {
                let message = format!("`{}` is the id of step {} already.", shorten(&step.id), first + 1);
                self.mistake(&format!("steps[{index}].id"), "duplicate", message);
            }
        }
    }

    /// Names each circle of steps once, at the step it begins with.
    fn circles(&mut self) {
        let needs: Vec<Vec<usize>> = self.steps.iter().map(|step| self.needs(step.as_ref())).collect();
        let mut done = vec![false; self.steps.len()];
        for start in 0..self.steps.len() {
            if let Some(circle) = circle_from(start, &needs, &mut done, &mut Vec::new()) {
                let name = |place: &usize| self.steps[*place].as_ref().map_or("", |step| step.id.as_str());
                let names: Vec<_> = circle.iter().chain(circle.first()).map(name).map(shorten).collect();
                let message = format!("These steps wait for each other for ever: {}.", names.join(" needs "));
                self.mistake(&format!("steps[{}].inputs", circle[0]), "cycle", message);
            }
        }
    }

    fn needs(&self, step: Option<&StepDefinition>) -> Vec<usize> {
        let inputs = step.map(|step| step.inputs.as_slice()).unwrap_or_default();
        let place = |input: &StepInput| match input {
            StepInput::Step(id) => self.place_of(id),
            StepInput::Field(_) => None,
        };
        inputs.iter().filter_map(place).collect()
    }

    fn files(&mut self, step: &StepDefinition, path: &str) {
        let rule = self.toolbox.inputs(step.kind);
        let most = rule.count.end() + usize::from(rule.audio);
        let (mut sure, mut known) = (0, true);
        for (place, input) in step.inputs.iter().enumerate() {
            let path = format!("{path}.inputs[{place}]");
            let Some((made, optional)) = self.source(input, &path) else {
                known = false;
                continue;
            };
            sure += usize::from(!optional);
            let is_sound = rule.audio && place >= *rule.count.end();
            let taken = if is_sound { &[MediaType::Audio][..] } else { &rule.kinds };
            if place < most && !taken.contains(&made) {
                let wanted = taken.iter().map(|kind| noun(*kind)).collect::<Vec<_>>().join(" or ");
                let message = format!("{} takes {wanted} here, not {}.", step.kind.id(), noun(made));
                self.mistake(&path, "wrong_kind", message);
            }
        }
        let at = format!("{path}.inputs");
        if step.inputs.len() > most {
            let message = match most {
                0 => format!("{} takes no files.", step.kind.id()),
                1 => format!("{} takes one file, not {}.", step.kind.id(), step.inputs.len()),
                _ => format!("{} takes at most {most} files, not {}.", step.kind.id(), step.inputs.len()),
            };
            self.mistake(&at, "too_many", message);
        } else if known && step.inputs.len() < *rule.count.start() {
            let (least, id) = (rule.count.start(), step.kind.id());
            let files = if *least == 1 { "a file".to_owned() } else { format!("{least} files") };
            self.mistake(&at, "required", format!("{id} needs {files} to work on."));
        } else if known && sure < *rule.count.start() {
            let message = "The file it needs is a field that may be left out; then the run is refused.";
            self.warnings.push(FieldError::new(&at, "may_be_refused", message));
        }
        if let Some((parameter, sentence)) = self.toolbox.instead_of_second_file(step.kind)
            && step.inputs.len() < 2
            && !step.parameters.contains_key(parameter)
        {
            self.mistake(&format!("{path}.parameters.{parameter}"), "required", sentence);
        }
    }

    /// What a source is, and whether it may be left out.
    fn source(&mut self, input: &StepInput, path: &str) -> Option<(MediaType, bool)> {
        match input {
            StepInput::Step(id) => {
                let Some(place) = self.place_of(id) else {
                    self.mistake(path, "unknown_step", format!("There is no step `{}`.", shorten(id)));
                    return None;
                };
                self.steps[place].as_ref().map(|step| (step.kind.output(), false))
            }
            StepInput::Field(name) => {
                let Some(field) = self.field(name) else {
                    let message = format!("The input has no field `{}`.", shorten(name));
                    self.mistake(path, "unknown_input", message);
                    return None;
                };
                let FieldKind::File(media_type) = field.kind else {
                    let message = format!(
                        "`{name}` is not a file: give it `format` = `asset` and a `contentMediaType`."
                    );
                    self.mistake(path, "wrong_kind", message);
                    return None;
                };
                Some((media_type, !field.required))
            }
        }
    }

    fn parameters(&mut self, step: &StepDefinition, path: &str) {
        for name in self.toolbox.required(step.kind) {
            if !step.parameters.contains_key(name) {
                let message = format!("{} needs `{name}`.", step.kind.id());
                self.mistake(&format!("{path}.parameters.{name}"), "required", message);
            }
        }
        for (name, value) in &step.parameters {
            let path = format!("{path}.parameters.{}", shorten(name));
            if !self.toolbox.takes(step.kind, name) {
                let message = format!("{} has no parameter `{}`.", step.kind.id(), shorten(name));
                self.mistake(&path, "unknown_parameter", message);
                continue;
            }
            if let Err(sentence) = every_text(value, &|text| template::parse(text).map(drop)) {
                self.mistake(&path, "template", sentence);
                continue;
            }
            let used = template::fields(value);
            let unknown: Vec<_> = used.iter().filter(|used| self.field(used).is_none()).collect();
            for field in &unknown {
                self.mistake(&path, "unknown_input", format!("The input has no field `{}`.", shorten(field)));
            }
            if !unknown.is_empty() {
                continue;
            }
            if used.is_empty() {
                if let Err(expected) = self.toolbox.check(step.kind, name, value) {
                    self.mistake(&path, "out_of_limits", sentence(&expected));
                }
            } else if let Some(field) = template::whole(value).and_then(|field| self.field(field)) {
                self.whole_field(step, name, field, &path);
            } else if value.is_string()
                && self.toolbox.check(step.kind, name, &json!("x")).is_err()
                && self.toolbox.check(step.kind, name, &json!(1)).is_ok()
            {
                let message = format!("`{name}` is a number: give it one field and no words around it.");
                self.mistake(&path, "wrong_type", message);
            }
        }
    }

    /// Tries the values a field is known to allow.
    fn whole_field(&mut self, step: &StepDefinition, name: &str, field: &InputField, path: &str) {
        if matches!(field.kind, FieldKind::File(_)) {
            let message = format!("`{}` is a file: name it in `inputs`, not in a text.", field.name);
            self.mistake(path, "wrong_kind", message);
            return;
        }
        let allowed = samples(field);
        let refused: Vec<_> = allowed
            .iter()
            .filter_map(|value| Some((value, self.toolbox.check(step.kind, name, value).err()?)))
            .collect();
        let Some((value, expected)) = refused.first() else { return };
        let all = refused.len() == allowed.len();
        let shown = shorten(&template::write_out(value));
        if all && field.kind != FieldKind::Text {
            let message = format!("`{}` never fits `{name}`: {expected}.", field.name);
            self.mistake(path, "wrong_type", message);
        } else {
            let message =
                format!("`{}` may be {shown}, which `{name}` does not take: {expected}.", field.name);
            self.warnings.push(FieldError::new(path, "may_be_refused", message));
        }
    }

    fn form(&mut self) {
        for field in self.definition.fields.iter().filter(|field| field.kind == FieldKind::Other) {
            let message = "A form cannot show this field: it can be given through the API only.";
            let path = format!("input.properties.{}", field.name);
            self.warnings.push(FieldError::new(&path, "not_in_form", message));
        }
    }
}

/// A circle that is reached from `start`, as places in the order in which each needs the next.
fn circle_from(
    start: usize,
    needs: &[Vec<usize>],
    done: &mut [bool],
    trail: &mut Vec<usize>,
) -> Option<Vec<usize>> {
    if let Some(begins) = trail.iter().position(|place| *place == start) {
        return Some(trail[begins..].to_vec());
    }
    if done[start] {
        return None;
    }
    trail.push(start);
    let found = needs[start].iter().find_map(|next| circle_from(*next, needs, done, trail));
    trail.pop();
    done[start] = true;
    found
}

fn every_text(value: &Value, check: &dyn Fn(&str) -> Result<(), String>) -> Result<(), String> {
    match value {
        Value::String(text) => check(text),
        Value::Array(items) => items.iter().try_for_each(|item| every_text(item, check)),
        Value::Object(members) => members.values().try_for_each(|item| every_text(item, check)),
        _ => Ok(()),
    }
}

/// Values a field allows, as far as its schema says.
fn samples(field: &InputField) -> Vec<Value> {
    let bound = |key: &str| field.schema.get(key).filter(|bound| bound.is_number()).cloned();
    match field.kind {
        FieldKind::Choice => field.schema.get("enum").and_then(Value::as_array).cloned().unwrap_or_default(),
        FieldKind::Number => {
            let least = bound("minimum").unwrap_or_else(|| json!(1));
            [Some(least), bound("maximum")].into_iter().flatten().collect()
        }
        FieldKind::Flag => vec![json!(true)],
        FieldKind::Text => vec![json!("x")],
        FieldKind::File(_) | FieldKind::Other => Vec::new(),
    }
}

/// `expected 2 or 4` as a sentence.
fn sentence(expected: &str) -> String {
    let mut letters = expected.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}

fn noun(kind: MediaType) -> &'static str {
    match kind {
        MediaType::Image => "a picture",
        MediaType::Video => "a video",
        MediaType::Audio => "a sound",
        MediaType::Text => "words",
    }
}
