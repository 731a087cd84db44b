//! `cargo xtask tidy`: the project's own rules, checked in a second or two.
//!
//! Compilers and linters know the language; these checks know the house: which crate may depend
//! on what, which capability may name which table, how long a file may be, which calls, colours
//! and licences stay out. A rule that was said twice in a review belongs here.
//!
//! Every check is a plain function from the [`Tree`] (all text files, in memory) to a list of
//! [`Finding`]s, so that its tests feed it bad input without touching the disk. Exceptions stand
//! in the code beside the rule, each with its reason.

mod dependencies;
mod documents;
mod licences;
pub mod reference;
mod sources;
mod tables;
mod text;
mod tree;
mod web;

use crate::Outcome;
use crate::workspace::root;
use tree::Tree;

/// Something that breaks a rule, and where.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Relative to the repository's root.
    path: String,
    /// Counted from 1; 0 when the whole file is meant.
    line: usize,
    /// What is wrong and what to do instead.
    message: String,
}

impl Finding {
    fn new(path: &str, line: usize, message: impl Into<String>) -> Finding {
        Finding { path: path.to_owned(), line, message: message.into() }
    }
}

/// A named rule over the tree.
type Check = (&'static str, fn(&Tree) -> Vec<Finding>);

const CHECKS: [Check; 18] = [
    ("crates depend only downwards", dependencies::layers),
    ("the domain knows no clock", sources::no_clock_in_domain),
    ("modules begin with prose", sources::module_headers),
    ("files are short", sources::sizes),
    ("nothing is unfinished", sources::unfinished),
    ("tests do not sleep", sources::no_sleeping_tests),
    ("no test is switched off", sources::no_disabled_tests),
    ("folders have meaningful names", sources::folder_names),
    ("no paths of one machine", sources::machine_paths),
    ("every table has an owner", tables::owners_are_named),
    ("capabilities keep to their own tables", tables::own_tables_only),
    ("both engines have the same migrations", tables::mirrored_migrations),
    ("features do not import features", web::feature_isolation),
    ("colours are tokens", web::no_raw_colours),
    ("the lock file has no addresses", documents::lock_without_addresses),
    ("the documents name what exists", documents::readme_and_changelog),
    ("the list of providers is the catalog's", reference::is_current),
    ("shipped npm packages are licensed to ship", licences::npm_packages),
];

/// Runs every check and lists what it finds.
pub fn run() -> Outcome {
    let tree = Tree::load(root()).map_err(|error| format!("the sources could not be read: {error}."))?;
    let mut findings = licences::crates(&tree)?;
    for (rule, check) in CHECKS {
        let mut found = check(&tree);
        found.sort();
        found.into_iter().for_each(|mut finding| {
            finding.message = format!("{} [{rule}]", finding.message);
            findings.push(finding);
        });
    }
    for finding in &findings {
        let Finding { path, line, message } = finding;
        if *line == 0 { println!("{path}: {message}") } else { println!("{path}:{line}: {message}") }
    }
    if findings.is_empty() {
        println!("tidy: {} rules hold in {} files.", CHECKS.len() + 1, tree.len());
        Ok(())
    } else {
        Err(format!("{} findings, listed above.", findings.len()))
    }
}
