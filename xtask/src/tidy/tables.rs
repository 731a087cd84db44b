//! A table belongs to one capability.
//!
//! Each `CREATE TABLE` in a migration stands below a line `-- owner: <capability>`, the name of
//! the folder in the server whose code may read and write it. Others ask that capability.

use std::collections::{BTreeMap, BTreeSet};

use super::text::{Language, split};
use super::{Finding, Tree};

const SERVER: &str = "crates/server/src/";

/// Capabilities that may read a table they do not own, with the reason.
const GUESTS: [(&str, &str, &str); 0] = [];

fn migrations(tree: &Tree) -> impl Iterator<Item = (&str, &str)> {
    tree.with_ending(&["sql"]).filter(|(path, _)| path.contains("/migrations/"))
}

/// One table that a migration creates.
struct Created {
    line: usize,
    table: String,
    owner: Option<String>,
}

/// The tables that a migration's text creates, with the owner named since the previous one.
fn created(text: &str) -> Vec<Created> {
    let mut tables = Vec::new();
    let mut owner = None;
    for (index, line) in text.lines().enumerate() {
        if let Some(name) = line.trim().strip_prefix("-- owner:") {
            owner = Some(name.trim().to_owned()).filter(|name| !name.is_empty());
        }
        let words: Vec<String> = words(line).map(str::to_lowercase).collect();
        let table = match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            ["create", "table" | "virtual", ..] => words
                .iter()
                .find(|word| !["create", "virtual", "table", "if", "not", "exists"].contains(&word.as_str())),
            _ => None,
        };
        if let Some(table) = table {
            tables.push(Created { line: index + 1, table: table.clone(), owner: owner.take() });
        }
    }
    tables
}

/// Words of letters, digits and underscores.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| !character.is_alphanumeric() && character != '_')
        .filter(|word| !word.is_empty())
}

/// Every created table says who owns it.
pub fn owners_are_named(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in migrations(tree) {
        for Created { line, table, .. } in created(text).into_iter().filter(|created| created.owner.is_none())
        {
            findings.push(Finding::new(
                path,
                line,
                format!("say who owns `{table}`: `-- owner: <capability>` above it"),
            ));
        }
    }
    findings
}

/// No capability names another's table in SQL.
pub fn own_tables_only(tree: &Tree) -> Vec<Finding> {
    let mut owners: BTreeMap<String, String> = BTreeMap::new();
    for (_, text) in migrations(tree) {
        owners.extend(created(text).into_iter().filter_map(|created| Some((created.table, created.owner?))));
    }
    let mut findings = Vec::new();
    for (path, text) in tree.with_ending(&["rs"]) {
        let Some(capability) = capability(path) else { continue };
        for (line, table) in named_tables(text) {
            let Some(owner) = owners.get(&table) else { continue };
            let guest = GUESTS.iter().any(|(who, what, _)| *who == capability && *what == table);
            if *owner != capability && !guest {
                let message = format!(
                    "`{table}` belongs to {owner}: call a function of it instead of naming its table"
                );
                findings.push(Finding::new(path, line, message));
            }
        }
    }
    findings
}

/// The capability a file of the server belongs to: its folder, or its own name at the top. What
/// the platform folder holds are capabilities too. Tests look where they like.
fn capability(path: &str) -> Option<&str> {
    let inside = path.strip_prefix(SERVER)?;
    if inside.ends_with("tests.rs") || inside.contains("/tests/") {
        return None;
    }
    let inside = inside.strip_prefix("platform/").unwrap_or(inside);
    inside.split(['/', '.']).next()
}

/// The names that follow an SQL keyword in the strings of a source text, without its tests.
fn named_tables(text: &str) -> BTreeSet<(usize, String)> {
    let strings = split(text, Language::Rust).strings;
    let tests = super::text::lines_with(text, "#[cfg(test)]").next().unwrap_or(usize::MAX);
    let mut found = BTreeSet::new();
    let mut after_keyword = false;
    for (index, line) in strings.lines().enumerate().take_while(|(index, _)| index + 1 < tests) {
        for word in words(line) {
            if after_keyword {
                found.insert((index + 1, word.to_lowercase()));
            }
            after_keyword =
                ["from", "join", "into", "update", "table"].contains(&word.to_lowercase().as_str());
        }
    }
    found
}

