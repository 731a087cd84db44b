//! Flows and models: read from `catalog/*.toml`, compiled in.

use domain::catalog::{Catalog, Flow, Model};
use serde::Deserialize;

const FLOWS_TOML: &str = include_str!("../../../../catalog/flows.toml");
const MODELS_TOML: &str = include_str!("../../../../catalog/models.toml");

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

/// Reads the catalog.
///
/// # Errors
/// A sentence that names the file and every mistake.
pub fn load() -> Result<Catalog, String> {
    let Flows { flow: flows } =
        toml::from_str(FLOWS_TOML).map_err(|error| format!("catalog/flows.toml: {error}"))?;
    let Models { model: models } =
        toml::from_str(MODELS_TOML).map_err(|error| format!("catalog/models.toml: {error}"))?;
    let catalog = Catalog { flows, models };
    match catalog.check() {
        mistakes if mistakes.is_empty() => Ok(catalog),
        mistakes => Err(format!("catalog: {}", mistakes.join("; "))),
    }
}
