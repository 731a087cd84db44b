//! A workflow with named inputs: the graph as ComfyUI exports it for its API, with `{{name}}` where a value goes.
//!
//! | name | what it becomes |
//! |---|---|
//! | `{{prompt}}` | the words (also inside a longer text) |
//! | `{{width}}`, `{{height}}` | pixels |
//! | `{{seed}}` | a whole number |
//! | `{{strength}}` | how much changes, 0 to 1 |
//! | `{{factor}}` | how many times larger |
//! | `{{image}}`, `{{image2}}`, `{{image3}}` | the name of an uploaded picture |
//!
//! A value that is nothing but a name keeps its kind: `"{{seed}}"` becomes a number.

use serde_json::{Map, Value};

use super::invalid;
use crate::{Background, Fault, Submission, Work};

/// How strongly a style is laid on or a face repaired when nobody says.
const STRENGTH: f64 = 0.7;

/// The names a workflow can have for what it is given.
const NAMES: [&str; 9] =
    ["prompt", "width", "height", "seed", "strength", "factor", "image", "image2", "image3"];

/// A workflow with named inputs.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    graph: Map<String, Value>,
    names: Vec<&'static str>,
}

/// A graph that can be run.
pub(super) struct Filled {
    pub(super) graph: Value,
    pub(super) changes: Vec<String>,
}

impl Template {
    /// Reads a workflow.
    ///
    /// # Errors
    /// A sentence that says what is wrong: no JSON, not exported for the API, a name that does not exist.
    pub fn parse(text: &str) -> Result<Template, String> {
        let graph: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let is_node = |node: &Value| node["class_type"].is_string() && node["inputs"].is_object();
        let graph = match graph {
            Value::Object(graph) if !graph.is_empty() && graph.values().all(is_node) => graph,
            _ => return Err("this is no workflow as \"Export (API)\" writes it".into()),
        };
        let mut names = Vec::new();
        for text in graph.values().flat_map(texts) {
            for piece in text.split("{{").skip(1) {
                let name = piece.split_once("}}").map(|(name, _)| name.trim()).unwrap_or_default();
                let known = NAMES.into_iter().find(|known| *known == name);
                names.push(known.ok_or_else(|| format!("there is no value called `{name}`"))?);
            }
        }
        if names.is_empty() {
            return Err(format!("no value is named; write one of {} in double braces", NAMES.join(", ")));
        }
        Ok(Template { graph, names })
    }

    fn has(&self, name: &str) -> bool {
        self.names.contains(&name)
    }

    /// Fills the names in, with the pictures under these names.
    pub(super) fn fill(&self, submission: &Submission, pictures: &[String]) -> Result<Filled, Fault> {
        let mut values = values(&submission.work)?;
        for (name, picture) in ["image", "image2", "image3"].into_iter().zip(pictures) {
            values.insert(name.to_owned(), Value::from(picture.as_str()));
        }
        let wanted = ["image", "image2", "image3"].into_iter().take(pictures.len());
        if let Some(missing) =
            wanted.chain(["prompt"]).find(|name| values.contains_key(*name) && !self.has(name))
        {
            return Err(invalid(format!("The workflow has no place for {{{{{missing}}}}}.")));
        }
        let mut graph = Value::Object(self.graph.clone());
        replace(&mut graph, &values)?;
        let unused = |(name, sentence): (&str, &str)| {
            (values.contains_key(name) && !self.has(name)).then(|| sentence.to_owned())
        };
        let changes = [
            ("width", "The size is the workflow's own."),
            ("seed", "The workflow takes no seed: it makes another picture each time."),
            ("strength", "How much changes is the workflow's own."),
            ("factor", "How many times larger is the workflow's own."),
        ];
        Ok(Filled { graph, changes: changes.into_iter().filter_map(unused).collect() })
    }
}

/// Every text of a node, however deep.
fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(list) => list.iter().flat_map(texts).collect(),
        Value::Object(fields) => fields.values().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

/// What this work has values for.
fn values(work: &Work) -> Result<Map<String, Value>, Fault> {
    let mut values = Map::new();
    let mut set = |name: &str, value: Value| {
        values.insert(name.to_owned(), value);
    };
    match work {
        Work::Picture(picture) => {
            let style = match picture.style.as_str() {
                "" | "auto" => String::new(),
                style => format!(", {} style", style.replace('-', " ")),
            };
            set("prompt", format!("{}{style}", picture.prompt).into());
            set("width", picture.width.into());
            set("height", picture.height.into());
            set("seed", picture.seed.into());
        }
        Work::Edit(edit) => {
            set("prompt", edit.prompt.as_str().into());
            set("strength", edit.strength.into());
            set("seed", edit.seed.unwrap_or_default().into());
        }
        Work::Compose(compose) => {
            set("prompt", compose.prompt.as_str().into());
            set("seed", compose.seed.unwrap_or_default().into());
        }
        Work::Upscale(upscale) => set("factor", upscale.factor.into()),
        Work::StyleTransfer(style) => {
            set("prompt", format!("{} {}", style.style, style.prompt).trim().into());
            set("strength", style.strength.unwrap_or(STRENGTH).into());
        }
        Work::BackgroundReplace(replace) => match &replace.background {
            Background::Prompt(prompt) => set("prompt", prompt.as_str().into()),
            Background::Colour([red, green, blue]) => {
                set(
                    "prompt",
                    format!("a plain background in the colour #{red:02x}{green:02x}{blue:02x}").into(),
                );
            }
        },
        Work::FaceRestore(restore) => set("strength", restore.strength.unwrap_or(STRENGTH).into()),
        Work::BackgroundRemove => {}
        _ => return Err(invalid("A ComfyUI workflow makes pictures here, nothing else.")),
    }
    Ok(values)
}

