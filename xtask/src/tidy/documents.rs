//! Rules for what stands beside the code.

use super::text::lines_with;
use super::{Finding, Tree};

/// The lock file names versions and hashes; where they come from is each machine's own setting.
pub fn lock_without_addresses(tree: &Tree) -> Vec<Finding> {
    let path = "web/package-lock.json";
    let text = tree.text(path).unwrap_or_default();
    let lines = lines_with(text, "\"resolved\": \"http");
    let message =
        "download addresses do not belong here: npm config set omit-lockfile-registry-resolved true";
    lines.take(1).map(|line| Finding::new(path, line, message)).collect()
}

/// The README names both commands, and the changelog the version that is being built.
pub fn readme_and_changelog(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let readme = tree.text("README.md").unwrap_or_default();
    for command in ["cargo xtask run", "cargo xtask test"] {
        if !readme.contains(command) {
            findings.push(Finding::new("README.md", 0, format!("must name `{command}`")));
        }
    }
    let manifest = tree.text("Cargo.toml").and_then(|text| text.parse::<toml::Table>().ok());
    let version = manifest
        .as_ref()
        .and_then(|manifest| manifest.get("workspace")?.get("package")?.get("version")?.as_str());
    match version {
        None => findings.push(Finding::new("Cargo.toml", 0, "has no workspace.package.version")),
        Some(version) if !tree.text("CHANGELOG.md").unwrap_or_default().contains(version) => {
            findings.push(Finding::new("CHANGELOG.md", 0, format!("does not mention version {version}")));
        }
        Some(_) => {}
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: (&str, &str) = ("Cargo.toml", "[workspace.package]\nversion = \"0.1.0\"\n");

    #[test]
    fn an_address_in_the_lock_file_is_found() {
        let bad = "{\n  \"resolved\": \"https://registry.example/a.tgz\"\n}";
        let found = lock_without_addresses(&Tree::of(&[("web/package-lock.json", bad)]));
        assert_eq!(found[0].line, 2);
        assert!(lock_without_addresses(&Tree::of(&[("web/package-lock.json", "{}")])).is_empty());
    }

    #[test]
    fn documents_that_miss_something_are_found() {
        let found = readme_and_changelog(&Tree::of(&[
            MANIFEST,
            ("README.md", "cargo xtask run"),
            ("CHANGELOG.md", "0.0.9"),
        ]));
        let texts: Vec<_> = found.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!(texts, ["must name `cargo xtask test`", "does not mention version 0.1.0"]);
        let good =
            [MANIFEST, ("README.md", "cargo xtask run\ncargo xtask test"), ("CHANGELOG.md", "## 0.1.0")];
        assert!(readme_and_changelog(&Tree::of(&good)).is_empty());
    }
}
