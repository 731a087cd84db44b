//! Rules for source files in every language here.

use super::text::{Language, has_word, lines_with, split};
use super::{Finding, Tree};

/// Longest Rust file, in lines.
const RUST_LINES_MAX: usize = 450;
/// Longest TypeScript file, in lines.
const SCRIPT_LINES_MAX: usize = 260;
/// Longest file of TypeScript tests: a list of cases is read one at a time.
const SCRIPT_TEST_LINES_MAX: usize = 400;

/// Files that may be longer, with the reason.
const LONG_FILES: [(&str, &str); 1] = [("web/src/api/schema.ts", "generated from openapi.json")];

/// Names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 6] = ["utils", "util", "helpers", "helper", "common", "manager"];

fn is_script(path: &str) -> bool {
    [".ts", ".tsx", ".mjs", ".js"].iter().any(|ending| path.ends_with(ending))
}

fn is_script_test(path: &str) -> bool {
    is_script(path) && (path.contains(".test.") || path.contains(".spec.") || path.starts_with("web/e2e/"))
}

/// Our own sources: Rust and the web app.
fn sources(tree: &Tree) -> impl Iterator<Item = (&str, &str)> {
    tree.files().filter(|(path, _)| path.ends_with(".rs") || (path.starts_with("web/") && is_script(path)))
}

fn language(path: &str) -> Language {
    if path.ends_with(".rs") { Language::Rust } else { Language::Script }
}

/// Time reaches the domain as a value.
pub fn no_clock_in_domain(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in
        tree.files().filter(|(path, _)| path.starts_with("crates/domain/src/") && path.ends_with(".rs"))
    {
        let code = split(text, Language::Rust).code;
        for (index, line) in code.lines().enumerate() {
            if has_word(line, "SystemTime") || has_word(line, "Instant") {
                findings.push(Finding::new(
                    path,
                    index + 1,
                    "the domain reads no clock: take the time as an argument",
                ));
            }
        }
    }
    findings
}

/// Every module explains itself before it begins.
pub fn module_headers(tree: &Tree) -> Vec<Finding> {
    let modules = tree.with_ending(&["rs"]).filter(|(path, _)| {
        let in_crate = path.starts_with("crates/") && path.split('/').nth(2) == Some("src");
        in_crate || path.starts_with("xtask/src/")
    });
    let silent = modules.filter(|(_, text)| {
        let first = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with("#!["));
        !first.is_some_and(|line| line.starts_with("//!") && line.chars().any(char::is_alphabetic))
    });
    silent.map(|(path, _)| Finding::new(path, 1, "begin the module with `//!` and what it is for")).collect()
}

/// One idea a file.
pub fn sizes(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in sources(tree) {
        let limit = match path {
            rust if rust.ends_with(".rs") => RUST_LINES_MAX,
            test if is_script_test(test) => SCRIPT_TEST_LINES_MAX,
            _ => SCRIPT_LINES_MAX,
        };
        let lines = text.lines().count();
        if lines > limit && !LONG_FILES.iter().any(|(allowed, _)| *allowed == path) {
            findings.push(Finding::new(
                path,
                0,
                format!("has {lines} lines, {limit} are allowed: split it by meaning"),
            ));
        }
    }
    findings
}

/// Nothing is called done that is not.
pub fn unfinished(tree: &Tree) -> Vec<Finding> {
    let macros = [concat!("to", "do!("), concat!("unimpl", "emented!("), concat!("db", "g!(")];
    let notes = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")];
    let mut findings = Vec::new();
    for (path, text) in sources(tree) {
        let code = split(text, language(path)).code;
        if path.ends_with(".rs") {
            for pattern in macros {
                let found = lines_with(&code, pattern);
                findings.extend(
                    found.map(|line| Finding::new(path, line, format!("finish it instead of `{pattern}…)`"))),
                );
            }
        }
        for (index, line) in text.lines().enumerate() {
            if let Some(note) = notes.iter().find(|note| has_word(line, note)) {
                findings.push(Finding::new(
                    path,
                    index + 1,
                    format!("`{note}`: do it, or write down the limit in words"),
                ));
            }
        }
    }
    findings
}

/// A test that sleeps is slow on a good day and wrong on a bad one.
pub fn no_sleeping_tests(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in sources(tree) {
        let code = split(text, language(path)).code;
        let (from, patterns): (usize, &[&str]) = if path.ends_with(".rs") {
            (first_test_line(path, &code), &["thread::sleep", "time::sleep", "sleep_until"])
        } else if is_script_test(path) && !path.contains("/harness/") {
            (1, &["waitForTimeout", "sleep(", "setTimeout("])
        } else {
            continue;
        };
        for pattern in patterns {
            let found = lines_with(&code, pattern).filter(|line| *line >= from);
            findings.extend(found.map(|line| {
                Finding::new(path, line, "wait for what you need, or move the clock; do not sleep")
            }));
        }
    }
    findings
}

/// Where the tests of a Rust file begin.
fn first_test_line(path: &str, code: &str) -> usize {
    let whole = path.contains("/tests/") || path.ends_with("/tests.rs") || path.ends_with("_tests.rs");
    if whole {
        return 1;
    }
    lines_with(code, "#[cfg(test)]").next().unwrap_or(usize::MAX)
}

/// A test that does not run guards nothing.
pub fn no_disabled_tests(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in sources(tree) {
        let patterns: &[&str] = if path.ends_with(".rs") {
            &["#[ignore]"]
        } else if is_script_test(path) {
            &[".only(", ".skip(", ".fixme("]
        } else {
            continue;
        };
        let code = split(text, language(path)).code;
        for pattern in patterns {
            let found = lines_with(&code, pattern);
            findings.extend(
                found.map(|line| Finding::new(path, line, format!("`{pattern}` switches tests off"))),
            );
        }
    }
    findings
}

