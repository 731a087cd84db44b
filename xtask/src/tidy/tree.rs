//! The project's text files, read once.

use std::collections::BTreeMap;
use std::path::Path;

/// Folders that hold what others wrote or what was built.
const SKIPPED: [&str; 8] =
    [".git", "target", "node_modules", "dist", "data", "test-results", "playwright-report", "models"];

/// Kinds of files the rules look at, by ending.
const ENDINGS: [&str; 16] = [
    "rs", "toml", "sql", "ts", "tsx", "mjs", "js", "css", "html", "json", "md", "sh", "yml", "yaml",
    "service", "run",
];

/// Relative paths, with forward slashes, and their contents.
#[derive(Default)]
pub struct Tree {
    files: BTreeMap<String, String>,
}

impl Tree {
    /// Reads all text files below a folder.
    pub fn load(root: &Path) -> std::io::Result<Tree> {
        let mut tree = Tree::default();
        tree.read_folder(root, "")?;
        Ok(tree)
    }

    /// A tree made of pairs of path and content.
    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Tree {
        let own = |(path, text): &(&str, &str)| ((*path).to_owned(), (*text).to_owned());
        Tree { files: files.iter().map(own).collect() }
    }

    fn read_folder(&mut self, folder: &Path, prefix: &str) -> std::io::Result<()> {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = format!("{prefix}{name}");
            let kind = entry.file_type()?;
            if kind.is_dir() && !SKIPPED.contains(&name.as_str()) {
                self.read_folder(&entry.path(), &format!("{path}/"))?;
            } else if kind.is_file() && ENDINGS.contains(&ending(&name)) {
                // Not UTF-8 means not text: nothing here applies to it.
                if let Ok(text) = String::from_utf8(std::fs::read(entry.path())?) {
                    self.files.insert(path, text);
                }
            }
        }
        Ok(())
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// The content of one file.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// All files in the order of their paths.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The files with one of these endings.
    pub fn with_ending<'a>(&'a self, endings: &'a [&'a str]) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.files().filter(|(path, _)| endings.contains(&ending(path)))
    }
}

/// What stands behind the last point or slash of a path.
fn ending(path: &str) -> &str {
    path.rsplit(['.', '/']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_by_ending() {
        let tree = Tree::of(&[("a/b.rs", "1"), ("a/b.ts", "2"), (".ci/run", "3")]);
        let found: Vec<_> = tree.with_ending(&["rs", "run"]).map(|(path, _)| path).collect();
        assert_eq!(found, [".ci/run", "a/b.rs"]);
        assert_eq!(tree.text("a/b.ts"), Some("2"));
    }

    #[test]
    fn this_file_is_in_the_real_tree_and_built_things_are_not() {
        let tree = Tree::load(crate::workspace::root()).unwrap();
        assert!(tree.text("xtask/src/tidy/tree.rs").is_some());
        assert!(tree.files().all(|(path, _)| !path.contains("node_modules/")));
    }
}
