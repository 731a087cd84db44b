//! `docs/reference/providers.md`: who does what, and which of the vendor's own SDKs it was held against.
//!
//! Written by `cargo xtask codegen` from the catalog and the pinned SDKs; a rule says when it is stale.

use std::fmt::Write;

use toml::{Table, Value};

use super::{Finding, Tree};

/// Where it is.
pub const PATH: &str = "docs/reference/providers.md";
const SDKS: &str = "crates/testkit/sdk/package.json";

/// A provider of the catalog: its name for people, the SDK that its stand-in is driven with, and the tests.
const PROVIDERS: [(&str, &str, Option<&str>, &str); 8] = [
    ("local", "This machine", None, "crates/providers/src/local"),
    ("fal", "fal.ai", Some("@fal-ai/client"), "crates/providers/tests/it/fal"),
    ("runway", "Runway", Some("@runwayml/sdk"), "crates/providers/tests/it/runway"),
    ("gemini", "Google Gemini", Some("@google/genai"), "crates/providers/tests/it/gemini"),
    ("openai", "OpenAI and its kin", Some("openai"), "crates/providers/tests/it/openai"),
    ("elevenlabs", "ElevenLabs", Some("@elevenlabs/elevenlabs-js"), "crates/providers/tests/it/elevenlabs"),
    ("comfyui", "ComfyUI", None, "crates/providers/tests/it/comfyui.rs"),
    (
        "automatic1111",
        "AUTOMATIC1111 and Forge",
        Some("stable-diffusion-api"),
        "crates/providers/tests/it/automatic1111",
    ),
];

const HEAD: &str = "# Providers

Written by `cargo xtask codegen`; do not edit. What each model costs and takes is in `catalog/`, which
[the guide to models](../guides/models.md) explains. A vendor's stand-in (`crates/testkit`) is driven with the vendor's own
SDK in the version named here, where there is one, and the adapter's requests are compared with that SDK's.

";

/// The document as the catalog has it.
///
/// # Errors
/// A sentence that names the file that cannot be read.
pub fn render(tree: &Tree) -> Result<String, String> {
    let sdks = tree.text(SDKS).unwrap_or("{}");
    let sdks: serde_json::Value = serde_json::from_str(sdks).map_err(|error| format!("{SDKS}: {error}"))?;
    let mut text = HEAD.to_owned();
    text.push_str("| vendor | operation | models | tested with | tests |\n|---|---|---|---|---|\n");
    for (id, name, package, tests) in PROVIDERS {
        let file =
            if id == "local" { "catalog/models.toml".to_owned() } else { format!("catalog/{id}.toml") };
        let Some(catalog) = tree.text(&file) else { continue };
        let catalog: Table = catalog.parse().map_err(|error| format!("{file}: {error}"))?;
        let version = package.and_then(|package| sdks["dependencies"][package].as_str());
        let tested = match (package, version) {
            (Some(package), Some(version)) => format!("{package} {version}"),
            _ => "no SDK of the vendor's".to_owned(),
        };
        for (operation, models) in by_operation(&catalog) {
            let _ = writeln!(text, "| {name} | {operation} | {} | {tested} | `{tests}` |", models.join(", "));
        }
    }
    Ok(text)
}

/// The names of the models of each operation, in the order of the file.
fn by_operation(catalog: &Table) -> Vec<(String, Vec<String>)> {
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    let models = catalog.get("model").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    for model in models {
        let name = model.get("name").and_then(Value::as_str).unwrap_or_default();
        let own = std::slice::from_ref(model);
        let does = model.get("does").and_then(Value::as_array).map_or(own, Vec::as_slice);
        for entry in does {
            let operation = entry.get("operation").and_then(Value::as_str).unwrap_or_default();
            let operation = operation.replace('_', " ");
            match found.iter_mut().find(|(known, _)| *known == operation) {
                Some((_, names)) => names.push(name.to_owned()),
                None => found.push((operation, vec![name.to_owned()])),
            }
        }
    }
    found
}

/// The document says what the catalog says.
pub fn is_current(tree: &Tree) -> Vec<Finding> {
    match render(tree) {
        Err(sentence) => vec![Finding::new(PATH, 0, sentence)],
        Ok(wanted) if tree.text(PATH) == Some(wanted.as_str()) => Vec::new(),
        Ok(_) => vec![Finding::new(PATH, 0, "is stale: run `cargo xtask codegen`")],
    }
}

/// Writes the document.
///
/// # Errors
/// A sentence about what cannot be read or written.
pub fn write() -> crate::Outcome {
    let root = crate::workspace::root();
    let tree = Tree::load(root).map_err(|error| format!("the sources could not be read: {error}."))?;
    let path = root.join(PATH);
    let folder = path.parent().unwrap_or(root);
    std::fs::create_dir_all(folder).map_err(|error| format!("{PATH}: {error}."))?;
    std::fs::write(&path, render(&tree)?).map_err(|error| format!("{PATH}: {error}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAL: (&str, &str) = (
        "catalog/fal.toml",
        "[[model]]\nname = \"One\"\n[[model.does]]\noperation = \"text_to_image\"\n[[model.does]]\noperation = \"upscale\"\n\
         [[model]]\nname = \"Two\"\noperation = \"upscale\"\n",
    );
    const SDK: (&str, &str) = (SDKS, "{\"dependencies\": {\"@fal-ai/client\": \"1.2.3\"}}");

    #[test]
    fn the_document_names_vendor_operation_and_version() {
        let text = render(&Tree::of(&[FAL, SDK])).unwrap();
        assert!(text.contains("| fal.ai | text to image | One | @fal-ai/client 1.2.3 |"), "{text}");
        assert!(text.contains("| fal.ai | upscale | One, Two | @fal-ai/client 1.2.3 |"), "{text}");
        assert!(!text.contains("Runway |"), "a vendor without a catalog is not named");
    }

    #[test]
    fn a_stale_document_is_found() {
        let text = render(&Tree::of(&[FAL, SDK])).unwrap();
        assert!(is_current(&Tree::of(&[FAL, SDK, (PATH, &text)])).is_empty());
        assert_eq!(is_current(&Tree::of(&[FAL, SDK, (PATH, "old")])).len(), 1);
        assert_eq!(is_current(&Tree::of(&[("catalog/fal.toml", "= ")])).len(), 1);
    }
}