/// Each migration exists for both engines, once there are two.
pub fn mirrored_migrations(tree: &Tree) -> Vec<Finding> {
    let names = |engine: &str| -> BTreeMap<String, String> {
        let marker = format!("/migrations/{engine}/");
        migrations(tree)
            .filter_map(|(path, _)| Some((path.split_once(&marker)?.1.to_owned(), path.to_owned())))
            .collect()
    };
    let (sqlite, postgres) = (names("sqlite"), names("postgres"));
    if sqlite.is_empty() || postgres.is_empty() {
        return Vec::new();
    }
    let lacking =
        |have: &BTreeMap<String, String>, other: &BTreeMap<String, String>, engine: &str| -> Vec<Finding> {
            let missing = have.iter().filter(|(name, _)| !other.contains_key(*name));
            missing.map(|(_, path)| Finding::new(path, 0, format!("has no twin for {engine}"))).collect()
        };
    let mut findings = lacking(&sqlite, &postgres, "postgres");
    findings.extend(lacking(&postgres, &sqlite, "sqlite"));
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIGRATION: (&str, &str) = (
        "crates/server/migrations/sqlite/0001_start.sql",
        "-- owner: ledger\nCREATE TABLE holds (\n  id TEXT\n) STRICT;\n-- owner: jobs\nCREATE TABLE IF NOT EXISTS jobs (id TEXT);\n",
    );

    fn with(path: &str, text: &str) -> Vec<Finding> {
        own_tables_only(&Tree::of(&[MIGRATION, (path, text)]))
    }

    #[test]
    fn a_table_without_an_owner_is_found() {
        let text = "-- owner: ledger\nCREATE TABLE a (id TEXT);\ncreate table b (id TEXT);\n";
        let found = owners_are_named(&Tree::of(&[("crates/server/migrations/sqlite/0001.sql", text)]));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].line, 3);
        assert!(owners_are_named(&Tree::of(&[MIGRATION])).is_empty());
    }

    #[test]
    fn naming_a_foreign_table_is_found_also_across_lines() {
        let found =
            with("crates/server/src/generation/store.rs", "const A: &str = \"SELECT 1\n FROM\n holds\";\n");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].line, 3);
        assert!(found[0].message.contains("belongs to ledger"));
    }

    #[test]
    fn ones_own_table_comments_and_tests_pass() {
        assert!(
            with("crates/server/src/ledger/store.rs", "const A: &str = \"SELECT 1 FROM holds\";").is_empty()
        );
        assert!(
            with("crates/server/src/platform/jobs/claim.rs", "const A: &str = \"UPDATE jobs SET a = 1\";")
                .is_empty()
        );
        assert!(with("crates/server/src/auth/mod.rs", "//! Nothing from holds.\n// from holds\n").is_empty());
        assert!(
            with(
                "crates/server/src/auth/mod.rs",
                "#[cfg(test)]\nmod tests { const A: &str = \"FROM holds\"; }"
            )
            .is_empty()
        );
        assert!(with("crates/server/src/auth/tests.rs", "const A: &str = \"FROM holds\";").is_empty());
    }

    #[test]
    fn a_migration_without_its_twin_is_found_once_there_are_two_engines() {
        let one = ("crates/server/migrations/sqlite/0001_a.sql", "");
        let two = ("crates/server/migrations/postgres/0001_a.sql", "");
        let three = ("crates/server/migrations/sqlite/0002_b.sql", "");
        assert!(mirrored_migrations(&Tree::of(&[one, three])).is_empty());
        assert!(mirrored_migrations(&Tree::of(&[one, two])).is_empty());
        let found = mirrored_migrations(&Tree::of(&[one, two, three]));
        assert_eq!(found.len(), 1);
        assert!(found[0].path.ends_with("0002_b.sql") && found[0].message.contains("postgres"));
    }
}
