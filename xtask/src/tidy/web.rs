//! Rules for the web app that its linter does not know.

use super::text::{Language, split};
use super::{Finding, Tree};

const FEATURES: &str = "web/src/features/";

/// Features are composed by the app; they do not know one another.
pub fn feature_isolation(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.with_ending(&["ts", "tsx"]) {
        let Some(inside) = path.strip_prefix(FEATURES) else { continue };
        let own = inside.split('/').next().unwrap_or_default();
        let uncommented = split(text, Language::Script).uncommented;
        for (index, line) in uncommented.lines().enumerate() {
            let Some(target) = imported(line) else { continue };
            let Some(feature) = feature_of(path, target) else { continue };
            if feature != own {
                let message =
                    format!("the feature {own} imports the feature {feature}: pass it in from the app");
                findings.push(Finding::new(path, index + 1, message));
            }
        }
    }
    findings
}

/// What a line imports: `x` of `from "x"`, `import "x"` and `import("x")`.
fn imported(line: &str) -> Option<&str> {
    let at = ["from \"", "from '", "import \"", "import '", "import(\"", "import('"]
        .iter()
        .find_map(|start| Some(line.find(start)? + start.len()))?;
    line[at..].split(['"', '\'']).next()
}

/// The feature that an imported path leads into.
fn feature_of(importer: &str, target: &str) -> Option<String> {
    if let Some((_, inside)) = target.split_once("features/") {
        return inside.split('/').next().map(str::to_owned);
    }
    if !target.starts_with('.') {
        return None;
    }
    let mut parts: Vec<&str> = importer.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    parts.join("/").strip_prefix(FEATURES)?.split('/').next().map(str::to_owned)
}

/// Colours are named by meaning in one file, so that themes and contrast are kept in one place.
pub fn no_raw_colours(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.with_ending(&["ts", "tsx", "css"]) {
        let exempt = path.ends_with("/tokens.css")
            || path.contains("examples")
            || path.contains(".test.")
            || path.contains("/test-");
        if !path.starts_with("web/src/") || exempt {
            continue;
        }
        let uncommented = split(text, Language::Script).uncommented;
        for (index, line) in uncommented.lines().enumerate() {
            if let Some(colour) = raw_colour(line) {
                findings.push(Finding::new(
                    path,
                    index + 1,
                    format!("`{colour}`: use a token of tokens.css"),
                ));
            }
        }
    }
    findings
}

/// The first colour that a line spells out.
fn raw_colour(line: &str) -> Option<String> {
    let functions = ["rgb(", "rgba(", "hsl(", "hsla(", "oklch(", "oklab("];
    let function = functions.iter().find(|name| {
        line.match_indices(**name)
            .any(|(at, _)| !line[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_'))
    });
    if let Some(function) = function {
        return Some(format!("{function}…)"));
    }
    line.match_indices('#').find_map(|(at, _)| {
        let digits: String = line[at + 1..].chars().take_while(char::is_ascii_alphanumeric).collect();
        // `{#id}`, `url(#id)` and `&#123;` are not colours; neither are words such as `#feed-1`.
        let entity = line[..at].ends_with('&');
        let followed = line[at + 1 + digits.len()..].starts_with(['-', '_', '/']);
        let hex =
            [3, 4, 6, 8].contains(&digits.len()) && digits.chars().all(|digit| digit.is_ascii_hexdigit());
        (hex && !entity && !followed).then(|| format!("#{digits}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feature_that_reaches_into_another_is_found() {
        let path = "web/src/features/generation/composer.tsx";
        for import in [
            "import { a } from \"../conversation/thread\";",
            "import { a } from '@/features/conversation/thread';",
            "const a = await import(\"../../features/conversation/thread\");",
        ] {
            let found = feature_isolation(&Tree::of(&[(path, import)]));
            assert_eq!(found.len(), 1, "{import}");
        }
        for import in [
            "import { a } from \"./chip\";",
            "import { b } from \"../../ui/button\";",
            "import r from \"react\";",
        ] {
            assert!(feature_isolation(&Tree::of(&[(path, import)])).is_empty(), "{import}");
        }
    }

    #[test]
    fn raw_colours_are_found_where_tokens_belong() {
        for line in
            ["color: #fff;", "const a = \"#7c3aed\";", "background: rgba(0, 0, 0, .5)", "a: oklch(1 0 0)"]
        {
            assert_eq!(no_raw_colours(&Tree::of(&[("web/src/ui/a.css", line)])).len(), 1, "{line}");
        }
        for line in [
            "/* #fff */",
            "a[href=\"#feed-1\"]",
            "const id = \"#main\";",
            "// issue #123",
            "color: var(--x);",
        ] {
            assert!(no_raw_colours(&Tree::of(&[("web/src/ui/a.css", line)])).is_empty(), "{line}");
        }
        assert!(no_raw_colours(&Tree::of(&[("web/src/ui/tokens.css", "--x: #fff;")])).is_empty());
    }
}
