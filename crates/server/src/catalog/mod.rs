//! Flows and models: read from `catalog/*.toml`, compiled in, shown to everyone.
//!
//! Owns no table. `domain::catalog` has the types and the rules between entries; a mistake in a file
//! stops the start with the place named. Prices come from [`crate::quote`]; here is only the range a
//! flow starts from.

mod view;

use std::{borrow::Cow, path::Path};

use domain::catalog::{Catalog, Flow, Model, Workflow};
use serde::Deserialize;
pub use view::{FlowView, OptionsView};

use crate::{app::App, planning};

/// The flows that ship, as people see them, in the gallery's order.
#[must_use]
pub fn shipped(app: &App) -> Vec<FlowView> {
    app.catalog.flows.iter().filter_map(|flow| one(app, flow)).collect()
}

/// One of them.
#[must_use]
pub fn shipped_one(app: &App, id: &str) -> Option<FlowView> {
    app.catalog.flow(id).and_then(|flow| one(app, flow))
}

fn one(app: &App, flow: &Flow) -> Option<FlowView> {
    let takes_files = flow.agent || planning::takes_files(app, flow);
    view::flow(&app.catalog, flow, runs(app)).map(|view| FlowView { takes_files, ..view })
}

/// Whether a model's provider is switched on.
fn runs(app: &App) -> impl Fn(&Model) -> bool {
    |model| app.providers.ready(&model.provider).is_some()
}

const FLOWS_TOML: &str = include_str!("../../../../catalog/flows.toml");
const MODELS_TOML: &str = include_str!("../../../../catalog/models.toml");

const WORKFLOWS_TOML: &str = include_str!("../../../../catalog/n8n.toml");

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
    model: Vec<Model>,
}

/// Reads the catalog: the files in `directory` where they exist, else the ones that ship. An empty
/// `directory` has none.
///
/// # Errors
/// A sentence that names the file and every mistake.
pub fn load(directory: &str) -> Result<Catalog, String> {
    let (name, text) = source(directory, "flows.toml", FLOWS_TOML)?;
    let Flows { flow: flows } = toml::from_str(&text).map_err(|error| format!("{name}: {error}"))?;
    let (name, text) = source(directory, "models.toml", MODELS_TOML)?;
    let Models { model: models } = toml::from_str(&text).map_err(|error| format!("{name}: {error}"))?;
    let (name, text) = source(directory, "n8n.toml", WORKFLOWS_TOML)?;
    let Workflows { workflow: workflows } =
        toml::from_str(&text).map_err(|error| format!("{name}: {error}"))?;
    let catalog = Catalog { flows, models, ..Catalog::default() }.with_workflows(workflows);
    match catalog.check() {
        mistakes if mistakes.is_empty() => Ok(catalog),
        mistakes => Err(format!("catalog: {}", mistakes.join("; "))),
    }
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
    use super::*;

    #[test]
    fn the_catalog_names_exactly_the_styles_the_local_studio_has() {
        let catalog = load("").unwrap();
        let model = catalog.model("local-studio-scene").unwrap();
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
    fn every_size_has_its_ratio() {
        for model in load("").unwrap().models {
            for size in &model.sizes {
                let (w, h) = size.aspect_ratio.id().split_once(':').unwrap();
                let wanted = w.parse::<f64>().unwrap() / h.parse::<f64>().unwrap();
                let has = f64::from(size.width) / f64::from(size.height);
                assert!((has / wanted - 1.0).abs() < 0.001, "{} {}×{}", model.id, size.width, size.height);
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
}