/// Puts values where their names stand. A name that has no value here cannot be run.
fn replace(value: &mut Value, values: &Map<String, Value>) -> Result<(), Fault> {
    match value {
        Value::Array(list) => list.iter_mut().try_for_each(|value| replace(value, values)),
        Value::Object(fields) => fields.values_mut().try_for_each(|value| replace(value, values)),
        Value::String(text) if text.contains("{{") => {
            *value = filled(text, values)?;
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Words that hold names of their own stay as they are: what is filled in is not looked at again.
fn filled(text: &str, values: &Map<String, Value>) -> Result<Value, Fault> {
    let value = |name: &str| {
        let name = name.trim();
        values
            .get(name)
            .ok_or_else(|| invalid(format!("The workflow wants {{{{{name}}}}}, which this work has not.")))
    };
    if let Some(name) = text.strip_prefix("{{").and_then(|text| text.strip_suffix("}}"))
        && !name.contains("{{")
    {
        return value(name).cloned();
    }
    let mut pieces = text.split("{{");
    let mut filled = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (name, rest) = piece.split_once("}}").unwrap_or((piece, ""));
        let value = value(name)?;
        filled.push_str(&value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        filled.push_str(rest);
    }
    Ok(Value::String(filled))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{EditWork, PictureWork};

    const GRAPH: &str = r#"{
        "3": {"class_type": "KSampler", "inputs": {"seed": "{{seed}}", "model": ["4", 0]}},
        "5": {"class_type": "EmptyLatentImage", "inputs": {"width": "{{width}}", "height": "{{ height }}"}},
        "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "photo of {{prompt}}, {{width}} px"}}
    }"#;

    fn submission(work: Work) -> Submission {
        let (generation_id, attempt_id, model_id) = ("gen".into(), "att".into(), "model".into());
        Submission { generation_id, attempt_id, model_id, work, inputs: Vec::new(), key_owner: None }
    }

    fn picture(prompt: &str) -> Submission {
        let style = "auto".into();
        submission(Work::Picture(PictureWork {
            prompt: prompt.into(),
            width: 64,
            height: 32,
            style,
            seed: 7,
        }))
    }

    #[test]
    fn names_become_values_of_their_kind() {
        let filled = Template::parse(GRAPH).unwrap().fill(&picture("a {{seed}} \"fox\""), &[]).unwrap();
        assert_eq!(filled.graph["3"]["inputs"], json!({"seed": 7, "model": ["4", 0]}));
        assert_eq!(filled.graph["5"]["inputs"], json!({"width": 64, "height": 32}));
        assert_eq!(filled.graph["6"]["inputs"]["text"], "photo of a {{seed}} \"fox\", 64 px");
        assert!(filled.changes.is_empty());
    }

    #[test]
    fn what_has_no_place_is_said_and_what_has_no_value_is_refused() {
        let bare =
            Template::parse(r#"{"1": {"class_type": "X", "inputs": {"text": "{{prompt}}"}}}"#).unwrap();
        assert_eq!(bare.fill(&picture("a fox"), &[]).unwrap().changes.len(), 2);
        let edit = EditWork { prompt: "night".into(), strength: 0.5, size: None, seed: None };
        let with_picture = bare.fill(&submission(Work::Edit(edit.clone())), &["a.png".into()]);
        assert!(with_picture.err().unwrap().message.contains("{{image}}"));
        let sized = Template::parse(GRAPH).unwrap().fill(&submission(Work::Edit(edit)), &[]);
        assert!(sized.err().unwrap().message.contains("which this work has not"));
    }

    #[test]
    fn what_is_no_workflow_is_named() {
        for (text, says) in [
            ("[", "EOF"),
            ("{}", "Export (API)"),
            (r#"{"nodes": []}"#, "Export (API)"),
            (r#"{"1": {"class_type": "X", "inputs": {}}}"#, "no value is named"),
            (r#"{"1": {"class_type": "X", "inputs": {"a": "{{colour}}"}}}"#, "colour"),
            (r#"{"1": {"class_type": "X", "inputs": {"a": "{{prompt"}}}"#, "no value called"),
        ] {
            assert!(Template::parse(text).unwrap_err().contains(says), "{text}");
        }
    }
}
