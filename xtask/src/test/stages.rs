//! The stages, in order of speed on a machine where nothing is compiled yet.

use std::process::Command;

use super::count::{self, Closing};
use super::{Failure, Report};
use crate::setup::{self, packages};
use crate::workspace::{self, root, web};
use crate::{process, tidy};

/// One thing that can be wrong with the project, and how to find out.
pub struct Stage {
    pub name: &'static str,
    /// What it does, for the heading.
    pub says: &'static str,
    pub run: fn() -> Result<Report, Failure>,
}

/// All of them. A stage may rely on those before it.
pub const ALL: [Stage; 11] = [
    Stage { name: "format", says: "cargo fmt", run: format },
    Stage { name: "setup", says: "Node, browser, npm packages, crates", run: setup_stage },
    Stage { name: "tidy", says: "the project's own rules", run: tidy_stage },
    Stage { name: "web-check", says: "types and lint of the web app", run: web_check },
    Stage { name: "web-build", says: "production build and bundle budget", run: web_build },
    Stage { name: "web-unit", says: "unit tests of the web app", run: web_unit },
    Stage { name: "clippy", says: "clippy, warnings denied", run: clippy },
    Stage { name: "rust", says: "unit and integration tests", run: rust_tests },
    Stage { name: "docs", says: "examples in the documentation", run: doc_tests },
    Stage { name: "binary", says: "the server for the browser tests", run: server_binary },
    Stage { name: "e2e", says: "a real browser against the real binary", run: end_to_end },
];

fn cargo(arguments: &[&str]) -> Command {
    process::command("cargo", arguments, root())
}

fn npx(arguments: &[&str], folder: &str) -> Command {
    process::command("npx", &[&["--no-install"], arguments].concat(), &web().join(folder))
}

fn npm(script: &str) -> Command {
    process::command("npm", &["run", "--silent", script], &web())
}

fn plain(command: Command) -> Result<Report, Failure> {
    process::check(command)?;
    Ok(Report::default())
}

/// Runs a test runner and believes both its status and its closing line, or neither.
fn counted(command: Command, parse: fn(&[String]) -> Closing) -> Result<Report, Failure> {
    let finished = process::stream(command)?;
    let Some((counts, closing)) = parse(&finished.lines) else {
        return Err("the test runner ended without saying how many tests passed.".to_owned().into());
    };
    let report = Report { counts, closing };
    if finished.success && counts.failed == 0 {
        Ok(report)
    } else {
        Err(Failure { sentence: format!("{counts}."), report })
    }
}

fn format() -> Result<Report, Failure> {
    setup::require_component("rustfmt", "fmt")?;
    plain(cargo(&["fmt", "--all", "--check", "--", "--color", "never"]))
}

fn setup_stage() -> Result<Report, Failure> {
    // What we may not be able to provide comes before what takes time.
    setup::require_tools()?;
    setup::require_component("clippy", "clippy")?;
    packages::for_tests()?;
    setup::npm_packages()?;
    plain(cargo(&["fetch", "--locked"]))
}

fn tidy_stage() -> Result<Report, Failure> {
    tidy::run()?;
    Ok(Report::default())
}

fn web_check() -> Result<Report, Failure> {
    process::check(npm("check"))?;
    plain(npx(&["tsc", "--project", "e2e/tsconfig.json"], ""))
}

fn web_build() -> Result<Report, Failure> {
    crate::web::build()?;
    plain(npm("size"))
}

fn web_unit() -> Result<Report, Failure> {
    counted(npm("test"), count::vitest)
}

fn clippy() -> Result<Report, Failure> {
    plain(cargo(&["clippy", "--workspace", "--all-targets", "--locked", "--", "--deny", "warnings"]))
}

/// nextest where it is installed; building it takes longer than the tests, so it is not fetched.
fn rust_tests() -> Result<Report, Failure> {
    let has_nextest = cargo(&["nextest", "--version"]).output().is_ok_and(|output| output.status.success());
    if has_nextest {
        let arguments = ["nextest", "run", "--workspace", "--all-targets", "--locked", "--no-fail-fast"];
        return counted(cargo(&arguments), count::nextest);
    }
    println!(
        "cargo-nextest is not installed; using cargo test. (To install it: cargo install cargo-nextest --locked)"
    );
    counted(cargo(&["test", "--workspace", "--all-targets", "--locked", "--no-fail-fast"]), count::cargo_test)
}

fn doc_tests() -> Result<Report, Failure> {
    counted(cargo(&["test", "--workspace", "--doc", "--locked"]), count::cargo_test)
}

/// The development profile: it has the failpoints, and nearly everything is compiled already.
fn server_binary() -> Result<Report, Failure> {
    let fakes = ["--bin", "fake_fal", "--bin", "with_fakes", "--features", "testkit/app"];
    plain(cargo(&[&["build", "--workspace", "--locked", "--bin", "marty"], fakes.as_slice()].concat()))
}

fn end_to_end() -> Result<Report, Failure> {
    let mut command = npx(&["playwright", "test", "--config", "e2e/playwright.config.ts"], "");
    command.env("CHROMIUM_PATH", packages::chromium()?);
    command.env("MARTY_BIN", workspace::binary("debug"));
    // The stand-in of a vendor, beside the server.
    command.env("FAKE_FAL_BIN", workspace::binary("debug").with_file_name("fake_fal"));
    command.env("WITH_FAKES_BIN", workspace::binary("debug").with_file_name("with_fakes"));
    counted(command, count::playwright)
}