/// The name of a folder or module is a word of the field.
pub fn folder_names(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, _) in sources(tree) {
        let mut parts = path.split('/').map(|part| part.split('.').next().unwrap_or_default());
        if let Some(name) = parts.find(|part| EMPTY_NAMES.contains(part)) {
            findings.push(Finding::new(
                path,
                0,
                format!("`{name}` says nothing: name it after what it holds"),
            ));
        }
    }
    findings
}

/// What runs here runs anywhere.
pub fn machine_paths(tree: &Tree) -> Vec<Finding> {
    let patterns =
        [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/t", "mp/")];
    let mut findings = Vec::new();
    for (path, text) in tree.files() {
        for pattern in patterns {
            for (index, line) in text.lines().enumerate() {
                let starts_a_path = line.match_indices(pattern).any(|(at, _)| {
                    // `web/home/x` and `https://host/home/` go through a folder; they do not start there.
                    !line[..at]
                        .ends_with(|before: char| before.is_alphanumeric() || "._-}>)*".contains(before))
                });
                if starts_a_path {
                    findings.push(Finding::new(
                        path,
                        index + 1,
                        format!("`{pattern}` exists only on some machines"),
                    ));
                }
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines at which a check finds something in one file.
    fn lines(check: fn(&Tree) -> Vec<Finding>, path: &str, text: &str) -> Vec<usize> {
        check(&Tree::of(&[(path, text)])).into_iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn a_clock_in_the_domain_is_found_in_code_only() {
        let text = "//! Instant is a word.\nlet now = std::time::Instant::now();\nlet s = \"SystemTime\";\n";
        assert_eq!(lines(no_clock_in_domain, "crates/domain/src/a.rs", text), [2]);
        assert!(lines(no_clock_in_domain, "crates/server/src/a.rs", text).is_empty());
    }

    #[test]
    fn a_module_without_prose_is_found() {
        assert_eq!(lines(module_headers, "crates/server/src/a.rs", "use std::fmt;\n//! Late.\n"), [1]);
        assert_eq!(lines(module_headers, "crates/server/src/a.rs", "//!\n"), [1]);
        assert!(lines(module_headers, "crates/server/src/a.rs", "#![allow(x)]\n//! Why.\n").is_empty());
        assert!(lines(module_headers, "crates/server/tests/it/a.rs", "use x;\n").is_empty());
    }

    #[test]
    fn long_files_are_found_unless_they_are_generated() {
        let long = "x\n".repeat(RUST_LINES_MAX + 1);
        assert_eq!(lines(sizes, "crates/server/src/a.rs", &long).len(), 1);
        assert_eq!(lines(sizes, "web/src/a.tsx", &"x\n".repeat(SCRIPT_LINES_MAX + 1)).len(), 1);
        assert!(lines(sizes, "crates/server/src/a.rs", &"x\n".repeat(RUST_LINES_MAX)).is_empty());
        assert!(lines(sizes, "web/src/a.test.tsx", &"x\n".repeat(SCRIPT_LINES_MAX + 1)).is_empty());
        assert!(lines(sizes, "web/src/api/schema.ts", &long).is_empty());
    }

    #[test]
    fn unfinished_work_is_found() {
        let text = concat!("fn a() { to", "do!() }\n// FIX", "ME later\nlet x = db", "g!(1);\n");
        assert_eq!(lines(unfinished, "crates/server/src/a.rs", text), [1, 3, 2]);
        assert_eq!(lines(unfinished, "web/src/a.ts", concat!("// TO", "DO\n")), [1]);
    }

    #[test]
    fn sleeping_is_found_in_tests_only() {
        let text = "fn a() { std::thread::sleep(d) }\n#[cfg(test)]\nmod tests { fn b() { tokio::time::sleep(d) } }\n";
        assert_eq!(lines(no_sleeping_tests, "crates/server/src/a.rs", text), [3]);
        assert_eq!(lines(no_sleeping_tests, "crates/server/tests/it/a.rs", text), [1, 3]);
        assert_eq!(lines(no_sleeping_tests, "web/e2e/a.spec.ts", "await page.waitForTimeout(5)\n"), [1]);
        assert!(lines(no_sleeping_tests, "web/src/a.ts", "setTimeout(f, 5)\n").is_empty());
        // Waiting for a process to start is not a test's business but its harness's.
        assert!(lines(no_sleeping_tests, "web/e2e/harness/a.ts", "setTimeout(f, 5)\n").is_empty());
    }

    #[test]
    fn disabled_tests_are_found() {
        assert_eq!(
            lines(no_disabled_tests, "web/src/a.test.ts", "it.only('x', f)\nit.skip('y', f)\n"),
            [1, 2]
        );
        assert_eq!(
            lines(no_disabled_tests, "crates/server/src/a.rs", "#[ignore]\nfn a() { b.skip(1) }\n"),
            [1]
        );
    }

    #[test]
    fn empty_names_are_found_in_any_part_of_a_path() {
        for path in ["crates/server/src/utils.rs", "web/src/common/a.ts", "crates/server/src/helpers/a.rs"] {
            assert_eq!(lines(folder_names, path, ""), [0], "{path}");
        }
        assert!(lines(folder_names, "web/src/ui/button.tsx", "").is_empty());
    }

    #[test]
    fn machine_paths_are_found_and_addresses_are_not() {
        let text = concat!("a = \"/wo", "rk/x\"\nb = \"/t", "mp/y\"\nc = https://host/ho", "me/z\n");
        assert_eq!(lines(machine_paths, "README.md", text), [1, 2]);
    }
}
