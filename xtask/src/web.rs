//! The web app's production build, made only when something that goes into it changed.

use std::path::PathBuf;

use crate::workspace::{hash_tree, target, web};
use crate::{Outcome, process};

/// What lies in the folder and does not go into the build.
const NOT_SOURCES: [&str; 6] = ["node_modules", "dist", "e2e", "tests", "test-results", "playwright-report"];

/// Builds `web/dist`, which the server embeds, unless it is already the build of these sources.
pub fn build() -> Outcome {
    let stamp = target().join("web-build.stamp");
    if std::fs::read_to_string(&stamp).is_ok_and(|have| have == fingerprint()) {
        println!("The web app is built already.");
        return Ok(());
    }
    process::check(process::command("npm", &["run", "--silent", "build"], &web()))?;
    if !web().join("dist/index.html").is_file() {
        return Err("the web build ended without writing web/dist/index.html.".into());
    }
    std::fs::create_dir_all(target()).map_err(|error| format!("{}: {error}.", target().display()))?;
    std::fs::write(&stamp, fingerprint()).map_err(|error| format!("{}: {error}.", stamp.display()))
}

/// Sources and result together, so that a `dist` that was emptied or built elsewhere is noticed.
fn fingerprint() -> String {
    let entries = std::fs::read_dir(web()).into_iter().flatten().filter_map(Result::ok);
    let is_source = |name: &std::ffi::OsStr| !NOT_SOURCES.iter().any(|skipped| name == *skipped);
    let sources: Vec<PathBuf> =
        entries.filter(|entry| is_source(&entry.file_name())).map(|entry| entry.path()).collect();
    let hash = |paths: &[PathBuf]| hash_tree(paths).unwrap_or_default();
    format!("{:016x} {:016x}\n", hash(&sources), hash(&[web().join("dist")]))
}
