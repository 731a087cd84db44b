//! `cargo xtask codegen`: the files that are generated and committed.
//!
//! `openapi.json` is what the server says about itself; the web app's types are made from it. A
//! server test fails when the committed document is stale, the type check when the types are.

use crate::workspace::{root, web};
use crate::{Outcome, process, setup};

/// Writes all of them.
pub fn run() -> Outcome {
    setup::require_tools()?;
    setup::npm_packages()?;
    let say = ["run", "--quiet", "--package", "server", "--bin", "marty", "--", "openapi"];
    let document = process::read(process::command("cargo", &say, root()))?;
    // Refuse to commit what is not a document, for example a log line on standard output.
    serde_json::from_str::<serde_json::Value>(&document)
        .map_err(|error| format!("`marty openapi` did not print JSON: {error}."))?;
    let path = root().join("openapi.json");
    std::fs::write(&path, format!("{}\n", document.trim_end()))
        .map_err(|error| format!("openapi.json: {error}."))?;
    let types = ["openapi-typescript", "../openapi.json", "--output", "src/api/schema.ts"];
    process::check(process::command("npx", &[&["--no-install"], &types[..]].concat(), &web()))?;
    crate::tidy::reference::write()?;
    println!("openapi.json, web/src/api/schema.ts and {} are fresh.", crate::tidy::reference::PATH);
    Ok(())
}
