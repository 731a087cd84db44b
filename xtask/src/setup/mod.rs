//! What must be on the machine, and fetching it where we have the right to.
//!
//! A Rust toolchain is there, or this would not run. Node, npm and a C compiler cannot be
//! installed politely by a build command, so their absence is one sentence. A C++ compiler and programs
//! that only the tests need come from Debian packages ([`packages`]).

pub mod packages;

use crate::workspace::{root, web};
use crate::{Outcome, process, workspace};

/// Checks for Node, npm and a C compiler, and makes a C++ compiler available.
///
/// # Errors
/// One sentence that says what to install.
pub fn require_tools() -> Outcome {
    let version = process::read(process::command("node", &["--version"], root()))
        .map_err(|_| node_sentence("Node is missing"))?;
    if !node_is_supported(&version) {
        return Err(node_sentence(&format!("Node {} cannot build the web app", version.trim())));
    }
    if !process::exists("npm") {
        return Err("npm is missing: install it (it comes with Node from nodejs.org; Debian has it in the \
                    package npm)."
            .into());
    }
    if !process::exists("cc") {
        return Err(
            "a C compiler is missing: install one (on Debian: apt-get install build-essential).".into()
        );
    }
    packages::for_builds()
}

fn node_sentence(what: &str) -> String {
    format!("{what}: install Node 20.19, 22.12 or newer with npm, from your system or nodejs.org.")
}

/// Whether the web app's tools run on a Node that calls itself `v20.20.2`. The range is `engines`
/// in web/package.json, which is that of Vite 8.
fn node_is_supported(version: &str) -> bool {
    let mut numbers = version.trim().trim_start_matches('v').split('.').map(str::parse::<u32>);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(20)), Some(Ok(minor))) => minor >= 19,
        (Some(Ok(22)), Some(Ok(minor))) => minor >= 12,
        (Some(Ok(major)), Some(Ok(_))) => major > 22,
        _ => false,
    }
}

/// Checks for a part of the Rust toolchain that small installations leave out: the component
/// `rustfmt` brings `cargo fmt`, the component `clippy` brings `cargo clippy`.
pub fn require_component(component: &str, subcommand: &str) -> Outcome {
    match process::read(process::command("cargo", &[subcommand, "--version"], root())) {
        Ok(_) => Ok(()),
        Err(_) => Err(format!("`cargo {subcommand}` is missing: rustup component add {component}.")),
    }
}

/// Installs the npm packages if the lock file changed since the last time.
pub fn npm_packages() -> Outcome {
    let modules = web().join("node_modules");
    let stamp = modules.join(".installed-lock-hash");
    let inputs = [web().join("package.json"), web().join("package-lock.json")];
    let wanted = workspace::hash_tree(&inputs).map_err(|error| format!("web/: {error}."))?;
    let wanted = format!("{wanted:016x}");
    if std::fs::read_to_string(&stamp).is_ok_and(|have| have == wanted) {
        return Ok(());
    }
    println!("Installing the npm packages…");
    process::check(process::command("npm", &["ci", "--no-audit", "--no-fund"], &web()))?;
    std::fs::write(&stamp, wanted).map_err(|error| format!("{}: {error}.", stamp.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_is_accepted_in_the_range_of_its_tools() {
        for good in ["v20.19.0\n", "v20.20.2", "v22.12.0", "v23.0.0", "v24.1.0", "v25.0.0-nightly2026"] {
            assert!(node_is_supported(good), "{good}");
        }
        for bad in ["v18.20.4", "v20.18.3", "v21.7.3", "v22.11.0", "v8.1.0", "20", "vx.y", ""] {
            assert!(!node_is_supported(bad), "{bad}");
        }
    }

    #[test]
    fn the_web_app_names_the_same_range() {
        let text = std::fs::read_to_string(web().join("package.json")).unwrap();
        let package: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(package["engines"]["node"], "^20.19.0 || >=22.12.0");
    }

    #[test]
    fn a_missing_part_of_the_toolchain_is_named_with_the_command_that_adds_it() {
        let sentence = require_component("no-such-component", "no-such-subcommand").unwrap_err();
        assert!(sentence.ends_with("rustup component add no-such-component."), "{sentence}");
    }
}
