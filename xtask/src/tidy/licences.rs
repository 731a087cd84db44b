//! What we ship, we may ship.
//!
//! The list of allowed licences stands once, in `deny.toml`, where cargo-deny reads it too; this
//! check needs nothing installed. Licence texts are SPDX expressions ("MIT OR Apache-2.0").

use serde_json::Value;

use super::{Finding, Tree};
use crate::workspace::root;
use crate::{Outcome, process};

/// Licences of npm packages that are allowed beside those of `deny.toml`, with the reason.
const NPM_ALSO: [(&str, &str); 1] = [("OFL-1.1", "fonts, shipped with their licence text")];

/// All crates of the lock file have an allowed licence.
pub fn crates(tree: &Tree) -> Outcome<Vec<Finding>> {
    let allowed = allowed(tree)?;
    let metadata = |mode: &[&str]| {
        let arguments = [&["metadata", "--format-version", "1", "--locked"], mode].concat();
        process::read(process::command("cargo", &arguments, root()))
    };
    // Offline first: it is quicker, and on a fresh machine the second attempt fetches.
    let text = metadata(&["--offline"]).or_else(|_| metadata(&[]))?;
    Ok(check_crates(&text, &allowed))
}

/// The `allow` list of `deny.toml`.
fn allowed(tree: &Tree) -> Outcome<Vec<String>> {
    let text = tree.text("deny.toml").ok_or("deny.toml is missing.")?;
    let table = text.parse::<toml::Table>().map_err(|error| format!("deny.toml: {}.", error.message()))?;
    let list = table.get("licenses").and_then(|licenses| licenses.get("allow")?.as_array());
    let list = list.ok_or("deny.toml has no list licenses.allow.")?;
    Ok(list.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect())
}

fn check_crates(metadata: &str, allowed: &[String]) -> Vec<Finding> {
    let metadata: Value = serde_json::from_str(metadata).unwrap_or_default();
    let Some(packages) = metadata["packages"].as_array() else {
        return vec![Finding::new("Cargo.lock", 0, "cargo metadata lists no packages")];
    };
    let refused =
        packages.iter().filter(|package| !permits(package["license"].as_str().unwrap_or_default(), allowed));
    let report = |package: &Value| {
        let word = |key: &str| package[key].as_str().unwrap_or("nothing").to_owned();
        let message = format!("{} {} is licensed under {}", word("name"), word("version"), word("license"));
        Finding::new("Cargo.lock", 0, message)
    };
    refused.map(report).collect()
}

/// All npm packages that end up in the web app have an allowed licence. Tools are not shipped.
pub fn npm_packages(tree: &Tree) -> Vec<Finding> {
    let path = "web/package-lock.json";
    let Some(text) = tree.text(path) else { return Vec::new() };
    let mut allowed = match allowed(tree) {
        Ok(allowed) => allowed,
        Err(sentence) => return vec![Finding::new("deny.toml", 0, sentence)],
    };
    allowed.extend(NPM_ALSO.iter().map(|(name, _)| (*name).to_owned()));
    let lock: Value = serde_json::from_str(text).unwrap_or_default();
    let Some(packages) = lock["packages"].as_object() else {
        return vec![Finding::new(path, 0, "is not a lock file of npm 7 or newer")];
    };
    let shipped =
        packages.iter().filter(|(name, package)| !name.is_empty() && package["dev"] != Value::Bool(true));
    let refused = shipped.filter_map(|(name, package)| {
        let licence = package["license"].as_str().unwrap_or_default();
        let name = name.trim_start_matches("node_modules/");
        (!permits(licence, &allowed))
            .then(|| Finding::new(path, 0, format!("{name} is licensed under `{licence}`")))
    });
    refused.collect()
}

/// Whether an SPDX expression can be satisfied with the allowed licences alone. The old form
/// "MIT/Apache-2.0" means OR. A licence WITH an exception permits at least what it does without.
fn permits(expression: &str, allowed: &[String]) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let mut words: Vec<&str> = spaced.split_whitespace().rev().collect();
    any(&mut words, allowed) && words.is_empty()
}

fn any(words: &mut Vec<&str>, allowed: &[String]) -> bool {
    let mut satisfied = all(words, allowed);
    while words.last() == Some(&"OR") {
        words.pop();
        satisfied |= all(words, allowed);
    }
    satisfied
}

fn all(words: &mut Vec<&str>, allowed: &[String]) -> bool {
    let mut satisfied = one(words, allowed);
    while words.last() == Some(&"AND") {
        words.pop();
        satisfied &= one(words, allowed);
    }
    satisfied
}

fn one(words: &mut Vec<&str>, allowed: &[String]) -> bool {
    match words.pop() {
        Some("(") => {
            let satisfied = any(words, allowed);
            words.pop() == Some(")") && satisfied
        }
        Some(name) => {
            if words.last() == Some(&"WITH") {
                words.truncate(words.len().saturating_sub(2));
            }
            allowed.iter().any(|allowed| allowed == name)
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed_names() -> Vec<String> {
        ["MIT", "Apache-2.0", "Unicode-3.0"].map(str::to_owned).to_vec()
    }

    #[test]
    fn expressions_are_satisfied_by_allowed_licences_alone() {
        for good in [
            "MIT",
            "GPL-3.0 OR MIT",
            "MIT/Apache-2.0",
            "(MIT OR GPL-2.0) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception OR GPL-2.0",
        ] {
            assert!(permits(good, &allowed_names()), "{good}");
        }
        for bad in ["", "GPL-3.0", "MIT AND GPL-3.0", "(MIT", "MIT MIT", "(GPL-2.0 OR AGPL-3.0) AND MIT"] {
            assert!(!permits(bad, &allowed_names()), "{bad}");
        }
    }

    #[test]
    fn a_crate_without_an_allowed_licence_is_found() {
        let metadata = r#"{"packages":[{"name":"a","version":"1.0.0","license":"MIT"},
            {"name":"b","version":"2.0.0","license":"AGPL-3.0"},{"name":"c","version":"3.0.0","license":null}]}"#;
        let found = check_crates(metadata, &allowed_names());
        let texts: Vec<_> = found.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!(texts, ["b 2.0.0 is licensed under AGPL-3.0", "c 3.0.0 is licensed under nothing"]);
        assert_eq!(check_crates("{}", &allowed_names()).len(), 1);
    }

    #[test]
    fn shipped_npm_packages_are_checked_and_tools_are_not() {
        let lock = r#"{"packages":{"":{},"node_modules/a":{"license":"GPL-3.0"},"node_modules/b":{"license":"GPL-3.0","dev":true},
            "node_modules/c":{"license":"OFL-1.1"}}}"#;
        let tree =
            Tree::of(&[("deny.toml", "[licenses]\nallow = [\"MIT\"]"), ("web/package-lock.json", lock)]);
        let found = npm_packages(&tree);
        assert_eq!(found.len(), 1);
        assert!(found[0].message.starts_with("a is licensed"));
    }
}
