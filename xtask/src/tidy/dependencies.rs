//! Which crate may depend on what.
//!
//! The crates are split by the weight of what they need, so a forbidden dependency is not a
//! question of taste: it makes every test of the domain wait for a database to compile, or lets
//! the media engines reach for the network.

use super::{Finding, Tree};

/// For each crate, what it must not depend on, and why.
const FORBIDDEN: [(&str, &[&str], &str); 7] = [
    (
        "crates/domain",
        &[
            "tokio",
            "axum",
            "axum-extra",
            "hyper",
            "reqwest",
            "rusqlite",
            "tokio-postgres",
            "rand",
            "getrandom",
            "providers",
            "studio",
            "server",
        ],
        "the domain is pure: no IO, no clock, no randomness",
    ),
    (
        "crates/studio",
        &[
            "tokio",
            "axum",
            "axum-extra",
            "hyper",
            "reqwest",
            "rusqlite",
            "tokio-postgres",
            "providers",
            "server",
        ],
        "the studio knows neither HTTP nor SQL",
    ),
    (
        "crates/providers",
        &["rusqlite", "tokio-postgres", "axum", "server"],
        "providers know no database and not the server",
    ),
    (
        "crates/payments",
        &["rusqlite", "tokio-postgres", "axum", "server"],
        "payments know no database, no credits and not the server",
    ),
    (
        "crates/documents",
        &["tokio", "axum", "reqwest", "rusqlite", "tokio-postgres", "server", "domain"],
        "documents are values that are drawn",
    ),
    ("crates/server", &["testkit", "xtask"], "what is shipped does not contain test tools"),
    ("xtask", &["domain", "providers", "studio", "server", "testkit"], "xtask must compile in seconds"),
];

/// Tables of a manifest that end up in the built crate. Development dependencies do not.
const TABLES: [&str; 2] = ["dependencies", "build-dependencies"];

/// No crate depends on what its layer excludes.
pub fn layers(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (folder, forbidden, reason) in FORBIDDEN {
        let path = format!("{folder}/Cargo.toml");
        let Some(text) = tree.text(&path) else { continue };
        let manifest = match text.parse::<toml::Table>() {
            Ok(manifest) => manifest,
            Err(error) => {
                findings.push(Finding::new(&path, 0, format!("is not TOML: {}", error.message())));
                continue;
            }
        };
        for name in dependencies(&manifest) {
            if forbidden.contains(&name.as_str()) {
                let line = super::text::lines_with(text, &name).next().unwrap_or_default();
                findings.push(Finding::new(&path, line, format!("must not depend on `{name}`: {reason}")));
            }
        }
    }
    findings
}

/// The real names of the packages a manifest depends on, also for single platforms.
fn dependencies(manifest: &toml::Table) -> Vec<String> {
    let platforms = manifest.get("target").and_then(toml::Value::as_table);
    let platforms = platforms.into_iter().flat_map(|table| table.values().filter_map(toml::Value::as_table));
    let all = std::iter::once(manifest).chain(platforms);
    let tables = all.flat_map(|table| TABLES.iter().filter_map(|name| table.get(*name)?.as_table()));
    let named = tables.flatten().map(|(key, value)| {
        let renamed = value.get("package").and_then(toml::Value::as_str);
        renamed.unwrap_or(key).to_owned()
    });
    named.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, text: &str) -> Vec<String> {
        layers(&Tree::of(&[(path, text)])).into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn a_heavy_domain_is_reported() {
        let found =
            findings("crates/domain/Cargo.toml", "[dependencies]\nserde = \"1\"\ntokio.workspace = true\n");
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("`tokio`"), "{found:?}");
    }

    #[test]
    fn renaming_and_platforms_do_not_hide_a_dependency() {
        let found = findings(
            "crates/studio/Cargo.toml",
            "[target.'cfg(unix)'.dependencies]\nsql = { package = \"rusqlite\", version = \"1\" }\n",
        );
        assert!(found[0].contains("`rusqlite`"), "{found:?}");
    }

    #[test]
    fn development_dependencies_and_allowed_ones_pass() {
        assert!(
            findings("crates/server/Cargo.toml", "[dev-dependencies]\ntestkit.workspace = true\n").is_empty()
        );
        assert!(findings("crates/domain/Cargo.toml", "[dependencies]\nthiserror = \"2\"\n").is_empty());
        assert!(
            !findings("crates/server/Cargo.toml", "[dependencies]\ntestkit.workspace = true\n").is_empty()
        );
    }

    #[test]
    fn a_broken_manifest_is_a_finding() {
        assert!(findings("crates/domain/Cargo.toml", "[dependencies\n")[0].contains("not TOML"));
    }
}
