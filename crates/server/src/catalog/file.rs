//! The catalog's files: read from the operator's folder where they are there, else the ones that ship.
//!
//! A model that does several operations is one `[[model]]` with a `[[model.does]]` for each: what stands in
//! the model holds for all of them, what stands below for one, and is more particular.

use std::{borrow::Cow, path::Path};

use domain::catalog::{Catalog, Flow, Model, Workflow};
use serde::Deserialize;
use toml::{Table, Value};

const FLOWS_TOML: &str = include_str!("../../../../catalog/flows.toml");
const WORKFLOWS_TOML: &str = include_str!("../../../../catalog/n8n.toml");

/// The files with models that ship: the models of this machine, then a file for each vendor.
const MODEL_FILES: [(&str, &str); 8] = [
    ("models.toml", include_str!("../../../../catalog/models.toml")),
    ("fal.toml", include_str!("../../../../catalog/fal.toml")),
    ("runway.toml", include_str!("../../../../catalog/runway.toml")),
    ("openai.toml", include_str!("../../../../catalog/openai.toml")),
    ("gemini.toml", include_str!("../../../../catalog/gemini.toml")),
    ("elevenlabs.toml", include_str!("../../../../catalog/elevenlabs.toml")),
    ("comfyui.toml", include_str!("../../../../catalog/comfyui.toml")),
    ("automatic1111.toml", include_str!("../../../../catalog/automatic1111.toml")),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Workflows {
    #[serde(default)]
    workflow: Vec<Workflow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Flows {
    flow: Vec<Flow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Models {
    #[serde(default)]
    model: Vec<Table>,
}

/// Reads the catalog: the files in `directory` where they exist, else the ones that ship. An empty
/// `directory` has none.
///
/// # Errors
/// A sentence that names the file and every mistake.
pub fn load(directory: &str) -> Result<Catalog, String> {
    let (name, text) = source(directory, "flows.toml", FLOWS_TOML)?;
    let Flows { flow: flows } = toml::from_str(&text).map_err(|error| format!("{name}: {error}"))?;
    let mut models = Vec::new();
    for (file, shipped) in MODEL_FILES {
        let (name, text) = source(directory, file, shipped)?;
        models.extend(read_models(&text).map_err(|error| format!("{name}: {error}"))?);
    }
    let (name, text) = source(directory, "n8n.toml", WORKFLOWS_TOML)?;
    let Workflows { workflow: workflows } =
        toml::from_str(&text).map_err(|error| format!("{name}: {error}"))?;
    let catalog = Catalog { flows, models, ..Catalog::default() }.with_workflows(workflows);
    match catalog.check() {
        mistakes if mistakes.is_empty() => Ok(catalog),
        mistakes => Err(format!("catalog: {}", mistakes.join("; "))),
    }
}

fn read_models(text: &str) -> Result<Vec<Model>, String> {
    let file: Models = toml::from_str(text).map_err(|error| error.to_string())?;
    let mut models = Vec::new();
    for mut model in file.model {
        let id = model.get("id").and_then(Value::as_str).unwrap_or("without an id").to_owned();
        let entries = match model.remove("does") {
            None => vec![model],
            Some(Value::Array(operations)) if !operations.is_empty() => {
                operations.into_iter().map(|operation| with(&model, operation)).collect::<Result<_, _>>()?
            }
            Some(_) => return Err(format!("model `{id}`: `does` is a list of operations, [[model.does]]")),
        };
        for entry in entries {
            let read = Value::Table(entry).try_into::<Model>();
            models.push(read.map_err(|error| format!("model `{id}`: {}", error.to_string().trim()))?);
        }
    }
    Ok(models)
}

/// What holds for all operations, with what is said of one.
fn with(model: &Table, operation: Value) -> Result<Table, String> {
    let Value::Table(operation) = operation else {
        return Err("each [[model.does]] is a table with an `operation`".into());
    };
    let mut whole = model.clone();
    whole.extend(operation);
    Ok(whole)
}

/// Name and text of a catalog file.
fn source(directory: &str, file: &str, shipped: &'static str) -> Result<(String, Cow<'static, str>), String> {
    let path = Path::new(directory).join(file);
    if directory.is_empty() || !path.exists() {
        return Ok((format!("catalog/{file}"), Cow::Borrowed(shipped)));
    }
    let name = path.display().to_string();
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{name}: {error}"))?;
    Ok((name, Cow::Owned(text)))
}

#[cfg(test)]
mod tests {
    use domain::catalog::Operation;

    use super::*;

    #[test]
    fn the_catalog_names_exactly_the_styles_the_local_studio_has() {
        let catalog = load("").unwrap();
        let model = catalog.model("local-studio-scene", Operation::TextToImage).unwrap();
        let listed: Vec<_> =
            model.styles.iter().map(|style| (style.id.as_str(), style.label.as_str())).collect();
        let known: Vec<_> = studio::Style::ALL.iter().map(|style| (style.id(), style.label())).collect();
        assert_eq!(listed, known);
        for (style, option) in studio::Style::ALL.iter().zip(&model.styles) {
            let complex = option.complexity == domain::pricing::Complexity::Complex;
            assert_eq!(style.is_neural(), complex, "{} is in the wrong column", option.id);
        }
    }

    #[test]
    fn every_model_that_ships_has_a_cost_or_says_why_not() {
        for model in load("").unwrap().models {
            let says = !model.cost_unknown.is_empty();
            assert_ne!(model.cost.is_some(), says, "{} ({})", model.id, model.operation.id());
        }
    }

    #[test]
    fn every_size_has_its_ratio() {
        for model in load("").unwrap().models {
            for size in &model.sizes {
                let (w, h) = size.aspect_ratio.id().split_once(':').unwrap();
                let wanted = w.parse::<f64>().unwrap() / h.parse::<f64>().unwrap();
                let has = f64::from(size.width) / f64::from(size.height);
                // Vendors name sizes that are a few pixels off; people do not see a fortieth.
                assert!((has / wanted - 1.0).abs() < 0.025, "{} {}×{}", model.id, size.width, size.height);
            }
        }
    }

    #[test]
    fn a_folder_overrides_a_file_and_mistakes_name_it() {
        let folder = tempfile::TempDir::new().unwrap();
        let directory = folder.path().to_str().unwrap();
        assert_eq!(load(directory).unwrap().flows.len(), load("").unwrap().flows.len());
        std::fs::write(folder.path().join("flows.toml"), "flow = []").unwrap();
        assert_eq!(load(directory).unwrap().flows.len(), 0);
        std::fs::write(folder.path().join("models.toml"), "model = 3").unwrap();
        assert!(load(directory).unwrap_err().contains("models.toml"));
    }

    const TWO: &str = r#"
        [[model]]
        id = "two"
        name = "Two"
        provider = "vendor"
        cost = { per = "image", usd_micros = 40000 }
        cost_source = "made up"
        cost_read = "2026-11-22"
        expected_ms = 5000
        deadline_ms = 120000
        quality_rank = 1
        deduplicates_submits = false
        [[model.does]]
        operation = "image_to_image"
        [[model.does]]
        operation = "image_compose"
        expected_ms = 9000
        cost = { per = "image", usd_micros = 60000 }
    "#;

    #[test]
    fn a_model_does_several_operations_each_in_its_own_way() {
        let models = read_models(TWO).unwrap();
        let seen: Vec<_> = models
            .iter()
            .map(|model| {
                let cost = model.cost.as_ref().unwrap().to_string();
                (model.id.as_str(), model.operation, model.expected_ms, cost)
            })
            .collect();
        let edits = ("two", Operation::ImageToImage, 5_000, "$0.04 an image".to_owned());
        assert_eq!(seen, [edits, ("two", Operation::ImageCompose, 9_000, "$0.06 an image".to_owned())]);
    }

    #[test]
    fn mistakes_name_the_model() {
        let wrong = |from: &str, to: &str| read_models(&TWO.replace(from, to)).unwrap_err();
        for (from, to, says) in [
            ("expected_ms = 5000", "expected_ms = \"soon\"", "expected_ms"),
            ("usd_micros = 60000", "usd_mikros = 60000", "usd_mikros"),
            ("operation = \"image_compose\"", "operation = \"cook\"", "cook"),
            ("2026-11-22", "2026-22-11", "2026-22-11"),
            ("quality_rank = 1\n", "quality_rank = 1\ncolour = 1\n", "colour"),
        ] {
            let message = wrong(from, to);
            assert!(message.contains("`two`") && message.contains(says), "{message}");
        }
    }
}
